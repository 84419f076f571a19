"""Photos of a project in the browser: added on a phone, the start beside the end, a re-used one decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import test_supervision_report as reports
from tests.browser.test_supervision_report import CODE, County, new_page
from tests.scenes import CHANGES, jpeg, notes, scene
from voting.db import new_id, writing
from voting.supervision.report_models import Report

county, nothing_complained = reports.county, reports.nothing_complained
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def people(browser: Browser, county: County) -> Iterator[dict[str, Page]]:
    """Signed in, with the reports of two projects begun."""
    year = county.year
    year.session.rollback()
    with writing(year.session):
        year.session.add_all(
            Report(id=new_id(), congress_id=year.congress_id, round_id=year.round_id, project_id=project_id)
            for project_id in year.project_ids[:2]
        )
    pages = {who: new_page(browser, county, who) for who in ("unit", "inspectorate", "supervision_office")}
    yield pages
    for page in pages.values():
        page.context.close()


def report_page(county: County, number: int) -> str:
    return f"{county.site.url}/c/{CODE}/years/reports/{county.year.round_id}/{number}"


def upload(page: Page, folder: Path, content: bytes, stage: str, caption: str) -> None:
    """By the form on the page of the report, and wait until the pictures are shown."""
    file = folder / "photo.jpg"
    file.write_bytes(content)
    shown = page.locator(".pictures img").count()
    form = page.locator("form.add-pictures")
    form.get_by_label("阶段").select_option(label=stage)
    form.get_by_label(re.compile("^照片")).set_input_files(file)
    form.get_by_label(re.compile("^说明")).fill(caption)
    form.get_by_role("button", name="上传照片").click()
    expect(page.get_by_text("已收到 1 张照片，正在处理。")).to_be_visible()
    for _ in range(60):
        if page.locator(".pictures img").count() > shown:
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the picture was never shown")


def healthy(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA, and nothing wider than the screen."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_unit_adds_photos_from_a_phone(county, people, tmp_path):
    page = people["unit"]
    page.set_viewport_size(PHONE)
    page.goto(report_page(county, 1))
    taken = notes(datetime(2026, 3, 2, 9, 0), place=True)
    upload(page, tmp_path, jpeg(scene(1), notes=taken), "开工", "东侧外墙开工前")
    upload(page, tmp_path, jpeg(scene(2)), "完工", "东侧外墙完工后")
    healthy(page)
    page.locator(".pictures").scroll_into_view_if_needed()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(county, people, tmp_path):
    page = people["unit"]
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(9 * 2**20))
    page.locator("form.add-pictures").get_by_label(re.compile("^照片")).set_input_files(large)
    expect(page.get_by_text("有照片超过 8 兆字节")).to_be_visible()
    assert page.locator("form.add-pictures input[type=file]").evaluate("input => input.files.length") == 0


def clip(page: Page) -> str:
    return page.locator("[data-after]").evaluate("image => getComputedStyle(image).clipPath")


def test_the_start_lies_beside_the_end_and_the_slider_moves_by_keys(county, people):
    page = people["unit"]
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{county.site.url}/c/{CODE}/years/2026/projects/1")
    slider = page.get_by_role("slider", name="从开工到完工，左右移动对比")
    slider.scroll_into_view_if_needed()
    assert clip(page) == "inset(0px 0px 0px 50%)"
    slider.focus()
    page.keyboard.press("End")
    assert clip(page) == "inset(0px 0px 0px 0%)"
    page.keyboard.press("Home")
    assert clip(page) == "inset(0px 0px 0px 100%)"
    page.keyboard.press("ArrowRight")
    assert clip(page) == "inset(0px 0px 0px 95%)"
    assert page.locator("[style]").count() == 0
    healthy(page)


def test_a_re_used_photo_stands_beside_the_other_and_the_office_decides(county, people, tmp_path):
    page = people["inspectorate"]
    page.goto(report_page(county, 2))
    again = jpeg(CHANGES["as a messenger sends it"](scene(1)))
    upload(page, tmp_path, again, "施工中", "托育园外墙")
    office = people["supervision_office"]
    office.goto(f"{county.site.url}/c/{CODE}/years/pictures")
    flag = office.locator(".picture-flag")
    expect(flag).to_have_count(1)
    expect(flag.locator("img")).to_have_count(2)
    expect(flag.get_by_role("link", name="老旧小区改造")).to_be_visible()
    healthy(office)
    flag.get_by_label("属实", exact=True).check()
    flag.get_by_label("理由").fill("与老旧小区改造开工照片为同一张")
    flag.get_by_role("button", name="保存认定").click()
    expect(office.get_by_text("理由：与老旧小区改造开工照片为同一张")).to_be_visible()
    healthy(office)


def test_the_office_reads_when_and_where_for_a_purpose(county, people):
    office = people["supervision_office"]
    office.goto(f"{county.site.url}/c/{CODE}/years/2026/projects/1")
    office.locator(".pictures a").first.click()
    office.get_by_label("用途").fill("核对开工时间")
    office.get_by_role("button", name="查看").click()
    expect(office.get_by_text("2026-03-02 09:00")).to_be_visible()
    expect(office.get_by_text("北纬 28.86000")).to_be_visible()
    healthy(office)
    office.get_by_role("button", name="在公示板公开").click()
    expect(office.get_by_text("这张照片已在公示板公开。")).to_be_visible()
