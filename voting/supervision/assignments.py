"""What the government took with it from a meeting: items of review opinions (审议意见) and promises.

give_opinions(session, actor, congress_id, hearing_id, items, due_on, now=) -> how many
promise(session, actor, congress_id, question_id, text, asked_of, due_on, now=) -> assignment id
answer(session, actor, congress_id, assignment_id, text, dated, file=None, now=)
judge(session, actor, congress_id, assignment_id, done, text, now=)       confirm it is done, or hand it back
of_hearing(session, congress_id, hearing_id) -> list[AssignmentLine]
of_hearings(session, congress_id, hearing_ids) -> dict[hearing id, list[AssignmentLine]]
of_project(session, congress_id, project_id) -> list[AssignmentLine]
last_opinions(session, congress_id, before) -> LastOpinions | None        were the last ones done?

The government answers in writing; whether that settles it is for the body to say, and the office records it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.files import FileView
from voting.supervision.hearing_machines import ASSIGNMENT, GOVERNMENT
from voting.supervision.hearing_models import Assignment, AssignmentEntry, Hearing
from voting.supervision.hearings import HearingLine, get, note, row_of
from voting.supervision.machines import OFFICE
from voting.supervision.questioning import check_project, question
from voting.supervision.texts import day_in_hall, said

MOST_ITEM, MOST_ANSWER, MOST_ITEMS = 500, 2000, 40


@dataclass(frozen=True)
class Item:
    """An item of the opinions: what is asked, of whom, about which project where it is about one."""

    text: str
    asked_of: str
    project_id: str | None = None


@dataclass(frozen=True)
class EntryLine:
    """``kind``: answer, confirm, hand_back; ``dated`` is the answer's own date."""

    id: str
    number: int
    kind: str
    text: str
    dated: date
    file_sha: str
    file_name: str
    writer: str


@dataclass(frozen=True)
class AssignmentLine:
    """An assignment with what happened to it, oldest first."""

    id: str
    hearing_id: str
    kind: str
    number: int
    text: str
    asked_of: str
    project_id: str | None
    question_id: str | None
    due_on: date
    state: str
    entries: tuple[EntryLine, ...]

    def overdue(self, today: date) -> bool:
        """No answer yet, and its day is past."""
        return self.state == "open" and self.due_on < today

    @property
    def answered_on(self) -> date | None:
        answers = [entry.dated for entry in self.entries if entry.kind == "answer"]
        return answers[-1] if answers else None

    @property
    def answered_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.due_on


@dataclass(frozen=True)
class LastOpinions:
    """The opinions of the last meeting before a day, and how many of them are done."""

    hearing: HearingLine
    items: tuple[AssignmentLine, ...]

    @property
    def done(self) -> int:
        return sum(item.state == "done" for item in self.items)

    @property
    def open(self) -> tuple[AssignmentLine, ...]:
        return tuple(item for item in self.items if item.state != "done")


# Reading --------------------------------------------------------------------------------------


def of_hearing(session: Session, congress_id: str, hearing_id: str) -> list[AssignmentLine]:
    return of_hearings(session, congress_id, [hearing_id])[hearing_id]


def of_hearings(
    session: Session, congress_id: str, hearing_ids: Collection[str]
) -> dict[str, list[AssignmentLine]]:
    found: dict[str, list[AssignmentLine]] = {hearing_id: [] for hearing_id in hearing_ids}
    for line in _lines(session, congress_id, Assignment.hearing_id.in_(hearing_ids)):
        found[line.hearing_id].append(line)
    return found


def of_project(session: Session, congress_id: str, project_id: str) -> list[AssignmentLine]:
    return _lines(session, congress_id, Assignment.project_id == project_id)


def one(session: Session, congress_id: str, assignment_id: str) -> AssignmentLine:
    found = _lines(session, congress_id, Assignment.id == assignment_id)
    if not found:
        raise NotFound("supervision.assignment_not_found")
    return found[0]


def _lines(session: Session, congress_id: str, *where: object) -> list[AssignmentLine]:
    query = (
        select(Assignment)
        .where(Assignment.congress_id == congress_id, *where)  # type: ignore[arg-type]
        .order_by(Assignment.hearing_id, Assignment.kind, Assignment.number)
    )
    rows = session.scalars(query).all()
    written = (
        select(AssignmentEntry)
        .where(
            AssignmentEntry.congress_id == congress_id,
            AssignmentEntry.assignment_id.in_([row.id for row in rows]),
        )
        .order_by(AssignmentEntry.number)
    )
    entries = session.scalars(written).all()
    names = names_of(session, {entry.written_by for entry in entries})
    found: dict[str, list[EntryLine]] = {row.id: [] for row in rows}
    for each in entries:
        found[each.assignment_id].append(
            EntryLine(
                each.id, each.number, each.kind, each.text, each.dated, each.file_sha, each.file_name,
                names.get(each.written_by, ""),
            )
        )  # fmt: skip
    plain = [name for name in AssignmentLine.__dataclass_fields__ if name != "entries"]
    return [
        AssignmentLine(**{name: getattr(row, name) for name in plain}, entries=tuple(found[row.id]))
        for row in rows
    ]


def last_opinions(session: Session, congress_id: str, before: date) -> LastOpinions | None:
    """Of the latest meeting before ``before`` that gave opinions, in whatever year."""
    query = (
        select(Hearing.id)
        .join(Assignment, (Assignment.hearing_id == Hearing.id) & (Assignment.congress_id == congress_id))
        .where(
            Hearing.congress_id == congress_id,
            Hearing.meeting_on < before,
            Assignment.kind == "opinion",
        )
        .order_by(Hearing.meeting_on.desc(), Hearing.id)
        .limit(1)
    )
    found = session.scalars(query).first()
    if found is None:
        return None
    lines = of_hearing(session, congress_id, found)
    items = tuple(line for line in lines if line.kind == "opinion")
    return LastOpinions(get(session, congress_id, found), items)


# Giving ---------------------------------------------------------------------------------------


def give_opinions(
    session: Session,
    actor: Actor,
    congress_id: str,
    hearing_id: str,
    items: Sequence[Item],
    due_on: date,
    *,
    now: datetime,
) -> int:
    """Hand the body's opinions to the government as numbered items, each answered by ``due_on``."""
    role = actor.role_for(*OFFICE)
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid("supervision.opinions_missing", field="items", most=MOST_ITEMS)
    with writing(session):
        row = row_of(session, congress_id, hearing_id)
        for item in items:
            _give(session, actor, row, "opinion", item, due_on, None, now)
        told: dict[str, object] = {"items": len(items), "due": due_on.isoformat()}
        note(session, actor, role, row, "give_opinions", told, now)
    return len(items)


def promise(
    session: Session,
    actor: Actor,
    congress_id: str,
    question_id: str,
    text: str,
    asked_of: str,
    due_on: date,
    *,
    now: datetime,
) -> str:
    """What was promised when the question was answered."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        asked = question(session, congress_id, question_id)
        row = row_of(session, congress_id, asked.hearing_id)
        item = Item(text, asked_of or asked.asked_of, asked.project_id)
        made = _give(session, actor, row, "promise", item, due_on, asked.id, now)
        told: dict[str, object] = {"question": asked.number, "due": due_on.isoformat()}
        note(session, actor, role, made, "record_promise", told, now)
        return made.id


def _give(
    session: Session,
    actor: Actor,
    row: Hearing,
    kind: str,
    item: Item,
    due_on: date,
    question_id: str | None,
    now: datetime,
) -> Assignment:
    if row.state == "planned":
        raise NotReady("supervision.meeting_not_held")
    if row.state == "called_off":
        raise Conflict("supervision.hearing_closed")
    if due_on <= row.meeting_on:
        raise Invalid("supervision.due_before_meeting", field="due_on")
    check_project(session, row, item.project_id)
    mine = (Assignment.congress_id == row.congress_id, Assignment.hearing_id == row.id)
    last = session.scalar(select(func.max(Assignment.number)).where(*mine, Assignment.kind == kind))
    made = Assignment(
        id=new_id(),
        congress_id=row.congress_id,
        hearing_id=row.id,
        kind=kind,
        number=(last or 0) + 1,
        text=said(item.text, "text", MOST_ITEM, least=4),
        asked_of=said(item.asked_of, "asked_of", 100),
        project_id=item.project_id or None,
        question_id=question_id,
        due_on=due_on,
        state="open",
        given_by=actor.person_id,
        given_at=now,
    )
    session.add(made)
    session.flush()
    return made


# Answering ------------------------------------------------------------------------------------


def answer(
    session: Session,
    actor: Actor,
    congress_id: str,
    assignment_id: str,
    text: str,
    dated: date,
    file: FileView | None = None,
    *,
    now: datetime,
) -> None:
    """The government's written answer, with its own date."""
    actor.role_for(*GOVERNMENT, *OFFICE)
    if dated > day_in_hall(now):
        raise Invalid("supervision.day_to_come", field="dated")
    text = said(text, "text", MOST_ANSWER)
    with writing(session):
        row = _row(session, congress_id, assignment_id)
        ASSIGNMENT.move(session, row, "answer_assignment", actor=actor, now=now)
        _enter(session, actor, row, "answer", text, dated, file, now)


def judge(
    session: Session,
    actor: Actor,
    congress_id: str,
    assignment_id: str,
    done: bool,
    text: str,
    *,
    now: datetime,
) -> None:
    """Whether the answer settles it; handing it back says why."""
    text = said(text, "text", MOST_ANSWER, least=0 if done else 2)
    with writing(session):
        row = _row(session, congress_id, assignment_id)
        verb = "confirm_done" if done else "hand_back"
        ASSIGNMENT.move(session, row, verb, actor=actor, now=now, reason=text[:200])
        _enter(session, actor, row, "confirm" if done else "hand_back", text, day_in_hall(now), None, now)


def _row(session: Session, congress_id: str, assignment_id: str) -> Assignment:
    row = session.scalars(
        select(Assignment).where(Assignment.congress_id == congress_id, Assignment.id == assignment_id)
    ).first()
    if row is None:
        raise NotFound("supervision.assignment_not_found")
    return row


def _enter(
    session: Session,
    actor: Actor,
    row: Assignment,
    kind: str,
    text: str,
    dated: date,
    file: FileView | None,
    now: datetime,
) -> None:
    mine = (AssignmentEntry.congress_id == row.congress_id, AssignmentEntry.assignment_id == row.id)
    last = session.scalar(select(func.max(AssignmentEntry.number)).where(*mine))
    session.add(
        AssignmentEntry(
            congress_id=row.congress_id,
            assignment_id=row.id,
            number=(last or 0) + 1,
            kind=kind,
            text=text,
            dated=dated,
            file_sha=file.digest if file else "",
            file_name=file.name if file else "",
            written_by=actor.person_id,
            written_at=now,
        )
    )
    session.flush()
