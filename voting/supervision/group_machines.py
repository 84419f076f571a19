"""The states of a visit and of a finding, who may move them, and their words."""

from __future__ import annotations

from voting.congress.roles import Role
from voting.errors import N_
from voting.states import Machine, Move
from voting.supervision.machines import OFFICE

# Staff mostly enters a visit; only a deputy of the group confirms it.
VISIT = Machine(
    "visit",
    [
        Move("entered", "confirmed", "confirm_visit", roles=(Role.DEPUTY,)),
        Move("entered", "withdrawn", "withdraw_visit", roles=(*OFFICE, Role.DEPUTY)),
    ],
)

# A congress does not order: it sends 督办函 or 交办函, the unit answers, the group looks again.
FINDING = Machine(
    "finding",
    [
        Move("open", "issued", "issue_letter", roles=OFFICE),
        Move("open", "dropped", "drop_finding", roles=OFFICE),
        Move("issued", "answered", "answer_finding", roles=(Role.UNIT,)),
        Move("answered", "issued", "send_back_finding", roles=(Role.DEPUTY, *OFFICE)),
        Move("answered", "closed", "close_finding", roles=(Role.DEPUTY, *OFFICE)),
    ],
)

PART_IN_GROUP: dict[str, str] = {
    "lead": N_("组长"),
    "deputy_lead": N_("副组长"),
    "member": N_("组员"),
}
VERDICT_WORDS: dict[str, str] = {"good": N_("好"), "fair": N_("一般"), "bad": N_("有问题")}
VERDICT_KINDS = {"good": "good", "fair": "wait", "bad": "bad"}
VISIT_WORDS: dict[str, str] = {
    "entered": N_("待代表确认"),
    "confirmed": N_("已确认"),
    "withdrawn": N_("已作废"),
}
VISIT_KINDS = {"entered": "wait", "confirmed": "good", "withdrawn": "quiet"}
FINDING_WORDS: dict[str, str] = {
    "open": N_("待发函"),
    "issued": N_("整改中"),
    "answered": N_("待复查"),
    "closed": N_("已销号"),
    "dropped": N_("不作为问题"),
}
FINDING_KINDS = {"open": "wait", "issued": "active", "answered": "wait", "closed": "good", "dropped": "quiet"}
STEP_WORDS: dict[str, str] = {
    "raised": N_("提出问题"),
    "issued": N_("发函督办"),
    "answered": N_("单位答复"),
    "returned": N_("复查未通过，退回整改"),
    "closed": N_("复查通过，销号"),
    "escalated": N_("挂牌督办"),
    "dropped": N_("不作为问题"),
}
LETTER_WORDS: dict[str, str] = {"supervision": N_("督办函"), "assignment": N_("交办函")}
