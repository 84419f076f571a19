"""The list of candidate projects as an importer: what must be unique, how rows enter and leave."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection.models import CandidateProject
from voting.collection.services import candidates, fill, require_open
from voting.collection.sheet import SHEET
from voting.congress.imports import Importer, refuse_twins
from voting.errors import Conflict
from voting.sheets import Reading, Row


def check(session: Session, congress_id: str, session_id: str, reading: Reading) -> Reading:
    """Numbers and names are unique in the file and beside the list."""
    require_open(session, congress_id, session_id)
    listed = candidates(session, congress_id, session_id)
    known = [{"number": candidate.number, "name": candidate.name} for candidate in listed]
    for key in ("number", "name"):
        reading = refuse_twins(
            reading,
            key,
            {str(data[key]): data for data in known},
            taken=f"collection.{key}_taken",
            twice=f"collection.{key}_twice",
        )
    return reading


def insert(
    session: Session, congress_id: str, session_id: str, rows: tuple[Row, ...], import_id: str
) -> None:
    require_open(session, congress_id, session_id)
    for row in rows:
        made = CandidateProject(
            congress_id=congress_id, session_id=session_id, import_id=import_id, version=1
        )
        fill(made, row.values)
        session.add(made)
    session.flush()


def remove(session: Session, congress_id: str, session_id: str, import_id: str) -> int:
    """Delete the import's candidates, unless somebody worked on one of them since."""
    require_open(session, congress_id, session_id)
    rows = session.scalars(
        select(CandidateProject).where(
            CandidateProject.congress_id == congress_id,
            CandidateProject.session_id == session_id,
            CandidateProject.import_id == import_id,
        )
    ).all()
    changed = [row for row in rows if row.version > 1]
    if changed:
        raise Conflict("collection.import_built_on", name=changed[0].name)
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


CANDIDATES = Importer("candidates", SHEET, check, insert, remove)
