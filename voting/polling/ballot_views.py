"""The ballot page, its data, casting, and the receipt check: no cookie, no login, no script of others."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from voting import web
from voting.errors import VotingError
from voting.polling import casting, kiosks, overview, own_card
from voting.polling.casting import UsedCard
from voting.polling.views import tools
from voting.rules.reading import reading
from voting.web import board_session, camera, public

blueprint = Blueprint("ballot", __name__)


@blueprint.get("/v/<sitting_id>")
@camera
@public(cookieless=True)
def page(sitting_id: str) -> ResponseReturnValue:
    """The ballot page. The card's secret is in the fragment, which never comes here."""
    return render_template("ballot/vote.html", sitting=overview.public_sitting(board_session(), sitting_id))


@blueprint.get("/v/<sitting_id>/poll.json")
@public(cookieless=True)
def open_polls(sitting_id: str) -> ResponseReturnValue:
    """What the tablet needs of every open poll; ``state`` says what comes when none is open."""
    sitting = overview.public_sitting(board_session(), sitting_id)
    states = [poll.state for poll in sitting.polls if poll.state != "terminated"]
    return jsonify(
        board_key=sitting.board_key,
        before=any(state in ("draft", "ready", "adopted") for state in states),
        polls=[_as_json(poll) for poll in sitting.polls if poll.state == "open"],
    )


@blueprint.get("/v/<uuid>/cards")
@public(cookieless=True)
def cards(uuid: str) -> ResponseReturnValue:
    """The listed credentials: the tablet looks for its own, so the server does not learn which."""
    poll = overview.public_poll(board_session(), uuid)
    return jsonify(asdict(overview.listed_cards(board_session(), poll.id)))


@blueprint.post("/v/<uuid>/cast")
@public(cookieless=True)
def cast(uuid: str) -> ResponseReturnValue:
    """A ballot in, its signed receipt out; a used card gets 409 with the receipt of its first ballot."""
    board = current_app.extensions["voting.databases"].board
    try:
        body = request.get_data(cache=False)
        receipt = casting.cast(board, tools().keys, tools().checker, uuid, body, web.now)
    except VotingError as error:
        answer = {"code": error.code, "message": web.sentence(error)}
        if isinstance(error, UsedCard):
            answer["receipt"] = error.receipt.decode()
        return jsonify(answer), web.status_of(error)
    return Response(receipt, mimetype="application/json")


@blueprint.post("/v/<uuid>/card")
@public(cookieless=True)
def card(uuid: str) -> ResponseReturnValue:
    """``{"receipt": …}`` of the card that asks, null while it has not voted."""
    board = current_app.extensions["voting.databases"].board
    try:
        receipt = own_card.receipt(board, tools().keys, uuid, request.get_data(cache=False))
    except VotingError as error:
        return jsonify(code=error.code, message=web.sentence(error)), web.status_of(error)
    return jsonify(receipt=None if receipt is None else receipt.decode())


@blueprint.get("/v/<sitting_id>/kiosks")
@public(cookieless=True)
def kiosk_names(sitting_id: str) -> ResponseReturnValue:
    """The enrolled kiosks: a kiosk looks for itself, so the server does not learn which one asks."""
    sitting = overview.public_sitting(board_session(), sitting_id)
    return jsonify(kiosks=[asdict(kiosk) for kiosk in kiosks.kiosks(board_session(), sitting.id)])


@blueprint.get("/v/<uuid>/trackers")
@public(cookieless=True)
def trackers(uuid: str) -> ResponseReturnValue:
    """The whole list of trackers; the receipt page compares it where the receipt is."""
    poll = overview.public_poll(board_session(), uuid)
    sitting = overview.public_sitting(board_session(), poll.sitting_id)
    listed = overview.trackers(board_session(), poll.id)
    return jsonify(
        title=poll.title,
        board_key=sitting.board_key,
        fingerprint=poll.fingerprint,
        closed=poll.state not in ("ready", "adopted", "open"),
        trackers=[asdict(line) for line in listed],
    )


@blueprint.get("/r")
@public(cookieless=True)
def receipt() -> ResponseReturnValue:
    """The receipt stands in the fragment and is read by the page alone."""
    return render_template("ballot/receipt.html")


def _as_json(poll: overview.PollView) -> dict[str, object]:
    return {
        "uuid": poll.uuid,
        "title": poll.title,
        "sentence": reading(poll.method),
        "election": poll.election.decode(),
        "method": poll.method_json.decode(),
        "fingerprint": poll.fingerprint,
        "projects": [asdict(project) for project in poll.projects],
    }
