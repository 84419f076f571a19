"""Methods worth starting from, each after published practice; every setting can still be changed.

``warnings`` names what in a method falls below the law or below good practice: it never refuses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from voting.rules.method import Method
from voting.rules.terms import (
    ANY_VOTE,
    HALF,
    MORE_THAN_HALF,
    NO_SHARE,
    TWO_THIRDS,
    Grade,
    Publication,
    Purpose,
    Share,
)

Caution = Literal[
    "below_legal_floor",  # Organic Law Art. 25: more than half of all deputies
    "quorum_below_law",  # Organic Law Art. 14: two thirds; Art. 51: more than half of a committee
    "no_against",  # Deputies Law Art. 23: for, against and abstain are open to every deputy
    "more_than_places",  # accept_all: money for more than k projects may be needed
    "small_body_cells",  # under 30 voters a cell of none or of all ballots tells how everyone voted
    "small_body_board",  # under 30 voters the records tell too much to be shown beyond the scrutineers
]

SMALL_BODY = 30  # voters
SMALL_VOTERS = ("committee_members", "group_members")  # more than half of whom may vote


def county(places: int, candidates: int, purpose: Purpose = "real") -> Method:
    """At most k 赞成; more than half of all deputies, then by votes; runoff among the tied."""
    return Method(places=places, candidates=candidates, max_marks=places, purpose=purpose)


def township(places: int, candidates: int, purpose: Purpose = "real") -> Method:
    """As a county, its board kept to the scrutineers because the body is small."""
    return replace(county(places, candidates, purpose), publication=Publication(board="scrutineers"))


def street(places: int, candidates: int, purpose: Purpose = "real") -> Method:
    """A residents' assembly: more than two thirds attend, the result is a recommendation."""
    return replace(
        township(places, candidates, purpose),
        level="recommend",
        voters="assembly_members",
        quorum=Share(2, 3, True),
    )


def uncontested(candidates: int, purpose: Purpose = "real") -> Method:
    """As many places as projects: each stands on its own, 赞成 unlimited."""
    return replace(county(candidates, candidates, purpose), pass_rule="each", shortage="accept_fewer")


def top_k(places: int, candidates: int, purpose: Purpose = "real") -> Method:
    """Ticks only, the k with most votes; ``warnings`` says that this is below the legal floor."""
    return replace(
        county(places, candidates, purpose),
        marking="tick",
        exclusive=(),
        pass_rule="top_k",
        bar=ANY_VOTE,
    )


def rating(items: int, purpose: Purpose = "real", share: Share = HALF) -> Method:
    """满意 / 基本满意 / 不满意 of committee members, base all of them, half enough (after 镇海).

    Exactly half counts for the better grade; give ``share=MORE_THAN_HALF`` where it shall not.
    """
    return Method(
        places=items,
        candidates=items,
        min_marks=1,
        max_marks=1,
        purpose=purpose,
        kind="rating",
        voters="committee_members",
        marking="grade",
        exclusive=(),
        pass_rule="grade",
        bar=NO_SHARE,
        quorum=MORE_THAN_HALF,
        rounds=1,
        publication=Publication(public="all"),
        grades=(Grade("满意", share), Grade("基本满意", share), Grade("不满意", NO_SHARE)),
    )


def plenary_rating(items: int, purpose: Purpose = "real") -> Method:
    """The same by all deputies in plenary, two thirds of whom attend."""
    return replace(rating(items, purpose), voters="deputies", quorum=TWO_THIRDS)


def warnings(method: Method, all_deputies: int | None = None) -> tuple[Caution, ...]:
    """What the drafters should be told; a runoff (round > 1) ranks projects that passed the bar before."""
    found: list[Caution] = []
    if method.kind == "ballot" and method.round == 1 and not _meets_floor(method):
        found.append("below_legal_floor")
    if not _at_least(method.quorum, MORE_THAN_HALF if method.voters in SMALL_VOTERS else TWO_THIRDS):
        found.append("quorum_below_law")
    if method.marking == "tick":
        found.append("no_against")
    if method.tie == "accept_all" and method.pass_rule != "each":
        found.append("more_than_places")
    if all_deputies is not None and all_deputies < SMALL_BODY:
        if (method.publication.hall, method.publication.public) != ("none", "none"):
            found.append("small_body_cells")
        if method.publication.board != "scrutineers":
            found.append("small_body_board")
    return tuple(found)


def _meets_floor(method: Method) -> bool:
    return method.base == "all_deputies" and _at_least(method.bar, MORE_THAN_HALF)


def _at_least(share: Share, floor: Share) -> bool:
    """Whether meeting ``share`` always meets ``floor``."""
    left, right = share.numerator * floor.denominator, floor.numerator * share.denominator
    return left > right or (left == right and share.strict >= floor.strict)
