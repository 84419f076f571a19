"""Changes read: with the decision, what they lower, and whether they were asked for too late.

changes(session, congress_id, programme_id, actor=None) -> list[ChangeLine]         by number
of_project(session, congress_id, project_id, actor=None) -> list[ChangeLine]
by_number(session, congress_id, programme_id, number, actor=None) -> ChangeLine
announced(session, congress_id, programme_id) -> list[ChangeLine]                   what everybody may read
report(session, congress_id, programme_id) -> list[ChangeLine]                      for the next session
compare(session, congress_id, line) -> Comparison         the promise, the first plan, before and after
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.congress import units
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.errors import NotFound
from voting.supervision import decisions, plans, programmes
from voting.supervision.change_models import ChangeRequest
from voting.supervision.decisions import DecisionLine
from voting.supervision.lowering import Lowering, lowered
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import PARTS
from voting.supervision.plan_sheet import difference
from voting.supervision.plans import PlanLine

# Adjustments are asked for by this day of the year; later ones count as not on time (未按期).
LAST_DAY = (9, 30)
DECIDED = ("agreed", "announced")
# Everybody inside reads what was decided; these, and the project's own units, read it from the first day.
EARLY = (*OFFICE, Role.COMMITTEE_MEMBER, Role.INSPECTORATE, Role.FINANCE)


@dataclass(frozen=True)
class ChangeLine:
    """A request; ``plan`` are the keys asked to change, ``lowering`` what that takes back of the plan that
    held; ``late`` says that it was asked for after the last day."""

    id: str
    programme_id: str
    project_id: str
    project_number: int
    project_name: str
    number: int
    kind: str
    grounds: str
    plan: Mapping[str, Any]
    plan_before: int
    state: str
    requested_on: date
    requester: str
    document_no: str
    put_forward_on: date | None
    file_sha: str
    file_name: str
    plan_after: int | None
    notice_no: str
    announced_on: date | None
    decision: DecisionLine | None
    lowering: tuple[Lowering, ...]
    late: bool

    @property
    def lowers_target(self) -> bool:
        return any(each.of_target for each in self.lowering)


@dataclass(frozen=True)
class ComparedField:
    """One field of the plan: as first published, before this change, and after it."""

    label: str
    first: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """The first plan as it was published, the plan before this change, and as it is (or shall be) after.

    ``fields`` are those in which the three are not the same; ``twice`` says that the plan had been changed
    before. ``since_first`` is what the new plan takes back of the first one.
    """

    first: PlanLine | None
    fields: tuple[ComparedField, ...]
    since_first: tuple[Lowering, ...]
    twice: bool


def changes(
    session: Session, congress_id: str, programme_id: str, actor: Actor | None = None
) -> list[ChangeLine]:
    return _lines(session, congress_id, ChangeRequest.programme_id == programme_id, actor)


def of_project(
    session: Session, congress_id: str, project_id: str, actor: Actor | None = None
) -> list[ChangeLine]:
    return _lines(session, congress_id, ChangeRequest.project_id == project_id, actor)


def by_number(
    session: Session, congress_id: str, programme_id: str, number: int, actor: Actor | None = None
) -> ChangeLine:
    for line in changes(session, congress_id, programme_id, actor):
        if line.number == number:
            return line
    raise NotFound("supervision.change_not_found")


def announced(session: Session, congress_id: str, programme_id: str) -> list[ChangeLine]:
    lines = changes(session, congress_id, programme_id)
    return [line for line in lines if line.state == "announced"]


def report(session: Session, congress_id: str, programme_id: str) -> list[ChangeLine]:
    """What the committee decided between sessions, for its report to the next."""
    lines = changes(session, congress_id, programme_id)
    return [line for line in lines if line.state in DECIDED]


def _own(session: Session, congress_id: str, actor: Actor) -> set[str]:
    """The projects that the actor's units carry out."""
    mine = [unit.id for unit in units.units_of(session, congress_id, actor.person_id)]
    return programmes.projects_of_units(session, congress_id, mine, PARTS) if actor.may(Role.UNIT) else set()


def _lines(
    session: Session, congress_id: str, where: ColumnElement[bool], actor: Actor | None
) -> list[ChangeLine]:
    query = select(ChangeRequest).where(ChangeRequest.congress_id == congress_id, where)
    early = actor is None or actor.may(*EARLY)
    own = _own(session, congress_id, actor) if actor is not None and not early else set()
    rows = [
        row
        for row in session.scalars(query.order_by(ChangeRequest.programme_id, ChangeRequest.number))
        if early or row.state in DECIDED or row.project_id in own
    ]
    decided = decisions.of_many(session, congress_id, "change_request", [row.id for row in rows])
    names = names_of(session, {row.requested_by for row in rows})
    years = {row.programme_id: programmes.programme(session, congress_id, row.programme_id) for row in rows}
    held = {row.project_id: plans.versions(session, congress_id, row.project_id) for row in rows}
    projects = {row.project_id: programmes.project(session, congress_id, row.project_id) for row in rows}
    found = []
    for row in rows:
        before, after = _plans(row, held[row.project_id])
        project = projects[row.project_id]
        found.append(
            ChangeLine(
                id=row.id,
                programme_id=row.programme_id,
                project_id=row.project_id,
                project_number=project.number,
                project_name=project.name,
                number=row.number,
                kind=row.kind,
                grounds=row.grounds,
                plan=row.plan,
                plan_before=row.plan_before,
                state=row.state,
                requested_on=row.requested_on,
                requester=names.get(row.requested_by, ""),
                document_no=row.document_no,
                put_forward_on=row.put_forward_on,
                file_sha=row.file_sha,
                file_name=row.file_name,
                plan_after=row.plan_after,
                notice_no=row.notice_no,
                announced_on=row.announced_on,
                decision=next((line for line in decided[row.id] if line.id == row.decision_id), None),
                lowering=lowered(before, after),
                late=row.requested_on > date(years[row.programme_id].year, *LAST_DAY),
            )
        )
    return found


def _plans(
    row: ChangeRequest | ChangeLine, versions: Sequence[PlanLine]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The plan that the request starts from, and as it was decided or, until then, is asked for."""
    by_version = {line.version: line.data for line in versions}
    before = by_version.get(row.plan_before, {})
    if row.plan_after is not None:
        return by_version.get(row.plan_after - 1, before), by_version[row.plan_after]
    return before, {**before, **row.plan}


def compare(session: Session, congress_id: str, line: ChangeLine) -> Comparison:
    versions = plans.versions(session, congress_id, line.project_id)
    first = plans.promised(versions)
    before, after = _plans(line, versions)
    promised = first.data if first else before
    shown = {each.label: each for each in difference(promised, before)}
    fields = []
    for each in difference(before, after):
        then = shown[each.label].before if each.label in shown else ""
        if each.changed or then != each.after:
            fields.append(ComparedField(each.label, then, each.before, each.after))
    return Comparison(first, tuple(fields), lowered(promised, after), promised != before)
