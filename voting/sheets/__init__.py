"""Excel in and out, for every list that people bring: one mechanism, sheets described as data.

    template(sheet, rows=()) -> bytes                   a workbook to fill in, perhaps begun
    listing(pages) -> bytes                             tables to read and quote, a tab each
    parse_form(sheet, given) -> values                  one row typed into a page instead
    read(sheet, data) -> Reading                        strict limits; raises Invalid("sheets.…")
    reread(sheet, raw) -> Reading                       from what ``Reading.raw()`` gave
    odd_sums(rows) -> list[OddSum]                      published rows that add up unlike the others
    error_workbook(sheet, reading, say) -> bytes        the same rows, bad cells red, 错误说明 beside them

A sheet is columns with parsers (columns.py). Nothing that a workbook says is ever calculated here:
formulas come in as the text they showed, and every text goes out as text.
"""

from voting.sheets.columns import (
    Column,
    Sheet,
    Value,
    choice,
    day,
    digits,
    money,
    parse_form,
    prose,
    text,
    whole,
)
from voting.sheets.reading import CellError, Reading, Row, read, reread
from voting.sheets.sums import OddSum, odd_sums
from voting.sheets.writing import error_workbook, listing, template

__all__ = [
    "CellError",
    "Column",
    "OddSum",
    "Reading",
    "Row",
    "Sheet",
    "Value",
    "choice",
    "day",
    "digits",
    "error_workbook",
    "listing",
    "money",
    "odd_sums",
    "parse_form",
    "prose",
    "read",
    "reread",
    "template",
    "text",
    "whole",
]
