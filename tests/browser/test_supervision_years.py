"""A year on the office's screen and on a phone: a plan published, a round archived, the chain checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import test_supervision_report as reports
from tests.browser.test_supervision_change import healthy
from tests.browser.test_supervision_report import CODE, County, new_page
from tests.supervision.years import YEAR, plan_form

county = reports.county  # the fixture
PHONE = {"width": 390, "height": 780}


@pytest.fixture(scope="module")
def office(browser: Browser, county: County) -> Iterator[Page]:
    page = new_page(browser, county, "supervision_office")
    yield page
    page.context.close()


def years_of(county: County) -> str:
    return f"{county.site.url}/c/{CODE}/years"


def test_pages_of_a_year_are_healthy_on_a_desk_and_on_a_phone(office, county):
    base = years_of(county)
    addresses = (
        base, f"{base}/{YEAR}", f"{base}/{YEAR}/projects/1", f"{base}/{YEAR}/plan", f"{base}/{YEAR}/rounds",
        f"{base}/rounds/{county.year.round_id}", f"{base}/{YEAR}/settings", f"{base}/holidays",
        f"{base}/seals", f"{base}/new", f"{county.site.url}/c/{CODE}/",
    )  # fmt: skip
    for size in (reports.LAPTOP, PHONE):
        office.set_viewport_size(size)
        for address in addresses:
            office.goto(address)
            healthy(office)
    office.set_viewport_size(reports.LAPTOP)


def test_a_year_is_entered_planned_and_published(office, county):
    year = datetime.now(UTC).year + 3
    office.goto(f"{years_of(county)}/new")
    office.get_by_label("实施年度").fill(str(year))
    office.get_by_label("或者从Excel复制后粘贴").fill("序号\t名称\t内容\n1\t社区食堂\t建成社区食堂6个")
    office.get_by_role("button", name="录入").click()
    office.get_by_role("link", name="社区食堂").click()
    office.get_by_role("link", name="填写任务分解").click()
    given = plan_form("县住建局", start="", deadline=f"{year}-11-30", milestones=f"{year}-06-30 主体 60")
    for key in ("lead_unit", "contact", "target", "deadline", "amount", "milestones"):
        office.locator(f"#f-{key}").fill(given[key])
    healthy(office)
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_text("时间节点的权重合计 60，不是 100")).to_be_visible()
    expect(office.get_by_text("没有填写上年底已完成数")).to_be_visible()
    office.get_by_role("link", name="全年概况").click()
    office.get_by_text("公布实施方案").first.click()
    office.get_by_role("button", name="公布实施方案").click()
    expect(office.get_by_text("实施方案已公布")).to_be_visible()
    expect(office.get_by_text("下一轮：第一季度督查")).to_be_visible()


def test_a_round_is_archived_and_its_fingerprint_stands_in_the_chain(office, county):
    office.goto(f"{years_of(county)}/rounds/{county.year.round_id}")
    for label in ("截止报送，转入督查", "归档这一轮"):
        office.get_by_text(label).first.click()
        office.get_by_role("button", name=label).click()
    digest = office.locator("dd .hash").last.inner_text()
    office.goto(f"{years_of(county)}/seals")
    expect(office.get_by_text("核对通过：1 轮")).to_be_visible()
    assert digest in office.locator("table").inner_text()
    assert county.findings == []
