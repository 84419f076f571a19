"""What a congress sees of those below it, and passing ideas up or down."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting.collection import levels
from voting.collection.inbox_views import choice, here, looking
from voting.collection.machines import CALL_STATES, DESK_ROLES, IDEA_STATES
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("levels", __name__)


@blueprint.get("/c/<code>/below")
@allow(*DESK_ROLES)
def below(code: str) -> ResponseReturnValue:
    """Calls of the congresses directly below: counts and public texts."""
    return render_template(
        "collection/below.html",
        townships=levels.below(main_session(), current_congress().id),
        call_states=CALL_STATES,
        states=IDEA_STATES,
    )


@blueprint.route("/c/<code>/calls/<call_id>/pass", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def pass_on(code: str, call_id: str) -> ResponseReturnValue:
    """Ideas in progress that belong to another level."""
    at = here(call_id)
    session, congress_id = main_session(), current_congress().id
    if request.method == "POST" and not looking():
        many = levels.pass_on(
            session,
            settings().secret_key,
            current_actor(),
            congress_id,
            request.form.getlist("ideas"),
            request.form.get("target", ""),
            reason=request.form.get("reason", ""),
            now=now(),
        )
        flash(_("%(many)s 条已转出，并拟为转办；公布后提出人可以看到去向。", many=many))
        return redirect(url_for("decisions.page", code=code, call_id=call_id), 303)
    return render_template(
        "collection/pass_on.html",
        targets=levels.targets(session, congress_id),
        choice=choice(call_id, at),
        values=request.form,
    )
