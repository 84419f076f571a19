"""Drafts of polls: the secretariat's form with the text of the method, its preview, and the text on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, web
from voting.collection import services as candidates
from voting.congress.roles import Role
from voting.errors import VotingError
from voting.polling import (
    bundles,
    draft_words,
    drafting,
    filing,
    method_texts,
    overview,
    sittings,
    tallying,
)
from voting.polling import draft_settings as settings
from voting.polling.views import OFFICIALS, attendance_of, meeting_name
from voting.polling.wording import CAUTIONS
from voting.rules import articles
from voting.rules.method import Method, to_json
from voting.rules.terms import Kind
from voting.web import allow, board_session, current_actor, current_congress, main_session, now

blueprint = Blueprint("drafts", __name__)
FIRST: dict[Kind, str] = {"ballot": "county", "rating": "rating"}


@dataclass(frozen=True)
class ArticleField:
    """A field of the text with the settings that its article orders."""

    text: str
    settings: tuple[str, ...]


@blueprint.route("/c/<code>/sittings/<sitting_id>/polls/new", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def new(code: str, sitting_id: str) -> ResponseReturnValue:
    view = overview.sitting(board_session(), sitting_id)
    before = request.args.get("after")
    form = _following(before)[0] if before else _blank(view.session_id)
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
                text=drafting.text_from(form),
            )
            return redirect(url_for("polling.poll", code=code, poll_id=made), 303)
        except VotingError as refused:
            error = refused
    return _draft_page(view, form, error)


@blueprint.route("/c/<code>/polls/<poll_id>/edit", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def edit(code: str, poll_id: str) -> ResponseReturnValue:
    poll = overview.poll(board_session(), poll_id)
    form = drafting.of_poll(poll, _text_of(poll_id))
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
                text=drafting.text_from(form),
            )
            return redirect(url_for("polling.poll", code=code, poll_id=poll_id), 303)
        except VotingError as refused:
            error = refused
    return _draft_page(overview.sitting(board_session(), poll.sitting_id), form, error)


@blueprint.post("/c/<code>/sittings/<sitting_id>/polls/preview")
@allow(Role.SECRETARIAT)
def preview(code: str, sitting_id: str) -> ResponseReturnValue:
    """The method's sentence and text, its cautions, and the poll as the tablet would get it."""
    view = overview.sitting(board_session(), sitting_id)
    try:
        form, there = _draft_form(), attendance_of(view.session_id)
        shown = drafting.preview(form, there.all_deputies or None, _fixed(form), _occasion(view.session_id))
    except VotingError as refused:
        return jsonify(refused=web.sentence(refused))
    return jsonify(
        sentence=shown.sentence,
        cautions=[_(CAUTIONS[caution]) for caution in shown.cautions],
        articles=[[[articles.heading(number), text] for number, text in field] for field in shown.articles],
        ordered={
            name: articles.heading(number)
            for setting, number in shown.method.articles
            for name in settings.FIELDS_OF.get(setting, ())
        },
        poll={
            "title": form.title,
            "sentence": shown.sentence,
            "method": to_json(shown.method).decode(),
            "projects": [asdict(project) for project in shown.projects],
        },
    )


@blueprint.get("/c/<code>/polls/<poll_id>/method")
@allow(*OFFICIALS)
def text(code: str, poll_id: str) -> ResponseReturnValue:
    """The method's text as it is printed for the deputies."""
    poll = overview.poll(board_session(), poll_id)
    sitting = overview.sitting(board_session(), poll.sitting_id)
    full = _full_text(poll_id, sitting.session_id)
    method = filing.method_paper(
        current_congress().name,
        meeting_name(sitting.session_id),
        full,
        draft=poll.state in ("draft", "ready"),
        digest=articles.digest(full) if poll.fingerprint else "",
    )
    return papers.answer(
        "polling/method_text.html", method.title, method, poll=poll, sitting=sitting, method=method
    )


@blueprint.get("/c/<code>/polls/<poll_id>/method.txt")
@allow(*OFFICIALS)
def download(code: str, poll_id: str) -> ResponseReturnValue:
    """The same as a file: the very bytes whose SHA-256 is recorded when the poll is fixed."""
    poll = overview.poll(board_session(), poll_id)
    full = _full_text(poll_id, overview.sitting(board_session(), poll.sitting_id).session_id)
    answer = Response(full.encode(), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename="method.txt")
    return answer


def _full_text(poll_id: str, session_id: str) -> str:
    row = sittings.find_poll(board_session(), poll_id)
    return method_texts.full_of(board_session(), row, _occasion(session_id))


def _text_of(poll_id: str) -> str:
    return method_texts.text_of(board_session(), sittings.find_poll(board_session(), poll_id))


def _occasion(session_id: str) -> str:
    return current_congress().name + meeting_name(session_id)


def _blank(session_id: str) -> drafting.DraftForm:
    """A ballot starts with the candidates; a rating with nothing, as last year's projects are typed in."""
    if request.args.get("kind") == "rating":
        return drafting.blank(FIRST["rating"], [])
    return drafting.blank(FIRST["ballot"], candidates_of(session_id))


def _draft_form() -> drafting.DraftForm:
    """What was sent; a later round keeps the text of the first, whatever came."""
    sent = request.form
    form = drafting.DraftForm(
        **{name: sent.get(name, "") for name in drafting.DraftForm.names()},
        grades=tuple(sent.getlist("grades")),
        limits=tuple(sent.getlist("limits")),
        article=tuple(sent.getlist("article")),
    )
    if form.after:
        return replace(form, article=_following(form.after)[0].article)
    if form.poll and overview.poll(board_session(), form.poll).method.round > 1:
        return replace(form, article=(_text_of(form.poll),))
    return form


def _following(poll_id: str) -> tuple[drafting.DraftForm, Method]:
    """The round after this poll, once its result was announced; its text is the one adopted."""
    row = sittings.find_poll(board_session(), poll_id)
    bundles.may_see_result(row, current_actor())
    _counted, decided = tallying.result(board_session(), row)
    before = overview.poll(board_session(), poll_id)
    occasion = _occasion(overview.sitting(board_session(), before.sitting_id).session_id)
    adopted = articles.fill(method_texts.text_of(board_session(), row), before.method, occasion)
    return drafting.following(before, decided, articles.joined(adopted))


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
    kind = _kind_of(form)
    fields, elsewhere = _fields(form.article, kind)
    page = render_template(
        "polling/draft.html",
        sitting=view,
        form=form,
        kind=kind,
        error=error,
        words=draft_words,
        presets=_preset_values(kind),
        shipped=articles.parse(articles.template(kind), kind),
        fields=fields,
        elsewhere=elsewhere,
        grade_rows=settings.MOST_GRADES,
        later_round=_fixed(form),
        tablet=render_template("polling/draft_tablet.html", sitting=view),
        translated=_translated,
        listed=_listed,
    )
    return page, web.status_of(error) if error else 200


def _kind_of(form: drafting.DraftForm) -> Kind:
    try:
        return form.kind
    except VotingError:  # a preset that does not exist: the page says so and shows a ballot
        return "ballot"


def _translated(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of value and word in the reader's language, for a list to choose from."""
    return [(value, _(text)) for value, text in words.items()]


def _listed(words: Mapping[str, str], chosen: str) -> list[tuple[str, str]]:
    """The same; what stands in the draft but not in the list is shown as it is written."""
    odd = [(chosen, chosen)] if chosen and chosen not in words else []
    return _translated(words) + odd


def _preset_values(kind: Kind) -> dict[str, dict[str, object]]:
    """What each preset puts into the fields of the form."""
    found: dict[str, dict[str, object]] = {}
    for preset in settings.PRESETS[kind]:
        form = drafting.blank(preset, [])
        found[preset] = {name: getattr(form, name) for name in (*settings.SETTINGS[kind], "grades", "limits")}
    return found


def _fields(texts: Sequence[str], kind: Kind) -> tuple[list[ArticleField], list[str]]:
    """The fields of the text, each with the settings that its article is the first to order; and the rest."""
    left = [*settings.SETTINGS[kind], *(["grades"] if kind == "rating" else [])]
    found = []
    written = [text for text in texts if text.strip()]
    for article in written or articles.parse(articles.template(kind), kind):
        names = [n for field in articles.fields_of(article) for n in settings.FIELDS_OF.get(field, ())]
        mine = tuple(dict.fromkeys(name for name in names if name in left))
        left = [name for name in left if name not in mine]
        found.append(ArticleField(article, mine))
    return found, left


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
