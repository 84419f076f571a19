"""Special questionings (专题询问): who asked whom what, and what was answered on the spot.

ask(session, actor, congress_id, hearing_id, Asked, now=) -> question id
reply(session, actor, congress_id, question_id, speaker, text, now=) -> version
questions(session, congress_id, hearing_id) -> list[QuestionLine]         by number, with their replies
question(session, congress_id, question_id) -> HearingQuestion

The record is kept: what was put down wrongly is followed by a corrected reply. What was promised is an
assignment with a date (assignments.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.supervision.hearing_models import Hearing, HearingQuestion, HearingReply
from voting.supervision.hearings import note, row_of
from voting.supervision.machines import OFFICE
from voting.supervision.programmes import row_of as project_row
from voting.supervision.texts import said

MOST_QUESTION, MOST_REPLY = 500, 2000


@dataclass(frozen=True)
class Asked:
    """A question: the deputy's or member's name, the unit or person asked, the project it is about."""

    asker: str
    asked_of: str
    text: str
    project_id: str | None = None


@dataclass(frozen=True)
class ReplyLine:
    version: int
    speaker: str
    text: str
    recorded_at: datetime


@dataclass(frozen=True)
class QuestionLine:
    """A question; the last of ``replies`` holds, those before it were corrected."""

    id: str
    number: int
    asker: str
    asked_of: str
    project_id: str | None
    text: str
    replies: tuple[ReplyLine, ...]

    @property
    def reply(self) -> ReplyLine | None:
        return self.replies[-1] if self.replies else None


def questions(session: Session, congress_id: str, hearing_id: str) -> list[QuestionLine]:
    rows = session.scalars(
        select(HearingQuestion)
        .where(HearingQuestion.congress_id == congress_id, HearingQuestion.hearing_id == hearing_id)
        .order_by(HearingQuestion.number)
    ).all()
    replied = (
        select(HearingReply)
        .where(
            HearingReply.congress_id == congress_id, HearingReply.question_id.in_([row.id for row in rows])
        )
        .order_by(HearingReply.version)
    )
    found: dict[str, list[ReplyLine]] = {row.id: [] for row in rows}
    for reply in session.scalars(replied):
        line = ReplyLine(reply.version, reply.speaker, reply.text, reply.recorded_at)
        found[reply.question_id].append(line)
    return [
        QuestionLine(
            row.id, row.number, row.asker, row.asked_of, row.project_id, row.text, tuple(found[row.id])
        )
        for row in rows
    ]


def question(session: Session, congress_id: str, question_id: str) -> HearingQuestion:
    row = session.scalars(
        select(HearingQuestion).where(
            HearingQuestion.congress_id == congress_id, HearingQuestion.id == question_id
        )
    ).first()
    if row is None:
        raise NotFound("supervision.question_not_found")
    return row


def ask(
    session: Session, actor: Actor, congress_id: str, hearing_id: str, given: Asked, *, now: datetime
) -> str:
    """Put a question on the list; those prepared stand there before the meeting."""
    role = actor.role_for(*OFFICE)
    asker, asked_of = said(given.asker, "asker", 40), said(given.asked_of, "asked_of", 100)
    text = said(given.text, "text", MOST_QUESTION, least=5)
    with writing(session):
        row = row_of(session, congress_id, hearing_id)
        if row.kind != "questioning":
            raise Invalid("supervision.no_questioning", field="text")
        if row.state in ("published", "called_off"):
            raise Conflict("supervision.hearing_closed")
        check_project(session, row, given.project_id)
        mine = (HearingQuestion.congress_id == congress_id, HearingQuestion.hearing_id == row.id)
        last = session.scalar(select(func.max(HearingQuestion.number)).where(*mine))
        made = HearingQuestion(
            id=new_id(),
            congress_id=congress_id,
            hearing_id=row.id,
            number=(last or 0) + 1,
            asker=asker,
            asked_of=asked_of,
            project_id=given.project_id or None,
            text=text,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(made)
        session.flush()
        told: dict[str, object] = {"number": made.number}
        note(session, actor, role, row, "record_question", told, now)
        return made.id


def check_project(session: Session, row: Hearing, project_id: str | None) -> None:
    """Only a project of the year that the meeting is about."""
    if project_id and project_row(session, row.congress_id, project_id).programme_id != row.programme_id:
        raise NotFound("supervision.project_not_found")


def reply(
    session: Session,
    actor: Actor,
    congress_id: str,
    question_id: str,
    speaker: str,
    text: str,
    *,
    now: datetime,
) -> int:
    """What was answered on the spot; once more corrects the record and leaves the first visible."""
    role = actor.role_for(*OFFICE)
    speaker, text = said(speaker, "speaker", 60), said(text, "text", MOST_REPLY)
    with writing(session):
        asked = question(session, congress_id, question_id)
        row = row_of(session, congress_id, asked.hearing_id)
        if row.state == "planned":
            raise NotReady("supervision.meeting_not_held")
        if row.state != "held":
            raise Conflict("supervision.hearing_closed")
        mine = (HearingReply.congress_id == congress_id, HearingReply.question_id == asked.id)
        last = session.scalar(select(func.max(HearingReply.version)).where(*mine))
        made = HearingReply(
            congress_id=congress_id,
            question_id=asked.id,
            version=(last or 0) + 1,
            speaker=speaker,
            text=text,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(made)
        session.flush()
        told: dict[str, object] = {"number": asked.number, "version": made.version}
        note(session, actor, role, row, "record_reply", told, now)
        return made.version
