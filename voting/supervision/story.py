"""A project's year as it is told: promise, plan, line, rounds, findings, changes, ratings, in one read.

of_project(session, congress_id, token) -> Story             what everybody may read, for a permanent page
of_year(session, congress_id, programme, everything=False) -> list[Story]      by number
is_public(programme) -> bool

What the public reads is decided by the year's settings and by each room, which tells only what it has
published; ``everything`` is for those who work here. A year in planning is told to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from voting.congress import units
from voting.errors import N_, NotFound
from voting.supervision import chart, lit, programmes
from voting.supervision.lit import Lit
from voting.supervision.machines import PART_WORDS
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.year_settings import Setting, offer

PUBLIC = N_("对外公开")
offer(
    Setting("public_board", N_("公开实施情况"), True, PUBLIC, N_("任务分解公布后，任何人不登录即可查看。")),
    Setting("public_money", N_("公开资金下达、到位、支付数"), True, PUBLIC),
    Setting("public_findings", N_("公开督查发现的问题和答复"), True, PUBLIC, N_("只公开已办结归档的各轮。")),
    Setting("public_ratings", N_("公开已公布的测评结果"), True, PUBLIC),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One project with all that may be told of it here; units by the order of PART_WORDS, lights by day."""

    programme: ProgrammeLine
    project: ProjectLine
    units: tuple[tuple[str, str], ...]
    lights: tuple[Lit, ...]
    shows_money: bool

    @property
    def latest(self) -> Lit | None:
        return self.lights[-1] if self.lights else None

    @cached_property
    def line(self) -> chart.Drawing:
        planned = [(lit.as_of, lit.scheduled / 10) for lit in self.lights]
        reached = [(lit.as_of, lit.done / 10) for lit in self.lights]
        return chart.drawing(self.programme.year, planned, reached)


def is_public(programme: ProgrammeLine) -> bool:
    """May everybody read of this year at all?"""
    return programme.state != "planning" and bool(programme.settings["public_board"])


def of_project(session: Session, congress_id: str, token: str) -> Story:
    """NotFound where the token is no chosen project's, or its year is not public."""
    project = programmes.by_token(session, congress_id, token)
    programme = programmes.programme(session, congress_id, project.programme_id)
    if not is_public(programme):
        raise NotFound("supervision.project_not_found")
    return _stories(session, congress_id, programme, [project], everything=False)[0]


def of_year(
    session: Session, congress_id: str, programme: ProgrammeLine, *, everything: bool = False
) -> list[Story]:
    found = programmes.projects(session, congress_id, programme.id)
    return _stories(session, congress_id, programme, found, everything=everything)


def _stories(
    session: Session,
    congress_id: str,
    programme: ProgrammeLine,
    projects: Sequence[ProjectLine],
    *,
    everything: bool,
) -> list[Story]:
    ids = [project.id for project in projects]
    parts = programmes.units_of_project(session, congress_id, ids)
    names = {line.id: line.name for line in units.units(session, congress_id, closed=True)}
    lights = lit.readings(session, [congress_id], ids, everything=everything)
    return [
        Story(
            programme=programme,
            project=project,
            units=_units(parts[project.id], names),
            lights=lights.get(project.id, ()),
            shows_money=everything or bool(programme.settings["public_money"]),
        )
        for project in projects
    ]


def _units(parts: Sequence[tuple[str, str]], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    order = list(PART_WORDS)
    found = sorted(parts, key=lambda part: order.index(part[0]))
    return tuple((part, names.get(unit_id, "")) for part, unit_id in found)
