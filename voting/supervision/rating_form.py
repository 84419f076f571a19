"""The form of a rating: what it starts with, what was typed, and the rating that this means.

blank(preset, year, projects, leads, round_id) -> fields;  of(evaluation, items, projects) -> fields
parse(fields, lists, projects) -> NewEvaluation             Invalid names the field

Items are lines of 项目序号, 名称, 责任单位, divided by tabs, so that a project can be rated by its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from voting.errors import N_, Invalid
from voting.rules.terms import Share
from voting.supervision import rating_rule, rating_weights
from voting.supervision.programmes import ProjectLine
from voting.supervision.rating_rule import EIGHT, LIMITS, Rule
from voting.supervision.ratings import MOST_ITEMS, EvaluationLine, ItemLine, NewEvaluation

# Ways to begin, after published practice; every field can still be changed.
PRESETS: dict[str, str] = {
    "zhenhai": N_("常委会无记名测评：以全体组成人员为基数，半数为界"),
    "plenary": N_("全体代表无记名测评：以全体代表为基数，可以弃权"),
    "named": N_("记名测评：登录填写，以有效票为基数"),
    "points": N_("记名百分制：85分以上满意，60分以上基本满意"),
    "eight": N_("记名分项打分：八个方面按权重合成"),
}
_FIELDS: dict[str, dict[str, str]] = {
    "zhenhai": {"form": "secret", "raters": "committee", "base": "all_deputies"},
    "plenary": {"form": "secret", "raters": "deputies", "base": "all_deputies", "abstain": "yes"},
    "named": {"form": "named", "raters": "deputies", "base": "valid"},
    "points": {"form": "named", "raters": "deputies", "base": "valid", "kind": "points", "bands": "85，60"},
    "eight": {
        "form": "named", "raters": "deputies", "base": "valid", "kind": "dimensions", "bands": "85，60",
    },
}  # fmt: skip
_USUAL = {
    "kind": "grades",
    "limit": ">=1/2",
    "abstain": "",
    "publication": "all",
    "bands": "85，60",
    "dimensions": "\n".join(f"{name} {weight}" for name, weight in EIGHT),
    "members": "",
    "round_id": "",
    "closes_on": "",
}
LIMIT_WORDS: dict[str, str] = {
    ">=1/2": N_("达到半数（恰好一半也算）"),
    ">1/2": N_("超过半数（恰好一半不算）"),
    ">=2/3": N_("达到三分之二"),
}


def blank(
    preset: str,
    year: int,
    projects: Sequence[ProjectLine],
    leads: Mapping[str, str],
    round_id: str | None,
) -> dict[str, str]:
    """The fields that a preset starts with; all projects of the year, one line each, with their lead units
    by id of project."""
    chosen = _FIELDS.get(preset, _FIELDS["zhenhai"])
    return _USUAL | chosen | {
        "title": f"{year}年度民生实事项目满意度测评",
        "items": "\n".join(
            f"{line.number}\t{line.name}\t{leads.get(line.id) or line.promise.unit}" for line in projects
        ),
        "round_id": round_id or "",
    }  # fmt: skip


def of(line: EvaluationLine, items: Sequence[ItemLine], projects: Sequence[ProjectLine]) -> dict[str, str]:
    numbers = {project.id: project.number for project in projects}
    rule = line.rule
    fields = _USUAL | {
        "title": line.title,
        "form": line.form,
        "raters": line.raters,
        "members": str(line.members),
        "kind": rule.kind,
        "base": rule.base,
        "limit": _limit_word(rule.grades[0].share),
        "abstain": "yes" if rule.abstain else "",
        "publication": rule.publication,
        "items": "\n".join(f"{numbers[item.project_id]}\t{item.name}\t{item.unit}" for item in items),
        "round_id": line.round_id or "",
        "closes_on": line.closes_on.isoformat() if line.closes_on else "",
    }
    fields |= {f"weight-{each['group']}": str(each["weight"]) for each in line.weights}
    return fields | _scale_fields(rule)


def _scale_fields(rule: Rule) -> dict[str, str]:
    fields = {}
    if rule.bands:
        fields["bands"] = "，".join(map(str, rule.bands))
    if rule.dimensions:
        fields["dimensions"] = "\n".join(f"{name} {weight}" for name, weight in rule.dimensions)
    return fields


def _limit_word(share: Share) -> str:
    return next((word for word, known in LIMITS.items() if known == share), ">=1/2")


def parse(given: Mapping[str, str], people: Sequence[str], projects: Sequence[ProjectLine]) -> NewEvaluation:
    members = given.get("members", "").strip()
    if not (members.isascii() and members.isdigit() and len(members) < 5):
        raise Invalid("supervision.bad_members", field="members")
    form = given.get("form", "")
    return NewEvaluation(
        title=given.get("title", ""),
        form=form,
        raters=given.get("raters", ""),
        rule=rating_rule.of_form(given, form),
        members=int(members),
        items=_items(given.get("items", ""), projects),
        people=tuple(people),
        weights=rating_weights.chosen(given),
        round_id=given.get("round_id") or None,
        closes_on=_day(given.get("closes_on", "")),
    )


def _items(text: str, projects: Sequence[ProjectLine]) -> tuple[tuple[str, str, str], ...]:
    known: dict[str, Any] = {str(line.number): line for line in projects}
    found = []
    for line in filter(str.strip, text.splitlines()):
        number, name, unit = [*(cell.strip() for cell in line.split("\t")), "", ""][:3]
        project = known.get(number)
        if project is None:
            raise Invalid("supervision.bad_items", field="items", most=MOST_ITEMS)
        found.append((project.id, name or project.name, unit))
    return tuple(found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("supervision.bad_choice", field="closes_on") from None
