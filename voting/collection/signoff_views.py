"""Pages of the sign-off: bodies' decisions, notice and objections, the public's advice, the list."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import files, web
from voting.collection import calls, drafts, listing, meetings, objections, shortening, signoff
from voting.collection import services as candidate_list
from voting.collection.inbox_views import here
from voting.collection.machines import DESK_ROLES, STEP_WORDS
from voting.collection.signoff import Item, Meeting
from voting.congress import services
from voting.congress.roles import Role
from voting.errors import N_, NotFound, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("signoff", __name__)
HALL = ZoneInfo("Asia/Shanghai")
OUTCOME_WORDS = {"agreed": N_("同意"), "changed": N_("原则同意，修改后通过"), "returned": N_("退回重新研究")}
ITEM_WORDS = {"kept": N_("同意"), "changed": N_("修改"), "dropped": N_("不列入")}
LIVE = ("review", "notice", "final", "listed")
USUAL_NOTICE = timedelta(days=7)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"step_words": STEP_WORDS, "step_outcomes": OUTCOME_WORDS, "item_words": ITEM_WORDS}


def _to(call_id: str) -> ResponseReturnValue:
    return redirect(url_for(".page", code=current_congress().code, call_id=call_id), 303)


@blueprint.get("/c/<code>/calls/<call_id>/signoff")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    """Where every draft stands, and what can be done now."""
    here(call_id)
    session, congress_id = main_session(), current_congress().id
    call = calls.get(session, congress_id, call_id)
    tops = [line for line in drafts.every(session, congress_id, call_id) if line.parent_id is None]
    live = [line for line in tops if line.state in LIVE]
    published = objections.notices(session, congress_id, call_id)
    held = services.latest_session(session, congress_id)
    return render_template(
        "collection/signoff.html",
        drafts=live,
        by_id={line.id: line for line in tops},
        states={state: [line for line in live if line.state == state] for state in LIVE},
        standing=signoff.standing(session, congress_id, call, live),
        meetings=signoff.meetings(session, congress_id, call_id),
        steps=signoff.open_steps(session, congress_id, call),
        notices=published,
        objected={line.id: objections.of_notice(session, congress_id, line.id) for line in published},
        advice=shortening.advice(session, congress_id, call_id),
        ballots=shortening.ballots(session, congress_id, call_id),
        held=held,
        fixed=candidate_list.fixed(session, congress_id, held.id) if held else None,
        today=_today(),
        usual_end=_today() + USUAL_NOTICE,
        may_list=current_actor().may(Role.CONGRESS_DESK),
    )


def _today() -> date:
    return now().astimezone(HALL).date()


@blueprint.route("/c/<code>/calls/<call_id>/signoff/new", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def new(code: str, call_id: str) -> ResponseReturnValue:
    here(call_id)
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        try:
            signoff.record(session, current_actor(), congress_id, call_id, _meeting(), now=now())
            flash(_("会议决定已记录，不能修改；有误的请再记录一次更正的决定。"))
            return _to(call_id)
        except VotingError as refused:
            error = refused
    call = calls.get(session, congress_id, call_id)
    lines = drafts.every(session, congress_id, call_id)
    rendered = render_template(
        "collection/meeting_form.html",
        steps=[(step, _(STEP_WORDS[step])) for step in signoff.open_steps(session, congress_id, call)],
        drafts=[line for line in lines if line.state in signoff.BEFORE_BODIES and line.parent_id is None],
        values=request.form,
        today=_today(),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _meeting() -> Meeting:
    """What was typed; Invalid names the field that cannot be read."""
    given = {name: request.form.get(name, "").strip() for name in request.form}
    items = {
        name.removeprefix("item-"): Item(outcome, given.get(name.replace("item-", "reason-", 1), ""))
        for name, outcome in given.items()
        if name.startswith("item-") and outcome
    }
    return Meeting(
        **meetings.read(given, _scan()),
        step=given.get("step", ""),
        started=given.get("started", ""),
        items=items,
    )


def _scan() -> files.FileView | None:
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return None
    return files.keep(
        main_session(), settings(), current_congress().id,
        sent.read(files.FILE_BYTES + 1), sent.filename, now=now(), field="scan",
    )  # fmt: skip


@blueprint.get("/c/<code>/calls/<call_id>/signoff/<meeting_id>/scan")
@allow(*DESK_ROLES)
def scan(code: str, call_id: str, meeting_id: str) -> ResponseReturnValue:
    """The scan as it was uploaded, to be saved: a foreign document is no page of this site."""
    line = signoff.meeting(main_session(), current_congress().id, call_id, meeting_id)
    if not line.file_sha:
        raise NotFound("files.not_found")
    view, content = files.read(main_session(), settings(), current_congress().id, line.file_sha)
    answer = Response(content, mimetype=view.kind)
    answer.headers.set("Content-Disposition", "attachment", filename=view.name)
    return answer


@blueprint.post("/c/<code>/calls/<call_id>/signoff/finalise")
@allow(*DESK_ROLES)
def finalise(code: str, call_id: str) -> ResponseReturnValue:
    many = signoff.finalise(
        main_session(), current_actor(), current_congress().id, request.form.getlist("drafts"), now=now()
    )
    flash(_("%(many)s 项已审定。", many=many))
    return _to(call_id)


# The notice and its objections ----------------------------------------------------------------


@blueprint.post("/c/<code>/calls/<call_id>/notices")
@allow(*DESK_ROLES)
def publish(code: str, call_id: str) -> ResponseReturnValue:
    objections.publish(
        main_session(),
        current_actor(),
        current_congress().id,
        call_id,
        begins=meetings.day(request.form, "begins"),
        ends=meetings.day(request.form, "ends"),
        now=now(),
    )
    flash(_("公示已发布，内容已锁定。"))
    return _to(call_id)


@blueprint.post("/c/<code>/calls/<call_id>/objections/<objection_id>")
@allow(*DESK_ROLES)
def answer(code: str, call_id: str, objection_id: str) -> ResponseReturnValue:
    objections.answer(
        main_session(),
        current_actor(),
        current_congress().id,
        objection_id,
        request.form.get("text", ""),
        now=now(),
    )
    flash(_("已答复，提出人凭编号可以看到。"))
    return _to(call_id)


# The public's advice --------------------------------------------------------------------------


@blueprint.post("/c/<code>/calls/<call_id>/advice")
@allow(*DESK_ROLES)
def ask_advice(code: str, call_id: str) -> ResponseReturnValue:
    """From the first minute of a day to the last of another."""
    shortening.open_advice(
        main_session(),
        current_actor(),
        current_congress().id,
        call_id,
        most=meetings.number(request.form, "most") or 0,
        begins=datetime.combine(meetings.day(request.form, "begins"), time(), HALL),
        ends=datetime.combine(meetings.day(request.form, "ends") + timedelta(days=1), time(), HALL),
        now=now(),
    )
    flash(_("民意调查已开放。结果只供参考，不决定任何项目。"))
    return _to(call_id)


# Into the candidate list ----------------------------------------------------------------------


@blueprint.post("/c/<code>/calls/<call_id>/list/<session_id>")
@allow(Role.CONGRESS_DESK)
def list_drafts(code: str, call_id: str, session_id: str) -> ResponseReturnValue:
    many = listing.list_drafts(
        main_session(), current_actor(), current_congress().id, call_id, session_id, now=now()
    )
    web.tell_authors()
    flash(_("%(many)s 项已列入候选项目。秘书处按主席团的决定确定名单后，即可据此拟定票决。", many=many))
    return _to(call_id)


@blueprint.post("/c/<code>/calls/<call_id>/unlist/<session_id>")
@allow(Role.CONGRESS_DESK)
def unlist(code: str, call_id: str, session_id: str) -> ResponseReturnValue:
    many = listing.unlist(
        main_session(), current_actor(), current_congress().id, call_id, session_id, now=now()
    )
    flash(_("%(many)s 项已从候选项目撤回。", many=many))
    return _to(call_id)
