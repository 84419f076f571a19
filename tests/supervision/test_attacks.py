"""What somebody may try against a year's reports, findings, changes and ratings, past the forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.supervision import told
from tests.supervision.group_work import open_group, picture
from tests.supervision.test_changes import COUNTY, LESS, ask, decide, forward
from tests.supervision.test_ratings import hand_in, opened, prepared
from voting import pictures
from voting.congress import deputies, deputy_logins, people, services, units
from voting.congress.roles import SYSTEM, Actor, Role
from voting.errors import Conflict, Invalid, NotAllowed, NotFound
from voting.supervision import (
    calendar,
    change_list,
    changes,
    completion,
    evidence,
    findings,
    groups,
    named,
    opinions,
    programmes,
    rating_rule,
    residents,
    rounds,
    story,
    visits,
)
from voting.supervision.findings import Check
from voting.supervision.residents import Opinion


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def refused(year, *statements: str) -> None:
    """The database itself says no to each of them."""
    for statement in statements:
        with pytest.raises(IntegrityError), year.session.begin_nested():
            year.session.connection().execute(text(statement))


# Guards of the database -----------------------------------------------------------------------


def test_no_report_leaves_a_closed_round(year):
    told.report(year, 0)
    told.close_round(year)
    later = rounds.rounds(year.session, year.congress_id, year.programme_id)[1].id
    refused(
        year,
        f"UPDATE report SET round_id = '{later}'",
        "DELETE FROM report_draft",
        "UPDATE report_draft SET revision = 9",
        "UPDATE round SET state = 'reporting'",
        "INSERT OR REPLACE INTO round SELECT * FROM round WHERE state = 'closed'",
    )


def test_what_was_asked_for_is_neither_rewritten_nor_taken_away(year):
    ask(year, **LESS)
    refused(
        year,
        "UPDATE change_request SET plan = '{}'",
        "UPDATE change_request SET grounds = ''",
        "UPDATE change_request SET number = 2",
        "DELETE FROM change_request",
    )


def test_a_rating_that_began_keeps_its_items_and_never_begins_again(year):
    evaluation_id, who = opened(year)
    refused(
        year,
        "UPDATE evaluation_item SET name = '别的项目'",
        "DELETE FROM evaluation_item",
        "UPDATE evaluation SET state = 'draft'",
        "DELETE FROM evaluation",
        "DELETE FROM rater",
    )
    for person_id in who:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    named.close(*year.as_office(), evaluation_id, now=year.now)
    refused(
        year,
        "UPDATE evaluation SET state = 'open'",
        "UPDATE rater SET sheet = 0",
        "INSERT INTO rating_sheet SELECT 'x', congress_id, evaluation_id, person_id, 2, marks, submitted_at "
        "FROM rating_sheet LIMIT 1",
    )


# Ratings --------------------------------------------------------------------------------------


def test_only_members_of_a_body_can_be_named_as_raters(year):
    staff = people.create_person(
        year.session, SYSTEM, year.congress_id, login="staff", name="办事员", roles=[Role.UNIT], now=year.now
    ).id
    _first, who = opened(year)
    named_too = prepared(year, people=(*who, staff), round_id=None)
    assert named.open_rating(*year.as_office(), named_too, now=year.now) == len(who)
    with pytest.raises(NotFound):
        named.sheet(year.session, staff, year.congress_id, named_too)


def test_a_sentence_that_was_replaced_meanwhile_is_not_published_unread(year):
    today = year.now.date()
    token = residents.open_site(
        *year.as_office(), year.project_ids[0], name="城东小区南门", way="site", begins=today,
        ends=today + timedelta(days=30), hourly=60, now=year.now,
    )  # fmt: skip
    site = residents.by_token(year.session, year.congress_id, token)
    given = Opinion(0, "路灯亮了", "1" * 64, "203.0.113.7")
    residents.receive(year.session, b"k", year.congress_id, site, given, now=year.now)
    (line,) = opinions.sentences(year.session, year.congress_id, year.project_ids, "waiting")
    other = replace(given, sentence="某某的电话是 13900000000")
    residents.receive(year.session, b"k", year.congress_id, site, other, now=year.now)
    with pytest.raises(Conflict, match="sentence_replaced"):
        opinions.moderate(*year.as_office(), line.id, "public", line.sentence, now=year.now)
    assert opinions.sentences(year.session, year.congress_id, year.project_ids, "public") == []


@pytest.mark.parametrize("weight", ["9" * 5000, "0100", "１０1", "-5", "²"])
def test_a_weight_that_is_none_is_refused_as_one(weight):
    given = {"kind": "dimensions", "base": "valid", "limit": ">=1/2", "publication": "all", "bands": "85,60"}
    with pytest.raises(Invalid):
        rating_rule.of_form(given | {"dimensions": f"目标 {weight}"})


def test_who_stuffs_slowly_from_one_line_is_shown_to_the_office_too(year):
    today = year.now.date()
    token = residents.open_site(
        *year.as_office(), year.project_ids[0], name="城东小区南门", way="site", begins=today,
        ends=today + timedelta(days=30), hourly=60, now=year.now,
    )  # fmt: skip
    site = residents.by_token(year.session, year.congress_id, token)

    def send(at: int) -> list[opinions.Cluster]:
        given = Opinion(2, "", f"{at:064x}", "203.0.113.7")
        when = year.now + timedelta(minutes=11 * at)
        residents.receive(year.session, b"k", year.congress_id, site, given, now=when)
        return opinions.clusters(year.session, year.congress_id, year.project_ids)

    assert not [found for at in range(residents.DAILY - 1) for found in send(at)]
    (cluster,) = send(residents.DAILY)
    assert (cluster.many, cluster.flag) == (residents.DAILY, "daily")
    opinions.judge(*year.as_office(), cluster.key, False, "村里共用网络", now=year.now)
    (later,) = send(residents.DAILY + 1)
    assert later.many == 1


# Findings, visits, pictures -------------------------------------------------------------------


def test_a_recheck_names_no_visit_of_another_project(group, year):
    finding_id = group.issued()
    group.answer(finding_id)
    groups.add_member(*year.as_office(), year.project_ids[1], group.deputies["赵敏"], now=year.now)
    elsewhere = replace(group.new_visit(), project_id=year.project_ids[1], deputies=(group.deputies["赵敏"],))
    group.enter(group.deputy("赵敏"), elsewhere)
    here = (year.session, group.deputy("王秀兰"), year.congress_id, finding_id)
    for visit_id, wrong in ((elsewhere.id, Invalid), ("f" * 32, NotFound)):
        with pytest.raises(wrong):
            findings.close(*here, Check("已整改到位", visit_id=visit_id), now=year.now)
    findings.close(*here, Check("已整改到位", visit_id=group.confirmed_visit()), now=year.now)


def test_the_audit_office_reads_money_and_nothing_of_the_groups(group, year):
    finding_id = group.issued()
    visit_id = group.confirmed_visit()
    line = findings.finding(year.session, year.congress_id, finding_id)
    seen = visits.visit(year.session, year.congress_id, visit_id)
    for actor, may in ((year.audit, False), (year.finance, True), (year.committee, True)):
        assert findings.may_see(year.session, year.congress_id, actor, line) is may
        assert visits.may_see(year.session, year.congress_id, actor, seen) is may


def seen_by(year, actor, kind: str, record_id: str) -> int:
    lines = pictures.of(year.session, year.congress_id, kind, [record_id])[record_id]
    assert lines
    return len(evidence.seen_by(year.session, actor, year.congress_id, lines))


def test_pictures_of_a_visit_that_no_deputy_confirmed_are_the_groups(group, year):
    given = group.new_visit()
    group.enter(year.office, given, picture())
    for actor in (year.committee, year.inspectorate, year.unit, year.audit, group.deputy("赵敏")):
        assert seen_by(year, actor, "visit", given.id) == 0
    for actor in (year.office, group.deputy("王秀兰")):
        assert seen_by(year, actor, "visit", given.id) == 1
    visits.confirm(year.session, group.deputy("王秀兰"), year.congress_id, given.id, now=year.now)
    assert seen_by(year, year.committee, "visit", given.id) == 1


def test_pictures_of_an_answer_are_no_other_units(group, year):
    finding_id = group.issued()
    group.answer(finding_id)
    step = findings.steps(year.session, year.congress_id, finding_id)[-1].id
    other = people.create_person(
        year.session, SYSTEM, year.congress_id, login="caizheng", name="财政", roles=[Role.UNIT], now=year.now
    )
    actor = Actor(other.id, other.name, frozenset({Role.UNIT}))
    units.assign(
        year.session, year.actor_of(Role.CONGRESS_DESK), year.congress_id, year.units["县财政局"], other.id,
        now=datetime.now(UTC),
    )  # fmt: skip
    assert seen_by(year, year.unit, "finding", step) == 1
    assert seen_by(year, actor, "finding", step) == 0, "it supports the project, the letter went to another"


def test_the_seal_holds_what_came_with_visits_and_answers(group, year):
    given = group.new_visit()
    group.enter(group.deputy("王秀兰"), given, picture("green"))
    finding_id = group.issued()
    group.answer(finding_id)
    row = rounds.row_of(year.session, year.congress_id, year.round_id)
    sealed = groups.sealed_content(year.session, year.congress_id, row)
    assert len(sealed["visits"][0]["pictures"]) == 1
    answered = next(step for step in sealed["steps"] if step["kind"] == "answered")
    assert len(answered["pictures"][0]["sha256"]) == 64
    assert [letter["document_no"] for letter in sealed["letters"]] == ["临人大督〔2026〕1号"]
    assert sealed["findings"][0]["unit_id"] == year.units["县住建局"]


def test_what_was_done_between_rounds_stands_in_the_next_seal(group, year):
    told.close_round(year)
    visit_id = group.confirmed_visit()
    finding_id = group.issued()
    told.next_round(year)
    row = rounds.row_of(year.session, year.congress_id, year.round_id)
    sealed = groups.sealed_content(year.session, year.congress_id, row)
    assert [each["id"] for each in sealed["visits"]] == [visit_id]
    assert {each["finding_id"] for each in sealed["steps"]} == {finding_id}


# Changes --------------------------------------------------------------------------------------


def test_a_unit_reads_nothing_of_anothers_request_before_it_is_decided(year):
    ask(year, project=0)
    ask(year, kind="suspend", project=1)
    numbers = [
        line.number
        for line in change_list.changes(year.session, year.congress_id, year.programme_id, year.unit)
    ]
    assert numbers == [1]
    assert not change_list.changes(year.session, year.congress_id, year.programme_id, year.audit)
    assert len(change_list.changes(year.session, year.congress_id, year.programme_id, year.finance)) == 2


def public(year, place: int = 0) -> story.Story:
    token = programmes.project(year.session, year.congress_id, year.project_ids[place]).token
    return story.of_project(year.session, year.congress_id, token)


def test_the_public_reads_a_decision_from_its_notice_on(year):
    request_id = forward(year, ask(year, **LESS))
    decide(year, request_id)
    before = public(year)
    assert before.plan.data["amount"] == "12" and len(before.versions) == 1
    changes.announce(*year.as_office(), request_id, "第3号", COUNTY.held_on, now=year.now)
    after = public(year)
    assert after.plan.data["amount"] == "10" and len(after.versions) == 2


def test_the_public_reads_that_a_project_rests_from_the_notice_on(year):
    request_id = forward(year, ask(year, kind="suspend"))
    decide(year, request_id)
    assert public(year).project.state == "under_way"
    changes.announce(*year.as_office(), request_id, "第3号", COUNTY.held_on, now=year.now)
    assert public(year).project.state == "suspended"


# Logins, days ---------------------------------------------------------------------------------


def test_nobody_who_keeps_the_roster_makes_himself_a_deputy(year):
    keeper = year.actor_of(Role.SECRETARIAT)
    login = people.person_in(year.session, year.congress_id, keeper.person_id, now=datetime.now(UTC)).login
    held = services.latest_session(year.session, year.congress_id)
    given = {"number": "009", "name": "周平", "status": "在任"}
    deputy_id = deputies.add_deputy(year.session, keeper, year.congress_id, held.id, given, now=year.now)
    here = (year.session, keeper, year.congress_id, deputy_id, login)
    with pytest.raises(NotAllowed, match="own_login"):
        deputy_logins.link(*here, now=datetime.now(UTC))


@pytest.mark.parametrize("last", [date(2026, 4, 1), date(2026, 4, 12), date(2026, 5, 6), date(2027, 1, 31)])
def test_working_days_are_those_that_one_counts_one_by_one(last):
    first = date(2026, 4, 2)
    free = {date(2026, 5, 1): False, date(2026, 5, 9): True, date(2026, 4, 2): False}
    days = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    wanted = sum(calendar.is_working(day, free) for day in days)
    assert calendar.working_days_between(first, last, free) == wanted
    assert calendar.working_days_between(first, date.max, free) > 2_000_000


def test_a_project_is_completed_on_the_day_it_is_in_china(year):
    early = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)  # 2 o'clock on the first of December there
    here = (*year.as_office(), year.project_ids[0], "complete")
    with pytest.raises(Invalid, match="day_to_come"):
        completion.move(*here, {"on": "2026-12-02", "paper": "验收单1号"}, now=early)
    assert completion.move(*here, {"on": "2026-12-01", "paper": "验收单1号"}, now=early) == "completed"
