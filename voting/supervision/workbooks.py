"""Workbooks as answers of this room's pages."""

from __future__ import annotations

import io

from flask import send_file
from flask.typing import ResponseReturnValue

from voting.errors import VotingError
from voting.sheets import CellError
from voting.web import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(data: bytes, name: str) -> ResponseReturnValue:
    """An .xlsx file to keep, called ``name``."""
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def cell_sentence(error: CellError) -> str:
    """What is wrong in a cell, for sheets.error_workbook."""
    return sentence(VotingError(error.code, **error.data))
