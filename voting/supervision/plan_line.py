"""The scheduled line (序时进度): per cent of the year's work that is to be reached by the end of each month.

It is fixed with the plan. Where nobody types it, it follows from the milestones and their weights.

usual_line(data, year) -> [12 whole numbers]
scheduled(data, day, year) -> int        per cent that should be reached on a day
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date
from typing import Any

MONTHS = range(1, 13)


def usual_line(data: Mapping[str, Any], year: int) -> list[int]:
    """Weights of the milestones due by each month's end, as shares of all; without any, even steps."""
    weights = sum(each["weight"] for each in data.get("milestones", ()))
    ends = [date(year, month, months.monthrange(year, month)[1]) for month in MONTHS]
    if weights:
        return [
            sum(m["weight"] for m in data["milestones"] if date.fromisoformat(m["on"]) <= end)
            * 100
            // weights
            for end in ends
        ]
    first = date.fromisoformat(data["start"]) if data.get("start") else date(year, 1, 1)
    last = date.fromisoformat(data["deadline"]) if data.get("deadline") else ends[-1]
    span = max(1, (last - first).days + 1)
    return [min(100, max(0, ((end - first).days + 1) * 100 // span)) for end in ends]


def scheduled(data: Mapping[str, Any], day: date, year: int) -> int:
    """Per cent that the fixed line asks for on ``day``, even within a month."""
    line = data.get("line") or usual_line(data, year)
    if day.year != year:
        return 0 if day.year < year else int(line[-1])
    before = line[day.month - 2] if day.month > 1 else 0
    length = months.monthrange(day.year, day.month)[1]
    return int(before + (line[day.month - 1] - before) * day.day // length)
