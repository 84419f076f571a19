"""Polls made by the services, and tablets before them: for tests of the ballot page alone.

Fixtures to import: ``databases`` (those of ``site``) and ``open_page``, which opens a device of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, watch
from tests.polling.stage import CONGRESS, KEEPERS, SECRETARY, Stage, small_method
from voting.config import load_settings
from voting.db import Databases, in_congress, open_databases
from voting.domains import load_models
from voting.polling import board_store, sittings
from voting.polling.sittings import Project
from voting.rules.method import Method

TABLET = {"width": 1280, "height": 800}
PROJECTS = (
    Project(
        name="河东小学新建教学楼",
        category="教育",
        content="新建教学楼一栋，增加学位900个。选址在河东路北侧，用地已经批复。",
        investment="3200",
        funding="县级财政",
        unit="县教育局",
        co_unit="河东街道",
        deadline="2027年11月",
        benefit="周边三个社区的孩子步行可到。",
    ),
    Project(
        name="老城区雨污分流改造（一期）",
        category="住房与老旧小区",
        content="改造管网23公里，消除易涝点6处。",
        investment="5600",
        funding="上级补助和县级财政",
        unit="县住建局",
        deadline="2027年12月",
    ),
    Project(
        name="城乡公交一体化",
        category="交通出行",
        content="新增线路8条，更新车辆40辆。",
        investment="1800",
        funding="县级财政",
        unit="县交通局",
        deadline="2027年10月",
    ),
)
# A device with a camera, which sees one picture.
HAS_CAMERA = """
const picture = new Image();
picture.src = "data:image/png;base64,PICTURE";
navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
navigator.mediaDevices.getUserMedia = async () => {
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const drawing = canvas.getContext("2d");
  setInterval(() => drawing.drawImage(picture, 0, 0), 50);
  return canvas.captureStream();
};
"""


class Booth(Stage):
    """A sitting whose projects say all that a project can say."""

    projects = PROJECTS

    def draft(self, title: str = "民生实事项目票决") -> str:
        projects = [
            replace(self.projects[place % 3], name=f"{self.projects[place % 3].name}{place // 3 or ''}")
            for place in range(self.method.candidates)
        ]
        with self.board() as session:
            self.poll_id = sittings.draft_poll(
                session, actor=SECRETARY, sitting_id=self.sitting_id, title=title, method=self.method,
                projects=projects, now=self.now(),
            )  # fmt: skip
        return self.poll_id

    def further(self, title: str, method: Method, projects: tuple[Project, ...] = PROJECTS) -> Booth:
        """Another poll of the same sitting, on the same cards and keys, open too."""
        other = copy.copy(self)
        other.method, other.projects = method, projects
        other.draft(title)
        other.freeze()
        if method.purpose == "real":
            other.adopt()
        for index in range(len(KEEPERS)):
            other.prove_share(index)
            other.sign_zero(index)
        other.open()
        return other


def open_booth(site: Site, databases: Databases, method: Method | None = None, cards: int = 30) -> Booth:
    """An open poll."""
    booth = Booth(
        databases, site.instance, method or small_method(), cards_listed=cards,
        moment=datetime.now(UTC).replace(microsecond=0),
    )  # fmt: skip
    booth.to_open_with(cards + 2, cards)
    return booth


@pytest.fixture(scope="module")
def databases(site: Site) -> Iterator[Databases]:
    load_models()
    opened = open_databases(load_settings(site.instance))
    yield opened
    opened.close()


@pytest.fixture
def open_page(browser: Browser, findings: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a device of its own; no device may end with a cookie."""
    contexts = []

    def opened(**how: object) -> Page:
        context = browser.new_context(
            **({"viewport": TABLET, "locale": "zh-CN", "has_touch": True} | how)  # type: ignore[arg-type]
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, findings)
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert not findings, "\n".join(findings)


def address(site: Site, booth: Stage, fragment: str = "") -> str:
    return f"{site.url}/v/{booth.sitting_id}" + (f"#{fragment}" if fragment else "")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def kept(tablet: Page) -> str:
    """All that the tablet remembers."""
    return tablet.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")


def mark(tablet: Page, marks: str) -> None:
    """``marks``: one of 赞 反 弃 or · for each project; the paper is open."""
    rows = tablet.locator("#projects li")
    expect(rows.first).to_be_visible()
    for index, letter in enumerate(marks):
        if letter != "·":
            word = {"赞": "赞成", "反": "反对", "弃": "弃权"}[letter]
            rows.nth(index).get_by_role("button", name=word, exact=True).click()


def seal(tablet: Page) -> str:
    """From the marked paper to H, which is returned."""
    press(tablet, "核对")
    press(tablet, "核对无误，加密")
    expect(tablet.locator("#cast-button")).to_be_visible(timeout=30_000)
    return tablet.locator("#ballot-hash").text_content() or ""


def voted(tablet: Page) -> None:
    expect(tablet.get_by_role("heading", name="投票成功")).to_be_visible(timeout=60_000)


def vote(tablet: Page, site: Site, booth: Stage, card: int, marks: str) -> None:
    """From the card to the receipt."""
    tablet.goto(address(site, booth))
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[card])
    tablet.keyboard.press("Enter")
    mark(tablet, marks)
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)


def ballots(booth: Stage) -> int:
    """How many the board holds."""
    with booth.databases.board() as session:
        in_congress(session, CONGRESS)
        return board_store.accepted_ballots(session, sittings.find_poll(session, booth.poll_id))
