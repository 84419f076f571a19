"""Pages on which clerks, deputies and units enter ideas, one by one or by Excel; and who wrote one."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets, web
from voting.collection import authors, calls, desk, ideas, intake, intake_undo, photos
from voting.collection.calls import CallLine
from voting.collection.ideas import Received
from voting.collection.intake import CLERKS, PROPOSERS, SHEET, SHEET_CHANNELS, Entry
from voting.collection.machines import CHANNEL_WORDS, DESK_ROLES, desks_of
from voting.collection.public_views import picture
from voting.congress.roles import Role
from voting.errors import VotingError
from voting.pictures import PICTURE_BYTES
from voting.sheets import CellError
from voting.web import allow, current_actor, current_congress, main_session, now, sentence, settings

blueprint = Blueprint("intake", __name__)
web.nav("intake.page", _l("填报建议"), PROPOSERS, order=22)
FIELDS = tuple(Entry.__dataclass_fields__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _calls() -> list[CallLine]:
    """The calls that were not ended, the latest year first."""
    return [call for call in calls.every(main_session(), current_congress().id) if call.state == "open"]


def _call(call_id: str) -> CallLine:
    return calls.get(main_session(), current_congress().id, call_id)


@blueprint.get("/c/<code>/intake")
@allow(*PROPOSERS)
def page(code: str) -> ResponseReturnValue:
    """To the one call that is open, or a choice of several."""
    found = _calls()
    if len(found) == 1:
        return redirect(url_for(".form", code=code, call_id=found[0].id))
    return render_template("collection/intake_choice.html", calls=found)


@blueprint.route("/c/<code>/calls/<call_id>/intake", methods=["GET", "POST"])
@allow(*PROPOSERS, body=photos.MOST_PHOTOS * 2 * PICTURE_BYTES)
def form(code: str, call_id: str) -> ResponseReturnValue:
    """One idea; after it was recorded the form is ready for the next of the same channel and station."""
    if request.method == "GET":
        return _form(_call(call_id), None)
    given = Entry(**{name: request.form.get(name, "") for name in FIELDS})
    try:
        received = intake.enter(
            main_session(),
            settings().secret_key,
            current_actor(),
            current_congress().id,
            call_id,
            given,
            now=now(),
        )
    except VotingError as refused:
        return _form(_call(call_id), None, refused), web.status_of(refused)
    call = _call(call_id)
    _keep_photos(call, received)
    return _form(call, received)


def _keep_photos(call: CallLine, received: Received) -> None:
    """What lay with the paper; the idea is recorded already, and no picture can lose it."""
    given = [each.stream for each in request.files.getlist("photo") if each.filename]
    session, congress_id = main_session(), current_congress().id
    files = given[: call.photos_most]
    if photos.accept(session, settings(), congress_id, received.idea_id, files, now=now()):
        web.wake_jobs()


def _form(call: CallLine, received: Received | None, error: VotingError | None = None) -> str:
    """What was typed stays where it was refused; channel and station stay for the next of a pile."""
    kept = FIELDS if error else ("channel", "station_id")
    actor = current_actor()
    channels = [name for name in intake.channels_for(actor) if name in call.channels]
    return render_template(
        "collection/intake.html",
        call=call,
        received=received,
        error=error,
        typed={name: request.form.get(name, "") if name in kept else "" for name in FIELDS},
        channels=[(name, _(CHANNEL_WORDS[name])) for name in channels],
        stations=intake.stations_for(main_session(), actor, current_congress().id),
        for_others=actor.may(*CLERKS),
        own_desk=actor.may(*DESK_ROLES),
        sheet_channels=[(name, _(CHANNEL_WORDS[name])) for name in _sheet_channels(call)],
        imports=intake_undo.imports(main_session(), actor, current_congress().id, call.id),
        channel_words=CHANNEL_WORDS,
        limits={"title": ideas.TITLE_MOST, "text": ideas.TEXT_MOST, "place": ideas.PLACE_MOST},
        megabytes=PICTURE_BYTES // 2**20,
    )


def _sheet_channels(call: CallLine) -> list[str]:
    actor = current_actor()
    mine = [name for name in SHEET_CHANNELS if name != "department"] if actor.may(*DESK_ROLES) else []
    mine += ["department"] if actor.may(Role.UNIT) else []
    return [name for name in mine if name in call.channels]


@blueprint.get("/c/<code>/intake/template.xlsx")
@allow(*DESK_ROLES, Role.UNIT)
def template(code: str) -> ResponseReturnValue:
    return _workbook(intake.workbook(), _("意见建议导入模板"))


def _workbook(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _cell_sentence(error: CellError) -> str:
    return sentence(VotingError(error.code, **error.data))


@blueprint.post("/c/<code>/calls/<call_id>/intake/sheet")
@allow(*DESK_ROLES, Role.UNIT)
def sheet(code: str, call_id: str) -> ResponseReturnValue:
    """All rows of a workbook or none; with errors it comes back, bad cells red."""
    given = request.files.get("file")
    session, congress_id = main_session(), current_congress().id
    try:
        reading = intake.read(session, congress_id, call_id, given.read() if given else b"")
        if reading.bad:
            return _workbook(sheets.error_workbook(SHEET, reading, _cell_sentence), _("意见建议错误说明"))
        many = intake.take(
            session,
            settings().secret_key,
            current_actor(),
            congress_id,
            call_id,
            request.form.get("channel", ""),
            reading,
            now=now(),
        )
    except VotingError as refused:
        return _form(_call(call_id), None, refused), web.status_of(refused)
    flash(_("已导入 %(many)s 条意见建议。", many=many))
    return redirect(url_for(".form", code=code, call_id=call_id), 303)


@blueprint.post("/c/<code>/calls/<call_id>/intake/undo")
@allow(*DESK_ROLES, Role.UNIT)
def undo(code: str, call_id: str) -> ResponseReturnValue:
    """Take a workbook back that nobody has worked on yet."""
    many = intake_undo.undo(
        main_session(), current_actor(), current_congress().id, request.form.get("import", ""), now=now()
    )
    flash(_("已撤销导入，%(many)s 条意见建议已删除。", many=many))
    return redirect(url_for(".form", code=code, call_id=call_id), 303)


# Who wrote it, and its pictures ---------------------------------------------------------------


@blueprint.route("/c/<code>/ideas/<idea_id>/author", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def author(code: str, idea_id: str) -> ResponseReturnValue:
    """Name and phone after a purpose was given; every look is recorded and shown here."""
    session, congress_id = main_session(), current_congress().id
    idea = ideas.get(session, congress_id, idea_id)
    desk.require_desk(current_actor(), idea.desk)
    found, error, asked = None, None, request.method == "POST"
    if asked:
        try:
            purpose = request.form.get("purpose", "")
            found = authors.read(session, current_actor(), congress_id, idea_id, purpose, now=now())
        except VotingError as refused:
            error, asked = refused, False
    rendered = render_template(
        "collection/author.html",
        idea=idea,
        asked=asked,
        found=found,
        looks=authors.looks(session, congress_id, idea_id),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.app_context_processor
def pictures() -> dict[str, object]:
    """``photos_of(idea_id)`` and the sentence for why one failed, for the pages of the desk."""
    return {
        "photos_of": lambda idea_id: photos.of_idea(main_session(), current_congress().id, idea_id),
        "code_sentence": lambda code: sentence(VotingError(code)),
    }


@blueprint.get("/c/<code>/desk-photos/<photo_id>/<size>")
@allow(*DESK_ROLES)
def photo(code: str, photo_id: str, size: str) -> ResponseReturnValue:
    """A picture for those who work on the idea, also before it was let through."""
    mine = desks_of(current_actor())
    data = photos.content(main_session(), settings(), current_congress().id, photo_id, size, desks=mine)
    return picture(data)
