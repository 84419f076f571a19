"""One idea on its desk: everything that was done, and what can be done next."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting.collection import (
    assessment,
    calls,
    decisions,
    desk,
    ideas,
    levels,
    merging,
    screening,
    similar,
    stations,
)
from voting.collection.assessment import OPINION_WORDS
from voting.collection.inbox_views import here
from voting.collection.machines import DESK_ROLES
from voting.collection.merging import Part
from voting.collection.screening import Answer
from voting.congress import units
from voting.web import allow, current_actor, current_congress, main_session, now, settings
from voting.wording import VERBS

blueprint = Blueprint("cases", __name__)
ANSWER_FIELD, REMARK_FIELD = "answer-", "remark-"


def _to(idea_id: str) -> ResponseReturnValue:
    return redirect(url_for("cases.page", code=current_congress().code, idea_id=idea_id), 303)


@blueprint.get("/c/<code>/ideas/<idea_id>/case")
@allow(*DESK_ROLES)
def page(code: str, idea_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    idea = ideas.get(session, congress_id, idea_id)
    desk.require_desk(current_actor(), idea.desk)
    here(idea.call_id)
    case = desk.case(session, congress_id, idea_id, idea.desk)
    told = decisions.rulings(session, congress_id, [idea_id, *([case.head.id] if case.head else [])])
    return render_template(
        "collection/case.html",
        case=case,
        idea=idea,
        items=calls.items(session, congress_id, idea.call_id),
        answers=screening.answers(session, congress_id, idea_id),
        questions=assessment.of_idea(session, congress_id, idea_id),
        matches=similar.matches(session, congress_id, idea_id),
        prepared=decisions.prepared_for(session, congress_id, idea_id),
        told=told,
        units=units.units(session, congress_id),
        station=next(
            (s for s in stations.every(session, congress_id, closed=True) if s.id == idea.station_id), None
        ),
        passage=levels.passage(session, congress_id, idea_id),
        opinion_words=OPINION_WORDS,
        verbs=VERBS,
        today=now().date(),
    )


@blueprint.post("/c/<code>/ideas/<idea_id>/note")
@allow(*DESK_ROLES)
def note(code: str, idea_id: str) -> ResponseReturnValue:
    desk.note(
        main_session(),
        current_actor(),
        current_congress().id,
        idea_id,
        request.form.get("text", ""),
        now=now(),
    )
    flash(_("备注已保存，只有本方看得到。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/screen")
@allow(*DESK_ROLES)
def screen(code: str, idea_id: str) -> ResponseReturnValue:
    """The whole checklist at once; lines left open stay open."""
    given = {
        name.removeprefix(ANSWER_FIELD): Answer(
            value, request.form.get(REMARK_FIELD + name.removeprefix(ANSWER_FIELD), "")
        )
        for name, value in request.form.items()
        if name.startswith(ANSWER_FIELD) and value
    }
    screening.answer(main_session(), current_actor(), current_congress().id, idea_id, given, now=now())
    flash(_("审查清单已保存。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/withdraw")
@allow(*DESK_ROLES)
def withdraw(code: str, idea_id: str) -> ResponseReturnValue:
    decisions.withdraw(main_session(), current_actor(), current_congress().id, [idea_id], now=now())
    flash(_("已撤回拟办决定。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/undo")
@allow(*DESK_ROLES)
def undo(code: str, idea_id: str) -> ResponseReturnValue:
    """Dissolve a merged entry."""
    many = merging.undo(
        main_session(),
        current_actor(),
        current_congress().id,
        idea_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已取消合并，%(many)s 条原件回到原来的状态。", many=many))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/take-out")
@allow(*DESK_ROLES)
def take_out(code: str, idea_id: str) -> ResponseReturnValue:
    """Take one original out of its merged entry."""
    merging.take_out(
        main_session(),
        current_actor(),
        current_congress().id,
        idea_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已移出合并件。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/reword")
@allow(*DESK_ROLES)
def reword(code: str, idea_id: str) -> ResponseReturnValue:
    merging.reword(
        main_session(),
        current_actor(),
        current_congress().id,
        idea_id,
        title=request.form.get("title", ""),
        text=request.form.get("text", ""),
        now=now(),
    )
    flash(_("合并件的文字已修改，原件不变。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/split")
@allow(*DESK_ROLES)
def split(code: str, idea_id: str) -> ResponseReturnValue:
    """One idea with several matters into one entry for each; empty lines fall away."""
    rows = zip(*(request.form.getlist(name) for name in ("title", "text", "category")), strict=False)
    parts = [Part(*row) for row in rows if row[0].strip()]
    merging.split(
        main_session(),
        settings().secret_key,
        current_actor(),
        current_congress().id,
        idea_id,
        parts,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已拆分，各件分别办理。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/unsplit")
@allow(*DESK_ROLES)
def unsplit(code: str, idea_id: str) -> ResponseReturnValue:
    merging.unsplit(
        main_session(),
        current_actor(),
        current_congress().id,
        idea_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已取消拆分。"))
    return _to(idea_id)


@blueprint.post("/c/<code>/ideas/<idea_id>/judge")
@allow(*DESK_ROLES)
def judge(code: str, idea_id: str) -> ResponseReturnValue:
    """Say of a pair that it is the same matter, or not."""
    similar.judge(
        main_session(),
        current_actor(),
        current_congress().id,
        request.form.get("pair", ""),
        request.form.get("verdict", ""),
        now=now(),
    )
    flash(_("已记下您的判断。"))
    return _to(idea_id)
