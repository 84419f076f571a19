"""The secretariat words the method, picks its settings article by article and sees what comes of both."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, watch
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the pages of this file complained of."""
    return []


@pytest.fixture(scope="module")
def walk(browser: Browser, site: Site, complaints: list[str]) -> Walk:
    made = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, complaints))
    made.prepare()
    made.open_sitting()
    return made


def new_draft(walk: Walk, rest: str = "") -> Page:
    page = walk.pages["secretary"]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{walk.sitting.split('?')[0]}/polls/new{rest}")
    return page


def article(page: Page, words: str):
    return page.locator(".article").filter(has=page.locator(".article-filled", has_text=words))


def without_fault(page: Page) -> None:
    """Accessible, and nothing leaves the window sideways."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_settings_and_ballot_go_together(walk: Walk, complaints: list[str], tmp_path: Path) -> None:
    page = new_draft(walk)
    page.get_by_label("名称", exact=True).fill("2027年度民生实事项目票决")
    page.get_by_label("应选项数").fill("2")
    sentence = page.locator("#preview-sentence")
    expect(sentence).to_contain_text("对3个候选项目进行票决，应选2项")

    tablet = page.frame_locator("#tablet")
    expect(tablet.locator("#projects li")).to_have_count(3)
    expect(tablet.locator("#count")).to_contain_text("还可选 2 项")
    tablet.locator("#projects li").first.get_by_role("button", name="赞成").dispatch_event("click")
    expect(tablet.locator("#count")).to_contain_text("已选 1 项，还可选 1 项")
    page.get_by_role("button", name="特大", exact=True).click()
    expect(tablet.locator("html")).to_have_attribute("data-size", "largest")

    without_fault(page)

    # A setting is changed beside the article that orders it: text, sentence and ballot follow.
    tie = article(page, "末位票数相等")
    expect(tie.locator("b")).to_have_text("第十九条")
    tie.get_by_label("末位票数相等").select_option("accept_all")
    expect(tie.locator(".article-filled")).to_contain_text("票数相等的项目全部列入")
    expect(sentence).to_contain_text("票数相等的项目全部列入")
    expect(page.locator("#preview-cautions")).to_contain_text("可能多于应选项数")
    page.get_by_label("怎样填票").select_option("tick")
    expect(tablet.locator("#projects li").first.locator(".mark")).to_have_count(1)
    expect(tablet.locator("#mark-hint-tick")).to_have_js_property("hidden", False)
    expect(page.locator("#preview-cautions")).to_contain_text("没有反对")
    page.get_by_label("怎样填票").select_option("three")

    # An article is worded anew, one is struck out, one is added: the numbers follow.
    article(page, "未出席的").get_by_text("改条文").click()
    words = article(page, "未出席的").get_by_role("textbox")
    words.fill(words.input_value() + "\n\n代表应当佩戴代表证。")
    expect(page.locator(".article-filled").nth(2)).to_contain_text("第四条代表应当佩戴代表证")
    expect(tie.locator("b")).to_have_text("第二十条")
    expect(tie.get_by_text("规定", exact=False)).to_have_count(0)
    article(page, "设备抽检").get_by_text("改条文").click()
    article(page, "设备抽检").get_by_role("textbox").fill("")
    lost = page.locator('[data-setting="challenge"]')
    expect(lost).to_contain_text("条文没有规定")
    page.get_by_text("再加一条").click()
    page.get_by_label("新的一条的文字").fill("监票人可以抽检设备；【设备抽检】。")
    expect(lost).to_contain_text("由第二十六条规定")
    page.get_by_label("新的一条的文字").fill("")
    expect(lost).to_contain_text("条文没有规定")

    page.get_by_role("button", name="保存草案").click()
    page.get_by_role("link", name="办法全文").click()
    law = page.locator(".law")
    expect(law).to_contain_text("第四条　代表应当佩戴代表证。")
    expect(law).not_to_contain_text("设备抽检")
    expect(law).not_to_contain_text("【")
    expect(law).to_contain_text("（草案）")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.screenshot(path=tmp_path / "print.png", full_page=True)
    page.emulate_media(media="screen")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载文本").click()
    saved.value.save_as(tmp_path / "method.txt")
    text = (tmp_path / "method.txt").read_bytes()
    assert "第四条　代表应当佩戴代表证。" in text.decode()
    assert len(hashlib.sha256(text).hexdigest()) == 64

    # The draft comes back as it was saved.
    page.get_by_role("link", name="修改草案").click()
    expect(page.get_by_label("末位票数相等")).to_have_value("accept_all")
    expect(page.locator(".article-filled", has_text="代表应当佩戴代表证")).to_be_visible()
    assert complaints == []


def test_a_rating_is_drafted_with_its_grades_and_its_own_text(walk: Walk, complaints: list[str]) -> None:
    page = new_draft(walk, "?kind=rating")
    page.get_by_label("名称", exact=True).fill("2026年度民生实事项目满意度测评")
    page.get_by_label("测评项目").fill("教育惠民补短强基\n公共卫生服务能力提升\n老旧小区改造")
    sentence = page.locator("#preview-sentence")
    expect(sentence).to_contain_text("对3个项目逐项进行满意度测评，等次为满意、基本满意、不满意")
    tablet = page.frame_locator("#tablet")
    expect(tablet.locator("#projects li").first.get_by_role("button", name="基本满意")).to_be_attached()

    page.get_by_label("票决办法").select_option("plenary_rating")
    page.get_by_label("第 1 个等次要占的比例").select_option(">1/2")
    page.get_by_label("可不可以不评").select_option("0")
    page.get_by_label("以什么为基数").select_option("present")
    expect(sentence).to_contain_text(
        "以实到代表为基数；「满意」票占过半数的为满意；「基本满意」及以上的票合计占半数以上"
    )
    expect(sentence).to_contain_text("至多选一个等次")
    expect(article(page, "以实到代表为基数")).to_be_visible()
    expect(page.get_by_label("第 3 个等次要占的比例")).to_be_hidden()  # the last takes the rest
    for width, height in ((1280, 800), (800, 1200)):
        page.set_viewport_size({"width": width, "height": height})
        without_fault(page)
    page.get_by_role("button", name="保存草案").click()
    expect(page.locator("blockquote")).to_contain_text("以实到代表为基数")
    assert complaints == []
