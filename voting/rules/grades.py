"""Rating grades (满意度测评): from the votes for each grade to the grade that is won.

After the published 镇海 rule, with what it leaves unsaid made explicit: the base (all members, those
present, or valid ballots), and for each grade whether exactly the limit is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from voting.rules.counts import Counts, Equation, ballot_equations
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.outcome import Reason, Step, base_of, grounds, step_after, validity


@dataclass(frozen=True)
class Graded:
    """One rated item and the index of the grade it won.

    ``together[i]`` counts the votes for grade i and every better one, ``limits[i]`` how many it takes;
    ``unmarked`` ballots gave the item no grade.
    """

    index: int
    votes: tuple[int, ...]
    unmarked: int
    together: tuple[int, ...]
    limits: tuple[int, ...]
    grade: int

    @property
    def reason(self) -> Reason:
        """Why this grade: its votes and the better ones reach the limit; the last is what is left when the
        grade before it missed its own."""
        last = len(self.limits) - 1
        if self.grade == last:
            code = "grades_missed" if last > 1 else "grade_missed"
            return Reason(code, self.together[last - 1], self.limits[last - 1])
        code = "grade_reached_together" if self.grade else "grade_reached"
        return Reason(code, self.together[self.grade], self.limits[self.grade])

    @property
    def compared(self) -> int:
        """The grade whose limit the reason speaks of."""
        return self.grade - (self.grade == len(self.limits) - 1)


@dataclass(frozen=True)
class Rating:
    """The outcome of a rating; an invalid one has no items and ``reasons`` say why."""

    valid: bool
    reasons: tuple[Reason, ...]
    items: tuple[Graded, ...]
    next_step: Step


def rate(method: Method, counts: Counts, votes: Sequence[Sequence[int]]) -> Rating:
    """Grade every item; ``votes[item][grade]``. RulesError when the numbers do not fit or contradict."""
    if method.kind != "rating":
        raise RulesError("rules.not_a_rating", "kind")
    counts.check_numbers()
    faults = validity(method, counts)
    if faults:
        return Rating(False, faults, (), step_after(faults))
    if len(votes) != method.candidates:
        raise RulesError("rules.votes_number", "votes", number=len(votes), candidates=method.candidates)
    limits = tuple(grade.share.line(base_of(method, counts)) for grade in method.grades)
    items = tuple(_grade(i, tuple(row), limits, method, counts) for i, row in enumerate(votes))
    return Rating(True, grounds(method, counts), items, "announce")


def rating_equations(counts: Counts, items: Sequence[Graded]) -> tuple[Equation, ...]:
    """Every identity of a rating's report: per item the votes of all grades + 未作选择 = 有效."""
    return ballot_equations(counts) + tuple(
        Equation("item_marks", sum(item.votes) + item.unmarked, "=", counts.valid, item.index)
        for item in items
    )


def _grade(
    index: int, votes: tuple[int, ...], limits: tuple[int, ...], method: Method, counts: Counts
) -> Graded:
    if len(votes) != len(limits):
        raise RulesError("rules.votes_number", "votes", number=len(votes), candidates=len(limits))
    if any(type(number) is not int or number < 0 for number in votes):
        raise RulesError("rules.not_natural", "votes")
    unmarked = counts.valid - sum(votes)
    if unmarked < 0 or (unmarked and method.min_marks):
        raise RulesError(
            "rules.votes_contradict",
            "votes",
            equation="grade_marks",
            left=sum(votes),
            right=counts.valid,
            index=index,
        )
    together = tuple(accumulate(votes))
    # the last grade has no limit (checked by the method), so one is always won
    won = next(i for i, limit in enumerate(limits) if together[i] >= limit)
    return Graded(index, votes, unmarked, together, limits, won)
