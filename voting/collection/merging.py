"""Several ideas become one entry, one that says several things becomes parts; both can be undone.

merge(session, secret, actor, congress_id, idea_ids, title=, text=, reason=, now=) -> id of the merged entry
take_out(session, actor, congress_id, idea_id, reason=, now=)         one original back to where it was
undo(session, actor, congress_id, head_id, reason=, now=)             all of them; the entry is dissolved
split(session, secret, actor, congress_id, idea_id, parts, reason=, now=) -> ids of the parts
unsplit(session, actor, congress_id, idea_id, reason=, now=)

Every original keeps its text, number, station and author. What is decided of the merged entry or of the
parts is what its authors are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.desk_models import Decision, Merging
from voting.collection.idea_models import Idea
from voting.collection.ideas import NewIdea, receive, row_of
from voting.collection.machines import DESK_ROLES, IDEA, OPEN_STATES, own_desk
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid

MOST_PARTS = 5


@dataclass(frozen=True)
class Part:
    """One matter of an idea that had several."""

    title: str
    text: str
    category: str


def merge(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    idea_ids: Sequence[str],
    *,
    title: str,
    text: str,
    reason: str,
    now: datetime,
) -> str:
    """n → 1. Where one of them is a merged entry already, the others join it; else a new entry is made.

    Of several merged entries the first joins the others to itself as they are, so that each can leave again.
    """
    with writing(session):
        rows = [row_of(session, congress_id, idea_id) for idea_id in dict.fromkeys(idea_ids)]
        heads = sorted((row for row in rows if row.kind == "merged"), key=lambda row: row.number)
        if len(rows) < 2:
            raise Invalid("collection.merge_needs_two", field="ideas")
        if len({(row.call_id, row.desk) for row in rows}) > 1:
            raise Conflict("collection.merge_across")
        for row in rows:
            require_undecided(session, row)
        for entry in heads:
            _require_open(session, entry)
        head = heads[0] if heads else _new_head(session, secret, actor, rows[0], title, text, now)
        for row in rows:
            if row.id != head.id:
                _join(session, actor, row, head, reason, now)
        if head.state == "received":
            IDEA.move(session, head, "take_up", actor=actor, now=now)
        return head.id


def _new_head(
    session: Session, secret: bytes, actor: Actor, first: Idea, title: str, text: str, now: datetime
) -> Idea:
    given = NewIdea(
        channel=first.channel,
        kind="merged",
        desk=first.desk,
        title=title,
        text=text,
        category=first.category,
        area=first.area,
        place=first.place,
        entered_by=actor.person_id,
    )
    made = receive(session, secret, first.congress_id, first.call_id, given, now=now)
    head = row_of(session, first.congress_id, made.idea_id)
    head.cluster_id = first.cluster_id  # so that the others of a large cluster can join it later
    session.flush()
    return head


def _join(session: Session, actor: Actor, row: Idea, head: Idea, reason: str, now: datetime) -> None:
    session.add(
        Merging(
            congress_id=row.congress_id,
            idea_id=row.id,
            head_id=head.id,
            state_before=row.state,
            reason=reason.strip()[:200],
            merged_by=actor.person_id,
            merged_at=now,
        )
    )
    IDEA.move(session, row, "merge", actor=actor, now=now, reason=reason.strip()[:200])


def require_undecided(session: Session, row: Idea) -> None:
    """A decision that waits to be published would be lost, or could not be published with its batch."""
    pending = select(Decision.id).where(
        Decision.congress_id == row.congress_id,
        Decision.idea_id == row.id,
        Decision.publication_id.is_(None),
    )
    if session.scalars(pending).first():
        raise Conflict("collection.decision_pending", title=row.title)


def take_out(
    session: Session, actor: Actor, congress_id: str, idea_id: str, *, reason: str, now: datetime
) -> None:
    """One original goes back to where it was; an entry that has fewer than two left is dissolved."""
    with writing(session):
        merging = session.scalars(
            select(Merging).where(
                Merging.congress_id == congress_id, Merging.idea_id == idea_id, Merging.undone_at.is_(None)
            )
        ).first()
        if merging is None:
            raise Conflict("collection.not_merged")
        head = row_of(session, congress_id, merging.head_id)
        _require_open(session, head)
        _leave(session, actor, merging, reason, now)
        left = _live(session, head)
        if len(left) < 2:
            _dissolve(session, actor, head, reason, now)


def undo(
    session: Session, actor: Actor, congress_id: str, head_id: str, *, reason: str, now: datetime
) -> int:
    """All originals go back; returns how many. Not once the entry was decided."""
    with writing(session):
        head = row_of(session, congress_id, head_id)
        if head.kind != "merged":
            raise Conflict("collection.not_merged")
        _require_open(session, head)
        many = len(_live(session, head))
        _dissolve(session, actor, head, reason, now)
        return many


def _require_open(session: Session, head: Idea) -> None:
    if head.state not in OPEN_STATES:
        raise Conflict("collection.already_answered")
    require_undecided(session, head)


def _live(session: Session, head: Idea) -> list[Merging]:
    query = select(Merging).where(
        Merging.congress_id == head.congress_id, Merging.head_id == head.id, Merging.undone_at.is_(None)
    )
    return list(session.scalars(query))


def _leave(session: Session, actor: Actor, merging: Merging, reason: str, now: datetime) -> None:
    row = row_of(session, merging.congress_id, merging.idea_id)
    verb = "unmerge_received" if merging.state_before == "received" else "unmerge"
    IDEA.move(session, row, verb, actor=actor, now=now, reason=reason.strip()[:200])
    merging.undone_at, merging.undone_by = now, actor.person_id
    session.flush()


def _dissolve(session: Session, actor: Actor, head: Idea, reason: str, now: datetime) -> None:
    for merging in _live(session, head):
        _leave(session, actor, merging, reason, now)
    head.listed_at = None
    IDEA.move(session, head, "dissolve", actor=actor, now=now, reason=reason.strip()[:200])


# Splitting ------------------------------------------------------------------------------------


def split(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    idea_id: str,
    parts: Sequence[Part],
    *,
    reason: str,
    now: datetime,
) -> list[str]:
    """一事一议: each matter becomes an entry with a number of its own; the original points at them."""
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Invalid("collection.split_needs_two", field="parts", most=MOST_PARTS)
    with writing(session):
        row = row_of(session, congress_id, idea_id)
        if row.kind == "merged":
            raise Conflict("collection.split_merged")
        own_desk(session, row, actor, now)
        require_undecided(session, row)
        made = [
            receive(session, secret, congress_id, row.call_id, _part(row, part, actor), now=now).idea_id
            for part in parts
        ]
        for part_id in made:
            part_row = row_of(session, congress_id, part_id)
            IDEA.move(session, part_row, "take_up", actor=actor, now=now)
        IDEA.move(session, row, "split", actor=actor, now=now, reason=reason.strip()[:200])
        return made


def _part(row: Idea, part: Part, actor: Actor) -> NewIdea:
    return NewIdea(
        channel=row.channel,
        kind="part",
        desk=row.desk,
        title=part.title,
        text=part.text,
        category=part.category,
        area=row.area,
        place=row.place,
        station_id=row.station_id,
        unit_id=row.unit_id,
        deputy_id=row.deputy_id,
        entered_by=actor.person_id,
        split_from=row.id,
    )


def unsplit(
    session: Session, actor: Actor, congress_id: str, idea_id: str, *, reason: str, now: datetime
) -> None:
    """The original is handled as one again; not once something was decided of a part."""
    with writing(session):
        row = row_of(session, congress_id, idea_id)
        parts = session.scalars(
            select(Idea).where(Idea.congress_id == congress_id, Idea.split_from == idea_id)
        ).all()
        for part in parts:
            if part.state == "dissolved":
                continue
            _require_open(session, part)
            part.listed_at = None
            IDEA.move(session, part, "dissolve", actor=actor, now=now, reason=reason.strip()[:200])
        IDEA.move(session, row, "unsplit", actor=actor, now=now, reason=reason.strip()[:200])


# The merged entry's own words -----------------------------------------------------------------


def reword(
    session: Session, actor: Actor, congress_id: str, head_id: str, *, title: str, text: str, now: datetime
) -> None:
    """Write the entry anew; what people wrote is never changed. It is compared afresh afterwards."""
    title, text = title.strip(), text.strip()
    if not 2 <= len(title) <= 40:
        raise Invalid("collection.title_missing", field="title")
    if len(text) > 300:
        raise Invalid("collection.too_long", field="text", most=300)
    with writing(session):
        head = row_of(session, congress_id, head_id)
        own_desk(session, head, actor, now)
        if head.kind != "merged":
            raise Conflict("collection.not_merged")
        _require_open(session, head)
        before = {"title": head.title, "text": head.text}
        head.title, head.text, head.compared_at = title, text, None
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=actor.role_for(*DESK_ROLES),
            verb="edit",
            object_kind="idea",
            object_id=head_id,
            before=before,
            after={"title": title, "text": text},
            now=now,
        )
