"""What a candidate draft says (domain: 候选项目建议表), as one sheet for the form and for Excel, and what to
warn about. Money in 万元 as decimal text.

SHEET                      the fields of a draft
EXCEL                      the same with the bundle to which a row belongs
warnings(data, sources=, parts=) -> tuple[Warning, …]      never silent, never in the way
gap(data) -> Decimal | None                                 what the budget draft does not cover yet
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from voting.errors import N_
from voting.sheets import Column, Sheet, money, prose, text, whole

FIELDS = (
    Column("name", N_("名称"), text(80), required=True, example="（示例）老旧小区改造项目",
           aliases=("项目名称",), width=32),
    Column("category", N_("类别"), text(20), example="住房与老旧小区"),
    Column("content", N_("建设内容"), prose(2000), example="改造老旧小区12个", aliases=("内容",), width=48),
    Column("scale", N_("规模"), text(200), example="12个小区，3200户", width=24),
    Column("place", N_("实施地点"), text(200), example="城关街道", width=24),
    Column("year_investment", N_("当年投资(万元)"), money, example="800"),
    Column("total_investment", N_("总投资(万元)"), money, example="1200.5", aliases=("投资额(万元)",)),
    Column("own_money", N_("本级财政(万元)"), money, example="700.5"),
    Column("upper_money", N_("上级补助(万元)"), money, example="400"),
    Column("social_money", N_("社会资金(万元)"), money, example="100"),
    Column("budgeted", N_("已列预算草案(万元)"), money, example="600"),
    Column("lead_unit", N_("牵头单位"), text(100), example="县住建局", width=20),
    Column("responsible_unit", N_("责任单位"), text(100), example="县住建局", width=20),
    Column("support_units", N_("配合单位"), text(200), example="县财政局", aliases=("协办单位",), width=20),
    Column("owner_unit", N_("业主单位"), text(100), example="县城投公司", width=20),
    Column("contact", N_("联络人"), text(60), example="某某 01012345"),
    Column("leader", N_("分管领导"), text(40), example="某某"),
    Column("need", N_("必要性"), prose(1000), example="建成20年以上，管网老化", width=32),
    Column("beneficiaries", N_("惠及人数"), whole(0, 99_999_999), example="9600"),
    Column("preparation", N_("前期手续"), prose(500), example="已立项；用地、环评已办", width=24),
    Column("upkeep", N_("建后管护"), prose(500), example="移交街道物业", width=24),
    Column("target", N_("年度量化目标"), text(200), example="年底前完工12个小区", width=32),
    Column("deadline", N_("完成时限"), text(40), example="2027年11月底前", width=18),
    Column("feasibility", N_("可行性"), prose(1000), example="财力、用地均可保障", width=32),
)  # fmt: skip
SHEET = Sheet("候选项目草案", FIELDS)
BUNDLE = Column(
    "bundle", N_("所属打包项目"), text(80), example="", comment="子项目填写所属打包项目的名称。", width=24
)
EXCEL = replace(SHEET, columns=(FIELDS[0], BUNDLE, *FIELDS[1:]), most_rows=500)
LONG = ("content", "need", "preparation", "upkeep", "feasibility")
MONEY_PARTS = ("own_money", "upper_money", "social_money")

WARNINGS: dict[str, str] = {
    "money_sum": N_("资金来源三项合计 %(parts)s 万元，与总投资 %(total)s 万元不一致"),
    "money_missing": N_("没有填写资金来源"),
    "year_above_total": N_("当年投资 %(year)s 万元，超过总投资 %(total)s 万元"),
    "gap": N_("本级财政资金还有 %(gap)s 万元未列入预算草案"),
    "target_missing": N_("没有年度量化目标，年底无法对账"),
    "deadline_missing": N_("没有完成时限"),
    "unit_missing": N_("没有责任单位或牵头单位"),
    "no_source": N_("没有关联任何意见建议"),
    "parts_sum": N_("子项目总投资合计 %(parts)s 万元，与打包项目 %(total)s 万元不一致"),
}


@dataclass(frozen=True)
class Warning:
    """``code`` of WARNINGS with what fills its sentence."""

    code: str
    data: Mapping[str, str]


def warnings(
    data: Mapping[str, str], *, sources: int, parts: Sequence[Mapping[str, str]] = ()
) -> tuple[Warning, ...]:
    """What somebody should look at before the draft goes on. ``parts`` are its sub-items' data."""
    found = [*_of_money(data)]
    missing = {"target_missing": ("target",), "deadline_missing": ("deadline",),
               "unit_missing": ("lead_unit", "responsible_unit")}  # fmt: skip
    found += [Warning(code, {}) for code, keys in missing.items() if not any(data.get(key) for key in keys)]
    if not sources:
        found.append(Warning("no_source", {}))
    amounts = [part["total_investment"] for part in parts if part.get("total_investment")]
    total = data.get("total_investment", "")
    if amounts and total and _sum(amounts) != Decimal(total):
        found.append(Warning("parts_sum", {"parts": shown(_sum(amounts)), "total": total}))
    return tuple(found)


def _of_money(data: Mapping[str, str]) -> list[Warning]:
    found = []
    total, year = data.get("total_investment", ""), data.get("year_investment", "")
    given = [data[key] for key in MONEY_PARTS if data.get(key)]
    if total and not given:
        found.append(Warning("money_missing", {}))
    if given and _sum(given) != Decimal(total or "0"):
        found.append(Warning("money_sum", {"parts": shown(_sum(given)), "total": total or "0"}))
    if year and total and Decimal(year) > Decimal(total):
        found.append(Warning("year_above_total", {"year": year, "total": total}))
    open_gap = gap(data)
    if open_gap is not None and open_gap > 0:
        found.append(Warning("gap", {"gap": shown(open_gap)}))
    return found


def gap(data: Mapping[str, str]) -> Decimal | None:
    """Own money less what the budget draft holds; None where no own money was stated."""
    if not data.get("own_money"):
        return None
    return Decimal(data["own_money"]) - Decimal(data.get("budgeted") or "0")


def _sum(amounts: Sequence[str]) -> Decimal:
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


def shown(amount: Decimal) -> str:
    """1200.50 as 1200.5."""
    return f"{amount.normalize():f}"
