"""The papers between the owners of the data: sending, the locked paper, signing for it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, web
from voting.collection import handovers, replies
from voting.collection.handovers import KIND_WORDS, SENDER, Paper
from voting.collection.inbox_views import choice, here, looking
from voting.collection.machines import DESK_ROLES, desks_of
from voting.congress.people import names_of
from voting.errors import Invalid, NotFound, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("handovers", __name__)
# Papers that list ideas which the sender still works on.
WORKED_ON = ("suggestion_letter", "assessment_task")


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"kind_words": KIND_WORDS}


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
        choice=choice(call_id, SENDER[kind]) if kind in WORKED_ON else None,
        values=request.form,
        chosen=request.form.getlist("ideas"),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


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
    name = f"{KIND_WORDS[paper.kind]}-{paper.version}"
    return papers.answer(
        "collection/handover.html",
        name,
        paper=paper,
        names=names_of(session, {paper.sent_by}),
        may_sign=paper.received_at is None and paper.receiver in desks_of(current_actor()),
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
