"""The office's pages of residents' rating: sites with their posters, sentences to look at, what looks odd."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, qr, web
from voting.errors import Invalid, NotFound, VotingError
from voting.supervision import opinions, programmes, residents
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here, today
from voting.supervision.rating_machines import FLAG_WORDS, RESIDENT_GRADES, WAY_WORDS
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("residents", __name__)
TYPED = ("project_id", "name", "way", "begins", "ends", "hourly")
USUAL_HOURLY = 60


@blueprint.route("/c/<code>/years/<int:year>/residents", methods=["GET", "POST"])
@allow(*OFFICE)
def page(code: str, year: int) -> ResponseReturnValue:
    """A new site is entered here; what was refused comes back as it was typed."""
    programme, error = here(year), None
    session, congress_id = main_session(), current_congress().id
    if request.method == "POST":
        try:
            residents.open_site(
                session,
                current_actor(),
                congress_id,
                request.form.get("project_id", ""),
                name=request.form.get("name", ""),
                way=request.form.get("way", ""),
                begins=_day("begins"),
                ends=_day("ends"),
                hourly=web.whole(request.form.get("hourly", ""), 0),
                now=now(),
            )
            flash(_("评价点已添加，可以打印海报。"))
            return redirect(url_for(".page", code=code, year=year), 303)
        except VotingError as refused:
            error = refused
    projects = programmes.projects(session, congress_id, programme.id)
    ids = [line.id for line in projects]
    usual = {
        "way": "site", "begins": today().isoformat(), "ends": date(year, 12, 31).isoformat(),
        "hourly": str(USUAL_HOURLY),
    }  # fmt: skip
    rendered = render_template(
        "supervision/residents.html",
        programme=programme,
        projects=projects,
        project_names={line.id: line.name for line in projects},
        project_choices=[(line.id, f"{line.number}. {line.name}") for line in projects],
        way_choices=[(value, _(word)) for value, word in WAY_WORDS.items()],
        flag_words=FLAG_WORDS,
        sites=residents.sites(session, congress_id, ids),
        sentences=opinions.sentences(session, congress_id, ids, "waiting"),
        clusters=opinions.clusters(session, congress_id, ids),
        surveys=residents.surveys(session, congress_id, ids),
        said=residents.counts(session, congress_id, ids),
        typed=usual | {name: request.form[name] for name in TYPED if name in request.form},
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Invalid("supervision.bad_site", field=name) from None


def _back(year: int) -> ResponseReturnValue:
    return redirect(url_for(".page", code=current_congress().code, year=year), 303)


@blueprint.post("/c/<code>/years/<int:year>/residents/<site_id>/close")
@allow(*OFFICE)
def close(code: str, year: int, site_id: str) -> ResponseReturnValue:
    here(year)
    residents.close_site(main_session(), current_actor(), current_congress().id, site_id, now=now())
    flash(_("评价点已停用。"))
    return _back(year)


@blueprint.get("/c/<code>/years/<int:year>/residents/<site_id>/poster")
@allow(*OFFICE)
def poster(code: str, year: int, site_id: str) -> ResponseReturnValue:
    """For the wall of the site, with its QR code."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = {line.id: line for line in programmes.projects(session, congress_id, programme.id)}
    known = residents.sites(session, congress_id, projects)
    site = next((line for line in known if line.id == site_id), None)
    if site is None:
        raise NotFound("supervision.site_not_found")
    address = url_for("resident_rating.form", code=code, token=site.token, _external=True)
    return papers.answer(
        "supervision/resident_poster.html",
        _("%(name)s评价海报", name=site.name),
        programme=programme,
        project=projects[site.project_id],
        site=site,
        address=address,
        code_drawing=qr.drawing(address),
        local=request.host.split(":")[0] in ("localhost", "127.0.0.1"),
    )


@blueprint.post("/c/<code>/years/<int:year>/residents/sentences/<opinion_id>")
@allow(*OFFICE)
def moderate(code: str, year: int, opinion_id: str) -> ResponseReturnValue:
    """A sentence becomes public, or stays with the office."""
    here(year)
    given = (main_session(), current_actor(), current_congress().id, opinion_id)
    opinions.moderate(*given, request.form.get("to", ""), request.form.get("read", ""), now=now())
    return _back(year)


@blueprint.post("/c/<code>/years/<int:year>/residents/clusters/<opinion_id>")
@allow(*OFFICE)
def judge(code: str, year: int, opinion_id: str) -> ResponseReturnValue:
    """What came in a burst is counted or not, with a reason."""
    here(year)
    aside = request.form.get("aside") == "yes"
    given = (main_session(), current_actor(), current_congress().id, opinion_id)
    many = opinions.judge(*given, aside, request.form.get("reason", ""), now=now())
    flash(_("已不计 %(many)s 条。", many=many) if aside else _("已计入 %(many)s 条。", many=many))
    return _back(year)


@blueprint.post("/c/<code>/years/<int:year>/residents/surveys")
@allow(*OFFICE)
def survey(code: str, year: int) -> ResponseReturnValue:
    """Numbers of a survey made elsewhere."""
    here(year)
    residents.enter_survey(
        main_session(),
        current_actor(),
        current_congress().id,
        request.form.get("survey-project_id", ""),
        name=request.form.get("survey", ""),
        votes=[web.whole(request.form.get(f"votes-{at}", ""), -1) for at in range(len(RESIDENT_GRADES))],
        source=request.form.get("source", ""),
        now=now(),
    )
    flash(_("调查数已登记。"))
    return _back(year)
