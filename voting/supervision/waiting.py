"""What waits in the years that run: reports, reviews, money, letters, answers, visits, motions, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import picture_flags
from voting.congress import roster
from voting.congress.roles import Actor, Role
from voting.congress.units import units_of
from voting.errors import N_
from voting.supervision import finance, finding_lists, groups, programmes, reports, rounds, visits
from voting.supervision.change_models import ChangeRequest
from voting.supervision.finding_models import Finding
from voting.supervision.hearing_models import Assignment, Hearing
from voting.supervision.machines import OFFICE
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.report_models import Report
from voting.supervision.round_models import Round
from voting.supervision.texts import day_in_hall
from voting.waiting import Waiting

UNWRITTEN = ("", "open", "returned")


def waiting(session: Session, actor: Actor, congress_id: str, now: datetime) -> list[Waiting]:
    found: list[Waiting] = []
    if actor.may(Role.UNIT):
        found += _of_units(session, actor, congress_id)
    if actor.may(Role.DEPUTY):
        found += _of_deputy(session, actor, congress_id)
    running = [line for line in programmes.programmes(session, congress_id) if line.state == "published"]
    for roles, tell in OF_YEARS:
        if actor.may(*roles):
            for year in running:
                found += tell(session, congress_id, year, now)
    if actor.may(*OFFICE):
        found.append(Waiting(N_("照片待核查"), picture_flags.waiting(session, congress_id), "evidence.flags"))
    return [one for one in found if one.count]


def _of_units(session: Session, actor: Actor, congress_id: str) -> list[Waiting]:
    mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
    tasks = reports.of_units(session, congress_id, mine)
    letters = finding_lists.of_unit(session, congress_id, mine)
    return [
        Waiting(N_("进度报告待报送"), sum(one.line.state in UNWRITTEN for one in tasks), "reports.desk"),
        Waiting(N_("督办事项待答复"), sum(one.state == "issued" for one in letters), "findings.unit"),
    ]


def _of_deputy(session: Session, actor: Actor, congress_id: str) -> list[Waiting]:
    """Of the groups that the deputy is in."""
    deputy_id = roster.deputy_of(session, congress_id, actor.person_id)
    mine = groups.projects_of(session, congress_id, deputy_id) if deputy_id else []
    answered = finding_lists.of_projects(session, congress_id, mine, ("answered",))
    entered = visits.visits(session, congress_id, mine, ("entered",))
    return [
        Waiting(N_("视察记录待确认"), len(entered), "groups.mine"),
        Waiting(N_("问题待复查"), len(answered), "groups.mine"),
    ]


def _rounds(session: Session, congress_id: str, year: ProgrammeLine, now: datetime) -> Iterable[Waiting]:
    over = [
        one
        for one in rounds.due(session, congress_id, day_in_hall(now))
        if one.left <= 0 and one.round.programme_id == year.id
    ]
    yield Waiting(N_("督查环节到期"), len(over), "rounds.page", {"year": year.year})


def _reviews(session: Session, congress_id: str, year: ProgrammeLine, _now: datetime) -> Iterable[Waiting]:
    query = (
        select(func.count(Report.id))
        .join(Round, (Round.id == Report.round_id) & (Round.congress_id == Report.congress_id))
        .where(
            Report.congress_id == congress_id,
            Report.state == "submitted",
            Round.programme_id == year.id,
            Round.state != "closed",
        )
    )
    many = session.scalar(query) or 0
    yield Waiting(N_("进度报告待审核"), many, "report_tables.page", {"year": year.year})


def _letters(session: Session, congress_id: str, year: ProgrammeLine, _now: datetime) -> Iterable[Waiting]:
    query = select(func.count(Finding.id)).where(
        Finding.congress_id == congress_id, Finding.programme_id == year.id, Finding.state == "open"
    )
    yield Waiting(N_("督查问题待发函"), session.scalar(query) or 0, "findings.page", {"year": year.year})


def _money(session: Session, congress_id: str, year: ProgrammeLine, _now: datetime) -> Iterable[Waiting]:
    for line in rounds.open_rounds(session, congress_id, year.id):
        many = finance.outstanding(finance.table(session, congress_id, line.id))
        yield Waiting(N_("资金待核报"), many, "money.page", {"year": year.year, "round": line.id})


def _motions(session: Session, congress_id: str, year: ProgrammeLine, _now: datetime) -> Iterable[Waiting]:
    yield _changes(session, congress_id, year, N_("调整申请待提请"), "requested")
    query = (
        select(func.count(Assignment.id))
        .join(
            Hearing, (Hearing.id == Assignment.hearing_id) & (Hearing.congress_id == Assignment.congress_id)
        )
        .where(
            Assignment.congress_id == congress_id,
            Hearing.programme_id == year.id,
            Assignment.state == "open",
        )
    )
    yield Waiting(N_("审议意见待答复"), session.scalar(query) or 0, "hearings.page", {"year": year.year})


def _decisions(session: Session, congress_id: str, year: ProgrammeLine, _now: datetime) -> Iterable[Waiting]:
    yield _changes(session, congress_id, year, N_("调整请示待登记决定"), "put_forward")
    yield _changes(session, congress_id, year, N_("调整决定待公告"), "agreed")


def _changes(session: Session, congress_id: str, year: ProgrammeLine, label: str, state: str) -> Waiting:
    query = select(func.count(ChangeRequest.id)).where(
        ChangeRequest.congress_id == congress_id,
        ChangeRequest.programme_id == year.id,
        ChangeRequest.state == state,
    )
    return Waiting(label, session.scalar(query) or 0, "changes.page", {"year": year.year})


Tell = Callable[[Session, str, ProgrammeLine, datetime], Iterable[Waiting]]
OF_YEARS: tuple[tuple[tuple[Role, ...], Tell], ...] = (
    (OFFICE, _rounds),
    ((Role.INSPECTORATE, *OFFICE), _reviews),
    (OFFICE, _letters),
    ((Role.FINANCE,), _money),
    ((Role.INSPECTORATE,), _motions),
    (OFFICE, _decisions),
)
