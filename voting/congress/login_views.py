"""Pages of the deputies' logins, for those who keep the roster."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import web
from voting.congress import deputy_logins, roster
from voting.congress.roles import ROLE_NAMES
from voting.congress.roster import KEEPERS
from voting.errors import VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("logins", __name__)


@blueprint.route("/c/<code>/roster/<deputy_id>/login", methods=["GET", "POST"])
@allow(*KEEPERS)
def page(code: str, deputy_id: str) -> ResponseReturnValue:
    """The deputy's login; posting a name makes a new one or, with ``known``, links one that exists."""
    session, congress_id = main_session(), current_congress().id
    deputy = roster.get_deputy(session, congress_id, deputy_id)
    error = None
    if request.method == "POST":
        given = (session, current_actor(), congress_id, deputy_id, request.form.get("login", ""))
        try:
            if not request.form.get("known"):
                return _link_page(deputy_id, deputy_logins.make(*given, now=now()))
            deputy_logins.link(*given, now=now())
            flash(_("已关联 %(name)s 的登录。", name=deputy.name))
            return redirect(url_for(".page", code=code, deputy_id=deputy_id), 303)
        except VotingError as refused:
            error = refused
    line = deputy_logins.login_of(session, congress_id, deputy_id, now=now())
    page = render_template(
        "congress/deputy_login.html", deputy=deputy, line=line, error=error, role_names=ROLE_NAMES
    )
    return page, web.status_of(error) if error else 200


def _link_page(deputy_id: str, token: str) -> str:
    """The one-time link, shown this once."""
    line = deputy_logins.login_of(main_session(), current_congress().id, deputy_id, now=now())
    address = url_for("congress.enter", token=token, _external=True)
    back = url_for("roster.page", code=current_congress().code)
    return render_template("congress/link.html", line=line, address=address, back=back)


@blueprint.post("/c/<code>/roster/<deputy_id>/login/renew")
@allow(*KEEPERS)
def renew(code: str, deputy_id: str) -> ResponseReturnValue:
    token = deputy_logins.renew(main_session(), current_actor(), current_congress().id, deputy_id, now=now())
    return _link_page(deputy_id, token)


@blueprint.post("/c/<code>/roster/<deputy_id>/login/unlink")
@allow(*KEEPERS)
def unlink(code: str, deputy_id: str) -> ResponseReturnValue:
    deputy_logins.unlink(main_session(), current_actor(), current_congress().id, deputy_id, now=now())
    flash(_("登录已取消关联。"))
    return redirect(url_for(".page", code=code, deputy_id=deputy_id), 303)
