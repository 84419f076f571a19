"""What will be gamed, looked for in a year: each finding is a sentence and where to look, nobody is accused.

flags(session, congress_id, programme) -> list[Flag]       of the whole year first, then by project

Nothing here refuses anything; baselines, lines and plans are held by the database, this is for people's eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import picture_flags
from voting.errors import N_
from voting.supervision import (
    change_list,
    draws,
    finance,
    plan_warnings,
    plans,
    programmes,
    rounds,
    story,
    visits,
)
from voting.supervision.lit import Lit
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.resident_models import ResidentRating

# Of what looks odd in a plan these are ways to look good; the others are slips.
OF_PLANS = ("q4_heavy", "baseline_missing", "baseline_covers", "amount_missing", "last_years")
SENTENCES: dict[str, str] = {key: plan_warnings.WARNINGS[key] for key in OF_PLANS} | {
    "late_change": N_("第 %(n)s 号调整申请于 %(day)s 提出，在9月30日之后，记为未按期"),
    "lowered": N_("第 %(n)s 号调整降低了原定目标"),
    "pictures": N_("有 %(many)s 张照片与以往相近，或拍摄时间、地点不符，尚未认定"),
    "picture_reused": N_("有 %(many)s 张照片经核查认定为重复使用或与时间、地点不符"),
    "money": N_("%(day)s 一轮，单位填报的资金与财政部门核报的不一致"),
    "override": N_("%(day)s 一轮，系统计算与展示的亮灯不同，由人工调整：%(reason)s"),
    "burst": N_("有 %(many)s 条群众评价来自短时间内的同一线路，或责任单位所用的线路"),
    "not_drawn": N_("%(day)s 的视察没有随机抽点"),
    "drawn_often": N_("%(day)s 的视察抽点 %(many)s 次"),
}


@dataclass(frozen=True)
class Flag:
    """``code`` of SENTENCES with its data; ``project`` is None where it is about the whole year."""

    code: str
    endpoint: str
    values: Mapping[str, str | int]
    data: Mapping[str, object] = field(default_factory=dict)
    project: ProjectLine | None = None


def flags(session: Session, congress_id: str, programme: ProgrammeLine) -> list[Flag]:
    projects = programmes.projects(session, congress_id, programme.id)
    found = [
        *_pictures(session, congress_id),
        *_plans(session, congress_id, programme, projects),
        *_changes(session, congress_id, programme, projects),
        *_money(session, congress_id, programme),
        *_lights(session, congress_id, programme),
        *_residents(session, congress_id, programme, projects),
        *_sites(session, congress_id, programme, projects),
    ]
    return sorted(found, key=lambda flag: flag.project.number if flag.project else 0)


def _pictures(session: Session, congress_id: str) -> list[Flag]:
    known = picture_flags.flags(session, congress_id)
    told = {
        "pictures": len({one.picture_id for one in known if not one.verdict}),
        "picture_reused": len({one.picture_id for one in known if one.verdict == "same"}),
    }
    return [Flag(code, "evidence.flags", {}, {"many": many}) for code, many in told.items() if many]


def _plans(
    session: Session, congress_id: str, programme: ProgrammeLine, projects: Sequence[ProjectLine]
) -> list[Flag]:
    known = plans.latest(session, congress_id, [project.id for project in projects])
    return [
        Flag(warning.code, "plans.versions", _at(programme, project), warning.data, project)
        for project in projects
        if project.id in known
        for warning in plan_warnings.warnings(known[project.id].data, programme.year)
        if warning.code in OF_PLANS
    ]


def _at(programme: ProgrammeLine, project: ProjectLine) -> dict[str, str | int]:
    return {"year": programme.year, "number": project.number}


def _changes(
    session: Session, congress_id: str, programme: ProgrammeLine, projects: Sequence[ProjectLine]
) -> list[Flag]:
    by_id = {project.id: project for project in projects}
    found = []
    for line in change_list.changes(session, congress_id, programme.id):
        where: dict[str, str | int] = {"year": programme.year, "number": line.number}
        project = by_id[line.project_id]
        if line.late:
            late: dict[str, object] = {"n": line.number, "day": line.requested_on}
            found.append(Flag("late_change", "changes.one", where, late, project))
        if line.lowers_target:
            found.append(Flag("lowered", "changes.one", where, {"n": line.number}, project))
    return found


def _money(session: Session, congress_id: str, programme: ProgrammeLine) -> list[Flag]:
    """Of the latest round in which anything was reported."""
    begun = [line for line in rounds.rounds(session, congress_id, programme.id) if line.state != "planned"]
    if not begun:
        return []
    where: dict[str, str | int] = {"year": programme.year, "round": begun[-1].id}
    return [
        Flag("money", "money.page", where, {"day": begun[-1].as_of}, line.project)
        for line in finance.table(session, congress_id, begun[-1].id)
        if line.differences
    ]


def _lights(session: Session, congress_id: str, programme: ProgrammeLine) -> list[Flag]:
    return [
        Flag("override", "years.project", _at(programme, one.project), _why(light), one.project)
        for one in story.of_year(session, congress_id, programme, everything=True)
        for light in one.lights
        if light.overridden
    ]


def _why(light: Lit) -> dict[str, object]:
    return {"day": light.as_of, "reason": light.reason}


def _residents(
    session: Session, congress_id: str, programme: ProgrammeLine, projects: Sequence[ProjectLine]
) -> list[Flag]:
    """Flagged opinions, also those that were set aside since."""
    by_id = {project.id: project for project in projects}
    query = (
        select(ResidentRating.project_id, func.count(ResidentRating.id))
        .where(
            ResidentRating.congress_id == congress_id,
            ResidentRating.project_id.in_(by_id),
            ResidentRating.flag != "",
        )
        .group_by(ResidentRating.project_id)
    )
    where = {"year": programme.year}
    return [
        Flag("burst", "residents.page", where, {"many": many}, by_id[project_id])
        for project_id, many in session.execute(query)
    ]


def _sites(
    session: Session, congress_id: str, programme: ProgrammeLine, projects: Sequence[ProjectLine]
) -> list[Flag]:
    """Visits to sites that nobody drew, and draws repeated until one was liked."""
    found = []
    seen = visits.visits(session, congress_id, [project.id for project in projects])
    for project in projects:
        days = {
            visit.held_on for visit in seen if visit.project_id == project.id and visit.state == "confirmed"
        }
        drawn = [one.visit_day for one in draws.draws(session, congress_id, project.id)]
        where = _at(programme, project)
        found += [
            Flag("not_drawn", "groups.group", where, {"day": day}, project)
            for day in sorted(days)
            if day not in drawn
        ]
        found += [
            Flag("drawn_often", "groups.sites", where, {"day": day, "many": drawn.count(day)}, project)
            for day in sorted(set(drawn))
            if drawn.count(day) > 1
        ]
    return found
