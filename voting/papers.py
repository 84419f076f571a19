"""A paper as its reader asks for it: the page to print, the same page as PDF, its data in Word.

    answer(template, name, word=None, **context) -> response      ``?format=pdf`` or ``?format=docx``

One address and one rule of access for all three: who may see the page may take it along, when he may see it.
Strangers who read a public page print it themselves: making a file takes the processor that takes ballots.
A congress's own Word templates lie in ``instance/papers/<its code>/``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from flask import current_app, g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from voting import documents
from voting.config import Settings
from voting.documents.papers import Paper
from voting.errors import NotFound

MIMETYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def answer(template: str, name: str, word: Paper | None = None, **context: object) -> ResponseReturnValue:
    """``template`` with ``context``, or the file called ``name``; Word only where there is ``word``."""
    offered = () if "actor" not in g else ("pdf", "docx") if word else ("pdf",)
    wanted = request.args.get("format")
    if wanted is not None and wanted not in offered:
        raise NotFound("documents.no_such_format")
    if wanted == "docx" and word:
        return _file(documents.word(word, _own_templates()), name, wanted)
    page = render_template(template, paper_files=_addresses(offered), **context)
    if wanted == "pdf":
        return _file(documents.pdf(page, Path(current_app.static_folder or "")), name, wanted)
    return page


def _addresses(offered: tuple[str, ...]) -> Mapping[str, str]:
    """Where the page at hand is had in the other formats, by format; what it was asked for stays asked."""
    page = url_for(request.endpoint or "", **(request.view_args or {}))
    return {kind: f"{page}?{urlencode(request.args.to_dict() | {'format': kind})}" for kind in offered}


def _own_templates() -> Path:
    settings: Settings = current_app.extensions["voting.settings"]
    return settings.instance / "papers" / str(g.congress.code)


def _file(data: bytes, name: str, kind: str) -> ResponseReturnValue:
    """An attachment that no cache keeps; its Chinese name goes as RFC 5987 says."""
    sent = send_file(
        io.BytesIO(data),
        mimetype=MIMETYPES[kind],
        as_attachment=True,
        download_name=f"{documents.file_name(name)}.{kind}",
    )
    sent.headers["Cache-Control"] = "no-store"
    return sent
