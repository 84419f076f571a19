"""Pages of a year's ratings for the office and for all who follow the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.congress import people
from voting.congress.roles import Role
from voting.errors import Invalid, NotFound, VotingError
from voting.polling import overview
from voting.polling.grading import LOOKS, SIGNS
from voting.rules.wording import REASONS
from voting.supervision import (
    named,
    programmes,
    rating_form,
    rating_polls,
    rating_results,
    rating_weights,
    ratings,
    rectifying,
    residents,
    rounds,
    story,
)
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.programme_views import here, units_by_part
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.rating_machines import (
    ANSWERERS,
    BASE_WORDS,
    CAUSE_WORDS,
    EVALUATION_STATES,
    FORM_WORDS,
    GROUP_WORDS,
    PUBLICATION_WORDS,
    RATER_WORDS,
    RECTIFICATION_STATES,
    RESIDENT_GRADES,
    SCALE_WORDS,
    WAY_WORDS,
)
from voting.supervision.ratings import EvaluationLine, NewEvaluation
from voting.supervision.ways import way
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    main_session,
    now,
)

blueprint = Blueprint("ratings", __name__)
way("ratings.page", _l("测评"), READERS, order=60)
web.nav("ratings.secret", _l("无记名测评"), (Role.SECRETARIAT,), order=36)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "evaluation_states": EVALUATION_STATES,
        "form_words": FORM_WORDS,
        "rater_words": RATER_WORDS,
        "scale_words": SCALE_WORDS,
        "base_words": BASE_WORDS,
        "publication_words": PUBLICATION_WORDS,
        "rectification_states": RECTIFICATION_STATES,
        "cause_words": CAUSE_WORDS,
        "group_words": GROUP_WORDS,
        "resident_grades": RESIDENT_GRADES,
        "way_words": WAY_WORDS,
        "rating_reasons": REASONS,
        "grade_look": grade_look,
        "look_signs": SIGNS,
        "project_ratings": project_ratings,
        "year_ratings": year_ratings,
    }


def grade_look(index: int, many: int) -> str:
    """How a grade looks by its place on the scale."""
    return LOOKS[many][index]


def project_ratings(project_id: str) -> dict[str, Any]:
    """For the page of a project: its published ratings, what is being put right, what residents say."""
    session, congress_id = main_session(), current_congress().id
    latest = ratings.latest(session, congress_id, [project_id]).get(project_id)
    return {
        "results": latest.results if latest else (),
        "rectifications": rectifying.of_project(session, congress_id, [project_id]),
        "residents": residents.counts(session, congress_id, [project_id])[project_id],
        "may_answer": rectifying.may_answer(session, current_actor(), congress_id, project_id),
    }


def year_ratings(programme: ProgrammeLine) -> dict[str, Any]:
    """For the page of a year: its ratings, those that the reader is asked to fill in, what is to be put
    right."""
    session, congress_id = main_session(), current_congress().id
    known = ratings.evaluations(session, congress_id, programme.id)
    mine = [
        line
        for line in named.mine(session, congress_id, current_actor().person_id)
        if line.state == "open" and not line.submitted and line.year == programme.year
    ]
    ids = {line.id for line in known}
    owed = [line for line in rectifying.open_ones(session, congress_id) if line.evaluation_id in ids]
    return {"ratings": known[:3], "mine": mine, "owed": owed}


# The year's ratings ---------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/<int:year>/ratings")
@allow(*READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = programmes.projects(session, congress_id, programme.id)
    ids = [line.id for line in projects]
    return render_template(
        "supervision/ratings.html",
        programme=programme,
        ratings=ratings.evaluations(session, congress_id, programme.id),
        projects=projects,
        said=residents.counts(session, congress_id, ids),
        presets=rating_form.PRESETS,
        may_office=current_actor().may(*OFFICE),
    )


def _leads(projects: Sequence[ProjectLine]) -> dict[str, str]:
    """Names of the lead units as the plans have them, by id of project."""
    parts = {line.id: dict(units_by_part(line.id)) for line in projects}
    return {project_id: "、".join(named.get("lead", [])) for project_id, named in parts.items()}


@blueprint.route("/c/<code>/years/<int:year>/ratings/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new(code: str, year: int) -> ResponseReturnValue:
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = programmes.projects(session, congress_id, programme.id)
    current = rounds.current(session, congress_id, programme.id)
    fields = rating_form.blank(
        request.args.get("preset", ""), year, projects, _leads(projects), current.id if current else None
    )
    role = named.BODY_ROLES[fields["raters"]]
    known = people.people_in(session, congress_id, now=now())
    fields["members"] = str(sum(role in person.roles for person in known) or "")
    error = None
    if request.method == "POST":
        fields = fields | request.form.to_dict()
        try:
            made = ratings.create(
                session, current_actor(), congress_id, programme.id, _given(projects), now=now()
            )
            return redirect(url_for(".one", code=code, year=year, evaluation_id=made), 303)
        except VotingError as refused:
            error = refused
    return _form(programme, fields, request.form.getlist("people"), error)


@blueprint.route("/c/<code>/years/<int:year>/ratings/<evaluation_id>/edit", methods=["GET", "POST"])
@allow(*OFFICE)
def edit(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    programme, line = evaluation_here(year, evaluation_id)
    session, congress_id = main_session(), current_congress().id
    projects = programmes.projects(session, congress_id, programme.id)
    fields = rating_form.of(line, ratings.items(session, congress_id, evaluation_id), projects)
    chosen, error = list(line.people), None
    if request.method == "POST":
        fields, chosen = fields | request.form.to_dict(), request.form.getlist("people")
        fields["abstain"] = request.form.get("abstain", "")
        try:
            ratings.change(session, current_actor(), congress_id, evaluation_id, _given(projects), now=now())
            return redirect(url_for(".one", code=code, year=year, evaluation_id=evaluation_id), 303)
        except VotingError as refused:
            error = refused
    return _form(programme, fields, chosen, error, line)


def _given(projects: list[programmes.ProjectLine]) -> NewEvaluation:
    return rating_form.parse(request.form, request.form.getlist("people"), projects)


def _form(
    programme: ProgrammeLine,
    fields: dict[str, str],
    chosen: list[str],
    error: VotingError | None,
    line: EvaluationLine | None = None,
) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    known = people.people_in(session, congress_id, now=now())
    bodies = set(named.BODY_ROLES.values())
    rendered = render_template(
        "supervision/rating_form.html",
        programme=programme,
        fields=fields,
        chosen=chosen,
        people=[one for one in known if bodies & set(one.roles)],
        rounds=rounds.rounds(session, congress_id, programme.id),
        limits=rating_form.LIMIT_WORDS,
        options=lambda words: [(value, _(word)) for value, word in words.items()],
        error=error,
        line=line,
    )
    return rendered, web.status_of(error) if error else 200


def evaluation_here(year: int, evaluation_id: str) -> tuple[ProgrammeLine, EvaluationLine]:
    programme = here(year)
    line = ratings.evaluation(main_session(), current_congress().id, evaluation_id)
    if line.programme_id != programme.id:
        raise NotFound("supervision.rating_not_found")
    return programme, line


# One rating -----------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/<int:year>/ratings/<evaluation_id>")
@allow(*READERS)
def one(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """Its rule, who has handed in, and what it came to. Before the close nobody sees a number of marks;
    until it is published only the office sees what it came to."""
    programme, line = evaluation_here(year, evaluation_id)
    session, congress_id = main_session(), current_congress().id
    may_office = current_actor().may(*OFFICE)
    outcome = shown(line)
    items = ratings.items(session, congress_id, evaluation_id)
    secret = line.form == "secret" and line.state == "draft" and may_office
    others = ratings.evaluations(session, congress_id, programme.id)
    listed = named.raters(session, congress_id, evaluation_id)
    return render_template(
        "supervision/rating.html",
        programme=programme,
        line=line,
        items=items,
        outcome=outcome,
        weighed=rating_weights.weighed(session, line, outcome) if outcome else {},
        said=residents.counts(session, congress_id, {item.project_id for item in items}),
        raters=listed if may_office else [],
        many=len(listed),
        rectifications=rectifying.of_evaluation(session, congress_id, evaluation_id) if outcome else [],
        first=next((each for each in others if each.id == line.again_of), None),
        again=[each for each in others if each.again_of == line.id],
        offered=_offered([item.name for item in items]) if secret else [],
        may_office=may_office,
        is_public=line.state == "published" and story.tells_ratings(programme),
    )


def shown(line: EvaluationLine) -> rating_results.Outcome | None:
    """What the reader may see of it: the office everything there is, others what was published."""
    outcome = ratings.outcome_of(main_session(), current_congress().id, line.id)
    if outcome is None or current_actor().may(*OFFICE):
        return outcome
    return outcome.told(line.rule.publication) if line.state == "published" else None


def _offered(names: list[str]) -> list[Any]:
    taken = rating_results.taken_uuids(main_session(), current_congress().id)
    return rating_results.matching(board_session(), names, tuple(taken))


@blueprint.post("/c/<code>/years/<int:year>/ratings/<evaluation_id>/move")
@allow(*OFFICE)
def move(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """Open, close, take from the poll, publish, call off, or prepare to rate again."""
    evaluation_here(year, evaluation_id)
    given = (main_session(), current_actor(), current_congress().id, evaluation_id)
    verb, to = request.form.get("verb", ""), evaluation_id
    if verb == "open":
        many = named.open_rating(*given, now=now())
        flash(_("测评已开始，名单固定为 %(many)s 人。", many=many))
    elif verb == "close":
        named.close(*given, now=now())
        flash(_("测评已截止并计出结果。公布以前，只有常委会办公室看得到。"))
    elif verb == "take":
        session, actor, congress_id, _id = given
        uuid = request.form.get("uuid", "")
        rating_results.take(session, board_session(), actor, congress_id, _id, uuid, now=now())
        flash(_("已转入会场宣布的结果，数字与归档一致，不能改动。"))
    elif verb == "publish":
        ratings.publish(*given, now=now())
        flash(_("测评结果已公布。"))
    elif verb == "drop":
        ratings.drop(*given, request.form.get("reason", ""), now=now())
        flash(_("本次测评已取消，所填内容不计。"))
    elif verb == "again":
        to = rectifying.rate_again(*given, now=now())
        flash(_("已建立再次测评，只含已报送整改情况的项目。"))
    else:
        raise Invalid("supervision.bad_choice", field="verb")
    return redirect(url_for(".one", code=code, year=year, evaluation_id=to), 303)


@blueprint.post("/c/<code>/years/<int:year>/ratings/<evaluation_id>/withdraw")
@allow(*OFFICE)
def withdraw(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """Give a submitted sheet back to its rater."""
    evaluation_here(year, evaluation_id)
    person_id, reason = request.form.get("person_id", ""), request.form.get("reason", "")
    here_and_now = (main_session(), current_actor(), current_congress().id, evaluation_id)
    named.withdraw(*here_and_now, person_id, reason, now=now())
    flash(_("已退回本人，可以修改后再次提交。"))
    return redirect(url_for(".one", code=code, year=year, evaluation_id=evaluation_id), 303)


@blueprint.post("/c/<code>/years/<int:year>/rectifications/<rectification_id>")
@allow(*ANSWERERS)
def rectify(code: str, year: int, rectification_id: str) -> ResponseReturnValue:
    """Report on what was put right, or give the report back."""
    here(year)
    given = (main_session(), current_actor(), current_congress().id, rectification_id)
    if "reason" in request.form:
        rectifying.give_back(*given, request.form["reason"], now=now())
        flash(_("已退回责任单位继续整改。"))
    else:
        rectifying.answer(*given, request.form.get("answer", ""), now=now())
        flash(_("整改情况已报送。"))
    back = request.form.get("back", "")
    own = f"/c/{code}/years/{year}/"
    return redirect(back if back.startswith(own) else url_for(".page", code=code, year=year), 303)


# The secretariat's side of a secret rating ----------------------------------------------------


@blueprint.route("/c/<code>/secret-ratings", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def secret(code: str) -> ResponseReturnValue:
    """Secret ratings that wait for a sitting: one click drafts the poll with the year's items."""
    session, board, congress_id = main_session(), board_session(), current_congress().id
    if request.method == "POST":
        made = rating_polls.draft(
            session,
            board,
            current_actor(),
            congress_id,
            request.form.get("evaluation_id", ""),
            request.form.get("sitting_id", ""),
            now=now(),
        )
        flash(_("已按测评项目起草。请核对测评办法后定稿。"))
        return redirect(url_for("drafts.edit", code=code, poll_id=made), 303)
    return render_template(
        "supervision/secret_ratings.html",
        waiting=rating_polls.waiting(session, congress_id),
        published=rating_polls.published(session, congress_id),
        sittings=[sitting for sitting in overview.sittings(board) if sitting.uuids_left],
    )
