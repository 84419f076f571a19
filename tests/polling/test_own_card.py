"""Whether a card has voted: its holder is told, in any state of the poll nobody else learns anything."""

from __future__ import annotations

import random

import pytest

from tests.polling.stage import Stage
from voting.errors import Conflict, Invalid, VotingError
from voting.polling import own_card as service
from voting.protocol import own_card
from voting.protocol.credentials import draw_secret

RNG = random.Random(8)


@pytest.fixture
def stage(databases, tmp_path) -> Stage:
    return Stage(databases, tmp_path).to_open()


def ask(stage: Stage, secret: str, filling: bytes = b"") -> bytes | None:
    uuid = stage.poll().uuid
    question = own_card.ask(uuid, secret, RNG.randbytes(32)) + filling
    return service.receipt(stage.databases.board, stage.keys, uuid, question)


def test_the_holder_gets_the_receipt_of_his_ballot(stage: Stage):
    mine, other = stage.cards.secrets[:2]
    assert ask(stage, mine) is None
    receipt = stage.cast(stage.sealed(0))
    assert ask(stage, mine) == receipt
    assert ask(stage, mine, b"\n     ") == receipt
    assert ask(stage, other) is None


def test_a_card_that_is_not_listed_is_told_so(stage: Stage):
    with pytest.raises(Invalid) as caught:
        ask(stage, draw_secret(RNG.randbytes(32)))
    assert caught.value.code == "polling.credential_unknown"


@pytest.mark.parametrize("body", [b"", b"{}", b"\n\n", b"\xff", b"{}\n\nfilling", b"0" * 300_000])
def test_what_is_no_question_is_refused(stage: Stage, body: bytes):
    with pytest.raises(VotingError):
        service.receipt(stage.databases.board, stage.keys, stage.poll().uuid, body)


def test_after_closing_and_in_no_poll_nothing_is_told(stage: Stage):
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    with pytest.raises(Conflict):
        ask(stage, stage.cards.secrets[0])
    question = own_card.ask("9" * 22, stage.cards.secrets[0], RNG.randbytes(32))
    with pytest.raises(Conflict):
        service.receipt(stage.databases.board, stage.keys, "9" * 22, question)


def test_a_body_filled_up_is_the_same_ballot(stage: Stage):
    body = stage.sealed(1)
    receipt = stage.cast(body + b"\n" + b" " * 300)
    assert stage.cast(body) == receipt
    with pytest.raises(Invalid):
        stage.cast(stage.sealed(2) + b"\n hidden ")
