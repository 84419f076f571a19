"""Pages from closing to publication: counts, validity, result, papers, the bundle."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import voting
from voting import papers, web
from voting.congress import people
from voting.congress.roles import Role
from voting.errors import NotReady, VotingError
from voting.polling import (
    adoption,
    balance,
    board_store,
    bundles,
    closing,
    filing,
    lifecycle,
    overview,
    reconciliation,
    recovery,
    result_facts,
    scrutiny,
    sittings,
)
from voting.polling.balance import Balance
from voting.polling.bundles import Facts
from voting.polling.models import Poll
from voting.polling.overview import PollView
from voting.polling.views import OFFICIALS, meeting_name, reader, tools
from voting.rules.phrases import Lang
from voting.web import allow, board_session, current_actor, current_congress, main_session, now, public

blueprint = Blueprint("results", __name__)
# What is filed under each name, and its data for Word.
PAPERS = {
    "counts": ("收发票情况报告单", filing.counts_paper),
    "result": ("票决结果报告单", filing.result_paper),
    "notice": ("公告", filing.notice_paper),
}
RATING_PAPERS = {
    "result": ("测评结果单", filing.rating_paper),
    "notice": ("公告", filing.rating_notice_paper),
}
VERIFIER = Path(voting.__file__).parent / "static" / "dist" / "verify.html"


def _context(poll_id: str) -> dict[str, Any]:
    shown = overview.poll(board_session(), poll_id)
    sitting = overview.sitting(board_session(), shown.sitting_id)
    row = sittings.find_poll(board_session(), poll_id)
    kept = balance.reported(row)
    cards = kept.balance if kept else balance.balance(board_session(), row)
    return {
        "poll": shown,
        "sitting": sitting,
        "meeting": meeting_name(sitting.session_id),
        "accepted": board_store.accepted_ballots(board_session(), row) if shown.fingerprint else 0,
        "cards": cards,
        "equation": _equation(cards),
    }


def _equation(cards: Balance) -> str:
    """印制 = 发出 + …, with every number; blank for a pen where nobody has stated it."""
    numbers = [cards.printed, cards.handed_out, cards.left_over, cards.spoilt + cards.lost]
    shown = ["　" if number is None else str(number) for number in numbers]
    names = dict(zip(("printed", "handed_out", "left_over", "spoilt"), shown, strict=True))
    names |= {"spot": str(cards.spot_checked), "reserve": str(cards.reserve)}
    left: str = _("印制 %(printed)s 张 = 发出 %(handed_out)s + 剩余 %(left_over)s + 损毁 %(spoilt)s", **names)
    return left + str(_(" + 抽检 %(spot)s + 备用 %(reserve)s", **names))


def _counts_context(poll_id: str) -> dict[str, Any]:
    """As ``_context``, with who states which of the cards' numbers."""
    context = _context(poll_id)
    cards: Balance = context["cards"]
    kept = balance.reported(sittings.find_poll(board_session(), poll_id))
    stated = (kept.registrar, kept.desk, *kept.voided_by) if kept else ()
    known = people.names_of(main_session(), stated)

    def with_names(office: str, *persons: str) -> str:
        return " ".join([office, *(known[each] for each in persons if each in known)])

    registrar = with_names(_("票卡管理员"), *stated[:1])
    desk = with_names(_("现场工作台（按票根）"), *stated[1:2])
    both = with_names(_("票卡管理员和监票人（作废单）"), *stated[:1], *stated[2:])
    lines = [
        (_("印制"), cards.printed, registrar),
        (_("发出"), cards.handed_out, desk),
        (_("剩余（剔除）"), cards.left_over, registrar),
        (_("损毁"), cards.spoilt, registrar),
        (_("遗失（已作废）"), cards.lost, both),
        (_("抽检（已作废）"), cards.spot_checked, both),
        (_("备用（没有发出，已作废）"), cards.reserve, both),
    ]
    named = [{"label": label, "number": number, "stated_by": who} for label, number, who in lines]
    return context | {"balance_lines": named}


def _back(code: str, poll_id: str) -> ResponseReturnValue:
    shown = overview.poll(board_session(), poll_id)
    return redirect(url_for("polling.sitting", code=code, sitting_id=shown.sitting_id, poll=poll_id), 303)


# Closing and its report -----------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/closing")
@allow(*OFFICIALS)
def closing_page(code: str, poll_id: str) -> ResponseReturnValue:
    return render_template("polling/closing.html", **_context(poll_id))


@blueprint.post("/c/<code>/polls/<poll_id>/closing/propose")
@allow(Role.SECRETARIAT)
def propose_closing(code: str, poll_id: str) -> ResponseReturnValue:
    lifecycle.propose_closing(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
    flash(_("已提请总监票人截止投票。"))
    return redirect(url_for("results.closing_page", code=code, poll_id=poll_id), 303)


@blueprint.post("/c/<code>/polls/<poll_id>/closing/confirm")
@allow(Role.CHIEF_SCRUTINEER)
def confirm_closing(code: str, poll_id: str) -> ResponseReturnValue:
    """Every listed card must be handed out or void by now: afterwards none can be voided any more."""
    row = sittings.find_poll(board_session(), poll_id)
    balance.require_balanced(balance.balance(board_session(), row))
    reconciliation.require_ready_to_close(board_session(), row)
    try:
        web.require_password()
    except VotingError as refused:
        page = render_template("polling/closing.html", error=refused, **_context(poll_id))
        return page, web.status_of(refused)
    lifecycle.confirm_closing(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
    flash(_("投票已截止，票箱已封存。"))
    return _back(code, poll_id)


@blueprint.route("/c/<code>/polls/<poll_id>/counts", methods=["GET", "POST"])
@allow(*OFFICIALS)
def counts(code: str, poll_id: str) -> ResponseReturnValue:
    """收发票报告: the chief scrutineer sends it, everybody official may read it."""
    error: VotingError | None = None
    if request.method == "POST":
        try:
            closing.finish(board_session(), poll_id)  # nothing to do, but after a crash in the closing
            lifecycle.report_counts(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
            flash(_("收发票情况已报告。"))
            return _back(code, poll_id)
        except VotingError as refused:
            error = refused
    page = render_template("polling/counts.html", error=error, **_context(poll_id))
    return page, web.status_of(error) if error else 200


@blueprint.route("/c/<code>/polls/<poll_id>/validity", methods=["GET", "POST"])
@allow(*OFFICIALS)
def validity(code: str, poll_id: str) -> ResponseReturnValue:
    error: VotingError | None = None
    if request.method == "POST":
        try:
            lifecycle.declare_valid(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
            flash(_("已记录：执行主席宣布有效。"))
            return _back(code, poll_id)
        except VotingError as refused:
            error = refused
    told = scrutiny.faults(board_session(), sittings.find_poll(board_session(), poll_id))
    page = render_template("polling/validity.html", error=error, faults=told, **_context(poll_id))
    return page, web.status_of(error) if error else 200


# Result ---------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/result")
@allow(*OFFICIALS)
def result(code: str, poll_id: str) -> ResponseReturnValue:
    return render_template("polling/result.html", **_result_context(poll_id, reader()))


def _result_context(poll_id: str, lang: Lang = "zh") -> dict[str, Any]:
    """``lang`` is that of the page's explanations; papers are always in Chinese."""
    context = _context(poll_id)
    shown = overview.poll(board_session(), poll_id)
    row = sittings.find_poll(board_session(), poll_id)
    bundles.may_see_result(row, current_actor())
    by_votes = request.args.get("order") == "votes"
    return context | {
        "notice": filing.REHEARSED if shown.rehearsal else lifecycle.notice_of(board_session(), row),
        "fingerprint": bundles.archive_fingerprint(board_session(), row),
        **result_facts.facts(board_session(), shown, row, by_votes, lang),
    }


@blueprint.post("/c/<code>/polls/<poll_id>/sign")
@allow(Role.CHIEF_SCRUTINEER)
def sign(code: str, poll_id: str) -> ResponseReturnValue:
    lifecycle.sign(board_session(), tools().keys, actor=current_actor(), poll_id=poll_id, now=now())
    flash(_("已签字确认，服务器钥匙已销毁。"))
    return redirect(url_for("results.result", code=code, poll_id=poll_id), 303)


@blueprint.post("/c/<code>/polls/<poll_id>/complete")
@allow(Role.CHIEF_SCRUTINEER)
def complete(code: str, poll_id: str) -> ResponseReturnValue:
    """Go on where a crash stopped the counting or the erasing of the server's key; else change nothing."""
    keys, session = tools().keys, board_session()
    recovery.finish(session, keys, actor=current_actor(), poll_id=poll_id, now=now())
    return _back(code, poll_id)


@blueprint.post("/c/<code>/polls/<poll_id>/announce")
@allow(Role.SECRETARY_GENERAL)
def announce(code: str, poll_id: str) -> ResponseReturnValue:
    try:
        web.require_password()
    except VotingError as refused:
        page = render_template("polling/result.html", error=refused, **_result_context(poll_id))
        return page, web.status_of(refused)
    lifecycle.announce(board_session(), tools().keys, actor=current_actor(), poll_id=poll_id, now=now())
    web.tell_authors()
    flash(_("已记录：执行主席宣布了结果。"))
    return redirect(url_for("results.result", code=code, poll_id=poll_id), 303)


@blueprint.post("/c/<code>/polls/<poll_id>/publish")
@allow(Role.SECRETARIAT)
def publish(code: str, poll_id: str) -> ResponseReturnValue:
    lifecycle.publish(
        board_session(),
        actor=current_actor(),
        poll_id=poll_id,
        notice=request.form.get("notice", ""),
        now=now(),
    )
    flash(_("已公告。"))
    return redirect(url_for("results.result", code=code, poll_id=poll_id), 303)


# Papers ---------------------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/papers/<name>")
@allow(*OFFICIALS)
def paper(code: str, poll_id: str, name: str) -> ResponseReturnValue:
    """收发票情况报告单 (counts), 票决结果报告单 (result), 公告 (notice); as page, PDF or Word."""
    if name not in PAPERS:
        raise NotReady("polling.no_result")
    context = _counts_context(poll_id) if name == "counts" else _result_context(poll_id)
    shown: PollView = context["poll"]
    if name == "counts" and shown.returned is None:
        raise NotReady("polling.tally_missing")
    rated = shown.method.kind == "rating" and name in RATING_PAPERS
    title, make = RATING_PAPERS[name] if rated else PAPERS[name]
    word = make(current_congress().name, context)
    template = f"polling/paper_rating_{name}.html" if rated else f"polling/paper_{name}.html"
    return papers.answer(template, f"{title}-{shown.title}", word, **context)


# The bundle -----------------------------------------------------------------------------------


@blueprint.get("/c/<code>/polls/<poll_id>/audit")
@allow(*OFFICIALS)
def audit(code: str, poll_id: str) -> ResponseReturnValue:
    """The auditor's page: fingerprint, bundle, the verifier's command."""
    row = sittings.find_poll(board_session(), poll_id)
    outside = lifecycle.outside_height(board_session(), row) if row.fingerprint else None
    return render_template(
        "polling/audit.html",
        adopted=adoption.adoption_of(board_session(), poll_id),
        fingerprint=bundles.archive_fingerprint(board_session(), row, outside) if row.fingerprint else "",
        available=_may_have_bundle(row),
        verifier_hash=hashlib.sha256(VERIFIER.read_bytes()).hexdigest(),
        **_context(poll_id),
    )


@blueprint.get("/verify.html")
@public(cookieless=True)
def verifier() -> ResponseReturnValue:
    """The offline verifier, to be kept and opened from a disk. It is never shown as a page of this site,
    whose policy allows no inline script."""
    page = io.BytesIO(VERIFIER.read_bytes())
    return send_file(page, mimetype="text/html", as_attachment=True, download_name="核验.html")


@blueprint.get("/c/<code>/polls/<poll_id>/bundle.zip")
@allow(*OFFICIALS)
def bundle(code: str, poll_id: str) -> ResponseReturnValue:
    row = sittings.find_poll(board_session(), poll_id)
    bundles.may_leave(row, current_actor())
    return _bundle(poll_id, row.sitting_id)


@blueprint.get("/p/<code>/polls/<poll_id>/bundle.zip")
@public(cookieless=True)
def public_bundle(code: str, poll_id: str) -> ResponseReturnValue:
    """The same bytes for anybody, where the method publishes them and the result is announced."""
    row = sittings.find_poll(board_session(), poll_id)
    bundles.may_leave(row, None)
    return _bundle(poll_id, row.sitting_id)


def _may_have_bundle(row: Poll) -> bool:
    try:
        bundles.may_leave(row, current_actor())
    except VotingError:
        return False
    return True


def _bundle(poll_id: str, sitting_id: str) -> ResponseReturnValue:
    sitting = overview.sitting(board_session(), sitting_id)
    facts = Facts(current_congress().name, meeting_name(sitting.session_id), f"piaojue {voting.__version__}")
    chunks = bundles.write_bundle(board_session(), tools().keys, poll_id, facts)
    name = f"piaojue-{overview.poll(board_session(), poll_id).uuid}.zip"
    # Written whole before it is sent: the request's session closes with the request.
    return Response(
        b"".join(chunks),
        mimetype="application/zip",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
