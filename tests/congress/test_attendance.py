"""Check-in: numbers that always balance, marks that can be taken back, and nothing about voting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.halls import NOW, Hall, open_hall
from voting.congress import attendance, deputies, roster
from voting.congress.attendance import AttendanceCount
from voting.congress.roles import Actor, Role
from voting.db import Base, in_congress
from voting.errors import Conflict, Invalid, NotAllowed, NotFound

NAMES = ["张三", "李四", "王五", "赵六", "孙七"]


@pytest.fixture
def meeting(hall: Hall) -> str:
    """A meeting of five deputies in office and one suspended."""
    secretariat = hall.actor(Role.SECRETARIAT)
    here = (hall.session, secretariat, hall.congress_id, hall.session_id)
    for number, name in enumerate(NAMES, start=1):
        delegation = "城关" if number < 3 else "东乡"
        given = {"number": str(number), "name": name, "delegation": delegation, "seat": f"1-{number}"}
        deputies.add_deputy(*here, given, now=NOW)
    deputies.add_deputy(*here, {"number": "6", "name": "周八", "status": "暂停"}, now=NOW)
    return attendance.open_meeting(*here, title="第二次全体会议", held_on=NOW.date(), now=NOW)


def mark(hall: Hall, meeting: str, name: str, given: str, actor: Actor | None = None) -> None:
    deputy = roster.roster(hall.session, hall.congress_id, hall.session_id, search=name)[0]
    attendance.mark(
        hall.session, actor or hall.actor(Role.DESK), hall.congress_id, meeting, deputy.id, given, now=NOW
    )


def count(hall: Hall, meeting: str) -> AttendanceCount:
    return attendance.attendance(hall.session, hall.congress_id, meeting)


def test_the_numbers_balance_and_wrong_marks_are_taken_back(hall: Hall, meeting: str):
    assert count(hall, meeting) == AttendanceCount(6, 0, 0, 6)
    mark(hall, meeting, "张三", "present")
    mark(hall, meeting, "李四", "on_leave")
    mark(hall, meeting, "王五", "absent")
    assert count(hall, meeting) == AttendanceCount(6, 1, 1, 4)
    mark(hall, meeting, "李四", "present")
    assert count(hall, meeting) == AttendanceCount(6, 2, 0, 4)
    mark(hall, meeting, "张三", "")
    assert count(hall, meeting) == AttendanceCount(6, 1, 0, 5)
    assert hall.verbs().count("mark_attendance") == 5


def test_the_frozen_count_is_what_is_due(hall: Hall, meeting: str):
    roster.freeze(hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, hall.session_id, now=NOW)
    mark(hall, meeting, "张三", "present")
    assert count(hall, meeting) == AttendanceCount(6, 1, 0, 5)


@pytest.mark.parametrize(
    ("present", "strict", "needed", "met"),
    [(39, False, 40, False), (40, False, 40, True), (40, True, 41, False), (41, True, 41, True)],
)
def test_two_thirds_of_sixty_are_forty_or_forty_one(present: int, strict: bool, needed: int, met: bool):
    found = attendance.quorum(AttendanceCount(60, present, 0, 60 - present), strict=strict)
    assert (found.needed, found.met, found.missing) == (needed, met, max(0, needed - present))


def test_two_thirds_that_are_no_whole_number_are_rounded_up():
    assert attendance.quorum(AttendanceCount(327, 0, 0, 327)).needed == 218
    assert attendance.quorum(AttendanceCount(328, 0, 0, 328)).needed == 219
    assert attendance.quorum(AttendanceCount(328, 0, 0, 328), 1, 2, strict=True).needed == 165


def test_who_is_not_in_office_is_not_marked(hall: Hall, meeting: str):
    with pytest.raises(Conflict):
        mark(hall, meeting, "周八", "present")
    lines = attendance.attendance_lines(hall.session, hall.actor(Role.DESK), hall.congress_id, meeting)
    assert [line.deputy.name for line in lines] == NAMES


def test_a_liaison_marks_the_own_delegation_only(hall: Hall, meeting: str):
    liaison = hall.actor(Role.LIAISON)
    own = roster.delegations(hall.session, hall.congress_id, hall.session_id)[0]
    deputies.assign_liaison(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, own.id, liaison.person_id, now=NOW
    )
    mark(hall, meeting, "张三", "present", liaison)
    with pytest.raises(NotAllowed):
        mark(hall, meeting, "王五", "present", liaison)
    lines = attendance.attendance_lines(hall.session, liaison, hall.congress_id, meeting)
    assert [line.deputy.name for line in lines if line.may_mark] == ["张三", "李四"]
    assert count(hall, meeting).present == 1


@pytest.mark.parametrize("role", [Role.SCRUTINEER, Role.REGISTRAR, Role.TECHNICIAN, Role.DEPUTY])
def test_others_mark_nobody(hall: Hall, meeting: str, role: Role):
    with pytest.raises(NotAllowed):
        mark(hall, meeting, "张三", "present", hall.actor(role))
    assert count(hall, meeting).present == 0


def test_a_meeting_needs_a_title_of_its_own(hall: Hall, meeting: str):
    secretariat = hall.actor(Role.SECRETARIAT)
    for title in ("", "会", "第二次 全体会议", "x" * 41):
        with pytest.raises(Invalid):
            attendance.open_meeting(
                hall.session, secretariat, hall.congress_id, hall.session_id,
                title=title.replace(" ", ""), held_on=NOW.date(), now=NOW,
            )  # fmt: skip
    assert len(attendance.meetings(hall.session, hall.congress_id, hall.session_id)) == 1


def test_strange_marks_deputies_and_meetings_are_refused(hall: Hall, meeting: str):
    with pytest.raises(Invalid):
        mark(hall, meeting, "张三", "voted")
    with pytest.raises(NotFound):
        mark(hall, "0" * 32, "张三", "present")
    with pytest.raises(NotFound):
        attendance.mark(
            hall.session, hall.actor(Role.DESK), hall.congress_id, meeting, "0" * 32, "present", now=NOW
        )
    with pytest.raises(NotFound):
        attendance.get_meeting(hall.session, hall.other_congress_id, meeting)


def test_attendance_holds_no_time_and_points_to_nothing_but_meeting_and_deputy():
    table = Base.metadata.tables["attendance"]
    assert {column.name for column in table.c} == {"id", "congress_id", "meeting_id", "deputy_id", "mark"}
    assert {key.column.table.name for key in table.foreign_keys} == {"congress", "meeting", "deputy"}


def test_two_desks_that_mark_one_deputy_at_once_leave_one_mark(tmp_path, database_urls):
    with open_hall(tmp_path, database_urls.main, database_urls.board) as hall:
        secretariat, desk = hall.actor(Role.SECRETARIAT), hall.actor(Role.DESK)
        here = (hall.session, secretariat, hall.congress_id, hall.session_id)
        deputy = deputies.add_deputy(*here, {"number": "1", "name": "张三"}, now=NOW)
        meeting = attendance.open_meeting(*here, title="全体会议", held_on=NOW.date(), now=NOW)
        together = Barrier(4)

        def press(given: str) -> None:
            with hall.databases.main() as session:
                in_congress(session, hall.congress_id)
                together.wait(timeout=20)
                attendance.mark(session, desk, hall.congress_id, meeting, deputy, given, now=NOW)

        marks = ("present", "present", "on_leave", "absent")
        with ThreadPoolExecutor(4) as desks:
            for done in [desks.submit(press, given) for given in marks]:
                done.result()
        hall.session.rollback()
        found = count(hall, meeting)
        assert found.all_deputies == found.present + found.on_leave + found.absent == 1
        assert hall.verbs().count("mark_attendance") == 4
