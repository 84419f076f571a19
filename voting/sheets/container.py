"""The file around a workbook: a ZIP of XML that a stranger made.

``open_workbook(data)`` unpacks it within limits, refuses what is no plain .xlsx, scans the first
visible sheet for its extent and its formulas, and hands the calculating library a repacked copy of
exactly the parts that were counted here. So neither a lying ZIP header nor a single cell in the
last corner of a sheet can make anybody reserve memory for it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.parsers import expat

from voting.errors import Invalid
from voting.sheets.columns import MOST_BYTES, MOST_ROWS

MOST_ENTRIES = 500
MOST_UNPACKED = 32 * 1024 * 1024
# Sheets of mostly empty styled cells reach 50; above 200 it was made to be unpacked.
MOST_RATIO = 200
RATIO_FREE = 1024 * 1024
FARTHEST_ROW = 20_000
FARTHEST_COLUMN = 100
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, .et and every workbook with a password
KEPT = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(worksheets/)?(_rels/)?[^/]+\.(xml|rels)")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
# What zipfile raises on broken, encrypted (RuntimeError) or oddly compressed archives.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError)

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Container:
    """``package`` is the repacked .xlsx, ``sheet`` the first visible sheet, ``formulas`` its formulas."""

    package: bytes
    sheet: str
    formulas: Mapping[Place, str]


def open_workbook(data: bytes) -> Container:
    """Raises Invalid("sheets.…") with a sentence for each way in which this is no workbook for us."""
    if not data:
        raise Invalid("sheets.empty_file", field="file")
    if len(data) > MOST_BYTES:
        megabytes = -(-len(data) // 2**20)
        raise Invalid("sheets.too_big", field="file", megabytes=megabytes, most=MOST_BYTES // 2**20)
    if data.startswith(OLE):
        raise Invalid("sheets.old_or_locked", field="file")
    if not data.startswith(b"PK"):
        raise Invalid("sheets.not_excel", field="file")
    parts = _unpack(data)
    name, path = _first_visible(parts)
    scan = _Scan()
    _parse(parts[path], scan.start, scan.end, scan.text)
    return Container(_repack(parts), name, scan.formulas)


def _unpack(data: bytes) -> dict[str, bytes]:
    """The parts that matter, each read to its end within the limits."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            _judge_names(names)
            left = MOST_UNPACKED
            for entry in entries:
                if KEPT.fullmatch(entry.filename):
                    with archive.open(entry) as stream:
                        part = stream.read(left + 1)
                    left -= len(part)
                    if left < 0 or len(part) > max(RATIO_FREE, MOST_RATIO * entry.compress_size):
                        raise Invalid("sheets.unpacks_too_big", field="file")
                    parts[entry.filename] = part
    except DAMAGE as error:
        raise Invalid("sheets.damaged", field="file") from error
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        raise Invalid("sheets.not_excel", field="file")
    return parts


def _judge_names(names: list[str]) -> None:
    if len(names) > MOST_ENTRIES:
        raise Invalid("sheets.unpacks_too_big", field="file")
    if len(set(names)) != len(names):
        raise Invalid("sheets.damaged", field="file")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Invalid("sheets.has_macros", field="file")


def _repack(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _first_visible(parts: Mapping[str, bytes]) -> tuple[str, str]:
    """Name and path of the first visible worksheet."""
    sheets: list[dict[str, str]] = []
    relations: dict[str, dict[str, str]] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append(attributes)

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            relations[attributes.get("Id", "")] = attributes

    _parse(parts["xl/workbook.xml"], sheet)
    _parse(parts["xl/_rels/workbook.xml.rels"], relation)
    for attributes in sheets:
        found = relations.get(attributes.get(RELATION_ID, ""), {})
        if attributes.get("state", "visible") != "visible":
            continue
        if not found.get("Type", "").endswith("/worksheet"):
            continue
        path = normpath(join("/xl", found.get("Target", ""))).lstrip("/")
        if path not in parts:
            raise Invalid("sheets.damaged", field="file")
        return attributes.get("name", ""), path
    raise Invalid("sheets.no_visible_sheet", field="file")


@dataclass
class _Scan:
    """Where a sheet has content, and its formulas; stops as soon as it reaches too far."""

    formulas: dict[Place, str] = field(default_factory=dict)
    _row: int = -1
    _column: int = -1
    _formula: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif tag == "c":
            self._row, self._column = self._place(attributes.get("r"))
        elif tag in ("v", "is", "f"):
            if self._row >= FARTHEST_ROW:
                raise Invalid("sheets.too_many_rows", field="file", most=MOST_ROWS)
            if self._column >= FARTHEST_COLUMN:
                raise Invalid("sheets.too_many_columns", field="file", most=FARTHEST_COLUMN)
            if tag == "f":
                self._formula = []

    def _place(self, reference: str | None) -> Place:
        if reference is None:
            return self._row, self._column + 1
        found = REFERENCE.fullmatch(reference)
        if found is None:
            raise Invalid("sheets.damaged", field="file")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(found[2]) - 1, column - 1

    def text(self, content: str) -> None:
        if self._formula is not None:
            self._formula.append(content)

    def end(self, tag: str) -> None:
        if tag == "f" and self._formula is not None:
            self.formulas[self._row, self._column] = "=" + "".join(self._formula)
            self._formula = None


def _parse(
    part: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    content: Callable[[str], None] | None = None,
) -> None:
    """Walk through one XML part, tags without namespaces; a document type is refused."""

    def local(tag: str) -> str:
        return tag.rpartition(" ")[2]

    def refuse(*_: object) -> None:
        raise Invalid("sheets.damaged", field="file")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(local(tag), attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(local(tag))
    if content is not None:
        parser.CharacterDataHandler = content
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        raise Invalid("sheets.damaged", field="file") from error
