"""Demo candidates: names published as chosen in 荆州区 2023 and 丽水 2025, put together for a 12-for-10
ballot. Money, units and dates are invented; so are last year's projects."""

from __future__ import annotations

from dataclasses import replace

from voting.polling.sittings import Project

PLACES = 10
NOTE = "演示数据"

_ROWS = (
    ("新民社区“共同缔造”建设项目", "城乡建设", "980", "民政局", "约4200名居民受益"),
    ("新、改建移动公厕项目", "城市管理", "360", "城市管理执法局", "新建18座、改建12座"),
    ("老南门片区城市更新项目", "城乡建设", "5200", "住房和城乡建设局", "惠及1100户"),
    ("全区公路危涵消除改造项目", "交通出行", "1450", "交通运输局", "消除危涵46处"),
    ("教育基础设施建设项目", "教育", "6800", "教育局", "新增学位1500个"),
    ("老旧小区改造项目", "住房保障", "7300", "住房和城乡建设局", "改造小区31个"),
    ("荆州区农村生活污水治理工程(一期)", "生态环境", "4100", "生态环境分局", "覆盖行政村22个"),
    ("交安和照明工程", "公共安全", "890", "公安分局", "安装路灯2600盏"),
    ("农村公路建设项目", "交通出行", "3600", "交通运输局", "新改建农村公路85公里"),
    ("基层社区卫生服务站和农村卫生室整体达标建设项目", "医疗卫生", "1200", "卫生健康局", "达标建设64所"),
    ("电动自行车放心充电", "公共安全", "640", "消防救援大队", "新增充电端口5000个"),
    ("体育场地开放共享", "文化体育", "420", "文化和旅游局", "开放学校场地28处"),
)
# What the night before the vote changes: one text is put right, one project is dropped.
CHANGED, DROPPED = 7, 11  # numbers on the ballot of thirteen
BEFORE, AFTER = "覆盖行政村20个", "覆盖行政村22个"
_DROPPED_ROW = ("城区公共停车场建设项目", "交通出行", "2600", "城市管理执法局", "新增泊位900个")
LAST_YEAR = (
    "农村饮水安全巩固提升", "城区老旧供水管网改造", "社区养老服务驿站", "县域急救中心扩建", "乡镇便民服务站",
    "城区公交站亭改造", "中小学食堂提升", "农村户厕改造", "残疾人家庭无障碍改造", "背街小巷照明",
)  # fmt: skip


def projects() -> tuple[Project, ...]:
    """The twelve candidates in ballot order."""
    return tuple(_project(*row) for row in _ROWS)


def on_the_eve() -> tuple[Project, ...]:
    """The thirteen as they were fixed first: one text not yet put right, one project not yet dropped."""
    listed = [_project(*row) for row in _ROWS]
    old = listed[CHANGED - 1]
    listed[CHANGED - 1] = replace(
        old, content=old.content.replace(AFTER, BEFORE), benefit=old.benefit.replace(AFTER, BEFORE)
    )
    listed.insert(DROPPED - 1, _project(*_DROPPED_ROW))
    return tuple(listed)


def corrected(lines: str) -> str:
    """The night before, in the draft's own lines: the text put right, the project dropped."""
    listed = lines.splitlines()
    listed[CHANGED - 1] = listed[CHANGED - 1].replace(BEFORE, AFTER)
    del listed[DROPPED - 1]
    return "\n".join(listed)


def _project(name: str, category: str, investment: str, unit: str, benefit: str) -> Project:
    return Project(
        name=name,
        category=category,
        content=f"{benefit}（{NOTE}）",
        investment=investment,
        funding="财政资金",
        unit=unit,
        deadline="2026-12-31",
        benefit=benefit,
    )
