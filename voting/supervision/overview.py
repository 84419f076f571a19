"""All projects of a year on one page: a congress's own, and those of the congresses directly below it.

overview(session, congress_id, year, wanted) -> Overview
WANTED                                          what the page can be narrowed by

Of its own projects a congress sees everything, of those below what they have published: years on their
public boards and lights of closed rounds. A handful of statements, however many congresses there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress import services
from voting.congress.services import CongressInfo
from voting.db import across_congresses
from voting.supervision import lit, programmes, rating_results, story, told_findings
from voting.supervision.lit import Lit
from voting.supervision.plan_models import ChosenProject, PlanVersion
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.rating_models import Evaluation, EvaluationItem, EvaluationResult
from voting.supervision.told_findings import ToldFinding

OWN, BELOW = "own", "below"


@dataclass(frozen=True)
class Filter:
    """What is shown; empty texts mean any. ``level`` is OWN or BELOW, ``light`` a colour as shown, ``unit``
    is looked for in the leading unit's name, ``place`` is a congress's code."""

    level: str = ""
    light: str = ""
    unit: str = ""
    place: str = ""
    state: str = ""


@dataclass(frozen=True)
class Entry:
    """One project. ``lead`` and ``money`` (planned, 万元) as the plan says; ``paid`` as finance states it;
    ``unsettled`` findings; the ``grade`` that was published last."""

    congress: CongressInfo
    own: bool
    programme: ProgrammeLine
    number: int
    name: str
    token: str
    state: str
    lead: str
    money: str
    paid: str
    lit: Lit | None
    unsettled: int
    grade: str

    @property
    def finished(self) -> bool:
        return self.state in ("completed", "accepted")


@dataclass(frozen=True)
class Overview:
    """``entries`` by congress and number, own first; ``found`` of ``total`` are shown. ``places`` are the
    congresses below that have published the year."""

    entries: tuple[Entry, ...]
    total: int
    places: tuple[CongressInfo, ...]

    @property
    def by_light(self) -> dict[str, int]:
        """How many of those shown have which light; "" for those without a reading."""
        counts: dict[str, int] = {}
        for entry in self.entries:
            colour = entry.lit.shown if entry.lit else ""
            counts[colour] = counts.get(colour, 0) + 1
        return counts


def overview(session: Session, congress_id: str, year: int, wanted: Filter) -> Overview:
    here = services.congress_of(session, congress_id)
    below = services.children_of(session, congress_id)
    with across_congresses(session):
        entries = _entries(session, [here], year, own=True)
        if below:
            entries += _entries(session, below, year, own=False)
    in_order = {one.id: place for place, one in enumerate([here, *below])}
    entries.sort(key=lambda entry: (in_order[entry.congress.id], entry.number))
    published = {entry.congress.id for entry in entries if not entry.own}
    return Overview(
        tuple(entry for entry in entries if _fits(entry, wanted)),
        len(entries),
        tuple(one for one in below if one.id in published),
    )


def _entries(session: Session, congresses: Sequence[CongressInfo], year: int, *, own: bool) -> list[Entry]:
    """The projects of these congresses; of other than one's own what they let everybody read."""
    known = {one.id: one for one in congresses}
    years = {
        line.id: line
        for line in programmes.of_congresses(session, known, year)
        if own or story.is_public(line)
    }
    rows = session.scalars(
        select(ChosenProject).where(
            ChosenProject.congress_id.in_(known), ChosenProject.programme_id.in_(years)
        )
    ).all()
    ids = [row.id for row in rows]
    lights = lit.latest(session, known, ids, everything=own)
    findings = told_findings.told(session, known, ids, everything=own)
    plans, grades = _plans(session, known, ids), _grades(session, known, ids)

    def tells(row: ChosenProject, what: str) -> bool:
        return own or bool(years[row.programme_id].settings[what])

    return [
        Entry(
            congress=known[row.congress_id],
            own=own,
            programme=years[row.programme_id],
            number=row.number,
            name=row.name,
            token=row.token,
            state=row.state,
            lead=str(plans.get(row.id, {}).get("lead_unit", "")),
            money=str(plans.get(row.id, {}).get("total_money", "")),
            paid=_paid(lights.get(row.id)) if tells(row, "public_money") else "",
            lit=lights.get(row.id),
            unsettled=_unsettled(findings.get(row.id, ())) if tells(row, "public_findings") else 0,
            grade=grades.get(row.id, "") if tells(row, "public_ratings") else "",
        )
        for row in rows
    ]


def _paid(light: Lit | None) -> str:
    return light.money.get("paid", "") if light else ""


def _unsettled(findings: Sequence[ToldFinding]) -> int:
    return sum(not finding.closed for finding in findings)


def _plans(
    session: Session, congress_ids: Collection[str], project_ids: Collection[str]
) -> Mapping[str, Mapping[str, Any]]:
    """The plan that holds now, by project."""
    query = (
        select(PlanVersion.project_id, PlanVersion.data)
        .join(
            ChosenProject,
            (ChosenProject.id == PlanVersion.project_id)
            & (ChosenProject.congress_id == PlanVersion.congress_id)
            & (ChosenProject.plan_version == PlanVersion.version),
        )
        .where(PlanVersion.congress_id.in_(congress_ids), PlanVersion.project_id.in_(project_ids))
    )
    return {project_id: data for project_id, data in session.execute(query)}


def _grades(session: Session, congress_ids: Collection[str], project_ids: Collection[str]) -> dict[str, str]:
    """The grade of each project in the last rating that was published; several items give the worst."""
    query = (
        select(EvaluationResult.content)
        .join(
            Evaluation,
            (Evaluation.id == EvaluationResult.evaluation_id)
            & (Evaluation.congress_id == EvaluationResult.congress_id),
        )
        .where(
            EvaluationResult.congress_id.in_(congress_ids),
            Evaluation.state == "published",
            Evaluation.id.in_(
                select(EvaluationItem.evaluation_id).where(
                    EvaluationItem.congress_id.in_(congress_ids), EvaluationItem.project_id.in_(project_ids)
                )
            ),
        )
        .order_by(Evaluation.published_at)
    )
    grades: dict[str, str] = {}
    for content in session.scalars(query):
        worst: dict[str, tuple[int, str]] = {}
        for item in rating_results.read(content).items:
            if item.grade is not None:
                told = (item.grade, item.grade_name)
                worst[item.project_id] = max(told, worst.get(item.project_id, told))
        grades |= {project_id: name for project_id, (_grade, name) in worst.items()}
    return grades


def _fits(entry: Entry, wanted: Filter) -> bool:
    level = OWN if entry.own else BELOW
    colour = entry.lit.shown if entry.lit else ""
    return (
        wanted.level in ("", level)
        and wanted.light in ("", colour)
        and wanted.state in ("", entry.state)
        and wanted.place in ("", entry.congress.code)
        and wanted.unit in entry.lead
    )
