"""Sentences of this domain's errors."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.nothing_offered": N_("这次会议没有可以转入实施监督的票决结果（可能已转入）。请刷新页面。"),
    "supervision.ballot_pending": N_("这次票决还有下一轮，结果没有全部确定。请在最后一轮结果宣布后再转入。"),
    "supervision.bad_year": N_("实施年度不对。请填写四位数的年份。"),
    "supervision.year_taken": N_("%(year)s 年的民生实事项目已经建立。请核对年份，或打开已有的年度。"),
    "supervision.programme_not_found": N_("没有找到这一年的民生实事项目。请返回年度列表重新选择。"),
    "supervision.project_not_found": N_("没有找到这个项目。请核对网址，或返回项目列表。"),
}
