"""What the office does with residents' opinions: sentences before they are public, what looks like stuffing.

sentences(session, congress_id, project_ids, state) -> list[SentenceLine]
moderate(session, actor, congress_id, opinion_id, to, read, now=)           to: public or kept
clusters(session, congress_id, project_ids) -> list[Cluster]                flagged and not judged yet
judge(session, actor, congress_id, cluster_key, aside, reason, now=) -> int how many were left out or kept
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotFound
from voting.supervision.machines import OFFICE
from voting.supervision.resident_models import RatingSite, ResidentRating
from voting.supervision.residents import note

MOST_SHOWN = 50
GRAVEST = ("unit", "burst", "daily")


@dataclass(frozen=True)
class SentenceLine:
    """One sentence; its grade and the hour stay with the office."""

    id: str
    project_id: str
    sentence: str
    minute: datetime


@dataclass(frozen=True)
class Cluster:
    """Opinions of one project that came through one line on one day; ``key`` names them."""

    key: str
    project_id: str
    flag: str
    site: str
    many: int
    first: datetime
    last: datetime


def sentences(
    session: Session, congress_id: str, project_ids: Collection[str], state: str
) -> list[SentenceLine]:
    """The latest first; those set aside are among none."""
    query = (
        select(ResidentRating)
        .where(
            ResidentRating.congress_id == congress_id,
            ResidentRating.project_id.in_(project_ids),
            ResidentRating.sentence_state == state,
            ResidentRating.set_aside.is_(False),
        )
        .order_by(ResidentRating.minute.desc(), ResidentRating.id)
        .limit(MOST_SHOWN)
    )
    return [SentenceLine(row.id, row.project_id, row.sentence, row.minute) for row in session.scalars(query)]


def moderate(
    session: Session, actor: Actor, congress_id: str, opinion_id: str, to: str, read: str, *, now: datetime
) -> None:
    """Let a sentence be read by everybody, or keep it with the office; its grade counts either way.

    ``read`` is the sentence as the office read it: its device may have put another in its place meanwhile.
    """
    role = actor.role_for(*OFFICE)
    if to not in ("public", "kept"):
        raise Invalid("supervision.bad_choice", field="to")
    with writing(session):
        row = session.scalars(
            select(ResidentRating).where(
                ResidentRating.congress_id == congress_id, ResidentRating.id == opinion_id
            )
        ).first()
        if row is None or row.sentence_state == "none":
            raise NotFound("supervision.opinion_not_found")
        if row.sentence != read:
            raise Conflict("supervision.sentence_replaced")
        row.sentence_state = to
        given = {"sentence": row.sentence, "to": to}
        note(session, actor, role, congress_id, row.project_id, "moderate_sentence", given, now)


def clusters(session: Session, congress_id: str, project_ids: Collection[str]) -> list[Cluster]:
    query = (
        select(ResidentRating, RatingSite.name)
        .join(
            RatingSite,
            (RatingSite.congress_id == ResidentRating.congress_id)
            & (RatingSite.id == ResidentRating.site_id),
        )
        .where(
            ResidentRating.congress_id == congress_id,
            ResidentRating.project_id.in_(project_ids),
            ResidentRating.flag != "",
            ResidentRating.set_aside.is_(False),
        )
        .order_by(ResidentRating.minute)
    )
    found: dict[tuple[str, str], list[tuple[ResidentRating, str]]] = {}
    for row, site in session.execute(query):
        found.setdefault((row.project_id, row.line), []).append((row, site))
    return [
        Cluster(
            key=rows[0][0].id,
            project_id=project_id,
            flag=min((row.flag for row, _ in rows), key=GRAVEST.index),
            site=rows[0][1],
            many=len(rows),
            first=rows[0][0].minute,
            last=rows[-1][0].minute,
        )
        for (project_id, _), rows in found.items()
    ]


def judge(
    session: Session,
    actor: Actor,
    congress_id: str,
    cluster_key: str,
    aside: bool,
    reason: str,
    *,
    now: datetime,
) -> int:
    """Leave a cluster out of the counts, or count it, with a reason; both stay on the act log."""
    role = actor.role_for(*OFFICE)
    if not reason.strip():
        raise Invalid("supervision.reason_missing", field="reason")
    with writing(session):
        first = session.scalars(
            select(ResidentRating).where(
                ResidentRating.congress_id == congress_id, ResidentRating.id == cluster_key
            )
        ).first()
        if first is None:
            raise NotFound("supervision.opinion_not_found")
        rows = session.scalars(
            select(ResidentRating).where(
                ResidentRating.congress_id == congress_id,
                ResidentRating.project_id == first.project_id,
                ResidentRating.line == first.line,
                ResidentRating.flag != "",
                ResidentRating.set_aside.is_(False),
            )
        ).all()
        for row in rows:
            row.set_aside = aside
            row.flag = row.flag if aside else ""
        given = {"many": len(rows), "aside": aside}
        note(session, actor, role, congress_id, first.project_id, "judge_opinions", given, now, reason)
        return len(rows)
