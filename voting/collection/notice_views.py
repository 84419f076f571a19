"""Public pages on the candidates: the notice with objections to it, and the public's advice.

Like the public form they know no cookie; they share its guards (public_views.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import to_user_timezone

from voting import papers, web
from voting.collection import calls, drafts, noticed, objections, shortening
from voting.collection.guarding import Limit, device_digest, source
from voting.collection.machines import INITIATOR_WORDS
from voting.collection.objections import NewObjection
from voting.errors import Invalid, VotingError
from voting.web import current_congress, main_session, now, settings

blueprint = Blueprint("notices", __name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEVICE_DAILY, ADDRESS_HOURLY, FOLLOW_TRIES = 5, 300, 10


def _device() -> str:
    given = request.form.get("device", "")
    return device_digest(settings().secret_key, given, source(request.remote_addr), web.device())


def _guarded(kind: str, subject: str, deed: Callable[[], Any]) -> Any:
    """Do it once for each form that was handed out, within the limits of device and address; a form sent
    twice gets the first answer again."""
    if request.form.get("website"):  # a field that nobody sees
        raise Invalid("collection.unseen_field")
    guards = current_app.extensions["voting.public"]
    limits = [
        Limit(f"{kind}:{_device()}", DEVICE_DAILY, DAY, "collection.device_limit"),
        Limit(f"{kind}:{source(request.remote_addr)}", ADDRESS_HOURLY, HOUR, "collection.address_limit"),
    ]
    with guards.forms.once(request.form.get("proof", ""), subject, now=now()) as use:
        if use.result is None:
            with guards.limits.counted(limits, now=now()):
                use.result = deed()
        return use.result


def _work(subject: str) -> dict[str, Any]:
    """What the page's script works on before it sends the form."""
    return {
        "challenge": current_app.extensions["voting.public"].forms.issue(subject, now=now()),
        "worker": url_for("static", filename="dist/proof_worker.js"),
        "compares": False,
    }


@blueprint.route("/c/<code>/notice/<notice_id>", methods=["GET", "POST"])
@web.public(cookieless=True)
def page(code: str, notice_id: str) -> ResponseReturnValue:
    """The candidates as they were locked; objections while the notice lasts. Also on paper."""
    if request.method == "GET":
        return _page(notice_id)
    try:
        receipt = _guarded("object", notice_id, lambda: _object(notice_id))
    except VotingError as refused:
        return _page(notice_id, error=refused)
    return _page(notice_id, receipt=receipt)


def _object(notice_id: str) -> objections.Receipt:
    given = NewObjection(
        text=request.form.get("text", ""),
        draft_id=request.form.get("draft") or None,
        name=request.form.get("name", ""),
        phone=request.form.get("phone", ""),
    )
    return objections.object_to(
        main_session(),
        settings().secret_key,
        current_congress().id,
        notice_id,
        given,
        today=to_user_timezone(now()).date(),
        now=now(),
    )


@blueprint.post("/c/<code>/notice/<notice_id>/answer")
@web.public(cookieless=True)
def follow(code: str, notice_id: str) -> ResponseReturnValue:
    """The answer to one's own objection; number and digits travel in the body, never in a link."""
    number = web.whole(request.form.get("number", "").strip(), 0)  # 7 and 007 are one number
    tries = [
        Limit(f"objection:{current_congress().id}:{number}", FOLLOW_TRIES, HOUR, "collection.follow_limit"),
        Limit(f"objection:{source(request.remote_addr)}", ADDRESS_HOURLY, HOUR, "collection.follow_limit"),
    ]
    try:
        with current_app.extensions["voting.public"].limits.counted(tries, now=now()):
            pass
        mine = objections.follow(
            main_session(),
            settings().secret_key,
            current_congress().id,
            notice_id,
            number=number,
            digits=request.form.get("digits", "").strip(),
        )
    except VotingError as refused:
        return _page(notice_id, follow_error=refused)
    return _page(notice_id, mine=mine)


def _page(notice_id: str, **context: Any) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    notice = objections.notice(session, congress_id, notice_id)
    call = calls.get(session, congress_id, notice.call_id)
    today = to_user_timezone(now()).date()
    facts: dict[str, Any] = {"error": None, "follow_error": None, "receipt": None, "mine": None} | context
    answer = make_response(
        papers.answer(
            "collection/notice.html",
            call.title,
            None,
            notice=notice,
            call=call,
            initiator=call.initiator_name or str(INITIATOR_WORDS[call.initiator]),
            is_open=notice.begins <= today <= notice.ends,
            values=request.form,
            page=_work(notice_id),
            **facts,
        )
    )
    refused = facts["error"] or facts["follow_error"]
    if refused:
        answer.status_code = web.status_of(refused)
    return answer


@blueprint.route("/c/<code>/advice/<poll_id>", methods=["GET", "POST"])
@web.public(cookieless=True)
def advice(code: str, poll_id: str) -> ResponseReturnValue:
    """Which projects matter most to whoever comes by: counts that are advice, apart from any ballot."""
    session, congress_id = main_session(), current_congress().id
    poll, error, thanked = shortening.one_advice(session, congress_id, poll_id), None, False
    if request.method == "POST":
        try:
            thanked = _guarded("advice", poll_id, lambda: _advise(poll_id))
        except VotingError as refused:
            error = refused
    known = {
        line.id: noticed.public_text(session, congress_id, line.id)
        for line in drafts.every(session, congress_id, poll.call_id)
        if line.id in poll.counts
    }
    rendered = render_template(
        "collection/advice.html",
        poll=poll,
        choices=known,
        chosen=request.form.getlist("drafts"),
        call=calls.get(session, congress_id, poll.call_id),
        is_open=poll.begins <= now() < poll.ends,
        thanked=thanked,
        page=_work(poll_id),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _advise(poll_id: str) -> bool:
    chosen = request.form.getlist("drafts")
    shortening.advise(main_session(), current_congress().id, poll_id, _device(), chosen, now=now())
    return True
