"""The hall's screen from the check-in to the result, moved by its operator at another machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, watch
from tests.polling import stage as stages
from tests.polling.stage import Stage
from voting.config import load_settings
from voting.congress import attendance, deputies, login, people, services
from voting.congress.roles import SYSTEM, Role
from voting.db import in_congress, open_databases
from voting.demo.deputy import choose
from voting.domains import load_models
from voting.polling import cards, lifecycle, sittings
from voting.protocol.archive import parse_archive
from voting.protocol.bundle import read_bundle
from voting.protocol.result import parse_result
from voting.rules import presets

pytestmark = pytest.mark.browser
PROJECTOR = {"width": 1920, "height": 1080}
# 1/250 of 25 m on a picture 2.7 m high; a Chinese character fills 0.92 of its font size.
LINES, PICTURE_MM, DISTANCE_MM, FILLED = 1080, 2700, 25_000, 0.92
LEAST = DISTANCE_MM / 250 / PICTURE_MM * LINES
PROJECTS = (
    "河东小学新建教学楼",
    "老城区雨污分流改造和易涝积水点整治工程（一期）暨配套道路恢复",
    "城乡公交一体化", "县人民医院门诊楼改造", "农村饮水安全巩固提升", "社区养老服务中心（十处）",
    "乡镇污水处理设施", "口袋公园二十处", "老旧小区加装电梯", "农贸市场升级改造", "县图书馆新馆",
    "智慧停车场",
)  # fmt: skip
FAVOUR = (1.0, 4.0, 3.0, 2.0, 3.5, 1.2, 1.0, 2.2, 0.4, 1.6, 2.6, 0.3)
CARDS, DEPUTIES = 12, 15
COUNTIES = {"qinghe": "清河县", "linhe": "临河县", "dongshan": "东山县"}  # one a test
TEXTS = """
stage => {
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    if (!text) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const parent = walker.currentNode.parentElement, style = getComputedStyle(parent);
    const box = range.getBoundingClientRect(), frame = parent.getBoundingClientRect();
    const clips = style.overflow === "hidden", size = parseFloat(style.fontSize);
    found.push({  // the box of a line is 1.45 sizes high, the character in its middle one
      text, size, left: box.left, top: box.top + 0.225 * size,
      right: clips ? Math.min(box.right, frame.right) : box.right,
      bottom: (clips ? Math.min(box.bottom, frame.bottom) : box.bottom) - 0.225 * size,
    });
  }
  return found;
}
"""


@dataclass
class Hall:
    """A congress in a running server, its acts made by the services, its screens real."""

    site: Site
    stage: Stage
    browser: Browser
    code: str
    link: str
    folder: Path
    findings: list[str]

    def window(self, **size: object) -> Page:
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **size)
        context.set_default_timeout(20_000)
        page = context.new_page()
        watch(page, self.findings)
        return page

    def operator(self) -> Page:
        page = self.window(viewport={"width": 1280, "height": 900})
        page.goto(f"{self.site.url}/enter/{self.link}")
        page.get_by_role("button").first.click()
        for name in ("password", "again"):
            page.locator(f'input[name="{name}"]').fill("清河边的 老渡口 柳树")
        page.locator('form:has(input[name="password"]) [type="submit"]').click()
        page.wait_for_url(re.compile(r"/c/[a-z0-9]+/$|/$"))
        return page

    def look(self, page: Page, name: str) -> None:
        page.screenshot(path=self.folder / f"{name}.png")

    def check(self, screen: Page, name: str) -> None:
        """One picture: every character large enough, nothing cut off, nothing moving, nothing to press."""
        self.look(screen, name)
        texts = screen.locator("#stage").evaluate(TEXTS)
        assert texts
        small = [t["text"] for t in texts if t["size"] * FILLED < LEAST]
        assert not small, f"{name}: too small: {small}"
        out = [t for t in texts if t["left"] < 0 or t["top"] < 0 or t["right"] > 1920 or t["bottom"] > 1080]
        assert not out, f"{name}: cut off: {out}"
        assert not [pair for pair in combinations(texts, 2) if overlap(*pair)], name
        assert screen.locator("button, a, input, select, summary").count() == 0
        assert screen.evaluate("document.getAnimations().length") == 0
        assert screen.context.cookies() == []


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Two texts that stand in one another."""
    wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return wide > 2 and high > 2


@pytest.fixture
def hall(browser: Browser, site: Site, monkeypatch, tmp_path) -> Iterator[Hall]:
    load_models()
    databases = open_databases(load_settings(site.instance))
    now = datetime.now(UTC).replace(microsecond=0)
    with databases.main() as session:
        free = (code for code in COUNTIES if services.find_congress(session, code) is None)
        code = next(free)
        made = services.create_congress(
            session, SYSTEM, code=code, name=f"{COUNTIES[code]}人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        held = services.open_session(
            session, SYSTEM, made.id, term_number=18, number=2, begins=date(2026, 1, 12), now=now
        )
        secretary = people.create_person(
            session, SYSTEM, made.id, login=f"secretary-{code}", name="秘书处·赵", now=now,
            roles=[Role.SECRETARIAT],
        )  # fmt: skip
        link = login.make_link(session, secretary.id, now=now)
        check_in(session, made.id, held.id, now)
    monkeypatch.setattr(stages, "CONGRESS", made.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    stage = Stage(databases, site.instance, presets.county(10, len(PROJECTS)), CARDS, moment=now)
    findings: list[str] = []
    yield Hall(site, stage, browser, code, link, tmp_path, findings)
    databases.close()
    assert not findings, "\n".join(findings)


def check_in(session, congress_id: str, session_id: str, now: datetime) -> None:
    """Fifteen deputies, twelve of them present."""
    meeting = attendance.open_meeting(
        session, SYSTEM, congress_id, session_id, title="第二次全体会议", held_on=date(2026, 1, 13), now=now
    )
    for index in range(DEPUTIES):
        name = "代表" + "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"[index]
        given = {"number": f"{index:03d}", "name": name, "delegation": "第一代表团"}
        deputy = deputies.add_deputy(session, SYSTEM, congress_id, session_id, given, now=now)
        if index < CARDS:
            attendance.mark(session, SYSTEM, congress_id, meeting, deputy, attendance.PRESENT, now=now)


def draft(stage: Stage, title: str = "2027年度民生实事项目票决") -> None:
    """The sitting with its projects."""
    stage.open_sitting()
    with stage.board() as session:
        stage.poll_id = sittings.draft_poll(
            session, actor=stages.SECRETARY, sitting_id=stage.sitting_id, title=title,
            method=stage.method, now=stage.now(),
            projects=[sittings.Project(name) for name in PROJECTS[: stage.method.candidates]],
        )  # fmt: skip


def open_poll(stage: Stage) -> None:
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    if stage.method.purpose == "real":
        stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open(DEPUTIES, CARDS)


def count_stubs(stage: Stage) -> None:
    with stage.board() as session:
        cards.count_stubs(
            session, actor=stages.DESK, sitting_id=stage.sitting_id, handed_out=CARDS, now=stage.now()
        )


def report(stage: Stage) -> None:
    with stage.board() as session:
        lifecycle.report_counts(session, actor=stages.CHIEF, poll_id=stage.poll_id, now=stage.now())


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def on(screen: Page, kind: str) -> Locator:
    """The picture of this kind, once the screen shows it."""
    found = screen.locator(f".is-{kind}")
    expect(found).to_be_visible()
    return found


def cast(stage: Stage, number: int) -> None:
    stage.cast(stage.sealed(number, choose(stage.rng, stage.method, FAVOUR)))


def give_link(hall: Hall, operator: Page) -> str:
    operator.goto(f"{hall.site.url}/c/{hall.code}/sittings/{hall.stage.sitting_id}")
    operator.get_by_role("link", name="大屏").click()
    press(operator, "发放大屏地址")
    return operator.locator("#address").text_content() or ""


def test_the_screen_from_check_in_to_result(hall):
    stage = hall.stage
    draft(stage)
    operator = hall.operator()
    address = give_link(hall, operator)
    screen = hall.window(viewport=PROJECTOR)
    answers: list[int] = []
    screen.on("response", lambda answer: answers.append(answer.status))
    screen.goto(address)

    expect(on(screen, "check_in")).to_contain_text("应到15名实到12名")
    expect(screen.locator(".verdict")).to_have_text("✓ 符合法定人数")
    hall.check(screen, "1-check-in")
    expect(operator.locator("#operate")).to_contain_text("● 大屏已连接")
    hall.look(operator, "operator")

    open_poll(stage)
    press(operator, "下一幅：票决办法")
    expect(on(screen, "rules")).to_contain_text("以无记名方式对12个候选项目进行票决，应选10项")
    hall.check(screen, "2-rules")
    press(operator, "下一幅：投票中")
    for number in range(3):
        cast(stage, number)
    expect(on(screen, "voting")).to_contain_text("收票数3张发出—张")
    for number in range(3, 11):
        cast(stage, number)
    count_stubs(stage)
    expect(on(screen, "voting")).to_contain_text("收票数11张发出12张")
    hall.check(screen, "3-voting")
    screen.wait_for_timeout(2500)
    assert answers[-2:] == [304, 304]

    lose_the_network(hall, screen, operator)
    cast(stage, 11)
    expect(on(screen, "voting")).to_contain_text("收票数12张发出12张")
    stage.close()
    expect(on(screen, "closed")).to_contain_text("收回12张发出12张")
    hall.check(screen, "4-closed")
    report(stage)
    stage.declare_valid()
    press(operator, "下一幅：核验")
    expect(on(screen, "verification")).to_contain_text("监票人签署核对声明0 / 3")
    stage.count()
    stage.sign()
    expect(on(screen, "verification")).to_contain_text("开启票箱的钥匙2 / 2")
    hall.check(screen, "5-verification")
    expect(operator.get_by_role("button", name=re.compile("下一幅"))).to_have_count(0)
    expect(operator.locator("#operate")).to_contain_text("执行主席宣布结果以后，可以显示结果")

    stage.announce()
    press(operator, "下一幅：票决结果")
    first = on(screen, "result").locator("tbody tr")
    hall.check(screen, "6-result")
    rows = read_rows(first)
    press(operator, "下一页")
    expect(screen.locator("h1")).to_contain_text("第 2 页，共 2 页")
    hall.check(screen, "7-result-second-page")
    rows += read_rows(first)
    compare_with_the_record(hall, operator, rows)
    press(operator, "按得票数")
    expect(screen.locator("h1")).to_contain_text("第 1 页，共 2 页")
    expect(first.first.locator(".no")).not_to_have_text("1")
    hall.check(screen, "8-result-by-votes")
    by_votes = read_rows(first)
    press(operator, "下一页")
    expect(screen.locator("h1")).to_contain_text("第 2 页，共 2 页")
    hall.check(screen, "9-result-by-votes-second-page")
    by_votes += read_rows(first)
    assert sorted(by_votes) == sorted(rows)
    assert [row[1] for row in by_votes] == sorted((row[1] for row in rows), reverse=True)

    in_english(hall, screen, operator, f"{address}?lang=en")
    hall.findings.clear()
    operator.get_by_text("收回地址").first.click()
    press(operator, "收回地址")
    expect(screen.locator("#stage")).to_be_empty()
    assert all("404" in finding for finding in hall.findings)
    hall.findings.clear()


def test_a_rehearsal_with_a_long_title_that_ends_in_a_tie(hall):
    stage = hall.stage
    stage.method = presets.county(9, len(PROJECTS), "rehearsal")
    draft(stage, "预演：" + "清河县第十八届人民代表大会第二次会议民生实事候选项目票决" * 2)
    open_poll(stage)
    count_stubs(stage)
    for number in range(CARDS):  # the first seven have every vote; the next three are level for two places
        out = 7 + number % 3
        marks = tuple(int(index < 10 and index != out) for index in range(len(PROJECTS)))
        stage.cast(stage.sealed(number, (marks, (0,) * len(PROJECTS))))
    operator = hall.operator()
    address = give_link(hall, operator)
    screen = hall.window(viewport=PROJECTOR)
    screen.goto(address)
    press(operator, "下一幅：票决办法")
    expect(on(screen, "rules").locator(".rehearsal")).to_have_text("预演，不具效力")
    hall.check(screen, "rehearsal-rules")
    stage.close()
    report(stage)
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    for button in ("下一幅：已截止", "下一幅：核验", "下一幅：票决结果"):
        press(operator, button)
    expect(on(screen, "result").locator(".next")).to_contain_text("就这3项再次票决，确定2项")
    hall.check(screen, "rehearsal-result")
    screen.goto(f"{address}?lang=en")
    hall.check(screen, "rehearsal-result-english")
    screen.set_viewport_size({"width": 1280, "height": 1024})
    expect(on(screen, "result")).to_be_visible()
    hall.look(screen, "rehearsal-result-old-projector")


def in_english(hall: Hall, screen: Page, operator: Page, address: str) -> None:
    """The same pictures for guests who read English; the longer words fit as well."""
    screen.goto(address)
    for number, (button, kind, said) in enumerate(
        [
            ("按序号", "result", "Votes needed"),
            ("上一幅：核验", "verification", "Keys that open the box"),
            ("上一幅：已截止", "closed", "Fingerprint of the sealed box"),
            ("上一幅：票决办法", "rules", "12 candidate projects are voted on by secret ballot"),
            ("上一幅：签到", "check_in", "Quorum is met"),
        ]
    ):
        press(operator, button)
        expect(on(screen, kind)).to_contain_text(said)
        hall.check(screen, f"english-{number}-{kind}")


def lose_the_network(hall: Hall, screen: Page, operator: Page) -> None:
    """The audience goes on seeing the last picture, the operator learns of it."""
    before = screen.locator("#stage").inner_html()
    screen.context.set_offline(True)
    expect(operator.locator("#operate")).to_contain_text("○ 大屏没有连接", timeout=30_000)
    assert screen.locator("#stage").inner_html() == before
    hall.check(screen, "3-voting-without-network")
    screen.context.set_offline(False)
    expect(operator.locator("#operate")).to_contain_text("● 大屏已连接", timeout=30_000)
    assert all("ERR_INTERNET_DISCONNECTED" in finding for finding in hall.findings)
    hall.findings.clear()


def read_rows(rows: Locator) -> list[tuple[int, ...]]:
    """(number, for, against, abstain) of each row on the screen."""
    return [
        tuple(int(cell) for cell in row.locator("td.no, td.votes").all_text_contents()) for row in rows.all()
    ]


def compare_with_the_record(hall: Hall, operator: Page, rows: list[tuple[int, ...]]) -> None:
    """The printed report and the bundle, fetched as the secretariat fetches them."""
    poll = f"{hall.site.url}/c/{hall.code}/polls/{hall.stage.poll_id}"
    bundle = read_bundle(operator.request.get(f"{poll}/bundle.zip").body())
    archive = parse_archive(bytes(bundle.archive))
    counted = parse_result(archive.content(archive.of_type("Result")[0].data["result"])).counts
    assert [row[1] for row in rows] == list(counted[0])
    assert [row[2] for row in rows] == list(counted[1])
    report = operator.request.get(f"{poll}/papers/result").text()
    cells = re.findall(r"<tr[^>]*>(.*?)</tr>", report, re.DOTALL)
    printed = [[int(n) for n in re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", cell)] for cell in cells]
    assert [tuple(row[:4]) for row in printed if len(row) >= 4] == rows
