"""Findings as everybody may read them: what went out in a letter, in rounds that are closed.

told(session, congress_ids, project_ids, everything=False) -> {project id: (ToldFinding, …)}     by number

A finding that is not in a letter yet is the group's own draft, and an answer is told once the group looked
again. Who raised, answered or looked is told to nobody here, and no document is handed on. ``everything``
also takes steps of open rounds. Two statements.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voting.supervision.finding_models import Finding, FindingStep
from voting.supervision.round_models import Round
from voting.supervision.texts import day_in_hall

# The state after each step; what was raised and dropped before any letter went out is told to nobody.
STATE_AFTER = {"issued": "issued", "answered": "answered", "returned": "issued", "closed": "closed"}


@dataclass(frozen=True)
class ToldStep:
    """``kind`` is a key of STEP_WORDS."""

    kind: str
    text: str
    day: date
    due: date | None


@dataclass(frozen=True)
class ToldFinding:
    """``state`` as the steps told here left it; ``came_back`` counts the re-checks that sent it back."""

    id: str
    number: int
    problem: str
    demand: str
    unit_id: str
    steps: tuple[ToldStep, ...]

    @property
    def state(self) -> str:
        return next(STATE_AFTER[step.kind] for step in reversed(self.steps) if step.kind in STATE_AFTER)

    @property
    def closed(self) -> bool:
        return self.state == "closed"

    @property
    def came_back(self) -> int:
        return sum(step.kind == "returned" for step in self.steps)

    @property
    def listed(self) -> bool:
        """挂牌督办, and not closed yet."""
        return not self.closed and any(step.kind == "escalated" for step in self.steps)

    @property
    def due(self) -> date | None:
        """When the unit answers, while it is its turn."""
        days = [step.due for step in self.steps if step.due]
        return days[-1] if self.state == "issued" and days else None


def told(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str], *, everything: bool = False
) -> dict[str, tuple[ToldFinding, ...]]:
    steps = _steps(session, congress_ids, project_ids, everything)
    query = (
        select(Finding)
        .where(Finding.congress_id.in_(congress_ids), Finding.project_id.in_(project_ids))
        .order_by(Finding.number)
    )
    found: dict[str, tuple[ToldFinding, ...]] = {}
    for row in session.scalars(query):
        mine = tuple(steps.get(row.id, ()))
        if not everything and mine and mine[-1].kind == "answered":
            mine = (*mine[:-1], replace(mine[-1], text=""))
        if any(step.kind == "issued" for step in mine):
            line = ToldFinding(row.id, row.number, row.problem, row.demand, row.unit_id, mine)
            found[row.project_id] = (*found.get(row.project_id, ()), line)
    return found


def _steps(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str], everything: bool
) -> dict[str, list[ToldStep]]:
    """What may be told of each finding, in order; what was done between rounds belongs to none."""
    query = (
        select(FindingStep)
        .join(
            Finding, (Finding.id == FindingStep.finding_id) & (Finding.congress_id == FindingStep.congress_id)
        )
        .outerjoin(Round, (Round.id == FindingStep.round_id) & (Round.congress_id == FindingStep.congress_id))
        .where(
            FindingStep.congress_id.in_(congress_ids),
            Finding.project_id.in_(project_ids),
            FindingStep.kind.in_((*STATE_AFTER, "escalated")),
        )
        .order_by(FindingStep.finding_id, FindingStep.seq)
    )
    if not everything:
        query = query.where(or_(FindingStep.round_id.is_(None), Round.state == "closed"))
    found: dict[str, list[ToldStep]] = {}
    for row in session.scalars(query):
        found.setdefault(row.finding_id, []).append(
            ToldStep(row.kind, row.text, day_in_hall(row.at), row.due)
        )
    return found
