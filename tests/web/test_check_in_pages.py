"""Check-in on a tablet: search, one touch, one touch back."""

from __future__ import annotations

import re

from tests.web.conftest import CODE, House
from voting.congress import deputies, roster, services
from voting.congress.roles import SYSTEM
from voting.db import in_congress

PAGE = f"/c/{CODE}/attendance"
NAMES = {"001": "张　三", "002": "李四", "003": "王五"}


def seated(house: House) -> str:
    """Three deputies of two delegations, the liaison leads the first; returns the desk's address."""
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        held = services.latest_session(session, house.congress.id)
        assert held is not None
        here = (session, SYSTEM, house.congress.id, held.id)
        for number, name in NAMES.items():
            given = {"number": number, "name": name, "seat": f"1-{number}"}
            given["delegation"] = "东乡" if number == "003" else "城关"
            deputies.add_deputy(*here, given, now=house.now)
        first = roster.delegations(session, house.congress.id, held.id)[0]
        liaison = house.people["liaison"]
        deputies.assign_liaison(session, SYSTEM, house.congress.id, first.id, liaison, now=house.now)
    made = house.post(
        "secretariat",
        f"/c/{CODE}/sessions/{held.id}/meetings",
        PAGE,
        title="第二次全体会议",
        held_on="2026-01-13",
    )
    assert made.status_code == 303
    return made.headers["Location"]


def form_of(page: str, label: str) -> str:
    """The form whose button has this accessible name."""
    for form in re.findall(r"<form .*?</form>", page, re.DOTALL):
        if f'aria-label="{label}"' in form:
            return form
    raise AssertionError(f"no button {label}")


def target_of(page: str, label: str) -> str:
    found = re.search(r'action="([^"]+)"', form_of(page, label))
    assert found
    return found[1]


def press(house: House, who: str, page: str, label: str):
    """Press the button with this accessible name."""
    shown = house.client(who).get(page).text
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form_of(shown, label))
    return house.client(who).post(target_of(shown, label), data=dict(fields))


def number(page: str, label: str) -> int:
    found = re.search(rf'{label}</span>\s*<strong class="tile-number">(\d+)', page)
    assert found
    return int(found[1])


def test_a_mark_is_one_touch_and_so_is_taking_it_back(house: House):
    desk = seated(house)
    after = press(house, "desk", f"{desk}?q=张三", "到会 张　三")
    shown = house.client("desk").get(after.headers["Location"]).text
    assert (number(shown, "应到"), number(shown, "实到"), number(shown, "缺席")) == (3, 1, 2)
    assert "未达法定人数" in shown
    assert "还差 1 名" in shown
    press(house, "desk", desk, "到会 李四")
    assert "已达法定人数" in house.client("desk").get(desk).text
    press(house, "desk", after.headers["Location"], "撤销标记 张　三")
    shown = house.client("desk").get(desk).text
    assert (number(shown, "实到"), number(shown, "缺席")) == (1, 2)
    press(house, "desk", desk, "请假 王五")
    shown = house.client("desk").get(desk).text
    assert (number(shown, "实到"), number(shown, "请假"), number(shown, "缺席")) == (1, 1, 1)


def test_search_finds_by_name_number_and_seat(house: House):
    desk = seated(house)
    for wanted, name in (("张三", "张　三"), ("002", "李四"), ("1-003", "王五")):
        shown = house.client("desk").get(desk, query_string={"q": wanted}).text
        assert re.findall(r"<strong>([^<]+)</strong>\s*<span class=\"hint\">", shown) == [name]
    assert "没有找到" in house.client("desk").get(f"{desk}?q=无此人").text


def test_a_liaison_has_buttons_for_the_own_delegation_only(house: House):
    desk = seated(house)
    shown = house.client("liaison").get(desk).text
    assert 'aria-label="到会 张　三"' in shown
    assert 'aria-label="到会 王五"' not in shown
    address = target_of(house.client("desk").get(desk).text, "到会 王五")
    answer = house.post("liaison", address, desk, mark="present")
    assert answer.status_code == 403
    assert "不在您联络的代表团" in answer.text


def test_who_only_reads_has_no_buttons(house: House):
    desk = seated(house)
    shown = house.client("chief_scrutineer").get(desk).text
    assert "张　三" in shown
    assert 'aria-label="到会' not in shown


def test_a_meeting_without_title_or_date_is_refused_at_the_field(house: House):
    seated(house)
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    target = f"/c/{CODE}/sessions/{held.id}/meetings"
    answer = house.post("secretariat", target, PAGE, title="第三次全体会议", held_on="明天")
    assert answer.status_code == 400
    assert "请填写会议日期" in answer.text
    assert 'value="第三次全体会议"' in answer.text
    answer = house.post("secretariat", target, PAGE, title="第二次全体会议", held_on="2026-01-14")
    assert "已经建立" in answer.text
