"""Numbers of a result as lengths of a drawing, for pages whose bars are SVG attributes."""

from __future__ import annotations

from dataclasses import dataclass

from voting.rules.counts import Counts
from voting.rules.outcome import Line

WIDTH = 1000


@dataclass(frozen=True)
class Bar:
    """Lengths from the left in thousandths of 实有代表; ``line`` is where the pass line stands."""

    for_votes: int
    against: int
    abstain: int
    line: int


def bar(line: Line, counts: Counts, needed: int) -> Bar:
    whole = max(counts.all_deputies, 1)

    def length(votes: int) -> int:
        return votes * WIDTH // whole

    return Bar(length(line.for_votes), length(line.against or 0), length(line.abstain), length(needed))
