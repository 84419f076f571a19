"""Tables of the desk: assessments, notes, merging, screening, decisions, handovers, likeness, library."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.collection.call_models import DESKS
from voting.db import Base, append_only, new_id

OPINIONS = ("feasible", "conditional", "infeasible", "under_way", "not_ours")
ANSWERS = ("yes", "no", "unsure")
OUTCOMES = ("adopt", "keep", "refer", "postpone")
VERDICTS = ("open", "same", "different")
# The six locked handovers in their order.
HANDOVER_KINDS = ("suggestion_letter", "assessment_task", "adoption_table", "bill", "review", "assignment")


class Assessment(Base):
    """A unit is asked what it thinks of an idea (论证). ``note`` is read by the asking desk and the unit."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("congress_id", "idea_id", "unit_id"),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(["congress_id", "unit_id"], ["unit.congress_id", "unit.id"]),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
        CheckConstraint(f"opinion = '' OR opinion IN {OPINIONS}", name="opinion"),
        Index("ix_assessment_unit", "congress_id", "unit_id", "answered_at", "due"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    due: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    opinion: Mapped[str] = mapped_column(String(12), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    estimate: Mapped[str] = mapped_column(String(16), default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class Note(Base):
    """A private note of one desk; the other desk never reads it."""

    __tablename__ = "idea_note"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
        Index("ix_idea_note_idea", "congress_id", "idea_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]


class Merging(Base):
    """``idea_id`` is handled within ``head_id``, an idea of kind ``merged``; live while not undone.

    The original keeps its text, station and author; ``state_before`` is what undoing gives back.
    """

    __tablename__ = "merging"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(["congress_id", "head_id"], ["idea.congress_id", "idea.id"]),
        Index(
            "uq_merging_live", "congress_id", "idea_id",
            unique=True, sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_merging_head", "congress_id", "head_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    head_id: Mapped[str] = mapped_column(String(32))
    state_before: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    merged_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    merged_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]


class Screening(Base):
    """The answer to one line of the call's lists for one idea (审查清单)."""

    __tablename__ = "screening"
    __table_args__ = (
        UniqueConstraint("congress_id", "idea_id", "item_id"),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(["congress_id", "item_id"], ["scope_item.congress_id", "scope_item.id"]),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    item_id: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(String(8))
    remark: Mapped[str] = mapped_column(String(200), default="")
    answered_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class Publication(Base):
    """A batch of decisions made known together (意见采纳情况, 第N批)."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "call_id", "desk", "number"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    published_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class Decision(Base):
    """What becomes of an idea: prepared by the desk, in force and known to the author once published.

    ``outcome`` is a key of machines.OUTCOME_VERBS; all but ``adopt`` need ``reason_code`` and ``sentence``.
    ``referred_to`` names where a 转办 went. An idea has at most one that is not published yet.
    """

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(
            ["congress_id", "publication_id"], ["publication.congress_id", "publication.id"]
        ),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("outcome = 'adopt' OR (reason_code <> '' AND sentence <> '')", name="reason"),
        Index(
            "uq_decision_pending", "congress_id", "idea_id", unique=True,
            sqlite_where=text("publication_id IS NULL"), postgresql_where=text("publication_id IS NULL"),
        ),
        Index("ix_decision_publication", "congress_id", "publication_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(10))
    reason_code: Mapped[str] = mapped_column(String(20), default="")
    sentence: Mapped[str] = mapped_column(String(300), default="")
    referred_to: Mapped[str] = mapped_column(String(60), default="")
    prepared_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    publication_id: Mapped[str | None] = mapped_column(String(32))


@append_only
class Handover(Base):
    """One of the six papers that pass between the owners, locked: 文号, 版本, content and its SHA-256.

    ``content`` is canonical JSON of what was handed over, so that later changes cannot reach it.
    """

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "call_id", "kind", "document_no", "version"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        CheckConstraint(f"kind IN {HANDOVER_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(20))
    document_no: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    reply_due: Mapped[date | None]
    sent_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]


@append_only
class HandoverReceipt(Base):
    """签收: who took the paper for the receiving side, and when."""

    __tablename__ = "handover_receipt"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "handover_id"], ["handover.congress_id", "handover.id"]),
    )

    handover_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    signed_for: Mapped[str] = mapped_column(String(60))
    received_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime]


class LibraryEntry(Base):
    """储备库: what was good but not this year. The next call starts from it (``taken_by_call``)."""

    __tablename__ = "library_entry"
    __table_args__ = (
        UniqueConstraint("congress_id", "idea_id"),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(["congress_id", "taken_by_call"], ["call.congress_id", "call.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime]
    taken_by_call: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime | None]


class SynonymGroup(Base):
    """Words that mean the same to similar.py in this congress, beside the built-in table."""

    __tablename__ = "synonym_group"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"), index=True)
    words: Mapped[list[str]] = mapped_column(JSON)


class SimilarPair(Base):
    """Two ideas that look alike: ``score`` 0–100, ``reasons`` as data, and what a person said of it.

    ``first_id`` is the smaller of both ids.
    """

    __tablename__ = "similar_pair"
    __table_args__ = (
        UniqueConstraint("congress_id", "first_id", "second_id"),
        ForeignKeyConstraint(["congress_id", "first_id"], ["idea.congress_id", "idea.id"]),
        ForeignKeyConstraint(["congress_id", "second_id"], ["idea.congress_id", "idea.id"]),
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        Index("ix_similar_pair_second", "congress_id", "second_id"),
        Index("ix_similar_pair_call", "congress_id", "call_id", "verdict", "score"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    first_id: Mapped[str] = mapped_column(String(32))
    second_id: Mapped[str] = mapped_column(String(32))
    score: Mapped[int]
    reasons: Mapped[dict[str, object]] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(String(10), default="open")
    judged_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    judged_at: Mapped[datetime | None]
