"""Reading a workbook that somebody filled in: every row with its values or its errors.

What makes the whole file useless raises ``Invalid`` (no Excel, columns missing, too many rows); what
is wrong in a cell stands with its row, so that all of it can be mended at once.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypedDict

from python_calamine import CalamineError, CalamineWorkbook

from voting.errors import Invalid
from voting.sheets.columns import Column, Sheet, Value, fold
from voting.sheets.container import open_workbook

ERROR_HEADER = "错误说明"
# A title and a line of explanation may stand above the headers.
HEADER_WITHIN = 10
LONGEST_CELL = 4000


@dataclass(frozen=True)
class CellError:
    """What is wrong in the cell of column ``key``: a code and the data of its sentence."""

    key: str
    code: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Row:
    """One row: ``number`` as Excel counts, ``cells`` as in the file, ``values`` by column key."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, Value]
    errors: tuple[CellError, ...] = ()

    def with_errors(self, errors: Sequence[CellError]) -> Row:
        return replace(self, errors=(*self.errors, *errors))


class Raw(TypedDict):
    """A reading as JSON: the texts of the file, before any parsing."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Reading:
    """``keys`` names the column of each header (None: unknown, kept but not used)."""

    headers: tuple[str, ...]
    keys: tuple[str | None, ...]
    rows: tuple[Row, ...]

    @property
    def good(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.errors)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.errors)

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(header for header, key in zip(self.headers, self.keys, strict=True) if key is None)

    def raw(self) -> Raw:
        return {"headers": list(self.headers), "rows": [(row.number, list(row.cells)) for row in self.rows]}


def read(sheet: Sheet, data: bytes) -> Reading:
    """The first visible sheet of an .xlsx file; raises ``Invalid`` with field ``file``."""
    lines = _lines(data)
    at, headers = _find_headers(sheet, lines)
    kept = [index for index, header in enumerate(headers) if header and fold(header) != ERROR_HEADER]
    rows = []
    for number, cells in lines[at + 1 :]:
        texts = [cells[index] if index < len(cells) else "" for index in kept]
        if any(texts):
            rows.append((number, texts))
    if len(rows) > sheet.most_rows:
        raise Invalid("sheets.too_many_rows", field="file", most=sheet.most_rows)
    reading = reread(sheet, {"headers": [headers[index] for index in kept], "rows": rows})
    if not reading.rows:
        raise Invalid("sheets.no_rows", field="file")
    return reading


def reread(sheet: Sheet, raw: Raw) -> Reading:
    """The reading of texts that were read before; the example row of the template is left out."""
    columns = [sheet.matching(header) for header in raw["headers"]]
    _check_columns(sheet, columns)
    rows = tuple(
        _row(columns, number, cells) for number, cells in raw["rows"] if not _is_example(columns, cells)
    )
    return Reading(tuple(raw["headers"]), tuple(column.key if column else None for column in columns), rows)


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """Every line with something in it: its number from 1 and the texts of its cells."""
    container = open_workbook(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(container.package))
        grid = workbook.get_sheet_by_name(container.sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Invalid("sheets.damaged", field="file") from error
    lines = []
    for row, cells in enumerate(grid):
        texts = [
            _shown(cell) or container.formulas.get((row, column), "") for column, cell in enumerate(cells)
        ]
        if any(texts):
            lines.append((row + 1, texts))
    return lines


def _shown(cell: object) -> str:
    """A cell as people see it: whole numbers without a point, dates by day, no invisible characters."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    # Only what cannot be seen goes; rare characters of names may be unknown to this Python's tables.
    visible = "".join(c for c in str(cell) if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return visible.strip()[:LONGEST_CELL]


def _find_headers(sheet: Sheet, lines: list[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The line among the first ten in which most headers are known."""
    best, at = 0, -1
    for index, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        known = sum(1 for cell in cells if cell and sheet.matching(cell))
        if known > best:
            best, at = known, index
    if at < 0:
        wanted = "、".join(column.header for column in sheet.columns if column.required)
        raise Invalid("sheets.no_headers", field="file", columns=wanted)
    return at, lines[at][1]


def _check_columns(sheet: Sheet, columns: Sequence[Column | None]) -> None:
    known = [column.header for column in columns if column]
    missing = [column.header for column in sheet.columns if column.required and column.header not in known]
    if missing:
        raise Invalid("sheets.missing_columns", field="file", columns="、".join(missing))
    twice = sorted({header for header in known if known.count(header) > 1})
    if twice:
        raise Invalid("sheets.column_twice", field="file", columns="、".join(twice))


def _is_example(columns: Sequence[Column | None], cells: Sequence[str]) -> bool:
    pairs = [(column.example, cell) for column, cell in zip(columns, cells, strict=True) if column]
    return all(example == cell for example, cell in pairs)


def _row(columns: Sequence[Column | None], number: int, cells: Sequence[str]) -> Row:
    values: dict[str, Value] = {}
    errors = []
    for column, cell in zip(columns, cells, strict=True):
        if column is None:
            continue
        try:
            if cell:
                values[column.key] = column.parse(cell)
            elif column.required:
                raise Invalid("sheets.required")
        except Invalid as error:
            errors.append(CellError(column.key, error.code, error.data))
    return Row(number, tuple(cells), values, tuple(errors))
