"""The public board and a project's permanent page: on a phone, a laptop, on paper; the office's overview.

Nobody needs a login or a cookie; nothing leaves the screen sideways, and axe finds nothing.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import test_supervision_report as reports
from tests.browser.conftest import watch
from tests.browser.test_supervision_change import healthy
from tests.browser.test_supervision_report import CODE, LAPTOP, County, new_page
from tests.supervision import told
from tests.supervision.years import TEXTS
from voting.supervision import findings, letters, programmes
from voting.supervision.findings import NewFinding
from voting.supervision.letters import NewLetter

county, nothing_complained = reports.county, reports.nothing_complained
PHONE = {"width": 390, "height": 844}
SIZES = {"phone": PHONE, "laptop": LAPTOP}
PROBLEM = "3号楼地下室排水未接通，雨天积水"


@pytest.fixture(scope="module")
def told_county(county: County) -> County:
    """The first round closed: one light shown red by hand, one finding in a letter."""
    year = county.year
    year.session.rollback()
    told.report(year, 0, percent="5", problems="管线迁改滞后", milestones="")
    told.report(year, 1, percent="25")
    told.override(year, 0, "red")
    given = NewFinding(year.project_ids[0], PROBLEM, year.units["县住建局"], "接通排水并清理积水")
    finding_id = findings.raise_finding(*year.as_office(), given, now=year.now)
    letter = NewLetter(
        "supervision", "临人大督〔2026〕1号", (finding_id,), date(2026, 4, 2), date(2026, 4, 14)
    )
    letters.send(*year.as_office(), year.programme_id, letter, now=year.now)
    told.close_round(year)
    return county


def picture(page: Page, name: str) -> None:
    """For eyes, where a folder is named."""
    if os.environ.get("VOTING_SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["VOTING_SCREENSHOTS"]) / f"{name}.png", full_page=True)


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, browser: Browser, told_county: County):
    """Somebody who passes by, with ``size`` as the name of the screen."""
    with browser.new_context(viewport=SIZES[request.param], locale="zh-CN") as context:
        page = context.new_page()
        watch(page, told_county.findings)
        yield page, request.param
        assert context.cookies() == []


def test_the_board_is_read_by_everybody(visitor, told_county):
    page, size = visitor
    page.goto(f"{told_county.site.url}/c/{CODE}/board")
    first = page.locator("#p1")
    expect(first.get_by_role("link", name=TEXTS[0].name)).to_be_visible()
    expect(first).to_contain_text("红灯")
    expect(first).to_contain_text("系统计算为")
    expect(first).to_contain_text("慢于序时")
    expect(first.get_by_role("img", name="序时进度")).to_be_visible()
    expect(page.locator("#p3")).not_to_contain_text("截至")
    healthy(page)
    picture(page, f"board-{size}")


def test_the_chain_goes_on_after_the_ballot(visitor, told_county):
    page, size = visitor
    page.goto(f"{told_county.site.url}/c/{CODE}/board")
    page.get_by_role("link", name=TEXTS[0].name).click()
    for words in ("票决时的承诺", "年度实施计划", "历次督查", PROBLEM, "归档指纹"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("img", name="本页二维码")).to_be_visible()
    healthy(page)
    picture(page, f"chain-{size}")


def test_on_paper_no_colour_is_needed_and_nothing_of_the_screen_is_left(browser, told_county):
    with browser.new_context(viewport=LAPTOP, locale="zh-CN") as context:
        page = context.new_page()
        for address in ("board", f"chain/{_token(told_county)}"):
            page.goto(f"{told_county.site.url}/c/{CODE}/{address}")
            page.emulate_media(media="print")
            expect(page.locator(".light-red").first).to_have_css("color", "rgb(0, 0, 0)")
            expect(page.locator("header.band")).to_be_hidden()
            printed = page.pdf(prefer_css_page_size=True)
            assert printed.startswith(b"%PDF")
            page.emulate_media(media="screen")


def _token(county: County) -> str:
    year = county.year
    year.session.rollback()
    return programmes.project(year.session, year.congress_id, year.project_ids[0]).token


def test_the_office_reaches_everything_from_the_year(browser, told_county):
    """Overview, comparison, papers, hints and year book, each by its link and without a fault."""
    page = new_page(browser, told_county, "supervision_office")
    home = f"{told_county.site.url}/c/{CODE}/"
    page.goto(home)
    picture(page, "home-office")
    healthy(page)
    for name in ("项目总览", "历年比较", "文书", "核查提示"):
        page.goto(f"{home}years/2026")
        link = page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            page.get_by_text("更多", exact=True).click()
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        healthy(page)
        picture(page, f"office-{name}")
    page.goto(f"{home}years/2026/papers")
    page.get_by_role("link", name="常委会审阅单（一页）").click()
    healthy(page)
    picture(page, "office-审阅单")
    page.go_back()
    page.get_by_role("link", name=f"1 {TEXTS[0].name}").click()
    expect(page.get_by_text(PROBLEM)).to_be_visible()
    healthy(page)
    picture(page, "office-一页纸")
    page.goto(f"{home}years/2026/papers")
    page.get_by_role("link", name="实施情况汇编").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("实施情况汇编")
    healthy(page)
    picture(page, "office-汇编")
    page.context.close()
