"""Tables of a year's rhythm: rounds with their windows, the chain of closed rounds, the holiday table."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id
from voting.triggers import Guard, guarded


def closed_round(which: str) -> str:
    """SQL: the round that ``which`` names (``NEW.round_id``, ``OLD.round_id``) is closed; for the guards of
    tables whose rows belong to a round."""
    return f"EXISTS (SELECT 1 FROM round WHERE round.id = {which} AND round.state = 'closed')"


ROUND_KINDS = ("monthly", "quarterly", "half_year", "year_end")


@guarded(
    Guard("round_closed_kept", "UPDATE", lambda _dialect: "OLD.state = 'closed'"),
    Guard("round_closed_stays", "DELETE", lambda _dialect: "OLD.state = 'closed'"),
)
class Round(Base):
    """One round of a year: reporting → inspecting → (rating) → closed, as machines.ROUND says.

    ``number`` counts within its kind (quarter 1–4, month 1–12). Dates are the last days of each window;
    ``rating_due`` is empty where this round rates nothing. ``as_of`` is the day that reports speak of.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("programme_id", "kind", "number"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        CheckConstraint(f"kind IN {ROUND_KINDS}", name="kind"),
        CheckConstraint("number BETWEEN 1 AND 12", name="number"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="planned")
    as_of: Mapped[date]
    opens_on: Mapped[date]
    report_due: Mapped[date]
    inspect_due: Mapped[date | None]
    rating_due: Mapped[date | None]


@append_only
class RoundSeal(Base):
    """A closed round: ``content`` is all that it held as canonical JSON, ``digest`` its SHA-256, ``hash``
    over digest and ``previous``, the hash of the congress's seal before (64 zeros for the first)."""

    __tablename__ = "round_seal"
    __table_args__ = (
        UniqueConstraint("congress_id", "seq"),
        UniqueConstraint("congress_id", "round_id"),
        ForeignKeyConstraint(["congress_id", "round_id"], ["round.congress_id", "round.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    round_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    sealed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    sealed_at: Mapped[datetime]


class Holiday(Base):
    """A day that is not what its weekday says: off (``working`` false) or worked in exchange (调休)."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("congress_id", "day"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    day: Mapped[date]
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40), default="")
