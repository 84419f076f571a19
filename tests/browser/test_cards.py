"""The cards' whole way on the registrar's screens: drawn, left out by one scan, signed, read again, replaced,
voided in one batch, reported. Every request of his page is watched: no secret and no serial leaves it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import TABLET, watch
from tests.browser.walk import PASSPHRASE, Walk

pytestmark = pytest.mark.browser
PRINTED, RESERVE, SPOT = 29, 2, 2
LEFT_OUT = "0001-0020"  # a whole pack
SERIAL = re.compile(r"(?<![0-9A-Za-z_-])\d{4}(?![0-9A-Za-z_-])")
STORED = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state,
  indexedDB.databases ? (await indexedDB.databases()).map(({name}) => name) : [],
  globalThis.caches ? await caches.keys() : [],
  [...document.querySelectorAll("input, textarea")].map(({value}) => value),
])"""


class Ears:
    """Everything that a page sends, as text."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("request", self.note)

    def note(self, request: Request) -> None:
        body = request.post_data_buffer or b""
        self.heard += [request.url, json.dumps(request.headers), body.decode("utf-8", "replace")]


def told(texts: list[str], secrets: list[str]) -> list[str]:
    """Of every text what it gives away: parts of a secret, or a serial."""
    serials = {f"{number:04d}" for number in range(1, PRINTED + 1)}
    parts = {
        part for secret in secrets for part in (secret, secret.replace("-", ""), *secret.split("-")[1:3])
    }
    found = [part for text in texts for part in parts if part in text]
    return found + [serial for text in texts for serial in SERIAL.findall(text) if serial in serials]


@pytest.fixture
def looked(browser, site) -> tuple[Walk, list[str]]:
    findings: list[str] = []
    walk = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, findings))
    walk.prepare(5)
    return walk, findings


def test_cards_from_the_drawing_to_the_report_tell_nothing(
    browser, looked: tuple[Walk, list[str]], tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    walk, findings = looked
    walk.open_sitting()
    walk.draft("2027年度民生实事项目票决")
    walk.seal()
    ears = Ears(walk.pages["registrar"])
    draw_and_upload(walk, tmp_path)
    page = walk.pages["registrar"]
    assert told([page.evaluate(STORED), page.content()], walk.secrets) == []
    walk.freeze_and_adopt()
    read_again(walk)
    walk.verify_seal()
    walk.hand_out(5)
    walk.open_poll()
    replace_a_lost_card(walk)
    alarm_and_stop(walk, browser, findings)
    void_the_rest(walk)
    assert told(ears.heard, walk.secrets) == []
    assert sum("/cards" in text for text in ears.heard) > 0
    walk.close_poll()
    report(walk)
    assert not findings, "\n".join(findings)
    counted("requests without a secret or a serial", len(ears.heard) // 3)


def draw_and_upload(walk: Walk, folder: Path) -> None:
    page = walk.step("registrar", "表决票卡")
    page.get_by_label("印制张数").fill(str(PRINTED))
    page.get_by_label("其中备用").fill(str(RESERVE))
    page.get_by_label("其中抽检").fill(str(SPOT))
    page.locator("#pass").fill(PASSPHRASE)
    page.locator("#pass2").fill(PASSPHRASE)
    walk.press(page, "生成票卡")
    expect(page.locator("#save")).to_be_visible(timeout=60_000)
    expect(page.locator("#print")).to_be_hidden()
    with page.expect_download() as saved:
        walk.press(page, "保存名册文件")
    walk.register = folder / "register.piaojue"
    saved.value.save_as(walk.register)
    outside = page.locator(".card-serial").all_text_contents()
    printed = dict(
        zip([text[:4] for text in outside], page.locator(".card-secret").all_text_contents(), strict=True)
    )
    walk.secrets = [secret for _, secret in sorted(printed.items())]
    assert len(set(walk.secrets)) == PRINTED
    assert page.locator(".label strong").all_text_contents() == [
        LEFT_OUT,
        "0021-0025",
        "0026-0027",
        "0028-0029",
    ]
    assert sorted(text for text in outside if len(text) > 4) == [
        "0026备用",
        "0027备用",
        "0028抽检",
        "0029抽检",
    ]
    assert [text[:4] for text in outside][:20] != sorted(printed)[:20]
    register = walk.register.read_text(encoding="utf-8")
    assert not any(secret in register for secret in walk.secrets)
    walk.look(page, "cards")
    walk.press(page, "印好了，清除票卡密码")
    expect(page.locator("#draw-note")).to_contain_text("从未存盘")
    assert told([page.content()], walk.secrets) == []
    scanner = page.get_by_label("扫描剩余的整包")
    for said in ("剔除 20 张", "已经剔除过"):
        scanner.fill(LEFT_OUT)
        scanner.press("Enter")
        expect(page.locator("#scanned")).to_contain_text(said)
    expect(page.locator("#sum")).to_have_text(
        "印制 29 = 列入名单 9（发给代表 5 + 备用 2 + 抽检 2）+ 剩余 20 + 损毁 0"
    )
    walk.press(page, "签署并上传名单")
    expect(page.locator("#sign-note")).to_contain_text("名单已签署并上传：9 张", timeout=30_000)
    for name, number in {
        "printed": "29",
        "listed": "9",
        "spot": "2",
        "left_over": "20",
        "spoilt": "0",
    }.items():
        expect(page.locator(f'[data-number="{name}"]')).to_have_text(number)


def read_again(walk: Walk) -> None:
    """S10 by the registrar's own page."""
    page = walk.step("registrar", "表决票卡")
    page.locator("#file").set_input_files(walk.register)
    page.locator("#file-pass").fill(PASSPHRASE)
    walk.press(page, "核对")
    expect(page.locator("#verdict")).to_contain_text("与您签署的一致：列入 9 张", timeout=30_000)


def open_register(walk: Walk, what: str) -> Page:
    page = walk.step("registrar", "作废票卡")
    page.locator("#file").set_input_files(walk.register)
    page.locator("#file-pass").fill(PASSPHRASE)
    walk.press(page, "打开名册")
    page.get_by_label("办理").select_option(what)
    page.locator("#slip").fill(walk.slips["second"])
    return page


def replace_a_lost_card(walk: Walk) -> None:
    page = open_register(walk, "lost")
    page.get_by_label("遗失的票卡编号").fill("21")
    page.get_by_label("补发的备用票卡编号").fill("0028")  # a spot-check card is none of the reserve
    walk.press(page, "共同签署，作废")
    expect(page.locator("#refusal")).to_contain_text("须是没有作废的备用票卡")
    page.get_by_label("补发的备用票卡编号").fill("0026")
    walk.press(page, "共同签署，作废")
    expect(page.locator("#verdict")).to_contain_text("请把备用票卡 0026 发给代表", timeout=60_000)
    expect(page.locator('[data-number="unissued"]')).to_have_text("3")
    walk.look(page, "voids-lost")


def alarm_and_stop(walk: Walk, browser, findings: list[str]) -> None:
    """Two ballots, stubs counted as one: the bar breaks in on the chief's page; a stop; a ballot waits."""
    context = browser.new_context(viewport=TABLET, locale="zh-CN", has_touch=True)
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    watch(tablet, findings)
    tablet.goto(walk.ballot_address())
    for serial in (22, 23):
        present(tablet, walk.secrets[serial - 1])
        walk.vote(tablet, "赞赞反")
        walk.press(tablet, "完成")
    chief = walk.guide("chief")
    expect(chief.locator("#alarm")).to_be_hidden()
    walk.hand_out(1)
    expect(chief.locator("#alarm")).to_contain_text("收回 2 张，多于发出 1 张")
    walk.look(chief, "alarm")
    chief.locator("#alarm").get_by_role("link", name="票数核对").click()
    expect(chief.locator("#verdict")).to_have_text("数目不符")
    expect(chief.locator("#breaks li")).to_have_count(1)
    walk.press(chief, "暂停收票")
    walk.look(chief, "reconciliation-break")
    present(tablet, walk.secrets[23])
    findings_before = len(findings)
    cast_and_wait(walk, tablet)
    walk.hand_out(5)
    expect(chief.locator("#verdict")).to_have_text("已暂停收票")
    chief.get_by_label("查明的原因和处理").fill("票根少点四张，已重点")
    walk.press(chief, "恢复收票")
    expect(tablet.get_by_role("heading", name="投票成功")).to_be_visible(timeout=60_000)
    del findings[findings_before:]  # the browser's own note of each 503
    expect(chief.locator("#verdict")).to_have_text("数目相符")
    expect(chief.locator('[data-number="returned"]')).to_have_text("3")
    walk.look(chief, "reconciliation")
    for serial in (25, 26):  # the last one's card replaces the lost one
        walk.press(tablet, "完成")
        present(tablet, walk.secrets[serial - 1])
        walk.vote(tablet, "赞·赞")
    expect(chief.locator('[data-number="returned"]')).to_have_text("5")
    context.close()


def present(tablet: Page, secret: str) -> None:
    tablet.get_by_label("票卡密码").fill(secret)
    tablet.keyboard.press("Enter")


def cast_and_wait(walk: Walk, tablet: Page) -> None:
    """A ballot that is sealed and told to wait: it stays, and the page says so."""
    expect(tablet.locator("#projects li").first).to_be_visible()
    for index in range(3):
        tablet.locator("#projects li").nth(index).get_by_role("button", name="弃权").click()
    walk.press(tablet, "核对")
    walk.press(tablet, "核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    walk.press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("暂停收票", timeout=20_000)


def void_the_rest(walk: Walk) -> None:
    """The guide says how many; one batch, one confirmation."""
    page = walk.guide("registrar")
    expect(page.locator("#guide")).to_contain_text("还有 3 张未发出的票卡须作废")
    page = open_register(walk, "closing")
    expect(page.locator("#plan")).to_contain_text("多于未发出的 3 张")
    page.get_by_label("已发出的备用票卡").fill("0026")
    expect(page.locator("#plan")).to_have_text("将作废 3 张：抽检 2 张，未发出 1 张，遗失 0 张。")
    walk.look(page, "voids-plan")
    walk.press(page, "共同签署，作废")
    expect(page.locator("#verdict")).to_contain_text("已作废 3 张", timeout=60_000)
    expect(page.locator('[data-number="unissued"]')).to_have_text("0")
    assert told([page.evaluate(STORED)], walk.secrets) == []


def report(walk: Walk) -> None:
    """Every number of the printed cards on the paper, each with who stated it and room for his signature."""
    page = walk.step("chief", "打印：收发票情况报告单")
    expect(page.locator("main")).to_contain_text("印制 29 张 = 发出 5 + 剩余 20 + 损毁 1 + 抽检 2 + 备用 1")
    rows = page.locator("tr:has(.sign-here)")
    expect(rows).to_have_count(7)
    expect(rows.nth(0)).to_contain_text("票卡·孙")
    expect(rows.nth(1)).to_contain_text("工作台·李")
    walk.look(page, "paper-counts")
