"""What helps to shorten the list of drafts: a preliminary ballot of deputies, and the public's advice.

take_ballot(session, actor, congress_id, call_id, result: BallotResult, now=) -> how many drafts it names
ballots(session, congress_id, call_id) -> list[TakenBallot];  taken_uuids(session, congress_id) -> set
open_advice(session, actor, congress_id, call_id, most, begins, ends, now=) -> poll id
advise(session, congress_id, poll_id, device_digest, draft_ids, now=)
advice(session, congress_id, call_id) -> list[Advice];  one_advice(session, congress_id, poll_id)

A preliminary ballot is held in the ballot's own room; what it gave comes here as a frozen snapshot. The
public's counts are advice: nothing follows from them but what a desk decides, with its reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import drafts
from voting.collection.draft_models import (
    AdvisoryCount,
    AdvisoryDevice,
    AdvisoryPoll,
    PreliminaryBallot,
)
from voting.collection.ideas import call_row
from voting.collection.machines import DESK_ROLES
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady

ON_LIST = ("review", "notice", "final")


@dataclass(frozen=True)
class BallotLine:
    """One project of a preliminary ballot; ``in_favour`` is None where the method keeps the numbers."""

    name: str
    in_favour: int | None
    chosen: bool


@dataclass(frozen=True)
class BallotResult:
    """What an announced ballot decided, as its room tells it."""

    poll_uuid: str
    title: str
    fingerprint: str
    lines: tuple[BallotLine, ...]


@dataclass(frozen=True)
class TakenBallot:
    """A preliminary ballot that was handed over."""

    result: BallotResult
    digest: str
    recorder: str
    recorded_at: datetime


@dataclass(frozen=True)
class Advice:
    """A public poll and how many devices chose each draft."""

    id: str
    call_id: str
    most: int
    begins: datetime
    ends: datetime
    counts: dict[str, int]
    devices: int


# The deputies' preliminary ballot -------------------------------------------------------------


def take_ballot(
    session: Session, actor: Actor, congress_id: str, call_id: str, result: BallotResult, *, now: datetime
) -> int:
    """Record the snapshot, once. Its projects are drafts of this call by their names."""
    role = actor.role_for(Role.CONGRESS_DESK)
    content = json.dumps(asdict(result), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with writing(session):
        call_row(session, congress_id, call_id)
        if result.poll_uuid in taken_uuids(session, congress_id):
            raise Conflict("collection.ballot_taken")
        titles = {line.title for line in drafts.every(session, congress_id, call_id)}
        named = [line for line in result.lines if line.name in titles]
        if not named:
            raise NotReady("collection.ballot_of_others")
        digest = hashlib.sha256(content.encode()).hexdigest()
        session.add(
            PreliminaryBallot(
                id=new_id(),
                congress_id=congress_id,
                call_id=call_id,
                poll_uuid=result.poll_uuid,
                title=result.title[:100],
                fingerprint=result.fingerprint,
                content=content,
                digest=digest,
                recorded_by=actor.person_id,
                recorded_at=now,
            )
        )
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="take_ballot",
            object_kind="call",
            object_id=call_id,
            after={"poll": result.poll_uuid, "sha256": digest},
            now=now,
        )
        return len(named)


def taken_uuids(session: Session, congress_id: str) -> set[str]:
    """Ballots that were preliminary ones; they decide nothing on projects."""
    query = select(PreliminaryBallot.poll_uuid).where(PreliminaryBallot.congress_id == congress_id)
    return set(session.scalars(query))


def ballots(session: Session, congress_id: str, call_id: str) -> list[TakenBallot]:
    query = select(PreliminaryBallot).where(
        PreliminaryBallot.congress_id == congress_id, PreliminaryBallot.call_id == call_id
    )
    rows = session.scalars(query.order_by(PreliminaryBallot.recorded_at)).all()
    names = names_of(session, {row.recorded_by for row in rows})
    return [
        TakenBallot(_result(row.content), row.digest, names.get(row.recorded_by, ""), row.recorded_at)
        for row in rows
    ]


def _result(content: str) -> BallotResult:
    given = json.loads(content)
    return BallotResult(**given | {"lines": tuple(BallotLine(**line) for line in given["lines"])})


# The public's advice --------------------------------------------------------------------------


def open_advice(
    session: Session,
    actor: Actor,
    congress_id: str,
    call_id: str,
    *,
    most: int,
    begins: datetime,
    ends: datetime,
    now: datetime,
) -> str:
    """Ask the public which drafts matter most; the drafts are those on the list at this moment."""
    role = actor.role_for(*DESK_ROLES)
    if ends <= begins:
        raise Invalid("collection.bad_period", field="ends")
    with writing(session):
        listed = [
            line
            for line in drafts.every(session, congress_id, call_id)
            if line.parent_id is None and line.state in ON_LIST
        ]
        if not listed:
            raise NotReady("collection.none_in_review")
        if not 1 <= most <= len(listed):
            raise Invalid("collection.bad_most", field="most", most=len(listed))
        row = AdvisoryPoll(
            id=new_id(), congress_id=congress_id, call_id=call_id, most=most, begins=begins, ends=ends
        )
        session.add(row)
        session.flush()
        session.add_all(
            AdvisoryCount(congress_id=congress_id, poll_id=row.id, draft_id=line.id, count=0)
            for line in listed
        )
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="open_advice",
            object_kind="call",
            object_id=call_id,
            after={"most": most, "drafts": len(listed)},
            now=now,
        )
        return row.id


def advise(
    session: Session,
    congress_id: str,
    poll_id: str,
    device_digest: str,
    draft_ids: Collection[str],
    *,
    now: datetime,
) -> None:
    """Count one device's choice once; which drafts it chose is kept nowhere but in the counts."""
    chosen = set(draft_ids)
    with writing(session):
        poll = one_advice(session, congress_id, poll_id)
        if not poll.begins <= now < poll.ends:
            raise Conflict("collection.advice_over")
        if not chosen or not chosen <= poll.counts.keys():
            raise Invalid("collection.nothing_chosen", field="drafts")
        if len(chosen) > poll.most:
            raise Invalid("collection.too_many_chosen", field="drafts", most=poll.most)
        seen = session.scalars(
            select(AdvisoryDevice.id).where(
                AdvisoryDevice.congress_id == congress_id,
                AdvisoryDevice.poll_id == poll_id,
                AdvisoryDevice.device_digest == device_digest,
            )
        ).first()
        if seen:
            raise Conflict("collection.advised_already")
        session.add(AdvisoryDevice(congress_id=congress_id, poll_id=poll_id, device_digest=device_digest))
        session.flush()
        session.execute(
            update(AdvisoryCount)
            .where(
                AdvisoryCount.congress_id == congress_id,
                AdvisoryCount.poll_id == poll_id,
                AdvisoryCount.draft_id.in_(chosen),
            )
            .values(count=AdvisoryCount.count + 1)
        )


def advice(session: Session, congress_id: str, call_id: str) -> list[Advice]:
    """The public polls of a call, the latest first."""
    query = select(AdvisoryPoll).where(
        AdvisoryPoll.congress_id == congress_id, AdvisoryPoll.call_id == call_id
    )
    return [_advice(session, row) for row in session.scalars(query.order_by(AdvisoryPoll.begins.desc()))]


def one_advice(session: Session, congress_id: str, poll_id: str) -> Advice:
    row = session.scalars(
        select(AdvisoryPoll).where(AdvisoryPoll.congress_id == congress_id, AdvisoryPoll.id == poll_id)
    ).first()
    if row is None:
        raise NotFound("collection.advice_not_found")
    return _advice(session, row)


def _advice(session: Session, row: AdvisoryPoll) -> Advice:
    counts = select(AdvisoryCount.draft_id, AdvisoryCount.count).where(
        AdvisoryCount.congress_id == row.congress_id, AdvisoryCount.poll_id == row.id
    )
    devices = select(AdvisoryDevice.id).where(
        AdvisoryDevice.congress_id == row.congress_id, AdvisoryDevice.poll_id == row.id
    )
    return Advice(
        row.id,
        row.call_id,
        row.most,
        row.begins,
        row.ends,
        {draft_id: count for draft_id, count in session.execute(counts)},
        len(session.scalars(devices).all()),
    )
