"""Pictures as evidence (佐证照片): what a unit's report, a group's visit, an answer to a finding shows.

owner(session, congress_id, kind, record_id, stage, now=) -> Owner     project, year and days of the record
may_add / may_withdraw(session, actor, congress_id, kind, record_id) -> bool
add(session, settings, actor, congress_id, kind, record_id, files, stage=, caption=, now=) -> int that wait
seen_by(session, actor, congress_id, lines) -> list[PictureLine]       those of ``lines`` that he may see
withdraw / show(session, actor, congress_id, picture_id, …, now=)
places(session, congress_id, picture_ids) -> dict[picture id, Place]   where each stands
sealed_content(session, congress_id, round_row) -> dict                for the seal of a closed round
origin(session, actor, congress_id, picture_id, purpose, now=) -> Origin    the look is recorded

Units see the pictures of their projects, deputies those of their group's project, both what the office shows
to everybody; those who oversee the whole see all. A visit that no deputy has confirmed is the group's and the
office's, also in pictures, and an answer's pictures are seen by whoever may see the finding. When and where a
picture was taken reads the office alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts, pictures
from voting.collection import photos
from voting.collection.meetings import HALL
from voting.config import Settings
from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import N_, Invalid, NotAllowed, NotFound
from voting.picture_models import STAGES, Picture, PictureOrigin
from voting.pictures import Owner, PictureLine
from voting.supervision import groups, programmes, report_work, rounds
from voting.supervision.finding_models import Finding, FindingStep
from voting.supervision.group_models import Visit
from voting.supervision.machines import OFFICE
from voting.supervision.plan_models import PARTS, ChosenProject, Programme
from voting.supervision.report_machines import TAKING
from voting.supervision.report_models import Report
from voting.supervision.round_models import Round

STAGE_WORDS: dict[str, str] = {
    "start": N_("开工"),
    "under_way": N_("施工中"),
    "completion": N_("完工"),
    "finding": N_("问题"),
}
KIND_WORDS: dict[str, str] = {
    "report": N_("进度报告"),
    "visit": N_("视察记录"),
    "finding": N_("问题整改"),
    "idea": N_("意见建议"),
}
OVERSEERS = (Role.SUPERVISION_OFFICE, Role.COMMITTEE_MEMBER, Role.INSPECTORATE, Role.FINANCE)
# To which pictures can be added by themselves; those of a finding come with the unit's answer (findings.py).
RECORDS: dict[str, Any] = {"report": Report, "visit": Visit}
PURPOSE_MOST = 100


@dataclass(frozen=True)
class Place:
    """Where a picture stands: of which project and year, in what kind of record, since when."""

    kind: str
    project_id: str | None
    year: int | None
    number: int | None
    name: str
    stage: str
    uploaded_at: datetime
    open_to_all: bool


@dataclass(frozen=True)
class Origin:
    """What the file said before it was stripped; all None where it said nothing."""

    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


# Coming in ------------------------------------------------------------------------------------


def owner(
    session: Session, congress_id: str, kind: str, record_id: str, stage: str, *, now: datetime
) -> Owner:
    """The record with the days on which its pictures should have been taken. A picture of the start may be
    older than the round; the year holds for all."""
    row = _record(session, congress_id, kind, record_id)
    year = _year(session, congress_id, row.project_id)
    today = now.astimezone(HALL).date()
    since: date | None = None
    until = today
    if isinstance(row, Visit):
        since = until = row.held_on
    elif stage != "start":
        since = _period(session, congress_id, row.round_id)
    return Owner(kind, record_id, row.project_id, year, since, until)


def _record(session: Session, congress_id: str, kind: str, record_id: str) -> Report | Visit:
    table = RECORDS.get(kind)
    row: Report | Visit | None = None
    if table is not None:
        query = select(table).where(table.congress_id == congress_id, table.id == record_id)
        row = session.scalars(query).first()
    if row is None:
        raise NotFound("supervision.no_record_for_pictures")
    return row


def _year(session: Session, congress_id: str, project_id: str) -> int:
    programme_id = programmes.row_of(session, congress_id, project_id).programme_id
    return programmes.programme(session, congress_id, programme_id).year


def _period(session: Session, congress_id: str, round_id: str) -> date:
    """The first day of which a round speaks: the one after the round before it, else the year's first."""
    this = rounds.of(session, congress_id, round_id)
    others = rounds.rounds(session, congress_id, this.programme_id)
    earlier = [each.as_of for each in others if each.as_of < this.as_of and each.kind != "monthly"]
    return max(earlier) + timedelta(days=1) if earlier else date(this.as_of.year, 1, 1)


def may_add(session: Session, actor: Actor, congress_id: str, kind: str, record_id: str) -> bool:
    """Who writes the record adds its pictures, as long as it can be written."""
    row = _record(session, congress_id, kind, record_id)
    if isinstance(row, Report):
        taking = rounds.of(session, congress_id, row.round_id).state in TAKING
        return taking and report_work.may_write(session, actor, congress_id, row.project_id) is not None
    seat = groups.seat(session, congress_id, row.project_id, actor.person_id)
    return row.state == "entered" and (actor.may(*OFFICE) or seat is not None)


def may_withdraw(session: Session, actor: Actor, congress_id: str, kind: str, record_id: str) -> bool:
    """The same, but nothing is taken from a report that was handed in."""
    row = _record(session, congress_id, kind, record_id)
    handed_in = isinstance(row, Report) and row.state in ("submitted", "accepted")
    return not handed_in and may_add(session, actor, congress_id, kind, record_id)


def add(
    session: Session,
    settings: Settings,
    actor: Actor,
    congress_id: str,
    kind: str,
    record_id: str,
    files: Sequence[IO[bytes]],
    *,
    stage: str = "",
    caption: str = "",
    now: datetime,
) -> int:
    """Keep the pictures; they are processed after the answer. None that is bad makes it fail."""
    if stage not in STAGES:
        raise Invalid("supervision.bad_stage", field="stage")
    with writing(session):  # or the round could be sealed between looking and keeping
        row = _record(session, congress_id, kind, record_id)
        if isinstance(row, Report):
            rounds.row_of(session, congress_id, row.round_id, held="shared")
        if not may_add(session, actor, congress_id, kind, record_id):
            raise NotAllowed("supervision.pictures_closed")
        to = owner(session, congress_id, kind, record_id, stage, now=now)
        return pictures.accept(
            session, settings, congress_id, to, files, stage=stage, caption=caption, by=actor.person_id,
            now=now,
        )  # fmt: skip


def withdraw(session: Session, actor: Actor, congress_id: str, picture_id: str, *, now: datetime) -> None:
    """Its record does without it; it is still compared with what comes later."""
    with writing(session):
        line = pictures.find(session, congress_id, picture_id)
        if line.owner_kind not in pictures.EVIDENCE:
            raise NotFound("pictures.not_found")
        if not may_withdraw(session, actor, congress_id, line.owner_kind, line.owner_id):
            raise NotAllowed("supervision.pictures_closed")
        role = actor.role_for(Role.UNIT, Role.DEPUTY, Role.INSPECTORATE, *OFFICE)
        pictures.withdraw(session, actor, role, congress_id, picture_id, now=now)


# Being seen -----------------------------------------------------------------------------------


def seen_by(
    session: Session, actor: Actor, congress_id: str, lines: Collection[PictureLine]
) -> list[PictureLine]:
    """Those that this actor may see."""
    if actor.may(*OFFICE):
        return list(lines)
    asked = {line.project_id for line in lines if line.project_id}
    sits: set[str | None] = set()
    if actor.may(Role.DEPUTY):
        sits = {each for each in asked if groups.seat(session, congress_id, each, actor.person_id)}
    mine: list[str] = []
    if actor.may(Role.UNIT):
        mine = [unit.id for unit in units.units_of(session, congress_id, actor.person_id)]
    own = sits | programmes.projects_of_units(session, congress_id, mine, PARTS)
    kept = _kept_from(session, congress_id, mine, lines) if not actor.may(*OVERSEERS) else set()
    kept |= _unconfirmed(session, congress_id, lines)
    return [
        line
        for line in lines
        if line.shown_at
        or line.project_id in sits
        or (line.owner_id not in kept and (actor.may(*OVERSEERS) or line.project_id in own))
    ]


def _unconfirmed(session: Session, congress_id: str, lines: Collection[PictureLine]) -> set[str]:
    """Those of the visits that no deputy has confirmed."""
    asked = {line.owner_id for line in lines if line.owner_kind == "visit"}
    query = select(Visit.id).where(
        Visit.congress_id == congress_id, Visit.id.in_(asked), Visit.state != "confirmed"
    )
    return set(session.scalars(query))


def _kept_from(
    session: Session, congress_id: str, unit_ids: Collection[str], lines: Collection[PictureLine]
) -> set[str]:
    """Steps of findings that went to other units than these."""
    asked = {line.owner_id for line in lines if line.owner_kind == "finding"}
    query = (
        select(FindingStep.id)
        .join(
            Finding, (Finding.id == FindingStep.finding_id) & (Finding.congress_id == FindingStep.congress_id)
        )
        .where(
            FindingStep.congress_id == congress_id,
            FindingStep.id.in_(asked),
            Finding.unit_id.not_in(unit_ids),
        )
    )
    return set(session.scalars(query))


def sealed_content(session: Session, congress_id: str, round_row: Round) -> dict[str, Any]:
    """The files as they came of every report of a round; those of visits and answers stand with them."""
    query = select(Report.id, Report.project_id).where(
        Report.congress_id == congress_id, Report.round_id == round_row.id
    )
    projects = {report_id: project_id for report_id, project_id in session.execute(query)}
    found = pictures.fingerprints(session, congress_id, "report", projects)
    return {projects[report_id]: told for report_id, told in found.items()}


def show(
    session: Session, actor: Actor, congress_id: str, picture_id: str, on: bool, *, now: datetime
) -> None:
    """The office lets everybody see it on the board, or no longer."""
    role = actor.role_for(*OFFICE)
    if pictures.get(session, congress_id, picture_id).owner_kind not in pictures.EVIDENCE:
        raise NotFound("pictures.not_found")
    pictures.show(session, actor, role, congress_id, picture_id, on, now=now)


def places(session: Session, congress_id: str, picture_ids: Collection[str]) -> dict[str, Place]:
    """Where each stands; of a resident's idea no more than that it is one."""
    query = (
        select(Picture, ChosenProject.number, ChosenProject.name, Programme.year)
        .outerjoin(ChosenProject, ChosenProject.id == Picture.project_id)
        .outerjoin(Programme, Programme.id == ChosenProject.programme_id)
        .where(Picture.congress_id == congress_id, Picture.id.in_(picture_ids))
    )
    open_ideas = photos.public_ones(session, congress_id, picture_ids)
    return {
        row.id: Place(
            kind=row.owner_kind,
            project_id=row.project_id,
            year=year,
            number=number,
            name=name or "",
            stage=row.stage,
            uploaded_at=row.uploaded_at,
            open_to_all=row.id in open_ideas,
        )
        for row, number, name, year in session.execute(query)
    }


def origin(
    session: Session, actor: Actor, congress_id: str, picture_id: str, purpose: str, *, now: datetime
) -> Origin:
    """When and where it was taken, for the office and for a purpose; who looked is recorded."""
    role = actor.role_for(*OFFICE)
    purpose = " ".join(purpose.split())
    if not 2 <= len(purpose) <= PURPOSE_MOST:
        raise Invalid("supervision.no_purpose", field="purpose", most=PURPOSE_MOST)
    pictures.find(session, congress_id, picture_id)
    with writing(session):
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="look_at_origin",
            object_kind="picture",
            object_id=picture_id,
            reason=purpose,
            now=now,
        )
        row = session.scalars(
            select(PictureOrigin).where(
                PictureOrigin.congress_id == congress_id, PictureOrigin.picture_id == picture_id
            )
        ).first()
        return Origin(row.taken_at, row.latitude, row.longitude) if row else Origin(None, None, None)
