"""The words of the lights: colours, status words, and the sentence that explains a light."""

from __future__ import annotations

from voting.errors import N_

COLOUR_WORDS: dict[str, str] = {
    "none": N_("不亮灯"),
    "blue": N_("蓝灯"),
    "green": N_("绿灯"),
    "yellow": N_("黄灯"),
    "orange": N_("橙灯"),
    "red": N_("红灯"),
}
# A sign for each colour, so that none is told by its colour alone.
COLOUR_SIGNS: dict[str, str] = {
    "none": "–", "blue": "✓", "green": "●", "yellow": "▲", "orange": "◆", "red": "✕",
}  # fmt: skip
STANDINGS: dict[str, str] = {
    "early": N_("提前完成"),
    "finished": N_("按期完成"),
    "ahead": N_("超序时进度"),
    "on_line": N_("按序时推进"),
    "behind": N_("慢于序时"),
    "off_time": N_("未按期（9月30日后下调目标）"),
    "suspended": N_("暂缓实施"),
    "terminated": N_("终止实施"),
}
FINDINGS: dict[str, str] = {
    "suspended": N_("项目经决定暂缓实施，不亮灯"),
    "terminated": N_("项目经决定终止实施，不亮灯"),
    "accepted": N_("项目已验收移交"),
    "time_kept": N_("没有逾期的节点"),
    "time_near": N_("节点“%(name)s”应于 %(on)s 完成，至期末没有完成，未到亮灯界限"),
    "time_overdue": N_("节点“%(name)s”应于 %(on)s 完成，至期末没有完成，达到逾期 %(limit)s 天的界限"),
    "progress_ahead": N_("已完成 %(done)s%%，比序时进度 %(scheduled)s%% 快 %(points)s 个百分点"),
    "progress_on_line": N_("已完成 %(done)s%%，与序时进度一致"),
    "progress_near": N_("已完成 %(done)s%%，比序时进度 %(scheduled)s%% 慢 %(points)s 个百分点，未到亮灯界限"),
    "progress_points": N_(
        "已完成 %(done)s%%，比序时进度 %(scheduled)s%% 慢 %(points)s 个百分点，达到 %(limit)s 个百分点的界限"
    ),
    "progress_share": N_(
        "已完成 %(done)s%%，只是序时进度 %(scheduled)s%% 的 %(share)s%%，低于 %(limit)s%% 的界限"
    ),
    "lowered": N_("9月30日后下调了目标，仍按原序时线计算，记为未按期"),
    "money_arrived_kept": N_("资金到位 %(amount)s 万元，为年度计划 %(planned)s 万元的 %(share)s%%"),
    "money_arrived": N_(
        "资金到位 %(amount)s 万元，为年度计划的 %(share)s%%，"
        "比序时慢 %(points)s 个百分点，达到 %(limit)s 个百分点的界限"
    ),
    "money_paid_kept": N_("资金支付 %(amount)s 万元，为年度计划 %(planned)s 万元的 %(share)s%%"),
    "money_paid": N_(
        "资金支付 %(amount)s 万元，为年度计划的 %(share)s%%，"
        "比序时慢 %(points)s 个百分点，达到 %(limit)s 个百分点的界限"
    ),
}
SCHEMES: dict[str, str] = {
    "three": N_("三色：红、黄、绿"),
    "five": N_("五色：红、橙、黄、绿、蓝"),
}
