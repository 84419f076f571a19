"""Challenge of a device (设备抽检): the ballot is made again from all that went into it (PROTOCOL 5.1).

Checks: D1 the text can be read, D2 it is of this poll, D3 its choices are allowed, D4 what it makes is the
ballot whose H the device had shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import group
from .ballots import UnsignedBallot, seal_choices
from .election import Election
from .encoding import Json, Reader, canonical, parse_canonical
from .errors import InvalidChallenge
from .group import Point
from .marks import Pairs, make_marks

MAX_CHALLENGE = 64 << 10
FOR, AGAINST = "赞成", "反对"
_FIELDS = ("choices", "credential", "election_hash", "seed", "uuid")

Choices = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Challenge:
    """What a challenged device reveals. ``choices[k][i]`` is 0 or 1, ``seed`` is seed 1 (32 bytes)."""

    uuid: str
    election_hash: str
    credential: Point
    choices: Choices
    seed: bytes

    def encode(self) -> bytes:
        """The text of the QR code."""
        return canonical(
            {
                "v": 1,
                "kind": "challenge",
                "uuid": self.uuid,
                "election_hash": self.election_hash,
                "credential": group.encode(self.credential),
                "choices": self.choices,
                "seed": self.seed.hex(),
            }
        )


@dataclass(frozen=True)
class Spoken:
    """A project and the marks that the ballot gives it: 赞成, 反对, or a rating's grades; none is 弃权."""

    name: str
    marks: tuple[str, ...]


def parse_challenge(text: bytes) -> Challenge:
    """D1: canonical JSON of this kind, a credential that is a key, a seed of 32 bytes."""
    reader = Reader("D1")
    fields = reader.of_kind(parse_canonical(text, "D1", MAX_CHALLENGE), "challenge", _FIELDS)
    return Challenge(
        uuid=reader.text(fields["uuid"]),
        election_hash=reader.text(fields["election_hash"]),
        credential=group.decode(fields["credential"], "D1"),
        choices=tuple(_parse_row(reader, row) for row in reader.array(fields["choices"])),
        seed=bytes.fromhex(reader.digest(fields["seed"])),
    )


def _parse_row(reader: Reader, row: Json) -> tuple[int, ...]:
    return tuple(reader.integer(mark, 0, 1) for mark in reader.array(row))


def check_challenge(election: Election, exclusive: Pairs, text: bytes, shown_hash: str) -> Choices:
    """D1-D4: makes every ciphertext, proof and mark again and returns what the ballot says.

    ``shown_hash`` is the H that was recorded before the device learnt of the challenge; ``exclusive`` the
    method's pairs, empty where the method is not at hand (H does not depend on them). Raises ProtocolError;
    D4 carries ``shown`` and ``computed``.
    """
    challenge = parse_challenge(text)
    if (challenge.uuid, challenge.election_hash) != (election.uuid, election.fingerprint):
        raise InvalidChallenge("D2", "of another poll", uuid=challenge.uuid)
    computed = _make_again(election, exclusive, challenge).hash
    if computed != shown_hash:
        raise InvalidChallenge("D4", "another ballot than was shown", shown=shown_hash, computed=computed)
    return challenge.choices


def _make_again(election: Election, exclusive: Pairs, challenge: Challenge) -> UnsignedBallot:
    try:
        unsigned = seal_choices(election, challenge.credential, challenge.choices, challenge.seed)
        make_marks(unsigned, exclusive)
    except ValueError as error:
        raise InvalidChallenge("D3", str(error)) from None
    return unsigned


def spoken(election: Election, choices: Sequence[Sequence[int]]) -> tuple[Spoken, ...]:
    """The ballot in words, project by project in the order of the paper."""
    questions = election.questions
    names = questions[0].answers
    if all(question.text in (FOR, AGAINST) and question.answers == names for question in questions):
        return tuple(
            Spoken(name, tuple(q.text for q, row in zip(questions, choices, strict=True) if row[i]))
            for i, name in enumerate(names)
        )
    return tuple(
        Spoken(q.text, tuple(answer for answer, mark in zip(q.answers, row, strict=True) if mark))
        for q, row in zip(questions, choices, strict=True)
    )
