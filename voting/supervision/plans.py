"""Plans: written by government's side or the office, fixed by publication, then changed by decisions only.

write(session, actor, congress_id, project_id, given, reason="", now=) -> version     given: a form's fields
revise_by_decision(session, actor, congress_id, project_id, data, decision_id, now=) -> version
publish(session, actor, congress_id, programme_id, now=) -> digest
of(session, congress_id, project_id) -> PlanLine | None           as it holds now
latest(session, congress_id, project_ids) -> dict[project id, PlanLine]
versions(session, congress_id, project_id) -> list[PlanLine]      the first first
promised(versions) -> PlanLine | None                             as it was published
begun(session, congress_id, project) -> fields                    for the first version: what the promise says
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import drafts
from voting.congress import units
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Invalid, NotFound, NotReady
from voting.supervision import programmes
from voting.supervision.machines import OFFICE, PROGRAMME, PROJECT
from voting.supervision.plan_line import usual_line
from voting.supervision.plan_models import BodyDecision, ChosenProject, PlanVersion, ProjectUnit
from voting.supervision.plan_sheet import FIELDS, UNIT_KEYS, parse, typed

PLANNERS = (Role.INSPECTORATE, *OFFICE)


@dataclass(frozen=True)
class PlanLine:
    """One version of a project's plan; ``data`` by plan_sheet. ``decision_id`` is None until publication."""

    project_id: str
    version: int
    data: Mapping[str, Any]
    digest: str
    reason: str
    decision_id: str | None
    written_by: str
    written_at: datetime
    author: str = ""


# Writing --------------------------------------------------------------------------------------


def write(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    given: Mapping[str, str],
    *,
    reason: str = "",
    now: datetime,
) -> int:
    """The next version from a form's fields; the same content makes none. Returns the version that holds."""
    role = actor.role_for(*PLANNERS)
    data = parse(given)
    with writing(session):
        row = programmes.row_of(session, congress_id, project_id)
        programme = programmes.programme(session, congress_id, row.programme_id)
        if programme.state != "planning":
            raise NotReady("supervision.plan_fixed")
        data["line"] = data["line"] or usual_line(data, programme.year)
        known = of(session, congress_id, project_id)
        if known and _digest(data) == known.digest:
            return known.version
        return _add(session, actor, role, row, data, reason=reason[:200], decision_id=None, now=now)


def revise_by_decision(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    data: Mapping[str, Any],
    decision_id: str,
    *,
    now: datetime,
) -> int:
    """What a body decided of a published plan: ``data`` has the keys that change; the baseline never does."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = programmes.row_of(session, congress_id, project_id)
        programme = programmes.programme(session, congress_id, row.programme_id)
        known = of(session, congress_id, project_id)
        if known is None or programme.state != "published":
            raise NotReady("supervision.not_published")
        decided = select(BodyDecision.opinion).where(
            BodyDecision.congress_id == congress_id, BodyDecision.id == decision_id
        )
        opinion = session.scalars(decided).first()
        if opinion is None:
            raise NotFound("supervision.no_decision")
        kept = {"baseline": known.data["baseline"]} if "baseline" in known.data else {}
        whole = {**known.data, **data, **kept}
        line = whole["line"] or usual_line(whole, programme.year)
        whole = parse(typed({**whole, "line": line}))  # what a decision re-sets obeys the form's rules too
        return _add(session, actor, role, row, whole, reason=opinion[:200], decision_id=decision_id, now=now)


def _add(
    session: Session,
    actor: Actor,
    role: str,
    row: ChosenProject,
    data: Mapping[str, Any],
    *,
    reason: str,
    decision_id: str | None,
    now: datetime,
) -> int:
    made = PlanVersion(
        id=new_id(),
        congress_id=row.congress_id,
        project_id=row.id,
        version=row.plan_version + 1,
        data=dict(data),
        digest=_digest(data),
        reason=reason,
        decision_id=decision_id,
        written_by=actor.person_id,
        written_at=now,
    )
    row.plan_version = made.version
    session.add(made)
    _set_units(session, row, data)
    session.flush()
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb="write_plan",
        object_kind="chosen_project",
        object_id=row.id,
        after={"version": made.version, "digest": made.digest, "decision": decision_id},
        reason=reason,
        now=now,
    )
    return made.version


def _set_units(session: Session, row: ChosenProject, data: Mapping[str, Any]) -> None:
    """The units that the plan names get their parts; each must be known by its full or short name."""
    known = units.units(session, row.congress_id)
    found = set()
    for key, part in UNIT_KEYS.items():
        for name in _named(data.get(key, "")):
            unit = next((one for one in known if name in (one.name, one.short)), None)
            if unit is None:
                raise Invalid("supervision.unknown_unit", field=key, name=name)
            found.add((unit.id, part))
    session.execute(
        delete(ProjectUnit).where(
            ProjectUnit.congress_id == row.congress_id, ProjectUnit.project_id == row.id
        )
    )
    for unit_id, part in sorted(found):
        session.add(
            ProjectUnit(
                id=new_id(), congress_id=row.congress_id, project_id=row.id, unit_id=unit_id, part=part
            )
        )


def _named(given: str) -> list[str]:
    """Names joined by 、 or commas."""
    names = given.replace("，", "、").replace(",", "、").split("、")
    return ["".join(name.split()) for name in names if name.strip()]


def unknown_unit(session: Session, congress_id: str, given: str) -> str:
    """The first of the names that no unit bears; empty if there is none."""
    return next((name for name in _named(given) if units.find(session, congress_id, name) is None), "")


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def publish(session: Session, actor: Actor, congress_id: str, programme_id: str, *, now: datetime) -> str:
    """Fix all plans as the year's implementation plan; its digest stands in the log. Work begins."""
    with writing(session):
        row = programmes.programme_row(session, congress_id, programme_id)
        lines = programmes.projects(session, congress_id, programme_id)
        found = latest(session, congress_id, [line.id for line in lines])
        missing = [line.number for line in lines if line.id not in found]
        if missing:
            raise NotReady("supervision.plans_missing", numbers="、".join(map(str, missing)))
        told = "\n".join(f"{line.number} {found[line.id].digest}" for line in lines)
        digest = hashlib.sha256(told.encode()).hexdigest()
        PROGRAMME.move(session, row, "publish", actor=actor, now=now, reason=digest)
        row.published_at = now
        for line in lines:
            project = programmes.row_of(session, congress_id, line.id)
            PROJECT.move(session, project, "begin", actor=actor, now=now)
    return digest


# Reading --------------------------------------------------------------------------------------


def of(session: Session, congress_id: str, project_id: str) -> PlanLine | None:
    return latest(session, congress_id, [project_id]).get(project_id)


def latest(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, PlanLine]:
    query = (
        select(PlanVersion)
        .join(
            ChosenProject,
            (ChosenProject.id == PlanVersion.project_id)
            & (ChosenProject.plan_version == PlanVersion.version),
        )
        .where(PlanVersion.congress_id == congress_id, PlanVersion.project_id.in_(project_ids))
    )
    return {row.project_id: _line(row) for row in session.scalars(query)}


def versions(session: Session, congress_id: str, project_id: str) -> list[PlanLine]:
    query = (
        select(PlanVersion)
        .where(PlanVersion.congress_id == congress_id, PlanVersion.project_id == project_id)
        .order_by(PlanVersion.version)
    )
    rows = list(session.scalars(query))
    names = names_of(session, {row.written_by for row in rows})
    return [_line(row, names.get(row.written_by, "")) for row in rows]


def promised(versions: Sequence[PlanLine]) -> PlanLine | None:
    """The version that was published: the last one that no decision made."""
    return next((line for line in reversed(versions) if line.decision_id is None), None)


def _line(row: PlanVersion, author: str = "") -> PlanLine:
    fields = {name: getattr(row, name) for name in PlanLine.__dataclass_fields__ if name != "author"}
    return PlanLine(**fields, author=author)


def begun(session: Session, congress_id: str, project: programmes.ProjectLine) -> dict[str, str]:
    """The fields of a plan that nobody wrote yet: from the candidate draft, else from the ballot's text."""
    keys = {column.key for column in FIELDS}
    promise = project.promise
    said = {
        "lead_unit": promise.unit,
        "support_units": promise.co_unit,
        "content": promise.content,
        "total_money": promise.investment,
    }
    if project.draft_id:
        draft = drafts.get(session, congress_id, project.draft_id)
        said |= {key: value for key, value in draft.data.items() if key in keys and key != "deadline"}
        said["total_money"] = draft.data.get("year_investment") or said["total_money"]
    return {key: str(value) for key, value in said.items() if value}
