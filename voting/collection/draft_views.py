"""Pages on which ideas become candidate drafts: the list, one draft with its versions, the form, Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import acts, sheets, web
from voting.collection import draft_excel, draft_work, drafts
from voting.collection.draft_sheet import EXCEL, LONG, SHEET, WARNINGS, Warning
from voting.collection.inbox_views import here
from voting.collection.machines import CANDIDATE, CANDIDATE_STATES, DESK_ROLES
from voting.congress import units
from voting.congress.people import names_of
from voting.errors import VotingError
from voting.sheets import CellError
from voting.web import allow, current_actor, current_congress, main_session, now, sentence
from voting.wording import VERBS

blueprint = Blueprint("candidate_drafts", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"draft_states": CANDIDATE_STATES, "warn": _warn}


def _warn(warning: Warning) -> str:
    return str(_(WARNINGS[warning.code]) % warning.data)


def _to(draft_id: str) -> ResponseReturnValue:
    return redirect(url_for(".one", code=current_congress().code, draft_id=draft_id), 303)


@blueprint.get("/c/<code>/calls/<call_id>/drafts")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    here(call_id)
    found = drafts.every(main_session(), current_congress().id, call_id)
    counts = {state: sum(line.state == state for line in found) for state in CANDIDATE_STATES}
    return render_template("collection/drafts.html", drafts=found, counts=counts)


@blueprint.route("/c/<code>/calls/<call_id>/drafts/new", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def new(code: str, call_id: str) -> ResponseReturnValue:
    """A draft of the ideas that were ticked, or a sub-item of the bundle in the address."""
    here(call_id)
    session, congress_id = main_session(), current_congress().id
    parent_id = request.values.get("parent") or None
    parent = drafts.get(session, congress_id, parent_id) if parent_id else None
    chosen = request.values.getlist("ideas")
    values: Mapping[str, str] = request.form
    error = None
    if request.method == "POST":
        try:
            made = draft_work.create(
                session,
                current_actor(),
                congress_id,
                call_id,
                request.form,
                chosen,
                parent_id=parent_id,
                now=now(),
            )
            flash(_("已存为草案第 1 版。"))
            return _to(made)
        except VotingError as refused:
            error = refused
    else:
        known = {idea.id: idea for idea in drafts.choices(session, congress_id, call_id)}
        first = known.get(chosen[0]) if chosen else None
        values = (
            {"name": first.title, "content": first.text, "category": first.category,
             "place": f"{first.area} {first.place}".strip()}
            if first else {}
        )  # fmt: skip
    rendered = render_template(
        "collection/draft_form.html",
        title=_("新的子项目") if parent else _("新的候选项目草案"),
        values=values,
        error=error,
        parent=parent,
        choices=() if parent else drafts.choices(session, congress_id, call_id),
        chosen=chosen,
        remark=False,
        **_form_facts(),
    )
    return rendered, web.status_of(error) if error else 200


def _form_facts() -> dict[str, object]:
    known = units.units(main_session(), current_congress().id)
    return {"sheet": SHEET, "long": LONG, "unit_names": [unit.shown for unit in known]}


@blueprint.get("/c/<code>/drafts/<draft_id>")
@allow(*DESK_ROLES)
def one(code: str, draft_id: str) -> ResponseReturnValue:
    """A draft with everything about it; two versions side by side as the address asks."""
    session, congress_id = main_session(), current_congress().id
    line = drafts.get(session, congress_id, draft_id)
    here(line.call_id)
    told = drafts.versions(session, congress_id, draft_id)
    before, after = _asked("before", line.version - 1), _asked("after", line.version)
    by_number = {version.version: version for version in told}
    pair = (by_number.get(before), by_number.get(after))
    history = acts.acts_of(session, congress_id, "candidate_draft", draft_id)
    others = drafts.every(session, congress_id, line.call_id)
    return render_template(
        "collection/draft.html",
        draft=line,
        facts=[(each.header, line.data[each.key]) for each in SHEET.columns if line.data.get(each.key)],
        parent=next((other for other in others if other.id == line.parent_id), None),
        parts=[other for other in others if other.parent_id == line.id],
        sources=drafts.sources(session, congress_id, [draft_id]).get(draft_id, ()),
        choices=drafts.choices(session, congress_id, line.call_id),
        versions=told,
        pair=pair,
        changes=drafts.difference(pair[0].data, pair[1].data) if pair[0] and pair[1] else (),
        history=history,
        names=names_of(session, {act.actor_id for act in history if act.actor_id}),
        verbs=VERBS,
        moves=[
            move.verb
            for move in CANDIDATE.moves
            if move.source == line.state and move.verb in draft_work.PLAIN_MOVES
        ],
        writable=line.state in draft_work.WRITABLE,
    )


def _asked(name: str, usual: int) -> int:
    return web.whole(request.args.get(name, ""), usual)


@blueprint.route("/c/<code>/drafts/<draft_id>/edit", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def edit(code: str, draft_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    line = drafts.get(session, congress_id, draft_id)
    here(line.call_id)
    values, error = line.data, None
    if request.method == "POST":
        try:
            remark = request.form.get("remark", "")
            version = draft_work.edit(
                session, current_actor(), congress_id, draft_id, request.form, remark=remark, now=now()
            )
            told = _("没有改动，仍是第 %(n)s 版。") if version == line.version else _("已存为第 %(n)s 版。")
            flash(told % {"n": version})
            return _to(draft_id)
        except VotingError as refused:
            error, values = refused, request.form
    rendered = render_template(
        "collection/draft_form.html",
        title=_("修改：%(name)s", name=line.title),
        values=values,
        error=error,
        draft=line,
        remark=True,
        **_form_facts(),
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/drafts/<draft_id>/sources")
@allow(*DESK_ROLES)
def sources(code: str, draft_id: str) -> ResponseReturnValue:
    draft_work.set_sources(
        main_session(),
        current_actor(),
        current_congress().id,
        draft_id,
        request.form.getlist("ideas"),
        now=now(),
    )
    flash(_("关联的意见建议已保存。"))
    return _to(draft_id)


@blueprint.post("/c/<code>/drafts/<draft_id>/up")
@allow(*DESK_ROLES)
def up(code: str, draft_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    draft_work.raise_up(session, current_actor(), congress_id, draft_id, now=now())
    call_id = drafts.get(session, congress_id, draft_id).call_id
    return redirect(url_for(".page", code=code, call_id=call_id), 303)


@blueprint.post("/c/<code>/calls/<call_id>/drafts/move")
@allow(*DESK_ROLES)
def move(code: str, call_id: str) -> ResponseReturnValue:
    many = draft_work.move(
        main_session(),
        current_actor(),
        current_congress().id,
        request.form.getlist("drafts"),
        request.form.get("verb", ""),
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已办理 %(many)s 项。", many=many))
    return redirect(url_for(".page", code=code, call_id=call_id), 303)


@blueprint.get("/c/<code>/calls/<call_id>/drafts.xlsx")
@allow(*DESK_ROLES)
def workbook(code: str, call_id: str) -> ResponseReturnValue:
    """The drafts as a workbook to work on and hand back."""
    here(call_id)
    return _file(draft_excel.workbook(main_session(), current_congress().id, call_id), _(EXCEL.title))


def _file(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _cell_sentence(error: CellError) -> str:
    return sentence(VotingError(error.code, **error.data))


@blueprint.post("/c/<code>/calls/<call_id>/drafts.xlsx")
@allow(*DESK_ROLES)
def filled(code: str, call_id: str) -> ResponseReturnValue:
    """The workbook back: all rows or none; with errors it comes back, bad cells red."""
    here(call_id)
    given = request.files.get("file")
    session, congress_id = main_session(), current_congress().id
    reading = draft_excel.read(session, congress_id, call_id, given.read() if given else b"")
    if reading.bad:
        return _file(sheets.error_workbook(EXCEL, reading, _cell_sentence), _("候选项目草案错误说明"))
    taken = draft_excel.take(session, current_actor(), congress_id, call_id, reading, now=now())
    flash(_("新增 %(made)s 项，%(changed)s 项有新版本。", made=taken.made, changed=taken.changed))
    return redirect(url_for(".page", code=code, call_id=call_id), 303)
