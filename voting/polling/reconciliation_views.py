"""票数核对: one live page of the two chains of numbers, and the stop (暂停收票).

The page asks for its numbers about once a second; nothing of one deputy or one card is in them. Registrar and
scrutineers see the cards' part; how many have voted so far is for those who lead the vote and who audit it.
"""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting.congress.roles import Role
from voting.errors import VotingError
from voting.polling import overview, pausing, reconciliation, sittings
from voting.polling.balance import Balance
from voting.polling.reconciliation import Finding, Reconciliation
from voting.polling.views import attendance_of
from voting.polling.wording import BREAKS, STATES, WAITS
from voting.web import allow, board_session, current_actor, now, status_of

blueprint = Blueprint("reconciliation", __name__)
LEADERS = (Role.CHIEF_SCRUTINEER, Role.SECRETARIAT, Role.AUDITOR)
READERS = (*LEADERS, Role.REGISTRAR, Role.SCRUTINEER)


@blueprint.get("/c/<code>/polls/<poll_id>/reconciliation")
@allow(*READERS)
def page(code: str, poll_id: str) -> ResponseReturnValue:
    return _page(poll_id)


@blueprint.get("/c/<code>/polls/<poll_id>/reconciliation.json")
@allow(*READERS)
def numbers(code: str, poll_id: str) -> ResponseReturnValue:
    """What the page and the bar on other pages show; a few counting queries, no row of a card or ballot."""
    return jsonify(_as_json(_reconcile(poll_id)))


@blueprint.post("/c/<code>/polls/<poll_id>/pause")
@allow(*pausing.MAY_PAUSE)
def pause(code: str, poll_id: str) -> ResponseReturnValue:
    pausing.pause(board_session(), actor=current_actor(), poll_id=poll_id, now=now())
    flash(_("已暂停收票。已封好的票留在平板上，恢复后自动送出。"))
    return redirect(url_for("reconciliation.page", code=code, poll_id=poll_id), 303)


@blueprint.post("/c/<code>/polls/<poll_id>/resume")
@allow(*pausing.MAY_RESUME)
def resume(code: str, poll_id: str) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    try:
        pausing.resume(board_session(), actor=current_actor(), poll_id=poll_id, reason=reason, now=now())
    except VotingError as error:
        return _page(poll_id, error), status_of(error)
    flash(_("已恢复收票。"))
    return redirect(url_for("reconciliation.page", code=code, poll_id=poll_id), 303)


def _page(poll_id: str, error: VotingError | None = None) -> str:
    poll = overview.poll(board_session(), poll_id)
    found = _reconcile(poll_id)
    return render_template(
        "polling/reconciliation.html",
        poll=poll,
        sitting=overview.sitting(board_session(), poll.sitting_id),
        found=found,
        shown=_as_json(found),
        leads=_leads(),
        error=error,
    )


def _reconcile(poll_id: str) -> Reconciliation:
    poll = sittings.find_poll(board_session(), poll_id)
    there = attendance_of(sittings.find_sitting(board_session(), poll.sitting_id).session_id)
    return reconciliation.reconcile(board_session(), poll_id, there)


def _leads() -> bool:
    return current_actor().may(*LEADERS)


def _as_json(found: Reconciliation) -> dict[str, object]:
    leads = _leads()
    breaks = [each for each in found.breaks if leads or each.code in reconciliation.OF_CARDS]
    hall = {"all_deputies": found.all_deputies, "present": found.present, "returned": found.returned}
    return {
        "open": found.state == "open",
        "paused": found.paused,
        "numbers": (hall if leads else {}) | _of_cards(found.cards),
        "breaks": [_said(each, BREAKS) for each in breaks],
        "waits": [_said(each, WAITS) for each in found.waits] if found.state == "open" else [],
        "state": _(STATES[found.state]),
    }


def _of_cards(cards: Balance) -> dict[str, int | None]:
    return {
        "handed_out": cards.handed_out,
        "printed": cards.printed,
        "left_over": cards.left_over,
        "spoilt": cards.spoilt + cards.lost,
        "spot": cards.spot_checked,
        "reserve": cards.reserve,
        "unissued": cards.unissued,
        "listed": cards.listed,
        "voided": cards.voided,
    }


def _said(finding: Finding, words: dict[str, tuple[str, str]]) -> dict[str, str]:
    text, mend = words[finding.code]
    return {
        "code": finding.code,
        "text": _(text, number=finding.number, limit=finding.limit),
        "mend": _(mend),
    }
