"""The papers between the owners of the data: sending, the locked paper, signing for it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from voting import documents, papers, sheets, web
from voting.collection import desk, handover_content, handovers, replies
from voting.collection.draft_sheet import EXCEL
from voting.collection.drafts import DraftLine
from voting.collection.handover_content import OF_IDEAS, Attached, Paper
from voting.collection.handovers import KIND_WORDS, SENDER, HandoverLine
from voting.collection.inbox_views import choice, here, looking
from voting.collection.machines import CANDIDATE_STATES, DESK_ROLES, DESK_WORDS, desks_of
from voting.congress.people import names_of
from voting.documents.papers import BookEntry, HandoverPaper, grouped
from voting.errors import Invalid, NotFound, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("handovers", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Papers that list ideas which the sender still works on.
WORKED_ON = ("suggestion_letter", "assessment_task")


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"kind_words": KIND_WORDS, "candidate_states": CANDIDATE_STATES}


@blueprint.get("/c/<code>/calls/<call_id>/handovers")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    """All papers of the call, and which this desk can send now."""
    at = here(call_id)
    return render_template(
        "collection/handovers.html",
        papers=handovers.sent(main_session(), current_congress().id, call_id),
        mine=[kind for kind, sender in SENDER.items() if sender == at],
        desks=desks_of(current_actor()),
    )


@blueprint.route("/c/<code>/calls/<call_id>/handovers/new/<kind>", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def new(code: str, call_id: str, kind: str) -> ResponseReturnValue:
    if kind not in KIND_WORDS:
        raise NotFound("collection.handover_not_found")
    here(call_id)
    desk.require_desk(current_actor(), SENDER[kind])  # what the other desk works on is not shown either
    error = None
    if request.method == "POST" and not looking():
        try:
            made = handovers.send(
                main_session(), current_actor(), current_congress().id, call_id, kind, _paper(), now=now()
            )
            flash(_("已发出，内容已锁定。"))
            return redirect(url_for(".one", code=code, handover_id=made), 303)
        except VotingError as refused:
            error = refused
    answered = (
        replies.answerable(main_session(), current_congress().id, call_id) if kind == "adoption_table" else []
    )
    rendered = render_template(
        "collection/handover_new.html",
        kind=kind,
        answered=answered,
        attachable=_attachable(call_id, kind),
        attached=request.form.getlist("drafts"),
        choice=choice(call_id, SENDER[kind]) if kind in WORKED_ON else None,
        values=request.form,
        chosen=request.form.getlist("ideas"),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _attachable(call_id: str, kind: str) -> list[DraftLine]:
    if kind in OF_IDEAS:
        return []
    return handover_content.attachable(main_session(), current_congress().id, call_id)


def _paper() -> Paper:
    given = request.form.get("reply_due", "")
    try:
        due = date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid("collection.due_past", field="reply_due") from None
    return Paper(
        document_no=request.form.get("document_no", ""),
        title=request.form.get("title", ""),
        idea_ids=tuple(request.form.getlist("ideas")),
        draft_ids=tuple(request.form.getlist("drafts")),
        lines=tuple(request.form.get("lines", "").splitlines()),
        reply_due=due,
    )


@blueprint.get("/c/<code>/handovers/<handover_id>")
@allow(*DESK_ROLES)
def one(code: str, handover_id: str) -> ResponseReturnValue:
    """The paper as it was locked, to be printed; the receiving side signs for it here."""
    session, congress_id = main_session(), current_congress().id
    paper = handovers.get(session, congress_id, handover_id)
    here(paper.call_id)
    listed = handover_content.candidates(paper.content)
    return papers.answer(
        "collection/handover.html",
        _name(paper),
        _word(paper, listed),
        paper=paper,
        listed=listed,
        names=names_of(session, {paper.sent_by}),
        may_sign=paper.received_at is None and paper.receiver in desks_of(current_actor()),
    )


def _name(paper: HandoverLine) -> str:
    return f"{KIND_WORDS[paper.kind]}-{paper.document_no}-{paper.version}"


def _word(paper: HandoverLine, listed: list[Attached]) -> HandoverPaper:
    """The same in Word; papers are Chinese, whoever asks for them."""
    due, minute = paper.reply_due, "yyyy-MM-dd HH:mm"
    received = format_datetime(paper.received_at, minute) if paper.received_at else ""
    return HandoverPaper(
        congress=current_congress().name,
        meeting="",
        kind=KIND_WORDS[paper.kind],
        document_no=paper.document_no,
        version=paper.version,
        title=paper.title,
        lines=tuple([*map(_line, paper.content.get("ideas", ())), *paper.content.get("lines", ())]),
        projects=tuple(
            BookEntry(one.number, one.name, one.unit, one.data.get("total_investment", ""), tuple(one.facts))
            for one in listed
        ),
        sender=DESK_WORDS[paper.sender],
        sent_at=format_datetime(paper.sent_at, minute),
        reply=f"　请于{due:%Y-%m-%d}前答复" if due else "",
        signed=f"签收：{paper.signed_for}　{received}" if received else "",
        digest=grouped(paper.digest[:16]),
    )


def _line(idea: dict[str, Any]) -> str:
    """An idea on one line: what it says, and what became of it or who is asked about it."""
    units = "；".join(f"{asked['unit']} {asked['due']}" for asked in idea.get("units", ()))
    told = [idea.get("state", ""), idea.get("sentence", ""), units]
    return "　".join(filter(None, [idea["number"], idea["title"], idea["text"], idea["place"], *told]))


@blueprint.get("/c/<code>/handovers/<handover_id>/list.xlsx")
@allow(*DESK_ROLES)
def attached(code: str, handover_id: str) -> ResponseReturnValue:
    """The attached candidates with all fields, as drafts are filled in: who receives it can work on."""
    paper = handovers.get(main_session(), current_congress().id, handover_id)
    here(paper.call_id)
    listed = handover_content.candidates(paper.content)
    if not listed:
        raise NotFound("collection.handover_not_found")
    rows = [
        [one.bundle if column.key == "bundle" else one.data.get(column.key, "") for column in EXCEL.columns]
        for one in listed
    ]
    return send_file(
        io.BytesIO(sheets.template(EXCEL, rows)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{documents.file_name(_name(paper))}.xlsx",
    )


@blueprint.post("/c/<code>/handovers/<handover_id>/receive")
@allow(*DESK_ROLES)
def receive(code: str, handover_id: str) -> ResponseReturnValue:
    """签收."""
    many = handovers.receive(
        main_session(),
        settings().secret_key,
        current_actor(),
        current_congress().id,
        handover_id,
        signed_for=request.form.get("signed_for", ""),
        now=now(),
    )
    flash(_("已签收，%(many)s 条进入办理。", many=many) if many else _("已签收。"))
    return redirect(url_for(".one", code=code, handover_id=handover_id), 303)
