"""Exclusive marks: no two answers that exclude each other are both chosen (PROTOCOL 5, M2-M4).

For a pair of questions and each place i, the product of the two ciphertexts holds 0 or 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import group
from .ballots import Ballot, Body, UnsignedBallot
from .election import Election
from .encoding import Json, Reader, canonical, hex_hash, parse_canonical
from .errors import InvalidMarks, NotInGroup
from .expand import drawing
from .group import Ciphertext, Proof, Q
from .proofs import parse_proof, proof_json, prove_interval, verify_interval

MAX_MARKS = 256 << 10
Pairs = Sequence[tuple[int, int]]
_FIELDS = ("uuid", "election_hash", "ballot_hash", "proofs")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks record: proofs[p][i] are the two branches of pair p, place i."""

    uuid: str
    election_hash: str
    ballot_hash: str
    proofs: tuple[tuple[tuple[Proof, ...], ...], ...]

    def serialize(self) -> bytes:
        return canonical(
            {
                "v": 1,
                "kind": "marks",
                "uuid": self.uuid,
                "election_hash": self.election_hash,
                "ballot_hash": self.ballot_hash,
                "proofs": [
                    [[proof_json(proof) for proof in branches] for branches in pair] for pair in self.proofs
                ],
            }
        )

    @property
    def digest(self) -> str:
        """The hash that receipts and the side log carry."""
        return hex_hash(self.serialize())


def parse_marks(data: bytes) -> Marks:
    """Check the writing and the shape (M3): two branches everywhere."""
    reader = Reader("M3")
    fields = reader.of_kind(parse_canonical(data, "M3", MAX_MARKS), "marks", _FIELDS)
    return Marks(
        uuid=reader.text(fields["uuid"]),
        election_hash=reader.text(fields["election_hash"]),
        ballot_hash=reader.text(fields["ballot_hash"]),
        proofs=tuple(
            tuple(_parse_branches(reader, place) for place in reader.array(pair))
            for pair in reader.array(fields["proofs"])
        ),
    )


def _parse_branches(reader: Reader, value: Json) -> tuple[Proof, ...]:
    return tuple(parse_proof(proof, "M3") for proof in reader.array(value, 2))


def require_pairs(election: Election, exclusive: Pairs) -> None:
    """M3: each pair names two different questions of the election with equally many answers."""
    questions = election.questions
    for a, b in exclusive:
        if not (0 <= a < len(questions) and 0 <= b < len(questions)) or a == b:
            raise InvalidMarks("M3", "a pair of questions that do not exist", pair=[a, b])
        if len(questions[a].answers) != len(questions[b].answers) or questions[a].blank or questions[b].blank:
            raise InvalidMarks("M3", "a pair of questions that do not match", pair=[a, b])


def check_marks(election: Election, ballot: Ballot, exclusive: Pairs, data: bytes) -> Marks | None:
    """M2-M4 for one ballot whose own checks have passed; `data` is empty where `exclusive` is."""
    require_pairs(election, exclusive)
    if not exclusive:
        if data:
            raise InvalidMarks("M3", "marks where the method has none", ballot_hash=ballot.hash)
        return None
    marks = parse_marks(data)
    claims = (marks.uuid, marks.election_hash, marks.ballot_hash)
    if claims != (election.uuid, election.fingerprint, ballot.hash):
        raise InvalidMarks("M2", "marks of another ballot", ballot_hash=ballot.hash)
    if [len(pair) for pair in marks.proofs] != [len(election.questions[a].answers) for a, _ in exclusive]:
        raise InvalidMarks("M3", "number of proofs", ballot_hash=ballot.hash)
    for p, (a, b) in enumerate(exclusive):
        for i, proofs in enumerate(marks.proofs[p]):
            failure = InvalidMarks("M4", "proof", ballot_hash=ballot.hash, pair=p, answer=i)
            try:
                ciphertext = _product(ballot.body, a, b, i)
                statement = _statement(ballot.body, ballot.hash, p, i)
                verify_interval(election.public_key, statement, ciphertext, 0, proofs, failure)
            except NotInGroup:
                raise failure from None
    return marks


def make_marks(unsigned: UnsignedBallot, exclusive: Pairs) -> bytes:
    """The marks record of a ballot, empty where nothing excludes anything.

    A ballot that marks both answers of a pair is a caller's error: ValueError.
    """
    require_pairs(unsigned.election, exclusive)
    if not exclusive:
        return b""
    return Marks(
        uuid=unsigned.body.uuid,
        election_hash=unsigned.body.election_hash,
        ballot_hash=unsigned.hash,
        proofs=tuple(
            tuple(_prove_place(unsigned, p, a, b, i) for i in range(len(unsigned.choices[a])))
            for p, (a, b) in enumerate(exclusive)
        ),
    ).serialize()


def _prove_place(unsigned: UnsignedBallot, p: int, a: int, b: int, i: int) -> tuple[Proof, ...]:
    if unsigned.choices[a][i] and unsigned.choices[b][i]:
        raise ValueError("two answers that exclude each other are both marked")
    return prove_interval(
        unsigned.election.public_key,
        _statement(unsigned.body, unsigned.hash, p, i),
        _product(unsigned.body, a, b, i),
        (unsigned.randomness[a][i] + unsigned.randomness[b][i]) % Q,
        unsigned.choices[a][i] + unsigned.choices[b][i],
        range(2),
        drawing(unsigned.seed, unsigned.context, f"m|{p}|{i}"),
    )


def _statement(body: Body, ballot_hash: str, p: int, i: int) -> str:
    return f"{body.prefix}|exclusive|{ballot_hash}|{p}|{i}"


def _product(body: Body, a: int, b: int, i: int) -> Ciphertext:
    left, right = body.answers[a].choices[i], body.answers[b].choices[i]
    return Ciphertext(group.product(left.alpha, right.alpha), group.product(left.beta, right.beta))
