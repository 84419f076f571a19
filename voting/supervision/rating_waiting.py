"""What waits of ratings: sheets to hand in, rectifications that were reported, opinions to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor, Role
from voting.congress.units import units_of
from voting.errors import N_
from voting.supervision import named, programmes, rating_polls, rectifying
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import ChosenProject, Programme
from voting.supervision.resident_models import ResidentRating
from voting.waiting import Waiting

PARTS = ("lead", "responsible", "owner")


def waiting(session: Session, actor: Actor, congress_id: str, now: datetime) -> list[Waiting]:
    found = []
    for line in named.mine(session, congress_id, actor.person_id):
        if line.state == "open" and not line.submitted:
            to = {"evaluation_id": line.evaluation_id}
            found.append(Waiting(N_("测评票待提交"), 1, "my_ratings.sheet", to))
    if actor.may(Role.SECRETARIAT):
        many = len(rating_polls.waiting(session, congress_id))
        if many:
            found.append(Waiting(N_("无记名测评待起草"), many, "ratings.secret"))
    if actor.may(Role.UNIT):
        found += _of_units(session, actor, congress_id)
    if actor.may(*OFFICE):
        found += _of_office(session, congress_id)
    return found


def _of_units(session: Session, actor: Actor, congress_id: str) -> list[Waiting]:
    mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
    theirs = programmes.projects_of_units(session, congress_id, mine, PARTS) if mine else set()
    owed = [line for line in rectifying.of_project(session, congress_id, theirs) if line.state == "ordered"]
    return [
        Waiting(N_("测评不满意待整改"), 1, "years.project", {"year": year, "number": number})
        for year, number in _addresses(session, congress_id, {line.project_id for line in owed})
    ]


def _addresses(session: Session, congress_id: str, project_ids: set[str]) -> list[tuple[int, int]]:
    query = (
        select(Programme.year, ChosenProject.number)
        .join(
            ChosenProject,
            (ChosenProject.congress_id == Programme.congress_id)
            & (ChosenProject.programme_id == Programme.id),
        )
        .where(Programme.congress_id == congress_id, ChosenProject.id.in_(project_ids))
        .order_by(Programme.year, ChosenProject.number)
    )
    return [(year, number) for year, number in session.execute(query)] if project_ids else []


def _of_office(session: Session, congress_id: str) -> list[Waiting]:
    """By year: sentences and bursts of residents' opinions that nobody judged."""
    undecided = (ResidentRating.sentence_state == "waiting") | (ResidentRating.flag != "")
    query = (
        select(Programme.year, func.count(ResidentRating.id))
        .join(
            ChosenProject,
            (ChosenProject.congress_id == Programme.congress_id)
            & (ChosenProject.programme_id == Programme.id),
        )
        .join(
            ResidentRating,
            (ResidentRating.congress_id == ChosenProject.congress_id)
            & (ResidentRating.project_id == ChosenProject.id),
        )
        .where(Programme.congress_id == congress_id, undecided, ResidentRating.set_aside.is_(False))
        .group_by(Programme.year)
    )
    return [
        Waiting(N_("群众评价待审核"), many, "residents.page", {"year": year})
        for year, many in session.execute(query)
    ]
