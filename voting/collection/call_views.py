"""Pages on which a desk writes, publishes and closes its calls (征集公告)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.collection import calls
from voting.collection.call_models import INITIATORS
from voting.collection.calls import CallForm, Item
from voting.collection.draft_models import STEPS
from voting.collection.machines import (
    CALL,
    CALL_STATES,
    CHANNEL_WORDS,
    DESK_ROLES,
    DESK_WORDS,
    INITIATOR_WORDS,
    REASONS,
    STEP_WORDS,
    desks_of,
)
from voting.errors import Invalid, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("calls", __name__)
web.nav("calls.page", _l("征集办理"), DESK_ROLES, order=20, covers=("ideas", "drafts", "handovers", "below"))
FLAGS = ("all_year", "public_reasons", "public_lists", "support_counts", "name_required", "phone_required")
NUMBERS = ("year", "photos_most", "device_daily", "station_hourly", "keep_days")
TEXTS = ("title", "initiator", "initiator_name", "desk", "introduction", "contact", "privacy_notice")
MOVED = {
    "publish": _l("公告已发布，征集开始。"),
    "end_call": _l("征集已截止。"),
    "reopen": _l("征集已重新开放。"),
    "conclude": _l("本次征集已办结。"),
}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "call_states": CALL_STATES,
        "desk_words": DESK_WORDS,
        "initiator_words": INITIATOR_WORDS,
        "channel_words": CHANNEL_WORDS,
        "step_words": STEP_WORDS,
        "reasons": REASONS,
    }


@blueprint.get("/c/<code>/calls")
@allow(*DESK_ROLES)
def page(code: str) -> ResponseReturnValue:
    """Every call of the congress, those of the latest year first."""
    return render_template(
        "collection/calls.html",
        calls=calls.every(main_session(), current_congress().id),
        desks=desks_of(current_actor()),
    )


@blueprint.route("/c/<code>/calls/new", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def new(code: str) -> ResponseReturnValue:
    today = now().date()
    desk = desks_of(current_actor())[0]
    initiator = "congress" if desk == "congress" else "government_office"
    given = CallForm(
        year=today.year + 1,
        title=_("%(year)s年度民生实事项目征集公告", year=today.year + 1),
        initiator=initiator,
        initiator_name="",
        desk=desk,
        begins=None,
        ends=None,
    )
    if request.method == "GET":
        return _form(_("起草征集公告"), given, None)
    try:
        call_id = calls.create(
            main_session(), current_actor(), current_congress().id, _given(request.form), now=now()
        )
    except VotingError as refused:
        return _form(_("起草征集公告"), given, refused)
    flash(_("公告已存为草稿。请核对正面清单和负面清单后发布。"))
    return redirect(url_for(".one", code=code, call_id=call_id), 303)


@blueprint.route("/c/<code>/calls/<call_id>/edit", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def edit(code: str, call_id: str) -> ResponseReturnValue:
    call = calls.get(main_session(), current_congress().id, call_id)
    if request.method == "GET":
        return _form(_("修改征集公告"), call, None)
    try:
        calls.edit(
            main_session(), current_actor(), current_congress().id, call_id, _given(request.form), now=now()
        )
    except VotingError as refused:
        return _form(_("修改征集公告"), call, refused)
    flash(_("公告已保存。"))
    return redirect(url_for(".one", code=code, call_id=call_id), 303)


def _form(title: str, call: CallForm, error: VotingError | None) -> ResponseReturnValue:
    """The form with what was typed; ``call`` says what stands where nothing was."""
    typed = request.form if error else {}
    values = {name: str(typed.get(name, getattr(call, name) or "")) for name in (*TEXTS, *NUMBERS)}
    values |= {name: typed.get(name, getattr(call, name) or "") for name in ("begins", "ends")}
    values["categories"] = typed.get("categories", "\n".join(call.categories))
    ticked = {name for name in FLAGS if (name in typed if error else getattr(call, name))}
    rendered = render_template(
        "collection/call_form.html",
        title=title,
        values=values,
        ticked=ticked,
        channels=request.form.getlist("channels") if error else call.channels,
        bodies=request.form.getlist("bodies") if error else call.bodies,
        channel_options=[(key, _(CHANNEL_WORDS[key])) for key in calls.OPEN_CHANNELS],
        body_options=[(key, _(STEP_WORDS[key])) for key in STEPS],
        initiator_options=[(key, _(INITIATOR_WORDS[key])) for key in INITIATORS],
        desk_options=[(key, _(DESK_WORDS[key])) for key in desks_of(current_actor())],
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _given(form: Mapping[str, str]) -> CallForm:
    """What was typed; Invalid names the field that cannot be read."""
    given: dict[str, Any] = {name: form.get(name, "").strip() for name in TEXTS}
    given |= {name: _number(form, name) for name in NUMBERS}
    given |= {name: name in form for name in FLAGS}
    return CallForm(
        **given,
        begins=_day(form, "begins"),
        ends=_day(form, "ends"),
        categories=tuple(word.strip() for word in form.get("categories", "").split("\n") if word.strip()),
        channels=tuple(request.form.getlist("channels")),
        bodies=tuple(body for body in STEPS if body in request.form.getlist("bodies")),
    )


def _number(form: Mapping[str, str], name: str) -> int:
    given = form.get(name, "").strip()
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise Invalid("sheets.not_whole", field=name, least=0, most=999_999)
    return int(given)


def _day(form: Mapping[str, str], name: str) -> date | None:
    given = form.get(name, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid("collection.bad_period", field=name) from None


@blueprint.get("/c/<code>/calls/<call_id>")
@allow(*DESK_ROLES)
def one(code: str, call_id: str) -> ResponseReturnValue:
    """A call with its lists and what can be done with it now."""
    session, congress_id = main_session(), current_congress().id
    call = calls.get(session, congress_id, call_id)
    return render_template(
        "collection/call.html",
        call=call,
        items=calls.items(session, congress_id, call_id),
        own=call.desk in desks_of(current_actor()),
        verbs=[move.verb for move in CALL.moves if move.source == call.state],
    )


@blueprint.route("/c/<code>/calls/<call_id>/lists", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def lists(code: str, call_id: str) -> ResponseReturnValue:
    """正面清单 and 负面清单: a line each with its basis; lines left empty fall away."""
    session, congress_id = main_session(), current_congress().id
    call = calls.get(session, congress_id, call_id)
    items: tuple[Item, ...] = calls.items(session, congress_id, call_id)
    error = None
    if request.method == "POST":
        rows = zip(*(request.form.getlist(name) for name in ("side", "text", "basis", "code")), strict=False)
        items = tuple(Item(*row) for row in rows if row[1].strip() or row[2].strip())
        try:
            calls.set_items(session, current_actor(), congress_id, call_id, items, now=now())
            flash(_("清单已保存。"))
            return redirect(url_for(".one", code=code, call_id=call_id), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template("collection/call_lists.html", call=call, items=items, error=error)
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/calls/<call_id>/move")
@allow(*DESK_ROLES)
def move(code: str, call_id: str) -> ResponseReturnValue:
    verb = request.form.get("verb", "")
    calls.move(
        main_session(),
        current_actor(),
        current_congress().id,
        call_id,
        verb,
        now=now(),
        reason=request.form.get("reason", ""),
    )
    flash(MOVED[verb])
    return redirect(url_for(".one", code=code, call_id=call_id), 303)
