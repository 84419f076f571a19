"""Tables from drafts to candidates: versions, sub-items, sources, sign-off, public notice, advisory poll."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id

# Bodies that decide on the way, in their usual order; Call.bodies says which of them this call passes.
STEPS = (
    "consultation",
    "joint_meeting",
    "government_meeting",
    "party_committee",
    "standing_committee",
    "presidium",
)
STEP_OUTCOMES = ("agreed", "changed", "returned")
ITEM_OUTCOMES = ("kept", "changed", "dropped")


class CandidateDraft(Base):
    """A project on its way to the candidate list; its states are those of machines.CANDIDATE.

    What it says stands in the DraftVersion numbered ``version``; ``title`` repeats that version's name for
    lists. ``parent_id`` makes it a sub-item of a bundle. ``token`` stands in its permanent address
    and QR code; ``candidate_id`` is the CandidateProject that it became.
    """

    __tablename__ = "candidate_draft"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        ForeignKeyConstraint(
            ["congress_id", "parent_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
        Index("ix_candidate_draft_call", "congress_id", "call_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    parent_id: Mapped[str | None] = mapped_column(String(32))
    token: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)
    session_id: Mapped[str | None] = mapped_column(String(32))
    candidate_id: Mapped[str | None] = mapped_column(String(32), index=True)
    created_at: Mapped[datetime]


@append_only
class DraftVersion(Base):
    """One wording of a draft: ``data`` by the keys of drafts.SHEET, ``digest`` over its canonical JSON."""

    __tablename__ = "draft_version"
    __table_args__ = (
        UniqueConstraint("congress_id", "draft_id", "version"),
        ForeignKeyConstraint(
            ["congress_id", "draft_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    draft_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    data: Mapped[dict[str, str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str] = mapped_column(String(200), default="")
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


class DraftSource(Base):
    """An adopted idea that a draft answers; one idea may feed several drafts, a draft many ideas."""

    __tablename__ = "draft_source"
    __table_args__ = (
        UniqueConstraint("congress_id", "draft_id", "idea_id"),
        ForeignKeyConstraint(
            ["congress_id", "draft_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        Index("ix_draft_source_idea", "congress_id", "idea_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    draft_id: Mapped[str] = mapped_column(String(32))
    idea_id: Mapped[str] = mapped_column(String(32))


@append_only
class SignOff(Base):
    """A body met and decided on the drafts of a call: when, by which paper, how, with a scan.

    ``started`` is the time of day on paper (``09:30``); the numbers are empty where no vote was taken.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        CheckConstraint(f"step IN {STEPS}", name="step"),
        CheckConstraint(f"outcome IN {STEP_OUTCOMES}", name="outcome"),
        Index("ix_sign_off_call", "congress_id", "call_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    step: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(100))
    held_on: Mapped[date]
    started: Mapped[str] = mapped_column(String(5), default="")
    document_no: Mapped[str] = mapped_column(String(40), default="")
    present: Mapped[int | None]
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(Text, default="")
    file_sha: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(100), default="")
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


@append_only
class SignOffItem(Base):
    """What a body decided on one draft, in the version that lay before it."""

    __tablename__ = "sign_off_item"
    __table_args__ = (
        UniqueConstraint("congress_id", "sign_off_id", "draft_id"),
        ForeignKeyConstraint(["congress_id", "sign_off_id"], ["sign_off.congress_id", "sign_off.id"]),
        ForeignKeyConstraint(
            ["congress_id", "draft_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
        CheckConstraint(f"outcome IN {ITEM_OUTCOMES}", name="outcome"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    sign_off_id: Mapped[str] = mapped_column(String(32))
    draft_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")


class CandidateNotice(Base):
    """公示 of the candidates of a call: what stood in it (snapshot and SHA-256) and until when to object."""

    __tablename__ = "candidate_notice"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32), index=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    begins: Mapped[date]
    ends: Mapped[date]
    published_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class Objection(Base):
    """What somebody had against a noticed candidate, and the answer. Name and phone fall to retention."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("congress_id", "number"),
        ForeignKeyConstraint(
            ["congress_id", "notice_id"], ["candidate_notice.congress_id", "candidate_notice.id"]
        ),
        ForeignKeyConstraint(
            ["congress_id", "draft_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    notice_id: Mapped[str] = mapped_column(String(32))
    draft_id: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    follow_digest: Mapped[str] = mapped_column(String(64), default="")
    erase_after: Mapped[datetime]
    received_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


@append_only
class PreliminaryBallot(Base):
    """What a preliminary ballot of deputies (初步票决) gave, as the ballot's own room handed it over.

    ``content`` is the snapshot as canonical JSON, ``digest`` its SHA-256, ``fingerprint`` that of the ballot.
    """

    __tablename__ = "preliminary_ballot"
    __table_args__ = (
        UniqueConstraint("congress_id", "poll_uuid"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32), index=True)
    poll_uuid: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(100))
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class AdvisoryPoll(Base):
    """A public poll on the candidates whose counts are advice only, at most ``most`` choices a device."""

    __tablename__ = "advisory_poll"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        CheckConstraint("most > 0", name="most"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32), index=True)
    most: Mapped[int]
    begins: Mapped[datetime]
    ends: Mapped[datetime]


class AdvisoryCount(Base):
    """How many devices chose a draft in an advisory poll."""

    __tablename__ = "advisory_count"
    __table_args__ = (
        UniqueConstraint("congress_id", "poll_id", "draft_id"),
        ForeignKeyConstraint(["congress_id", "poll_id"], ["advisory_poll.congress_id", "advisory_poll.id"]),
        ForeignKeyConstraint(
            ["congress_id", "draft_id"], ["candidate_draft.congress_id", "candidate_draft.id"]
        ),
        CheckConstraint("count >= 0", name="count"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    poll_id: Mapped[str] = mapped_column(String(32))
    draft_id: Mapped[str] = mapped_column(String(32))
    count: Mapped[int] = mapped_column(default=0)


class AdvisoryDevice(Base):
    """A device took part in an advisory poll; what it chose is only in the counts."""

    __tablename__ = "advisory_device"
    __table_args__ = (
        UniqueConstraint("congress_id", "poll_id", "device_digest"),
        ForeignKeyConstraint(["congress_id", "poll_id"], ["advisory_poll.congress_id", "advisory_poll.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    poll_id: Mapped[str] = mapped_column(String(32))
    device_digest: Mapped[str] = mapped_column(String(64))
