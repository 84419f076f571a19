"""The first pages of an empty installation, as its administrator meets them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


def test_the_one_time_link_leads_to_a_password_and_into_the_product(page, site):
    page.goto(site.enter)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/password")
    page.locator('input[name="password"]').fill("桥头 槐树 三把 钥匙")
    page.locator('input[name="again"]').fill("桥头 槐树 三把 钥匙")
    page.locator('form:has(input[name="password"]) [type="submit"]').click()
    page.wait_for_url(f"{site.url}/")
    assert page.locator("h1").count() == 1


def test_a_visitor_without_login_is_led_to_it(page, site):
    page.goto(site.url)
    assert page.url.startswith(f"{site.url}/login")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_the_login_page_keeps_the_rules_of_accessibility(page, site):
    page.goto(f"{site.url}/login")
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def test_the_login_page_works_on_the_oldest_engine(old_page, site):
    old_page.goto(f"{site.url}/login")
    assert old_page.evaluate("typeof structuredClone") == "undefined"
    assert old_page.locator('input[name="login"]').is_visible()


def test_a_page_that_asks_another_host_is_refused_and_found_out(page, site, findings):
    page.goto(f"{site.url}/login")
    page.evaluate("fetch('http://192.0.2.1/spy').catch(() => 0)")
    assert any(
        "http://192.0.2.1/spy" in finding and "Content Security Policy" in finding for finding in findings
    )
    findings.clear()
