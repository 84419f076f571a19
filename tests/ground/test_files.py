"""Files that belong to a record: kept once, known by their content, never by their name."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from voting import files
from voting.config import Settings
from voting.db import in_congress
from voting.errors import Invalid, NotFound, Unavailable

HERE, THERE = "a" * 32, "b" * 32
NOW = datetime(2026, 1, 15, 1, 30, tzinfo=UTC)
PDF, JPEG, PNG = b"%PDF-1.7\n...", b"\xff\xd8\xff\xe0...", b"\x89PNG\r\n\x1a\n..."


@pytest.fixture
def main(any_databases):
    with any_databases.main() as session:
        yield in_congress(session, HERE)


def keep(session, settings, content, name="扫描件.pdf", **more):
    return files.keep(session, settings, HERE, content, name, now=NOW, **more)


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (PDF, "application/pdf", "通过情况.pdf"),
        (JPEG, "image/jpeg", "通过情况.jpg"),
        (PNG, "image/png", "通过情况.png"),
    ],
)
def test_a_scan_is_kept_under_its_digest_and_named_by_its_content(main, settings, content, kind, name):
    view = keep(main, settings, content, "C:\\扫描\\通过情况.exe")
    assert view == files.FileView(hashlib.sha256(content).hexdigest(), name, kind, len(content))
    path = settings.instance / "files" / view.digest
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files.read(main, settings, HERE, view.digest) == (view, content)


def test_the_same_bytes_are_kept_once_under_their_first_name(main, settings):
    first = keep(main, settings, PDF, "甲.pdf")
    assert keep(main, settings, PDF, "乙.pdf") == first
    assert len(list((settings.instance / "files").iterdir())) == 1


def test_the_same_bytes_kept_by_another_request_between_looking_and_inserting_are_no_failure(
    main, settings, monkeypatch
):
    looked, looks = files._row, []

    def look(session, congress_id, digest):
        """As looked before, but right after the first look the other request is done."""
        found = looked(session, congress_id, digest)
        looks.append(found)
        if len(looks) == 1:
            row = {"congress_id": HERE, "digest": digest, "name": "先到.pdf", "kind": "application/pdf"}
            session.execute(insert(files.KeptFile).values(size=len(PDF), kept_at=NOW, **row))
        return found

    monkeypatch.setattr(files, "_row", look)
    view = keep(main, settings, PDF, "后到.pdf")
    assert looks[0] is None
    assert view.name == "先到.pdf"
    assert files.read(main, settings, HERE, view.digest) == (view, PDF)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b"<html>", "files.wrong_kind"),
        (b"GIF89a", "files.wrong_kind"),
        (b" %PDF-", "files.wrong_kind"),
        (PDF + bytes(files.FILE_BYTES), "files.too_large"),
    ],
)
def test_what_is_no_scan_is_refused_and_leaves_nothing(main, settings, content, code):
    with pytest.raises(Invalid) as caught:
        keep(main, settings, content, "看着像.pdf", field="scan")
    assert (caught.value.code, caught.value.field) == (code, "scan")
    assert not (settings.instance / "files").exists()


def test_a_room_may_take_pictures_alone(main, settings):
    with pytest.raises(Invalid) as caught:
        keep(main, settings, PDF, kinds=files.IMAGES)
    assert caught.value.code == "files.wrong_kind"
    assert keep(main, settings, PNG, kinds=files.IMAGES).kind == "image/png"


def test_another_congress_does_not_find_it_by_its_digest(main, settings):
    digest = keep(main, settings, PDF).digest
    with pytest.raises(NotFound):
        files.find(in_congress(main, THERE), THERE, digest)


@pytest.mark.parametrize("harm", [b"%PDF-1.7 changed", None], ids=["changed", "lost"])
def test_a_file_that_was_changed_or_lost_is_not_shown_and_can_be_brought_back(main, settings: Settings, harm):
    view = keep(main, settings, PDF)
    path = settings.instance / "files" / view.digest
    path.unlink() if harm is None else path.write_bytes(harm)
    with pytest.raises(Unavailable) as caught:
        files.read(main, settings, HERE, view.digest)
    assert caught.value.code == "files.lost"
    keep(main, settings, PDF)
    assert files.read(main, settings, HERE, view.digest)[1] == PDF


def test_a_disk_that_does_not_take_it_leaves_no_row(main, settings, monkeypatch):
    def full(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable) as caught:
        keep(main, settings, PDF)
    assert caught.value.code == "files.not_kept"
    assert list((settings.instance / "files").iterdir()) == []
    with pytest.raises(NotFound):
        files.find(main, HERE, hashlib.sha256(PDF).hexdigest())
