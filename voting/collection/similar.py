"""Duplicates and clusters among the ideas of a call, desk by desk: found by a job, judged by people.

request(session, congress_id, call_id, actor_id=, now=, afresh=False) -> job id
waiting(session, congress_id, call_id, desk) -> how many ideas have not been looked at
matches(session, congress_id, idea_id) -> list[Match]            the likest first, with reasons
clusters(session, congress_id, call_id, desk, page=) -> (list[Cluster], how many)
judge(session, actor, congress_id, pair_id, verdict, now=)       same or different
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from voting import acts, jobs
from voting.collection.desk_models import SimilarPair
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, lines
from voting.collection.machines import DESK_ROLES, OPEN_STATES, own_desk
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Invalid, NotFound

JOB = "similar"
# Points from which a pair is shown, and from which two ideas may stand in one cluster.
SHOWN, STRONG = 26, 36
CLUSTERS_A_PAGE, SAMPLES = 20, 5
# So many of a cluster are merged in one step; the others join in the next.
MEMBERS = 200


@dataclass(frozen=True)
class Match:
    """Another idea that looks like the one at hand. ``reasons`` as likeness.Reasons, as data."""

    pair_id: str
    idea: IdeaLine
    score: int
    reasons: dict[str, object]
    verdict: str


@dataclass(frozen=True)
class Cluster:
    """Ideas that look like their leader; ``samples`` are the first few."""

    id: str
    size: int
    samples: tuple[IdeaLine, ...]


def request(
    session: Session,
    congress_id: str,
    call_id: str,
    *,
    actor_id: str | None,
    now: datetime,
    afresh: bool = False,
) -> str:
    """Have the call compared. ``afresh`` forgets what was found, not what people said of it."""
    with writing(session):
        if afresh:
            mine = (Idea.congress_id == congress_id, Idea.call_id == call_id)
            session.execute(update(Idea).where(*mine).values(compared_at=None, cluster_id=None))
            session.execute(
                delete(SimilarPair).where(
                    SimilarPair.congress_id == congress_id,
                    SimilarPair.call_id == call_id,
                    SimilarPair.verdict == "open",
                )
            )
        return jobs.enqueue(session, congress_id, JOB, call_id, actor_id=actor_id, now=now)


# Reading --------------------------------------------------------------------------------------


def waiting(session: Session, congress_id: str, call_id: str, desk: str) -> int:
    query = select(func.count()).where(
        Idea.congress_id == congress_id,
        Idea.call_id == call_id,
        Idea.desk == desk,
        Idea.state.in_(OPEN_STATES),
        Idea.compared_at.is_(None),
    )
    return session.scalar(query) or 0


def matches(session: Session, congress_id: str, idea_id: str) -> list[Match]:
    """What looks like an idea, but for what somebody called different."""
    rows = session.scalars(
        select(SimilarPair)
        .where(
            SimilarPair.congress_id == congress_id,
            or_(SimilarPair.first_id == idea_id, SimilarPair.second_id == idea_id),
            SimilarPair.verdict != "different",
        )
        .order_by(SimilarPair.score.desc(), SimilarPair.id)
    ).all()
    others = {row.id: row.second_id if row.first_id == idea_id else row.first_id for row in rows}
    known = lines(session, congress_id, others.values())
    return [
        Match(row.id, known[others[row.id]], row.score, row.reasons, row.verdict)
        for row in rows
        if known[others[row.id]].state != "dissolved"
    ]


def clusters(
    session: Session, congress_id: str, call_id: str, desk: str, *, page: int = 1
) -> tuple[list[Cluster], int]:
    """Clusters of at least two open ideas, the largest first, a page of them and how many there are."""
    size = func.count().label("size")
    query = (
        select(Idea.cluster_id, size)
        .where(
            Idea.congress_id == congress_id,
            Idea.call_id == call_id,
            Idea.desk == desk,
            Idea.state.in_(OPEN_STATES),
            Idea.cluster_id.is_not(None),
        )
        .group_by(Idea.cluster_id)
        .having(size > 1)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    start = (max(page, 1) - 1) * CLUSTERS_A_PAGE
    rows = session.execute(
        query.order_by(size.desc(), Idea.cluster_id).limit(CLUSTERS_A_PAGE).offset(start)
    ).all()
    shown = [
        Cluster(leader, many, tuple(members(session, congress_id, leader, SAMPLES)))
        for leader, many in rows
        if leader
    ]
    return shown, total


def members(session: Session, congress_id: str, cluster_id: str, most: int = MEMBERS) -> list[IdeaLine]:
    """The first open ideas of a cluster: a merged entry on top, then the others by number."""
    ids = session.scalars(
        select(Idea.id)
        .where(
            Idea.congress_id == congress_id,
            Idea.call_id == select(Idea.call_id).where(Idea.id == cluster_id).scalar_subquery(),
            Idea.cluster_id == cluster_id,
            Idea.state.in_(OPEN_STATES),
        )
        .order_by(Idea.kind != "merged", Idea.number)
        .limit(most)
    ).all()
    known = lines(session, congress_id, ids)
    return [known[idea_id] for idea_id in ids]


# Judging --------------------------------------------------------------------------------------


def judge(
    session: Session, actor: Actor, congress_id: str, pair_id: str, verdict: str, *, now: datetime
) -> None:
    """Say that two ideas are the same matter, or that they are different and shall not be shown again."""
    if verdict not in ("same", "different"):
        raise Invalid("collection.verdict_unknown", field="verdict")
    with writing(session):
        row = session.scalars(
            select(SimilarPair).where(SimilarPair.congress_id == congress_id, SimilarPair.id == pair_id)
        ).first()
        if row is None:
            raise NotFound("collection.pair_not_found")
        first, second = session.get_one(Idea, row.first_id), session.get_one(Idea, row.second_id)
        own_desk(session, first, actor, now)
        row.verdict, row.judged_by, row.judged_at = verdict, actor.person_id, now
        if verdict == "same":
            leader = first.cluster_id or second.cluster_id or first.id
            first.cluster_id = second.cluster_id = leader
        elif first.cluster_id and first.cluster_id == second.cluster_id:
            (second if first.id == first.cluster_id else first).cluster_id = None
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=actor.role_for(*DESK_ROLES),
            verb="judge_same" if verdict == "same" else "judge_different",
            object_kind="idea",
            object_id=row.first_id,
            after={"other": row.second_id},
            now=now,
        )
