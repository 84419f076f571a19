"""Congresses, sessions of a congress, people and their roles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.ground.conftest import NOW, found
from voting import acts
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import new_id
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, VotingError

DAY = timedelta(days=1)


def add(session, congress_id: str, name: str = "zhang", *roles: Role) -> people.PersonLine:
    return people.create_person(
        session, SYSTEM, congress_id, login=name, name=name, roles=roles or [Role.SECRETARIAT], now=NOW
    )


def actor(line: people.PersonLine) -> Actor:
    return Actor(line.id, line.name, frozenset(line.roles))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "x"}, "congress.bad_code"),
        ({"code": "清河"}, "congress.bad_code"),
        ({"code": "-qinghe"}, "congress.bad_code"),
        ({"code": "a/b"}, "congress.bad_code"),
        ({"name": "清"}, "congress.bad_name"),
        ({"level": "village"}, "congress.bad_level"),
        ({"parent_code": "nowhere"}, "congress.bad_parent"),
    ],
)
def test_a_congress_is_refused_for_a_reason_that_can_be_read(main, changes, code):
    given = {"code": "qinghe", "name": "清河县人大", "level": "county"} | changes
    with pytest.raises(VotingError) as refused:
        services.create_congress(main, SYSTEM, **given, now=NOW)
    assert refused.value.code == code
    assert services.find_congress(main, given["code"]) is None


def test_code_and_name_of_a_congress_are_taken_once(main, qinghe):
    for code, name in (("qinghe", "另一个"), ("other", qinghe.name)):
        with pytest.raises(Conflict):
            services.create_congress(main, SYSTEM, code=code, name=name, level="county", now=NOW)


def test_a_parent_stands_above(main, qinghe):
    made = services.create_congress(
        main, SYSTEM, code="shuangqiao", name="双桥乡", level="township", parent_code="qinghe", now=NOW
    )
    assert made.level == "township"
    with pytest.raises(Invalid, match="bad_parent"):
        services.create_congress(
            main, SYSTEM, code="x1", name="某县", level="county", parent_code="shuangqiao", now=NOW
        )


def open_session(session, congress_id: str, number: int = 1, term: int = 18) -> services.SessionInfo:
    return services.open_session(
        session, SYSTEM, congress_id, term_number=term, number=number, begins=date(2026, 1, 12), now=NOW
    )


def test_the_latest_session_is_that_of_the_highest_term_and_number(main, qinghe):
    assert services.latest_session(main, qinghe.id) is None
    for term, number in ((17, 6), (18, 1), (18, 2)):
        open_session(main, qinghe.id, number, term)
    latest = services.latest_session(main, qinghe.id)
    assert latest is not None
    assert (latest.term_number, latest.number, latest.roster_count) == (18, 2, None)


def test_a_session_is_opened_once(main, qinghe):
    open_session(main, qinghe.id)
    with pytest.raises(Conflict, match="session_taken"):
        open_session(main, qinghe.id)
    with pytest.raises(Invalid):
        open_session(main, qinghe.id, number=0)


def test_the_roster_is_frozen_once(main, qinghe):
    held = open_session(main, qinghe.id)
    services.freeze_roster(main, SYSTEM, qinghe.id, held.id, 327, now=NOW)
    assert services.get_session(main, qinghe.id, held.id).roster_count == 327
    with pytest.raises(Conflict, match="roster_frozen"):
        services.freeze_roster(main, SYSTEM, qinghe.id, held.id, 326, now=NOW)
    assert services.get_session(main, qinghe.id, held.id).roster_count == 327


def test_a_session_of_another_congress_is_not_found(main, qinghe):
    other = found(main, "linhe", "临河县")
    held = open_session(main, other.id)
    with pytest.raises(NotFound):
        services.get_session(main, qinghe.id, held.id)
    with pytest.raises(NotFound):
        services.freeze_roster(main, SYSTEM, qinghe.id, held.id, 1, now=NOW)


def test_roles_hold_in_their_congress_and_from_their_day_only(main, qinghe):
    other = found(main, "linhe", "临河县")
    line = add(main, qinghe.id)
    assert people.roles_in(main, line.id, qinghe.id, now=NOW) == {Role.SECRETARIAT}
    assert people.roles_in(main, line.id, other.id, now=NOW) == set()
    assert people.roles_in(main, line.id, qinghe.id, now=NOW - DAY) == set()
    people.grant_role(main, SYSTEM, qinghe.id, line.id, Role.DESK, ends=NOW + DAY, now=NOW)
    assert people.roles_in(main, line.id, qinghe.id, now=NOW) == {Role.SECRETARIAT, Role.DESK}
    assert people.roles_in(main, line.id, qinghe.id, now=NOW + DAY) == {Role.SECRETARIAT}


def test_withdrawing_works_at_once_and_is_recorded(main, qinghe):
    line = add(main, qinghe.id, "zhang", Role.SECRETARIAT, Role.DESK)
    people.withdraw_role(main, SYSTEM, qinghe.id, line.id, Role.DESK, now=NOW)
    assert people.roles_in(main, line.id, qinghe.id, now=NOW) == {Role.SECRETARIAT}
    verbs = [act.verb for act in acts.acts_of(main, qinghe.id, "person", line.id)]
    assert verbs == ["create", "grant", "grant", "withdraw"]
    with pytest.raises(NotFound):
        people.withdraw_role(main, SYSTEM, qinghe.id, line.id, Role.DESK, now=NOW)


def test_an_administrator_cannot_shut_himself_out(main, qinghe):
    line = add(main, qinghe.id, "admin1", Role.ADMIN)
    with pytest.raises(Conflict, match="own_admin_role"):
        people.withdraw_role(main, actor(line), qinghe.id, line.id, Role.ADMIN, now=NOW)
    assert people.roles_in(main, line.id, qinghe.id, now=NOW) == {Role.ADMIN}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"login": "a"}, "congress.bad_login"),
        ({"login": "a b"}, "congress.bad_login"),
        ({"login": "<script>"}, "congress.bad_login"),
        ({"name": " "}, "congress.bad_person_name"),
        ({"roles": []}, "congress.no_role"),
        ({"login": "TAKEN"}, "congress.login_taken"),
    ],
)
def test_a_person_is_refused_for_a_reason_that_can_be_read(main, qinghe, changes, code):
    add(main, qinghe.id, "taken")
    given = {"login": "li", "name": "李四", "roles": [Role.DESK]} | changes
    with pytest.raises(VotingError) as refused:
        people.create_person(main, SYSTEM, qinghe.id, **given, now=NOW)
    assert refused.value.code == code
    assert [line.login for line in people.people_in(main, qinghe.id, now=NOW)] == ["taken"]


def test_nobody_of_another_congress_is_listed_or_found(main, qinghe):
    other = found(main, "linhe", "临河县")
    stranger = add(main, other.id, "stranger")
    assert people.people_in(main, qinghe.id, now=NOW) == []
    for call in (people.person_in, lambda *a, **k: people.revoke_sessions(a[0], SYSTEM, *a[1:], **k)):
        with pytest.raises(NotFound):
            call(main, qinghe.id, stranger.id, now=NOW)


def test_one_congress_cannot_take_over_an_account_of_another(main, qinghe):
    other = found(main, "linhe", "临河县")
    shared = add(main, other.id, "shared")
    admin = actor(add(main, qinghe.id, "admin1", Role.ADMIN))
    people.grant_role_by_login(main, admin, qinghe.id, "shared", Role.DESK, now=NOW)
    with pytest.raises(NotAllowed):
        people.renew_link(main, admin, qinghe.id, shared.id, now=NOW)


def test_a_renewed_link_ends_all_sessions(main, qinghe):
    line = add(main, qinghe.id)
    token = login.use_link(main, login.make_link(main, line.id, now=NOW), device="", now=NOW)
    link = people.renew_link(main, SYSTEM, qinghe.id, line.id, now=NOW)
    assert login.recognise(main, token, now=NOW) is None
    assert login.use_link(main, link, device="", now=NOW)


def test_granting_to_an_unknown_login_is_refused(main, qinghe):
    with pytest.raises(Invalid, match="login_unknown"):
        people.grant_role_by_login(main, SYSTEM, qinghe.id, "nobody", Role.DESK, now=NOW)
    with pytest.raises(NotFound):
        people.grant_role(main, SYSTEM, qinghe.id, new_id(), Role.DESK, now=NOW)


def test_the_first_administrator_gets_links_until_he_has_a_password(any_databases):
    with any_databases.main() as session:
        first = people.first_administrator(session, now=NOW)
        second = people.first_administrator(session, now=NOW)
        assert first and second and first != second
        visitor = login.recognise(session, login.use_link(session, second, device="", now=NOW), now=NOW)
        assert visitor is not None
        login.set_password(session, visitor, "九里河边的旧水塔", old="", now=NOW)
        assert people.first_administrator(session, now=NOW) is None
        congress = found(session)
        assert people.roles_in(session, visitor.person_id, congress.id, now=NOW) == {Role.ADMIN}
        assert people.congresses_of(session, visitor.person_id, now=NOW) == [congress]


def test_the_chooser_shows_the_own_congresses_only(main, qinghe):
    other = found(main, "linhe", "临河县")
    line = add(main, qinghe.id)
    assert people.congresses_of(main, line.id, now=NOW) == [qinghe]
    people.grant_role(main, SYSTEM, other.id, line.id, Role.DESK, now=NOW)
    assert {c.code for c in people.congresses_of(main, line.id, now=NOW)} == {"qinghe", "linhe"}
