"""A project's year as it is told: promise, plan, line, rounds, findings, changes, ratings, in one read.

of_project(session, congress_id, token) -> Story             what everybody may read, for a permanent page
of_year(session, congress_id, programme, everything=False) -> list[Story]      by number
one(session, congress_id, programme, project, everything=False) -> Story
is_public(programme), tells_ratings(programme) -> bool
seals_of(session, congress_id, programme_id) -> list[(RoundLine, hash)]        closed rounds with their hashes

What the public reads is decided by the year's settings and by each room, which tells only what it has
published; ``everything`` is for those who work here. A year in planning is told to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import pictures
from voting.congress import units
from voting.errors import N_, NotFound
from voting.pictures import PictureLine
from voting.supervision import (
    change_list,
    chart,
    lit,
    plans,
    programmes,
    ratings,
    rectifying,
    residents,
    rounds,
    seals,
    told_findings,
)
from voting.supervision.change_list import ChangeLine
from voting.supervision.lit import Lit
from voting.supervision.machines import PART_WORDS
from voting.supervision.plan_line import MONTHS
from voting.supervision.plans import PlanLine
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.ratings import Latest
from voting.supervision.rectifying import RectificationLine
from voting.supervision.report_models import Report, ReportVersion
from voting.supervision.residents import Counted
from voting.supervision.round_models import Round
from voting.supervision.rounds import RoundLine, last_day
from voting.supervision.told_findings import ToldFinding
from voting.supervision.year_settings import Setting, offer

PUBLIC = N_("对外公开")
# The state of a project after a change of this kind.
STATE_AFTER = {"suspend": "suspended", "resume": "under_way", "terminate": "terminated"}
offer(
    Setting("public_board", N_("公开实施情况"), True, PUBLIC, N_("任务分解公布后，任何人不登录即可查看。")),
    Setting("public_money", N_("公开资金下达、到位、支付数"), True, PUBLIC),
    Setting(
        "public_findings", N_("公开督查发现的问题和答复"), True, PUBLIC,
        N_("只公开已发函的问题；单位的答复在复查之后公开。"),
    ),
    Setting("public_ratings", N_("公开已公布的测评结果"), True, PUBLIC),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One project with all that may be told of it here.

    ``units`` are (part, name) by the order of PART_WORDS; ``lights`` by day; ``said`` is what the accepted
    report of a round says, by round id; ``plan`` is the one that holds, ``versions`` all of them (only of a
    single project); ``changes`` announced ones; ``residents`` their advisory opinions, where ten or more gave
    theirs.
    """

    programme: ProgrammeLine
    project: ProjectLine
    units: tuple[tuple[str, str], ...]
    plan: PlanLine | None
    versions: tuple[PlanLine, ...]
    lights: tuple[Lit, ...]
    said: Mapping[str, Mapping[str, str]]
    findings: tuple[ToldFinding, ...]
    changes: tuple[ChangeLine, ...]
    rated: Latest | None
    residents: Counted | None
    rectified: tuple[RectificationLine, ...]
    pictures: tuple[PictureLine, ...]
    shows_money: bool

    @property
    def latest(self) -> Lit | None:
        return self.lights[-1] if self.lights else None

    @property
    def image(self) -> str:
        """形象进度 of the latest round that told any."""
        told = [self.said[one.round_id]["image"] for one in self.lights if one.round_id in self.said]
        return told[-1] if told else ""

    @property
    def unsettled(self) -> int:
        return sum(not finding.closed for finding in self.findings)

    @cached_property
    def line(self) -> chart.Drawing:
        planned = self.plan.data.get("line", ()) if self.plan else ()
        ends = [last_day(self.programme.year, "monthly", month) for month in MONTHS]
        reached = [(one.as_of, one.done / 10) for one in self.lights]
        return chart.drawing(self.programme.year, list(zip(ends, planned, strict=False)), reached)


def is_public(programme: ProgrammeLine) -> bool:
    """May everybody read of this year at all?"""
    return programme.state != "planning" and bool(programme.settings["public_board"])


def tells_ratings(programme: ProgrammeLine) -> bool:
    """May everybody read its published ratings?"""
    return is_public(programme) and bool(programme.settings["public_ratings"])


def of_project(session: Session, congress_id: str, token: str) -> Story:
    """NotFound where the token is no chosen project's, or its year is not public."""
    project = programmes.by_token(session, congress_id, token)
    programme = programmes.programme(session, congress_id, project.programme_id)
    if not is_public(programme):
        raise NotFound("supervision.project_not_found")
    return one(session, congress_id, programme, project)


def one(
    session: Session,
    congress_id: str,
    programme: ProgrammeLine,
    project: ProjectLine,
    *,
    everything: bool = False,
) -> Story:
    """A single project, with every version of its plan since it was published."""
    return _stories(session, congress_id, programme, [project], everything=everything, versions=True)[0]


def of_year(
    session: Session,
    congress_id: str,
    programme: ProgrammeLine,
    *,
    everything: bool = False,
    versions: bool = False,
) -> list[Story]:
    found = programmes.projects(session, congress_id, programme.id)
    return _stories(session, congress_id, programme, found, everything=everything, versions=versions)


def seals_of(session: Session, congress_id: str, programme_id: str) -> list[tuple[RoundLine, str]]:
    hashes = {line.round_id: line.hash for line in seals.chain(session, congress_id)}
    found = rounds.rounds(session, congress_id, programme_id)
    return [(line, hashes[line.id]) for line in found if line.id in hashes]


# Putting it together --------------------------------------------------------------------------


def _stories(
    session: Session,
    congress_id: str,
    programme: ProgrammeLine,
    projects: Sequence[ProjectLine],
    *,
    everything: bool,
    versions: bool,
) -> list[Story]:
    here, ids = [congress_id], [project.id for project in projects]
    parts = programmes.units_of_project(session, congress_id, ids)
    names = {line.id: line.name for line in units.units(session, congress_id, closed=True)}
    lights = lit.readings(session, here, ids, everything=everything)
    plan = plans.latest(session, congress_id, ids) if everything or is_public(programme) else {}
    said = _said(session, congress_id, ids, everything)
    tells = {key: everything or bool(programme.settings[f"public_{key}"]) for key in ("findings", "ratings")}
    findings = told_findings.told(session, here, ids, everything=everything) if tells["findings"] else {}
    rated = ratings.latest(session, congress_id, ids) if tells["ratings"] else {}
    residents_said = residents.counts(session, congress_id, ids) if tells["ratings"] else {}
    rectified = rectifying.of_project(session, congress_id, ids) if tells["ratings"] else []
    asked = change_list.changes(session, congress_id, programme.id)
    changes = [line for line in asked if line.state == "announced" and line.project_id in ids]
    # What a body decided and no notice has told yet: nobody else reads of it before.
    waiting = {line.project_id for line in asked if line.state == "agreed" and not everything}
    shown = pictures.of_projects(session, congress_id, ids, shown=not everything)

    def known(project: ProjectLine) -> list[PlanLine]:
        """From the published one on; of those that decisions made, what was announced."""
        after = {line.plan_after for line in changes if line.project_id == project.id}
        return [
            line
            for line in _public(plans.versions(session, congress_id, project.id))
            if everything or line.decision_id is None or line.version in after
        ]

    return [
        Story(
            programme=programme,
            project=_as_announced(project, changes) if project.id in waiting else project,
            units=_units(parts[project.id], names),
            plan=known(project)[-1] if project.id in waiting else plan.get(project.id),
            versions=tuple(known(project)) if versions else (),
            lights=lights.get(project.id, ()),
            said=said.get(project.id, {}),
            findings=findings.get(project.id, ()),
            changes=tuple(line for line in changes if line.project_id == project.id),
            rated=rated.get(project.id),
            residents=_enough(residents_said.get(project.id)),
            rectified=_follows(rated.get(project.id), project.id, rectified),
            pictures=tuple(shown[project.id]),
            shows_money=everything or bool(programme.settings["public_money"]),
        )
        for project in projects
    ]


def _follows(
    rated: Latest | None, project_id: str, lines: Sequence[RectificationLine]
) -> tuple[RectificationLine, ...]:
    """What followed from ratings that were published."""
    known = {evaluation.id for evaluation, _item in rated.results} if rated else set()
    return tuple(line for line in lines if line.project_id == project_id and line.evaluation_id in known)


def _enough(counted: Counted | None) -> Counted | None:
    """Of fewer than ten nobody is told anything."""
    return counted if counted and counted.enough else None


def _as_announced(project: ProjectLine, announced: Sequence[ChangeLine]) -> ProjectLine:
    """The project in the state in which the notices left it."""
    if project.state not in ("under_way", "suspended", "terminated"):
        return project
    kinds = [line.kind for line in announced if line.project_id == project.id and line.kind in STATE_AFTER]
    return replace(project, state=STATE_AFTER[kinds[-1]] if kinds else "under_way")


def _public(versions: Sequence[PlanLine]) -> list[PlanLine]:
    """From the published one on; what was written before is nobody's."""
    first = plans.promised(versions)
    return [line for line in versions if first and line.version >= first.version]


def _units(parts: Sequence[tuple[str, str]], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    order = list(PART_WORDS)
    found = sorted(parts, key=lambda part: order.index(part[0]))
    return tuple((part, names.get(unit_id, "")) for part, unit_id in found)


def _said(
    session: Session, congress_id: str, project_ids: Collection[str], everything: bool
) -> dict[str, dict[str, Mapping[str, str]]]:
    """What accepted reports say, by project and round; of closed rounds only, unless ``everything``."""
    query = (
        select(Report.project_id, Report.round_id, ReportVersion.data)
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id)
            & (ReportVersion.congress_id == Report.congress_id)
            & (ReportVersion.version == Report.accepted),
        )
        .join(Round, (Round.id == Report.round_id) & (Round.congress_id == Report.congress_id))
        .where(Report.congress_id == congress_id, Report.project_id.in_(project_ids))
    )
    if not everything:
        query = query.where(Round.state == "closed")
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for project_id, round_id, data in session.execute(query):
        found.setdefault(project_id, {})[round_id] = data
    return found


def next_day(session: Session, congress_id: str, programme_id: str, today: date) -> RoundLine | None:
    """The round that is open, else the next one."""
    coming = [line for line in rounds.rounds(session, congress_id, programme_id) if line.state != "closed"]
    return next((line for line in coming if line.state != "planned" or line.opens_on >= today), None)
