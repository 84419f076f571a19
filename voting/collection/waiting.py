"""What waits at the desks, for the units and at the stations: for the first page of each."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.collection import assessment
from voting.collection.call_models import Call
from voting.collection.desk_models import Decision
from voting.collection.idea_models import Idea
from voting.collection.machines import desks_of
from voting.congress.roles import Actor, Role
from voting.congress.units import units_of
from voting.errors import N_
from voting.waiting import Waiting

HALL = ZoneInfo("Asia/Shanghai")


def waiting(session: Session, actor: Actor, congress_id: str, now: datetime) -> list[Waiting]:
    """Of the calls that still run: new ideas, decisions that are prepared; of a unit its open questions."""
    found = _at_desks(session, actor, congress_id)
    if actor.may(Role.UNIT):
        mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
        open_ones = assessment.asked_of(session, congress_id, mine, open_only=True)
        late = sum(question.due < now.astimezone(HALL).date() for question in open_ones)
        if open_ones:
            found.append(Waiting(N_("论证任务待答复"), len(open_ones), "units.desk"))
        if late:
            found.append(Waiting(N_("论证任务已逾期"), late, "units.desk"))
    return found


def _at_desks(session: Session, actor: Actor, congress_id: str) -> list[Waiting]:
    desks = desks_of(actor)
    if not desks:
        return []
    running = Call.state.in_(("open", "closed"))
    ideas = (
        select(Idea.call_id, func.count(Idea.id))
        .join(Call, (Call.id == Idea.call_id) & (Call.congress_id == Idea.congress_id))
        .where(Idea.congress_id == congress_id, Idea.desk.in_(desks), running)
        .group_by(Idea.call_id)
    )
    prepared = ideas.join(
        Decision, (Decision.idea_id == Idea.id) & (Decision.congress_id == Idea.congress_id)
    ).where(Decision.publication_id.is_(None))
    return [
        Waiting(label, many, endpoint, {"call_id": call_id})
        for label, endpoint, query in (
            (N_("意见建议待受理"), "inbox.page", ideas.where(Idea.state == "received")),
            (N_("办理意见拟定待公布"), "decisions.page", prepared),
        )
        for call_id, many in session.execute(query)
    ]
