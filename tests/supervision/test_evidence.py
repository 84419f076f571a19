"""Pictures as evidence: whose they are, what is kept apart, what a person has to look at, who sees what."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from sqlalchemy import select

from tests.collection.desks import open_desks
from tests.halls import Hall
from tests.scenes import CHANGES, jpeg, notes, scene
from tests.supervision.years import Year
from voting import jobs, picture_flags, pictures
from voting.collection import photos
from voting.config import Settings, load_settings
from voting.congress import units
from voting.congress.roles import Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound
from voting.picture_models import Picture, PictureOrigin
from voting.supervision import evidence, rounds
from voting.supervision.report_models import Report
from voting.supervision.round_models import Round, RoundSeal

ON_TIME = datetime(2026, 3, 20, 9, 30)  # in the first quarter


@dataclass
class Albums:
    """Reports of the year's projects, and who puts pictures to them."""

    hall: Hall
    year: Year
    settings: Settings

    def report(self, project: int = 0, round_id: str = "") -> str:
        made = Report(
            id=new_id(), congress_id=self.year.congress_id, round_id=round_id or self.year.round_id,
            project_id=self.year.project_ids[project],
        )  # fmt: skip
        with writing(self.hall.session):
            self.hall.session.add(made)
            self.hall.session.flush()
            return made.id

    def add(self, report_id: str, *contents: bytes, stage: str = "under_way", actor=None) -> list[str]:
        """The pictures' ids, processed."""
        session, congress_id = self.hall.session, self.year.congress_id
        files = [io.BytesIO(content) for content in contents]
        before = {line.id for line in self.of(report_id)}
        evidence.add(
            session, self.settings, actor or self.year.inspectorate, congress_id, "report", report_id, files,
            stage=stage, caption="东侧外墙", now=self.year.now,
        )  # fmt: skip
        self.work()
        return [line.id for line in self.of(report_id) if line.id not in before]

    def work(self) -> None:
        jobs.run_queued(self.hall.databases, self.settings)
        self.hall.session.rollback()
        self.hall.session.expire_all()

    def of(self, report_id: str) -> list[pictures.PictureLine]:
        return pictures.of(self.hall.session, self.year.congress_id, "report", [report_id])[report_id]

    def flags(self) -> list[tuple[str, str, str | None]]:
        found = picture_flags.flags(self.hall.session, self.year.congress_id)
        return [(flag.kind, flag.picture_id, flag.other_id) for flag in found]

    def line(self, picture_id: str) -> pictures.PictureLine:
        return pictures.get(self.hall.session, self.year.congress_id, picture_id)


@pytest.fixture
def albums(hall: Hall, year: Year, tmp_path: Path) -> Albums:
    return Albums(hall, year, load_settings(tmp_path, {}))


def photo(seed: int, taken: datetime | None = ON_TIME, place: bool = True) -> bytes:
    return jpeg(scene(seed), notes=notes(taken, place))


# What is kept, and where ----------------------------------------------------------------------


def test_time_and_place_are_kept_apart_and_are_in_no_picture_that_is_shown(albums):
    given = photo(1)
    assert b"PHONETEST" in given
    (picture_id,) = albums.add(albums.report(), given)
    line = albums.line(picture_id)
    assert (line.stage, line.caption, line.year) == ("under_way", "东侧外墙", 2026)
    for size in pictures.SIZES:
        shown = pictures.content(albums.settings, line, size)
        assert b"PHONETEST" not in shown and b"Exif" not in shown
        with Image.open(io.BytesIO(shown)) as made:
            assert not made.getexif()
    found = evidence.origin(*albums.year.as_office(), picture_id, "核对施工进度", now=albums.year.now)
    assert found.taken_at.isoformat() == "2026-03-20T01:30:00+00:00"
    assert (found.latitude, found.longitude) == (28.86, 121.12)


def test_only_the_office_reads_the_origin_and_every_look_is_recorded(albums):
    (picture_id,) = albums.add(albums.report(), photo(2))
    session, congress_id = albums.hall.session, albums.year.congress_id
    looks = albums.hall.verbs().count("look_at_origin")
    for role in (Role.INSPECTORATE, Role.COMMITTEE_MEMBER, Role.UNIT, Role.DEPUTY, Role.AUDIT_OFFICE):
        with pytest.raises(NotAllowed):
            evidence.origin(
                session, albums.hall.actor(role), congress_id, picture_id, "核对", now=albums.year.now
            )
    with pytest.raises(Invalid):
        evidence.origin(*albums.year.as_office(), picture_id, " ", now=albums.year.now)
    assert albums.hall.verbs().count("look_at_origin") == looks
    evidence.origin(*albums.year.as_office(), picture_id, "核对施工进度", now=albums.year.now)
    assert albums.hall.verbs().count("look_at_origin") == looks + 1


def test_a_picture_without_notes_has_no_origin_and_no_flag(albums):
    (picture_id,) = albums.add(albums.report(), jpeg(scene(3)))
    found = evidence.origin(*albums.year.as_office(), picture_id, "核对", now=albums.year.now)
    assert found == evidence.Origin(None, None, None)
    assert albums.flags() == []


@pytest.mark.parametrize(
    "strange",
    [
        {"DateTimeOriginal": "not a time"},
        {"DateTimeOriginal": "2026:13:45 99:00:00"},
        {"DateTimeOriginal": "2026:03:20 09:30:00", "OffsetTimeOriginal": "north"},
        {"DateTimeOriginal": ""},
    ],
)
def test_notes_that_make_no_sense_harm_no_picture(albums, strange):
    odd = notes(None)
    for name, value in strange.items():
        odd.get_ifd(IFD.Exif)[Base[name]] = value
    odd.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (999.0, 0.0, 0.0)
    odd.get_ifd(IFD.GPSInfo)[GPS.GPSLongitude] = (1.0, 0.0, 0.0)
    (picture_id,) = albums.add(albums.report(), jpeg(scene(4), notes=odd))
    assert albums.line(picture_id).state == "ready"
    found = evidence.origin(*albums.year.as_office(), picture_id, "核对", now=albums.year.now)
    assert found.latitude is None


def test_the_zone_that_a_phone_names_is_believed(albums):
    given = notes(ON_TIME)
    given.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = "+09:00"
    (picture_id,) = albums.add(albums.report(), jpeg(scene(5), notes=given))
    found = evidence.origin(*albums.year.as_office(), picture_id, "核对", now=albums.year.now)
    assert found.taken_at.isoformat() == "2026-03-20T00:30:00+00:00"


def test_of_a_residents_photo_time_and_place_are_not_even_kept(albums, hall):
    desks = open_desks(hall)
    idea_id = desks.idea()
    photos.accept(
        hall.session, albums.settings, hall.congress_id, idea_id, [io.BytesIO(photo(6))], now=albums.year.now
    )
    albums.work()
    assert [line.state for line in photos.of_idea(hall.session, hall.congress_id, idea_id)] == ["ready"]
    assert hall.session.scalars(select(PictureOrigin.picture_id)).all() == []


def test_heic_is_refused_with_its_own_sentence(albums):
    report_id = albums.report()
    albums.add(report_id, b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200))
    assert [line.failure for line in albums.of(report_id)] == ["pictures.heic"]


# What was used before -------------------------------------------------------------------------


def test_the_same_file_in_another_report_is_flagged(albums):
    (first,) = albums.add(albums.report(0), photo(10))
    (second,) = albums.add(albums.report(1), photo(10))
    assert albums.flags() == [("reused", second, first)]
    (flag,) = picture_flags.flags(albums.hall.session, albums.year.congress_id)
    assert flag.same_bytes and flag.distance == 0


@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_that_was_worked_on_is_still_found(albums, change, counted):
    (first,) = albums.add(albums.report(0), photo(11))
    (second,) = albums.add(albums.report(1), jpeg(CHANGES[change](scene(11)).convert("RGB")))
    assert albums.flags() == [("reused", second, first)]
    counted("re-used pictures found after a change", 1)


def test_other_places_are_not_flagged(albums):
    albums.add(albums.report(0), *[photo(seed) for seed in range(20, 26)])
    albums.add(albums.report(1), *[photo(seed) for seed in range(26, 32)])
    assert albums.flags() == []


def test_a_record_may_hold_the_same_picture_twice(albums):
    report_id = albums.report()
    assert len(albums.add(report_id, photo(12), photo(12))) == 2
    assert albums.flags() == []


def test_what_was_withdrawn_is_still_compared_with(albums):
    report_id = albums.report(0)
    (first,) = albums.add(report_id, photo(13))
    evidence.withdraw(
        albums.hall.session, albums.year.inspectorate, albums.year.congress_id, first, now=albums.year.now
    )
    assert albums.of(report_id) == []
    (second,) = albums.add(albums.report(1), photo(13))
    assert albums.flags() == [("reused", second, first)]


def test_a_residents_photo_used_as_evidence_is_flagged_and_shown_only_where_it_is_public(albums, hall):
    desks = open_desks(hall)
    idea_id = desks.idea()
    photos.accept(
        hall.session, albums.settings, hall.congress_id, idea_id, [io.BytesIO(photo(14))], now=albums.year.now
    )
    albums.work()
    (first,) = photos.of_idea(hall.session, hall.congress_id, idea_id)
    (second,) = albums.add(albums.report(), photo(14))
    assert albums.flags() == [("reused", second, first.id)]
    places = evidence.places(hall.session, hall.congress_id, [first.id, second])
    assert (places[first.id].kind, places[first.id].open_to_all) == ("idea", False)
    assert (places[second].name, places[second].year) == ("老旧小区改造", 2026)
    with pytest.raises(NotFound):
        evidence.show(*albums.year.as_office(), first.id, True, now=albums.year.now)


def test_blank_pictures_are_like_nothing(albums):
    blank = [jpeg(Image.new("RGB", (400, 300), colour)) for colour in ("white", "black", "grey")]
    albums.add(albums.report(0), *blank)
    albums.add(albums.report(1), jpeg(Image.new("RGB", (500, 300), "white")))
    assert albums.flags() == []


def test_another_congresses_pictures_are_not_compared(albums):
    (first,) = albums.add(albums.report(0), photo(15))
    print_ = albums.hall.session.scalars(select(Picture.fingerprint).where(Picture.id == first)).one()
    assert picture_flags.alike(albums.hall.session, albums.year.congress_id, print_) == [(first, 0)]
    assert picture_flags.alike(albums.hall.session, albums.hall.other_congress_id, print_) == []


# When it was taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "stage", "kinds"),
    [
        (datetime(2025, 12, 31, 23, 59), "under_way", ["early"]),
        (datetime(2025, 6, 1, 8, 0), "start", ["early"]),
        (datetime(2026, 1, 1, 0, 0), "under_way", []),
        (datetime(2026, 4, 2, 9, 0), "under_way", []),
        (datetime(2026, 4, 9, 9, 0), "under_way", ["outside"]),  # after it was handed in
    ],
)
def test_a_picture_taken_at_another_time_is_flagged(albums, taken, stage, kinds):
    albums.add(albums.report(), photo(40, taken), stage=stage)
    assert [kind for kind, _, _ in albums.flags()] == kinds


def test_last_quarters_picture_in_this_quarters_report_is_flagged_but_not_as_one_of_the_start(albums):
    year = albums.year
    query = select(Round.id).where(Round.congress_id == year.congress_id, Round.kind == "half_year")
    second = albums.hall.session.scalars(query).one()
    for verb in ("end_reporting", "archive"):
        year.move_round(verb)
    rounds.move(*year.as_office(), second, "open", now=year.now)
    report_id = albums.report(0, second)
    albums.add(report_id, photo(41), stage="start")
    assert albums.flags() == []
    (late,) = albums.add(report_id, photo(42), stage="under_way")
    assert albums.flags() == [("outside", late, None)]


# Deciding -------------------------------------------------------------------------------------


@pytest.fixture
def flagged(albums) -> tuple[str, str]:
    """(flag, picture)"""
    albums.add(albums.report(0), photo(10))
    (second,) = albums.add(albums.report(1), photo(10))
    (flag,) = picture_flags.flags(albums.hall.session, albums.year.congress_id)
    return flag.id, second


def decide(albums: Albums, flag_id: str, verdict: str, reason: str) -> None:
    session, office, congress_id = albums.year.as_office()
    role = Role.SUPERVISION_OFFICE
    picture_flags.decide(session, office, role, congress_id, flag_id, verdict, reason, now=albums.year.now)


def test_a_person_decides_once_and_says_why(albums, flagged):
    flag_id, picture_id = flagged
    here = (albums.hall.session, albums.year.congress_id)
    for verdict, reason in (("perhaps", "看过现场"), ("same", ""), ("same", "字" * 201)):
        with pytest.raises(Invalid):
            decide(albums, flag_id, verdict, reason)
    assert picture_flags.waiting(*here) == 1
    decide(albums, flag_id, "same", "两张为同一照片")
    assert picture_flags.waiting(*here) == 0
    assert picture_flags.judged(*here, [picture_id]) == {picture_id: ["reused"]}
    assert albums.hall.verbs()[-1] == "confirm_flag"
    with pytest.raises(Conflict):
        decide(albums, flag_id, "different", "又看了一遍")


def test_a_dismissed_flag_marks_nothing(albums, flagged):
    flag_id, picture_id = flagged
    decide(albums, flag_id, "different", "两处楼栋外观相同")
    assert picture_flags.judged(albums.hall.session, albums.year.congress_id, [picture_id]) == {}
    assert albums.hall.verbs()[-1] == "dismiss_flag"


# Who sees and who adds ------------------------------------------------------------------------


def seen(albums: Albums, role: Role, picture_id: str) -> bool:
    lines = [albums.line(picture_id)]
    actor = albums.hall.actor(role)
    return bool(evidence.seen_by(albums.hall.session, actor, albums.year.congress_id, lines))


def test_units_see_their_own_and_what_the_office_shows(albums):
    (own,) = albums.add(albums.report(0), photo(50))
    (other,) = albums.add(albums.report(1), photo(51))
    assert seen(albums, Role.UNIT, own) and not seen(albums, Role.UNIT, other)
    assert not seen(albums, Role.DEPUTY, own)
    for role in evidence.OVERSEERS:
        assert seen(albums, role, other)
    evidence.show(*albums.year.as_office(), other, True, now=albums.year.now)
    assert seen(albums, Role.UNIT, other) and seen(albums, Role.DEPUTY, other)


def test_the_public_sees_what_the_office_shows_until_it_is_hidden_or_withdrawn(albums):
    session, congress_id = albums.hall.session, albums.year.congress_id
    (picture_id,) = albums.add(albums.report(0), photo(52))
    with pytest.raises(NotFound):
        pictures.public(session, congress_id, picture_id)
    with pytest.raises(NotAllowed):
        evidence.show(session, albums.year.inspectorate, congress_id, picture_id, True, now=albums.year.now)
    evidence.show(*albums.year.as_office(), picture_id, True, now=albums.year.now)
    assert pictures.public(session, congress_id, picture_id).id == picture_id
    shown = pictures.of_projects(session, congress_id, albums.year.project_ids, shown=True)
    assert [len(lines) for lines in shown.values()] == [1, 0, 0]
    with pytest.raises(NotFound):
        pictures.public(session, albums.hall.other_congress_id, picture_id)
    evidence.show(*albums.year.as_office(), picture_id, False, now=albums.year.now)
    with pytest.raises(NotFound):
        pictures.public(session, congress_id, picture_id)


def test_only_the_units_of_a_project_add_to_its_report_and_only_while_its_round_is_open(albums):
    year, session = albums.year, albums.hall.session
    own, other = albums.report(0), albums.report(1)
    (picture_id,) = albums.add(own, photo(53), actor=year.unit)
    assert albums.line(picture_id).uploaded_by == year.unit.person_id
    for actor in (year.unit, year.finance, year.committee):
        with pytest.raises(NotAllowed):
            albums.add(other, photo(54), actor=actor)
    units.assign(session, albums.hall.actor(Role.ADMIN), year.congress_id, year.units["县教育局"],
                 year.unit.person_id, now=year.now)  # fmt: skip
    assert len(albums.add(other, photo(54), actor=year.unit)) == 1
    for verb in ("end_reporting", "archive"):
        year.move_round(verb)
    with pytest.raises(NotAllowed):
        albums.add(own, photo(55), actor=year.unit)
    with pytest.raises(NotAllowed):
        evidence.withdraw(session, year.unit, year.congress_id, picture_id, now=year.now)


def test_a_closed_round_holds_the_fingerprints_of_its_pictures(albums):
    year, session = albums.year, albums.hall.session
    report_id = albums.report(0)
    albums.add(report_id, photo(58), photo(59), stage="start")
    sealed = evidence.sealed_content(
        session, year.congress_id, rounds.row_of(session, year.congress_id, year.round_id)
    )
    assert sealed == {
        year.project_ids[0]: [
            {"stage": "start", "caption": "东侧外墙", "sha256": hashlib.sha256(photo(seed)).hexdigest()}
            for seed in (58, 59)
        ]
    }
    for verb in ("end_reporting", "archive"):
        year.move_round(verb)
    held = session.scalars(select(RoundSeal.content).where(RoundSeal.round_id == year.round_id)).one()
    assert hashlib.sha256(photo(58)).hexdigest() in held


def test_nothing_is_taken_from_a_report_that_was_handed_in(albums):
    year, session = albums.year, albums.hall.session
    report_id = albums.report(0)
    (picture_id,) = albums.add(report_id, photo(56), actor=year.unit)
    with writing(session):
        row = session.scalars(select(Report).where(Report.id == report_id)).one()
        row.state, row.version = "submitted", 1
    with pytest.raises(NotAllowed):
        evidence.withdraw(session, year.unit, year.congress_id, picture_id, now=year.now)
    assert len(albums.add(report_id, photo(57), actor=year.unit)) == 1


def test_a_record_holds_only_so_many(albums):
    report_id = albums.report()
    small = [jpeg(scene(seed, (80, 60))) for seed in range(60, 75)]
    assert len(albums.add(report_id, *small)) == pictures.MOST["report"]
    assert albums.add(report_id, small[0]) == []


def test_pictures_of_a_record_that_is_not_here_are_refused(albums):
    for kind, record_id in (("report", "0" * 32), ("idea", "0" * 32), ("board", "0" * 32)):
        with pytest.raises(NotFound):
            evidence.add(
                albums.hall.session, albums.settings, albums.year.inspectorate, albums.year.congress_id,
                kind, record_id, [], now=albums.year.now + timedelta(days=1),
            )  # fmt: skip
