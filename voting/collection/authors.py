"""Who wrote an idea: read by the desk that has it, with a purpose that is written down; erased on schedule.

read(session, actor, congress_id, idea_id, purpose, now=) -> AuthorLine | None
looks(session, congress_id, idea_id) -> list[Look]               who looked, when and why
checked(call, name, phone, email="") -> Author                   as the form takes it; Invalid names the field
erase_due(session, now=) -> int                                   over all congresses
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from voting.collection.calls import CallLine
from voting.collection.draft_models import Objection
from voting.collection.idea_models import AuthorAccess, IdeaAuthor
from voting.collection.ideas import Author, row_of
from voting.collection.machines import own_desk
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import across_congresses, writing
from voting.errors import Invalid

PHONE = re.compile(r"\+?[0-9]{7,15}")
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")
LEAST_PURPOSE, MOST_PURPOSE = 2, 100


@dataclass(frozen=True)
class AuthorLine:
    name: str
    phone: str
    email: str
    erase_after: datetime


@dataclass(frozen=True)
class Look:
    """Somebody looked at who wrote an idea."""

    person: str
    at: datetime
    purpose: str


def checked(call: CallLine, name: str, phone: str, email: str = "") -> Author:
    """The author as he named himself, or did not; the call says what it must have."""
    name, email = name.strip(), unicodedata.normalize("NFKC", email).strip()
    phone = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", phone))
    if call.name_required and not name:
        raise Invalid("collection.author_name_missing", field="name")
    if call.phone_required and not phone:
        raise Invalid("collection.phone_missing", field="phone")
    if phone and not PHONE.fullmatch(phone):
        raise Invalid("collection.bad_phone", field="phone")
    if email and not EMAIL.fullmatch(email):
        raise Invalid("collection.bad_email", field="email")
    return Author(name, phone, email)


def read(
    session: Session, actor: Actor, congress_id: str, idea_id: str, purpose: str, *, now: datetime
) -> AuthorLine | None:
    """Name and phone, for the desk that has the idea; that it looked is recorded before it sees anything."""
    purpose = purpose.strip()
    if not LEAST_PURPOSE <= len(purpose) <= MOST_PURPOSE:
        raise Invalid("collection.purpose_missing", field="purpose", most=MOST_PURPOSE)
    with writing(session):
        own_desk(session, row_of(session, congress_id, idea_id), actor, now)
        session.add(
            AuthorAccess(
                congress_id=congress_id, idea_id=idea_id, person_id=actor.person_id, at=now, purpose=purpose
            )
        )
    found = session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.congress_id == congress_id, IdeaAuthor.idea_id == idea_id)
    ).first()
    return AuthorLine(found.name, found.phone, found.email, found.erase_after) if found else None


def looks(session: Session, congress_id: str, idea_id: str) -> list[Look]:
    """Oldest first."""
    rows = session.scalars(
        select(AuthorAccess)
        .where(AuthorAccess.congress_id == congress_id, AuthorAccess.idea_id == idea_id)
        .order_by(AuthorAccess.at, AuthorAccess.id)
    ).all()
    names = names_of(session, {row.person_id for row in rows})
    return [Look(names.get(row.person_id, ""), row.at, row.purpose) for row in rows]


def erase_due(session: Session, *, now: datetime) -> int:
    """Delete the authors whose time is over, and the names in objections; what they wrote stays, and nothing
    in it says whose it was."""
    with across_congresses(session), writing(session):
        due = session.scalars(select(IdeaAuthor.idea_id).where(IdeaAuthor.erase_after <= now)).all()
        session.execute(delete(IdeaAuthor).where(IdeaAuthor.erase_after <= now))
        named = (Objection.erase_after <= now, (Objection.name != "") | (Objection.phone != ""))
        objectors = session.scalars(select(Objection.id).where(*named)).all()
        session.execute(update(Objection).where(*named).values(name="", phone=""))
    return len(due) + len(objectors)


def addresses(session: Session, congress_id: str) -> dict[str, dict[str, str]]:
    """For messages to authors (telling.py), by idea: ``email`` and ``phone``. No person reads them."""
    query = select(IdeaAuthor).where(
        IdeaAuthor.congress_id == congress_id, (IdeaAuthor.email != "") | (IdeaAuthor.phone != "")
    )
    return {row.idea_id: {"email": row.email, "phone": row.phone} for row in session.scalars(query)}
