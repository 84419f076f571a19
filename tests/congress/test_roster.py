"""The roster by hand, and 实有代表 fixed from it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.halls import NOW, Hall
from voting.congress import deputies, roster, services
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady


def add(hall: Hall, number: str, name: str, **more: str) -> str:
    return deputies.add_deputy(
        hall.session,
        hall.actor(Role.SECRETARIAT),
        hall.congress_id,
        hall.session_id,
        {"number": number, "name": name, **more},
        now=NOW,
    )


def found(hall: Hall, **search: str) -> list[str]:
    return [line.number for line in roster.roster(hall.session, hall.congress_id, hall.session_id, **search)]


def freeze(hall: Hall) -> int:
    return roster.freeze(
        hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, hall.session_id, now=NOW
    )


def test_deputies_are_found_by_name_number_and_seat(hall: Hall):
    add(hall, "2", "张　三", seat="1-2", delegation="城关")
    add(hall, "10", "李四", seat="3-4", delegation="城关")
    add(hall, "1", "阿不都·买买提", delegation="东乡")
    assert found(hall) == ["2", "10", "1"]
    assert found(hall, search="张三") == ["2"]
    assert found(hall, search="阿不都•") == ["1"]
    assert found(hall, search="10") == ["10"]
    assert found(hall, search="3-4") == ["10"]
    assert found(hall, search="%") == []
    dongxiang = roster.delegations(hall.session, hall.congress_id, hall.session_id)[1]
    assert found(hall, delegation_id=dongxiang.id) == ["1"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "1", "name": "王五"}, "number"),
        ({"number": "2", "name": "张 三"}, "name"),
        ({"number": "2"}, "name"),
        ({"number": "2 3", "name": "王五"}, "number"),
        ({"number": "2", "name": "王五", "status": "退休"}, "status"),
        ({"number": "2", "name": "王五", "phone": "138"}, "phone"),
    ],
)
def test_a_form_is_refused_at_the_field_at_fault(hall: Hall, given: dict[str, str], field: str):
    add(hall, "1", "张三")
    with pytest.raises(Invalid) as caught:
        deputies.add_deputy(
            hall.session, hall.actor(Role.SECRETARIAT), hall.congress_id, hall.session_id, given, now=NOW
        )
    assert caught.value.field == field
    assert found(hall) == ["1"]


def test_an_entry_can_be_changed_and_taken_out_with_a_trace(hall: Hall):
    deputy_id = add(hall, "1", "张三")
    secretariat = hall.actor(Role.SECRETARIAT)
    given = {"number": "1", "name": "张　三", "status": "出缺"}
    deputies.edit_deputy(
        hall.session, secretariat, hall.congress_id, hall.session_id, deputy_id, given, now=NOW
    )
    line = roster.get_deputy(hall.session, hall.congress_id, deputy_id)
    assert (line.name, line.status) == ("张　三", "vacant")
    deputies.remove_deputy(hall.session, secretariat, hall.congress_id, hall.session_id, deputy_id, now=NOW)
    assert found(hall) == []
    assert hall.verbs()[-3:] == ["add", "edit", "remove"]


def test_all_deputies_are_those_with_a_mandate(hall: Hall):
    add(hall, "1", "张三")
    add(hall, "2", "李四", status="暂停")
    add(hall, "3", "王五", status="出缺")
    state = roster.roster_state(hall.session, hall.congress_id, hall.session_id)
    assert (state.entered, state.all_deputies, state.frozen_count, state.open) == (3, 2, None, True)
    assert freeze(hall) == 2
    held = services.get_session(hall.session, hall.congress_id, hall.session_id)
    assert held.roster_count == 2


def test_an_empty_roster_is_not_frozen(hall: Hall):
    with pytest.raises(NotReady):
        freeze(hall)


def test_a_frozen_roster_changes_only_after_it_was_reopened_with_a_reason(hall: Hall):
    deputy_id = add(hall, "1", "张三")
    freeze(hall)
    secretariat = hall.actor(Role.SECRETARIAT)
    here = (hall.session, secretariat, hall.congress_id, hall.session_id)
    for attempt in (
        lambda: add(hall, "2", "李四"),
        lambda: deputies.edit_deputy(*here, deputy_id, {"number": "1", "name": "张山"}, now=NOW),
        lambda: deputies.remove_deputy(*here, deputy_id, now=NOW),
        lambda: freeze(hall),
    ):
        with pytest.raises(Conflict):
            attempt()
    with pytest.raises(Invalid):
        roster.reopen(*here, reason=" ", now=NOW)
    roster.reopen(*here, reason="补选代表一名", now=NOW)
    add(hall, "2", "李四")
    assert freeze(hall) == 2
    with pytest.raises(Conflict):
        deputies.remove_deputy(*here, deputy_id, now=NOW)


def test_the_next_session_opens_the_roster_again_and_keeps_the_old_count(hall: Hall):
    add(hall, "1", "张三")
    freeze(hall)
    secretariat = hall.actor(Role.SECRETARIAT)
    later = services.open_session(
        hall.session,
        secretariat,
        hall.congress_id,
        term_number=18,
        number=2,
        begins=date(2027, 1, 10),
        now=NOW,
    )
    deputies.add_deputy(
        hall.session, secretariat, hall.congress_id, later.id, {"number": "2", "name": "李四"}, now=NOW
    )
    with pytest.raises(Conflict) as caught:
        add(hall, "3", "王五")
    assert caught.value.code == "roster.older_session"
    assert roster.roster_state(hall.session, hall.congress_id, hall.session_id).frozen_count == 1
    assert roster.freeze(hall.session, secretariat, hall.congress_id, later.id, now=NOW) == 2


@pytest.mark.parametrize("role", [Role.DESK, Role.LIAISON, Role.SCRUTINEER, Role.DEPUTY])
def test_others_do_not_touch_the_roster(hall: Hall, role: Role):
    deputy_id = add(hall, "1", "张三")
    here = (hall.session, hall.actor(role), hall.congress_id, hall.session_id)
    for attempt in (
        lambda: deputies.add_deputy(*here, {"number": "2", "name": "李四"}, now=NOW),
        lambda: deputies.remove_deputy(*here, deputy_id, now=NOW),
        lambda: roster.freeze(*here, now=NOW),
        lambda: roster.reopen(*here, reason="随意", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert found(hall) == ["1"]


def test_another_congress_has_its_own_roster(hall: Hall):
    deputy_id = add(hall, "1", "张三")
    with pytest.raises(NotFound):
        roster.roster(hall.session, hall.congress_id, hall.other_session_id)
    with pytest.raises(NotFound):
        roster.get_deputy(hall.session, hall.other_congress_id, deputy_id)


def test_a_liaison_is_assigned_among_those_who_hold_the_role(hall: Hall):
    add(hall, "1", "张三", delegation="城关")
    delegation = roster.delegations(hall.session, hall.congress_id, hall.session_id)[0]
    secretariat, liaison = hall.actor(Role.SECRETARIAT), hall.actor(Role.LIAISON)
    here = (hall.session, secretariat, hall.congress_id, delegation.id)
    with pytest.raises(Invalid):
        deputies.assign_liaison(*here, secretariat.person_id, now=NOW)
    deputies.assign_liaison(*here, liaison.person_id, now=NOW)
    line = roster.delegations(hall.session, hall.congress_id, hall.session_id)[0]
    assert (line.liaison_id, line.liaison) == (liaison.person_id, liaison.name)
    deputies.assign_liaison(*here, "", now=NOW)
    assert roster.delegations(hall.session, hall.congress_id, hall.session_id)[0].liaison == ""
