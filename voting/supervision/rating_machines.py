"""The states of ratings and of what follows from them, who may move them, and the words of this part."""

from __future__ import annotations

from voting.congress.roles import Role
from voting.errors import N_
from voting.states import Machine, Move
from voting.supervision.machines import OFFICE

ANSWERERS = (Role.UNIT, Role.INSPECTORATE, *OFFICE)
# Fewer than so many and nobody's opinion would be hidden among the others'.
LEAST_RATERS = 10

EVALUATION = Machine(
    "evaluation",
    [
        Move("draft", "open", "open_rating", roles=OFFICE),
        Move("open", "closed", "close_rating", roles=OFFICE),
        Move("draft", "closed", "take_rating", roles=OFFICE),
        Move("closed", "published", "publish_rating", roles=OFFICE),
        Move("draft", "dropped", "drop_rating", roles=OFFICE),
        Move("open", "dropped", "drop_rating", roles=OFFICE),
    ],
)
RECTIFICATION = Machine(
    "rectification",
    [
        Move("ordered", "answered", "answer_rectification", roles=ANSWERERS),
        Move("answered", "ordered", "return_rectification", roles=OFFICE),
        Move("answered", "rated_again", "rate_again", roles=OFFICE),
    ],
)

EVALUATION_STATES: dict[str, str] = {
    "draft": N_("准备中"),
    "open": N_("测评中"),
    "closed": N_("已有结果，未公布"),
    "published": N_("结果已公布"),
    "dropped": N_("已取消"),
}
RECTIFICATION_STATES: dict[str, str] = {
    "ordered": N_("整改中"),
    "answered": N_("已报送整改情况"),
    "rated_again": N_("再次测评"),
}
FORM_WORDS: dict[str, str] = {
    "secret": N_("无记名（票决会场，用票卡）"),
    "named": N_("记名（登录测评）"),
}
RATER_WORDS: dict[str, str] = {
    "deputies": N_("全体代表"),
    "committee": N_("常委会组成人员"),
    "group": N_("监督小组"),
    "assembly": N_("街道议事代表"),
}
SCALE_WORDS: dict[str, str] = {
    "grades": N_("等次（满意、基本满意、不满意）"),
    "points": N_("百分制，按分数段折成等次"),
    "dimensions": N_("分项打分，按权重合成百分"),
}
BASE_WORDS: dict[str, str] = {
    "all_deputies": N_("全体组成人员"),
    "present": N_("参加测评人数"),
    "valid": N_("有效测评票"),
}
PUBLICATION_WORDS: dict[str, str] = {
    "all": N_("公布全部票数和等次"),
    "none": N_("只公布等次"),
}
CAUSE_WORDS: dict[str, str] = {
    "grade": N_("测评等次为最低一等"),
    "majority": N_("过半数不满意"),
}
WAY_WORDS: dict[str, str] = {"site": N_("项目现场"), "web": N_("网络")}
RESIDENT_GRADES: tuple[str, ...] = (N_("满意"), N_("基本满意"), N_("不满意"))
FLAG_WORDS: dict[str, str] = {
    "burst": N_("短时间内来自同一线路的较多"),
    "daily": N_("一天内来自同一线路的较多"),
    "unit": N_("来自责任单位近日登录所用的线路"),
}
GROUP_WORDS: dict[str, str] = {
    "this": N_("本次测评"),
    "site": N_("群众现场扫码评价"),
    "web": N_("群众网络评价"),
    "survey": N_("入户或抽样调查"),
}
