"""The words and small values that a voting method is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Purpose = Literal["real", "rehearsal"]
Kind = Literal["ballot", "rating"]
Level = Literal["decide", "recommend"]  # a street assembly recommends
Voters = Literal["deputies", "committee_members", "assembly_members", "group_members"]
Place = Literal["plenary", "delegations"]
Marking = Literal["tick", "three", "grade"]  # three: for, against, abstain; grade: ratings only
PassRule = Literal["majority_then_votes", "top_k", "each", "grade"]
Base = Literal["all_deputies", "present", "valid"]
Tie = Literal["runoff", "presidium", "accept_all"]  # accept_all: more than k may be chosen
Shortage = Literal["presidium", "second_ballot", "accept_fewer", "next_session"]
Counted = Literal["none", "winners", "all"]  # whose votes are told; names of the chosen always are
Board = Literal["scrutineers", "hall", "public"]

MOST_CANDIDATES = 200
LEAST_BALLOTS = 5


@dataclass(frozen=True)
class Share:
    """A fraction to be reached, or with ``strict`` to be exceeded: 三分之二以上 is not 超过三分之二."""

    numerator: int
    denominator: int
    strict: bool

    def line(self, whole: int) -> int:
        """The fewest of ``whole`` that meet this share: 164 of 327 for more than half."""
        if self.strict:
            return whole * self.numerator // self.denominator + 1
        return -(-whole * self.numerator // self.denominator)


NO_SHARE = Share(0, 1, False)  # nothing required
ANY_VOTE = Share(0, 1, True)  # more than nothing: no project is chosen without a single vote
MORE_THAN_HALF = Share(1, 2, True)
HALF = Share(1, 2, False)
TWO_THIRDS = Share(2, 3, False)


@dataclass(frozen=True)
class Grade:
    """A rating grade; it is won when the votes for it and all better grades meet ``share`` of the base."""

    name: str
    share: Share


@dataclass(frozen=True)
class Publication:
    """Whose votes are told in the hall and to the public, and who may read the ballot records."""

    hall: Counted = "all"
    public: Counted = "none"
    board: Board = "hall"


VOCABULARY: dict[str, tuple[str, ...]] = {
    "purpose": get_args(Purpose),
    "kind": get_args(Kind),
    "level": get_args(Level),
    "voters": get_args(Voters),
    "place": get_args(Place),
    "marking": get_args(Marking),
    "pass_rule": get_args(PassRule),
    "base": get_args(Base),
    "tie": get_args(Tie),
    "shortage": get_args(Shortage),
}
