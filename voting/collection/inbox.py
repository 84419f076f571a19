"""The inbox of a desk: what waits, by filters, a page at a time.

inbox(session, congress_id, call_id, desk, Filter, today=, after=0) -> Inbox
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from voting.collection import numbers
from voting.collection.call_models import Call
from voting.collection.desk_models import Assessment, Decision
from voting.collection.entries import originals
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, line
from voting.errors import Invalid

A_PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What the inbox shows; empty texts mean any. ``words`` is looked for in title, text and place.

    ``work`` narrows to ``unassigned``, ``asked`` (a unit's answer is awaited), ``overdue``, ``answered``,
    ``decided`` (a decision waits to be published).
    """

    state: str = "received"
    category: str = ""
    channel: str = ""
    station_id: str = ""
    unit_id: str = ""
    work: str = ""
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """One line: ``merged`` counts the originals in it, ``outcome`` is a decision not published yet."""

    idea: IdeaLine
    merged: int
    asked: int
    answered: int
    outcome: str


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox, ``found`` in all; ``following`` is the number to go on after, 0 at the end."""

    entries: tuple[Entry, ...]
    found: int
    following: int
    by_state: dict[str, int]


def inbox(
    session: Session,
    congress_id: str,
    call_id: str,
    desk: str,
    wanted: Filter,
    *,
    today: date,
    after: int = 0,
) -> Inbox:
    """A page in the order of arrival, from the number after ``after``."""
    mine = (Idea.congress_id == congress_id, Idea.call_id == call_id, Idea.desk == desk)
    conditions = [*mine, *_conditions(congress_id, wanted, today)]
    found = session.scalar(select(func.count()).select_from(Idea).where(*conditions)) or 0
    year = session.scalar(select(Call.year).where(Call.congress_id == congress_id, Call.id == call_id)) or 0
    rows = session.scalars(
        select(Idea).where(*conditions, Idea.number > after).order_by(Idea.number).limit(A_PAGE + 1)
    ).all()
    page = rows[:A_PAGE]
    counts = select(Idea.state, func.count()).where(*mine).group_by(Idea.state)
    return Inbox(
        _entries(session, congress_id, [line(row, year) for row in page]),
        found,
        page[-1].number if len(rows) > A_PAGE else 0,
        {state: count for state, count in session.execute(counts)},
    )


def _conditions(congress_id: str, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    """The filter as criteria on Idea."""
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (Idea.state, wanted.state),
        (Idea.category, wanted.category),
        (Idea.channel, wanted.channel),
        (Idea.station_id, wanted.station_id),
    ):
        if value:
            found.append(column == value)
    if wanted.unit_id:
        found.append(Idea.id.in_(_asked(congress_id, Assessment.unit_id == wanted.unit_id)))
    open_question = Assessment.answered_at.is_(None)
    work: dict[str, ColumnElement[bool]] = {
        "unassigned": Idea.id.not_in(_asked(congress_id)),
        "asked": Idea.id.in_(_asked(congress_id, open_question)),
        "overdue": Idea.id.in_(_asked(congress_id, open_question, Assessment.due < today)),
        "answered": and_(
            Idea.id.in_(_asked(congress_id)), Idea.id.not_in(_asked(congress_id, open_question))
        ),
        "decided": Idea.id.in_(
            select(Decision.idea_id).where(
                Decision.congress_id == congress_id, Decision.publication_id.is_(None)
            )
        ),
    }
    if wanted.work:
        if wanted.work not in work:
            raise Invalid("collection.filter_unknown", field="work")
        found.append(work[wanted.work])
    if wanted.words.strip():
        found.append(_mentions(wanted.words))
    return found


def _asked(congress_id: str, *conditions: ColumnElement[bool]) -> Select[str]:
    return select(Assessment.idea_id).where(Assessment.congress_id == congress_id, *conditions)


def _mentions(words: str) -> ColumnElement[bool]:
    """Every word stands in title, text or place; or it is the idea's number."""
    try:
        return Idea.number == numbers.read(words)
    except Invalid:
        columns = (Idea.title, Idea.text, Idea.place)
        given = words.split()[:5]
        return and_(*(or_(*(column.contains(word, autoescape=True) for column in columns)) for word in given))


def _entries(session: Session, congress_id: str, page: Sequence[IdeaLine]) -> tuple[Entry, ...]:
    ids = [idea.id for idea in page]
    merged = originals(session, congress_id, [idea.id for idea in page if idea.kind == "merged"])
    asking = select(Assessment.idea_id, func.count()).where(
        Assessment.congress_id == congress_id, Assessment.idea_id.in_(ids)
    )
    asked = _counts(session, asking.group_by(Assessment.idea_id))
    answered = _counts(
        session, asking.where(Assessment.answered_at.is_not(None)).group_by(Assessment.idea_id)
    )
    pending = select(Decision.idea_id, Decision.outcome).where(
        Decision.congress_id == congress_id, Decision.idea_id.in_(ids), Decision.publication_id.is_(None)
    )
    outcomes = {idea_id: outcome for idea_id, outcome in session.execute(pending)}
    return tuple(
        Entry(
            idea,
            len(merged.get(idea.id, ())),
            asked.get(idea.id, 0),
            answered.get(idea.id, 0),
            outcomes.get(idea.id, ""),
        )
        for idea in page
    )


def _counts(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {key: count for key, count in session.execute(query)}
