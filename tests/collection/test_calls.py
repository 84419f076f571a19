"""Calls: who calls, when the public may send, lists that stand as they were called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.collection.desks import LATER, Desks, call_form
from voting.collection import calls
from voting.collection.calls import Item
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady

BASIS = "《地方组织法》第十一条第三项"


def drafted(desks: Desks, **changed: object) -> str:
    return calls.create(*desks.as_government(), call_form(**changed), now=LATER)


def call(desks: Desks, call_id: str) -> calls.CallLine:
    return calls.get(desks.hall.session, desks.hall.congress_id, call_id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "一"}, "title"),
        ({"title": "字" * 81}, "title"),
        ({"initiator": "somebody"}, "initiator"),
        ({"initiator": "congress"}, "desk"),
        ({"year": 1999}, "year"),
        ({"ends": date(2025, 12, 31)}, "ends"),
        ({"begins": None}, "ends"),
        ({"introduction": "字" * 3001}, "introduction"),
        ({"categories": ()}, "categories"),
        ({"categories": ("字" * 21,)}, "categories"),
        ({"channels": ("pigeon",)}, "channels"),
        ({"bodies": ("town_crier",)}, "channels"),
        ({"photos_most": 4}, "device_daily"),
        ({"device_daily": 0}, "device_daily"),
        ({"keep_days": 29}, "keep_days"),
    ],
)
def test_a_call_is_refused_at_the_field_at_fault(desks: Desks, changed: dict[str, object], field: str):
    with pytest.raises(Invalid) as caught:
        drafted(desks, **changed)
    assert caught.value.field == field
    assert len(calls.every(desks.hall.session, desks.hall.congress_id)) == 1


def test_the_public_sends_within_the_period_last_day_included(desks: Desks):
    found = call(desks, desks.call_id)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 10), date(2026, 2, 11))
    assert [calls.is_open(found, day) for day in days] == [False, True, True, False]
    assert not calls.is_open(replace(found, state="closed"), days[1])
    assert calls.open_calls(desks.hall.session, desks.hall.congress_id, today=days[1]) == [found]


def test_a_call_for_all_year_needs_no_last_day(desks: Desks):
    made = drafted(desks, all_year=True, begins=None, ends=None)
    calls.move(*desks.as_government(), made, "publish", now=LATER)
    assert calls.is_open(call(desks, made), date(2026, 12, 31))


def test_a_call_goes_its_way_and_is_opened_again(desks: Desks):
    made = drafted(desks)
    states = [
        calls.move(*desks.as_government(), made, verb, now=LATER)
        for verb in ("publish", "end_call", "reopen", "end_call", "conclude")
    ]
    assert states == ["open", "closed", "open", "closed", "concluded"]
    with pytest.raises(Conflict):
        calls.move(*desks.as_government(), made, "reopen", now=LATER)


def test_the_lists_are_written_until_the_call_is_published(desks: Desks):
    made = drafted(desks)
    given = [
        Item("positive", "受益面广", BASIS, "private"),
        Item("negative", "楼堂馆所", BASIS, "negative_list"),
    ]
    calls.set_items(*desks.as_government(), made, given, now=LATER)
    found = calls.items(desks.hall.session, desks.hall.congress_id, made)
    assert [replace(item, id="") for item in found] == given
    with pytest.raises(Invalid):
        calls.set_items(*desks.as_government(), made, [Item("positive", "没有依据", "")], now=LATER)
    calls.move(*desks.as_government(), made, "publish", now=LATER)
    with pytest.raises(Conflict):
        calls.set_items(*desks.as_government(), made, given, now=LATER)
    assert len(calls.items(desks.hall.session, desks.hall.congress_id, made)) == 2


def test_a_call_without_lists_is_not_published(desks: Desks):
    made = drafted(desks)
    calls.set_items(*desks.as_government(), made, [], now=LATER)
    with pytest.raises(NotReady):
        calls.move(*desks.as_government(), made, "publish", now=LATER)
    assert call(desks, made).state == "draft"


def test_the_next_call_takes_the_lists_of_the_year_before(desks: Desks):
    before = calls.items(desks.hall.session, desks.hall.congress_id, desks.call_id)
    made = drafted(desks, year=2028)
    after = calls.items(desks.hall.session, desks.hall.congress_id, made)
    assert [replace(item, id="") for item in after] == [replace(item, id="") for item in before]


def test_a_new_privacy_notice_is_a_new_version_once_people_have_seen_it(desks: Desks):
    form = call_form(privacy_notice="姓名电话选填，办结后三十日内删除。")
    calls.edit(*desks.as_government(), desks.call_id, form, now=LATER)
    assert call(desks, desks.call_id).privacy_version == 2
    calls.edit(*desks.as_government(), desks.call_id, replace(form, contact="电话 85112345"), now=LATER)
    assert call(desks, desks.call_id).privacy_version == 2


def test_an_open_call_keeps_its_desk_and_a_closed_one_its_text(desks: Desks):
    moved = call_form(initiator="both_offices", desk="congress")
    with pytest.raises(Conflict):
        calls.edit(*desks.as_government(), desks.call_id, moved, now=LATER)
    calls.move(*desks.as_government(), desks.call_id, "end_call", now=LATER)
    with pytest.raises(Conflict):
        calls.edit(*desks.as_government(), desks.call_id, call_form(), now=LATER)


def test_each_desk_writes_only_its_own_calls(desks: Desks):
    for attempt in (
        lambda: calls.create(*desks.as_congress(), call_form(), now=LATER),
        lambda: calls.edit(*desks.as_congress(), desks.call_id, call_form(), now=LATER),
        lambda: calls.set_items(*desks.as_congress(), desks.call_id, [], now=LATER),
        lambda: calls.move(*desks.as_congress(), desks.call_id, "end_call", now=LATER),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotFound):
        calls.get(desks.hall.session, desks.hall.other_congress_id, desks.call_id)
