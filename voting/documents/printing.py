"""HTML to PDF by WeasyPrint: the layout is the page's own print style, so page, print and PDF agree.

Importing this module loads Pango and raises OSError where it is missing; ``documents.pdf`` says so in words.
"""

from __future__ import annotations

import logging
import mimetypes
import threading
from pathlib import Path
from urllib.parse import unquote

from weasyprint import HTML, LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from voting.errors import Unavailable

# Addresses of a page are made absolute with this name, which nobody can own (RFC 2606).
BASE = "https://paper.invalid/"
STATIC = f"{BASE}static/"
# The pages' styles hold rules for screens, of which it would tell at every paper.
LOGGER.setLevel(logging.ERROR)
# A rendering takes the processor and some memory while others may be voting: one at a time, and who waits
# for his turn holds a thread of the server that others may need.
_one_at_a_time = threading.Lock()
LONGEST_WAIT = 10.0  # seconds
WAITING = 4  # requests at once, the one at work included
_queue = threading.BoundedSemaphore(WAITING)


class StaticFiles(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the product's static files; no other address, file or host is ever opened."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith(STATIC):
            return super().fetch(url, headers)  # a picture inside the page, or ValueError
        path = (self._folder / unquote(url.removeprefix(STATIC).split("?")[0])).resolve()
        if not path.is_relative_to(self._folder):
            raise ValueError(f"not a static file: {url}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def pdf(page: str, static: Path) -> bytes:
    """A tagged PDF with the page's title and language and with subsets of the fonts it uses.

    Unavailable("documents.busy") where others' files take too long.
    """
    if not _queue.acquire(blocking=False):
        raise Unavailable("documents.busy")
    try:
        if not _one_at_a_time.acquire(timeout=LONGEST_WAIT):
            raise Unavailable("documents.busy")
        try:
            document = HTML(string=page, base_url=BASE, url_fetcher=StaticFiles(static))
            return bytes(document.write_pdf(pdf_tags=True))
        finally:
            _one_at_a_time.release()
    finally:
        _queue.release()
