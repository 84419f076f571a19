"""The first page tells each who follows a year what waits for him, and nobody what waits for others."""

from __future__ import annotations

import pytest

from tests.supervision import told
from tests.supervision.group_work import open_group
from voting.congress.roles import Actor
from voting.supervision import changes
from voting.supervision.changes import Wanted
from voting.waiting import waiting


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def of(year, actor: Actor) -> dict[str, int]:
    found = waiting(year.session, actor, year.congress_id, year.now)
    return {one.label: one.count for one in found}


def test_a_report_waits_for_its_unit_then_for_its_review_then_for_nobody(year):
    assert of(year, year.unit) == {"进度报告待报送": 1}
    assert "进度报告待审核" not in of(year, year.inspectorate)
    told.write(year, 0)
    assert of(year, year.unit) == {}
    assert of(year, year.inspectorate)["进度报告待审核"] == 1
    told.report(year)
    assert "进度报告待审核" not in of(year, year.inspectorate)
    assert of(year, year.committee) == {}


def test_money_waits_for_finance_alone(year):
    told.report(year)
    assert of(year, year.finance) == {"资金待核报": 3}
    assert of(year, year.audit) == {}


def test_a_finding_waits_for_the_office_the_unit_and_the_group_in_turn(year, group):
    deputy, other = group.deputy("王秀兰"), group.deputy("赵敏")
    finding_id = group.raised()
    assert of(year, year.office)["督查问题待发函"] == 1
    group.issued("临人大督〔2026〕1号", finding_id)
    assert "督查问题待发函" not in of(year, year.office)
    assert of(year, year.unit)["督办事项待答复"] == 1
    group.answer(finding_id)
    assert of(year, deputy) == {"问题待复查": 1}
    assert of(year, other) == {}


def test_a_visit_entered_by_staff_waits_for_a_deputy_of_the_group(year, group):
    group.enter(year.office, group.new_visit())
    assert of(year, group.deputy("王秀兰")) == {"视察记录待确认": 1}
    assert of(year, group.deputy("赵敏")) == {}


def test_a_change_waits_for_the_inspectorate_before_it_waits_for_the_office(year):
    wanted = Wanted("suspend", "施工图审查发现地下管网须先改造")
    changes.request(
        year.session, year.inspectorate, year.congress_id, year.project_ids[0], wanted, now=year.now
    )
    assert of(year, year.inspectorate)["调整申请待提请"] == 1
    assert "调整请示待登记决定" not in of(year, year.office)
