"""Supervision groups: members, plans adopted by a body, sites drawn by a seed that anybody can check."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from tests.supervision.group_work import open_group
from voting.collection.meetings import Held
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.supervision import draws, groups

PLAN = "一、督办内容：老旧小区改造进度、质量和资金。二、每季度视察一次，随机抽点。"
ADOPTED = Held(body="县第十八届人大常委会第31次主任会议", held_on=date(2026, 3, 20), outcome="agreed")


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def test_a_group_has_one_lead_and_nobody_twice(group, year):
    line = groups.group(year.session, year.congress_id, group.project_id)
    assert [(one.name, one.part) for one in line.members] == [("王秀兰", "lead"), ("李卫东", "member")]
    assert line.lead == "王秀兰"
    with pytest.raises(Conflict, match="member_already"):
        groups.add_member(*year.as_office(), group.project_id, group.deputies["李卫东"], now=year.now)
    with pytest.raises(Conflict, match="has_lead"):
        groups.add_member(
            *year.as_office(), group.project_id, group.deputies["赵敏"], part="lead", now=year.now
        )


def test_who_left_sits_in_the_group_no_more_and_is_remembered(group, year):
    session, congress_id = year.session, year.congress_id
    person = group.deputy("李卫东").person_id
    assert groups.seat(session, congress_id, group.project_id, person) == group.deputies["李卫东"]
    member = groups.group(session, congress_id, group.project_id).members[1]
    groups.leave(*year.as_office(), group.project_id, member.id, now=year.now)
    assert groups.seat(session, congress_id, group.project_id, person) is None
    line = groups.group(session, congress_id, group.project_id)
    assert [one.name for one in line.left] == ["李卫东"]
    assert groups.projects_of(session, congress_id, group.deputies["李卫东"], ever=True)
    groups.add_member(*year.as_office(), group.project_id, group.deputies["李卫东"], now=year.now)
    assert groups.seat(session, congress_id, group.project_id, person)


def test_only_the_office_names_members(group, year):
    for role in (Role.DEPUTY, Role.UNIT, Role.INSPECTORATE, Role.COMMITTEE_MEMBER):
        with pytest.raises(NotAllowed):
            groups.add_member(
                year.session, year.actor_of(role), year.congress_id, group.project_id,
                group.deputies["赵敏"], now=year.now,
            )  # fmt: skip


def test_a_plan_is_adopted_by_a_body_in_its_latest_wording(group, year):
    first = groups.write_plan(*year.as_office(), group.project_id, PLAN, now=year.now)
    second = groups.write_plan(*year.as_office(), group.project_id, PLAN + "三、年末小结。", now=year.now)
    with pytest.raises(NotReady, match="plan_superseded"):
        groups.adopt_plan(*year.as_office(), group.project_id, first, ADOPTED, now=year.now)
    groups.adopt_plan(*year.as_office(), group.project_id, second, ADOPTED, now=year.now)
    line = groups.group(year.session, year.congress_id, group.project_id)
    known = groups.plans(year.session, year.congress_id, line.id)
    assert [(plan.version, plan.adopted) for plan in known] == [(2, True), (1, False)]
    with pytest.raises(Conflict, match="plan_adopted"):
        groups.adopt_plan(*year.as_office(), group.project_id, second, ADOPTED, now=year.now)


SITES = "\n".join(f"幸福小区{number}号楼" for number in range(1, 13))


def drawn(group, year, many=3, day=date(2026, 4, 3), seed=None):
    made = draws.draw(*year.as_office(), group.project_id, many, day, now=year.now, seed=seed)
    known = draws.draws(year.session, year.congress_id, group.project_id)
    return next(line for line in known if line.id == made)


def test_the_same_seed_and_list_draw_the_same_sites_by_a_rule_that_needs_no_program(group, year):
    assert draws.add_sites(*year.as_office(), group.project_id, SITES, now=year.now) == 12
    line = drawn(group, year)
    by_hand = sorted(line.sites, key=lambda name: hashlib.sha256(f"{line.seed} {name}".encode()).hexdigest())
    assert list(line.drawn) == by_hand[:3] and line.checked
    assert drawn(group, year, seed=line.seed).drawn == line.drawn
    others = {drawn(group, year, seed=f"{number:032x}").drawn for number in range(20)}
    assert len(others) > 10


def test_every_draw_stays_even_when_sites_go(group, year):
    draws.add_sites(*year.as_office(), group.project_id, SITES, now=year.now)
    first = drawn(group, year)
    site = draws.sites(year.session, year.congress_id, group.project_id)[0]
    draws.remove_site(*year.as_office(), group.project_id, site.id, now=year.now)
    assert site.name not in drawn(group, year, 11).sites
    kept = draws.draws(year.session, year.congress_id, group.project_id)
    assert len(kept) == 2 and first in kept


def test_nobody_draws_so_early_that_a_site_could_be_prepared(group, year):
    draws.add_sites(*year.as_office(), group.project_id, SITES, now=year.now)
    for day in (date(2026, 4, 1), date(2026, 4, 7)):  # yesterday; two working days on
        with pytest.raises(Invalid, match="draw_too_early"):
            drawn(group, year, day=day)
    with pytest.raises(Invalid, match="bad_draw"):
        drawn(group, year, 13)


def test_a_draw_and_its_seed_are_in_the_act_log(group, year, hall):
    draws.add_sites(*year.as_office(), group.project_id, SITES, now=year.now)
    drawn(group, year)
    assert "draw_sites" in hall.verbs()
