"""履职档案: what each deputy did in the groups of a year. Told by name, never ranked unless the year says so.

records(session, congress_id, programme_id) -> list[RecordLine]      by name, or by visits (``ranking``)
record_of(session, congress_id, programme_id, deputy_id) -> Record   with the visits and findings themselves
workbook(lines) -> tabs for sheets.listing

There are no points: six numbers stand beside each other, and the order, where the congress wants one, goes by
visits, then by findings closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.errors import N_
from voting.supervision import groups, programmes, visits
from voting.supervision.finding_models import Finding, FindingStep
from voting.supervision.findings import FindingLine, line_of
from voting.supervision.group_models import GroupMember, SupervisionGroup, Visit, VisitGuest
from voting.supervision.visits import VisitLine
from voting.supervision.year_settings import Setting, offer

offer(
    Setting(
        "ranking",
        N_("履职档案按视察次数排列"),
        False,
        N_("履职档案"),
        N_("不选时按姓名排列。任何情况下都不打分、不计积分。"),
    )
)


@dataclass(frozen=True)
class RecordLine:
    """One deputy's year. ``findings`` were raised from visits that he took part in, or by himself."""

    deputy_id: str
    name: str
    groups: tuple[str, ...]
    visits: int
    confirmed: int
    findings: int
    checks: int
    closed: int
    letters: int


@dataclass(frozen=True)
class Record:
    line: RecordLine
    visits: tuple[VisitLine, ...]
    findings: tuple[FindingLine, ...]


def records(session: Session, congress_id: str, programme_id: str) -> list[RecordLine]:
    """Everybody who is or was in a group of the year, in six statements however many they are."""
    projects = {line.id: line for line in programmes.projects(session, congress_id, programme_id)}
    members, names = _members(session, congress_id, list(projects))
    taken = _taken(session, congress_id, list(projects))
    confirmed = Counter(
        session.scalars(
            select(Visit.confirmed_as).where(
                Visit.congress_id == congress_id,
                Visit.project_id.in_(projects),
                Visit.state == "confirmed",
            )
        )
    )
    rows = _findings(session, congress_id, programme_id)
    steps = _steps(session, congress_id, programme_id)
    found = []
    for deputy_id, project_ids in members.items():
        own = _own(rows, steps, taken.get(deputy_id, set()), deputy_id)
        acts = [(finding_id, kind) for finding_id, kind, by in steps if by == deputy_id]
        found.append(
            RecordLine(
                deputy_id,
                names[deputy_id],
                tuple(projects[each].name for each in sorted(project_ids, key=lambda p: projects[p].number)),
                visits=len(taken.get(deputy_id, ())),
                confirmed=confirmed[deputy_id],
                findings=len(own),
                checks=sum(kind in ("returned", "closed") for _finding, kind in acts),
                closed=sum(row.state == "closed" for row in own),
                letters=len({row.letter_id for row in own if row.letter_id}),
            )
        )
    ranked = bool(programmes.programme(session, congress_id, programme_id).settings["ranking"])
    return sorted(found, key=lambda one: (-one.visits, -one.closed, one.name) if ranked else one.name)


def _members(
    session: Session, congress_id: str, project_ids: list[str]
) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Deputy → projects, deputy → name."""
    query = (
        select(SupervisionGroup.project_id, GroupMember.deputy_id, GroupMember.name)
        .join(
            GroupMember,
            (GroupMember.group_id == SupervisionGroup.id)
            & (GroupMember.congress_id == SupervisionGroup.congress_id),
        )
        .where(SupervisionGroup.congress_id == congress_id, SupervisionGroup.project_id.in_(project_ids))
    )
    members: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for project_id, deputy_id, name in session.execute(query):
        members.setdefault(deputy_id, set()).add(project_id)
        names[deputy_id] = name
    return members, names


def _taken(session: Session, congress_id: str, project_ids: list[str]) -> dict[str, set[str]]:
    """Deputy → confirmed visits that he took part in."""
    query = (
        select(VisitGuest.deputy_id, VisitGuest.visit_id)
        .join(Visit, (Visit.id == VisitGuest.visit_id) & (Visit.congress_id == VisitGuest.congress_id))
        .where(
            VisitGuest.congress_id == congress_id,
            Visit.project_id.in_(project_ids),
            Visit.state == "confirmed",
        )
    )
    found: dict[str, set[str]] = {}
    for deputy_id, visit_id in session.execute(query):
        found.setdefault(deputy_id, set()).add(visit_id)
    return found


def _findings(session: Session, congress_id: str, programme_id: str) -> list[FindingLine]:
    query = select(Finding).where(
        Finding.congress_id == congress_id,
        Finding.programme_id == programme_id,
        Finding.state != "dropped",
    )
    return [line_of(row) for row in session.scalars(query.order_by(Finding.number))]


def _steps(session: Session, congress_id: str, programme_id: str) -> list[tuple[str, str, str]]:
    """(finding, kind, deputy) of what deputies did about findings."""
    query = (
        select(FindingStep.finding_id, FindingStep.kind, FindingStep.deputy_id)
        .join(
            Finding, (Finding.id == FindingStep.finding_id) & (Finding.congress_id == FindingStep.congress_id)
        )
        .where(
            FindingStep.congress_id == congress_id,
            Finding.programme_id == programme_id,
            FindingStep.deputy_id.is_not(None),
        )
    )
    return [(finding_id, kind, deputy_id or "") for finding_id, kind, deputy_id in session.execute(query)]


def _own(
    rows: Sequence[FindingLine], steps: Sequence[tuple[str, str, str]], taken: set[str], deputy_id: str
) -> list[FindingLine]:
    raised = {finding_id for finding_id, kind, by in steps if kind == "raised" and by == deputy_id}
    return [row for row in rows if row.id in raised or (row.visit_id is not None and row.visit_id in taken)]


def record_of(session: Session, congress_id: str, programme_id: str, deputy_id: str) -> Record | None:
    """None for who is in no group of the year."""
    known = {line.deputy_id: line for line in records(session, congress_id, programme_id)}
    if deputy_id not in known:
        return None
    project_ids = groups.projects_of(session, congress_id, deputy_id, ever=True)
    taken = _taken(session, congress_id, project_ids).get(deputy_id, set())
    told = [
        line for line in visits.visits(session, congress_id, project_ids, ["confirmed"]) if line.id in taken
    ]
    rows = _findings(session, congress_id, programme_id)
    own = _own(rows, _steps(session, congress_id, programme_id), taken, deputy_id)
    return Record(known[deputy_id], tuple(told), tuple(own))


def workbook(lines: Sequence[RecordLine]) -> dict[str, list[Sequence[str | int]]]:
    rows: list[Sequence[str | int]] = [
        ("代表", "监督小组", "参加视察", "确认视察记录", "提出问题", "复查", "其中已销号", "督办函")
    ]
    for one in lines:
        joined = "、".join(one.groups)
        rows.append(
            (one.name, joined, one.visits, one.confirmed, one.findings, one.checks, one.closed, one.letters)
        )
    return {"履职档案": rows}
