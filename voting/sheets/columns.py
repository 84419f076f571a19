"""What a sheet is: columns as data, and the parsers that turn a cell's text into a value.

A parser takes the trimmed, non-empty text of one cell and returns a string or a whole number, or
raises ``Invalid("sheets.…")`` with the data of its sentence. Values are JSON-like on purpose: a
reading is kept between preview and import.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from voting.errors import Invalid

Value = str | int
Parser = Callable[[str], Value]

MOST_ROWS = 5000
MOST_BYTES = 10 * 1024 * 1024
# What a spreadsheet takes for the start of a formula, in both widths; also why no export is injectable.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MONEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


@dataclass(frozen=True)
class Column:
    """One column. ``header`` is what people read, ``aliases`` what they also write for it.

    The examples of a sheet's required columns together must be nobody's real data: the row that
    equals them is left out when a file is read.
    """

    key: str
    header: str
    parse: Parser
    required: bool = False
    comment: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    aliases: tuple[str, ...] = ()
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A list that can be imported; ``title`` names the tab and the downloaded file."""

    title: str
    columns: tuple[Column, ...]
    most_rows: int = MOST_ROWS

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def matching(self, header: str) -> Column | None:
        """The column that a header of a file means, however it is spaced, starred or bracketed."""
        folded = fold(header)
        for column in self.columns:
            if folded in (fold(name) for name in (column.header, *column.aliases)):
                return column
        return None


def parse_form(sheet: Sheet, given: Mapping[str, str]) -> dict[str, Value]:
    """The values of one entry typed into a form with the sheet's keys; Invalid names the field."""
    values: dict[str, Value] = {}
    for column in sheet.columns:
        content = given.get(column.key, "").replace("\r\n", "\n").strip()
        try:
            if content:
                values[column.key] = column.parse(content)
            elif column.required:
                raise Invalid("sheets.required")
        except Invalid as error:
            raise Invalid(error.code, field=column.key, **error.data) from error
    return values


def fold(header: str) -> str:
    """A header without width, spaces and the star of a required column: 「＊ 投资额（万元）」."""
    return "".join(unicodedata.normalize("NFKC", header).split()).strip("*")


def text(most: int) -> Parser:
    """One line of at most ``most`` characters that does not look like a formula."""

    def parse(given: str) -> str:
        if given.startswith(FORMULA_STARTS):
            raise Invalid("sheets.looks_like_formula", start=given[0])
        line = " ".join(given.split())
        if len(line) > most:
            raise Invalid("sheets.too_long", most=most, length=len(line))
        return line

    return parse


def prose(most: int) -> Parser:
    """Free text of several lines; it may begin with a dash or a sign, as lists do."""

    def parse(given: str) -> str:
        if given.startswith(("=", "＝")):
            raise Invalid("sheets.looks_like_formula", start=given[0])
        if len(given) > most:
            raise Invalid("sheets.too_long", most=most, length=len(given))
        return given

    return parse


def whole(least: int, most: int) -> Parser:
    """A whole number within bounds."""

    def parse(given: str) -> int:
        plain = unicodedata.normalize("NFKC", given)
        if not re.fullmatch(r"[0-9]{1,9}", plain) or not least <= int(plain) <= most:
            raise Invalid("sheets.not_whole", least=least, most=most)
        return int(plain)

    return parse


def money(given: str) -> str:
    """An amount in 万元, to one yuan, as canonical decimal text: 「1,200.50万元」 gives 1200.5."""
    plain = unicodedata.normalize("NFKC", given).replace(",", "").removesuffix("万元").strip()
    amount = Decimal(plain) if MONEY.fullmatch(plain) else None
    if amount is None:
        raise Invalid("sheets.not_money")
    return f"{amount.normalize():f}"


def day(given: str) -> str:
    """A date however people write it, as ISO text: 「2026年10月1日」 gives 2026-10-01."""
    found = DAY.fullmatch(unicodedata.normalize("NFKC", given).replace(" ", ""))
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Invalid("sheets.not_a_day")


def choice(choices: Sequence[str]) -> Parser:
    """One of the given words."""

    def parse(given: str) -> str:
        if given not in choices:
            raise Invalid("sheets.not_a_choice", choices="、".join(choices))
        return given

    return parse


def digits(count: int) -> Parser:
    """Exactly so many digits, leading zeros kept."""

    def parse(given: str) -> str:
        plain = unicodedata.normalize("NFKC", given)
        if not re.fullmatch(rf"[0-9]{{{count}}}", plain):
            raise Invalid("sheets.not_digits", count=count)
        return plain

    return parse
