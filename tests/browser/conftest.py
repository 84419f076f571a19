"""A real Chromium against a real server, with nothing of either shared between test files.

``site`` is a server over an empty, migrated installation; ``page`` a tablet's window on it. A test fails
when its page met an error, broke the content security policy or asked another host for anything.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from voting.config import load_settings
from voting.serving import free_port, local, running
from voting.start import prepare

TABLET = {"width": 1280, "height": 800}
# Chromium's own services are not to be reached from a closed network, and root may not have its sandbox.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# What Chromium 87 and Safari 15.0 lack and a script written today is tempted to use.
YOUNGER_THAN_OUR_TABLETS = """
delete Object.hasOwn; delete Object.groupBy; delete Map.groupBy; delete globalThis.structuredClone;
for (const type of [Array, String, Object.getPrototypeOf(Uint8Array)]) delete type.prototype.at;
for (const name of ["findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]) {
  delete Array.prototype[name];
  delete Object.getPrototypeOf(Uint8Array).prototype[name];
}
delete Promise.withResolvers; delete Promise.try; delete Array.fromAsync;
delete crypto.randomUUID; delete AbortSignal.timeout; delete AbortSignal.any; delete Uint8Array.fromHex;
delete Uint8Array.prototype.toHex; delete Set.prototype.union; delete Set.prototype.intersection;
"""


@dataclass(frozen=True)
class Site:
    """``enter`` is the first administrator's one-time address."""

    url: str
    instance: Path
    enter: str


def chromium_path() -> str:
    """The distribution's browser; nothing is downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise FileNotFoundError("Chromium is not installed; scripts/test installs it")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this test file's own, over an empty installation."""
    instance = tmp_path_factory.mktemp("instance")
    environ = {**os.environ, "VOTING_INSTANCE": str(instance)}
    token = prepare(load_settings(instance, environ))
    serving = local(free_port())
    with running(serving, environ):
        yield Site(serving.url, instance, f"{serving.url}/enter/{token}")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A tablet with nothing stored."""
    opened = browser.new_context(viewport=TABLET, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True)
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def findings() -> list[str]:
    """What the pages of this test complained of; a test that provokes an error clears it."""
    return []


@pytest.fixture
def page(context: BrowserContext, findings: list[str]) -> Iterator[Page]:
    opened = context.new_page()
    watch(opened, findings)
    yield opened
    assert not findings, "\n".join(findings)


@pytest.fixture
def old_page(context: BrowserContext, findings: list[str]) -> Iterator[Page]:
    """A window of the oldest engine that we serve: what is younger is deleted before any script runs."""
    opened = context.new_page()
    opened.add_init_script(YOUNGER_THAN_OUR_TABLETS)
    watch(opened, findings)
    yield opened
    assert not findings, "\n".join(findings)


def watch(page: Page, findings: list[str]) -> None:
    """Note errors, refused code and requests to other hosts of a page; for pages that a test opens itself."""

    def note_request(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname not in {
            "127.0.0.1",
            "localhost",
        }:
            findings.append(f"request to another host: {url}")

    page.on("request", lambda request: note_request(request.url))
    page.on("pageerror", lambda error: findings.append(f"error on {page.url}: {error}"))

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            findings.append(f"console on {page.url}: {message.text} ({message.location['url']})")

    page.on("console", note_console)
