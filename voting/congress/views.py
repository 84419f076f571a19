"""Pages of the ground: signing in, choosing a congress, people and roles, one's own sessions."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from voting import web
from voting.congress import login, people, services
from voting.congress.roles import Role
from voting.errors import Invalid, VotingError
from voting.waiting import waiting
from voting.web import allow, current_actor, current_congress, main_session, now, public

blueprint = Blueprint("congress", __name__)


@blueprint.get("/healthz")
@public(cookieless=True)
def health() -> ResponseReturnValue:
    """Answers when the process serves and the database reads."""
    services.find_congress(main_session(), "")
    return {"ok": True}


@blueprint.get("/")
@allow()
def chooser() -> ResponseReturnValue:
    actor = current_actor()
    entered = people.congresses_of(main_session(), actor.person_id, now=now())
    if len(entered) == 1 and not actor.may(Role.ADMIN):
        return redirect(url_for("congress.home", code=entered[0].code))
    return render_template("congress/chooser.html", congresses=entered)


@blueprint.get("/c/<code>/")
@allow()
def home(code: str) -> ResponseReturnValue:
    """What waits for the visitor, where he may go, and the sessions."""
    session, congress_id = main_session(), current_congress().id
    return render_template(
        "congress/home.html",
        sessions=services.sessions_of_congress(session, congress_id),
        waiting=waiting(session, current_actor(), congress_id, now()),
    )


# Signing in and out ---------------------------------------------------------------------------


def _local(target: str) -> str:
    """An address on this site, or the first page; whatever a link may have smuggled in."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if plain and not parts.scheme and not parts.netloc else url_for("congress.chooser")


def _enter(token: str) -> None:
    """Start the browser's session anew, so that nothing set before signing in survives."""
    language = session.get("lang")
    session.clear()
    if language:
        session["lang"] = language
    visitor = login.recognise(main_session(), token, now=now())
    if visitor is None:
        raise Invalid("congress.login_failed")
    login_user(web.SignedIn(token, visitor))


@blueprint.route("/login", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    target = _local(request.values.get("next", "/"))
    if request.method == "GET":
        return redirect(target) if current_user.is_authenticated else _sign_in_page(target)
    try:
        token = login.sign_in(
            main_session(),
            request.form.get("login", ""),
            request.form.get("password", ""),
            address=request.remote_addr or "",
            device=web.device(),
            now=now(),
        )
    except VotingError as error:
        return _sign_in_page(target, error), web.status_of(error)
    _enter(token)
    return redirect(target, 303)


def _sign_in_page(target: str, error: VotingError | None = None) -> str:
    return render_template("congress/sign_in.html", target=target, error=error)


@blueprint.route("/enter/<token>", methods=["GET", "POST"])
@public
def enter(token: str) -> ResponseReturnValue:
    """A one-time link: a button first, so that no preview spends it."""
    if request.method == "GET":
        return render_template("congress/enter.html", token=token)
    _enter(login.use_link(main_session(), token, device=web.device(), now=now()))
    return redirect(url_for("congress.password"), 303)


@blueprint.post("/logout")
@allow()
def sign_out() -> ResponseReturnValue:
    login.sign_out(main_session(), current_user.token, now=now())
    logout_user()
    session.clear()
    answer = redirect(url_for("congress.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@blueprint.route("/password", methods=["GET", "POST"])
@allow()
def password() -> ResponseReturnValue:
    visitor = current_user.visitor
    if request.method == "GET":
        return render_template("congress/password.html", must_change=visitor.must_change, error=None)
    try:
        if request.form.get("password", "") != request.form.get("again", ""):
            raise Invalid("congress.passwords_differ", field="again")
        login.set_password(
            main_session(),
            visitor,
            request.form.get("password", ""),
            old=request.form.get("old", ""),
            now=now(),
        )
    except VotingError as error:
        page = render_template("congress/password.html", must_change=visitor.must_change, error=error)
        return page, web.status_of(error)
    flash(_("密码已设好，其他设备上的登录已全部退出。"))
    return redirect(url_for("congress.chooser"), 303)


@blueprint.get("/me")
@allow()
def me() -> ResponseReturnValue:
    visitor = current_user.visitor
    lines = login.sessions_of(main_session(), visitor.person_id, now=now())
    return render_template("congress/me.html", lines=lines, this=visitor.session_id)


@blueprint.post("/me/sessions/<session_id>/end")
@allow()
def end_session(session_id: str) -> ResponseReturnValue:
    login.revoke_session(main_session(), current_actor().person_id, session_id, now=now())
    flash(_("这台设备已退出登录。"))
    return redirect(url_for("congress.me"), 303)
