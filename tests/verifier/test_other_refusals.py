"""Random damage, later copies, and the checks that no file can fail alone."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.protocol.polls import NAMES, TIMESTAMP, seed
from tests.verifier import polls, test_refusals
from tests.verifier.bad_counts import true_tally
from tests.verifier.polls import METHOD, POLL, VOTES, good
from tests.verifier.test_good import staged
from voting.protocol import container
from voting.protocol.archive import header_bytes
from voting.protocol.election import Question, build_election
from voting.protocol.errors import ProtocolError
from voting.protocol.receipts import Checkpoint
from voting.protocol.result import Result
from voting.protocol.tally import SizedTally, check_tally
from voting.rules import presets
from voting.rules.decision import Decision
from voting.verifier.checks import CHECKS
from voting.verifier.opening import check_exclusion, check_sums, decide
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, diff, verify

ONE = Wishes(processes=1)

# No file fails these and no check before: the proofs imply R4 and R5, the record's place implies T5, and
# nobody stores two gigabytes to fail Z2. X1 is of two files.
IMPLIED = {"R4", "R5", "T5", "Z2", "X1"}


def code_of(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def test_every_check_has_an_input_of_its_own(counted):
    codes = {case.code for case in test_refusals.CASES.values()}
    assert codes == set(CHECKS) - IMPLIED
    counted("checks with an input that fails them first", len(codes))


def test_sums_that_no_ballots_can_give_are_refused():
    election = build_election(
        POLL.election.uuid, "问", "问", POLL.trustees.election_key, [Question("问", NAMES, 1, 2)]
    )
    check_sums(election, Result(((3, 2, 1),)), 3)
    check_sums(election, Result(((1, 1, 1),)), 3)
    assert code_of(check_sums, election, Result(((3, 3, 1),)), 3) == "R4"
    assert code_of(check_sums, election, Result(((1, 1, 0),)), 3) == "R4"


def test_more_for_and_against_than_ballots_is_refused():
    check_exclusion(((0, 1),), Result(((3, 0), (1, 4))), 4)
    assert code_of(check_exclusion, ((0, 1),), Result(((3, 0), (2, 4))), 4) == "R5"


def test_a_record_of_another_tally_is_refused():
    product = polls.counted().accumulator
    sized = SizedTally(len(VOTES), len(VOTES), "0" * 64)
    assert code_of(check_tally, product, true_tally(), sized) == "T5"


def test_a_bundle_over_its_cap_is_refused(monkeypatch):
    data = good().bundle()
    monkeypatch.setattr(container, "MAX_BYTES", len(data) - 1)
    failed = verify(Source("poll.zip", data), ONE).first_failure
    assert failed is not None and failed.code == "Z2"


def test_a_void_vote_has_no_outcome():
    result = Result(((4, 4, 0), (0, 0, 4)))
    assert decide(METHOD, polls.counts(), result) == Decision((0, 1), (), 0, (), "announce")
    assert code_of(decide, METHOD, polls.counts(returned=4), result) == "R6"
    assert code_of(decide, METHOD, polls.counts(present=4), result) == "R6"


def test_a_rating_chooses_nothing_and_grades_every_item():
    method = presets.rating(3)
    numbers = polls.counts(returned=10, handed_out=10, present=10, all_deputies=10)
    rows = Result(((5, 5, 0), (10, 0, 0), (0, 0, 10)))
    assert decide(method, numbers, rows) == Decision((), (), 0, (0, 0, 2), "announce")


@pytest.mark.parametrize("name", ["poll.bel", "poll.zip"])
def test_every_bit_that_flips_is_noticed(name, counted):
    data = good().archive() if name == "poll.bel" else good().bundle()
    dice = random.Random(name)
    for _ in range(700):
        flipped = bytearray(data)
        flipped[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        report = verify(Source(name, bytes(flipped)), ONE)
        assert not report.good and report.first_failure is not None
    counted("bit flips refused, Python", 700)


@pytest.mark.parametrize("name", ["poll.bel", "poll.zip"])
def test_every_cut_is_noticed_or_an_earlier_stage(name):
    data = good().archive() if name == "poll.bel" else good().bundle()
    dice = random.Random(7)
    for _ in range(60):
        cut = data[: dice.randrange(len(data))]
        assert not verify(Source(name, cut), ONE).good


def with_another_letter(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one letter or digit exchanged for another."""
    place = dice.choice([i for i, byte in enumerate(data) if chr(byte).isalnum() and byte < 128])
    other = dice.choice([x for x in b"0123456789abcdefABCDEF" if x != data[place]])
    return data[:place] + bytes([other]) + data[place + 1 :]


def test_a_letter_changed_in_a_ballot_is_noticed_though_all_is_hashed_anew(counted):
    dice = random.Random(11)
    for _ in range(120):
        parts = good()
        parts.events[1] = ("Ballot", [with_another_letter(parts.events[1][1][0], dice)])
        failed = verify(Source("poll.bel", parts.archive()), ONE).first_failure
        assert failed is not None and failed.code.startswith("B")
    counted("letters changed and hashed anew, refused", 120)


def test_a_letter_changed_in_the_side_log_is_noticed_by_what_was_signed(counted):
    dice = random.Random(12)
    for _ in range(40):
        parts = good()
        parts.forged, parts.moments = parts.checkpoints(), []
        place = dice.randrange(len(parts.side))
        parts.side[place] = with_another_letter(parts.side[place], dice)
        assert not verify(Source("poll.zip", parts.bundle()), ONE).good
    counted("letters changed and hashed anew, refused", 40)


# X1: OLD and NEW.


def bundle(name: str) -> Source:
    return Source(f"{name}.zip", staged(name).bundle())


def archive(name: str) -> Source:
    return Source(f"{name}.bel", staged(name).archive())


@pytest.mark.parametrize("kind", [bundle, archive])
def test_a_later_copy_continues_an_earlier_one(kind):
    report = diff(kind("voting"), kind("tallied"))
    assert report.good
    assert report.lines["X1"].status == "passed"
    assert report.lines["X3"].status == ("passed" if kind is bundle else "not_checked")


def test_a_bundle_continues_a_bare_archive_and_any_beginning_of_it():
    assert diff(archive("voting"), bundle("tallied")).good
    assert diff(Source("part.bel", staged("voting").archive()[:-700]), bundle("tallied")).good


def _later() -> polls.Parts:
    return staged("tallied")


def test_a_copy_that_was_changed_is_refused():
    later = _later()
    later.events[1], later.events[2] = later.events[2], later.events[1]
    changed = Source("later.bel", later.archive())
    for old, new in (
        (archive("voting"), changed),
        (archive("tallied"), archive("voting")),
        (Source("other.bel", header_bytes(TIMESTAMP + 1)), archive("voting")),
    ):
        failed = diff(old, new).first_failure
        assert failed is not None and failed.code == "X1"


def test_a_side_log_that_was_changed_is_refused():
    later = _later()
    later.side[1] = polls.share(2).encode().replace(b"2026-11-18", b"2026-11-19")
    failed = diff(bundle("voting"), Source("later.zip", later.bundle())).first_failure
    assert failed is not None
    assert (failed.code, failed.data["part"]) == ("X1", "side log")


def test_a_later_copy_that_is_no_archive_is_refused_as_such():
    failed = diff(archive("voting"), Source("x.bel", archive("tallied").data[:-5])).first_failure
    assert failed is not None and failed.code == "K1"


def test_two_signed_histories_are_named():
    later = _later()
    said = Checkpoint(
        **polls.both(), key=Checkpoint.open(later.checkpoints()[0], polls.MANIFEST.board_key).key,
        height=3, event=seed("x").hex(), side=seed("y").hex(), ballots=3, voids=0,
    )  # fmt: skip
    later.forged = [said.sign(polls.BOARD)]
    failed = diff(bundle("voting"), Source("later.zip", later.bundle())).first_failure
    assert failed is not None and failed.code == "X3"
