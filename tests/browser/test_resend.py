"""Waits, resends and survives: lost requests, a restarted server, minutes without network, a paused urn."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.booth import (
    Booth,
    address,
    ballots,
    databases,
    kept,
    mark,
    open_booth,
    open_page,
    press,
    seal,
    vote,
    voted,
)
from tests.browser.conftest import Site
from tests.polling.stage import CHIEF
from voting.config import load_settings
from voting.polling import pausing
from voting.serving import Serving, free_port, local, running
from voting.start import prepare

__all__ = ["databases", "open_page"]
pytestmark = pytest.mark.browser
CARDS = 12


@dataclass
class Server:
    """A server that can be stopped and started again on its port."""

    serving: Serving
    environ: dict[str, str]
    instance: Path
    enter: str = ""

    def __post_init__(self) -> None:
        self._running = ExitStack()

    @property
    def url(self) -> str:
        return self.serving.url

    def start(self) -> None:
        self._running.enter_context(running(self.serving, self.environ))

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    instance = tmp_path_factory.mktemp("instance")
    environ = {**os.environ, "VOTING_INSTANCE": str(instance)}
    prepare(load_settings(instance, environ))
    server = Server(local(free_port()), environ, instance)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def booth(site: Site, databases) -> Booth:
    return open_booth(site, databases, cards=CARDS)


@pytest.fixture
def tablet(open_page: Callable[..., Page], findings: list[str]) -> Iterator[Page]:
    yield open_page()
    findings.clear()  # the requests that failed stand in the console


def marked(tablet: Page, site: Server, booth: Booth, card: int, marks: str) -> None:
    tablet.goto(address(site, booth, booth.cards.secrets[card]))
    mark(tablet, marks)


def receipt_is_of(tablet: Page, site: Server) -> None:
    """The receipt verifies where everybody can check it."""
    tablet.goto(tablet.locator("#receipt-link").get_attribute("href") or "")
    expect(tablet.locator("#verdict")).to_contain_text("已签收")


def test_three_requests_in_ten_are_lost_and_no_ballot_is(tablet: Page, site, booth: Booth, counted):
    """Half of the lost ones have reached the server: only their answers are lost."""
    rng, lost = random.Random(3), []

    def lossy(route: Route) -> None:
        if route.request.resource_type != "fetch" or rng.random() >= 0.3:
            return route.continue_()
        if rng.random() < 0.5:
            route.fetch()
        lost.append(route.request.url)
        return route.abort()

    tablet.route("**/v/**", lossy)
    before = ballots(booth)
    for card in range(4):
        vote(tablet, site, booth, card, "赞反·")
        press(tablet, "完成")
    assert ballots(booth) == before + 4
    assert len(lost) >= 3
    counted("requests lost on the way of ballots", len(lost))


def test_a_reload_before_sealing_keeps_the_marks_and_after_it_the_ballot(tablet: Page, site, booth: Booth):
    marked(tablet, site, booth, 4, "赞反·")
    tablet.reload()
    expect(tablet.locator("#projects li").nth(1)).to_have_attribute("data-mark", "against")
    first = seal(tablet)
    tablet.reload()  # nothing was signed, so encryption is done afresh
    expect(tablet.locator("#projects li").nth(0)).to_have_attribute("data-mark", "for")
    expect(tablet.locator("#state")).to_have_text("未投")
    second = seal(tablet)
    assert first != second
    tablet.route("**/cast", lambda route: route.abort())
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("正在自动重发")
    tablet.reload()
    expect(tablet.locator("#state")).to_have_text("正在投出")
    tablet.unroute("**/cast")
    voted(tablet)
    expect(tablet.locator("#receipt-hash")).to_have_text(second)
    receipt_is_of(tablet, site)


def test_the_server_restarts_between_sealing_and_casting(tablet: Page, site: Server, booth: Booth):
    before = ballots(booth)
    marked(tablet, site, booth, 5, "··赞")
    shown = seal(tablet)
    site.stop()
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("正在自动重发")
    expect(tablet.locator("#state")).to_have_text("正在投出")
    site.start()
    voted(tablet)
    expect(tablet.locator("#receipt-hash")).to_have_text(shown)
    assert ballots(booth) == before + 1


def test_the_server_restarts_after_the_ballot_and_before_its_answer(tablet: Page, site: Server, booth: Booth):
    before = ballots(booth)
    marked(tablet, site, booth, 6, "反··")
    shown = seal(tablet)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    tablet.route("**/cast", swallow, times=1)
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("正在自动重发")
    site.stop()
    site.start()
    voted(tablet)
    expect(tablet.locator("#receipt-hash")).to_have_text(shown)
    assert ballots(booth) == before + 1


def test_five_minutes_without_network_lose_nothing(tablet: Page, site, booth: Booth):
    tablet.clock.install()
    marked(tablet, site, booth, 7, "赞·弃")
    shown = seal(tablet)
    tablet.context.set_offline(True)
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("第 1 次")
    for _ in range(20):
        said = tablet.locator("#send-note").text_content()
        tablet.clock.run_for(18_000)
        expect(tablet.locator("#send-note")).not_to_have_text(said or "")
    expect(tablet.locator("#state")).to_have_text("正在投出")
    expect(tablet.locator("#send-note")).to_contain_text("不要再投一次")
    assert booth.cards.secrets[7] not in kept(tablet)
    tablet.context.set_offline(False)  # noticed at once: no timer moves
    voted(tablet)
    expect(tablet.locator("#receipt-hash")).to_have_text(shown)


def test_a_card_that_comes_while_the_network_is_away_waits_for_it(tablet: Page, site, booth: Booth):
    tablet.goto(address(site, booth))
    tablet.context.set_offline(True)
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[8])
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#notice")).to_contain_text("正在自动重连")
    tablet.context.set_offline(False)
    expect(tablet.locator("#projects li")).to_have_count(3)


def test_a_paused_urn_is_waited_for_in_words(tablet: Page, site, booth: Booth):
    before = ballots(booth)
    marked(tablet, site, booth, 9, "赞··")
    seal(tablet)
    with booth.board() as session:
        pausing.pause(session, actor=CHIEF, poll_id=booth.poll_id, now=booth.now())
    press(tablet, "投票")
    expect(tablet.locator("#send-note")).to_contain_text("现在暂停收票")
    expect(tablet.locator("#state")).to_have_text("正在投出")
    assert ballots(booth) == before
    with booth.board() as session:
        pausing.resume(session, actor=CHIEF, poll_id=booth.poll_id, reason="票数已核对", now=booth.now())
    voted(tablet)
    assert ballots(booth) == before + 1


def test_two_tablets_with_one_card_give_one_ballot(
    open_page: Callable[..., Page], tablet: Page, site, booth: Booth
):
    second, before = open_page(), ballots(booth)
    for page, marks in ((tablet, "赞··"), (second, "·反·")):
        marked(page, site, booth, 10, marks)
        seal(page)
    press(tablet, "投票")
    voted(tablet)
    press(second, "投票")
    expect(second.get_by_role("heading", name="这张票卡已经投过票")).to_be_visible()
    expect(second.locator("#state")).to_have_text("已投")
    assert second.locator("#used-hash").text_content() == tablet.locator("#receipt-hash").text_content()
    assert ballots(booth) == before + 1


def test_a_card_that_has_voted_is_told_before_it_marks_anything(tablet: Page, site, booth: Booth):
    vote(tablet, site, booth, 11, "·赞·")
    shown = tablet.locator("#receipt-hash").text_content()
    press(tablet, "完成")
    tablet.get_by_label("票卡密码").fill(booth.cards.secrets[11])
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", name="这张票卡已经投过票")).to_be_visible()
    assert tablet.locator("#used-hash").text_content() == shown
