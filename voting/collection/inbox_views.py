"""The inbox of a desk and what is done to several ideas at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from voting.collection import assessment, calls, decisions, desk, inbox, merging, stations
from voting.collection.decisions import Ruling
from voting.collection.ideas import IdeaLine, lines
from voting.collection.inbox import Filter
from voting.collection.machines import CHANNEL_WORDS, DESK_ROLES, DESK_WORDS, IDEA_STATES, REASONS, desks_of
from voting.congress import units
from voting.errors import Invalid
from voting.web import (
    allow,
    current_actor,
    current_congress,
    main_session,
    now,
    settings,
    whole,
)

blueprint = Blueprint("inbox", __name__)
FILTERS = tuple(Filter.__dataclass_fields__)


def here(call_id: str) -> str:
    """The desk of the actor for a call; of both where he works at both, the one asked for."""
    call = calls.get(main_session(), current_congress().id, call_id)
    mine = desks_of(current_actor())
    asked = request.values.get("desk", "")
    at = asked if asked in mine else call.desk if call.desk in mine else mine[0]
    g.call, g.desk = call, at
    return at


@dataclass(frozen=True)
class Choice:
    """Ideas to tick: those chosen so far, and a page of the others that were looked for."""

    chosen: tuple[IdeaLine, ...]
    others: tuple[IdeaLine, ...]
    found: int
    following: int
    words: str


def looking() -> bool:
    """The form was sent to look for more ideas, not to do anything yet."""
    return request.method == "POST" and "look" in request.form


def choice(call_id: str, at: str) -> Choice:
    """Of the ideas that a desk works on, for a paper or for passing on (_choose.html)."""
    session, congress_id = main_session(), current_congress().id
    words, ids = request.form.get("words", ""), request.values.getlist("ideas")
    page = inbox.inbox(
        session,
        congress_id,
        call_id,
        at,
        Filter(state="in_progress", words=words),
        today=now().date(),
        after=whole(request.form.get("look", ""), 0),
    )
    known = lines(session, congress_id, ids)
    mine = [known[one] for one in dict.fromkeys(ids) if one in known]
    chosen = tuple(idea for idea in mine if (idea.call_id, idea.desk) == (call_id, at))
    others = tuple(entry.idea for entry in page.entries if entry.idea.id not in ids)
    return Choice(chosen, others, page.found, page.following, words)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What every page of the desk says; ``call`` and ``desk`` are those at hand."""
    return {
        "call": g.get("call"),
        "desk": g.get("desk"),
        "idea_states": IDEA_STATES,
        "channel_words": CHANNEL_WORDS,
        "desk_words": DESK_WORDS,
        "reasons": REASONS,
    }


@blueprint.get("/c/<code>/calls/<call_id>/inbox")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    at = here(call_id)
    given = {name: request.args.get(name, "") for name in FILTERS}
    if "state" not in request.args:
        given["state"] = "received"
    found = inbox.inbox(
        session,
        congress_id,
        call_id,
        at,
        Filter(**given),
        today=now().date(),
        after=whole(request.args.get("after", ""), 0),
    )
    return render_template(
        "collection/inbox.html",
        inbox=found,
        wanted=given,
        following={**given, "after": found.following, "desk": at},
        units=units.units(session, congress_id),
        stations=stations.every(session, congress_id),
        today=now().date(),
    )


def _back(code: str, call_id: str) -> ResponseReturnValue:
    """To the idea or the inbox from which it was done, with its filters."""
    if request.form.get("from"):
        return redirect(url_for("cases.page", code=code, idea_id=request.form["from"]), 303)
    kept: dict[str, Any] = {name: request.args[name] for name in (*FILTERS, "desk") if name in request.args}
    return redirect(url_for("inbox.page", code=code, call_id=call_id, **kept), 303)


def _chosen() -> list[str]:
    return request.form.getlist("ideas")


@blueprint.post("/c/<code>/calls/<call_id>/inbox/move")
@allow(*DESK_ROLES)
def move(code: str, call_id: str) -> ResponseReturnValue:
    """Take up, set apart as a complaint, bring back, reconsider."""
    many = desk.move(
        main_session(),
        current_actor(),
        current_congress().id,
        _chosen(),
        request.form.get("verb", ""),
        now=now(),
        reason=request.form.get("reason", ""),
    )
    flash(ngettext("已处理 %(num)s 条。", "已处理 %(num)s 条。", many))
    return _back(code, call_id)


@blueprint.post("/c/<code>/calls/<call_id>/inbox/ask")
@allow(*DESK_ROLES)
def ask(code: str, call_id: str) -> ResponseReturnValue:
    """Have units assess the chosen ideas by a date."""
    try:
        due = date.fromisoformat(request.form.get("due", ""))
    except ValueError:
        raise Invalid("collection.due_past", field="due") from None
    many = assessment.ask(
        main_session(),
        current_actor(),
        current_congress().id,
        _chosen(),
        request.form.getlist("units"),
        due=due,
        note=request.form.get("note", ""),
        now=now(),
    )
    flash(_("已交办 %(many)s 项论证，%(due)s 前反馈。", many=many, due=due))
    return _back(code, call_id)


@blueprint.post("/c/<code>/calls/<call_id>/inbox/merge")
@allow(*DESK_ROLES)
def merge(code: str, call_id: str) -> ResponseReturnValue:
    """n → 1; the originals stay as they are."""
    head = merging.merge(
        main_session(),
        settings().secret_key,
        current_actor(),
        current_congress().id,
        _chosen(),
        title=request.form.get("title", ""),
        text=request.form.get("text", ""),
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已合并。原件都保留，可以随时取消合并。"))
    return redirect(url_for("cases.page", code=code, idea_id=head), 303)


@blueprint.post("/c/<code>/calls/<call_id>/inbox/decide")
@allow(*DESK_ROLES)
def decide(code: str, call_id: str) -> ResponseReturnValue:
    """Prepare one decision for the chosen ideas; nobody is told before publication."""
    ruling = Ruling(
        request.form.get("outcome", ""),
        request.form.get("reason_code", ""),
        request.form.get("sentence", ""),
        request.form.get("referred_to", ""),
    )
    many = decisions.decide(
        main_session(), current_actor(), current_congress().id, _chosen(), ruling, now=now()
    )
    flash(_("已对 %(many)s 条作出拟办决定，公布后生效。", many=many))
    return _back(code, call_id)


@blueprint.post("/c/<code>/calls/<call_id>/inbox/show")
@allow(*DESK_ROLES)
def show(code: str, call_id: str) -> ResponseReturnValue:
    """先审后发: let the public read the chosen ideas, or take them back."""
    listed = request.form.get("verb") == "list_publicly"
    desk.list_publicly(main_session(), current_actor(), current_congress().id, _chosen(), listed, now=now())
    flash(_("已公开。") if listed else _("已取消公开。"))
    return _back(code, call_id)
