"""An adjustment on the screen: a unit asks, government takes it to the committee, the office records the
decision and publishes the notice, and everybody reads it beside what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import test_supervision_report as reports
from tests.browser.test_supervision_report import CODE, LAPTOP, County, new_page

county, nothing_complained = reports.county, reports.nothing_complained
PHONE = {"width": 390, "height": 844}
BODY = "县第十八届人大常委会第三十次会议"
GROUNDS = "施工图审查发现两个小区地下管网须先改造，年内不能完工。"


@pytest.fixture(scope="module")
def people(browser: Browser, county: County) -> Iterator[dict[str, Page]]:
    """Signed in: a unit's clerk, the government's inspectorate, the committee's office."""
    pages = {who: new_page(browser, county, who) for who in ("unit", "inspectorate", "supervision_office")}
    yield pages
    for page in pages.values():
        page.context.close()


def year_of(county: County) -> str:
    return f"{county.site.url}/c/{CODE}/years/2026"


def healthy(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA, and nothing wider than the screen."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_unit_asks_to_adjust_its_project(county, people):
    page = people["unit"]
    page.goto(f"{year_of(county)}/projects/1")
    page.get_by_role("link", name="申请调整").click()
    page.get_by_label("理由和依据").fill(GROUNDS)
    page.get_by_label("目标数").fill("10")
    page.get_by_label(re.compile("^年度目标")).fill("年底前改造老旧小区10个")
    healthy(page)
    page.get_by_role("button", name="提出申请").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("降低目标")
    expect(page.get_by_text("目标数由 12个 降为 10个")).to_be_visible()
    healthy(page)


def test_government_takes_it_to_the_committee(county, people):
    page = people["inspectorate"]
    page.goto(year_of(county))
    page.get_by_role("link", name=re.compile("第1号：调整")).click()
    page.get_by_label("请示文号").fill("临政〔2026〕15号")
    page.get_by_role("button", name="提请审议").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已提请审议")


def test_the_chairpersons_meeting_cannot_decide_and_the_committee_can(county, people, tmp_path):
    page = people["supervision_office"]
    page.goto(year_of(county))
    page.get_by_role("link", name=re.compile("第1号：调整")).click()
    page.get_by_role("link", name="登记会议决定").click()
    healthy(page)
    page.get_by_label("作出决定的会议").fill("县人大常委会第二十次主任会议")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("主任会议不能代替")
    county.findings.clear()  # the refused form
    page.get_by_label("作出决定的会议").fill(BODY)
    page.get_by_label("出席人数").fill("30")
    page.get_by_label("赞成").fill("28")
    page.get_by_label("扫描件").set_input_files(_scan(tmp_path))
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已同意，待公告")
    expect(page.get_by_text("赞成 28")).to_be_visible()


def _scan(folder: Path) -> Path:
    path = folder / "纪要.pdf"
    path.write_bytes(b"%PDF-1.4 minutes")
    return path


def test_everybody_reads_the_notice_beside_the_promise(browser, county, people):
    page = people["supervision_office"]
    page.get_by_label("公告编号").fill("第3号")
    page.get_by_role("button", name="发布公告").click()
    public = page.get_by_role("link", name="公开页面").get_attribute("href")
    page.goto(f"{year_of(county)}/projects/1")
    expect(page.locator("#changes")).to_contain_text("第3号")
    expect(page.locator("#plan")).to_contain_text("年底前改造老旧小区12个")
    healthy(page)
    for size in (PHONE, LAPTOP):
        with browser.new_context(viewport=size, locale="zh-CN") as visitor:
            notice = visitor.new_page()
            notice.goto(f"{county.site.url}{public}")
            for words in (BODY, "改造老旧小区12个", "年底前改造老旧小区10个", "第3号"):
                expect(notice.locator("#inner")).to_contain_text(words)
            healthy(notice)
            assert visitor.cookies() == []
