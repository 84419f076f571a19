"""Sentences of this domain's errors."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.nothing_offered": N_("这次会议没有可以转入实施监督的票决结果（可能已转入）。请刷新页面。"),
    "supervision.ballot_pending": N_("这次票决还有下一轮，结果没有全部确定。请在最后一轮结果宣布后再转入。"),
    "supervision.bad_year": N_("实施年度不对。请填写四位数的年份。"),
    "supervision.year_taken": N_("%(year)s 年的民生实事项目已经建立。请核对年份，或打开已有的年度。"),
    "supervision.programme_not_found": N_("没有找到这一年的民生实事项目。请返回年度列表重新选择。"),
    "supervision.project_not_found": N_("没有找到这个项目。请核对网址，或返回项目列表。"),
    "supervision.no_projects": N_("没有一个项目。请在表格中填写项目名称后再提交。"),
    "supervision.bad_setting": N_("这一项不是所列的选择，没有保存。请重新选择。"),
    "supervision.bad_number": N_("这里应为 %(least)s 到 %(most)s 之间的整数，没有保存。请改正。"),
    "supervision.year_concluded": N_("这一年已经办结，不能再改。"),
    "supervision.rounds_open": N_("还有督查轮次没有归档，不能办结这一年。请先到“督查轮次”归档各轮。"),
    "supervision.bad_holiday": N_(
        "第 %(line)s 行的起止日期不对：止不能早于起，一行最多 %(most)s 天。请改正后再保存。"
    ),
    "supervision.bad_windows": N_(
        "时间安排前后不接：数据截至、开始报送、报送截止、督查截止、测评截止应依次往后，有测评须先有督查。请改正。"
    ),
    "supervision.round_not_found": N_("没有找到这一轮督查。请返回“督查轮次”重新选择。"),
    "supervision.round_not_open": N_("这一轮现在不在这个环节，没有保存。请到“督查轮次”查看进行到哪里。"),
    "supervision.not_published": N_("实施方案还没有公布，这一步要在公布之后办理。"),
    "supervision.window_planned": N_("这一轮后面还安排了环节，请先进入下一环节。"),
    "supervision.window_not_planned": N_("这一轮没有安排这个环节，可以直接归档。"),
    "supervision.plan_fixed": N_("实施方案已经公布，只能按调整程序、凭决定修改。没有任何改动。"),
    "supervision.plans_missing": N_("第 %(numbers)s 号项目还没有任务分解，不能公布。请先填写。"),
    "supervision.no_decision": N_("没有找到这份决定。请先登记决定，再修改方案。"),
    "supervision.unknown_unit": N_("没有叫“%(name)s”的责任单位。请核对名称，或先在“责任单位”中添加。"),
    "supervision.bad_milestone": N_(
        "看不懂这个时间节点：“%(line)s”。每行写：日期 节点 权重 责任人，用空格隔开。"
    ),
    "supervision.too_many_lines": N_("行数太多，最多 %(most)s 行。"),
    "supervision.start_after_deadline": N_("开工时间晚于完成时限。请改正其中一个日期。"),
    "supervision.line_falls": N_(
        "序时进度 %(month)s 月的累计数比上个月小。累计百分比只能持平或增加，请改正。"
    ),
    "supervision.day_to_come": N_("日期还没有到，没有登记。请核对日期。"),
    "supervision.no_such_number": N_("这一年没有第 %(number)s 号项目，或这个序号在表中出现了两次。"),
    "supervision.other_name": N_("这个序号的项目叫“%(name)s”。项目名称不能在这里改，请核对序号。"),
}
