"""A clerk's day at the government's desk: keys, similar ideas, merging and undoing, screening, publishing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, watch
from voting.collection import calls, ideas
from voting.collection.ideas import NewIdea
from voting.config import load_settings
from voting.congress import login, people, services, units
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress, open_databases
from voting.domains import load_models

PASSWORD = "清河边的 老渡口 柳树"
LAPTOP = {"width": 1366, "height": 768}
IDEAS = (
    ("建议在老城区开办养老食堂", "很多独居老人做饭不便，希望有便宜的午餐"),
    ("老城区老年助餐点太少", "空巢老人吃饭难，请在老城区多设几个助餐点"),
    ("李家村路灯不亮", "请维修更换村内路灯"),
    ("李家村的路灯坏了", "晚上黑，请更换路灯"),
    ("<b>给农村小学</b>配校车", "石门乡的孩子每天走一个多小时山路"),
)


def prepare(site: Site) -> tuple[str, str]:
    """A call with five ideas; (the clerk's one-time link, the call's id)."""
    load_models()
    settings = load_settings(site.instance)
    databases = open_databases(settings)
    now = datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code="linhai", name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        role = Role.GOVERNMENT_DESK
        clerk = people.create_person(
            session, SYSTEM, made.id, login="clerk", name="王敏", roles=[role], now=now
        )
        actor = Actor(clerk.id, clerk.name, frozenset([role]))
        form = calls.CallForm(
            year=2027, title="2027年度民生实事项目征集公告", initiator="government_office",
            initiator_name="临海县人民政府办公室", desk="government",
            begins=date(2026, 9, 1), ends=date(2027, 1, 31),
        )  # fmt: skip
        call_id = calls.create(session, actor, made.id, form, now=now)
        calls.move(session, actor, made.id, call_id, "publish", now=now)
        units.add(session, actor, made.id, name="临海县民政局", short="县民政局", now=now)
        for title, text in IDEAS:
            given = NewIdea(channel="form", title=title, text=text, category="养老托育")
            ideas.receive(session, settings.secret_key, made.id, call_id, given, now=now)
        link = login.make_link(session, clerk.id, now=now)
    databases.close()
    return f"{site.url}/enter/{link}", call_id


@pytest.fixture(scope="module")
def desk(site: Site, browser: Browser) -> Iterator[tuple[Page, str, list[str]]]:
    """The clerk, signed in; the address of his call; what the pages complained of."""
    link, call_id = prepare(site)
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    page, findings = context.new_page(), []
    watch(page, findings)
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/password")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('input[name="again"]').fill(PASSWORD)
    page.locator('form:has(input[name="password"]) [type="submit"]').click()
    page.wait_for_url(re.compile(r"/c/linhai/$|/$"))
    yield page, f"{site.url}/c/linhai/calls/{call_id}", findings
    context.close()
    assert not findings, "\n".join(findings)


def sound(page: Page, counted) -> None:
    """Nothing for axe to find, nothing that leaves the screen sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    counted("pages of the collection desk without a finding", 1)


def test_the_inbox_is_walked_by_keys_and_shows_markup_as_text(desk, counted):
    page, call, _findings = desk
    page.goto(f"{call}/inbox")
    expect(page.locator(".entry")).to_have_count(5)
    expect(page.get_by_role("link", name="<b>给农村小学</b>配校车")).to_be_visible()
    for key in "jjxkx":
        page.keyboard.press(key)
    expect(page.locator("#count")).to_have_text("2 / 5")
    sound(page, counted)
    page.keyboard.press("/")
    page.keyboard.type("路灯")
    page.keyboard.press("Enter")
    expect(page.locator(".entry")).to_have_count(2)
    page.wait_for_load_state()  # the page's script hears the keys
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("李家村路灯不亮")
    sound(page, counted)


def test_similar_ideas_are_found_merged_and_the_merging_undone(desk, counted):
    page, call, _findings = desk
    page.goto(f"{call}/similar")
    page.get_by_role("button", name="比对新收到的 5 条").click()
    expect(page.locator(".cluster")).to_have_count(2, timeout=60_000)
    sound(page, counted)
    page.locator(".cluster a.button").first.click()
    page.locator("#f-title").fill("社区助餐点建设")
    sound(page, counted)
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator("h1")).to_contain_text("社区助餐点建设")
    expect(page.get_by_role("heading", name="合并的原件 2")).to_be_visible()
    page.get_by_text("取消合并", exact=True).first.click()
    page.get_by_role("button", name="取消合并").click()
    expect(page.get_by_text("已取消合并，2 条原件回到原来的状态。")).to_be_visible()
    page.goto(f"{call}/inbox")
    expect(page.locator(".entry")).to_have_count(5)


def test_an_idea_is_asked_about_screened_decided_and_published(desk, counted):
    page, call, _findings = desk
    page.goto(f"{call}/inbox")
    page.get_by_role("link", name=IDEAS[0][0]).click()
    for side, said in (("positive", "是"), ("negative", "否")):
        boxes = page.locator(f"ol.checklist >> nth={0 if side == 'positive' else 1} >> select")
        for at in range(boxes.count()):
            boxes.nth(at).select_option(said)
    page.get_by_role("button", name="保存审查清单").click()
    expect(page.get_by_text("审查清单已保存。")).to_be_visible()
    page.get_by_role("button", name="拟办，待公布").click()
    expect(page.get_by_text("已对 1 条作出拟办决定，公布后生效。")).to_be_visible()
    sound(page, counted)
    page.goto(f"{call}/decisions")
    sound(page, counted)
    page.get_by_text("公布这一批", exact=True).first.click()
    page.get_by_role("button", name="公布这一批").click()
    expect(page.get_by_text("第 1 批已公布，共 1 条。")).to_be_visible()
    page.goto(f"{call}/inbox?state=adopted")
    expect(page.locator(".entry")).to_have_count(1)


def test_several_ideas_are_sent_to_a_unit_at_once(desk, counted):
    page, call, _findings = desk
    page.goto(f"{call}/inbox?words=路灯")
    page.get_by_label("本页全选").check()
    page.get_by_text("交单位论证", exact=True).first.click()
    page.get_by_label("县民政局").check()
    page.locator("#f-due").fill("2030-01-01")
    page.get_by_role("button", name="交单位论证").click()
    expect(page.get_by_text("已交办 2 项论证，2030-01-01 前反馈。")).to_be_visible()
    page.goto(f"{call}/inbox?state=in_progress&work=asked")
    expect(page.locator(".entry")).to_have_count(2)


@pytest.mark.parametrize(
    "path",
    ["", "/edit", "/handovers", "/handovers/new/assessment_task", "/handovers/new/bill", "/library",
     "/statistics", "/../../units", "/../../synonyms", "/../../calls"],
)  # fmt: skip
def test_every_page_of_the_desk_is_sound(desk, counted, path: str):
    page, call, _findings = desk
    page.goto(f"{call}{path}")
    expect(page.locator("h1")).to_be_visible()
    sound(page, counted)


def test_the_desk_is_read_on_a_narrow_screen(desk, counted):
    page, call, _findings = desk
    page.set_viewport_size({"width": 640, "height": 400})
    for path in ("/inbox?state=", "/statistics", "/similar"):
        page.goto(f"{call}{path}")
        sound(page, counted)
    page.set_viewport_size(LAPTOP)


def test_the_numbers_go_along_as_excel(desk, tmp_path: Path):
    page, call, _findings = desk
    page.goto(f"{call}/statistics")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出Excel").click()
    saved = tmp_path / "numbers.xlsx"
    download.value.save_as(saved)
    from openpyxl import load_workbook

    book = load_workbook(saved)
    assert book.sheetnames == ["全程", "类别", "渠道", "联络站", "理由", "答复天数"]
    assert [cell.value for cell in book["渠道"][2]] == ["网上填写", 5]
