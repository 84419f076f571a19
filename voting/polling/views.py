"""Pages of the secretariat: sittings with their guide, drafts of polls, the way to opening, termination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.config import LOCAL_HOSTS
from voting.congress import attendance, services
from voting.congress.roles import ROLE_NAMES, Role
from voting.errors import NotReady, VotingError
from voting.polling import drafting, gate, guide, lifecycle, overview, recovery, rehearsal, sittings
from voting.polling.checking import BallotChecker
from voting.polling.keys import KeyStore
from voting.polling.lifecycle import Attendance
from voting.polling.rating_words import RATING_STEPS
from voting.polling.setup import Names
from voting.polling.wording import GATES, STATES, STEPS
from voting.rules.phrases import Lang
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    main_session,
    now,
)

blueprint = Blueprint("polling", __name__)
OFFICIALS = (
    Role.SECRETARIAT,
    Role.SECRETARY_GENERAL,
    Role.CHIEF_SCRUTINEER,
    Role.SCRUTINEER,
    Role.REGISTRAR,
    Role.DESK,
    Role.AUDITOR,
    Role.TECHNICIAN,
)

web.nav("polling.list_sittings", _l("票决"), OFFICIALS, order=40, covers=("polls", "ceremonies"))


@dataclass(frozen=True)
class Tools:
    """One key store and one checker for the whole process."""

    keys: KeyStore
    checker: BallotChecker


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    keys = KeyStore(state.app.extensions["voting.settings"].instance)
    state.app.extensions["polling"] = Tools(keys, BallotChecker())
    recovery.resume(state.app.extensions["voting.databases"].board, keys, now())


def tools() -> Tools:
    return cast(Tools, current_app.extensions["polling"])


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"poll_states": STATES, "role_name": lambda role: _(ROLE_NAMES[role])}


# Sittings -------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/sittings")
@allow(*OFFICIALS)
def list_sittings(code: str) -> ResponseReturnValue:
    found = overview.sittings(board_session())
    if len(found) == 1 and not current_actor().may(Role.SECRETARIAT):
        return redirect(url_for("polling.sitting", code=code, sitting_id=found[0].id))
    return render_template("polling/sittings.html", sittings=found)


@blueprint.route("/c/<code>/sittings/new", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def new_sitting(code: str) -> ResponseReturnValue:
    held = services.sessions_of_congress(main_session(), current_congress().id)
    error: VotingError | None = None
    if request.method == "POST":
        try:
            if not held:
                raise NotReady("polling.no_session")
            chosen = services.get_session(
                main_session(), current_congress().id, request.form.get("session_id", held[0].id)
            )
            made = sittings.open_sitting(
                board_session(),
                tools().keys,
                actor=current_actor(),
                congress_id=current_congress().id,
                session_id=chosen.id,
                title=request.form.get("title", ""),
                now=now(),
            )
            return redirect(url_for("polling.sitting", code=code, sitting_id=made), 303)
        except VotingError as refused:
            error = refused
    page = render_template("polling/new_sitting.html", sessions=held, error=error)
    return page, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/sittings/<sitting_id>")
@allow(*OFFICIALS)
def sitting(code: str, sitting_id: str) -> ResponseReturnValue:
    """The guide: every act in the hall in its order, what is done, what is next and who does it."""
    view = overview.sitting(board_session(), sitting_id)
    polls = [poll for poll in view.polls if poll.state not in sittings.WITHOUT_RESULT] or list(view.polls)
    wanted = request.args.get("poll")
    shown = next((poll for poll in polls if poll.id == wanted), polls[-1] if polls else None)
    there = attendance_of(view.session_id)
    steps = guide.steps(board_session(), view, shown, there, now())
    others = [poll for poll in polls if shown is not None and poll.id != shown.id]
    return render_template(
        "polling/sitting.html",
        sitting=view,
        poll=shown,
        steps=steps,
        words=RATING_STEPS if shown and shown.method.kind == "rating" else STEPS,
        mine=_mine(steps),
        also_mine=[poll for poll in others if _waits(guide.steps(board_session(), view, poll, there, now()))],
        meeting=meeting_name(view.session_id),
        check_in=_check_in(code, view.session_id),
        few_uuids=sittings.FEW_UUIDS,
        invented=(rehearsal.LEAST, rehearsal.MOST),
    )


def _mine(steps: tuple[guide.Step, ...]) -> list[guide.Step]:
    return [step for step in steps if step.state == "next" and current_actor().may(*step.roles)]


def _waits(steps: tuple[guide.Step, ...]) -> bool:
    """Whether the poll itself waits for the actor; what the sitting waits for stands in every guide."""
    return any(step.of == "poll" for step in _mine(steps))


@blueprint.post("/c/<code>/sittings/<sitting_id>/rehearse")
@allow(Role.SECRETARIAT)
def rehearse(code: str, sitting_id: str) -> ResponseReturnValue:
    """One button: a rehearsal with invented projects on the same cards and keys."""
    made = rehearsal.draft(
        board_session(),
        actor=current_actor(),
        sitting_id=sitting_id,
        places=web_number("places", 0),
        candidates=web_number("candidates", 0),
        now=now(),
    )
    flash(_("预演已起草。定稿以后，达到开启把数的监票人验封，就可以开启试投。"))
    return redirect(url_for("polling.sitting", code=code, sitting_id=sitting_id, poll=made), 303)


def attendance_of(session_id: str, congress_id: str | None = None) -> Attendance:
    """实有代表 and 实到 of the session's latest plenary; none there is nobody present.

    ``congress_id`` where the address names no congress."""
    congress = congress_id or current_congress().id
    held = attendance.meetings(main_session(), congress, session_id)
    if not held:
        return Attendance(0, 0)
    count = attendance.attendance(main_session(), congress, held[0].id)
    return Attendance(count.all_deputies, count.present)


def _check_in(code: str, session_id: str) -> str:
    """Where deputies are checked in: the latest plenary's desk, or the page that opens one; empty for
    those who do not see it."""
    if not current_actor().may(*attendance.MARKERS, Role.SECRETARY_GENERAL, Role.CHIEF_SCRUTINEER):
        return ""
    held = attendance.meetings(main_session(), current_congress().id, session_id)
    if held:
        return url_for("attendance.desk", code=code, meeting_id=held[0].id)
    return url_for("attendance.page", code=code)


def reader() -> Lang:
    """The language of the page's reader, as the rules name it."""
    return "en" if web.locale() == "en" else "zh"


def meeting_name(session_id: str) -> str:
    held = services.get_session(main_session(), current_congress().id, session_id)
    return f"第{held.term_number}届第{held.number}次会议"


# Polls ----------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>")
@allow(*OFFICIALS)
def poll(code: str, poll_id: str) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    return render_template(
        "polling/poll.html",
        poll=shown,
        sitting=overview.sitting(board_session(), shown.sitting_id),
        sentence=drafting.sentence(shown.method, reader()),
    )


@blueprint.route("/c/<code>/polls/<poll_id>/take-back", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def take_back(code: str, poll_id: str) -> ResponseReturnValue:
    """退回修改: what it costs, the reason, and then the new draft."""
    shown = overview.poll(board_session(), poll_id)
    error: VotingError | None = None
    if request.method == "POST":
        try:
            again = lifecycle.take_back(
                board_session(),
                tools().keys,
                actor=current_actor(),
                poll_id=poll_id,
                reason=request.form.get("reason", ""),
                now=now(),
            )
            flash(_("已退回修改。原来的一次到此为止，内容已转入新的草案。"))
            return redirect(url_for("drafts.edit", code=code, poll_id=again), 303)
        except VotingError as refused:
            error = refused
    page = render_template(
        "polling/take_back.html",
        poll=shown,
        sitting=overview.sitting(board_session(), shown.sitting_id),
        error=error,
        few_uuids=sittings.FEW_UUIDS,
    )
    return page, web.status_of(error) if error else 200


# On the way to opening ------------------------------------------------------------------------


@blueprint.route("/c/<code>/polls/<poll_id>/freeze", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def freeze(code: str, poll_id: str) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    view = overview.sitting(board_session(), shown.sitting_id)
    if request.method == "POST":
        names = Names(current_congress().name, meeting_name(view.session_id))
        lifecycle.freeze(
            board_session(), tools().keys, actor=current_actor(), poll_id=poll_id, names=names, now=now()
        )
        flash(_("已定稿。开启投票以前如须更改，请退回修改。"))
        return _to_guide(code, shown)
    return render_template(
        "polling/freeze.html", poll=shown, sitting=view, sentence=drafting.sentence(shown.method, reader())
    )


@blueprint.get("/c/<code>/polls/<poll_id>/opening")
@allow(*OFFICIALS)
def opening(code: str, poll_id: str) -> ResponseReturnValue:
    """The gate: what is there, what is missing, and who can bring it."""
    return _opening_page(poll_id)


def _opening_page(poll_id: str, error: VotingError | None = None) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    view = overview.sitting(board_session(), shown.sitting_id)
    there = attendance_of(view.session_id)
    row = sittings.find_poll(board_session(), poll_id)
    gates = (
        gate.gates(board_session(), row, there.all_deputies, there.present, now()) if row.fingerprint else ()
    )
    page = render_template(
        "polling/opening.html",
        poll=shown,
        sitting=view,
        gates=gates,
        words=GATES,
        attendance=there,
        ready=bool(gates) and all(item.met for item in gates),
        error=error,
    )
    return page, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/polls/<poll_id>/opening/propose")
@allow(Role.SECRETARIAT)
def propose_opening(code: str, poll_id: str) -> ResponseReturnValue:
    lifecycle.propose_opening(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
    flash(_("已提请总监票人开启投票。"))
    return redirect(url_for("polling.opening", code=code, poll_id=poll_id), 303)


@blueprint.post("/c/<code>/polls/<poll_id>/opening/confirm")
@allow(Role.CHIEF_SCRUTINEER)
def confirm_opening(code: str, poll_id: str) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    if not shown.rehearsal and not request.is_secure and request.host.split(":")[0] not in LOCAL_HOSTS:
        raise NotReady("polling.needs_https")
    try:
        web.require_password()
    except VotingError as refused:
        return _opening_page(poll_id, refused)
    there = attendance_of(overview.sitting(board_session(), shown.sitting_id).session_id)
    lifecycle.confirm_opening(
        board_session(), actor=current_actor(), poll_id=poll_id, attendance=there, now=now()
    )
    flash(_("投票已开启。"))
    return _to_guide(code, shown)


@blueprint.route("/c/<code>/polls/<poll_id>/terminate", methods=["GET", "POST"])
@allow(Role.SECRETARY_GENERAL)
def terminate(code: str, poll_id: str) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    error: VotingError | None = None
    if request.method == "POST":
        try:
            lifecycle.terminate(
                board_session(),
                tools().keys,
                actor=current_actor(),
                poll_id=poll_id,
                reason=request.form.get("reason", ""),
                now=now(),
            )
            flash(_("本次票决已终止，不再开启票箱。"))
            return _to_guide(code, shown)
        except VotingError as refused:
            error = refused
    page = render_template(
        "polling/terminate.html",
        poll=shown,
        error=error,
        sitting=overview.sitting(board_session(), shown.sitting_id),
    )
    return page, web.status_of(error) if error else 200


def web_number(name: str, missing: int = -1) -> int:
    """A natural number of the form; ``missing`` for anything else, which the service refuses."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else missing


def _to_guide(code: str, shown: overview.PollView) -> ResponseReturnValue:
    return redirect(url_for("polling.sitting", code=code, sitting_id=shown.sitting_id, poll=shown.id), 303)
