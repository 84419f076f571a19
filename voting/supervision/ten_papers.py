"""The ten papers (文书) of a year: which there are, where each is opened, and which of them exist already.

ten(session, congress_id, programme, actor) -> list[TenPaper]

Every room makes its own papers; here stands only where they are, so that all are printed from one page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.errors import N_
from voting.supervision import (
    assignments,
    change_list,
    finding_lists,
    hearings,
    letters,
    programmes,
    ratings,
    rounds,
    visits,
)
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.visits import VisitLine


@dataclass(frozen=True)
class Door:
    """One printed thing: ``name`` is as it is (a title, a number), ``label`` a msgid before it."""

    endpoint: str
    values: Mapping[str, str | int]
    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class TenPaper:
    """``note`` says what is on it and when it is made."""

    title: str
    note: str
    doors: tuple[Door, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Year:
    """What the papers of a year are looked up with."""

    session: Session
    congress_id: str
    programme: ProgrammeLine
    actor: Actor

    @property
    def key(self) -> dict[str, str | int]:
        return {"year": self.programme.year}

    @property
    def here(self) -> tuple[Session, str, str]:
        return self.session, self.congress_id, self.programme.id


def ten(session: Session, congress_id: str, programme: ProgrammeLine, actor: Actor) -> list[TenPaper]:
    """In their usual order; doors are those that exist, whoever may open them is the page's to ask."""
    at = _Year(session, congress_id, programme, actor)
    return [TenPaper(title, note, tuple(doors(at))) for title, note, doors in PAPERS]


def _breakdown(at: _Year) -> Sequence[Door]:
    return (Door("plans.table", at.key, N_("任务分解表")), Door("plans.sheet", at.key, N_("Excel")))


def _progress(at: _Year) -> list[Door]:
    found = []
    for line in rounds.rounds(*at.here):
        if line.state != "planned":
            name = line.as_of.isoformat()
            found.append(Door("year_papers.progress", {**at.key, "round_id": line.id}, N_("进度表"), name))
            found.append(Door("rounds.missing", {"round_id": line.id}, N_("未报送名单"), name))
    return found


def _one_page(at: _Year) -> list[Door]:
    return [
        Door("year_papers.project", {**at.key, "number": line.number}, "", f"{line.number} {line.name}")
        for line in programmes.projects(*at.here)
    ]


def _visits(at: _Year) -> list[Door]:
    found: Sequence[VisitLine] = visits.visits(
        at.session, at.congress_id, [line.id for line in programmes.projects(*at.here)]
    )
    return [
        Door("visits.visit", {"visit_id": line.id}, "", f"{line.held_on} {line.place}")
        for line in found
        if line.state == "confirmed" and visits.may_see(at.session, at.congress_id, at.actor, line)
    ]


def _lists(at: _Year) -> list[Door]:
    ids = [line.id for line in programmes.projects(*at.here)]
    closed = finding_lists.of_projects(at.session, at.congress_id, ids, ("closed",))
    found = [Door("findings.page", at.key, N_("问题、责任、整改清单"))]
    return found + [
        Door("findings.closing", {"finding_id": line.id}, N_("销号单"), f"{line.number} {line.problem}")
        for line in closed
    ]


def _letters(at: _Year) -> list[Door]:
    return [
        Door("letters.letter", {"letter_id": line.id}, "", f"{line.document_no} {line.unit}")
        for line in letters.letters(*at.here)
    ]


def _reports(at: _Year) -> list[Door]:
    found = [Door("year_papers.brief", at.key, N_("常委会审阅单（一页）"))]
    for line in hearings.hearings(*at.here, at.actor):
        if line.kind == "report":
            found.append(
                Door("hearings.clock", {**at.key, "hearing_id": line.id}, N_("法定倒排"), line.title)
            )
        else:
            found.append(
                Door("assignments.record", {**at.key, "hearing_id": line.id}, N_("询问记录"), line.title)
            )
    return found


def _opinions(at: _Year) -> list[Door]:
    held = hearings.hearings(*at.here, at.actor)
    given = assignments.of_hearings(at.session, at.congress_id, [line.id for line in held])
    return [
        Door("assignments.opinions", {**at.key, "hearing_id": line.id}, "", line.title)
        for line in held
        if given.get(line.id)
    ]


def _ratings(at: _Year) -> list[Door]:
    found = []
    for line in ratings.evaluations(*at.here):
        which = {**at.key, "evaluation_id": line.id}
        if line.state != "dropped":
            found.append(Door("rating_papers.ballot", which, N_("测评票"), line.title))
        if line.state == "published":
            found.append(Door("rating_papers.report", which, N_("测评结果单"), line.title))
    return found


def _changes(at: _Year) -> list[Door]:
    found = []
    for line in change_list.changes(*at.here, at.actor):
        name = f"{line.number} {line.project_name}"
        found.append(Door("changes.one", {**at.key, "number": line.number}, N_("请示和决定"), name))
        if line.state == "announced":
            found.append(Door("changes.notice", {**at.key, "number": line.number}, N_("公告"), name))
    return found


Doors = Callable[[_Year], Sequence[Door]]
PAPERS: tuple[tuple[str, str, Doors], ...] = (
    (N_("任务分解表"), N_("定任务、定责任人、定时限；公布后只能凭决定调整"), _breakdown),
    (N_("季度进度表和未报送名单"), N_("每轮一张，形象进度、完成比例、资金、问题、下一步"), _progress),
    (N_("项目一页纸"), N_("一个项目从承诺到测评，一页"), _one_page),
    (N_("视察记录单"), N_("监督小组每次视察，经代表确认"), _visits),
    (N_("问题、责任、整改清单和销号单"), N_("清单化意见，逐条复查销号"), _lists),
    (N_("督办函、交办函"), N_("发函即锁定文本"), _letters),
    (N_("专项报告和法定倒排"), N_("会前20日、10日、7日"), _reports),
    (N_("审议意见及办理报告"), N_("逐条答复，由常委会或主席团确认是否办结"), _opinions),
    (N_("测评票和测评结果单"), N_("无记名测评的测评票在票决会场印制"), _ratings),
    (N_("调整请示、决定、公告"), N_("按级由有权机关决定"), _changes),
)
