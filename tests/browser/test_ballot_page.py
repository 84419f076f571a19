"""The ballot page: how a card comes in, projects in place and side by side, sizes, practice, state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import qrcode
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.booth import (
    HAS_CAMERA,
    PROJECTS,
    Booth,
    address,
    databases,
    kept,
    mark,
    open_booth,
    open_page,
    press,
    seal,
    vote,
    voted,
)
from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, Site
from tests.polling.stage import small_method

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def booth(site: Site, databases) -> Booth:
    return open_booth(site, databases)


@pytest.fixture
def tablet(open_page: Opened, site: Site, booth: Booth) -> Page:
    """At the entry screen."""
    page = open_page()
    page.goto(address(site, booth))
    return page


def paper(tablet: Page) -> None:
    expect(tablet.locator("#projects li")).to_have_count(3)


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


# The card ---------------------------------------------------------------------------------------


def test_a_typed_code_falls_into_groups_and_is_checked_when_it_is_whole(tablet: Page, booth: Booth):
    secret = booth.cards.secrets[0]
    field = tablet.get_by_label("票卡密码")
    field.press_sequentially(secret.replace("-", ""))
    expect(field).to_have_value(secret)
    expect(tablet.locator("#card-good")).to_contain_text("密码输对了")
    clean(tablet)
    tablet.keyboard.press("Enter")
    paper(tablet)


def test_a_letter_that_no_card_has_is_named_as_it_is_typed(tablet: Page):
    field = tablet.get_by_label("票卡密码")
    field.press_sequentially("abc0")
    expect(tablet.locator("#card-error")).to_contain_text("没有“0”")
    tablet.keyboard.press("Backspace")
    expect(tablet.locator("#card-error")).to_be_hidden()


def test_a_slip_in_a_whole_code_is_told_before_the_button_is_pressed(tablet: Page, booth: Booth):
    secret = booth.cards.secrets[0]
    wrong = ("B" if secret[0] == "A" else "A") + secret[1:]
    field = tablet.get_by_label("票卡密码")
    field.fill(wrong)
    expect(tablet.locator("#card-error")).to_contain_text("不在本次表决的名单里")
    field.fill(f"{secret}9")
    expect(tablet.locator("#card-error")).to_contain_text("共 22 位")


@pytest.mark.parametrize("focused", ["body", "#contrast", ".help summary"])
def test_a_scanner_is_heard_wherever_the_focus_is(tablet: Page, site: Site, booth: Booth, focused: str):
    tablet.locator(focused).focus()
    tablet.evaluate("document.activeElement.matches('input') && document.activeElement.blur()")
    tablet.keyboard.type(address(site, booth, booth.cards.secrets[0]))
    tablet.keyboard.press("Enter")
    paper(tablet)
    expect(tablet.locator("html")).not_to_have_attribute("data-contrast", "high")
    assert booth.cards.secrets[0] not in tablet.url


def test_the_camera_reads_a_card_and_goes_dark(open_page: Opened, site: Site, booth: Booth):
    poster, tablet = open_page(), open_page()
    poster.goto(address(site, booth))
    vote(poster, site, booth, 1, "···")  # any page that draws a code will do
    link = address(site, booth, booth.cards.secrets[2])
    picture = drawn(poster, link)
    tablet.add_init_script(YOUNGER_THAN_OUR_TABLETS + HAS_CAMERA.replace("PICTURE", picture))
    tablet.goto(address(site, booth))
    tablet.evaluate("window.seen = document.getElementById('card-video')")
    press(tablet, "用摄像头扫码")
    paper(tablet)
    assert tablet.evaluate("window.seen.srcObject") is None


def drawn(page: Page, text: str) -> str:
    """A picture of the text's code, as the card prints it."""
    modules = qrcode.QRCode(border=4)
    modules.add_data(text)
    rows = ["".join("1" if dark else "0" for dark in row) for row in modules.get_matrix()]
    page.evaluate(
        """rows => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = rows.length * 8;
          const drawing = canvas.getContext("2d");
          drawing.fillStyle = "#fff";
          drawing.fillRect(0, 0, canvas.width, canvas.height);
          drawing.fillStyle = "#000";
          rows.forEach((row, y) => [...row].forEach((dark, x) => {
            if (dark === "1") drawing.fillRect(x * 8, y * 8, 8, 8);
          }));
          window.picture = canvas.toDataURL("image/png");
        }""",
        rows,
    )
    return page.evaluate("window.picture.split(',')[1]")


def test_no_camera_no_button(tablet: Page):
    expect(tablet.locator("#card-form .primary")).to_be_visible()
    expect(tablet.locator("#card-camera")).to_be_hidden()


# The projects -----------------------------------------------------------------------------------


def at_paper(tablet: Page, booth: Booth, card: int = 0) -> None:
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[card])
    tablet.keyboard.press("Enter")
    paper(tablet)


def test_details_open_in_place_and_closing_them_leads_back(tablet: Page, booth: Booth):
    tablet.set_viewport_size({"width": 800, "height": 500})
    at_paper(tablet, booth)
    row = tablet.locator("#projects li").nth(1)
    row.locator("summary").scroll_into_view_if_needed()
    before = tablet.evaluate("scrollY")
    row.locator("summary").click()
    expect(row.get_by_text("改造管网23公里")).to_be_visible()
    tablet.evaluate("scrollBy(0, 300)")
    row.get_by_role("button", name="收起").click()
    expect(row.get_by_text("改造管网23公里")).to_be_hidden()
    tablet.wait_for_function("place => Math.abs(scrollY - place) < 2", arg=before)
    expect(row.locator("summary")).to_be_focused()


def test_projects_stand_side_by_side_and_the_way_back_is_where_one_was(tablet: Page, booth: Booth):
    tablet.set_viewport_size({"width": 800, "height": 600})
    at_paper(tablet, booth)
    rows = tablet.locator("#projects li")
    rows.nth(0).get_by_role("button", name="对比").click()
    expect(tablet.locator("#compare-button")).to_be_hidden()
    rows.nth(2).get_by_role("button", name="对比").click()
    mark(tablet, "赞··")
    tablet.evaluate("scrollTo(0, 250)")
    press(tablet, "并排对比这 2 项")
    table = tablet.locator("#comparison table")
    expect(table.locator("thead th")).to_have_text(
        ["对比内容", f"1　{PROJECTS[0].name}", f"3　{PROJECTS[2].name}"]
    )
    lines = table.locator("tbody th").all_inner_texts()
    assert lines == ["建设内容", "投资", "资金来源", "责任单位", "完成时限", "惠民效果", "类别"]
    expect(table.locator("tbody tr").nth(1).locator("td")).to_have_text(["3200 万元", "1800 万元"])
    expect(table.locator("tbody tr").nth(5).locator("td")).to_have_text([PROJECTS[0].benefit, "—"])
    clean(tablet)
    press(tablet, "返回填写")
    assert tablet.evaluate("scrollY") == 250
    expect(rows.nth(0)).to_have_attribute("data-mark", "for")
    expect(tablet.locator("#count")).to_have_text("已选 1 项，还可选 1 项")


def test_four_are_too_many_to_compare(open_page: Opened, site: Site, databases):
    five = open_booth(site, databases, small_method(places=2, candidates=5), cards=8)
    tablet = open_page()
    tablet.goto(address(site, five, five.cards.secrets[0]))
    for index in range(4):
        tablet.locator("#projects li").nth(index).get_by_role("button", name="对比").click()
    expect(tablet.locator("#alert")).to_contain_text("最多同时对比 3 项")
    press(tablet, "知道了")
    expect(tablet.get_by_role("button", name="并排对比这 3 项")).to_be_visible()
    expect(tablet.locator("#projects li").nth(3).get_by_role("button", name="对比")).to_have_attribute(
        "aria-pressed", "false"
    )


# Sizes, contrast, state -------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [(1280, 800), (800, 1280), (640, 400)])
def test_every_screen_holds_at_every_size_and_contrast(
    open_page: Opened, site: Site, booth: Booth, viewport, counted
):
    """640 × 400 is the tablet at 200 %. Nothing leaves the screen sideways, axe finds nothing."""
    tablet = open_page(viewport=dict(zip(("width", "height"), viewport, strict=True)))
    card = {1280: 3, 800: 4, 640: 5}[viewport[0]]
    tablet.goto(address(site, booth))
    press(tablet, "特大")
    press(tablet, "高对比")
    looked = 0

    def look() -> None:
        nonlocal looked
        assert tablet.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clean(tablet)
        looked += 1

    look()
    at_paper(tablet, booth, card)
    tablet.locator("#projects summary").first.click()
    mark(tablet, "赞反弃")
    look()
    for place in range(3):
        tablet.locator(".pick").nth(place).click()
    press(tablet, "并排对比这 3 项")
    look()
    press(tablet, "返回填写")
    press(tablet, "核对")
    look()
    press(tablet, "核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    look()
    press(tablet, "投票")
    voted(tablet)
    look()
    press(tablet, "完成")
    expect(tablet.locator("html")).to_have_attribute("data-size", "standard")
    expect(tablet.locator("html")).to_have_attribute("data-contrast", "standard")
    counted("ballot screens at size and contrast", looked)


def test_what_is_pressed_is_large_enough_for_a_finger(tablet: Page, booth: Booth):
    at_paper(tablet, booth)
    tablet.locator("#projects summary").first.click()
    sizes = tablet.evaluate(
        """[...document.querySelectorAll("button, summary")].filter((one) => one.offsetParent)
          .map((one) => [one.textContent, one.offsetWidth, one.offsetHeight])"""
    )
    assert len(sizes) > 15
    assert [size for size in sizes if size[2] < 60 or size[1] < 44] == []


def test_the_state_is_a_word_a_sign_and_a_colour(tablet: Page, booth: Booth, findings):
    def seen() -> tuple[str, str, str]:
        sign = tablet.evaluate("getComputedStyle(document.getElementById('state'), '::before').content")
        band = tablet.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor")
        return tablet.locator("#state").inner_text(), sign, band

    states = [seen()]
    at_paper(tablet, booth, 6)
    mark(tablet, "反反反")
    assert seen() == states[0]
    tablet.evaluate("scrollTo(0, 9999)")
    expect(tablet.locator("#state")).to_be_in_viewport()
    seal(tablet)
    tablet.route("**/cast", lambda route: route.abort())
    press(tablet, "投票")
    expect(tablet.locator("#state")).to_have_text("正在投出")
    states.append(seen())
    tablet.unroute("**/cast")
    voted(tablet)
    states.append(seen())
    assert [word for word, _, _ in states] == ["未投", "正在投出", "已投"]
    findings.clear()  # the aborted request stands in the console
    assert len({sign for _, sign, _ in states}) == len({band for _, _, band in states}) == 3


def test_the_keyboard_alone_is_enough(tablet: Page, booth: Booth):
    def go_to(name: str) -> None:
        for _ in range(60):
            tablet.keyboard.press("Tab")
            if tablet.evaluate("document.activeElement.textContent.trim()") == name:
                break
        assert tablet.evaluate("document.activeElement.textContent.trim()") == name
        shown = tablet.evaluate(
            """(() => {
              const { left, top, width, height } = document.activeElement.getBoundingClientRect();
              const there = document.elementFromPoint(left + width / 2, top + height / 2);
              return document.activeElement.contains(there);
            })()"""
        )
        assert shown, f"{name} has the focus and is covered"
        tablet.keyboard.press("Enter")

    tablet.keyboard.type(booth.cards.secrets[7])
    tablet.keyboard.press("Enter")
    paper(tablet)
    for name in ("✓赞成", "核对"):
        go_to(name)
    expect(tablet.get_by_role("heading", name="请核对")).to_be_focused()
    go_to("核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    go_to("投票")
    voted(tablet)


# Practice ---------------------------------------------------------------------------------------


def test_a_card_practises_first_and_then_votes(open_page: Opened, site: Site, databases, findings):
    real = open_booth(site, databases, cards=8)
    real.further("预演：选水果", replace(small_method(), purpose="rehearsal"))
    tablet = open_page()
    secret = real.cards.secrets[0]

    def enter() -> None:
        tablet.goto(address(site, real))
        expect(tablet.locator("#rehearsal")).to_be_hidden()
        tablet.get_by_label("票卡密码").fill(secret)
        tablet.keyboard.press("Enter")

    def row(title: str):
        return tablet.locator("#polls button").filter(has_text=title)

    enter()
    expect(row("预演：选水果")).to_contain_text("未投")
    expect(row("民生实事项目票决")).to_contain_text("未投")
    clean(tablet)
    row("预演：选水果").click()
    mark(tablet, "赞··")
    expect(tablet.locator("#state")).to_have_text("试投：未投")
    seal(tablet)
    expect(tablet.locator("#rehearsal")).to_have_text("试投 · 不计入结果")
    tablet.route("**/cast", lambda route: route.abort())
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("自动重发")
    tablet.reload()
    expect(tablet.locator("#rehearsal")).to_be_visible()
    tablet.unroute("**/cast")
    voted(tablet)
    expect(tablet.locator("#state")).to_have_text("试投：已投")
    expect(tablet.locator("#left")).to_contain_text("还有 1 张票没有投")
    clean(tablet)
    press(tablet, "完成")

    enter()
    expect(row("预演：选水果")).to_contain_text("已投")
    row("民生实事项目票决").click()
    expect(tablet.locator("#rehearsal")).to_be_hidden()
    mark(tablet, "赞反弃")
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    expect(tablet.locator("#state")).to_have_text("已投")
    press(tablet, "完成")

    enter()
    expect(tablet.locator("#polls .state")).to_have_text(["已投", "已投"])
    row("民生实事项目票决").click()
    expect(tablet.get_by_role("heading", name="这张票卡已经投过票")).to_be_visible()
    press(tablet, "完成")
    assert kept(tablet) == "{}{}"
    findings.clear()  # the aborted request stands in the console


def test_another_card_is_told_nothing_of_it(open_page: Opened, site: Site, booth: Booth, databases):
    """Whether a card has voted learns only who can sign for it."""
    voter, stranger = open_page(), open_page()
    vote(voter, site, booth, 8, "·赞·")
    asked: list[tuple[str, bytes | None]] = []
    stranger.on("request", lambda request: asked.append((request.url, request.post_data_buffer)))
    stranger.goto(address(site, booth))
    at_paper(stranger, booth, 9)
    expect(stranger.locator("#state")).to_have_text("未投")
    (question,) = [body for url, body in asked if url.endswith("/card")]
    mine = re.search(rb'"credential":"([0-9a-f]{64})"', question or b"")
    others = re.findall(
        r"[0-9a-f]{64}", stranger.request.get(f"{site.url}/v/{booth.poll().uuid}/cards").text()
    )
    assert mine and mine[1].decode() in others
    for credential in others[:3]:
        forged = (question or b"").replace(mine[1], credential.encode())
        answer = stranger.request.post(f"{site.url}/v/{booth.poll().uuid}/card", data=forged)
        assert (answer.status, "receipt" in answer.text()) == (
            (200, True) if credential == mine[1].decode() else (400, False)
        )


def test_help_is_there_in_plain_words(tablet: Page):
    tablet.get_by_text("看不清、不会用，或者不便操作").click()
    expect(tablet.locator(".help")).to_contain_text("信任的人代写")
    expect(tablet.locator(".help")).to_contain_text("没有时间限制")
    clean(tablet)
