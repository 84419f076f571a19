"""Pages of the rounds: a year's rhythm, one round with its windows, who has not reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, web
from voting.congress import units
from voting.errors import N_, Invalid, VotingError
from voting.supervision import calendar, programmes, reports, rounds, seals
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.programme_views import here, round_title, today
from voting.supervision.rhythm import rhythm
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("rounds", __name__)
way("rounds.page", _l("督查轮次"), READERS, order=20)
DATES = {
    "opens_on": N_("开始报送"),
    "report_due": N_("报送截止"),
    "inspect_due": N_("督查截止"),
    "rating_due": N_("测评截止"),
}
# What the office presses, and what that means.
VERB_WORDS = {
    "open": N_("开始报送"),
    "end_reporting": N_("截止报送，转入督查"),
    "begin_rating": N_("结束督查，转入测评"),
    "archive": N_("归档这一轮"),
}
VERB_MEANS = {
    "open": N_("各责任单位从现在起可以报送这一轮的进度。"),
    "end_reporting": N_("没有报送的列入未报送名单；此后补报的注明逾期。"),
    "begin_rating": N_("督查记录齐了以后开始测评。"),
    "archive": N_("归档后这一轮的报告、督查和测评都不能再改，全部内容算成指纹，连到归档链上。"),
}


@blueprint.app_context_processor
def waiting() -> dict[str, object]:
    return {
        "round_dues": _dues,
        "open_rounds": _open,
        "next_round": _next,
        "missing_in": _missing,
        "verb_words_of_round": VERB_WORDS,
    }


def _dues(programme_id: str) -> list[rounds.Due]:
    found = rounds.due(main_session(), current_congress().id, today())
    return [due for due in found if due.round.programme_id == programme_id]


def _open(programme_id: str) -> list[rounds.RoundLine]:
    return rounds.open_rounds(main_session(), current_congress().id, programme_id)


def _next(programme_id: str) -> rounds.RoundLine | None:
    """The round to be opened next, where none is open."""
    known = rounds.rounds(main_session(), current_congress().id, programme_id)
    return next((line for line in known if line.state == "planned"), None)


def _missing(round_id: str) -> list[reports.Missing]:
    """Projects not reported; of a unit, its own."""
    session, congress_id = main_session(), current_congress().id
    found = reports.missing(session, congress_id, round_id)
    if current_actor().may(*(role for role in READERS if role != "unit")):
        return found
    own = [unit.id for unit in units.units_of(session, congress_id, current_actor().person_id)]
    mine = programmes.projects_of_units(session, congress_id, own, ("lead", "responsible"))
    return [each for each in found if each.project.id in mine]


@blueprint.route("/c/<code>/years/<int:year>/rounds", methods=["GET", "POST"])
@allow(*READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """The year's rounds; the office plans those that are missing, or those not begun anew."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    if request.method == "POST":
        given = (session, current_actor(), congress_id, programme.id)
        if request.form.get("deed") == "again":
            many = rounds.plan_again(*given, now=now())
            flash(_("重新计算了 %(many)s 轮的期限。", many=many))
        else:
            flash(_("排定了 %(many)s 轮。", many=rounds.plan(*given, now=now())))
        return redirect(url_for(".page", code=code, year=year), 303)
    known = rounds.rounds(session, congress_id, programme.id)
    wanted = rhythm(programme.settings)
    return render_template(
        "supervision/rounds.html",
        programme=programme,
        rounds=known,
        no_holidays=not any(
            line.day.year == year and not line.working for line in calendar.lines(session, congress_id)
        ),
        unplanned=len(set(wanted) - {(line.kind, line.number) for line in known}),
        may_office=current_actor().may(*OFFICE),
    )


def _round(round_id: str) -> rounds.RoundLine:
    """The round of the address; its year's sub-menu too."""
    line = rounds.of(main_session(), current_congress().id, round_id)
    g.programme = programmes.programme(main_session(), current_congress().id, line.programme_id)
    return line


@blueprint.route("/c/<code>/years/rounds/<round_id>", methods=["GET", "POST"])
@allow(*READERS)
def one(code: str, round_id: str) -> ResponseReturnValue:
    """A round with its windows and what can be done next; the office changes its dates."""
    line = _round(round_id)
    session, congress_id = main_session(), current_congress().id
    error, values = None, {name: getattr(line, name) for name in DATES}
    if request.method == "POST":
        try:
            given = _dates(request.form)
            rounds.set_dates(session, current_actor(), congress_id, round_id, given, now=now())
            flash(_("期限已修改。"))
            return redirect(url_for(".one", code=code, round_id=round_id), 303)
        except VotingError as refused:
            error, values = refused, request.form.to_dict()
    rendered = render_template(
        "supervision/round.html",
        programme=g.programme,
        round=line,
        dates=DATES,
        values=values,
        verbs=rounds.verbs(session, congress_id, round_id, current_actor()),
        verb_means=VERB_MEANS,
        missing=_missing(round_id) if line.state != "planned" else [],
        seal=seals.of_round(session, congress_id, round_id),
        may_office=current_actor().may(*OFFICE),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _dates(form: Mapping[str, str]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for name in DATES:
        given = form.get(name, "").strip()
        try:
            found[name] = date.fromisoformat(given) if given else None
        except ValueError as wrong:
            raise Invalid("sheets.not_a_day", field=name) from wrong
    return found


@blueprint.post("/c/<code>/years/rounds/<round_id>/move")
@allow(*OFFICE)
def move(code: str, round_id: str) -> ResponseReturnValue:
    here = (main_session(), current_actor(), current_congress().id, round_id)
    state = rounds.move(*here, request.form.get("verb", ""), now=now())
    flash(_("这一轮已归档。") if state == "closed" else _("已转入下一环节。"))
    return redirect(url_for(".one", code=code, round_id=round_id), 303)


@blueprint.get("/c/<code>/years/rounds/<round_id>/missing")
@allow(*READERS)
def missing(code: str, round_id: str) -> ResponseReturnValue:
    """未报送名单, to be printed."""
    line = _round(round_id)
    title = f"{g.programme.title}{round_title(line)}{_('未报送名单')}"
    return papers.answer(
        "supervision/missing.html",
        title,
        programme=g.programme,
        round=line,
        missing=reports.missing(main_session(), current_congress().id, round_id),
        title=title,
        today=today(),
    )
