"""Congresses, their terms and sessions. ``session`` first, no Flask; people are in people.py.

find_congress(session, code) -> CongressInfo | None; congress_of(session, congress_id) -> CongressInfo
parent_of(session, congress_id) -> CongressInfo | None; children_of(session, congress_id) -> its list
create_congress(session, actor, code=, name=, level=, parent_code="", now=) -> CongressInfo
open_session(session, actor, congress_id, term_number=, number=, begins=, now=) -> SessionInfo
latest_session(session, congress_id) -> SessionInfo | None; sessions_of_congress, get_session
freeze_roster(session, actor, congress_id, session_id, count, now=)
record_act(session, actor, congress_id, verb, kind, object_id, after, now)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.models import LEVELS, Congress, CongressSession, Term
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotFound

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])")


@dataclass(frozen=True)
class CongressInfo:
    id: str
    code: str
    name: str
    level: str


@dataclass(frozen=True)
class SessionInfo:
    """One session (会议) of a congress; ``roster_count`` is 实有代表 once the roster is frozen."""

    id: str
    congress_id: str
    term_number: int
    number: int
    begins: date
    ends: date | None
    roster_count: int | None


def congress_info(row: Congress) -> CongressInfo:
    return CongressInfo(row.id, row.code, row.name, row.level)


# Congresses -----------------------------------------------------------------------------------


def find_congress(session: Session, code: str) -> CongressInfo | None:
    row = session.scalars(select(Congress).where(Congress.code == code)).first()
    return congress_info(row) if row else None


def congress_of(session: Session, congress_id: str) -> CongressInfo:
    """The congress with this id, where an address names none by its code."""
    row = session.scalars(select(Congress).where(Congress.id == congress_id)).one_or_none()
    if row is None:
        raise NotFound("congress.not_found")
    return congress_info(row)


def parent_of(session: Session, congress_id: str) -> CongressInfo | None:
    """The congress directly above, where it is in this installation too."""
    above = select(Congress.parent_id).where(Congress.id == congress_id).scalar_subquery()
    row = session.scalars(select(Congress).where(Congress.id == above)).one_or_none()
    return congress_info(row) if row else None


def children_of(session: Session, congress_id: str) -> list[CongressInfo]:
    """The congresses directly below, by name."""
    query = select(Congress).where(Congress.parent_id == congress_id).order_by(Congress.name)
    return [congress_info(row) for row in session.scalars(query)]


def create_congress(
    session: Session, actor: Actor, *, code: str, name: str, level: str, parent_code: str = "", now: datetime
) -> CongressInfo:
    """A new congress, by the installation's administrator."""
    code, name = code.strip().lower(), " ".join(name.split())
    if not CODE.fullmatch(code):
        raise Invalid("congress.bad_code", field="code")
    if not 2 <= len(name) <= 100:
        raise Invalid("congress.bad_name", field="name")
    if level not in LEVELS:
        raise Invalid("congress.bad_level", field="level")
    with writing(session):
        if session.scalars(select(Congress).where(Congress.code == code)).first():
            raise Conflict("congress.code_taken", code=code)
        if session.scalars(select(Congress).where(Congress.name == name)).first():
            raise Conflict("congress.name_taken", name=name)
        parent = find_congress(session, parent_code) if parent_code else None
        if parent_code and (parent is None or LEVELS.index(parent.level) >= LEVELS.index(level)):
            raise Invalid("congress.bad_parent", field="parent_code")
        row = Congress(
            code=code, name=name, level=level, parent_id=parent.id if parent else None, created_at=now
        )
        session.add(row)
        session.flush()
        info = congress_info(row)
        record_act(session, actor, info.id, "create", "congress", info.id, {"code": code, "name": name}, now)
    return info


# Terms and sessions ---------------------------------------------------------------------------


def open_session(
    session: Session,
    actor: Actor,
    congress_id: str,
    *,
    term_number: int,
    number: int,
    begins: date,
    ends: date | None = None,
    now: datetime,
) -> SessionInfo:
    """第N届第M次会议; the term is made with its first session."""
    if not (0 < term_number < 100 and 0 < number < 100):
        raise Invalid("congress.bad_session_number", field="number")
    if ends is not None and ends < begins:
        raise Invalid("congress.ends_before_begins", field="ends")
    with writing(session):
        term = session.scalars(
            select(Term).where(Term.congress_id == congress_id, Term.number == term_number)
        ).first()
        if term is None:
            term = Term(congress_id=congress_id, number=term_number, begins=begins)
            session.add(term)
            session.flush()
        taken = session.scalars(
            select(CongressSession).where(
                CongressSession.congress_id == congress_id,
                CongressSession.term_id == term.id,
                CongressSession.number == number,
            )
        ).first()
        if taken:
            raise Conflict("congress.session_taken", term=term_number, number=number)
        row = CongressSession(
            congress_id=congress_id, term_id=term.id, number=number, begins=begins, ends=ends
        )
        session.add(row)
        session.flush()
        info = SessionInfo(row.id, congress_id, term_number, number, begins, ends, None)
        after = {"term": term_number, "number": number}
        record_act(session, actor, congress_id, "open_session", "session", row.id, after, now)
    return info


def _session_query(congress_id: str) -> Select[CongressSession, int]:
    return (
        select(CongressSession, Term.number)
        .join(Term, (Term.id == CongressSession.term_id) & (Term.congress_id == CongressSession.congress_id))
        .where(CongressSession.congress_id == congress_id)
    )


def _session_info(row: CongressSession, term_number: int) -> SessionInfo:
    return SessionInfo(
        row.id, row.congress_id, term_number, row.number, row.begins, row.ends, row.roster_count
    )


def sessions_of_congress(session: Session, congress_id: str) -> list[SessionInfo]:
    """All sessions of a congress, the latest first."""
    query = _session_query(congress_id).order_by(Term.number.desc(), CongressSession.number.desc())
    return [_session_info(*row) for row in session.execute(query)]


def latest_session(session: Session, congress_id: str) -> SessionInfo | None:
    found = sessions_of_congress(session, congress_id)
    return found[0] if found else None


def get_session(session: Session, congress_id: str, session_id: str) -> SessionInfo:
    found = session.execute(_session_query(congress_id).where(CongressSession.id == session_id)).first()
    if found is None:
        raise NotFound("congress.session_not_found")
    return _session_info(*found)


def freeze_roster(
    session: Session, actor: Actor, congress_id: str, session_id: str, count: int, *, now: datetime
) -> None:
    """Fix 实有代表 for a session; it cannot be fixed twice."""
    with writing(session):
        row = session.scalars(
            select(CongressSession).where(
                CongressSession.congress_id == congress_id, CongressSession.id == session_id
            )
        ).first()
        if row is None:
            raise NotFound("congress.session_not_found")
        if row.roster_count is not None:
            raise Conflict("congress.roster_frozen", count=row.roster_count)
        row.roster_count, row.roster_frozen_at = count, now
        record_act(session, actor, congress_id, "freeze_roster", "session", session_id, {"count": count}, now)


def record_act(
    session: Session,
    actor: Actor,
    congress_id: str,
    verb: str,
    kind: str,
    object_id: str,
    after: Mapping[str, object] | None,
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=min(actor.roles, default=""),
        verb=verb,
        object_kind=kind,
        object_id=object_id,
        after=after,
        now=now,
    )
