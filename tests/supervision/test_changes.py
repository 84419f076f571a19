"""A project changes only as the right body decided, and what was promised stays to be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from tests.supervision.years import NOW, plan_form
from voting.collection.meetings import Held
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.supervision import change_list, changes, plans, programmes
from voting.supervision.changes import Motion, Wanted

COUNTY = Held(
    body="县第十八届人大常委会第三十次会议", held_on=NOW.date(), outcome="agreed",
    document_no="临人常〔2026〕8号", present=30, in_favour=28, against=1, abstained=1,
)  # fmt: skip
GROUNDS = "施工图审查发现两个小区地下管网须先改造，年内不能完工。"


def fields(**changed: str) -> dict[str, str]:
    """The form of the first project's plan as it holds, with these fields changed."""
    return plan_form("县住建局", content="改造老旧小区12个", target="年底前改造老旧小区12个") | changed


LESS = {"amount": "10", "target": "年底前改造老旧小区10个", "content": "改造老旧小区10个"}


def ask(year, kind="adjust", actor=None, now=NOW, project=0, **changed: str) -> str:
    wanted = Wanted(kind, GROUNDS, fields(**(changed or LESS)) if kind in changes.WITH_PLAN else None)
    return changes.request(
        year.session, actor or year.inspectorate, year.congress_id, year.project_ids[project], wanted, now=now
    )


def forward(year, request_id: str, now=NOW) -> str:
    motion = Motion("临政〔2026〕15号", now.date())
    changes.put_forward(year.session, year.inspectorate, year.congress_id, request_id, motion, now=now)
    return request_id


def decide(year, request_id: str, given=COUNTY, level="county", now=NOW, fields=None) -> str:
    return changes.decide(*year.as_office(), level, request_id, given, fields, now=now)


def line(year, number=1):
    return change_list.by_number(year.session, year.congress_id, year.programme_id, number)


def project(year, index=0):
    return programmes.project(year.session, year.congress_id, year.project_ids[index])


def plan(year, index=0):
    return plans.of(year.session, year.congress_id, year.project_ids[index])


def test_an_agreed_adjustment_makes_a_new_plan_and_the_first_stays(year):
    promise = project(year).promise_digest
    first = plan(year)
    assert decide(year, forward(year, ask(year))) == "agreed"
    assert plan(year).version == first.version + 1
    assert plan(year).data["amount"] == "10"
    assert plan(year).decision_id == line(year).decision.id
    compared = change_list.compare(year.session, year.congress_id, line(year))
    assert compared.first.digest == first.digest
    assert {field.label for field in compared.fields} == {"年度建设内容", "年度目标", "目标数"}
    assert [each.code for each in compared.since_first] == ["amount"]
    assert project(year).promise_digest == promise
    assert project(year).state == "under_way"


def test_a_refusal_changes_nothing(year):
    before = plan(year)
    assert decide(year, forward(year, ask(year)), replace(COUNTY, outcome="refused")) == "refused"
    assert plan(year) == before
    assert line(year).decision.outcome == "refused"
    assert line(year).plan_after is None


def test_the_body_may_decide_something_else_than_was_asked_for(year):
    request_id = forward(year, ask(year))
    with pytest.raises(Invalid, match="nothing_to_change"):
        decide(year, request_id, replace(COUNTY, outcome="changed"), fields=fields())
    decide(year, request_id, replace(COUNTY, outcome="changed"), fields=fields(amount="11"))
    assert plan(year).data["amount"] == "11"
    assert plan(year).data["target"] == "年底前改造老旧小区12个"
    assert line(year).plan["amount"] == "10", "what was asked for stays as it was filed"


def test_a_body_that_changes_must_say_what_it_decided(year):
    with pytest.raises(Invalid, match="nothing_to_change"):
        decide(year, forward(year, ask(year)), replace(COUNTY, outcome="changed"))


@pytest.mark.parametrize(
    ("level", "body", "code"),
    [
        ("county", "县人大常委会第二十次主任会议", "committee_decides"),
        ("county", "县政府第12次常务会议", "committee_decides"),
        ("prefecture", "市政府第3次常务会议", "committee_decides"),
        ("county", "县人民代表大会常务委员会第　次会议", "meeting_number_missing"),
        ("township", "东镇第十九届人大主席团第五次会议", "township_decides"),
        ("township", "东镇政府镇长办公会议", "township_decides"),
    ],
)
def test_another_body_cannot_decide(year, level, body, code):
    request_id = forward(year, ask(year))
    with pytest.raises(Invalid, match=code) as refused:
        decide(year, request_id, replace(COUNTY, body=body), level)
    assert refused.value.field == "body"
    assert line(year).state == "put_forward"


@pytest.mark.parametrize(
    ("level", "body"),
    [
        ("township", "东镇第十九届人民代表大会第四次会议"),
        ("sub_district", "城关街道居民议事代表会议"),
        ("prefecture", "市第八届人民代表大会常务委员会第二十一次会议"),
    ],
)
def test_the_body_of_the_level_decides(year, level, body):
    assert decide(year, forward(year, ask(year)), replace(COUNTY, body=body), level) == "agreed"


def test_a_project_is_suspended_resumed_with_a_new_date_and_ended(year):
    decide(year, forward(year, ask(year, "suspend")))
    assert project(year).state == "suspended"
    assert plan(year).version == 1
    decide(year, forward(year, ask(year, "resume", deadline="2026-12-20")))
    assert project(year).state == "under_way"
    assert plan(year).data["deadline"] == "2026-12-20"
    decide(year, forward(year, ask(year, "terminate")))
    assert project(year).state == "terminated"
    with pytest.raises(Conflict, match="change_not_from_here"):
        ask(year)


def test_a_lowered_target_and_a_later_date_are_flagged(year):
    ask(year, amount="10", deadline="2026-12-25")
    codes = [each.code for each in line(year).lowering]
    assert codes == ["amount", "deadline"]
    assert line(year).lowers_target
    ask(year, project=1, contact="赵某 01099999")
    assert not line(year, 2).lowers_target


@pytest.mark.parametrize(
    ("day", "late"), [((2026, 9, 30, 23, 59), False), ((2026, 10, 1, 0, 1), True), ((2027, 1, 5, 9, 0), True)]
)
def test_what_is_asked_for_after_the_thirtieth_of_september_is_not_on_time(year, day, late):
    ask(year, now=datetime(*day, tzinfo=timezone(timedelta(hours=8))))
    assert line(year).late is late


def test_one_request_at_a_time_and_it_can_be_taken_back(year):
    request_id = ask(year)
    with pytest.raises(Conflict, match="change_waits"):
        ask(year, "suspend")
    changes.withdraw(year.session, year.inspectorate, year.congress_id, request_id, "按原计划推进", now=NOW)
    assert line(year).state == "withdrawn"
    ask(year, "suspend")
    with pytest.raises(Conflict):
        decide(year, request_id)


def test_a_unit_asks_for_its_own_project_and_only_government_takes_it_to_the_body(year):
    request_id = ask(year, actor=year.unit)
    with pytest.raises(NotAllowed):
        ask(year, actor=year.unit, project=1)
    with pytest.raises(NotAllowed):
        changes.put_forward(
            year.session, year.unit, year.congress_id, request_id, Motion("1号", NOW.date()), now=NOW
        )
    with pytest.raises(Conflict):
        decide(year, request_id)
    forward(year, request_id)
    with pytest.raises(NotAllowed):
        changes.withdraw(year.session, year.unit, year.congress_id, request_id, "不用了", now=NOW)
    with pytest.raises(NotAllowed):
        changes.decide(
            year.session, year.inspectorate, year.congress_id, "county", request_id, COUNTY, now=NOW
        )


def test_an_adjustment_adjusts_something_and_never_the_baseline(year):
    with pytest.raises(Invalid, match="nothing_to_change"):
        ask(year, baseline="5")
    assert change_list.changes(year.session, year.congress_id, year.programme_id) == []


def test_nothing_is_changed_before_the_plan_is_published(year):
    text = project(year).promise
    other = programmes.enter(*year.as_office(), 2027, [text], now=NOW)
    chosen = programmes.projects(year.session, year.congress_id, other)[0]
    with pytest.raises(NotReady, match="not_published"):
        changes.request(
            year.session, year.inspectorate, year.congress_id, chosen.id, Wanted("suspend", GROUNDS), now=NOW
        )


def test_the_notice_follows_the_decision_and_then_everybody_reads_it(year):
    request_id = forward(year, ask(year))
    deputy = year.deputy
    assert change_list.changes(year.session, year.congress_id, year.programme_id, deputy) == []
    with pytest.raises(NotFound):
        change_list.by_number(year.session, year.congress_id, year.programme_id, 1, deputy)
    decide(year, request_id)
    assert change_list.announced(year.session, year.congress_id, year.programme_id) == []
    with pytest.raises(Invalid, match="notice_day"):
        changes.announce(*year.as_office(), request_id, "第3号", NOW.date() - timedelta(days=1), now=NOW)
    changes.announce(*year.as_office(), request_id, "第3号", NOW.date(), now=NOW)
    told = change_list.announced(year.session, year.congress_id, year.programme_id)
    assert [(one.notice_no, one.announced_on) for one in told] == [("第3号", NOW.date())]
    assert change_list.changes(year.session, year.congress_id, year.programme_id, deputy)[0].number == 1


def test_the_committee_reports_what_it_decided_to_the_next_session(year):
    decide(year, forward(year, ask(year)))
    decide(year, forward(year, ask(year, "suspend", project=1)), replace(COUNTY, outcome="refused"))
    told = change_list.report(year.session, year.congress_id, year.programme_id)
    assert [one.project_number for one in told] == [1]


def test_what_was_asked_for_stays_as_it_was_filed(year):
    ask(year)
    with pytest.raises(sa.exc.DatabaseError):
        year.session.execute(sa.text("UPDATE change_request SET grounds = '无'"))


def test_a_motion_of_tomorrow_is_refused(year):
    request_id = ask(year)
    tomorrow = Motion("临政〔2026〕15号", date(2026, 4, 3))
    with pytest.raises(Invalid, match="day_to_come"):
        changes.put_forward(year.session, year.inspectorate, year.congress_id, request_id, tomorrow, now=NOW)
