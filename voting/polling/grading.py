"""A rating's result as rows for pages, papers and the hall's screen.

rows(method, names, rating) -> tuple[Row…]        in the order of the items
bar(row, counts) -> Bar                           the same as lengths of a drawing

A grade looks by its place on the scale, the best ✓ green, the worst ✕ red; rating.js and the style sheets
know the same five looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from voting.polling.charts import WIDTH
from voting.rules.counts import Counts
from voting.rules.grades import Graded, Rating
from voting.rules.method import Method
from voting.rules.outcome import Reason

LOOKS = {
    2: ("best", "worst"),
    3: ("best", "middle", "worst"),
    4: ("best", "good", "poor", "worst"),
    5: ("best", "good", "middle", "poor", "worst"),
}
SIGNS = {"best": "✓", "good": "◇", "middle": "△", "poor": "▽", "worst": "✕"}


@dataclass(frozen=True)
class Column:
    """A grade of the method with its look and sign."""

    name: str
    look: str
    sign: str


@dataclass(frozen=True)
class Row:
    """One item: the grade that it won, the votes for each, and why; ``compared`` names the grade whose
    limit the reason speaks of."""

    number: int
    name: str
    grade: Column
    votes: tuple[tuple[Column, int], ...]
    unmarked: int
    reason: Reason
    compared: str
    graded: Graded


@dataclass(frozen=True)
class Bar:
    """``parts`` are look, start and length in thousandths of everyone entitled, unmarked last; ``lines``
    say where the limits stand."""

    parts: tuple[tuple[str, int, int], ...]
    lines: tuple[int, ...]


def columns(method: Method) -> tuple[Column, ...]:
    looks = LOOKS[len(method.grades)]
    return tuple(
        Column(grade.name, look, SIGNS[look]) for grade, look in zip(method.grades, looks, strict=True)
    )


def rows(method: Method, names: Sequence[str], rating: Rating) -> tuple[Row, ...]:
    scale = columns(method)
    return tuple(
        Row(
            number=item.index + 1,
            name=names[item.index],
            grade=scale[item.grade],
            votes=tuple(zip(scale, item.votes, strict=True)),
            unmarked=item.unmarked,
            reason=item.reason,
            compared=scale[item.compared].name,
            graded=item,
        )
        for item in rating.items
    )


def bar(row: Row, counts: Counts) -> Bar:
    whole = max(counts.all_deputies, 1)
    numbers = [*(number for _, number in row.votes), row.unmarked]
    edges = [at * WIDTH // whole for at in accumulate(numbers, initial=0)]
    looks = [*(column.look for column, _ in row.votes), "unmarked"]
    return Bar(
        parts=tuple(
            (look, start, end - start) for look, start, end in zip(looks, edges, edges[1:], strict=False)
        ),
        lines=tuple(sorted({limit * WIDTH // whole for limit in row.graded.limits[:-1]})),
    )
