"""Lights as they are told: what was computed in a round, what a named person showed instead, and why.

readings(session, congress_ids, project_ids, everything=False) -> {project id: (Lit, …)}     the oldest first
latest(session, congress_ids, project_ids, everything=False) -> {project id: Lit}

Everybody reads lights of closed rounds; ``everything`` is for those who work here. Two statements, however
many projects and congresses: the caller lifts the scope where it may read more than one (levels_below.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.supervision.report_models import LightOverride, LightReading
from voting.supervision.round_models import Round


@dataclass(frozen=True)
class Lit:
    """A project's light in a round. Percentages in tenths. ``shown`` differs from ``computed`` where
    the office overrode it for ``reason``; ``findings`` are what lights.py said; ``money`` in 万元."""

    round_id: str
    kind: str
    number: int
    as_of: date
    done: int
    scheduled: int
    standing: str
    computed: str
    shown: str
    reason: str
    findings: tuple[Mapping[str, Any], ...]
    money: Mapping[str, str]

    @property
    def overridden(self) -> bool:
        return self.shown != self.computed


def readings(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str], *, everything: bool = False
) -> dict[str, tuple[Lit, ...]]:
    """The last reading of every round; projects without any are left out."""
    found = _read(
        session, congress_ids, project_ids, (LightReading.project_id, LightReading.round_id), everything
    )
    told: dict[str, tuple[Lit, ...]] = {}
    for project_id, lit in found:
        told[project_id] = (*told.get(project_id, ()), lit)
    return told


def latest(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str], *, everything: bool = False
) -> dict[str, Lit]:
    """The last reading of all."""
    return dict(_read(session, congress_ids, project_ids, (LightReading.project_id,), everything))


def _read(
    session: Session,
    congress_ids: Collection[str],
    project_ids: Collection[str],
    one_per: tuple[Any, ...],
    everything: bool,
) -> list[tuple[str, Lit]]:
    """(project id, light) by day, the latest of each ``one_per``."""
    newest = func.row_number().over(
        partition_by=one_per, order_by=(LightReading.as_of.desc(), LightReading.version.desc())
    )
    ranked = (
        select(LightReading.id, newest.label("place"))
        .join(Round, (Round.id == LightReading.round_id) & (Round.congress_id == LightReading.congress_id))
        .where(LightReading.congress_id.in_(congress_ids), LightReading.project_id.in_(project_ids))
    )
    if not everything:
        ranked = ranked.where(Round.state == "closed")
    places = ranked.subquery()
    rows = session.execute(
        select(LightReading, Round.kind, Round.number)
        .join(places, places.c.id == LightReading.id)
        .join(Round, (Round.id == LightReading.round_id) & (Round.congress_id == LightReading.congress_id))
        .where(LightReading.congress_id.in_(congress_ids), places.c.place == 1)
        .order_by(LightReading.as_of)
    ).all()
    changed = _overrides(session, congress_ids, project_ids)
    return [
        (row.project_id, _lit(row, kind, number, changed.get((row.round_id, row.project_id))))
        for row, kind, number in rows
    ]


def _overrides(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str]
) -> dict[tuple[str, str], LightOverride]:
    """By round and project the one that counts, if any does."""
    query = (
        select(LightOverride)
        .where(LightOverride.congress_id.in_(congress_ids), LightOverride.project_id.in_(project_ids))
        .order_by(LightOverride.version)
    )
    last = {(row.round_id, row.project_id): row for row in session.scalars(query)}
    return {key: row for key, row in last.items() if row.colour}


def _lit(row: LightReading, kind: str, number: int, changed: LightOverride | None) -> Lit:
    return Lit(
        round_id=row.round_id,
        kind=kind,
        number=number,
        as_of=row.as_of,
        done=row.done,
        scheduled=row.scheduled,
        standing=row.standing,
        computed=row.colour,
        shown=changed.colour if changed else row.colour,
        reason=changed.reason if changed else "",
        findings=tuple(row.findings),
        money=row.money,
    )
