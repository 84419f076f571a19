"""Pages of the chain: one per project for everybody, the list of them, the poster with its QR code; where an
idea lives on; and for the congress's desk the deputies' preliminary ballots."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, qr, web
from voting.chain import ballots as preliminary
from voting.chain import fate, project
from voting.chain.outcome import CHOSEN, NOT_CHOSEN, WORDS
from voting.collection import calls, shortening
from voting.collection.machines import CANDIDATE_STATES, CHANNEL_WORDS, DESK_WORDS, STEP_WORDS
from voting.congress.roles import Role
from voting.supervision import story
from voting.supervision.machines import PROJECT_STATES
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    main_session,
    now,
)

blueprint = Blueprint("chain", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "outcome_words_of_ballot": WORDS,
        "outcome_kinds": {CHOSEN: "good", NOT_CHOSEN: "quiet"},
        "step_words": STEP_WORDS,
        "channel_words": CHANNEL_WORDS,
        "draft_states": CANDIDATE_STATES,
        "desk_words": DESK_WORDS,
        "project_states": PROJECT_STATES,
    }


@blueprint.app_context_processor
def forward() -> dict[str, object]:
    """For the page on which an author follows his idea: where it lives on."""
    return {"fates_of": _fates, "outcome_words_of_ballot": WORDS}


def _fates(idea_id: str) -> list[fate.Fate]:
    return fate.fates(main_session(), board_session(), current_congress().id, idea_id)


@blueprint.get("/c/<code>/chain")
@web.public(cookieless=True)
def every(code: str) -> ResponseReturnValue:
    """All projects that have a page."""
    main, congress_id = main_session(), current_congress().id
    found = project.listed(main, board_session(), congress_id)
    others = project.undrafted(main, congress_id, [ref for ref, _outcome in found])
    return render_template("chain/list.html", projects=found, others=others)


@blueprint.get("/c/<code>/chain/<token>")
@web.public(cookieless=True)
def page(code: str, token: str) -> ResponseReturnValue:
    """One project with everything behind it. Its address is permanent and stands in its QR code."""
    main, congress_id = main_session(), current_congress().id
    found = project.chain(main, board_session(), congress_id, token)
    address = url_for(".page", code=code, token=found.token, _external=True)
    return papers.answer(
        "chain/page.html",
        found.title,
        chain=found,
        seals=story.seals_of(main, congress_id, found.story.programme.id) if found.story else [],
        address=address,
        qr=qr.drawing(address),
    )


# The deputies' preliminary ballot -------------------------------------------------------------


@blueprint.route("/c/<code>/calls/<call_id>/ballots", methods=["GET", "POST"])
@allow(Role.CONGRESS_DESK)
def ballots(code: str, call_id: str) -> ResponseReturnValue:
    """Results that can be handed over, those that were, and the lines from which such a ballot is drafted."""
    main, congress_id = main_session(), current_congress().id
    call = calls.get(main, congress_id, call_id)
    if request.method == "POST":
        uuid = request.form.get("uuid", "")
        many = preliminary.take(main, board_session(), current_actor(), congress_id, call_id, uuid, now=now())
        flash(_("初步票决结果已移交，涉及 %(many)s 项草案。各项目去留由征集办写明理由办理。", many=many))
        return redirect(url_for(".ballots", code=code, call_id=call_id), 303)
    return render_template(
        "chain/ballots.html",
        call=call,
        desk="congress",
        offered=preliminary.offered(main, board_session(), congress_id),
        taken=shortening.ballots(main, congress_id, call_id),
        lines=preliminary.lines_for(main, congress_id, call_id),
    )
