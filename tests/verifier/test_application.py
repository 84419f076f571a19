"""What the application hands out after a vote passes the verifier, which shares no code with it but the
protocol and the rules."""

from __future__ import annotations

import pytest

from tests.polling.stage import Stage
from voting.verifier.checks import CHECKS
from voting.verifier.poll import Announced
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

MARKS = (((1, 1, 0), (0, 0, 1)),) * 5 + (((0, 0, 0), (0, 0, 0)),)


@pytest.fixture
def stage(databases, tmp_path) -> Stage:
    return Stage(databases, tmp_path)


def test_the_bundle_of_a_whole_vote_passes_every_check(stage):
    stage.to_open()
    receipts = [stage.cast(stage.sealed(card, choices)) for card, choices in enumerate(MARKS)]
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    announced = Announced(fingerprint=stage.poll().fingerprint)
    report = verify(Source("poll.zip", stage.bundle()), Wishes(announced, receipts, 1))
    assert report.good, report.first_failure
    assert {line.code for line in report.lines.values() if line.status == "passed"} == set(CHECKS) - {"X1"}
    assert report.facts["ballots"] == len(MARKS)
