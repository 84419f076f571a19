"""A shared kiosk: enrolled by a code, one deputy after the other, and nothing of one for the next."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.booth import (
    HAS_CAMERA,
    Booth,
    address,
    databases,
    kept,
    mark,
    open_booth,
    open_page,
    press,
    seal,
    voted,
)
from tests.browser.conftest import Site, watch
from tests.browser.walk import Walk
from tests.polling.stage import SECRETARY
from voting.polling import kiosks
from voting.polling.kiosks import Kiosk

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
NAME = "写票处3"


@pytest.fixture(scope="module")
def booth(site: Site, databases) -> Booth:
    return open_booth(site, databases)


def enrolled(booth: Booth, name: str) -> Kiosk:
    with booth.board() as session:
        return kiosks.enrol(session, actor=SECRETARY, sitting_id=booth.sitting_id, name=name, now=booth.now())


@pytest.fixture(scope="module")
def kiosk(booth: Booth) -> Kiosk:
    return enrolled(booth, NAME)


@pytest.fixture
def tablet(open_page: Callable[..., Page], site: Site, booth: Booth, kiosk: Kiosk) -> Page:
    """A tablet that has scanned the code of 写票处3."""
    page = open_page()
    page.goto(address(site, booth, f"kiosk={kiosk.id}"))
    expect(page.locator("#kiosk")).to_have_text(NAME)
    return page


def scan(tablet: Page, text: str) -> None:
    tablet.keyboard.type(text)
    tablet.keyboard.press("Enter")


def fill_in(tablet: Page, site: Site, booth: Booth, card: int, marks: str) -> str:
    """From the scanned card to H."""
    scan(tablet, address(site, booth, booth.cards.secrets[card]))
    mark(tablet, marks)
    return seal(tablet)


def page_of(tablet: Page) -> str:
    """The whole document and what its field holds, as they stand."""
    return tablet.evaluate("document.documentElement.outerHTML + document.getElementById('card-code').value")


def neutral(tablet: Page, kiosk: Kiosk, booth: Booth) -> None:
    expect(tablet.get_by_role("heading", name="请刷表决票卡")).to_be_visible()
    flag = {"sitting": booth.sitting_id, "id": kiosk.id}
    assert kept(tablet) == "{}" + json.dumps(
        {"piaojue-kiosk": json.dumps(flag, separators=(",", ":"))}, separators=(",", ":")
    )


def test_a_kiosk_says_which_it_is_and_waits_for_a_card(tablet: Page, kiosk: Kiosk, booth: Booth):
    neutral(tablet, kiosk, booth)
    assert kiosk.id not in tablet.url
    assert tablet.evaluate("document.activeElement.tagName") != "INPUT"  # no keyboard covers the screen
    assert Axe().run(tablet).violations_count == 0
    tablet.reload()
    expect(tablet.locator("#kiosk")).to_have_text(NAME)


def test_after_the_last_button_the_page_is_what_it_was_before(
    tablet: Page, site: Site, booth: Booth, kiosk: Kiosk
):
    before, entries = page_of(tablet), tablet.evaluate("history.length")
    shown = fill_in(tablet, site, booth, 0, "赞反弃")
    tablet.get_by_role("button", name="高对比").click()
    press(tablet, "投票")
    voted(tablet)
    fragment = (tablet.locator("#receipt-link").get_attribute("href") or "").split("#")[1]
    expect(tablet.locator("#receipt-link")).to_be_hidden()  # a window of one's own would stay open here
    press(tablet, "完成")
    neutral(tablet, kiosk, booth)
    after = page_of(tablet)
    for secret in (booth.cards.secrets[0], shown, fragment, "项目对比的"):
        assert secret not in after
    assert after == before
    assert tablet.evaluate("history.length") == entries
    tablet.go_back()
    assert booth.cards.secrets[0] not in tablet.url
    tablet.go_forward()
    expect(tablet.get_by_role("heading", name="请刷表决票卡")).to_be_visible()


@pytest.mark.parametrize("until", ["marked", "reviewed", "sealed", "compared"])
def test_five_idle_minutes_leave_a_blank_page(
    tablet: Page, site: Site, booth: Booth, kiosk: Kiosk, until: str
):
    tablet.clock.install()
    tablet.reload()
    expect(tablet.locator("#kiosk")).to_have_text(NAME)
    before = page_of(tablet)
    scan(tablet, booth.cards.secrets[1])
    mark(tablet, "反·赞")
    tablet.locator("#projects summary").first.click()
    if until == "compared":
        for place in (0, 1):
            tablet.locator(".pick").nth(place).click()
        press(tablet, "并排对比这 2 项")
    if until in ("reviewed", "sealed"):
        press(tablet, "核对")
    if until == "sealed":
        press(tablet, "核对无误，加密")
        expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    tablet.clock.fast_forward("04:10")
    expect(tablet.locator("#alert")).to_contain_text("没有操作，已填的内容会清除")
    tablet.clock.fast_forward("01:00")
    neutral(tablet, kiosk, booth)
    assert page_of(tablet) == before


def test_a_half_typed_code_does_not_wait_for_the_next(tablet: Page, booth: Booth):
    tablet.clock.install()
    tablet.reload()
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[2][:9])
    tablet.clock.fast_forward("05:10")
    expect(tablet.get_by_label("票卡密码")).to_have_value("")


def test_no_request_says_which_kiosk_it_comes_from(tablet: Page, site: Site, booth: Booth, kiosk: Kiosk):
    asked: list[str] = []

    def note(request) -> None:
        body = (request.post_data_buffer or b"").decode()
        asked.append("\n".join([request.method, request.url, json.dumps(request.all_headers()), body]))

    tablet.on("requestfinished", note)
    tablet.reload()
    expect(tablet.locator("#kiosk")).to_have_text(NAME)
    fill_in(tablet, site, booth, 3, "··赞")
    press(tablet, "投票")
    voted(tablet)
    press(tablet, "完成")
    neutral(tablet, kiosk, booth)
    assert any("/cast" in request for request in asked)
    for request in asked:
        assert kiosk.id not in request
        assert NAME not in request
        assert "cookie" not in request.lower()


def test_one_deputy_after_the_other(tablet: Page, site: Site, booth: Booth):
    for card in (4, 5):
        scan(tablet, booth.cards.secrets[card])
        mark(tablet, "赞··")
        expect(tablet.locator("#count")).to_have_text("已选 1 项，还可选 1 项")
        seal(tablet)
        press(tablet, "投票")
        voted(tablet)
        press(tablet, "完成")
        expect(tablet.locator("#state")).to_have_text("未投")


def test_a_revoked_kiosk_is_one_no_more(open_page: Callable[..., Page], site: Site, booth: Booth):
    lost = enrolled(booth, "写票处4")
    tablet = open_page()
    tablet.goto(address(site, booth))
    scan(tablet, address(site, booth, f"kiosk={lost.id}"))  # its scanner reads the code as well
    expect(tablet.locator("#kiosk")).to_have_text("写票处4")
    with booth.board() as session:
        kiosks.revoke(
            session, actor=SECRETARY, sitting_id=booth.sitting_id, kiosk_id=lost.id, now=booth.now()
        )
    tablet.reload()
    tablet.wait_for_function("localStorage.length === 0")  # after the server's answer, which may be slow
    assert kept(tablet) == "{}{}"
    expect(tablet.locator("#kiosk")).to_be_hidden()
    expect(tablet.locator("body")).not_to_have_class("kiosk")


def test_the_flag_of_another_sitting_counts_for_nothing(tablet: Page, site: Site, booth: Booth, databases):
    other = open_booth(site, databases, cards=8)
    tablet.goto(address(site, other))
    expect(tablet.get_by_label("票卡密码")).to_be_focused()
    expect(tablet.locator("#kiosk")).to_be_hidden()


def test_the_operators_page_draws_the_code_that_a_tablets_camera_reads(
    browser: Browser, open_page: Callable[..., Page], site: Site, findings: list[str]
):
    walk = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, findings))
    walk.prepare()
    walk.open_sitting()
    operator = walk.guide("secretary")
    operator.get_by_role("link", name="写票处", exact=True).click()
    for _ in range(3):
        walk.press(operator, "登记一台平板")
    expect(operator.locator(".kiosks h2")).to_have_text(["写票处1", "写票处2", "写票处3"])
    assert Axe().run(operator).violations_count == 0
    picture = base64.b64encode(operator.locator(".kiosk-code").nth(1).screenshot()).decode()
    tablet = open_page()
    tablet.add_init_script(HAS_CAMERA.replace("PICTURE", picture))
    tablet.goto(walk.ballot_address())
    press(tablet, "用摄像头扫码")
    expect(tablet.locator("#kiosk")).to_have_text("写票处2")
    operator.locator(".kiosks li").nth(1).get_by_text("收回").first.click()
    operator.locator(".kiosks li").nth(1).locator("form button").click()
    expect(operator.locator(".kiosks li")).to_have_count(2)
    tablet.reload()
    expect(tablet.locator("#kiosk")).to_be_hidden()
