"""The states of a year's projects, of each project and of each round, who may move them, and their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voting.congress.roles import Actor, Role
from voting.errors import N_, NotReady
from voting.states import Machine, Move

OFFICE = (Role.SUPERVISION_OFFICE,)
# Who may read all of a congress's supervision from the inside.
READERS = (
    Role.SUPERVISION_OFFICE,
    Role.COMMITTEE_MEMBER,
    Role.INSPECTORATE,
    Role.FINANCE,
    Role.AUDIT_OFFICE,
    Role.DEPUTY,
    Role.UNIT,
)
# Of these, who reads of every project what its group saw and found: a unit reads what went out to it, the
# audit office money.
FOLLOWERS = tuple(role for role in READERS if role not in (Role.UNIT, Role.AUDIT_OFFICE))

PROGRAMME = Machine(
    "programme",
    [
        Move("planning", "published", "publish", roles=OFFICE),
        Move("published", "concluded", "conclude", roles=OFFICE),
    ],
)

# 「基本完成」 is no state: a project is complete or it is not. Suspending, resuming and ending it are
# decisions of a body; changes.py makes these moves when one is recorded.
PROJECT = Machine(
    "chosen_project",
    [
        Move("chosen", "under_way", "begin", roles=OFFICE),
        Move("under_way", "suspended", "suspend", roles=OFFICE),
        Move("suspended", "under_way", "resume", roles=OFFICE),
        Move("under_way", "terminated", "terminate", roles=OFFICE),
        Move("suspended", "terminated", "terminate", roles=OFFICE),
        Move("under_way", "completed", "complete", roles=(Role.INSPECTORATE, *OFFICE)),
        Move("completed", "under_way", "reopen", roles=OFFICE),
        Move("completed", "accepted", "hand_over", roles=(Role.INSPECTORATE, *OFFICE)),
    ],
)


def _has_window(window: str, wanted: bool) -> Any:
    """A guard: the round's plan has (or has not) this window, told by its last day."""

    def guard(_session: Session, row: Any, _actor: Actor, _now: datetime) -> None:
        if (getattr(row, window) is not None) != wanted:
            raise NotReady("supervision.window_planned" if not wanted else "supervision.window_not_planned")

    return guard


# A monthly table is reported and closed; where no rating is planned, inspecting is followed by closing.
ROUND = Machine(
    "round",
    [
        Move("planned", "reporting", "open", roles=OFFICE),
        Move("reporting", "inspecting", "end_reporting", [_has_window("inspect_due", True)], OFFICE),
        Move("reporting", "closed", "archive", [_has_window("inspect_due", False)], OFFICE),
        Move("inspecting", "rating", "begin_rating", [_has_window("rating_due", True)], OFFICE),
        Move("inspecting", "closed", "archive", [_has_window("rating_due", False)], OFFICE),
        Move("rating", "closed", "archive", roles=OFFICE),
    ],
)

PROGRAMME_STATES: dict[str, str] = {
    "planning": N_("任务分解中"),
    "published": N_("实施中"),
    "concluded": N_("已办结"),
}
PROJECT_STATES: dict[str, str] = {
    "chosen": N_("已票决确定"),
    "under_way": N_("实施中"),
    "suspended": N_("暂缓实施"),
    "terminated": N_("终止实施"),
    "completed": N_("已完工"),
    "accepted": N_("已验收移交"),
}
ROUND_STATES: dict[str, str] = {
    "planned": N_("未开始"),
    "reporting": N_("单位报送中"),
    "inspecting": N_("督查中"),
    "rating": N_("测评中"),
    "closed": N_("已归档"),
}
ROUND_KIND_WORDS: dict[str, str] = {
    "monthly": N_("月报"),
    "quarterly": N_("季度督查"),
    "half_year": N_("年中听取报告"),
    "year_end": N_("年末测评"),
}
PART_WORDS: dict[str, str] = {
    "lead": N_("牵头单位"),
    "responsible": N_("责任单位"),
    "support": N_("配合单位"),
    "owner": N_("业主单位"),
}
