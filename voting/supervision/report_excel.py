"""The monthly table by Excel (项目进度表): what has to be reported as a workbook, and the workbook handed in.

workbook(session, congress_id, round_id, project_ids) -> bytes
read(session, congress_id, round_id, project_ids, data) -> (Reading, warnings)
take(session, actor, congress_id, round_id, reading, reason, now=) -> reports handed in

Rows whose report is empty are left for later; a row of totals is checked and warns only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from voting import sheets
from voting.congress import units
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import NotReady
from voting.sheets import CellError, Reading, Row
from voting.supervision import programmes, report_work, reports
from voting.supervision.finance import with_known_numbers
from voting.supervision.programmes import ProjectLine
from voting.supervision.report_sheet import EXCEL, KEYS, REQUIRED, Warning


def _due(
    session: Session, congress_id: str, round_id: str, project_ids: Collection[str]
) -> dict[int, ProjectLine]:
    due = reports.due_projects(session, congress_id, round_id)
    return {one.number: one for one in due if one.id in project_ids}


def workbook(session: Session, congress_id: str, round_id: str, project_ids: Collection[str]) -> bytes:
    """A row for each project with its draft or its last version."""
    due = _due(session, congress_id, round_id, project_ids)
    named = _named(session, congress_id, [one.id for one in due.values()])
    rows = []
    for number, project in due.items():
        view = reports.of(session, congress_id, round_id, project.id)
        data = view.draft.data or (view.versions[-1].data if view.versions else {})
        lead, owner = named[project.id]
        rows.append([str(number), project.name, lead, owner, *(data.get(key, "") for key in KEYS)])
    return sheets.template(EXCEL, rows)


def _named(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Names of the leading and of the owning units."""
    names = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    parts = programmes.units_of_project(session, congress_id, project_ids)

    def joined(project_id: str, wanted: str) -> str:
        return "、".join(names[unit] for part, unit in parts[project_id] if part == wanted)

    return {each: (joined(each, "lead"), joined(each, "owner")) for each in parts}


def read(
    session: Session, congress_id: str, round_id: str, project_ids: Collection[str], data: bytes
) -> tuple[Reading, tuple[Warning, ...]]:
    known = set(_due(session, congress_id, round_id, project_ids))
    reading, warned = with_known_numbers(sheets.read(EXCEL, data), known)
    rows = [_whole(row) for row in reading.rows if row.errors or row.values.keys() & set(KEYS)]
    return replace(reading, rows=tuple(rows)), warned


def _whole(row: Row) -> Row:
    """What the form requires is required of a row that says anything."""
    faulty = {error.key for error in row.errors}
    lacking = [key for key in REQUIRED if key not in row.values and key not in faulty]
    return row.with_errors([CellError(key, "sheets.required", {}) for key in lacking])


def take(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    reading: Reading,
    reason: str,
    *,
    now: datetime,
) -> int:
    """Hand in every row, all or none; NotReady while rows are bad."""
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    due = reports.due_projects(session, congress_id, round_id)
    ids = {one.number: one.id for one in due}
    with writing(session):
        for row in reading.good:
            given: Mapping[str, str] = {key: str(row.values[key]) for key in KEYS if key in row.values}
            project_id = ids[int(row.values["number"])]
            report_work.submit(
                session, actor, congress_id, round_id, project_id, given, None, reason, now=now
            )
    return len(reading.good)
