"""Decisions that wait to be published, the batches that were, and the library."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import web
from voting.collection import decisions, library
from voting.collection.inbox_views import here
from voting.collection.machines import DESK_ROLES, IDEA_STATES
from voting.congress.people import names_of
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("decisions", __name__)
OUTCOME_STATES = {"adopt": "adopted", "keep": "library", "refer": "referred", "postpone": "not_this_year"}


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"outcome_words": {outcome: IDEA_STATES[state] for outcome, state in OUTCOME_STATES.items()}}


@blueprint.get("/c/<code>/calls/<call_id>/decisions")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    at = here(call_id)
    prepared = decisions.pending(session, congress_id, call_id, at)
    return render_template(
        "collection/decisions.html",
        prepared=prepared,
        shown=decisions.seal(prepared),
        names=names_of(session, {each.prepared_by for each in prepared}),
        batches=decisions.batches(session, congress_id, call_id, at),
    )


@blueprint.post("/c/<code>/calls/<call_id>/decisions/publish")
@allow(*DESK_ROLES)
def publish(code: str, call_id: str) -> ResponseReturnValue:
    """Put every prepared decision in force and make it known."""
    at = here(call_id)
    done = decisions.publish(
        main_session(),
        current_actor(),
        current_congress().id,
        call_id,
        at,
        shown=request.form.get("shown", ""),
        now=now(),
    )
    web.tell_authors()
    flash(_("第 %(number)s 批已公布，共 %(count)s 条。", number=done.number, count=done.count))
    return redirect(url_for(".page", code=code, call_id=call_id, desk=at), 303)


@blueprint.get("/c/<code>/calls/<call_id>/library")
@allow(*DESK_ROLES)
def stock(code: str, call_id: str) -> ResponseReturnValue:
    """储备库, from which this call can start."""
    here(call_id)
    return render_template(
        "collection/library.html", stock=library.entries(main_session(), current_congress().id)
    )


@blueprint.post("/c/<code>/calls/<call_id>/library")
@allow(*DESK_ROLES)
def take(code: str, call_id: str) -> ResponseReturnValue:
    here(call_id)
    many = library.take_into(
        main_session(),
        settings().secret_key,
        current_actor(),
        current_congress().id,
        call_id,
        request.form.getlist("entries"),
        now=now(),
    )
    flash(_("已从储备库取用 %(many)s 条，进入本次征集的收件箱。", many=many))
    return redirect(url_for(".stock", code=code, call_id=call_id), 303)
