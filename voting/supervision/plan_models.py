"""Tables of what was promised: a year's projects, their frozen text, their plans, their units, decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
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

# The parts that a unit may have in a project.
PARTS = ("lead", "responsible", "support", "owner")


@guarded(
    Guard(
        "programme_stays_published",
        "UPDATE",
        lambda _dialect: "(OLD.state <> 'planning' AND NEW.state = 'planning') OR OLD.state = 'concluded'",
    )
)
class Programme(Base):
    """The livelihood projects of one congress and year; its states are those of machines.PROGRAMME.

    ``ballots`` names the announced ballots that chose them, [{uuid, fingerprint, title}] (empty where the
    year was entered by hand). ``settings`` by the keys of programmes.USUAL.
    """

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(12), default="planning")
    session_id: Mapped[str | None] = mapped_column(String(32))
    ballots: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


@guarded(
    Guard(
        "chosen_project_promise_kept",
        "UPDATE",
        lambda _dialect: "NEW.promise <> OLD.promise OR NEW.promise_digest <> OLD.promise_digest",
    ),
)
class ChosenProject(Base):
    """A project that was chosen (票决确定的项目); its states are those of machines.PROJECT.

    ``promise`` is its text as it stood on the ballot, canonical JSON, with its SHA-256; nothing changes it.
    ``votes`` {yes, no, abstain} as far as the result told them (no word for what it did not), else None.
    What is to be done stands in the PlanVersion numbered ``plan_version`` (0: none yet). ``token`` stands in
    its permanent public address, the same as that of the candidate draft ``draft_id`` where it came from one.
    """

    __tablename__ = "chosen_project"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("programme_id", "number"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    token: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="chosen")
    draft_id: Mapped[str | None] = mapped_column(String(32), index=True)
    promise: Mapped[str] = mapped_column(Text)
    promise_digest: Mapped[str] = mapped_column(String(64))
    plan_version: Mapped[int] = mapped_column(default=0)
    votes: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))


# SQL: the year of the new plan version's project is published.
PUBLISHED = (
    "EXISTS (SELECT 1 FROM chosen_project JOIN programme ON programme.id = chosen_project.programme_id "
    "WHERE chosen_project.id = NEW.project_id AND programme.state <> 'planning')"
)


@guarded(
    Guard(
        "plan_version_by_decision",
        "INSERT",
        lambda _dialect: f"NEW.decision_id IS NULL AND {PUBLISHED}",
    )
)
@append_only
class PlanVersion(Base):
    """One wording of a project's plan (任务分解, 三定): ``data`` by the keys of plan_sheet, ``digest`` over
    its canonical JSON. After publication a version exists only by a decision (``decision_id``)."""

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("congress_id", "project_id", "version"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200), default="")
    decision_id: Mapped[str | None] = mapped_column(String(32))
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


class ProjectUnit(Base):
    """A unit's part in a project; who works for it reports and answers."""

    __tablename__ = "project_unit"
    __table_args__ = (
        UniqueConstraint("congress_id", "project_id", "unit_id", "part"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        CheckConstraint(f"part IN {PARTS}", name="part"),
        Index("ix_project_unit_unit", "congress_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    part: Mapped[str] = mapped_column(String(12))


@append_only
class BodyDecision(Base):
    """What a body (主任会议, 常委会, 主席团, 乡镇人大…) decided about ``subject_kind``/``subject_id``.

    The bodies have no login: the office enters what they decided. Votes are empty where none was taken.
    """

    __tablename__ = "body_decision"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        Index("ix_body_decision_subject", "congress_id", "subject_kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(String(100))
    held_on: Mapped[date]
    document_no: Mapped[str] = mapped_column(String(40), default="")
    present: Mapped[int | None]
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10))  # agreed, changed, refused
    opinion: Mapped[str] = mapped_column(Text, default="")
    file_sha: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(100), default="")
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
