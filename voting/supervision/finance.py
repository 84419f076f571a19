"""Money of projects as finance states it (下达, 到位, 支付), apart from what units say of it.

state(session, actor, congress_id, round_id, given, now=) -> int           figures that changed
table(session, congress_id, round_id) -> list[MoneyLine]                   plan, finance and unit side by side
workbook(session, congress_id, round_id) -> bytes;  read(…, data) -> (Reading, warnings);  take(…) -> int
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts, sheets
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import N_, Invalid, NotFound, NotReady
from voting.sheets import CellError, Column, Reading, Row, Sheet, money, parse_form, text
from voting.supervision import plans, programmes, readings, rounds
from voting.supervision.figures import Figure, figures
from voting.supervision.programmes import ProjectLine
from voting.supervision.report_machines import TAKING
from voting.supervision.report_models import MoneyFigure, Report, ReportVersion
from voting.supervision.report_sheet import MONEY, Warning, differences, project_number, total_warnings

COLUMNS = (
    Column("allotted", N_("下达(万元)"), money, example="800", comment="今年以来累计下达的指标。"),
    Column("arrived", N_("到位(万元)"), money, example="700", comment="今年以来累计实际到账。"),
    Column("paid", N_("支付(万元)"), money, example="450", comment="今年以来累计实际支付。"),
    Column("note", N_("备注"), text(200), example="另有上级补助待拨", width=32),
)
FORM = Sheet("", COLUMNS)
SHEET = Sheet(
    N_("资金核报表"),
    (
        Column("number", N_("序号"), project_number, required=True, example="1", width=8,
               comment="不要改动。最后可以有一行“合计”。"),
        Column("name", N_("项目名称"), text(80), example="（示例）老旧小区改造项目", width=32),
        Column("planned", N_("年度计划投资(万元)"), money, example="1200", width=20),
        *COLUMNS,
    ),
    most_rows=500,
)  # fmt: skip


@dataclass(frozen=True)
class MoneyLine:
    """A project's money: ``planned`` for the year, what finance and the unit state, where they differ."""

    project: ProjectLine
    planned: str
    figure: Figure | None
    unit: Mapping[str, str]
    differences: tuple[Warning, ...]

    def amount(self, key: str) -> str:
        return self.figure.amounts.get(key, "") if self.figure else ""


def table(session: Session, congress_id: str, round_id: str) -> list[MoneyLine]:
    """By number; the unit's own statement is that of its last version in the round."""
    row = rounds.of(session, congress_id, round_id)
    projects = programmes.projects(session, congress_id, row.programme_id)
    planned = plans.latest(session, congress_id, [one.id for one in projects])
    stated = figures(session, congress_id, round_id)
    said = _said(session, congress_id, round_id)
    found = []
    for one in projects:
        figure, unit = stated.get(one.id), said.get(one.id, {})
        differing = differences(unit, figure.amounts if figure else {})
        money_planned = str(planned[one.id].data.get("total_money", "")) if one.id in planned else ""
        found.append(MoneyLine(one, money_planned, figure, unit, differing))
    return found


def _said(session: Session, congress_id: str, round_id: str) -> dict[str, Mapping[str, str]]:
    rows = session.execute(
        select(Report.project_id, ReportVersion.data)
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id)
            & (ReportVersion.congress_id == Report.congress_id)
            & (ReportVersion.version == Report.version),
        )
        .where(Report.congress_id == congress_id, Report.round_id == round_id)
    )
    return {project_id: data for project_id, data in rows}


def state(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    given: Mapping[str, Mapping[str, str]],
    *,
    now: datetime,
) -> int:
    """What a form says, by project id; a project whose fields are all empty is left as it is.

    Invalid names the field as ``<project id>-<key>``. The lights of the projects are computed afresh.
    """
    actor.role_for(Role.FINANCE)
    parsed: dict[str, dict[str, str]] = {}
    for project_id, fields in given.items():
        try:
            values = {key: str(value) for key, value in parse_form(FORM, fields).items()}
        except Invalid as error:
            raise Invalid(error.code, field=f"{project_id}-{error.field}", **error.data) from error
        if values:
            parsed[project_id] = values
    with writing(session):
        row = rounds.require_open(session, congress_id, round_id, *TAKING)
        known = {one.id for one in programmes.projects(session, congress_id, row.programme_id)}
        if not parsed.keys() <= known:
            raise NotFound("supervision.project_not_found")
        before = figures(session, congress_id, round_id)
        changed = [
            project_id
            for project_id, values in parsed.items()
            if _write(session, actor, congress_id, round_id, project_id, values, before.get(project_id), now)
        ]
        readings.refresh(session, congress_id, round_id, changed, now=now)
    return len(changed)


def _write(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    values: Mapping[str, str],
    before: Figure | None,
    now: datetime,
) -> bool:
    """A new version, if it says anything new."""
    amounts = {key: values.get(key, "") for key in MONEY}
    note = values.get("note", "")
    if before and dict(before.amounts) == amounts and before.note == note:
        return False
    version = before.version + 1 if before else 1
    session.add(
        MoneyFigure(
            id=new_id(), congress_id=congress_id, round_id=round_id, project_id=project_id, version=version,
            note=note, written_by=actor.person_id, written_at=now, **amounts,
        )
    )  # fmt: skip
    session.flush()
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=Role.FINANCE,
        verb="state_money",
        object_kind="chosen_project",
        object_id=project_id,
        before=dict(before.amounts) if before else None,
        after={"round": round_id, "version": version, **amounts},
        reason=note,
        now=now,
    )
    return True


# By Excel -------------------------------------------------------------------------------------


def workbook(session: Session, congress_id: str, round_id: str) -> bytes:
    rows = [
        [str(line.project.number), line.project.name, line.planned,
         *(line.amount(key) for key in MONEY), line.figure.note if line.figure else ""]
        for line in table(session, congress_id, round_id)
    ]  # fmt: skip
    return sheets.template(SHEET, rows)


def read(
    session: Session, congress_id: str, round_id: str, data: bytes
) -> tuple[Reading, tuple[Warning, ...]]:
    """Rows with their errors; a row of totals that does not add up only warns."""
    row = rounds.of(session, congress_id, round_id)
    known = {one.number for one in programmes.projects(session, congress_id, row.programme_id)}
    return with_known_numbers(sheets.read(SHEET, data), known)


def with_known_numbers(reading: Reading, known: set[int]) -> tuple[Reading, tuple[Warning, ...]]:
    """Mark rows whose number is no project's or stands twice; the row of totals is checked and left out."""
    rows: list[Row] = []
    seen: set[int] = set()
    totals: list[Row] = []
    for row in reading.rows:
        number = row.values.get("number")
        if number == 0:
            totals.append(row)
            continue
        if isinstance(number, int) and (number not in known or number in seen):
            code = "supervision.number_twice" if number in seen else "supervision.number_unknown"
            row = row.with_errors([CellError("number", code, {"number": number})])
        elif isinstance(number, int):
            seen.add(number)
        rows.append(row)
    warned = tuple(
        warning for total in totals for warning in total_warnings([one.values for one in rows], total.values)
    )
    return replace(reading, rows=tuple(rows)), warned


def take(
    session: Session, actor: Actor, congress_id: str, round_id: str, reading: Reading, *, now: datetime
) -> int:
    """State every row; NotReady while rows are bad."""
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    row = rounds.of(session, congress_id, round_id)
    ids = {one.number: one.id for one in programmes.projects(session, congress_id, row.programme_id)}
    given: dict[str, Mapping[str, str]] = {
        ids[int(one.values["number"])]: {
            column.key: str(one.values[column.key]) for column in COLUMNS if column.key in one.values
        }
        for one in reading.good
    }
    return state(session, actor, congress_id, round_id, given, now=now)


def outstanding(lines: Sequence[MoneyLine]) -> int:
    """Projects of which finance has not stated the money of the round yet."""
    return sum(line.figure is None for line in lines)
