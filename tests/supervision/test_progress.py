"""Lights as they are kept: by report and finance's figures, overridden, by a frozen line, all at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from tests.supervision.test_reports import here, review, submit
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.supervision import figures, finance, lit, programmes, progress, readings, rounds
from voting.supervision.machines import PROJECT
from voting.supervision.plans import PlanLine
from voting.supervision.report_models import LightOverride, MoneyFigure


def reading(year, place: int = 0) -> lit.Lit:
    return progress.latest(year.session, year.congress_id, year.project_ids)[year.project_ids[place]]


def counted(year, **changed):
    submit(year, **changed)
    review(year)
    return reading(year)


def state(year, **amounts):
    given = {year.project_ids[0]: amounts}
    return finance.state(year.session, year.finance, year.congress_id, year.round_id, given, now=year.now)


def override(year, colour, reason="暴雨停工，已重排工期", actor=None):
    progress.override(year.session, actor or year.office, *here(year), colour, reason, now=year.now)


def test_the_reading_keeps_what_it_was_computed_from(year):
    found = counted(year, percent="12.5")
    assert (found.done, found.scheduled, found.computed, found.standing) == (125, 200, "green", "behind")
    assert found.money["planned"] == "1200"
    assert [each["scale"] for each in found.findings] == ["time", "progress", "arrived"]


def test_a_milestone_that_is_due_on_the_day_of_the_figures_and_not_done_is_told(year):
    found = counted(year, milestones="")
    assert found.computed == "yellow"
    assert found.findings[0]["data"] == {"name": "完成招标", "on": "2026-03-31", "limit": "1"}


def test_paid_is_believed_of_finance_alone(year):
    assert "paid" not in {each["scale"] for each in counted(year).findings}
    assert reading(year).money["paid"] == ""
    assert state(year, paid="20") == 1
    after = reading(year)
    assert after.money["paid"] == "20"
    assert "paid" in {each["scale"] for each in after.findings}


def test_figures_are_kept_version_by_version_and_the_same_again_makes_none(year):
    counted(year)
    assert state(year, allotted="800", arrived="400", paid="20") == 1
    assert state(year, allotted="800", arrived="400", paid="20") == 0
    assert state(year, allotted="800", arrived="410", paid="20", note="更正") == 1
    kept = figures.figures(year.session, year.congress_id, year.round_id)[year.project_ids[0]]
    assert (kept.version, kept.amounts["arrived"]) == (2, "410")


def test_only_finance_states_money_and_what_is_no_amount_is_told_at_its_field(year):
    with pytest.raises(NotAllowed):
        finance.state(year.session, year.unit, year.congress_id, year.round_id, {}, now=year.now)
    with pytest.raises(Invalid) as refused:
        state(year, paid="很多")
    assert refused.value.field == f"{year.project_ids[0]}-paid"
    with pytest.raises(NotFound):
        finance.state(
            year.session, year.finance, year.congress_id, year.round_id, {"x": {"paid": "1"}}, now=year.now
        )


def test_the_unit_and_finance_are_shown_side_by_side_with_their_difference(year):
    counted(year, arrived="400", paid="300")
    state(year, arrived="400", paid="250")
    line = finance.table(year.session, year.congress_id, year.round_id)[0]
    assert [(each.data["what"], each.data["unit"], each.data["finance"]) for each in line.differences] == [
        ("paid", "300", "250")
    ]
    assert finance.outstanding(finance.table(year.session, year.congress_id, year.round_id)) == 2


def move_project(year, verb: str) -> None:
    with writing(year.session):
        row = programmes.row_of(year.session, year.congress_id, year.project_ids[0])
        PROJECT.move(year.session, row, verb, actor=year.office, now=year.now)
        readings.settle(year.session, year.congress_id, year.programme_id, now=year.now)


def test_a_suspended_project_has_no_light_until_it_is_taken_up_again(year):
    counted(year, percent="5")
    move_project(year, "suspend")
    assert (reading(year).computed, reading(year).standing) == ("none", "suspended")
    move_project(year, "resume")
    assert reading(year).computed == "yellow"


def test_a_project_handed_over_between_two_rounds_is_blue_when_the_next_one_opens(year):
    programmes.set_settings(
        *year.as_office(), year.programme_id, {"lights": {"scheme": "five"}}, now=year.now
    )
    counted(year, percent="100", milestones="1,2,3,4")
    year.move_round("end_reporting", "archive")
    for verb in ("complete", "hand_over"):
        move_project(year, verb)
    assert reading(year).computed == "green"
    second = rounds.rounds(year.session, year.congress_id, year.programme_id)[1]
    rounds.move(*year.as_office(), second.id, "open", now=year.now)
    found = reading(year)
    assert (found.computed, found.done, found.round_id) == ("blue", 1000, second.id)


# Another colour -------------------------------------------------------------------------------


def test_an_override_stands_beside_the_computed_light_and_can_be_taken_back(year):
    counted(year, percent="5")
    override(year, "green")
    shown = reading(year)
    assert (shown.computed, shown.shown, shown.reason) == ("yellow", "green", "暴雨停工，已重排工期")
    override(year, "yellow", "工期说明不成立")
    assert (reading(year).shown, reading(year).overridden) == ("yellow", False)
    told = progress.history(year.session, *here(year))
    assert [(one.colour, one.author) for one in told] == [
        ("green", year.office.name), ("", year.office.name)
    ]  # fmt: skip


def test_only_the_office_overrides_with_a_reason_and_a_colour_of_the_year(year):
    with pytest.raises(NotFound, match="no_light"):
        override(year, "green")
    counted(year, percent="5")
    with pytest.raises(NotAllowed):
        override(year, "green", actor=year.inspectorate)
    with pytest.raises(Invalid, match="text_missing"):
        override(year, "green", " ")
    with pytest.raises(Invalid, match="bad_colour"):
        override(year, "blue")
    with pytest.raises(Conflict, match="same_colour"):
        override(year, "yellow")


def test_a_closed_round_keeps_its_lights_and_its_money(year):
    counted(year, percent="5")
    override(year, "green")
    state(year, paid="20")
    year.move_round("end_reporting", "archive")
    with pytest.raises(NotReady):
        override(year, "red")
    with pytest.raises(NotReady):
        state(year, paid="30")
    for table in (LightOverride, MoneyFigure):
        row = year.session.query(table).filter_by(congress_id=year.congress_id).first()
        values = {column.name: getattr(row, column.name) for column in table.__table__.columns}
        with pytest.raises(IntegrityError, match="insert_in_open_round"), writing(year.session):
            year.session.add(table(**values | {"id": "f" * 32, "version": 9}))
            year.session.flush()


def test_new_limits_read_open_rounds_afresh_and_leave_closed_ones(year):
    counted(year, percent="12")
    year.move_round("end_reporting", "archive")
    second = rounds.rounds(year.session, year.congress_id, year.programme_id)[1]
    rounds.move(*year.as_office(), second.id, "open", now=year.now)
    hard = {"progress": {"yellow": 1, "red": 2}}
    assert progress.set_limits(*year.as_office(), year.programme_id, hard, now=year.now) == 0
    assert reading(year).computed == "green"
    with pytest.raises(NotAllowed):
        progress.set_limits(year.session, year.unit, year.congress_id, year.programme_id, hard, now=year.now)


# The line that counts -------------------------------------------------------------------------


def version(number: int, written: datetime, decision: str | None, **data: object) -> PlanLine:
    whole = {"amount": "12", "measure": "个", "deadline": "2026-11-30", "items": [],
             "line": [0, 0, 20, 20, 20, 50, 50, 50, 80, 80, 100, 100]}  # fmt: skip
    return PlanLine("p", number, whole | data, "", "", decision, "", written)


FIRST = version(1, datetime(2026, 1, 20, tzinfo=UTC), None)
LESS = {"amount": "8", "line": [0, 0, 20, 20, 20, 50, 50, 50, 60, 60, 70, 70]}


def test_a_target_lowered_after_september_moves_no_line_and_counts_as_not_on_time():
    late = version(2, datetime(2026, 10, 8, tzinfo=UTC), "d", **LESS)
    assert readings.baseline([FIRST, late], 2026) == (FIRST, True)
    in_time = version(2, datetime(2026, 9, 30, 15, 0, tzinfo=UTC), "d", **LESS)  # 23:00 there
    assert readings.baseline([FIRST, in_time], 2026) == (in_time, False)
    midnight = version(2, datetime(2026, 9, 30, 16, 0, tzinfo=UTC), "d", **LESS)
    assert readings.baseline([FIRST, midnight], 2026) == (FIRST, True)


def test_a_late_decision_that_takes_nothing_back_is_the_plan():
    more = version(2, datetime(2026, 11, 8, tzinfo=UTC), "d", amount="14")
    assert readings.baseline([FIRST, more], 2026) == (more, False)
    assert readings.baseline([], 2026) == (None, False)


# All at once ----------------------------------------------------------------------------------


def test_the_overview_tells_every_project_in_few_statements_however_many_there_are(year):
    counted(year)
    statements: list[str] = []
    engine = year.session.get_bind()

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        told = progress.overview(year.session, year.congress_id, year.programme_id)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert [(one.project.number, one.colour, one.report) for one in told] == [
        (1, "green", "accepted"), (2, "none", ""), (3, "none", "")
    ]  # fmt: skip
    assert len([one for one in statements if one.startswith(("SELECT", "WITH"))]) <= 6
