"""The desk: one idea with all that was done; taking up, setting apart, notes, what the public may read.

case(session, congress_id, idea_id, desk) -> Case                              one idea with all of its work
move(session, actor, congress_id, idea_ids, verb, now=, reason=)               take_up, set_apart, …
note(session, actor, congress_id, idea_id, text, now=)
list_publicly(session, actor, congress_id, idea_ids, listed, now=)

Only the desk that owns an idea reads and moves it. Every move is an act with who, when and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.acts import ActLine
from voting.collection.desk_models import Merging, Note
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, get, lines, row_of
from voting.collection.machines import DESK_ROLE, DESK_ROLES, IDEA, own_desk
from voting.collection.merging import require_undecided
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound

LONGEST_NOTE = 500
# What is done to ideas as such; merging, splitting and decisions have their own modules.
PLAIN_MOVES = ("take_up", "set_apart", "bring_back", "reconsider")


@dataclass(frozen=True)
class NoteLine:
    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Case:
    """One idea as its desk sees it."""

    idea: IdeaLine
    originals: tuple[IdeaLine, ...]
    head: IdeaLine | None
    parts: tuple[IdeaLine, ...]
    whole: IdeaLine | None
    notes: tuple[NoteLine, ...]
    history: tuple[ActLine, ...]
    names: dict[str, str]


# Reading --------------------------------------------------------------------------------------


def require_desk(actor: Actor, desk: str) -> None:
    """The person works at this desk, or sees nothing of it."""
    if desk not in DESK_ROLE or not actor.may(DESK_ROLE[desk]):
        raise NotAllowed("collection.other_desk")


def case(session: Session, congress_id: str, idea_id: str, desk: str) -> Case:
    """One idea with what belongs to it; NotFound for an idea of the other desk, as if there were none."""
    idea = get(session, congress_id, idea_id)
    if idea.desk != desk:
        raise NotFound("collection.idea_not_found")
    live = select(Merging).where(Merging.congress_id == congress_id, Merging.undone_at.is_(None))
    originals = session.scalars(live.where(Merging.head_id == idea_id)).all()
    into = session.scalars(live.where(Merging.idea_id == idea_id)).first()
    parts = session.scalars(
        select(Idea.id).where(
            Idea.congress_id == congress_id, Idea.split_from == idea_id, Idea.state != "dissolved"
        )
    ).all()
    beside = {*(merging.idea_id for merging in originals), *parts}
    beside |= {into.head_id} if into else set()
    beside |= {idea.split_from} if idea.split_from else set()
    known = lines(session, congress_id, beside)
    notes = session.scalars(
        select(Note)
        .where(Note.congress_id == congress_id, Note.idea_id == idea_id, Note.desk == desk)
        .order_by(Note.at, Note.id)
    ).all()
    history = acts.acts_of(session, congress_id, "idea", idea_id)
    ids = {act.actor_id for act in history if act.actor_id} | {note.author_id for note in notes}
    names = names_of(session, ids)
    return Case(
        idea=idea,
        originals=tuple(sorted((known[merging.idea_id] for merging in originals), key=lambda o: o.number)),
        head=known[into.head_id] if into else None,
        parts=tuple(sorted((known[part] for part in parts), key=lambda part: part.number)),
        whole=known[idea.split_from] if idea.split_from else None,
        notes=tuple(NoteLine(names.get(note.author_id, ""), note.text, note.at) for note in notes),
        history=tuple(history),
        names=names,
    )


# Working --------------------------------------------------------------------------------------


def move(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_ids: Sequence[str],
    verb: str,
    *,
    now: datetime,
    reason: str = "",
) -> int:
    """take_up, set_apart, bring_back or reconsider, all of them or none; setting apart says why."""
    if verb not in PLAIN_MOVES:
        raise Invalid("collection.filter_unknown", field="verb")
    if verb in ("set_apart", "reconsider") and len(reason.strip()) < 2:
        raise Invalid("collection.reason_needed", field="reason")
    if not idea_ids:
        raise Invalid("collection.nothing_chosen", field="ideas")
    with writing(session):
        for idea_id in idea_ids:
            row = row_of(session, congress_id, idea_id)
            if verb == "set_apart":
                require_undecided(session, row)
            IDEA.move(session, row, verb, actor=actor, now=now, reason=reason.strip()[:200])
    return len(idea_ids)


def note(session: Session, actor: Actor, congress_id: str, idea_id: str, text: str, *, now: datetime) -> None:
    """A private note of the desk; it is in no paper, on no public page and not for the other desk."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_NOTE:
        raise Invalid(
            "collection.too_long" if text else "collection.reason_needed", field="text", most=LONGEST_NOTE
        )
    with writing(session):
        row = row_of(session, congress_id, idea_id)
        own_desk(session, row, actor, now)
        session.add(
            Note(
                congress_id=congress_id,
                idea_id=idea_id,
                desk=row.desk,
                author_id=actor.person_id,
                text=text,
                at=now,
            )
        )


def list_publicly(
    session: Session, actor: Actor, congress_id: str, idea_ids: Sequence[str], listed: bool, *, now: datetime
) -> None:
    """先审后发: let the public read these ideas, or take them back. Who wrote them is never shown."""
    if not idea_ids:
        raise Invalid("collection.nothing_chosen", field="ideas")
    with writing(session):
        for idea_id in idea_ids:
            row = row_of(session, congress_id, idea_id)
            own_desk(session, row, actor, now)
            if listed and row.state in ("petition", "dissolved"):
                raise Conflict("collection.not_for_the_public")
            row.listed_at = (row.listed_at or now) if listed else None
            session.flush()
            acts.record(
                session,
                congress_id=congress_id,
                actor_id=actor.person_id,
                role=actor.role_for(*DESK_ROLES),
                verb="list_publicly" if listed else "withhold",
                object_kind="idea",
                object_id=row.id,
                now=now,
            )
