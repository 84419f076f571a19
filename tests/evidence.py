"""Counts that tests report, their floors, and the rule that nothing is skipped unnoticed.

A test that tries many cases says how many: ``counted("bad archives refused, Python", len(cases))``. The
counts of all test processes are added up, printed before the closing line and, in a full run
(``--floors``), compared with ``tests/floors.toml``; less than the floor fails the run. Under ``CI=true``
a skipped test fails the run unless its reason stands in the same file.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

FLOORS = Path(__file__).parent / "floors.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--floors", action="store_true", help="fail when a count stays below tests/floors.toml")


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """``counted(name, number)`` reports how many cases this test has tried."""
    return lambda name, number: record_property("counted", [name, number])


def totals(reporter: pytest.TerminalReporter) -> Counter[str]:
    """What the tests that passed have counted, by name."""
    found: Counter[str] = Counter()
    for report in reporter.stats.get("passed", []):
        for key, value in getattr(report, "user_properties", []):
            if key == "counted" and report.when == "call":
                found[value[0]] += value[1]
    return found


def shortfalls(found: Counter[str], floors: dict[str, int]) -> list[str]:
    """A sentence for every count below its floor."""
    return [
        f"{name}: {found[name]}, the floor is {floor}"
        for name, floor in floors.items()
        if found[name] < floor
    ]


def unexcused(reporter: pytest.TerminalReporter, excused: list[str]) -> list[str]:
    """Skipped tests whose reason is not one that a machine may have."""
    skipped = [
        str(report.longrepr[2])
        for report in reporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    return [reason for reason in skipped if not any(allowed in reason for allowed in excused)]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    rules = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    complaints = []
    if session.config.getoption("--floors"):
        complaints += shortfalls(totals(reporter), rules["floors"])
    if os.environ.get("CI") == "true":
        complaints += [f"skipped: {reason}" for reason in unexcused(reporter, rules["skips"]["excused"])]
    session.config.stash[COMPLAINTS] = complaints
    if complaints and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


COMPLAINTS = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = totals(terminalreporter)
    if found:
        terminalreporter.section("counts")
        for name, number in sorted(found.items()):
            terminalreporter.line(f"{number:>7}  {name}")
    for complaint in config.stash.get(COMPLAINTS, []):
        terminalreporter.line(f"FAILED {complaint}", red=True)
