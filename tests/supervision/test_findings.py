"""Findings: letter, answer with evidence, re-check by the group, back once, closed for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.supervision.group_work import open_group
from voting.collection.meetings import Held
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.supervision import findings, groups, letters
from voting.supervision.findings import Answer, Check
from voting.supervision.letters import NewLetter
from voting.supervision.round_models import Round

DUE = date(2026, 5, 8)
LISTING = Held(body="县人大常委会第31次主任会议", held_on=date(2026, 4, 1), outcome="agreed")


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def line(group, finding_id):
    return findings.finding(group.year.session, group.year.congress_id, finding_id)


def check(group, what, finding_id, given, actor=None):
    year = group.year
    what(year.session, actor or group.deputy("王秀兰"), year.congress_id, finding_id, given, now=year.now)


def test_a_finding_goes_out_comes_back_once_and_is_closed(group, year, hall):
    finding_id = group.issued()
    assert (line(group, finding_id).state, line(group, finding_id).due) == ("issued", date(2026, 4, 14))
    group.answer(finding_id, "已安排施工队")
    check(group, findings.send_back, finding_id, Check("现场仍有积水，没有接通", DUE))
    back = line(group, finding_id)
    assert (back.state, back.due, back.came_back) == ("issued", DUE, 1)
    group.answer(finding_id)
    check(group, findings.close, finding_id, Check("现场已通水，无积水"))
    assert line(group, finding_id).state == "closed"
    told = findings.steps(year.session, year.congress_id, finding_id)
    assert [one.kind for one in told] == [
        "raised", "issued", "answered", "returned", "answered", "closed",
    ]  # fmt: skip
    assert told[3].deputy == told[5].deputy == "王秀兰"
    assert hall.verbs()[-2:] == ["answer_finding", "close_finding"]


def test_a_closed_finding_takes_no_further_word_from_anybody(group, year):
    finding_id = group.issued()
    group.answer(finding_id)
    check(group, findings.close, finding_id, Check("已整改到位"))
    with pytest.raises(Conflict):
        group.answer(finding_id)
    with pytest.raises(Conflict, match="not_answered"):
        check(group, findings.send_back, finding_id, Check("再看看吧", DUE))
    with pytest.raises(Conflict, match="not_issued"):
        findings.escalate(*year.as_office(), finding_id, LISTING, now=year.now)
    assert len(findings.steps(year.session, year.congress_id, finding_id)) == 4
    for statement in (
        "UPDATE finding SET state = 'issued'",
        "UPDATE finding_step SET text = ''",
        "UPDATE letter SET due = '2030-01-01'",
        "DELETE FROM finding",
        "INSERT INTO finding_step SELECT '1', congress_id, finding_id, 9, 'answered', '', due, letter_id, "
        "visit_id, deputy_id, round_id, person_id, at FROM finding_step WHERE seq = 1",
    ):
        with pytest.raises(IntegrityError), year.session.begin_nested():
            year.session.connection().execute(text(statement))


def test_what_the_problem_was_is_never_rewritten(group, year):
    group.raised()
    with pytest.raises(IntegrityError), year.session.begin_nested():
        year.session.connection().execute(text("UPDATE finding SET problem = '没有问题'"))


def test_only_the_unit_of_the_letter_answers_and_only_with_evidence(group, year):
    finding_id = group.issued("督1", group.raised(unit_id=year.units["县教育局"]))
    with pytest.raises(NotAllowed, match="other_unit"):
        group.answer(finding_id)
    own = group.issued("督2")
    with pytest.raises(Invalid, match="no_evidence"):
        findings.answer(
            year.session,
            group.settings,
            year.unit,
            year.congress_id,
            own,
            Answer("已经整改完成"),
            now=year.now,
        )
    with pytest.raises(NotAllowed):
        group.answer(own, actor=year.office)


def test_a_unit_answers_nothing_before_its_letter(group):
    with pytest.raises(Conflict, match="not_awaited"):
        group.answer(group.raised())


def test_a_letter_holds_findings_of_one_unit_and_locks_them(group, year):
    own, other = group.raised(), group.raised(unit_id=year.units["县教育局"])
    with pytest.raises(Invalid, match="several_units"):
        group.issued("督1", own, other)
    group.issued("督1", own)
    with pytest.raises(Conflict, match="letter_sent"):
        group.issued("督2", own)
    with pytest.raises(Conflict, match="document_no_taken"):
        group.issued("督1", other)
    with pytest.raises(NotReady, match="none_chosen"):
        group.issued("督3", "0" * 32)
    (sent,) = letters.letters(year.session, year.congress_id, year.programme_id)
    assert sent.unit == "临海县住建局" and [one["number"] for one in sent.entries] == [1]


def test_a_letter_is_due_after_its_day_and_never_from_tomorrow(group, year):
    day = groups.today_of(year.now)
    given = NewLetter("supervision", "督1", (group.raised(),), day, day)
    with pytest.raises(Invalid, match="bad_due"):
        letters.send(*year.as_office(), year.programme_id, given, now=year.now)
    late = replace(given, issued_on=day + timedelta(days=1), due=day + timedelta(days=9))
    with pytest.raises(Invalid, match="issued_later"):
        letters.send(*year.as_office(), year.programme_id, late, now=year.now)
    with pytest.raises(Invalid, match="bad_letter_kind"):
        letters.send(
            *year.as_office(), year.programme_id, replace(given, kind="order", due=DUE), now=year.now
        )


def test_the_usual_answer_is_due_in_ten_working_days(group, year):
    friday = date(2026, 4, 3)
    assert letters.propose_due(year.session, year.congress_id, friday) == date(2026, 4, 17)


def test_the_office_enters_a_re_check_only_from_a_visit_that_a_deputy_confirmed_after_the_answer(group, year):
    finding_id = group.issued()
    group.answer(finding_id)
    for visit_id in ("", group.confirmed_visit()):  # the second was the day before the answer
        with pytest.raises(Invalid, match="check_without_visit"):
            check(group, findings.close, finding_id, Check("已整改", visit_id=visit_id), year.office)
    seen = group.new_visit(held_on=date(2026, 4, 2), verdict="good")
    group.enter(year.office, seen)
    with pytest.raises(Invalid, match="check_without_visit"):  # not confirmed yet
        check(group, findings.close, finding_id, Check("已整改", visit_id=seen.id), year.office)
    other = group.new_visit(held_on=date(2026, 4, 2), verdict="good")
    group.enter(group.deputy("李卫东"), other)
    check(group, findings.close, finding_id, Check("已整改", visit_id=other.id), year.office)
    assert findings.steps(year.session, year.congress_id, finding_id)[-1].deputy == "李卫东"


def test_nobody_outside_the_group_re_checks(group, year):
    finding_id = group.issued()
    group.answer(finding_id)
    for actor in (group.deputy("赵敏"), year.unit, year.committee, year.inspectorate):
        with pytest.raises(NotAllowed):
            check(group, findings.close, finding_id, Check("已整改"), actor)


def test_a_body_lists_a_finding_and_a_refusal_does_not(group, year):
    finding_id = group.issued()
    findings.escalate(*year.as_office(), finding_id, replace(LISTING, outcome="refused"), now=year.now)
    assert not line(group, finding_id).listed
    findings.escalate(*year.as_office(), finding_id, LISTING, now=year.now)
    assert line(group, finding_id).listed
    with pytest.raises(Conflict, match="listed_already"):
        findings.escalate(*year.as_office(), finding_id, LISTING, now=year.now)


def test_a_finding_from_a_visit_names_a_confirmed_one_of_its_project(group, year):
    entered = group.new_visit()
    group.enter(year.office, entered)
    with pytest.raises(Invalid, match="bad_visit"):
        group.raised(visit_id=entered.id)
    with pytest.raises(Invalid, match="bad_visit"):
        group.raised(visit_id=group.confirmed_visit(), project_id=year.project_ids[1])
    assert line(group, group.raised(visit_id=group.confirmed_visit())).visit_id


def test_what_turned_out_to_be_none_is_dropped_with_a_reason_before_any_letter(group, year):
    finding_id = group.raised()
    findings.drop(*year.as_office(), finding_id, "现场核实已接通", now=year.now)
    assert line(group, finding_id).state == "dropped"
    with pytest.raises(Conflict):
        findings.drop(*year.as_office(), group.issued(), "不查了吧", now=year.now)


def test_counts_tell_of_each_project_what_is_open_late_and_came_back(group, year):
    group.raised()
    late, back = group.issued("督1"), group.issued("督2")
    group.answer(back)
    check(group, findings.send_back, back, Check("没有接通，请继续", DUE))
    told = findings.counts(
        year.session, year.congress_id, year.project_ids, today=line(group, late).due + timedelta(days=1)
    )
    assert told[group.project_id] == findings.Counts(open=1, issued=2, overdue=1, came_back=1)
    assert told[year.project_ids[1]] == findings.Counts()


def test_a_unit_sees_only_what_went_out_to_it(group, year):
    raised, own = group.raised(), group.issued("督1")
    other = group.issued("督2", group.raised(unit_id=year.units["县教育局"]))
    seen = {
        role: [
            findings.may_see(year.session, year.congress_id, year.actor_of(role), line(group, one))
            for one in (raised, own, other)
        ]
        for role in (Role.UNIT, Role.COMMITTEE_MEMBER, Role.SUPERVISION_OFFICE)
    }
    assert seen == {
        Role.UNIT: [False, True, False],
        Role.COMMITTEE_MEMBER: [False, True, True],
        Role.SUPERVISION_OFFICE: [True, True, True],
    }


def test_the_seal_holds_the_steps_of_its_round_and_how_findings_stand(group, year):
    finding_id = group.issued()
    row = year.session.get(Round, year.round_id)
    sealed = groups.sealed_content(year.session, year.congress_id, row)
    assert [one["kind"] for one in sealed["steps"]] == ["raised", "issued"]
    assert [(one["id"], one["state"]) for one in sealed["findings"]] == [(finding_id, "issued")]
