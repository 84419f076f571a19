"""Special reports heard and special questionings held: planned, prepared by the statutory clock, published.

plan(session, actor, congress_id, programme_id, Planned, now=) -> hearing id
reschedule(session, actor, congress_id, hearing_id, meeting_on, reason, now=)
step(session, actor, congress_id, hearing_id, verb, now=, reason="")      hold, call_off, publish_hearing
deliver(session, actor, congress_id, hearing_id, Delivered, now=) -> version
hearings(session, congress_id, programme_id, actor=None) -> list[HearingLine]     the latest meeting first
get(session, congress_id, hearing_id, actor=None) -> HearingLine         NotFound where the actor may not read
papers(session, congress_id, hearing_id) -> list[PaperLine]
clock(line, papers, today) -> tuple[ClockStep, …]                         Supervision Law (2024) Art. 15
brief (hearing_brief.py) is the committee's sheet of one page.

A special report is heard (听取); a questioning (专题询问) is no interpellation (质询).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.files import FileView
from voting.supervision.hearing_machines import GOVERNMENT, HEARING, INSIDERS
from voting.supervision.hearing_models import HEARING_KINDS, PAPER_STEPS, Assignment, Hearing, HearingPaper
from voting.supervision.machines import OFFICE
from voting.supervision.programmes import programme_row
from voting.supervision.rounds import row_of as round_row
from voting.supervision.texts import day_in_hall, meeting_named, said

# Days before the meeting by which each step is done: Supervision Law (2024) Art. 15.
CLOCK: tuple[tuple[str, int], ...] = (("draft", 20), ("final", 10), ("members", 7))
# Who delivers which paper.
FROM_GOVERNMENT = ("draft", "final", "answer")
# What everybody reads once the meeting is published (Art. 17): never the draft that was sent for comment.
PUBLISHED = ("final", "members", "opinions", "answer")


@dataclass(frozen=True)
class Planned:
    """A meeting as the office plans it."""

    kind: str
    title: str
    body: str
    meeting_on: date
    place: str = ""
    round_id: str | None = None


@dataclass(frozen=True)
class Delivered:
    """A paper that reached whom it was for."""

    step: str
    delivered_on: date
    document_no: str = ""
    note: str = ""
    file: FileView | None = None


@dataclass(frozen=True)
class HearingLine:
    id: str
    congress_id: str
    programme_id: str
    kind: str
    title: str
    body: str
    meeting_on: date
    place: str
    round_id: str | None
    state: str
    published_at: datetime | None


@dataclass(frozen=True)
class PaperLine:
    """A delivered paper; ``version`` counts within its step."""

    id: str
    step: str
    version: int
    delivered_on: date
    document_no: str
    note: str
    file_sha: str
    file_name: str
    recorded_at: datetime
    recorder: str


@dataclass(frozen=True)
class ClockStep:
    """A step of the clock. ``mark``: done, late (delivered after it was due), due, overdue, or off (the
    meeting was called off); ``days`` is how many remain, or how many it was or is late."""

    step: str
    before: int
    due: date
    papers: tuple[PaperLine, ...]
    mark: str
    days: int


# Reading --------------------------------------------------------------------------------------


def may_read(line: HearingLine, actor: Actor) -> bool:
    return line.state == "published" or actor.may(*INSIDERS)


def hearings(
    session: Session, congress_id: str, programme_id: str, actor: Actor | None = None
) -> list[HearingLine]:
    query = (
        select(Hearing)
        .where(Hearing.congress_id == congress_id, Hearing.programme_id == programme_id)
        .order_by(Hearing.meeting_on.desc(), Hearing.id)
    )
    lines = [_line(row) for row in session.scalars(query)]
    return [line for line in lines if actor is None or may_read(line, actor)]


def get(session: Session, congress_id: str, hearing_id: str, actor: Actor | None = None) -> HearingLine:
    line = _line(row_of(session, congress_id, hearing_id))
    if actor is not None and not may_read(line, actor):
        raise NotFound("supervision.hearing_not_found")
    return line


def row_of(session: Session, congress_id: str, hearing_id: str) -> Hearing:
    row = session.scalars(
        select(Hearing).where(Hearing.congress_id == congress_id, Hearing.id == hearing_id)
    ).first()
    if row is None:
        raise NotFound("supervision.hearing_not_found")
    return row


def _line(row: Hearing) -> HearingLine:
    return HearingLine(**{name: getattr(row, name) for name in HearingLine.__dataclass_fields__})


def papers(session: Session, congress_id: str, hearing_id: str) -> list[PaperLine]:
    """In the order of the steps, the oldest version first."""
    query = select(HearingPaper).where(
        HearingPaper.congress_id == congress_id, HearingPaper.hearing_id == hearing_id
    )
    rows = sorted(session.scalars(query), key=lambda row: (PAPER_STEPS.index(row.step), row.version))
    names = names_of(session, {row.recorded_by for row in rows})
    plain = [name for name in PaperLine.__dataclass_fields__ if name != "recorder"]
    return [
        PaperLine(**{name: getattr(row, name) for name in plain}, recorder=names.get(row.recorded_by, ""))
        for row in rows
    ]


def clock(line: HearingLine, delivered: Sequence[PaperLine], today: date) -> tuple[ClockStep, ...]:
    """The schedule backwards from the meeting; a questioning alone has none. The first delivery counts."""
    if line.kind != "report":
        return ()
    steps = []
    for name, before in CLOCK:
        due = line.meeting_on - timedelta(days=before)
        mine = tuple(paper for paper in delivered if paper.step == name)
        first = min((paper.delivered_on for paper in mine), default=None)
        steps.append(ClockStep(name, before, due, mine, *_mark(line, due, first, today)))
    return tuple(steps)


def _mark(line: HearingLine, due: date, first: date | None, today: date) -> tuple[str, int]:
    if first is not None:
        late = (first - due).days
        return ("late", late) if late > 0 else ("done", 0)
    if line.state == "called_off":
        return "off", 0
    left = (due - today).days
    return ("due", left) if left >= 0 else ("overdue", -left)


# Planning -------------------------------------------------------------------------------------


def plan(
    session: Session, actor: Actor, congress_id: str, programme_id: str, given: Planned, *, now: datetime
) -> str:
    """Fix a meeting. It may already have been held (records of the past are entered too)."""
    role = actor.role_for(*OFFICE)
    if given.kind not in HEARING_KINDS:
        raise Invalid("supervision.hearing_kind_unknown", field="kind")
    title, body = said(given.title, "title", 100), meeting_named(given.body, "body")
    place = said(given.place, "place", 60, least=0)
    with writing(session):
        year = programme_row(session, congress_id, programme_id).year
        if given.round_id and round_row(session, congress_id, given.round_id).programme_id != programme_id:
            raise Invalid("supervision.round_not_found", field="round_id")
        _check_day(given.meeting_on, year)
        row = Hearing(
            id=new_id(),
            congress_id=congress_id,
            programme_id=programme_id,
            kind=given.kind,
            title=title,
            body=body,
            meeting_on=given.meeting_on,
            place=place,
            round_id=given.round_id or None,
            state="planned",
            created_at=now,
        )
        session.add(row)
        session.flush()
        told: dict[str, object] = {"kind": row.kind, "title": title, "on": row.meeting_on.isoformat()}
        note(session, actor, role, row, "plan_hearing", told, now)
        return row.id


def _check_day(day: date, year: int) -> None:
    """A year's projects are heard in it or soon after."""
    if not year <= day.year <= year + 1:
        raise Invalid("supervision.bad_meeting_day", field="meeting_on", year=year)


def reschedule(
    session: Session,
    actor: Actor,
    congress_id: str,
    hearing_id: str,
    meeting_on: date,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Move a planned meeting; the clock moves with it, and the log keeps the old day and why."""
    role = actor.role_for(*OFFICE)
    reason = said(reason, "reason", 200)
    with writing(session):
        row = row_of(session, congress_id, hearing_id)
        if row.state != "planned":
            raise Conflict("supervision.hearing_not_planned")
        _check_day(meeting_on, programme_row(session, congress_id, row.programme_id).year)
        told: dict[str, object] = {"from": row.meeting_on.isoformat(), "to": meeting_on.isoformat()}
        row.meeting_on = meeting_on
        session.flush()
        note(session, actor, role, row, "reschedule_hearing", told, now, reason=reason)


def step(
    session: Session,
    actor: Actor,
    congress_id: str,
    hearing_id: str,
    verb: str,
    *,
    now: datetime,
    reason: str = "",
) -> str:
    """Move a hearing as its machine says; calling it off needs a reason. Returns the new state."""
    if verb == "call_off":
        reason = said(reason, "reason", 200)
    with writing(session):
        row = row_of(session, congress_id, hearing_id)
        if verb == "hold" and row.meeting_on > day_in_hall(now):
            raise NotReady("supervision.meeting_later")
        state = HEARING.move(session, row, verb, actor=actor, now=now, reason=reason)
        if state == "published":
            row.published_at = now
        return state


# Papers ---------------------------------------------------------------------------------------


def deliver(
    session: Session, actor: Actor, congress_id: str, hearing_id: str, given: Delivered, *, now: datetime
) -> int:
    """Write down that a paper was delivered; once more for the same step is a new version of it."""
    if given.step not in PAPER_STEPS:
        raise Invalid("supervision.paper_step_unknown", field="step")
    role = actor.role_for(*(OFFICE + GOVERNMENT if given.step in FROM_GOVERNMENT else OFFICE))
    if given.delivered_on > day_in_hall(now):
        raise Invalid("supervision.day_to_come", field="delivered_on")
    if given.file is None and not given.document_no.strip():
        raise Invalid("supervision.paper_missing", field="file")
    with writing(session):
        row = row_of(session, congress_id, hearing_id)
        _check_step(row, given.step)
        mine = (HearingPaper.congress_id == congress_id, HearingPaper.hearing_id == row.id)
        last = session.scalar(
            select(func.max(HearingPaper.version)).where(*mine, HearingPaper.step == given.step)
        )
        paper = HearingPaper(
            congress_id=congress_id,
            hearing_id=row.id,
            step=given.step,
            version=(last or 0) + 1,
            delivered_on=given.delivered_on,
            document_no=said(given.document_no, "document_no", 40, least=0),
            note=said(given.note, "note", 200, least=0),
            file_sha=given.file.digest if given.file else "",
            file_name=given.file.name if given.file else "",
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(paper)
        session.flush()
        told: dict[str, object] = {"step": paper.step, "version": paper.version, "file": paper.file_sha}
        note(session, actor, role, row, "deliver_paper", told, now)
        return paper.version


def _check_step(row: Hearing, step: str) -> None:
    """A questioning has no clock; opinions and the answer to them follow the meeting."""
    if row.state == "called_off":
        raise Conflict("supervision.hearing_not_planned")
    if row.kind == "questioning" and step in dict(CLOCK):
        raise Invalid("supervision.paper_step_unknown", field="step")
    if step not in dict(CLOCK) and row.state == "planned":
        raise NotReady("supervision.meeting_not_held")


def paper(session: Session, congress_id: str, hearing_id: str, paper_id: str) -> PaperLine:
    found = next((line for line in papers(session, congress_id, hearing_id) if line.id == paper_id), None)
    if found is None or not found.file_sha:
        raise NotFound("files.not_found")
    return found


def note(
    session: Session,
    actor: Actor,
    role: str,
    row: Hearing | Assignment,
    verb: str,
    after: dict[str, object],
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """An act on a meeting or on what was taken from it, for the log."""
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind=row.__tablename__,
        object_id=row.id,
        after=after,
        reason=reason,
        now=now,
    )
