"""Pages of the roster: deputies, delegations and their liaisons, 实有代表."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.congress import deputies, imports, people, roster, services
from voting.congress.roles import Role
from voting.congress.roster import KEEPERS, DeputyLine
from voting.congress.roster_import import ROSTER
from voting.congress.roster_sheet import SHEET, STATUS_NAMES
from voting.errors import VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("roster", __name__)
imports.offer(ROSTER, "roster.page")
web.nav("roster.page", _l("代表名册"), KEEPERS, order=20)


@blueprint.get("/c/<code>/roster")
@allow(*KEEPERS)
def page(code: str) -> ResponseReturnValue:
    """The roster of the latest session's term."""
    session, congress_id = main_session(), current_congress().id
    held = services.latest_session(session, congress_id)
    if held is None:
        return render_template("congress/no_session.html", title=_("代表名册"))
    search, delegation_id = request.args.get("q", ""), request.args.get("delegation", "")
    return render_template(
        "congress/roster.html",
        held=held,
        state=roster.roster_state(session, congress_id, held.id),
        lines=roster.roster(session, congress_id, held.id, search=search, delegation_id=delegation_id),
        delegations=roster.delegations(session, congress_id, held.id),
        liaisons=[
            line for line in people.people_in(session, congress_id, now=now()) if Role.LIAISON in line.roles
        ],
        last=imports.last_import(session, congress_id, ROSTER, held.id),
        status_names=STATUS_NAMES,
        search=search,
        delegation_id=delegation_id,
    )


@blueprint.route("/c/<code>/sessions/<session_id>/roster/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new(code: str, session_id: str) -> ResponseReturnValue:
    services.get_session(main_session(), current_congress().id, session_id)
    error = None
    if request.method == "POST":
        try:
            deputies.add_deputy(
                main_session(), current_actor(), current_congress().id, session_id, request.form, now=now()
            )
            flash(_("已添加代表。"))
            return redirect(url_for(".page", code=code), 303)
        except VotingError as refused:
            error = refused
    return _form(_("添加代表"), request.form, error)


@blueprint.route("/c/<code>/sessions/<session_id>/roster/<deputy_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def edit(code: str, session_id: str, deputy_id: str) -> ResponseReturnValue:
    here = (current_congress().id, session_id)
    line = roster.get_deputy(main_session(), current_congress().id, deputy_id)
    error = None
    if request.method == "POST":
        try:
            deputies.edit_deputy(main_session(), current_actor(), *here, deputy_id, request.form, now=now())
            flash(_("已保存 %(name)s 的信息。", name=line.name))
            return redirect(url_for(".page", code=code), 303)
        except VotingError as refused:
            error = refused
    values = request.form if error else _values(line)
    remove = url_for(".remove", code=code, session_id=session_id, deputy_id=deputy_id)
    return _form(line.name, values, error, remove)


def _values(line: DeputyLine) -> dict[str, str]:
    values = {column.key: str(getattr(line, column.key)) for column in SHEET.columns}
    return values | {"status": STATUS_NAMES[line.status]}


def _form(title: str, values: object, error: VotingError | None, remove: str = "") -> ResponseReturnValue:
    rendered = render_template(
        "congress/entry.html",
        title=title,
        sheet=SHEET,
        values=values,
        error=error,
        back=url_for(".page", code=current_congress().code),
        remove=remove,
        remove_label=_("移出名册"),
        remove_consequence=_("只用于录错的条目。不再担任代表的，请把状态改为“出缺”。移出会记入操作日志。"),
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/sessions/<session_id>/roster/<deputy_id>/remove")
@allow(*KEEPERS)
def remove(code: str, session_id: str, deputy_id: str) -> ResponseReturnValue:
    deputies.remove_deputy(
        main_session(), current_actor(), current_congress().id, session_id, deputy_id, now=now()
    )
    flash(_("已移出名册。"))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/delegations/<delegation_id>/liaison")
@allow(*KEEPERS)
def liaison(code: str, delegation_id: str) -> ResponseReturnValue:
    deputies.assign_liaison(
        main_session(),
        current_actor(),
        current_congress().id,
        delegation_id,
        request.form.get("person_id", ""),
        now=now(),
    )
    flash(_("联络员已更新。"))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/sessions/<session_id>/roster/freeze")
@allow(*KEEPERS)
def freeze(code: str, session_id: str) -> ResponseReturnValue:
    count = roster.freeze(main_session(), current_actor(), current_congress().id, session_id, now=now())
    flash(_("实有代表已确定为 %(count)s 名。", count=count))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/sessions/<session_id>/roster/reopen")
@allow(*KEEPERS)
def reopen(code: str, session_id: str) -> ResponseReturnValue:
    roster.reopen(
        main_session(),
        current_actor(),
        current_congress().id,
        session_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("名册已重新开放，更正后请再次确定实有代表。"))
    return redirect(url_for(".page", code=code), 303)
