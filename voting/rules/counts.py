"""The numbers of one vote, and the identities that they must satisfy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voting.rules.errors import RulesError
from voting.rules.method import Method


@dataclass(frozen=True)
class Counts:
    """全体代表, 实到, 发出, 收回, and per project 赞成 and 反对 (None where only 赞成 was asked).

    ``void`` is 0 for electronic ballots by construction; papers can be void.
    """

    all_deputies: int
    present: int
    handed_out: int
    returned: int
    for_votes: tuple[int, ...] = ()
    against: tuple[int, ...] | None = None
    void: int = 0

    @property
    def valid(self) -> int:
        """Ballots that count."""
        return self.returned - self.void

    def abstain(self, index: int) -> int:
        """Valid ballots that mark neither 赞成 nor 反对 for the project."""
        return self.valid - self.for_votes[index] - (0 if self.against is None else self.against[index])

    def check_numbers(self) -> None:
        """RulesError unless the five numbers are natural and no more ballots are void than returned."""
        for name in ("all_deputies", "present", "handed_out", "returned", "void"):
            _natural(getattr(self, name), name)
        if self.void > self.returned:
            raise RulesError("rules.void_exceed_returned", "void", void=self.void, returned=self.returned)

    def check_votes(self, method: Method) -> None:
        """RulesError unless the votes fit the method's questions and could come from real ballots."""
        if (self.against is None) != (method.marking == "tick"):
            raise RulesError("rules.against_differs", "against", marking=method.marking)
        for name in ("for_votes", "against"):
            votes = getattr(self, name)
            if votes is None:
                continue
            if len(votes) != method.candidates:
                raise RulesError("rules.votes_number", name, number=len(votes), candidates=method.candidates)
            for number in votes:
                _natural(number, name)
        for equation in mark_equations(self, method):
            if not equation.holds:
                raise RulesError(
                    "rules.votes_contradict",
                    "for_votes",
                    equation=equation.code,
                    left=equation.left,
                    right=equation.right,
                    index=equation.index,
                )


@dataclass(frozen=True)
class Equation:
    """An identity with its two sides, for print: ``left relation right``; ``index`` is a project or None."""

    code: str
    left: int
    relation: Literal["=", "≥", "≤"]
    right: int
    index: int | None = None

    @property
    def holds(self) -> bool:
        """Whether it is true of these numbers."""
        if self.relation == "=":
            return self.left == self.right
        return self.left >= self.right if self.relation == "≥" else self.left <= self.right


def equations(counts: Counts, method: Method | None = None) -> tuple[Equation, ...]:
    """Every identity of the result report; with the method also the bounds of all 赞成 together."""
    return ballot_equations(counts) + mark_equations(counts, method)


def ballot_equations(counts: Counts) -> tuple[Equation, ...]:
    """全体代表 ≥ 实到 ≥ 发出 ≥ 收回 = 有效 + 无效; needs no votes."""
    return (
        Equation("all_deputies_present", counts.all_deputies, "≥", counts.present),
        Equation("present_handed_out", counts.present, "≥", counts.handed_out),
        Equation("handed_out_returned", counts.handed_out, "≥", counts.returned),
        Equation("returned_valid_void", counts.returned, "=", max(counts.valid, 0) + counts.void),
    )


def mark_equations(counts: Counts, method: Method | None = None) -> tuple[Equation, ...]:
    """Per project 赞成 + 反对 + 弃权 = 有效; all 赞成 within min and max marks of all valid ballots."""
    found = []
    for i, number in enumerate(counts.for_votes):
        marked = number + (0 if counts.against is None else counts.against[i])
        # a negative 弃权 is taken as none, so that too many marks show as an unequal sum
        found.append(Equation("project_marks", marked + max(counts.abstain(i), 0), "=", counts.valid, i))
    if method is not None:
        total = sum(counts.for_votes)
        found.append(Equation("most_marks", total, "≤", method.max_marks * counts.valid))
        found.append(Equation("least_marks", total, "≥", method.min_marks * counts.valid))
    return tuple(found)


def _natural(number: int, name: str) -> None:
    if type(number) is not int or number < 0:
        raise RulesError("rules.not_natural", name)
