"""履职档案 and the lists of findings: what was done, by name, without points."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.supervision.group_work import open_group
from voting.db import writing
from voting.supervision import finding_lists, findings, programmes, record
from voting.supervision.finding_lists import Filter
from voting.supervision.findings import Check


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def records(group):
    year = group.year
    return {line.name: line for line in record.records(year.session, year.congress_id, year.programme_id)}


def worked(group):
    """王秀兰 visited, raised, sent back and closed; 李卫东 took part in one of her two visits."""
    year = group.year
    both = group.new_visit(deputies=(group.deputies["王秀兰"], group.deputies["李卫东"]))
    group.enter(group.deputy("王秀兰"), both)
    group.confirmed_visit()
    finding_id = group.issued("临人大督〔2026〕1号", group.raised(visit_id=both.id))
    lead = (year.session, group.deputy("王秀兰"), year.congress_id, finding_id)
    group.answer(finding_id)
    later = year.now.date() + timedelta(days=30)
    findings.send_back(*lead, Check("还没有接通", later), now=year.now)
    group.answer(finding_id)
    findings.close(*lead, Check("已经接通"), now=year.now)
    return finding_id


def test_a_record_counts_visits_findings_checks_and_letters_of_each(group):
    worked(group)
    lead, member = records(group)["王秀兰"], records(group)["李卫东"]
    assert (lead.visits, lead.confirmed, lead.findings) == (2, 2, 1)
    assert (lead.checks, lead.closed, lead.letters) == (2, 1, 1)
    assert (member.visits, member.confirmed, member.findings, member.checks) == (1, 0, 1, 0)
    assert "赵敏" not in records(group)


def test_what_nobody_confirmed_counts_for_nobody(group, year):
    group.enter(year.office, group.new_visit())
    assert {line.visits for line in records(group).values()} == {0}


def test_the_order_is_by_name_and_by_visits_only_where_the_year_says_so(group, year):
    worked(group)
    assert list(records(group)) == ["李卫东", "王秀兰"]
    with writing(year.session):
        row = programmes.programme_row(year.session, year.congress_id, year.programme_id)
        row.settings = {**row.settings, "ranking": True}
    assert list(records(group)) == ["王秀兰", "李卫东"]


def test_one_deputys_record_holds_his_visits_and_findings(group, year):
    finding_id = worked(group)
    found = record.record_of(year.session, year.congress_id, year.programme_id, group.deputies["李卫东"])
    assert [visit.who for visit in found.visits] == ["李卫东、王秀兰"]
    assert [finding.id for finding in found.findings] == [finding_id]
    assert record.record_of(year.session, year.congress_id, year.programme_id, group.deputies["赵敏"]) is None


def test_the_workbook_has_no_column_of_points(group, year):
    worked(group)
    (rows,) = record.workbook(list(records(group).values())).values()
    assert not any("分" in str(cell) or "名次" in str(cell) for cell in rows[0])
    assert [row[0] for row in rows[1:]] == ["李卫东", "王秀兰"]


def test_a_year_of_work_is_read_in_as_many_statements_as_a_day_of_it(group, year):
    counted = []
    engine = year.session.get_bind()

    def note(*_given: object) -> None:
        counted.append(1)

    event.listen(engine, "before_cursor_execute", note)
    records(group)
    before = len(counted)
    event.remove(engine, "before_cursor_execute", note)
    worked(group)
    counted.clear()
    event.listen(engine, "before_cursor_execute", note)
    records(group)
    event.remove(engine, "before_cursor_execute", note)
    assert len(counted) == before


def test_the_list_is_filtered_by_state_unit_project_and_what_is_amiss(group, year):
    first = worked(group)
    second = group.issued("临人大督〔2026〕2号")
    third = group.raised(unit_id=year.units["县教育局"], project_id=year.project_ids[1])

    def found(later: int = 0, **given: str) -> list[str]:
        today = year.now.date() + timedelta(days=later)
        lines = finding_lists.found(
            year.session, year.congress_id, year.programme_id, Filter(**given), today=today
        )
        return [line.id for line in lines]

    assert found() == [first, second, third]
    assert found(state="open") == [third]
    assert found(unit=year.units["县教育局"]) == [third]
    assert found(project=group.project_id) == [first, second]
    assert found(mark="came_back") == [first]
    assert found(mark="overdue") == []
    assert found(40, mark="overdue") == [second]


def test_the_three_lists_tell_answer_and_closing_of_each(group, year):
    worked(group)
    lines = finding_lists.found(
        year.session, year.congress_id, year.programme_id, Filter(), today=year.now.date()
    )
    tabs = finding_lists.three_lists(year.session, year.congress_id, lines, str)
    assert tabs["责任清单"][1][2:5] == ["县住建局", "孙某", "临人大督〔2026〕1号"]
    assert tabs["整改清单"][1][2:] == ["接通排水并清理积水", "排水已接通，附照片", 1, "已销号"]
    assert tabs["销号情况"][1][3] == "已经接通"


def test_a_unit_finds_first_what_is_its_turn_soonest(group, year):
    closed = worked(group)
    group.issued("临人大督〔2026〕2号", group.raised(unit_id=year.units["县教育局"]))
    own = group.issued("临人大督〔2026〕3号")
    lines = finding_lists.of_unit(year.session, year.congress_id, [year.units["县住建局"]])
    assert [line.id for line in lines] == [own, closed]
