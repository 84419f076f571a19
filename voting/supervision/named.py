"""Ratings by name: the list frozen at opening, marks saved as they are made, one submission, one count.

open_rating(session, actor, congress_id, evaluation_id, now=) -> int          how many rate
save(session, person_id, congress_id, evaluation_id, revision, marks) -> int  the new revision
submit(session, person_id, congress_id, evaluation_id, revision, now=)
withdraw(session, actor, congress_id, evaluation_id, person_id, reason, now=)
close(session, actor, congress_id, evaluation_id, now=)
sheet(session, person_id, congress_id, evaluation_id) -> SheetLine            one's own, nobody else's
waiting_for(session, congress_id, person_id) -> list[MyRating];  mine(…)      what somebody rates
raters(session, congress_id, evaluation_id) -> list[RaterLine]                who submitted, never what

Before the close nobody sees a number of marks, after it nobody another person's marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import people, units
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.supervision import programmes, rating_results, rating_rule
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import Programme
from voting.supervision.rating_machines import EVALUATION, LEAST_RATERS
from voting.supervision.rating_models import Evaluation, EvaluationItem, Rater, RatingSheet
from voting.supervision.rating_results import Outcome
from voting.supervision.rating_rule import Rule

BODY_ROLES = {
    "deputies": Role.DEPUTY,
    "assembly": Role.DEPUTY,
    "committee": Role.COMMITTEE_MEMBER,
    "group": Role.DEPUTY,
}


@dataclass(frozen=True)
class SheetLine:
    """One's own sheet: the items to rate by number, the marks so far, whether it was submitted."""

    evaluation_id: str
    title: str
    state: str
    rule: Rule
    items: tuple[tuple[int, str, str], ...]
    barred: int
    marks: Mapping[str, Any]
    revision: int
    submitted: bool


@dataclass(frozen=True)
class MyRating:
    """A rating somebody takes part in."""

    evaluation_id: str
    year: int
    title: str
    state: str
    submitted: bool


@dataclass(frozen=True)
class RaterLine:
    """``barred`` items are his own unit's."""

    person_id: str
    name: str
    submitted: bool
    sheets: int
    barred: int


# Opening --------------------------------------------------------------------------------------


def eligible(
    session: Session, congress_id: str, evaluation: Evaluation, now: datetime
) -> list[people.PersonLine]:
    """Those of the body, or the people named by hand among the members of any body: staff rates nothing."""
    known = people.people_in(session, congress_id, now=now)
    if evaluation.people:
        bodies = set(BODY_ROLES.values())
        return [line for line in known if line.id in evaluation.people and bodies & set(line.roles)]
    role = BODY_ROLES[evaluation.raters]
    return [line for line in known if role in line.roles]


def open_rating(
    session: Session, actor: Actor, congress_id: str, evaluation_id: str, *, now: datetime
) -> int:
    """Freeze who rates which items. A group must be named by hand, and ten are the fewest."""
    with writing(session):
        row = _evaluation(session, congress_id, evaluation_id)
        if row.form != "named":
            raise Conflict("supervision.rating_is_secret")
        if row.raters == "group" and not row.people:
            raise NotReady("supervision.raters_missing")
        found = eligible(session, congress_id, row, now)
        if len(found) < LEAST_RATERS:
            raise NotReady("supervision.too_few_raters", number=len(found), least=LEAST_RATERS)
        if len(found) > row.members:
            raise NotReady("supervision.more_raters_than_members", number=len(found), members=row.members)
        EVALUATION.move(session, row, "open_rating", actor=actor, now=now)
        row.opened_at = now
        numbers = {
            item.number: item.project_id
            for item in rating_results.item_rows(session, congress_id, evaluation_id)
        }
        own = _own_projects(session, congress_id, set(numbers.values()))
        for line in found:
            session.add(
                Rater(
                    id=new_id(), congress_id=congress_id, evaluation_id=row.id, person_id=line.id,
                    name=line.name, marks={},
                    items=[at for at, project in numbers.items() if project not in own.get(line.id, ())],
                )
            )  # fmt: skip
        session.flush()
        return len(found)


def _own_projects(session: Session, congress_id: str, project_ids: set[str]) -> dict[str, set[str]]:
    """Person → projects in which a unit that he works for has a part: nobody rates his own."""
    of_unit: dict[str, set[str]] = {}
    for project_id, parts in programmes.units_of_project(session, congress_id, project_ids).items():
        for _, unit_id in parts:
            of_unit.setdefault(unit_id, set()).add(project_id)
    found: dict[str, set[str]] = {}
    for unit in units.units(session, congress_id, closed=True):
        for person_id in unit.people:
            found.setdefault(person_id, set()).update(of_unit.get(unit.id, ()))
    return found


# Rating ---------------------------------------------------------------------------------------


def save(
    session: Session,
    person_id: str,
    congress_id: str,
    evaluation_id: str,
    revision: int,
    marks: Mapping[str, Any],
) -> int:
    """Write what the page holds over revision ``revision``; the same write sent again changes nothing.

    Conflict where another device wrote in between. One query and one write, whatever the number of items.
    """
    with writing(session):
        evaluation, rater = _open_sheet(session, person_id, congress_id, evaluation_id)
        return _write(evaluation, rater, revision, marks)


def _write(evaluation: Evaluation, rater: Rater, revision: int, marks: Mapping[str, Any]) -> int:
    rule = rating_rule.from_json(evaluation.rule)
    mine = {str(number) for number in rater.items}
    if not set(marks) <= mine:
        raise Invalid("supervision.not_yours_to_rate", field="marks")
    kept = {number: rating_rule.checked(rule, mark) for number, mark in marks.items() if mark is not None}
    if rater.revision == revision:
        rater.marks, rater.revision = kept, revision + 1
    elif rater.revision != revision + 1 or rater.marks != kept:
        raise Conflict("supervision.other_device", revision=rater.revision)
    return rater.revision


def submit(
    session: Session,
    person_id: str,
    congress_id: str,
    evaluation_id: str,
    revision: int,
    marks: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Hand the sheet in, whole: every item marked, unless leaving one out is abstaining."""
    with writing(session):
        evaluation, rater = _open_sheet(session, person_id, congress_id, evaluation_id)
        session.refresh(evaluation, ["state"])  # the count may have been made while this waited for the row
        if evaluation.state != "open":
            raise Conflict("supervision.rating_not_open")
        if marks is not None:
            _write(evaluation, rater, revision, marks)
        elif rater.revision != revision:
            raise Conflict("supervision.other_device", revision=rater.revision)
        rule = rating_rule.from_json(evaluation.rule)
        left = [number for number in rater.items if str(number) not in rater.marks]
        if left and not rule.abstain:
            raise Invalid("supervision.unrated_items", field="marks", number=len(left), first=left[0])
        before = select(func.count(RatingSheet.id)).where(
            RatingSheet.congress_id == congress_id,
            RatingSheet.evaluation_id == evaluation_id,
            RatingSheet.person_id == person_id,
        )
        rater.sheet = (session.scalar(before) or 0) + 1
        session.add(
            RatingSheet(
                id=new_id(), congress_id=congress_id, evaluation_id=evaluation_id, person_id=person_id,
                number=rater.sheet, marks=dict(rater.marks), submitted_at=now,
            )
        )  # fmt: skip
        session.flush()


def withdraw(
    session: Session,
    actor: Actor,
    congress_id: str,
    evaluation_id: str,
    person_id: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Give a submitted sheet back to its rater, at his request; what it says is shown to nobody."""
    role = actor.role_for(*OFFICE)
    if not reason.strip():
        raise Invalid("supervision.reason_missing", field="reason")
    with writing(session):
        evaluation = _evaluation(session, congress_id, evaluation_id)
        rater = _rater(session, person_id, congress_id, evaluation_id)
        if evaluation.state != "open" or not rater.sheet:
            raise Conflict("supervision.nothing_to_withdraw")
        number, rater.sheet = rater.sheet, 0
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="withdraw_sheet",
            object_kind="evaluation",
            object_id=evaluation_id,
            before={"person": person_id, "sheet": number},
            after={"person": person_id, "sheet": 0},
            reason=reason,
            now=now,
        )


# Closing --------------------------------------------------------------------------------------


def close(session: Session, actor: Actor, congress_id: str, evaluation_id: str, *, now: datetime) -> None:
    """Count what was submitted, once and for good."""
    actor.role_for(*OFFICE)
    with writing(session):
        row = _evaluation(session, congress_id, evaluation_id)
        if row.form != "named" or row.state != "open":
            raise Conflict("supervision.rating_not_open")
        rating_results.settle(session, actor, row, _counted(session, row), "close_rating", now=now)


def _counted(session: Session, row: Evaluation) -> Outcome:
    """Each item among those who may rate it: whoever is recused belongs to no base of that item."""
    rule = rating_rule.from_json(row.rule)
    here = (Rater.congress_id == row.congress_id, Rater.evaluation_id == row.id)
    # Held, so that whoever is handing in is either counted or told that it is over.
    raters = list(session.scalars(select(Rater).where(*here).with_for_update()))
    standing = {
        (sheet.person_id, sheet.number): sheet.marks
        for sheet in session.scalars(
            select(RatingSheet).where(
                RatingSheet.congress_id == row.congress_id, RatingSheet.evaluation_id == row.id
            )
        )
    }
    sheets = [(rater, standing[rater.person_id, rater.sheet]) for rater in raters if rater.sheet]
    lines = []
    for item in rating_results.item_rows(session, row.congress_id, row.id):
        recused = sum(item.number not in rater.items for rater in raters)
        marks = [given.get(str(item.number)) for rater, given in sheets if item.number in rater.items]
        count = rating_rule.counted(rule, row.raters, row.members - recused, len(raters) - recused, marks)
        lines.append(rating_results.rated(item, rule, count))
    return Outcome(
        grades=tuple(grade.name for grade in rule.grades),
        items=tuple(lines),
        all_members=row.members,
        present=len(raters),
        handed_out=len(raters),
        returned=len(sheets),
        void=0,
    )


# Reading --------------------------------------------------------------------------------------


def sheet(session: Session, person_id: str, congress_id: str, evaluation_id: str) -> SheetLine:
    """One's own; NotFound for whoever is not on the list."""
    row = _evaluation(session, congress_id, evaluation_id)
    rater = _rater(session, person_id, congress_id, evaluation_id)
    items = rating_results.item_rows(session, congress_id, evaluation_id)
    return SheetLine(
        evaluation_id=row.id,
        title=row.title,
        state=row.state,
        rule=rating_rule.from_json(row.rule),
        items=tuple((item.number, item.name, item.unit) for item in items if item.number in rater.items),
        barred=len(items) - len(rater.items),
        marks=rater.marks,
        revision=rater.revision,
        submitted=bool(rater.sheet),
    )


def mine(session: Session, congress_id: str, person_id: str) -> list[MyRating]:
    """Every rating that somebody is on the list of, the latest first."""
    query = (
        select(Evaluation, Rater.sheet, Programme.year)
        .join(Rater, (Rater.congress_id == Evaluation.congress_id) & (Rater.evaluation_id == Evaluation.id))
        .join(Programme, Programme.id == Evaluation.programme_id)
        .where(
            Evaluation.congress_id == congress_id,
            Rater.congress_id == congress_id,
            Programme.congress_id == congress_id,
            Rater.person_id == person_id,
            Evaluation.state != "dropped",
        )
        .order_by(Evaluation.opened_at.desc())
    )
    return [
        MyRating(row.id, year, row.title, row.state, bool(given))
        for row, given, year in session.execute(query)
    ]


def raters(session: Session, congress_id: str, evaluation_id: str) -> list[RaterLine]:
    """The frozen list with who has handed in; by name."""
    rows = session.scalars(
        select(Rater).where(Rater.congress_id == congress_id, Rater.evaluation_id == evaluation_id)
    ).all()
    many = select(func.count(EvaluationItem.id)).where(
        EvaluationItem.congress_id == congress_id, EvaluationItem.evaluation_id == evaluation_id
    )
    total = session.scalar(many) or 0
    found = [
        RaterLine(row.person_id, row.name, bool(row.sheet), row.sheet, total - len(row.items)) for row in rows
    ]
    return sorted(found, key=lambda line: (line.submitted, line.name))


def _evaluation(session: Session, congress_id: str, evaluation_id: str) -> Evaluation:
    row = session.scalars(
        select(Evaluation).where(Evaluation.congress_id == congress_id, Evaluation.id == evaluation_id)
    ).first()
    if row is None:
        raise NotFound("supervision.rating_not_found")
    return row


def _rater(session: Session, person_id: str, congress_id: str, evaluation_id: str) -> Rater:
    row = session.scalars(
        select(Rater).where(
            Rater.congress_id == congress_id,
            Rater.evaluation_id == evaluation_id,
            Rater.person_id == person_id,
        )
    ).first()
    if row is None:
        raise NotFound("supervision.rating_not_found")
    return row


def _open_sheet(
    session: Session, person_id: str, congress_id: str, evaluation_id: str
) -> tuple[Evaluation, Rater]:
    """One's own sheet while it can be written; the row is held, so that two writes follow each other."""
    query = (
        select(Evaluation, Rater)
        .join(Rater, (Rater.congress_id == Evaluation.congress_id) & (Rater.evaluation_id == Evaluation.id))
        .where(
            Evaluation.congress_id == congress_id,
            Rater.congress_id == congress_id,
            Evaluation.id == evaluation_id,
            Rater.person_id == person_id,
        )
        .with_for_update(of=Rater)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("supervision.rating_not_found")
    evaluation, rater = found
    if evaluation.state != "open":
        raise Conflict("supervision.rating_not_open")
    if rater.sheet:
        raise Conflict("supervision.already_submitted")
    return evaluation, rater
