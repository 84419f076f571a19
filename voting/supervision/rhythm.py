"""Which rounds a year has, and when their windows end, from its settings. No database.

rhythm(settings) -> list[(kind, number)]
last_day(year, kind, number) -> date                               the day that a round speaks of
usual_dates(settings, kind, as_of, holidays) -> {column: date}     in working days
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date

from voting.errors import N_
from voting.supervision import calendar
from voting.supervision.year_settings import Setting, offer

RHYTHM, DAYS = N_("督查节奏"), N_("各环节工作日数")
offer(
    Setting("quarterly", N_("季度督查"), True, RHYTHM, N_("每季度末各责任单位报送一次，监督小组督查一次。")),
    Setting("half_year", N_("年中听取报告"), True, RHYTHM, N_("第二季度这一轮作为年中听取专项报告。")),
    Setting("year_end", N_("年末测评"), True, RHYTHM, N_("第四季度这一轮作为年末测评。")),
    Setting("monthly", N_("月报"), False, RHYTHM, N_("其余月份只报进度，不督查。一般只在亮红灯多时使用。")),
    Setting("rate_quarterly", N_("每个季度都测评"), False, RHYTHM, N_("不选时，只在年末测评。")),
    Setting("report_days", N_("报送"), 5, DAYS, N_("期末之后几个工作日内报送。"), 1, 60),
    Setting("inspect_days", N_("督查"), 10, DAYS, N_("报送截止之后几个工作日内督查。"), 1, 120),
    Setting("rating_days", N_("测评"), 10, DAYS, N_("督查截止之后几个工作日内测评。"), 1, 120),
)


def rhythm(settings: Mapping[str, object]) -> list[tuple[str, int]]:
    """(kind, number) of a year's rounds. No day is reported on twice: the half-year and the year-end round
    stand for their quarters, and months that end a quarter have no table of their own."""
    found = []
    for month in range(1, 13):
        if month == 6 and settings["half_year"]:
            found.append(("half_year", 1))
        elif month == 12 and settings["year_end"]:
            found.append(("year_end", 1))
        elif month % 3 == 0 and settings["quarterly"]:
            found.append(("quarterly", month // 3))
        elif settings["monthly"]:
            found.append(("monthly", month))
    return found


def last_day(year: int, kind: str, number: int) -> date:
    month = {"monthly": number, "quarterly": 3 * number, "half_year": 6, "year_end": 12}[kind]
    return date(year, month, months.monthrange(year, month)[1])


def usual_dates(
    settings: Mapping[str, int], kind: str, as_of: date, holidays: Mapping[date, bool]
) -> dict[str, date | None]:
    """The windows of a round that speaks of the day ``as_of``, by the year's settings, in working days."""
    report_due = calendar.working_days_after(as_of, settings["report_days"], holidays)
    inspected = kind != "monthly"
    rated = inspected and (kind == "year_end" or bool(settings["rate_quarterly"]))
    inspect_due = calendar.working_days_after(report_due, settings["inspect_days"], holidays)
    rating_due = calendar.working_days_after(inspect_due, settings["rating_days"], holidays)
    return {
        "opens_on": calendar.working_days_after(as_of, 1, holidays),
        "report_due": report_due,
        "inspect_due": inspect_due if inspected else None,
        "rating_due": rating_due if rated else None,
    }
