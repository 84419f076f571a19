"""The states of changes, of reports heard, and of what the government took with it; their words."""

from __future__ import annotations

from voting.congress.roles import Role
from voting.errors import N_
from voting.states import Machine, Move
from voting.supervision.machines import OFFICE

# Government's side: the inspectorate puts motions forward, delivers reports and answers.
GOVERNMENT = (Role.INSPECTORATE,)
# Reads every meeting from the day it is planned; all others once it is published.
INSIDERS = (Role.SUPERVISION_OFFICE, Role.COMMITTEE_MEMBER, Role.INSPECTORATE)

CHANGE = Machine(
    "change_request",
    [
        Move("requested", "put_forward", "put_forward", roles=GOVERNMENT),
        Move("requested", "withdrawn", "withdraw_request"),  # by its author's side: changes.py
        Move("put_forward", "withdrawn", "withdraw_request"),
        Move("put_forward", "agreed", "agree_change", roles=OFFICE),
        Move("put_forward", "refused", "refuse_change", roles=OFFICE),
        Move("agreed", "announced", "announce_change", roles=OFFICE),
    ],
)

HEARING = Machine(
    "hearing",
    [
        Move("planned", "held", "hold", roles=OFFICE),
        Move("planned", "called_off", "call_off", roles=OFFICE),
        Move("held", "published", "publish_hearing", roles=OFFICE),
    ],
)

ASSIGNMENT = Machine(
    "assignment",
    [
        Move("open", "answered", "answer_assignment", roles=(*GOVERNMENT, *OFFICE)),
        Move("answered", "done", "confirm_done", roles=OFFICE),
        Move("answered", "open", "hand_back", roles=OFFICE),
    ],
)

CHANGE_STATES: dict[str, str] = {
    "requested": N_("已提出"),
    "put_forward": N_("已提请审议"),
    "agreed": N_("已同意，待公告"),
    "announced": N_("已公告"),
    "refused": N_("未同意"),
    "withdrawn": N_("已撤回"),
}
CHANGE_WORDS: dict[str, str] = {
    "adjust": N_("调整"),
    "suspend": N_("暂缓实施"),
    "resume": N_("恢复实施"),
    "terminate": N_("终止实施"),
}
HEARING_STATES: dict[str, str] = {
    "planned": N_("已安排"),
    "held": N_("已召开"),
    "published": N_("已向代表通报并公布"),
    "called_off": N_("已取消"),
}
HEARING_WORDS: dict[str, str] = {"report": N_("听取专项工作报告"), "questioning": N_("专题询问")}
ASSIGNMENT_STATES: dict[str, str] = {
    "open": N_("办理中"),
    "answered": N_("已书面答复"),
    "done": N_("已办结"),
}
PAPER_WORDS: dict[str, str] = {
    "draft": N_("报告送常委会办事机构征求意见"),
    "final": N_("修改后的报告送常委会"),
    "members": N_("报告发给常委会组成人员"),
    "opinions": N_("审议意见交政府研究处理"),
    "answer": N_("政府书面报告办理情况"),
}
ENTRY_WORDS: dict[str, str] = {
    "answer": N_("书面答复"),
    "confirm": N_("确认办结"),
    "hand_back": N_("退回再办"),
}
