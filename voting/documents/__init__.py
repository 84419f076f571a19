"""Papers as files: PDF from the page that the browser prints, Word from a template that people may redraw.

    pdf(page, static) -> bytes                          the page's own print layout, as A4
    word(paper, own=None) -> bytes                      a paper's data in its template
    template_for(name, own=None) -> Path                the template itself: the congress's own, or ours
    file_name(*parts) -> str                            a name that every file system takes

A paper is a frozen dataclass of papers.py. Nothing here asks a database, the network or the clock.
WeasyPrint needs Pango, which a machine may lack: it is loaded with the first PDF, never before.
"""

from __future__ import annotations

from pathlib import Path

from voting.documents.names import file_name
from voting.documents.word import template_for, word
from voting.errors import Unavailable

__all__ = ["file_name", "pdf", "template_for", "word"]


def pdf(page: str, static: Path) -> bytes:
    """The HTML ``page`` as PDF; styles and pictures come from the folder ``static`` only.

    Raises Unavailable("documents.no_pdf") where Pango is not installed, Unavailable("documents.busy") where
    too many ask at once.
    """
    try:
        from voting.documents import printing
    except OSError as error:  # the library's loader: cannot load library 'libpango-1.0-0'
        raise Unavailable("documents.no_pdf") from error
    return printing.pdf(page, static)
