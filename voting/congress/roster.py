"""The roster (代表名册): deputies and delegations of a term, kept until 实有代表 is fixed.

    roster(session, congress_id, session_id, search="", delegation_id="") -> list[DeputyLine]
    roster_state(session, congress_id, session_id) -> RosterState
    get_deputy(session, congress_id, deputy_id) -> DeputyLine
    deputy_of(session, congress_id, person_id) -> deputy id | None
    delegations(session, congress_id, session_id) -> list[DelegationLine]
    freeze(session, actor, congress_id, session_id, now=) -> 实有代表;  reopen(…, reason=, now=)

Changes by hand are in deputies.py, by Excel in roster_import.py. Every address is a session (会议);
the roster is its term's. It can be changed while the latest session of that term is not frozen, so a
new session opens it again and old counts stay as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import services
from voting.congress.models import CongressSession, Person, Term
from voting.congress.names import name_key
from voting.congress.roles import Actor, Role
from voting.congress.roster_models import IN_OFFICE, STATUSES, SUSPENDED, Delegation, Deputy
from voting.db import writing
from voting.errors import Conflict, Invalid, NotFound, NotReady

KEEPERS = (Role.SECRETARIAT, Role.ADMIN)
# Who is suspended keeps the mandate and counts among all deputies, but takes no part.
COUNTED = (IN_OFFICE, SUSPENDED)


@dataclass(frozen=True)
class DeputyLine:
    """One deputy as shown; ``status`` is in_office, vacant or suspended. ``linked``: he can sign in."""

    id: str
    number: str
    name: str
    gender: str
    ethnicity: str
    delegation: str
    seat: str
    phone: str
    status: str
    linked: bool = False


@dataclass(frozen=True)
class DelegationLine:
    """``deputies`` counts those of every status; ``liaison`` is empty when nobody is assigned."""

    id: str
    name: str
    deputies: int
    liaison_id: str
    liaison: str


@dataclass(frozen=True)
class RosterState:
    """Numbers of the roster now; ``frozen_count`` is 实有代表 of this session once fixed."""

    entered: int
    all_deputies: int
    by_status: Mapping[str, int]
    frozen_count: int | None
    open: bool


def session_row(session: Session, congress_id: str, session_id: str) -> CongressSession:
    """The session (会议); raises NotFound for one of another congress.

    Inside ``writing`` its row is held to the end, so that those who change what belongs to it queue
    (PostgreSQL; SQLite has one writer anyway).
    """
    query = select(CongressSession).where(
        CongressSession.congress_id == congress_id, CongressSession.id == session_id
    )
    if session.info.get("writing"):
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalars(query).first()
    if row is None:
        raise NotFound("congress.session_not_found")
    return row


def hold(session: Session, congress_id: str, session_id: str) -> None:
    """``session_row`` for other domains: the session exists here, and its writers queue."""
    session_row(session, congress_id, session_id)


def require_open(session: Session, congress_id: str, session_id: str) -> str:
    """The term's id, if its roster can be changed through this session; else Conflict."""
    row = session_row(session, congress_id, session_id)
    latest = session.scalars(
        select(func.max(CongressSession.number)).where(
            CongressSession.congress_id == congress_id, CongressSession.term_id == row.term_id
        )
    ).one()
    if row.number != latest:
        raise Conflict("roster.older_session")
    if row.roster_count is not None:
        raise Conflict("roster.frozen", count=row.roster_count)
    return row.term_id


# Reading --------------------------------------------------------------------------------------


def roster(
    session: Session, congress_id: str, session_id: str, *, search: str = "", delegation_id: str = ""
) -> list[DeputyLine]:
    """Deputies by delegation and number. ``search`` finds parts of a name, or a number or seat."""
    term_id = session_row(session, congress_id, session_id).term_id
    query = (
        select(Deputy, Delegation.name)
        .outerjoin(
            Delegation,
            (Delegation.id == Deputy.delegation_id) & (Delegation.congress_id == Deputy.congress_id),
        )
        .where(Deputy.congress_id == congress_id, Deputy.term_id == term_id)
        .order_by(Delegation.position, func.length(Deputy.number), Deputy.number)
    )
    if delegation_id:
        query = query.where(Deputy.delegation_id == delegation_id)
    wanted = search.strip()
    if wanted:
        found = Deputy.name_key.contains(name_key(wanted), autoescape=True)
        query = query.where(found | (Deputy.number == wanted) | (Deputy.seat == wanted))
    return [deputy_line(deputy, delegation) for deputy, delegation in session.execute(query)]


def deputy_line(row: Deputy, delegation: str | None) -> DeputyLine:
    return DeputyLine(
        row.id,
        row.number,
        row.name,
        row.gender,
        row.ethnicity,
        delegation or "",
        row.seat,
        row.phone,
        row.status,
        row.person_id is not None,
    )


def get_deputy(session: Session, congress_id: str, deputy_id: str) -> DeputyLine:
    """One deputy; raises NotFound."""
    row = deputy_row(session, congress_id, deputy_id)
    delegation = None
    if row.delegation_id:
        delegation = session.scalars(
            select(Delegation.name).where(
                Delegation.congress_id == congress_id, Delegation.id == row.delegation_id
            )
        ).one()
    return deputy_line(row, delegation)


def deputy_of(session: Session, congress_id: str, person_id: str) -> str | None:
    """The id of the deputy who signs in as this person, of the latest term, where the roster says so."""
    query = (
        select(Deputy.id)
        .join(Term, (Term.id == Deputy.term_id) & (Term.congress_id == Deputy.congress_id))
        .where(Deputy.congress_id == congress_id, Deputy.person_id == person_id)
        .order_by(Term.number.desc())
    )
    return session.scalars(query.limit(1)).first()


def deputy_row(session: Session, congress_id: str, deputy_id: str) -> Deputy:
    row = session.scalars(
        select(Deputy).where(Deputy.congress_id == congress_id, Deputy.id == deputy_id)
    ).first()
    if row is None:
        raise NotFound("roster.deputy_not_found")
    return row


def roster_state(session: Session, congress_id: str, session_id: str) -> RosterState:
    row = session_row(session, congress_id, session_id)
    statuses = session.scalars(
        select(Deputy.status).where(Deputy.congress_id == congress_id, Deputy.term_id == row.term_id)
    ).all()
    found = Counter(statuses)
    try:
        require_open(session, congress_id, session_id)
        is_open = True
    except Conflict:
        is_open = False
    return RosterState(
        entered=len(statuses),
        all_deputies=sum(found[status] for status in COUNTED),
        by_status={status: found[status] for status in STATUSES},
        frozen_count=row.roster_count,
        open=is_open,
    )


def delegations(session: Session, congress_id: str, session_id: str) -> list[DelegationLine]:
    """Delegations of the term in their order."""
    term_id = session_row(session, congress_id, session_id).term_id
    sizes = Counter(
        session.scalars(
            select(Deputy.delegation_id).where(Deputy.congress_id == congress_id, Deputy.term_id == term_id)
        )
    )
    query = (
        select(Delegation, Person.name)
        .outerjoin(Person, Person.id == Delegation.liaison_id)
        .where(Delegation.congress_id == congress_id, Delegation.term_id == term_id)
        .order_by(Delegation.position)
    )
    return [
        DelegationLine(row.id, row.name, sizes[row.id], row.liaison_id or "", liaison or "")
        for row, liaison in session.execute(query)
    ]


# Fixing 实有代表 --------------------------------------------------------------------------------


def freeze(session: Session, actor: Actor, congress_id: str, session_id: str, *, now: datetime) -> int:
    """Fix 实有代表 of this session from the roster as it stands; returns the number."""
    actor.role_for(*KEEPERS)
    with writing(session):
        require_open(session, congress_id, session_id)
        count = roster_state(session, congress_id, session_id).all_deputies
        if count == 0:
            raise NotReady("roster.empty")
        services.freeze_roster(session, actor, congress_id, session_id, count, now=now)
        return count


def reopen(
    session: Session, actor: Actor, congress_id: str, session_id: str, *, reason: str, now: datetime
) -> None:
    """Take the fixing back to mend the roster. Polls copied the number when they opened and keep it."""
    role = actor.role_for(*KEEPERS)
    if len(reason.strip()) < 2:
        raise Invalid("roster.reason_missing", field="reason")
    with writing(session):
        row = session_row(session, congress_id, session_id)
        if row.roster_count is None:
            raise Conflict("roster.not_frozen")
        before = {"count": row.roster_count}
        row.roster_count = row.roster_frozen_at = None
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="reopen_roster",
            object_kind="session",
            object_id=session_id,
            before=before,
            reason=reason.strip()[:200],
            now=now,
        )
