"""Encryption in Chromium: the very file that tablets load, on the main thread and in a Worker.

The main thread can be throttled by the debugging protocol, a Worker cannot; there the file is given a
``postMessage`` of its own and asked as the page asks its Worker. A tablet is played by six-fold throttling.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.crypto.cases import COUNTY, Poll, Shape
from tests.crypto.pages import Case, result
from tests.load import belenios
from tests.load.election import Sample
from tests.load.processes import own_cpu
from tests.load.rows import Row, say
from voting.config import ROOT
from voting.protocol.credentials import draw_secret

BUNDLE = ROOT / "voting" / "static" / "dist" / "vote_worker.js"
SITE = "http://bench.invalid/"
TABLET = 6  # times slower than this machine
ROUNDS, EACH = 3, 7
PLAIN = Poll(Shape(COUNTY.answers, COUNTY.bounds))  # the Belenios part alone
WITH_MARKS = Poll(COUNTY)
SECRET = draw_secret(bytes(32))

# window.ask(message) → Promise of the answer, from the bundle on the main thread or in a Worker.
ON_MAIN_THREAD = """(bundle) => {
  let answer;
  window.postMessage = (message) => { answer = message; };
  (0, eval)(bundle);
  window.ask = async (message) => { window.onmessage({ data: message }); return answer; };
}"""
IN_WORKER = """() => {
  const worker = new Worker("/vote_worker.js");
  window.ask = (message) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage(message);
  });
}"""
SEAL = """async ({ secret, choices, times }) => {
  const spent = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const sealed = await window.ask({ kind: "encrypt", secret, choices });
    const signed = await window.ask({ kind: "sign" });
    spent.push(performance.now() - began);
    if (!sealed.hash || !signed.ballot) throw new Error(JSON.stringify([sealed, signed]));
  }
  return spent;
}"""


def rows(sample: Sample) -> Iterator[Row]:
    yield Row("encryption bundle, gzip", bundle_size() / 1000, " kB", 25, least=False)
    plain, marked = multiplications(PLAIN), multiplications(WITH_MARKS)
    yield Row("fixed-base multiplications, Belenios part", plain, "", 240, least=False)
    yield Row("those of the exclusive marks, apart", marked - plain, "")
    with chromium() as browser:
        say("encryption in Chromium")
        cold, warm = throttled(browser)
        yield Row(f"first encryption with tables and marks, {TABLET}× slower", cold, " ms", 1500, least=False)
        yield Row(f"warm encryption with marks, {TABLET}× slower, median", warm, " ms", 400, least=False)
        worker = _lowest_median(lambda: _timed(browser, IN_WORKER, WITH_MARKS))
        main = _lowest_median(lambda: _timed(browser, ON_MAIN_THREAD, WITH_MARKS))
        yield Row("warm encryption with marks in the Worker, not slowed, median", worker, " ms")
        yield Row("Worker ÷ main thread, not slowed", worker / main)
        ours = _cpu(browser, PLAIN)
    yield Row("encryption, Belenios part, CPU of the page's main thread", ours * 1000, " ms")
    program = belenios.find()
    if program is not None:
        theirs = belenios.Tool(program, sample.folder / "encryption").encryption()
        yield Row("belenios-tool generate-ballot less verify-ballot, CPU", theirs * 1000, " ms")
        yield Row("our encryption ÷ belenios-tool's", ours / theirs, bound=1.5, least=False)


def bundle_size() -> int:
    """Bytes of what a tablet must load to encrypt, compressed."""
    return len(gzip.compress(BUNDLE.read_bytes(), mtime=0))


def multiplications(poll: Poll, number: int = 0) -> int:
    """How often one ballot multiplies the generator or the key, counted while it is made."""
    case: Case = {
        **poll.case,
        "op": "seal",
        "secret": SECRET,
        "choices": poll.choices(number),
        "seed1": "11" * 32,
        "seed2": "22" * 32,
    }
    return sum(result(**case)["powers"])


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield launched
        finally:
            launched.close()


def throttled(browser: Browser) -> tuple[float, float]:
    """Milliseconds on a slow tablet's main thread: (loading to the first ballot, a later ballot)."""
    firsts, laters = [], []
    for _ in range(ROUNDS):
        with _page(browser) as page:
            session: CDPSession = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": TABLET})
            began = page.evaluate("performance.now()")
            _start(page, ON_MAIN_THREAD, WITH_MARKS)
            _seal(page, WITH_MARKS, 1)
            firsts.append(page.evaluate("performance.now()") - began)
            laters.append(_median(_seal(page, WITH_MARKS, EACH)))
    return min(firsts), min(laters)


def _timed(browser: Browser, place: str, poll: Poll) -> float:
    with _page(browser) as page:
        _start(page, place, poll)
        _seal(page, poll, EACH)
        return _median(_seal(page, poll, EACH))


def _cpu(browser: Browser, poll: Poll) -> float:
    """CPU seconds that one ballot takes of the page's main thread."""
    with _page(browser) as page:
        process = _renderer(browser, page)
        _start(page, ON_MAIN_THREAD, poll)
        _seal(page, poll, EACH)
        began = own_cpu(process)
        _seal(page, poll, ROUNDS * EACH)
        return (own_cpu(process) - began) / (ROUNDS * EACH)


def _renderer(browser: Browser, page: Page) -> int:
    """The page's process: the renderer whose main thread a little work of the page keeps busy."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    before: dict[int, float] = {one["id"]: own_cpu(one["id"]) for one in told if one["type"] == "renderer"}
    page.evaluate("() => { let sum = 0; for (let i = 0; i < 3e8; i++) sum += i % 7; return sum; }")
    spent = {process: own_cpu(process) - began for process, began in before.items()}
    busiest = max(spent, key=spent.__getitem__)
    if spent[busiest] < 0.1:
        raise RuntimeError(f"no renderer was busy: {spent}")
    return busiest


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    """An empty page beside which the bundle can be loaded as a Worker."""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=BUNDLE.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html")

    context = browser.new_context()
    page = context.new_page()
    page.route(f"{SITE}**", answer)
    page.goto(SITE)
    yield page
    context.close()


def _start(page: Page, place: str, poll: Poll) -> None:
    argument = BUNDLE.read_text(encoding="utf-8") if place is ON_MAIN_THREAD else None
    page.evaluate(place, argument)
    message = {"kind": "prepare", "election": poll.case["election"], "method": poll.case["method"]}
    answered = page.evaluate("(message) => window.ask(message)", message)
    if answered.get("kind") != "prepare":
        raise RuntimeError(json.dumps(answered))


def _seal(page: Page, poll: Poll, times: int) -> list[float]:
    """Milliseconds of each of so many ballots, encrypted and signed."""
    wanted = {"secret": SECRET, "choices": poll.choices(0), "times": times}
    spent: list[float] = page.evaluate(SEAL, wanted)
    return spent


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _lowest_median(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(ROUNDS))
