"""Pages of changes: the year's list and report, a request, what was decided, the notice for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, web
from voting.collection import meetings
from voting.congress import units
from voting.congress.roles import Role
from voting.documents.papers import ChangeNoticePaper, ComparedLine, grouped
from voting.errors import N_, NotFound, VotingError
from voting.supervision import change_list, changes, plans, programmes
from voting.supervision.change_list import ChangeLine, Comparison
from voting.supervision.changes import Motion, Wanted
from voting.supervision.decision_views import given_decision, kept, sent_file
from voting.supervision.hearing_machines import CHANGE_STATES, CHANGE_WORDS, GOVERNMENT, INSIDERS
from voting.supervision.lowering import LOWERED, Lowering
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.plan_sheet import LONG, MONTHS, SHEET, typed
from voting.supervision.plan_views import GROUPS
from voting.supervision.programme_views import here, project_here, today
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("changes", __name__)
way("changes.page", _l("调整"), READERS, order=55)
ASKING = (Role.INSPECTORATE, Role.UNIT)
ADDRESS = "/c/<code>/years/<int:year>/changes"
ONE = ADDRESS + "/<int:number>"

# What a notice says first; a sub-district's assembly recommends, all other bodies decide.
DECIDED = N_(
    "“%(name)s”是%(year)s年民生实事项目第%(n)s项。%(body)s于%(day)s作出决定，同意%(what)s该项目。现予公告。"
)
RECOMMENDED = N_(
    "“%(name)s”是%(year)s年民生实事项目第%(n)s项。%(body)s于%(day)s提出意见，建议%(what)s该项目。现予公告。"
)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "change_words": CHANGE_WORDS,
        "change_states": CHANGE_STATES,
        "lowering_sentence": _lowering,
        "year_changes": _of_year,
        "project_changes": _of_project,
    }


def _lowering(lowering: Lowering) -> str:
    return str(_(LOWERED[lowering.code]) % lowering.data)


def _of_year(programme: ProgrammeLine) -> dict[str, list[ChangeLine]]:
    """For the year's card: what waits for government, for the body and for its notice."""
    lines = change_list.changes(main_session(), current_congress().id, programme.id, current_actor())
    return {state: [line for line in lines if line.state == state] for state in CHANGE_STATES}


def _of_project(project: ProjectLine) -> dict[str, object]:
    """For the project's page: its changes with what each does, and what its reader may ask for."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    lines = change_list.of_project(session, congress_id, project.id, actor)
    waits = any(line.state in changes.OPEN for line in lines)
    may = changes.may_ask(session, actor, congress_id, project.id)
    return {
        "lines": [(line, change_list.compare(session, congress_id, line)) for line in lines],
        "kinds": changes.kinds_open(project.state) if may and not waits else (),
    }


def _here(year: int, number: int) -> tuple[ProgrammeLine, ChangeLine]:
    programme = here(year)
    line = change_list.by_number(main_session(), current_congress().id, programme.id, number, current_actor())
    return programme, line


def _to(year: int, number: int) -> ResponseReturnValue:
    address = url_for("changes.one", code=current_congress().code, year=year, number=number)
    return redirect(address, 303)


# The year's changes ---------------------------------------------------------------------------


@blueprint.get(ADDRESS)
@allow(*READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    programme = here(year)
    lines = change_list.changes(main_session(), current_congress().id, programme.id, current_actor())
    return render_template(
        "supervision/changes.html",
        programme=programme,
        changes=lines,
        may_report=current_actor().may(*INSIDERS),
    )


@blueprint.get(ADDRESS + "/report")
@allow(*INSIDERS)
def report(code: str, year: int) -> ResponseReturnValue:
    """What was decided between sessions, for the report to the next one."""
    programme = here(year)
    title = _("%(title)s调整情况", title=f"{current_congress().name}{programme.title}")
    lines = change_list.report(main_session(), current_congress().id, programme.id)
    return papers.answer(
        "supervision/change_report.html",
        title,
        title=title,
        programme=programme,
        changes=lines,
        today=today(),
    )


# Asking ---------------------------------------------------------------------------------------


@blueprint.route("/c/<code>/years/<int:year>/projects/<int:number>/changes/new", methods=["GET", "POST"])
@allow(*ASKING)
def new(code: str, year: int, number: int) -> ResponseReturnValue:
    """The request's form; ``?kind=`` says what is asked for."""
    programme, project = project_here(year, number)
    session, congress_id, error = main_session(), current_congress().id, None
    kind = request.values.get("kind", "adjust")
    if request.method == "POST":
        try:
            fields = request.form if kind in changes.WITH_PLAN else None
            wanted = Wanted(kind, request.form.get("grounds", ""), fields)
            made = changes.request(session, current_actor(), congress_id, project.id, wanted, now=now())
            line = next(
                one for one in change_list.of_project(session, congress_id, project.id) if one.id == made
            )
            flash(_("申请已提出，内容不能再改；有误的请撤回后重新提出。"))
            return _to(year, line.number)
        except VotingError as refused:
            error = refused
    if kind not in changes.kinds_open(project.state) and error is None:
        raise NotFound("supervision.change_not_from_here")
    rendered = render_template(
        "supervision/change_form.html",
        programme=programme,
        project=project,
        kind=kind,
        with_plan=kind in changes.WITH_PLAN,
        grounds=request.form.get("grounds", ""),
        **_plan_fields(project, request.form),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _plan_fields(
    project: ProjectLine, given: Mapping[str, str], wanted: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """What the plan's fields need: what was typed, else the plan that holds with what is ``wanted`` of it."""
    session, congress_id = main_session(), current_congress().id
    known = plans.of(session, congress_id, project.id)
    values = typed({**known.data, **(wanted or {})}) if known else {}
    return {
        "groups": GROUPS,
        "sheet": SHEET,
        "long": LONG,
        "months": MONTHS,
        "unit_names": [unit.shown for unit in units.units(session, congress_id)],
        "values": values | dict(given),
        "baseline_fixed": True,
    }


# One request ----------------------------------------------------------------------------------


@blueprint.get(ONE)
@allow(*READERS)
def one(code: str, year: int, number: int) -> ResponseReturnValue:
    programme, line = _here(year, number)
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    return render_template(
        "supervision/change.html",
        programme=programme,
        change=line,
        project=programmes.project(session, congress_id, line.project_id),
        compared=change_list.compare(session, congress_id, line),
        today=today(),
        may_office=actor.may(*OFFICE),
        may_forward=actor.may(*GOVERNMENT),
        may_withdraw=changes.may_withdraw(session, actor, congress_id, line.project_id, line.state),
    )


@blueprint.post(ONE + "/forward")
@allow(*GOVERNMENT)
def forward(code: str, year: int, number: int) -> ResponseReturnValue:
    """The government's motion to the body."""
    _programme, line = _here(year, number)
    motion = Motion(request.form.get("document_no", ""), meetings.day(request.form, "dated"), kept("file"))
    changes.put_forward(main_session(), current_actor(), current_congress().id, line.id, motion, now=now())
    flash(_("已提请审议，等会议作出决定。"))
    return _to(year, number)


@blueprint.post(ONE + "/withdraw")
@allow(*ASKING)
def withdraw(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, line = _here(year, number)
    reason = request.form.get("reason", "")
    changes.withdraw(main_session(), current_actor(), current_congress().id, line.id, reason, now=now())
    flash(_("申请已撤回，项目没有变动。"))
    return _to(year, number)


@blueprint.route(ONE + "/decision", methods=["GET", "POST"])
@allow(*OFFICE)
def decide(code: str, year: int, number: int) -> ResponseReturnValue:
    """Record what the body decided; the project and its plan change with it."""
    programme, line = _here(year, number)
    session, congress, error = main_session(), current_congress(), None
    if request.method == "GET" and line.state != "put_forward":
        return _to(year, number)
    if request.method == "POST":
        try:
            given = given_decision()
            fields = request.form if given.outcome == "changed" else None
            state = changes.decide(
                session, current_actor(), congress.id, congress.level, line.id, given, fields, now=now()
            )
            told = {
                "agreed": _("决定已登记，项目和实施方案已按决定变更。请发布公告。"),
                "refused": _("决定已登记，项目没有变动。"),
            }
            flash(told[state])
            return _to(year, number)
        except VotingError as refused:
            error = refused
    project = programmes.project(session, congress.id, line.project_id)
    rendered = render_template(
        "supervision/change_decision.html",
        programme=programme,
        change=line,
        project=project,
        with_plan=line.kind in changes.WITH_PLAN,
        **_plan_fields(project, request.form, line.plan),
        usual_body=_usual_body(),
        today=today(),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _usual_body() -> str:
    congress = current_congress()
    if congress.level == "township":
        return str(_("%(congress)s第　次会议", congress=congress.name))
    if congress.level == "sub_district":
        return str(_("%(congress)s议事代表会议", congress=congress.name))
    return str(_("%(congress)s常务委员会第　次会议", congress=congress.name))


@blueprint.post(ONE + "/announce")
@allow(*OFFICE)
def announce(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, line = _here(year, number)
    on = meetings.day(request.form, "on")
    changes.announce(
        main_session(), current_actor(), current_congress().id, line.id,
        request.form.get("notice_no", ""), on, now=now(),
    )  # fmt: skip
    flash(_("公告已发布，任何人都能看到。"))
    return _to(year, number)


@blueprint.get(ONE + "/motion")
@allow(*READERS)
def motion(code: str, year: int, number: int) -> ResponseReturnValue:
    """The government's motion as it was uploaded."""
    _programme, line = _here(year, number)
    return sent_file(line.file_sha)


# The notice -----------------------------------------------------------------------------------


@blueprint.get(ONE + "/paper")
@allow(*READERS)
def paper(code: str, year: int, number: int) -> ResponseReturnValue:
    """The notice to print and to take along, also before it is published."""
    programme, line = _here(year, number)
    if line.state not in change_list.DECIDED:
        raise NotFound("supervision.change_not_found")
    return _notice(programme, line)


@blueprint.get(ONE + "/notice")
@web.public(cookieless=True)
def notice(code: str, year: int, number: int) -> ResponseReturnValue:
    """The published notice, for everybody."""
    session, congress_id = main_session(), current_congress().id
    programme = programmes.of_year(session, congress_id, year)
    line = change_list.by_number(session, congress_id, programme.id, number)
    if line.state != "announced":
        raise NotFound("supervision.change_not_found")
    return _notice(programme, line)


def _notice(programme: ProgrammeLine, line: ChangeLine) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    project = programmes.project(session, congress_id, line.project_id)
    compared = change_list.compare(session, congress_id, line)
    word = _notice_paper(programme, project, line, compared)
    name = _("公告：%(name)s", name=line.project_name)
    return papers.answer("supervision/change_notice.html", name, word, notice=word, compared=compared)


def _notice_paper(
    programme: ProgrammeLine, project: ProjectLine, line: ChangeLine, compared: Comparison
) -> ChangeNoticePaper:
    """What page, PDF and Word say alike."""
    congress, promise, decided = current_congress(), project.promise, line.decision
    if decided is None:
        raise NotFound("supervision.change_not_found")
    votes = [(_("赞成"), decided.in_favour), (_("反对"), decided.against), (_("弃权"), decided.abstained)]
    committee = congress.level not in ("township", "sub_district")
    sentence = RECOMMENDED if congress.level == "sub_district" else DECIDED
    deadline = _("完成时限") + f"：{promise.deadline}" if promise.deadline else ""
    return ChangeNoticePaper(
        congress=congress.name,
        meeting="",
        number=line.notice_no or _("（第　　号）"),
        told=_(
            sentence,
            name=project.name,
            year=programme.year,
            n=project.number,
            body=decided.body,
            day=_cn_day(decided.held_on),
            what=_(CHANGE_WORDS[line.kind]),
        ),
        promise="\n".join(filter(None, (promise.content, deadline))),
        lines=tuple(
            ComparedLine(str(_(field.label)), field.first or "—", field.after or "—")
            for field in compared.fields
        ),
        taken_back="；".join(_lowering(each) for each in compared.since_first),
        grounds=line.grounds,
        decision="　".join(
            [_("决定文号") + f"：{decided.document_no or '—'}"]
            + [f"{word} {number}" for word, number in votes if number is not None]
        ),
        issuer=congress.name + (_("常务委员会") if committee else ""),
        issued_on=_cn_day(line.announced_on) if line.announced_on else _("　　年　　月　　日"),
        fingerprint=grouped(project.promise_digest[:16]),
    )


def _cn_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
