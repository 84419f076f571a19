"""For the office and the inspectorate: what in this year somebody should look at twice."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from voting.congress.roles import Role
from voting.supervision import gaming
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here
from voting.supervision.ways import way
from voting.supervision.year_papers_views import opens
from voting.web import allow, current_congress, main_session

blueprint = Blueprint("gaming", __name__)
CHECKERS = (*OFFICE, Role.INSPECTORATE)
way("gaming.page", _l("核查提示"), CHECKERS, order=75)


@blueprint.get("/c/<code>/years/<int:year>/flags")
@allow(*CHECKERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """Each with a sentence and the page where to look."""
    programme = here(year)
    found = gaming.flags(main_session(), current_congress().id, programme)
    return render_template(
        "supervision/flags.html",
        programme=programme,
        flags=found,
        flag_sentences=gaming.SENTENCES,
        opens=opens,
    )
