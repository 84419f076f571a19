"""Visits: sent twice they count once, staff's need a deputy's word, what was confirmed stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.supervision.group_work import open_group, picture
from voting import pictures
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed
from voting.supervision import groups, visits
from voting.supervision.round_models import Round


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def listed(group, **given):
    year = group.year
    return visits.visits(year.session, year.congress_id, [group.project_id], **given)


def test_a_deputys_own_visit_is_confirmed_as_it_arrives_and_belongs_to_the_open_round(group, year):
    assert group.enter(group.deputy("王秀兰"), group.new_visit(), picture())
    (line,) = listed(group)
    assert (line.state, line.confirmed_as, line.round_id) == (
        "confirmed",
        group.deputies["王秀兰"],
        year.round_id,
    )
    kept = pictures.of(year.session, year.congress_id, "visit", [line.id])
    assert len(kept[line.id]) == 1


def test_what_is_sent_again_because_the_answer_was_lost_is_there_once(group, year):
    given = group.new_visit()
    assert group.enter(group.deputy("王秀兰"), given, picture())
    assert not group.enter(group.deputy("王秀兰"), given, picture())
    assert len(listed(group)) == 1
    kept = pictures.of(year.session, year.congress_id, "visit", [given.id])
    assert len(kept[given.id]) == 1


def test_other_content_under_a_known_id_is_refused(group):
    given = group.new_visit()
    group.enter(group.deputy("王秀兰"), given)
    with pytest.raises(Conflict, match="other_content"):
        group.enter(group.deputy("王秀兰"), replace(given, verdict="good"))
    with pytest.raises(Conflict, match="other_content"):
        group.enter(group.deputy("王秀兰"), given, picture())


def test_staffs_visit_waits_for_a_deputy_of_the_group(group, year):
    given = group.new_visit()
    group.enter(year.office, given)
    assert listed(group)[0].state == "entered"
    with pytest.raises(NotAllowed):
        visits.confirm(*year.as_office(), given.id, now=year.now)
    with pytest.raises(NotAllowed, match="not_in_group"):
        visits.confirm(year.session, group.deputy("赵敏"), year.congress_id, given.id, now=year.now)
    visits.confirm(year.session, group.deputy("李卫东"), year.congress_id, given.id, now=year.now)
    assert listed(group)[0].confirmer == "李卫东"
    with pytest.raises(Conflict, match="not_from_here"):
        visits.confirm(year.session, group.deputy("王秀兰"), year.congress_id, given.id, now=year.now)


def test_a_confirmed_visit_is_changed_by_nobody_and_deleted_by_nobody(group, year):
    visit_id = group.confirmed_visit()
    with pytest.raises(Conflict, match="not_from_here"):
        visits.withdraw(*year.as_office(), visit_id, reason="记错了", now=year.now)
    for statement in (
        "UPDATE visit SET verdict = 'good'",
        "DELETE FROM visit",
        "DELETE FROM visit_guest",
        "INSERT INTO visit_guest SELECT congress_id, visit_id, '1', name FROM visit_guest",
    ):
        with pytest.raises(IntegrityError), year.session.begin_nested():
            year.session.connection().execute(text(statement))


def test_an_entry_by_mistake_is_withdrawn_with_a_reason(group, year):
    given = group.new_visit()
    group.enter(year.office, given)
    with pytest.raises(Invalid, match="reason_missing"):
        visits.withdraw(*year.as_office(), given.id, reason="", now=year.now)
    with pytest.raises(NotAllowed):
        visits.withdraw(
            year.session, group.deputy("李卫东"), year.congress_id, given.id, reason="不是我", now=year.now
        )
    visits.withdraw(*year.as_office(), given.id, reason="记错了项目", now=year.now)
    assert listed(group) == []


def test_who_is_in_no_group_of_the_project_writes_no_visit(group, year):
    for actor in (group.deputy("赵敏"), year.unit, year.inspectorate):
        with pytest.raises(NotAllowed):
            group.enter(actor, group.new_visit())
    assert listed(group) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"held_on": date(2026, 4, 3)}, "bad_day"),
        ({"held_on": date(2025, 3, 1)}, "bad_day"),
        ({"place": ""}, "bad_place"),
        ({"verdict": "五星"}, "bad_verdict"),
        ({"sentence": ""}, "say_what"),
        ({"suggestion": "长" * 201}, "too_long"),
        ({"deputies": ("0" * 32,)}, "bad_deputies"),
        ({"id": "../../etc"}, "bad_id"),
    ],
)
def test_an_unsound_visit_is_refused_at_its_field(group, year, changed, code):
    with pytest.raises(Invalid, match=code):
        group.enter(year.office, group.new_visit(**changed))


def test_a_visit_names_who_took_part_even_after_they_left_the_group(group, year):
    group.confirmed_visit()
    member = groups.group(year.session, year.congress_id, group.project_id).members[0]
    groups.leave(*year.as_office(), group.project_id, member.id, now=year.now)
    assert listed(group)[0].who == "王秀兰"


def test_the_seal_of_a_round_holds_its_confirmed_visits_only(group, year):
    visit_id = group.confirmed_visit()
    group.enter(year.office, group.new_visit())
    row = year.session.get(Round, year.round_id)
    sealed = groups.sealed_content(year.session, year.congress_id, row)
    assert [(one["id"], one["deputies"]) for one in sealed["visits"]] == [
        (visit_id, [group.deputies["王秀兰"]])
    ]


def test_a_unit_reads_no_visit_and_others_only_what_was_confirmed(group, year):
    group.enter(year.office, group.new_visit())
    waiting = listed(group)[0]
    confirmed = visits.visit(year.session, year.congress_id, group.confirmed_visit())
    seen = {
        role: [
            visits.may_see(year.session, year.congress_id, year.actor_of(role), line)
            for line in (waiting, confirmed)
        ]
        for role in (Role.SUPERVISION_OFFICE, Role.COMMITTEE_MEMBER, Role.UNIT, Role.DEPUTY)
    }
    assert seen == {
        Role.SUPERVISION_OFFICE: [True, True],
        Role.COMMITTEE_MEMBER: [False, True],
        Role.UNIT: [False, False],
        Role.DEPUTY: [False, True],
    }


def test_tallies_count_each_project_in_one_query(group, year):
    group.confirmed_visit()
    group.enter(year.office, group.new_visit())
    told = visits.counts(year.session, year.congress_id, year.project_ids)
    assert told[group.project_id] == visits.Tally(1, 1, date(2026, 4, 1))
    assert told[year.project_ids[1]] == visits.Tally()
