"""Ratings (测评) of a year's projects: prepared by the office, read by everybody concerned.

create(session, actor, congress_id, programme_id, given, now=) -> evaluation id
change(…, evaluation_id, given, now=);  drop(…, evaluation_id, reason, now=)      before any mark; why
evaluations(session, congress_id, programme_id) -> list[EvaluationLine]           the latest first
evaluation(session, congress_id, evaluation_id) -> EvaluationLine;  row_of(…)      the row, for this room
items(session, congress_id, evaluation_id) -> tuple[ItemLine, …]
publish(session, actor, congress_id, evaluation_id, now=)
latest(session, congress_id, project_ids) -> dict[project id, Latest]             what was published
sealed_content(session, congress_id, round_row) -> dict                           for the round's seal

What a rating came to is made in rating_results.py, marks by name in named.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.supervision import programmes, rating_results, rating_rule
from voting.supervision.machines import OFFICE
from voting.supervision.programmes import ProjectLine
from voting.supervision.rating_machines import EVALUATION, FORM_WORDS, RATER_WORDS
from voting.supervision.rating_models import Evaluation, EvaluationItem, EvaluationResult
from voting.supervision.rating_results import Outcome, RatedItem
from voting.supervision.rating_rule import Rule
from voting.supervision.round_models import Round

MOST_ITEMS, MOST_MEMBERS, TITLE = 100, 5000, 60


@dataclass(frozen=True)
class NewEvaluation:
    """``items`` are (project id, name, unit) in their order; ``people`` rate by name, empty for all of the
    body; ``weights`` are {group, weight, name} of weighting.py."""

    title: str
    form: str
    raters: str
    rule: Rule
    members: int
    items: tuple[tuple[str, str, str], ...]
    people: tuple[str, ...] = ()
    weights: tuple[Mapping[str, Any], ...] = ()
    round_id: str | None = None
    closes_on: date | None = None
    again_of: str | None = None


@dataclass(frozen=True)
class EvaluationLine:
    """A rating as pages show it."""

    id: str
    congress_id: str
    programme_id: str
    round_id: str | None
    number: int
    title: str
    form: str
    raters: str
    state: str
    rule: Rule
    members: int
    people: Sequence[str]
    weights: Sequence[Mapping[str, Any]]
    again_of: str | None
    closes_on: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True)
class ItemLine:
    number: int
    project_id: str
    name: str
    unit: str


@dataclass(frozen=True)
class Latest:
    """A project's published ratings, the latest first, each (rating, its item)."""

    results: tuple[tuple[EvaluationLine, RatedItem], ...]

    @property
    def grade(self) -> str:
        """The grade's word; empty where the numbers decided nothing."""
        return self.results[0][1].grade_name


# Preparing ------------------------------------------------------------------------------------


def create(
    session: Session,
    actor: Actor,
    congress_id: str,
    programme_id: str,
    given: NewEvaluation,
    *,
    now: datetime,
) -> str:
    """A rating in preparation; Invalid names the field."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        known = {line.id for line in programmes.projects(session, congress_id, programme_id)}
        _check(session, congress_id, programme_id, given, known)
        highest = select(func.max(Evaluation.number)).where(
            Evaluation.congress_id == congress_id, Evaluation.programme_id == programme_id
        )
        row = Evaluation(
            id=new_id(),
            congress_id=congress_id,
            programme_id=programme_id,
            number=(session.scalar(highest) or 0) + 1,
            again_of=given.again_of,
            created_at=now,
        )
        _fill(row, given)
        session.add(row)
        session.flush()
        _put_items(session, row, given.items)
        _record(session, actor, role, row, "prepare_rating", now)
        return row.id


def change(
    session: Session,
    actor: Actor,
    congress_id: str,
    evaluation_id: str,
    given: NewEvaluation,
    *,
    now: datetime,
) -> None:
    """The whole form replaces what was there, as long as nobody has rated."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = row_of(session, congress_id, evaluation_id)
        if row.state != "draft":
            raise Conflict("supervision.rating_fixed")
        known = {line.id for line in programmes.projects(session, congress_id, row.programme_id)}
        _check(session, congress_id, row.programme_id, given, known)
        _fill(row, given)
        session.execute(
            delete(EvaluationItem).where(
                EvaluationItem.congress_id == congress_id, EvaluationItem.evaluation_id == row.id
            )
        )
        _put_items(session, row, given.items)
        _record(session, actor, role, row, "prepare_rating", now)


def drop(
    session: Session, actor: Actor, congress_id: str, evaluation_id: str, reason: str, *, now: datetime
) -> None:
    """Call a rating off; what was marked is counted nowhere."""
    if not reason.strip():
        raise Invalid("supervision.reason_missing", field="reason")
    with writing(session):
        row = row_of(session, congress_id, evaluation_id)
        EVALUATION.move(session, row, "drop_rating", actor=actor, now=now, reason=reason)


def publish(session: Session, actor: Actor, congress_id: str, evaluation_id: str, *, now: datetime) -> None:
    """Tell everybody what it came to, and order what follows from it."""
    with writing(session):
        row = row_of(session, congress_id, evaluation_id)
        EVALUATION.move(session, row, "publish_rating", actor=actor, now=now)
        row.published_at = now
        outcome = outcome_of(session, congress_id, evaluation_id)
        if outcome is not None:
            rating_results.order_rectification(session, row, outcome, now)


def usual_items(
    projects: Sequence[ProjectLine], plans: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """One item a project, or one for each of its sub-items where its plan has them by unit."""
    found: list[tuple[str, str, str]] = []
    for project in projects:
        parts = plans.get(project.id, ())
        found += [(project.id, f"{project.name}：{name}", unit) for name, unit in parts] or [
            (project.id, project.name, project.promise.unit)
        ]
    return tuple(found)


def _check(
    session: Session, congress_id: str, programme_id: str, given: NewEvaluation, known: Collection[str]
) -> None:
    if not 2 <= len(given.title.strip()) <= TITLE:
        raise Invalid("supervision.bad_rating_title", field="title")
    if given.form not in FORM_WORDS or given.raters not in RATER_WORDS:
        raise Invalid("supervision.bad_choice", field="form")
    if not 1 <= given.members <= MOST_MEMBERS:
        raise Invalid("supervision.bad_members", field="members")
    names = [name for _, name, _ in given.items]
    if not 1 <= len(names) <= MOST_ITEMS or len(set(names)) != len(names):
        raise Invalid("supervision.bad_items", field="items", most=MOST_ITEMS)
    if any(project_id not in known for project_id, _, _ in given.items):
        raise Invalid("supervision.bad_items", field="items", most=MOST_ITEMS)
    if not all(1 <= len(name) <= 80 for name in names):
        raise Invalid("supervision.bad_items", field="items", most=MOST_ITEMS)
    if given.form == "secret" and given.rule.kind != "grades":
        raise Invalid("supervision.bad_scale", field="kind")
    given.rule.method(given.raters, len(names))
    if given.round_id is not None:
        query = select(Round.id).where(
            Round.congress_id == congress_id, Round.id == given.round_id, Round.programme_id == programme_id
        )
        if session.scalars(query.where(Round.state != "closed")).first() is None:
            raise Invalid("supervision.bad_choice", field="round_id")


def _fill(row: Evaluation, given: NewEvaluation) -> None:
    row.title, row.form, row.raters = given.title.strip(), given.form, given.raters
    row.rule, row.members = rating_rule.to_json(given.rule), given.members
    row.people, row.weights = list(given.people), [dict(weight) for weight in given.weights]
    row.round_id, row.closes_on = given.round_id, given.closes_on


def _put_items(session: Session, row: Evaluation, given: Sequence[tuple[str, str, str]]) -> None:
    for number, (project_id, name, unit) in enumerate(given, start=1):
        session.add(
            EvaluationItem(
                id=new_id(), congress_id=row.congress_id, evaluation_id=row.id, number=number,
                project_id=project_id, name=name, unit=unit[:60],
            )
        )  # fmt: skip
    session.flush()


def _record(
    session: Session, actor: Actor, role: str, row: Evaluation, verb: str, now: datetime, reason: str = ""
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="evaluation",
        object_id=row.id,
        after={"title": row.title, "form": row.form, "rule": row.rule, "members": row.members},
        reason=reason,
        now=now,
    )


# Reading --------------------------------------------------------------------------------------


def evaluations(session: Session, congress_id: str, programme_id: str) -> list[EvaluationLine]:
    query = select(Evaluation).where(
        Evaluation.congress_id == congress_id, Evaluation.programme_id == programme_id
    )
    return [line_of(row) for row in session.scalars(query.order_by(Evaluation.number.desc()))]


def evaluation(session: Session, congress_id: str, evaluation_id: str) -> EvaluationLine:
    return line_of(row_of(session, congress_id, evaluation_id))


def row_of(session: Session, congress_id: str, evaluation_id: str) -> Evaluation:
    row = session.scalars(
        select(Evaluation).where(Evaluation.congress_id == congress_id, Evaluation.id == evaluation_id)
    ).first()
    if row is None:
        raise NotFound("supervision.rating_not_found")
    return row


def line_of(row: Evaluation) -> EvaluationLine:
    fields = {name: getattr(row, name) for name in EvaluationLine.__dataclass_fields__}
    return EvaluationLine(**fields | {"rule": rating_rule.from_json(row.rule)})


def items(session: Session, congress_id: str, evaluation_id: str) -> tuple[ItemLine, ...]:
    query = (
        select(EvaluationItem)
        .where(EvaluationItem.congress_id == congress_id, EvaluationItem.evaluation_id == evaluation_id)
        .order_by(EvaluationItem.number)
    )
    return tuple(ItemLine(row.number, row.project_id, row.name, row.unit) for row in session.scalars(query))


def latest(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, Latest]:
    """Only what was published; projects without any are left out. Two queries, however many projects."""
    rated = select(EvaluationItem.evaluation_id).where(
        EvaluationItem.congress_id == congress_id, EvaluationItem.project_id.in_(project_ids)
    )
    query = (
        select(Evaluation, EvaluationResult.content)
        .join(
            EvaluationResult,
            (EvaluationResult.congress_id == Evaluation.congress_id)
            & (EvaluationResult.evaluation_id == Evaluation.id),
        )
        .where(
            Evaluation.congress_id == congress_id,
            Evaluation.state == "published",
            Evaluation.id.in_(rated),
        )
        .order_by(Evaluation.published_at.desc(), Evaluation.number.desc())
    )
    found: dict[str, list[tuple[EvaluationLine, RatedItem]]] = {}
    for row, content in session.execute(query):
        line, outcome = line_of(row), rating_results.read(content)
        for item in outcome.told(line.rule.publication).items:
            if item.project_id in project_ids:
                found.setdefault(item.project_id, []).append((line, item))
    return {project_id: Latest(tuple(results)) for project_id, results in found.items()}


def outcome_of(session: Session, congress_id: str, evaluation_id: str) -> Outcome | None:
    """What it came to; None before that."""
    query = select(EvaluationResult.content).where(
        EvaluationResult.congress_id == congress_id, EvaluationResult.evaluation_id == evaluation_id
    )
    content = session.scalars(query).first()
    return None if content is None else rating_results.read(content)


def sealed_content(session: Session, congress_id: str, round_row: Round) -> dict[str, object]:
    """The ratings of this round with what they came to; NotReady while one of them has not come to it."""
    query = (
        select(Evaluation, EvaluationResult)
        .outerjoin(
            EvaluationResult,
            (EvaluationResult.congress_id == Evaluation.congress_id)
            & (EvaluationResult.evaluation_id == Evaluation.id),
        )
        .where(Evaluation.congress_id == congress_id, Evaluation.round_id == round_row.id)
        .order_by(Evaluation.number)
    )
    rated = list(session.execute(query))
    for row, _result in rated:
        if row.state in ("draft", "open"):
            raise NotReady("supervision.rating_pending", title=row.title)
    return {
        "evaluations": [
            {
                "id": row.id, "title": row.title, "form": row.form, "state": row.state, "rule": row.rule,
                "result": result.digest if result else "", "poll": result.poll_uuid if result else "",
                "fingerprint": result.fingerprint if result else "",
            }
            for row, result in rated
        ]
    }  # fmt: skip
