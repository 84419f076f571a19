"""Tables of the roster (代表名册): delegations and deputies of one term.

No table of another database and no ballot may ever point here.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

IN_OFFICE, VACANT, SUSPENDED = "in_office", "vacant", "suspended"
STATUSES = (IN_OFFICE, VACANT, SUSPENDED)


class Delegation(Base):
    """代表团 (in a township 代表小组) of a term; ``liaison_id`` is the person who keeps its attendance."""

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("congress_id", "term_id", "name"),
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "term_id"], ["term.congress_id", "term.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    term_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    liaison_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    import_id: Mapped[str | None] = mapped_column(String(32))


class Deputy(Base):
    """A deputy of one term. ``name`` is shown as it was given, ``name_key`` is what is compared.

    ``version`` counts from 1 with every change by hand, so that undoing an import destroys no work.
    """

    __tablename__ = "deputy"
    __table_args__ = (
        UniqueConstraint("congress_id", "term_id", "number"),
        UniqueConstraint("congress_id", "term_id", "name_key"),
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "term_id"], ["term.congress_id", "term.id"]),
        ForeignKeyConstraint(["congress_id", "delegation_id"], ["delegation.congress_id", "delegation.id"]),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("phone = '' OR length(phone) = 4", name="phone"),
        Index("ix_deputy_import", "congress_id", "import_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    term_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(80))
    gender: Mapped[str] = mapped_column(String(2), default="")
    ethnicity: Mapped[str] = mapped_column(String(20), default="")
    delegation_id: Mapped[str | None] = mapped_column(String(32))
    seat: Mapped[str] = mapped_column(String(20), default="")
    phone: Mapped[str] = mapped_column(String(4), default="")
    status: Mapped[str] = mapped_column(String(10), default=IN_OFFICE)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    import_id: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)
