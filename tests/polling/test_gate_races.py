"""Acts of the gate at one moment, on both kinds of database: what opens has its keys."""

from __future__ import annotations

import pytest

from tests.polling.stage import CHIEF, KEEPERS, SECRETARY, Stage
from tests.polling.test_races import Waiting, at_once, codes
from voting.errors import VotingError
from voting.polling import ceremony, lifecycle, pausing, sittings
from voting.protocol.receipts import Receipt


def sealed(stage: Stage) -> None:
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)


def test_a_poll_is_opened_or_taken_back(stage: Stage) -> None:
    """Opened it has its server key; taken back it never opens."""
    stage.to_ready()
    stage.adopt()
    sealed(stage)
    with stage.board() as session:
        lifecycle.propose_opening(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())

    def confirm() -> None:
        with stage.board() as session:
            lifecycle.confirm_opening(
                session, actor=CHIEF, poll_id=stage.poll_id, now=stage.now(),
                attendance=lifecycle.Attendance(10, 8),
            )  # fmt: skip

    def take_back() -> None:
        with stage.board() as session:
            lifecycle.take_back(
                session, stage.keys, actor=SECRETARY, poll_id=stage.poll_id, reason="改一字", now=stage.now()
            )

    answers = at_once([confirm, take_back])
    poll = stage.poll()
    assert len(codes(answers)) == 1, answers
    if poll.state == "open":
        assert stage.keys.server_seed(poll.uuid)
        assert stage.cast(stage.sealed(0))
    else:
        assert poll.state == "taken_back"
        with pytest.raises(VotingError):
            stage.keys.server_seed(poll.uuid)


def test_a_poll_is_fixed_with_keys_that_hold_or_not_at_all(stage: Stage) -> None:
    stage.open_sitting()
    stage.draft()
    stage.make_keys()
    stage.make_cards()

    def end_keys() -> None:
        with stage.board() as session:
            ceremony.end_keys(
                session, actor=SECRETARY, sitting_id=stage.sitting_id, reason="换人", now=stage.now()
            )

    answers = at_once([stage.freeze, end_keys])
    assert codes(answers) in (["polling.keys_missing"], ["polling.keys_in_use"]), answers
    with stage.board() as session:
        fixed = stage.poll().state == "ready"
        assert fixed == (sittings.find_sitting(session, stage.sitting_id).ceremony_id is not None)


def test_a_stop_while_ballots_are_in_flight_and_closing_beside_it(stage: Stage) -> None:
    """Each ballot has its receipt and counts, or was told to wait; none is counted without."""
    stage.to_open()
    bodies = [stage.sealed(card) for card in range(6)]
    stage.checker = waiting = Waiting(8)
    with stage.board() as session:
        lifecycle.propose_closing(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())

    def pause() -> None:
        waiting.checked.wait()
        with stage.board() as session:
            pausing.pause(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())

    def close() -> None:
        waiting.checked.wait()
        with stage.board() as session:
            lifecycle.confirm_closing(session, actor=CHIEF, poll_id=stage.poll_id, now=stage.now())

    answers = at_once([*(lambda body=body: stage.cast(body) for body in bodies), pause, close])
    ballots, acts = answers[:6], answers[6:]
    receipts = [Receipt.open(signed, stage.board_key()) for signed in ballots if isinstance(signed, bytes)]
    assert set(codes(ballots)) <= {"polling.paused", "polling.not_open"}
    assert codes(acts) in (["polling.closing_paused"], ["polling.not_now"])
    if stage.poll().state == "open":
        with stage.board() as session:
            pausing.resume(session, actor=CHIEF, poll_id=stage.poll_id, reason="核对完毕", now=stage.now())
        stage.close()
    assert stage.poll().returned == len(receipts)
    assert len(stage.archive().of_type("Ballot")) == len(receipts)
