"""A year's livelihood projects: taken from the announced ballot with their frozen text, read, moved.

offered(main, board, congress_id) -> list[Offer]         sessions whose ballots chose projects not taken yet
take(main, board, actor, congress_id, session_id, year, now=) -> programme id
enter(session, actor, congress_id, year, texts, votes=(), now=) -> programme id    a ballot on paper
set_settings(session, actor, congress_id, programme_id, settings, now=)
conclude(session, actor, congress_id, programme_id, now=)
programmes(session, congress_id) -> list[ProgrammeLine]       the latest year first
programme(session, congress_id, programme_id), of_year(…, year) -> ProgrammeLine
of_congresses(session, congress_ids, year) -> list[ProgrammeLine]     for who may read more than one congress
projects(session, congress_id, programme_id) -> list[ProjectLine]         by number
project(session, congress_id, project_id), by_token(…, token) -> ProjectLine
row_of / programme_row(session, congress_id, id)              the rows, for the modules of this room
units_of_project(session, congress_id, project_ids) -> dict[project id, tuple[(part, unit id), …]]
projects_of_units(session, congress_id, unit_ids, parts) -> set[project id]
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import origins, shortening
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.polling.announced import Announced, Decided, announced
from voting.polling.sittings import Project
from voting.supervision.machines import OFFICE, PROGRAMME
from voting.supervision.plan_models import ChosenProject, Programme, ProjectUnit
from voting.supervision.round_models import Round
from voting.supervision.year_settings import USUAL as USUAL


@dataclass(frozen=True)
class Offer:
    """A session's announced ballots, of which the chosen projects can be taken over."""

    session_id: str
    ballots: tuple[Announced, ...]

    @property
    def chosen(self) -> tuple[Decided, ...]:
        return tuple(project for ballot in self.ballots for project in ballot.projects if project.chosen)

    @property
    def pending(self) -> bool:
        """A further round is still to come."""
        return self.ballots[-1].open_ended


@dataclass(frozen=True)
class ProgrammeLine:
    """A year's projects; ``settings`` holds every key."""

    id: str
    congress_id: str
    year: int
    title: str
    state: str
    session_id: str | None
    ballots: Sequence[Mapping[str, str]]
    settings: Mapping[str, Any]
    published_at: datetime | None


@dataclass(frozen=True)
class ProjectLine:
    """A chosen project; ``promise`` is its text on the ballot, ``votes`` what the result told of it."""

    id: str
    programme_id: str
    number: int
    name: str
    token: str
    state: str
    draft_id: str | None
    promise: Project
    promise_digest: str
    plan_version: int
    votes: Mapping[str, int] | None


# From the result ------------------------------------------------------------------------------


def offered(main: Session, board: Session, congress_id: str) -> list[Offer]:
    """Preliminary ballots chose nothing; a session whose projects were taken is offered no more."""
    taken = shortening.taken_uuids(main, congress_id)
    query = select(Programme.session_id).where(Programme.congress_id == congress_id)
    done = set(main.scalars(query))
    found: dict[str, list[Announced]] = {}
    for ballot in announced(board):
        if ballot.uuid not in taken and ballot.session_id not in done:
            found.setdefault(ballot.session_id, []).append(ballot)
    offers = [Offer(session_id, tuple(ballots)) for session_id, ballots in found.items()]
    return [offer for offer in offers if offer.chosen]


def take(
    main: Session,
    board: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    year: int,
    *,
    now: datetime,
) -> str:
    """Make the year's programme of what the session's ballots chose, in their order on the ballot."""
    role = actor.role_for(*OFFICE)
    offer = next((one for one in offered(main, board, congress_id) if one.session_id == session_id), None)
    if offer is None:
        raise NotFound("supervision.nothing_offered")
    if offer.pending:
        raise NotReady("supervision.ballot_pending")
    drafts = {
        ref.title: ref for ref in origins.public_drafts(main, congress_id) if ref.session_id == session_id
    }
    told = [
        {"uuid": ballot.uuid, "fingerprint": ballot.fingerprint, "title": ballot.title}
        for ballot in offer.ballots
    ]
    with writing(main):
        made = _make(main, congress_id, year, session_id, told, now)
        for number, chosen in enumerate(offer.chosen, start=1):
            ref = drafts.get(chosen.name)
            add_project(
                main, congress_id, made.id, number, chosen.text,
                draft_id=ref.id if ref else None, token=ref.token if ref else "",
                votes=None if chosen.votes is None else {"yes": chosen.votes},
            )  # fmt: skip
        _record(
            main, actor, role, made, "take_result",
            {"ballots": told, "projects": [one.name for one in offer.chosen]}, now,
        )  # fmt: skip
        return made.id


def enter(
    session: Session,
    actor: Actor,
    congress_id: str,
    year: int,
    texts: Sequence[Project],
    votes: Sequence[Mapping[str, int]] = (),
    *,
    now: datetime,
) -> str:
    """Make the year's programme of projects that were chosen on paper, in their order; ``votes`` beside them
    as far as they were published, by the keys of ChosenProject.votes. What was entered so before is replaced
    as long as no plan is written."""
    role = actor.role_for(*OFFICE)
    if not texts:
        raise Invalid("supervision.no_projects", field="file")
    with writing(session):
        _take_back_entry(session, congress_id, year)
        made = _make(session, congress_id, year, None, [], now)
        for number, (text, told) in enumerate(zip_longest(texts, votes), start=1):
            add_project(session, congress_id, made.id, number, text, votes=told or None)
        _record(session, actor, role, made, "enter_year", {"projects": [one.name for one in texts]}, now)
        return made.id


def _take_back_entry(session: Session, congress_id: str, year: int) -> None:
    known = next((line for line in programmes(session, congress_id) if line.year == year), None)
    if known is None or known.session_id is not None or known.state != "planning":
        return
    if any(line.plan_version for line in projects(session, congress_id, known.id)):
        return
    for model, column in ((ChosenProject, ChosenProject.programme_id), (Programme, Programme.id)):
        session.execute(delete(model).where(model.congress_id == congress_id, column == known.id))


def _make(
    session: Session,
    congress_id: str,
    year: int,
    session_id: str | None,
    ballots: list[dict[str, str]],
    now: datetime,
) -> Programme:
    if not 2000 <= year <= 2200:
        raise Invalid("supervision.bad_year", field="year")
    require_free(session, congress_id, year)
    made = Programme(
        id=new_id(),
        congress_id=congress_id,
        year=year,
        title=f"{year}年民生实事项目",
        session_id=session_id,
        ballots=ballots,
        settings={},
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def set_settings(
    session: Session,
    actor: Actor,
    congress_id: str,
    programme_id: str,
    settings: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Other answers than the usual ones, by the keys of USUAL; what is not named stays."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = programme_row(session, congress_id, programme_id)
        if row.state == "concluded":
            raise NotReady("supervision.year_concluded")
        before = row.settings
        row.settings = {**before, **settings}
        _record(session, actor, role, row, "set_settings", dict(row.settings), now)


def conclude(session: Session, actor: Actor, congress_id: str, programme_id: str, *, now: datetime) -> None:
    """The year is over: all its rounds are closed. What is written of it stays as it is."""
    with writing(session):
        row = programme_row(session, congress_id, programme_id)
        query = select(Round.id).where(
            Round.congress_id == congress_id, Round.programme_id == programme_id, Round.state != "closed"
        )
        if session.scalars(query).first():
            raise NotReady("supervision.rounds_open")
        PROGRAMME.move(session, row, "conclude", actor=actor, now=now)


def _record(
    session: Session,
    actor: Actor,
    role: str,
    row: Programme,
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
        object_kind="programme",
        object_id=row.id,
        after=after,
        now=now,
    )


def require_free(session: Session, congress_id: str, year: int) -> None:
    """A congress has one programme a year."""
    query = select(Programme.id).where(Programme.congress_id == congress_id, Programme.year == year)
    if session.scalars(query).first():
        raise Conflict("supervision.year_taken", field="year", year=year)


def add_project(
    session: Session,
    congress_id: str,
    programme_id: str,
    number: int,
    text: Project,
    *,
    draft_id: str | None = None,
    token: str = "",
    votes: Mapping[str, int] | None = None,
) -> ChosenProject:
    """A row with its frozen promise, inside the caller's transaction."""
    promise = json.dumps(asdict(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row = ChosenProject(
        id=new_id(),
        congress_id=congress_id,
        programme_id=programme_id,
        number=number,
        name=text.name,
        token=token or secrets.token_urlsafe(9),
        draft_id=draft_id,
        promise=promise,
        promise_digest=hashlib.sha256(promise.encode()).hexdigest(),
        votes=dict(votes) if votes else None,
    )
    session.add(row)
    session.flush()
    return row


# Reading --------------------------------------------------------------------------------------


def programmes(session: Session, congress_id: str) -> list[ProgrammeLine]:
    query = select(Programme).where(Programme.congress_id == congress_id).order_by(Programme.year.desc())
    return [_programme(row) for row in session.scalars(query)]


def programme(session: Session, congress_id: str, programme_id: str) -> ProgrammeLine:
    return _programme(programme_row(session, congress_id, programme_id))


def of_year(session: Session, congress_id: str, year: int) -> ProgrammeLine:
    found = next((line for line in programmes(session, congress_id) if line.year == year), None)
    if found is None:
        raise NotFound("supervision.programme_not_found")
    return found


def of_congresses(session: Session, congress_ids: Collection[str], year: int) -> list[ProgrammeLine]:
    query = select(Programme).where(Programme.congress_id.in_(congress_ids), Programme.year == year)
    return [_programme(row) for row in session.scalars(query)]


def programme_row(session: Session, congress_id: str, programme_id: str) -> Programme:
    row = session.scalars(
        select(Programme).where(Programme.congress_id == congress_id, Programme.id == programme_id)
    ).first()
    if row is None:
        raise NotFound("supervision.programme_not_found")
    return row


def _programme(row: Programme) -> ProgrammeLine:
    fields = {name: getattr(row, name) for name in ProgrammeLine.__dataclass_fields__}
    return ProgrammeLine(**fields | {"settings": USUAL | row.settings})


def projects(session: Session, congress_id: str, programme_id: str) -> list[ProjectLine]:
    query = (
        select(ChosenProject)
        .where(ChosenProject.congress_id == congress_id, ChosenProject.programme_id == programme_id)
        .order_by(ChosenProject.number)
    )
    return [_project(row) for row in session.scalars(query)]


def project(session: Session, congress_id: str, project_id: str) -> ProjectLine:
    return _project(row_of(session, congress_id, project_id))


def by_token(session: Session, congress_id: str, token: str) -> ProjectLine:
    row = session.scalars(
        select(ChosenProject).where(ChosenProject.congress_id == congress_id, ChosenProject.token == token)
    ).first()
    if row is None:
        raise NotFound("supervision.project_not_found")
    return _project(row)


def row_of(session: Session, congress_id: str, project_id: str) -> ChosenProject:
    row = session.scalars(
        select(ChosenProject).where(ChosenProject.congress_id == congress_id, ChosenProject.id == project_id)
    ).first()
    if row is None:
        raise NotFound("supervision.project_not_found")
    return row


def _project(row: ChosenProject) -> ProjectLine:
    fields = {name: getattr(row, name) for name in ProjectLine.__dataclass_fields__}
    return ProjectLine(**fields | {"promise": Project(**json.loads(row.promise))})


def units_of_project(
    session: Session, congress_id: str, project_ids: Collection[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """(part, unit id) of each project."""
    query = select(ProjectUnit).where(
        ProjectUnit.congress_id == congress_id, ProjectUnit.project_id.in_(project_ids)
    )
    found: dict[str, list[tuple[str, str]]] = {project_id: [] for project_id in project_ids}
    for row in session.scalars(query):
        found[row.project_id].append((row.part, row.unit_id))
    return {project_id: tuple(parts) for project_id, parts in found.items()}


def projects_of_units(
    session: Session, congress_id: str, unit_ids: Collection[str], parts: Collection[str]
) -> set[str]:
    """Projects in which one of these units has one of these parts."""
    query = select(ProjectUnit.project_id).where(
        ProjectUnit.congress_id == congress_id,
        ProjectUnit.unit_id.in_(unit_ids),
        ProjectUnit.part.in_(parts),
    )
    return set(session.scalars(query))
