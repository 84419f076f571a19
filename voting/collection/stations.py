"""Liaison stations (代表联络站) of a congress.

every(session, congress_id, closed=False) -> list[StationLine]         by kind and name
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection.call_models import STATION_KINDS, Station


@dataclass(frozen=True)
class StationLine:
    """A station; ``token`` stands in its QR code."""

    id: str
    token: str
    name: str
    kind: str
    area: str
    place: str
    contact: str
    hours: str
    closed_at: datetime | None


def every(session: Session, congress_id: str, *, closed: bool = False) -> list[StationLine]:
    query = select(Station).where(Station.congress_id == congress_id)
    if not closed:
        query = query.where(Station.closed_at.is_(None))
    found = [_line(row) for row in session.scalars(query)]
    return sorted(found, key=lambda station: (STATION_KINDS.index(station.kind), station.name))


def _line(row: Station) -> StationLine:
    return StationLine(**{name: getattr(row, name) for name in StationLine.__dataclass_fields__})
