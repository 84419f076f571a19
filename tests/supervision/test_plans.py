"""Plans: written, checked, fixed by publication, changed by decisions only; with their workbook."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.halls import workbook
from tests.supervision.years import BEGUN, UNITS, YEAR, plan_form
from voting.congress import units
from voting.congress.roles import Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.polling.sittings import Project
from voting.supervision import plan_excel, plans, programmes
from voting.supervision.plan_line import scheduled, usual_line
from voting.supervision.plan_models import BodyDecision
from voting.supervision.plan_sheet import difference, parse, typed
from voting.supervision.plan_warnings import warnings


@pytest.fixture
def drafted(hall):
    """A year in planning: (session, inspectorate, congress id) and its two projects."""
    desk, office = hall.actor(Role.CONGRESS_DESK), hall.actor(Role.SUPERVISION_OFFICE)
    for name in UNITS:
        units.add(hall.session, desk, hall.congress_id, name=f"临海{name}", short=name, now=BEGUN)
    texts = [
        Project("桥", unit="县住建局", content="修桥2座", investment="80"),
        Project("井", content="打井5口"),
    ]
    programme_id = programmes.enter(hall.session, office, hall.congress_id, 2027, texts, now=BEGUN)
    return hall, programme_id, programmes.projects(hall.session, hall.congress_id, programme_id)


def codes(data, year=YEAR) -> list[str]:
    return [warning.code for warning in warnings(data, year)]


def test_the_scheduled_line_follows_from_the_milestones(year):
    plan = plans.of(year.session, year.congress_id, year.project_ids[0])
    assert plan.data["line"] == [0, 0, 20, 20, 20, 50, 50, 50, 80, 80, 100, 100]
    assert scheduled(plan.data, date(2026, 3, 31), YEAR) == 20
    assert scheduled(plan.data, date(2026, 6, 15), YEAR) == 35
    assert scheduled(plan.data, date(2025, 12, 31), YEAR) == 0
    assert scheduled(plan.data, date(2027, 1, 5), YEAR) == 100


def test_without_milestones_the_line_is_even_from_start_to_deadline():
    data = parse(plan_form("县住建局", milestones="", start="2026-01-01", deadline="2026-12-31"))
    line = usual_line(data, YEAR)
    assert line == sorted(line)
    assert (line[0], line[5], line[11]) == (8, 49, 100)


def test_a_typed_line_goes_on_over_empty_months_and_may_not_fall():
    data = parse(plan_form("县住建局", month_3="30", month_6="60", month_12="100"))
    assert data["line"] == [0, 0, 30, 30, 30, 60, 60, 60, 60, 60, 60, 100]
    with pytest.raises(Invalid) as refused:
        parse(plan_form("县住建局", month_3="30", month_4="20"))
    assert (refused.value.code, refused.value.field) == ("supervision.line_falls", "month_4")


def test_a_plan_without_fault_is_not_warned_of():
    assert codes(parse(plan_form("县住建局"))) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": ""}, "amount_missing"),
        ({"baseline": ""}, "baseline_missing"),
        ({"baseline": "12"}, "baseline_covers"),
        ({"items": "东区 5 个\n西区 6 个"}, "items_sum"),
        ({"social_money": "90"}, "money_sum"),
        ({"own_money": "", "upper_money": "", "social_money": ""}, "money_missing"),
        ({"milestones": ""}, "milestones_missing"),
        ({"milestones": "2026-06-30 完成 90"}, "weights"),
        ({"milestones": "2025-11-30 上年完工 50\n2026-06-30 完成 50"}, "last_years"),
        ({"milestones": "2026-06-30 主体 50\n2026-11-30 完成 50"}, "q4_heavy"),
        ({"month_9": "80", "month_12": "95"}, "line_end"),
    ],
)
def test_what_is_odd_in_a_plan_is_said_and_does_not_refuse_it(changed, code):
    assert code in codes(parse(plan_form("县住建局", **changed)))


def test_forty_per_cent_in_the_last_quarter_are_not_flagged():
    at_limit = parse(plan_form("县住建局", milestones="2026-09-30 主体 60\n2026-11-30 完成 40"))
    assert codes(at_limit) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lead_unit": ""}, "lead_unit"),
        ({"deadline": "明年"}, "deadline"),
        ({"start": "2026-12-01"}, "start"),
        ({"milestones": "六月底 完成 50"}, "milestones"),
        ({"milestones": "2026-06-30 完成"}, "milestones"),
        ({"total_money": "很多"}, "total_money"),
        ({"month_1": "101"}, "month_1"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(changed, field):
    with pytest.raises(Invalid) as refused:
        parse(plan_form("县住建局", **changed))
    assert refused.value.field == field


def test_what_was_parsed_can_be_typed_again():
    data = parse(plan_form("县住建局", items="东区 5 个\n西区 7 个", month_12="100"))
    assert parse(typed(data)) == data


def test_units_named_in_a_plan_get_their_parts(year):
    parts = programmes.units_of_project(year.session, year.congress_id, year.project_ids)
    assert set(parts[year.project_ids[0]]) == {
        ("lead", year.units["县住建局"]),
        ("support", year.units["县财政局"]),
    }
    mine = programmes.projects_of_units(year.session, year.congress_id, [year.units["县教育局"]], ["lead"])
    assert mine == {year.project_ids[1]}


def test_a_unit_that_nobody_knows_is_refused_with_its_name(drafted):
    hall, _programme_id, (bridge, _well) = drafted
    here = (hall.session, hall.actor(Role.INSPECTORATE), hall.congress_id, bridge.id)
    with pytest.raises(Invalid) as refused:
        plans.write(*here, plan_form("县住建局", support_units="县财政局、月球局"), now=BEGUN)
    assert (refused.value.field, refused.value.data["name"]) == ("support_units", "月球局")
    assert plans.of(hall.session, hall.congress_id, bridge.id) is None


def test_each_change_is_a_version_and_the_same_again_is_none(drafted):
    hall, _programme_id, (bridge, _well) = drafted
    here = (hall.session, hall.actor(Role.INSPECTORATE), hall.congress_id, bridge.id)
    form = plan_form("县住建局", deadline="2027-11-30", milestones="")
    assert plans.write(*here, form, now=BEGUN) == 1
    assert plans.write(*here, form, now=BEGUN) == 1
    assert plans.write(*here, form | {"target": "年底前通车"}, reason="按会议意见", now=BEGUN) == 2
    first, second = plans.versions(hall.session, hall.congress_id, bridge.id)
    changed = [change for change in difference(first.data, second.data) if change.changed]
    assert [(change.label, change.after) for change in changed] == [("年度目标", "年底前通车")]
    assert second.reason == "按会议意见"


def test_the_first_version_begins_with_what_the_promise_says(drafted):
    hall, _programme_id, (bridge, _well) = drafted
    said = plans.begun(hall.session, hall.congress_id, bridge)
    assert said == {"lead_unit": "县住建局", "content": "修桥2座", "total_money": "80"}


def test_deputies_and_units_write_no_plan(year):
    for actor in (year.deputy, year.unit, year.committee):
        with pytest.raises(NotAllowed):
            plans.write(
                year.session, actor, year.congress_id, year.project_ids[0], plan_form("县住建局"), now=BEGUN
            )


def test_a_year_is_published_only_with_all_its_plans(drafted):
    hall, programme_id, (bridge, well) = drafted
    office = hall.actor(Role.SUPERVISION_OFFICE)
    here = (hall.session, office, hall.congress_id)
    plans.write(*here, bridge.id, plan_form("县住建局"), now=BEGUN)
    with pytest.raises(NotReady) as refused:
        plans.publish(*here, programme_id, now=BEGUN)
    assert refused.value.data["numbers"] == "2"
    plans.write(*here, well.id, plan_form("县水利局"), now=BEGUN)
    digest = plans.publish(*here, programme_id, now=BEGUN)
    assert len(digest) == 64
    states = {line.state for line in programmes.projects(hall.session, hall.congress_id, programme_id)}
    assert states == {"under_way"}
    with pytest.raises(Conflict):
        plans.publish(*here, programme_id, now=BEGUN)


def decide(year) -> str:
    with writing(year.session):
        row = BodyDecision(
            id=new_id(), congress_id=year.congress_id, subject_kind="change", subject_id=year.project_ids[0],
            body="县人大常委会", held_on=date(2026, 8, 20), outcome="agreed", opinion="同意调减2个小区",
            recorded_by=year.office.person_id, recorded_at=year.now,
        )  # fmt: skip
        year.session.add(row)
        return row.id


def test_a_published_plan_changes_by_a_decision_only_and_the_promise_stays(year):
    project_id = year.project_ids[0]
    with pytest.raises(NotReady, match="plan_fixed"):
        plans.write(*year.as_office(), project_id, plan_form("县住建局", amount="10"), now=year.now)
    with pytest.raises(NotFound):
        plans.revise_by_decision(*year.as_office(), project_id, {"amount": "10"}, "0" * 32, now=year.now)
    revised = {"amount": "10", "target": "年底前完工10个", "baseline": "2"}
    decision = decide(year)
    version = plans.revise_by_decision(*year.as_office(), project_id, revised, decision, now=year.now)
    told = plans.versions(year.session, year.congress_id, project_id)
    assert (version, told[-1].data["amount"], told[-1].decision_id) == (2, "10", decision)
    assert told[-1].data["baseline"] == "0"  # frozen with the plan
    assert plans.promised(told).data["amount"] == "12"
    promise = programmes.project(year.session, year.congress_id, project_id).promise
    assert promise.content == "改造老旧小区12个"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan_version SET reason = 'x'",
        "DELETE FROM plan_version",
        "UPDATE chosen_project SET promise = '{}'",
        "UPDATE programme SET state = 'planning'",
        "INSERT INTO plan_version SELECT 'x', congress_id, project_id, 9, data, digest, '', NULL, "
        "written_by, written_at FROM plan_version LIMIT 1",
    ],
)
def test_the_database_keeps_promises_and_versions(year, statement):
    with pytest.raises(DBAPIError):
        year.session.connection().execute(text(statement))
    year.session.rollback()


def test_the_workbook_comes_back_as_new_versions(drafted):
    hall, programme_id, (bridge, _well) = drafted
    here = (hall.session, hall.actor(Role.INSPECTORATE), hall.congress_id)
    plans.write(*here, bridge.id, plan_form("县住建局", amount="2"), now=BEGUN)
    book = load_workbook(io.BytesIO(plan_excel.workbook(hall.session, hall.congress_id, programme_id)))
    page = book.active
    heads = next(row for row in page.iter_rows() if any("牵头单位" in str(cell.value) for cell in row))
    column = {str(cell.value).strip("* "): cell.column for cell in heads}
    for row in range(heads[0].row + 1, page.max_row + 1):
        number = page.cell(row, column["序号"]).value
        given = {"1": {"目标数": "3"}, "2": {"牵头单位": "县水利局", "责任人": "水某", "年度目标": "5口",
                 "年度建设内容": "打井5口", "完成时限": "2027-10-31"}}.get(str(number), {})  # fmt: skip
        for name, value in given.items():
            page.cell(row, column[name]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    reading = plan_excel.read(hall.session, hall.congress_id, programme_id, buffer.getvalue())
    assert [row.errors for row in reading.bad] == []
    assert plan_excel.take(*here, programme_id, reading, now=BEGUN) == 2
    lines = programmes.projects(hall.session, hall.congress_id, programme_id)
    assert [line.plan_version for line in lines] == [2, 1]
    again = plan_excel.read(hall.session, hall.congress_id, programme_id, buffer.getvalue())
    assert plan_excel.take(*here, programme_id, again, now=BEGUN) == 0


def test_bad_cells_of_the_workbook_are_named(drafted):
    hall, programme_id, _projects = drafted
    heads = ["序号", "项目名称", "牵头单位", "责任人", "年度建设内容", "年度目标", "完成时限"]
    rows = [
        heads,
        ["1", "桥", "月球局", "某", "修桥", "2座", "2027-10-31"],
        ["1", "桥", "县住建局", "某", "修桥", "2座", "2027-10-31"],
        ["2", "桥", "县住建局", "某", "修桥", "2座", "明年"],
        ["9", "", "县住建局", "某", "修桥", "2座", "2027-10-31"],
    ]
    reading = plan_excel.read(hall.session, hall.congress_id, programme_id, workbook(rows))
    found = [[(error.key, error.code.split(".")[1]) for error in row.errors] for row in reading.rows]
    assert found == [
        [("lead_unit", "unknown_unit")],
        [("number", "no_such_number")],
        [("deadline", "not_a_day"), ("name", "other_name")],
        [("number", "no_such_number")],
    ]
    with pytest.raises(NotReady):
        plan_excel.take(
            hall.session, hall.actor(Role.INSPECTORATE), hall.congress_id, programme_id, reading, now=BEGUN
        )
