"""The usual positive and negative list (正面清单、负面清单) from which a first call starts.

USUAL_ITEMS: (side, text, legal basis, reason code). A congress puts its own rules in their place; the law
named here holds everywhere.
"""

from __future__ import annotations

ORGANIC_LAW_COUNTY = "《地方组织法》第十一条第三项"
ORGANIC_LAW_TOWNSHIP = "《地方组织法》第十二条第三项"
PERMITS_LAW = "《土地管理法》第四十四条；《环境影响评价法》第二十五条"
OWN_MEASURES = "本级民生实事项目人大代表票决制工作办法"
BUDGET_LAW = "《预算法》第十三条、第三十五条"

USUAL_ITEMS: tuple[tuple[str, str, str, str], ...] = (
    ("positive", "受益面广的公益性项目", ORGANIC_LAW_COUNTY, "private"),
    ("positive", "属于本级政府事权", ORGANIC_LAW_TOWNSHIP, "other_level"),
    ("positive", "以财政资金投入为主，本级财力能够承受", BUDGET_LAW, "unaffordable"),
    ("positive", "用地、规划、环评等条件具备", PERMITS_LAW, "no_land"),
    ("positive", "当年能够完成；跨年的有年度目标", OWN_MEASURES, "beyond_year"),
    ("negative", "上级已部署的任务", OWN_MEASURES, "ordered"),
    ("negative", "个别单位或个人要求解决的问题", OWN_MEASURES, "private"),
    ("negative", "增加政府债务风险", BUDGET_LAW, "debt"),
    ("negative", "增加群众、企业负担", OWN_MEASURES, "burden"),
    ("negative", "楼堂馆所建设和办公设备购置", "《机关团体建设楼堂馆所管理条例》第五条", "negative_list"),
    ("negative", "已列入计划或正在实施的项目", OWN_MEASURES, "under_way"),
    ("negative", "信访、举报、投诉事项", "《信访工作条例》第十七条", "daily_work"),
)
