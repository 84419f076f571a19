"""The table of Excel imports: drafts that wait for a decision, and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

DRAFT, TAKEN, UNDONE = "draft", "taken", "undone"
STATES = (DRAFT, TAKEN, UNDONE)


class ImportDraft(Base):
    """One uploaded workbook. ``raw`` holds its texts as JSON and is emptied once they are taken.

    ``target_id`` is the session (会议) into which it is read, ``digest`` the SHA-256 of the file.
    """

    __tablename__ = "import_draft"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_import_draft_target", "congress_id", "kind", "target_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    kind: Mapped[str] = mapped_column(String(16))
    target_id: Mapped[str] = mapped_column(String(32))
    filename: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    raw: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default=DRAFT)
    uploaded_by: Mapped[str] = mapped_column(String(32))
    uploaded_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
