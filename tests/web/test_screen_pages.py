"""Pages of the hall's screen: the projector's without login or cookie, the operator's, and their looks."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import voting
from tests.polling import stage as stages
from tests.polling.stage import Stage
from tests.web.conftest import CODE, House, token_in
from voting.congress import services
from voting.polling import lifecycle
from voting.polling.screen import VIEWS

CSS = (Path(voting.__file__).parent / "static" / "css" / "screen.css").read_text("utf-8")


@pytest.fixture
def stage(house: House, settings, monkeypatch) -> Stage:
    """The hall of the services' tests, set up in the congress that the pages serve."""
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    monkeypatch.setattr(stages, "CONGRESS", house.congress.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    return Stage(house.databases, settings.instance, moment=datetime.now(UTC).replace(microsecond=0))


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def control(stage: Stage) -> str:
    return f"/c/{CODE}/sittings/{stage.sitting_id}/screen"


def make_link(house: House, stage: Stage) -> str:
    """The projector's address as the page shows it once."""
    page = house.post("secretariat", f"{control(stage)}/link", control(stage)).text
    found = re.search(r'id="address">[^<]*(/screen/[0-9a-f]{32})<', page)
    assert found
    return found[1]


def show(house: House, stage: Stage, view: str, who: str = "technician", **more: object):
    query = {"poll": stage.poll_id, "view": view} | more
    token = token_in(house.client(who).get(control(stage)).text)
    return house.client(who).post(f"{control(stage)}/show", query_string=query, data={"csrf_token": token})


def announced(stage: Stage) -> Stage:
    stage.to_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


# The projector --------------------------------------------------------------------------------


def test_the_projector_needs_no_login_and_gets_no_cookie(house, stage):
    stage.to_ready()
    address = make_link(house, stage)
    for page in (address, f"{address}/picture", f"{address}?lang=en", f"{address}/picture?lang=en"):
        answer = house.client().get(page)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Referrer-Policy"] == "no-referrer"  # the address is the secret
        assert not re.search("<button|<a |<input|<form", answer.text)
    assert "清河县人民代表大会" in house.client().get(address).text


def test_an_unchanged_picture_is_not_sent_again(house, stage):
    stage.to_ready()
    address = f"{make_link(house, stage)}/picture"
    first = house.client().get(address)
    again = house.client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    show(house, stage, "rules")
    changed = house.client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_address_stands_on_the_page_once_and_ends_when_it_is_revoked(house, stage):
    stage.to_ready()
    first = make_link(house, stage)
    assert first not in house.client("secretariat").get(control(stage)).text
    second = make_link(house, stage)
    assert house.client().get(first).status_code == 404
    assert house.client().get(f"{second}/picture").status_code == 200
    house.post("secretariat", f"{control(stage)}/revoke", control(stage))
    assert house.client().get(f"{second}/picture").status_code == 404
    assert "这个大屏地址无效，或已收回" in text(house.client().get(second))


def test_english_is_spoken_where_the_address_asks_for_it(house, stage):
    stage.to_ready()
    address = make_link(house, stage)
    assert "lang=en" in house.client().get(f"{address}?lang=en").text
    assert "Quorum is not met" in text(house.client().get(f"{address}/picture?lang=en"))
    show(house, stage, "rules")
    assert "secret ballot" in text(house.client().get(f"{address}/picture?lang=en"))


def test_no_state_before_announcing_puts_a_project_on_the_screen(house, stage, counted):
    """Projects stand in the result and nowhere else; the operator gets a sentence, not a picture."""
    stage.to_ready()
    address = make_link(house, stage)
    acts = [
        lambda: None, stage.adopt, lambda: open_with_seals(stage), lambda: close_with_ballots(stage),
        stage.report, stage.declare_valid, stage.count, stage.sign,
    ]  # fmt: skip
    for act in acts:
        act()
        for view in VIEWS:
            answer = show(house, stage, view)
            if view == "result":
                assert answer.status_code == 409
                assert "大屏没有换" in text(answer)
            assert "项目1" not in house.client().get(f"{address}/picture").text
    counted("screen: states without a result", len(acts))
    stage.announce()
    assert show(house, stage, "result").status_code == 303
    assert "项目1" in house.client().get(f"{address}/picture").text


def open_with_seals(stage: Stage) -> None:
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()


def close_with_ballots(stage: Stage) -> None:
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()


def test_the_screen_says_what_the_signed_report_says(house, stage):
    announced(stage)
    address = make_link(house, stage)
    show(house, stage, "result")
    screen = house.client().get(f"{address}/picture").text
    report = house.client("auditor").get(f"/c/{CODE}/polls/{stage.poll_id}/papers/result").text
    assert rows_of(screen) == rows_of(report)
    assert len(rows_of(screen)) == 3
    sums = [int(number) for number in re.findall(r"<b>(\d+)</b>", screen)]
    assert "应到 {} 名，实到 {} 名；发出 {} 张，收回 {} 张".format(*sums) in text_of(report)
    assert f"通过票数 {sums[4]} 票" in text_of(report)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", page)


def rows_of(page: str) -> list[list[int]]:
    """Number, for, against, abstain of every row of the page's table."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    numbers = [[int(n) for n in re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", row)] for row in rows]
    return [row for row in numbers if row]


# The operator ---------------------------------------------------------------------------------


def test_the_operator_is_offered_what_the_state_allows_and_no_more(house, stage):
    stage.to_open()
    make_link(house, stage)
    page = text(house.client("technician").get(control(stage)))
    assert "现在大屏上是：签到" in page
    assert "下一幅：票决办法" in page
    assert "上一幅" not in page
    assert "发放大屏地址" not in page
    assert "收回地址" not in page
    show(house, stage, "voting")
    page = text(house.client("technician").get(control(stage)))
    assert "上一幅：票决办法" in page
    assert "下一幅" not in page
    assert "总监票人截止投票以后，可以显示截止情况" in page


def test_the_operator_learns_whether_the_projector_asks(house, stage, monkeypatch):
    stage.to_ready()
    address = make_link(house, stage)
    assert "○ 大屏没有连接" in text(house.client("technician").get(control(stage)))
    house.client().get(f"{address}/picture")
    assert "● 大屏已连接" in text(house.client("technician").get(control(stage)))
    later = datetime.now(UTC).replace(year=2099)
    monkeypatch.setattr("voting.polling.screen_views.now", lambda: later)
    assert "○ 大屏没有连接" in text(house.client("technician").get(control(stage)))


def test_pages_and_order_are_asked_for_by_the_operator(house, stage):
    announced(stage)
    make_link(house, stage)
    for order, offered in (("votes", "按序号"), ("number", "按得票数")):
        show(house, stage, "result", order=order, page="rubbish")
        assert offered in text(house.client("technician").get(control(stage)))


def test_a_screen_without_a_poll_shows_the_check_in(house, stage):
    stage.open_sitting()
    address = make_link(house, stage)
    assert "应到 0 名" in text(house.client().get(address))
    assert "还没有票决，大屏只显示签到" in text(house.client("technician").get(control(stage)))


def test_the_screen_of_a_poll_can_be_changed_to_another(house, stage):
    stage.to_ready()
    first = stage.poll_id
    stage.method = replace(stage.method, purpose="rehearsal")
    stage.draft("预演：选水果")
    stage.freeze()
    address = make_link(house, stage)
    assert "预演，不具效力" in text(house.client().get(address))
    assert "换成另一次票决" in text(house.client("technician").get(control(stage)))
    stage.poll_id = first
    show(house, stage, "rules")
    picture = text(house.client().get(f"{address}/picture"))
    assert "民生实事项目票决" in picture
    assert "预演" not in picture


def test_a_poll_that_was_taken_back_is_not_offered_to_the_screen(house, stage):
    """Its successor has the same name: of two buttons with one name nobody knows which to press."""
    stage.to_ready()
    make_link(house, stage)
    first = stage.poll_id
    with stage.board() as session:
        again = lifecycle.take_back(
            session, stage.keys, actor=stages.SECRETARY, poll_id=first, reason="改名", now=stage.now()
        )
    stage.poll_id = again
    stage.freeze()
    offered = house.client("technician").get(control(stage)).text
    assert f"poll={again}" in offered
    assert offered.count(f"poll={first}") == 0


# Looks ----------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", ["ink", "dim", "yes", "no", "abstain"])
def test_every_ink_stands_out_from_its_ground(ink):
    """Seven to one, the highest grade that WCAG knows."""
    tokens = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", CSS))
    for ground in ("ground", "sheet") if ink != "ink" else ("ground", "sheet", "band"):
        light, dark = sorted((luminance(tokens[ink]), luminance(tokens[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 7, ground


def test_nothing_moves_and_nothing_is_smaller_than_can_be_read():
    assert not re.search("transition|animation|@keyframes", CSS)
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ([0-9.]+)rem", CSS)]
    assert sizes
    assert min(sizes) * 100 * 0.92 >= 40
