"""Candidate projects (候选项目) of a session, until their list is fixed for the vote.

    candidates(session, congress_id, session_id) -> tuple[Candidate, …]        in the order of the ballot
    list_digest(candidates) -> str            SHA-256 over all of them
    fixed(session, congress_id, session_id) -> FixedList | None
    add_candidate / edit_candidate / remove_candidate(session, actor, congress_id, …, now=)
    freeze(session, actor, congress_id, session_id, now=) -> FixedList;  reopen(…, reason=, now=)

Wording may change until the night before; nothing printed or keyed depends on it. A poll copies the
candidates when it is drafted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.models import CandidateList, CandidateProject
from voting.collection.sheet import SHEET
from voting.congress import roster
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.sheets import Value, parse_form

KEEPERS = (Role.SECRETARIAT, Role.ADMIN)


@dataclass(frozen=True)
class Candidate:
    """One candidate project as it stands on a ballot; ``investment`` in 万元 as decimal text."""

    id: str
    number: int
    name: str
    category: str
    content: str
    investment: str
    funding: str
    unit: str
    co_unit: str
    deadline: str
    benefit: str

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything but the row's id."""
        fields = asdict(self)
        del fields["id"]
        return _digest(fields)


@dataclass(frozen=True)
class FixedList:
    """When the list was fixed, and the digest of what it held."""

    frozen_at: datetime
    digest: str


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def list_digest(listed: tuple[Candidate, ...]) -> str:
    """SHA-256 over the candidates' digests in their order."""
    return _digest([candidate.digest for candidate in listed])


# Reading --------------------------------------------------------------------------------------


def candidates(session: Session, congress_id: str, session_id: str) -> tuple[Candidate, ...]:
    """All candidates of a session by number."""
    query = (
        select(CandidateProject)
        .where(CandidateProject.congress_id == congress_id, CandidateProject.session_id == session_id)
        .order_by(CandidateProject.number)
    )
    return tuple(_candidate(row) for row in session.scalars(query))


def get_candidate(session: Session, congress_id: str, session_id: str, candidate_id: str) -> Candidate:
    """One candidate; raises NotFound."""
    return _candidate(_row(session, congress_id, session_id, candidate_id))


def fixed(session: Session, congress_id: str, session_id: str) -> FixedList | None:
    """The fixing of the list, None while it can be changed."""
    row = session.scalars(
        select(CandidateList).where(
            CandidateList.congress_id == congress_id, CandidateList.session_id == session_id
        )
    ).first()
    return FixedList(row.frozen_at, row.digest) if row else None


def _candidate(row: CandidateProject) -> Candidate:
    return Candidate(**{name: getattr(row, name) for name in Candidate.__dataclass_fields__})


def _row(session: Session, congress_id: str, session_id: str, candidate_id: str) -> CandidateProject:
    row = session.scalars(
        select(CandidateProject).where(
            CandidateProject.congress_id == congress_id,
            CandidateProject.session_id == session_id,
            CandidateProject.id == candidate_id,
        )
    ).first()
    if row is None:
        raise NotFound("collection.candidate_not_found")
    return row


def require_open(session: Session, congress_id: str, session_id: str) -> None:
    """Raises Conflict once the list is fixed, NotFound for a session of another congress."""
    roster.hold(session, congress_id, session_id)
    if fixed(session, congress_id, session_id):
        raise Conflict("collection.list_fixed")


# Changing by hand -----------------------------------------------------------------------------


def add_candidate(
    session: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> str:
    """Enter one candidate from a form with the sheet's keys; Invalid names the field. Returns the id."""
    role = actor.role_for(*KEEPERS)
    values = parse_form(SHEET, given)
    with writing(session):
        require_open(session, congress_id, session_id)
        _refuse_twin(session, congress_id, session_id, values, except_id="")
        row = CandidateProject(congress_id=congress_id, session_id=session_id, version=1)
        fill(row, values)
        session.add(row)
        session.flush()
        _record(session, actor, role, "add", row, None, _candidate(row), now)
        return row.id


def edit_candidate(
    session: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    candidate_id: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Change one candidate; the whole form replaces what was there."""
    role = actor.role_for(*KEEPERS)
    values = parse_form(SHEET, given)
    with writing(session):
        require_open(session, congress_id, session_id)
        row = _row(session, congress_id, session_id, candidate_id)
        _refuse_twin(session, congress_id, session_id, values, except_id=row.id)
        before = _candidate(row)
        fill(row, values)
        row.version += 1
        session.flush()
        _record(session, actor, role, "edit", row, before, _candidate(row), now)


def remove_candidate(
    session: Session, actor: Actor, congress_id: str, session_id: str, candidate_id: str, *, now: datetime
) -> None:
    """Take a candidate off the list; the others keep their numbers."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        require_open(session, congress_id, session_id)
        row = _row(session, congress_id, session_id, candidate_id)
        _record(session, actor, role, "remove", row, _candidate(row), None, now)
        session.delete(row)


def fill(row: CandidateProject, values: Mapping[str, Value]) -> None:
    """Put a sheet's values into a row; what is not given is emptied."""
    for column in SHEET.columns:
        setattr(row, column.key, values.get(column.key, ""))


def _refuse_twin(
    session: Session, congress_id: str, session_id: str, values: Mapping[str, Value], *, except_id: str
) -> None:
    for other in candidates(session, congress_id, session_id):
        if other.id == except_id:
            continue
        if other.number == values["number"]:
            raise Invalid("collection.number_taken", field="number", number=other.number, name=other.name)
        if other.name == values["name"]:
            raise Invalid("collection.name_taken", field="name", number=other.number, name=other.name)


def _record(
    session: Session,
    actor: Actor,
    role: Role,
    verb: str,
    row: CandidateProject,
    before: Candidate | None,
    after: Candidate | None,
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="candidate",
        object_id=row.id,
        before=asdict(before) if before else None,
        after=asdict(after) if after else None,
        now=now,
    )


# Fixing the list ------------------------------------------------------------------------------


def freeze(session: Session, actor: Actor, congress_id: str, session_id: str, *, now: datetime) -> FixedList:
    """主席团确定: the list as it stands is what will be voted on."""
    role = actor.role_for(*KEEPERS)
    with writing(session):
        require_open(session, congress_id, session_id)
        listed = candidates(session, congress_id, session_id)
        if not listed:
            raise NotReady("collection.list_empty")
        digest = list_digest(listed)
        session.add(
            CandidateList(session_id=session_id, congress_id=congress_id, digest=digest, frozen_at=now)
        )
        _record_list(session, actor, role, congress_id, session_id, "freeze", digest, "", now)
        return FixedList(now, digest)


def reopen(
    session: Session, actor: Actor, congress_id: str, session_id: str, *, reason: str, now: datetime
) -> None:
    """Take the fixing back to change the list; polls that were drafted keep their copy."""
    role = actor.role_for(*KEEPERS)
    if len(reason.strip()) < 2:
        raise Invalid("collection.reason_missing", field="reason")
    with writing(session):
        found = fixed(session, congress_id, session_id)
        if found is None:
            raise Conflict("collection.list_open")
        session.execute(
            delete(CandidateList).where(
                CandidateList.congress_id == congress_id, CandidateList.session_id == session_id
            )
        )
        _record_list(
            session, actor, role, congress_id, session_id, "reopen", found.digest, reason.strip()[:200], now
        )


def _record_list(
    session: Session,
    actor: Actor,
    role: Role,
    congress_id: str,
    session_id: str,
    verb: str,
    digest: str,
    reason: str,
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="candidate_list",
        object_id=session_id,
        after={"digest": digest},
        reason=reason,
        now=now,
    )
