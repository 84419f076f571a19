"""储备库: what was good but not this year, and how the next call starts from it.

entries(session, congress_id, taken=False) -> list[Kept]
put(session, row, reason, year=, now=)                                    once for one matter
take_into(session, secret, actor, congress_id, call_id, entry_ids, now=) -> how many
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.desk_models import LibraryEntry
from voting.collection.entries import handled_in, originals
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, NewIdea, call_row, lines, receive
from voting.collection.machines import DESK_ROLE
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed


@dataclass(frozen=True)
class Kept:
    """An idea in the library; ``taken_by_call`` once a later call started from it."""

    id: str
    idea: IdeaLine
    year: int
    reason: str
    entered_at: datetime
    taken_by_call: str | None


def entries(session: Session, congress_id: str, *, taken: bool = False) -> list[Kept]:
    """The library, newest year first; without what later calls took, unless asked for."""
    query = select(LibraryEntry).where(LibraryEntry.congress_id == congress_id)
    if not taken:
        query = query.where(LibraryEntry.taken_by_call.is_(None))
    rows = session.scalars(query.order_by(LibraryEntry.year.desc(), LibraryEntry.entered_at)).all()
    known = lines(session, congress_id, [row.idea_id for row in rows])
    return [
        Kept(row.id, known[row.idea_id], row.year, row.reason, row.entered_at, row.taken_by_call)
        for row in rows
    ]


def put(session: Session, row: Idea, reason: str, *, year: int, now: datetime) -> None:
    """Keep an idea for later calls. What went by letter from desk to desk is one matter and kept once."""
    kept = select(LibraryEntry.id).where(
        LibraryEntry.congress_id == row.congress_id, LibraryEntry.idea_id.in_(_same_matter(session, row))
    )
    if session.scalars(kept).first() is None:
        session.add(
            LibraryEntry(
                congress_id=row.congress_id, idea_id=row.id, year=year, reason=reason, entered_at=now
            )
        )


def _same_matter(session: Session, row: Idea) -> set[str]:
    """The idea, where it is handled at both desks, and what a letter brought it from."""
    written = [row.id, *originals(session, row.congress_id, [row.id])[row.id]]
    letters = (Idea.congress_id == row.congress_id, Idea.channel == "handover")
    sent = select(Idea.origin_id).where(*letters, Idea.id.in_(written), Idea.origin_id.is_not(None))
    found, waiting = {one for one in session.scalars(sent) if one}, [row.id]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += handled_in(session, row.congress_id, at)
            waiting += session.scalars(select(Idea.id).where(*letters, Idea.origin_id == at))
    return found


def take_into(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    call_id: str,
    entry_ids: Collection[str],
    *,
    now: datetime,
) -> int:
    """Bring entries into a call as ideas of its desk; each still leads back to what people wrote."""
    if not entry_ids:
        raise Invalid("collection.nothing_chosen", field="entries")
    with writing(session):
        call = call_row(session, congress_id, call_id)
        if not actor.may(DESK_ROLE[call.desk]):
            raise NotAllowed("collection.other_desk")
        if call.state == "concluded":
            raise Conflict("collection.call_closed")
        rows = session.scalars(
            select(LibraryEntry).where(
                LibraryEntry.congress_id == congress_id,
                LibraryEntry.id.in_(entry_ids),
                LibraryEntry.taken_by_call.is_(None),
            )
        ).all()
        known = lines(session, congress_id, [row.idea_id for row in rows])
        for row in rows:
            idea = known[row.idea_id]
            if idea.call_id == call_id:
                raise Conflict("collection.library_same_call", title=idea.title)
            given = NewIdea(
                channel="library",
                desk=call.desk,
                title=idea.title,
                text=idea.text,
                category=idea.category if idea.category in call.categories else "",
                area=idea.area,
                place=idea.place,
                station_id=idea.station_id,
                origin_congress_id=congress_id,
                origin_id=idea.id,
                entered_by=actor.person_id,
            )
            receive(session, secret, congress_id, call_id, given, now=now)
            row.taken_by_call, row.taken_at = call_id, now
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=actor.role_for(DESK_ROLE[call.desk]),
            verb="take_from_library",
            object_kind="call",
            object_id=call_id,
            after={"count": len(rows)},
            now=now,
        )
        return len(rows)
