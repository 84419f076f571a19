"""Tables of the units (责任单位): departments, townships and others of an area, and their staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

UNIT_KINDS = ("department", "township", "other")


class Unit(Base):
    """责任单位. ``short`` is what people write (县住建局); ``closed_at`` ends it without losing its work."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("congress_id", "name"),
        UniqueConstraint("congress_id", "id"),
        CheckConstraint(f"kind IN {UNIT_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    name: Mapped[str] = mapped_column(String(60))
    short: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(12), default="department")
    closed_at: Mapped[datetime | None]


class UnitMember(Base):
    """Who works for a unit; the role Role.UNIT lets him in, this row says where."""

    __tablename__ = "unit_member"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "unit_id"], ["unit.congress_id", "unit.id"]),
        UniqueConstraint("congress_id", "unit_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    unit_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
