"""A secret rating handed to polling: its draft in a sitting, its items with the text of their promise.

draft(main, board, actor, congress_id, evaluation_id, sitting_id, now=) -> poll id
waiting(session, congress_id) -> list[(EvaluationLine, year)]       secret ratings without a result yet
published(session, congress_id) -> list[(EvaluationLine, year)]     what can be read out before the next vote
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.errors import Conflict
from voting.polling import sittings
from voting.rules import articles
from voting.supervision import programmes, ratings
from voting.supervision.plan_models import Programme
from voting.supervision.rating_models import Evaluation
from voting.supervision.ratings import EvaluationLine


def draft(
    main: Session,
    board: Session,
    actor: Actor,
    congress_id: str,
    evaluation_id: str,
    sitting_id: str,
    *,
    now: datetime,
) -> str:
    """An ordinary draft of a rating, which the secretariat can still change."""
    line = ratings.evaluation(main, congress_id, evaluation_id)
    if line.form != "secret" or line.state != "draft":
        raise Conflict("supervision.rating_fixed")
    listed = programmes.projects(main, congress_id, line.programme_id)
    promised = {project.id: project.promise for project in listed}
    items = ratings.items(main, congress_id, evaluation_id)
    text = articles.template("rating")
    method = line.rule.method(line.raters, len(items))
    return sittings.draft_poll(
        board,
        actor=actor,
        sitting_id=sitting_id,
        title=line.title,
        method=replace(method, articles=articles.ordered(text, "rating")),
        projects=[
            replace(
                promised[item.project_id], name=item.name, unit=item.unit or promised[item.project_id].unit
            )
            for item in items
        ],
        now=now,
        text=text,
    )


def published(session: Session, congress_id: str) -> list[tuple[EvaluationLine, int]]:
    """Ratings of earlier years and this one that can be read out, the latest first."""
    query = (
        select(Evaluation, Programme.year)
        .join(
            Programme,
            (Programme.congress_id == Evaluation.congress_id) & (Programme.id == Evaluation.programme_id),
        )
        .where(Evaluation.congress_id == congress_id, Evaluation.state == "published")
        .order_by(Evaluation.published_at.desc())
        .limit(10)
    )
    return [(ratings.line_of(row), year) for row, year in session.execute(query)]


def waiting(session: Session, congress_id: str) -> list[tuple[EvaluationLine, int]]:
    query = (
        select(Evaluation, Programme.year)
        .join(
            Programme,
            (Programme.congress_id == Evaluation.congress_id) & (Programme.id == Evaluation.programme_id),
        )
        .where(
            Evaluation.congress_id == congress_id, Evaluation.form == "secret", Evaluation.state == "draft"
        )
        .order_by(Evaluation.created_at)
    )
    return [(ratings.line_of(row), year) for row, year in session.execute(query)]
