"""The light of a project as it is read: computed when its report counts, kept for ever as it was computed.

refresh(session, congress_id, round_id, project_ids, now=) -> int      from the accepted reports of a round
settle(session, congress_id, programme_id, now=) -> int                when a project's state or plan changed
                                                                       and when a round opens
baseline(versions, year) -> (PlanLine, lowered)       the plan whose line is held against what was done

Both write inside the caller's transaction and return how many readings are new.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db import new_id
from voting.supervision import lights, lit, programmes, rounds, year_settings
from voting.supervision.figures import figures
from voting.supervision.lights import Facts
from voting.supervision.lit import Lit
from voting.supervision.lowering import lowered as lowered_by
from voting.supervision.plan_line import scheduled
from voting.supervision.plan_models import PlanVersion
from voting.supervision.plans import PlanLine
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.report_machines import AT_REST
from voting.supervision.report_models import LightReading, Report, ReportVersion
from voting.supervision.report_sheet import MONEY, done_milestones
from voting.supervision.round_models import Round
from voting.supervision.rounds import RoundLine
from voting.supervision.texts import day_in_hall

year_settings.USUAL["lights"] = {}  # as lights.limits reads them; asked on a page of their own
# A report is joined with the version of it that counts.
COUNTS = (
    (ReportVersion.report_id == Report.id)
    & (ReportVersion.congress_id == Report.congress_id)
    & (ReportVersion.version == Report.accepted)
)
LAST_LOWERING = (9, 30)  # after this day a lowered target counts as not on time


@dataclass(frozen=True)
class Counting:
    """The report that counts, with the day that it speaks of; ``version`` 0: that of an earlier round."""

    version: int
    data: Mapping[str, str]
    as_of: date


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
    """Compute the lights of those of these projects of which a report of the round was accepted; a reading
    that would say what the last one said is not made."""
    row = rounds.of(session, congress_id, round_id)
    found = _counting(session, congress_id, row, project_ids)
    return _read(session, row, found, now)


def settle(session: Session, congress_id: str, programme_id: str, *, now: datetime) -> int:
    """In each open round: projects that rest, ended or were handed over report no more, so their light is
    read from their state and their last report; one that is taken up again loses that light."""
    projects = programmes.projects(session, congress_id, programme_id)
    many = 0
    for row in rounds.open_rounds(session, congress_id, programme_id):
        ids = [one.id for one in projects]
        found = _counting(session, congress_id, row, ids)
        before = _counted_before(session, congress_id, row, ids)
        shown = lit.latest(session, [congress_id], ids, everything=True)
        for one in projects:
            if one.id not in found and (one.state in AT_REST or _is_of_state(shown.get(one.id))):
                found[one.id] = before.get(one.id, Counting(0, {"percent": "0"}, row.as_of))
        many += _read(session, row, found, now)
    return many


def _is_of_state(shown: Lit | None) -> bool:
    """Was the light read from the project's state alone?"""
    return shown is not None and shown.findings[0]["scale"] == "state"


def _read(session: Session, row: RoundLine, found: Mapping[str, Counting], now: datetime) -> int:
    programme = programmes.programme(session, row.congress_id, row.programme_id)
    projects = {one.id: one for one in programmes.projects(session, row.congress_id, programme.id)}
    plans = _plans(session, row.congress_id, found)
    stated = figures(session, row.congress_id, row.id)
    known = _last_readings(session, row.congress_id, row.id)
    many = 0
    for project_id, counting in found.items():
        plan, lowered = baseline(plans.get(project_id, ()), programme.year)
        if plan is None:
            continue
        amounts = stated[project_id].amounts if project_id in stated else {}
        told = _told(programme, projects[project_id], plan.data, lowered, counting, amounts)
        before = known.get(project_id)
        if before is None or any(getattr(before, name) != value for name, value in told.items()):
            many += 1
            session.add(
                LightReading(
                    id=new_id(), congress_id=row.congress_id, round_id=row.id, project_id=project_id,
                    version=before.version + 1 if before else 1, as_of=row.as_of, read_at=now, **told,
                )
            )  # fmt: skip
    session.flush()
    return many


def _told(
    programme: ProgrammeLine,
    project: ProjectLine,
    plan: Mapping[str, Any],
    lowered: bool,
    counting: Counting,
    stated: Mapping[str, str],
) -> dict[str, Any]:
    """What a reading says, by the names of LightReading's columns."""
    limits = lights.limits(programme.settings["lights"])
    money = _money(plan, counting.data, stated)
    facts = facts_of(project.state, plan, counting, money, programme.year, lowered)
    light = lights.light(facts, limits)
    return {
        "report_version": counting.version,
        "done": int(facts.done * 10),
        "scheduled": int(facts.scheduled * 10),
        "standing": lights.standing(facts, limits),
        "colour": light.colour,
        "findings": [asdict(each) for each in light.findings],
        "limits": lights.as_settings(limits),
        "money": money,
    }


def facts_of(
    state: str,
    plan: Mapping[str, Any],
    counting: Counting,
    money: Mapping[str, str],
    year: int,
    lowered: bool,
) -> Facts:
    """What the light is computed from, on the day that the report speaks of."""
    done, as_of = done_milestones(counting.data), counting.as_of
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
        done=Decimal(counting.data["percent"]),
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
    session: Session, congress_id: str, row: RoundLine, project_ids: Collection[str]
) -> dict[str, Counting]:
    """By project: its accepted report of the round."""
    rows = session.execute(
        select(Report.project_id, ReportVersion.version, ReportVersion.data)
        .join(ReportVersion, COUNTS)
        .where(
            Report.congress_id == congress_id,
            Report.round_id == row.id,
            Report.project_id.in_(project_ids),
        )
    )
    return {project_id: Counting(version, data, row.as_of) for project_id, version, data in rows}


def _counted_before(
    session: Session, congress_id: str, row: RoundLine, project_ids: Collection[str]
) -> dict[str, Counting]:
    """By project: its last accepted report of an earlier round."""
    rows = session.execute(
        select(Report.project_id, ReportVersion.data, Round.as_of)
        .join(ReportVersion, COUNTS)
        .join(Round, (Round.id == Report.round_id) & (Round.congress_id == Report.congress_id))
        .where(
            Report.congress_id == congress_id,
            Round.as_of < row.as_of,
            Report.project_id.in_(project_ids),
        )
        .order_by(Round.as_of)
    )
    return {project_id: Counting(0, data, as_of) for project_id, data, as_of in rows}


def _last_readings(session: Session, congress_id: str, round_id: str) -> dict[str, LightReading]:
    query = (
        select(LightReading)
        .where(LightReading.congress_id == congress_id, LightReading.round_id == round_id)
        .order_by(LightReading.version)
    )
    return {row.project_id: row for row in session.scalars(query)}
