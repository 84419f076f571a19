"""How far each project is: its light computed when a report counts, overridden beside it, told all at once.

refresh(session, congress_id, round_id, project_ids, now=) -> int            new readings
override(session, actor, congress_id, round_id, project_id, colour, reason, now=)      "" takes it back
history(session, congress_id, round_id, project_id) -> list[OverrideLine]
latest(session, congress_id, project_ids) -> {project id: Lit}               see lit.py
overview(session, congress_id, programme_id) -> list[Standing]               in few statements, by number
baseline(versions, year) -> (PlanLine, lowered)       the plan whose line is held against what was done
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, Conflict, Invalid, NotFound
from voting.supervision import lights, lit, programmes, rounds, year_settings
from voting.supervision.figures import figures
from voting.supervision.lights import Facts, Light, Limits
from voting.supervision.lit import Lit
from voting.supervision.lowering import lowered as lowered_by
from voting.supervision.machines import OFFICE
from voting.supervision.plan_line import scheduled
from voting.supervision.plan_models import PlanVersion
from voting.supervision.plans import PlanLine
from voting.supervision.programmes import ProjectLine
from voting.supervision.report_machines import TAKING
from voting.supervision.report_models import LightOverride, LightReading, Report, ReportVersion
from voting.supervision.report_sheet import MONEY, done_milestones
from voting.supervision.rounds import RoundLine
from voting.supervision.texts import day_in_hall, said
from voting.supervision.year_settings import Setting, offer

year_settings.USUAL["lights"] = {}  # as lights.limits reads them; asked on a page of their own
offer(
    Setting(
        "monthly_for",
        N_("月报范围"),
        "red",
        N_("督查节奏"),
        N_("只在有月报的年度起作用。"),
        choices={"red": N_("只要求亮红灯的项目报送"), "all": N_("所有项目都报送")},
    ),
)
LAST_LOWERING = (9, 30)  # after this day a lowered target counts as not on time
LONGEST_REASON = 300


@dataclass(frozen=True)
class OverrideLine:
    """Somebody of the office showed ``colour`` beside the ``computed`` one; empty: took it back."""

    computed: str
    colour: str
    reason: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Standing:
    """A project in one line; ``lit`` is None where no report was accepted yet. ``report``: its state in
    the oldest open round, empty where nothing was begun."""

    project: ProjectLine
    lit: Lit | None
    report: str

    @property
    def colour(self) -> str:
        return self.lit.shown if self.lit else "none"


# The plan that counts -------------------------------------------------------------------------


def baseline(versions: Sequence[PlanLine], year: int) -> tuple[PlanLine | None, bool]:
    """The last version that is no lowering decided after 30 September, and whether there was such a one."""
    kept: PlanLine | None = None
    lowered = False
    for version in versions:
        late = version.decision_id is not None and day_in_hall(version.written_at) > date(
            year, *LAST_LOWERING
        )
        if kept is not None and late and lowered_by(kept.data, version.data):
            lowered = True
        else:
            kept = version
    return kept, lowered


def _plans(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, list[PlanLine]]:
    query = (
        select(PlanVersion)
        .where(PlanVersion.congress_id == congress_id, PlanVersion.project_id.in_(project_ids))
        .order_by(PlanVersion.version)
    )
    found: dict[str, list[PlanLine]] = {}
    for row in session.scalars(query):
        fields = {name: getattr(row, name) for name in PlanLine.__dataclass_fields__ if name != "author"}
        found.setdefault(row.project_id, []).append(PlanLine(**fields))
    return found


# Reading the lights ---------------------------------------------------------------------------


def refresh(
    session: Session, congress_id: str, round_id: str, project_ids: Collection[str], *, now: datetime
) -> int:
    """Compute the lights of these projects from their accepted reports of the round; inside a writing
    transaction. A reading that says what the last one said is not repeated."""
    row = rounds.of(session, congress_id, round_id)
    programme = programmes.programme(session, congress_id, row.programme_id)
    limits = lights.limits(programme.settings["lights"])
    projects = {one.id: one for one in programmes.projects(session, congress_id, programme.id)}
    plans = _plans(session, congress_id, project_ids)
    stated = figures(session, congress_id, round_id)
    known = _last_readings(session, congress_id, round_id)
    many = 0
    for project_id, (version, data) in _counting(session, congress_id, round_id, project_ids).items():
        plan, lowered = baseline(plans.get(project_id, ()), programme.year)
        if plan is None:
            continue
        money = _money(plan.data, data, stated[project_id].amounts if project_id in stated else {})
        facts = facts_of(
            projects[project_id].state, plan.data, data, money, row.as_of, programme.year, lowered
        )
        light = lights.light(facts, limits)
        made = _reading(row, project_id, version, facts, light, limits, money, known.get(project_id), now)
        if made is not None:
            session.add(made)
            many += 1
    session.flush()
    return many


def facts_of(
    state: str,
    plan: Mapping[str, Any],
    report: Mapping[str, str],
    money: Mapping[str, str],
    as_of: date,
    year: int,
    lowered: bool,
) -> Facts:
    """What the light is computed from, on the day that the round speaks of."""
    done = done_milestones(report)
    overdue = [
        each
        for number, each in enumerate(plan.get("milestones", ()), start=1)
        if number not in done and date.fromisoformat(each["on"]) <= as_of
    ]
    oldest = min(overdue, key=lambda each: str(each["on"]), default=None)
    days = max(1, (as_of - date.fromisoformat(oldest["on"])).days) if oldest else 0
    amounts = {key: Decimal(money[key]) if money[key] else None for key in ("planned", "arrived", "paid")}
    return Facts(
        state=state,
        done=Decimal(report["percent"]),
        scheduled=Decimal(scheduled(plan, as_of, year)),
        overdue_days=days,
        overdue_name=str(oldest["name"]) if oldest else "",
        overdue_on=str(oldest["on"]) if oldest else "",
        planned=amounts["planned"],
        arrived=amounts["arrived"],
        paid=amounts["paid"],
        lowered=lowered,
    )


def _money(plan: Mapping[str, Any], report: Mapping[str, str], stated: Mapping[str, str]) -> dict[str, str]:
    """The columns that count: finance's; without them the unit's, but paid is believed of finance alone."""
    found = {key: stated.get(key) or (report.get(key, "") if key != "paid" else "") for key in MONEY}
    return {"planned": str(plan.get("total_money", "")), **found}


def _counting(
    session: Session, congress_id: str, round_id: str, project_ids: Collection[str]
) -> dict[str, tuple[int, Mapping[str, str]]]:
    """By project: number and data of the accepted version."""
    rows = session.execute(
        select(Report.project_id, ReportVersion.version, ReportVersion.data)
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id)
            & (ReportVersion.congress_id == Report.congress_id)
            & (ReportVersion.version == Report.accepted),
        )
        .where(
            Report.congress_id == congress_id,
            Report.round_id == round_id,
            Report.project_id.in_(project_ids),
        )
    )
    return {project_id: (version, data) for project_id, version, data in rows}


def _last_readings(session: Session, congress_id: str, round_id: str) -> dict[str, LightReading]:
    query = (
        select(LightReading)
        .where(LightReading.congress_id == congress_id, LightReading.round_id == round_id)
        .order_by(LightReading.version)
    )
    return {row.project_id: row for row in session.scalars(query)}


def _reading(
    row: RoundLine,
    project_id: str,
    report_version: int,
    facts: Facts,
    light: Light,
    limits: Limits,
    money: Mapping[str, str],
    before: LightReading | None,
    now: datetime,
) -> LightReading | None:
    """The next reading, None where it would say nothing new."""
    told: dict[str, Any] = {
        "report_version": report_version,
        "done": int(facts.done * 10),
        "scheduled": int(facts.scheduled * 10),
        "standing": lights.standing(facts, limits),
        "colour": light.colour,
        "findings": [asdict(each) for each in light.findings],
        "limits": lights.as_settings(limits),
        "money": dict(money),
    }
    if before is not None and all(getattr(before, name) == value for name, value in told.items()):
        return None
    return LightReading(
        id=new_id(),
        congress_id=row.congress_id,
        round_id=row.id,
        project_id=project_id,
        version=before.version + 1 if before else 1,
        as_of=row.as_of,
        read_at=now,
        **told,
    )


# Another colour beside it ---------------------------------------------------------------------


def override(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    colour: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """A named person of the office shows another colour and says why; the computed one stays beside it."""
    role = actor.role_for(*OFFICE)
    reason = said(reason, "reason", LONGEST_REASON, least=4)
    with writing(session):
        row = rounds.require_open(session, congress_id, round_id, *TAKING)
        programme = programmes.programme(session, congress_id, row.programme_id)
        found = lit.readings(session, [congress_id], [project_id], everything=True).get(project_id, ())
        here = next((one for one in found if one.round_id == round_id), None)
        if here is None:
            raise NotFound("supervision.no_light")
        if colour and colour not in colours(programme.settings):
            raise Invalid("supervision.bad_colour", field="colour")
        if colour == here.shown or (colour == here.computed and not here.overridden):
            raise Conflict("supervision.same_colour")
        shown = "" if colour == here.computed else colour
        if not shown and not here.overridden:
            raise Conflict("supervision.same_colour")
        known = history(session, congress_id, round_id, project_id)
        session.add(
            LightOverride(
                id=new_id(), congress_id=congress_id, round_id=round_id, project_id=project_id,
                version=len(known) + 1, computed=here.computed, colour=shown, reason=reason,
                written_by=actor.person_id, written_at=now,
            )
        )  # fmt: skip
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="override_light",
            object_kind="chosen_project",
            object_id=project_id,
            before={"round": round_id, "shown": here.shown},
            after={"computed": here.computed, "shown": shown or here.computed},
            reason=reason,
            now=now,
        )


def colours(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The colours of the year's scheme, the best first."""
    five = lights.limits(settings["lights"]).scheme == "five"
    return lights.RANK if five else ("green", "yellow", "red")


def history(session: Session, congress_id: str, round_id: str, project_id: str) -> list[OverrideLine]:
    query = (
        select(LightOverride)
        .where(
            LightOverride.congress_id == congress_id,
            LightOverride.round_id == round_id,
            LightOverride.project_id == project_id,
        )
        .order_by(LightOverride.version)
    )
    rows = list(session.scalars(query))
    names = names_of(session, {row.written_by for row in rows})
    return [
        OverrideLine(row.computed, row.colour, row.reason, names.get(row.written_by, ""), row.written_at)
        for row in rows
    ]


# All at once ----------------------------------------------------------------------------------


def latest(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, Lit]:
    """The last light of each, open rounds included: for those who work here."""
    return lit.latest(session, [congress_id], project_ids, everything=True)


def overview(session: Session, congress_id: str, programme_id: str) -> list[Standing]:
    projects = programmes.projects(session, congress_id, programme_id)
    shown = latest(session, congress_id, [one.id for one in projects])
    current = rounds.current(session, congress_id, programme_id)
    states: dict[str, str] = {}
    if current is not None:
        query = select(Report.project_id, Report.state).where(
            Report.congress_id == congress_id, Report.round_id == current.id
        )
        states = {project_id: state for project_id, state in session.execute(query)}
    return [Standing(one, shown.get(one.id), states.get(one.id, "")) for one in projects]


def set_limits(
    session: Session,
    actor: Actor,
    congress_id: str,
    programme_id: str,
    given: Mapping[str, Any],
    *,
    now: datetime,
) -> int:
    """Other limits for the year, and the lights of its open rounds by them; those of closed rounds stay.

    Returns how many lights were read afresh; Invalid names the limit that is wrong.
    """
    kept = lights.as_settings(lights.limits(given))
    with writing(session):
        programmes.set_settings(session, actor, congress_id, programme_id, {"lights": kept}, now=now)
        ids = [one.id for one in programmes.projects(session, congress_id, programme_id)]
        opened = rounds.open_rounds(session, congress_id, programme_id)
        return sum(refresh(session, congress_id, row.id, ids, now=now) for row in opened)
