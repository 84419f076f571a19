"""Unit reports as they are read: what is due, what was reported, what is missing, what a closed round keeps.

due_projects(session, congress_id, round_id) -> list[ProjectLine]      who has to report in this round
of_round(session, congress_id, round_id) -> list[ReportLine]           a line for each of them, by number
of_units(session, congress_id, unit_ids) -> list[Task]                 what lies before these units
of(session, congress_id, round_id, project_id) -> ReportView           versions, draft, what was said of it
of_project(session, congress_id, project_id) -> list[Accepted]         accepted reports, the oldest first
previous(session, congress_id, round_id, project_id) -> Accepted | None
missing(session, congress_id, round_id) -> list[Missing]               未报送单位
sealed_content(session, congress_id, round_row) -> dict                for the chain of closed rounds
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import units
from voting.congress.people import names_of
from voting.supervision import figures, lit, programmes, rounds
from voting.supervision.programmes import ProjectLine
from voting.supervision.report_machines import AT_REST, REPORTING_PARTS
from voting.supervision.report_models import Report, ReportDraft, ReportVersion
from voting.supervision.round_models import Round
from voting.supervision.rounds import RoundLine


@dataclass(frozen=True)
class VersionLine:
    """One submitted report. ``late``: after the last day of reporting."""

    version: int
    unit: str
    data: Mapping[str, str]
    files: Sequence[Mapping[str, str]]
    digest: str
    late: bool
    reason: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class DraftLine:
    """What is being written; ``revision`` 0 where nothing was saved yet."""

    revision: int
    data: Mapping[str, str]
    files: Sequence[Mapping[str, str]]
    author: str
    written_at: datetime | None


@dataclass(frozen=True)
class Said:
    """A review: accepted or returned, by whom and why."""

    verb: str
    reason: str
    author: str
    minute: datetime


@dataclass(frozen=True)
class ReportView:
    """A project's report in a round; ``id`` and ``state`` are empty where nobody has begun it."""

    id: str
    state: str
    version: int
    accepted: int
    versions: tuple[VersionLine, ...]
    draft: DraftLine
    said: tuple[Said, ...]

    @property
    def returned(self) -> Said | None:
        """Why it lies before the unit again."""
        return self.said[-1] if self.state == "returned" else None

    @property
    def counting(self) -> VersionLine | None:
        """The accepted version."""
        return self.versions[self.accepted - 1] if self.accepted else None


@dataclass(frozen=True)
class ReportLine:
    """How a project's report stands in a round. ``sent_at`` and ``late`` of the last version."""

    project: ProjectLine
    state: str
    version: int
    units: tuple[str, ...]
    sent_at: datetime | None
    late: bool

    @property
    def is_missing(self) -> bool:
        return self.version == 0


@dataclass(frozen=True)
class Task:
    """A report that units have to hand in, in an open round."""

    round: RoundLine
    year: int
    line: ReportLine


@dataclass(frozen=True)
class Accepted:
    """The report that counts in a round."""

    round: RoundLine
    version: VersionLine


@dataclass(frozen=True)
class Missing:
    """A project of which nothing was reported, with the units that should have."""

    project: ProjectLine
    units: tuple[str, ...]
    state: str
    due: date


# Who has to report ----------------------------------------------------------------------------


def due_projects(session: Session, congress_id: str, round_id: str) -> list[ProjectLine]:
    """All that are under way; in a monthly round, unless the year asks all, only those with a red light."""
    row = rounds.of(session, congress_id, round_id)
    programme = programmes.programme(session, congress_id, row.programme_id)
    found = [
        one for one in programmes.projects(session, congress_id, programme.id) if one.state not in AT_REST
    ]
    if row.kind != "monthly" or programme.settings["monthly_for"] == "all":
        return found
    shown = lit.latest(session, [congress_id], [one.id for one in found], everything=True)
    return [one for one in found if one.id in shown and shown[one.id].shown == "red"]


def of_round(session: Session, congress_id: str, round_id: str) -> list[ReportLine]:
    return _lines(session, congress_id, round_id, due_projects(session, congress_id, round_id))


def _lines(
    session: Session, congress_id: str, round_id: str, projects: Sequence[ProjectLine]
) -> list[ReportLine]:
    ids = [one.id for one in projects]
    reports = {
        row.project_id: row
        for row in session.scalars(
            select(Report).where(Report.congress_id == congress_id, Report.round_id == round_id)
        )
    }
    sent = {
        row.report_id: row
        for row in session.scalars(
            select(ReportVersion)
            .where(ReportVersion.congress_id == congress_id, ReportVersion.round_id == round_id)
            .order_by(ReportVersion.version)
        )
    }
    names = reporting_units(session, congress_id, ids)
    found = []
    for project in projects:
        row = reports.get(project.id)
        last = sent.get(row.id) if row else None
        found.append(
            ReportLine(
                project,
                row.state if row else "",
                row.version if row else 0,
                names[project.id],
                last.written_at if last else None,
                bool(last and last.late),
            )
        )
    return found


def reporting_units(
    session: Session, congress_id: str, project_ids: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Names of the units that report on each project, the leading ones first."""
    names = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    parts = programmes.units_of_project(session, congress_id, project_ids)
    return {
        project_id: tuple(
            dict.fromkeys(names[unit] for wanted in REPORTING_PARTS for part, unit in given if part == wanted)
        )
        for project_id, given in parts.items()
    }


def of_units(session: Session, congress_id: str, unit_ids: Collection[str]) -> list[Task]:
    """What these units have to report in the open rounds, what is due first on top."""
    mine = programmes.projects_of_units(session, congress_id, unit_ids, REPORTING_PARTS)
    years = {one.id: one.year for one in programmes.programmes(session, congress_id)}
    found = []
    for row in rounds.open_rounds(session, congress_id):
        projects = [one for one in due_projects(session, congress_id, row.id) if one.id in mine]
        found += [
            Task(row, years[row.programme_id], line)
            for line in _lines(session, congress_id, row.id, projects)
        ]
    return sorted(found, key=lambda task: (task.round.report_due, task.line.project.number))


def missing(session: Session, congress_id: str, round_id: str) -> list[Missing]:
    """Projects of which no version was handed in, by number."""
    due = rounds.of(session, congress_id, round_id).report_due
    return [
        Missing(line.project, line.units, line.state, due)
        for line in of_round(session, congress_id, round_id)
        if line.is_missing
    ]


# One report -----------------------------------------------------------------------------------


def of(session: Session, congress_id: str, round_id: str, project_id: str) -> ReportView:
    row = report_row(session, congress_id, round_id, project_id)
    if row is None:
        return ReportView("", "", 0, 0, (), DraftLine(0, {}, (), "", None), ())
    versions = session.scalars(
        select(ReportVersion)
        .where(ReportVersion.congress_id == congress_id, ReportVersion.report_id == row.id)
        .order_by(ReportVersion.version)
    ).all()
    draft = draft_row(session, congress_id, row.id)
    reviews = [
        act
        for act in acts.acts_of(session, congress_id, "report", row.id)
        if act.verb in ("accept_report", "return_report")
    ]
    people = {one.written_by for one in versions} | {act.actor_id for act in reviews if act.actor_id}
    names = names_of(session, people | ({draft.written_by} if draft else set()))
    shown = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    return ReportView(
        row.id,
        row.state,
        row.version,
        row.accepted,
        tuple(_version(one, shown, names) for one in versions),
        DraftLine(draft.revision, draft.data, draft.files, names.get(draft.written_by, ""), draft.written_at)
        if draft
        else DraftLine(0, {}, (), "", None),
        tuple(Said(act.verb, act.reason, names.get(act.actor_id or "", ""), act.minute) for act in reviews),
    )


def _version(row: ReportVersion, shown: Mapping[str, str], names: Mapping[str, str]) -> VersionLine:
    return VersionLine(
        row.version,
        shown.get(row.unit_id, ""),
        row.data,
        row.files,
        row.digest,
        row.late,
        row.reason,
        names.get(row.written_by, ""),
        row.written_at,
    )


def report_row(session: Session, congress_id: str, round_id: str, project_id: str) -> Report | None:
    return session.scalars(
        select(Report).where(
            Report.congress_id == congress_id, Report.round_id == round_id, Report.project_id == project_id
        )
    ).first()


def draft_row(session: Session, congress_id: str, report_id: str) -> ReportDraft | None:
    return session.scalars(
        select(ReportDraft).where(ReportDraft.congress_id == congress_id, ReportDraft.report_id == report_id)
    ).first()


def of_project(session: Session, congress_id: str, project_id: str) -> list[Accepted]:
    """The accepted report of each round, by the day that the rounds speak of."""
    found = session.execute(
        select(Round, ReportVersion)
        .join(Report, (Report.round_id == Round.id) & (Report.congress_id == Round.congress_id))
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id)
            & (ReportVersion.congress_id == Report.congress_id)
            & (ReportVersion.version == Report.accepted),
        )
        .where(Round.congress_id == congress_id, Report.project_id == project_id)
        .order_by(Round.as_of, Round.kind)
    ).all()
    names = names_of(session, {version.written_by for _round, version in found})
    shown = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    return [
        Accepted(rounds.of(session, congress_id, row.id), _version(version, shown, names))
        for row, version in found
    ]


def previous(session: Session, congress_id: str, round_id: str, project_id: str) -> Accepted | None:
    """The last accepted report of a round before this one."""
    here = rounds.of(session, congress_id, round_id)
    before = [one for one in of_project(session, congress_id, project_id) if one.round.as_of < here.as_of]
    return before[-1] if before else None


# What a closed round keeps --------------------------------------------------------------------


def sealed_content(session: Session, congress_id: str, round_row: Round) -> dict[str, Any]:
    """Every version with its fingerprint, the reports that count, money, lights, and who sent nothing."""
    projects = {one.id: one for one in programmes.projects(session, congress_id, round_row.programme_id)}
    rows = session.execute(
        select(Report, ReportVersion)
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id) & (ReportVersion.congress_id == Report.congress_id),
        )
        .where(Report.congress_id == congress_id, Report.round_id == round_row.id)
        .order_by(ReportVersion.report_id, ReportVersion.version)
    ).all()
    told: dict[str, dict[str, Any]] = {}
    for report, version in rows:
        entry = told.setdefault(
            str(projects[report.project_id].number),
            {"state": report.state, "accepted": report.accepted, "versions": [], "data": None},
        )
        entry["versions"].append(
            {"version": version.version, "digest": version.digest, "late": version.late,
             "reason": version.reason}
        )  # fmt: skip
        if version.version == report.accepted:
            entry["data"] = dict(version.data)
    lights = {
        str(projects[project_id].number): {
            "computed": one.computed, "shown": one.shown, "reason": one.reason, "done": one.done,
            "scheduled": one.scheduled, "standing": one.standing,
        }
        for project_id, readings in lit.readings(
            session, [congress_id], list(projects), everything=True
        ).items()
        for one in readings
        if one.round_id == round_row.id
    }  # fmt: skip
    money = {
        str(projects[project_id].number): dict(one.amounts)
        for project_id, one in figures.figures(session, congress_id, round_row.id).items()
    }
    absent = [one.project.number for one in missing(session, congress_id, round_row.id)]
    return {"reports": told, "lights": lights, "money": money, "missing": absent}
