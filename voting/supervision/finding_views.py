"""Pages of findings: the lists, one finding with all that was done, the unit's answers, re-checks."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import files, papers, pictures, sheets, web
from voting.congress import units
from voting.congress.roles import Role
from voting.errors import Invalid, NotFound, VotingError
from voting.supervision import calendar, decisions, finding_lists, findings, groups, programmes, visits
from voting.supervision.decision_views import given_decision
from voting.supervision.finding_lists import Filter
from voting.supervision.findings import RAISERS, Answer, Check, FindingLine, NewFinding
from voting.supervision.group_machines import FINDING_WORDS
from voting.supervision.machines import FOLLOWERS, OFFICE
from voting.supervision.programme_views import here, project_here, today, workbook
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("findings", __name__)
FINDING_READERS = (*FOLLOWERS, Role.UNIT)
LISTERS = (*OFFICE, Role.COMMITTEE_MEMBER, Role.INSPECTORATE)
MOST_FILES = 6
BODY = MOST_FILES * 2 * pictures.PICTURE_BYTES
DOCUMENTS = ("application/pdf",)
web.nav("findings.unit", _l("督办事项"), [Role.UNIT], order=16)
way("findings.page", _l("问题清单"), LISTERS, order=34)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "findings_of_project": _of_project,
        "due_left": due_left,
        "unit_findings": _of_units,
        "in_group": _in_group,
    }


def _in_group(project_id: str) -> bool:
    """Does the reader sit in the project's group?"""
    person_id = current_actor().person_id
    return groups.seat(main_session(), current_congress().id, project_id, person_id) is not None


def due_left(line: FindingLine) -> int | None:
    """Working days to the day by which the unit answers: 0 on the day itself, negative when it is over."""
    if line.state != "issued" or line.due is None:
        return None
    if "holidays" not in g:
        g.holidays = calendar.holidays(main_session(), current_congress().id)
    if line.due >= today():
        left = calendar.working_days_between(today(), line.due, g.holidays)
        return max(left, 1) if line.due > today() else 0
    return -max(calendar.working_days_between(line.due, today(), g.holidays), 1)


def _of_project(project_id: str) -> list[FindingLine]:
    """Those that the reader of the project's page may see."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    states = tuple(state for state in FINDING_WORDS if state != "dropped")
    lines = finding_lists.of_projects(session, congress_id, [project_id], states)
    return [line for line in lines if findings.may_see(session, congress_id, actor, line)]


def _of_units() -> list[FindingLine]:
    """What the reader's units have to answer."""
    session, congress_id = main_session(), current_congress().id
    own = {unit.id for unit in units.units_of(session, congress_id, g.actor.person_id)}
    return [one for one in finding_lists.of_unit(session, congress_id, own) if one.state == "issued"]


# Lists ----------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/<int:year>/findings")
@allow(*LISTERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """问题、责任、整改 with filters; ``?format=xlsx`` takes the three lists along."""
    programme = here(year)
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    given = {name: request.args.get(name, "") for name in Filter.__dataclass_fields__}
    lines = finding_lists.found(session, congress_id, programme.id, Filter(**given), today=today())
    lines = [line for line in lines if line.letter_id or actor.may(*OFFICE)]
    if request.args.get("format") == "xlsx":
        tabs = finding_lists.three_lists(session, congress_id, lines, str)
        return workbook(sheets.listing(tabs), _("问题责任整改清单"))
    projects = programmes.projects(session, congress_id, programme.id)
    return papers.answer(
        "supervision/findings.html",
        _("问题责任整改清单"),
        programme=programme,
        lines=lines,
        names=finding_lists.names(session, congress_id, lines),
        projects=projects,
        units=units.units(session, congress_id),
        wanted=given,
        totals=findings.counts(session, congress_id, [one.id for one in projects], today=today()),
        may_office=actor.may(*OFFICE),
    )


@blueprint.get("/c/<code>/years/unit/findings")
@allow(Role.UNIT)
def unit(code: str) -> ResponseReturnValue:
    """What went out to the reader's units, what is their turn first."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    own = units.units_of(session, congress_id, actor.person_id)
    lines = finding_lists.of_unit(session, congress_id, [one.id for one in own])
    return render_template(
        "supervision/unit_findings.html",
        units=own,
        lines=lines,
        names=finding_lists.names(session, congress_id, lines),
    )


# Raising --------------------------------------------------------------------------------------


@blueprint.route("/c/<code>/years/<int:year>/projects/<int:number>/findings/new", methods=["GET", "POST"])
@allow(*RAISERS)
def new(code: str, year: int, number: int) -> ResponseReturnValue:
    """A finding of the project's group, perhaps from a visit (``?visit=``)."""
    programme, project = project_here(year, number)
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        form = request.form
        given = NewFinding(
            project.id, form.get("problem", ""), form.get("unit_id", ""), form.get("demand", ""),
            form.get("person", ""), form.get("visit_id") or None,
        )  # fmt: skip
        try:
            made = findings.raise_finding(session, current_actor(), congress_id, given, now=now())
            flash(_("问题已列入清单，由常委会办公室发函督办。"))
            return redirect(url_for(".finding", code=code, finding_id=made), 303)
        except VotingError as refused:
            error = refused
    known = [line for line in visits.visits(session, congress_id, [project.id]) if line.state == "confirmed"]
    seen = request.values.get("visit") or request.form.get("visit_id", "")
    from_visit = next((line for line in known if line.id == seen), None)
    values = request.form if error else {"problem": from_visit.sentence if from_visit else ""}
    parts = programmes.units_of_project(session, congress_id, [project.id])[project.id]
    rendered = render_template(
        "supervision/finding_form.html",
        programme=programme,
        project=project,
        visits=known,
        seen=seen,
        units=units.units(session, congress_id),
        lead=next((unit_id for part, unit_id in parts if part == "lead"), ""),
        values=values,
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


# One finding ----------------------------------------------------------------------------------


def _page(finding_id: str, error: VotingError | None = None) -> ResponseReturnValue:
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    line = _seen(finding_id)
    project = programmes.project(session, congress_id, line.project_id)
    g.programme = programmes.programme(session, congress_id, line.programme_id)
    steps = findings.steps(session, congress_id, finding_id)
    seat = groups.seat(session, congress_id, line.project_id, actor.person_id)
    office = actor.may(*OFFICE)
    own = {one.id for one in units.units_of(session, congress_id, actor.person_id)}
    answered = [one.at for one in steps if one.kind == "answered"]
    rendered = render_template(
        "supervision/finding.html",
        finding=line,
        steps=steps,
        project=project,
        programme=g.programme,
        names=finding_lists.names(session, congress_id, [line]),
        decisions=decisions.of(session, congress_id, "finding", line.id),
        may_answer=actor.may(Role.UNIT) and line.unit_id in own and line.state == "issued",
        may_check=line.state == "answered" and (seat is not None or office),
        needs_visit=seat is None,
        visits=_after(line.project_id, groups.today_of(answered[-1]) if answered else None),
        may_office=office,
        is_unit=not office and seat is None and actor.may(Role.UNIT),
        most_files=MOST_FILES,
        values=request.form,
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _seen(finding_id: str) -> FindingLine:
    session, congress_id = main_session(), current_congress().id
    line = findings.finding(session, congress_id, finding_id)
    if not findings.may_see(session, congress_id, current_actor(), line):
        raise NotFound("finding.not_found")
    return line


def _after(project_id: str, day: date | None) -> list[visits.VisitLine]:
    """Confirmed visits on which a re-check can rely."""
    known = visits.visits(main_session(), current_congress().id, [project_id])
    return [line for line in known if line.state == "confirmed" and day and line.held_on >= day]


@blueprint.get("/c/<code>/years/findings/<finding_id>")
@allow(*FINDING_READERS)
def finding(code: str, finding_id: str) -> ResponseReturnValue:
    return _page(finding_id)


def _back(code: str, finding_id: str) -> ResponseReturnValue:
    return redirect(url_for(".finding", code=code, finding_id=finding_id), 303)


@blueprint.post("/c/<code>/years/findings/<finding_id>/answer")
@allow(Role.UNIT, body=BODY)
def answer(code: str, finding_id: str) -> ResponseReturnValue:
    _seen(finding_id)
    session, congress_id = main_session(), current_congress().id
    try:
        kept = tuple(
            files.keep(
                session, settings(), congress_id, each.read(files.FILE_BYTES + 1), each.filename or "",
                DOCUMENTS, now=now(), field="documents",
            )
            for each in request.files.getlist("documents")[:MOST_FILES]
            if each.filename
        )  # fmt: skip
        given = Answer(
            request.form.get("text", ""),
            kept,
            [each.stream for each in request.files.getlist("pictures") if each.filename][:MOST_FILES],
        )
        findings.answer(session, settings(), current_actor(), congress_id, finding_id, given, now=now())
    except VotingError as refused:
        return _page(finding_id, refused)
    web.wake_jobs()
    flash(_("答复已提交，等待监督小组复查。"))
    return _back(code, finding_id)


@blueprint.post("/c/<code>/years/findings/<finding_id>/check")
@allow(*RAISERS)
def check(code: str, finding_id: str) -> ResponseReturnValue:
    """复查: done (销号), or back with what is missing and by when."""
    form = request.form
    here_now = (main_session(), current_actor(), current_congress().id, finding_id)
    try:
        given = Check(form.get("text", ""), _due(form.get("due", "")), form.get("visit_id", ""))
        if form.get("verdict") == "done":
            findings.close(*here_now, given, now=now())
            flash(_("已销号。"))
        else:
            findings.send_back(*here_now, given, now=now())
            flash(_("已退回单位继续整改。"))
    except VotingError as refused:
        return _page(finding_id, refused)
    return _back(code, finding_id)


def _due(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("finding.bad_due", field="due") from None


@blueprint.post("/c/<code>/years/findings/<finding_id>/drop")
@allow(*OFFICE)
def drop(code: str, finding_id: str) -> ResponseReturnValue:
    given = (main_session(), current_actor(), current_congress().id, finding_id)
    try:
        findings.drop(*given, request.form.get("reason", ""), now=now())
    except VotingError as refused:
        return _page(finding_id, refused)
    flash(_("已标记为不作为问题。"))
    return _back(code, finding_id)


@blueprint.post("/c/<code>/years/findings/<finding_id>/escalate")
@allow(*OFFICE)
def escalate(code: str, finding_id: str) -> ResponseReturnValue:
    """挂牌督办, as a body decided."""
    given = (main_session(), current_actor(), current_congress().id, finding_id)
    try:
        findings.escalate(*given, given_decision(), now=now())
    except VotingError as refused:
        return _page(finding_id, refused)
    flash(_("会议决定已登记。"))
    return _back(code, finding_id)


@blueprint.get("/c/<code>/years/findings/<finding_id>/files/<digest>")
@allow(*FINDING_READERS)
def document(code: str, finding_id: str, digest: str) -> ResponseReturnValue:
    """A document of an answer, to be saved: a foreign document is no page of this site."""
    _seen(finding_id)
    session, congress_id = main_session(), current_congress().id
    known = {each for one in findings.steps(session, congress_id, finding_id) for each, _name in one.files}
    if digest not in known:
        raise NotFound("files.not_found")
    view, content = files.read(session, settings(), congress_id, digest)
    sent = Response(content, mimetype=view.kind)
    sent.headers.set("Content-Disposition", "attachment", filename=view.name)
    return sent


@blueprint.get("/c/<code>/years/findings/<finding_id>/closing")
@allow(*FINDING_READERS)
def closing(code: str, finding_id: str) -> ResponseReturnValue:
    """销号单 of a closed finding."""
    session, congress_id = main_session(), current_congress().id
    line = _seen(finding_id)
    if line.state != "closed":
        raise NotFound("finding.not_found")
    project = programmes.project(session, congress_id, line.project_id)
    g.programme = programmes.programme(session, congress_id, line.programme_id)
    return papers.answer(
        "supervision/closing.html",
        _("销号单"),
        finding=line,
        project=project,
        programme=g.programme,
        group=groups.group(session, congress_id, project.id),
        steps=findings.steps(session, congress_id, finding_id),
        names=finding_lists.names(session, congress_id, [line]),
    )
