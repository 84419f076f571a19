"""Lists of findings: with filters for the office, by unit, by group, and as the three lists in Excel.

found(session, congress_id, programme_id, Filter, today=) -> list[FindingLine]        by number
of_unit(session, congress_id, unit_ids) -> list[FindingLine]        what went out to these units, due first
of_projects(session, congress_id, project_ids, states) -> list[FindingLine]
names(session, congress_id, lines) -> Names                          projects and units by id
three_lists(session, congress_id, lines, words) -> tabs for sheets.listing
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress import units
from voting.supervision.finding_models import Finding, FindingStep, Letter
from voting.supervision.findings import FindingLine, line_of
from voting.supervision.group_machines import FINDING_WORDS
from voting.supervision.plan_models import ChosenProject
from voting.supervision.texts import day_in_hall

Cells = Sequence[str | int]


@dataclass(frozen=True)
class Filter:
    """Empty: everything. ``mark``: overdue, came_back or listed."""

    state: str = ""
    unit: str = ""
    project: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Names:
    """(number, name) of projects, names of units, numbers of letters; all by id."""

    projects: dict[str, tuple[int, str]]
    units: dict[str, str]
    letters: dict[str, str]


def found(
    session: Session, congress_id: str, programme_id: str, wanted: Filter, *, today: date
) -> list[FindingLine]:
    query = select(Finding).where(Finding.congress_id == congress_id, Finding.programme_id == programme_id)
    if wanted.state:
        query = query.where(Finding.state == wanted.state)
    if wanted.unit:
        query = query.where(Finding.unit_id == wanted.unit)
    if wanted.project:
        query = query.where(Finding.project_id == wanted.project)
    if wanted.mark == "overdue":
        query = query.where(Finding.state == "issued", Finding.due < today)
    elif wanted.mark == "came_back":
        query = query.where(Finding.came_back > 0)
    elif wanted.mark == "listed":
        query = query.where(Finding.listed)
    return [line_of(row) for row in session.scalars(query.order_by(Finding.number))]


def of_unit(session: Session, congress_id: str, unit_ids: Collection[str]) -> list[FindingLine]:
    """What is the units' turn first, by the day when it is due."""
    query = select(Finding).where(
        Finding.congress_id == congress_id, Finding.unit_id.in_(unit_ids), Finding.letter_id.is_not(None)
    )
    lines = [line_of(row) for row in session.scalars(query.order_by(Finding.due, Finding.number))]
    return sorted(lines, key=lambda line: ("issued", "answered", "closed").index(line.state))


def of_projects(
    session: Session, congress_id: str, project_ids: Collection[str], states: Collection[str]
) -> list[FindingLine]:
    query = select(Finding).where(
        Finding.congress_id == congress_id, Finding.project_id.in_(project_ids), Finding.state.in_(states)
    )
    return [line_of(row) for row in session.scalars(query.order_by(Finding.number))]


def names(session: Session, congress_id: str, lines: Collection[FindingLine]) -> Names:
    projects = session.execute(
        select(ChosenProject.id, ChosenProject.number, ChosenProject.name).where(
            ChosenProject.congress_id == congress_id,
            ChosenProject.id.in_({line.project_id for line in lines}),
        )
    )
    letters = session.execute(
        select(Letter.id, Letter.document_no).where(
            Letter.congress_id == congress_id, Letter.id.in_({line.letter_id for line in lines})
        )
    )
    return Names(
        {project_id: (number, name) for project_id, number, name in projects},
        {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)},
        {letter_id: number for letter_id, number in letters},
    )


def _last_steps(
    session: Session, congress_id: str, lines: Collection[FindingLine], kind: str
) -> dict[str, str]:
    """Finding → the text of its last step of a kind."""
    query = (
        select(FindingStep.finding_id, FindingStep.text)
        .where(
            FindingStep.congress_id == congress_id,
            FindingStep.finding_id.in_({line.id for line in lines}),
            FindingStep.kind == kind,
        )
        .order_by(FindingStep.seq)
    )
    return {finding_id: text for finding_id, text in session.execute(query)}


def three_lists(
    session: Session, congress_id: str, lines: Sequence[FindingLine], word: Callable[[str], str]
) -> dict[str, list[Cells]]:
    """问题清单、责任清单、整改清单, and what was closed; ``word`` puts a state into words."""
    told = names(session, congress_id, lines)
    answers = _last_steps(session, congress_id, lines, "answered")
    closings = _last_steps(session, congress_id, lines, "closed")

    def page(heads: Sequence[str], cells: Callable[[FindingLine], Cells]) -> list[Cells]:
        head: Cells = ["编号", "项目", *heads]
        return [head, *([one.number, told.projects[one.project_id][1], *cells(one)] for one in lines)]

    def problem(one: FindingLine) -> Cells:
        return [one.problem, str(day_in_hall(one.raised_at)), "是" if one.listed else ""]

    def duty(one: FindingLine) -> Cells:
        letter = told.letters.get(one.letter_id or "", "")
        return [told.units[one.unit_id], one.person, letter, str(one.due or "")]

    def mending(one: FindingLine) -> Cells:
        return [one.demand, answers.get(one.id, ""), one.came_back, word(FINDING_WORDS[one.state])]

    def closing(one: FindingLine) -> Cells:
        day = str(day_in_hall(one.settled_at)) if one.settled_at and one.state == "closed" else ""
        return [word(FINDING_WORDS[one.state]), closings.get(one.id, ""), day]

    return {
        "问题清单": page(("问题", "提出日期", "挂牌督办"), problem),
        "责任清单": page(("责任单位", "责任人", "函号", "答复期限"), duty),
        "整改清单": page(("整改建议", "最近答复", "退回次数", "状态"), mending),
        "销号情况": page(("状态", "销号意见", "销号日期"), closing),
    }
