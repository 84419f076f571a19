"""What follows from a published 不满意: put right by a day, reported on, rated again; both ratings stay.

of_evaluation(session, congress_id, evaluation_id), of_project(…, project_ids) -> list[RectificationLine]
answer(session, actor, congress_id, rectification_id, text, now=)          the unit's own account
give_back(…, reason, now=)
rate_again(session, actor, congress_id, evaluation_id, now=) -> evaluation id
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Invalid, NotAllowed, NotFound, NotReady
from voting.supervision import programmes, ratings
from voting.supervision.machines import OFFICE
from voting.supervision.rating_machines import ANSWERERS, RECTIFICATION
from voting.supervision.rating_models import Evaluation, EvaluationItem, Rectification
from voting.supervision.ratings import TITLE, NewEvaluation

AGAIN = "（整改后再次测评）"
LONGEST = 2000


@dataclass(frozen=True)
class RectificationLine:
    """``title`` is that of the rating it follows from, ``again_id`` the rating that rates it anew."""

    id: str
    evaluation_id: str
    title: str
    project_id: str
    item_number: int
    name: str
    state: str
    cause: str
    due_on: date
    answer: str
    answered_at: datetime | None
    again_id: str | None


def of_evaluation(session: Session, congress_id: str, evaluation_id: str) -> list[RectificationLine]:
    return _lines(session, congress_id, Rectification.evaluation_id == evaluation_id)


def of_project(session: Session, congress_id: str, project_ids: Collection[str]) -> list[RectificationLine]:
    return _lines(session, congress_id, Rectification.project_id.in_(project_ids))


def open_ones(session: Session, congress_id: str) -> list[RectificationLine]:
    return _lines(session, congress_id, Rectification.state != "rated_again")


def _lines(session: Session, congress_id: str, which: ColumnElement[bool]) -> list[RectificationLine]:
    query = (
        select(Rectification, EvaluationItem.name, Evaluation.title)
        .join(
            EvaluationItem,
            (EvaluationItem.congress_id == Rectification.congress_id)
            & (EvaluationItem.evaluation_id == Rectification.evaluation_id)
            & (EvaluationItem.number == Rectification.item_number),
        )
        .join(
            Evaluation,
            (Evaluation.congress_id == Rectification.congress_id)
            & (Evaluation.id == Rectification.evaluation_id),
        )
        .where(Rectification.congress_id == congress_id, which)
        .order_by(Rectification.due_on, Rectification.item_number)
    )
    taken = [name for name in RectificationLine.__dataclass_fields__ if name not in ("name", "title")]
    return [
        RectificationLine(name=name, title=title, **{field: getattr(row, field) for field in taken})
        for row, name, title in session.execute(query)
    ]


def may_answer(session: Session, actor: Actor, congress_id: str, project_id: str) -> bool:
    """The office, the inspectorate, and those who work for a unit of this project."""
    if actor.may(*(role for role in ANSWERERS if role is not Role.UNIT)):
        return True
    mine = {unit.id for unit in units.units_of(session, congress_id, actor.person_id)}
    parts = programmes.units_of_project(session, congress_id, [project_id])[project_id]
    return actor.may(Role.UNIT) and any(unit_id in mine for _, unit_id in parts)


def answer(
    session: Session, actor: Actor, congress_id: str, rectification_id: str, text: str, *, now: datetime
) -> None:
    """What was put right and how."""
    given = text.strip()
    if not 10 <= len(given) <= LONGEST:
        raise Invalid("supervision.bad_rectification", field="answer", most=LONGEST)
    with writing(session):
        row = _row(session, congress_id, rectification_id)
        if not may_answer(session, actor, congress_id, row.project_id):
            raise NotAllowed("congress.role_missing")
        RECTIFICATION.move(session, row, "answer_rectification", actor=actor, now=now)
        row.answer, row.answered_at = given, now


def give_back(
    session: Session, actor: Actor, congress_id: str, rectification_id: str, reason: str, *, now: datetime
) -> None:
    """What was reported is not enough."""
    if not reason.strip():
        raise Invalid("supervision.reason_missing", field="reason")
    with writing(session):
        row = _row(session, congress_id, rectification_id)
        RECTIFICATION.move(session, row, "return_rectification", actor=actor, now=now, reason=reason)


def rate_again(session: Session, actor: Actor, congress_id: str, evaluation_id: str, *, now: datetime) -> str:
    """A rating of those items whose rectification was reported, by the same body and the same rule."""
    actor.role_for(*OFFICE)
    with writing(session):
        first = ratings.evaluation(session, congress_id, evaluation_id)
        query = select(Rectification).where(
            Rectification.congress_id == congress_id,
            Rectification.evaluation_id == evaluation_id,
            Rectification.state == "answered",
        )
        due = {row.item_number: row for row in session.scalars(query)}
        if not due:
            raise NotReady("supervision.nothing_to_rate_again")
        items = [
            (item.project_id, item.name, item.unit)
            for item in ratings.items(session, congress_id, evaluation_id)
            if item.number in due
        ]
        plain = first.title.replace(AGAIN, "")
        made = ratings.create(
            session, actor, congress_id, first.programme_id,
            NewEvaluation(
                title=plain[: TITLE - len(AGAIN)] + AGAIN,
                form=first.form,
                raters=first.raters,
                rule=replace(first.rule),
                members=first.members,
                items=tuple(items),
                people=tuple(first.people),
                again_of=first.id,
            ),
            now=now,
        )  # fmt: skip
        for row in due.values():
            RECTIFICATION.move(session, row, "rate_again", actor=actor, now=now)
            row.again_id = made
        return made


def _row(session: Session, congress_id: str, rectification_id: str) -> Rectification:
    row = session.scalars(
        select(Rectification).where(
            Rectification.congress_id == congress_id, Rectification.id == rectification_id
        )
    ).first()
    if row is None:
        raise NotFound("supervision.rectification_not_found")
    return row
