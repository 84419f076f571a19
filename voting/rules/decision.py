"""From the counts of a poll's questions to what they decide, whichever kind of poll it is.

settle(method, numbers, rows) -> Outcome | Rating     ``rows`` as ``questions`` asks them
decision_of(settled) -> Decision                      what is written down of it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voting.rules.counts import Counts
from voting.rules.grades import Rating, rate
from voting.rules.method import Method
from voting.rules.outcome import Outcome, Step, decide


@dataclass(frozen=True)
class Decision:
    """The fields of an outcome record (PROTOCOL 6): indices, ``chosen`` by votes, ``grades`` by items."""

    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    unfilled: int
    grades: tuple[int, ...]
    next: Step


def settle(method: Method, numbers: Counts, rows: Sequence[Sequence[int]]) -> Outcome | Rating:
    """RulesError when the numbers do not fit or contradict."""
    if method.kind == "rating":
        return rate(method, numbers, rows)
    return decide(method, with_votes(method, numbers, rows))


def with_votes(method: Method, numbers: Counts, rows: Sequence[Sequence[int]]) -> Counts:
    """The numbers of a ballot with its 赞成 and, where they were asked, 反对."""
    against = tuple(rows[1]) if method.marking == "three" else None
    return replace(numbers, for_votes=tuple(rows[0]), against=against)


def decision_of(settled: Outcome | Rating) -> Decision:
    """A rating chooses nothing, a ballot grades nothing."""
    if isinstance(settled, Rating):
        return Decision((), (), 0, tuple(item.grade for item in settled.items), settled.next_step)
    return Decision(settled.chosen_by_votes, settled.tied, settled.shortage, (), settled.next_step)
