"""Papers of ratings: the sheet (测评票), the result (测评结果单), the words to read out."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, web
from voting.congress.roles import Role
from voting.errors import NotReady
from voting.rules import reading
from voting.supervision import programmes, rating_sheet, rating_weights, ratings, residents, story
from voting.supervision.machines import READERS
from voting.supervision.programme_views import workbook
from voting.supervision.rating_machines import RATER_WORDS
from voting.supervision.rating_results import Outcome
from voting.supervision.rating_views import evaluation_here, shown
from voting.supervision.ratings import EvaluationLine
from voting.web import allow, current_congress, main_session

blueprint = Blueprint("rating_papers", __name__)
RULE_CLAUSES = ("rate_base", "grade_first", "grade_next", "grade_last")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"rule_sentence": rule_sentence}


def rule_sentence(line: EvaluationLine) -> str:
    """How the grade is won, in the words of the rules."""
    lang = "en" if web.locale() == "en" else "zh"
    said = reading.clauses(line.rule.method(line.raters, 1), "en" if lang == "en" else "zh")
    joint = "; " if lang == "en" else "；"
    found = joint.join(text for key, text in said if key in RULE_CLAUSES)
    if line.rule.bands:
        bands = "、".join(
            _("%(points)s分以上为%(grade)s", points=points, grade=grade.name)
            for points, grade in zip(line.rule.bands, line.rule.grades, strict=False)
        )
        found = f"{bands}{joint}{found}"
    return found


def _told(year: int, evaluation_id: str) -> tuple[EvaluationLine, Outcome]:
    _programme, line = evaluation_here(year, evaluation_id)
    outcome = shown(line)
    if outcome is None:
        raise NotReady("supervision.no_result_yet")
    return line, outcome


@blueprint.get("/c/<code>/years/<int:year>/ratings/<evaluation_id>/ballot")
@allow(*READERS)
def ballot(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """测评票 as it looks on paper, what is rated and how one marks; with ``?format=xlsx`` as a workbook."""
    programme, line = evaluation_here(year, evaluation_id)
    items = ratings.items(main_session(), current_congress().id, evaluation_id)
    if request.args.get("format") == "xlsx":
        return workbook(rating_sheet.ballot(line, items), f"{_('测评票')} {line.title}")
    return papers.answer(
        "supervision/paper_rating_ballot.html",
        _("测评票"),
        programme=programme,
        line=line,
        items=items,
        sheet=url_for(".ballot", code=code, year=year, evaluation_id=evaluation_id, format="xlsx"),
    )


@blueprint.get("/c/<code>/years/<int:year>/ratings/<evaluation_id>/report")
@allow(*READERS)
def report(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """测评结果单: to print, as PDF and Word, and with ``?format=xlsx`` as a workbook."""
    line, outcome = _told(year, evaluation_id)
    session, congress_id = main_session(), current_congress().id
    said = residents.counts(session, congress_id, {item.project_id for item in outcome.items})
    weighed = rating_weights.weighed(session, line, outcome)
    name = _("测评结果单")
    if request.args.get("format") == "xlsx":
        return workbook(rating_sheet.workbook(line, outcome, weighed, said), f"{name} {line.title}")
    programme, _line = evaluation_here(year, evaluation_id)
    rule = rule_sentence(line)
    return papers.answer(
        "supervision/paper_rating_report.html",
        f"{name} {line.title}",
        rating_sheet.paper(current_congress().name, line, outcome, said, rule),
        programme=programme,
        line=line,
        outcome=outcome,
        weighed=weighed,
        said=said,
        rule=rule,
        sheet=url_for(".report", code=code, year=year, evaluation_id=evaluation_id, format="xlsx"),
    )


@blueprint.get("/c/<code>/years/<int:year>/ratings/<evaluation_id>/aloud")
@allow(*READERS, Role.SECRETARIAT)
def aloud(code: str, year: int, evaluation_id: str) -> ResponseReturnValue:
    """宣读稿: last year's rating, read out before this year's vote."""
    line, outcome = _told(year, evaluation_id)
    programme, _line = evaluation_here(year, evaluation_id)
    paragraphs = rating_sheet.aloud(
        current_congress().name, programme.year, RATER_WORDS[line.raters], line, outcome
    )
    return papers.answer(
        "supervision/paper_rating_aloud.html", _("测评情况宣读稿"), programme=programme, paragraphs=paragraphs
    )


@blueprint.get("/c/<code>/rated/<evaluation_id>")
@web.public(cookieless=True)
def public(code: str, evaluation_id: str) -> ResponseReturnValue:
    """A published rating for everybody, in full or as grades only, residents' own counts beside it."""
    session, congress_id = main_session(), current_congress().id
    line = ratings.evaluation(session, congress_id, evaluation_id)
    outcome = ratings.outcome_of(session, congress_id, evaluation_id)
    year = programmes.programme(session, congress_id, line.programme_id)
    if outcome is None or line.state != "published" or not story.tells_ratings(year):
        raise NotReady("supervision.no_result_yet")
    told = outcome.told(line.rule.publication)
    return render_template(
        "supervision/rated.html",
        line=line,
        outcome=told,
        weighed=rating_weights.weighed(session, line, told),
        said=residents.counts(session, congress_id, {item.project_id for item in told.items}),
    )
