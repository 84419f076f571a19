"""What anybody may read of a call's ideas: what became of one's own, what was listed, what is like one's own.

follow(session, secret, congress_id, number, digits) -> Fate      NotFound whichever of both is wrong
listed(session, congress_id, call, page=) -> (list[Shown], how many)
Memory().like(session, congress_id, call, document) -> list[Shown]        listed ideas that say the like
support(session, congress_id, call, idea_id, device, now=) -> how many support it

First reviewed, then public (先审后发): nothing is listed that the desk has not let through, and who wrote it
is in none of this.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voting import pictures
from voting.collection import numbers, photos, synonyms
from voting.collection.calls import CallLine
from voting.collection.calls import get as get_call
from voting.collection.decisions import Ruled, rulings
from voting.collection.entries import entry_of, originals
from voting.collection.idea_models import Idea, Support
from voting.collection.ideas import IdeaLine, get, lines
from voting.collection.likeness import Dictionary, Document, Index
from voting.collection.machines import OPEN_TO_ALL
from voting.collection.similar import SHOWN
from voting.db import new_id, writing
from voting.errors import NotAllowed, NotFound
from voting.picture_models import READY
from voting.pictures import PictureLine

A_PAGE, MOST_LIKE, MOST_COMPARED = 20, 3, 2000


@dataclass(frozen=True)
class Fate:
    """What became of one idea. ``rulings`` holds reasons only where the call makes them public.

    ``within`` is the entry in which a merged idea is handled, with how many others; ``parts`` are the matters
    of a split one.
    """

    idea: IdeaLine
    call: CallLine
    rulings: tuple[Ruled, ...]
    within: IdeaLine | None
    others: int
    parts: tuple[IdeaLine, ...]
    photos: tuple[PictureLine, ...]
    supports: int


@dataclass(frozen=True)
class Shown:
    """A listed idea with its supports and its pictures' ids."""

    idea: IdeaLine
    supports: int
    photo_ids: tuple[str, ...] = ()


# One's own idea -------------------------------------------------------------------------------


def follow(session: Session, secret: bytes, congress_id: str, number: str, digits: str) -> Fate:
    """The idea with this number, for whoever knows the four digits that go with it."""
    wanted = numbers.read(number)
    row = session.scalars(select(Idea).where(Idea.congress_id == congress_id, Idea.number == wanted)).first()
    given = numbers.follow_digest(secret, congress_id, wanted, digits.strip())
    if row is None or not row.follow_digest or not hmac.compare_digest(row.follow_digest, given):
        raise NotFound("collection.not_followed")
    return fate(session, congress_id, row.id)


def fate(session: Session, congress_id: str, idea_id: str) -> Fate:
    idea = get(session, congress_id, idea_id)
    call = get_call(session, congress_id, idea.call_id)
    head_id = entry_of(session, congress_id, idea_id)
    others = len(originals(session, congress_id, [head_id])[head_id]) - 1 if head_id else 0
    parts = session.scalars(
        select(Idea.id)
        .where(Idea.congress_id == congress_id, Idea.split_from == idea_id, Idea.state != "dissolved")
        .order_by(Idea.number)
    ).all()
    known = lines(session, congress_id, [*parts, *([head_id] if head_id else [])])
    told = rulings(session, congress_id, [head_id or idea_id]).get(head_id or idea_id, [])
    return Fate(
        idea=idea,
        call=call,
        rulings=tuple(told),
        within=known[head_id] if head_id else None,
        others=others,
        parts=tuple(known[part] for part in parts),
        photos=tuple(photos.of_idea(session, congress_id, idea_id)),
        supports=supports(session, congress_id, [idea_id]).get(idea_id, 0),
    )


# What was listed ------------------------------------------------------------------------------


def listed(session: Session, congress_id: str, call: CallLine, *, page: int = 1) -> tuple[list[Shown], int]:
    """A page of the call's listed ideas, the newest first, and how many there are; none where it says so."""
    if not call.public_lists:
        return [], 0
    query = select(Idea.id).where(*_open_to_all(congress_id, call.id))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    start = (max(page, 1) - 1) * A_PAGE
    found = session.scalars(
        query.order_by(Idea.listed_at.desc(), Idea.number.desc()).limit(A_PAGE).offset(start)
    ).all()
    return _shown(session, congress_id, found), total


def _open_to_all(congress_id: str, call_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Idea.congress_id == congress_id,
        Idea.call_id == call_id,
        Idea.listed_at.is_not(None),
        Idea.state.in_(OPEN_TO_ALL),
    )


def _shown(session: Session, congress_id: str, ids: Collection[str]) -> list[Shown]:
    known, counts = lines(session, congress_id, ids), supports(session, congress_id, ids)
    shown = {
        idea_id: tuple(line.id for line in found if line.state == READY)
        for idea_id, found in pictures.of(session, congress_id, photos.KIND, ids).items()
    }
    return [Shown(known[idea_id], counts.get(idea_id, 0), shown[idea_id]) for idea_id in ids]


def supports(session: Session, congress_id: str, ids: Collection[str]) -> dict[str, int]:
    """How many devices support each; ideas without any are left out."""
    query = (
        select(Support.idea_id, func.count())
        .where(Support.congress_id == congress_id, Support.idea_id.in_(ids))
        .group_by(Support.idea_id)
    )
    return {idea_id: many for idea_id, many in session.execute(query)}


def support(
    session: Session, congress_id: str, call: CallLine, idea_id: str, device: str, *, now: datetime
) -> int:
    """One device's support for a listed idea, where the call takes it; twice counts once."""
    if not call.support_counts:
        raise NotAllowed("collection.no_supports")
    with writing(session):
        query = select(Idea.id).where(*_open_to_all(congress_id, call.id), Idea.id == idea_id)
        if session.scalar(query) is None:
            raise NotFound("collection.idea_not_found")
        given = select(Support.id).where(
            Support.congress_id == congress_id, Support.idea_id == idea_id, Support.device_digest == device
        )
        if session.scalar(given) is None:
            session.add(
                Support(id=new_id(), congress_id=congress_id, idea_id=idea_id, device_digest=device, at=now)
            )
            session.flush()
    return supports(session, congress_id, [idea_id])[idea_id]


# What is like ---------------------------------------------------------------------------------


class Memory:
    """What was listed, ready to be compared with what somebody is typing; kept up as the desk lists more."""

    def __init__(self) -> None:
        self._calls: dict[str, tuple[Index, set[str]]] = {}
        self._lock = Lock()

    def like(self, session: Session, congress_id: str, call: CallLine, document: Document) -> list[Shown]:
        """The likest few; nothing where the call takes no supports, for then nobody could do anything."""
        if not call.support_counts or len(document.title.strip()) < 2:
            return []
        rows = session.execute(
            select(Idea.id, Idea.title, Idea.text, Idea.category, Idea.area, Idea.place)
            .where(*_open_to_all(congress_id, call.id), Idea.state != "merged")
            .order_by(Idea.listed_at.desc())
            .limit(MOST_COMPARED)
        ).all()
        with self._lock:
            index, held = self._calls.setdefault(
                call.id, (Index(Dictionary(synonyms.groups(session, congress_id))), set())
            )
            for row in rows:
                if row.id not in held:
                    held.add(row.id)
                    index.add(row.id, Document(*row[1:6]))
            near = index.nearest(document, most=MOST_LIKE * 2, least=SHOWN)
        still = {row.id for row in rows}
        found = [likeness.key for likeness in near if likeness.key in still][:MOST_LIKE]
        return _shown(session, congress_id, found)
