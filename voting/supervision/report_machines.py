"""The states of a unit's report, who may write and who may review one, and their words."""

from __future__ import annotations

from voting.congress.roles import Role
from voting.errors import N_
from voting.states import Machine, Move
from voting.supervision.machines import OFFICE

# Units write what they do; the inspectorate enters what they sent it on paper or in one table.
WRITERS = (Role.UNIT, Role.INSPECTORATE)
REVIEWERS = (Role.INSPECTORATE, *OFFICE)
# The parts of a project that report on it.
REPORTING_PARTS = ("lead", "responsible")
# A round's states in which reports are taken; after the first they are late.
TAKING = ("reporting", "inspecting", "rating")
# A project in these states has nothing more to report.
AT_REST = ("suspended", "terminated", "accepted")

REPORT = Machine(
    "report",
    [
        Move("open", "submitted", "submit_report", roles=WRITERS),
        Move("submitted", "submitted", "submit_report", roles=WRITERS),
        Move("returned", "submitted", "submit_report", roles=WRITERS),
        Move("accepted", "submitted", "submit_report", roles=WRITERS),
        Move("submitted", "accepted", "accept_report", roles=REVIEWERS),
        Move("submitted", "returned", "return_report", roles=REVIEWERS),
    ],
)
REPORT_STATES: dict[str, str] = {
    "": N_("未报送"),
    "open": N_("填写中"),
    "submitted": N_("待审核"),
    "returned": N_("已退回"),
    "accepted": N_("已审核"),
}
REPORT_CHIPS: dict[str, str] = {
    "": "wait", "open": "wait", "submitted": "active", "returned": "bad", "accepted": "good",
}  # fmt: skip
