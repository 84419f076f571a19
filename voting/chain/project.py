"""A project's permanent page: what it is, which way it came, whose ideas stand behind it, what was decided,
and from there on what was promised, done, found, changed and rated.

chain(main, board, congress_id, token) -> Chain    NotFound before the candidate was on public notice, and for
                                                   a project entered by hand before its year was published
listed(main, board, congress_id) -> list[(DraftRef, outcome)]
undrafted(main, congress_id, listed) -> list[ProjectLine]       chosen projects of public years, without draft

Public texts only: from a draft what a notice shows, from bodies when and by which paper, from ideas what the
call lets everybody read, from the year what its board shows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from voting.chain.fate import outcome_of
from voting.chain.outcome import CHOSEN, PENDING
from voting.collection import calls, drafts, noticed, objections, origins, services, signoff
from voting.collection.calls import CallLine
from voting.collection.noticed import PublicText
from voting.collection.objections import NoticeLine
from voting.collection.origins import DraftRef, Origins
from voting.errors import NotFound
from voting.supervision import programmes, story
from voting.supervision.programmes import ProjectLine
from voting.supervision.story import Story

NOTHING = Origins((), ())


@dataclass(frozen=True)
class Step:
    """A body that agreed: which, when, by which paper."""

    step: str
    body: str
    held_on: date
    document_no: str


@dataclass(frozen=True)
class Chain:
    """All that the public may follow of one project; ``text`` is what was on notice or signed
    off. What a project has no part of (no draft, no year yet)
    is empty."""

    token: str
    title: str
    outcome: str
    draft: DraftRef | None = None
    call: CallLine | None = None
    text: PublicText | None = None
    origins: Origins = NOTHING
    steps: tuple[Step, ...] = ()
    notices: tuple[NoticeLine, ...] = ()
    number: int | None = None
    digest: str = ""
    story: Story | None = None


def chain(main: Session, board: Session, congress_id: str, token: str) -> Chain:
    told = _story(main, congress_id, token)
    try:
        draft_id = origins.by_token(main, congress_id, token)
    except NotFound:
        if told is None:
            raise
        return Chain(told.project.token, told.project.name, CHOSEN, story=told)
    line, text = drafts.get(main, congress_id, draft_id), noticed.public_text(main, congress_id, draft_id)
    parts = [
        part for part in drafts.parts_of(main, congress_id, draft_id) if part.state in origins.PUBLIC_STATES
    ]
    ref = DraftRef(**{name: getattr(line, name) for name in DraftRef.__dataclass_fields__})
    number, digest = _place_on_list(main, congress_id, ref)
    return Chain(
        token=ref.token,
        title=text.title,
        draft=ref,
        call=calls.get(main, congress_id, line.call_id),
        text=text,
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
        story=told,
    )


def _story(main: Session, congress_id: str, token: str) -> Story | None:
    """The year of the chosen project, where everybody may read it."""
    try:
        return story.of_project(main, congress_id, token)
    except NotFound:
        return None


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


def undrafted(main: Session, congress_id: str, listed: Collection[DraftRef]) -> list[ProjectLine]:
    """The latest year first; those that come from a draft stand with it."""
    known = {ref.token for ref in listed}
    return [
        project
        for year in programmes.programmes(main, congress_id)
        if story.is_public(year)
        for project in programmes.projects(main, congress_id, year.id)
        if project.token not in known
    ]
