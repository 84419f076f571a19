"""Sentences of decisions, changes, special reports and questionings."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.decision_not_found": N_("没有找到这条会议决定。请从项目页面重新进入。"),
    "supervision.text_missing": N_("这一栏没有填写，没有保存。请补填后再提交。"),
    "supervision.meeting_number_missing": N_("会议名称里“第几次”还空着，没有保存。请填写届次。"),
    "supervision.day_to_come": N_("日期晚于今天，不能登记。请核对日期。"),
    # Changes.
    "supervision.change_not_found": N_("没有找到这项调整申请。请返回列表重新选择。"),
    "supervision.change_kind_unknown": N_("没有选择申请事项。请选择调整、暂缓、恢复或终止。"),
    "supervision.change_not_from_here": N_("项目现在的状态不能这样申请，没有任何改动。请刷新项目页面。"),
    "supervision.change_waits": N_(
        "这个项目已有一项申请在办理，没有再提出。请等会议作出决定，或先撤回那一项。"
    ),
    "supervision.nothing_to_change": N_(
        "计划内容与现行计划相同，没有要调整的地方。请在表中改为调整后的内容。"
    ),
    "supervision.committee_decides": N_(
        "项目的调整、暂缓、终止由本级人大常委会会议决定，主任会议不能代替，没有登记。"
        "请填写常委会会议的全称和届次。"
    ),
    "supervision.township_decides": N_(
        "乡镇项目的调整、暂缓、终止由乡镇人民代表大会会议决定，主席团不能代替，没有登记。"
        "请填写人民代表大会会议的全称和届次。"
    ),
    "supervision.notice_day": N_("公告日期不对：不能早于作出决定的日期，也不能晚于今天。请改正后再公告。"),
    # Special reports and questionings.
    "supervision.hearing_not_found": N_("没有找到这次会议安排。请返回列表重新选择。"),
    "supervision.hearing_kind_unknown": N_("没有选择会议事项。请选择听取专项工作报告或专题询问。"),
    "supervision.bad_meeting_day": N_(
        "会议日期不对：%(year)s 年的项目应在当年或次年审议。请改正日期，或到对应年度登记。"
    ),
    "supervision.round_not_found": N_("没有这一轮督查。请从列表中选择本年度的年中一轮，或不选。"),
    "supervision.hearing_not_planned": N_("这次会议已经召开或取消，不能再改。请刷新页面。"),
    "supervision.hearing_closed": N_("这次会议的记录已公布或会议已取消，不能再添加。请刷新页面。"),
    "supervision.meeting_later": N_("会议日期还没有到，不能登记为已召开。会议改期的，请先改日期。"),
    "supervision.meeting_not_held": N_("会议还没有登记为已召开，不能登记会上和会后的事项。请先登记召开。"),
    "supervision.paper_step_unknown": N_("这次会议没有这一种材料，没有登记。请从页面上选择。"),
    "supervision.paper_missing": N_("没有文件，也没有文号，没有登记。请上传送达的文件，或填写文号。"),
    "supervision.no_questioning": N_("这次会议不是专题询问，不能登记提问。请在专题询问的会议下登记。"),
    "supervision.question_not_found": N_("没有找到这个提问。请从询问记录重新进入。"),
    "supervision.opinions_missing": N_("没有写审议意见，或超过 %(most)s 条，没有交办。请一行写一条。"),
    "supervision.due_before_meeting": N_("答复期限要晚于会议日期。请改正。"),
    "supervision.assignment_not_found": N_("没有找到这一条交办事项。请从会议页面重新进入。"),
}
