"""Scrutineers at their screens: reloads, lost copies, broken-off ceremonies, wrong slips, a lying board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
KEEPERS = ("chief", "second", "third")


@pytest.fixture(scope="module")
def walk(browser: Browser, site) -> Iterator[Walk]:
    opened = Walk(browser, site.url, site.instance)
    opened.prepare()
    opened.open_sitting()
    opened.draft("2027年度民生实事项目票决")
    yield opened
    for page in opened.pages.values():
        page.context.close()


def start(walk: Walk) -> str:
    """A new ceremony; returns its address."""
    page = walk.guide("secretary")
    page.goto(f"{walk.sitting.split('?')[0]}/keys")
    page.get_by_label("几把可以开启").fill("2")
    walk.press(page, "开始加封")
    return page.url


def seal(walk: Walk, name: str, address: str) -> Page:
    page = walk.pages[name]
    page.goto(address)
    walk.press(page, "加封（生成我的钥匙）")
    return page


def abandon(walk: Walk, page: Page) -> None:
    page.get_by_text("中止这次加封").first.click()
    walk.press(page, "中止这次加封")


def test_a_ceremony_goes_on_after_reloads_in_every_stage(walk):
    address = start(walk)
    first = seal(walk, "chief", address)
    expect(first.locator('[data-seat="1"][data-kind="certificate"]')).to_contain_text("已完成")
    first.reload()
    second = seal(walk, "second", address)
    expect(second.locator('[data-seat="2"][data-kind="certificate"]')).to_contain_text("已完成")
    walk.pages["second"].goto("about:blank")  # a tablet that sleeps
    seal(walk, "third", address)
    expect(walk.pages["third"].locator("#stage")).to_contain_text("第二步")
    second.goto(address)
    for name in KEEPERS:
        expect(walk.pages[name].locator("#mine")).to_be_visible(timeout=60_000)
        walk.slips[name] = walk.pages[name].locator("#slip-text").text_content() or ""
    fingerprint = first.locator("#fingerprint").text_content()
    first.reload()
    expect(first.locator("#mine")).to_be_visible()
    assert first.locator("#fingerprint").text_content() == fingerprint


def test_who_lost_his_copy_half_way_is_told_so_and_the_ceremony_is_made_again(walk):
    address = start(walk)
    page = seal(walk, "chief", address)
    expect(page.locator('[data-seat="1"][data-kind="certificate"]')).to_contain_text("已完成")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("#refusal")).to_contain_text("没有这次加封的工作副本")
    abandon(walk, page)
    expect(page.locator("#content")).to_contain_text("没有产生钥匙")
    other = walk.pages["second"]
    other.goto(address)
    expect(other.locator("#stage")).to_contain_text("已中止")


def test_nothing_secret_leaves_the_scrutineers_page(walk):
    sent: list[str] = []
    page = walk.pages["third"]
    page.on("request", lambda request: sent.append(request.post_data or ""))
    address = start(walk)
    for name in KEEPERS:
        seal(walk, name, address)
    expect(page.locator("#mine")).to_be_visible(timeout=60_000)
    for name in KEEPERS:
        expect(walk.pages[name].locator("#mine")).to_be_visible(timeout=60_000)
        walk.slips[name] = walk.pages[name].locator("#slip-text").text_content() or ""
    key_seed, share = walk.slips["third"].split(":")[3:5]
    assert sum(map(len, sent)) > 1000
    assert not any(secret in body for body in sent for secret in (key_seed, share))


def test_wrong_slips_are_named_and_the_right_one_seals(walk, tmp_path):
    walk.make_cards(5, 0, "", tmp_path)
    walk.freeze_and_adopt()
    page = walk.step("chief", "验封")
    damaged = walk.slips["chief"][:-9] + "A" + walk.slips["chief"][-8:]
    for slip, said in (
        ("监票钥匙", "不是一张完整的监票钥匙签"),
        (damaged, "不是一张完整的监票钥匙签"),
        (walk.slips["second"], "不是您的第 1 把"),
    ):
        page.get_by_label("监票钥匙签").fill(slip)
        page.keyboard.press("Enter")
        expect(page.locator("#refusal")).to_contain_text(said)
    walk.verify_seal()


def test_a_board_that_was_changed_is_found_out_and_nothing_is_signed(walk):
    walk.hand_out(5)
    walk.open_poll()
    context = walk.browser.new_context()
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    for secret in walk.secrets:
        tablet.goto(walk.ballot_address())
        tablet.get_by_label("票卡密码").fill(secret)
        tablet.keyboard.press("Enter")
        walk.vote(tablet, "赞反·")
    context.close()
    walk.close_poll()
    page = walk.step("second", "开启票箱")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    def one_vote_changed(route):
        archive = bytearray(route.fetch().body())
        place = archive.rindex(b'"response":"') + len(b'"response":"')
        archive[place] = ord("1") if archive[place] != ord("1") else ord("2")
        route.fulfill(body=bytes(archive))

    page.route("**/board/archive*", one_vote_changed)
    page.reload()
    expect(page.locator("#sentence")).to_contain_text("核对没有通过", timeout=60_000)
    expect(page.get_by_role("button", name="开启票箱")).to_be_hidden()
    assert sent == []
    page.unroute("**/board/archive*")
    walk.press(page, "再核一次")
    expect(page.locator("#sentence")).to_contain_text("已核对5张票", timeout=60_000)
