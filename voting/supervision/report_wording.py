"""Sentences of the errors of unit reports, money and lights."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.not_percent": N_("完成比例不对。请填写0到100之间的数，最多一位小数，例如 62.5。"),
    "supervision.not_numbers": N_("已完成节点不对。请填写实施方案中节点的序号，用逗号隔开，例如 1,2。"),
    "supervision.number_unknown": N_(
        "这一轮没有序号为 %(number)s 的项目需要填报。请核对“序号”列，或删去这一行。"
    ),
    "supervision.number_twice": N_("序号 %(number)s 出现了两次。请只保留一行。"),
    "supervision.bad_scheme": N_("没有这种亮灯方案。请选择三色或五色。"),
    "supervision.bad_limits": N_(
        "亮灯界限没有保存：各档界限必须由黄到红依次增大，且不超过上限。请核对标红的一行。"
    ),
    "supervision.bad_colour": N_("本年度的亮灯方案里没有这种颜色。请重新选择。"),
    "supervision.same_colour": N_("现在亮的就是这种灯，没有改动。请选择另一种颜色。"),
    "supervision.no_light": N_("这一轮还没有审核通过的报告，没有可以调整的灯。请先审核报告。"),
    "supervision.not_your_project": N_(
        "这个项目不由您所在的单位填报，没有保存。请核对项目，或联系督查室确认牵头单位和责任单位。"
    ),
    "supervision.project_at_rest": N_("这个项目已暂缓、终止或验收移交，这一轮不再填报。"),
    "supervision.too_many_files": N_("附件最多 %(most)s 个，没有保存。请先删去不需要的附件。"),
    "supervision.bad_draft": N_("服务器看不懂这次自动保存，没有保存。您填的内容仍在本机，请刷新页面。"),
    "supervision.draft_moved": N_(
        "同一单位的另一人刚刚保存了这份报告，您的报告没有报送。您填的内容仍在本机，请刷新页面，核对合并后的内容再报送。"
    ),
    "supervision.no_report": N_("这个项目这一轮还没有报送，不能审核。请等责任单位报送。"),
    "supervision.newer_version": N_(
        "责任单位刚刚重新报送了一版，您的审核意见没有保存。请刷新页面，看过最新一版再审核。"
    ),
}
