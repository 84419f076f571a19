"""A paper's data in its Word template, which the secretariat may replace by one drawn in WPS.

A template holds the names of the paper's fields in braces (``{{ congress }}``); docs/manual.en.md lists
them. Values go in as text: markup in them is shown, never followed.
"""

from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from voting.documents.papers import Paper
from voting.errors import Invalid

TEMPLATES = Path(__file__).parent / "templates"
# What a template comes to that says what cannot be done: no such name, text plus number, an endless list.
BROKEN = (TemplateError, TypeError, ValueError, ArithmeticError)


def template_for(name: str, own: Path | None = None) -> Path:
    """The template ``name``: the one in the folder ``own`` if there is one, else the product's."""
    drawn = own / f"{name}.docx" if own else None
    return drawn if drawn and drawn.is_file() else TEMPLATES / f"{name}.docx"


def word(paper: Paper, own: Path | None = None) -> bytes:
    """``paper`` as .docx; Invalid("documents.template_broken") where a template of their own is at fault."""
    path = template_for(paper.template, own)
    document = DocxTemplate(path)
    # Who draws a template is no programmer of this server: it reads its paper and nothing else.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document.render({field.name: getattr(paper, field.name) for field in fields(paper)}, environment)
    except (*BROKEN, PackageNotFoundError, BadZipFile, KeyError) as error:
        raise Invalid("documents.template_broken", file=path.name, reason=str(error)) from error
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
