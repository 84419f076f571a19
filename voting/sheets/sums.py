"""Rows whose numbers do not add up as those of the others do: published tables err, and are taken so.

odd_sums(rows) -> list[OddSum]       one published table of ten rows: nine sum to 222, one to 122
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class OddSum:
    """The row at ``index`` sums to ``total``, most rows to ``usual``."""

    index: int
    total: int
    usual: int


def odd_sums(rows: Sequence[Sequence[int]]) -> list[OddSum]:
    """To be warned of, never refused. Fewer than three rows, or rows without a common sum, tell nothing."""
    totals = [sum(row) for row in rows]
    if len(totals) < 3:
        return []
    usual, many = Counter(totals).most_common(1)[0]
    if 2 * many <= len(totals):
        return []
    return [OddSum(index, total, usual) for index, total in enumerate(totals) if total != usual]
