"""Pages of the scrutineers: sealing (加封), verifying the seal (验封) and opening the box (开启票箱).

The pages' scripts do the cryptography; what passes here is signed messages, proofs and public records.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers
from voting.congress import people
from voting.congress.roles import Role
from voting.errors import Invalid, NotReady, VotingError
from voting.polling import adoption, board_store, ceremony, gate, overview, scrutiny, sittings, tallying
from voting.polling.lifecycle import BEFORE_CLOSING
from voting.polling.views import OFFICIALS, tools, web_number
from voting.polling.wording import STATES
from voting.verifier.checks import CHECKS
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    locale,
    main_session,
    now,
    status_of,
)

blueprint = Blueprint("ceremony", __name__)
KEY_HOLDERS = (Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
BODY_LIMIT = 1 << 20
PLACE = re.compile(r"(?:-1|[0-9]{1,9})\Z", re.ASCII)  # -1: before the first event


@blueprint.route("/c/<code>/sittings/<sitting_id>/keys", methods=["GET", "POST"])
@allow(*OFFICIALS)
def keys(code: str, sitting_id: str) -> ResponseReturnValue:
    """The sitting's keys: who holds which, and for the secretariat the start of a ceremony."""
    error: VotingError | None = None
    chosen = request.form.getlist("seats")
    if request.method == "POST":
        try:
            made = _start(sitting_id, chosen)
            return redirect(url_for("ceremony.page", code=code, ceremony_id=made), 303)
        except VotingError as refused:
            error = refused
    views = [ceremony.view(board_session(), c) for c in ceremony.ceremonies(board_session(), sitting_id)]
    page = render_template(
        "polling/keys.html",
        sitting=overview.sitting(board_session(), sitting_id),
        ceremonies=views,
        scrutineers=_scrutineers(),
        chosen=chosen,
        error=error,
        frozen_states=ceremony.FROZEN_STATES,
        running=next((view for view in views if view.state in ceremony.STAGES), None),
    )
    return page, status_of(error) if error else 200


@blueprint.post("/c/<code>/sittings/<sitting_id>/keys/end")
@allow(Role.SECRETARIAT)
def end_keys(code: str, sitting_id: str) -> ResponseReturnValue:
    """A scrutineer is replaced: these keys end, and the page offers to make others."""
    ceremony.end_keys(
        board_session(),
        actor=current_actor(),
        sitting_id=sitting_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("这套监票钥匙已作废。请选定新的监票人，重新加封。"))
    return redirect(url_for("ceremony.keys", code=code, sitting_id=sitting_id), 303)


def _start(sitting_id: str, chosen: list[str]) -> str:
    names = {person.id: person.name for person in _scrutineers()}
    if not set(chosen) <= names.keys():
        raise Invalid("polling.unknown_choice", field="seats")
    return ceremony.start(
        board_session(),
        actor=current_actor(),
        sitting_id=sitting_id,
        seats=[(person, names[person]) for person in chosen],
        threshold=web_number("threshold", 0),
        now=now(),
    )


def _scrutineers() -> list[people.PersonLine]:
    held = people.people_in(main_session(), current_congress().id, now=now())
    return [person for person in held if set(person.roles) & set(KEY_HOLDERS)]


# Sealing --------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/ceremonies/<ceremony_id>")
@allow(*OFFICIALS)
def page(code: str, ceremony_id: str) -> ResponseReturnValue:
    view = ceremony.view(board_session(), ceremony_id)
    return render_template(
        "polling/ceremony.html",
        ceremony=view,
        seat=view.seat_of(current_actor().person_id),
        sitting=overview.sitting(board_session(), view.sitting_id),
    )


@blueprint.get("/c/<code>/ceremonies/<ceremony_id>/state")
@allow(*OFFICIALS)
def state(code: str, ceremony_id: str) -> ResponseReturnValue:
    """Where the ceremony stands; messages of whole stages only."""
    view = ceremony.view(board_session(), ceremony_id)
    return jsonify(
        state=view.state,
        reason=view.reason,
        aborts={number: body.decode() for number, body in view.aborts.items()},
        seats=[{"number": seat.number, "sent": list(seat.sent)} for seat in view.seats],
        messages={kind: [body.decode() for body in bodies] for kind, bodies in view.messages.items()},
    )


@blueprint.post("/c/<code>/ceremonies/<ceremony_id>/messages/<kind>")
@allow(*KEY_HOLDERS)
def message(code: str, ceremony_id: str, kind: str) -> ResponseReturnValue:
    if kind == ceremony.ABORT:
        ceremony.abort(
            board_session(), actor=current_actor(), ceremony_id=ceremony_id, body=_body(), now=now()
        )
        return jsonify(state=ceremony.ABORTED)
    if kind not in ceremony.STAGES:
        raise Invalid("polling.unknown_choice")
    reached = ceremony.post(
        board_session(), actor=current_actor(), ceremony_id=ceremony_id, kind=kind, body=_body(), now=now()
    )
    return jsonify(state=reached)


@blueprint.post("/c/<code>/ceremonies/<ceremony_id>/abandon")
@allow(Role.SECRETARIAT, *KEY_HOLDERS)
def abandon(code: str, ceremony_id: str) -> ResponseReturnValue:
    ceremony.abandon(
        board_session(),
        actor=current_actor(),
        ceremony_id=ceremony_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    view = ceremony.view(board_session(), ceremony_id)
    flash(_("这次加封已中止，没有产生钥匙。可以重新开始。"))
    return redirect(url_for("ceremony.keys", code=code, sitting_id=view.sitting_id), 303)


@blueprint.get("/c/<code>/ceremonies/<ceremony_id>/fingerprints")
@allow(*OFFICIALS)
def fingerprints(code: str, ceremony_id: str) -> ResponseReturnValue:
    """The sheet that all scrutineers compare with their own pages and sign."""
    view = ceremony.view(board_session(), ceremony_id)
    if view.parameters is None:
        raise NotReady("polling.keys_missing")
    sitting = overview.sitting(board_session(), view.sitting_id)
    return papers.answer(
        "polling/fingerprints.html",
        f"监票钥匙指纹表-{sitting.title}",
        ceremony=view,
        fingerprints=ceremony.fingerprints(board_session(), ceremony_id),
        sitting=sitting,
        board_key_id=overview.board_key_id(board_session(), view.sitting_id),
    )


# The key on the day ---------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/key")
@allow(*KEY_HOLDERS)
def key(code: str, poll_id: str) -> ResponseReturnValue:
    """One scrutineer's page for one poll: verifying the seal before, opening afterwards."""
    shown = overview.poll(board_session(), poll_id)
    row = sittings.find_poll(board_session(), poll_id)
    view = ceremony.of_poll(board_session(), row)
    seat = view.seat_of(current_actor().person_id)
    if seat is None:
        raise NotReady("polling.no_seat")
    return render_template(
        "polling/key.html",
        poll=shown,
        ceremony=view,
        seat=seat,
        sitting=overview.sitting(board_session(), shown.sitting_id),
        states={state: _(word) for state, word in STATES.items()},
        checks={code: check.en if locale() == "en" else check.zh for code, check in CHECKS.items()},
    )


@blueprint.get("/c/<code>/polls/<poll_id>/progress")
@allow(*OFFICIALS)
def progress(code: str, poll_id: str) -> ResponseReturnValue:
    """Numbers of statements and keys, heads of the board; no share and no count."""
    row = sittings.find_poll(board_session(), poll_id)
    return jsonify(scrutiny.at(board_session(), row, current_actor(), now()))


@blueprint.get("/c/<code>/polls/<poll_id>/board/<name>")
@allow(*KEY_HOLDERS, Role.REGISTRAR)
def board_file(code: str, poll_id: str, name: str) -> ResponseReturnValue:
    """The files that a scrutineer's page verifies: archive, side log, method. ``after`` and ``to`` cut out
    what the page does not have yet: heights of the archive, numbers of side records."""
    row = sittings.find_poll(board_session(), poll_id)
    if not current_actor().may(*KEY_HOLDERS) and row.state not in BEFORE_CLOSING:
        raise NotReady("polling.not_now")  # the registrar needs it for his list and voids; no share leaves
    after, to = _place("after"), _place("to")
    if name == "archive":
        content = b"".join(
            board_store.archive_chunks(board_session(), row, to, -1 if after is None else after)
        )
    elif name == "side":
        content = b"".join(board_store.side_lines(board_session(), row, after or 0, to))
    elif name == "method":
        content = row.method
    else:
        raise Invalid("polling.unknown_choice")
    return Response(content, mimetype="application/octet-stream")


def _place(name: str) -> int | None:
    """A height of the archive or a number of side records; None where the address does not name it."""
    text = request.args.get(name)
    if text is not None and not PLACE.match(text):
        raise Invalid("polling.unknown_choice", field=name)
    return None if text is None else int(text)


@blueprint.post("/c/<code>/polls/<poll_id>/challenge")
@allow(*KEY_HOLDERS)
def challenge(code: str, poll_id: str) -> ResponseReturnValue:
    asked = gate.share_challenge(board_session(), actor=current_actor(), poll_id=poll_id)
    return jsonify({**asked, "date": gate.today_in_hall(now())})


@blueprint.post("/c/<code>/polls/<poll_id>/share")
@allow(*KEY_HOLDERS)
def share(code: str, poll_id: str) -> ResponseReturnValue:
    gate.prove_share(board_session(), actor=current_actor(), poll_id=poll_id, record=_body(), now=now())
    return jsonify(ok=True)


@blueprint.post("/c/<code>/polls/<poll_id>/zero")
@allow(*KEY_HOLDERS)
def zero(code: str, poll_id: str) -> ResponseReturnValue:
    gate.sign_zero_report(board_session(), actor=current_actor(), poll_id=poll_id, record=_body(), now=now())
    return jsonify(ok=True)


@blueprint.post("/c/<code>/polls/<poll_id>/fault")
@allow(*KEY_HOLDERS)
def fault(code: str, poll_id: str) -> ResponseReturnValue:
    """报执行主席: the code of the check that failed goes on record; answers whom to call."""
    scrutiny.report_fault(
        board_session(),
        actor=current_actor(),
        poll_id=poll_id,
        check=request.get_data(as_text=True)[:100],
        now=now(),
    )
    held = people.people_in(main_session(), current_congress().id, now=now())
    return jsonify(call=[person.name for person in held if Role.SECRETARY_GENERAL in person.roles])


@blueprint.post("/c/<code>/polls/<poll_id>/closing-statement")
@allow(*KEY_HOLDERS)
def closing_statement(code: str, poll_id: str) -> ResponseReturnValue:
    tallying.sign_closing(board_session(), actor=current_actor(), poll_id=poll_id, record=_body(), now=now())
    return jsonify(ok=True)


@blueprint.post("/c/<code>/polls/<poll_id>/decryption")
@allow(*KEY_HOLDERS)
def decryption(code: str, poll_id: str) -> ResponseReturnValue:
    """Body: partial_decryption, 0A, the `decryption` record."""
    partial, _newline, record = _body().partition(b"\n")
    reached = tallying.take_share(
        board_session(),
        tools().keys,
        actor=current_actor(),
        poll_id=poll_id,
        share=partial,
        record=record,
        now=now(),
    )
    return jsonify(state=reached)


@blueprint.get("/c/<code>/polls/<poll_id>/zero-report")
@allow(*OFFICIALS)
def zero_report(code: str, poll_id: str) -> ResponseReturnValue:
    """零票报告单, to print and sign before opening."""
    shown = overview.poll(board_session(), poll_id)
    if not shown.fingerprint:
        raise NotReady("polling.not_now")
    row = sittings.find_poll(board_session(), poll_id)
    zeros = board_store.side_owners(board_session(), row, "zero")
    view = ceremony.of_poll(board_session(), row)
    return papers.answer(
        "polling/zero_report.html",
        f"零票报告单-{shown.title}",
        adopted=adoption.adoption_of(board_session(), poll_id),
        poll=shown,
        sitting=overview.sitting(board_session(), shown.sitting_id),
        signed=[seat for seat in view.seats if seat.number + 1 in zeros],
        ceremony=view,
    )


def _body() -> bytes:
    if (request.content_length or 0) > BODY_LIMIT:
        raise Invalid("polling.share_too_big")
    return request.get_data(cache=False)
