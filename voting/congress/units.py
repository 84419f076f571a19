"""Units (责任单位): departments and townships that are asked, propose and carry out.

units(session, congress_id, closed=False) -> list[UnitLine]        by kind and name
units_of(session, congress_id, person_id) -> list[UnitLine]        where somebody works
find(session, congress_id, name) -> UnitLine | None                by full or short name
add / close(session, actor, congress_id, …, now=);  assign / release(…, unit_id, person_id, now=)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import people
from voting.congress.roles import Actor, Role
from voting.congress.unit_models import UNIT_KINDS as KINDS
from voting.congress.unit_models import Unit, UnitMember
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound

KEEPERS = (Role.ADMIN, Role.GOVERNMENT_DESK, Role.CONGRESS_DESK)
UNIT_KINDS: tuple[str, ...] = KINDS


@dataclass(frozen=True)
class UnitLine:
    """A unit; ``people`` are the ids of those who work for it here."""

    id: str
    name: str
    short: str
    kind: str
    people: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.short or self.name


def units(session: Session, congress_id: str, *, closed: bool = False) -> list[UnitLine]:
    query = select(Unit).where(Unit.congress_id == congress_id)
    if not closed:
        query = query.where(Unit.closed_at.is_(None))
    staff: dict[str, list[str]] = {}
    members = select(UnitMember).where(UnitMember.congress_id == congress_id)
    for member in session.scalars(members):
        staff.setdefault(member.unit_id, []).append(member.person_id)
    rows = session.scalars(query.order_by(Unit.kind, Unit.name))
    return [UnitLine(row.id, row.name, row.short, row.kind, tuple(staff.get(row.id, ()))) for row in rows]


def units_of(session: Session, congress_id: str, person_id: str) -> list[UnitLine]:
    return [unit for unit in units(session, congress_id) if person_id in unit.people]


def find(session: Session, congress_id: str, name: str) -> UnitLine | None:
    folded = "".join(name.split())
    return next((unit for unit in units(session, congress_id) if folded in (unit.name, unit.short)), None)


def add(
    session: Session,
    actor: Actor,
    congress_id: str,
    *,
    name: str,
    short: str = "",
    kind: str = "department",
    now: datetime,
) -> str:
    """A new unit; raises Invalid at the field, Conflict when the name is taken."""
    role = actor.role_for(*KEEPERS)
    name, short = "".join(name.split()), "".join(short.split())
    if not 2 <= len(name) <= 60:
        raise Invalid("congress.bad_unit_name", field="name")
    if len(short) > 20:
        raise Invalid("congress.bad_unit_name", field="short")
    if kind not in KINDS:
        raise Invalid("congress.bad_unit_kind", field="kind")
    with writing(session):
        taken = {given for unit in units(session, congress_id) for given in (unit.name, unit.short) if given}
        if {name, short} & taken:
            raise Conflict("congress.unit_taken", name=name)
        row = Unit(id=new_id(), congress_id=congress_id, name=name, short=short, kind=kind)
        session.add(row)
        session.flush()
        _record(session, actor, role, congress_id, "create", row.id, {"name": name}, now)
        return row.id


def close(session: Session, actor: Actor, congress_id: str, unit_id: str, *, now: datetime) -> None:
    """A unit that is no more; its work stays under its name."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        _row(session, congress_id, unit_id).closed_at = now
        _record(session, actor, role, congress_id, "close_unit", unit_id, None, now)


def assign(
    session: Session, actor: Actor, congress_id: str, unit_id: str, person_id: str, *, now: datetime
) -> None:
    """Somebody with a role here works for the unit from now on."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        _row(session, congress_id, unit_id)
        people.person_in(session, congress_id, person_id, now=now)
        if any(unit.id == unit_id for unit in units_of(session, congress_id, person_id)):
            return
        session.add(UnitMember(congress_id=congress_id, unit_id=unit_id, person_id=person_id))
        session.flush()
        _record(session, actor, role, congress_id, "assign_unit", unit_id, {"person": person_id}, now)


def release(
    session: Session, actor: Actor, congress_id: str, unit_id: str, person_id: str, *, now: datetime
) -> None:
    role = actor.role_for(*KEEPERS)
    with writing(session):
        _row(session, congress_id, unit_id)
        session.execute(
            delete(UnitMember).where(
                UnitMember.congress_id == congress_id,
                UnitMember.unit_id == unit_id,
                UnitMember.person_id == person_id,
            )
        )
        _record(session, actor, role, congress_id, "release_unit", unit_id, {"person": person_id}, now)


def _row(session: Session, congress_id: str, unit_id: str) -> Unit:
    row = session.scalars(select(Unit).where(Unit.congress_id == congress_id, Unit.id == unit_id)).first()
    if row is None:
        raise NotFound("congress.unit_not_found")
    return row


def _record(
    session: Session,
    actor: Actor,
    role: Role,
    congress_id: str,
    verb: str,
    unit_id: str,
    after: dict[str, object] | None,
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="unit",
        object_id=unit_id,
        after=after,
        now=now,
    )
