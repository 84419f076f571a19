"""The credentials are public, so naming one must tell nothing, in any state of the poll."""

from __future__ import annotations

import json

import pytest

from tests.polling.stage import SECRETARY, Stage
from voting.errors import VotingError
from voting.polling import pausing
from voting.polling.casting import UsedCard

USED, UNUSED, MOST = 0, 6, 6


def pause(stage: Stage) -> None:
    with stage.board() as session:
        pausing.pause(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())


@pytest.fixture
def stage(databases, tmp_path) -> Stage:
    """An open poll in which the first six cards have voted."""
    stage = Stage(databases, tmp_path).to_open()
    for card in range(MOST):
        stage.cast(stage.sealed(card))
    return stage


def named(stage: Stage, card: int) -> bytes:
    """What a stranger can send who knows the public list: a ballot that names the card and proves nothing."""
    body = stage.sealed(UNUSED + 1)
    mine, other = (
        json.loads(stage.sealed(number).split(b"\n")[0])["credential"] for number in (UNUSED + 1, card)
    )
    return body.replace(mine.encode(), other.encode())


def told(stage: Stage, card: int) -> tuple[str, object]:
    with pytest.raises(VotingError) as refused:
        stage.cast(named(stage, card))
    return refused.value.code, refused.value.data.get("check")


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_a_ballot_that_only_names_a_card_is_refused_alike(stage: Stage, state: str) -> None:
    if state == "paused":
        pause(stage)
    if state == "closed":
        stage.close()
    assert told(stage, USED) == told(stage, UNUSED)


def test_after_closing_a_card_s_own_second_ballot_still_gets_the_receipt(stage: Stage) -> None:
    """The tablet that lost its answer and encrypted anew is told that the first ballot counts."""
    receipt = stage.cast(body := stage.sealed(UNUSED))
    stage.close()
    with pytest.raises(UsedCard) as used:
        stage.cast(stage.sealed(UNUSED))
    assert used.value.receipt == receipt == stage.cast(body)
