"""设备抽检 on a second device: the page that checks a challenged tablet, and the election that it needs."""

from __future__ import annotations

import re

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from voting.errors import Invalid
from voting.headers import CSP
from voting.polling import overview
from voting.web import board_session, camera, public

blueprint = Blueprint("challenge", __name__)
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?\Z", re.ASCII)


@blueprint.get("/challenge")
@camera
@public(cookieless=True)
def page() -> ResponseReturnValue:
    """The checking page. ``?board=`` names the origin of the board where this page comes from elsewhere: the
    one other place that it may ask."""
    board = request.args.get("board", "")
    if board and not ORIGIN.match(board):
        raise Invalid("polling.bad_board", field="board")
    answer = make_response(render_template("ballot/challenge.html", board=board))
    if board:
        answer.headers["Content-Security-Policy"] = f"{CSP}; connect-src 'self' {board}"
    return answer


@blueprint.get("/v/<uuid>/election")
@public(cookieless=True)
def election(uuid: str) -> ResponseReturnValue:
    """What fixes a poll, byte for byte; public, so that checking devices of any origin may read it."""
    poll = overview.public_poll(board_session(), uuid)
    return jsonify(election=poll.election.decode(), method=poll.method_json.decode())


@blueprint.after_request
def open_to_every_origin(answer: Response) -> Response:
    """The refusal of an unknown poll too: a checking device must be able to tell it from a dead network."""
    if request.endpoint == "challenge.election":
        answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
