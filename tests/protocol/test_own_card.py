"""Asking whether one's own card has voted: who holds it is believed, nobody else is."""

from __future__ import annotations

import json
import random

import pytest

from voting.protocol import credentials, group, own_card
from voting.protocol.errors import ProtocolError

RNG = random.Random(62)
UUID, OTHER = "4xJ8kq2mNvB7cRtYpWsDfG", "9xJ8kq2mNvB7cRtYpWsDfG"
SECRET = credentials.draw_secret(RNG.randbytes(32))


def asked(uuid: str = UUID, secret: str = SECRET) -> bytes:
    return own_card.ask(uuid, secret, RNG.randbytes(32))


def test_the_holder_is_believed():
    assert own_card.read(UUID, asked()) == group.encode(credentials.public_credential(SECRET, UUID))


def changed(field: str, value: object) -> bytes:
    question = json.loads(asked())
    question[field] = value
    return json.dumps(question, separators=(",", ":")).encode()


STRANGER = json.loads(asked(secret=credentials.draw_secret(RNG.randbytes(32))))


@pytest.mark.parametrize(
    "question",
    [
        asked(OTHER),  # a proof for another poll
        changed("credential", STRANGER["credential"]),
        changed("proof", STRANGER["proof"]),
        changed("credential", "0" * 63 + "1"),
        changed("proof", {"challenge": "1", "response": str(group.Q)}),
        changed("more", 1),
        b"", b"[]", b"\xff", b"{}", b"[" * 2000,
    ],
)  # fmt: skip
def test_nobody_else_is(question: bytes):
    with pytest.raises(ProtocolError):
        own_card.read(UUID, question)
