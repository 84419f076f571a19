"""Liaison stations (代表联络站) of a congress.

every(session, congress_id, closed=False) -> list[StationLine]         by kind and name
get(session, congress_id, station_id) / by_token(session, congress_id, token)
add / edit / close(session, actor, congress_id, …, now=)
attach(session, actor, congress_id, station_id, deputy_ids, now=)      the deputies of a station, all anew
assign / release(session, actor, congress_id, station_id, person_id, now=)          who keeps it
deputies_of, officers_of(session, congress_id, station_id) -> set of ids
kept_by(session, congress_id, person_id) -> list[StationLine]
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.call_models import STATION_KINDS, Station, StationDeputy, StationOfficer
from voting.collection.machines import DESK_ROLES
from voting.congress import people
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound

KEEPERS = (*DESK_ROLES, Role.ADMIN)
# Read aloud or typed from a poster without doubt: no 0, 1, i, l, o.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_LENGTH = 10
LONGEST = {"name": 60, "area": 40, "place": 100, "contact": 100, "hours": 100}


@dataclass(frozen=True)
class StationForm:
    """What is said of a station; ``area`` is the village or community it serves."""

    name: str
    kind: str
    area: str = ""
    place: str = ""
    contact: str = ""
    hours: str = ""


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


# Reading --------------------------------------------------------------------------------------


def every(session: Session, congress_id: str, *, closed: bool = False) -> list[StationLine]:
    query = select(Station).where(Station.congress_id == congress_id)
    if not closed:
        query = query.where(Station.closed_at.is_(None))
    found = [_line(row) for row in session.scalars(query)]
    return sorted(found, key=lambda station: (STATION_KINDS.index(station.kind), station.name))


def get(session: Session, congress_id: str, station_id: str) -> StationLine:
    return _line(_row(session, congress_id, station_id))


def by_token(session: Session, congress_id: str, token: str) -> StationLine | None:
    row = session.scalars(
        select(Station).where(Station.congress_id == congress_id, Station.token == token)
    ).first()
    return _line(row) if row else None


def deputies_of(session: Session, congress_id: str, station_id: str) -> set[str]:
    query = select(StationDeputy.deputy_id).where(
        StationDeputy.congress_id == congress_id, StationDeputy.station_id == station_id
    )
    return set(session.scalars(query))


def officers_of(session: Session, congress_id: str, station_id: str) -> set[str]:
    query = select(StationOfficer.person_id).where(
        StationOfficer.congress_id == congress_id, StationOfficer.station_id == station_id
    )
    return set(session.scalars(query))


def kept_by(session: Session, congress_id: str, person_id: str) -> list[StationLine]:
    """The open stations that somebody keeps."""
    query = select(StationOfficer.station_id).where(
        StationOfficer.congress_id == congress_id, StationOfficer.person_id == person_id
    )
    mine = set(session.scalars(query))
    return [station for station in every(session, congress_id) if station.id in mine]


def _line(row: Station) -> StationLine:
    return StationLine(**{name: getattr(row, name) for name in StationLine.__dataclass_fields__})


def _row(session: Session, congress_id: str, station_id: str) -> Station:
    row = session.scalars(
        select(Station).where(Station.congress_id == congress_id, Station.id == station_id)
    ).first()
    if row is None:
        raise NotFound("collection.station_not_found")
    return row


# Writing --------------------------------------------------------------------------------------


def add(session: Session, actor: Actor, congress_id: str, given: StationForm, *, now: datetime) -> str:
    """A new station with a token of its own; returns its id."""
    actor.role_for(*KEEPERS)
    with writing(session):
        _check(session, congress_id, given, "")
        token = "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH))
        row = Station(id=new_id(), congress_id=congress_id, token=token, created_at=now)
        _fill(row, given)
        session.add(row)
        session.flush()
        _record(session, actor, row, "add", now)
        return row.id


def edit(
    session: Session, actor: Actor, congress_id: str, station_id: str, given: StationForm, *, now: datetime
) -> None:
    """The token stays: posters hang for years."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _row(session, congress_id, station_id)
        _check(session, congress_id, given, station_id)
        _fill(row, given)
        session.flush()
        _record(session, actor, row, "edit", now)


def close(session: Session, actor: Actor, congress_id: str, station_id: str, *, now: datetime) -> None:
    """It takes nothing more; what came through it keeps its name."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _row(session, congress_id, station_id)
        if row.closed_at is not None:
            raise Conflict("collection.station_closed")
        row.closed_at = now
        session.flush()
        _record(session, actor, row, "close_station", now)


def attach(
    session: Session,
    actor: Actor,
    congress_id: str,
    station_id: str,
    deputy_ids: Collection[str],
    *,
    now: datetime,
) -> None:
    """驻站代表: these and no others."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _row(session, congress_id, station_id)
        session.execute(
            delete(StationDeputy).where(
                StationDeputy.congress_id == congress_id, StationDeputy.station_id == station_id
            )
        )
        session.add_all(
            StationDeputy(congress_id=congress_id, station_id=station_id, deputy_id=deputy_id)
            for deputy_id in sorted(set(deputy_ids))
        )
        session.flush()
        _record(session, actor, row, "attach_deputies", now, {"deputies": sorted(set(deputy_ids))})


def assign(
    session: Session, actor: Actor, congress_id: str, station_id: str, person_id: str, *, now: datetime
) -> None:
    """Somebody who has the role of a station officer keeps this station from now on."""
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _row(session, congress_id, station_id)
        person = people.person_in(session, congress_id, person_id, now=now)
        if Role.STATION_OFFICER not in person.roles:
            raise Invalid("collection.not_an_officer", field="person", name=person.name)
        if person_id not in officers_of(session, congress_id, station_id):
            session.add(StationOfficer(congress_id=congress_id, station_id=station_id, person_id=person_id))
            session.flush()
            _record(session, actor, row, "assign_officer", now, {"person": person_id})


def release(
    session: Session, actor: Actor, congress_id: str, station_id: str, person_id: str, *, now: datetime
) -> None:
    actor.role_for(*KEEPERS)
    with writing(session):
        row = _row(session, congress_id, station_id)
        session.execute(
            delete(StationOfficer).where(
                StationOfficer.congress_id == congress_id,
                StationOfficer.station_id == station_id,
                StationOfficer.person_id == person_id,
            )
        )
        _record(session, actor, row, "release_officer", now, {"person": person_id})


def _check(session: Session, congress_id: str, given: StationForm, station_id: str) -> None:
    if len(given.name.strip()) < 2:
        raise Invalid("collection.station_name_missing", field="name")
    if given.kind not in STATION_KINDS:
        raise Invalid("collection.station_kind_unknown", field="kind")
    for name, most in LONGEST.items():
        if len(getattr(given, name).strip()) > most:
            raise Invalid("collection.too_long", field=name, most=most)
    twin = select(Station.id).where(
        Station.congress_id == congress_id, Station.name == given.name.strip(), Station.id != station_id
    )
    if session.scalars(twin).first():
        raise Invalid("collection.station_name_taken", field="name")


def _fill(row: Station, given: StationForm) -> None:
    for name, value in asdict(given).items():
        setattr(row, name, value.strip())


def _record(
    session: Session,
    actor: Actor,
    row: Station,
    verb: str,
    now: datetime,
    after: dict[str, object] | None = None,
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*KEEPERS),
        verb=verb,
        object_kind="station",
        object_id=row.id,
        after=after or {"name": row.name, "kind": row.kind},
        now=now,
    )
