"""The page of the holiday table: entered by pasting lines or by Excel, a day taken out again."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import sheets, web
from voting.errors import Invalid, VotingError
from voting.sheets import CellError, Reading
from voting.supervision import calendar
from voting.supervision.calendar import SHEET
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import cell_sentence, workbook
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("calendar", __name__)


@blueprint.route("/c/<code>/years/holidays", methods=["GET", "POST"])
@allow(*OFFICE)
def page(code: str) -> ResponseReturnValue:
    """The days that are not what their weekday says; new ones by Excel or pasted."""
    session, congress_id = main_session(), current_congress().id
    error: VotingError | None = None
    wrong: list[tuple[int, str]] = []
    if request.method == "POST":
        try:
            reading = _given()
            if not reading.bad:
                many = calendar.take(session, current_actor(), congress_id, reading, now=now())
                flash(_("已登记 %(many)s 天。", many=many))
                return redirect(url_for(".page", code=code), 303)
            wrong = [(row.number, _told(each)) for row in reading.bad for each in row.errors]
        except VotingError as refused:
            error = refused
    rendered = render_template(
        "supervision/holidays.html",
        days=calendar.lines(session, congress_id),
        typed=request.form.get("lines", ""),
        wrong=wrong,
        error=error,
    )
    return rendered, 400 if wrong else web.status_of(error) if error else 200


def _given() -> Reading:
    """What came: a file, else pasted lines."""
    given = request.files.get("file")
    if given is not None and given.filename:
        return sheets.read(SHEET, given.read())
    lines = request.form.get("lines", "")
    if not lines.strip():
        raise Invalid("sheets.no_rows", field="lines")
    return calendar.read_pasted(lines)


def _told(error: CellError) -> str:
    return f"{_(SHEET.column(error.key).header)}：{cell_sentence(error)}"


@blueprint.get("/c/<code>/years/holidays.xlsx")
@allow(*OFFICE)
def blank(code: str) -> ResponseReturnValue:
    return workbook(sheets.template(SHEET), _(SHEET.title))


@blueprint.post("/c/<code>/years/holidays/forget")
@allow(*OFFICE)
def forget(code: str) -> ResponseReturnValue:
    """A day goes by its weekday again."""
    given = date.fromisoformat(str(sheets.day(request.form.get("day", ""))))
    calendar.forget(main_session(), current_actor(), current_congress().id, given, now=now())
    flash(_("已删除。"))
    return redirect(url_for(".page", code=code), 303)
