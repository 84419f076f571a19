"""Assessments by Excel: a unit takes its open questions along as a workbook and hands it back filled in.

workbook(session, congress_id, unit_ids) -> bytes
read(session, actor, congress_id, data) -> Reading             with the errors that rows have
take(session, actor, congress_id, reading, now=) -> answers recorded;  raises NotReady while rows are bad
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from voting import sheets
from voting.collection.assessment import SHEET, Question, asked_of, write_reply
from voting.congress.roles import Actor, Role
from voting.congress.units import units_of
from voting.db import writing
from voting.errors import NotReady
from voting.sheets import CellError, Reading


def _open(session: Session, congress_id: str, unit_ids: Collection[str]) -> dict[int, Question]:
    """The questions that can still be answered, by the idea's number."""
    asked = asked_of(session, congress_id, unit_ids)
    return {found.idea.number: found for found in asked if found.idea.state == "in_progress"}


def workbook(session: Session, congress_id: str, unit_ids: Collection[str]) -> bytes:
    """The template with a row for each question that waits; number, title and content are filled in."""
    waiting = [q for q in _open(session, congress_id, unit_ids).values() if q.answered_at is None]
    rows = [(str(q.idea.number), q.idea.title, q.idea.text) for q in waiting]
    return sheets.template(SHEET, rows)


def read(session: Session, actor: Actor, congress_id: str, data: bytes) -> Reading:
    """What the file says; every number must be one of a question before a unit of the actor's."""
    actor.role_for(Role.UNIT)
    mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
    known = _open(session, congress_id, mine)
    reading = sheets.read(SHEET, data)
    rows, seen = [], set()
    for row in reading.rows:
        if not row.values.keys() & {"opinion", "answer", "estimate"}:
            continue  # a question that the unit leaves for later
        number = row.values.get("number")
        if isinstance(number, int) and (number not in known or number in seen):
            code = "collection.row_twice" if number in seen else "collection.row_not_asked"
            row = row.with_errors([CellError("number", code, {"number": number})])
        seen.add(number)
        rows.append(row)
    return replace(reading, rows=tuple(rows))


def take(session: Session, actor: Actor, congress_id: str, reading: Reading, *, now: datetime) -> int:
    """Record every row as the unit's answer, all or none."""
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
    with writing(session):
        known = _open(session, congress_id, mine)
        for row in reading.good:
            write_reply(session, actor, congress_id, known[int(row.values["number"])], row.values, now=now)
    return len(reading.good)
