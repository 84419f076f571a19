"""A candidate's way on the screens: ideas, draft, two versions, bodies, notice, list, ballot, chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, watch
from tests.browser.test_collection_desk import LAPTOP, PASSWORD
from tests.collection.desks import publish_shown
from voting.collection import calls, decisions, ideas, screening
from voting.collection.decisions import Ruling
from voting.collection.ideas import NewIdea
from voting.config import load_settings
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress, open_databases
from voting.domains import load_models

PHONE = {"width": 360, "height": 740}
ROLES = [Role.GOVERNMENT_DESK, Role.CONGRESS_DESK, Role.SECRETARIAT]
IDEAS = ("建社区食堂", "老人吃饭难", "村口的桥要修")
BODIES = ("政府常务会议", "党委会议", "人大常委会审议")


def prepare(site: Site) -> tuple[str, str]:
    """A call with three adopted ideas and a session; (the clerk's one-time link, the call's id)."""
    load_models()
    settings = load_settings(site.instance)
    databases = open_databases(settings)
    now = datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code="linhai", name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        services.open_session(
            session, SYSTEM, made.id, term_number=18, number=2, begins=date(2027, 1, 12), now=now
        )
        clerk = people.create_person(
            session, SYSTEM, made.id, login="clerk", name="王敏", roles=ROLES, now=now
        )
        actor = Actor(clerk.id, clerk.name, frozenset(ROLES))
        form = calls.CallForm(
            year=2027, title="2027年度民生实事项目征集公告", initiator="government_office",
            initiator_name="临海县人民政府办公室", desk="government",
            begins=date(2026, 9, 1), ends=date(2027, 1, 31), public_lists=True,
        )  # fmt: skip
        call_id = calls.create(session, actor, made.id, form, now=now)
        calls.move(session, actor, made.id, call_id, "publish", now=now)
        said = {
            item.id: screening.Answer("yes" if item.side == "positive" else "no")
            for item in calls.items(session, made.id, call_id)
        }
        for title in IDEAS:
            given = NewIdea(channel="form", title=title, category="养老托育", area="城关街道")
            idea = ideas.receive(session, settings.secret_key, made.id, call_id, given, now=now).idea_id
            screening.answer(session, actor, made.id, idea, said, now=now)
            decisions.decide(session, actor, made.id, [idea], Ruling("adopt"), now=now)
        publish_shown(session, actor, made.id, call_id, "government", now=now)
        link = login.make_link(session, clerk.id, now=now)
    databases.close()
    return f"{site.url}/enter/{link}", call_id


@pytest.fixture(scope="module")
def clerk(site: Site, browser: Browser) -> Iterator[tuple[Page, str]]:
    """The clerk of all offices, signed in; the address of the call."""
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
    yield page, f"{site.url}/c/linhai/calls/{call_id}"
    context.close()
    assert not findings, "\n".join(findings)


def sound(page: Page, counted) -> None:
    """Nothing for axe to find, nothing that leaves the screen sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    counted("pages of a candidate's way without a finding", 1)


def test_a_candidate_goes_from_ideas_to_the_ballot_and_its_chain(clerk, browser: Browser, counted):
    page, call = clerk
    draft(page, call, counted)
    two_versions(page, counted)
    bodies(page, call, counted)
    notice = put_on_notice(page, call, counted)
    object_and_answer(browser, page, call, notice, counted)
    listed_and_frozen(page, call)
    on_the_ballots_draft(page, call)
    chain(browser, page, call, counted)


def draft(page: Page, call: str, counted) -> None:
    page.goto(f"{call}/drafts")
    page.get_by_role("link", name="起草候选项目").click()
    for name, text in (
        ("名称", "社区食堂建设"), ("建设内容", "新建社区食堂6个"), ("总投资(万元)", "600"),
        ("本级财政(万元)", "300"), ("责任单位", "县民政局"), ("完成时限", "2027年11月底前"),
    ):  # fmt: skip
        page.get_by_label(name).first.fill(text)
    for title in IDEAS[:2]:
        page.get_by_label(title).check()
    sound(page, counted)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".warnings").first).to_contain_text("与总投资 600 万元不一致")
    expect(page.locator(".warnings").first).to_contain_text("没有年度量化目标")


def two_versions(page: Page, counted) -> None:
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("建设内容").fill("新建社区食堂4个")
    page.get_by_label("年度量化目标").fill("年底前4个全部开餐")
    page.get_by_label("本级财政(万元)").fill("600")
    page.get_by_label("已列预算草案(万元)").fill("600")
    page.get_by_label("这一版为什么改").fill("点位核减2个")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".warnings")).to_have_count(0)
    changed = page.locator("tr.is-changed").filter(has_text="建设内容")
    expect(changed.locator("del")).to_have_text("新建社区食堂6个")
    expect(changed.locator("ins")).to_have_text("新建社区食堂4个")
    sound(page, counted)
    page.get_by_role("button", name="送审").click()


def bodies(page: Page, call: str, counted) -> None:
    for at, body in enumerate(BODIES, 1):
        page.goto(f"{call}/signoff/new")
        page.get_by_label("程序").select_option(label=body)
        page.get_by_label("会议名称").fill(f"{body}第{at}次")
        page.get_by_label("文号").fill(f"临〔2026〕{at}号")
        page.get_by_label("出席人数").fill("11")
        page.get_by_label("赞成").fill("11")
        page.get_by_label("扫描件").set_input_files(
            {"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 minutes"}
        )
        if at == 1:
            sound(page, counted)
        page.get_by_role("button", name="记录", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("会议决定已记录")
    expect(page.get_by_text("已同意", exact=True)).to_have_count(3)
    sound(page, counted)


def put_on_notice(page: Page, call: str, counted) -> str:
    """The notice's public address."""
    page.goto(f"{call}/signoff")
    page.locator("summary", has_text="发布公示").click()
    page.get_by_role("button", name="发布公示").click()
    address = page.get_by_role("link", name="公示页面").get_attribute("href")
    assert address
    return address


def object_and_answer(browser: Browser, page: Page, call: str, notice: str, counted) -> None:
    """A resident objects on a phone, the desk answers, the resident reads it."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True)
    phone, findings = context.new_page(), []
    watch(phone, findings)
    phone.goto(call.split("/c/")[0] + notice)
    sound(phone, counted)
    phone.get_by_label("异议和理由").fill("点位离村民太远，请调整")
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_role("status")).to_contain_text("已收到您的异议")
    number, digits = phone.locator(".receipt dd").all_inner_texts()
    page.goto(f"{call}/signoff")
    page.get_by_label("答复和理由").fill("已增设村头取餐点")
    page.get_by_role("button", name="答复", exact=True).click()
    phone.get_by_label("异议编号").fill(number)
    phone.get_by_label("查询码").fill(digits)
    phone.get_by_role("button", name="查询").click()
    expect(phone.get_by_role("status")).to_contain_text("已增设村头取餐点")
    context.close()
    assert not findings, "\n".join(findings)


def listed_and_frozen(page: Page, call: str) -> None:
    page.goto(f"{call}/signoff")
    page.get_by_role("button", name="选中的审定完毕").click()
    page.locator("summary", has_text="列入候选项目").click()
    page.get_by_role("button", name="列入候选项目").click()
    page.goto(f"{call.split('/calls')[0]}/candidates")
    expect(page.get_by_text("新建社区食堂4个")).to_be_visible()
    page.locator("summary", has_text="确定候选项目").click()
    page.get_by_role("button", name="确定候选项目").click()
    expect(page.get_by_role("status")).to_contain_text("候选项目已确定")


def on_the_ballots_draft(page: Page, call: str) -> None:
    """The ballot's draft form starts with the frozen list."""
    page.goto(f"{call.split('/calls')[0]}/sittings")
    page.get_by_role("link", name=re.compile("设票决会场|票决会场")).last.click()
    page.get_by_label(re.compile("名称|会场|全体会议")).first.fill("第三次全体会议")
    page.locator("main form [type=submit]").last.click()
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/polls/new")
    expect(page.locator("[name=projects]")).to_have_value(re.compile("^社区食堂建设\t县民政局\t600"))


def chain(browser: Browser, page: Page, call: str, counted) -> None:
    """Anybody follows the project back to the ideas on a phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True)
    phone, findings = context.new_page(), []
    watch(phone, findings)
    phone.goto(f"{call.split('/calls')[0]}/chain")
    sound(phone, counted)
    phone.get_by_role("link", name="社区食堂建设").click()
    expect(phone.locator("h1")).to_have_text("社区食堂建设")
    expect(phone.locator(".steps")).to_contain_text("2 条意见建议")
    expect(phone.locator(".steps")).to_contain_text("列入候选项目，第 1 项")
    expect(phone.locator(".steps")).to_contain_text("等待票决结果")
    expect(phone.locator(".rows .number")).to_have_text(["2027-000001", "2027-000002"])
    sound(phone, counted)
    context.close()
    assert not findings, "\n".join(findings)
