"""A project's permanent page: what it is, which way it came, whose ideas stand behind it, what was decided.

chain(main, board, congress_id, token) -> Chain         NotFound before the candidate was on public notice
listed(main, board, congress_id) -> list[(DraftRef, outcome)]

Public texts only: from a draft what a notice shows, from bodies when and by which paper, from ideas what the
call lets everybody read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from voting.chain.fate import outcome_of
from voting.chain.outcome import PENDING
from voting.collection import calls, drafts, objections, origins, services, signoff
from voting.collection.calls import CallLine
from voting.collection.objections import NoticeLine
from voting.collection.origins import DraftRef, Origins


@dataclass(frozen=True)
class Step:
    """A body that agreed: which, when, by which paper."""

    step: str
    body: str
    held_on: date
    document_no: str


@dataclass(frozen=True)
class Chain:
    """All that the public may follow of one project."""

    draft: DraftRef
    call: CallLine
    facts: list[list[str]]
    parts: tuple[str, ...]
    origins: Origins
    steps: tuple[Step, ...]
    notices: tuple[NoticeLine, ...]
    number: int | None
    digest: str
    outcome: str


def chain(main: Session, board: Session, congress_id: str, token: str) -> Chain:
    draft_id = origins.by_token(main, congress_id, token)
    line = drafts.get(main, congress_id, draft_id)
    parts = [
        part for part in drafts.parts_of(main, congress_id, draft_id) if part.state in origins.PUBLIC_STATES
    ]
    ref = DraftRef(**{name: getattr(line, name) for name in DraftRef.__dataclass_fields__})
    number, digest = _place_on_list(main, congress_id, ref)
    return Chain(
        draft=ref,
        call=calls.get(main, congress_id, line.call_id),
        facts=objections.facts(line.data),
        parts=tuple(part.title for part in parts),
        origins=origins.origins(main, congress_id, [draft_id, *(part.id for part in parts)]),
        steps=tuple(
            Step(met.step, met.body, met.held_on, met.document_no)
            for met in signoff.meetings(main, congress_id, line.call_id)
            if draft_id in met.items
            and met.outcome != "returned"
            and met.items[draft_id][0].outcome != "dropped"
        ),
        notices=tuple(
            notice
            for notice in objections.notices(main, congress_id, line.call_id)
            if draft_id in [entry["id"] for entry in notice.candidates]
        ),
        number=number,
        digest=digest,
        outcome=_outcome(main, board, congress_id, ref),
    )


def _place_on_list(main: Session, congress_id: str, ref: DraftRef) -> tuple[int | None, str]:
    """The candidate's number and the list's digest, once the list is fixed."""
    if ref.session_id is None:
        return None, ""
    fixed = services.fixed(main, congress_id, ref.session_id)
    listed = services.candidates(main, congress_id, ref.session_id)
    number = next((one.number for one in listed if one.id == ref.candidate_id), None)
    return (number, fixed.digest) if fixed else (None, "")


def _outcome(main: Session, board: Session, congress_id: str, ref: DraftRef) -> str:
    """A candidate on the list waits for the ballot until it was announced."""
    said = outcome_of(main, board, congress_id, ref)
    return said or (PENDING if ref.state == "listed" else "")


def listed(main: Session, board: Session, congress_id: str) -> list[tuple[DraftRef, str]]:
    """All projects that have a page here."""
    return [
        (ref, _outcome(main, board, congress_id, ref)) for ref in origins.public_drafts(main, congress_id)
    ]
