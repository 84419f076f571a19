"""The result: how often each answer was chosen (spec 4.21, R1-R3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import group
from .decryption import PartialDecryption, combine_factors
from .encoding import Reader, compact, hex_hash, parse_json
from .errors import InvalidTally, NonCanonical
from .group import Point
from .tally import EncryptedTally
from .trustees import Trustees

MAX_RESULT = 16 << 20


@dataclass(frozen=True, slots=True)
class Result:
    """`result`: one count per question and answer."""

    counts: tuple[tuple[int, ...], ...]

    def serialize(self) -> bytes:
        return compact({"result": [list(row) for row in self.counts]})

    @property
    def digest(self) -> str:
        return hex_hash(self.serialize())


def parse_result(data: bytes) -> Result:
    """R1 as far as it shows by itself: rows of counts, canonical bytes."""
    reader = Reader("R1")
    rows = reader.array(reader.record(parse_json(data, "R1", MAX_RESULT), ("result",))["result"])
    result = Result(tuple(tuple(reader.integer(count) for count in reader.array(row)) for row in rows))
    if result.serialize() != data:
        raise NonCanonical("R1", "result not canonical")
    return result


def open_tally(
    trustees: Trustees, tally: EncryptedTally, shares: Mapping[int, PartialDecryption], ballots: int
) -> Result:
    """The result from checked shares; R3 where a count is not between 0 and the number of ballots."""
    powers = _powers(trustees, tally, shares)
    logarithms = small_logarithms({point for row in powers for point in row}, ballots)
    for k, row in enumerate(powers):
        for i, point in enumerate(row):
            if point not in logarithms:
                raise InvalidTally("R3", "a count is out of bounds", question=k, answer=i, ballots=ballots)
    return Result(tuple(tuple(logarithms[point] for point in row) for row in powers))


def check_result(
    trustees: Trustees,
    tally: EncryptedTally,
    shares: Mapping[int, PartialDecryption],
    ballots: int,
    result: Result,
) -> None:
    """R1-R3: the tally's shape, g^r = β/F, 0 ≤ r ≤ ballots."""
    if tuple(len(row) for row in result.counts) != tally.shape:
        raise InvalidTally("R1", "shape of the result")
    for k, row in enumerate(_powers(trustees, tally, shares)):
        for i, point in enumerate(row):
            count = result.counts[k][i]
            if count > ballots:
                raise InvalidTally(
                    "R3", "more than the ballots", question=k, answer=i, count=count, ballots=ballots
                )
            if group.base(count) != point:
                raise InvalidTally("R2", "a count does not follow", question=k, answer=i, count=count)


def _powers(
    trustees: Trustees, tally: EncryptedTally, shares: Mapping[int, PartialDecryption]
) -> list[list[Point]]:
    """β/F, that is g to the count, for every ciphertext."""
    factors = combine_factors(trustees, tally, shares)
    return [
        [group.quotient(ciphertext.beta, factor) for ciphertext, factor in zip(row, factor_row, strict=True)]
        for row, factor_row in zip(tally.ciphertexts, factors, strict=True)
    ]


def small_logarithms(points: set[Point], bound: int) -> dict[Point, int]:
    """log_g of those points whose logarithm is at most `bound`, by walking up the powers of g once."""
    found: dict[Point, int] = {}
    power = group.IDENTITY
    for exponent in range(bound + 1):
        if power in points:
            found[power] = exponent
            if len(found) == len(points):
                break
        power = group.product(power, group.G)
    return found
