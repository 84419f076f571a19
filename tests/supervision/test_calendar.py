"""Working days: weekdays, days off, weekends worked in exchange; the table is pasted line by line."""

from __future__ import annotations

from datetime import date

import pytest

from tests.halls import NOW
from voting.congress.roles import Role
from voting.errors import Invalid, NotAllowed, NotReady
from voting.supervision import calendar
from voting.supervision.calendar import (
    working_days_after,
    working_days_before,
    working_days_between,
)

PASTED = "2026-10-01\t2026-10-07\t休\t国庆节\n2026年9月20日 班\n2026/10/10，班\n"


@pytest.fixture
def table(hall):
    here = (hall.session, hall.actor(Role.SUPERVISION_OFFICE), hall.congress_id)
    assert calendar.take(*here, calendar.read_pasted(PASTED), now=NOW) == 9
    return hall, calendar.holidays(hall.session, hall.congress_id)


def test_days_are_counted_over_a_holiday_and_a_worked_weekend(table):
    _hall, days = table
    assert working_days_after(date(2026, 9, 30), 1, days) == date(2026, 10, 8)
    assert working_days_after(date(2026, 9, 30), 3, days) == date(2026, 10, 10)  # a worked Saturday
    assert working_days_after(date(2026, 9, 30), 4, days) == date(2026, 10, 12)
    assert working_days_before(date(2026, 10, 8), 1, days) == date(2026, 9, 30)
    assert working_days_after(date(2026, 10, 3), 0, days) == date(2026, 10, 8)
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 12), days) == 4
    assert working_days_between(date(2026, 10, 12), date(2026, 9, 30), days) == 0


def test_without_a_table_weekdays_are_worked():
    assert working_days_after(date(2026, 10, 2), 1, {}) == date(2026, 10, 5)


def test_pasted_again_the_later_word_holds(table):
    hall, _days = table
    here = (hall.session, hall.actor(Role.SUPERVISION_OFFICE), hall.congress_id)
    assert calendar.take(*here, calendar.read_pasted("2026-10-07 班 临时安排"), now=NOW) == 1
    found = {line.day: line for line in calendar.lines(hall.session, hall.congress_id)}
    assert found[date(2026, 10, 7)].working
    assert found[date(2026, 10, 7)].name == "临时安排"
    calendar.forget(*here, date(2026, 10, 7), now=NOW)
    assert date(2026, 10, 7) not in calendar.holidays(hall.session, hall.congress_id)


def test_lines_that_cannot_be_read_are_named_and_nothing_is_entered(hall):
    here = (hall.session, hall.actor(Role.SUPERVISION_OFFICE), hall.congress_id)
    reading = calendar.read_pasted("2026-10-01 休 国庆节\n十月二日 休\n2026-10-03 假")
    assert [row.number for row in reading.bad] == [2, 3]
    with pytest.raises(NotReady):
        calendar.take(*here, reading, now=NOW)
    with pytest.raises(Invalid, match="bad_holiday"):
        calendar.take(*here, calendar.read_pasted("2026-10-07 2026-10-01 休"), now=NOW)
    with pytest.raises(Invalid, match="no_rows"):
        calendar.read_pasted(" \n ")
    assert calendar.lines(hall.session, hall.congress_id) == []


def test_only_the_office_keeps_the_table(hall):
    here = (hall.session, hall.actor(Role.INSPECTORATE), hall.congress_id)
    with pytest.raises(NotAllowed):
        calendar.take(*here, calendar.read_pasted(PASTED), now=NOW)
