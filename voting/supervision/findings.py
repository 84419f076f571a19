"""Findings (问题、责任、整改): raised, put into a letter, answered with evidence, looked at again, closed.

raise_finding(session, actor, congress_id, NewFinding, now=) -> finding id
answer(session, settings, actor, congress_id, finding_id, Answer, now=)          by its unit
send_back / close(session, actor, congress_id, finding_id, Check, now=)          by the group (复查、销号)
drop / escalate(session, actor, congress_id, finding_id, …, now=)                挂牌督办 by a decision
finding(session, congress_id, finding_id) -> FindingLine
steps(session, congress_id, finding_id) -> list[StepLine]                        oldest first
counts(session, congress_id, project_ids, today=) -> dict[project id, Counts]
may_see(session, congress_id, actor, line) -> bool

Letters that move a finding from open to issued are in letters.py, lists with filters in finding_lists.py.
What was said is in rows that nothing changes; a closed finding takes no further word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from voting import acts, pictures
from voting.collection.meetings import Held
from voting.config import Settings
from voting.congress import roster, units
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.files import FileView
from voting.supervision import decisions, groups, programmes, rounds, visits
from voting.supervision.finding_models import Finding, FindingStep, StepFile
from voting.supervision.group_machines import FINDING
from voting.supervision.groups import today_of
from voting.supervision.machines import FOLLOWERS, OFFICE

RAISERS = (Role.DEPUTY, *OFFICE)
OWNER = "finding"  # of pictures; they belong to the step with which they came
LONGEST, LONGEST_WORDS, LONGEST_PERSON = 300, 2000, 40
UNSETTLED = ("open", "issued", "answered")


@dataclass(frozen=True)
class NewFinding:
    """问题 · 责任单位和责任人 · 整改要求; ``visit_id`` where it was seen on a visit."""

    project_id: str
    problem: str
    unit_id: str
    demand: str
    person: str = ""
    visit_id: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the unit says it did; ``documents`` are kept files, ``files`` pictures as they came."""

    text: str
    documents: tuple[FileView, ...] = ()
    files: Sequence[IO[bytes]] = ()


@dataclass(frozen=True)
class Check:
    """A re-check; ``due`` for the next answer where it goes back. ``visit_id``: the confirmed visit on which
    the office relies, when it enters what the group found."""

    text: str
    due: date | None = None
    visit_id: str = ""


@dataclass(frozen=True)
class FindingLine:
    """One finding as it stands; what was done about it is in its steps."""

    id: str
    programme_id: str
    project_id: str
    visit_id: str | None
    number: int
    state: str
    problem: str
    unit_id: str
    person: str
    demand: str
    letter_id: str | None
    due: date | None
    came_back: int
    listed: bool
    raised_at: datetime
    settled_at: datetime | None

    def overdue(self, today: date) -> bool:
        return self.state == "issued" and self.due is not None and self.due < today


@dataclass(frozen=True)
class StepLine:
    """One thing that was done; ``who`` did it, as which deputy where it was a re-check."""

    id: str
    kind: str
    text: str
    due: date | None
    letter_id: str | None
    visit_id: str | None
    who: str
    deputy: str
    at: datetime
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Counts:
    """Of one project; dropped ones count nowhere. ``came_back`` is how often re-checks sent one back."""

    open: int = 0
    issued: int = 0
    answered: int = 0
    closed: int = 0
    overdue: int = 0
    came_back: int = 0
    listed: int = 0

    @property
    def all(self) -> int:
        return self.open + self.issued + self.answered + self.closed


# Raising --------------------------------------------------------------------------------------


def raise_finding(
    session: Session, actor: Actor, congress_id: str, given: NewFinding, *, now: datetime
) -> str:
    """A new finding of a group; the office enters it, or a deputy of the group."""
    role = actor.role_for(*RAISERS)
    problem = _text(given.problem, "problem", 4, LONGEST)
    demand = _text(given.demand, "demand", 2, LONGEST)
    person = _text(given.person, "person", 0, LONGEST_PERSON)
    with writing(session):
        project = programmes.row_of(session, congress_id, given.project_id)
        if programmes.programme(session, congress_id, project.programme_id).state != "published":
            raise NotReady("supervision.not_published")
        seat = groups.seat(session, congress_id, project.id, actor.person_id)
        if seat is None and not actor.may(*OFFICE):
            raise NotAllowed("visit.not_in_group")
        if given.unit_id not in {unit.id for unit in units.units(session, congress_id)}:
            raise Invalid("finding.bad_unit", field="unit_id")
        if given.visit_id:
            _visit_of(session, congress_id, project.id, given.visit_id)
        row = Finding(
            id=new_id(), congress_id=congress_id, programme_id=project.programme_id, project_id=project.id,
            visit_id=given.visit_id or None, number=_next_number(session, congress_id, project.programme_id),
            problem=problem, unit_id=given.unit_id, person=person, demand=demand, raised_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        step(session, actor, row, "raised", now, text=problem, visit_id=row.visit_id, deputy_id=seat)
        told: dict[str, object] = {"problem": problem, "unit": given.unit_id, "demand": demand}
        _record(session, actor, role, row, "raise_finding", told, now)
        return row.id


def _next_number(session: Session, congress_id: str, programme_id: str) -> int:
    programmes.programme_row(session, congress_id, programme_id)
    last = session.scalar(
        select(func.max(Finding.number)).where(
            Finding.congress_id == congress_id, Finding.programme_id == programme_id
        )
    )
    return (last or 0) + 1


def _text(given: str, field: str, least: int, most: int) -> str:
    text = given.strip()
    if not least <= len(text) <= most:
        raise Invalid("finding.bad_text", field=field, least=least, most=most)
    return text


def step(session: Session, actor: Actor, row: Finding, kind: str, now: datetime, **given: Any) -> FindingStep:
    """Append what was done, in the round that is open now; inside the caller's transaction."""
    last = session.scalar(
        select(func.max(FindingStep.seq)).where(
            FindingStep.congress_id == row.congress_id, FindingStep.finding_id == row.id
        )
    )
    made = FindingStep(
        id=new_id(), congress_id=row.congress_id, finding_id=row.id, seq=(last or 0) + 1, kind=kind,
        round_id=rounds.joined(session, row.congress_id, row.programme_id), person_id=actor.person_id,
        at=now, **given,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


# Answering and looking again ------------------------------------------------------------------


def answer(
    session: Session,
    settings: Settings,
    actor: Actor,
    congress_id: str,
    finding_id: str,
    given: Answer,
    *,
    now: datetime,
) -> None:
    """The unit that the letter went to says what it did, with evidence."""
    text = _text(given.text, "text", 4, LONGEST_WORDS)
    if not given.documents and not given.files:
        raise Invalid("finding.no_evidence", field="pictures")
    with writing(session):
        row = row_of(session, congress_id, finding_id)
        if row.unit_id not in {unit.id for unit in units.units_of(session, congress_id, actor.person_id)}:
            raise NotAllowed("finding.other_unit")
        if row.state != "issued":
            raise Conflict("finding.not_awaited")
        made = step(session, actor, row, "answered", now, text=text)
        session.add_all(
            StepFile(congress_id=congress_id, step_id=made.id, digest=file.digest, name=file.name)
            for file in {file.digest: file for file in given.documents}.values()
        )
        year = programmes.programme(session, congress_id, row.programme_id).year
        since = today_of(row.raised_at)
        owner = pictures.Owner(OWNER, made.id, row.project_id, year, since, today_of(now))
        pictures.accept(session, settings, congress_id, owner, given.files, by=actor.person_id, now=now)
        FINDING.move(session, row, "answer_finding", actor=actor, now=now)


def send_back(
    session: Session, actor: Actor, congress_id: str, finding_id: str, given: Check, *, now: datetime
) -> None:
    """The group looked again and it is not done: what is missing, and by when."""
    text = _text(given.text, "text", 4, LONGEST_WORDS)
    if given.due is None or given.due <= today_of(now):
        raise Invalid("finding.bad_due", field="due")
    with writing(session):
        row = row_of(session, congress_id, finding_id)
        seat = _checker(session, actor, row, given)
        _require_answered(row)
        step(
            session, actor, row, "returned", now, text=text, due=given.due, deputy_id=seat,
            visit_id=given.visit_id or None,
        )  # fmt: skip
        row.due, row.came_back = given.due, row.came_back + 1
        FINDING.move(session, row, "send_back_finding", actor=actor, now=now, reason=text[:200])


def close(
    session: Session, actor: Actor, congress_id: str, finding_id: str, given: Check, *, now: datetime
) -> None:
    """销号: the group looked again and it is done; nothing changes it afterwards."""
    text = _text(given.text, "text", 2, LONGEST_WORDS)
    with writing(session):
        row = row_of(session, congress_id, finding_id)
        seat = _checker(session, actor, row, given)
        _require_answered(row)
        step(session, actor, row, "closed", now, text=text, deputy_id=seat, visit_id=given.visit_id or None)
        row.settled_at = now
        FINDING.move(session, row, "close_finding", actor=actor, now=now, reason=text[:200])


def _require_answered(row: Finding) -> None:
    if row.state != "answered":
        raise Conflict("finding.not_answered")


def _checker(session: Session, actor: Actor, row: Finding, given: Check) -> str | None:
    """The deputy of the group who checks. The office enters it only from a visit that a deputy confirmed."""
    seat = groups.seat(session, row.congress_id, row.project_id, actor.person_id)
    if seat is None and not actor.may(*OFFICE):
        raise NotAllowed("visit.not_in_group")
    if seat is not None:
        if given.visit_id:
            _visit_of(session, row.congress_id, row.project_id, given.visit_id)
        return seat
    seen = visits.visit(session, row.congress_id, given.visit_id) if given.visit_id else None
    answered = [one.at for one in _step_rows(session, row.congress_id, row.id) if one.kind == "answered"]
    if (
        seen is None
        or seen.project_id != row.project_id
        or seen.state != "confirmed"
        or (answered and seen.held_on < today_of(answered[-1]))
    ):
        raise Invalid("finding.check_without_visit", field="visit_id")
    return seen.confirmed_as


def _visit_of(session: Session, congress_id: str, project_id: str, visit_id: str) -> visits.VisitLine:
    """A confirmed visit of this project; no other can be named."""
    seen = visits.visit(session, congress_id, visit_id)
    if seen.project_id != project_id or seen.state != "confirmed":
        raise Invalid("finding.bad_visit", field="visit_id")
    return seen


def drop(
    session: Session, actor: Actor, congress_id: str, finding_id: str, reason: str, *, now: datetime
) -> None:
    """No problem after all, before any letter went out; the reason stays."""
    text = _text(reason, "reason", 2, 200)
    with writing(session):
        row = row_of(session, congress_id, finding_id)
        if row.state == "open":
            step(session, actor, row, "dropped", now, text=text)
            row.settled_at = now
        FINDING.move(session, row, "drop_finding", actor=actor, now=now, reason=text)


def escalate(
    session: Session, actor: Actor, congress_id: str, finding_id: str, held: Held, *, now: datetime
) -> None:
    """挂牌督办: a body decided that this one is followed in public until it is closed."""
    with writing(session):
        row = row_of(session, congress_id, finding_id)
        if row.state not in ("issued", "answered"):
            raise Conflict("finding.not_issued")
        if row.listed:
            raise Conflict("finding.listed_already")
        decisions.record(session, actor, congress_id, "finding", row.id, held, now=now)
        if held.outcome != "refused":
            step(session, actor, row, "escalated", now, text=f"{held.body}{held.document_no}".strip())
            row.listed = True


# Reading --------------------------------------------------------------------------------------


def row_of(session: Session, congress_id: str, finding_id: str) -> Finding:
    row = session.scalars(
        select(Finding).where(Finding.congress_id == congress_id, Finding.id == finding_id)
    ).first()
    if row is None:
        raise NotFound("finding.not_found")
    return row


def line_of(row: Finding) -> FindingLine:
    return FindingLine(**{name: getattr(row, name) for name in FindingLine.__dataclass_fields__})


def finding(session: Session, congress_id: str, finding_id: str) -> FindingLine:
    return line_of(row_of(session, congress_id, finding_id))


def _step_rows(session: Session, congress_id: str, finding_id: str) -> list[FindingStep]:
    query = select(FindingStep).where(
        FindingStep.congress_id == congress_id, FindingStep.finding_id == finding_id
    )
    return list(session.scalars(query.order_by(FindingStep.seq)))


def steps(session: Session, congress_id: str, finding_id: str) -> list[StepLine]:
    rows = _step_rows(session, congress_id, finding_id)
    names = names_of(session, {row.person_id for row in rows})
    kept: dict[str, list[tuple[str, str]]] = {row.id: [] for row in rows}
    query = select(StepFile).where(StepFile.congress_id == congress_id, StepFile.step_id.in_(kept))
    for file in session.scalars(query.order_by(StepFile.name)):
        kept[file.step_id].append((file.digest, file.name))
    return [
        StepLine(
            row.id, row.kind, row.text, row.due, row.letter_id, row.visit_id, names.get(row.person_id, ""),
            roster.get_deputy(session, congress_id, row.deputy_id).name if row.deputy_id else "",
            row.at, tuple(kept[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def counts(
    session: Session, congress_id: str, project_ids: Collection[str], *, today: date
) -> dict[str, Counts]:
    """The findings of each project, in one query."""
    late = case(((Finding.state == "issued") & (Finding.due < today), 1), else_=0)
    on_list = case((Finding.listed & Finding.state.in_(UNSETTLED), 1), else_=0)
    query = (
        select(
            Finding.project_id,
            Finding.state,
            func.count(),
            func.sum(late),
            func.sum(Finding.came_back),
            func.sum(on_list),
        )
        .where(
            Finding.congress_id == congress_id,
            Finding.project_id.in_(project_ids),
            Finding.state != "dropped",
        )
        .group_by(Finding.project_id, Finding.state)
    )
    found: dict[str, dict[str, int]] = {project_id: {} for project_id in project_ids}
    for project_id, state, many, overdue, came_back, listed in session.execute(query):
        told = found[project_id]
        told[state] = many
        for name, number in (("overdue", overdue), ("came_back", came_back), ("listed", listed)):
            told[name] = told.get(name, 0) + int(number)
    return {project_id: Counts(**told) for project_id, told in found.items()}


def may_see(session: Session, congress_id: str, actor: Actor, line: FindingLine) -> bool:
    """A unit sees what went out to it; everybody else inside sees all that went out, the group and the
    office also what did not yet."""
    if actor.may(*OFFICE) or groups.seat(session, congress_id, line.project_id, actor.person_id):
        return True
    if line.letter_id is None:
        return False
    if actor.may(*FOLLOWERS):
        return True
    return line.unit_id in {unit.id for unit in units.units_of(session, congress_id, actor.person_id)}


def _record(
    session: Session,
    actor: Actor,
    role: str,
    row: Finding,
    verb: str,
    after: dict[str, object],
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="finding",
        object_id=row.id,
        after=after,
        now=now,
    )
