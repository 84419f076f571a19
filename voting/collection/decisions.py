"""Decisions on ideas: prepared by the desk, in force and known to the authors when published together.

decide(session, actor, congress_id, idea_ids, Ruling, now=)             prepare, or prepare anew
withdraw(session, actor, congress_id, idea_ids, now=)                   take back what is not published
pending(session, congress_id, call_id, desk) -> list[Prepared];  seal(prepared) -> str
publish(session, actor, congress_id, call_id, desk, shown=, now=) -> Published
rulings(session, congress_id, idea_ids) -> dict[id, list[Ruled]]        published ones, oldest first
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import library
from voting.collection.desk_models import OUTCOMES, Decision, Publication
from voting.collection.entries import originals
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, call_row, lines, row_of
from voting.collection.machines import DESK_ROLE, DESK_ROLES, IDEA, OUTCOME_VERBS, REASONS, own_desk
from voting.collection.screening import require_screened
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotReady

LONGEST_SENTENCE, LONGEST_PLACE = 300, 60
# A batch is one transaction, and nobody else can write meanwhile: so many take about a second.
MOST_A_BATCH = 300


@dataclass(frozen=True)
class Ruling:
    """What shall become of an idea; all but ``adopt`` need a reason code and a sentence for the author."""

    outcome: str
    reason_code: str = ""
    sentence: str = ""
    referred_to: str = ""


@dataclass(frozen=True)
class Prepared:
    """A decision that waits to be published; ``id`` is another one after it was prepared anew."""

    id: str
    idea: IdeaLine
    ruling: Ruling
    prepared_by: str
    prepared_at: datetime


@dataclass(frozen=True)
class Ruled:
    """A published decision."""

    ruling: Ruling
    number: int
    published_at: datetime


@dataclass(frozen=True)
class Published:
    """A batch: its number within call and desk, and how many decisions it made known."""

    id: str
    number: int
    count: int
    at: datetime


def decide(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_ids: Sequence[str],
    ruling: Ruling,
    *,
    now: datetime,
    screened_elsewhere: bool = False,
) -> int:
    """Prepare one ruling for these ideas; none of their authors is told before it is published.

    Adopting needs the whole checklist, but for what the other desk has screened.
    """
    _check(ruling)
    if not idea_ids:
        raise Invalid("collection.nothing_chosen", field="ideas")
    with writing(session):
        for idea_id in idea_ids:
            row = row_of(session, congress_id, idea_id)
            own_desk(session, row, actor, now)
            if row.state == "received":
                IDEA.move(session, row, "take_up", actor=actor, now=now)
            if row.state != "in_progress":
                raise Conflict("collection.already_answered")
            if ruling.outcome == "adopt" and not screened_elsewhere:
                require_screened(session, row)
            _replace(session, actor, row, ruling, now)
    return len(idea_ids)


def _check(ruling: Ruling) -> None:
    if ruling.outcome not in OUTCOMES:
        raise Invalid("collection.outcome_unknown", field="outcome")
    if len(ruling.sentence) > LONGEST_SENTENCE:
        raise Invalid("collection.too_long", field="sentence", most=LONGEST_SENTENCE)
    if ruling.outcome == "adopt":
        return
    if ruling.reason_code not in REASONS:
        raise Invalid("collection.reason_code_missing", field="reason_code")
    if len(ruling.sentence.strip()) < 5:
        raise Invalid("collection.sentence_missing", field="sentence")
    if ruling.outcome == "refer" and not 2 <= len(ruling.referred_to.strip()) <= LONGEST_PLACE:
        raise Invalid("collection.referred_where", field="referred_to")


def _replace(session: Session, actor: Actor, row: Idea, ruling: Ruling, now: datetime) -> None:
    _take_back(session, row)
    adopted = ruling.outcome == "adopt"
    session.add(
        Decision(
            congress_id=row.congress_id,
            idea_id=row.id,
            outcome=ruling.outcome,
            reason_code="" if adopted else ruling.reason_code,
            sentence=ruling.sentence.strip(),
            referred_to=ruling.referred_to.strip() if ruling.outcome == "refer" else "",
            prepared_by=actor.person_id,
            prepared_at=now,
        )
    )
    session.flush()
    _record(session, actor, row, "prepare_decision", ruling.outcome, now)


def withdraw(
    session: Session, actor: Actor, congress_id: str, idea_ids: Sequence[str], *, now: datetime
) -> None:
    """Take back what was prepared for these ideas."""
    with writing(session):
        for idea_id in idea_ids:
            row = row_of(session, congress_id, idea_id)
            own_desk(session, row, actor, now)
            _take_back(session, row)
            _record(session, actor, row, "withdraw_decision", "", now)


def _take_back(session: Session, row: Idea) -> None:
    session.execute(
        delete(Decision).where(
            Decision.congress_id == row.congress_id,
            Decision.idea_id == row.id,
            Decision.publication_id.is_(None),
        )
    )


def _record(session: Session, actor: Actor, row: Idea, verb: str, outcome: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*DESK_ROLES),
        verb=verb,
        object_kind="idea",
        object_id=row.id,
        after={"outcome": outcome},
        now=now,
    )


# Publishing -----------------------------------------------------------------------------------


def _pending_rows(session: Session, congress_id: str, call_id: str, desk: str) -> list[Decision]:
    query = (
        select(Decision)
        .join(Idea, Idea.id == Decision.idea_id)
        .where(
            Decision.congress_id == congress_id,
            Decision.publication_id.is_(None),
            Idea.congress_id == congress_id,
            Idea.call_id == call_id,
            Idea.desk == desk,
        )
        .order_by(Decision.prepared_at, Idea.number)
        .limit(MOST_A_BATCH)
    )
    return list(session.scalars(query))


def pending(session: Session, congress_id: str, call_id: str, desk: str) -> list[Prepared]:
    """What the next publication would make known, in the order of preparing; MOST_A_BATCH at once."""
    rows = _pending_rows(session, congress_id, call_id, desk)
    known = lines(session, congress_id, [row.idea_id for row in rows])
    return [
        Prepared(row.id, known[row.idea_id], _ruling(row), row.prepared_by, row.prepared_at) for row in rows
    ]


def seal(prepared: Sequence[Prepared]) -> str:
    """Which decisions these are, so that exactly what somebody has read is published."""
    return _seal([each.id for each in prepared])


def _seal(ids: Sequence[str]) -> str:
    return hashlib.sha256(",".join(ids).encode()).hexdigest()


def _ruling(row: Decision) -> Ruling:
    return Ruling(row.outcome, row.reason_code, row.sentence, row.referred_to)


def publish(
    session: Session, actor: Actor, congress_id: str, call_id: str, desk: str, *, shown: str, now: datetime
) -> Published:
    """Make known what ``pending`` gave, in one batch with a number; ``shown`` seals what was read."""
    role = actor.role_for(DESK_ROLE[desk])
    with writing(session):
        year = call_row(session, congress_id, call_id).year
        rows = _pending_rows(session, congress_id, call_id, desk)
        if not rows:
            raise NotReady("collection.nothing_prepared")
        if _seal([row.id for row in rows]) != shown:
            raise Conflict("collection.batch_changed", found=len(rows))
        mine = (Publication.congress_id == congress_id, Publication.call_id == call_id)
        last = session.scalar(select(func.max(Publication.number)).where(*mine, Publication.desk == desk))
        batch = Publication(
            id=new_id(),
            congress_id=congress_id,
            call_id=call_id,
            desk=desk,
            number=(last or 0) + 1,
            published_by=actor.person_id,
            published_at=now,
        )
        session.add(batch)
        session.flush()
        for decision in rows:
            _enforce(session, actor, decision, batch, year, now)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="publish_decisions",
            object_kind="call",
            object_id=call_id,
            after={"number": batch.number, "count": len(rows)},
            now=now,
        )
        return Published(batch.id, batch.number, len(rows), now)


def _enforce(
    session: Session, actor: Actor, decision: Decision, batch: Publication, year: int, now: datetime
) -> None:
    row = row_of(session, decision.congress_id, decision.idea_id)
    IDEA.move(session, row, OUTCOME_VERBS[decision.outcome], actor=actor, now=now, reason=decision.sentence)
    decision.publication_id = batch.id
    row.answered_at = row.answered_at or now
    _answer_originals(session, row, now)
    if decision.outcome == "keep":
        library.put(session, row, decision.sentence, year=year, now=now)
    session.flush()


def _answer_originals(session: Session, row: Idea, now: datetime) -> None:
    """Whoever wrote what went into this entry has his first answer with it."""
    merged = originals(session, row.congress_id, [row.id])[row.id]
    written = [*merged, *filter(None, [row.split_from])]
    session.execute(
        update(Idea)
        .where(Idea.congress_id == row.congress_id, Idea.id.in_(written), Idea.answered_at.is_(None))
        .values(answered_at=now)
    )


def batches(session: Session, congress_id: str, call_id: str, desk: str) -> list[Published]:
    """The publications of a desk so far, the latest first."""
    query = (
        select(Publication, func.count(Decision.id))
        .join(Decision, Decision.publication_id == Publication.id)
        .where(
            Publication.congress_id == congress_id,
            Decision.congress_id == congress_id,
            Publication.call_id == call_id,
            Publication.desk == desk,
        )
        .group_by(Publication.id)
        .order_by(Publication.number.desc())
    )
    return [Published(row.id, row.number, many, row.published_at) for row, many in session.execute(query)]


def rulings(session: Session, congress_id: str, idea_ids: Collection[str]) -> dict[str, list[Ruled]]:
    """What was made known of these ideas."""
    query = (
        select(Decision, Publication)
        .join(Publication, Publication.id == Decision.publication_id)
        .where(
            Decision.congress_id == congress_id,
            Publication.congress_id == congress_id,
            Decision.idea_id.in_(idea_ids),
        )
        .order_by(Publication.published_at, Publication.number)
    )
    found: dict[str, list[Ruled]] = {}
    for decision, batch in session.execute(query):
        known = Ruled(_ruling(decision), batch.number, batch.published_at)
        found.setdefault(decision.idea_id, []).append(known)
    return found


def prepared_for(session: Session, congress_id: str, idea_id: str) -> Ruling | None:
    """The decision that waits to be published for one idea."""
    row = session.scalars(
        select(Decision).where(
            Decision.congress_id == congress_id,
            Decision.idea_id == idea_id,
            Decision.publication_id.is_(None),
        )
    ).first()
    return _ruling(row) if row else None
