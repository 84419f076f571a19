"""Drafts of polls: the secretariat's form, its preview, and the candidates it starts from."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import web
from voting.collection import services as candidates
from voting.congress.roles import Role
from voting.errors import VotingError
from voting.polling import bundles, drafting, overview, sittings, tallying
from voting.polling.views import attendance_of
from voting.polling.wording import CAUTIONS
from voting.rules.method import Method
from voting.web import allow, board_session, current_actor, current_congress, main_session, now

blueprint = Blueprint("drafts", __name__)


@blueprint.route("/c/<code>/sittings/<sitting_id>/polls/new", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def new(code: str, sitting_id: str) -> ResponseReturnValue:
    view = overview.sitting(board_session(), sitting_id)
    before = request.args.get("after")
    form = _following(before)[0] if before else drafting.blank(candidates_of(view.session_id))
    error: VotingError | None = None
    if request.method == "POST":
        form = _draft_form()
        try:
            made = sittings.draft_poll(
                board_session(),
                actor=current_actor(),
                sitting_id=sitting_id,
                title=form.title,
                method=drafting.method_from(form, _fixed(form)),
                projects=drafting.projects_from(form.projects),
                now=now(),
            )
            return redirect(url_for("polling.poll", code=code, poll_id=made), 303)
        except VotingError as refused:
            error = refused
    return _draft_page(view, form, error)


@blueprint.route("/c/<code>/polls/<poll_id>/edit", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def edit(code: str, poll_id: str) -> ResponseReturnValue:
    poll = overview.poll(board_session(), poll_id)
    form = drafting.of_poll(poll)
    error: VotingError | None = None
    if request.method == "POST":
        form = replace(_draft_form(), poll=poll_id, after="")
        try:
            sittings.redraft_poll(
                board_session(),
                actor=current_actor(),
                poll_id=poll_id,
                title=form.title,
                method=drafting.method_from(form, _fixed(form)),
                projects=drafting.projects_from(form.projects),
                now=now(),
            )
            return redirect(url_for("polling.poll", code=code, poll_id=poll_id), 303)
        except VotingError as refused:
            error = refused
    return _draft_page(overview.sitting(board_session(), poll.sitting_id), form, error)


@blueprint.post("/c/<code>/sittings/<sitting_id>/polls/preview")
@allow(Role.SECRETARIAT)
def preview(code: str, sitting_id: str) -> ResponseReturnValue:
    """The method's sentence, its cautions and the projects as they will stand on the ballot."""
    view = overview.sitting(board_session(), sitting_id)
    try:
        form, there = _draft_form(), attendance_of(view.session_id)
        shown = drafting.preview(form, there.all_deputies or None, _fixed(form))
    except VotingError as refused:
        return jsonify(refused=web.sentence(refused))
    return jsonify(
        sentence=shown.sentence,
        cautions=[_(CAUTIONS[caution]) for caution in shown.cautions],
        projects=[
            [project.name, project.unit, project.investment, project.deadline] for project in shown.projects
        ],
    )


def _draft_form() -> drafting.DraftForm:
    return drafting.DraftForm(**{name: request.form.get(name, "") for name in drafting.DraftForm.names()})


def _following(poll_id: str) -> tuple[drafting.DraftForm, Method]:
    """The round after this poll, once its result was announced."""
    row = sittings.find_poll(board_session(), poll_id)
    bundles.may_see_result(row, current_actor())
    _counted, decided = tallying.result(board_session(), row)
    return drafting.following(overview.poll(board_session(), poll_id), decided)


def _fixed(form: drafting.DraftForm) -> Method | None:
    """The method of a later round, which the form cannot change; None for a first round."""
    if form.after:
        return _following(form.after)[1]
    if form.poll:
        drafted = overview.poll(board_session(), form.poll).method
        return drafted if drafted.round > 1 else None
    return None


def _draft_page(
    view: overview.SittingView, form: drafting.DraftForm, error: VotingError | None
) -> ResponseReturnValue:
    page = render_template(
        "polling/draft.html",
        sitting=view,
        form=form,
        error=error,
        presets=drafting.PRESETS,
        later_round=_fixed(form),
    )
    return page, web.status_of(error) if error else 200


def candidates_of(session_id: str) -> list[sittings.Project]:
    """The candidate projects that the collection handed over for this session, as texts."""
    listed = candidates.candidates(main_session(), current_congress().id, session_id)
    return [
        sittings.Project(
            name=item.name,
            category=item.category,
            content=item.content,
            investment=item.investment,
            funding=item.funding,
            unit=item.unit,
            co_unit=item.co_unit,
            deadline=item.deadline,
            benefit=item.benefit,
        )
        for item in listed
    ]
