"""Two levels: what a congress sees of those directly below it, and how an idea is passed up or down.

below(session, congress_id) -> list[Township]             calls with counts and what the public may read
targets(session, congress_id) -> list[Target]             calls above and below that take an idea now
pass_on(session, secret, actor, congress_id, idea_ids, target_call_id, reason, now=) -> how many
passage(session, congress_id, idea_id) -> PassageLine | None

What is read of another congress is its published calls, counts and listed texts; what is written there is one
new idea and its passage, with an act in either log. Who wrote an idea stays where he sent it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.call_models import Call
from voting.collection.decisions import Ruling, decide
from voting.collection.desk import require_desk
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, NewIdea, get, receive
from voting.collection.level_models import Passage
from voting.collection.machines import DESK_ROLE, DESK_ROLES, OPEN_STATES, OPEN_TO_ALL
from voting.congress import services
from voting.congress.roles import Actor
from voting.congress.services import CongressInfo
from voting.db import across_congresses, writing
from voting.errors import Conflict, Invalid, NotFound
from voting.wording import VERBS

UP, DOWN = "up", "down"
LONGEST_REASON, MOST_SHOWN = 300, 200
HALL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class CallBelow:
    """A published call of a congress below: how many ideas in which state, and its listed ones."""

    id: str
    title: str
    year: int
    state: str
    counts: dict[str, int]
    listed: tuple[IdeaLine, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Township:
    congress: CongressInfo
    calls: tuple[CallBelow, ...]


@dataclass(frozen=True)
class Target:
    """A call of another level that takes an idea."""

    call_id: str
    title: str
    congress: CongressInfo
    direction: str


@dataclass(frozen=True)
class PassageLine:
    """Where an idea came from and what was done with it there."""

    direction: str
    from_name: str
    from_number: str
    reason: str
    history: tuple[tuple[str, str], ...]
    passed_at: datetime


# Reading --------------------------------------------------------------------------------------


def below(session: Session, congress_id: str) -> list[Township]:
    """The congresses directly below, by name."""
    return [
        Township(child, tuple(_calls_below(session, child.id)))
        for child in services.children_of(session, congress_id)
    ]


def _calls_below(session: Session, child_id: str) -> list[CallBelow]:
    with across_congresses(session):
        calls = session.scalars(
            select(Call)
            .where(Call.congress_id == child_id, Call.state != "draft")
            .order_by(Call.year.desc(), Call.created_at.desc())
        ).all()
        found = []
        for call in calls:
            mine = (Idea.congress_id == child_id, Idea.call_id == call.id, Idea.kind == "original")
            counts = session.execute(select(Idea.state, func.count()).where(*mine).group_by(Idea.state))
            listed = _listed(session, child_id, call) if call.public_lists else ()
            by_state = {state: many for state, many in counts}
            found.append(CallBelow(call.id, call.title, call.year, call.state, by_state, listed))
        return found


def _listed(session: Session, child_id: str, call: Call) -> tuple[IdeaLine, ...]:
    query = select(Idea.id).where(
        Idea.congress_id == child_id,
        Idea.call_id == call.id,
        Idea.listed_at.is_not(None),
        Idea.state.in_(OPEN_TO_ALL),
    )
    ids = session.scalars(query.order_by(Idea.number.desc()).limit(MOST_SHOWN)).all()
    return tuple(get(session, child_id, idea_id) for idea_id in ids)


def targets(session: Session, congress_id: str) -> list[Target]:
    """The congress above first, then those below."""
    above = services.parent_of(session, congress_id)
    places = [(above, UP)] if above else []
    places += [(child, DOWN) for child in services.children_of(session, congress_id)]
    found = []
    with across_congresses(session):
        for congress, direction in places:
            query = select(Call).where(Call.congress_id == congress.id, Call.state.in_(("open", "closed")))
            for call in session.scalars(query.order_by(Call.year.desc())):
                found.append(Target(call.id, call.title, congress, direction))
    return found


def passage(session: Session, congress_id: str, idea_id: str) -> PassageLine | None:
    row = session.scalars(
        select(Passage).where(Passage.congress_id == congress_id, Passage.idea_id == idea_id)
    ).first()
    if row is None:
        return None
    history = tuple((minute, words) for minute, words in row.history)
    return PassageLine(row.direction, row.from_name, row.from_number, row.reason, history, row.passed_at)


# Passing on -----------------------------------------------------------------------------------


def pass_on(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    idea_ids: Sequence[str],
    target_call_id: str,
    *,
    reason: str,
    now: datetime,
) -> int:
    """Copy ideas to another level with where they come from and what was done with them; here they are
    prepared to be answered as referred there, which the desk publishes like any decision."""
    reason = reason.strip()
    if not 5 <= len(reason) <= LONGEST_REASON:
        raise Invalid("collection.sentence_missing", field="sentence")
    if not idea_ids:
        raise Invalid("collection.nothing_chosen", field="ideas")
    with writing(session):
        target = next((t for t in targets(session, congress_id) if t.call_id == target_call_id), None)
        if target is None:
            raise NotFound("collection.no_such_level")
        for idea_id in idea_ids:
            idea = get(session, congress_id, idea_id)
            require_desk(actor, idea.desk)
            if idea.state not in OPEN_STATES:
                raise Conflict("collection.already_answered")
            _arrive(session, secret, actor, congress_id, idea, target, reason, now)
            where = target.congress.name[:60]
            decide(
                session, actor, congress_id, [idea_id], Ruling("refer", "other_level", reason, where), now=now
            )
            acts.record(
                session,
                congress_id=congress_id,
                actor_id=actor.person_id,
                role=actor.role_for(DESK_ROLE[idea.desk]),
                verb="pass_on",
                object_kind="idea",
                object_id=idea_id,
                after={"to": target.congress.code, "direction": target.direction},
                reason=reason,
                now=now,
            )
    return len(idea_ids)


def _arrive(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    idea: IdeaLine,
    target: Target,
    reason: str,
    now: datetime,
) -> None:
    """The other side's row, passage and act. No author, no person's name and no note goes with it."""
    there = target.congress.id
    history = [[_minute(idea.received_at), "收到"]]
    history += [
        [_minute(act.minute), VERBS[act.verb]]
        for act in acts.acts_of(session, congress_id, "idea", idea.id)
        if act.verb in VERBS
    ]
    home = services.congress_of(session, congress_id)
    given = NewIdea(
        channel="level",
        title=idea.title,
        text=idea.text,
        area=idea.area,
        place=idea.place,
        origin_congress_id=congress_id,
        origin_id=idea.id,
    )
    with across_congresses(session):
        if _copies(session, there, congress_id, idea.id):
            raise Conflict("collection.passed_already", title=idea.title)
        made = receive(session, secret, there, target.call_id, given, now=now)
        session.add(
            Passage(
                congress_id=there,
                idea_id=made.idea_id,
                direction=target.direction,
                from_name=home.name,
                from_number=idea.shown,
                reason=reason,
                history=history,
                passed_at=now,
            )
        )
        session.flush()
        acts.record(
            session,
            congress_id=there,
            actor_id=actor.person_id,
            role=actor.role_for(*DESK_ROLES),
            verb="arrive",
            object_kind="idea",
            object_id=made.idea_id,
            after={"from": home.code, "number": idea.shown},
            reason=reason,
            now=now,
        )


def _copies(session: Session, there: str, congress_id: str, idea_id: str) -> int:
    query = select(func.count(Idea.id)).where(
        Idea.congress_id == there, Idea.origin_congress_id == congress_id, Idea.origin_id == idea_id
    )
    return session.scalar(query) or 0


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(HALL):%Y-%m-%d %H:%M}"
