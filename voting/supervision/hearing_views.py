"""Pages of special reports and questionings: the year's list, one meeting with its clock and papers."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, web
from voting.collection import meetings
from voting.errors import NotFound, VotingError
from voting.supervision import assignments, hearings, programmes, questioning, rounds
from voting.supervision.assignments import AssignmentLine
from voting.supervision.decision_views import kept, sent_file
from voting.supervision.hearing_machines import (
    ASSIGNMENT_STATES,
    ENTRY_WORDS,
    GOVERNMENT,
    HEARING_STATES,
    HEARING_WORDS,
    INSIDERS,
    PAPER_WORDS,
)
from voting.supervision.hearings import Delivered, HearingLine, Planned
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.programme_views import here, today
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("hearings", __name__)
way("hearings.page", _l("听取报告和询问"), READERS, order=60)
ADDRESS = "/c/<code>/years/<int:year>/hearings"
MARKS = {
    "done": (_l("按时"), "good"),
    "late": (_l("迟交 %(days)s 天"), "bad"),
    "due": (_l("还有 %(days)s 天"), "wait"),
    "overdue": (_l("逾期 %(days)s 天"), "bad"),
    "off": (_l("不再进行"), "quiet"),
}


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "hearing_words": HEARING_WORDS,
        "hearing_states": HEARING_STATES,
        "assignment_states": ASSIGNMENT_STATES,
        "entry_words": ENTRY_WORDS,
        "paper_words": PAPER_WORDS,
        "clock_mark": _mark,
        "year_hearings": _of_year,
        "project_hearings": _of_project,
        "published_hearings": _public,
        "round_hearings": _of_round,
    }


def _public(programme: ProgrammeLine) -> list[HearingLine]:
    """For the year's public board."""
    lines = hearings.hearings(main_session(), current_congress().id, programme.id)
    return [line for line in lines if line.state == "published"]


def _of_round(programme: ProgrammeLine, round_id: str) -> list[HearingLine]:
    """For the half-year round's page."""
    lines = hearings.hearings(main_session(), current_congress().id, programme.id, current_actor())
    return [line for line in lines if line.round_id == round_id and line.state != "called_off"]


def _mark(step: hearings.ClockStep) -> tuple[str, str]:
    word, kind = MARKS[step.mark]
    return str(word) % {"days": step.days} if "%" in str(word) else str(word), kind


def one_here(year: int, hearing_id: str) -> tuple[ProgrammeLine, HearingLine]:
    """The meeting of the address, where the actor may read it."""
    programme = here(year)
    line = hearings.get(main_session(), current_congress().id, hearing_id, current_actor())
    if line.programme_id != programme.id:
        raise NotFound("supervision.hearing_not_found")
    return programme, line


def to(year: int, hearing_id: str, part: str = "") -> ResponseReturnValue:
    address = url_for("hearings.one", code=current_congress().code, year=year, hearing_id=hearing_id)
    return redirect(f"{address}#{part}" if part else address, 303)


# What other pages show ------------------------------------------------------------------------


def _of_year(programme: ProgrammeLine) -> dict[str, object]:
    """For the year's card: the next meeting with its clock, and what the government still owes."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    lines = hearings.hearings(session, congress_id, programme.id, actor)
    coming = [line for line in lines if line.state == "planned"]
    following = coming[-1] if coming else None
    delivered = hearings.papers(session, congress_id, following.id) if following else []
    given = assignments.of_hearings(session, congress_id, [line.id for line in lines])
    owed = [item for items in given.values() for item in items if item.state != "done"]
    return {
        "next": following,
        "clock": hearings.clock(following, delivered, today()) if following else (),
        "owed": owed,
        "overdue": [item for item in owed if item.overdue(today())],
        "unjudged": [item for item in owed if item.state == "answered"],
    }


def _of_project(project_id: str) -> list[tuple[HearingLine, AssignmentLine]]:
    """For the project's page: what the government took with it about it, as far as the reader may know."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    found = []
    for item in assignments.of_project(session, congress_id, project_id):
        line = hearings.get(session, congress_id, item.hearing_id)
        if hearings.may_read(line, actor):
            found.append((line, item))
    return found


# The year's meetings --------------------------------------------------------------------------


@blueprint.get(ADDRESS)
@allow(*READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    lines = hearings.hearings(session, congress_id, programme.id, current_actor())
    return render_template(
        "supervision/hearings.html",
        programme=programme,
        hearings=lines,
        given=assignments.of_hearings(session, congress_id, [line.id for line in lines]),
        clocks={
            line.id: hearings.clock(line, hearings.papers(session, congress_id, line.id), today())
            for line in lines
            if line.state == "planned"
        },
        today=today(),
        may_plan=current_actor().may(*OFFICE),
        may_brief=current_actor().may(*INSIDERS),
    )


@blueprint.route(ADDRESS + "/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new(code: str, year: int) -> ResponseReturnValue:
    programme, error = here(year), None
    session, congress_id = main_session(), current_congress().id
    if request.method == "POST":
        try:
            hearing_id = hearings.plan(
                session, current_actor(), congress_id, programme.id, _planned(), now=now()
            )
            flash(_("已安排。请按倒排时间送达材料。"))
            return to(year, hearing_id)
        except VotingError as refused:
            error = refused
    halves = [line for line in rounds.rounds(session, congress_id, programme.id) if line.kind == "half_year"]
    rendered = render_template(
        "supervision/hearing_form.html",
        programme=programme,
        rounds=halves,
        values=request.values,
        error=error,
        usual_body=_("%(congress)s常务委员会第　次会议", congress=current_congress().name)
        if current_congress().level != "township"
        else _("%(congress)s主席团第　次会议", congress=current_congress().name),
    )
    return rendered, web.status_of(error) if error else 200


def _planned() -> Planned:
    given = request.form
    return Planned(
        kind=given.get("kind", ""),
        title=given.get("title", ""),
        body=given.get("body", ""),
        meeting_on=meetings.day(given, "meeting_on"),
        place=given.get("place", ""),
        round_id=given.get("round_id") or None,
    )


# One meeting ----------------------------------------------------------------------------------


@blueprint.get(ADDRESS + "/<hearing_id>")
@allow(*READERS)
def one(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """Schedule, papers, questions, what the government took with it, and what can be done now."""
    programme, line = one_here(year, hearing_id)
    actor = current_actor()
    return render_template(
        "supervision/hearing.html",
        **facts(programme, line),
        may_office=actor.may(*OFFICE),
        may_deliver=actor.may(*GOVERNMENT, *OFFICE),
    )


def facts(programme: ProgrammeLine, line: HearingLine) -> dict[str, object]:
    """What the page of a meeting and its papers tell."""
    session, congress_id = main_session(), current_congress().id
    delivered = hearings.papers(session, congress_id, line.id)
    given = assignments.of_hearing(session, congress_id, line.id)
    inside = "actor" in g and current_actor().may(*INSIDERS)
    last = assignments.last_opinions(session, congress_id, line.meeting_on)
    return {
        "programme": programme,
        "hearing": line,
        "clock": hearings.clock(line, delivered, today()),
        "papers": [one for one in delivered if inside or one.step in hearings.PUBLISHED],
        "opinions": [item for item in given if item.kind == "opinion"],
        "promises": [item for item in given if item.kind == "promise"],
        "questions": questioning.questions(session, congress_id, line.id),
        "last": last if last and (inside or last.hearing.state == "published") else None,
        "projects": {one.id: one for one in programmes.projects(session, congress_id, programme.id)},
        "round": rounds.of(session, congress_id, line.round_id) if line.round_id else None,
        "today": today(),
    }


@blueprint.get(ADDRESS + "/<hearing_id>/clock")
@allow(*INSIDERS)
def clock(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """The schedule backwards from the meeting (法定倒排), to print."""
    programme, line = one_here(year, hearing_id)
    title = _("%(title)s法定倒排表", title=line.title)
    return papers.answer("supervision/hearing_clock.html", title, None, title=title, **facts(programme, line))


@blueprint.post(ADDRESS + "/<hearing_id>/move")
@allow(*OFFICE)
def move(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    one_here(year, hearing_id)
    verb, reason = request.form.get("verb", ""), request.form.get("reason", "")
    state = hearings.step(
        main_session(), current_actor(), current_congress().id, hearing_id, verb, now=now(), reason=reason
    )
    flash(_("现在是：%(state)s。", state=_(HEARING_STATES[state])))
    return to(year, hearing_id)


@blueprint.post(ADDRESS + "/<hearing_id>/day")
@allow(*OFFICE)
def reschedule(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    one_here(year, hearing_id)
    day, reason = meetings.day(request.form, "meeting_on"), request.form.get("reason", "")
    hearings.reschedule(
        main_session(), current_actor(), current_congress().id, hearing_id, day, reason, now=now()
    )
    flash(_("已改期，倒排时间随之调整。"))
    return to(year, hearing_id)


@blueprint.post(ADDRESS + "/<hearing_id>/papers")
@allow(*GOVERNMENT, *OFFICE)
def deliver(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    one_here(year, hearing_id)
    given = Delivered(
        step=request.form.get("step", ""),
        delivered_on=meetings.day(request.form, "delivered_on"),
        document_no=request.form.get("document_no", ""),
        note=request.form.get("note", ""),
        file=kept("file"),
    )
    version = hearings.deliver(
        main_session(), current_actor(), current_congress().id, hearing_id, given, now=now()
    )
    flash(_("已登记送达，第 %(n)s 版。", n=version))
    return to(year, hearing_id, "papers")


@blueprint.get(ADDRESS + "/<hearing_id>/papers/<paper_id>")
@allow(*READERS)
def file(code: str, year: int, hearing_id: str, paper_id: str) -> ResponseReturnValue:
    """A draft is read by those who prepare the meeting only."""
    one_here(year, hearing_id)
    found = hearings.paper(main_session(), current_congress().id, hearing_id, paper_id)
    if found.step not in hearings.PUBLISHED and not current_actor().may(*INSIDERS):
        raise NotFound("files.not_found")
    return sent_file(found.file_sha)


# What everybody reads: Supervision Law (2024) Art. 17 ---------------------------------------------


def _published(year: int, hearing_id: str) -> tuple[ProgrammeLine, HearingLine]:
    session, congress_id = main_session(), current_congress().id
    programme = programmes.of_year(session, congress_id, year)
    line = hearings.get(session, congress_id, hearing_id)
    if line.programme_id != programme.id or line.state != "published":
        raise NotFound("supervision.hearing_not_found")
    return programme, line


@blueprint.get(ADDRESS + "/<hearing_id>/public")
@web.public(cookieless=True)
def published(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """The report, the opinions on it and what became of them, the questions asked."""
    programme, line = _published(year, hearing_id)
    return papers.answer("supervision/hearing_public.html", line.title, None, **facts(programme, line))


@blueprint.get(ADDRESS + "/<hearing_id>/public/<paper_id>")
@web.public(cookieless=True)
def published_file(code: str, year: int, hearing_id: str, paper_id: str) -> ResponseReturnValue:
    _programme, line = _published(year, hearing_id)
    found = hearings.paper(main_session(), current_congress().id, line.id, paper_id)
    if found.step not in hearings.PUBLISHED:
        raise NotFound("files.not_found")
    return sent_file(found.file_sha)
