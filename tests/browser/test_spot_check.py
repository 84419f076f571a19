"""设备抽检: a tablet is challenged on its last screen, a device of another origin checks what it says."""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.booth import HAS_CAMERA, databases, kept, open_page, press
from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS
from tests.browser.test_rating import rate
from tests.polling.stage import Stage, small_method
from voting.rules import presets
from voting.verifier.__main__ import main

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PRESSED = ["项目1：赞成", "项目2：反对", "项目3：弃权"]


@pytest.fixture(scope="module")
def stage(site, databases) -> Stage:
    """An open poll whose method leaves spot checks to the scrutineers."""
    return Stage(databases, site.instance, moment=datetime.now(UTC).replace(microsecond=0)).to_open()


def mark(tablet: Page) -> None:
    tablet.locator("#projects li").nth(0).get_by_role("button", name="赞成").click()
    tablet.locator("#projects li").nth(1).get_by_role("button", name="反对").click()


def seal(tablet: Page, site, stage: Stage, card: int, marks: Callable[[Page], None] = mark) -> str:
    """From the card to the screen with H, which is returned."""
    tablet.goto(f"{site.url}/v/{stage.sitting_id}")
    tablet.get_by_label("票卡密码").fill(stage.cards.secrets[card])
    tablet.keyboard.press("Enter")
    marks(tablet)
    press(tablet, "核对")
    press(tablet, "核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    return tablet.locator("#ballot-hash").text_content() or ""


def challenge(tablet: Page) -> str:
    """The tablet is asked what it encrypted; its text is returned."""
    tablet.locator("#spot-button").click()
    press(tablet, "亮出抽检码")
    expect(tablet.locator("#spot-qr svg")).to_be_visible()
    return tablet.locator("#spot-text").text_content() or ""


def other_origin(site) -> str:
    """The checking page from another origin than that of tablet and board."""
    board = site.url
    assert "127.0.0.1" in board
    return f"{board.replace('127.0.0.1', 'localhost')}/challenge?board={board}"


def check(device: Page, site, shown: str, text: str) -> None:
    device.goto(other_origin(site))
    device.get_by_label("查票码").fill(shown)
    device.keyboard.press("Enter")
    device.get_by_label("抽检码").fill(text)
    device.keyboard.press("Enter")
    expect(device.get_by_role("heading", name="抽检结论")).to_be_visible()


def on_paper(stage: Stage, folder: Path, text: str, shown: str) -> int:
    """The same question to the command line, with the election alone."""
    election = folder / "election.json"
    election.write_bytes(stage.poll().election or b"")
    return main(["challenge", str(election), text, shown])


def lying_worker(name: str) -> str:
    """The tablet's Worker, built from sources that cheat."""
    esbuild = next(ROOT.glob("node_modules/@esbuild/*/bin/esbuild"))
    built = subprocess.run(
        [esbuild, ROOT / "tests" / "js" / "lying" / f"{name}.mjs", "--bundle", "--format=iife"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return built.stdout


def test_an_honest_tablet_is_read_out_on_another_device(site, stage, open_page, tmp_path, capsys):
    tablet, device = open_page(), open_page()
    shown = seal(tablet, site, stage, 0)
    asked: list[str] = []
    tablet.on("request", lambda request: asked.append(request.url))
    text = challenge(tablet)
    assert stage.cards.secrets[0] not in text
    check(device, site, shown, text)
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "good")
    expect(device.locator("#verdict")).to_contain_text("这台设备加密的是：")
    assert device.locator("#said li").all_inner_texts() == PRESSED
    expect(device.locator("#poll-hash")).to_have_text(in_fours(stage.poll().fingerprint))
    assert Axe().run(device).violations_count == 0
    assert Axe().run(tablet).violations_count == 0
    assert on_paper(stage, tmp_path, text, shown) == 0
    assert "1. 项目1：赞成" in capsys.readouterr().out
    press(tablet, "结束抽检")
    expect(tablet.get_by_label("票卡密码")).to_be_focused()
    assert [url for url in asked if not url.startswith("blob:")] == []


def in_fours(text: str | None) -> str:
    return " ".join((text or "")[place : place + 4] for place in range(0, len(text or ""), 4))


def test_a_challenged_tablet_keeps_nothing_and_its_ballot_is_never_cast(site, stage, open_page):
    tablet = open_page()
    seal(tablet, site, stage, 1)
    challenge(tablet)
    assert kept(tablet) == "{}{}"
    expect(tablet.locator("#state")).to_have_text("未投")
    expect(tablet.locator("#cast-button")).to_be_hidden()
    assert "项目1" not in tablet.locator("main").inner_html()
    tablet.reload()
    expect(tablet.get_by_label("票卡密码")).to_be_focused()
    assert tablet.locator("#spot-text").text_content() == ""
    seal(tablet, site, stage, 1)  # the card is as good as before
    press(tablet, "投票")
    expect(tablet.get_by_role("heading", name="投票成功")).to_be_visible(timeout=30_000)


def test_whoever_turns_back_votes_with_the_ballot_that_was_sealed(site, stage, open_page):
    tablet = open_page()
    shown = seal(tablet, site, stage, 2)
    tablet.locator("#spot-button").click()
    expect(tablet.get_by_text("只供监票人用抽检票卡")).to_be_visible()
    press(tablet, "返回投票")
    assert tablet.locator("#ballot-hash").text_content() == shown
    press(tablet, "投票")
    expect(tablet.locator("#receipt-hash")).to_have_text(shown, timeout=30_000)


def test_deputies_are_invited_where_the_method_says_so(site, databases, open_page):
    allowed = Stage(databases, site.instance, method=replace(small_method(), challenge=True))
    allowed.moment = datetime.now(UTC).replace(microsecond=0)
    allowed.to_open()
    tablet = open_page()
    seal(tablet, site, allowed, 0)
    expect(tablet.locator("#spot-button")).to_have_text("设备抽检")
    tablet.locator("#spot-button").click()
    expect(tablet.locator("#spot-anybody")).to_be_visible()
    expect(tablet.locator("#spot-scrutineers")).to_be_hidden()


@pytest.mark.parametrize(
    "lie", ["claims_what_was_pressed", "drops_a_mark", "reuses_randomness", "shows_another_hash"]
)
def test_a_lying_tablet_is_named_by_page_and_verifier(site, stage, open_page, tmp_path, capsys, lie):
    tablet, device = open_page(), open_page()
    worker = lying_worker(lie)
    tablet.route("**/dist/vote_worker.js", lambda route: route.fulfill(
        body=worker, content_type="text/javascript"))  # fmt: skip
    shown = seal(tablet, site, stage, 3)
    text = challenge(tablet)
    check(device, site, shown, text)
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "bad")
    expect(device.locator("#verdict")).to_contain_text("这台设备作假")
    expect(device.locator("#hashes .hash").first).to_have_text(shown)
    assert device.locator("#hashes mark").count() > 10
    expect(device.locator("#advice")).to_contain_text("封存那台设备")
    assert device.locator("#said li").count() == 0
    assert on_paper(stage, tmp_path, text, shown) == 1
    assert "这台设备作假" in capsys.readouterr().out


def test_a_tablet_that_admits_another_choice_is_read_out_as_it_encrypted(site, stage, open_page):
    tablet, device = open_page(), open_page()
    worker = lying_worker("admits_another_choice")
    tablet.route("**/dist/vote_worker.js", lambda route: route.fulfill(
        body=worker, content_type="text/javascript"))  # fmt: skip
    shown = seal(tablet, site, stage, 3)
    check(device, site, shown, challenge(tablet))
    assert device.locator("#said li").all_inner_texts() == ["项目1：反对", *PRESSED[1:]]
    expect(device.locator("#advice")).to_contain_text("逐项对照")


def test_a_rating_is_read_out_item_by_item(site, databases, open_page, tmp_path, capsys):
    rated = Stage(databases, site.instance, method=replace(presets.rating(3), min_ballots=5))
    rated.moment = datetime.now(UTC).replace(microsecond=0)
    rated.to_open()
    tablet, device = open_page(), open_page()
    shown = seal(tablet, site, rated, 0, lambda page: rate(page, "满基不"))
    text = challenge(tablet)
    check(device, site, shown, text)
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "good")
    said = ["项目1：满意", "项目2：基本满意", "项目3：不满意"]
    assert device.locator("#said li").all_inner_texts() == said
    assert on_paper(rated, tmp_path, text, shown) == 0
    assert f"3. {said[2]}" in capsys.readouterr().out


def test_a_slip_of_the_pen_is_no_accusation_yet(site, stage, open_page):
    tablet, device = open_page(), open_page()
    shown = seal(tablet, site, stage, 4)
    wrong = ("A" if shown[0] != "A" else "B") + shown[1:]
    check(device, site, wrong, challenge(tablet))
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "wait")
    expect(device.locator("#advice")).to_contain_text("先核对有无笔误")
    assert device.locator("#hashes mark").count() == 2


def test_what_is_not_read_whole_is_read_again(site, stage, open_page, findings):
    tablet, device = open_page(), open_page()
    device.goto(f"{site.url}/challenge")
    device.get_by_label("查票码").fill("不是查票码")
    device.keyboard.press("Enter")
    expect(device.locator("#hash-error")).to_contain_text("43 个字母、数字")
    shown = seal(tablet, site, stage, 5)
    device.get_by_label("查票码").fill(shown)
    device.keyboard.press("Enter")
    text = challenge(tablet)
    device.get_by_label("抽检码").fill(text[:-20])
    device.keyboard.press("Enter")
    expect(device.locator("#text-note")).to_contain_text("没有读全")
    device.route("**/election", lambda route: route.abort())
    device.get_by_label("抽检码").fill(text)
    device.keyboard.press("Enter")
    expect(device.locator("#text-note")).to_contain_text("取不到")
    device.unroute("**/election")
    device.keyboard.press("Enter")
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "good")
    press(device, "下一次抽检")
    expect(device.get_by_label("查票码")).to_be_focused()
    assert text not in device.content()
    findings.clear()  # the aborted request stands in the console


def test_a_poll_that_the_board_does_not_know_is_named(site, stage, open_page, findings):
    tablet, device = open_page(), open_page()
    shown = seal(tablet, site, stage, 5)
    told = json.loads(challenge(tablet))
    invented = json.dumps({**told, "uuid": "9" * 22}, separators=(",", ":"))
    check(device, site, shown, invented)
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "bad")
    expect(device.locator("#advice")).to_contain_text("不在收票记录里")
    findings.clear()  # the 404 stands in the console


def test_the_camera_of_an_old_device_reads_the_tablets_code(site, stage, open_page):
    tablet, device = open_page(), open_page()
    shown = seal(tablet, site, stage, 5)
    challenge(tablet)
    picture = base64.b64encode(tablet.locator("#spot-qr svg").screenshot()).decode()
    device.add_init_script(YOUNGER_THAN_OUR_TABLETS + HAS_CAMERA.replace("PICTURE", picture))
    device.goto(other_origin(site))
    device.get_by_label("查票码").fill(shown)
    device.keyboard.press("Enter")
    press(device, "用摄像头扫码")
    expect(device.locator("#verdict")).to_have_attribute("data-kind", "good", timeout=30_000)
    assert device.locator("#said li").all_inner_texts() == PRESSED


def test_the_board_gives_the_election_to_every_origin(site, stage):
    poll = stage.poll()
    with urllib.request.urlopen(f"{site.url}/v/{poll.uuid}/election") as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Set-Cookie"] is None
        assert json.load(answer)["election"].encode() == poll.election
