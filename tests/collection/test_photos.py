"""Pictures of strangers: re-encoded within limits, nothing of the phone left in them, no idea ever lost."""

from __future__ import annotations

import io
import os
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base
from sqlalchemy import select

from tests.collection.desks import Desks
from tests.halls import NOW
from voting import jobs, picture_store, pictures
from voting.collection import desk, ideas, photos
from voting.collection.call_models import DESKS
from voting.config import Settings, load_settings
from voting.errors import NotFound
from voting.picture_models import Picture
from voting.picture_process import Processor, Work

SECRET_PLACE = "家住三单元"


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **saved: object) -> bytes:
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    buffer = io.BytesIO()
    made.save(buffer, kind, **saved)
    return buffer.getvalue()


def with_notes() -> bytes:
    """As a phone writes it: lying on its side, with place, time and a comment."""
    notes = Image.Exif()
    notes[Base.Orientation] = 6
    notes[Base.ImageDescription] = "GPSTEST" + SECRET_PLACE
    notes.get_ifd(IFD.GPSInfo)[2] = (28.0, 51.0, 30.0)
    return picture(exif=notes, comment=b"GPSTEST", xmp=b"<x>GPSTEST</x>")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that claims a size; the header alone, or with data."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def animated() -> bytes:
    frames = [Image.new("RGB", (40, 30), (n, 0, 0)) for n in range(0, 250, 5)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    return buffer.getvalue()


@dataclass
class Album:
    desks: Desks
    settings: Settings

    def accept(self, *contents: bytes) -> tuple[str, list[str]]:
        """An idea with these pictures; (its id, the pictures' ids)."""
        hall, idea_id = self.desks.hall, self.desks.idea()
        files = [io.BytesIO(content) for content in contents]
        photos.accept(hall.session, self.settings, hall.congress_id, idea_id, files, now=NOW)
        return idea_id, [line.id for line in photos.of_idea(hall.session, hall.congress_id, idea_id)]

    def work(self) -> None:
        jobs.run_queued(self.desks.hall.databases, self.settings)
        self.desks.hall.session.rollback()
        self.desks.hall.session.expire_all()

    def row(self, photo_id: str) -> Picture:
        return self.desks.hall.session.scalars(select(Picture).where(Picture.id == photo_id)).one()

    def shown(self, photo_id: str, size: str = "large", public: bool = False) -> bytes:
        hall = self.desks.hall
        desks = () if public else ("government",)
        return photos.content(hall.session, self.settings, hall.congress_id, photo_id, size, desks=desks)


@pytest.fixture
def album(desks: Desks, tmp_path: Path) -> Album:
    return Album(desks, load_settings(tmp_path, {}))


def test_a_picture_is_turned_upright_and_keeps_nothing_of_the_phone(album):
    given = with_notes()
    assert b"GPSTEST" in given
    _, (photo_id,) = album.accept(given)
    album.work()
    for size, edge in (("large", 900), ("small", 400)):
        shown = album.shown(photo_id, size)
        assert b"GPSTEST" not in shown and b"Exif" not in shown
        with Image.open(io.BytesIO(shown)) as made:
            assert made.format == "JPEG" and made.height == edge and made.width < made.height
            assert not made.getexif()


def test_the_file_as_it_came_is_gone_once_it_was_processed(album, tmp_path):
    _, (photo_id,) = album.accept(with_notes())
    assert (tmp_path / "photos" / f"{photo_id}.upload").exists()
    album.work()
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == [
        f"{photo_id}.large.jpg",
        f"{photo_id}.small.jpg",
    ]


def test_a_file_whose_idea_was_never_kept_is_deleted_a_day_later_with_the_next_work(album, tmp_path):
    album.accept(picture())
    folder = tmp_path / "photos"
    for name, days in (("old", 2), ("new", 0)):
        left = folder / f"{name}.upload"
        left.write_bytes(with_notes())
        came = datetime.now(UTC).timestamp() - days * 86400
        os.utime(left, (came, came))
    album.work()
    assert [path.stem for path in folder.glob("*.upload")] == ["new"]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_png_and_webp_become_jpeg(album, kind):
    _, (photo_id,) = album.accept(picture(kind))
    album.work()
    assert album.shown(photo_id).startswith(b"\xff\xd8\xff")


def test_transparency_becomes_white(album):
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    _, (photo_id,) = album.accept(buffer.getvalue())
    album.work()
    with Image.open(io.BytesIO(album.shown(photo_id))) as made:
        assert made.getpixel((10, 10)) == (255, 255, 255)


BAD = {
    "a bomb of 30,000 × 30,000": (png_of(30_000, 30_000, bytes(30_000 * 200)), "too_many_pixels"),
    "one pixel wide and endless": (png_of(1, 2**31 - 1), "too_many_pixels"),
    "too many by a little": (picture("PNG", (6000, 4001)), "too_many_pixels"),
    "cut off": (picture()[:3000], "broken"),
    "a header and nothing": (b"\xff\xd8\xff", "wrong_kind"),
    "a PNG whose data is short": (png_of(4000, 4000, b"x"), "broken"),
    "RIFF that is no WebP": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "wrong_kind"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused_and_the_idea_stays(album, name):
    content, why = BAD[name]
    idea_id, (bad, good) = album.accept(content, picture())
    album.work()
    assert (album.row(bad).state, album.row(bad).failure) == ("failed", f"pictures.{why}")
    assert album.row(good).state == "ready"
    assert album.desks.state(idea_id) == "received"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "wrong_kind"),
        (b"<html><script>alert(1)</script>", "wrong_kind"),
        (b"GIF89a/*", "wrong_kind"),
        (b"%PDF-1.7", "wrong_kind"),
        (b"II*\x00", "wrong_kind"),
        (b"SIMPLE  =                    T", "wrong_kind"),
        (b"8BPS\x00\x01", "wrong_kind"),
        (b"", "wrong_kind"),
        (b"\xff\xd8\xff" + bytes(pictures.PICTURE_BYTES), "too_large"),
    ],
)
def test_other_kinds_and_large_files_are_not_even_kept(album, content, why):
    idea_id, (photo_id,) = album.accept(content)
    assert (album.row(photo_id).state, album.row(photo_id).failure) == ("failed", f"pictures.{why}")
    assert album.desks.state(idea_id) == "received"
    assert not list((album.settings.instance / "photos").glob("*.upload"))


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(40)])
def test_what_hides_behind_a_picture_is_gone(album, tail):
    _, (photo_id,) = album.accept(picture() + tail)
    album.work()
    assert tail not in album.shown(photo_id)


def test_of_an_animation_one_picture_is_taken(album):
    _, (photo_id,) = album.accept(animated())
    album.work()
    with Image.open(io.BytesIO(album.shown(photo_id))) as made:
        assert getattr(made, "n_frames", 1) == 1


def test_a_full_disk_refuses_the_picture_and_not_the_idea(album, monkeypatch):
    monkeypatch.setattr(picture_store, "LEAST_FREE", 2**60)
    idea_id, (photo_id,) = album.accept(picture())
    assert album.row(photo_id).failure == "pictures.not_kept"
    assert album.desks.state(idea_id) == "received"


def test_at_most_three_are_taken(album):
    _, kept = album.accept(*[picture()] * 5)
    assert len(kept) == photos.MOST_PHOTOS


def test_a_child_that_hangs_or_dies_costs_one_picture(tmp_path):
    source = tmp_path / "a.upload"
    source.write_bytes(picture())
    work = Work(source, tmp_path / "l.jpg", tmp_path / "s.jpg")
    processor, hurried = Processor(), Processor(seconds=0)
    first = processor.process(work)
    processor._child.kill()
    processor._child.wait()
    second = processor.process(work)
    assert (first.failure, second.failure) == ("", "")
    assert hurried.process(work).failure == "pictures.broken"
    processor.end()
    hurried.end()


def test_pictures_left_by_a_worker_that_died_are_done_by_the_next(album):
    _, (photo_id,) = album.accept(picture())
    album.settings.instance.joinpath("photos", f"{photo_id}.large.jpg").write_bytes(b"half a picture")
    album.work()
    assert album.shown(photo_id).startswith(b"\xff\xd8\xff")


def test_the_public_sees_a_picture_only_after_its_idea_was_let_through(album):
    idea_id, (photo_id,) = album.accept(picture())
    with pytest.raises(NotFound):
        album.shown(photo_id)
    album.work()
    assert album.shown(photo_id)
    with pytest.raises(NotFound):
        album.shown(photo_id, public=True)
    desk.list_publicly(*album.desks.as_government(), [idea_id], True, now=NOW)
    assert album.shown(photo_id, public=True)
    with pytest.raises(NotFound):
        album.shown(photo_id, size="upload", public=True)


@pytest.mark.parametrize("verb", ["set_apart", "withhold"])
def test_a_picture_is_closed_again_with_its_idea(album, verb):
    idea_id, (photo_id,) = album.accept(picture())
    album.work()
    here = album.desks.as_government()
    desk.list_publicly(*here, [idea_id], True, now=NOW)
    if verb == "set_apart":
        desk.move(*here, [idea_id], verb, reason="信访事项", now=NOW)
    else:
        desk.list_publicly(*here, [idea_id], False, now=NOW)
    with pytest.raises(NotFound):
        album.shown(photo_id, public=True)
    assert album.shown(photo_id)


def test_the_other_desk_has_no_such_picture(album):
    _, (photo_id,) = album.accept(picture())
    album.work()
    hall = album.desks.hall
    with pytest.raises(NotFound):
        photos.content(hall.session, album.settings, hall.congress_id, photo_id, "large", desks=("congress",))


def test_another_congress_has_no_such_picture(album):
    _, (photo_id,) = album.accept(picture())
    album.work()
    hall = album.desks.hall
    with pytest.raises(NotFound):
        photos.content(hall.session, album.settings, hall.other_congress_id, photo_id, "large", desks=DESKS)
    assert ideas.get(hall.session, hall.congress_id, album.row(photo_id).owner_id)
