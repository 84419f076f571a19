"""Tables of the ratings of a year's projects: what is rated, who rates by name, what came of it.

A secret rating is a poll of its own in the other database; here stands only what was announced of it. Named
marks stand beside the rater's name, because those who rate by login agreed to that. Nothing here leads from
a person to a secret mark.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id
from voting.triggers import Guard, guarded

FORMS = ("secret", "named")
RATERS = ("deputies", "committee", "group", "assembly")


def _of_evaluation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["congress_id", "evaluation_id"], ["evaluation.congress_id", "evaluation.id"])


def _rating(which: str, states: str) -> str:
    """SQL: the rating that ``which`` row belongs to is in one of these states."""
    return (
        f"EXISTS (SELECT 1 FROM evaluation WHERE evaluation.id = {which}.evaluation_id "
        f"AND evaluation.state IN ({states}))"
    )


BEGUN = "'open', 'closed', 'published', 'dropped'"
OVER = "'closed', 'published', 'dropped'"


@guarded(
    Guard(
        "evaluation_rule_kept",
        "UPDATE",
        lambda _dialect: "OLD.state <> 'draft' AND (NEW.rule <> OLD.rule OR NEW.members <> OLD.members)",
    ),
    # Nothing leads back, or what is fixed could be changed and then begun again.
    Guard(
        "evaluation_never_back",
        "UPDATE",
        lambda _dialect: (
            "(OLD.state <> 'draft' AND NEW.state = 'draft') OR "
            f"(OLD.state IN ({OVER}) AND NEW.state = 'open')"
        ),
    ),
    Guard("evaluation_kept", "DELETE", lambda _dialect: "1 = 1"),
)
class Evaluation(Base):
    """A rating (测评) of a programme's projects, perhaps within a round; states: rating_machines.EVALUATION.

    ``rule`` is the scale and the grade rule as canonical JSON (rating_rule.Rule), fixed with the first mark.
    ``members`` is the number of all who belong to the body, the base 全体. ``again_of`` names the rating
    whose rectified items this one rates anew. ``people`` are the person ids named by hand, empty for
    everybody with the body's role.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        Unique("congress_id", "id"),
        Unique("programme_id", "number"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        ForeignKeyConstraint(["congress_id", "round_id"], ["round.congress_id", "round.id"]),
        CheckConstraint(f"form IN {FORMS}", name="form"),
        CheckConstraint(f"raters IN {RATERS}", name="raters"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(8))
    raters: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    rule: Mapped[str] = mapped_column(Text)
    members: Mapped[int]
    people: Mapped[list[str]] = mapped_column(JSON, default=list)
    weights: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    again_of: Mapped[str | None] = mapped_column(String(32))
    closes_on: Mapped[date | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


@guarded(
    Guard("evaluation_item_not_added", "INSERT", lambda _dialect: _rating("NEW", BEGUN)),
    Guard(
        "evaluation_item_kept",
        "UPDATE",
        lambda _dialect: f"{_rating('OLD', BEGUN)} OR {_rating('NEW', BEGUN)}",
    ),
    Guard("evaluation_item_stays", "DELETE", lambda _dialect: _rating("OLD", BEGUN)),
)
class EvaluationItem(Base):
    """One rated item: a project, or a part of it with the unit that answers for it."""

    __tablename__ = "evaluation_item"
    __table_args__ = (
        Unique("congress_id", "evaluation_id", "number"),
        _of_evaluation(),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        Index("ix_evaluation_item_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    evaluation_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    project_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(60), default="")


@guarded(
    Guard(
        "rater_in_open_rating", "UPDATE", lambda _dialect: f"{_rating('OLD', OVER)} OR {_rating('NEW', OVER)}"
    ),
    Guard("rater_not_added", "INSERT", lambda _dialect: _rating("NEW", OVER)),
    Guard("rater_stays", "DELETE", lambda _dialect: "1 = 1"),
)
class Rater(Base):
    """Who rates by name: the list as it was frozen at opening, with the marks being written.

    ``items`` are the numbers that this person rates (his own unit's items are not among them), ``marks``
    maps number → mark, ``revision`` counts the writes, ``sheet`` is the number of his RatingSheet that
    stands, 0 while none does.
    """

    __tablename__ = "rater"
    __table_args__ = (
        Unique("congress_id", "evaluation_id", "person_id"),
        _of_evaluation(),
        Index("ix_rater_person", "congress_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    evaluation_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(100))
    items: Mapped[list[int]] = mapped_column(JSON)
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    sheet: Mapped[int] = mapped_column(default=0)


@append_only
@guarded(Guard("rating_sheet_in_open_rating", "INSERT", lambda _dialect: _rating("NEW", "'draft', " + OVER)))
class RatingSheet(Base):
    """A sheet (测评票) as it was submitted by name; a withdrawn one stays, the rater's next has the next
    number."""

    __tablename__ = "rating_sheet"
    __table_args__ = (Unique("congress_id", "evaluation_id", "person_id", "number"), _of_evaluation())

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    evaluation_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_at: Mapped[datetime]


@append_only
class EvaluationResult(Base):
    """What a rating came to, as canonical JSON with its SHA-256: counted from the sheets, or taken from the
    announced poll ``poll_uuid`` whose archive has ``fingerprint``. Never typed in."""

    __tablename__ = "evaluation_result"
    __table_args__ = (Unique("congress_id", "evaluation_id"), _of_evaluation())

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    evaluation_id: Mapped[str] = mapped_column(String(32))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    poll_uuid: Mapped[str] = mapped_column(String(22), default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    made_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Rectification(Base):
    """What follows from 不满意: the project is to be put right by ``due_on`` and rated again by
    ``again_id``; its states are those of rating_machines.RECTIFICATION."""

    __tablename__ = "rectification"
    __table_args__ = (
        Unique("congress_id", "id"),
        Unique("congress_id", "evaluation_id", "item_number"),
        _of_evaluation(),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        Index("ix_rectification_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    evaluation_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    item_number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="ordered")
    cause: Mapped[str] = mapped_column(String(10))  # grade, majority
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    again_id: Mapped[str | None] = mapped_column(String(32))
