"""The sheet of candidate projects (序号·名称·类别·…)."""

from __future__ import annotations

from voting.errors import N_
from voting.sheets import Column, Sheet, money, prose, text, whole

SHEET = Sheet(
    "候选项目",
    (
        Column(
            "number",
            N_("序号"),
            whole(1, 999),
            required=True,
            comment="表决票上的顺序，从1开始，不得重复。",
            example="1",
            width=8,
        ),
        Column(
            "name",
            N_("名称"),
            text(80),
            required=True,
            comment="表决票上的名称，最多80个字，不得重复。",
            example="（示例）老旧小区改造项目",
            aliases=("项目名称",),
            width=32,
        ),
        Column("category", N_("类别"), text(40), example="城市更新", aliases=("项目类别",)),
        Column(
            "content",
            N_("内容"),
            prose(2000),
            comment="建设内容和规模，写明数量，最多2000个字。",
            example="改造老旧小区12个，惠及居民3200户。",
            aliases=("建设内容", "主要内容", "建设内容及规模"),
            width=48,
        ),
        Column(
            "investment",
            N_("投资额(万元)"),
            money,
            comment="以万元计，只填数字，最多四位小数。",
            example="1200.5",
            aliases=("投资额", "投资(万元)", "总投资(万元)", "投资估算(万元)"),
        ),
        Column("funding", N_("资金来源"), text(200), example="县级财政，争取上级补助", width=24),
        Column("unit", N_("责任单位"), text(100), example="县住建局", aliases=("牵头单位",), width=20),
        Column(
            "co_unit",
            N_("协办单位"),
            text(200),
            example="各街道办事处",
            aliases=("配合单位",),
            width=20,
        ),
        Column("deadline", N_("完成时限"), text(40), example="2027年11月底前", width=18),
        Column("benefit", N_("惠民效果"), text(200), example="居住环境改善，消除安全隐患", width=32),
    ),
)
