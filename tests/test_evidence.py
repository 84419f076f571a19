"""The rules of evidence.py, tried on small runs of their own."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

RULES = '[floors]\n"cases tried" = 3\n\n[skips]\nexcused = ["no such machine"]\n'


@pytest.fixture
def small_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs one test file under these rules and returns the result."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    floors = pytester.makefile(".toml", floors=RULES)

    def run(body: str, *options: str, ci: bool = False) -> pytest.RunResult:
        monkeypatch.setenv("CI", "true" if ci else "")
        monkeypatch.setattr("tests.evidence.FLOORS", floors)
        pytester.makepyfile(body)
        return pytester.runpytest_inprocess("-p", "tests.evidence", "-p", "no:cacheprovider", *options)

    return run


def test_counts_of_all_tests_are_added_and_printed(small_run):
    result = small_run(
        "def test_a(counted): counted('cases tried', 1)\ndef test_b(counted): counted('cases tried', 2)"
    )
    result.stdout.fnmatch_lines(["*3  cases tried"])
    result.assert_outcomes(passed=2)


def test_a_count_below_its_floor_fails_a_full_run(small_run):
    body = "def test_a(counted): counted('cases tried', 2)"
    assert small_run(body, "--floors").ret == pytest.ExitCode.TESTS_FAILED
    assert small_run(body).ret == pytest.ExitCode.OK


def test_a_count_at_its_floor_passes_a_full_run(small_run):
    assert small_run("def test_a(counted): counted('cases tried', 3)", "--floors").ret == pytest.ExitCode.OK


def test_a_failing_test_counts_nothing(small_run):
    result = small_run("def test_a(counted):\n    counted('cases tried', 9)\n    assert False", "--floors")
    result.stdout.fnmatch_lines(["FAILED cases tried: 0, the floor is 3"])


@pytest.mark.parametrize(
    ("ci", "ending"), [(True, pytest.ExitCode.TESTS_FAILED), (False, pytest.ExitCode.OK)]
)
def test_an_unexcused_skip_fails_the_run_on_the_build_machine_only(small_run, ci, ending):
    assert small_run("import pytest\ndef test_a(): pytest.skip('not today')", ci=ci).ret == ending


def test_an_excused_skip_passes_on_the_build_machine(small_run):
    assert small_run("import pytest\ndef test_a(): pytest.skip('no such machine here')", ci=True).ret == 0
