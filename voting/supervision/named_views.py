"""A rater's own pages: what there is to rate, the sheet that saves itself, handing it in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, VotingError
from voting.supervision import named
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("my_ratings", __name__)
web.nav("my_ratings.mine", _l("我的测评"), (Role.DEPUTY, Role.COMMITTEE_MEMBER), order=16)


@blueprint.get("/c/<code>/ratings")
@allow()
def mine(code: str) -> ResponseReturnValue:
    """Ratings that the reader is on the list of."""
    found = named.mine(main_session(), current_congress().id, current_actor().person_id)
    return render_template("supervision/my_ratings.html", ratings=found)


@blueprint.get("/c/<code>/ratings/<evaluation_id>")
@allow()
def sheet(code: str, evaluation_id: str) -> ResponseReturnValue:
    """One's own sheet; after it was handed in it is only read."""
    return _sheet(evaluation_id)


def _sheet(evaluation_id: str, error: VotingError | None = None) -> ResponseReturnValue:
    found = named.sheet(main_session(), *_mine(evaluation_id))
    page = render_template("supervision/rating_sheet.html", sheet=found, error=error)
    return page, web.status_of(error) if error else 200


def _mine(evaluation_id: str) -> tuple[str, str, str]:
    return current_actor().person_id, current_congress().id, evaluation_id


@blueprint.post("/c/<code>/ratings/<evaluation_id>/marks")
@allow(noted=False)
def save(code: str, evaluation_id: str) -> ResponseReturnValue:
    """``{"revision", "marks"}`` → ``{"revision"}``; where another device wrote in between, 409 with what
    stands: ``{"revision", "marks", "sentence"}``."""
    given = _json()
    session, mine = main_session(), _mine(evaluation_id)
    try:
        return jsonify(revision=named.save(session, *mine, given["revision"], given["marks"]))
    except Conflict as refused:
        if refused.code != "supervision.other_device":
            raise
        stands = named.sheet(session, *mine)
        told = {"revision": stands.revision, "marks": stands.marks, "sentence": web.sentence(refused)}
        return jsonify(told), 409


@blueprint.post("/c/<code>/ratings/<evaluation_id>/submit")
@allow()
def submit(code: str, evaluation_id: str) -> ResponseReturnValue:
    """Hand in what is saved."""
    revision = web.whole(request.form.get("revision", ""), -1)
    try:
        named.submit(main_session(), *_mine(evaluation_id), revision, now=now())
    except (Invalid, Conflict) as refused:
        return _sheet(evaluation_id, refused)
    flash(_("测评票已提交，谢谢。"))
    return redirect(url_for(".sheet", code=code, evaluation_id=evaluation_id), 303)


def _json() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or type(given.get("revision")) is not int:
        raise Invalid("supervision.bad_mark", field="marks")
    if not isinstance(given.get("marks"), dict) or len(given["marks"]) > 200:
        raise Invalid("supervision.bad_mark", field="marks")
    return given
