"""Adjusting, suspending, resuming and ending a project: asked for, decided by the right body, announced.

request(session, actor, congress_id, project_id, Wanted, now=) -> request id
put_forward(session, actor, congress_id, request_id, Motion, now=)        the government's motion to the body
withdraw(session, actor, congress_id, request_id, reason, now=)
decide(session, actor, congress_id, level, request_id, given: Held, fields=None, now=) -> state
announce(session, actor, congress_id, request_id, notice_no, on, now=)
(reading: change_list.py)

Who decides (domain.md d.5; Shaanxi rules Art. 18): at the county and above the standing committee, which
reports to the next session; in a township the congress itself; in a sub-district the assembly recommends.
Nothing changes before a body agreed. The promise and the first plan stay beside whatever follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.meetings import Held
from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.files import FileView
from voting.supervision import decisions, plans, programmes, readings
from voting.supervision.change_models import CHANGE_KINDS, ChangeRequest
from voting.supervision.hearing_machines import CHANGE
from voting.supervision.lowering import changed_keys
from voting.supervision.machines import PROJECT
from voting.supervision.plan_line import usual_line
from voting.supervision.plan_models import ChosenProject
from voting.supervision.plan_sheet import parse
from voting.supervision.texts import day_in_hall, meeting_named, said

MOST_GROUNDS = 2000
# From which states of the project each may be asked for; the move that it comes to (adjusting moves nothing).
FROM: dict[str, tuple[str, ...]] = {
    "adjust": ("under_way", "suspended"),
    "suspend": ("under_way",),
    "resume": ("suspended",),
    "terminate": ("under_way", "suspended"),
}
WITH_PLAN = ("adjust", "resume")
OPEN = ("requested", "put_forward")
# Parts whose people may ask; government as a whole asks through its inspectorate.
ASKING_PARTS = ("lead", "responsible")


@dataclass(frozen=True)
class Wanted:
    """What is asked for and why; ``fields`` are those of the plan's form (adjusting, resuming)."""

    kind: str
    grounds: str
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Motion:
    """The government's written motion (调整请示)."""

    document_no: str
    dated: date
    file: FileView | None = None


# Asking ---------------------------------------------------------------------------------------


def may_ask(session: Session, actor: Actor, congress_id: str, project_id: str) -> bool:
    """The inspectorate for every project, a unit's people for those that they carry out."""
    if actor.may(Role.INSPECTORATE):
        return True
    mine = [unit.id for unit in units.units_of(session, congress_id, actor.person_id)]
    return actor.may(Role.UNIT) and project_id in programmes.projects_of_units(
        session, congress_id, mine, ASKING_PARTS
    )


def kinds_open(state: str) -> tuple[str, ...]:
    """What may be asked for while the project is in this state."""
    return tuple(kind for kind in CHANGE_KINDS if state in FROM[kind])


def request(
    session: Session, actor: Actor, congress_id: str, project_id: str, wanted: Wanted, *, now: datetime
) -> str:
    """File a request; it stays as it was filed. One at a time for each project."""
    role = actor.role_for(Role.INSPECTORATE, Role.UNIT)
    if not may_ask(session, actor, congress_id, project_id):
        raise NotAllowed("congress.role_missing")
    if wanted.kind not in CHANGE_KINDS:
        raise Invalid("supervision.change_kind_unknown", field="kind")
    grounds = said(wanted.grounds, "grounds", MOST_GROUNDS, least=10)
    with writing(session):
        project = programmes.row_of(session, congress_id, project_id)
        _check_free(session, project, wanted.kind)
        plan = _changes(session, project, wanted.fields) if wanted.kind in WITH_PLAN else {}
        if wanted.kind == "adjust" and not plan:
            raise Invalid("supervision.nothing_to_change", field="content")
        mine = (ChangeRequest.congress_id == congress_id, ChangeRequest.programme_id == project.programme_id)
        last = session.scalar(select(func.max(ChangeRequest.number)).where(*mine))
        row = ChangeRequest(
            id=new_id(),
            congress_id=congress_id,
            programme_id=project.programme_id,
            project_id=project_id,
            number=(last or 0) + 1,
            kind=wanted.kind,
            grounds=grounds,
            plan=plan,
            plan_before=project.plan_version,
            state="requested",
            requested_on=day_in_hall(now),
            requested_by=actor.person_id,
            requested_at=now,
        )
        session.add(row)
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="request_change",
            object_kind="change_request",
            object_id=row.id,
            after={"project": project_id, "kind": row.kind, "keys": sorted(plan)},
            now=now,
        )
        return row.id


def _check_free(session: Session, project: ChosenProject, kind: str) -> None:
    if programmes.programme(session, project.congress_id, project.programme_id).state != "published":
        raise NotReady("supervision.not_published")
    if project.state not in FROM[kind]:
        raise Conflict("supervision.change_not_from_here", field="kind")
    waiting = select(ChangeRequest.id).where(
        ChangeRequest.congress_id == project.congress_id,
        ChangeRequest.project_id == project.id,
        ChangeRequest.state.in_(OPEN),
    )
    if session.scalars(waiting).first():
        raise Conflict("supervision.change_waits")


def _changes(session: Session, project: ChosenProject, fields: Mapping[str, str] | None) -> dict[str, object]:
    """What these fields change of the plan that holds; without fields nothing."""
    if fields is None:
        return {}
    known = plans.of(session, project.congress_id, project.id)
    if known is None:
        raise NotReady("supervision.not_published")
    # The baseline is fixed with the first plan; the form shows it and does not send it.
    data = parse(dict(fields) | {"baseline": str(known.data.get("baseline", ""))})
    year = programmes.programme(session, project.congress_id, project.programme_id).year
    data["line"] = data["line"] or usual_line(data, year)
    return changed_keys(known.data, data)


def put_forward(
    session: Session, actor: Actor, congress_id: str, request_id: str, motion: Motion, *, now: datetime
) -> None:
    """The government takes the request to the body; a department cannot."""
    number = said(motion.document_no, "document_no", 40)
    if motion.dated > day_in_hall(now):
        raise Invalid("supervision.day_to_come", field="dated")
    with writing(session):
        row = row_of(session, congress_id, request_id)
        CHANGE.move(session, row, "put_forward", actor=actor, now=now, reason=number)
        row.document_no, row.put_forward_on = number, motion.dated
        if motion.file:
            row.file_sha, row.file_name = motion.file.digest, motion.file.name


def withdraw(
    session: Session, actor: Actor, congress_id: str, request_id: str, reason: str, *, now: datetime
) -> None:
    """By the inspectorate as long as no body decided; by the unit's people until it was put forward."""
    reason = said(reason, "reason", 200)
    with writing(session):
        row = row_of(session, congress_id, request_id)
        if not may_withdraw(session, actor, row.congress_id, row.project_id, row.state):
            raise NotAllowed("congress.role_missing")
        CHANGE.move(session, row, "withdraw_request", actor=actor, now=now, reason=reason)


def may_withdraw(session: Session, actor: Actor, congress_id: str, project_id: str, state: str) -> bool:
    asking = actor.may(Role.INSPECTORATE) or (
        state == "requested" and may_ask(session, actor, congress_id, project_id)
    )
    return state in OPEN and asking


def row_of(session: Session, congress_id: str, request_id: str) -> ChangeRequest:
    row = session.scalars(
        select(ChangeRequest).where(ChangeRequest.congress_id == congress_id, ChangeRequest.id == request_id)
    ).first()
    if row is None:
        raise NotFound("supervision.change_not_found")
    return row


# Deciding -------------------------------------------------------------------------------------


def check_body(body: str, level: str) -> None:
    """Invalid unless the name can be that of the body that decides at this level."""
    meeting_named(body, "body")
    if level == "township":
        if "主席团" in body or not ("人民代表大会" in body or "人大" in body or "代表大会" in body):
            raise Invalid("supervision.township_decides", field="body")
    elif level != "sub_district" and ("主任会议" in body or not ("常务委员会" in body or "常委会" in body)):
        raise Invalid("supervision.committee_decides", field="body")


def decide(
    session: Session,
    actor: Actor,
    congress_id: str,
    level: str,
    request_id: str,
    given: Held,
    fields: Mapping[str, str] | None = None,
    *,
    now: datetime,
) -> str:
    """Record what the body decided and bring it about at once: the project's state and its new plan.

    Where the body changed what was asked for (``changed``), ``fields`` are the plan as it decided; a refusal
    changes nothing. Returns the request's new state.
    """
    check_body(given.body, level)
    with writing(session):
        row = row_of(session, congress_id, request_id)
        verb = "refuse_change" if given.outcome == "refused" else "agree_change"
        decision_id = decisions.record(
            session, actor, congress_id, "change_request", row.id, given, now=now
        )  # before the move, which refuses what waits for no decision
        state = CHANGE.move(session, row, verb, actor=actor, now=now, reason=given.document_no.strip())
        row.decision_id = decision_id
        session.flush()
        if state == "agreed":
            _bring_about(session, actor, row, given, fields, now)
        return state


def _bring_about(
    session: Session,
    actor: Actor,
    row: ChangeRequest,
    given: Held,
    fields: Mapping[str, str] | None,
    now: datetime,
) -> None:
    project = programmes.row_of(session, row.congress_id, row.project_id)
    if project.state not in FROM[row.kind]:
        raise Conflict("supervision.change_not_from_here")
    if row.kind != "adjust":
        PROJECT.move(session, project, row.kind, actor=actor, now=now, reason=given.document_no.strip())
    plan = dict(row.plan)
    if given.outcome == "changed" and row.kind in WITH_PLAN:
        plan = _changes(session, project, fields)
        if row.kind == "adjust" and not plan:
            raise Invalid("supervision.nothing_to_change", field="content")
    if plan:
        row.plan_after = plans.revise_by_decision(
            session, actor, row.congress_id, project.id, plan, str(row.decision_id), now=now
        )
    readings.settle(session, row.congress_id, project.programme_id, now=now)


def announce(
    session: Session,
    actor: Actor,
    congress_id: str,
    request_id: str,
    notice_no: str,
    on: date,
    *,
    now: datetime,
) -> None:
    """Publish the notice (公告); from now on everybody reads what was decided."""
    number = said(notice_no, "notice_no", 40)
    with writing(session):
        row = row_of(session, congress_id, request_id)
        decided = decisions.get(session, congress_id, str(row.decision_id)) if row.decision_id else None
        if decided and not decided.held_on <= on <= day_in_hall(now):
            raise Invalid("supervision.notice_day", field="on")
        CHANGE.move(session, row, "announce_change", actor=actor, now=now, reason=number)
        row.notice_no, row.announced_on = number, on
