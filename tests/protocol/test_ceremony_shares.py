"""What is sealed for one scrutineer is checked by him alone, and he names who sent it."""

import json
from dataclasses import replace
from functools import cache

import pytest

from tests.protocol.ceremonies import (
    CEREMONY_ID,
    LIAR,
    VICTIM,
    Played,
    exchanged,
    honest,
    refused,
)
from voting.protocol import group
from voting.protocol.channel import channel_info, seal
from voting.protocol.encoding import compact
from voting.protocol.group import Q
from voting.protocol.participant import (
    finish,
)
from voting.protocol.proofs import sign_message


class Sealing:
    """A liar who seals what he likes for the first participant."""

    def __init__(self, played: Played, index: int = LIAR) -> None:
        self.played, self.state = played, played.revealed[index - 1]
        self.index = index
        self.committed, self.joined = self.state.committed, self.state.committed.joined

    def envelope(self, share: str, recipient: int = VICTIM, signer: int = LIAR) -> bytes:
        key = self.committed.certificates[recipient - 1].keys.encryption
        text = compact({"recipient": group.encode(key), "message": share}).decode()
        return sign_message(self.played.joined[signer - 1].keys.signing, text, bytes(32)).serialize()

    def reveal_with(self, plaintext: bytes, victim: int = VICTIM, info: bytes = b"") -> bytes:
        key = self.committed.certificates[victim - 1].keys.encryption
        info = info or channel_info(CEREMONY_ID, self.index, victim)
        secrets = list(self.state.reveal.secrets)
        secrets[victim - 1] = seal(plaintext, key, 777, info)
        return replace(self.state.reveal, secrets=tuple(secrets)).encode()


@cache
def bad_shares() -> dict[str, bytes]:
    liar = Sealing(honest())
    share = liar.committed.share_for(VICTIM)
    good = compact({"secret": str(share)}).decode()
    spaced = sign_message(
        liar.joined.keys.signing,
        json.dumps({"recipient": group.encode(honest().joined[0].keys.encryption), "message": good}),
        bytes(32),
    )
    secrets = liar.state.reveal.secrets
    return {
        "not JSON": liar.reveal_with(b"\x00\x01"),
        "empty": liar.reveal_with(b""),
        "wrong share": liar.reveal_with(liar.envelope(compact({"secret": str(share + 1)}).decode())),
        "share out of range": liar.reveal_with(liar.envelope(compact({"secret": str(Q)}).decode())),
        "share as a number": liar.reveal_with(liar.envelope('{"secret":5}')),
        "share with a leading zero": liar.reveal_with(liar.envelope(f'{{"secret":"0{share}"}}')),
        "another field": liar.reveal_with(liar.envelope(f'{{"secret":"{share}","x":1}}')),
        "sealed for somebody else": liar.reveal_with(liar.envelope(good, recipient=3)),
        "signed by somebody else": liar.reveal_with(liar.envelope(good, signer=3)),
        "white space": liar.reveal_with(spaced.serialize()),
        "of another ceremony": liar.reveal_with(
            liar.envelope(good), info=channel_info(CEREMONY_ID[::-1], LIAR, VICTIM)),
        "under another's name": liar.reveal_with(
            liar.envelope(good), info=channel_info(CEREMONY_ID, 3, VICTIM)),
        "ciphertext too short for its tag": replace(
            liar.state.reveal, secrets=(replace(secrets[0], data=b"short"), *secrets[1:])).encode(),
        "ciphertext bit flip": replace(liar.state.reveal, secrets=(
            replace(secrets[0], data=bytes([secrets[0].data[0] ^ 1]) + secrets[0].data[1:]), *secrets[1:],
        )).encode(),
        "shares of two recipients exchanged": replace(
            liar.state.reveal, secrets=(secrets[1], secrets[0], secrets[2])).encode(),
    }  # fmt: skip


@pytest.mark.parametrize("name", bad_shares())
def test_a_bad_share_is_noticed_by_its_recipient_who_names_the_sender(name: str) -> None:
    played = honest()
    relayed = exchanged(played.reveals, LIAR, bad_shares()[name])
    refused("C8", LIAR, lambda: finish(played.revealed[VICTIM - 1], relayed))


def test_a_share_that_is_right_is_taken_however_it_was_sealed() -> None:
    played, liar = honest(), Sealing(honest())
    good = compact({"secret": str(liar.committed.share_for(VICTIM))}).decode()
    relayed = exchanged(played.reveals, LIAR, liar.reveal_with(liar.envelope(good)))
    assert finish(played.revealed[VICTIM - 1], relayed).share == played.finished[VICTIM - 1].share
