"""Working days: weekdays less the days off, plus the weekends worked in exchange (调休).

holidays(session, congress_id) -> dict[date, bool]             day → worked; what is not in it goes by weekday
lines(session, congress_id) -> list[HolidayLine]               by day
is_working(day, holidays) -> bool
working_days_after(day, many, holidays), working_days_before(…) -> date       the many-th working day from it
working_days_between(first, last, holidays) -> int             after first, up to and with last
read_pasted(text) -> Reading;  take(session, actor, congress_id, reading, now=) -> int
forget(session, actor, congress_id, day, now=)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts, sheets
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, Invalid, NotReady
from voting.sheets import Column, Reading, Sheet, choice, text
from voting.sheets import day as a_day
from voting.supervision.machines import OFFICE
from voting.supervision.round_models import Holiday

OFF, WORKED = WORDS = N_("休"), N_("班")
LONGEST_HOLIDAY = 31  # days in one line
SHEET = Sheet(
    N_("节假日安排"),
    (
        Column("first", N_("起"), a_day, required=True, example="2000-01-01", aliases=("日期", "开始日期")),
        Column("last", N_("止"), a_day, example="2000-01-03", aliases=("结束日期",)),
        Column("what", N_("休或班"), choice(WORDS), required=True, choices=WORDS, example=OFF),
        Column("name", N_("名称"), text(40), example="（示例）元旦"),
    ),
    most_rows=400,
)  # fmt: skip


@dataclass(frozen=True)
class HolidayLine:
    day: date
    working: bool
    name: str


def lines(session: Session, congress_id: str) -> list[HolidayLine]:
    query = select(Holiday).where(Holiday.congress_id == congress_id).order_by(Holiday.day)
    return [HolidayLine(row.day, row.working, row.name) for row in session.scalars(query)]


def holidays(session: Session, congress_id: str) -> dict[date, bool]:
    return {line.day: line.working for line in lines(session, congress_id)}


def is_working(day: date, holidays: Mapping[date, bool]) -> bool:
    return holidays.get(day, day.weekday() < 5)


def working_days_after(day: date, many: int, holidays: Mapping[date, bool]) -> date:
    """The ``many``-th working day after ``day``; with 0 the day itself or the next working day."""
    return _step(day, many, holidays, timedelta(days=1))


def working_days_before(day: date, many: int, holidays: Mapping[date, bool]) -> date:
    return _step(day, many, holidays, timedelta(days=-1))


def _step(day: date, many: int, holidays: Mapping[date, bool], one: timedelta) -> date:
    if many < 0:
        raise ValueError("count working days forwards")
    while many == 0 and not is_working(day, holidays):
        day += one
    while many:
        day += one
        many -= is_working(day, holidays)
    return day


def working_days_between(first: date, last: date, holidays: Mapping[date, bool]) -> int:
    """Working days after ``first`` up to and with ``last``; 0 where last is not later."""
    days = (last - first).days
    if days <= 0:
        return 0
    # Whole weeks are not counted day by day: a date may be mistyped by thousands of years.
    weeks, rest = divmod(days, 7)
    usual = weeks * 5 + sum((first.weekday() + step) % 7 < 5 for step in range(1, rest + 1))
    return usual + sum(
        working - (day.weekday() < 5) for day, working in holidays.items() if first < day <= last
    )


# Keeping the table ----------------------------------------------------------------------------


def read_pasted(text: str) -> Reading:
    """Lines copied from a spreadsheet or typed: 起 止 休或班 名称, by tabs, commas or spaces; the end and the
    name may be missing. Raises Invalid where there is no line at all."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in re.split(r"[\t,，]|\s+", line) if cell.strip()]
        if len(cells) >= 2 and cells[1] in (OFF, WORKED):
            cells.insert(1, "")
        if cells:
            rows.append((number, [*cells[:3], " ".join(cells[3:])] + [""] * max(0, 3 - len(cells))))
    if not rows:
        raise Invalid("sheets.no_rows", field="lines")
    return sheets.reread(SHEET, {"headers": [column.header for column in SHEET.columns], "rows": rows})


def take(session: Session, actor: Actor, congress_id: str, reading: Reading, *, now: datetime) -> int:
    """Enter the days of a reading, the later word holding; returns how many. NotReady while rows are bad."""
    role = actor.role_for(*OFFICE)
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    found: dict[date, tuple[bool, str]] = {}
    for row in reading.good:
        first = date.fromisoformat(str(row.values["first"]))
        last = date.fromisoformat(str(row.values.get("last", first)))
        if not 0 <= (last - first).days < LONGEST_HOLIDAY:
            raise Invalid("supervision.bad_holiday", field="lines", line=row.number, most=LONGEST_HOLIDAY)
        for step in range((last - first).days + 1):
            found[first + timedelta(days=step)] = (
                row.values["what"] == WORKED,
                str(row.values.get("name", "")),
            )
    with writing(session):
        session.execute(delete(Holiday).where(Holiday.congress_id == congress_id, Holiday.day.in_(found)))
        for day, (working, name) in sorted(found.items()):
            row_of_day = Holiday(id=new_id(), congress_id=congress_id, day=day, working=working, name=name)
            session.add(row_of_day)
        told: dict[str, object] = {day.isoformat(): working for day, (working, _name) in found.items()}
        _record(session, actor, role, congress_id, "set_holidays", told, now)
    return len(found)


def forget(session: Session, actor: Actor, congress_id: str, day: date, *, now: datetime) -> None:
    """The day goes by its weekday again."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        session.execute(delete(Holiday).where(Holiday.congress_id == congress_id, Holiday.day == day))
        _record(session, actor, role, congress_id, "forget_holiday", {"day": day.isoformat()}, now)


def _record(
    session: Session,
    actor: Actor,
    role: str,
    congress_id: str,
    verb: str,
    after: dict[str, object],
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="holidays",
        object_id=congress_id,
        after=after,
        now=now,
    )
