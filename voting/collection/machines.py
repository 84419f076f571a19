"""The states of calls, ideas and candidates, who may move them, and the words for each.

IDEA carries the public words of the process: 已收到 → 办理中 → 已采纳/已合并/已入库/转办/本年度暂不列入.
Its last moves happen when a Decision is published, never before; complaints (信访) are set apart.
``desk_of(idea)`` guards every move: only the desk that owns an idea moves it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voting.collection.call_models import CONGRESS, GOVERNMENT
from voting.congress.roles import Actor, Role
from voting.errors import N_, NotAllowed
from voting.states import Machine, Move

DESK_ROLES = (Role.GOVERNMENT_DESK, Role.CONGRESS_DESK)
DESK_ROLE = {GOVERNMENT: Role.GOVERNMENT_DESK, CONGRESS: Role.CONGRESS_DESK}


def desks_of(actor: Actor) -> tuple[str, ...]:
    """The desks at which the actor works; most people work at one or none."""
    return tuple(desk for desk, role in DESK_ROLE.items() if actor.may(role))


def own_desk(_session: Session, owned: Any, actor: Actor, _now: datetime) -> None:
    """Guard: an idea or a call is in the hands of the desk that it names."""
    if not actor.may(DESK_ROLE[owned.desk]):
        raise NotAllowed("collection.other_desk")


def _desk(source: str, target: str, verb: str) -> Move:
    return Move(source, target, verb, guards=(own_desk,), roles=DESK_ROLES)


# While still undecided; from here an idea can be merged, split, set apart and decided.
OPEN_STATES = ("received", "in_progress")
ANSWERED_STATES = ("adopted", "library", "referred", "not_this_year")
# What the public can read once it was listed; complaints, dissolved and split entries never are.
OPEN_TO_ALL = (*OPEN_STATES, *ANSWERED_STATES, "merged")

CALL = Machine(
    "call",
    [
        _desk("draft", "open", "publish"),
        _desk("open", "closed", "end_call"),
        _desk("closed", "open", "reopen"),
        _desk("closed", "concluded", "conclude"),
    ],
)

IDEA = Machine(
    "idea",
    [
        _desk("received", "in_progress", "take_up"),
        *(_desk(state, "merged", "merge") for state in OPEN_STATES),
        _desk("merged", "received", "unmerge_received"),
        _desk("merged", "in_progress", "unmerge"),
        # A merged entry whose originals all went back to where they were.
        _desk("in_progress", "dissolved", "dissolve"),
        *(_desk(state, "split", "split") for state in OPEN_STATES),
        _desk("split", "in_progress", "unsplit"),
        *(_desk(state, "petition", "set_apart") for state in OPEN_STATES),
        _desk("petition", "in_progress", "bring_back"),
        _desk("in_progress", "adopted", "accept"),
        _desk("in_progress", "library", "keep"),
        _desk("in_progress", "referred", "refer"),
        _desk("in_progress", "not_this_year", "postpone"),
        *(_desk(state, "in_progress", "reconsider") for state in ANSWERED_STATES),
    ],
)

# The move that puts a decision's outcome in force.
OUTCOME_VERBS = {"adopt": "accept", "keep": "keep", "refer": "refer", "postpone": "postpone"}

# Drafts belong to whoever calls: in practice the government's desk writes and the congress's desk lists.
CANDIDATE = Machine(
    "candidate_draft",
    [
        Move("draft", "review", "submit", roles=DESK_ROLES),
        Move("review", "draft", "return", roles=DESK_ROLES),
        Move("review", "notice", "put_on_notice", roles=DESK_ROLES),
        Move("review", "final", "finalise", roles=DESK_ROLES),
        Move("notice", "final", "finalise", roles=DESK_ROLES),
        Move("notice", "draft", "return", roles=DESK_ROLES),
        Move("final", "listed", "list", roles=(Role.CONGRESS_DESK,)),
        Move("listed", "final", "unlist", roles=(Role.CONGRESS_DESK,)),
        *(
            Move(state, "dropped", "drop", roles=DESK_ROLES)
            for state in ("draft", "review", "notice", "final")
        ),
        Move("dropped", "draft", "take_up_again", roles=DESK_ROLES),
    ],
)

CALL_STATES: dict[str, str] = {
    "draft": N_("起草中"),
    "open": N_("征集中"),
    "closed": N_("已截止"),
    "concluded": N_("已办结"),
}
IDEA_STATES: dict[str, str] = {
    "received": N_("已收到"),
    "in_progress": N_("办理中"),
    "adopted": N_("已采纳"),
    "merged": N_("已合并"),
    "library": N_("已入库"),
    "referred": N_("转办"),
    "not_this_year": N_("本年度暂不列入"),
    "petition": N_("信访事项，另行办理"),
    "split": N_("已拆分办理"),
    "dissolved": N_("已取消合并"),
}
CANDIDATE_STATES: dict[str, str] = {
    "draft": N_("起草"),
    "review": N_("送审"),
    "notice": N_("公示"),
    "final": N_("已审定"),
    "listed": N_("已列入候选项目"),
    "dropped": N_("未列入，入储备库"),
}
CHANNEL_WORDS: dict[str, str] = {
    "form": N_("网上填写"),
    "paper": N_("纸质表"),
    "phone": N_("电话"),
    "letter": N_("来信"),
    "hotline": N_("12345热线"),
    "deputy": N_("代表提出"),
    "department": N_("部门提出"),
    "excel": N_("Excel导入"),
    "library": N_("储备库"),
    "handover": N_("建议项目函"),
    "level": N_("上下级转来"),
}
DESK_WORDS: dict[str, str] = {
    GOVERNMENT: N_("政府征集办"),
    CONGRESS: N_("人大征集办"),
}
INITIATOR_WORDS: dict[str, str] = {
    "government_office": N_("政府办公室"),
    "development_bureau": N_("发展和改革局"),
    "both_offices": N_("人大常委会办公室、政府办公室"),
    "congress": N_("人大常委会"),
}
STEP_WORDS: dict[str, str] = {
    "consultation": N_("人大与政府会商"),
    "joint_meeting": N_("联席会议"),
    "government_meeting": N_("政府常务会议"),
    "party_committee": N_("党委会议"),
    "standing_committee": N_("人大常委会审议"),
    "presidium": N_("主席团审议"),
}
STATION_WORDS: dict[str, str] = {
    "centre": N_("中心联络站"),
    "community": N_("社区（村）联络站"),
    "industry": N_("行业联络站"),
    "mobile": N_("流动联络站"),
}
CATEGORIES: tuple[str, ...] = (
    N_("教育"), N_("医疗"), N_("养老托育"), N_("交通出行"), N_("住房与老旧小区"), N_("生态环境"),
    N_("文化体育"), N_("食药安全"), N_("就业"), N_("社保救助"), N_("公共安全"), N_("便民服务"),
    N_("城市管理"), N_("乡村建设"), N_("其他"),
)  # fmt: skip
# Why something is not taken this year or goes elsewhere; the sentence beside the code says it to the author.
REASONS: dict[str, str] = {
    "other_level": N_("不属本级事权"),
    "ordered": N_("上级已部署"),
    "private": N_("个别单位或个人诉求"),
    "no_land": N_("用地、规划等条件不具备"),
    "unaffordable": N_("财力暂不具备"),
    "debt": N_("有政府债务风险"),
    "burden": N_("增加群众、企业负担"),
    "beyond_year": N_("当年不能完成"),
    "negative_list": N_("属负面清单"),
    "under_way": N_("已列计划或已实施"),
    "library": N_("先入储备库，条件成熟再议"),
    "daily_work": N_("属部门日常工作，转办"),
    "hotline": N_("属12345受理范围，转办"),
    "unclear": N_("内容不明，无法办理"),
}
