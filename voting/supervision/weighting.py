"""Rates and weights: numbers beside the grade, each with its formula. Pure, integers only.

Rate(part, whole).text                        "98.93%"
overall(rates) -> Rate                        all items together
weighted(shares) -> Weighted                  several groups by their weights, or why not

Groups are never mixed silently: every group keeps its own numbers, and the weighted rate stands beside them
with the sum that made it. A group under ten raters is told nowhere and hinders the weighted rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.supervision.rating_machines import LEAST_RATERS


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to the fraction; halves go up, as in every Chinese table."""
    return (2 * numerator + denominator) // (2 * denominator)


def hundredths(number: int) -> str:
    """9893 is 98.93."""
    return f"{number // 100}.{number % 100:02}"


@dataclass(frozen=True)
class Rate:
    """满意率: those who said 满意 or 基本满意 of all valid sheets (汉阴); ``whole`` 0 gives no rate."""

    part: int
    whole: int

    @property
    def basis_points(self) -> int:
        return half_up(self.part * 10_000, self.whole) if self.whole else 0

    @property
    def text(self) -> str:
        return f"{hundredths(self.basis_points)}%" if self.whole else "—"


def rate_of(votes: Sequence[int], valid: int) -> Rate:
    """Every grade but the last counts as satisfied."""
    return Rate(sum(votes[:-1]), valid)


def overall(rates: Sequence[Rate]) -> Rate:
    """总体满意率: the satisfied votes of all items over the valid sheets of all items."""
    return Rate(sum(rate.part for rate in rates), sum(rate.whole for rate in rates))


@dataclass(frozen=True)
class GroupShare:
    """A group's own count with the weight that it was given; ``votes`` from the best grade to the worst."""

    group: str
    weight: int
    votes: tuple[int, ...]

    @property
    def raters(self) -> int:
        return sum(self.votes)

    @property
    def enough(self) -> bool:
        return self.raters >= LEAST_RATERS

    @property
    def rate(self) -> Rate:
        return rate_of(self.votes, self.raters) if self.enough else Rate(0, 0)


@dataclass(frozen=True)
class Weighted:
    """``basis_points`` is None where a group is too small; ``formula`` is the sum in digits."""

    shares: tuple[GroupShare, ...]
    basis_points: int | None
    formula: str

    @property
    def text(self) -> str:
        return "—" if self.basis_points is None else f"{hundredths(self.basis_points)}%"


def weighted(shares: Sequence[GroupShare]) -> Weighted:
    """Σ weight × rate ÷ Σ weight, from the exact fractions; rounded once."""
    total = sum(share.weight for share in shares)
    if not total or not all(share.enough for share in shares):
        return Weighted(tuple(shares), None, "")
    common = 1
    for share in shares:
        common *= share.rate.whole
    above = sum(share.weight * share.rate.part * (common // share.rate.whole) for share in shares)
    parts = " + ".join(f"{share.rate.text}×{share.weight}" for share in shares)
    return Weighted(tuple(shares), half_up(above * 10_000, total * common), f"（{parts}）÷{total}")
