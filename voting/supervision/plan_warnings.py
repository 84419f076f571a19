"""What looks odd in a plan; nothing of it refuses the plan.

warnings(data, year) -> tuple[Warning, …]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from voting.errors import N_
from voting.supervision.plan_line import usual_line

MOST_Q4 = 40  # per cent of the year's work that may lie in the last quarter without being flagged
MONEY_PARTS = ("own_money", "upper_money", "social_money")

WARNINGS: dict[str, str] = {
    "money_sum": N_("资金来源三项合计 %(parts)s 万元，与年度计划投资 %(total)s 万元不一致"),
    "money_missing": N_("没有写明资金来源"),
    "amount_missing": N_("没有量化目标数，年底无法对账"),
    "baseline_missing": N_("没有填写上年底已完成数，往年完成的可能被算作今年的"),
    "baseline_covers": N_(
        "上年底已完成 %(baseline)s，不少于今年的目标数 %(amount)s，请核实目标数不含往年完成的"
    ),
    "last_years": N_("节点“%(names)s”的日期不在本年度"),
    "q4_heavy": N_("第四季度要完成 %(share)s%%，超过 40%%，前松后紧"),
    "line_end": N_("序时进度到年底只到 %(reached)s%%"),
    "weights": N_("时间节点的权重合计 %(sum)s，不是 100"),
    "milestones_missing": N_("没有时间节点"),
    "items_sum": N_("子项目数量合计 %(parts)s，与目标数 %(total)s 不一致"),
}


@dataclass(frozen=True)
class Warning:
    """``code`` of WARNINGS with what fills its sentence."""

    code: str
    data: Mapping[str, object]


def warnings(data: Mapping[str, Any], year: int) -> tuple[Warning, ...]:
    """What somebody should look at before the plan is fixed; nothing of it refuses the plan."""
    return (*_of_target(data), *_of_money(data), *_of_time(data, year))


def _of_target(data: Mapping[str, Any]) -> list[Warning]:
    amount, baseline = data.get("amount"), data.get("baseline")
    if not amount:
        return [Warning("amount_missing", {})]
    found = []
    if not baseline:
        found.append(Warning("baseline_missing", {}))
    elif Decimal(baseline) >= Decimal(amount):
        found.append(Warning("baseline_covers", {"baseline": baseline, "amount": amount}))
    same = [each for each in data["items"] if each["amount"] and each["measure"] == data.get("measure", "")]
    parts = sum((Decimal(each["amount"]) for each in same), Decimal(0))
    if same and len(same) == len(data["items"]) and parts != Decimal(amount):
        found.append(Warning("items_sum", {"parts": f"{parts.normalize():f}", "total": amount}))
    return found


def _of_money(data: Mapping[str, Any]) -> list[Warning]:
    total = data.get("total_money", "")
    given = [Decimal(data[key]) for key in MONEY_PARTS if data.get(key)]
    if total and not given:
        return [Warning("money_missing", {})]
    parts = sum(given, Decimal(0))
    if given and parts != Decimal(total or "0"):
        return [Warning("money_sum", {"parts": f"{parts.normalize():f}", "total": total or "0"})]
    return []


def _of_time(data: Mapping[str, Any], year: int) -> list[Warning]:
    found = []
    milestones = data.get("milestones", ())
    weights = sum(each["weight"] for each in milestones)
    if not milestones:
        found.append(Warning("milestones_missing", {}))
    elif weights != 100:
        found.append(Warning("weights", {"sum": weights}))
    elsewhere = [each["name"] for each in milestones if date.fromisoformat(each["on"]).year != year]
    if elsewhere:
        found.append(Warning("last_years", {"names": "、".join(elsewhere)}))
    line = data.get("line") or usual_line(data, year)
    if 100 - line[8] > MOST_Q4:
        found.append(Warning("q4_heavy", {"share": 100 - line[8]}))
    if line[11] != 100:
        found.append(Warning("line_end", {"reached": line[11]}))
    return found
