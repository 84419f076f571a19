"""From finalised drafts to the candidate list that the secret ballot uses (services.py), and back.

list_drafts(session, actor, congress_id, call_id, session_id, now=) -> how many      numbered in their order
unlist(session, actor, congress_id, call_id, session_id, now=) -> how many           while it is not fixed
ballot_text(data, parts) -> dict                                            a draft in the sheet's fields

The list keeps its own text from here on; the draft keeps the candidate's id, and with it the way back to
ideas and stations. The ballot itself copies names and texts and knows no id of this domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.collection.draft_models import CandidateDraft
from voting.collection.draft_sheet import MONEY_PARTS, SHEET
from voting.collection.draft_work import step
from voting.collection.drafts import parts_of, texts
from voting.collection.models import CandidateProject
from voting.collection.services import fill, require_open
from voting.collection.sheet import SHEET as LIST
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, NotReady
from voting.sheets import parse_form


def list_drafts(
    session: Session, actor: Actor, congress_id: str, call_id: str, session_id: str, *, now: datetime
) -> int:
    """Every finalised draft becomes a candidate of the session, after those that are there."""
    actor.role_for(Role.CONGRESS_DESK)
    with writing(session):
        require_open(session, congress_id, session_id)
        rows = _tops(session, congress_id, call_id, "final")
        if not rows:
            raise NotReady("collection.none_final")
        listed = (CandidateProject.congress_id == congress_id, CandidateProject.session_id == session_id)
        last = session.scalar(select(func.max(CandidateProject.number)).where(*listed)) or 0
        names = set(session.scalars(select(CandidateProject.name).where(*listed)))
        data = texts(session, congress_id, rows)
        for number, row in enumerate(rows, start=last + 1):
            if row.title in names:
                raise Conflict("collection.draft_listed_twice", name=row.title)
            parts = [part for part in parts_of(session, congress_id, row.id) if part.state == "final"]
            beneath = list(texts(session, congress_id, parts).values())
            values = parse_form(LIST, {"number": str(number)} | ballot_text(data[row.id], beneath))
            made = CandidateProject(id=new_id(), congress_id=congress_id, session_id=session_id, version=1)
            fill(made, values)
            session.add(made)
            session.flush()
            row.session_id, row.candidate_id = session_id, made.id
            step(session, actor, row, "list", "", now)
        return len(rows)


def unlist(
    session: Session, actor: Actor, congress_id: str, call_id: str, session_id: str, *, now: datetime
) -> int:
    """Take the call's candidates off the list again; those that were changed by hand on the list stay."""
    actor.role_for(Role.CONGRESS_DESK)
    with writing(session):
        require_open(session, congress_id, session_id)
        rows = [row for row in _tops(session, congress_id, call_id, "listed") if row.session_id == session_id]
        if not rows:
            raise NotReady("collection.none_listed")
        for row in rows:
            made = session.scalars(
                select(CandidateProject).where(
                    CandidateProject.congress_id == congress_id, CandidateProject.id == row.candidate_id
                )
            ).first()
            if made is not None and made.version > 1:
                raise Conflict("collection.listed_changed", name=made.name)
            if made is not None:
                session.delete(made)
            row.session_id, row.candidate_id = None, None
            session.flush()
            step(session, actor, row, "unlist", "", now)
        return len(rows)


def _tops(session: Session, congress_id: str, call_id: str, state: str) -> list[CandidateDraft]:
    query = select(CandidateDraft).where(
        CandidateDraft.congress_id == congress_id,
        CandidateDraft.call_id == call_id,
        CandidateDraft.parent_id.is_(None),
        CandidateDraft.state == state,
    )
    return list(session.scalars(query.order_by(CandidateDraft.position, CandidateDraft.id)))


def ballot_text(data: Mapping[str, str], parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The fields of the candidate list from those of a draft; sub-items follow the content, one a line."""
    beneath = [
        "：".join(filter(None, (f"（{at}）{part['name']}", part.get("content") or part.get("scale", ""))))
        for at, part in enumerate(parts, start=1)
    ]
    content = "\n".join(
        filter(
            None, (data.get("content"), data.get("scale"), data.get("place"), data.get("target"), *beneath)
        )
    )
    funding = "，".join(
        f"{SHEET.column(key).header.split('(')[0]}{data[key]}万元" for key in MONEY_PARTS if data.get(key)
    )
    benefit = f"惠及{data['beneficiaries']}人" if data.get("beneficiaries") else ""
    return {
        "name": data["name"],
        "category": data.get("category", ""),
        "content": content[:2000],
        "investment": data.get("total_investment", ""),
        "funding": funding[:200],
        "unit": data.get("responsible_unit") or data.get("lead_unit", ""),
        "co_unit": data.get("support_units", ""),
        "deadline": data.get("deadline", ""),
        "benefit": benefit,
    }
