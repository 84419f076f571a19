"""Pictures of a call: funnel, categories, channels, stations, reasons, days to the first answer."""

from __future__ import annotations

import io

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import sheets
from voting.collection import statistics
from voting.collection.inbox_views import here
from voting.collection.machines import DESK_ROLES
from voting.web import allow, current_congress, main_session

blueprint = Blueprint("statistics", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/c/<code>/calls/<call_id>/statistics")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    """Bars with their numbers, and the same as Excel with ``?format=xlsx``; numbers only, no texts."""
    here(call_id)
    found = statistics.numbers(main_session(), current_congress().id, call_id)
    if request.args.get("format") == "xlsx":
        data = sheets.listing(statistics.pages(found, lambda text: _(text)))
        return send_file(
            io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=_("征集统计") + ".xlsx"
        )
    return render_template("collection/statistics.html", numbers=found)
