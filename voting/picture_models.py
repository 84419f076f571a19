"""Tables of the pictures of every room; when and where each was taken lies apart."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

OWNER_KINDS = ("idea", "report", "visit", "finding")
STAGES = ("", "start", "under_way", "completion", "finding")
WAITING, READY, FAILED = "waiting", "ready", "failed"
STATES = (WAITING, READY, FAILED)
# The same bytes or looks as another; taken before the year, or outside the days that it speaks of.
REUSED, EARLY, OUTSIDE = "reused", "early", "outside"
FLAGS = (REUSED, EARLY, OUTSIDE)
VERDICTS = ("", "same", "different")


class Picture(Base):
    """A picture of the record ``owner_kind``/``owner_id`` (an idea, a unit's report, a visit, a finding).

    ``upload_sha`` is the file as it came, ``sha`` and ``small_sha`` what is shown. Pictures are processed
    after the answer; one that ``failed`` says why and never harms its record. ``fingerprint`` is 64 bits in
    hex of what it looks like (picture_prints.py), empty where it shows nothing; the bands are its quarters.

    ``project_id`` is the project that evidence is about, ``year`` its year, ``since``/``until`` the days
    on which it should have been taken. ``shown_at``: the office lets everybody see it. ``withdrawn_at``: its
    record does without it; the row stays, to be compared with.
    """

    __tablename__ = "picture"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "owner_kind", "owner_id", "position"),
        CheckConstraint(f"owner_kind IN {OWNER_KINDS}", name="owner_kind"),
        CheckConstraint(f"stage IN {STAGES}", name="stage"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_picture_state", "state", "congress_id", "uploaded_at"),
        Index("ix_picture_project", "congress_id", "project_id"),
        Index("ix_picture_upload", "congress_id", "upload_sha"),
        *(Index(f"ix_picture_band_{n}", "congress_id", f"band_{n}") for n in range(4)),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    project_id: Mapped[str | None] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(12), default="")
    caption: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    failure: Mapped[str] = mapped_column(String(60), default="")
    upload_sha: Mapped[str] = mapped_column(String(64))
    sha: Mapped[str] = mapped_column(String(64), default="")
    small_sha: Mapped[str] = mapped_column(String(64), default="")
    fingerprint: Mapped[str] = mapped_column(String(16), default="")
    band_0: Mapped[int | None]
    band_1: Mapped[int | None]
    band_2: Mapped[int | None]
    band_3: Mapped[int | None]
    year: Mapped[int | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    uploaded_by: Mapped[str | None] = mapped_column(String(32))
    uploaded_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class PictureOrigin(Base):
    """When and where a picture was taken, as the file said before it was stripped. Never public.

    ``taken_at`` is China's time where the file names no zone; degrees are WGS 84, north and east positive.
    """

    __tablename__ = "picture_origin"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "picture_id"], ["picture.congress_id", "picture.id"]),
    )

    picture_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    taken_at: Mapped[datetime | None]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)


class PictureFlag(Base):
    """Something about a picture that a person has to look at, and what he decided.

    ``other_id`` and ``distance`` (differing bits of 64; ``same_bytes`` where the upload was the same) belong
    to a ``reused`` one.
    """

    __tablename__ = "picture_flag"
    __table_args__ = (
        UniqueConstraint("congress_id", "picture_id", "kind", "other_id"),
        ForeignKeyConstraint(["congress_id", "picture_id"], ["picture.congress_id", "picture.id"]),
        ForeignKeyConstraint(["congress_id", "other_id"], ["picture.congress_id", "picture.id"]),
        CheckConstraint(f"kind IN {FLAGS}", name="kind"),
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        Index("ix_picture_flag_verdict", "congress_id", "verdict", "found_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    picture_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(8))
    other_id: Mapped[str | None] = mapped_column(String(32))
    distance: Mapped[int | None]
    same_bytes: Mapped[bool] = mapped_column(default=False)
    found_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None]
