"""Tables of special reports and questionings: meetings, papers delivered, questions, what was handed over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id
from voting.triggers import Guard, guarded

HEARING_KINDS = ("report", "questioning")
# Papers around a report, in their order; the first three are the steps of the statutory clock.
PAPER_STEPS = ("draft", "final", "members", "opinions", "answer")
ASSIGNMENT_KINDS = ("opinion", "promise")
ENTRY_KINDS = ("answer", "confirm", "hand_back")


class Hearing(Base):
    """A body hears a special report (听取专项工作报告) or holds a special questioning (专题询问).

    Its states are those of hearing_machines.HEARING. ``round_id`` is the half-year round it belongs to.
    """

    __tablename__ = "hearing"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        CheckConstraint(f"kind IN {HEARING_KINDS}", name="kind"),
        Index("ix_hearing_programme", "congress_id", "programme_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(String(100))
    meeting_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(60), default="")
    round_id: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default="planned")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


@append_only
class HearingPaper(Base):
    """A paper that was delivered for a step; a corrected one is the next ``version`` of that step."""

    __tablename__ = "hearing_paper"
    __table_args__ = (
        UniqueConstraint("congress_id", "hearing_id", "step", "version"),
        ForeignKeyConstraint(["congress_id", "hearing_id"], ["hearing.congress_id", "hearing.id"]),
        CheckConstraint(f"step IN {PAPER_STEPS}", name="step"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    hearing_id: Mapped[str] = mapped_column(String(32))
    step: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    delivered_on: Mapped[date]
    document_no: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    file_sha: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(100), default="")
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


@append_only
class HearingQuestion(Base):
    """A question at a questioning: who asks whom."""

    __tablename__ = "hearing_question"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "hearing_id", "number"),
        ForeignKeyConstraint(["congress_id", "hearing_id"], ["hearing.congress_id", "hearing.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    hearing_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    asker: Mapped[str] = mapped_column(String(40))
    asked_of: Mapped[str] = mapped_column(String(100))
    project_id: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


@append_only
class HearingReply(Base):
    """What was answered on the spot; a corrected record is the next ``version``."""

    __tablename__ = "hearing_reply"
    __table_args__ = (
        UniqueConstraint("congress_id", "question_id", "version"),
        ForeignKeyConstraint(
            ["congress_id", "question_id"], ["hearing_question.congress_id", "hearing_question.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    question_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


@guarded(
    Guard(
        "assignment_text_kept",
        "UPDATE",
        lambda _dialect: "NEW.text <> OLD.text OR NEW.due_on <> OLD.due_on OR NEW.asked_of <> OLD.asked_of",
    ),
)
class Assignment(Base):
    """What the government took with it from a meeting: an item of the review opinions (审议意见), or what it
    promised at a questioning. Its states are those of hearing_machines.ASSIGNMENT."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "hearing_id", "kind", "number"),
        ForeignKeyConstraint(["congress_id", "hearing_id"], ["hearing.congress_id", "hearing.id"]),
        CheckConstraint(f"kind IN {ASSIGNMENT_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    hearing_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    asked_of: Mapped[str] = mapped_column(String(100))
    project_id: Mapped[str | None] = mapped_column(String(32), index=True)
    question_id: Mapped[str | None] = mapped_column(String(32))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="open")
    given_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


@append_only
class AssignmentEntry(Base):
    """What happened to an assignment: a written answer, the confirmation that it is done, or it went back."""

    __tablename__ = "assignment_entry"
    __table_args__ = (
        UniqueConstraint("congress_id", "assignment_id", "number"),
        ForeignKeyConstraint(["congress_id", "assignment_id"], ["assignment.congress_id", "assignment.id"]),
        CheckConstraint(f"kind IN {ENTRY_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    assignment_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    dated: Mapped[date]
    file_sha: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(100), default="")
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
