"""Screening: the call's positive and negative list as a checklist, every line with its legal basis.

answers(session, congress_id, idea_id) -> dict[item id, Answer]
answer(session, actor, congress_id, idea_id, answers, now=)
require_screened(session, idea)                  raises NotReady where something is open or speaks against
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.call_models import ScopeItem
from voting.collection.desk_models import ANSWERS, Screening
from voting.collection.idea_models import Idea
from voting.collection.ideas import row_of
from voting.collection.machines import DESK_ROLES, own_desk
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Invalid, NotReady

LONGEST_REMARK = 200


@dataclass(frozen=True)
class Answer:
    """Does an idea fulfil a line of the positive list, or fall under one of the negative list?"""

    answer: str
    remark: str = ""

    def speaks_against(self, side: str) -> bool:
        return self.answer == ("no" if side == "positive" else "yes")


def answers(session: Session, congress_id: str, idea_id: str) -> dict[str, Answer]:
    query = select(Screening).where(Screening.congress_id == congress_id, Screening.idea_id == idea_id)
    return {row.item_id: Answer(row.answer, row.remark) for row in session.scalars(query)}


def answer(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_id: str,
    given: Mapping[str, Answer],
    *,
    now: datetime,
) -> None:
    """Record the answers of the whole checklist; lines without one stay open."""
    with writing(session):
        row = row_of(session, congress_id, idea_id)
        own_desk(session, row, actor, now)
        items = session.scalars(
            select(ScopeItem.id).where(ScopeItem.congress_id == congress_id, ScopeItem.call_id == row.call_id)
        ).all()
        session.execute(
            delete(Screening).where(Screening.congress_id == congress_id, Screening.idea_id == idea_id)
        )
        for item_id, said in given.items():
            if item_id not in items or said.answer not in ANSWERS or len(said.remark) > LONGEST_REMARK:
                raise Invalid("collection.answer_unknown", field="answers")
            session.add(
                Screening(
                    congress_id=congress_id,
                    idea_id=idea_id,
                    item_id=item_id,
                    answer=said.answer,
                    remark=said.remark.strip(),
                    answered_by=actor.person_id,
                    answered_at=now,
                )
            )
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=actor.role_for(*DESK_ROLES),
            verb="screen",
            object_kind="idea",
            object_id=idea_id,
            after={item: said.answer for item, said in given.items()},
            now=now,
        )


def require_screened(session: Session, row: Idea) -> None:
    """Adopting follows the whole checklist, with nothing on it that speaks against."""
    items = session.scalars(
        select(ScopeItem).where(ScopeItem.congress_id == row.congress_id, ScopeItem.call_id == row.call_id)
    ).all()
    said = answers(session, row.congress_id, row.id)
    missing = [item for item in items if item.id not in said or said[item.id].answer == "unsure"]
    if missing:
        raise NotReady("collection.screening_incomplete", title=row.title, missing=len(missing))
    against = [item for item in items if said[item.id].speaks_against(item.side)]
    if against:
        raise NotReady("collection.screening_against", title=row.title, item=against[0].text)
