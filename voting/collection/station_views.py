"""Liaison stations: their list, one with officers and deputies, its poster; and the page of who keeps it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone
from sqlalchemy.orm import Session

from voting import papers, qr, web
from voting.collection import calls, intake, stations
from voting.collection.calls import CallLine
from voting.collection.machines import CHANNEL_WORDS, DESK_ROLES, IDEA_STATES, INITIATOR_WORDS, STATION_WORDS
from voting.collection.stations import KEEPERS, StationForm
from voting.congress import people, roster, services
from voting.congress.roles import Role
from voting.congress.roster import DeputyLine
from voting.errors import NotAllowed, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("stations", __name__)
web.nav("stations.page", _l("联络站"), KEEPERS, order=24)
web.nav("stations.mine", _l("我的联络站"), (Role.STATION_OFFICER,), order=24)
FIELDS = tuple(StationForm.__dataclass_fields__)


def _deputies(session: Session) -> list[DeputyLine]:
    held = services.latest_session(session, current_congress().id)
    return roster.roster(session, current_congress().id, held.id) if held else []


# The keepers' pages ---------------------------------------------------------------------------


@blueprint.route("/c/<code>/stations", methods=["GET", "POST"])
@allow(*KEEPERS)
def page(code: str) -> ResponseReturnValue:
    """Every station, and the form for one more."""
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        try:
            station_id = stations.add(session, current_actor(), congress_id, _given(), now=now())
            flash(_("已添加联络站。请打印海报，指定工作人员和驻站代表。"))
            return redirect(url_for(".one", code=code, station_id=station_id), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template(
        "collection/stations.html",
        stations=stations.every(session, congress_id, closed=True),
        kinds=[(kind, _(word)) for kind, word in STATION_WORDS.items()],
        station_words=STATION_WORDS,
        values={name: request.form.get(name, "") for name in FIELDS},
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _given() -> StationForm:
    return StationForm(**{name: request.form.get(name, "") for name in FIELDS})


@blueprint.route("/c/<code>/stations/<station_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def one(code: str, station_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        try:
            stations.edit(session, current_actor(), congress_id, station_id, _given(), now=now())
            flash(_("联络站已保存。"))
            return redirect(url_for(".one", code=code, station_id=station_id), 303)
        except VotingError as refused:
            error = refused
    station = stations.get(session, congress_id, station_id)
    known = people.people_in(session, congress_id, now=now())
    rendered = render_template(
        "collection/station.html",
        station=station,
        values={name: request.form.get(name, getattr(station, name)) for name in FIELDS},
        kinds=[(kind, _(word)) for kind, word in STATION_WORDS.items()],
        staff=[line for line in known if Role.STATION_OFFICER in line.roles],
        names={line.id: line.name for line in known},
        officers=sorted(stations.officers_of(session, congress_id, station_id)),
        deputies=_deputies(session),
        attached=stations.deputies_of(session, congress_id, station_id),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/stations/<station_id>/change")
@allow(*KEEPERS)
def change(code: str, station_id: str) -> ResponseReturnValue:
    """Somebody starts or ends keeping the station, its deputies change, or it closes."""
    here = (main_session(), current_actor(), current_congress().id, station_id)
    deed = request.form.get("deed", "")
    if deed == "attach":
        stations.attach(*here, request.form.getlist("deputy"), now=now())
    elif deed in ("assign", "release"):
        keep = stations.assign if deed == "assign" else stations.release
        keep(*here, request.form.get("person", ""), now=now())
    else:
        stations.close(*here, now=now())
    flash(_("已保存。"))
    return redirect(url_for(".one", code=code, station_id=station_id), 303)


# Posters --------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/stations/<station_id>/poster")
@allow(*KEEPERS, Role.STATION_OFFICER)
def poster(code: str, station_id: str) -> ResponseReturnValue:
    """A4, for the wall: the station's code, what may be proposed, when somebody is there."""
    session, congress_id = main_session(), current_congress().id
    station = stations.get(session, congress_id, station_id)
    if not current_actor().may(*KEEPERS) and station not in _kept():
        raise NotAllowed("collection.not_your_station")
    attached = stations.deputies_of(session, congress_id, station_id)
    names = [deputy.name for deputy in _deputies(session) if deputy.id in attached]
    return _poster(station.token, station.name, _open_call(), station=station, deputies=names)


@blueprint.get("/c/<code>/calls/<call_id>/poster")
@allow(*DESK_ROLES)
def call_poster(code: str, call_id: str) -> ResponseReturnValue:
    """The same for places without a station."""
    call = calls.get(main_session(), current_congress().id, call_id)
    return _poster(call.id, call.title, call, station=None, deputies=[])


def _open_call() -> CallLine | None:
    today = to_user_timezone(now()).date()
    found = calls.open_calls(main_session(), current_congress().id, today=today)
    return found[0] if found else None


def _poster(token: str, name: str, call: CallLine | None, **context: object) -> ResponseReturnValue:
    address = url_for("public.form", code=current_congress().code, token=token, _external=True)
    return papers.answer(
        "collection/poster.html",
        _("%(name)s海报", name=name),
        word=None,
        address=address,
        code_drawing=qr.drawing(address),
        local=request.host.split(":")[0] in ("localhost", "127.0.0.1"),
        poster_call=call,
        initiator=(call.initiator_name or _(INITIATOR_WORDS[call.initiator])) if call else "",
        **context,
    )


# The page of who keeps a station --------------------------------------------------------------


def _kept() -> list[stations.StationLine]:
    return stations.kept_by(main_session(), current_congress().id, current_actor().person_id)


@blueprint.get("/c/<code>/station")
@allow(Role.STATION_OFFICER)
def mine(code: str) -> ResponseReturnValue:
    """The actor's stations, what came through them and where it stands; never who wrote it."""
    session, congress_id = main_session(), current_congress().id
    kept = _kept()
    return render_template(
        "collection/my_station.html",
        stations=kept,
        ideas={station.id: intake.of_station(session, congress_id, station.id) for station in kept},
        open_call=_open_call(),
        states=IDEA_STATES,
        channels=CHANNEL_WORDS,
    )
