"""Tables of the candidate projects of a session, and whether their list is fixed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id


class CandidateProject(Base):
    """候选项目. ``investment`` is in 万元 as canonical decimal text; empty where nothing was stated.

    ``version`` counts from 1 with every change by hand, so that undoing an import destroys no work.
    """

    __tablename__ = "candidate_project"
    __table_args__ = (
        UniqueConstraint("congress_id", "session_id", "number"),
        UniqueConstraint("congress_id", "session_id", "name"),
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(
            ["congress_id", "session_id"], ["congress_session.congress_id", "congress_session.id"]
        ),
        CheckConstraint("number BETWEEN 1 AND 999", name="number"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    session_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(40), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    investment: Mapped[str] = mapped_column(String(16), default="")
    funding: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(100), default="")
    co_unit: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[str] = mapped_column(String(40), default="")
    benefit: Mapped[str] = mapped_column(String(200), default="")
    import_id: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)


class CandidateList(Base):
    """The fixed list of a session: a row exists while it is fixed. ``digest`` covers all candidates."""

    __tablename__ = "candidate_list"
    __table_args__ = (
        ForeignKeyConstraint(
            ["congress_id", "session_id"], ["congress_session.congress_id", "congress_session.id"]
        ),
    )

    session_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    digest: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]
