"""Demo candidates: names published as chosen in 荆州区 2023 and 丽水 2025, put together for a 12-for-10
ballot. Money, units and dates are invented."""

from __future__ import annotations

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


def projects() -> tuple[Project, ...]:
    """The twelve candidates in ballot order."""
    return tuple(
        Project(
            name=name,
            category=category,
            content=f"{benefit}（{NOTE}）",
            investment=investment,
            funding="财政资金",
            unit=unit,
            deadline="2026-12-31",
            benefit=benefit,
        )
        for name, category, investment, unit, benefit in _ROWS
    )
