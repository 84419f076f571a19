"""Pages for voting cards: printing and signing the list, the stubs of the desk, and voids.

No secret, no serial and no key file ever arrives here.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting.congress.roles import Role
from voting.errors import Invalid, VotingError
from voting.polling import balance, cards, ceremony, overview, sittings, voids
from voting.polling.lifecycle import BEFORE_CLOSING
from voting.polling.views import OFFICIALS, attendance_of, web_number
from voting.web import allow, board_session, current_actor, now, status_of

blueprint = Blueprint("cards", __name__)


@blueprint.get("/c/<code>/sittings/<sitting_id>/cards")
@allow(*OFFICIALS)
def page(code: str, sitting_id: str) -> ResponseReturnValue:
    """The registrar's tool; for others the numbers."""
    view = overview.sitting(board_session(), sitting_id)
    return render_template(
        "polling/cards.html",
        sitting=view,
        cards=cards.cards(board_session(), sitting_id),
        board_key_id=overview.board_key_id(board_session(), sitting_id),
        attendance=attendance_of(view.session_id),
        frozen=next((poll for poll in view.polls if poll.state in BEFORE_CLOSING), None),
        used=any(poll.state not in ("draft", *sittings.WITHOUT_RESULT) for poll in view.polls),
    )


@blueprint.post("/c/<code>/sittings/<sitting_id>/cards")
@allow(Role.REGISTRAR)
def upload(code: str, sitting_id: str) -> ResponseReturnValue:
    """Body: JSON {key, lists {uuid: text}, statements {uuid: text}, printed, left_over, spoilt, spot}."""
    sent = _upload_of(request.get_data(cache=False))
    listed = cards.upload_lists(
        board_session(),
        actor=current_actor(),
        sitting_id=sitting_id,
        key=sent["key"],
        lists_by_uuid={uuid: text.encode() for uuid, text in sent["lists"].items()},
        statements={uuid: text.encode() for uuid, text in sent["statements"].items()},
        printed=sent["printed"],
        left_over=sent["left_over"],
        spoilt=sent["spoilt"],
        spot=sent["spot"],
        now=now(),
    )
    return jsonify(listed=listed)


def _upload_of(body: bytes) -> dict[str, Any]:
    """The upload's shape, or Invalid; its content is judged by the service."""
    texts, numbers = ("lists", "statements"), ("printed", "left_over", "spoilt", "spot")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    good = (
        isinstance(sent, dict)
        and isinstance(sent.get("key"), str)
        and all(isinstance(sent.get(name), dict) for name in texts)
        and all(isinstance(text, str) and text.isascii() for name in texts for text in sent[name].values())
        and all(type(sent.get(name)) is int for name in numbers)
    )
    if not good:
        raise Invalid("polling.lists_refused", field="lists", check="shape")
    return dict(sent)


@blueprint.route("/c/<code>/sittings/<sitting_id>/stubs", methods=["GET", "POST"])
@allow(Role.DESK, Role.SECRETARIAT, Role.CHIEF_SCRUTINEER)
def stubs(code: str, sitting_id: str) -> ResponseReturnValue:
    view = overview.sitting(board_session(), sitting_id)
    error: VotingError | None = None
    if request.method == "POST":
        try:
            cards.count_stubs(
                board_session(),
                actor=current_actor(),
                sitting_id=sitting_id,
                handed_out=web_number("handed_out"),
                now=now(),
            )
            flash(_("发出数已登记。"))
            return redirect(url_for("polling.sitting", code=code, sitting_id=sitting_id), 303)
        except VotingError as refused:
            error = refused
    page = render_template(
        "polling/stubs.html",
        sitting=view,
        cards=cards.cards(board_session(), sitting_id),
        error=error,
        attendance=attendance_of(view.session_id),
    )
    return page, status_of(error) if error else 200


# Voids ----------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/voids")
@allow(*voids.SIGNERS)
def void_page(code: str, poll_id: str) -> ResponseReturnValue:
    """Registrar and scrutineer together: he signs with his key file, the scrutineer with his slip."""
    poll = overview.poll(board_session(), poll_id)
    view = ceremony.complete(board_session(), poll.sitting_id)
    return render_template(
        "polling/voids.html",
        poll=poll,
        sitting=overview.sitting(board_session(), poll.sitting_id),
        seat=view.seat_of(current_actor().person_id),
        balance=balance.balance(board_session(), sittings.find_poll(board_session(), poll_id)),
    )


@blueprint.get("/c/<code>/polls/<poll_id>/voids/basis")
@allow(*voids.SIGNERS)
def void_basis(code: str, poll_id: str) -> ResponseReturnValue:
    return jsonify(voids.void_basis(board_session(), poll_id))


@blueprint.get("/c/<code>/polls/<poll_id>/voids/known")
@allow(*voids.SIGNERS)
def known_voids(code: str, poll_id: str) -> ResponseReturnValue:
    """Every void of the sitting, as the side logs show them: [[uuid, credential, reason], …]."""
    return jsonify(voids.known_voids(board_session(), poll_id))


@blueprint.post("/c/<code>/polls/<poll_id>/voids")
@allow(*voids.SIGNERS)
def void(code: str, poll_id: str) -> ResponseReturnValue:
    """Body: signed records, one a line, each over the side head after the one before; all or none."""
    records = request.get_data(cache=False).split(b"\n")
    number = voids.void_credentials(
        board_session(), actor=current_actor(), poll_id=poll_id, records=records, now=now()
    )
    return jsonify(voided=number)
