"""The ground's pictures: prints that find what is alike, an index that misses none, rows that moved."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import date, datetime
from itertools import combinations

import pytest
from alembic import command
from sqlalchemy import func, insert, select

from tests.halls import NOW
from tests.scenes import CHANGES, jpeg, notes, scene
from voting import jobs, picture_flags, pictures
from voting.config import load_settings
from voting.congress import services
from voting.congress.roles import SYSTEM
from voting.db import Base, Databases, in_congress, new_id, open_databases, writing
from voting.migrations import _config
from voting.picture_models import Picture, PictureOrigin
from voting.picture_prints import BAND_BITS, LIMIT, bands, distance, fingerprint, near

PLACES = 60


def test_re_used_pictures_are_found_and_others_are_not_mistaken(counted):
    known = [scene(seed) for seed in range(5000, 5000 + PLACES)]
    prints = [fingerprint(picture) for picture in known]
    mistaken = sum(distance(one, other) <= LIMIT for one, other in combinations(prints, 2))
    again = [
        distance(print_, fingerprint(change(picture).convert("RGB"))) <= LIMIT
        for change in CHANGES.values()
        for picture, print_ in zip(known[::3], prints[::3], strict=True)
    ]
    assert mistaken == 0
    counted("pictures: pairs of different places told apart", PLACES * (PLACES - 1) // 2 - mistaken)
    counted("pictures: re-used ones found, in %", round(100 * sum(again) / len(again)))


def test_a_print_has_no_bit_to_spare():
    one = fingerprint(scene(1))
    assert len(one) == 16 and distance(one, one) == 0
    assert distance(one, f"{int(one, 16) ^ 0b1011:016x}") == 3
    assert sum(part << shift for part, shift in zip(bands(one), (48, 32, 16, 0), strict=True)) == int(one, 16)
    assert set(near(0)) == {0} | {1 << bit for bit in range(16)} and BAND_BITS == 1


@pytest.fixture
def shelf(any_databases: Databases) -> Iterator[tuple]:
    """(session, congress) with prints at every distance from some of them."""
    with any_databases.main() as session:
        made = services.create_congress(session, SYSTEM, code="linhai", name="临海", level="county", now=NOW)
        yield in_congress(session, made.id), made.id


def shelve(session, congress_id: str, prints: list[str]) -> None:
    rows = [
        {
            "id": new_id(), "congress_id": congress_id, "owner_kind": "report", "owner_id": new_id(),
            "position": 1, "state": "ready", "upload_sha": new_id(), "fingerprint": print_,
            "uploaded_at": NOW,
        }
        | {f"band_{at}": band for at, band in enumerate(bands(print_))}
        for print_ in prints
    ]  # fmt: skip
    with writing(session):
        session.execute(insert(Picture), rows)


def test_the_index_finds_exactly_what_a_comparison_with_all_finds(shelf, counted):
    session, congress_id = shelf
    chance = random.Random(7)
    roots = [chance.getrandbits(64) for _ in range(20)]
    prints = [f"{chance.getrandbits(64):016x}" for _ in range(1000)]
    for root in roots:
        for bits in range(12):
            flips = sum(1 << bit for bit in chance.sample(range(64), bits))
            prints.append(f"{root ^ flips:016x}")
    shelve(session, congress_id, prints)
    for root in roots:
        asked = f"{root:016x}"
        found = sorted(bits for _, bits in picture_flags.alike(session, congress_id, asked))
        assert found == sorted(
            bits for bits in (distance(asked, print_) for print_ in prints) if bits <= LIMIT
        )
        counted("prints found by the index as by comparing all", len(found))


def test_photos_of_ideas_move_into_the_one_table_and_back(tmp_path):
    opened = open_databases(load_settings(tmp_path, {}))
    with opened.main_engine.connect() as connection:
        connection.connection.dbapi_connection.execute(
            "PRAGMA foreign_keys = 0"
        )  # the idea itself matters not
        config = _config("main", connection, Base.metadata)
        command.upgrade(config, "main_0008")
        for position, state, failure in ((1, "ready", ""), (2, "failed", "collection.photo_wrong_kind")):
            connection.exec_driver_sql(
                "INSERT INTO idea_photo (id, congress_id, idea_id, position, state, upload_sha, sha,"
                f" small_sha, failure, uploaded_at) VALUES ('p{position}', 'c', 'i', {position}, '{state}',"
                f" 'u', 's', 't', '{failure}', '2026-01-15 01:30:00')"
            )
        connection.exec_driver_sql(
            "INSERT INTO job (id, congress_id, kind, target_id, state, done, total, tries, failure, asked_at)"
            " VALUES ('j', 'c', 'photos', 'c', 'queued', 0, 0, 0, '', '2026-01-15 01:30:00')"
        )
        before = connection.exec_driver_sql("SELECT * FROM idea_photo ORDER BY id").all()
        command.upgrade(config, "main_0009")
        told = "SELECT id, owner_kind, owner_id, position, state, failure, upload_sha FROM picture ORDER BY 1"
        assert connection.exec_driver_sql(told).all() == [
            ("p1", "idea", "i", 1, "ready", "", "u"),
            ("p2", "idea", "i", 2, "failed", "pictures.wrong_kind", "u"),
        ]
        assert connection.exec_driver_sql("SELECT kind FROM job").scalar() == "pictures"
        command.downgrade(config, "main_0008")
        assert connection.exec_driver_sql("SELECT * FROM idea_photo ORDER BY id").all() == before
    opened.close()


def test_evidence_is_processed_flagged_and_served_on_both_databases(shelf, any_databases, tmp_path):
    session, congress_id = shelf
    settings = load_settings(tmp_path, {})
    content = jpeg(scene(3), notes=notes(datetime(2025, 12, 1, 9, 0), place=True))
    for owner_id in ("a" * 32, "b" * 32):
        owner = pictures.Owner("report", owner_id, "c" * 32, 2026, date(2026, 1, 1), date(2026, 4, 1))
        assert pictures.accept(session, settings, congress_id, owner, [io.BytesIO(content)], now=NOW) == 1
    jobs.run_queued(any_databases, settings)
    session.rollback()
    (line,) = pictures.of(session, congress_id, "report", ["a" * 32])["a" * 32]
    assert pictures.content(settings, line, "small").startswith(b"\xff\xd8\xff")
    assert len(pictures.of_projects(session, congress_id, ["c" * 32])["c" * 32]) == 2
    assert session.scalar(select(func.count()).select_from(PictureOrigin)) == 2
    kinds = [flag.kind for flag in picture_flags.flags(session, congress_id)]
    assert sorted(kinds) == ["early", "early", "reused"]
