"""The years of a congress side by side: how many projects, done in time, money, satisfaction.

years(session, congress_id) -> list[YearLine]         the oldest first; a year in planning is left out
lines(found, say) -> table for Excel
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from voting.errors import N_
from voting.supervision import programmes, story
from voting.supervision.story import Story
from voting.supervision.weighting import overall

DONE = ("completed", "accepted")
# A status word of lights.standing that says "not within its time".
LATE = ("behind", "off_time")
HEADS = (
    N_("年度"), N_("项目"), N_("已完工"), N_("按时完成"), N_("暂缓或终止"), N_("年度计划投资（万元）"),
    N_("支付（万元）"), N_("总体满意率"), N_("督查发现问题"), N_("已销号"),
)  # fmt: skip


@dataclass(frozen=True)
class YearLine:
    """``in_time`` are finished and not late; money in 万元; ``rate`` as it is printed, empty where nothing
    was rated with numbers."""

    year: int
    title: str
    many: int
    finished: int
    in_time: int
    dropped: int
    planned: Decimal
    paid: Decimal
    rate: str
    findings: int
    settled: int

    @property
    def share(self) -> int:
        """Of a hundred projects so many in time."""
        return self.in_time * 100 // self.many if self.many else 0


def years(session: Session, congress_id: str) -> list[YearLine]:
    found = programmes.programmes(session, congress_id)
    return [
        _line(line.year, line.title, story.of_year(session, congress_id, line, everything=True))
        for line in reversed(found)
        if line.state != "planning"
    ]


def _line(year: int, title: str, told: Sequence[Story]) -> YearLine:
    finished = [one for one in told if one.project.state in DONE]
    findings = [finding for one in told for finding in one.findings]
    rates = [one.rated.results[0][1].rate for one in told if one.rated]
    return YearLine(
        year=year,
        title=title,
        many=len(told),
        finished=len(finished),
        in_time=sum(one.latest is None or one.latest.standing not in LATE for one in finished),
        dropped=sum(one.project.state in ("suspended", "terminated") for one in told),
        planned=sum((_money(one.plan.data if one.plan else {}, "total_money") for one in told), Decimal(0)),
        paid=sum((_money(one.latest.money if one.latest else {}, "paid") for one in told), Decimal(0)),
        rate=overall(rates).text if rates else "",
        findings=len(findings),
        settled=sum(finding.closed for finding in findings),
    )


def _money(given: Mapping[str, Any], key: str) -> Decimal:
    return Decimal(given.get(key) or 0)


def lines(found: Sequence[YearLine], say: Callable[[str], str]) -> list[list[str | int]]:
    """Headers and a line a year."""
    table: list[list[str | int]] = [[say(head) for head in HEADS]]
    for one in found:
        table.append([
            one.year, one.many, one.finished, one.in_time, one.dropped, f"{one.planned:f}", f"{one.paid:f}",
            one.rate, one.findings, one.settled,
        ])  # fmt: skip
    return table
