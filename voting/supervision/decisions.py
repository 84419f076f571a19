"""What a body decided about something of this room: entered by the office, never changed (BodyDecision).

record(session, actor, congress_id, kind, subject_id, given: Held, now=) -> decision id
of(session, congress_id, kind, subject_id) -> list[DecisionLine]            oldest first
of_many(session, congress_id, kind, subject_ids) -> dict[subject id, list[DecisionLine]]
get(session, congress_id, decision_id) -> DecisionLine

``kind`` is the object's kind in the act log. What the decision brings about (a project suspended, a finding
listed) is done by the module of that object, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.meetings import Held, check
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, NotFound
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import BodyDecision

OUTCOMES = ("agreed", "changed", "refused")
OUTCOME_WORDS: dict[str, str] = {
    "agreed": N_("同意"),
    "changed": N_("原则同意，作修改"),
    "refused": N_("不同意"),
}


@dataclass(frozen=True)
class DecisionLine:
    """A recorded decision; votes are None where none was taken."""

    id: str
    subject_kind: str
    subject_id: str
    body: str
    held_on: date
    document_no: str
    present: int | None
    in_favour: int | None
    against: int | None
    abstained: int | None
    outcome: str
    opinion: str
    file_sha: str
    file_name: str
    recorded_at: datetime
    recorder: str

    @property
    def agreed(self) -> bool:
        return self.outcome != "refused"


def record(
    session: Session,
    actor: Actor,
    congress_id: str,
    kind: str,
    subject_id: str,
    given: Held,
    *,
    now: datetime,
) -> str:
    """Write down what a body decided; it joins the caller's ``writing`` where there is one."""
    role = actor.role_for(*OFFICE)
    check(given, OUTCOMES, now)
    with writing(session):
        row = BodyDecision(
            id=new_id(),
            congress_id=congress_id,
            subject_kind=kind,
            subject_id=subject_id,
            body=given.body.strip(),
            held_on=given.held_on,
            document_no=given.document_no.strip(),
            present=given.present,
            in_favour=given.in_favour,
            against=given.against,
            abstained=given.abstained,
            outcome=given.outcome,
            opinion=given.opinion.strip(),
            file_sha=given.scan.digest if given.scan else "",
            file_name=given.scan.name if given.scan else "",
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(row)
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="record_decision",
            object_kind=kind,
            object_id=subject_id,
            after={
                "decision": row.id,
                "body": row.body,
                "number": row.document_no,
                "outcome": row.outcome,
                "scan": row.file_sha,
            },
            now=now,
        )
        return row.id


def of(session: Session, congress_id: str, kind: str, subject_id: str) -> list[DecisionLine]:
    return of_many(session, congress_id, kind, [subject_id])[subject_id]


def of_many(
    session: Session, congress_id: str, kind: str, subject_ids: Collection[str]
) -> dict[str, list[DecisionLine]]:
    """The decisions about each of these, in the order in which they were entered."""
    query = (
        select(BodyDecision)
        .where(
            BodyDecision.congress_id == congress_id,
            BodyDecision.subject_kind == kind,
            BodyDecision.subject_id.in_(subject_ids),
        )
        .order_by(BodyDecision.recorded_at, BodyDecision.held_on, BodyDecision.id)
    )
    found: dict[str, list[DecisionLine]] = {subject_id: [] for subject_id in subject_ids}
    for line in _lines(session, list(session.scalars(query))):
        found[line.subject_id].append(line)
    return found


def get(session: Session, congress_id: str, decision_id: str) -> DecisionLine:
    row = session.scalars(
        select(BodyDecision).where(BodyDecision.congress_id == congress_id, BodyDecision.id == decision_id)
    ).first()
    if row is None:
        raise NotFound("supervision.decision_not_found")
    return _lines(session, [row])[0]


def _lines(session: Session, rows: list[BodyDecision]) -> list[DecisionLine]:
    names = names_of(session, {row.recorded_by for row in rows})
    plain = [name for name in DecisionLine.__dataclass_fields__ if name != "recorder"]
    return [
        DecisionLine(**{name: getattr(row, name) for name in plain}, recorder=names.get(row.recorded_by, ""))
        for row in rows
    ]
