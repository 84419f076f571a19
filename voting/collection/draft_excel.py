"""Drafts by Excel: the drafts of a call as a workbook, and the same workbook back.

workbook(session, congress_id, call_id) -> bytes                          template with a row for each draft
read(session, congress_id, call_id, data) -> Reading                      with the errors that rows have
take(session, actor, congress_id, call_id, reading, now=) -> Taken        all rows or none

A row whose name is that of a draft becomes its next version if it differs; any other becomes a new draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from voting import sheets
from voting.collection.draft_sheet import EXCEL
from voting.collection.draft_work import WRITABLE, create, edit
from voting.collection.drafts import DraftLine, every
from voting.collection.machines import DESK_ROLES
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import NotReady
from voting.sheets import CellError, Reading, Row

REMARK = "Excel"


@dataclass(frozen=True)
class Taken:
    """How many drafts a workbook made, and of how many it brought a new version."""

    made: int
    changed: int


def workbook(session: Session, congress_id: str, call_id: str) -> bytes:
    known = _live(session, congress_id, call_id)
    titles = {line.id: line.title for line in known.values()}
    rows = [
        [
            titles.get(line.parent_id or "", "") if column.key == "bundle" else line.data.get(column.key, "")
            for column in EXCEL.columns
        ]
        for line in known.values()
    ]
    return sheets.template(EXCEL, rows)


def _live(session: Session, congress_id: str, call_id: str) -> dict[str, DraftLine]:
    """By title, those that were dropped left out."""
    return {line.title: line for line in every(session, congress_id, call_id) if line.state != "dropped"}


def read(session: Session, congress_id: str, call_id: str, data: bytes) -> Reading:
    """What the file says; a bundle must be there or in a row above, and a closed draft cannot be changed."""
    known = _live(session, congress_id, call_id)
    bundles = {title for title, line in known.items() if line.parent_id is None}
    reading = sheets.read(EXCEL, data)
    rows, seen = [], set()
    for row in reading.rows:
        name, bundle = str(row.values.get("name", "")), str(row.values.get("bundle", ""))
        faults = []
        if name and name in seen:
            faults.append(CellError("name", "collection.draft_twice", {"name": name}))
        if bundle and (bundle not in bundles or bundle == name):
            faults.append(CellError("bundle", "collection.no_bundle", {}))
        if name in known and known[name].state not in WRITABLE and _differs(row, known[name]):
            faults.append(CellError("name", "collection.draft_closed", {}))
        if name and not bundle:
            bundles.add(name)
        seen.add(name)
        rows.append(row.with_errors(faults) if faults else row)
    return replace(reading, rows=tuple(rows))


def _text(row: Row) -> dict[str, str]:
    return {key: str(value) for key, value in row.values.items() if key != "bundle"}


def _differs(row: Row, line: DraftLine) -> bool:
    return _text(row) != dict(line.data)


def take(
    session: Session, actor: Actor, congress_id: str, call_id: str, reading: Reading, *, now: datetime
) -> Taken:
    """Make and change drafts as the rows say; raises NotReady while rows are bad."""
    actor.role_for(*DESK_ROLES)
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    made = changed = 0
    with writing(session):
        known = _live(session, congress_id, call_id)
        ids = {title: line.id for title, line in known.items()}
        for row in reading.good:
            given: Mapping[str, str] = _text(row)
            name, parent = given["name"], ids.get(str(row.values.get("bundle", "")))
            if name not in known:
                ids[name] = create(session, actor, congress_id, call_id, given, parent_id=parent, now=now)
                made += 1
            elif _differs(row, known[name]):
                edit(session, actor, congress_id, known[name].id, given, remark=REMARK, now=now)
                changed += 1
    return Taken(made, changed)
