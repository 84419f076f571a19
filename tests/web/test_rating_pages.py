"""A rating on its pages: result, papers, the hall's screen; and the words of a rating, not of a ballot."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from tests.polling.stage import Stage
from tests.polling.test_rating import BAD, FAIR, GOOD, NONE, rating_method
from tests.web.conftest import CODE, House
from tests.web.test_screen_pages import control, make_link, show, stage, text
from voting.rules.terms import Publication

__all__ = ["stage"]  # the hall's fixture

VOTES = [(GOOD, GOOD, NONE)] * 4 + [(GOOD, FAIR, BAD), (BAD, FAIR, BAD)]


def announced(stage: Stage, **method: object) -> Stage:
    """Item 1 满意 (5 of 10), item 2 基本满意 (4 + 2), item 3 不满意, four unmarked."""
    stage.method = replace(rating_method(min_marks=0), **method)
    stage.to_open()
    for card, choices in enumerate(VOTES):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


def page(house: House, stage: Stage, name: str, who: str = "secretary_general") -> str:
    answer = house.client(who).get(f"/c/{CODE}/polls/{stage.poll_id}/{name}")
    assert answer.status_code == 200
    return answer.text


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_result_page_shows_grade_votes_base_and_reason(house, stage):
    shown = plain(page(house, announced(stage), "result"))
    assert "测评结果" in shown and "票决结果" not in shown
    assert "常委会全体组成人员10名为基数：满意达到5票的为满意" in shown
    assert re.search(r"项目1 ✓ 满意 ✓ 满意 5 △ 基本满意 0 ✕ 不满意 1 ○ 未作选择 0 满意5票，达到5票", shown)
    assert re.search(r"项目2 △ 基本满意 .* 基本满意及以上合计6票，达到5票", shown)
    assert re.search(r"项目3 ✕ 不满意 .* ○ 未作选择 4 基本满意及以上合计0票，未达到5票", shown)
    assert "「项目1」的等次为满意（满意5票、基本满意0票、不满意1票、未作选择0票）" in shown
    assert "各等次票数与未作选择之和等于有效票数" in shown
    assert "通过票数" not in shown and "赞成" not in shown


def test_the_paper_of_the_result_has_a_row_for_each_item_and_places_to_sign(house, stage):
    paper = plain(page(house, announced(stage), "papers/result"))
    assert "测评结果单" in paper
    assert "序号 项目 满意 基本满意 不满意 未作选择 测评等次" in paper
    assert "2 项目2 4 2 0 0 基本满意" in paper
    assert "发出 8 张，收回 6 张" in paper
    for signer in ("总监票人", "监票人", "计票人"):
        assert signer in paper


@pytest.mark.parametrize(("public", "told"), [("all", True), ("none", False)])
def test_the_notice_tells_the_public_what_the_method_says(house, stage, public, told):
    announced(stage, publication=Publication(public=public))
    notice = plain(page(house, stage, "papers/notice"))
    assert "进行满意度测评，现将结果公告如下" in notice
    assert ("2 项目2 4 2 0 0 基本满意" in notice) == told
    assert ("2 项目2 基本满意" in notice) == (not told)
    assert ("发出 8 张" in notice) == told


def test_a_paper_of_a_rating_is_had_as_pdf(house, stage):
    announced(stage)
    answer = house.client("secretariat").get(f"/c/{CODE}/polls/{stage.poll_id}/papers/result?format=pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")


def test_the_screen_shows_the_items_in_their_order_and_nothing_before_the_announcement(house, stage):
    announced(stage)
    address = make_link(house, stage)
    assert show(house, stage, "result").status_code == 303
    shown = text(house.client().get(address))
    assert "测评结果" in shown
    assert "1 项目1 5 0 1 0 ✓ 满意 2 项目2 4 2 0 0 △ 基本满意 3 项目3 0 0 2 4 ✕ 不满意" in shown
    assert "10名为基数" in shown
    operator = text(house.client("technician").get(control(stage)))
    assert "按得票数" not in operator


def test_the_screen_tells_grades_only_where_the_method_says_so(house, stage):
    announced(stage, publication=Publication(hall="winners"))
    address = make_link(house, stage)
    show(house, stage, "result")
    assert "1 项目1 ✓ 满意 2 项目2 △ 基本满意" in text(house.client().get(address))


def test_no_next_round_follows_a_rating(house, stage):
    announced(stage)
    answer = house.client("secretariat").get(
        f"/c/{CODE}/sittings/{stage.sitting_id}/polls/new?after={stage.poll_id}"
    )
    assert answer.status_code == 409
    assert "这不是项目票决的办法" in answer.text
