"""What a rating comes to: its pages and papers at the desk, its pictures on the hall's screen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_screen import (
    CARDS,
    Hall,
    count_stubs,
    draft,
    give_link,
    hall,
    on,
    open_poll,
    press,
    report,
)
from voting.rules import presets
from voting.rules.method import Method
from voting.rules.terms import HALF, NO_SHARE, Grade

__all__ = ["hall"]
pytestmark = pytest.mark.browser


def rated(hall: Hall, method: Method, title: str) -> Page:
    """Taken to the announcement: item i gets its worse grades from the last i cards. Returns the operator."""
    stage = hall.stage
    stage.method = method
    draft(stage, title)
    open_poll(stage)
    count_stubs(stage)
    last = len(method.grades) - 1
    for card in range(CARDS):
        stage.cast(stage.sealed(card, tuple(marked(card, item, last) for item in range(method.candidates))))
    stage.close()
    report(stage)
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return hall.operator()


def marked(card: int, item: int, last: int) -> tuple[int, ...]:
    """Of twelve cards ``item`` give something else than the best, more and more of it the worst."""
    behind = max(0, item - card)
    given = min(behind, last) if behind < 9 else last
    return tuple(int(place == given) for place in range(last + 1))


def clean(hall: Hall, page: Page, name: str) -> None:
    page.wait_for_load_state()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=hall.folder / f"{name}.png", full_page=True)


def test_the_screen_and_the_papers_of_a_rating(hall: Hall) -> None:
    method = replace(presets.rating(12), voters="deputies")
    operator = rated(hall, method, "2026年度民生实事项目满意度测评")
    poll = f"{hall.site.url}/c/{hall.code}/polls/{hall.stage.poll_id}"
    operator.goto(f"{poll}/result")
    expect(operator.get_by_role("heading", name="测评结果")).to_be_visible()
    expect(operator.locator(".bar")).to_have_count(12)
    clean(hall, operator, "result")
    for paper in ("result", "notice"):
        operator.goto(f"{poll}/papers/{paper}")
        expect(operator.locator("tbody tr")).to_have_count(12)
        clean(hall, operator, f"paper-{paper}")

    address = give_link(hall, operator)
    screen = hall.window(viewport={"width": 1920, "height": 1080})
    screen.goto(address)
    for button in ("下一幅：测评办法", "下一幅：已截止", "下一幅：核验", "下一幅：测评结果"):
        press(operator, button)
        if "办法" in button:
            expect(on(screen, "rules")).to_contain_text("每个项目须选且只选一个等次")
            hall.check(screen, "rules")
    rows = on(screen, "result").locator("tbody tr")
    hall.check(screen, "result-1")
    seen = rows.locator(".no").all_text_contents()
    press(operator, "下一页")
    expect(screen.locator("h1")).to_contain_text("第 2 页，共 2 页")
    hall.check(screen, "result-2")
    assert [int(number) for number in seen + rows.locator(".no").all_text_contents()] == list(range(1, 13))
    expect(operator.get_by_role("button", name="按得票数")).to_have_count(0)
    screen.goto(f"{address}?lang=en")
    hall.check(screen, "result-english")


def test_five_grades_with_abstaining_fit_the_screen(hall: Hall) -> None:
    names = ("非常满意", "满意", "总体基本满意", "不太满意")
    grades = (*(Grade(name, HALF) for name in names), Grade("很不满意", NO_SHARE))
    method = replace(presets.rating(12), voters="deputies", grades=grades, min_marks=0)
    operator = rated(hall, method, "2026年度民生实事项目满意度测评")
    address = give_link(hall, operator)
    screen = hall.window(viewport={"width": 1920, "height": 1080})
    screen.goto(address)
    for button in ("下一幅：测评办法", "下一幅：已截止", "下一幅：核验", "下一幅：测评结果"):
        press(operator, button)
    expect(on(screen, "result").locator("thead")).to_contain_text(re.compile("非常满意.*未作选择", re.DOTALL))
    hall.check(screen, "five-grades")
    operator.goto(f"{hall.site.url}/c/{hall.code}/polls/{hall.stage.poll_id}/result")
    clean(hall, operator, "five-grades-page")
