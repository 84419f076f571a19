"""A resident's phone, 360 px wide: scanning, writing, a photo, the number, the state; supporting instead."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import YOUNGER_THAN_OUR_TABLETS, Site, watch
from voting.collection import calls, desk, ideas, stations
from voting.collection.ideas import NewIdea
from voting.collection.stations import StationForm
from voting.config import load_settings
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress, open_databases
from voting.domains import load_models

PHONE = {"width": 360, "height": 740}
ROLE = Role.GOVERNMENT_DESK


@dataclass(frozen=True)
class Street:
    """What hangs on the wall: the address in the station's code; a clerk's link and the poster's address."""

    form: str
    follow: str
    link: str
    poster: str


@pytest.fixture(scope="module")
def street(site: Site) -> Street:
    load_models()
    settings = load_settings(site.instance)
    databases, now = open_databases(settings), datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code="linhai", name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        clerk = people.create_person(
            session, SYSTEM, made.id, login="clerk", name="王敏", roles=[ROLE], now=now
        )
        here = (session, Actor(clerk.id, clerk.name, frozenset([ROLE])), made.id)
        form = calls.CallForm(
            year=2027, title="临海县2027年度民生实事项目征集公告", initiator="government_office",
            initiator_name="临海县人民政府办公室", desk="government", public_lists=True, support_counts=True,
            begins=now.date() - timedelta(days=5), ends=now.date() + timedelta(days=30),
            introduction="现向全县公开征集2027年度民生实事项目建议，欢迎踊跃提出。",
            contact="县政府办公室 0576-88880000",
        )  # fmt: skip
        call_id = calls.create(*here, form, now=now)
        calls.move(*here, call_id, "publish", now=now)
        station_id = stations.add(
            *here,
            StationForm(
                "古城街道中心联络站", "centre", "古城街道", "紫阳街26号", "0576-88881111", "每月15日上午"
            ),
            now=now,
        )
        token = stations.get(session, made.id, station_id).token
        given = NewIdea("form", "在紫阳街开办老年食堂", "独居老人做饭不便", "养老托育", "古城街道")
        first = ideas.receive(session, settings.secret_key, made.id, call_id, given, now=now)
        desk.list_publicly(*here, [first.idea_id], True, now=now)
        link = login.make_link(session, clerk.id, now=now)
    databases.close()
    base = f"{site.url}/c/linhai"
    return Street(
        f"{base}/i/{token}",
        f"{base}/follow",
        f"{site.url}/enter/{link}",
        f"{base}/stations/{station_id}/poster",
    )


@pytest.fixture
def phone(browser: Browser, findings: list[str]) -> Iterator[Page]:
    """A phone with an engine as old as WeChat's may be; nothing may keep it from writing."""
    context: BrowserContext = browser.new_context(
        viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True, is_mobile=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    watch(page, findings)
    yield page
    context.close()
    assert not findings, "\n".join(findings)


def sound(page: Page, name: str, counted) -> None:
    """Nothing for axe, nothing too wide, targets large enough; a picture where a folder is given."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    low = page.locator("main button:visible, main input:visible, main select:visible").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().height).filter((height) => height < 48)"
    )
    assert low == [], f"{page.url}: targets of {low} px"
    counted("pages of the public without a finding", 1)
    if folder := os.environ.get("VOTING_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def photo() -> bytes:
    picture = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(picture, "JPEG")
    return picture.getvalue()


def write(page: Page, title: str) -> None:
    page.get_by_label("类别").select_option("教育")
    page.get_by_label("一句话写明建议").fill(title)


def test_an_idea_with_a_photo_is_sent_and_followed(phone, street, counted):
    phone.goto(street.form)
    expect(phone.get_by_label("村、社区")).to_have_value("古城街道")
    write(phone, "在望江门新建一所公办幼儿园")
    expect(phone.locator("#n-title")).to_have_text("已写 13 字，最多 40 字")
    phone.get_by_label("具体内容").fill("附近三个小区四千多人，孩子要到三公里外入园。")
    expect(phone.locator("[data-photo]:visible")).to_have_count(1)
    phone.get_by_label("第 1 张").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(phone.locator("[data-photo]:visible")).to_have_count(2)
    sound(phone, "phone-form", counted)
    phone.get_by_role("button", name="提交建议").click()
    expect(phone.locator("h1")).to_have_text("已收到您的建议")
    sound(phone, "phone-received", counted)
    number, digits = (phone.locator("dd").nth(at).inner_text() for at in (0, 1))
    assert re.fullmatch(r"2027-\d{6}", number) and re.fullmatch(r"\d{4}", digits)
    phone.goto(street.follow)
    sound(phone, "phone-follow", counted)
    phone.get_by_label("受理编号").fill(number)
    phone.get_by_label("查询码").fill(digits)
    phone.get_by_role("button", name="查询").click()
    expect(phone.locator(".idea-title")).to_have_text("在望江门新建一所公办幼儿园")
    expect(phone.locator(".state")).to_contain_text("已收到")
    sound(phone, "phone-fate", counted)
    assert phone.context.cookies() == []


def test_what_others_said_already_is_supported_with_one_tap(phone, street, counted):
    phone.goto(street.form)
    phone.get_by_label("类别").select_option("养老托育")
    phone.get_by_label("一句话写明建议").fill("紫阳街建老年食堂")
    expect(phone.locator("#like")).to_contain_text("在紫阳街开办老年食堂")
    sound(phone, "phone-like", counted)
    phone.get_by_role("button", name="附议").click()
    expect(phone.locator("#like")).to_contain_text("现在共有 1 人附议")
    phone.goto(f"{street.form}/ideas")
    expect(phone.locator("[data-supports]")).to_have_text("1 人附议")
    sound(phone, "phone-list", counted)


def test_a_refused_idea_can_be_mended_and_sent(phone, street, findings):
    phone.goto(street.form)
    write(phone, "修路")
    phone.get_by_label("手机").fill("十三八")
    phone.get_by_role("button", name="提交建议").click()
    expect(phone.locator("#problem")).to_contain_text("手机号不对")
    findings.clear()  # the browser's own note of the answer 400
    expect(phone.get_by_label("一句话写明建议")).to_have_value("修路")
    phone.get_by_label("手机").fill("13800004071")
    phone.get_by_role("button", name="提交建议").click()
    expect(phone.locator("dd").nth(1)).to_have_text("4071")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(phone, street):
    phone.goto(street.form)
    phone.get_by_label("第 1 张").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": bytes(8 * 1024 * 1024 + 1)}
    )
    expect(phone.locator("#trouble")).to_contain_text("超过 8 兆字节")


def test_the_notice_fits_the_phone(phone, street, counted):
    phone.goto(f"{street.form}/notice")
    expect(phone.locator("h1")).to_have_text("临海县2027年度民生实事项目征集公告")
    sound(phone, "phone-notice", counted)


def test_the_poster_is_one_sheet_of_a4_whose_code_is_the_forms_address(page, street, counted):
    page.goto(street.link)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/password")
    page.locator('input[name="password"]').fill("清河边的 老渡口 柳树")
    page.locator('input[name="again"]').fill("清河边的 老渡口 柳树")
    page.locator('form:has(input[name="password"]) [type="submit"]').click()
    page.wait_for_url(lambda url: not url.endswith("/password"))
    page.goto(street.poster)
    expect(page.locator(".address")).to_have_text(street.form)
    sound(page, "poster", counted)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    if folder := os.environ.get("VOTING_SCREENSHOTS"):
        (Path(folder) / "poster.pdf").write_bytes(printed)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
