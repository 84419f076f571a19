"""Tables of the ideas (意见建议): what was said, and apart from it who said it.

Nothing that the public, a unit or a result page reads may join ``idea_author``; only authors.py does,
and it writes down who looked.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.collection.call_models import DESKS
from voting.db import Base, append_only, new_id

# How an idea came; the last three are made by the desk itself.
CHANNELS = (
    "form", "paper", "phone", "letter", "hotline", "deputy", "department", "excel",
    "library", "handover", "level",
)  # fmt: skip
# As it came; several that say the same, in one; one of several matters that came together.
KINDS = ("original", "merged", "part")


class Idea(Base):
    """One idea. ``number`` is its 受理编号 within the congress, shown as ``numbers.shown(year, number)``.

    States are those of machines.IDEA. Everything that the desk handles is a row here: a ``merged`` one
    stands for several originals (desk_models.Merging), a ``part`` is one matter of ``split_from``. One
    that was passed on from another desk or congress names it in ``origin_congress_id`` and ``origin_id``.

    ``follow_digest`` is a keyed digest of number and four digits (numbers.follow_digest), empty where
    nobody may ask; ``listed_at`` is when the desk let the public read it; ``answered_at`` when its first
    decision was published; ``compared_at`` when similar_jobs.py looked at it, ``cluster_id`` the idea that
    leads those it looks like.
    """

    __tablename__ = "idea"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "number"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        ForeignKeyConstraint(["congress_id", "station_id"], ["station.congress_id", "station.id"]),
        ForeignKeyConstraint(["congress_id", "unit_id"], ["unit.congress_id", "unit.id"]),
        ForeignKeyConstraint(["congress_id", "split_from"], ["idea.congress_id", "idea.id"]),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
        Index("ix_idea_inbox", "congress_id", "call_id", "desk", "state", "number"),
        Index("ix_idea_category", "congress_id", "call_id", "category"),
        Index("ix_idea_cluster", "congress_id", "call_id", "cluster_id"),
        Index("ix_idea_station", "congress_id", "station_id"),
        Index("ix_idea_split", "congress_id", "split_from"),
        Index("ix_idea_import", "congress_id", "import_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8), default="original")
    desk: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(16), default="received")
    channel: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(300), default="")
    area: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    station_id: Mapped[str | None] = mapped_column(String(32))
    unit_id: Mapped[str | None] = mapped_column(String(32))
    deputy_id: Mapped[str | None] = mapped_column(String(32))
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    handler_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    import_id: Mapped[str | None] = mapped_column(String(32))
    split_from: Mapped[str | None] = mapped_column(String(32))
    origin_congress_id: Mapped[str | None] = mapped_column(String(32))
    origin_id: Mapped[str | None] = mapped_column(String(32))
    follow_digest: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    compared_at: Mapped[datetime | None]
    cluster_id: Mapped[str | None] = mapped_column(String(32))


class IdeaAuthor(Base):
    """Who wrote an idea, if he said so. Deleted by the retention job; never public.

    ``notice_version`` is the privacy notice that was shown, ``email`` is for notifications he asked for.
    """

    __tablename__ = "idea_author"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        Index("ix_idea_author_kept", "congress_id", "erase_after"),
    )

    idea_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(100), default="")
    notice_version: Mapped[int] = mapped_column(default=1)
    erase_after: Mapped[datetime]


@append_only
class AuthorAccess(Base):
    """Somebody looked at who wrote an idea, and why."""

    __tablename__ = "author_access"
    __table_args__ = (Index("ix_author_access_idea", "congress_id", "idea_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(100))


class Support(Base):
    """One device's support for an idea; the device is known by a keyed digest only."""

    __tablename__ = "support"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        UniqueConstraint("congress_id", "idea_id", "device_digest"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    device_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
