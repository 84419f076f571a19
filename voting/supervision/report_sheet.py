"""What a unit reports of a project (形象进度表), one sheet for form and Excel, and what to warn about.

SHEET                           the fields of a report; money in 万元, counted from the beginning of the year
EXCEL                           the monthly table: the same with number, name and units before them
LONG                            fields of several lines
done_milestones(data) -> tuple[int, …]                       numbers in the plan
warnings(data, previous=, finance=) -> tuple[Warning, …]     never silent, never in the way
total_warnings(rows, total) -> tuple[Warning, …]             the table's own 合计 row against its rows
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from voting.errors import N_, Invalid
from voting.sheets import Column, Sheet, Value, money, prose, text

PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9])?")
NUMBERS = re.compile(r"[0-9]{1,2}")
TOTALS = ("合计", "总计", "小计")
MONEY = ("allotted", "arrived", "paid")
LONG = ("image", "paperwork", "works", "problems", "needs", "next_step")
# What finance and a unit state of the same money may differ by, in 万元, before it is flagged.
CENT = Decimal("0.01")


def percent(given: str) -> str:
    """0 to 100 with at most one decimal: 「62.50%」 gives 62.5."""
    plain = unicodedata.normalize("NFKC", given).removesuffix("%").strip()
    trimmed = f"{Decimal(plain).normalize():f}" if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", plain) else ""
    if not PERCENT.fullmatch(trimmed) or Decimal(trimmed) > 100:
        raise Invalid("supervision.not_percent")
    return trimmed


def numbers(given: str) -> str:
    """Numbers of milestones however they are separated, as 「1,3」."""
    plain = unicodedata.normalize("NFKC", given)
    found = sorted({int(number) for number in NUMBERS.findall(plain)})
    if re.sub(r"[0-9,、;；.\s]", "", plain) or 0 in found:
        raise Invalid("supervision.not_numbers")
    return ",".join(str(number) for number in found)


def project_number(given: str) -> int:
    """A project's number; 0 is the row of totals."""
    plain = unicodedata.normalize("NFKC", given)
    if "".join(plain.split()) in TOTALS:
        return 0
    if not re.fullmatch(r"[0-9]{1,4}", plain) or int(plain) == 0:
        raise Invalid("sheets.not_whole", least=1, most=9999)
    return int(plain)


FIELDS = (
    Column("image", N_("形象进度"), prose(500), required=True, example="主体结构封顶，开始装修",
           aliases=("工程形象进度",), width=40),
    Column("percent", N_("完成比例（％）"), percent, required=True, example="62.5",
           comment="到期末为止完成全年任务的百分比，0到100，最多一位小数。",
           aliases=("完成比例", "完成率", "完成率(%)")),
    Column("milestones", N_("已完成节点"), numbers, example="1,2", comment="实施方案中节点的序号。"),
    Column("paperwork", N_("前期手续"), prose(500), example="施工许可证已办",
           aliases=("手续办理情况",), width=28),
    Column("works", N_("工程进展"), prose(500), example="完成3栋外墙粉刷",
           aliases=("本期完成", "工程建设情况"), width=36),
    Column("allotted", N_("资金下达(万元)"), money, example="800", comment="今年以来累计下达的指标。"),
    Column("arrived", N_("资金到位(万元)"), money, example="700",
           comment="今年以来累计实际到账，不是指标下达数。"),
    Column("paid", N_("资金支付(万元)"), money, example="450", comment="今年以来累计实际支付。"),
    Column("problems", N_("存在问题"), prose(500), example="管线迁改滞后", width=28),
    Column("needs", N_("需协调事项"), prose(500), example="请县供电公司配合迁改", width=28),
    Column("next_step", N_("下一步计划"), prose(500), required=True, example="下月完成外墙和管网", width=32),
)  # fmt: skip
SHEET = Sheet(N_("进度报告"), FIELDS)
KEYS = tuple(column.key for column in FIELDS)
EXCEL = Sheet(
    N_("项目进度表"),
    (
        Column("number", N_("序号"), project_number, required=True, example="1",
               comment="不要改动，回填时据此对应。最后可以有一行“合计”。", width=8),
        Column("name", N_("项目名称"), text(80), example="（示例）老旧小区改造项目", width=32),
        Column("lead", N_("牵头单位"), text(200), example="县住建局", width=18),
        Column("owner", N_("业主单位"), text(200), example="县城投公司", width=18),
        *(replace(column, required=False) for column in FIELDS),
    ),
    most_rows=500,
)  # fmt: skip
REQUIRED = tuple(column.key for column in FIELDS if column.required)

WARNINGS: dict[str, str] = {
    "percent_fell": N_("完成比例比上一期的 %(before)s%% 还低，请核对"),
    "percent_still": N_("完成比例与上一期相同，请核对是否停滞"),
    "done_without_milestones": N_("完成比例已是100%%，但还有 %(left)s 个节点没有完成"),
    "arrived_above_allotted": N_("到位 %(arrived)s 万元，超过下达 %(allotted)s 万元"),
    "paid_above_arrived": N_("支付 %(paid)s 万元，超过到位 %(arrived)s 万元"),
    "money_fell": N_("%(what)s比上一期的 %(before)s 万元还少，累计数不应减少"),
    "differs_from_finance": N_("%(what)s填报 %(unit)s 万元，财政部门核报 %(finance)s 万元，两者不一致"),
    "total_differs": N_("“合计”行的%(what)s为 %(stated)s，各行相加为 %(sum)s，请核对（不影响导入）"),
}
MONEY_WORDS: dict[str, str] = {"allotted": N_("下达"), "arrived": N_("到位"), "paid": N_("支付")}


@dataclass(frozen=True)
class Warning:
    """``code`` of WARNINGS with what fills its sentence; ``what`` is a key of MONEY_WORDS."""

    code: str
    data: Mapping[str, str]


def done_milestones(data: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(int(number) for number in data.get("milestones", "").split(",") if number)


def warnings(
    data: Mapping[str, str],
    *,
    milestones: int = 0,
    previous: Mapping[str, str] | None = None,
    finance: Mapping[str, str] | None = None,
) -> tuple[Warning, ...]:
    """What somebody should look at. ``milestones``: how many the plan has; ``previous``: the report before
    this one; ``finance``: the figures of the finance department."""
    found = [*_of_progress(data, milestones, previous or {})]
    amounts = {key: Decimal(data[key]) for key in MONEY if data.get(key)}
    for more, less in (("arrived", "allotted"), ("paid", "arrived")):
        if more in amounts and less in amounts and amounts[more] > amounts[less]:
            found.append(Warning(f"{more}_above_{less}", {more: data[more], less: data[less]}))
    for key, amount in amounts.items():
        before = (previous or {}).get(key)
        if before and amount < Decimal(before):
            found.append(Warning("money_fell", {"what": key, "before": before}))
    return (*found, *differences(data, finance or {}))


def differences(unit: Mapping[str, str], finance: Mapping[str, str]) -> tuple[Warning, ...]:
    """Where the unit's statement and that of finance differ."""
    return tuple(
        Warning("differs_from_finance", {"what": key, "unit": unit[key], "finance": finance[key]})
        for key in MONEY
        if unit.get(key) and finance.get(key) and abs(Decimal(unit[key]) - Decimal(finance[key])) >= CENT
    )


def _of_progress(data: Mapping[str, str], milestones: int, previous: Mapping[str, str]) -> Sequence[Warning]:
    if not data.get("percent"):
        return ()
    done, found = Decimal(data["percent"]), []
    before = previous.get("percent")
    if before and done < Decimal(before):
        found.append(Warning("percent_fell", {"before": before}))
    elif before and done == Decimal(before) and done < 100:
        found.append(Warning("percent_still", {}))
    left = milestones - len(done_milestones(data))
    if done == 100 and left > 0:
        found.append(Warning("done_without_milestones", {"left": str(left)}))
    return found


def total_warnings(rows: Sequence[Mapping[str, Value]], total: Mapping[str, Value]) -> tuple[Warning, ...]:
    """Printed tables err: what the row of totals states and what its rows add up to. It warns only."""
    found = []
    for key in MONEY:
        added = sum((Decimal(str(row[key])) for row in rows if key in row), Decimal(0))
        if key in total and abs(Decimal(str(total[key])) - added) >= CENT:
            data = {"what": key, "stated": str(total[key]), "sum": f"{added.normalize():f}"}
            found.append(Warning("total_differs", data))
    return tuple(found)
