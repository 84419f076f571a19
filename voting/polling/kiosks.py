"""Shared kiosks (秘密写票处): which tablets stand in the hall for this sitting, by name.

    enrol(session, actor=, sitting_id=, name=, now=) -> Kiosk     its id goes into the code to be scanned
    revoke(session, actor=, sitting_id=, kiosk_id=, now=)
    kiosks(session, sitting_id) -> list[Kiosk]                    by name

A tablet that has read the code holds the id and looks for it in this list; it never sends it. So nothing here
says which tablet was used, when, or for which ballot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound
from voting.polling import models
from voting.polling.sittings import find_sitting

OPERATORS = (Role.SECRETARIAT, Role.TECHNICIAN)
LONGEST = 20
MOST = 200


@dataclass(frozen=True)
class Kiosk:
    id: str
    name: str


def kiosks(session: Session, sitting_id: str) -> list[Kiosk]:
    rows = session.scalars(select(models.Kiosk).where(models.Kiosk.sitting_id == sitting_id))
    return sorted((Kiosk(row.id, row.name) for row in rows), key=lambda kiosk: (len(kiosk.name), kiosk.name))


def enrol(session: Session, *, actor: Actor, sitting_id: str, name: str, now: datetime) -> Kiosk:
    """Invalid names the field; Conflict where the name is taken or there are too many."""
    actor.role_for(*OPERATORS)
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not 1 <= len(name) <= LONGEST:
        raise Invalid("polling.kiosk_name", field="name", limit=LONGEST)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        there = kiosks(session, sitting.id)
        if any(kiosk.name == name for kiosk in there) or len(there) >= MOST:
            raise Conflict("polling.kiosk_taken", name=name)
        row = models.Kiosk(id=new_id(), congress_id=sitting.congress_id, sitting_id=sitting.id, name=name)
        session.add(row)
        _record(session, actor, row, "enrol_kiosk", now)
        return Kiosk(row.id, row.name)


def revoke(session: Session, *, actor: Actor, sitting_id: str, kiosk_id: str, now: datetime) -> None:
    """The tablet finds itself no more and is a kiosk no more."""
    actor.role_for(*OPERATORS)
    with writing(session):
        row = session.scalars(
            select(models.Kiosk).where(models.Kiosk.id == kiosk_id, models.Kiosk.sitting_id == sitting_id)
        ).one_or_none()
        if row is None:
            raise NotFound("polling.no_kiosk")
        _record(session, actor, row, "revoke_kiosk", now)
        session.delete(row)


def _record(session: Session, actor: Actor, row: models.Kiosk, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*OPERATORS),
        verb=verb,
        object_kind="sitting",
        object_id=row.sitting_id,
        after={"kiosk": row.name},
        now=now,
    )
