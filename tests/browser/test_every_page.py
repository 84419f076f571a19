"""Every page that opens, as the office that uses it sees it, in Chromium at that office's size.

Each keeps the rules of accessibility (WCAG 2.2 AA), stays inside its window and meets no error. With
``VOTING_SCREENSHOTS=FOLDER`` a picture of each is left there, for eyes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import watch
from tests.polling.stage import Stage
from tests.secrecy.conftest import stage
from tests.secrecy.test_early import addresses
from tests.web.conftest import House, house
from tests.web.season import open_season
from tests.web.test_access import let_in

__all__ = ["house", "stage"]

pytestmark = pytest.mark.browser

ORIGIN = "http://localhost"
DESK, TABLET, HALL, PHONE = (1366, 768), (1280, 800), (1920, 1080), (360, 780)
SIZES = {
    "ballot": TABLET, "challenge": TABLET, "ceremony": TABLET, "screen": HALL,
    "public": PHONE, "notices": PHONE, "chain.page": PHONE, "chain.every": PHONE, "stations.mine": PHONE,
}  # fmt: skip
# Whose page it is, where several are let in; the first that is let in looks at it.
OFFICES = (
    "secretariat",
    "chief_scrutineer",
    "registrar",
    "desk",
    "admin",
    "auditor",
    "government_desk",
    "congress_desk",
    "unit",
    "station_officer",
    "deputy",
    "installation",
    "",
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def office_of(endpoint: str) -> str:
    allowed = let_in(endpoint)
    return next((office for office in OFFICES if office in allowed), min(allowed))


def answering(client: FlaskClient) -> Callable[[Route], None]:
    """The application itself answers the browser, signed in as ``client`` is."""

    def answer(route: Route) -> None:
        request, parts = route.request, urlsplit(route.request.url)
        made = client.open(
            parts.path,
            query_string=parts.query,
            method=request.method,
            data=request.post_data_buffer,
            headers={name: value for name, value in request.headers.items() if name != "cookie"},
        )
        route.fulfill(status=made.status_code, headers=dict(made.headers), body=made.data)
        made.close()

    return answer


class Tour:
    """Looks at pages once each; ``seen`` counts them and ``faults`` says what was wrong with which."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.seen: set[tuple[str, str]] = set()
        self.faults: list[str] = []
        self._contexts: dict[tuple[str, tuple[int, int]], BrowserContext] = {}
        folder = os.environ.get("VOTING_SCREENSHOTS")
        self.folder = Path(folder) if folder else None

    def look(self, places: Iterable[str], state: str) -> None:
        """Every page of these that opens now; those of no poll only the first time."""
        adapter = self.house.app.url_map.bind("localhost")
        for address in places:
            endpoint, values = adapter.match(urlsplit(address).path, method="GET")
            of_poll = {"poll_id", "sitting_id", "uuid", "ceremony_id"} & values.keys()
            shown = (
                endpoint,
                "-".join(filter(None, (state if of_poll else "", values.get("name"), values.get("kind")))),
            )
            client = self.house.client(office_of(endpoint))
            if shown in self.seen or not _is_page(client, address):
                continue
            self.seen.add(shown)
            self._visit(endpoint, client, address, "-".join(filter(None, (endpoint, shown[1]))))

    def _visit(self, endpoint: str, client: FlaskClient, address: str, name: str) -> None:
        size = SIZES.get(endpoint, SIZES.get(endpoint.partition(".")[0], DESK))
        page = self._context(office_of(endpoint), client, size).new_page()
        watch(page, self.faults)
        page.goto(ORIGIN + address)
        self._judge(page, name)
        page.close()

    def _judge(self, page: Page, name: str) -> None:
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.faults.append(f"{name}: wider than its window")
        report = Axe().run(page, options=RULES)
        if report.violations_count:
            self.faults.append(f"{name}: {report.generate_report()}")
        if self.folder:
            page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def _context(self, office: str, client: FlaskClient, size: tuple[int, int]) -> BrowserContext:
        if (office, size) not in self._contexts:
            made = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
            made.route(f"{ORIGIN}/**", answering(client))
            self._contexts[office, size] = made
        return self._contexts[office, size]

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def _is_page(client: FlaskClient, address: str) -> bool:
    answer = client.get(address)
    return (
        answer.status_code == 200
        and answer.mimetype == "text/html"
        and "attachment" not in answer.headers.get("Content-Disposition", "")
    )


@pytest.fixture
def tour(browser: Browser, house: House) -> Iterator[Tour]:
    made = Tour(browser, house)
    yield made
    made.close()


def test_every_page_keeps_the_rules_in_every_phase(
    tour: Tour, house: House, stage: Stage, counted: Callable[[str, int], None]
) -> None:
    stage.to_ready()
    tour.look(addresses(house, stage), "ready")
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    for card in range(6):
        stage.cast(stage.sealed(card))
    tour.look(addresses(house, stage), "open")
    stage.close()
    stage.report()
    stage.declare_valid()
    tour.look(addresses(house, stage), "valid")
    stage.count()
    stage.sign()
    stage.announce()
    tour.look(addresses(house, stage), "announced")
    assert not tour.faults, "\n".join(tour.faults)
    counted("pages that keep the rules of accessibility", len(tour.seen))


def test_every_page_of_a_season_of_collection_keeps_the_rules(
    tour: Tour, house: House, counted: Callable[[str, int], None]
) -> None:
    tour.look(open_season(house).addresses(), "")
    assert not tour.faults, "\n".join(tour.faults)
    counted("pages of collection that keep the rules of accessibility", len(tour.seen))
