"""Recorded decisions at the edge: read from a form of ``_decision_form.html``, their scans served.

given_decision() -> Held            what the request's form says, its scan kept
kept(name) -> FileView | None       a form's file, for the views of this room
sent_file(digest) -> response
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
    return meetings.Held(**meetings.read(request.form, kept("scan")))


def kept(name: str) -> files.FileView | None:
    """The file that the form's field ``name`` brought, kept; None where it brought none."""
    sent = request.files.get(name)
    if sent is None or not sent.filename:
        return None
    return files.keep(
        main_session(), settings(), current_congress().id,
        sent.read(files.FILE_BYTES + 1), sent.filename, now=now(), field=name,
    )  # fmt: skip


def sent_file(digest: str) -> ResponseReturnValue:
    """A kept file to be saved: a foreign document is no page of this site."""
    if not digest:
        raise NotFound("files.not_found")
    view, content = files.read(main_session(), settings(), current_congress().id, digest)
    answer = Response(content, mimetype=view.kind)
    answer.headers.set("Content-Disposition", "attachment", filename=view.name)
    return answer


@blueprint.get("/c/<code>/years/decisions/<decision_id>/scan")
@allow(*READERS)
def scan(code: str, decision_id: str) -> ResponseReturnValue:
    line = decisions.get(main_session(), current_congress().id, decision_id)
    return sent_file(line.file_sha)
