"""Two polls of one sitting are open: a rehearsal with ticks alone and the real one, on the same cards."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import watch
from tests.browser.walk import TABLET, Walk

pytestmark = pytest.mark.browser


def test_one_card_votes_once_in_each_of_two_polls(browser, site, tmp_path):
    findings: list[str] = []
    walk = Walk(browser, site.url, site.instance)
    walk.prepare()
    walk.open_sitting()
    walk.draft("预演：选水果", places=1, rehearsal=True, preset="top_k")
    rehearsal = walk.sitting
    walk.seal()
    walk.make_cards(5, 0, "", tmp_path)
    walk.draft("2027年度民生实事项目票决")
    walk.freeze_and_adopt()
    walk.verify_seal()
    walk.open_poll()
    walk.sitting = rehearsal
    walk.freeze()
    walk.verify_seal()
    walk.open_poll()

    context = browser.new_context(viewport=TABLET, locale="zh-CN", has_touch=True)
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    watch(tablet, findings)
    tablet.goto(walk.ballot_address(walk.secrets[0]))
    tablet.locator("#polls button").filter(has_text="预演：选水果").click()
    expect(tablet.locator("#rehearsal")).to_be_visible()
    rows = tablet.locator("#projects li")
    rows.nth(2).locator(".project-head").click()  # the whole row is the target
    expect(tablet.locator("#count")).to_have_text("已选 1 项，已达上限")
    rows.nth(0).get_by_role("button", name="赞成").click()
    expect(tablet.locator("#alert")).to_contain_text("最多只能赞成 1 项")
    walk.press(tablet, "知道了")
    walk.vote(tablet, "···")
    walk.press(tablet, "完成")

    tablet.goto(walk.ballot_address(walk.secrets[0]))
    tablet.locator("#polls button").filter(has_text="2027年度民生实事项目票决").click()
    expect(tablet.locator("#rehearsal")).to_be_hidden()
    walk.vote(tablet, "赞反弃")
    context.close()
    assert not findings, "\n".join(findings)
