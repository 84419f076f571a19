"""Tables of what groups found: findings, what happened to each, letters (督办函、交办函), evidence."""

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

LETTER_KINDS = ("supervision", "assignment")
STEPS = ("raised", "issued", "answered", "returned", "closed", "escalated", "dropped")
FINDING_STATES = ("open", "issued", "answered", "closed", "dropped")


@guarded(
    Guard("finding_settled_kept", "UPDATE", lambda _dialect: "OLD.state IN ('closed', 'dropped')"),
    Guard("finding_problem_kept", "UPDATE", lambda _dialect: "NEW.problem <> OLD.problem"),
    Guard("finding_kept", "DELETE", lambda _dialect: "1 = 1"),
)
class Finding(Base):
    """One problem (问题), who answers for it (责任) and what is asked (整改); states of machines FINDING.

    ``number`` counts within a year's projects. ``due`` is when the unit answers, as the last letter or
    re-check set it; ``came_back`` how often a re-check sent it back; ``listed``: 挂牌督办 by a decision.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "programme_id", "number"),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        ForeignKeyConstraint(["congress_id", "visit_id"], ["visit.congress_id", "visit.id"]),
        ForeignKeyConstraint(["congress_id", "unit_id"], ["unit.congress_id", "unit.id"]),
        CheckConstraint(f"state IN {FINDING_STATES}", name="state"),
        Index("ix_finding_project", "congress_id", "project_id"),
        Index("ix_finding_unit", "congress_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    visit_id: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    problem: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(40), default="")
    demand: Mapped[str] = mapped_column(String(300))
    letter_id: Mapped[str | None] = mapped_column(String(32))
    due: Mapped[date | None]
    came_back: Mapped[int] = mapped_column(default=0)
    listed: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


@append_only
@guarded(
    Guard(
        "finding_step_before_settled",
        "INSERT",
        lambda _dialect: (
            "EXISTS (SELECT 1 FROM finding WHERE finding.id = NEW.finding_id "
            "AND finding.state IN ('closed', 'dropped'))"
        ),
    ),
)
class FindingStep(Base):
    """What was done about a finding: raised, put in a letter, answered, sent back, closed, escalated.

    ``deputy_id`` is who re-checked; ``visit_id`` the confirmed visit on which it was seen, where the office
    entered the re-check. ``round_id`` is the round that was open then.
    """

    __tablename__ = "finding_step"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "finding_id", "seq"),
        ForeignKeyConstraint(["congress_id", "finding_id"], ["finding.congress_id", "finding.id"]),
        CheckConstraint(f"kind IN {STEPS}", name="kind"),
        Index("ix_finding_step_round", "congress_id", "round_id"),
        Index("ix_finding_step_deputy", "congress_id", "deputy_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    finding_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None]
    letter_id: Mapped[str | None] = mapped_column(String(32))
    visit_id: Mapped[str | None] = mapped_column(String(32))
    deputy_id: Mapped[str | None] = mapped_column(String(32))
    round_id: Mapped[str | None] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


@append_only
class StepFile(Base):
    """Evidence that came with a step: a document among the kept files (files.py)."""

    __tablename__ = "step_file"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "step_id"], ["finding_step.congress_id", "finding_step.id"]),
    )

    congress_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    step_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


@append_only
class Letter(Base):
    """A 督办函 or 交办函 to one unit: ``content`` as it went out, canonical JSON, with its SHA-256."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "document_no"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        ForeignKeyConstraint(["congress_id", "unit_id"], ["unit.congress_id", "unit.id"]),
        CheckConstraint(f"kind IN {LETTER_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(12))
    document_no: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    due: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    sent_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
