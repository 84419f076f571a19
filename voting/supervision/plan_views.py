"""Pages of the plans: the year's 任务分解表, one plan with its versions, the form, Excel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, sheets, web
from voting.congress import units
from voting.errors import VotingError
from voting.supervision import plan_excel, plans, programmes
from voting.supervision.machines import READERS
from voting.supervision.plan_line import MONTHS, scheduled, usual_line
from voting.supervision.plan_sheet import EXCEL, LONG, SHEET, difference, typed
from voting.supervision.plan_warnings import WARNINGS, Warning, warnings
from voting.supervision.plans import PLANNERS
from voting.supervision.programme_views import cell_sentence, here, project_here, today, workbook
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("plans", __name__)
way("plans.table", _l("任务分解"), READERS, order=10)
GROUPS = (
    (_l("任务"), ("content", "target", "amount", "measure", "baseline", "items")),
    (_l("责任"), ("leader", "lead_unit", "responsible_unit", "support_units", "owner_unit", "contact")),
    (_l("时限"), ("start", "deadline", "milestones")),
    (_l("资金（万元）"), ("total_money", "own_money", "upper_money", "social_money")),
)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"plan_of": _plan_of, "plan_warning": _warning_sentence}


def _warning_sentence(warning: Warning) -> str:
    return str(_(WARNINGS[warning.code]) % warning.data)


def _plan_of(programme: ProgrammeLine, project: ProjectLine) -> dict[str, Any]:
    """For the project's page: the plan as it holds, as it was published, its versions and what looks odd."""
    versions = plans.versions(main_session(), current_congress().id, project.id)
    promised = plans.promised(versions)
    now_holds = versions[-1] if versions else None
    return {
        "versions": versions,
        "plan": now_holds,
        "promised": promised,
        "changes": difference(promised.data, now_holds.data) if promised and now_holds else [],
        "fields": typed(now_holds.data) if now_holds else {},
        "warnings": warnings(now_holds.data, programme.year) if now_holds else (),
        "scheduled": scheduled(now_holds.data, today(), programme.year) if now_holds else 0,
        "sheet": SHEET,
        "groups": GROUPS,
        "months": MONTHS,
        "may_write": programme.state == "planning" and current_actor().may(*PLANNERS),
    }


@blueprint.get("/c/<code>/years/<int:year>/plan")
@allow(*READERS)
def table(code: str, year: int) -> ResponseReturnValue:
    """The year's 任务分解表, to be read, printed and taken along."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = programmes.projects(session, congress_id, programme.id)
    known = plans.latest(session, congress_id, [line.id for line in projects])
    title = f"{programme.title}{_('任务分解表')}"
    return papers.answer(
        "supervision/plans.html",
        title,
        title=title,
        programme=programme,
        projects=projects,
        plans=known,
        odd={key: warnings(plan.data, year) for key, plan in known.items()},
        may_write=programme.state == "planning" and current_actor().may(*PLANNERS),
    )


@blueprint.route("/c/<code>/years/<int:year>/projects/<int:number>/plan", methods=["GET", "POST"])
@allow(*PLANNERS)
def edit(code: str, year: int, number: int) -> ResponseReturnValue:
    """The form of one plan; saving makes a version."""
    programme, project = project_here(year, number)
    session, congress_id = main_session(), current_congress().id
    known = plans.of(session, congress_id, project.id)
    values: Mapping[str, str] = typed(known.data) if known else plans.begun(session, congress_id, project)
    error = None
    if request.method == "POST":
        try:
            reason = request.form.get("reason", "")
            here = (session, current_actor(), congress_id, project.id)
            version = plans.write(*here, request.form, reason=reason, now=now())
            flash(_("已存为第 %(n)s 版。", n=version))
            return redirect(url_for("years.project", code=code, year=year, number=number), 303)
        except VotingError as refused:
            error, values = refused, request.form
    rendered = render_template(
        "supervision/plan_form.html",
        programme=programme,
        project=project,
        values=values,
        groups=GROUPS,
        sheet=SHEET,
        long=LONG,
        months=MONTHS,
        usual=usual_line(known.data, year) if known else [],
        unit_names=[unit.shown for unit in units.units(session, congress_id)],
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/years/<int:year>/projects/<int:number>/versions")
@allow(*READERS)
def versions(code: str, year: int, number: int) -> ResponseReturnValue:
    """All versions of a plan, two of them side by side as the address asks."""
    programme, project = project_here(year, number)
    told = plans.versions(main_session(), current_congress().id, project.id)
    before = web.whole(request.args.get("before", ""), project.plan_version - 1)
    after = web.whole(request.args.get("after", ""), project.plan_version)
    by_number = {version.version: version for version in told}
    pair = (by_number.get(before), by_number.get(after))
    return render_template(
        "supervision/plan_versions.html",
        programme=programme,
        project=project,
        versions=told,
        promised=plans.promised(told),
        pair=pair,
        changes=difference(pair[0].data, pair[1].data) if pair[0] and pair[1] else [],
    )


@blueprint.get("/c/<code>/years/<int:year>/plans.xlsx")
@allow(*READERS)
def sheet(code: str, year: int) -> ResponseReturnValue:
    """The plans as a workbook to read, or to work on and hand back."""
    programme = here(year)
    data = plan_excel.workbook(main_session(), current_congress().id, programme.id)
    return workbook(data, f"{programme.title}{_('任务分解表')}")


@blueprint.post("/c/<code>/years/<int:year>/plans.xlsx")
@allow(*PLANNERS)
def filled(code: str, year: int) -> ResponseReturnValue:
    """The workbook back: all rows or none; with errors it comes back, bad cells red."""
    programme = here(year)
    given = request.files.get("file")
    session, congress_id = main_session(), current_congress().id
    reading = plan_excel.read(session, congress_id, programme.id, given.read() if given else b"")
    if reading.bad:
        return workbook(sheets.error_workbook(EXCEL, reading, cell_sentence), _("任务分解表错误说明"))
    many = plan_excel.take(session, current_actor(), congress_id, programme.id, reading, now=now())
    flash(_("%(many)s 个项目有新版本。", many=many))
    return redirect(url_for(".table", code=code, year=year), 303)
