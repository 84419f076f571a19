"""A deputy's login is made by the roster's keepers, who gain no power over other officials by it."""

from __future__ import annotations

import pytest

from tests.halls import INSTALLER, NOW
from voting.congress import deputies, deputy_logins, login, people, roster
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotReady


def entered(hall, number="001", name="王秀兰"):
    given = {"number": number, "name": name, "status": "在任"}
    keeper = hall.actor(Role.SECRETARIAT)
    return deputies.add_deputy(hall.session, keeper, hall.congress_id, hall.session_id, given, now=NOW)


def made(hall, deputy_id, name="wang001"):
    keeper = hall.actor(Role.SECRETARIAT)
    return deputy_logins.make(hall.session, keeper, hall.congress_id, deputy_id, name, now=NOW)


def test_a_new_login_lets_the_deputy_in_under_his_name_and_role(hall):
    deputy_id = entered(hall)
    token = login.use_link(hall.session, made(hall, deputy_id), device="", now=NOW)
    visitor = login.recognise(hall.session, token, now=NOW)
    assert visitor.name == "王秀兰"
    assert people.roles_in(hall.session, visitor.person_id, hall.congress_id, now=NOW) == {Role.DEPUTY}
    assert roster.deputy_of(hall.session, hall.congress_id, visitor.person_id) == deputy_id
    assert "link_login" in hall.verbs()


def test_a_deputy_has_one_login_and_a_login_one_deputy(hall):
    first, second = entered(hall), entered(hall, "002", "李卫东")
    made(hall, first)
    with pytest.raises(Conflict, match="has_login"):
        made(hall, first, "another")
    keeper = hall.actor(Role.SECRETARIAT)
    with pytest.raises(Conflict, match="login_in_use"):
        deputy_logins.link(hall.session, keeper, hall.congress_id, second, "wang001", now=NOW)


def test_somebody_known_here_is_linked_and_a_stranger_is_not(hall):
    deputy_id, keeper = entered(hall), hall.actor(Role.SECRETARIAT)
    officer = hall.actor(Role.STATION_OFFICER)
    with hall.databases.main() as there:
        people.create_person(
            there,
            INSTALLER,
            hall.other_congress_id,
            login="elsewhere",
            name="外县人",
            roles=[Role.DEPUTY],
            now=NOW,
        )
    for name in ("elsewhere", "nobody"):
        with pytest.raises(Invalid, match="login_unknown"):
            deputy_logins.link(hall.session, keeper, hall.congress_id, deputy_id, name, now=NOW)
    deputy_logins.link(hall.session, keeper, hall.congress_id, deputy_id, "station_officer", now=NOW)
    roles = people.roles_in(hall.session, officer.person_id, hall.congress_id, now=NOW)
    assert roles == {Role.DEPUTY, Role.STATION_OFFICER}


def test_the_secretariat_takes_over_no_official_by_renewing_his_link(hall):
    deputy_id, keeper = entered(hall), hall.actor(Role.SECRETARIAT)
    hall.actor(Role.CHIEF_SCRUTINEER)
    deputy_logins.link(hall.session, keeper, hall.congress_id, deputy_id, "chief_scrutineer", now=NOW)
    with pytest.raises(NotAllowed, match="login_of_an_official"):
        deputy_logins.renew(hall.session, keeper, hall.congress_id, deputy_id, now=NOW)
    assert deputy_logins.renew(hall.session, hall.actor(Role.ADMIN), hall.congress_id, deputy_id, now=NOW)


def test_a_login_is_renewed_and_taken_back(hall):
    deputy_id, keeper = entered(hall), hall.actor(Role.SECRETARIAT)
    old = made(hall, deputy_id)
    fresh = deputy_logins.renew(hall.session, keeper, hall.congress_id, deputy_id, now=NOW)
    assert login.use_link(hall.session, fresh, device="", now=NOW)
    assert old != fresh
    person = deputy_logins.login_of(hall.session, hall.congress_id, deputy_id, now=NOW)
    with pytest.raises(Conflict, match="has_login"):
        deputies.remove_deputy(hall.session, keeper, hall.congress_id, hall.session_id, deputy_id, now=NOW)
    deputy_logins.unlink(hall.session, keeper, hall.congress_id, deputy_id, now=NOW)
    assert not people.roles_in(hall.session, person.id, hall.congress_id, now=NOW)
    assert roster.deputy_of(hall.session, hall.congress_id, person.id) is None
    with pytest.raises(NotReady, match="no_login"):
        deputy_logins.renew(hall.session, keeper, hall.congress_id, deputy_id, now=NOW)


def test_who_kept_another_role_keeps_it_when_the_deputy_is_unlinked(hall):
    deputy_id, keeper = entered(hall), hall.actor(Role.SECRETARIAT)
    desk = hall.actor(Role.DESK)
    deputy_logins.link(hall.session, keeper, hall.congress_id, deputy_id, "desk", now=NOW)
    deputy_logins.unlink(hall.session, keeper, hall.congress_id, deputy_id, now=NOW)
    assert people.roles_in(hall.session, desk.person_id, hall.congress_id, now=NOW) == {Role.DESK}
