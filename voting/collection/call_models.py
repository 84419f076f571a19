"""Tables of the calls (征集公告) with what may be proposed, and of the liaison stations (代表联络站)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

INITIATORS = ("government_office", "development_bureau", "both_offices", "congress")
GOVERNMENT, CONGRESS = "government", "congress"
DESKS = (GOVERNMENT, CONGRESS)
SIDES = ("positive", "negative")
STATION_KINDS = ("centre", "community", "industry", "mobile")


class Call(Base):
    """征集公告 for the projects of ``year``. Its states are those of machines.CALL.

    ``initiator`` says who called (发起单位) and ``initiator_name`` how it signs; ``desk`` is the one that
    receives what the public sends. ``begins`` and ``ends`` (last day included) are empty for ``all_year``.
    ``categories`` are words, ``channels`` keys of idea_models.CHANNELS. ``bodies`` are the steps of sign-off
    that candidates of this call pass, keys of draft_models.STEPS in their order.
    """

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "previous_id"], ["call.congress_id", "call.id"]),
        CheckConstraint(f"initiator IN {INITIATORS}", name="initiator"),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
        CheckConstraint("all_year OR (begins IS NOT NULL AND ends IS NOT NULL)", name="period"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    previous_id: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    initiator: Mapped[str] = mapped_column(String(20))
    initiator_name: Mapped[str] = mapped_column(String(100))
    desk: Mapped[str] = mapped_column(String(12), default=GOVERNMENT)
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    all_year: Mapped[bool] = mapped_column(default=False)
    introduction: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    privacy_notice: Mapped[str] = mapped_column(Text, default="")
    privacy_version: Mapped[int] = mapped_column(default=1)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    bodies: Mapped[list[str]] = mapped_column(JSON, default=list)
    public_reasons: Mapped[bool] = mapped_column(default=True)
    public_lists: Mapped[bool] = mapped_column(default=False)
    support_counts: Mapped[bool] = mapped_column(default=False)
    name_required: Mapped[bool] = mapped_column(default=False)
    phone_required: Mapped[bool] = mapped_column(default=False)
    photos_most: Mapped[int] = mapped_column(default=3)
    device_daily: Mapped[int] = mapped_column(default=5)
    station_hourly: Mapped[int] = mapped_column(default=200)
    keep_days: Mapped[int] = mapped_column(default=365)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class ScopeItem(Base):
    """One line of what may be proposed (正面清单) or may not (负面清单), with its legal basis."""

    __tablename__ = "scope_item"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "call_id", "side", "position"),
        ForeignKeyConstraint(["congress_id", "call_id"], ["call.congress_id", "call.id"]),
        CheckConstraint(f"side IN {SIDES}", name="side"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    call_id: Mapped[str] = mapped_column(String(32))
    side: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(String(200))
    reason_code: Mapped[str] = mapped_column(String(20), default="")


class Station(Base):
    """代表联络站. ``token`` stands in its QR code; a mobile station has no fixed ``place``."""

    __tablename__ = "station"
    __table_args__ = (
        UniqueConstraint("congress_id", "name"),
        UniqueConstraint("congress_id", "id"),
        CheckConstraint(f"kind IN {STATION_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    token: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    area: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    contact: Mapped[str] = mapped_column(String(100), default="")
    hours: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class StationDeputy(Base):
    """A deputy attached to a station. No key to the roster, whose imports can be undone."""

    __tablename__ = "station_deputy"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "station_id"], ["station.congress_id", "station.id"]),
        UniqueConstraint("congress_id", "station_id", "deputy_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    station_id: Mapped[str] = mapped_column(String(32))
    deputy_id: Mapped[str] = mapped_column(String(32))


class StationOfficer(Base):
    """Who keeps a station; Role.STATION_OFFICER lets him in, this row says where."""

    __tablename__ = "station_officer"
    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "station_id"], ["station.congress_id", "station.id"]),
        UniqueConstraint("congress_id", "station_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    station_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
