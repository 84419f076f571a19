"""The registrar's tool, played by a program: draw, list, sign, forget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voting.protocol import ed25519, sidelog
from voting.protocol.credentials import build_credentials, draw_secret, public_credential
from voting.protocol.encoding import hex_hash

Random = Callable[[int], bytes]


@dataclass(frozen=True)
class CardSet:
    """``secrets`` go into envelopes; lists and statements go to the server, by uuid."""

    secrets: tuple[str, ...]
    key: str
    lists: dict[str, bytes]
    statements: dict[str, bytes]


def make_cards(uuids: Sequence[str], number: int, random: Random, reserve: int = 0) -> CardSet:
    """``number`` cards, ``reserve`` of them kept back, listed for every uuid of the sitting."""
    registrar = random(32)
    secrets = tuple(draw_secret(random(32)) for _ in range(number))
    lists = {
        uuid: build_credentials(public_credential(secret, uuid) for secret in secrets).serialize()
        for uuid in uuids
    }
    statements = {
        uuid: sidelog.Registrar.make(
            registrar, uuid=uuid, credentials=hex_hash(content), listed=number, reserve=reserve
        ).encode()
        for uuid, content in lists.items()
    }
    return CardSet(secrets, ed25519.public_key(registrar), lists, statements)
