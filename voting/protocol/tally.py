"""The encrypted tally: the product of what all counted ballots hold (spec 4.18, T2-T5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .ballots import Ballot
from .election import Election
from .encoding import Json, Reader, compact, hex_hash, parse_json
from .errors import InvalidTally, NonCanonical
from .group import Ciphertext, Point

MAX_TALLY = 16 << 20


@dataclass(frozen=True)
class EncryptedTally:
    """`encrypted_tally`: one ciphertext per question and answer; the identity may stand in it."""

    ciphertexts: tuple[tuple[Ciphertext, ...], ...]

    @cached_property
    def raw(self) -> bytes:
        return compact(
            [
                [{"alpha": group.encode(c.alpha), "beta": group.encode(c.beta)} for c in row]
                for row in self.ciphertexts
            ]
        )

    @cached_property
    def digest(self) -> str:
        return hex_hash(self.raw)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(row) for row in self.ciphertexts)


@dataclass(frozen=True, slots=True)
class SizedTally:
    """`sized_encrypted_tally`: how many ballots the tally named by its hash contains."""

    num_tallied: int
    total_weight: int
    encrypted_tally: str

    def serialize(self) -> bytes:
        return compact(
            {
                "num_tallied": self.num_tallied,
                "total_weight": self.total_weight,
                "encrypted_tally": self.encrypted_tally,
            }
        )


class TallyAccumulator:
    """The product of ballots as they come; a ballot replaced by a later one is taken out again."""

    def __init__(self, election: Election) -> None:
        self.ballots = 0
        self._rows = [
            [Ciphertext(group.IDENTITY, group.IDENTITY)] * question.choices for question in election.questions
        ]

    def add(self, ballot: Ballot) -> None:
        """Multiply in a ballot that has passed `check_ballot` for the same election."""
        self.ballots += 1
        for row, answer in zip(self._rows, ballot.body.answers, strict=True):
            for i, (total, choice) in enumerate(zip(row, answer.choices, strict=True)):
                row[i] = Ciphertext(
                    group.product(total.alpha, choice.alpha), group.product(total.beta, choice.beta)
                )

    def merge(self, other: EncryptedTally, ballots: int) -> None:
        """Multiply in the product of other ballots of the same election, accumulated elsewhere."""
        self.ballots += ballots
        for row, more in zip(self._rows, other.ciphertexts, strict=True):
            for i, (total, part) in enumerate(zip(row, more, strict=True)):
                row[i] = Ciphertext(
                    group.product(total.alpha, part.alpha), group.product(total.beta, part.beta)
                )

    def remove(self, ballot: Ballot) -> None:
        """Divide a ballot out that was added before: its credential voted again (foreign archives)."""
        self.ballots -= 1
        for row, answer in zip(self._rows, ballot.body.answers, strict=True):
            for i, (total, choice) in enumerate(zip(row, answer.choices, strict=True)):
                row[i] = Ciphertext(
                    group.quotient(total.alpha, choice.alpha), group.quotient(total.beta, choice.beta)
                )

    def encrypted_tally(self) -> EncryptedTally:
        return EncryptedTally(tuple(tuple(row) for row in self._rows))

    def sized_tally(self) -> SizedTally:
        return SizedTally(self.ballots, self.ballots, self.encrypted_tally().digest)


def last(ballots: Iterable[Ballot]) -> list[Ballot]:
    """last(B) of spec 4.17: the last ballot of each credential, in the order of these."""
    latest: dict[Point, Ballot] = {}
    for ballot in ballots:
        latest.pop(ballot.credential, None)
        latest[ballot.credential] = ballot
    return list(latest.values())


def tally_ballots(election: Election, ballots: Iterable[Ballot]) -> TallyAccumulator:
    """The accumulator over last(B); every ballot has passed `check_ballot`."""
    accumulator = TallyAccumulator(election)
    for ballot in last(ballots):
        accumulator.add(ballot)
    return accumulator


def parse_encrypted_tally(data: bytes) -> EncryptedTally:
    """Read `encrypted_tally`; members of the group or the identity, canonical bytes (T2)."""
    reader = Reader("T2")
    rows = reader.array(parse_json(data, "T2", MAX_TALLY))
    tally = EncryptedTally(
        tuple(tuple(_parse_ciphertext(reader, item) for item in reader.array(row)) for row in rows)
    )
    if tally.raw != data:
        raise NonCanonical("T2", "encrypted tally not canonical")
    return tally


def _parse_ciphertext(reader: Reader, value: Json) -> Ciphertext:
    fields = reader.record(value, ("alpha", "beta"))
    return Ciphertext(
        group.decode_or_identity(fields["alpha"], "T2"), group.decode_or_identity(fields["beta"], "T2")
    )


def parse_sized_tally(data: bytes) -> SizedTally:
    reader = Reader("T3")
    names = ("num_tallied", "total_weight", "encrypted_tally")
    fields = reader.record(parse_json(data, "T3", 1024), names)
    sized = SizedTally(
        reader.integer(fields["num_tallied"]),
        reader.integer(fields["total_weight"]),
        reader.digest(fields["encrypted_tally"]),
    )
    if sized.serialize() != data:
        raise NonCanonical("T3", "sized tally not canonical")
    return sized


def check_tally(recomputed: TallyAccumulator, tally: EncryptedTally, sized: SizedTally) -> None:
    """T2-T5: what is recorded is what the ballots give."""
    expected = recomputed.encrypted_tally()
    if tally.shape != expected.shape:
        raise InvalidTally("T2", "shape of the encrypted tally")
    for k, (row, expected_row) in enumerate(zip(tally.ciphertexts, expected.ciphertexts, strict=True)):
        for i, (ciphertext, wanted) in enumerate(zip(row, expected_row, strict=True)):
            if ciphertext != wanted:
                raise InvalidTally("T2", "not the product of the ballots", question=k, answer=i)
    if sized.num_tallied != recomputed.ballots:
        raise InvalidTally("T3", "number of ballots", stated=sized.num_tallied, expected=recomputed.ballots)
    if sized.total_weight != recomputed.ballots:
        raise InvalidTally("T4", "total weight", stated=sized.total_weight, expected=recomputed.ballots)
    if sized.encrypted_tally != tally.digest:
        raise InvalidTally("T5", "names another encrypted tally")


def flatten(tally: EncryptedTally) -> Sequence[Ciphertext]:
    """All ciphertexts, question by question."""
    return [ciphertext for row in tally.ciphertexts for ciphertext in row]
