"""The table of the method's texts; apart from ``poll``, which every cast reads."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import BoardBase


class MethodText(BoardBase):
    """The voting method as the secretariat worded it; ``fixed`` is what was fixed with the poll."""

    __tablename__ = "method_text"

    poll_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)  # articles with places, divided by empty lines (rules.articles)
    fixed: Mapped[str | None] = mapped_column(Text)  # title and numbered articles, settings filled in

    __table_args__ = (ForeignKeyConstraint(["congress_id", "poll_id"], ["poll.congress_id", "poll.id"]),)
