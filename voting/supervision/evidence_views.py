"""Pictures of supervision: added to a record, looked at, flagged ones decided, shown to everybody."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug import Response

from voting import picture_flags, pictures, web
from voting.congress.people import names_of
from voting.congress.roles import Role
from voting.errors import N_, NotFound, VotingError
from voting.pictures import PictureLine
from voting.supervision import evidence
from voting.supervision.evidence import KIND_WORDS, STAGE_WORDS
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.report_machines import WRITERS
from voting.web import allow, current_actor, current_congress, main_session, now, sentence, settings

blueprint = Blueprint("evidence", __name__)
CHECKERS = (*OFFICE, Role.INSPECTORATE)
ADDERS = (*OFFICE, *WRITERS, Role.DEPUTY)
FILES_MOST = 6
web.nav("evidence.flags", _l("照片核查"), CHECKERS, order=18)

FLAG_WORDS: dict[str, str] = {
    "reused": N_("疑似重复使用"),
    "early": N_("拍摄时间早于项目年度"),
    "outside": N_("拍摄时间不在本期内"),
}
VERDICT_WORDS: dict[str, str] = {"same": N_("属实"), "different": N_("不属实")}


@blueprint.app_context_processor
def pieces() -> dict[str, object]:
    """For the pages of reports, visits, findings and projects."""
    return {
        "pictures_of": _of_record,
        "pictures_of_project": _of_project,
        "may_add_pictures": lambda kind, record_id: _may(evidence.may_add, kind, record_id),
        "may_withdraw_pictures": lambda kind, record_id: _may(evidence.may_withdraw, kind, record_id),
        "picture_marks": _marks,
        "picture_source": _source,
        "picture_stages": STAGE_WORDS,
        "picture_kinds": KIND_WORDS,
        "picture_flag_words": FLAG_WORDS,
        "picture_verdicts": VERDICT_WORDS,
        "picture_sentence": lambda code: sentence(VotingError(code)),
        "picture_limits": {
            "caption": pictures.CAPTION_MOST,
            "files": FILES_MOST,
            "megabytes": pictures.PICTURE_BYTES // 2**20,
        },
    }


def _of_record(kind: str, record_id: str) -> list[PictureLine]:
    """All of a record that its reader may see, those not ready with why."""
    session, congress_id = main_session(), current_congress().id
    if not record_id or "actor" not in g:
        return []
    found = pictures.of(session, congress_id, kind, [record_id])[record_id]
    return evidence.seen_by(session, current_actor(), congress_id, found)


def _of_project(project_id: str) -> list[PictureLine]:
    session, congress_id = main_session(), current_congress().id
    found = pictures.of_projects(session, congress_id, [project_id])[project_id]
    return evidence.seen_by(session, current_actor(), congress_id, found)


def _may(asked: Callable[..., bool], kind: str, record_id: str) -> bool:
    if not record_id or "actor" not in g or not g.actor.may(*ADDERS):
        return False
    return asked(main_session(), g.actor, current_congress().id, kind, record_id)


def _marks(lines: list[PictureLine]) -> dict[str, list[str]]:
    """Kinds of flags that a person confirmed, for those pictures that have one."""
    return picture_flags.judged(main_session(), current_congress().id, [line.id for line in lines])


def _source(line: PictureLine) -> str:
    """Its address; on a page that becomes a file, which reads no address, the small picture itself."""
    if request.args.get("format") != "pdf":
        return url_for("evidence.picture", code=current_congress().code, picture_id=line.id, size="small")
    data = pictures.content(settings(), line, "small")
    return f"data:image/jpeg;base64,{b64encode(data).decode()}"


def _back() -> ResponseReturnValue:
    """To the page of the record, which the form names; to no other site and no other room."""
    room = url_for("years.list_years", code=current_congress().code)
    try:
        given = urlsplit(request.form.get("back", ""))
    except ValueError:  # no address at all
        given = urlsplit(room)
    inside = not given.scheme and not given.netloc and given.path.startswith(f"{room}/")
    return redirect(f"{given.path}#pictures" if inside else room, 303)


# A record's pictures --------------------------------------------------------------------------


@blueprint.post("/c/<code>/years/records/<kind>/<record_id>/pictures")
@allow(*ADDERS, body=FILES_MOST * 2 * pictures.PICTURE_BYTES)
def add(code: str, kind: str, record_id: str) -> ResponseReturnValue:
    """Pictures of one stage with one caption; those that cannot be taken say so where they stand."""
    given = [each.stream for each in request.files.getlist("photo") if each.filename][:FILES_MOST]
    waiting = evidence.add(
        main_session(),
        settings(),
        current_actor(),
        current_congress().id,
        kind,
        record_id,
        given,
        stage=request.form.get("stage", ""),
        caption=request.form.get("caption", ""),
        now=now(),
    )
    if waiting:
        web.wake_jobs()
        flash(ngettext("已收到 %(num)s 张照片，正在处理。", "已收到 %(num)s 张照片，正在处理。", waiting))
    else:
        flash(_("没有收到可用的照片，或这份记录的照片已满。"))
    return _back()


@blueprint.post("/c/<code>/years/pictures/<picture_id>/withdraw")
@allow(*ADDERS)
def withdraw(code: str, picture_id: str) -> ResponseReturnValue:
    evidence.withdraw(main_session(), current_actor(), current_congress().id, picture_id, now=now())
    flash(_("已撤下这张照片。"))
    return _back()


# One picture ----------------------------------------------------------------------------------


def _seen(picture_id: str) -> PictureLine:
    session, congress_id = main_session(), current_congress().id
    line = pictures.get(session, congress_id, picture_id)
    if line.owner_kind in pictures.EVIDENCE:
        for seen in evidence.seen_by(session, current_actor(), congress_id, [line]):
            return seen
    raise NotFound("pictures.not_found")


@blueprint.get("/c/<code>/years/pictures/<picture_id>/<size>.jpg")
@allow(*READERS)
def picture(code: str, picture_id: str, size: str) -> ResponseReturnValue:
    return _jpeg(pictures.content(settings(), _seen(picture_id), size))


@blueprint.get("/c/<code>/board/pictures/<picture_id>/<size>.jpg")
@web.public(cookieless=True)
def shown(code: str, picture_id: str, size: str) -> ResponseReturnValue:
    """A picture that the office shows on the public board."""
    line = pictures.public(main_session(), current_congress().id, picture_id)
    return _jpeg(pictures.content(settings(), line, size))


def _jpeg(data: bytes) -> Response:
    """Always a JPEG of our own making, whatever came; strict headers are set on every answer."""
    return Response(data, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})


@blueprint.route("/c/<code>/years/pictures/<picture_id>", methods=["GET", "POST"])
@allow(*READERS)
def page(code: str, picture_id: str) -> ResponseReturnValue:
    """One picture, where it stands; the office asks here when and where it was taken, for a purpose."""
    session, congress_id = main_session(), current_congress().id
    line = _seen(picture_id)
    found, error = None, None
    if request.method == "POST":
        try:
            purpose = request.form.get("purpose", "")
            found = evidence.origin(session, current_actor(), congress_id, picture_id, purpose, now=now())
        except VotingError as refused:
            error = refused
    page = render_template(
        "supervision/picture.html",
        line=line,
        place=evidence.places(session, congress_id, [picture_id])[picture_id],
        origin=found,
        error=error,
        may_office=current_actor().may(*OFFICE),
    )
    return page, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/years/pictures/<picture_id>/show")
@allow(*OFFICE)
def show(code: str, picture_id: str) -> ResponseReturnValue:
    on = request.form.get("on") == "yes"
    evidence.show(main_session(), current_actor(), current_congress().id, picture_id, on, now=now())
    flash(_("这张照片已在公示板公开。") if on else _("这张照片不再公开。"))
    return _back()


# What was flagged -----------------------------------------------------------------------------


@blueprint.route("/c/<code>/years/pictures", methods=["GET", "POST"])
@allow(*CHECKERS)
def flags(code: str) -> ResponseReturnValue:
    """Pictures that look as if they were used before or taken at another time; the office decides."""
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        try:
            role = current_actor().role_for(*OFFICE)
            picture_flags.decide(
                session,
                current_actor(),
                role,
                congress_id,
                request.form.get("flag", ""),
                request.form.get("verdict", ""),
                request.form.get("reason", ""),
                now=now(),
            )
            flash(_("已保存您的认定。"))
            return redirect(url_for(".flags", code=code), 303)
        except VotingError as refused:
            error = refused
    found = picture_flags.flags(session, congress_id)
    ids = {one.picture_id for one in found} | {one.other_id for one in found if one.other_id}
    page = render_template(
        "supervision/picture_flags.html",
        flags=found,
        places=evidence.places(session, congress_id, ids),
        people=names_of(session, {one.decided_by for one in found if one.decided_by}),
        error=error,
        asked=request.form.get("flag", ""),
        may_decide=current_actor().may(*OFFICE),
    )
    return page, web.status_of(error) if error else 200
