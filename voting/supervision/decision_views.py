"""Recorded decisions at the edge: read from a form of ``_decision_form.html``, their scans served.

given_decision() -> Held            what the request's form says, its scan kept
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from voting import files
from voting.collection import meetings
from voting.errors import NotFound
from voting.supervision import decisions
from voting.supervision.machines import READERS
from voting.web import allow, current_congress, main_session, now, settings

blueprint = Blueprint("bodies", __name__)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"decision_words": decisions.OUTCOME_WORDS}


def given_decision() -> meetings.Held:
    """Invalid names the field that cannot be read or kept."""
    return meetings.Held(**meetings.read(request.form, _scan()))


def _scan() -> files.FileView | None:
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return None
    return files.keep(
        main_session(), settings(), current_congress().id,
        sent.read(files.FILE_BYTES + 1), sent.filename, now=now(), field="scan",
    )  # fmt: skip


@blueprint.get("/c/<code>/years/decisions/<decision_id>/scan")
@allow(*READERS)
def scan(code: str, decision_id: str) -> ResponseReturnValue:
    """The scan as it was uploaded, to be saved: a foreign document is no page of this site."""
    session, congress_id = main_session(), current_congress().id
    line = decisions.get(session, congress_id, decision_id)
    if not line.file_sha:
        raise NotFound("files.not_found")
    view, content = files.read(session, settings(), congress_id, line.file_sha)
    answer = Response(content, mimetype=view.kind)
    answer.headers.set("Content-Disposition", "attachment", filename=view.name)
    return answer
