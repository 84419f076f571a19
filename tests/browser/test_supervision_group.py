"""A group's work on the screens: a visit written in a cellar, sent once; a finding until it is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from tests.browser.conftest import Site, watch
from tests.supervision.group_work import picture
from tests.supervision.years import open_year
from voting import jobs
from voting.config import load_settings
from voting.congress import deputies, deputy_logins, login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import Databases, in_congress, open_databases
from voting.domains import load_models
from voting.supervision import groups
from voting.supervision.group_models import Visit

CODE = "linhai"
ROOM = f"/c/{CODE}/years"
PASSWORD = "清河边的 老渡口 柳树"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
TODAY = groups.today_of(datetime.now(UTC))


@dataclass
class Scene:
    """One-time links by name: 王秀兰 (in the group), office, unit."""

    site: Site
    databases: Databases
    links: dict[str, str]

    def visits(self) -> int:
        with self.databases.main() as session:
            session.info["all_congresses"] = True
            return session.scalar(select(func.count()).select_from(Visit)) or 0

    def process_pictures(self) -> None:
        jobs.run_queued(self.databases, load_settings(self.site.instance))


@pytest.fixture(scope="module")
def scene(site: Site) -> Iterator[Scene]:
    load_models()
    databases = open_databases(load_settings(site.instance))
    now = datetime.now(UTC)
    made: dict[Role, Actor] = {}
    with databases.main() as session:
        here = services.create_congress(
            session, SYSTEM, code=CODE, name="临海县人民代表大会", level="county", now=now
        ).id
        in_congress(session, here)
        held = services.open_session(
            session, SYSTEM, here, term_number=18, number=1, begins=TODAY - timedelta(days=300), now=now
        )

        def actor_of(role: Role) -> Actor:
            if role not in made:
                line = people.create_person(
                    session, SYSTEM, here, login=str(role), name=f"{role}", roles=[role], now=now
                )
                made[role] = Actor(line.id, line.name, frozenset({role}))
            return made[role]

        year = open_year(session, here, actor_of)
        links = {}
        for number, name in enumerate(("王秀兰", "李卫东"), start=1):
            given = {"number": f"{number:03}", "name": name, "status": "在任"}
            deputy_id = deputies.add_deputy(
                session, actor_of(Role.SECRETARIAT), here, held.id, given, now=now
            )
            links[name] = deputy_logins.make(
                session, actor_of(Role.SECRETARIAT), here, deputy_id, f"d{number}", now=now
            )
            part = "member" if number > 1 else "lead"
            groups.add_member(*year.as_office(), year.project_ids[0], deputy_id, part=part, now=now)
        for name, role in (("office", Role.SUPERVISION_OFFICE), ("unit", Role.UNIT)):
            links[name] = login.make_link(session, actor_of(role).person_id, now=now)
    yield Scene(site, databases, links)
    databases.close()


_STATES: dict[str, str] = {}


def enter(
    browser: Browser, scene: Scene, who: str, size: dict[str, int], findings: list[str], folder: Path
) -> Page:
    """A window of somebody who is signed in; the one-time link is used the first time."""
    state = _STATES.get(who)
    opened = browser.new_context(
        viewport=size,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=size is PHONE,
        storage_state=state,
    )
    opened.set_default_timeout(20_000)
    page = opened.new_page()
    watch(page, findings)
    if state is None:
        page.goto(f"{scene.site.url}/enter/{scene.links[who]}")
        page.get_by_role("button").last.click()
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        expect(page.locator("h1")).to_be_visible()
        _STATES[who] = str(folder / f"{who}.json")
        opened.storage_state(path=_STATES[who])
    return page


@pytest.fixture
def windows(browser: Browser, scene: Scene, findings: list[str], tmp_path_factory) -> Iterator[object]:
    """``windows(who, size)`` opens a window of somebody."""
    opened: list[BrowserContext] = []
    folder = tmp_path_factory.mktemp("states")

    def window(who: str, size: dict[str, int] = LAPTOP) -> Page:
        page = enter(browser, scene, who, size, findings, folder)
        opened.append(page.context)
        return page

    yield window
    for context in opened:
        context.close()
    assert not findings, "\n".join(findings)


def sign_in_again(page: Page, who: str) -> None:
    """The cookies that this person's window had."""
    page.context.add_cookies(json.loads(Path(_STATES[who]).read_text("utf-8"))["cookies"])


def accessible(page: Page) -> None:
    """Nothing for axe to find, nothing that leaves the screen sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def write(page: Page, place: str, *, verdict: str = "有问题") -> None:
    page.get_by_label("看了哪里").fill(place)
    page.get_by_text(verdict, exact=True).click()
    page.get_by_label("一句话").fill("地下室排水未接通，雨天积水")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并上传").click()


def test_a_visit_written_in_a_cellar_survives_a_reload_and_is_sent_once_with_its_picture(
    scene, windows, findings, tmp_path
):
    page = windows("王秀兰", PHONE)
    page.goto(f"{scene.site.url}{ROOM}/group")
    page.get_by_role("link", name="记录视察").click()
    expect(page.locator("#kept")).to_have_text("本页已存到手机，没有信号也能打开。")
    before = scene.visits()
    page.context.set_offline(True)
    expect(page.locator("#network")).to_contain_text("没有网络")
    write(page, "幸福小区3号楼地下室")
    photo = tmp_path / "cellar.jpg"
    photo.write_bytes(picture("blue").getvalue())
    page.get_by_label("照片").set_input_files(photo)
    expect(page.locator("#thumbs img")).to_have_count(1)
    page.reload()  # the phone killed the page; what was written is there again
    expect(page.get_by_label("看了哪里")).to_have_value("幸福小区3号楼地下室")
    expect(page.locator("#thumbs img")).to_have_count(1)
    accessible(page)
    save(page)
    expect(page.locator("#entries li")).to_contain_text("未上传")
    assert scene.visits() == before
    findings.clear()  # the network was away on purpose
    page.context.set_offline(False)
    expect(page.locator("#entries li")).to_contain_text("已上传")
    expect(page.locator("#told")).to_have_text("全部已上传。")
    assert scene.visits() == before + 1
    page.reload()
    expect(page.locator("#queue")).to_be_hidden()
    scene.process_pictures()
    findings.clear()


def test_a_visit_whose_answer_was_lost_is_sent_again_and_counted_once(scene, windows, findings):
    page = windows("王秀兰", PHONE)
    page.goto(f"{scene.site.url}{ROOM}/visits/phone")
    before, lost = scene.visits(), []

    def lose(route: Route) -> None:
        """The server gets it, the phone never hears of it."""
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route(f"**{ROOM}/visits", lose)
    write(page, "健康路12号", verdict="好")
    save(page)
    expect(page.locator("#network")).to_contain_text("有网络时自动上传")
    expect(page.locator("#entries li")).to_contain_text("未上传")
    assert lost == [200] and scene.visits() == before + 1
    page.get_by_role("button", name="现在上传").click()
    expect(page.locator("#entries li")).to_contain_text("已上传")
    assert scene.visits() == before + 1
    findings.clear()  # the answer was lost on purpose


def test_who_was_signed_out_loses_nothing_and_nobody_else_sends_it(scene, windows, findings):
    windows("office")
    page = windows("王秀兰", PHONE)
    page.goto(f"{scene.site.url}{ROOM}/visits/phone")
    before = scene.visits()
    page.context.clear_cookies()
    write(page, "河东路5号")
    save(page)
    expect(page.locator("#network")).to_contain_text("登录已过期")
    sign_in_again(page, "office")
    page.reload()
    expect(page.locator("#told")).to_contain_text("另一位登录者")
    assert scene.visits() == before
    page.context.clear_cookies()
    sign_in_again(page, "王秀兰")
    page.reload()
    expect(page.locator("#entries li")).to_contain_text("已上传")
    assert scene.visits() == before + 1
    findings.clear()  # the server said 401 on purpose


def test_what_is_missing_is_said_before_anything_is_kept_for_sending(scene, windows):
    page = windows("王秀兰", PHONE)
    page.goto(f"{scene.site.url}{ROOM}/visits/phone")
    before = scene.visits()
    save(page)
    expect(page.locator("#problem")).to_contain_text("看了哪里")
    assert scene.visits() == before


def test_a_finding_is_sent_out_answered_sent_back_answered_and_closed(scene, windows, tmp_path):
    deputy, office, unit = windows("王秀兰", PHONE), windows("office"), windows("unit")
    evidence = tmp_path / "evidence.jpg"
    evidence.write_bytes(picture("green").getvalue())
    deputy.goto(f"{scene.site.url}{ROOM}/2026/projects/1/findings/new")
    deputy.get_by_label("问题", exact=True).fill("3号楼地下室排水未接通，雨天积水")
    deputy.get_by_label("整改建议").fill("接通排水并清理积水")
    accessible(deputy)
    deputy.get_by_role("button", name="列入问题清单").click()
    address = deputy.url
    office.goto(f"{scene.site.url}{ROOM}/2026")
    office.get_by_role("link", name="1 个问题待发函").click()
    office.get_by_text("3号楼地下室排水未接通").click()
    office.get_by_label("文号", exact=True).fill("临人大督〔2026〕1号")
    accessible(office)
    office.get_by_role("button", name="发出").click()
    expect(office.locator("article")).to_contain_text("临海县住建局")
    accessible(office)

    def answer(text: str) -> None:
        unit.goto(f"{scene.site.url}{ROOM}/unit/findings")
        unit.get_by_role("link", name="3号楼地下室").click()
        unit.get_by_label("做了什么，现在怎样").fill(text)
        unit.get_by_label("整改后的照片").set_input_files(evidence)
        accessible(unit)
        unit.get_by_role("button", name="提交答复").click()
        expect(unit.get_by_role("status")).to_contain_text("等待监督小组复查")

    def check(text: str, verdict: str) -> None:
        deputy.goto(f"{scene.site.url}{ROOM}/group")
        deputy.get_by_role("link", name="3号楼地下室").click()
        deputy.get_by_label("看到的情况").fill(text)
        deputy.get_by_label(verdict).check()
        deputy.get_by_label("退回的，下次答复期限").fill(str(TODAY + timedelta(days=20)))
        accessible(deputy)
        deputy.get_by_role("button", name="提交复查结果").click()

    answer("已安排施工队进场")
    check("现场仍有积水，没有接通", "没有到位，退回继续整改")
    expect(deputy.locator("h1")).to_contain_text("退回 1 次")
    answer("排水已接通，积水已清理")
    check("已通水，无积水", "已整改到位，销号")
    expect(deputy.locator("h1")).to_contain_text("已销号")
    office.goto(address)
    office.get_by_role("link", name="销号单").click()
    expect(office.locator("table")).to_contain_text("已通水，无积水")
