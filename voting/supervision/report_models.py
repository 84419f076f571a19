"""Tables of what units report: drafts, versions, documents, money from finance, lights and their overrides.

Nothing of a closed round changes: every table here refuses it by a guard of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, append_only, new_id
from voting.supervision.round_models import closed_round
from voting.triggers import Guard, guarded

REPORT_STATES = ("open", "submitted", "returned", "accepted")
COLOURS = ("none", "blue", "green", "yellow", "orange", "red")


# Which rows a statement touches: one that takes a row out of a closed round changes that round too.
_TOUCHED: dict[str, tuple[str, ...]] = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}


def _while_open(table: str, *verbs: str) -> list[Guard]:
    """The round of the row is not closed, neither the one it has nor the one it gets."""
    return [
        Guard(
            f"{table}_{verb.lower()}_in_open_round",
            verb,  # type: ignore[arg-type]
            _touches_closed(verb),
        )
        for verb in verbs
    ]


def _touches_closed(verb: str) -> Callable[[str], str]:
    return lambda _dialect: " OR ".join(closed_round(f"{row}.round_id") for row in _TOUCHED[verb])


def _in_round(*more: Any) -> tuple[Any, ...]:
    """A row that belongs to a project in a round."""
    return (
        ForeignKeyConstraint(["congress_id", "round_id"], ["round.congress_id", "round.id"]),
        ForeignKeyConstraint(
            ["congress_id", "project_id"], ["chosen_project.congress_id", "chosen_project.id"]
        ),
        *more,
    )


@guarded(*_while_open("report", "INSERT", "UPDATE", "DELETE"))
class Report(Base):
    """What a project's units report in a round; its states are those of reports.REPORT.

    ``version`` counts the ReportVersions (0: nothing submitted yet); ``accepted`` is the number of the one
    that counts (0: none).
    """

    __tablename__ = "report"
    __table_args__ = _in_round(
        UniqueConstraint("congress_id", "id"),
        UniqueConstraint("round_id", "project_id"),
        CheckConstraint(f"state IN {REPORT_STATES}", name="state"),
        CheckConstraint("accepted <= version", name="accepted"),
        Index("ix_report_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    round_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default="open")
    version: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)


@guarded(*_while_open("report_draft", "INSERT", "UPDATE", "DELETE"))
class ReportDraft(Base):
    """What is being written, by the keys of report_sheet; ``revision`` counts the savings, so that nobody
    overwrites a draft that he has not seen."""

    __tablename__ = "report_draft"
    __table_args__ = (
        UniqueConstraint("congress_id", "report_id"),
        ForeignKeyConstraint(["congress_id", "report_id"], ["report.congress_id", "report.id"]),
        ForeignKeyConstraint(["congress_id", "round_id"], ["round.congress_id", "round.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    report_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(default=0)
    data: Mapped[dict[str, str]] = mapped_column(JSON)
    files: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # {digest, name}
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


@guarded(*_while_open("report_version", "INSERT"))
@append_only
class ReportVersion(Base):
    """A report as it was submitted: ``digest`` over the canonical JSON of ``data`` and ``files``.

    ``late``: after the last day of reporting; a late one and one that corrects an accepted one say why.
    """

    __tablename__ = "report_version"
    __table_args__ = (
        UniqueConstraint("congress_id", "report_id", "version"),
        ForeignKeyConstraint(["congress_id", "report_id"], ["report.congress_id", "report.id"]),
        ForeignKeyConstraint(["congress_id", "round_id"], ["round.congress_id", "round.id"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    report_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    data: Mapped[dict[str, str]] = mapped_column(JSON)
    files: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    late: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200), default="")
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


@guarded(*_while_open("money_figure", "INSERT"))
@append_only
class MoneyFigure(Base):
    """Money of a project up to a round as finance states it, in 万元 as decimal text, counted from the
    beginning of the year: quota issued (下达), arrived (到位), paid (支付). The last version counts."""

    __tablename__ = "money_figure"
    __table_args__ = _in_round(
        UniqueConstraint("round_id", "project_id", "version"),
        Index("ix_money_figure_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    round_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    allotted: Mapped[str] = mapped_column(String(16))
    arrived: Mapped[str] = mapped_column(String(16))
    paid: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(200), default="")
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


@guarded(*_while_open("light_reading", "INSERT"))
@append_only
class LightReading(Base):
    """The light of a project as it was computed from an accepted report, with the limits of that moment.

    ``findings`` are what lights.py found, so that the light can be explained for ever. ``done`` and
    ``scheduled`` in tenths of a percent. ``money``: planned, allotted, arrived, paid, as they counted.
    """

    __tablename__ = "light_reading"
    __table_args__ = _in_round(
        UniqueConstraint("round_id", "project_id", "version"),
        CheckConstraint(f"colour IN {COLOURS}", name="colour"),
        Index("ix_light_reading_project", "congress_id", "project_id", "as_of"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    round_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    report_version: Mapped[int]
    as_of: Mapped[date]
    done: Mapped[int]
    scheduled: Mapped[int]
    standing: Mapped[str] = mapped_column(String(16))
    colour: Mapped[str] = mapped_column(String(8))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    money: Mapped[dict[str, str]] = mapped_column(JSON)
    read_at: Mapped[datetime]


@guarded(*_while_open("light_override", "INSERT"))
@append_only
class LightOverride(Base):
    """A named person of the office shows another colour beside the computed one and says why.

    The last one of a project in a round counts; an empty ``colour`` takes the one before back.
    """

    __tablename__ = "light_override"
    __table_args__ = _in_round(
        UniqueConstraint("round_id", "project_id", "version"),
        Index("ix_light_override_project", "congress_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    round_id: Mapped[str] = mapped_column(String(32))
    project_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    computed: Mapped[str] = mapped_column(String(8))
    colour: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
