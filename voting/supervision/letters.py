"""督办函 and 交办函: one letter to one unit with the findings that it shall answer by a day.

propose_due(session, congress_id, day) -> date                     ten working days on
send(session, actor, congress_id, programme_id, NewLetter, now=) -> letter id
letter(session, congress_id, letter_id) -> LetterLine
letters(session, congress_id, programme_id) -> list[LetterLine]    the latest first

The congress does not order: the letter says what deputies found and asks for handling and a written answer.
What went out is locked with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress import units
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.supervision import calendar, findings, programmes
from voting.supervision.finding_models import LETTER_KINDS, Finding, Letter
from voting.supervision.group_machines import FINDING
from voting.supervision.groups import today_of
from voting.supervision.machines import OFFICE

USUAL_DAYS = 10  # working days for an answer
LONGEST_NO = 40


@dataclass(frozen=True)
class NewLetter:
    """``finding_ids`` are open findings of one unit."""

    kind: str
    document_no: str
    finding_ids: tuple[str, ...]
    issued_on: date
    due: date


@dataclass(frozen=True)
class LetterLine:
    """A letter as it went out; ``entries`` by the keys number, project, problem, person, demand."""

    id: str
    programme_id: str
    unit_id: str
    kind: str
    document_no: str
    issued_on: date
    due: date
    unit: str
    entries: tuple[dict[str, Any], ...]
    digest: str


def propose_due(session: Session, congress_id: str, day: date) -> date:
    return calendar.working_days_after(day, USUAL_DAYS, calendar.holidays(session, congress_id))


def send(
    session: Session, actor: Actor, congress_id: str, programme_id: str, given: NewLetter, *, now: datetime
) -> str:
    """Lock the letter and have its findings wait for the unit's answer."""
    actor.role_for(*OFFICE)
    number = " ".join(given.document_no.split())
    if given.kind not in LETTER_KINDS:
        raise Invalid("finding.bad_letter_kind", field="kind")
    if not 2 <= len(number) <= LONGEST_NO:
        raise Invalid("finding.bad_document_no", field="document_no", most=LONGEST_NO)
    if given.issued_on > today_of(now):
        raise Invalid("finding.issued_later", field="issued_on")
    if given.due <= given.issued_on:
        raise Invalid("finding.bad_due", field="due")
    with writing(session):
        rows = _rows(session, congress_id, programme_id, given.finding_ids)
        taken = select(Letter.id).where(Letter.congress_id == congress_id, Letter.document_no == number)
        if session.scalars(taken).first():
            raise Conflict("finding.document_no_taken", number=number)
        names = {line.id: line.name for line in programmes.projects(session, congress_id, programme_id)}
        unit = next(u for u in units.units(session, congress_id, closed=True) if u.id == rows[0].unit_id)
        content = {
            "unit": unit.name,
            "findings": [
                {"number": row.number, "project": names[row.project_id], "problem": row.problem,
                 "person": row.person, "demand": row.demand}
                for row in rows
            ],
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        made = Letter(
            id=new_id(), congress_id=congress_id, programme_id=programme_id, unit_id=unit.id,
            kind=given.kind, document_no=number, issued_on=given.issued_on, due=given.due, content=text,
            digest=hashlib.sha256(text.encode()).hexdigest(), sent_by=actor.person_id, sent_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for row in rows:
            row.letter_id, row.due = made.id, given.due
            findings.step(session, actor, row, "issued", now, text=number, due=given.due, letter_id=made.id)
            FINDING.move(session, row, "issue_letter", actor=actor, now=now, reason=number)
        return made.id


def _rows(
    session: Session, congress_id: str, programme_id: str, finding_ids: tuple[str, ...]
) -> list[Finding]:
    rows = session.scalars(
        select(Finding)
        .where(
            Finding.congress_id == congress_id,
            Finding.programme_id == programme_id,
            Finding.id.in_(finding_ids),
        )
        .order_by(Finding.number)
    ).all()
    if not rows or len(rows) != len(set(finding_ids)):
        raise NotReady("finding.none_chosen")
    if any(row.state != "open" for row in rows):
        raise Conflict("finding.letter_sent")
    if len({row.unit_id for row in rows}) != 1:
        raise Invalid("finding.several_units", field="findings")
    return list(rows)


def letter(session: Session, congress_id: str, letter_id: str) -> LetterLine:
    row = session.scalars(
        select(Letter).where(Letter.congress_id == congress_id, Letter.id == letter_id)
    ).first()
    if row is None:
        raise NotFound("finding.letter_not_found")
    return _line(row)


def letters(session: Session, congress_id: str, programme_id: str) -> list[LetterLine]:
    query = select(Letter).where(Letter.congress_id == congress_id, Letter.programme_id == programme_id)
    return [_line(row) for row in session.scalars(query.order_by(Letter.sent_at.desc(), Letter.id))]


def _line(row: Letter) -> LetterLine:
    content = json.loads(row.content)
    return LetterLine(
        row.id, row.programme_id, row.unit_id, row.kind, row.document_no, row.issued_on, row.due,
        content["unit"], tuple(content["findings"]), row.digest,
    )  # fmt: skip
