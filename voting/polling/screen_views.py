"""Pages of the hall's big screen: the projector's, which has no buttons, and its operator's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting.congress import services
from voting.congress.roles import Role
from voting.polling import overview, rating_words, screen
from voting.polling.overview import SittingView
from voting.polling.screen import Picture
from voting.polling.views import attendance_of, reader
from voting.polling.wording import SCREEN_VIEWS, SCREEN_WAITS
from voting.web import allow, board_session, current_actor, main_session, now, public

blueprint = Blueprint("screen", __name__)
ALIVE = timedelta(seconds=6)  # the projector asks every second


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    """When each sitting's projector last asked; in memory, for the operator's eyes only."""
    state.app.extensions["screen.asked"] = {}


def _asked() -> dict[str, datetime]:
    return cast(dict[str, datetime], current_app.extensions["screen.asked"])


# The projector --------------------------------------------------------------------------------


@blueprint.get("/screen/<token>")
@public(cookieless=True)
def page(token: str) -> ResponseReturnValue:
    return render_template("screen/page.html", token=token, **_shown_at(token))


@blueprint.get("/screen/<token>/picture")
@public(cookieless=True)
def picture(token: str) -> ResponseReturnValue:
    """The picture alone; 304 while it is the one that the page has already."""
    context = _shown_at(token)
    _asked()[cast(SittingView, context["sitting"]).id] = now()
    answer = Response(render_template("screen/picture.html", **context))
    answer.add_etag()
    return answer.make_conditional(request)


def _shown_at(token: str) -> dict[str, object]:
    sitting = screen.sitting_of(board_session(), token)
    congress = services.congress_of(main_session(), sitting.congress_id)
    seen = _picture(sitting, congress.id)
    return {"sitting": sitting, "congress": congress, "shown": seen, "words": _words(seen)}


def _words(seen: Picture | None) -> dict[str, str]:
    """How the views are called: a rating's are its own."""
    poll = seen.poll if seen else None
    return rating_words.VIEWS if poll and poll.method.kind == "rating" else SCREEN_VIEWS


def _picture(sitting: SittingView, congress_id: str) -> Picture | None:
    chosen = screen.shown(board_session(), sitting.id)
    if chosen is None:
        return None
    there = attendance_of(sitting.session_id, congress_id)
    return screen.picture(board_session(), sitting, chosen, there, reader())


# The operator ---------------------------------------------------------------------------------


@blueprint.get("/c/<code>/sittings/<sitting_id>/screen")
@allow(*screen.OPERATORS)
def control(code: str, sitting_id: str) -> ResponseReturnValue:
    return _control(sitting_id)


def _control(sitting_id: str, address: str = "") -> str:
    """``address`` is shown once, when the link was made."""
    sitting = overview.sitting(board_session(), sitting_id)
    asked = _asked().get(sitting_id)
    seen = _picture(sitting, sitting.congress_id)
    return render_template(
        "screen/control.html",
        sitting=sitting,
        poll=None,
        chosen=screen.shown(board_session(), sitting_id),
        shown=seen,
        polls=[poll for poll in sitting.polls if poll.state not in ("draft", "taken_back")],
        words=_words(seen),
        waits=SCREEN_WAITS,
        address=address,
        alive=asked is not None and now() - asked < ALIVE,
    )


@blueprint.post("/c/<code>/sittings/<sitting_id>/screen/link")
@allow(Role.SECRETARIAT)
def make_link(code: str, sitting_id: str) -> ResponseReturnValue:
    token = screen.make_link(board_session(), actor=current_actor(), sitting_id=sitting_id, now=now())
    return _control(sitting_id, url_for("screen.page", token=token, _external=True))


@blueprint.post("/c/<code>/sittings/<sitting_id>/screen/revoke")
@allow(Role.SECRETARIAT)
def revoke_link(code: str, sitting_id: str) -> ResponseReturnValue:
    screen.revoke_link(board_session(), actor=current_actor(), sitting_id=sitting_id, now=now())
    flash(_("大屏地址已收回，投影页随即变黑。"))
    return redirect(url_for("screen.control", code=code, sitting_id=sitting_id), 303)


@blueprint.post("/c/<code>/sittings/<sitting_id>/screen/show")
@allow(*screen.OPERATORS)
def show(code: str, sitting_id: str) -> ResponseReturnValue:
    """Each button says all that shall stand there, so that pressing twice does nothing twice."""
    asked = request.args
    screen.show(
        board_session(),
        actor=current_actor(),
        sitting_id=sitting_id,
        poll_id=asked.get("poll", ""),
        view=asked.get("view", ""),
        page=asked.get("page", 1, type=int),
        by_votes=asked.get("order") == "votes",
    )
    return redirect(url_for("screen.control", code=code, sitting_id=sitting_id), 303)
