"""One whole vote from an empty installation, through the real screens alone, to the bundle that verifies."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.beginning import begin
from tests.browser.conftest import watch
from tests.browser.walk import CODE, TABLET, Walk

pytestmark = pytest.mark.browser
MARKS = ("赞赞反", "赞·赞", "赞反弃", "反赞赞", "赞赞·")


def test_five_deputies_vote_with_the_screens_own_words(browser, site, tmp_path):
    findings: list[str] = []
    walk = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, findings))
    begin(walk, site.enter, tmp_path)
    walk.open_sitting()
    walk.draft("2027年度民生实事项目票决")
    walk.seal()
    walk.make_cards(8, 2, "0006", tmp_path)
    walk.freeze_and_adopt()
    walk.verify_seal()
    walk.hand_out(5)
    walk.open_poll()
    receipts = vote_all(walk, browser, findings)
    walk.void("0007 0008")
    walk.close_poll()
    walk.unseal("chief", "third")
    walk.sign_and_announce()

    page = walk.guide("secretary")
    expect(page.locator(".step:not(.step-done)")).to_have_count(0)
    poll = walk.sitting.split("poll=")[1]
    page.goto(f"{site.url}/c/{CODE}/polls/{poll}/result")
    expect(page.locator(".bar-numbers").first).to_contain_text("✓ 赞成 4 ✕ 反对 1 ○ 弃权 0")
    expect(page.locator(".bar-chosen")).to_have_count(2)
    expect(page.locator(".equations .fails")).to_have_count(0)

    page.goto(receipts[0])
    expect(page.locator("#verdict")).to_contain_text("已在收票记录中")
    page.goto(f"{site.url}/r#{receipts[0].split('#')[1][:-8]}AAAAAAAA")
    page.reload()
    expect(page.locator("#verdict")).to_have_attribute("data-kind", "bad")

    verdict = subprocess.run(
        [sys.executable, "-m", "voting.verifier", "verify", str(walk.bundle(tmp_path))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verdict.returncode == 0, verdict.stdout
    assert "核验通过" in verdict.stdout
    assert not findings, "\n".join(findings)


def vote_all(walk: Walk, browser, findings: list[str]) -> list[str]:
    """Five deputies at one shared tablet, each with his card; returns the receipts' links."""
    context = browser.new_context(viewport=TABLET, locale="zh-CN", has_touch=True)
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    watch(tablet, findings)
    tablet.goto(walk.ballot_address())
    links = []
    for secret, marks in zip(walk.secrets, MARKS, strict=False):
        tablet.get_by_label("票卡密码").fill(secret)
        tablet.keyboard.press("Enter")
        walk.vote(tablet, marks)
        links.append(tablet.locator("#receipt-link").get_attribute("href") or "")
        walk.press(tablet, "完成")
        expect(tablet.get_by_label("票卡密码")).to_be_focused()
    assert context.cookies() == []
    context.close()
    return links
