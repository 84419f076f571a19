"""A whole key ceremony in one call, for the tests that need scrutineers with keys."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import pytest

from voting.protocol.ceremony import (
    Ceremony,
    assemble_parameters,
    check_certificate,
    check_commitment,
    check_key,
    check_reveal,
    joint_hash,
)
from voting.protocol.errors import InvalidCeremony
from voting.protocol.participant import (
    Committed,
    Finished,
    Joined,
    Revealed,
    commit,
    confirm,
    finish,
    join,
    reveal,
)
from voting.protocol.trustees import Pedersen

CEREMONY_ID = "3M2Xq7vWbN8dKpRtYcFh4j"


def seed_of(*parts: object) -> bytes:
    """32 bytes that differ for different parts."""
    return sha256("|".join(map(str, parts)).encode()).digest()


@dataclass
class Played:
    """Everything that was said, step by step, as bytes on the wire and as the participants' states."""

    ceremony: Ceremony
    joined: list[Joined]
    committed: list[Committed]
    revealed: list[Revealed]
    finished: list[Finished]

    @property
    def certificates(self) -> list[bytes]:
        return [each.certificate.encode() for each in self.joined]

    @property
    def commitments(self) -> list[bytes]:
        return [each.commitment.encode() for each in self.committed]

    @property
    def reveals(self) -> list[bytes]:
        return [each.reveal.encode() for each in self.revealed]

    @property
    def keys(self) -> list[bytes]:
        return [each.key.encode() for each in self.finished]

    def parameters(self) -> Pedersen:
        """What the server makes of the messages, each checked as it came."""
        ceremony = self.ceremony
        certificates = [check_certificate(ceremony, i, data) for i, data in enumerate(self.certificates, 1)]
        commitments = [
            check_commitment(ceremony, certificates, i, data) for i, data in enumerate(self.commitments, 1)
        ]
        reveals = [
            check_reveal(ceremony, certificates, commitments, i, data)
            for i, data in enumerate(self.reveals, 1)
        ]
        keys = [check_key(ceremony, certificates, reveals, i, data) for i, data in enumerate(self.keys, 1)]
        return assemble_parameters(ceremony, certificates, reveals, keys)


def play(size: int, threshold: int, name: str = "") -> Played:
    """A ceremony in which everyone is honest; the same name always gives the same keys."""
    ceremony = Ceremony(CEREMONY_ID, size, threshold)
    seeds = [seed_of(name, size, index) for index in range(1, size + 1)]
    joined = [join(ceremony, index, seed) for index, seed in enumerate(seeds, 1)]
    certificates = [each.certificate.encode() for each in joined]
    committed = [commit(each, certificates) for each in joined]
    commitments = [each.commitment.encode() for each in committed]
    revealed = [reveal(each, commitments) for each in committed]
    reveals = [each.reveal.encode() for each in revealed]
    finished = [finish(each, reveals) for each in revealed]
    keys = [each.key.encode() for each in finished]
    for each in finished:
        confirm(each, keys)
    return Played(ceremony, joined, committed, revealed, finished)


def transcript(played: Played) -> dict[str, object]:
    """The whole ceremony as text, for `tests/vectors/ceremony.json`: what another implementation has to
    reproduce from the id, the numbers and the seeds."""
    return {
        "id": played.ceremony.id,
        "size": played.ceremony.size,
        "threshold": played.ceremony.threshold,
        "seeds": [each.seed.hex() for each in played.joined],
        "key_seeds": [each.key_seed for each in played.joined],
        "certificates": [data.decode() for data in played.certificates],
        "certs": played.committed[0].certs,
        "coefficients": [[str(each) for each in one.coefficients] for one in played.committed],
        "commitments": [data.decode() for data in played.commitments],
        "joint": joint_hash(played.ceremony, [each.commitment for each in played.committed]),
        "reveals": [data.decode() for data in played.reveals],
        "shares": [str(each.share) for each in played.finished],
        "keys": [data.decode() for data in played.keys],
        "fingerprints": [each.fingerprint for each in played.finished],
        "slips": [each.slip.encode() for each in played.finished],
    }


LIAR, VICTIM = 2, 1


@cache
def honest() -> Played:
    return play(3, 2)


def refused(code: str, index: int, step: Callable[[], object]) -> None:
    """The step refuses with this code and names this participant."""
    with pytest.raises(InvalidCeremony) as refusal:
        step()
    assert (refusal.value.code, refusal.value.data.get("index")) == (code, index), refusal.value


def exchanged(messages: list[bytes], index: int, message: bytes) -> list[bytes]:
    """The messages as a server relays them after putting another in the place of participant `index`."""
    return [*messages[: index - 1], message, *messages[index:]]
