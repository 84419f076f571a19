"""A unit's quarter: saved while typing, a killed browser, two writers, returned, handed in again, copied."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ARGUMENTS, Site, chromium_path, watch
from tests.supervision.years import Year, open_year
from voting.config import load_settings
from voting.congress import login, people, services, units
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import Databases, in_congress, open_databases
from voting.domains import load_models
from voting.supervision import rounds

PASSWORD = "清河边的 老渡口 柳树"
LAPTOP = {"width": 1366, "height": 768}
CODE = "linhai"
ROLES = (
    Role.CONGRESS_DESK, Role.SUPERVISION_OFFICE, Role.INSPECTORATE, Role.UNIT, Role.FINANCE,
)  # fmt: skip


@dataclass
class County:
    """The running county; ``links`` are one-time addresses, ``unit`` and ``colleague`` work for one unit."""

    site: Site
    databases: Databases
    year: Year
    links: dict[str, str]
    findings: list[str] = field(default_factory=list)

    def address(self, round_id: str = "") -> str:
        return f"{self.site.url}/c/{CODE}/years/reports/{round_id or self.year.round_id}/1"

    def next_round(self) -> str:
        """Archive the first round and open the second, as the office does; the id of the second."""
        year, now = self.year, datetime.now(UTC)
        year.session.rollback()
        for verb in ("end_reporting", "archive"):
            rounds.move(*year.as_office(), year.round_id, verb, now=now)
        second = rounds.rounds(year.session, year.congress_id, year.programme_id)[1]
        _still_open(year, second.id)
        rounds.move(*year.as_office(), second.id, "open", now=now)
        return second.id


def _still_open(year: Year, round_id: str) -> None:
    """Whatever day it is, the units still have time to report."""
    today = datetime.now(UTC).date()
    line = rounds.of(year.session, year.congress_id, round_id)
    given = {
        "opens_on": line.opens_on,
        "report_due": max(today, line.as_of) + timedelta(days=10),
        "inspect_due": max(today, line.as_of) + timedelta(days=30),
        "rating_due": None,
    }
    rounds.set_dates(*year.as_office(), round_id, given, now=datetime.now(UTC))


@pytest.fixture(scope="module")
def county(site: Site) -> Iterator[County]:
    load_models()
    databases = open_databases(load_settings(site.instance))
    now = datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code=CODE, name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        known = {
            str(role): people.create_person(
                session, SYSTEM, made.id, login=str(role), name=f"某{role}", roles=[role], now=now
            ).id
            for role in ROLES
        }
        known["colleague"] = people.create_person(
            session, SYSTEM, made.id, login="colleague", name="王敏", roles=[Role.UNIT], now=now
        ).id

        def actor_of(role: Role) -> Actor:
            return Actor(known[role], f"某{role}", frozenset([role]))

        year = open_year(session, made.id, actor_of)
        desk = actor_of(Role.CONGRESS_DESK)
        units.assign(session, desk, made.id, year.units["县住建局"], known["colleague"], now=now)
        _still_open(year, year.round_id)
        links = {
            name: f"{site.url}/enter/{login.make_link(session, person, now=now)}"
            for name, person in known.items()
        }
        session.rollback()
        yield County(site, databases, year, links)
    databases.close()


def enter(page: Page, county: County, who: str) -> Page:
    """First through the one-time address, which asks for a password; later by signing in."""
    watch(page, county.findings)
    if who in county.links:
        page.goto(county.links.pop(who))
        page.get_by_role("button").first.click()
        page.wait_for_url("**/password")
        page.locator('input[name="password"]').fill(PASSWORD)
        page.locator('input[name="again"]').fill(PASSWORD)
        page.locator('form:has(input[name="password"]) [type="submit"]').click()
    else:
        page.goto(f"{county.site.url}/login")
        page.locator('input[name="login"]').fill(who)
        page.locator('input[name="password"]').fill(PASSWORD)
        page.locator('form:has(input[name="password"]) [type="submit"]').click()
    page.wait_for_url(re.compile(rf"/c/{CODE}/$|/$"))
    return page


def new_page(browser: Browser, county: County, who: str) -> Page:
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    return enter(context.new_page(), county, who)


@pytest.fixture(scope="module")
def unit(browser: Browser, county: County) -> Iterator[Page]:
    page = new_page(browser, county, "unit")
    yield page
    page.context.close()


@pytest.fixture(autouse=True)
def nothing_complained(county: County) -> Iterator[None]:
    yield
    assert not county.findings, "\n".join(county.findings)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=15_000)


def kill_browser_of(folder: Path) -> None:
    """End the Chromium that runs on this profile, as a power cut would."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command and b"--type=" not in command:
                os.kill(int(entry.name), signal.SIGKILL)


def test_what_was_typed_survives_a_killed_browser(browser, county, unit, tmp_path):
    """It was saved on the server a moment after it was typed: any other computer has it too."""
    doomed = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=chromium_path(), args=ARGUMENTS, viewport=LAPTOP
    )
    page = enter(doomed.pages[0], county, "colleague")
    page.goto(county.address())
    page.get_by_label("形象进度").fill("主体结构完成")
    page.get_by_label("完成比例").fill("30")
    page.get_by_label("完成招标").check()
    saved(page)
    kill_browser_of(tmp_path / "profile")
    unit.goto(county.address())
    expect(unit.get_by_label("形象进度")).to_have_value("主体结构完成")
    expect(unit.get_by_label("完成比例")).to_have_value("30")
    expect(unit.get_by_label("完成招标")).to_be_checked()


def test_what_the_network_did_not_take_is_there_when_the_page_is_opened_again(county, unit):
    page = unit.context.new_page()
    watch(page, county.findings)
    page.goto(county.address())
    page.route("**/draft", lambda route: route.abort())
    page.get_by_label("工程进展").fill("完成3栋外墙粉刷")
    expect(page.locator("#saved")).to_contain_text("网络不通")
    page.close()
    county.findings.clear()  # the refused saving
    unit.goto(county.address())
    expect(unit.locator("#restored")).to_contain_text("已恢复")
    expect(unit.get_by_label("工程进展")).to_have_value("完成3栋外墙粉刷")
    saved(unit)


def test_two_who_write_at_once_are_merged_and_choose_where_they_differ(browser, county, unit):
    unit.goto(county.address())
    colleague = new_page(browser, county, "colleague")
    colleague.goto(county.address())
    colleague.get_by_label("存在问题").fill("管线迁改滞后")
    colleague.get_by_label("前期手续").fill("施工许可证已办")
    saved(colleague)
    unit.get_by_label("下一步计划").fill("下月完成管网")
    unit.get_by_label("前期手续").fill("许可证在办")
    expect(unit.get_by_label("存在问题")).to_have_value("管线迁改滞后", timeout=15_000)
    other = unit.locator(".other-text")
    expect(other).to_contain_text("施工许可证已办")
    expect(unit.get_by_label("前期手续")).to_have_value("许可证在办")
    saved(unit)
    county.findings.clear()  # the browser notes the answer 409 as an error
    colleague.reload()
    expect(colleague.get_by_label("前期手续")).to_have_value("施工许可证已办")
    expect(colleague.get_by_label("下一步计划")).to_have_value("下月完成管网")
    unit.get_by_role("button", name="报送").click()
    expect(unit.locator("#restored")).to_contain_text("有 1 处")
    unit.get_by_role("button", name="用这一段").click()
    expect(unit.get_by_label("前期手续")).to_have_value("施工许可证已办")
    expect(other).to_have_count(0)
    colleague.context.close()


def test_a_report_is_handed_in_returned_with_a_reason_and_handed_in_again(browser, county, unit):
    unit.goto(f"{county.site.url}/c/{CODE}/years/unit")
    unit.get_by_role("link", name=re.compile("老旧小区改造")).click()
    unit.get_by_role("button", name="报送").click()
    expect(unit.get_by_role("status").first).to_contain_text("报告已报送")
    reviewer = new_page(browser, county, "inspectorate")
    reviewer.goto(county.address())
    reviewer.get_by_label("退回理由").fill("请写明完成栋数")
    reviewer.get_by_role("button", name="退回").click()
    expect(reviewer.get_by_text("已退回责任单位")).to_be_visible()
    unit.reload()
    expect(unit.get_by_text("退回了报告：请写明完成栋数")).to_be_visible()
    unit.get_by_label("工程进展").fill("完成3栋外墙粉刷，共12栋")
    unit.get_by_role("button", name="报送").click()
    expect(unit.get_by_role("status").first).to_contain_text("报告已报送")
    reviewer.reload()
    expect(reviewer.locator("#sent")).to_contain_text("共12栋")
    reviewer.get_by_role("button", name="审核通过").click()
    expect(reviewer.locator(".light").first).to_contain_text("绿灯")
    assert not Axe().run(reviewer).response["violations"]
    reviewer.context.close()


def test_the_last_period_is_copied_into_what_is_empty(county, unit):
    unit.goto(county.address(county.next_round()))
    unit.get_by_label("工程进展").fill("完成6栋")
    unit.get_by_role("button", name="复制上一期").click()
    expect(unit.get_by_label("形象进度")).to_have_value("主体结构完成")
    expect(unit.get_by_label("工程进展")).to_have_value("完成6栋")
    unit.get_by_label("完成比例").fill("55.5")
    saved(unit)
    assert not Axe().run(unit).response["violations"]
    unit.get_by_role("button", name="报送").click()
    expect(unit.get_by_role("status").first).to_contain_text("报告已报送")
