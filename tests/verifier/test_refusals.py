"""Each check has inputs that fail it and no check before it, and is named in both languages."""

from __future__ import annotations

import json

import pytest

from tests.verifier import bad_archives, bad_ballots, bad_bundles, bad_counts, bad_records, ratings
from tests.verifier.cases import Case
from voting.verifier.checks import CHECKS

CASES: dict[str, Case] = {
    **bad_archives.CASES,
    **bad_ballots.CASES,
    **bad_counts.CASES,
    **bad_records.CASES,
    **bad_bundles.CASES,
    **ratings.CASES,
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_input_fails_its_check_and_none_before(name, counted):
    case = CASES[name]
    report = case.report()
    failed = [line for line in report.lines.values() if line.status == "failed"]
    assert [line.code for line in failed] == [case.code]
    assert not report.good
    check = CHECKS[case.code]
    assert f"✗ {check.code:<4} {check.zh}  [未通过" in report.as_text("zh")
    assert f"✗ {check.code:<4} {check.en}  [FAILED" in report.as_text("en")
    read = json.loads(json.dumps(report.as_json(), ensure_ascii=False))
    assert read["verdict"] == "bad"
    assert sum(step["failed"] for step in read["steps"]) == 1
    counted("bad archives refused, Python", 1)
