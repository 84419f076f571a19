"""Good polls pass at every stage and in every kind, and always say the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.protocol.polls import NAMES, UUID
from tests.verifier import blank, polls
from tests.verifier.polls import METHOD, NONE, POLL, VOTES, Parts, good
from tests.verifier.ratings import good_rating
from voting import protocol
from voting.protocol import election as elections
from voting.protocol.setup import SetupData
from voting.rules import presets
from voting.rules.method import to_json
from voting.rules.questions import questions
from voting.rules.reading import description
from voting.verifier.checks import CHECKS
from voting.verifier.poll import Announced
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

ONE = Wishes(processes=1)
END = len(VOTES) + 1
STAGES = {
    "set up": (1, "marks", 0, 1),
    "voting": (4, "marks", 3, 2),
    "closed": (END + 1, "counts", 0, 3),
    "tallied": (END + 2, "counts", 0, 4),
    "reported": (END + 2, "closing", 1, 4),
    "one share": (END + 3, "decryption", 1, 4),
}


def staged(name: str) -> Parts:
    """The good poll as it stood at a stage."""
    events, kind, number, moments = STAGES[name]
    parts = good()
    parts.side = parts.side[: parts.place(kind, number)]
    parts.events, parts.moments = parts.events[:events], parts.moments[:moments]
    return parts


def statuses(report) -> dict[str, str]:
    return {line.code: line.status for line in report.lines.values()}


def test_the_good_bundle_passes_every_check(counted):
    receipts = [polls.receipt(voter) for voter in range(len(VOTES))]
    announced = Announced(
        uuid=UUID, fingerprint=POLL.election.fingerprint, scrutineers=3, threshold=2, all_deputies=7,
        board_key=polls.MANIFEST.board_key, registrar_key=polls.MANIFEST.registrar_key,
    )  # fmt: skip
    source = Source("poll.zip", good().bundle())
    report = verify(source, Wishes(announced, receipts, 1))
    assert set(statuses(report)) == set(CHECKS) - {"X1"}
    assert set(statuses(report).values()) == {"passed"}
    assert report.facts["chosen"] == list(NAMES[:2])
    assert report.facts["receipts"] == [1, 2, 3, 4, 5]
    counted("checks that a good bundle passes", len(report.lines))


@pytest.mark.parametrize("name", STAGES)
def test_a_poll_passes_at_every_stage(name):
    parts = staged(name)
    for file, data in (("poll.zip", parts.bundle()), ("poll.bel", parts.archive())):
        report = verify(Source(file, data), ONE)
        assert report.good, report.first_failure
        assert len(report.lines) == len(CHECKS) - 1


def test_a_rating_passes_and_its_grades_are_named():
    data = good_rating().bundle()
    report = verify(Source("rating.zip", data), ONE)
    assert report.good, report.first_failure
    assert report.facts["grades"] == ["项目1：基本满意", "项目2：满意", "项目3：不满意"]
    assert "测评等次：项目1：基本满意、项目2：满意" in report.as_text("zh")
    assert (report.lines["R5"].reason, report.lines["R6"].status) == ("no_exclusion", "passed")


def test_an_open_poll_says_what_has_not_come_yet():
    report = verify(Source("poll.zip", staged("voting").bundle()), ONE)
    waiting = {line.code for line in report.lines.values() if line.reason == "not_yet"}
    assert waiting >= {"T2", "P1", "P7", "R2", "R5", "R6"}
    assert "尚未到这一步" in report.as_text("zh")


def test_a_bare_archive_says_what_it_cannot_show():
    report = verify(Source("poll.bel", good().archive()), ONE)
    assert report.good
    unchecked = {line.code for line in report.lines.values() if line.status == "not_checked"}
    assert unchecked >= {"M1", "M2", "M3", "M4", "M5", "P7", "S10", "X4", "X5", "X6", "R5", "R6", "L6"}
    assert not unchecked & {"K1", "S5", "B13", "T2", "P5", "R2", "R4"}
    lines = report.as_text("en").splitlines()
    assert any(line.startswith("– M4") and "not checked: a bare archive" in line for line in lines)


@pytest.mark.parametrize("folder", ["basic", "threshold", "rating"])
@pytest.mark.parametrize("file", ["open.bel", "tallied.bel"])
def test_archives_of_others_pass(vectors, folder, file):
    votes = [
        [mark for row in line.split() for mark in row]
        for line in (vectors / folder / "votes.txt").read_text().splitlines()
    ]
    report = verify(Source(file, (vectors / folder / file).read_bytes()), ONE)
    assert report.good, report.first_failure
    assert report.facts["ballots"] == len(votes)
    assert ("result" in report.facts) == (file == "tallied.bel")


def test_a_question_that_may_be_blank_passes():
    assert verify(Source("poll.bel", blank.COUNTED.archive), ONE).good


def test_in_the_archives_of_others_the_last_ballot_of_a_card_counts():
    again = POLL.signed(POLL.sealed(0, NONE, draw=1), 0)
    ballots = (*polls.counted().ballots, again)
    recast = polls.CountedBySlips(POLL, ballots)
    report = verify(Source("poll.bel", recast.archive), ONE)
    assert report.good, report.first_failure
    assert report.facts["ballots"] == len(VOTES)
    assert report.facts["result"] == [[3, 3, 0], [0, 0, 3]]
    assert "1 ballots were replaced" in report.as_text("en")
    assert "由同一票卡的后一张替代" in report.as_text("zh")


METHODS = {
    "rehearsal": replace(METHOD, purpose="rehearsal"),
    "tick": presets.top_k(2, 3),
    "uncontested": presets.uncontested(3),
    "rating": presets.rating(3),
    "abstaining": replace(presets.rating(3), min_marks=0),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_poll_of_every_kind_passes_when_it_is_set_up(name):
    method = METHODS[name]
    asked = [elections.Question(q.title, q.answers, q.min, q.max) for q in questions(method, NAMES)]
    called = f"〔预演〕{POLL.name}" if name == "rehearsal" else POLL.name
    election = elections.build_election(UUID, called, description(method), POLL.trustees.election_key, asked)
    data = SetupData(election.digest, POLL.trustees.digest, POLL.credentials.digest).serialize()
    parts = good()
    parts.events = [("Setup", [election.raw, *parts.events[0][1][1:3], data])]
    parts.side, parts.method = parts.side[:1], to_json(method)
    parts.moments = [(0, 1, 0, 0)]
    report = verify(Source("poll.zip", parts.bundle()), ONE)
    assert report.good, report.first_failure
    assert (report.lines["M4"].reason == "no_exclusion") == (not method.exclusive)


def test_three_runs_on_one_and_on_two_processes_say_the_same(counted):
    files = {
        "good.zip": good().bundle(), "bad.zip": _overmarked().bundle(), "good.bel": good().archive(),
        "cut.bel": good().archive()[:-700],
    }  # fmt: skip
    for name, data in files.items():
        seen = [verify(Source(name, data), Wishes(processes=each)).as_json() for each in (1, 2, 2)]
        assert seen[0] == seen[1] == seen[2]
        counted("verifications repeated alike", len(seen))


def _overmarked() -> Parts:
    """Many ballots, so that several chunks go to several processes; the last is another poll's."""
    parts = good()
    parts.events = [*parts.events[:1], *(("Ballot", [_ballot(draw)]) for draw in range(20))]
    parts.side = [*parts.side[:5], *([parts.side[5]] * 20)]
    parts.moments = []
    return parts


def _ballot(draw: int) -> bytes:
    voter = draw % len(VOTES)
    sealed = POLL.sealed(voter, NONE, draw=100 + draw)
    data = POLL.signed(sealed, voter)
    return data if draw != 17 else data.replace(UUID.encode(), b"1" * 22)


def test_progress_counts_every_ballot():
    heard = []
    verify(Source("poll.bel", good().archive()), Wishes(processes=1, progress=lambda *at: heard.append(at)))
    assert heard[-1] == (len(VOTES), len(VOTES))


def test_no_step_is_forgotten():
    report = verify(Source("poll.bel", b""), ONE)
    assert set(report.lines) == set(CHECKS) - {"X1"}


def test_the_protocol_says_what_every_check_means():
    """Whoever writes a second verifier reads the page alone; the page and the program say the same."""
    page = (Path(protocol.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
    listed = page.split("## 13.")[1].splitlines()
    said = [line for line in listed if line.startswith("| ")][1:]
    assert said == [f"| {check.code} | {check.en} |" for check in CHECKS.values()]
