"""Pages of visits: the phone's page that works without network, one record, the year's list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf

from voting import papers, pictures, sheets, web
from voting.congress import roster
from voting.congress.roles import Role
from voting.errors import Invalid, NotFound
from voting.supervision import groups, programmes, visits
from voting.supervision.group_machines import VERDICT_WORDS, VISIT_WORDS
from voting.supervision.machines import FOLLOWERS, OFFICE
from voting.supervision.programme_views import here, today, workbook
from voting.supervision.visits import MOST_PICTURES, WRITERS, NewVisit
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("visits", __name__)
BODY = (MOST_PICTURES + 1) * pictures.PICTURE_BYTES
way("visits.page", _l("视察记录"), OFFICE, order=32)


# On the phone ---------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/visits/phone")
@allow(*WRITERS)
def phone(code: str) -> ResponseReturnValue:
    """Six fields; the page stays on the device and sends when there is network again."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    deputy_id = roster.deputy_of(session, congress_id, actor.person_id) if actor.may(Role.DEPUTY) else None
    own = set(groups.projects_of(session, congress_id, deputy_id)) if deputy_id else set()
    everything = actor.may(*OFFICE)
    projects = [
        line
        for year in programmes.programmes(session, congress_id)
        if year.state == "published"
        for line in programmes.projects(session, congress_id, year.id)
        if everything or line.id in own
    ]
    formed = groups.of_projects(session, congress_id, [line.id for line in projects])
    return render_template(
        "supervision/visit_phone.html",
        projects=[line for line in projects if formed[line.id].members],
        members={
            line.id: [{"id": one.deputy_id, "name": one.name} for one in formed[line.id].members]
            for line in projects
        },
        deputy_id=deputy_id or "",
        most_pictures=MOST_PICTURES,
        today=today(),
    )


@blueprint.get("/c/<code>/years/visits/worker.js")
@allow(*WRITERS)
def worker(code: str) -> ResponseReturnValue:
    """The script that keeps the phone's page; its address is the folder of the pages that it may keep."""
    script = Path(current_app.static_folder or "") / "dist" / "visit_offline.js"
    return Response(script.read_bytes(), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.get("/c/<code>/years/visits/ready")
@allow(*WRITERS)
def ready(code: str) -> ResponseReturnValue:
    """A fresh token for a page that was kept on the device, and for whom it is."""
    return jsonify(token=generate_csrf(), person=current_actor().person_id)


@blueprint.post("/c/<code>/years/visits")
@allow(*WRITERS, body=BODY)
def send(code: str) -> ResponseReturnValue:
    """A visit from a device; the same again changes nothing and gets the same answer."""
    form = request.form
    given = NewVisit(
        id=form.get("id", ""),
        project_id=form.get("project", ""),
        held_on=_day(form.get("held_on", "")),
        deputies=tuple(form.getlist("deputies")),
        place=" ".join(form.get("place", "").split()),
        verdict=form.get("verdict", ""),
        sentence=form.get("sentence", "").strip(),
        suggestion=form.get("suggestion", "").strip(),
        recheck=form.get("recheck") == "yes",
    )
    files = [each.stream for each in request.files.getlist("pictures") if each.filename]
    visits.enter(main_session(), settings(), current_actor(), current_congress().id, given, files, now=now())
    if files:
        web.wake_jobs()
    line = visits.visit(main_session(), current_congress().id, given.id)
    return jsonify(id=line.id, state=line.state, address=url_for(".visit", code=code, visit_id=line.id))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("visit.bad_day", field="held_on") from None


# One record -----------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/visits/<visit_id>")
@allow(*FOLLOWERS)
def visit(code: str, visit_id: str) -> ResponseReturnValue:
    """视察记录单, to read, to confirm and to print."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    line = visits.visit(session, congress_id, visit_id)
    if not visits.may_see(session, congress_id, actor, line):
        raise NotFound("visit.not_found")
    project = programmes.project(session, congress_id, line.project_id)
    g.programme = programmes.programme(session, congress_id, project.programme_id)
    seat = groups.seat(session, congress_id, line.project_id, actor.person_id)
    return papers.answer(
        "supervision/visit.html",
        _("视察记录单"),
        visit=line,
        project=project,
        programme=g.programme,
        group=groups.group(session, congress_id, project.id),
        may_confirm=line.state == "entered" and seat is not None,
        may_withdraw=line.state == "entered" and (actor.may(*OFFICE) or line.entered_by == actor.person_id),
        may_raise=line.state == "confirmed" and (actor.may(*OFFICE) or seat is not None),
    )


@blueprint.post("/c/<code>/years/visits/<visit_id>/confirm")
@allow(Role.DEPUTY)
def confirm(code: str, visit_id: str) -> ResponseReturnValue:
    visits.confirm(main_session(), current_actor(), current_congress().id, visit_id, now=now())
    flash(_("已确认，这条记录从此不再改动。"))
    return redirect(url_for(".visit", code=code, visit_id=visit_id), 303)


@blueprint.post("/c/<code>/years/visits/<visit_id>/withdraw")
@allow(*WRITERS)
def withdraw(code: str, visit_id: str) -> ResponseReturnValue:
    given = (main_session(), current_actor(), current_congress().id, visit_id)
    visits.withdraw(*given, reason=request.form.get("reason", ""), now=now())
    flash(_("这条记录已作废。"))
    return redirect(url_for(".visit", code=code, visit_id=visit_id), 303)


# The year's list ------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/<int:year>/visits")
@allow(*OFFICE)
def page(code: str, year: int) -> ResponseReturnValue:
    """Every visit of a year; ``?format=xlsx`` takes it along."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = {line.id: line for line in programmes.projects(session, congress_id, programme.id)}
    lines = visits.visits(session, congress_id, projects)
    if request.args.get("format") == "xlsx":
        return workbook(_sheet(lines, {one.id: one.name for one in projects.values()}), _("视察记录"))
    return render_template("supervision/visits.html", programme=programme, projects=projects, lines=lines)


def _sheet(lines: list[visits.VisitLine], names: dict[str, str]) -> bytes:
    rows = [["日期", "项目", "看了哪里", "评价", "一句话", "建议", "是否复查", "代表", "状态"]]
    for line in lines:
        told = [str(line.held_on), names[line.project_id], line.place, VERDICT_WORDS[line.verdict]]
        told += [line.sentence, line.suggestion, "是" if line.recheck else "否", line.who]
        rows.append([*told, VISIT_WORDS[line.state]])
    return sheets.listing({"视察记录": rows})
