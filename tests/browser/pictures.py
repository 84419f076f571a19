"""The manual's pictures, taken of the product itself; scripts/screenshots runs this file, no suite does.

Three walks that the tests take too, stopped where a screen is worth showing. Each picture goes to the folder
``VOTING_SCREENSHOTS`` under its name, small enough for a page of the manual.
"""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.booth import address, databases, mark, open_booth, open_page, press, seal, voted
from tests.browser.conftest import Site, watch
from tests.browser.test_cards import (
    alarm_and_stop,
    draw_and_upload,
    replace_a_lost_card,
    report,
    void_the_rest,
)
from tests.browser.test_kiosk import enrolled
from tests.browser.test_rating import rate, rating
from tests.browser.test_rating_result import rated
from tests.browser.test_screen import (
    PROJECTOR,
    Hall,
    cast,
    count_stubs,
    draft,
    give_link,
    hall,
    on,
    open_poll,
)
from tests.browser.test_verify_page import PAGE, choose
from tests.browser.walk import Walk
from voting.polling import rehearsal
from voting.polling.sittings import Project
from voting.rules import presets

__all__ = ["databases", "hall", "open_page"]
WIDTH, COLOURS = 1100, 64
DESK = {"width": 1280, "height": 900}


def keep(picture: bytes, name: str) -> None:
    """As a small PNG."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    drawn.thumbnail((WIDTH, 2 * WIDTH), Image.Resampling.LANCZOS)
    small = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(Path(os.environ["VOTING_SCREENSHOTS"]) / f"{name}.png", optimize=True)


def shoot(page: Page, name: str, **how: object) -> None:
    page.wait_for_load_state()
    keep(page.screenshot(**how), name)  # type: ignore[arg-type]


def at(page: Page, place: str) -> Page:
    """Scrolled so that this stands at the top."""
    page.locator(place).first.evaluate(
        "place => scrollTo(0, place.getBoundingClientRect().top + scrollY - 16)"
    )
    return page


@pytest.fixture
def findings() -> list[str]:
    """A lost network complains; here it is only shown."""
    return []


def test_offices(browser: Browser, site: Site, tmp_path: Path) -> None:
    """From the draft to the paper of counts."""
    wanted = {"ceremony": "sealing", "reconciliation-break": "reconciliation", "key-verified": "opening"}

    def look(page: Page, name: str) -> None:
        if name in wanted:
            page.evaluate("scrollTo(0, 0)")
            shoot(page, wanted[name])
        elif name == "cards":
            page.emulate_media(media="print")
            keep(page.locator(".sheet:not(.labels)").first.screenshot(), "cards")
            page.emulate_media(media="screen")

    walk = Walk(browser, site.url, site.instance, watch=lambda page: watch(page, []), look=look)
    walk.prepare()
    walk.open_sitting()
    draft_page(walk)
    walk.draft("2027年度民生实事项目票决")
    walk.seal()
    draw_and_upload(walk, tmp_path)
    walk.freeze_and_adopt()
    secretary = walk.guide("secretary")
    secretary.set_viewport_size(DESK)
    shoot(secretary, "guide")
    walk.verify_seal()
    walk.hand_out(5)
    walk.open_poll()
    replace_a_lost_card(walk)
    alarm_and_stop(walk, browser, [])
    void_the_rest(walk)
    walk.close_poll()
    walk.unseal("chief", "third")
    report(walk)
    paper = walk.pages["chief"]
    found = paper.request.get(f"{paper.url}?format=pdf")
    (tmp_path / "paper.pdf").write_bytes(found.body())
    drawn = subprocess.run(
        ["pdftoppm", "-png", "-r", "100", "-singlefile", str(tmp_path / "paper.pdf")],
        capture_output=True, check=True,
    )  # fmt: skip
    keep(drawn.stdout, "paper")


def draft_page(walk: Walk) -> None:
    page = walk.pages["secretary"]
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{walk.sitting.split('?')[0]}/polls/new")
    page.get_by_label("名称", exact=True).fill("2027年度民生实事项目票决")
    page.get_by_label("应选项数").fill("2")
    expect(page.locator("#preview-sentence")).to_contain_text("对3个候选项目进行票决，应选2项")
    expect(page.frame_locator("#tablet").locator("#projects li")).to_have_count(3)
    shoot(at(page, ".article"), "draft")
    page.goto(f"{walk.sitting.split('?')[0]}/polls/new?kind=rating")
    page.get_by_label("名称", exact=True).fill("2026年度民生实事项目满意度测评")
    page.get_by_label("测评项目").fill("教育惠民补短强基\n公共卫生服务能力提升\n老旧小区改造")
    expect(page.locator("#preview-sentence")).to_contain_text("等次为满意、基本满意、不满意")
    expect(page.frame_locator("#tablet").locator("#projects li")).to_have_count(3)
    shoot(at(page, ".article"), "draft-rating")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_tablets(open_page: Callable[..., Page], site: Site, databases) -> None:
    """A deputy's screens, on a tablet of his own and at a kiosk."""
    booth = open_booth(site, databases, cards=12)
    fruit = tuple(Project(name) for name in rehearsal.INVENTED)
    booth.further("选水果", replace(booth.method, purpose="rehearsal"), fruit)
    booth.further("2026年度民生实事项目满意度测评", rating())
    kiosk = open_page()
    kiosk.goto(address(site, booth, f"kiosk={enrolled(booth, '写票处3').id}"))
    expect(kiosk.locator("#kiosk")).to_have_text("写票处3")
    shoot(kiosk, "kiosk")

    def enter(title: str) -> Page:
        tablet = open_page()
        tablet.goto(address(site, booth))
        tablet.get_by_label("票卡密码").fill(booth.cards.secrets[0])
        tablet.keyboard.press("Enter")
        tablet.locator("#polls button").filter(has_text=title).click()
        return tablet

    tablet = enter("选水果")
    mark(tablet, "赞··")
    tablet.evaluate("scrollTo(0, 0)")
    shoot(tablet, "practice")

    tablet = enter("满意度测评")
    rate(tablet, "满基·")
    tablet.evaluate("scrollTo(0, 0)")
    shoot(tablet, "rating")

    tablet = enter("民生实事项目票决")
    mark(tablet, "赞反·")
    tablet.evaluate("scrollTo(0, 0)")
    shoot(tablet, "ballot")
    press(tablet, "特大")
    press(tablet, "高对比")
    shoot(tablet, "ballot-largest")
    press(tablet, "标准")
    tablet.get_by_role("button", name="高对比").click()
    for place in (0, 2):
        tablet.locator("#projects li").nth(place).get_by_role("button", name="对比").click()
    press(tablet, "并排对比这 2 项")
    shoot(tablet, "comparison")
    press(tablet, "返回填写")
    press(tablet, "核对")
    shoot(tablet, "review")
    press(tablet, "返回修改")
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    shoot(tablet, "receipt")


def test_results(hall: Hall, tmp_path: Path) -> None:
    """Hall screen, result, notice and verdict of a ballot of twelve for ten."""
    stage = hall.stage
    draft(stage)
    operator = hall.operator()
    link = give_link(hall, operator)
    open_poll(stage)
    screen = hall.window(viewport=PROJECTOR)
    screen.goto(link)
    press(operator, "下一幅：票决办法")
    press(operator, "下一幅：投票中")
    for number in range(11):
        cast(stage, number)
    count_stubs(stage)
    expect(on(screen, "voting")).to_contain_text("收票数11张发出12张")
    shoot(screen, "screen-voting")
    cast(stage, 11)
    finish(hall)
    for button in ("下一幅：核验", "下一幅：票决结果"):
        press(operator, button)
    expect(on(screen, "result").locator("tbody tr").first).to_be_visible()
    shoot(screen, "screen-result")
    poll = f"{hall.site.url}/c/{hall.code}/polls/{stage.poll_id}"
    operator.set_viewport_size(DESK)
    operator.goto(f"{poll}/result")
    shoot(operator, "result")
    alone = tmp_path / "核验.html"
    alone.write_bytes(PAGE.read_bytes())
    verdict = hall.window(viewport=DESK)
    verdict.goto(alone.as_uri())
    choose(verdict, "bundle.zip", operator.request.get(f"{poll}/bundle.zip").body())
    expect(verdict.locator("#verdict h2")).to_have_text("✓ 核验通过", timeout=60_000)
    shoot(verdict, "verify")


def finish(hall: Hall) -> None:
    hall.stage.close()
    hall.stage.report()
    hall.stage.declare_valid()
    hall.stage.count()
    hall.stage.sign()
    hall.stage.announce()


def test_rating_results(hall: Hall) -> None:
    method = replace(presets.rating(6), voters="deputies")
    operator = rated(hall, method, "2026年度民生实事项目满意度测评")
    operator.set_viewport_size(DESK)
    operator.goto(f"{hall.site.url}/c/{hall.code}/polls/{hall.stage.poll_id}/result")
    expect(operator.locator(".bar")).to_have_count(6)
    shoot(operator, "rating-result")
