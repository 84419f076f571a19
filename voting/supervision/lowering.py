"""What a new plan takes back of an old one. Pure: nothing of it refuses a plan, the reader decides.

lowered(before, after) -> tuple[Lowering, …]          data of two plans by plan_sheet
changed_keys(before, after) -> dict                   the keys of ``after`` that differ, with their values
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from voting.errors import N_

# The first four lower what was promised; the last two put it off.
LOWERED: dict[str, str] = {
    "amount": N_("目标数由 %(before)s 降为 %(after)s"),
    "amount_gone": N_("取消了目标数 %(before)s"),
    "item": N_("子项目“%(name)s”由 %(before)s 降为 %(after)s"),
    "item_gone": N_("取消了子项目“%(name)s”"),
    "deadline": N_("完成时限由 %(before)s 推迟到 %(after)s"),
    "line": N_("序时进度放缓：%(month)s月由 %(before)s%% 降为 %(after)s%%"),
}
TARGETS = ("amount", "amount_gone", "item", "item_gone")


@dataclass(frozen=True)
class Lowering:
    """``code`` of LOWERED with what fills its sentence."""

    code: str
    data: Mapping[str, object]

    @property
    def of_target(self) -> bool:
        """The promise itself is less (降低目标), not only later."""
        return self.code in TARGETS


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A key that is missing says as little as an empty one; the baseline is no part of any change."""
    return {
        key: after[key]
        for key in after
        if key != "baseline" and (before.get(key) or None) != (after[key] or None)
    }


def lowered(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Lowering, ...]:
    return (*_of_amount(before, after), *_of_items(before, after), *_of_time(before, after))


def _of_amount(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Lowering]:
    """Another measure cannot be compared: then the old amount is gone."""
    old, new = before.get("amount") or "", after.get("amount") or ""
    if not old:
        return []
    shown = f"{old}{before.get('measure') or ''}"
    if not new or before.get("measure") != after.get("measure"):
        return [Lowering("amount_gone", {"before": shown})]
    if Decimal(new) < Decimal(old):
        return [Lowering("amount", {"before": shown, "after": f"{new}{after.get('measure') or ''}"})]
    return []


def _of_items(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Lowering]:
    kept = {item["name"]: item for item in after.get("items") or ()}
    found = []
    for item in before.get("items") or ():
        now = kept.get(item["name"])
        if now is None:
            found.append(Lowering("item_gone", {"name": item["name"]}))
        elif Decimal(now["amount"] or 0) < Decimal(item["amount"] or 0):
            told = {"before": item["amount"] + item["measure"], "after": now["amount"] + now["measure"]}
            found.append(Lowering("item", {"name": item["name"], **told}))
    return found


def _of_time(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Lowering]:
    found = []
    old, new = before.get("deadline") or "", after.get("deadline") or ""
    if old and new > old:
        found.append(Lowering("deadline", {"before": old, "after": new}))
    months = zip(range(1, 13), before.get("line") or (), after.get("line") or (), strict=False)
    slower = next(((month, was, is_now) for month, was, is_now in months if is_now < was), None)
    if slower:
        found.append(Lowering("line", {"month": slower[0], "before": slower[1], "after": slower[2]}))
    return found
