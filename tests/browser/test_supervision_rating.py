"""Rating by name on a tablet, through a server killed and a page reloaded; a resident's phone at a site."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, Site, watch
from tests.supervision.years import YEAR, open_year
from voting.config import load_settings
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress, open_databases
from voting.domains import load_models
from voting.supervision import named, programmes, ratings, residents
from voting.supervision.rating_rule import EIGHT, Rule
from voting.supervision.ratings import NewEvaluation

PHONE = {"width": 360, "height": 740}
MANY = 12


@dataclass(frozen=True)
class Place:
    """A congress in the middle of a year with open ratings; one-time links of those who act."""

    base: str
    folder: Path
    graded: str
    eightfold: str
    member: str
    office: str
    rate: str
    members: tuple[str, ...]
    congress_id: str
    office_id: str


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
    load_models()
    databases, now = open_databases(load_settings(site.instance)), datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code="linhai", name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)

        def somebody(name: str, role: Role) -> str:
            return people.create_person(
                session, SYSTEM, made.id, login=name, name=name, roles=[role], now=now
            ).id

        actors: dict[Role, Actor] = {}

        def actor_of(role: Role) -> Actor:
            if role not in actors:
                actors[role] = Actor(somebody(f"某{role}", role), f"某{role}", frozenset({role}))
            return actors[role]

        year = open_year(session, made.id, actor_of)
        members = [somebody(f"委员{at:02}", Role.COMMITTEE_MEMBER) for at in range(MANY)]
        office = actor_of(Role.SUPERVISION_OFFICE)
        listed = programmes.projects(session, made.id, year.programme_id)
        opened = []
        for title, rule in (
            ("年末满意度测评", Rule(base="valid")),
            ("分项测评", Rule(kind="dimensions", bands=(85, 60), dimensions=EIGHT, base="valid")),
        ):
            given = NewEvaluation(
                title=title, form="named", raters="committee", rule=rule, members=30,
                items=ratings.usual_items(listed, {}),
            )  # fmt: skip
            evaluation = ratings.create(session, office, made.id, year.programme_id, given, now=now)
            named.open_rating(session, office, made.id, evaluation, now=now)
            opened.append(evaluation)
        token = residents.open_site(
            session, office, made.id, listed[0].id, name="城东小区南门", way="site", begins=now.date(),
            ends=now.date().replace(year=now.year + 1, day=1), hourly=60, now=now,
        )  # fmt: skip
        links = [login.make_link(session, person, now=now) for person in (members[0], office.person_id)]
    databases.close()
    base = f"{site.url}/c/linhai"
    yield Place(
        base, site.instance, opened[0], opened[1], f"{site.url}/enter/{links[0]}",
        f"{site.url}/enter/{links[1]}", f"{base}/rate/{token}", tuple(members), made.id, office.person_id,
    )  # fmt: skip


def sound(page: Page, name: str, counted, least: int = 48) -> None:
    """Nothing for axe, nothing too wide, targets large enough; a picture where a folder is given."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    low = page.locator("main button:visible, main .button:visible").evaluate_all(
        "(nodes, least) => nodes.map((node) => node.getBoundingClientRect().height)"
        ".filter((height) => height < least)",
        least,
    )
    assert low == [], f"{page.url}: targets of {low} px"
    counted("pages of ratings without a finding", 1)
    if folder := os.environ.get("VOTING_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def enter(page: Page, link: str) -> None:
    """Use a one-time link and choose a password."""
    page.goto(link)
    page.get_by_role("button").last.click()
    page.wait_for_load_state()
    if page.locator("input[type=password]").count():
        for box in page.locator("input[type=password]").all():
            box.fill("九里河边的旧水塔二号")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()


@pytest.fixture(scope="module")
def tablet(browser: Browser, place: Place) -> Iterator[BrowserContext]:
    """Signed in once as a member of the committee."""
    opened = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True
    )
    opened.set_default_timeout(20_000)
    enter(opened.new_page(), place.member)
    yield opened
    opened.close()


@pytest.fixture
def sheet(tablet: BrowserContext, findings: list[str]) -> Iterator[Page]:
    page = tablet.new_page()
    page.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    watch(page, findings)
    yield page
    page.close()
    assert not findings, "\n".join(findings)


def mark(page: Page, number: int, grade: str):
    return page.locator(f"[data-block='{number}']").get_by_role("button", name=re.compile(f"{grade}$"))


def test_marks_outlive_a_page_that_dies_and_a_network_that_fails(sheet, tablet, place, counted, findings):
    """Marks are on the server within seconds; what could not be sent waits on the tablet."""
    address = f"{place.base}/ratings/{place.graded}"
    sheet.goto(address)
    mark(sheet, 1, "✓ 满意").click()
    expect(sheet.locator("#saved")).to_contain_text("已评 1 / 3 项，已保存")
    sound(sheet, "rating-sheet", counted, 60)
    tablet.set_offline(True)
    mark(sheet, 2, "基本满意").click()
    expect(sheet.locator("#saved")).to_contain_text("先存在本机")
    assert all("ERR_INTERNET_DISCONNECTED" in found for found in findings)
    findings.clear()  # the failure that was provoked
    sheet.close(run_before_unload=False)  # killed with a mark that no server has
    tablet.set_offline(False)
    again = tablet.new_page()
    again.goto(address)
    expect(mark(again, 1, "✓ 满意")).to_have_attribute("aria-pressed", "true")
    expect(mark(again, 2, "基本满意")).to_have_attribute("aria-pressed", "true")
    expect(again.locator("#saved")).to_contain_text("已评 2 / 3 项，已保存")
    again.get_by_role("button", name="提交测评票").click()
    expect(again.locator("#trouble")).to_contain_text("还有 1 项没有评：第 3 项")
    mark(again, 3, "不满意").click()
    again.on("dialog", lambda dialog: dialog.accept())
    again.get_by_role("button", name="提交测评票").click()
    expect(again.locator(".notice").first).to_contain_text("已提交")
    expect(mark(again, 3, "不满意")).to_be_disabled()
    sound(again, "rating-handed-in", counted)
    again.close()
    databases = open_databases(load_settings(place.folder))
    with in_congress(databases.main(), place.congress_id) as session:
        stands = named.sheet(session, place.members[0], place.congress_id, place.graded)
        assert (stands.marks, stands.submitted) == ({"1": 0, "2": 1, "3": 2}, True)
    databases.close()


def test_eight_dimensions_are_filled_in_on_the_same_sheet(sheet, place, counted):
    sheet.goto(f"{place.base}/ratings/{place.eightfold}")
    boxes = sheet.locator("[data-block='1'] input")
    expect(boxes).to_have_count(8)
    for at in range(7):
        boxes.nth(at).fill("90")
    expect(sheet.locator("#saved")).to_contain_text("已评 0 / 3 项")
    boxes.nth(7).fill("80")
    expect(sheet.locator("#saved")).to_contain_text("已评 1 / 3 项，已保存")
    sheet.reload()
    expect(sheet.locator("[data-block='1'] input").nth(7)).to_have_value("80")
    sound(sheet, "rating-dimensions", counted)


def test_a_resident_rates_a_site_on_his_phone(browser, place, findings, counted):
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True, is_mobile=True
    )
    context.set_default_timeout(20_000)
    phone = context.new_page()
    phone.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    watch(phone, findings)
    phone.goto(place.rate)
    sound(phone, "resident-form", counted)
    phone.get_by_text("基本满意").click()
    phone.get_by_label("想说一句话").fill("楼道灯亮了，路面还没有修好。")
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.locator("h1")).to_have_text("收到，谢谢")
    sound(phone, "resident-thanks", counted)
    assert context.cookies() == []
    context.close()
    assert not findings, "\n".join(findings)


def test_the_office_sees_its_pages_and_the_result(browser, place, findings, counted):
    """Everybody hands in, the office closes; pages and papers as they are used and printed."""
    databases, now = open_databases(load_settings(place.folder)), datetime.now(UTC)
    with in_congress(databases.main(), place.congress_id) as session:
        for at, person in enumerate(place.members[1:]):
            marks = {"1": 0, "2": 1 if at < 6 else 0, "3": 2}
            named.submit(session, person, place.congress_id, place.graded, 0, marks, now=now)
    databases.close()
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(20_000)
    desk = context.new_page()
    watch(desk, findings)
    enter(desk, place.office)
    year = f"{place.base}/years/{YEAR}"
    desk.goto(f"{year}/ratings")
    sound(desk, "ratings", counted)
    desk.goto(f"{year}/ratings/new?preset=zhenhai")
    sound(desk, "rating-form", counted)
    desk.goto(f"{year}/ratings/{place.graded}")
    sound(desk, "rating-open", counted)
    desk.locator("summary", has_text="截止并计票").click()
    desk.get_by_role("button", name="截止并计票").click()
    expect(desk.locator("h2").first).to_have_text("测评结果")
    sound(desk, "rating-result", counted)
    for name, address in (
        ("rating-report", f"{year}/ratings/{place.graded}/report"),
        ("rating-aloud", f"{year}/ratings/{place.graded}/aloud"),
        ("rating-ballot", f"{year}/ratings/{place.graded}/ballot"),
        ("residents", f"{year}/residents"),
        ("project-ratings", f"{year}/projects/3"),
    ):
        desk.goto(address)
        sound(desk, name, counted)
    desk.goto(f"{year}/residents")
    desk.get_by_role("link", name="海报").click()
    sound(desk, "resident-poster", counted)
    context.close()
    assert not findings, "\n".join(findings)
