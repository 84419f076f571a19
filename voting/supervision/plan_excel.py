"""Plans by Excel: the year's 任务分解表 as a workbook, and the same workbook back.

workbook(session, congress_id, programme_id) -> bytes           a row for each project, as far as written
read(session, congress_id, programme_id, data) -> Reading        with the errors that rows have
take(session, actor, congress_id, programme_id, reading, now=) -> int        all rows or none; new versions
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from voting import sheets
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Invalid, NotReady
from voting.sheets import CellError, Reading, Row
from voting.supervision import plans, programmes
from voting.supervision.plan_sheet import EXCEL, UNIT_KEYS, plain, typed
from voting.supervision.plans import unknown_unit

REASON = "Excel"


def workbook(session: Session, congress_id: str, programme_id: str) -> bytes:
    lines = programmes.projects(session, congress_id, programme_id)
    known = plans.latest(session, congress_id, [line.id for line in lines])
    rows = []
    for line in lines:
        plan = known.get(line.id)
        said = typed(plan.data) if plan else plans.begun(session, congress_id, line)
        cells = said | {"number": str(line.number), "name": line.name}
        rows.append([cells.get(column.key, "") for column in EXCEL.columns])
    return sheets.template(EXCEL, rows)


def read(session: Session, congress_id: str, programme_id: str, data: bytes) -> Reading:
    """What the file says; a row must name a project of the year, once, and units that are known."""
    names = {line.number: line.name for line in programmes.projects(session, congress_id, programme_id)}
    reading, seen, rows = sheets.read(EXCEL, data), set(), []
    for row in reading.rows:
        number = row.values.get("number")
        faults = [*_of_units(session, congress_id, row)]
        if number is not None and (number not in names or number in seen):
            faults.append(CellError("number", "supervision.no_such_number", {"number": number}))
        elif number is not None and row.values.get("name", names[int(number)]) != names[int(number)]:
            faults.append(CellError("name", "supervision.other_name", {"name": names[int(number)]}))
        if not row.errors:
            faults += _of_whole(row)
        seen.add(number)
        rows.append(row.with_errors(faults) if faults else row)
    return replace(reading, rows=tuple(rows))


def _of_units(session: Session, congress_id: str, row: Row) -> list[CellError]:
    found = []
    for key in UNIT_KEYS:
        name = unknown_unit(session, congress_id, str(row.values.get(key, "")))
        if name:
            found.append(CellError(key, "supervision.unknown_unit", {"name": name}))
    return found


def _of_whole(row: Row) -> list[CellError]:
    """What is wrong between the cells of a row."""
    try:
        plain(row.values)
    except Invalid as error:
        return [CellError(error.field, error.code, error.data)]
    return []


def take(
    session: Session, actor: Actor, congress_id: str, programme_id: str, reading: Reading, *, now: datetime
) -> int:
    """Write the plans as the rows say; returns how many got a new version. NotReady while rows are bad."""
    actor.role_for(*plans.PLANNERS)
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    with writing(session):
        lines = {line.number: line for line in programmes.projects(session, congress_id, programme_id)}
        changed = 0
        for row in reading.good:
            line = lines[int(row.values["number"])]
            given: Mapping[str, str] = {key: str(value) for key, value in row.values.items()}
            version = plans.write(session, actor, congress_id, line.id, given, reason=REASON, now=now)
            changed += version != line.plan_version
    return changed
