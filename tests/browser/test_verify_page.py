"""核验.html as it is used: opened from a disk, without any network, on good and bad files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, watch
from tests.polling.stage import Stage
from tests.protocol.polls import NAMES
from tests.verifier import polls
from tests.verifier.polls import POLL, good
from tests.verifier.ratings import CASES, good_rating
from tests.verifier.test_good import staged
from voting.db import Databases
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

PAGE = Path(__file__).resolve().parents[2] / "voting" / "static" / "dist" / "verify.html"
WITHOUT_WORKERS = "delete globalThis.Worker;"
Opened = Callable[..., Page]


@pytest.fixture
def stage(databases: Databases, tmp_path: Path) -> Stage:
    """The hall of the services' tests."""
    return Stage(databases, tmp_path)


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A locked office computer: no network at all."""
    opened = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", offline=True)
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def opened(desk: BrowserContext, tmp_path: Path) -> Iterator[Opened]:
    """Opens a copy of the page, alone in a folder, after some script has run."""
    alone = tmp_path / "核验.html"
    alone.write_bytes(PAGE.read_bytes())
    findings: list[str] = []
    asked: list[str] = []

    def let_through(route: Route) -> None:
        if route.request.url == alone.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def open_page(before: str = "") -> Page:
        page = desk.new_page()
        watch(page, findings)
        page.route("**/*", let_through)
        if before:
            page.add_init_script(before)
        page.goto(alone.as_uri())
        return page

    yield open_page
    assert not findings, "\n".join(findings)
    assert not asked


def choose(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})


def lines(page: Page) -> list[str]:
    """The checks as they stand there: sign, number, sentence."""
    return [" ".join(line.split()) for line in page.locator(".checks li").all_inner_texts()]


def lines_in_python(name: str, data: bytes, lang: str) -> list[str]:
    """What the command line prints, up to its first empty line."""
    written = verify(Source(name, data), Wishes(processes=1)).as_text(lang).split("\n\n")[0]
    return [" ".join(line.split()) for line in written.splitlines()]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_good_bundle_passes_with_its_numbers(opened: Opened):
    page, data = opened(), good().bundle()
    expect(page.locator("#asleep")).to_be_hidden()
    choose(page, "poll.zip", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    assert lines(page) == lines_in_python("poll.zip", data, "zh")
    assert page.locator("#report ol li").all_inner_texts() == list(NAMES[:2])
    balanced = page.locator(".equations li").all_inner_texts()
    assert "✓实有代表 7 ≥ 实到 6" in balanced
    assert "✓名单票卡 8 = 发出 6 + 作废 2" in balanced
    assert f"✓1. {NAMES[0]}：赞成 4 + 反对 0 + 弃权 1 = 有效 5" in balanced
    report = verify(Source("poll.zip", data), Wishes(processes=1))
    shown = ["".join(text.split()) for text in page.locator(".hash").all_inner_texts()]
    assert shown == [report.facts["election_hash"], report.facts["fingerprint"]]
    assert len(page.locator(".hash").nth(1).locator("*").all()) == 16
    expect(page.locator(".notes")).to_contain_text("没有重新生成")
    assert Axe().run(page).violations_count == 0
    page.click("#language")
    expect(page.locator("#verdict h2")).to_have_text("✓ verified")
    assert lines(page) == lines_in_python("poll.zip", data, "en")


def test_a_good_rating_passes_with_every_grade(opened: Opened):
    page, data = opened(), good_rating().bundle()
    choose(page, "rating.zip", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    assert lines(page) == lines_in_python("rating.zip", data, "zh")
    expect(page.get_by_role("heading", name="测评等次")).to_be_visible()
    assert page.locator("#report ol li").all_inner_texts() == [
        "项目1：基本满意", "项目2：满意", "项目3：不满意",
    ]  # fmt: skip
    balanced = page.locator(".equations li").all_inner_texts()
    assert "✓1. 项目1：满意 4 + 基本满意 2 + 不满意 0 + 未作选择 0 = 有效 6" in balanced
    assert Axe().run(page).violations_count == 0


def test_a_rating_with_another_grade_is_refused(opened: Opened):
    page = opened()
    choose(page, "rating.zip", CASES["a rating: a better grade announced"].make())
    expect(page.locator("#verdict h2")).to_have_text("✗ 核验未通过")
    expect(page.locator("#verdict")).to_contain_text("R6 一项不成立：公布的名单或者等次")


def test_a_bare_archive_says_what_it_cannot_show(opened: Opened):
    page, data = opened(), good().archive()
    choose(page, "poll.bel", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    assert lines(page) == lines_in_python("poll.bel", data, "zh")
    expect(page.locator('[data-code="M4"]')).to_contain_text("归档文件不含这些材料")


@pytest.mark.parametrize("part, code", [("archive.bel", "Z12"), ("poll.bel", "K4")])
def test_one_flipped_bit_fails_by_its_check(opened: Opened, part, code):
    page = opened()
    data = good().bundle() if part == "archive.bel" else good().archive()
    choose(page, "poll.zip" if part == "archive.bel" else "poll.bel", flipped(data, len(data) // 3))
    expect(page.locator("#verdict h2")).to_have_text("✗ 核验未通过")
    expect(page.locator("#verdict p")).to_contain_text(f"{code} 一项不成立")
    expect(page.locator('[data-status="failed"]')).to_have_attribute("data-code", code)
    assert Axe().run(page).violations_count == 0


def test_a_bundle_of_the_product_passes(opened: Opened, stage: Stage):
    stage.to_valid()
    stage.count(1, 2)
    stage.sign()
    stage.announce()
    page, data = opened(), stage.bundle()
    choose(page, "piaojue.zip", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    assert lines(page) == lines_in_python("piaojue.zip", data, "zh")


def test_what_was_announced_and_a_receipt_are_compared(opened: Opened):
    page, data = opened(), good().bundle()
    page.click("summary")
    page.fill("#fingerprint", f"{POLL.election.fingerprint[:4]} {POLL.election.fingerprint[4:]}")
    page.fill("#all_deputies", "7")
    page.fill("#receipts", polls.receipt(0).decode())
    choose(page, "poll.zip", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    expect(page.locator('[data-code="X2"]')).to_have_attribute("data-status", "passed")
    page.fill("#all_deputies", "327")
    page.click("#another")
    choose(page, "poll.zip", data)
    expect(page.locator("#verdict p")).to_contain_text("S9")


def test_a_second_file_chosen_meanwhile_gets_its_own_verdict(opened: Opened):
    page, data = opened(), good().bundle()
    choose(page, "good.zip", data)
    choose(page, "bad.bel", b"no archive")
    expect(page.locator("#verdict h2")).to_have_text("✗ 核验未通过")
    page.wait_for_timeout(3_000)
    expect(page.locator("#verdict h2")).to_have_text("✗ 核验未通过")
    expect(page.locator("#report dd").first).to_have_text("bad.bel")


def test_the_demonstration_changes_one_bit_in_memory(opened: Opened):
    page = opened()
    choose(page, "poll.zip", good().bundle())
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    page.click("#drill")
    expect(page.locator("#verdict h2")).to_have_text("✗ 核验未通过")
    expect(page.locator("#verdict")).to_contain_text("原文件未变")


@pytest.mark.parametrize("before", [YOUNGER_THAN_OUR_TABLETS, WITHOUT_WORKERS])
def test_an_old_browser_or_one_without_workers_comes_to_the_same_verdict(opened: Opened, before):
    page, data = opened(before), staged("voting").bundle()
    choose(page, "poll.zip", data)
    expect(page.locator("#verdict h2")).to_have_text("✓ 核验通过")
    assert lines(page) == lines_in_python("poll.zip", data, "zh")


def test_the_printed_report_is_signed_and_free_of_buttons(opened: Opened):
    page = opened()
    choose(page, "poll.zip", good().bundle())
    expect(page.locator("#verdict h2")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".signed")).to_be_visible()
    expect(page.locator("#verdict h2")).to_be_visible()
    for gone in ("#drop", "#compare", "#after", "#language"):
        expect(page.locator(gone)).to_be_hidden()
