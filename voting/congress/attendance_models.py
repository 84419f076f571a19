"""Tables of check-in: meetings of a session and who was there. No ballot is related to any of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

PRESENT, ON_LEAVE, ABSENT = "present", "on_leave", "absent"
MARKS = (PRESENT, ON_LEAVE, ABSENT)


class Meeting(Base):
    """One plenary meeting (第N次全体会议) of a session, at which attendance is counted anew."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("congress_id", "session_id", "title"),
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(
            ["congress_id", "session_id"], ["congress_session.congress_id", "congress_session.id"]
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    session_id: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    made_at: Mapped[datetime]


class Attendance(Base):
    """The mark of one deputy at one meeting; no row means not marked yet, counted as absent."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("congress_id", "meeting_id", "deputy_id"),
        ForeignKeyConstraint(["congress_id", "meeting_id"], ["meeting.congress_id", "meeting.id"]),
        ForeignKeyConstraint(["congress_id", "deputy_id"], ["deputy.congress_id", "deputy.id"]),
        CheckConstraint(f"mark IN {MARKS}", name="mark"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    meeting_id: Mapped[str] = mapped_column(String(32))
    deputy_id: Mapped[str] = mapped_column(String(32))
    mark: Mapped[str] = mapped_column(String(8))
