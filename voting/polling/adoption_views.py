"""Pages of the adoption (通过): recording it, its scan, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import files
from voting.congress.roles import Role
from voting.errors import Invalid, NotFound, VotingError
from voting.polling import adoption, overview
from voting.polling.adoption import Adoption
from voting.polling.gate import HALL
from voting.polling.views import OFFICIALS, attendance_of
from voting.polling.wording import BODIES, MANNERS
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    main_session,
    now,
    settings,
    status_of,
)

blueprint = Blueprint("adoption", __name__)


@blueprint.route("/c/<code>/polls/<poll_id>/adopt", methods=["GET", "POST"])
@allow(*OFFICIALS)
def page(code: str, poll_id: str) -> ResponseReturnValue:
    """The secretariat records it once; afterwards every office reads it."""
    shown = overview.poll(board_session(), poll_id)
    error: VotingError | None = None
    if request.method == "POST":
        try:
            current_actor().role_for(Role.SECRETARIAT)
            actor, recorded = current_actor(), _from_form()
            adoption.require_adoptable(  # else no file is kept
                board_session(), actor=actor, poll_id=poll_id, adoption=recorded, now=now()
            )
            recorded = replace(recorded, scan=_scan())
            adoption.adopt(board_session(), actor=actor, poll_id=poll_id, adoption=recorded, now=now())
            flash(_("通过情况已记入操作日志。"))
            place = url_for("polling.sitting", code=code, sitting_id=shown.sitting_id, poll=poll_id)
            return redirect(place, 303)
        except VotingError as refused:
            error = refused
    view = overview.sitting(board_session(), shown.sitting_id)
    rendered = render_template(
        "polling/adopt.html",
        poll=shown,
        sitting=view,
        error=error,
        recorded=adoption.adoption_of(board_session(), poll_id),
        present=attendance_of(view.session_id).present,
        now=now().astimezone(HALL).strftime("%Y-%m-%dT%H:%M"),
        bodies=[_(body) for body in BODIES],
        manners={manner: _(word) for manner, word in MANNERS.items()},
    )
    return rendered, status_of(error) if error else 200


@blueprint.post("/c/<code>/polls/<poll_id>/adoption/scan")
@allow(Role.SECRETARIAT)
def attach(code: str, poll_id: str) -> ResponseReturnValue:
    """The signed paper, once it is there."""
    adoption.require_scan_missing(board_session(), poll_id)
    kept = _scan()
    if not kept:
        raise Invalid("files.empty", field="scan")
    adoption.attach_scan(board_session(), actor=current_actor(), poll_id=poll_id, scan=kept, now=now())
    flash(_("扫描件已存，其 SHA-256 已记入操作日志。"))
    return redirect(url_for("adoption.page", code=code, poll_id=poll_id), 303)


@blueprint.get("/c/<code>/polls/<poll_id>/adoption/scan")
@allow(*OFFICIALS)
def scan(code: str, poll_id: str) -> ResponseReturnValue:
    """The scan as it was uploaded, to be saved: a foreign document is no page of this site."""
    recorded = adoption.adoption_of(board_session(), poll_id)
    if recorded is None or not recorded.scan:
        raise NotFound("files.not_found")
    view, content = files.read(main_session(), settings(), current_congress().id, recorded.scan)
    answer = Response(content, mimetype=view.kind)
    answer.headers.set("Content-Disposition", "attachment", filename=view.name)
    return answer


def _from_form() -> Adoption:
    recorded = Adoption(request.form.get("body", "").strip(), _moment(), request.form.get("manner", ""))
    if recorded.manner != adoption.WITHOUT_VOTES:
        recorded = replace(
            recorded,
            votes_for=_number("votes_for"),
            votes_against=_number("votes_against"),
            abstained=_number("abstained"),
        )
    return recorded


def _moment() -> datetime:
    """Day and minute in the hall, as a date and time field sends them."""
    try:
        return datetime.strptime(request.form.get("held_at", ""), "%Y-%m-%dT%H:%M").replace(tzinfo=HALL)
    except ValueError as error:
        raise Invalid("polling.adoption_when", field="held_at") from error


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Invalid("polling.adoption_counts", field=name)
    return int(text)


def _scan() -> str:
    """The digest of the scan that came with the form; empty where none did."""
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return ""
    kept = files.keep(
        main_session(), settings(), current_congress().id,
        sent.read(files.FILE_BYTES + 1), sent.filename, now=now(), field="scan",
    )  # fmt: skip
    return kept.digest
