"""Pages of the administrator: congresses, their sessions, people and roles, and the act log."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import acts, web
from voting.congress import login, people, services
from voting.congress.models import LEVELS
from voting.congress.roles import ROLE_DUTIES, ROLE_NAMES, Role
from voting.congress.wording import LEVEL_NAMES
from voting.errors import Invalid, VotingError
from voting.web import allow, board_session, current_actor, current_congress, main_session, now
from voting.wording import KINDS, VERBS

blueprint = Blueprint("admin", __name__)
OVERSEERS = (Role.ADMIN, Role.SECRETARY_GENERAL, Role.CHIEF_SCRUTINEER, Role.AUDITOR, Role.TECHNICIAN)

web.nav("admin.list_people", _l("人员与角色"), [Role.ADMIN], order=90)
web.nav("admin.log", _l("操作日志"), OVERSEERS, order=95)


@blueprint.route("/congresses/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new_congress() -> ResponseReturnValue:
    error = None
    if request.method == "POST":
        try:
            made = services.create_congress(
                main_session(),
                current_actor(),
                code=request.form.get("code", ""),
                name=request.form.get("name", ""),
                level=request.form.get("level", ""),
                parent_code=request.form.get("parent_code", ""),
                now=now(),
            )
            return redirect(url_for("admin.new_session", code=made.code), 303)
        except VotingError as refused:
            error = refused
    page = render_template("congress/new_congress.html", levels=LEVELS, names=LEVEL_NAMES, error=error)
    return page, web.status_of(error) if error else 200


@blueprint.route("/c/<code>/sessions/new", methods=["GET", "POST"])
@allow(Role.ADMIN, Role.SECRETARIAT)
def new_session(code: str) -> ResponseReturnValue:
    error = None
    if request.method == "POST":
        try:
            services.open_session(
                main_session(),
                current_actor(),
                current_congress().id,
                term_number=_number("term"),
                number=_number("number"),
                begins=_date("begins"),
                now=now(),
            )
            flash(_("会议已建立。"))
            return redirect(url_for("congress.home", code=code), 303)
        except VotingError as refused:
            error = refused
    page = render_template("congress/new_session.html", error=error)
    return page, web.status_of(error) if error else 200


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _date(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        raise Invalid("congress.bad_date", field=name) from None


# People and roles -----------------------------------------------------------------------------


@blueprint.get("/c/<code>/people")
@allow(Role.ADMIN)
def list_people(code: str) -> ResponseReturnValue:
    lines = people.people_in(main_session(), current_congress().id, now=now())
    return render_template("congress/people.html", lines=lines, role_names=ROLE_NAMES)


@blueprint.route("/c/<code>/people/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new_person(code: str) -> ResponseReturnValue:
    error = None
    if request.method == "POST":
        try:
            made = people.create_person(
                main_session(),
                current_actor(),
                current_congress().id,
                login=request.form.get("login", ""),
                name=request.form.get("name", ""),
                roles=_roles(),
                now=now(),
            )
            token = login.make_link(main_session(), made.id, now=now())
            return _link_page(made.id, token)
        except VotingError as refused:
            error = refused
    page = render_template(
        "congress/new_person.html", role_names=ROLE_NAMES, role_duties=ROLE_DUTIES, error=error
    )
    return page, web.status_of(error) if error else 200


def _roles() -> list[Role]:
    known = {str(role): role for role in Role}
    return [known[name] for name in request.form.getlist("roles") if name in known]


def _role() -> Role:
    found = _roles()
    if len(found) != 1:
        raise Invalid("congress.no_role", field="roles")
    return found[0]


def _link_page(person_id: str, token: str) -> str:
    """The one-time link, shown this once."""
    line = people.person_in(main_session(), current_congress().id, person_id, now=now())
    address = url_for("congress.enter", token=token, _external=True)
    return render_template("congress/link.html", line=line, address=address)


@blueprint.get("/c/<code>/people/<person_id>")
@allow(Role.ADMIN)
def person(code: str, person_id: str) -> ResponseReturnValue:
    line = people.person_in(main_session(), current_congress().id, person_id, now=now())
    lines = login.sessions_of(main_session(), person_id, now=now())
    return render_template("congress/person.html", line=line, lines=lines, role_names=ROLE_NAMES)


@blueprint.post("/c/<code>/people/grant")
@allow(Role.ADMIN)
def grant(code: str) -> ResponseReturnValue:
    people.grant_role_by_login(
        main_session(),
        current_actor(),
        current_congress().id,
        request.form.get("login", ""),
        _role(),
        now=now(),
    )
    flash(_("角色已授予。"))
    return redirect(url_for("admin.list_people", code=code), 303)


@blueprint.post("/c/<code>/people/<person_id>/withdraw")
@allow(Role.ADMIN)
def withdraw(code: str, person_id: str) -> ResponseReturnValue:
    people.withdraw_role(
        main_session(), current_actor(), current_congress().id, person_id, _role(), now=now()
    )
    flash(_("角色已收回。"))
    return redirect(url_for("admin.list_people", code=code), 303)


@blueprint.post("/c/<code>/people/<person_id>/link")
@allow(Role.ADMIN)
def renew_link(code: str, person_id: str) -> ResponseReturnValue:
    token = people.renew_link(main_session(), current_actor(), current_congress().id, person_id, now=now())
    return _link_page(person_id, token)


@blueprint.post("/c/<code>/people/<person_id>/revoke")
@allow(Role.ADMIN)
def revoke(code: str, person_id: str) -> ResponseReturnValue:
    people.revoke_sessions(main_session(), current_actor(), current_congress().id, person_id, now=now())
    flash(_("该人员的全部登录已退出。"))
    return redirect(url_for("admin.person", code=code, person_id=person_id), 303)


@blueprint.get("/c/<code>/log")
@allow(*OVERSEERS)
def log(code: str) -> ResponseReturnValue:
    """Both logs, checked from the first act on: what was done around the votes, and on the votes."""
    congress_id = current_congress().id
    logs = []
    for title, session in ((_("会务"), main_session()), (_("票决"), board_session())):
        lines = acts.latest_acts(session, congress_id)
        logs.append((title, acts.verify_chain(session, congress_id), lines))
    names = people.names_of(
        main_session(), {line.actor_id for _title, _count, lines in logs for line in lines if line.actor_id}
    )
    return render_template(
        "congress/log.html", logs=logs, names=names, role_names=ROLE_NAMES, verbs=VERBS, kinds=KINDS
    )
