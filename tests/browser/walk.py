"""The people of one small congress and what they do at their screens, from the draft to the announcement.

Every person has a browser context of his own. The congress, its people and the check-in are prepared through
the services, as their own tests cover them; from the sitting on everything happens on the screens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.polling.stage import as_if_rehearsed
from voting.collection import services as collection
from voting.config import load_settings
from voting.congress import attendance, deputies, login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress, open_databases
from voting.domains import load_models

CODE = "qinghe"
CONGRESS = "清河县人民代表大会"
PEOPLE = {
    "secretary": ("秘书处·赵", [Role.SECRETARIAT]),
    "general": ("秘书长·钱", [Role.SECRETARY_GENERAL]),
    "registrar": ("票卡·孙", [Role.REGISTRAR]),
    "desk": ("工作台·李", [Role.DESK]),
    "chief": ("总监票人·周", [Role.CHIEF_SCRUTINEER]),
    "second": ("监票人·吴", [Role.SCRUTINEER]),
    "third": ("监票人·郑", [Role.SCRUTINEER]),
}
PROJECTS = (
    ("河东小学新建教学楼", "县教育局", "3200", "2027年11月", "新建教学楼一栋，增加学位900个。"),
    ("老城区雨污分流改造（一期）", "县住建局", "5600", "2027年12月", "改造管网23公里，消除易涝点6处。"),
    ("城乡公交一体化", "县交通局", "1800", "2027年10月", "新增线路8条，更新车辆40辆。"),
)
TABLET = {"width": 1280, "height": 800}
PASSWORD = "清河边的 老渡口 柳树"  # of every office
PASSPHRASE = "河边的旧水塔下面"


@dataclass
class Walk:
    """``look(page, name)`` is called wherever a screen is worth a picture."""

    browser: Browser
    url: str
    instance: Path
    watch: Callable[[Page], None] = lambda page: None
    look: Callable[[Page, str], None] = lambda page, name: None
    pages: dict[str, Page] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    slips: dict[str, str] = field(default_factory=dict)
    register: Path | None = None
    sitting: str = ""

    # Before the sitting ------------------------------------------------------------------------

    def prepare(self, deputies_number: int = 5) -> None:
        """The congress with its session, its people signed in, its deputies present, three candidates."""
        load_models()
        databases = open_databases(load_settings(self.instance))
        now = datetime.now(UTC)
        with databases.main() as session:
            congress = services.create_congress(
                session, SYSTEM, code=CODE, name=CONGRESS, level="county", now=now
            )
            in_congress(session, congress.id)
            held = services.open_session(
                session, SYSTEM, congress.id, term_number=18, number=2, begins=date(2026, 1, 12), now=now
            )
            links = {}
            for name, (title, roles) in PEOPLE.items():
                made = people.create_person(
                    session, SYSTEM, congress.id, login=name, name=title, roles=roles, now=now
                )
                links[name] = login.make_link(session, made.id, now=now)
            secretary = next(
                p for p in people.people_in(session, congress.id, now=now) if p.login == "secretary"
            )
            actor = Actor(secretary.id, secretary.name, frozenset({Role.SECRETARIAT}))
            self._fill(session, actor, congress.id, held.id, deputies_number, now)
        databases.close()
        for name, link in links.items():
            self.sign_in(name, link)

    def _fill(self, session, actor, congress_id: str, session_id: str, number: int, now: datetime) -> None:
        meeting = attendance.open_meeting(
            session,
            actor,
            congress_id,
            session_id,
            title="第二次全体会议",
            held_on=date(2026, 1, 13),
            now=now,
        )
        for index in range(1, number + 1):
            given = {
                "number": f"{index:03d}",
                "name": "代表" + "甲乙丙丁戊己庚辛壬癸子丑"[index - 1],
                "delegation": "第一代表团",
            }
            deputy = deputies.add_deputy(session, actor, congress_id, session_id, given, now=now)
            attendance.mark(session, actor, congress_id, meeting, deputy, attendance.PRESENT, now=now)
        for index, (name, unit, money, deadline, content) in enumerate(PROJECTS, 1):
            given = {
                "number": str(index),
                "name": name,
                "unit": unit,
                "investment": money,
                "deadline": deadline,
                "content": content,
                "category": "教育",
                "funding": "县级财政",
            }
            collection.add_candidate(session, actor, congress_id, session_id, given, now=now)

    def sign_in(self, name: str, link: str) -> None:
        page = self.open(name)
        page.goto(f"{self.url}/enter/{link}")
        page.get_by_role("button").first.click()
        page.wait_for_url("**/password")
        page.locator('input[name="password"]').fill(PASSWORD)
        page.locator('input[name="again"]').fill(PASSWORD)
        page.locator('form:has(input[name="password"]) [type="submit"]').click()
        page.wait_for_url(re.compile(r"/c/qinghe/$|/$"))

    def open(self, name: str) -> Page:
        context = self.browser.new_context(viewport=TABLET, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        self.pages[name] = context.new_page()
        self.watch(self.pages[name])
        return self.pages[name]

    # At the screens ----------------------------------------------------------------------------

    def guide(self, name: str) -> Page:
        page = self.pages[name]
        page.goto(self.sitting)
        return page

    def step(self, name: str, link: str) -> Page:
        """Follow one link of the guide."""
        page = self.guide(name)
        page.locator(".step-links").get_by_role("link", name=link, exact=True).first.click()
        return page

    def press(self, page: Page, button: str) -> None:
        page.get_by_role("button", name=button, exact=True).click()

    def open_sitting(self) -> None:
        page = self.pages["secretary"]
        page.goto(f"{self.url}/c/{CODE}/sittings/new")
        page.get_by_label("会场名称").fill("第二次全体会议票决")
        self.press(page, "设会场")
        self.sitting = page.url
        self.look(page, "guide-empty")

    def draft(self, title: str, *, places: int = 2, rehearsal: bool = False, preset: str = "county") -> None:
        page = self.pages["secretary"]
        page.goto(f"{self.sitting.split('?')[0]}/polls/new")
        page.get_by_label("名称", exact=True).fill(title)
        if rehearsal:
            page.get_by_label("用途").select_option("rehearsal")
        page.get_by_label("票决办法").select_option(preset)
        page.get_by_label("应选项数").fill(str(places))
        page.get_by_label("最少收回张数").fill("5")
        expect(page.locator("#preview-sentence")).to_contain_text("赞成")
        self.look(page, "draft")
        self.press(page, "保存草案")
        self.look(page, "poll")
        page.get_by_role("link", name="回到流程").click()
        self.sitting = page.url
        self.look(page, "guide-draft")

    def seal(self, *, rehearsed: bool = True) -> None:
        """加封: three scrutineers at their own screens, any two of them can open. The rehearsal that a real
        poll needs counts as done, unless it is what the test is about."""
        page = self.step("secretary", "监票钥匙")
        page.get_by_label("几把可以开启").fill("2")
        self.look(page, "keys")
        self.press(page, "开始加封")
        ceremony = page.url
        keepers = ("chief", "second", "third")
        for name in keepers:
            self.pages[name].goto(ceremony)
            self.press(self.pages[name], "加封（生成我的钥匙）")
        for name in keepers:
            mine = self.pages[name]
            expect(mine.locator("#mine")).to_be_visible(timeout=60_000)
            self.slips[name] = mine.locator("#slip-text").text_content() or ""
        self.look(self.pages["chief"], "ceremony")
        page.get_by_role("link", name="打印：监票钥匙指纹表").click()
        shown = self.pages["chief"].locator("#fingerprint").text_content() or ""
        expect(page.locator("td.fingerprint").first).to_have_text(re.compile(r"\s*".join(shown.split())))
        self.look(page, "fingerprints")
        if rehearsed:
            self.as_if_rehearsed()

    def as_if_rehearsed(self) -> None:
        found = re.search(r"/sittings/([0-9a-f]{32})", self.sitting)
        assert found
        databases = open_databases(load_settings(self.instance))
        with databases.main() as session, databases.board() as board:
            congress = services.find_congress(session, CODE)
            assert congress
            as_if_rehearsed(in_congress(board, congress.id), found[1])
        databases.close()

    def make_cards(self, count: int, reserve: int, left_over: str, folder: Path) -> None:
        page = self.step("registrar", "表决票卡")
        page.get_by_label("印制张数").fill(str(count))
        page.get_by_label("其中备用").fill(str(reserve))
        page.locator("#pass").fill(PASSPHRASE)
        page.locator("#pass2").fill(PASSPHRASE)
        self.press(page, "生成票卡")
        expect(page.locator("#save")).to_be_visible(timeout=60_000)
        with page.expect_download() as saved:
            self.press(page, "保存名册文件")
        self.register = folder / "register.piaojue"
        saved.value.save_as(self.register)
        printed = zip(
            page.locator(".card-serial").all_text_contents(),
            page.locator(".card-secret").all_text_contents(),
            strict=True,
        )
        self.secrets = [secret for _, secret in sorted(printed)]
        self.look(page, "cards")
        self.press(page, "印好了，清除票卡密码")
        assert page.locator(".card-secret").count() == 0
        page.get_by_label("剩余的票卡编号").fill(left_over)
        self.press(page, "签署并上传名单")
        expect(page.locator("#sign-note")).to_be_visible(timeout=30_000)

    def freeze_and_adopt(self) -> None:
        self.freeze()
        page = self.step("secretary", "登记通过情况")
        page.get_by_label("时间").fill("2026-01-13T09:20")
        page.get_by_label("赞成").fill("5")
        self.look(page, "adopt")
        self.press(page, "登记通过")

    def freeze(self) -> None:
        page = self.step("secretary", "定稿")
        self.look(page, "freeze")
        self.press(page, "定稿")

    def draft_rehearsal(self) -> None:
        """One button; the guide of the rehearsal follows."""
        page = self.guide("secretary")
        self.look(page, "guide-rehearse")
        self.press(page, "起草预演（选水果）")
        page.wait_for_url("**poll=*")
        self.sitting = page.url

    def take_back(self, reason: str) -> Page:
        """From the guide to the new draft's form, where the secretary stands then."""
        page = self.guide("secretary")
        page.get_by_role("link", name="退回修改……").first.click()
        self.look(page, "take-back")
        page.get_by_label("理由").fill(reason)
        self.press(page, "退回修改")
        page.wait_for_url("**/edit")
        return page

    def verify_seal(self, *names: str) -> None:
        for name in names or ("chief", "second", "third"):
            page = self.step(name, "验封")
            page.get_by_label("监票钥匙签").fill(self.slips[name])
            page.keyboard.press("Enter")
            expect(page.locator("#sentence")).to_contain_text("验封完成", timeout=30_000)
        self.look(self.pages["chief"], "key-sealed")

    def hand_out(self, count: int) -> None:
        page = self.step("desk", "登记发出数")
        page.get_by_label("票根张数（发出）").fill(str(count))
        self.press(page, "登记")

    def open_poll(self) -> None:
        page = self.step("secretary", "开启投票")
        self.look(page, "opening")
        self.press(page, "提请总监票人开启投票")
        page = self.step("chief", "开启投票")
        page.get_by_label("您的登录密码").fill(PASSWORD)
        self.press(page, "开启投票")
        self.look(page, "guide-open")

    def ballot_address(self, secret: str = "") -> str:
        sitting = re.search(r"/sittings/([0-9a-f]{32})", self.sitting)
        assert sitting
        return f"{self.url}/v/{sitting[1]}" + (f"#{secret}" if secret else "")

    def vote(self, tablet: Page, marks: str, *, look: bool = False) -> None:
        """``marks``: one of 赞 反 弃 or · for each project; the card is open already. Ends at the receipt."""
        expect(tablet.locator("#projects li").first).to_be_visible()
        for index, mark in enumerate(marks):
            if mark != "·":
                word = {"赞": "赞成", "反": "反对", "弃": "弃权"}[mark]
                tablet.locator("#projects li").nth(index).get_by_role("button", name=word).click()
        if look:
            self.look(tablet, "vote-marked")
        self.press(tablet, "核对")
        if look:
            self.look(tablet, "vote-review")
        self.press(tablet, "核对无误，加密")
        expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
        if look:
            self.look(tablet, "vote-sealed")
        self.press(tablet, "投票")
        expect(tablet.get_by_role("heading", name="投票成功")).to_be_visible(timeout=30_000)

    def void(self, serials: str) -> None:
        page = self.guide("registrar")
        page.get_by_role("link", name="作废票卡").click()
        page.locator("#file").set_input_files(self.register)
        page.locator("#file-pass").fill(PASSPHRASE)
        self.press(page, "打开名册")
        page.get_by_label("办理").select_option("serials")
        page.locator("#serials").fill(serials)
        page.locator("#slip").fill(self.slips["second"])
        self.press(page, "共同签署，作废")
        expect(page.locator("#verdict")).to_contain_text("已作废", timeout=60_000)
        self.look(page, "voids")

    def close_poll(self) -> None:
        page = self.step("secretary", "截止投票")
        self.press(page, "提请总监票人截止投票")
        page = self.step("chief", "截止投票")
        self.look(page, "closing")
        page.get_by_label("您的登录密码").fill(PASSWORD)
        self.press(page, "截止投票")
        page = self.step("chief", "报告收发票")
        self.press(page, "报告收发票情况")
        page = self.step("general", "记录宣布有效")
        self.look(page, "validity")
        self.press(page, "记录：执行主席已宣布有效")

    def unseal(self, by_copy: str, by_slip: str) -> None:
        """Two keys: one from the working copy, one from the paper on a device that never saw it."""
        copy = self.step(by_copy, "开启票箱")
        expect(copy.locator("#sentence")).to_contain_text("每张来自已发票卡，合计无误", timeout=60_000)
        self.look(copy, "key-verified")
        self.press(copy, "开启票箱")
        slip = self.step(by_slip, "开启票箱")
        slip.evaluate("localStorage.clear()")
        slip.reload()
        expect(slip.locator("#sentence")).to_contain_text("每张来自已发票卡，合计无误", timeout=60_000)
        slip.get_by_label("监票钥匙签").fill(self.slips[by_slip])
        slip.keyboard.press("Enter")
        expect(slip.locator("#sentence")).to_contain_text("计票完成", timeout=60_000)

    def sign_and_announce(self) -> None:
        page = self.step("chief", "查看结果，签字确认")
        self.look(page, "result")
        self.press(page, "总监票人签字确认")
        page = self.step("general", "宣布结果")
        page.get_by_label("您的登录密码").fill(PASSWORD)
        self.press(page, "记录：执行主席已宣布结果")
        page = self.step("secretary", "公告")
        page.get_by_label("公告文号").fill("主席团公告（第3号）")
        self.press(page, "登记公告")

    def bundle(self, folder: Path) -> Path:
        page = self.guide("secretary")
        page.get_by_role("link", name="核验").first.click()
        self.look(page, "audit")
        with page.expect_download() as saved:
            page.get_by_role("link", name="下载归档包").click()
        path = folder / "bundle.zip"
        saved.value.save_as(path)
        return path
