"""The units: their list, kept by the desks; and what one has before it, answered on the page or by Excel."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets, web
from voting.collection import assessment, assessment_sheet
from voting.collection.assessment import FORM, OPINION_WORDS, SHEET
from voting.congress import people, units
from voting.congress.roles import Role
from voting.congress.units import KEEPERS
from voting.errors import N_, VotingError
from voting.sheets import CellError
from voting.web import allow, current_actor, current_congress, main_session, now, sentence

blueprint = Blueprint("units", __name__)
web.nav("units.page", _l("责任单位"), (Role.ADMIN,), order=60)
web.nav("units.desk", _l("论证任务"), (Role.UNIT,), order=20)
KIND_WORDS = {"department": N_("部门"), "township": N_("乡镇（街道）"), "other": N_("其他")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/c/<code>/units")
@allow(*KEEPERS)
def page(code: str) -> ResponseReturnValue:
    return _list(None)


def _list(error: VotingError | None) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    staff = [line for line in people.people_in(session, congress_id, now=now()) if Role.UNIT in line.roles]
    rendered = render_template(
        "collection/units.html",
        units=units.units(session, congress_id),
        staff=staff,
        names={line.id: line.name for line in staff},
        kinds=[(kind, _(KIND_WORDS[kind])) for kind in units.UNIT_KINDS],
        kind_words=KIND_WORDS,
        values=request.form if error else {},
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/units")
@allow(*KEEPERS)
def add(code: str) -> ResponseReturnValue:
    try:
        units.add(
            main_session(),
            current_actor(),
            current_congress().id,
            name=request.form.get("name", ""),
            short=request.form.get("short", ""),
            kind=request.form.get("kind", ""),
            now=now(),
        )
    except VotingError as refused:
        return _list(refused)
    flash(_("已添加责任单位。"))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/units/<unit_id>")
@allow(*KEEPERS)
def change(code: str, unit_id: str) -> ResponseReturnValue:
    """Somebody starts or ends working for the unit, or the unit ends."""
    deed = {"assign": units.assign, "release": units.release}.get(request.form.get("deed", ""))
    here = (main_session(), current_actor(), current_congress().id, unit_id)
    if deed is None:
        units.close(*here, now=now())
    else:
        deed(*here, request.form.get("person", ""), now=now())
    flash(_("已保存。"))
    return redirect(url_for(".page", code=code), 303)


# A unit's own pages ---------------------------------------------------------------------------


def _mine() -> list[units.UnitLine]:
    return units.units_of(main_session(), current_congress().id, current_actor().person_id)


@blueprint.get("/c/<code>/unit")
@allow(Role.UNIT)
def desk(code: str) -> ResponseReturnValue:
    """What the actor's units were asked, what is due first on top."""
    mine = _mine()
    questions = assessment.asked_of(main_session(), current_congress().id, [unit.id for unit in mine])
    return render_template(
        "collection/unit_desk.html",
        mine=mine,
        questions=questions,
        opinion_words=OPINION_WORDS,
        today=now().date(),
    )


@blueprint.route("/c/<code>/unit/questions/<question_id>", methods=["GET", "POST"])
@allow(Role.UNIT)
def question(code: str, question_id: str) -> ResponseReturnValue:
    here = (main_session(), current_actor(), current_congress().id, question_id)
    found = assessment.question(*here)
    values = {
        "opinion": _(OPINION_WORDS[found.opinion]) if found.opinion else "",
        "answer": found.answer,
        "estimate": found.estimate,
    }
    error = None
    if request.method == "POST":
        try:
            assessment.reply(*here, request.form, now=now())
            flash(_("论证意见已反馈。"))
            return redirect(url_for(".desk", code=code), 303)
        except VotingError as refused:
            error, values = refused, dict(request.form)
    rendered = render_template(
        "collection/question.html",
        question=found,
        values=values,
        opinions=[(word, _(word)) for word in FORM.columns[0].choices],
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/unit/sheet")
@allow(Role.UNIT)
def sheet(code: str) -> ResponseReturnValue:
    """The open questions as a workbook to fill in."""
    data = assessment_sheet.workbook(main_session(), current_congress().id, [unit.id for unit in _mine()])
    return _workbook(data, SHEET.title)


def _workbook(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _cell_sentence(error: CellError) -> str:
    return sentence(VotingError(error.code, **error.data))


@blueprint.post("/c/<code>/unit/sheet")
@allow(Role.UNIT)
def filled(code: str) -> ResponseReturnValue:
    """The workbook filled in: all rows or none; with errors it comes back, bad cells red."""
    given = request.files.get("file")
    here = (main_session(), current_actor(), current_congress().id)
    reading = assessment_sheet.read(*here, given.read() if given else b"")
    if reading.bad:
        return _workbook(sheets.error_workbook(SHEET, reading, _cell_sentence), _("论证意见错误说明"))
    flash(_("已反馈 %(many)s 项论证意见。", many=assessment_sheet.take(*here, reading, now=now())))
    return redirect(url_for(".desk", code=code), 303)
