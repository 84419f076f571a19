"""Supervision groups (一件一小组): one for each project, its deputies, its plan.

group(session, congress_id, project_id) -> GroupLine             empty where nobody was named yet
of_projects(session, congress_id, project_ids) -> dict[project id, GroupLine]
projects_of(session, congress_id, deputy_id, ever=False) -> list[project id]
seat(session, congress_id, project_id, person_id) -> deputy id | None     where this login sits in the group
set_secretary / add_member / leave(session, actor, congress_id, project_id, …, now=)
plans(session, congress_id, group_id) -> list[PlanLine];  write_plan(session, actor, …, text, now=) -> plan id
adopt_plan(session, actor, congress_id, plan_id, Held, now=)
sealed_content(session, congress_id, round_row) -> dict          for the seal of a closed round
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voting import acts, pictures
from voting.collection.meetings import HALL, Held
from voting.congress import roster
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.supervision import decisions, programmes
from voting.supervision.decisions import DecisionLine
from voting.supervision.finding_models import Finding, FindingStep, Letter, StepFile
from voting.supervision.group_models import (
    MEMBER_PARTS,
    GroupMember,
    GroupPlan,
    SupervisionGroup,
    Visit,
    VisitGuest,
    as_data,
)
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import ChosenProject
from voting.supervision.round_models import Round

IN_OFFICE = "in_office"  # of the roster's states
LONGEST_TRADE, LONGEST_SECRETARY, LONGEST_PLAN = 40, 40, 5000
PLAN_KIND = "group_plan"  # of which decisions speak


@dataclass(frozen=True)
class MemberLine:
    """``part`` is lead, deputy_lead or member; ``left_on`` None for who is in the group."""

    id: str
    deputy_id: str
    name: str
    part: str
    trade: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class GroupLine:
    """A project's group; ``id`` is empty until somebody was put into it. ``members`` lead first."""

    id: str
    project_id: str
    secretary: str
    members: tuple[MemberLine, ...]
    left: tuple[MemberLine, ...]

    @property
    def lead(self) -> str:
        return "、".join(member.name for member in self.members if member.part == "lead")


@dataclass(frozen=True)
class PlanLine:
    """One wording of a group's plan; ``decisions`` about it, the last of which counts."""

    id: str
    version: int
    text: str
    writer: str
    written_at: datetime
    decisions: tuple[DecisionLine, ...]

    @property
    def adopted(self) -> bool:
        return bool(self.decisions) and self.decisions[-1].agreed


def today_of(now: datetime) -> date:
    """The day in China."""
    return now.astimezone(HALL).date()


# Reading --------------------------------------------------------------------------------------


def group(session: Session, congress_id: str, project_id: str) -> GroupLine:
    return of_projects(session, congress_id, [project_id])[project_id]


def of_projects(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, GroupLine]:
    """The group of each project, in two queries."""
    rows = session.scalars(
        select(SupervisionGroup).where(
            SupervisionGroup.congress_id == congress_id, SupervisionGroup.project_id.in_(project_ids)
        )
    ).all()
    members: dict[str, list[GroupMember]] = {row.id: [] for row in rows}
    query = select(GroupMember).where(
        GroupMember.congress_id == congress_id, GroupMember.group_id.in_(members)
    )
    for member in session.scalars(query.order_by(GroupMember.joined_on, GroupMember.name)):
        members[member.group_id].append(member)
    found = {row.project_id: _line(row, members[row.id]) for row in rows}
    return {
        project_id: found.get(project_id, GroupLine("", project_id, "", (), ())) for project_id in project_ids
    }


def _line(row: SupervisionGroup, members: list[GroupMember]) -> GroupLine:
    fields = MemberLine.__dataclass_fields__
    lines = [MemberLine(**{name: getattr(member, name) for name in fields}) for member in members]
    lines.sort(key=lambda line: MEMBER_PARTS.index(line.part))
    return GroupLine(
        row.id,
        row.project_id,
        row.secretary,
        tuple(line for line in lines if line.left_on is None),
        tuple(line for line in lines if line.left_on is not None),
    )


def projects_of(session: Session, congress_id: str, deputy_id: str, *, ever: bool = False) -> list[str]:
    """The projects whose groups this deputy is in, or ``ever`` was in."""
    query = (
        select(SupervisionGroup.project_id)
        .join(
            GroupMember,
            (GroupMember.group_id == SupervisionGroup.id)
            & (GroupMember.congress_id == SupervisionGroup.congress_id),
        )
        .where(SupervisionGroup.congress_id == congress_id, GroupMember.deputy_id == deputy_id)
        .distinct()
    )
    if not ever:
        query = query.where(GroupMember.left_on.is_(None))
    return list(session.scalars(query))


def seat(session: Session, congress_id: str, project_id: str, person_id: str) -> str | None:
    """The deputy as whom this login sits in the project's group now."""
    deputy_id = roster.deputy_of(session, congress_id, person_id)
    if deputy_id is None or project_id not in projects_of(session, congress_id, deputy_id):
        return None
    in_office = roster.get_deputy(session, congress_id, deputy_id).status == IN_OFFICE
    return deputy_id if in_office else None


# Members --------------------------------------------------------------------------------------


def _group_row(session: Session, congress_id: str, project_id: str) -> SupervisionGroup:
    """The project's row, made when it is first needed; inside the caller's transaction."""
    project = programmes.row_of(session, congress_id, project_id)
    row = session.scalars(
        select(SupervisionGroup).where(
            SupervisionGroup.congress_id == congress_id, SupervisionGroup.project_id == project.id
        )
    ).first()
    if row is None:
        row = SupervisionGroup(id=new_id(), congress_id=congress_id, project_id=project.id)
        session.add(row)
        session.flush()
    return row


def set_secretary(
    session: Session, actor: Actor, congress_id: str, project_id: str, secretary: str, *, now: datetime
) -> None:
    """The committee (专工委) that does the group's paperwork."""
    role = actor.role_for(*OFFICE)
    name = " ".join(secretary.split())
    if not 2 <= len(name) <= LONGEST_SECRETARY:
        raise Invalid("group.bad_secretary", field="secretary", most=LONGEST_SECRETARY)
    with writing(session):
        row = _group_row(session, congress_id, project_id)
        before: dict[str, object] = {"secretary": row.secretary}
        row.secretary = name
        session.flush()
        _record(session, actor, role, row, "set_secretary", {"secretary": name}, now, before=before)


def add_member(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    deputy_id: str,
    *,
    part: str = "member",
    trade: str = "",
    now: datetime,
) -> None:
    """A deputy of the roster joins, with a part and his trade; one lead only."""
    role = actor.role_for(*OFFICE)
    deputy = roster.get_deputy(session, congress_id, deputy_id)
    trade = " ".join(trade.split())
    if part not in MEMBER_PARTS:
        raise Invalid("group.bad_part", field="part")
    if len(trade) > LONGEST_TRADE:
        raise Invalid("group.bad_trade", field="trade", most=LONGEST_TRADE)
    if deputy.status != IN_OFFICE:
        raise Conflict("group.not_in_office", name=deputy.name)
    with writing(session):
        row = _group_row(session, congress_id, project_id)
        known = group(session, congress_id, project_id).members
        if any(member.deputy_id == deputy_id for member in known):
            raise Conflict("group.member_already", name=deputy.name)
        if part == "lead" and any(member.part == "lead" for member in known):
            raise Conflict("group.has_lead")
        today = today_of(now)
        again = session.scalars(
            select(GroupMember).where(
                GroupMember.congress_id == congress_id,
                GroupMember.group_id == row.id,
                GroupMember.deputy_id == deputy_id,
                GroupMember.joined_on == today,
            )
        ).first()
        if again is None:
            again = GroupMember(
                congress_id=congress_id, group_id=row.id, deputy_id=deputy_id, joined_on=today
            )
            session.add(again)
        again.name, again.part, again.trade, again.left_on = deputy.name, part, trade, None
        session.flush()
        _record(session, actor, role, row, "add_member", {"deputy": deputy_id, "part": part}, now)


def leave(
    session: Session, actor: Actor, congress_id: str, project_id: str, member_id: str, *, now: datetime
) -> None:
    """A member leaves; what he took part in stays his."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = _group_row(session, congress_id, project_id)
        member = session.scalars(
            select(GroupMember).where(
                GroupMember.congress_id == congress_id,
                GroupMember.group_id == row.id,
                GroupMember.id == member_id,
                GroupMember.left_on.is_(None),
            )
        ).first()
        if member is None:
            raise NotFound("group.member_not_found")
        member.left_on = today_of(now)
        session.flush()
        _record(session, actor, role, row, "remove_member", {"deputy": member.deputy_id}, now)


# The plan (督办工作方案) ------------------------------------------------------------------------


def plans(session: Session, congress_id: str, group_id: str) -> list[PlanLine]:
    """All wordings, the latest first, with what was decided about each."""
    rows = session.scalars(
        select(GroupPlan)
        .where(GroupPlan.congress_id == congress_id, GroupPlan.group_id == group_id)
        .order_by(GroupPlan.version.desc())
    ).all()
    names = names_of(session, {row.written_by for row in rows})
    decided = decisions.of_many(session, congress_id, PLAN_KIND, [row.id for row in rows])
    return [
        PlanLine(
            row.id, row.version, row.text, names.get(row.written_by, ""), row.written_at,
            tuple(decided[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def write_plan(
    session: Session, actor: Actor, congress_id: str, project_id: str, text: str, *, now: datetime
) -> str:
    """A new wording; the one that was adopted stays beside it until this one is."""
    role = actor.role_for(*OFFICE)
    text = text.strip()
    if not 10 <= len(text) <= LONGEST_PLAN:
        raise Invalid("group.bad_plan", field="text", most=LONGEST_PLAN)
    with writing(session):
        row = _group_row(session, congress_id, project_id)
        last = session.scalar(
            select(func.max(GroupPlan.version)).where(
                GroupPlan.congress_id == congress_id, GroupPlan.group_id == row.id
            )
        )
        made = GroupPlan(
            id=new_id(), congress_id=congress_id, group_id=row.id, version=(last or 0) + 1, text=text,
            written_by=actor.person_id, written_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        _record(session, actor, role, row, "write_group_plan", {"version": made.version, "text": text}, now)
        return made.id


def adopt_plan(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    plan_id: str,
    held: Held,
    *,
    now: datetime,
) -> None:
    """Enter what 主任会议 (in a township 主席团) decided about the latest wording."""
    with writing(session):
        known = plans(session, congress_id, group(session, congress_id, project_id).id)
        if not known or known[0].id != plan_id:
            raise NotReady("group.plan_superseded")
        if known[0].adopted:
            raise Conflict("group.plan_adopted")
        decisions.record(session, actor, congress_id, PLAN_KIND, plan_id, held, now=now)


def _record(
    session: Session,
    actor: Actor,
    role: str,
    row: SupervisionGroup,
    verb: str,
    after: dict[str, object],
    now: datetime,
    before: dict[str, object] | None = None,
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="supervision_group",
        object_id=row.id,
        before=before,
        after=after,
        now=now,
    )


# For the seal ---------------------------------------------------------------------------------

VISIT_SEALED = (
    "id", "project_id", "held_on", "place", "verdict", "sentence", "suggestion", "recheck", "digest",
    "confirmed_as",
)  # fmt: skip
FINDING_SEALED = (
    "id", "project_id", "number", "state", "problem", "unit_id", "person", "demand", "due", "came_back",
    "listed",
)  # fmt: skip
LETTER_SEALED = ("id", "kind", "document_no", "unit_id", "issued_on", "due", "digest")
STEP_SEALED = ("finding_id", "seq", "kind", "text", "due", "letter_id", "visit_id", "deputy_id")


def sealed_content(session: Session, congress_id: str, round_row: Round) -> dict[str, Any]:
    """What the groups did in a round: visits confirmed in it, steps taken in it with their letters, documents
    and pictures, findings as they stand. What was done between rounds stands in every seal after it."""
    own = select(ChosenProject.id).where(
        ChosenProject.congress_id == congress_id, ChosenProject.programme_id == round_row.programme_id
    )
    between = Visit.round_id.is_(None) & (Visit.state == "confirmed") & Visit.project_id.in_(own)
    visits = session.scalars(
        select(Visit)
        .where(Visit.congress_id == congress_id, or_(Visit.round_id == round_row.id, between))
        .order_by(Visit.id)
    ).all()
    guests: dict[str, list[str]] = {visit.id: [] for visit in visits}
    query = select(VisitGuest).where(VisitGuest.congress_id == congress_id, VisitGuest.visit_id.in_(guests))
    for guest in session.scalars(query.order_by(VisitGuest.deputy_id)):
        guests[guest.visit_id].append(guest.deputy_id)
    steps = session.scalars(
        select(FindingStep)
        .join(
            Finding, (Finding.id == FindingStep.finding_id) & (Finding.congress_id == FindingStep.congress_id)
        )
        .where(
            FindingStep.congress_id == congress_id,
            Finding.programme_id == round_row.programme_id,
            or_(FindingStep.round_id == round_row.id, FindingStep.round_id.is_(None)),
        )
        .order_by(FindingStep.finding_id, FindingStep.seq)
    ).all()
    step_ids = [step.id for step in steps]
    files: dict[str, list[str]] = {step_id: [] for step_id in step_ids}
    kept = select(StepFile).where(StepFile.congress_id == congress_id, StepFile.step_id.in_(step_ids))
    for file in session.scalars(kept.order_by(StepFile.digest)):
        files[file.step_id].append(file.digest)
    seen = pictures.fingerprints(session, congress_id, "visit", list(guests))
    shown = pictures.fingerprints(session, congress_id, "finding", step_ids)
    letters = session.scalars(
        select(Letter)
        .where(Letter.congress_id == congress_id, Letter.id.in_({step.letter_id for step in steps}))
        .order_by(Letter.id)
    )
    findings = session.scalars(
        select(Finding)
        .where(Finding.congress_id == congress_id, Finding.programme_id == round_row.programme_id)
        .order_by(Finding.number)
    )
    return {
        "visits": [
            as_data(row, VISIT_SEALED) | {"deputies": guests[row.id], "pictures": seen.get(row.id, [])}
            for row in visits
        ],
        "steps": [
            as_data(row, STEP_SEALED) | {"files": files[row.id], "pictures": shown.get(row.id, [])}
            for row in steps
        ],
        "letters": [as_data(row, LETTER_SEALED) for row in letters],
        "findings": [as_data(row, FINDING_SEALED) for row in findings],
    }
