"""One vote from an empty sitting to the announcement, through the services."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.polling.stage import KEEPERS, SECRETARY, Stage
from voting.errors import VotingError
from voting.polling import lifecycle, sittings, tallying
from voting.web import all_sentences


def test_a_vote_runs_from_draft_to_announcement(stage: Stage) -> None:
    stage.to_open()
    picked = [((1, 1, 0), (0, 0, 1)), ((1, 0, 1), (0, 1, 0)), ((1, 1, 0), (0, 0, 0)),
              ((0, 1, 0), (0, 0, 1)), ((1, 0, 0), (0, 0, 0)), ((1, 1, 0), (0, 0, 0))]  # fmt: skip
    for card, choices in enumerate(picked):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        counts, outcome = tallying.result(session, poll)
    assert counts.for_votes == (5, 4, 1)
    assert counts.against == (0, 1, 2)
    assert outcome.bar == 6
    stage.sign()
    stage.announce()
    assert stage.poll().state == "announced"
    assert stage.poll().server_key_erased
    with stage.board() as session:
        lifecycle.publish(
            session, actor=SECRETARY, poll_id=stage.poll_id, notice="公告（第5号）", now=stage.now()
        )
        poll = sittings.find_poll(session, stage.poll_id)
        assert (poll.state, lifecycle.notice_of(session, poll)) == ("published", "公告（第5号）")


def refused(stage: Stage, *acts: Callable[[], object]) -> None:
    """Each act is refused with a code that has its own sentence, and the poll stays in its state."""
    state = stage.poll().state
    for act in acts:
        with pytest.raises(VotingError) as caught:
            act()
        assert caught.value.code in all_sentences()
        assert stage.poll().state == state


def test_no_act_comes_too_early_or_twice(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    refused(stage, stage.freeze, stage.open, stage.close, stage.sign)
    stage.adopt()
    refused(stage, stage.adopt, stage.open, stage.close)
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    refused(stage, stage.open, stage.report, stage.sign)
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    refused(stage, stage.open, stage.close, stage.declare_valid, stage.sign)
    stage.report()
    refused(stage, stage.report, stage.close, stage.sign)
    stage.declare_valid()
    refused(stage, stage.declare_valid, stage.sign, stage.announce)
    stage.count()
    refused(stage, stage.announce, stage.open)
    stage.sign()
    refused(stage, stage.sign, stage.close)
    stage.announce()
    refused(stage, stage.announce, stage.sign)
