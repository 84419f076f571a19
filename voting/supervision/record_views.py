"""Pages of 履职档案: everybody's for the office, one's own for a deputy."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, sheets
from voting.congress import roster
from voting.congress.roles import Role
from voting.errors import NotFound
from voting.supervision import finding_lists, programmes, record
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here, workbook
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session

blueprint = Blueprint("records", __name__)
way("records.page", _l("履职档案"), OFFICE, order=60)


@blueprint.get("/c/<code>/years/<int:year>/records")
@allow(*OFFICE)
def page(code: str, year: int) -> ResponseReturnValue:
    """What each deputy of a group did; ``?format=xlsx`` takes it along."""
    programme = here(year)
    lines = record.records(main_session(), current_congress().id, programme.id)
    if request.args.get("format") == "xlsx":
        return workbook(sheets.listing(record.workbook(lines)), _("履职档案"))
    return render_template("supervision/records.html", programme=programme, lines=lines)


@blueprint.get("/c/<code>/years/<int:year>/records/<deputy_id>")
@allow(*OFFICE)
def one(code: str, year: int, deputy_id: str) -> ResponseReturnValue:
    return _page(here(year), deputy_id)


@blueprint.get("/c/<code>/years/<int:year>/record")
@allow(Role.DEPUTY)
def mine(code: str, year: int) -> ResponseReturnValue:
    """A deputy's own."""
    programme = here(year)
    deputy_id = roster.deputy_of(main_session(), current_congress().id, current_actor().person_id)
    return _page(programme, deputy_id or "")


def _page(programme: ProgrammeLine, deputy_id: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    found = record.record_of(session, congress_id, programme.id, deputy_id)
    if found is None:
        raise NotFound("group.no_record")
    projects = programmes.projects(session, congress_id, programme.id)
    return papers.answer(
        "supervision/record.html",
        _("履职档案"),
        programme=programme,
        record=found,
        projects={line.id: line for line in projects},
        names=finding_lists.names(session, congress_id, found.findings),
    )
