"""The roster as an importer: what rows may not share, how they enter and how they leave again."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.congress import deputies, roster
from voting.congress.attendance_models import Attendance
from voting.congress.imports import Importer, refuse_twins
from voting.congress.names import name_key
from voting.congress.roster_models import Delegation, Deputy
from voting.congress.roster_sheet import SHEET
from voting.errors import Conflict
from voting.sheets import Reading, Row


def check(session: Session, congress_id: str, session_id: str, reading: Reading) -> Reading:
    """Numbers and names are unique in the file and beside the roster; both rows of a pair are told."""
    term_id = roster.require_open(session, congress_id, session_id)
    recorded = session.execute(
        select(Deputy.number, Deputy.name, Deputy.name_key).where(
            Deputy.congress_id == congress_id, Deputy.term_id == term_id
        )
    ).all()
    data = [({"number": number, "name": name}, key) for number, name, key in recorded]
    reading = refuse_twins(
        reading,
        "number",
        {str(known["number"]): known for known, _ in data},
        taken="roster.number_taken",
        twice="roster.number_twice",
    )
    return refuse_twins(
        reading,
        "name",
        {key: known for known, key in data},
        taken="roster.name_taken",
        twice="roster.name_twice",
        folded=name_key,
    )


def insert(
    session: Session, congress_id: str, session_id: str, rows: tuple[Row, ...], import_id: str
) -> None:
    term_id = roster.require_open(session, congress_id, session_id)
    for values in (row.values for row in rows):
        deputy = Deputy(congress_id=congress_id, term_id=term_id, import_id=import_id, version=1)
        deputies.fill(session, deputy, values, import_id)
        session.add(deputy)
    session.flush()


def remove(session: Session, congress_id: str, session_id: str, import_id: str) -> int:
    """Delete the import's deputies, and its delegations that are left without one."""
    term_id = roster.require_open(session, congress_id, session_id)
    mine = (Deputy.congress_id == congress_id, Deputy.term_id == term_id, Deputy.import_id == import_id)
    changed = session.scalars(
        select(Deputy.name)
        .outerjoin(
            Attendance,
            (Attendance.deputy_id == Deputy.id) & (Attendance.congress_id == Deputy.congress_id),
        )
        .where(*mine)
        .where((Deputy.version > 1) | Deputy.person_id.is_not(None) | Attendance.id.is_not(None))
        .limit(1)
    ).first()
    if changed is not None:
        raise Conflict("roster.import_built_on", name=changed)
    ids = session.scalars(select(Deputy.id).where(*mine)).all()
    session.execute(delete(Deputy).where(*mine))
    used = select(Deputy.delegation_id).where(
        Deputy.congress_id == congress_id, Deputy.term_id == term_id, Deputy.delegation_id.is_not(None)
    )
    session.execute(
        delete(Delegation).where(
            Delegation.congress_id == congress_id,
            Delegation.import_id == import_id,
            Delegation.liaison_id.is_(None),
            Delegation.id.not_in(used),
        )
    )
    return len(ids)


ROSTER = Importer("roster", SHEET, check, insert, remove)
