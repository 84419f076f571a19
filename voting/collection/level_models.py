"""Tables of what went from one congress to another, and of what authors were told by e-mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id

DIRECTIONS = ("up", "down")
NOTICE_STATES = ("waiting", "sent", "failed")


@append_only
class Passage(Base):
    """An idea that came from a congress above or below: where from, and what was done with it there.

    The row is the receiver's; ``history`` is [[minute, words of the step], …] without names of persons.
    """

    __tablename__ = "passage"
    __table_args__ = (
        UniqueConstraint("congress_id", "idea_id"),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        CheckConstraint(f"direction IN {DIRECTIONS}", name="direction"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(4))
    from_name: Mapped[str] = mapped_column(String(100))
    from_number: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    history: Mapped[list[list[str]]] = mapped_column(JSON)
    passed_at: Mapped[datetime]


class AuthorNotice(Base):
    """A step that the author of an idea is told of by whichever sender is set up.

    No address stands here: it is read from the author's row when the message goes out, and once that row
    has fallen to retention nothing is sent.
    """

    __tablename__ = "author_notice"
    __table_args__ = (
        UniqueConstraint("congress_id", "idea_id", "step"),
        ForeignKeyConstraint(["congress_id", "idea_id"], ["idea.congress_id", "idea.id"]),
        CheckConstraint(f"state IN {NOTICE_STATES}", name="state"),
        Index("ix_author_notice_state", "congress_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    idea_id: Mapped[str] = mapped_column(String(32))
    step: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
