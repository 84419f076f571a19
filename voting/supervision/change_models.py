"""Tables of changes: what was asked of the deciding body about a project, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id
from voting.triggers import Guard, guarded

CHANGE_KINDS = ("adjust", "suspend", "resume", "terminate")
# What was asked for, by whom and when; PostgreSQL compares JSON as text only.
_FIXED = (
    "congress_id", "programme_id", "project_id", "number", "kind", "grounds", "CAST({row}.plan AS TEXT)",
    "plan_before", "requested_on", "requested_by", "requested_at",
)  # fmt: skip


def _differs(column: str) -> str:
    """SQL: the column of the new row is not that of the old one."""
    told = column if "{row}" in column else f"{{row}}.{column}"
    return f"{told.format(row='NEW')} <> {told.format(row='OLD')}"


@guarded(
    Guard(
        "change_request_kept",
        "UPDATE",
        lambda _dialect: " OR ".join(map(_differs, _FIXED)),
    ),
    Guard("change_request_stays", "DELETE", lambda _dialect: "1 = 1"),
)
class ChangeRequest(Base):
    """A request to adjust, suspend, resume or end a project; states as in hearing_machines.CHANGE.

    What is asked stays as it was filed. ``plan`` holds the keys of the plan that shall change, with what they
    shall be; ``plan_before`` is the version it starts from. ``decision_id`` is the body's decision,
    ``plan_after`` the version that it brought about. ``number`` counts within the year.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("congress_id", "programme_id", "number"),
        ForeignKeyConstraint(["congress_id", "programme_id"], ["programme.congress_id", "programme.id"]),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        ForeignKeyConstraint(
            ["congress_id", "decision_id"], ["body_decision.congress_id", "body_decision.id"]
        ),
        CheckConstraint(f"kind IN {CHANGE_KINDS}", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    programme_id: Mapped[str] = mapped_column(String(32), index=True)
    project_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    grounds: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan_before: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="requested")
    requested_on: Mapped[date]
    requested_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    # The government's motion to the body (调整请示).
    document_no: Mapped[str] = mapped_column(String(40), default="")
    put_forward_on: Mapped[date | None]
    file_sha: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(100), default="")
    decision_id: Mapped[str | None] = mapped_column(String(32))
    plan_after: Mapped[int | None]
    # The public notice (公告).
    notice_no: Mapped[str] = mapped_column(String(40), default="")
    announced_on: Mapped[date | None]
