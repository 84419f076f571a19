"""What will be gamed is told with a sentence and a page, and an honest year has nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.supervision import told
from tests.supervision.group_work import open_group
from tests.supervision.years import TEXTS, UNITS, plan_form
from voting.congress import units
from voting.congress.roles import Role
from voting.supervision import changes, draws, finance, gaming, plans, programmes
from voting.supervision.changes import Wanted


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def flags(year):
    programme = programmes.of_year(year.session, year.congress_id, 2026)
    return gaming.flags(year.session, year.congress_id, programme)


def codes(year):
    return [flag.code for flag in flags(year)]


def test_an_honest_year_has_nothing_to_look_at_twice(year):
    told.report(year)
    assert flags(year) == []


def test_a_plan_that_looks_good_by_itself_is_flagged(hall):
    """A line that leaves half of the year to its last quarter, and no baseline."""
    here = (hall.session, hall.actor(Role.CONGRESS_DESK), hall.congress_id)
    for name in (UNITS[0], "县财政局"):
        units.add(*here, name=f"临海{name}", short=name, now=told.BEGUN)
    office = hall.actor(Role.SUPERVISION_OFFICE)
    programme_id = programmes.enter(hall.session, office, hall.congress_id, 2026, TEXTS[:1], now=told.BEGUN)
    (project,) = programmes.projects(hall.session, hall.congress_id, programme_id)
    given = plan_form(
        UNITS[0], baseline="", milestones="2026-06-30 完成招标 30 吴某\n2026-11-30 竣工验收 70 吴某"
    )
    plans.write(hall.session, office, hall.congress_id, project.id, given, now=told.BEGUN)
    programme = programmes.programme(hall.session, hall.congress_id, programme_id)
    found = gaming.flags(hall.session, hall.congress_id, programme)
    assert {flag.code for flag in found} == {"q4_heavy", "baseline_missing"}
    assert all(flag.project.number == 1 for flag in found)


def test_an_override_stands_with_its_reason(year):
    told.report(year, percent="5")
    told.override(year, 0, "green")
    (flag,) = flags(year)
    assert flag.code == "override"
    assert "顺延" in gaming.SENTENCES["override"] % flag.data


def test_a_request_after_september_and_one_that_lowers_the_target(year):
    autumn = datetime(2026, 11, 3, 2, tzinfo=UTC)
    fields = plan_form(UNITS[0], content="改造老旧小区12个", target="年底前改造老旧小区10个", amount="10")
    changes.request(
        year.session, year.inspectorate, year.congress_id, year.project_ids[0],
        Wanted("adjust", "管网须先改造，年内不能完工。", fields), now=autumn,
    )  # fmt: skip
    assert codes(year) == ["late_change", "lowered"]


def test_money_that_finance_states_otherwise(year):
    told.report(year, paid="450")
    given = {year.project_ids[0]: {"allotted": "900", "arrived": "480", "paid": "120"}}
    finance.state(year.session, year.finance, year.congress_id, year.round_id, given, now=year.now)
    assert codes(year) == ["money"]


def test_a_visit_to_a_site_that_nobody_drew_and_a_draw_repeated_until_it_is_liked(year, group):
    group.confirmed_visit()
    assert codes(year) == ["not_drawn"]
    draws.add_sites(*year.as_office(), year.project_ids[1], "幸福小区\n和平小区\n光明小区", now=year.now)
    for _again in range(2):
        draws.draw(*year.as_office(), year.project_ids[1], 1, date(2026, 4, 3), now=year.now)
    assert codes(year)[-1] == "drawn_often"
    assert flags(year)[-1].data["many"] == 2
