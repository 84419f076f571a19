"""Pages of Excel import, the same for every list that is offered (imports.offer)."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import sheets, web
from voting.congress import imports, services
from voting.congress.imports import IMPORTERS, Offer, Preview
from voting.errors import NotFound, VotingError
from voting.sheets import CellError
from voting.sheets.columns import MOST_BYTES
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("imports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A preview shows so many rows of a tab; the error workbook has them all.
SHOWN = 300


def _offer(kind: str) -> Offer:
    if kind not in imports.OFFERS:
        raise NotFound("imports.not_found")
    return imports.OFFERS[kind]


def _file(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


@blueprint.get("/c/<code>/imports/<kind>/template.xlsx")
@allow(*IMPORTERS)
def template(code: str, kind: str) -> ResponseReturnValue:
    sheet = _offer(kind).importer.sheet
    return _file(sheets.template(sheet), _("%(title)s模板", title=sheet.title))


@blueprint.route("/c/<code>/imports/<kind>/<session_id>", methods=["GET", "POST"])
@allow(*IMPORTERS)
def upload(code: str, kind: str, session_id: str) -> ResponseReturnValue:
    """Choose a file; a refused one is explained on the same page."""
    offer, congress_id = _offer(kind), current_congress().id
    held = services.get_session(main_session(), congress_id, session_id)
    error = None
    if request.method == "POST":
        given = request.files.get("file")
        try:
            draft_id = imports.upload(
                main_session(),
                current_actor(),
                congress_id,
                offer.importer,
                session_id,
                filename=given.filename or "" if given else "",
                data=given.read() if given else b"",
                now=now(),
            )
            return redirect(url_for(".preview", code=code, kind=kind, draft_id=draft_id), 303)
        except VotingError as refused:
            error = refused
    page = render_template(
        "congress/import_upload.html",
        offer=offer,
        kind=kind,
        held=held,
        megabytes=MOST_BYTES // 2**20,
        error=error,
    )
    return page, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/imports/<kind>/drafts/<draft_id>")
@allow(*IMPORTERS)
def preview(code: str, kind: str, draft_id: str) -> ResponseReturnValue:
    return _preview_page(kind, _shown(kind, draft_id))


def _shown(kind: str, draft_id: str) -> Preview:
    importer = _offer(kind).importer
    return imports.preview(main_session(), current_congress().id, importer, draft_id, now=now())


def _preview_page(kind: str, shown: Preview, error: VotingError | None = None) -> str:
    """Two tabs; the bad rows come first as long as there are any."""
    tab = request.args.get("show") or ("bad" if shown.reading.bad else "good")
    rows = shown.reading.bad if tab == "bad" else shown.reading.good
    return render_template(
        "congress/import_preview.html",
        offer=_offer(kind),
        kind=kind,
        shown=shown,
        tab=tab,
        rows=rows[:SHOWN],
        more=max(0, len(rows) - SHOWN),
        cell_sentence=_cell_sentence,
        error=error,
    )


def _cell_sentence(error: CellError) -> str:
    return web.sentence(VotingError(error.code, **error.data))


@blueprint.get("/c/<code>/imports/<kind>/drafts/<draft_id>/errors.xlsx")
@allow(*IMPORTERS)
def errors(code: str, kind: str, draft_id: str) -> ResponseReturnValue:
    """The same rows with the bad cells red and a sentence beside them."""
    sheet = _offer(kind).importer.sheet
    data = sheets.error_workbook(sheet, _shown(kind, draft_id).reading, _cell_sentence)
    return _file(data, _("%(title)s错误说明", title=sheet.title))


@blueprint.post("/c/<code>/imports/<kind>/drafts/<draft_id>/take")
@allow(*IMPORTERS)
def take(code: str, kind: str, draft_id: str) -> ResponseReturnValue:
    offer, expected = _offer(kind), request.form.get("expected", "")
    try:
        count = imports.take(
            main_session(),
            current_actor(),
            current_congress().id,
            offer.importer,
            draft_id,
            only_good=request.form.get("only_good") == "1",
            expected=int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 6 else -1,
            now=now(),
        )
    except NotFound:
        raise
    except VotingError as refused:
        return _preview_page(kind, _shown(kind, draft_id), refused), web.status_of(refused)
    flash(_("已导入 %(count)s 行。发现有误可以撤销本次导入。", count=count))
    return redirect(url_for(offer.home, code=code), 303)


@blueprint.post("/c/<code>/imports/<kind>/drafts/<draft_id>/discard")
@allow(*IMPORTERS)
def discard(code: str, kind: str, draft_id: str) -> ResponseReturnValue:
    offer = _offer(kind)
    imports.discard(main_session(), current_actor(), current_congress().id, offer.importer, draft_id)
    flash(_("已放弃这次上传，没有导入任何内容。"))
    return redirect(url_for(offer.home, code=code), 303)


@blueprint.post("/c/<code>/imports/<kind>/taken/<import_id>/undo")
@allow(*IMPORTERS)
def undo(code: str, kind: str, import_id: str) -> ResponseReturnValue:
    offer = _offer(kind)
    count = imports.undo(
        main_session(), current_actor(), current_congress().id, offer.importer, import_id, now=now()
    )
    flash(_("已撤销上次导入的 %(count)s 行。", count=count))
    return redirect(url_for(offer.home, code=code), 303)
