"""Random polls for both implementations, each drawn from its number."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from functools import cached_property

from tests.crypto.pages import Case
from voting.protocol import group
from voting.protocol.credentials import draw_secret
from voting.protocol.election import Election, Question, build_election
from voting.protocol.encoding import canonical, hex_hash

ALPHABET = '农村公路饮水安全校园改造「」“”a1 \\"·𠅤'


def seed_of(*parts: object) -> bytes:
    """32 bytes that differ for different parts."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()


def exponent_of(*parts: object) -> int:
    return int.from_bytes(seed_of("exponent", *parts), "big") >> 4


def bind(method: bytes) -> str:
    """The end of a description that binds the method."""
    return f"〔票决办法 SHA-256 {hex_hash(method)}〕"


@dataclass(frozen=True)
class Shape:
    """How many answers, which bounds, and whether the two questions exclude each other."""

    answers: int
    bounds: tuple[tuple[int, int], ...]
    exclusive: tuple[tuple[int, int], ...] = ()


COUNTY = Shape(12, ((0, 10), (0, 12)), ((0, 1),))
SMALL = (
    Shape(1, ((0, 1),)),
    Shape(2, ((1, 1),)),
    Shape(2, ((0, 2),)),
    Shape(3, ((1, 2),)),
    Shape(3, ((1, 1), (0, 1))),
    Shape(1, ((0, 1), (0, 1)), ((0, 1),)),
    Shape(2, ((0, 1), (0, 2)), ((0, 1),)),
    Shape(2, ((0, 2), (0, 2)), ((1, 0),)),
)


@dataclass(frozen=True)
class Poll:
    """An election of one shape with a key that nobody shares."""

    shape: Shape
    number: int = 0

    @cached_property
    def method(self) -> bytes:
        pairs = [list(pair) for pair in self.shape.exclusive]
        return canonical({"exclusive": pairs, "min_ballots": 5, "purpose": "real", "v": self.number})

    @cached_property
    def secret_key(self) -> int:
        return exponent_of("key", self.shape, self.number)

    @cached_property
    def uuid(self) -> str:
        return draw_secret(seed_of("uuid", self.number)).replace("-", "")

    @cached_property
    def election(self) -> Election:
        draw = random.Random(self.number)
        names = tuple(
            f"{i}{''.join(draw.choices(ALPHABET, k=draw.randint(1, 9)))}" for i in range(self.shape.answers)
        )
        questions = [Question(f"问{k}", names, low, high) for k, (low, high) in enumerate(self.shape.bounds)]
        key = group.base(self.secret_key)
        return build_election(self.uuid, "民生实事", "一人一票" + bind(self.method), key, questions)

    @cached_property
    def case(self) -> Case:
        """How the pages are told of this poll."""
        return {"election": self.election.raw.decode(), "method": self.method.decode()}

    def choices(self, number: int) -> list[list[int]]:
        """Choices that the method allows."""
        draw = random.Random(number)
        while True:
            rows = []
            for low, high in self.shape.bounds:
                marked = set(draw.sample(range(self.shape.answers), draw.randint(low, high)))
                rows.append([int(i in marked) for i in range(self.shape.answers)])
            if all(
                x + y <= 1 for a, b in self.shape.exclusive for x, y in zip(rows[a], rows[b], strict=True)
            ):
                return rows
