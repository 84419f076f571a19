"""The public's pages: one idea from a phone, what became of it, and what was called for.

No page here reads or sets a cookie, so they work in every browser, also inside WeChat. A form is guarded by
the work that its page did (guarding.py) instead of a session's token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone

from voting import web
from voting.collection import authors, calls, ideas, numbers, photos, public, stations
from voting.collection.calls import CallLine
from voting.collection.guarding import Forms, Limit, Limits, device_digest, source
from voting.collection.ideas import Author, NewIdea, Received
from voting.collection.likeness import Document
from voting.collection.machines import IDEA_STATES, INITIATOR_WORDS, REASONS
from voting.collection.public import Memory
from voting.collection.stations import StationLine
from voting.errors import Conflict, Invalid, NotFound, VotingError
from voting.pictures import PICTURE_BYTES
from voting.web import current_congress, main_session, now, settings

blueprint = Blueprint("public", __name__)
# Twice what is taken: a picture that is too large is refused by itself, with a sentence.
FORM_BYTES = photos.MOST_PHOTOS * 2 * PICTURE_BYTES
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A hall or an office shares one address; what one device and one station may send is the call's to say.
ADDRESS_HOURLY, LIKE_HOURLY = 600, 2000
FOLLOW_TRIES, FOLLOW_ADDRESS = 10, 300
TYPED = ("title", "text", "category", "area", "place", "name", "phone", "email")
OUTCOMES = {
    "adopt": _l("采纳，列入候选项目"),
    "keep": _l("列入储备库"),
    "refer": _l("转办"),
    "postpone": _l("本年度暂不列入"),
}


@blueprint.record_once
def _equip(state: Any) -> None:
    """What one serving process remembers, for as long as it runs."""
    secret = state.app.extensions["voting.settings"].secret_key
    state.app.extensions["voting.public"] = Desk(Forms(secret), Limits(), Memory())


@dataclass(frozen=True)
class Desk:
    forms: Forms
    limits: Limits
    memory: Memory


def _desk() -> Desk:
    found: Desk = current_app.extensions["voting.public"]
    return found


@dataclass(frozen=True)
class Door:
    """Where somebody came in: the call, and the station whose code he scanned."""

    token: str
    call: CallLine
    station: StationLine | None

    @property
    def is_open(self) -> bool:
        return calls.is_open(self.call, to_user_timezone(now()).date()) and "form" in self.call.channels


def _door(token: str) -> Door:
    """By a station's token or a call's id; a station leads to the call that is open, or else to the last.

    The poster of a station that was closed still leads there, but nothing comes through the station.
    """
    session, congress_id = main_session(), current_congress().id
    known = [call for call in calls.every(session, congress_id) if call.state != "draft"]
    station = stations.by_token(session, congress_id, token)
    if station is None:
        chosen = [call for call in known if call.id == token]
    else:
        today = to_user_timezone(now()).date()
        asked = request.args.get("call", "")
        open_now = [call for call in known if calls.is_open(call, today)]
        chosen = [call for call in open_now if call.id == asked] or open_now or known
    if not chosen:
        raise NotFound("collection.call_not_found")
    return Door(token, chosen[0], station if station and station.closed_at is None else None)


def _page(name: str, door: Door, **context: object) -> str:
    return render_template(
        f"collection/public_{name}.html",
        door=door,
        call=door.call,
        initiator=door.call.initiator_name or str(INITIATOR_WORDS[door.call.initiator]),
        **context,
    )


# The form -------------------------------------------------------------------------------------


@blueprint.route("/c/<code>/i/<token>", methods=["GET", "POST"])
@web.public(cookieless=True, body=FORM_BYTES)
def form(code: str, token: str) -> ResponseReturnValue:
    """One idea. What was refused comes back with everything that was typed."""
    door = _door(token)
    if request.method == "GET":
        return _form(door)
    try:
        _take_honestly(door)
        with _desk().forms.once(request.form.get("proof", ""), token, now=now()) as use:
            if use.result is None:
                use.result = _receive(door)
            received = use.result
        if not isinstance(received, Received):  # the same work was used for a support
            raise Invalid("collection.proof_missing")
    except VotingError as refused:
        return _form(door, refused), web.status_of(refused)
    return _page("received", door, received=received, photos=_pictures())


def _form(door: Door, error: VotingError | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in TYPED}
    if request.method == "GET" and door.station:
        typed["area"] = door.station.area
    return _page(
        "form",
        door,
        typed=typed,
        error=error,
        limits={"title": ideas.TITLE_MOST, "text": ideas.TEXT_MOST, "place": ideas.PLACE_MOST},
        tells=bool(settings().smtp),
        megabytes=PICTURE_BYTES // 2**20,
        page={
            "challenge": _desk().forms.issue(door.token, now=now()),
            "form": url_for(".renew", code=current_congress().code, token=door.token),
            "like": url_for(".like", code=current_congress().code, token=door.token),
            "support": url_for(".support", code=current_congress().code, token=door.token),
            "worker": url_for("static", filename="dist/proof_worker.js"),
            "compares": door.call.support_counts,
            "photo_bytes": PICTURE_BYTES,
        },
    )


def _take_honestly(door: Door) -> None:
    """Refuse what no person sends: a closed call, or a field filled in that nobody sees."""
    if not door.is_open:
        raise Conflict("collection.not_collecting")
    if request.form.get("website"):
        raise Invalid("collection.unseen_field")


def _receive(door: Door) -> Received:
    """Record the idea first, its pictures after it: no picture can lose it."""
    session, congress_id = main_session(), current_congress().id
    given = NewIdea(
        channel="form",
        station_id=door.station.id if door.station else None,
        author=_author(door.call),
        **{name: request.form.get(name, "") for name in ("title", "text", "category", "area", "place")},
    )
    with _desk().limits.counted(_limits(door), now=now()):
        received = ideas.receive(session, settings().secret_key, congress_id, door.call.id, given, now=now())
    files = [given.stream for given in _pictures()[: door.call.photos_most]]
    if photos.accept(session, settings(), congress_id, received.idea_id, files, now=now()):
        web.wake_jobs()
    return received


def _author(call: CallLine) -> Author:
    """An address is taken only where the server sends e-mail: nothing is kept that nobody uses."""
    email = request.form.get("email", "") if settings().smtp else ""
    return authors.checked(call, request.form.get("name", ""), request.form.get("phone", ""), email)


def _pictures() -> list[Any]:
    return [given for given in request.files.getlist("photo") if given.filename]


def _limits(door: Door) -> list[Limit]:
    call = door.call
    found = [
        Limit(f"device:{call.id}:{_device()}", call.device_daily, DAY, "collection.device_limit"),
        Limit(f"address:{source(request.remote_addr)}", ADDRESS_HOURLY, HOUR, "collection.address_limit"),
    ]
    if door.station:
        key = f"station:{door.station.id}"
        found.append(Limit(key, call.station_hourly, HOUR, "collection.station_limit"))
    return found


def _device() -> str:
    given = request.form.get("device", "")
    return device_digest(settings().secret_key, given, source(request.remote_addr), web.device())


@blueprint.get("/c/<code>/i/<token>/form.json")
@web.public(cookieless=True)
def renew(code: str, token: str) -> ResponseReturnValue:
    """A fresh challenge, for a page that used its own or stood open too long."""
    return jsonify(challenge=_desk().forms.issue(_door(token).token, now=now()))


# Others' ideas --------------------------------------------------------------------------------


@blueprint.post("/c/<code>/i/<token>/like")
@web.public(cookieless=True)
def like(code: str, token: str) -> ResponseReturnValue:
    """Listed ideas like what is being typed, as a fragment of the page."""
    door = _door(token)
    typed = Document(*(request.form.get(name, "")[:300] for name in ("title", "text", "category")))
    limit = Limit(f"like:{source(request.remote_addr)}", LIKE_HOURLY, HOUR, "collection.address_limit")
    with _desk().limits.counted([limit], now=now()):
        found = _desk().memory.like(main_session(), current_congress().id, door.call, typed)
    return render_template("collection/_public_like.html", found=found)


@blueprint.post("/c/<code>/i/<token>/support")
@web.public(cookieless=True)
def support(code: str, token: str) -> ResponseReturnValue:
    """附议: one device's support, answered as JSON with the count."""
    door = _door(token)
    if not door.is_open:
        raise Conflict("collection.not_collecting")
    with _desk().forms.once(request.form.get("proof", ""), token, now=now()) as use:
        if use.result is None:
            limit = Limit(
                f"support:{source(request.remote_addr)}", ADDRESS_HOURLY, HOUR, "collection.address_limit"
            )
            with _desk().limits.counted([limit], now=now()):
                use.result = public.support(
                    main_session(),
                    current_congress().id,
                    door.call,
                    request.form.get("idea", ""),
                    _device(),
                    now=now(),
                )
        return jsonify(supports=use.result if isinstance(use.result, int) else 0)


@blueprint.get("/c/<code>/i/<token>/ideas")
@web.public(cookieless=True)
def listed(code: str, token: str) -> ResponseReturnValue:
    """What the desk let through, where the call has a public list."""
    door = _door(token)
    page = max(1, web.whole(request.args.get("page", ""), 1))
    found, total = public.listed(main_session(), current_congress().id, door.call, page=page)
    return _page(
        "list",
        door,
        found=found,
        total=total,
        at=page,
        pages=-(-total // public.A_PAGE),
        states=IDEA_STATES,
        page={
            "challenge": _desk().forms.issue(token, now=now()),
            "form": url_for(".renew", code=code, token=token),
            "support": url_for(".support", code=code, token=token),
            "worker": url_for("static", filename="dist/proof_worker.js"),
        },
    )


@blueprint.get("/c/<code>/photos/<photo_id>/<size>")
@web.public(cookieless=True)
def photo(code: str, photo_id: str, size: str) -> ResponseReturnValue:
    """A picture of a listed idea."""
    data = photos.content(main_session(), settings(), current_congress().id, photo_id, size)
    return picture(data)


def picture(data: bytes) -> Response:
    """Always a JPEG of our own making, whatever came; strict headers are set on every answer."""
    answer = Response(data, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    return answer


# Following one's own --------------------------------------------------------------------------


@blueprint.route("/c/<code>/follow", methods=["GET", "POST"])
@web.public(cookieless=True)
def follow(code: str) -> ResponseReturnValue:
    """The state of one idea, for its number and the four digits; both travel in the body, never in a link."""
    if request.method == "GET":
        return render_template("collection/public_follow.html", error=None, typed=request.args)
    number, digits = request.form.get("number", ""), request.form.get("digits", "")
    try:
        found = _followed(number, digits)
    except VotingError as refused:
        page = render_template("collection/public_follow.html", error=refused, typed=request.form)
        return page, web.status_of(refused)
    return render_template(
        "collection/public_fate.html",
        fate=found,
        idea=found.idea,
        states=IDEA_STATES,
        outcomes=OUTCOMES,
        reasons=REASONS,
    )


def _followed(number: str, digits: str) -> public.Fate:
    """Four digits are soon guessed, so tries are counted for each number and each address; hits count too."""
    number_key = f"follow:{current_congress().id}:{numbers.read(number)}"  # however it is spelled
    tries = [
        Limit(number_key, FOLLOW_TRIES, HOUR, "collection.follow_limit"),
        Limit(f"follow:{source(request.remote_addr)}", FOLLOW_ADDRESS, HOUR, "collection.follow_limit"),
    ]
    with _desk().limits.counted(tries, now=now()):
        pass
    return public.follow(main_session(), settings().secret_key, current_congress().id, number, digits)


# The notice -----------------------------------------------------------------------------------


@blueprint.get("/c/<code>/i/<token>/notice")
@web.public(cookieless=True)
def notice(code: str, token: str) -> ResponseReturnValue:
    """征集公告: what may be proposed, until when, how."""
    door = _door(token)
    items = calls.items(main_session(), current_congress().id, door.call.id)
    return _page("notice", door, items=items)
