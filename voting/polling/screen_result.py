"""The announced result cut into pages for the hall's screen. Pure: counts and outcome in, rows out.

result_page(poll, counts, outcome, page, by_votes, lang) -> ResultPage
pages_of(rows, height) -> pages of rows             a rating's are cut alike (screen_rating)

Whose votes are told in the hall is the method's (``publication.hall``); where none are, the order is that
of the ballot, for an order by votes would tell them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from voting.polling import charts
from voting.polling.charts import Bar
from voting.polling.overview import PollView
from voting.rules.announcement import accepted_reading, next_step_reading
from voting.rules.counts import Counts
from voting.rules.outcome import Line, Outcome, Status
from voting.rules.phrases import Lang

ROWS = 10  # a page, fewer where names take two lines
# Heights in screen.css, in hundredths of its rem.
ONE_LINE, TWO_LINES, TABLE = 78, 130, ROWS * 78
STEP_LINE, STEP_FRAME, STEP_COLUMNS = 63, 50, 72
# Half-width columns of a name on one line, beside the other columns' words.
NAME_COLUMNS: dict[Lang, int] = {"zh": 40, "en": 30}


class _Tall(Protocol):
    """A row that takes the height of one line or of two."""

    @property
    def two_lines(self) -> bool: ...


Tall = TypeVar("Tall", bound=_Tall)


@dataclass(frozen=True)
class Row:
    """A project. ``line`` has its votes and is None where the method does not tell them."""

    number: int
    name: str
    two_lines: bool
    status: Status
    line: Line | None
    bar: Bar | None
    first_below: bool  # in the order by votes: here the pass line runs


@dataclass(frozen=True)
class ResultPage:
    """``pass_line`` is None where the method has none; ``next_step`` is empty where nothing is open."""

    counts: Counts
    pass_line: int | None
    rows: tuple[Row, ...]
    page: int
    pages: int
    by_votes: bool
    may_order: bool
    with_against: bool
    next_step: str


def result_page(
    poll: PollView, counts: Counts, outcome: Outcome, page: int, by_votes: bool, lang: Lang = "zh"
) -> ResultPage:
    """``page`` counts from 1 and is brought within what there is."""
    told = poll.method.publication.hall
    lines = [line for line in outcome.lines if told == "all" or line.status != "not_chosen"]
    by_votes = by_votes and told != "none"
    if by_votes:
        lines.sort(key=lambda line: (line.rank, line.index))
    rows = _rows(poll, counts, outcome, lines, by_votes, lang)
    names = [project.name for project in poll.projects]
    if outcome.next_step == "announce":
        step = accepted_reading(poll.method, outcome, lang)
    else:
        step = next_step_reading(poll.method, outcome, names, lang)
    pages = pages_of(rows, TABLE - height_of(step))
    page = min(max(page, 1), len(pages))
    return ResultPage(
        counts=counts,
        pass_line=None if poll.method.pass_rule == "top_k" else outcome.bar,
        rows=pages[page - 1],
        page=page,
        pages=len(pages),
        by_votes=by_votes,
        may_order=told != "none",
        with_against=counts.against is not None,
        next_step=step,
    )


def _rows(
    poll: PollView, counts: Counts, outcome: Outcome, lines: Sequence[Line], by_votes: bool, lang: Lang
) -> list[Row]:
    told = poll.method.publication.hall != "none"
    found, above = [], True
    for line in lines:
        name = poll.projects[line.index].name
        found.append(
            Row(
                number=line.index + 1,
                name=name,
                two_lines=columns_of(name) > NAME_COLUMNS[lang],
                status=line.status,
                line=line if told else None,
                bar=charts.bar(line, counts, outcome.bar) if told else None,
                first_below=by_votes and above and not line.over_bar,
            )
        )
        above = line.over_bar
    return found


def height_of(step: str) -> int:
    """What the sentence on the next step takes from the table; never so much that two rows have no place."""
    lines = -(-columns_of(step) // STEP_COLUMNS)
    return min(lines * STEP_LINE + STEP_FRAME, TABLE - 2 * TWO_LINES) if step else 0


def pages_of(rows: Sequence[Tall], height: int) -> list[tuple[Tall, ...]]:
    """As many rows a page as its height holds, at least one; one empty page where there is no row."""
    pages: list[list[Tall]] = [[]]
    left = height
    for row in rows:
        needed = TWO_LINES if row.two_lines else ONE_LINE
        if needed > left and pages[-1]:
            pages.append([])
            left = height
        pages[-1].append(row)
        left -= needed
    return [tuple(page) for page in pages]


def columns_of(text: str) -> int:
    """Width in half-width columns: a Chinese character has two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
