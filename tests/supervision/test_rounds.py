"""Rounds: planned from a year's rhythm, moved in order, immutable and chained once they are closed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.supervision.years import BEGUN, Year
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.supervision import calendar, programmes, rounds, seals
from voting.supervision.programmes import USUAL
from voting.supervision.rhythm import rhythm


def lines(year: Year) -> list[rounds.RoundLine]:
    return rounds.rounds(year.session, year.congress_id, year.programme_id)


def test_a_year_has_a_round_a_quarter_and_no_day_is_reported_on_twice(year):
    assert [(line.kind, line.number, line.as_of) for line in lines(year)] == [
        ("quarterly", 1, date(2026, 3, 31)),
        ("half_year", 1, date(2026, 6, 30)),
        ("quarterly", 3, date(2026, 9, 30)),
        ("year_end", 1, date(2026, 12, 31)),
    ]
    monthly = rhythm(USUAL | {"monthly": True})
    assert len(monthly) == 12
    assert [number for kind, number in monthly if kind == "monthly"] == [1, 2, 4, 5, 7, 8, 10, 11]
    assert rhythm(USUAL | {"half_year": False, "year_end": False, "quarterly": True}) == [
        ("quarterly", quarter) for quarter in (1, 2, 3, 4)
    ]


def test_windows_end_on_working_days_and_only_the_year_end_rates(year):
    first, *_others, last = lines(year)
    assert (first.report_due, first.inspect_due, first.rating_due) == (
        date(2026, 4, 7), date(2026, 4, 21), None,
    )  # fmt: skip
    assert last.rating_due == date(2027, 2, 4)


def test_planning_again_adds_only_what_is_missing(year):
    assert rounds.plan(*year.as_office(), year.programme_id, now=BEGUN) == 0
    programmes.set_settings(*year.as_office(), year.programme_id, {"monthly": True}, now=BEGUN)
    assert rounds.plan(*year.as_office(), year.programme_id, now=BEGUN) == 8
    assert len(lines(year)) == 12


def test_holidays_entered_later_move_the_rounds_that_have_not_begun(year):
    before = {line.id: line.report_due for line in lines(year)}
    pasted = calendar.read_pasted("2026-04-04 2026-04-06 休 清明\n2026-10-01 2026-10-07 休 国庆节")
    calendar.take(*year.as_office(), pasted, now=BEGUN)
    assert rounds.plan_again(*year.as_office(), year.programme_id, now=BEGUN) == 1
    after = {line.id: line.report_due for line in lines(year)}
    (third,) = [line for line in lines(year) if line.kind == "quarterly" and line.number == 3]
    assert (before[third.id], after[third.id]) == (date(2026, 10, 7), date(2026, 10, 14))
    assert after[year.round_id] == before[year.round_id]
    assert rounds.plan_again(*year.as_office(), year.programme_id, now=BEGUN) == 0


def test_a_round_goes_its_way_in_order(year):
    assert rounds.verbs(year.session, year.congress_id, year.round_id, year.office) == ["end_reporting"]
    with pytest.raises(NotReady, match="window_planned"):
        year.move_round("archive")
    assert year.move_round("end_reporting") == "inspecting"
    with pytest.raises(NotReady, match="window_not_planned"):
        year.move_round("begin_rating")
    assert year.move_round("archive") == "closed"
    with pytest.raises(Conflict):
        year.move_round("open")


def test_only_the_office_moves_a_round(year):
    here = (year.session, year.inspectorate, year.congress_id, year.round_id)
    with pytest.raises(NotAllowed):
        rounds.move(*here, "end_reporting", now=year.now)
    assert rounds.verbs(year.session, year.congress_id, year.round_id, year.inspectorate) == []


def test_current_is_the_oldest_open_round(year):
    second = lines(year)[1]
    rounds.move(*year.as_office(), second.id, "open", now=year.now)
    assert rounds.current(year.session, year.congress_id, year.programme_id).id == year.round_id
    year.move_round("end_reporting", "archive")
    assert rounds.current(year.session, year.congress_id, year.programme_id).id == second.id


def test_reminders_come_three_working_days_before_on_the_day_and_after(year):
    def left(day: date) -> list[int]:
        return [due.left for due in rounds.due(year.session, year.congress_id, day)]

    assert left(date(2026, 4, 1)) == []  # four working days before Tuesday, 7 April
    assert left(date(2026, 4, 2)) == [3]
    assert left(date(2026, 4, 7)) == [0]
    assert left(date(2026, 4, 8)) == [-1]


def test_dates_are_changed_while_the_round_is_open_and_must_follow_each_other(year):
    given = {"opens_on": date(2026, 4, 1), "report_due": date(2026, 4, 10), "inspect_due": date(2026, 4, 30)}
    rounds.set_dates(*year.as_office(), year.round_id, given, now=year.now)
    assert rounds.of(year.session, year.congress_id, year.round_id).report_due == date(2026, 4, 10)
    with pytest.raises(Invalid, match="bad_windows"):
        wrong = given | {"inspect_due": date(2026, 4, 9)}
        rounds.set_dates(*year.as_office(), year.round_id, wrong, now=year.now)
    year.move_round("end_reporting", "archive")
    with pytest.raises(NotReady, match="round_not_open"):
        rounds.set_dates(*year.as_office(), year.round_id, given, now=year.now)


def test_the_database_refuses_every_change_of_a_closed_round(year):
    year.move_round("end_reporting", "archive")
    for statement in (
        "UPDATE round SET report_due = '2026-12-01' WHERE id = :id",
        "UPDATE round SET state = 'reporting' WHERE id = :id",
        "DELETE FROM round WHERE id = :id",
        "UPDATE round_seal SET digest = '' WHERE round_id = :id",
        "DELETE FROM round_seal WHERE round_id = :id",
    ):
        with pytest.raises(DBAPIError):
            year.session.connection().execute(text(statement), {"id": year.round_id})
        year.session.rollback()


def test_closed_rounds_are_chained_and_the_chain_verifies(year):
    for line in lines(year)[:2]:
        verbs = (
            ["end_reporting", "archive"] if line.id == year.round_id else ["open", "end_reporting", "archive"]
        )
        for verb in verbs:
            rounds.move(*year.as_office(), line.id, verb, now=year.now)
    first, second = seals.chain(year.session, year.congress_id)
    assert (first.previous, second.previous) == (seals.GENESIS, first.hash)
    assert first.told["projects"][0]["name"] == "老旧小区改造"
    assert seals.verify(year.session, year.congress_id) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE round_seal SET content = replace(content, '老旧小区', '新旧小区')", "content"),
        ("UPDATE round_seal SET hash = digest", "link"),
        ("UPDATE round_seal SET seq = 7", "missing"),
        ("UPDATE round SET report_due = '2026-12-01'", "round"),
        ("DELETE FROM round_seal", "unsealed"),
    ],
)
def test_whoever_gets_past_the_triggers_is_seen_by_the_chain(year, statement, code):
    year.move_round("end_reporting", "archive")
    connection = year.session.connection()
    for trigger in ("round_seal_no_update", "round_seal_no_delete", "round_closed_kept"):
        connection.execute(text(f"DROP TRIGGER {trigger}"))
    connection.execute(text(f"{statement}{'' if 'DELETE' in statement else ' WHERE true'}"))
    year.session.expire_all()
    assert code in [flaw.code for flaw in seals.verify(year.session, year.congress_id)]


def test_a_year_is_concluded_when_all_its_rounds_are_closed(year):
    with pytest.raises(NotReady, match="rounds_open"):
        programmes.conclude(*year.as_office(), year.programme_id, now=year.now)
    for line in lines(year):
        while verbs := rounds.verbs(year.session, year.congress_id, line.id, year.office):
            rounds.move(*year.as_office(), line.id, verbs[0], now=year.now)
    programmes.conclude(*year.as_office(), year.programme_id, now=year.now)
    assert programmes.programme(year.session, year.congress_id, year.programme_id).state == "concluded"
    with pytest.raises(NotReady, match="year_concluded"):
        programmes.set_settings(*year.as_office(), year.programme_id, {"monthly": True}, now=year.now)
