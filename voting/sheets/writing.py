"""Workbooks that go out: the template to fill in, and a reading handed back with its errors.

Whatever a user wrote leaves as text (``data_type`` s, with the quote prefix that keeps it text when
somebody edits the cell), so that no cell of ours ever becomes a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from voting.sheets.columns import MOST_BYTES, Column, Sheet
from voting.sheets.reading import ERROR_HEADER, CellError, Reading

YELLOW = PatternFill("solid", fgColor="FFF2B3")
PLAIN = PatternFill("solid", fgColor="E9EBEF")
RED = PatternFill("solid", fgColor="F8C9C4")
GREY = Font(color="808080", italic=True)
BOLD = Font(bold=True)
# Control characters and what is no character: XML, and so a workbook, cannot hold them.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOTE_ROW, HEADER_ROW, EXAMPLE_ROW = 1, 2, 3
ERROR_WIDTH = 60


def template(sheet: Sheet, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A workbook to fill in: limits stated, headers locked, choices as drop-downs, one grey example row.

    ``rows`` are the first cells of lines that are begun already.
    """
    workbook, page = _workbook(sheet)
    note = (
        f"带 * 的黄色列必填；灰色一行是示例，导入时会略过；最多 {sheet.most_rows} 行、"
        f"{MOST_BYTES // 2**20} MB；请存为 .xlsx。"
    )
    _write(page, NOTE_ROW, 1, note).font = GREY
    for at, column in enumerate(sheet.columns, start=1):
        _header(page, at, column)
        example = _write(page, EXAMPLE_ROW, at, column.example)
        example.font, example.protection = GREY, Protection(locked=False)
        if column.choices:
            _drop_down(page, at, column, sheet.most_rows)
    for line, cells in enumerate(rows, start=EXAMPLE_ROW + 1):
        for at, given in enumerate(cells, start=1):
            _write(page, line, at, given).protection = Protection(locked=False)
    page.freeze_panes = f"A{EXAMPLE_ROW}"
    protection = page.protection
    protection.sheet = True
    # In a protected sheet these words mean what is locked; all that filling in needs stays free.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = protection.sort = protection.autoFilter = False
    return _bytes(workbook)


def listing(pages: Mapping[str, Sequence[Sequence[str | int]]]) -> bytes:
    """Tables to read and quote: title of the tab → its lines, the first of which are headers."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, lines in pages.items():
        page = workbook.create_sheet(title)
        for line, cells in enumerate(lines, start=1):
            for at, given in enumerate(cells, start=1):
                if isinstance(given, int):
                    page.cell(line, at, given)
                else:
                    cell = _write(page, line, at, given)
                    if line == 1:
                        cell.font = BOLD
        page.freeze_panes = "A2"
        for at in range(1, max((len(cells) for cells in lines), default=0) + 1):
            page.column_dimensions[get_column_letter(at)].width = 24
    return _bytes(workbook)


def error_workbook(sheet: Sheet, reading: Reading, say: Callable[[CellError], str]) -> bytes:
    """The rows of ``reading`` as they came; ``say`` makes the sentence of an error."""
    workbook, page = _workbook(sheet)
    last = len(reading.headers) + 1
    for at, header in enumerate(reading.headers, start=1):
        _write(page, 1, at, header).font = BOLD
    _write(page, 1, last, ERROR_HEADER).font = BOLD
    page.column_dimensions[get_column_letter(last)].width = ERROR_WIDTH
    for line, row in enumerate(reading.rows, start=2):
        bad = {error.key for error in row.errors}
        for at, (key, text) in enumerate(zip(reading.keys, row.cells, strict=True), start=1):
            cell = _write(page, line, at, text)
            if key in bad:
                cell.fill = RED
        said = "\n".join(f"{sheet.column(error.key).header}：{say(error)}" for error in row.errors)
        _write(page, line, last, said).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    return _bytes(workbook)


def _workbook(sheet: Sheet) -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    page = workbook.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    page.title = sheet.title
    for at, column in enumerate(sheet.columns, start=1):
        dimension = page.column_dimensions[get_column_letter(at)]
        dimension.width = column.width
        dimension.number_format = "@"  # text: numbers keep their leading zeros
        dimension.protection = Protection(locked=False)
    return workbook, page


def _header(page: Worksheet, at: int, column: Column) -> None:
    cell = _write(page, HEADER_ROW, at, f"*{column.header}" if column.required else column.header)
    cell.font = BOLD
    cell.fill = YELLOW if column.required else PLAIN
    cell.protection = Protection(locked=True)
    if column.comment:
        cell.comment = Comment(column.comment, "票决", width=260, height=120)


def _drop_down(page: Worksheet, at: int, column: Column, rows: int) -> None:
    letter = get_column_letter(at)
    validation = DataValidation(
        type="list",
        formula1='"' + ",".join(column.choices) + '"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=column.header,
        error=f"请选择：{'、'.join(column.choices)}",
    )
    validation.add(f"{letter}{EXAMPLE_ROW}:{letter}{EXAMPLE_ROW + rows}")
    page.add_data_validation(validation)


def _write(page: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("no cell here is merged")
    cell.number_format = "@"
    if text:
        cell.value = UNWRITABLE.sub("", text)
        cell.data_type = "s"  # openpyxl made it a formula if it looked like one
    cell.quotePrefix = True
    return cell


def _bytes(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
