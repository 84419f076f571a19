"""A rating on the tablet: one grade for each item, and a rating beside a ballot on one card."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.booth import (
    Booth,
    address,
    ballots,
    databases,
    kept,
    mark,
    open_booth,
    open_page,
    press,
    seal,
    voted,
)
from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, Site
from tests.browser.test_constant_requests import alike, cast
from tests.polling.stage import small_method
from voting.rules import presets
from voting.rules.method import Method
from voting.rules.terms import HALF, NO_SHARE, Grade

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
Opened = Callable[..., Page]
SIZES = ("标准", "大", "特大")
LETTERS = {"满": "满意", "基": "基本满意", "不": "不满意"}


def rating(items: int = 3, **other: object) -> Method:
    return replace(presets.rating(items), min_ballots=5, **other)


def enter(tablet: Page, site: Site, booth: Booth, card: int) -> None:
    tablet.goto(address(site, booth))
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[card])
    tablet.keyboard.press("Enter")


def rate(tablet: Page, grades: str) -> None:
    """``grades``: one of 满 基 不 or · for each item."""
    rows = tablet.locator("#projects li")
    expect(rows).to_have_count(len(grades))
    for index, letter in enumerate(grades):
        if letter != "·":
            rows.nth(index).get_by_role("button", name=LETTERS[letter], exact=True).click()


def clean(page: Page, name: str) -> None:
    """No fault in the eyes of axe; a picture of it where a folder is given."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"rating-{name}.png", full_page=True)


def test_every_item_gets_one_grade_and_it_may_change_until_it_is_cast(open_page: Opened, site, databases):
    booth = open_booth(site, databases, rating(), cards=8)
    tablet = open_page()
    tablet.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    enter(tablet, site, booth, 0)
    rate(tablet, "满·基")
    expect(tablet.locator("#count")).to_have_text("已评 2 项，还有 1 项")
    clean(tablet, "paper")
    press(tablet, "核对")
    expect(tablet.locator("#alert")).to_contain_text("第 2 项“老城区雨污分流改造（一期）”还没有评")
    clean(tablet, "refused")
    press(tablet, "知道了")
    second = tablet.locator("#projects li").nth(1)
    expect(second.get_by_role("button", name="满意", exact=True)).to_be_focused()
    second.get_by_role("button", name="不满意", exact=True).click()
    second.get_by_role("button", name="满意", exact=True).click()
    expect(second.locator("[aria-pressed=true]")).to_have_text("✓满意")
    expect(tablet.locator("#count")).to_have_text("3 项已全部评完")
    tablet.reload()
    expect(second.locator("[aria-pressed=true]")).to_have_text("✓满意")
    press(tablet, "核对")
    expect(tablet.locator(".rated strong")).to_have_text(["✓满意", "✓满意", "△基本满意"])
    clean(tablet, "review")
    press(tablet, "返回修改")
    rate(tablet, "··不")
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    assert "满意" not in tablet.locator("main").inner_text()
    clean(tablet, "receipt")
    press(tablet, "完成")
    assert kept(tablet) == "{}{}"
    assert ballots(booth) == 1


def test_an_item_may_be_left_out_where_the_method_allows_it(open_page: Opened, site, databases, counted):
    booth = open_booth(site, databases, rating(min_marks=0), cards=8)
    tablet = open_page()
    enter(tablet, site, booth, 0)
    rate(tablet, "满··")
    rate(tablet, "满··")  # pressed again it is taken back
    expect(tablet.locator("#count")).to_have_text("已评 0 项，还有 3 项")
    rate(tablet, "·基·")
    press(tablet, "核对")
    unmarked = "未作选择（按弃权计）"
    expect(tablet.locator(".rated strong")).to_have_text([unmarked, "△基本满意", unmarked])
    clean(tablet, "review-unmarked")
    sent = [
        cast(open_page, site, booth, card, lambda page, grades=grades: rate(page, grades))
        for card, grades in enumerate(["···", "满满满", "不·基"], start=1)
    ]
    alike(sent)
    assert ballots(booth) == 3
    counted("choice vectors with equal requests", len(sent))


def test_five_grades_have_room_at_every_size(open_page: Opened, site, databases):
    names = ("很满意", "满意", "基本满意", "不太满意")
    grades = (*(Grade(name, HALF) for name in names), Grade("不满意", NO_SHARE))
    booth = open_booth(site, databases, rating(4, grades=grades), cards=8)
    for width, height in ((1280, 800), (800, 1280)):
        tablet = open_page(viewport={"width": width, "height": height})
        enter(tablet, site, booth, 0)
        expect(tablet.locator("#projects li")).to_have_count(4)
        for size in SIZES:
            press(tablet, size)
            for button in tablet.locator(".mark").all():
                box = button.bounding_box()
                assert box is not None
                assert box["height"] >= 60 and box["width"] >= 60
                assert box["x"] >= 0 and box["x"] + box["width"] <= width
            clean(tablet, f"five-{size}-{width}")


def test_one_card_rates_last_year_and_votes_on_this_year(open_page: Opened, site, databases, findings):
    booth = open_booth(site, databases, rating(), cards=8)
    ballot = booth.further("2027年度民生实事项目票决", small_method())
    tablet = open_page()

    def row(title: str):
        return tablet.locator("#polls button").filter(has_text=title)

    enter(tablet, site, booth, 0)
    expect(tablet.locator("#polls .state")).to_have_text(["未投", "未投"])
    clean(tablet, "choose")
    row("民生实事项目票决").last.click()
    expect(tablet.locator("#projects .mark").first).to_have_text("✓赞成")
    mark(tablet, "赞反弃")
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    press(tablet, "完成")
    enter(tablet, site, booth, 0)
    expect(tablet.locator("#polls .state")).to_have_text(["未投", "已投"])
    row("民生实事项目票决").first.click()
    rate(tablet, "满基不")
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    press(tablet, "完成")
    enter(tablet, site, booth, 0)
    expect(tablet.locator("#polls .state")).to_have_text(["已投", "已投"])
    row("民生实事项目票决").first.click()
    expect(tablet.get_by_role("heading", name="这张票卡已经投过票")).to_be_visible()
    assert (ballots(booth), ballots(ballot)) == (1, 1)
    findings.clear()  # a refusal may stand in the console
