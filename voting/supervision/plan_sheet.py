"""A project's plan as data (任务分解: 定任务, 定责任人, 定时限): form, workbook, two versions compared.

``data`` of a PlanVersion, texts unless said otherwise:
    leader, contact, content, target      who answers for it, what is done this year
    amount, measure, baseline             the yearly target as a number with its unit; what had been finished
                                          before the year, which never counts
    start, deadline                       ISO days
    lead_unit, responsible_unit, support_units, owner_unit          names, several joined by 、
    total_money, own_money, upper_money, social_money               万元 as decimal text
    items        [{name, amount, measure}]          sub-items
    milestones   [{on, name, weight, person}]       weight a whole number
    line         [12 whole numbers]                 the scheduled line: see plan_line.py

parse(given) -> data;  plain(values) -> data        a form's fields, a row's values; Invalid names the field
typed(data) -> fields                               the other way
difference(before, after) -> list[Change]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting.errors import N_, Invalid
from voting.sheets import Column, Sheet, Value, day, money, parse_form, prose, text, whole

MONTHS = range(1, 13)
UNIT_KEYS = {
    "lead_unit": "lead",
    "responsible_unit": "responsible",
    "support_units": "support",
    "owner_unit": "owner",
}
LONG = ("content", "items", "milestones")


def _items(given: str) -> list[dict[str, str]]:
    """Lines of 名称 数量 单位."""
    found = []
    for line in _lines(given):
        name, amount, measure = [*line.split(), "", ""][:3]
        found.append(
            {"name": _short(name), "amount": money(amount) if amount else "", "measure": measure[:10]}
        )
    return found


def _milestones(given: str) -> list[dict[str, Any]]:
    """Lines of 日期 节点 权重 责任人; the person may be missing."""
    found = []
    for line in _lines(given):
        parts = line.split()
        if len(parts) < 3:
            raise Invalid("supervision.bad_milestone", line=line)
        on, name, weight, person = [*parts, ""][:4]
        found.append(
            {"on": day(on), "name": _short(name), "weight": whole(0, 100)(weight), "person": person[:40]}
        )
    return sorted(found, key=lambda each: str(each["on"]))


def _lines(given: str) -> list[str]:
    lines = [" ".join(line.split()) for line in given.splitlines() if line.strip()]
    if len(lines) > 40:
        raise Invalid("supervision.too_many_lines", most=40)
    return lines


def _short(name: str) -> str:
    return str(text(80)(name))


def _checked(parse: Any) -> Any:
    """A parser that keeps lines as the text they are, once they can be read."""

    def check(given: str) -> str:
        parse(given)
        return given

    return check


FIELDS = (
    Column("leader", N_("分管领导"), text(40), example="某某（副县长）"),
    Column("lead_unit", N_("牵头单位"), text(200), required=True, example="县住建局", width=20),
    Column("responsible_unit", N_("责任单位"), text(200), example="县住建局", width=20),
    Column("support_units", N_("配合单位"), text(400), example="县财政局、县城管局", width=24),
    Column("owner_unit", N_("业主单位"), text(200), example="县城投公司", width=20),
    Column("contact", N_("责任人"), text(60), required=True, example="某某 01012345"),
    Column("content", N_("年度建设内容"), prose(2000), required=True, example="改造12个小区", width=40),
    Column("target", N_("年度目标"), text(200), required=True, example="年底前完工12个小区", width=32),
    Column("amount", N_("目标数"), money, example="12", comment="本年度新完成的数量，不含往年已完成的。"),
    Column("measure", N_("计量单位"), text(10), example="个"),
    Column("baseline", N_("上年底已完成数"), money, example="0", comment="没有的填 0。不计入本年度完成数。"),
    Column("start", N_("开工时间"), day, example="2000-03-01"),
    Column("deadline", N_("完成时限"), day, required=True, example="2000-11-30"),
    Column("total_money", N_("年度计划投资"), money, example="1200", comment="以万元计。"),
    Column("own_money", N_("本级财政"), money, example="800"),
    Column("upper_money", N_("上级补助"), money, example="300"),
    Column("social_money", N_("社会资金"), money, example="100"),
    Column(
        "items", N_("子项目"), _checked(_items), example="幸福小区 4 栋", width=28,
        comment="一行一个：名称 数量 单位，用空格隔开。",
    ),
    Column(
        "milestones", N_("时间节点"), _checked(_milestones), example="2000-06-30 完成主体 40 某某", width=36,
        comment="一行一个：日期 节点 权重 责任人，用空格隔开；权重合计100。",
    ),
)  # fmt: skip
LINE = tuple(
    Column(f"month_{month}", f"{month}月", whole(0, 100), width=6, comment="到月底应完成的累计百分比。")
    for month in MONTHS
)
SHEET = Sheet(N_("任务分解表"), FIELDS)
EXCEL = Sheet(
    "任务分解表",
    (
        Column("number", N_("序号"), whole(1, 999), required=True, example="999", width=8),
        Column("name", N_("项目名称"), text(80), example="（示例）老旧小区改造", aliases=("名称",), width=28),
        *FIELDS,
        *LINE,
    ),
    most_rows=200,
)


def parse(given: Mapping[str, str]) -> dict[str, Any]:
    """The data of a plan typed into a form with the keys of FIELDS and month_1 … month_12."""
    data = plain(parse_form(Sheet("", (*FIELDS, *LINE)), given))
    return data


def plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """The data from parsed values; the twelve months become the line, if any was given."""
    data: dict[str, Any] = {column.key: str(values[column.key]) for column in FIELDS if column.key in values}
    data["items"] = _items(data.get("items", ""))
    data["milestones"] = _milestones(data.get("milestones", ""))
    if data.get("start") and data["start"] > data["deadline"]:
        raise Invalid("supervision.start_after_deadline", field="start")
    data["line"] = _line([values.get(column.key) for column in LINE])
    return data


def _line(given: Sequence[Value | None]) -> list[int]:
    """Months left empty go on from the month before; a line that falls is refused."""
    if all(value is None for value in given):
        return []
    line: list[int] = []
    reached = 0
    for value in given:
        reached = reached if value is None else int(value)
        if line and reached < line[-1]:
            raise Invalid("supervision.line_falls", field=f"month_{len(line) + 1}", month=len(line) + 1)
        line.append(reached)
    return line


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """The data as a form's fields, the other way."""
    found = {column.key: str(data.get(column.key, "")) for column in FIELDS}
    found["items"] = "\n".join(
        " ".join(filter(None, (each["name"], each["amount"], each["measure"])))
        for each in data.get("items", ())
    )
    found["milestones"] = "\n".join(
        f"{each['on']} {each['name']} {each['weight']} {each['person']}".strip()
        for each in data.get("milestones", ())
    )
    line = data.get("line") or [""] * 12
    return found | {f"month_{month}": str(line[month - 1]) for month in MONTHS}


# Versions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One field in two versions."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """All fields that one of the versions has, side by side."""
    old, new = typed(before), typed(after)
    found = [
        Change(column.header, old[column.key], new[column.key])
        for column in FIELDS
        if old[column.key] or new[column.key]
    ]
    return [*found, Change(N_("序时进度"), shown_line(before), shown_line(after))]


def shown_line(data: Mapping[str, Any]) -> str:
    line = data.get("line") or ()
    return " ".join(f"{month}月{reached}%" for month, reached in zip(MONTHS, line, strict=False))
