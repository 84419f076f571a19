"""A resident's page of one project: scanned from its poster, without account and without cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting import web
from voting.collection.guarding import Forms, Limit, Limits, device_digest, source
from voting.errors import Invalid, VotingError
from voting.supervision import opinions, programmes, residents
from voting.supervision.programme_views import today
from voting.supervision.residents import SENTENCE_MOST, Opinion, SiteLine
from voting.web import current_congress, main_session, now, settings

blueprint = Blueprint("resident_rating", __name__)
HOUR = timedelta(hours=1)
# A village or a hall shares one line; a device that rates ten projects in an hour walks past ten sites.
DEVICE_HOURLY, LINE_HOURLY = 10, 200


@dataclass(frozen=True)
class Desk:
    """What one serving process remembers, for as long as it runs."""

    forms: Forms
    limits: Limits


@blueprint.record_once
def _equip(state: Any) -> None:
    secret = state.app.extensions["voting.settings"].secret_key
    state.app.extensions["voting.resident_rating"] = Desk(Forms(secret), Limits())


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """For a project's public page: where it is rated on the web, while it is."""
    return {"web_rating_of": _web_address}


def _web_address(project_id: str) -> str | None:
    known = residents.sites(main_session(), current_congress().id, [project_id])
    found = [site for site in known if site.way == "web" and site.is_open(today())]
    return (
        url_for("resident_rating.form", code=current_congress().code, token=found[0].token) if found else None
    )


def _desk() -> Desk:
    found: Desk = current_app.extensions["voting.resident_rating"]
    return found


@blueprint.route("/c/<code>/rate/<token>", methods=["GET", "POST"])
@web.public(cookieless=True)
def form(code: str, token: str) -> ResponseReturnValue:
    """Three grades and perhaps a sentence. What was refused comes back as it was given."""
    site = residents.by_token(main_session(), current_congress().id, token)
    if request.method == "GET":
        return _page(site)
    try:
        if request.form.get("website"):
            raise Invalid("collection.unseen_field")
        with _desk().forms.once(request.form.get("proof", ""), token, now=now()) as use:
            if use.result is None:
                use.result = "again" if _receive(site) else "first"
    except VotingError as refused:
        return _page(site, error=refused), web.status_of(refused)
    return _page(site, thanks=use.result)


def _receive(site: SiteLine) -> bool:
    line = source(request.remote_addr)
    digest = device_digest(settings().secret_key, request.form.get("device", ""), line, web.device())
    limits = [
        Limit(f"device:{digest}", DEVICE_HOURLY, HOUR, "supervision.rated_too_often"),
        Limit(f"line:{line}", LINE_HOURLY, HOUR, "supervision.line_too_busy"),
        Limit(f"site:{site.id}", site.hourly, HOUR, "supervision.site_too_busy"),
    ]
    opinion = Opinion(
        web.whole(request.form.get("grade", ""), -1),
        request.form.get("sentence", ""),
        digest,
        request.remote_addr or "",
    )
    with _desk().limits.counted(limits, now=now()):
        return residents.receive(
            main_session(), settings().secret_key, current_congress().id, site, opinion, now=now()
        )


def _page(site: SiteLine, error: VotingError | None = None, thanks: str = "") -> str:
    session, congress_id = main_session(), current_congress().id
    project = programmes.project(session, congress_id, site.project_id)
    code = current_congress().code
    return render_template(
        "supervision/resident_form.html",
        site=site,
        project=project,
        year=programmes.programme(session, congress_id, project.programme_id).year,
        is_open=site.is_open(today()),
        said=opinions.sentences(session, congress_id, [project.id], "public"),
        board=url_for("board.latest", code=code),
        typed={name: request.form.get(name, "") for name in ("grade", "sentence")},
        most=SENTENCE_MOST,
        error=error,
        thanks=thanks,
        page={
            "challenge": _desk().forms.issue(site.token, now=now()),
            "form": url_for(".renew", code=code, token=site.token),
            "worker": url_for("static", filename="dist/proof_worker.js"),
            "compares": False,
            "photo_bytes": 0,
        },
    )


@blueprint.get("/c/<code>/rate/<token>/form.json")
@web.public(cookieless=True)
def renew(code: str, token: str) -> ResponseReturnValue:
    """A fresh challenge, for a page that stood open too long."""
    site = residents.by_token(main_session(), current_congress().id, token)
    return jsonify(challenge=_desk().forms.issue(site.token, now=now()))
