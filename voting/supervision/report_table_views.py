"""All reports of a round in one table, and the table by Excel."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets
from voting.congress import units
from voting.congress.roles import Role
from voting.supervision import lit, programmes, report_excel, reports, rounds
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import cell_sentence, here, workbook
from voting.supervision.report_machines import REPORTING_PARTS, TAKING, WRITERS
from voting.supervision.report_sheet import EXCEL
from voting.supervision.report_views import REPORT_READERS, warning_sentence
from voting.supervision.rounds import RoundLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("report_tables", __name__)
way("report_tables.page", _l("进度报送"), REPORT_READERS, order=20)


def chosen_round(programme_id: str) -> tuple[list[RoundLine], RoundLine | None]:
    """The rounds that were opened, the latest first, and the one that the address asks for: else the one
    that is open, else the last."""
    session, congress_id = main_session(), current_congress().id
    known = [row for row in rounds.rounds(session, congress_id, programme_id) if row.state != "planned"]
    asked = next((row for row in known if row.id == request.args.get("round")), None)
    opened = next((row for row in known if row.state != "closed"), None)
    return known[::-1], asked or opened or (known[-1] if known else None)


def _own(round_id: str) -> set[str]:
    """Projects of which the actor takes and fills the table: a unit's own, else all."""
    session, congress_id = main_session(), current_congress().id
    due = {one.id for one in reports.due_projects(session, congress_id, round_id)}
    if current_actor().may(*(role for role in REPORT_READERS if role is not Role.UNIT)):
        return due
    mine = [unit.id for unit in units.units_of(session, congress_id, current_actor().person_id)]
    return due & programmes.projects_of_units(session, congress_id, mine, REPORTING_PARTS)


@blueprint.get("/c/<code>/years/<int:year>/reports")
@allow(*REPORT_READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """Who reported what; the latest light beside it."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    known, row = chosen_round(programme.id)
    lines, shown = [], {}
    if row is not None:
        own = _own(row.id)
        lines = [one for one in reports.of_round(session, congress_id, row.id) if one.project.id in own]
        read = lit.readings(session, [congress_id], own, everything=True)
        shown = {each: one for each, told in read.items() for one in told if one.round_id == row.id}
    return render_template(
        "supervision/reports.html",
        programme=programme,
        rounds=known,
        round=row,
        lines=lines,
        shown=shown,
        may_fill=row is not None and row.state in TAKING and current_actor().may(*WRITERS),
        may_office=current_actor().may(*OFFICE),
    )


@blueprint.get("/c/<code>/years/reports/<round_id>/sheet")
@allow(*WRITERS)
def sheet(code: str, round_id: str) -> ResponseReturnValue:
    """The table as it stands, a unit's own projects only, to be filled in."""
    data = report_excel.workbook(main_session(), current_congress().id, round_id, _own(round_id))
    return workbook(data, _(EXCEL.title))


@blueprint.post("/c/<code>/years/reports/<round_id>/sheet")
@allow(*WRITERS)
def filled(code: str, round_id: str) -> ResponseReturnValue:
    """The table filled in: all rows are handed in or none; with errors it comes back, bad cells red."""
    session, congress_id, given = main_session(), current_congress().id, request.files.get("file")
    row = rounds.of(session, congress_id, round_id)
    year = programmes.programme(session, congress_id, row.programme_id).year
    content = given.read() if given else b""
    reading, warned = report_excel.read(session, congress_id, round_id, _own(round_id), content)
    if reading.bad:
        return workbook(sheets.error_workbook(EXCEL, reading, cell_sentence), _("项目进度表错误说明"))
    reason = request.form.get("reason", "")
    many = report_excel.take(session, current_actor(), congress_id, round_id, reading, reason, now=now())
    flash(_("已报送 %(many)s 个项目的进度，等待审核。", many=many))
    for warning in warned:
        flash(warning_sentence(warning))
    return redirect(url_for(".page", code=code, year=year, round=round_id), 303)
