"""What the standing committee reads seven days ahead, on one page (常委会审阅单).

brief(session, congress_id, programme_id, before=None) -> Brief

One row for each project: how far it is, its light, its problem in a sentence; then whether what the body said
last time was done. ``before`` is the day of the meeting it is for; None takes the next planned one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from voting.supervision import assignments, hearings, programmes, story
from voting.supervision.assignments import LastOpinions
from voting.supervision.hearings import HearingLine
from voting.supervision.lit import Lit
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.story import Story

FAR = date.max


@dataclass(frozen=True)
class BriefRow:
    """A project: ``lit`` is None before its first report counts; ``problem`` is what its last report says,
    ``unsettled`` how many findings are not closed."""

    number: int
    name: str
    state: str
    lead: str
    lit: Lit | None
    problem: str
    unsettled: int


@dataclass(frozen=True)
class Brief:
    """The page; ``hearing`` is the meeting it is for, ``last`` the opinions given before it."""

    programme: ProgrammeLine
    hearing: HearingLine | None
    rows: tuple[BriefRow, ...]
    last: LastOpinions | None

    @property
    def problems(self) -> tuple[BriefRow, ...]:
        return tuple(row for row in self.rows if row.problem)


def brief(session: Session, congress_id: str, programme_id: str, before: date | None = None) -> Brief:
    programme = programmes.programme(session, congress_id, programme_id)
    hearing = next_report(session, congress_id, programme_id)
    day = before or (hearing.meeting_on if hearing else FAR)
    told = story.of_year(session, congress_id, programme, everything=True)
    return Brief(
        programme=programme,
        hearing=hearing,
        rows=tuple(_row(one) for one in told),
        last=assignments.last_opinions(session, congress_id, day),
    )


def next_report(session: Session, congress_id: str, programme_id: str) -> HearingLine | None:
    """The planned hearing of a report that comes first."""
    planned = [
        line
        for line in hearings.hearings(session, congress_id, programme_id)
        if line.state == "planned" and line.kind == "report"
    ]
    return planned[-1] if planned else None


def _row(one: Story) -> BriefRow:
    lit = one.latest
    said = one.said.get(lit.round_id, {}) if lit else {}
    return BriefRow(
        number=one.project.number,
        name=one.project.name,
        state=one.project.state,
        lead="、".join(name for part, name in one.units if part == "lead"),
        lit=lit,
        problem=said.get("problems", ""),
        unsettled=one.unsettled,
    )
