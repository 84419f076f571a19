"""One voter at a tablet: wrong cards, too many marks, a reload, a network that fails, a card used twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, watch
from tests.browser.walk import TABLET, Walk

pytestmark = pytest.mark.browser
CARDS = 12


@dataclass
class Hall:
    """A poll that is open, and cards that were not used yet; 0012 was left out of the list."""

    walk: Walk
    used: int = 0

    def card(self) -> str:
        self.used += 1
        return self.walk.secrets[self.used - 1]


@pytest.fixture(scope="module")
def hall(browser: Browser, site, tmp_path_factory) -> Iterator[Hall]:
    walk = Walk(browser, site.url, site.instance)
    walk.prepare(deputies_number=11)
    walk.open_sitting()
    walk.draft("2027年度民生实事项目票决")
    walk.seal()
    walk.make_cards(CARDS, 0, "0012", tmp_path_factory.mktemp("register"))
    walk.freeze_and_adopt()
    walk.verify_seal()
    walk.hand_out(11)
    walk.open_poll()
    yield Hall(walk)


@pytest.fixture
def tablet(browser: Browser, findings) -> Iterator[Page]:
    context = browser.new_context(viewport=TABLET, locale="zh-CN", has_touch=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch(page, findings)
    yield page
    assert context.cookies() == []
    context.close()
    assert not findings, "\n".join(findings)


def enter(tablet: Page, hall: Hall, text: str) -> None:
    tablet.goto(hall.walk.ballot_address())
    tablet.get_by_label("票卡密码").fill(text)
    tablet.keyboard.press("Enter")


def kept(tablet: Page) -> str:
    """All that the tablet remembers."""
    return tablet.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")


def test_the_cards_link_opens_the_paper_and_leaves_the_address_bar(tablet, hall):
    secret = hall.card()
    tablet.goto(hall.walk.ballot_address(secret))
    expect(tablet.locator("#projects li")).to_have_count(3)
    assert secret not in tablet.url
    assert "#" not in tablet.url
    assert Axe().run(tablet).violations_count == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("这不是密码", "这不是表决票卡的密码"),
        ("ABCDE-FGHJKL-MNPQR-STUVWX", "不在本次表决的名单里"),
        ("http://127.0.0.1/v/00000000000000000000000000000000#ABCDE-FGHJKL-MNPQR-STUVWX", "不是本次会议的"),
    ],
)
def test_a_wrong_card_is_told_so_before_anything_is_marked(tablet, hall, typed, said):
    enter(tablet, hall, typed)
    expect(tablet.locator("#card-error")).to_contain_text(said)
    expect(tablet.locator("#state")).to_have_text("未投")


def test_a_left_out_card_cannot_vote(tablet, hall):
    enter(tablet, hall, hall.walk.secrets[CARDS - 1])
    expect(tablet.locator("#card-error")).to_contain_text("可能已作为余票剔除")


def test_a_scanner_types_the_link_and_presses_enter(tablet, hall):
    enter(tablet, hall, hall.walk.ballot_address(hall.card()))
    expect(tablet.locator("#projects li")).to_have_count(3)


def test_one_mark_too_many_is_refused_with_a_reason(tablet, hall):
    enter(tablet, hall, hall.card())
    for index in range(3):
        tablet.locator("#projects li").nth(index).get_by_role("button", name="赞成").click()
    expect(tablet.locator("#alert")).to_contain_text("最多只能赞成 2 项")
    hall.walk.press(tablet, "知道了")
    expect(tablet.locator("#count")).to_have_text("已选 2 项，已达上限")
    tablet.locator("#projects li").nth(0).get_by_role("button", name="赞成").click()
    expect(tablet.locator("#count")).to_have_text("已选 1 项，还可选 1 项")


def test_marks_survive_a_reload_and_are_reviewed_by_name(tablet, hall):
    enter(tablet, hall, hall.card())
    tablet.locator("#projects li").nth(1).get_by_role("button", name="反对").click()
    tablet.reload()
    expect(tablet.locator("#projects li").nth(1)).to_have_attribute("data-mark", "against")
    hall.walk.press(tablet, "核对")
    expect(tablet.locator(".group.against")).to_contain_text("老城区雨污分流改造")
    expect(tablet.locator(".group.unmarked")).to_contain_text("2 项，按弃权计")
    hall.walk.press(tablet, "返回修改")
    expect(tablet.locator("#projects li")).to_have_count(3)


def test_a_sealed_ballot_outlives_a_dead_network_and_a_reload(tablet, hall, findings):
    secret = hall.card()
    enter(tablet, hall, secret)
    tablet.locator("#projects li").nth(0).get_by_role("button", name="赞成").click()
    hall.walk.press(tablet, "核对")
    hall.walk.press(tablet, "核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible()
    tablet.route("**/cast", lambda route: route.abort())
    hall.walk.press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("正在自动重发")
    expect(tablet.locator("#state")).to_have_text("正在投出")
    assert secret not in kept(tablet)
    assert tablet.evaluate("Object.keys(JSON.parse(sessionStorage['piaojue-vote']))") == ["sealed"]
    tablet.reload()
    expect(tablet.locator("#send-note")).to_contain_text("正在自动重发")
    tablet.unroute("**/cast")
    expect(tablet.get_by_role("heading", name="投票成功")).to_be_visible(timeout=30_000)
    assert kept(tablet) == "{}{}"
    findings.clear()  # the aborted requests stand in the console


def test_a_used_card_gets_the_first_receipt_and_no_second_vote(tablet, hall):
    secret = hall.card()
    enter(tablet, hall, secret)
    hall.walk.vote(tablet, "赞··")
    first = tablet.locator("#receipt-hash").text_content()
    hall.walk.press(tablet, "完成")
    enter(tablet, hall, secret)
    expect(tablet.get_by_role("heading", name="这张票卡已经投过票")).to_be_visible()
    assert tablet.locator("#used-hash").text_content() == first


def test_the_screen_forgets_the_voter_and_his_text_size(tablet, hall):
    enter(tablet, hall, hall.card())
    hall.walk.press(tablet, "特大")
    expect(tablet.locator("html")).to_have_attribute("data-size", "largest")
    hall.walk.vote(tablet, "反弃赞")
    shown = tablet.locator("main").inner_text()
    assert "河东小学" not in shown
    hall.walk.press(tablet, "完成")
    expect(tablet.locator("html")).to_have_attribute("data-size", "standard")
    assert tablet.locator("#receipt-hash").text_content() == ""
    assert kept(tablet) == "{}{}"


def test_the_oldest_engine_votes_too(tablet, hall):
    tablet.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    enter(tablet, hall, hall.card())
    hall.walk.vote(tablet, "赞赞反")


def test_five_idle_minutes_warn_and_then_clear_the_paper(tablet, hall):
    tablet.clock.install()
    enter(tablet, hall, hall.card())
    tablet.locator("#projects li").nth(0).get_by_role("button", name="赞成").click()
    tablet.clock.fast_forward("04:10")
    expect(tablet.locator("#alert")).to_contain_text("还在填写吗？")
    hall.walk.press(tablet, "知道了")
    tablet.clock.fast_forward("04:10")
    expect(tablet.locator("#alert")).to_be_visible()
    tablet.clock.fast_forward("01:00")
    expect(tablet.get_by_label("票卡密码")).to_be_visible()
    assert kept(tablet) == "{}{}"


def test_the_receipt_leaves_the_screen_by_itself(tablet, hall):
    tablet.clock.install()
    enter(tablet, hall, hall.card())
    hall.walk.vote(tablet, "···")
    tablet.clock.run_for("01:05")
    expect(tablet.get_by_label("票卡密码")).to_be_visible()
    assert tablet.locator("#receipt-qr svg").count() == 0
