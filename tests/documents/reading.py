"""What stands in a file, read by programs that did not write it."""

from __future__ import annotations

import io
import re

from docx import Document
from pypdf import PdfReader


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page, without white space: where a line ends is the layout's affair."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def pdf_text(data: bytes) -> str:
    return "".join(pdf_pages(data))


def word_paragraphs(data: bytes) -> list[str]:
    return [squeezed(paragraph.text) for paragraph in Document(io.BytesIO(data)).paragraphs]


def word_rows(data: bytes) -> list[list[str]]:
    """The rows of the first table, heads included."""
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(data)).tables[0].rows]


def word_text(data: bytes) -> str:
    rows = ["".join(row) for table in Document(io.BytesIO(data)).tables for row in _texts(table)]
    return squeezed("".join([*word_paragraphs(data), *rows]))


def _texts(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
