"""Casting: what a tablet may send, and what it gets back."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.polling.stage import Stage
from voting.errors import Conflict, Invalid, Unavailable, VotingError
from voting.polling import board_store, casting, sittings, urn
from voting.polling.casting import UsedCard
from voting.polling.checking import BallotChecker
from voting.protocol import receipts
from voting.protocol.credentials import draw_secret


def archived(stage: Stage) -> int:
    with stage.board() as session:
        return board_store.archived_ballots(session, sittings.find_poll(session, stage.poll_id))


def accepted(stage: Stage) -> int:
    with stage.board() as session:
        return board_store.accepted_ballots(session, sittings.find_poll(session, stage.poll_id))


def refused(stage: Stage, body: bytes) -> VotingError:
    """The refusal of ``body``, after which nothing has changed."""
    before = accepted(stage)
    with pytest.raises(VotingError) as caught:
        stage.cast(body)
    assert accepted(stage) == before
    return caught.value


def test_a_receipt_is_signed_by_the_board_key_and_names_the_ballot(stage: Stage) -> None:
    stage.to_open()
    body = stage.sealed(0)
    signed = stage.cast(body)
    receipt = receipts.Receipt.open(signed, stage.board_key())
    ballot = json.loads(body.split(b"\n")[0])
    assert receipt.ballot_hash == ballot["signature"]["hash"]
    assert receipt.uuid == stage.poll().uuid


def test_a_ballot_is_checked_recorded_committed_and_signed_in_this_order(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.to_open()
    body, done = stage.sealed(0), []

    def told(name: str, act: Callable[..., object]) -> Callable[..., object]:
        def first(*arguments: object) -> object:
            done.append(name)
            return act(*arguments)

        return first

    monkeypatch.setattr(BallotChecker, "check", told("checked", BallotChecker.check))
    monkeypatch.setattr(urn, "put", told("recorded", urn.put))
    monkeypatch.setattr(receipts.Receipt, "sign", told("signed", receipts.Receipt.sign))
    engine, committed = stage.databases.board_engine, lambda _connection: done.append("committed")
    event.listen(engine, "commit", committed)
    stage.cast(body)
    event.remove(engine, "commit", committed)
    assert done == ["checked", "recorded", "committed", "signed"]


def test_the_same_bytes_again_give_the_same_receipt(stage: Stage) -> None:
    stage.to_open()
    body = stage.sealed(0)
    first = stage.cast(body)
    stage.moment += timedelta(minutes=5)
    assert stage.cast(body) == first
    assert accepted(stage) == 1


def test_the_same_bytes_after_closing_still_give_the_receipt(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    body = stage.sealed(0)
    first = stage.cast(body)
    stage.close()
    assert stage.cast(body) == first


def test_a_second_ballot_of_a_card_is_told_of_the_first(stage: Stage) -> None:
    stage.to_open()
    first = stage.cast(stage.sealed(0))
    error = refused(stage, stage.sealed(0))
    assert isinstance(error, UsedCard)
    assert error.receipt == first


def test_an_unknown_card_is_refused(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    stage.cards = type(stage.cards)(
        (draw_secret(stage.random(32)),), stage.cards.key, stage.cards.lists, stage.cards.statements
    )
    assert refused(stage, stage.sealed(0)).code == "polling.credential_unknown"


def test_a_ballot_before_opening_and_after_closing_is_refused(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    early = stage.sealed(0)
    assert refused(stage, early).code == "polling.not_open"
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    late = stage.sealed(1)
    stage.close()
    assert refused(stage, late).code == "polling.not_open"


def test_a_ballot_checked_before_and_arriving_after_the_close_is_refused(quick_stage: Stage) -> None:
    """The close commit decides, not the moment at which a tablet began."""
    stage = quick_stage.to_open()

    class Slow(BallotChecker):
        def check(self, *arguments: bytes) -> casting.CheckedBallot:
            checked = super().check(*arguments)
            stage.close()
            return checked

    stage.checker = Slow(0)
    assert refused(stage, stage.sealed(0)).code == "polling.not_open"


def _other_poll(stage: Stage, body: bytes) -> bytes:
    uuid = stage.poll().uuid.encode()
    return body.replace(uuid, bytes(reversed(uuid)))


def _flip(body: bytes, position: int) -> bytes:
    return body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        (lambda stage, body: b"", {"B1"}),
        (lambda stage, body: b"not a ballot", {"B1"}),
        (lambda stage, body: body[:1000], {"B1"}),
        (lambda stage, body: body.replace(b'":"', b'": "', 1), {"B1"}),
        (lambda stage, body: b"\xef\xbb\xbf" + body, {"B1"}),
        (_other_poll, {"B3"}),
        (lambda stage, body: body.split(b"\n")[0], {"M2", "M3"}),
        (lambda stage, body: body + b" ", {"M3"}),
        (lambda stage, body: body.split(b"\n")[0] + b"\n{}", {"M3"}),
    ],
)
def test_a_damaged_ballot_is_refused_with_the_failing_check(
    quick_stage: Stage, change: object, checks: set[str]
) -> None:
    stage = quick_stage.to_open()
    error = refused(stage, change(stage, stage.sealed(0)))  # type: ignore[operator]
    assert isinstance(error, Invalid)
    assert error.code == "polling.ballot_refused"
    assert error.data["check"] in checks


def test_no_flipped_bit_is_accepted(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    body = stage.sealed(0)
    for position in range(0, len(body), len(body) // 40):
        refused(stage, _flip(body, position))
    stage.cast(body)


def test_a_ballot_copied_from_another_card_is_refused(quick_stage: Stage) -> None:
    """A deputy cannot cast somebody else's ciphertexts under his own card."""
    stage = quick_stage.to_open()
    copied = json.loads(stage.sealed(0).split(b"\n")[0])
    own = json.loads(stage.sealed(1).split(b"\n")[0])
    copied["credential"] = own["credential"]
    content = json.dumps(copied, separators=(",", ":"), ensure_ascii=False).encode()
    assert refused(stage, content + b"\n").data["check"] == "B7"


def test_a_ballot_too_big_is_refused_before_it_is_read(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    assert refused(stage, b"x" * (casting.BODY_LIMIT + 1)).code == "polling.ballot_too_big"


def test_fifty_posts_of_one_ballot_at_once_make_one_ballot(stage: Stage) -> None:
    stage.to_open()
    body, other = stage.sealed(0), stage.sealed(0)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: stage.cast(body), range(50)))
    assert len(set(answers)) == 1
    assert accepted(stage) == 1
    assert isinstance(refused(stage, other), UsedCard)


def test_two_ballots_of_one_card_at_once_leave_one(stage: Stage) -> None:
    stage.to_open()
    pairs = [(stage.sealed(card), stage.sealed(card)) for card in range(6)]

    def attempt(body: bytes) -> bytes | UsedCard:
        try:
            return stage.cast(body)
        except UsedCard as used:
            return used

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(attempt, [body for pair in pairs for body in pair]))
    for left, right in zip(answers[::2], answers[1::2], strict=True):
        winner, loser = (left, right) if isinstance(left, bytes) else (right, left)
        assert isinstance(winner, bytes)
        assert isinstance(loser, UsedCard)
        assert loser.receipt == winner
    assert accepted(stage) == len(pairs)


def test_ballots_enter_the_archive_in_batches_and_not_in_the_order_of_arrival(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.cards_listed = 14
    stage.to_open_with(all_deputies=20, present=14)
    for card in range(11):
        stage.cast(stage.sealed(card))
    assert archived(stage) == 0
    stage.moment += timedelta(seconds=31)
    stage.cast(stage.sealed(11))
    assert archived(stage) == 12
    stage.cast(stage.sealed(12))
    assert archived(stage) == 12  # one alone would show who it was
    stage.close()
    assert archived(stage) == 13
    heights = [json.loads(body)["signature"]["hash"] for body in stage.archive().ballots()]
    assert heights[:12] == sorted(heights[:12])


def test_a_failing_store_says_that_nothing_was_recorded(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = quick_stage.to_open()
    body = stage.sealed(0)

    def full(*arguments: object, **named: object) -> None:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(casting, "_record", full)
        with pytest.raises(Unavailable) as caught:
            stage.cast(body)
    assert caught.value.code == "polling.not_recorded"
    assert accepted(stage) == 0
    stage.cast(body)
    assert accepted(stage) == 1


def test_a_poll_cannot_be_closed_twice(quick_stage: Stage) -> None:
    stage = quick_stage.to_closed()
    with pytest.raises(Conflict):
        stage.close()
