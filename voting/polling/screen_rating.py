"""The announced grades of a rating cut into pages for the hall's screen. Pure, as screen_result.

rating_page(poll, counts, rating, page, lang) -> RatingPage

The items keep their order. Their votes are told where the method tells the hall all; else the grades only.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.polling import grading
from voting.polling.grading import Column
from voting.polling.overview import PollView
from voting.polling.screen_result import TABLE, columns_of, height_of, pages_of
from voting.rules.announcement import limits_reading
from voting.rules.counts import Counts
from voting.rules.grades import Rating
from voting.rules.phrases import Lang

# Widths in screen.css, in hundredths of its rem: the picture, number and grade beside the name, a column of
# votes, and half a character of the name.
PICTURE, NUMBER, CHARACTER = 1920, 160, 23
GRADE = {False: 330, True: 420}  # wide where a grade is longer than FITS
VOTES = {False: 205, True: 145}  # narrow where there are more than four columns
HEAD = 44  # a further line of the head
FITS = 4  # characters of a grade that stand on one line of it


@dataclass(frozen=True)
class Row:
    """An item with the grade that it won; ``votes`` for each grade and, where that may be, for none."""

    number: int
    name: str
    two_lines: bool
    grade: Column
    votes: tuple[int, ...]


@dataclass(frozen=True)
class RatingPage:
    """``scale`` heads the columns of votes and is empty where the hall is told the grades only. Columns may
    be ``narrow``, the names of grades ``long`` and the head therefore ``tall``. The last two fields say, as
    of a ballot, that there is one order."""

    counts: Counts
    limits: str
    scale: tuple[Column, ...]
    with_unmarked: bool
    narrow: bool
    long: bool
    rows: tuple[Row, ...]
    page: int
    pages: int
    by_votes: bool = False
    may_order: bool = False

    @property
    def tall(self) -> bool:
        return self.narrow or (self.long and bool(self.scale))


def rating_page(poll: PollView, counts: Counts, rating: Rating, page: int, lang: Lang = "zh") -> RatingPage:
    """``page`` counts from 1 and is brought within what there is."""
    method = poll.method
    told = method.publication.hall == "all"
    with_unmarked = told and method.min_marks == 0
    scale = grading.columns(method) if told else ()
    number = len(scale) + with_unmarked
    narrow = number > 4
    long = any(len(grade.name) > FITS for grade in method.grades)
    room = (PICTURE - NUMBER - GRADE[long] - number * VOTES[narrow]) // CHARACTER
    rows = [
        Row(
            number=row.number,
            name=row.name,
            two_lines=columns_of(row.name) > room,
            grade=row.grade,
            votes=(*(votes for _, votes in row.votes), *([row.unmarked] if with_unmarked else []))
            if told
            else (),
        )
        for row in grading.rows(method, [project.name for project in poll.projects], rating)
    ]
    limits = limits_reading(method, counts, lang)
    pages = pages_of(rows, TABLE - height_of(limits) - HEAD * (narrow + (long and told)))
    page = min(max(page, 1), len(pages))
    return RatingPage(
        counts=counts,
        limits=limits,
        scale=scale,
        with_unmarked=with_unmarked,
        narrow=narrow,
        long=long,
        rows=pages[page - 1],
        page=page,
        pages=len(pages),
    )
