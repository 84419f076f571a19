"""A file imported by mistake goes again, as long as nobody did anything with what it brought.

imports(session, actor, congress_id, call_id) -> list[Import]          those the actor may undo, latest first
undo(session, actor, congress_id, import_id, now=) -> how many ideas went
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.desk_models import (
    Assessment,
    Decision,
    LibraryEntry,
    Merging,
    Note,
    Screening,
    SimilarPair,
)
from voting.collection.draft_models import DraftSource
from voting.collection.idea_models import Idea, IdeaAuthor, Support
from voting.collection.machines import DESK_ROLE, desks_of
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, NotAllowed, NotFound

# Whatever of these names an idea shows that somebody did something with it.
WORK = (Assessment, Decision, LibraryEntry, Merging, Note, Screening, DraftSource, Support)
SHOWN = 5


@dataclass(frozen=True)
class Import:
    """A workbook that was taken in: its ideas, and how many of them somebody has touched since."""

    id: str
    channel: str
    rows: int
    touched: int
    by: str
    at: datetime


def imports(session: Session, actor: Actor, congress_id: str, call_id: str) -> list[Import]:
    mine = or_(Idea.desk.in_(desks_of(actor)), Idea.entered_by == actor.person_id)
    query = (
        select(
            Idea.import_id,
            func.min(Idea.channel),
            func.count(),
            func.min(Idea.entered_by),
            func.min(Idea.received_at),
        )
        .where(Idea.congress_id == congress_id, Idea.call_id == call_id, Idea.import_id.is_not(None), mine)
        .group_by(Idea.import_id)
        .order_by(func.min(Idea.received_at).desc())
        .limit(SHOWN)
    )
    rows = session.execute(query).all()
    names = names_of(session, {str(row[3]) for row in rows if row[3]})
    return [
        Import(str(key), channel, many, _touched(session, congress_id, str(key)), names.get(str(by), ""), at)
        for key, channel, many, by, at in rows
    ]


def _touched(session: Session, congress_id: str, import_id: str) -> int:
    """How many of its ideas are more than received."""
    mine = (Idea.congress_id == congress_id, Idea.import_id == import_id)
    return session.scalar(select(func.count(Idea.id)).where(*mine, or_(*_signs(congress_id)))) or 0


def _signs(congress_id: str) -> list[ColumnElement[bool]]:
    judged = exists().where(
        SimilarPair.congress_id == congress_id,
        SimilarPair.verdict != "open",
        or_(SimilarPair.first_id == Idea.id, SimilarPair.second_id == Idea.id),
    )
    done = [exists().where(table.congress_id == congress_id, table.idea_id == Idea.id) for table in WORK]
    return [Idea.state != "received", Idea.listed_at.is_not(None), judged, *done]


def undo(session: Session, actor: Actor, congress_id: str, import_id: str, *, now: datetime) -> int:
    """All of its ideas go or none; what was compared with them is compared afresh."""
    with writing(session):
        mine = (Idea.congress_id == congress_id, Idea.import_id == import_id)
        rows = session.execute(select(Idea.id, Idea.number, Idea.desk, Idea.entered_by).where(*mine)).all()
        if not rows:
            raise NotFound("collection.import_not_found")
        desks = {row.desk for row in rows}
        if not desks <= set(desks_of(actor)) and {row.entered_by for row in rows} != {actor.person_id}:
            raise NotAllowed("collection.other_desk")
        touched = _touched(session, congress_id, import_id)
        if touched:
            raise Conflict("collection.import_in_work", touched=touched)
        _delete(session, congress_id, import_id)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=actor.role_for(*(DESK_ROLE[desk] for desk in sorted(desks)), Role.UNIT),
            verb="undo_import",
            object_kind="import",
            object_id=import_id,
            before={"rows": len(rows), "first": rows[0].number, "last": rows[-1].number},
            now=now,
        )
        return len(rows)


def _delete(session: Session, congress_id: str, import_id: str) -> None:
    gone = select(Idea.id).where(Idea.congress_id == congress_id, Idea.import_id == import_id)
    either = or_(SimilarPair.first_id.in_(gone), SimilarPair.second_id.in_(gone))
    session.execute(delete(SimilarPair).where(SimilarPair.congress_id == congress_id, either))
    session.execute(
        delete(IdeaAuthor).where(IdeaAuthor.congress_id == congress_id, IdeaAuthor.idea_id.in_(gone))
    )
    led = (Idea.congress_id == congress_id, Idea.cluster_id.in_(gone))
    session.execute(
        update(Idea).where(*led).values(cluster_id=None, compared_at=None),
        execution_options={"synchronize_session": False},
    )
    mine = (Idea.congress_id == congress_id, Idea.import_id == import_id)
    session.execute(delete(Idea).where(*mine), execution_options={"synchronize_session": False})
    session.expire_all()
