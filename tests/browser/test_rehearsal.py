"""The evening before, on the screens: a rehearsal with one slip missing, then a poll taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import watch
from tests.browser.walk import TABLET, Walk

pytestmark = pytest.mark.browser


def rehearse(walk: Walk, browser, findings: list[str]) -> None:
    """Only two of three scrutineers come; five cards vote; the two open the box."""
    walk.draft_rehearsal()
    walk.freeze()
    walk.verify_seal("chief", "third")
    walk.open_poll()
    for card in range(5):
        context = browser.new_context(viewport=TABLET, locale="zh-CN", has_touch=True)
        context.set_default_timeout(20_000)
        tablet = context.new_page()
        watch(tablet, findings)
        tablet.goto(walk.ballot_address(walk.secrets[card]))
        if card == 0:
            expect(tablet.locator("#rehearsal")).to_be_visible()
        walk.vote(tablet, "赞·反··")
        context.close()
    walk.close_poll()
    walk.unseal("chief", "third")


def test_the_eve_a_rehearsal_and_a_text_that_changed(browser, site, tmp_path):
    findings: list[str] = []
    walk = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, findings))
    evening(walk, browser, findings, tmp_path)
    assert not findings, "\n".join(findings)


def evening(walk: Walk, browser, findings: list[str], folder) -> None:
    walk.prepare()
    walk.open_sitting()
    walk.draft("2027年度民生实事项目票决")
    real = walk.sitting
    walk.seal(rehearsed=False)
    walk.make_cards(6, 0, "", folder)
    rehearse(walk, browser, findings)
    page = walk.pages["secretary"]
    page.goto(real)
    expect(page.locator("#step-rehearse")).to_have_class(re.compile("step-done"))
    walk.sitting = real
    walk.freeze_and_adopt()
    walk.look(walk.guide("secretary"), "guide-adopted")

    form = walk.take_back("主席团会议决定去掉第3项")
    projects = form.locator('textarea[name="projects"]')
    projects.fill("\n".join(projects.input_value().splitlines()[:2]))
    form.get_by_label("应选项数").fill("1")
    walk.press(form, "保存草案")
    walk.look(form, "poll-again")
    form.get_by_role("link", name="回到流程").click()
    walk.sitting = form.url
    expect(form.locator("#step-keys")).to_have_class(re.compile("step-done"))
    expect(form.locator("#step-cards")).to_have_class(re.compile("step-done"))
    expect(form.locator("#step-rehearse")).to_have_class(re.compile("step-done"))
    expect(form.get_by_text("退回修改过的（1 次）")).to_be_visible()
    walk.freeze_and_adopt()
    walk.verify_seal()
    walk.hand_out(5)
    walk.open_poll()
    expect(walk.guide("secretary").locator("#step-open")).to_have_class(re.compile("step-done"))
