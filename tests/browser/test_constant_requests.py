"""Whatever a deputy chooses, the same requests leave the tablet: in number, in order and in size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.booth import Booth, address, databases, mark, open_booth, open_page, press, seal, voted
from tests.browser.conftest import Site
from tests.polling.stage import small_method
from voting.rules import presets

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
Sent = list[tuple[str, str, int]]
# None at all, one, as many as may be, all against, all abstaining, and everything together.
THREE = ["·····", "赞····", "赞赞赞··", "··赞赞赞", "反反反反反", "弃弃弃弃弃", "赞反弃·赞"]
TICKS = ["·····", "·赞···", "赞赞··赞"]
GRADES = ["000", "222", "012"]


def listening(tablet: Page) -> Sent:
    sent: Sent = []

    def note(request: Request) -> None:
        sent.append((request.method, request.url, len(request.post_data_buffer or b"")))

    tablet.on("request", note)
    return sent


def cast(
    open_page: Callable[..., Page], site: Site, booth: Booth, card: int, fill: Callable[[Page], None]
) -> Sent:
    """What leaves a fresh tablet from its first address to the receipt."""
    tablet = open_page()
    sent = listening(tablet)
    tablet.goto(address(site, booth))
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[card])
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#projects li").first).to_be_visible()
    fill(tablet)
    seal(tablet)
    press(tablet, "投票")
    voted(tablet)
    return sent


def grade(tablet: Page, grades: str) -> None:
    for place, number in enumerate(grades):
        tablet.locator("#projects li").nth(place).locator(".mark").nth(int(number)).click()


def alike(all_sent: list[Sent]) -> None:
    first = all_sent[0]
    assert [url.rsplit("/")[-1] for method, url, _ in first if method == "POST"] == ["card", "cast"]
    for sent in all_sent[1:]:
        assert sent == first


def test_a_ballot_of_three_marks(open_page, site: Site, databases, counted):
    booth = open_booth(site, databases, small_method(places=3, candidates=5), cards=12)
    # Every vector twice: sizes that differ by chance would show as well.
    vectors = THREE * 2
    sent = [
        cast(open_page, site, booth, card, lambda tablet, marks=marks: mark(tablet, marks))
        for card, marks in enumerate(vectors[:12])
    ]
    alike(sent)
    counted("choice vectors with equal requests", len(sent))


def test_a_ballot_of_ticks(open_page, site: Site, databases, counted):
    method = replace(presets.top_k(3, 5), min_ballots=5)
    booth = open_booth(site, databases, method, cards=8)
    sent = [
        cast(open_page, site, booth, card, lambda tablet, marks=marks: mark(tablet, marks))
        for card, marks in enumerate(TICKS)
    ]
    alike(sent)
    counted("choice vectors with equal requests", len(sent))


def test_a_rating(open_page, site: Site, databases, counted):
    booth = open_booth(site, databases, replace(presets.rating(3), min_ballots=5), cards=8)
    sent = [
        cast(open_page, site, booth, card, lambda tablet, grades=grades: grade(tablet, grades))
        for card, grades in enumerate(GRADES)
    ]
    alike(sent)
    counted("choice vectors with equal requests", len(sent))
