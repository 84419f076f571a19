"""Changing the roster by hand: one deputy at a time, and who keeps a delegation's attendance.

add_deputy(session, actor, congress_id, session_id, given, now=) -> deputy id
edit_deputy(…, deputy_id, given, now=)    remove_deputy(…, deputy_id, now=)
assign_liaison(session, actor, congress_id, delegation_id, person_id, now=)
fill(session, row, values, import_id=None)     for the import as well
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import people
from voting.congress.attendance_models import Attendance
from voting.congress.names import name_key
from voting.congress.roles import Actor, Role
from voting.congress.roster import KEEPERS, deputy_line, deputy_row, require_open
from voting.congress.roster_models import Delegation, Deputy
from voting.congress.roster_sheet import SHEET, STATUS_WORDS
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound
from voting.sheets import Value, parse_form


def add_deputy(
    session: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> str:
    """Enter one deputy from a form with the sheet's keys; Invalid names the field. Returns the id."""
    role = actor.role_for(*KEEPERS)
    values = parse_form(SHEET, given)
    with writing(session):
        term_id = require_open(session, congress_id, session_id)
        _refuse_twin(session, congress_id, term_id, values, except_id="")
        row = Deputy(congress_id=congress_id, term_id=term_id, version=1)
        fill(session, row, values)
        session.add(row)
        session.flush()
        _record(session, actor, role, congress_id, "add", row, None, now)
        return row.id


def edit_deputy(
    session: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    deputy_id: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Change one deputy's entry; the whole form replaces what was there."""
    role = actor.role_for(*KEEPERS)
    values = parse_form(SHEET, given)
    with writing(session):
        term_id = require_open(session, congress_id, session_id)
        row = deputy_row(session, congress_id, deputy_id)
        if row.term_id != term_id:
            raise NotFound("roster.deputy_not_found")
        _refuse_twin(session, congress_id, term_id, values, except_id=row.id)
        before = asdict(deputy_line(row, None))
        fill(session, row, values)
        row.version += 1
        session.flush()
        _record(session, actor, role, congress_id, "edit", row, before, now)


def remove_deputy(
    session: Session, actor: Actor, congress_id: str, session_id: str, deputy_id: str, *, now: datetime
) -> None:
    """Take out an entry made by mistake; someone who left office is set to 出缺 instead."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        term_id = require_open(session, congress_id, session_id)
        row = deputy_row(session, congress_id, deputy_id)
        if row.term_id != term_id:
            raise NotFound("roster.deputy_not_found")
        marked = select(Attendance.id).where(
            Attendance.congress_id == congress_id, Attendance.deputy_id == row.id
        )
        if session.scalars(marked.limit(1)).first():
            raise Conflict("roster.was_checked_in", name=row.name)
        if row.person_id is not None:
            raise Conflict("roster.has_login", name=row.name)
        before = asdict(deputy_line(row, None))
        session.delete(row)
        _record(session, actor, role, congress_id, "remove", row, before, now)


def fill(session: Session, row: Deputy, values: Mapping[str, Value], import_id: str | None = None) -> None:
    """Put a sheet's values into a row; the delegation is made if it is new."""
    row.number, row.name = str(values["number"]), str(values["name"])
    row.name_key = name_key(row.name)
    row.gender, row.ethnicity = str(values.get("gender", "")), str(values.get("ethnicity", ""))
    row.seat, row.phone = str(values.get("seat", "")), str(values.get("phone", ""))
    row.status = STATUS_WORDS[str(values.get("status", "在任"))]
    named = str(values.get("delegation", ""))
    row.delegation_id = _delegation(session, row, named, import_id) if named else None


def _delegation(session: Session, row: Deputy, name: str, import_id: str | None) -> str:
    here = (Delegation.congress_id == row.congress_id, Delegation.term_id == row.term_id)
    found = session.scalars(select(Delegation).where(*here, Delegation.name == name)).first()
    if found is None:
        position = session.scalars(select(func.max(Delegation.position)).where(*here)).one() or 0
        found = Delegation(
            id=new_id(),
            congress_id=row.congress_id,
            term_id=row.term_id,
            name=name,
            position=position + 1,
            import_id=import_id,
        )
        session.add(found)
    return found.id


def _refuse_twin(
    session: Session, congress_id: str, term_id: str, values: Mapping[str, Value], *, except_id: str
) -> None:
    others = select(Deputy).where(
        Deputy.congress_id == congress_id, Deputy.term_id == term_id, Deputy.id != except_id
    )
    other = session.scalars(others.where(Deputy.number == values["number"])).first()
    if other:
        raise Invalid("roster.number_taken", field="number", number=other.number, name=other.name)
    other = session.scalars(others.where(Deputy.name_key == name_key(str(values["name"])))).first()
    if other:
        raise Invalid("roster.name_taken", field="name", number=other.number, name=other.name)


def _record(
    session: Session,
    actor: Actor,
    role: Role,
    congress_id: str,
    verb: str,
    row: Deputy,
    before: Mapping[str, object] | None,
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="deputy",
        object_id=row.id,
        before=before,
        after=None if verb == "remove" else asdict(deputy_line(row, None)),
        now=now,
    )


def assign_liaison(
    session: Session, actor: Actor, congress_id: str, delegation_id: str, person_id: str, *, now: datetime
) -> None:
    """Give a delegation its 联络员, one who holds that role here; an empty id takes it back."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        row = session.scalars(
            select(Delegation).where(Delegation.congress_id == congress_id, Delegation.id == delegation_id)
        ).first()
        if row is None:
            raise NotFound("roster.delegation_not_found")
        if person_id and Role.LIAISON not in people.roles_in(session, person_id, congress_id, now=now):
            raise Invalid("roster.no_liaison", field="person_id")
        before = {"liaison": row.liaison_id}
        row.liaison_id = person_id or None
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="assign_liaison",
            object_kind="delegation",
            object_id=row.id,
            before=before,
            after={"liaison": row.liaison_id},
            now=now,
        )
