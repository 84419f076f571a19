"""The one way in which a bundle is a ZIP (PROTOCOL 10): stored entries, one order, no freedom.

Written by hand because nothing may be left open: a reader compares every header with the one that this
module would write. Nothing is ever inflated, so a ZIP bomb has nothing to explode; sizes are checked
against the bytes that are there before anything is sliced, and slices are views, not copies.

Checks: Z1 whole and a ZIP, Z2 size, Z3 nothing after the end, Z4 plain names, Z5 no other file,
Z6 no file missing, Z7 none twice, Z8 order, Z9 stored, neither compressed nor encrypted, Z10 sizes and
places, Z11 headers byte for byte, Z12 CRC.
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .errors import InvalidBundle

Buffer = bytes | memoryview
Chunks = Callable[[], Iterable[Buffer]]

NAMES = (
    "archive.bel",
    "side.jsonl",
    "method.json",
    "checkpoints.jsonl",
    "acts.jsonl",
    "manifest.json",
)
MAX_BYTES = 2 << 30
"""2 GiB, the whole file; thus no field of 32 bits can overflow and ZIP64 never arises."""

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_VERSION, _STORED = 20, 0
_MIDNIGHT, _NEW_YEAR_1980 = 0, 1 << 5 | 1
_MOST_ENTRIES = 64


@dataclass(frozen=True)
class Entry:
    """One stored file: its name, size in bytes, CRC-32, and where its local header begins."""

    name: str
    size: int
    crc: int
    offset: int

    def local_header(self) -> bytes:
        name = self.name.encode("ascii")
        return (
            _LOCAL.pack(
                _LOCAL_MARK, _VERSION, 0, _STORED, _MIDNIGHT, _NEW_YEAR_1980,
                self.crc, self.size, self.size, len(name), 0,
            )
            + name
        )  # fmt: skip

    def central_header(self) -> bytes:
        name = self.name.encode("ascii")
        return (
            _CENTRAL.pack(
                _CENTRAL_MARK, _VERSION, _VERSION, 0, _STORED, _MIDNIGHT, _NEW_YEAR_1980,
                self.crc, self.size, self.size, len(name), 0, 0, 0, 0, 0, self.offset,
            )
            + name
        )  # fmt: skip

    @property
    def start(self) -> int:
        return self.offset + _LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        return self.start + self.size


def measure(chunks: Iterable[Buffer]) -> tuple[int, int]:
    """(size, CRC-32) of a content given in pieces."""
    size = crc = 0
    for chunk in chunks:
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
    return size, crc


def write_container(contents: Sequence[Chunks]) -> Iterator[bytes]:
    """The ZIP in pieces, from one content per name of NAMES, each readable twice.

    The first reading measures, because the size stands before the content; a content that has changed
    when it is read again raises InvalidBundle "Z10" or "Z12", one that makes the whole too big "Z2".
    """
    entries: list[Entry] = []
    offset = 0
    for name, chunks in zip(NAMES, contents, strict=True):
        entry = Entry(name, *measure(chunks()), offset)
        offset = entry.end
        if offset > MAX_BYTES:
            raise InvalidBundle("Z2", "too big", limit=MAX_BYTES)
        entries.append(entry)
    for entry, chunks in zip(entries, contents, strict=True):
        yield entry.local_header()
        yield from _repeat(entry, chunks())
    yield _directory(entries)


def _repeat(entry: Entry, chunks: Iterable[Buffer]) -> Iterator[bytes]:
    size = crc = 0
    for chunk in chunks:
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        yield bytes(chunk)
    if size != entry.size:
        raise InvalidBundle("Z10", "changed while it was written", file=entry.name)
    if crc != entry.crc:
        raise InvalidBundle("Z12", "changed while it was written", file=entry.name)


def _directory(entries: Sequence[Entry]) -> bytes:
    central = b"".join(entry.central_header() for entry in entries)
    count, start = len(entries), entries[-1].end
    return central + _END.pack(_END_MARK, 0, 0, count, count, len(central), start, 0)


def read_container(data: Buffer) -> list[memoryview]:
    """The contents in the order of NAMES, as views of `data` (a memoryview of a mapped file will do)."""
    view = memoryview(data)
    if len(view) > MAX_BYTES:
        raise InvalidBundle("Z2", "too big", size=len(view), limit=MAX_BYTES)
    entries = _entries(view)
    offset = 0
    for entry in entries:
        if entry.offset != offset:
            raise InvalidBundle("Z10", "a gap or an overlap", file=entry.name)
        header = entry.local_header()
        if view[offset : entry.start] != header:
            raise InvalidBundle("Z11", "local header", file=entry.name)
        offset = entry.end
    directory = _directory(entries)
    if offset + len(directory) != len(view):
        raise InvalidBundle("Z10", "a gap or an overlap", file="")
    if view[offset:] != directory:
        raise InvalidBundle("Z11", "central directory", file="")
    for entry in entries:
        if zlib.crc32(view[entry.start : entry.end]) != entry.crc:
            raise InvalidBundle("Z12", "CRC", file=entry.name)
    return [view[entry.start : entry.end] for entry in entries]


def _entries(view: memoryview) -> list[Entry]:
    """The central directory, each deviation under its own code; contents are not touched yet."""
    start, size, count = _end_record(view)
    names: list[str] = []
    entries: list[Entry] = []
    place = start
    for _ in range(count):
        if place + _CENTRAL.size > start + size:
            raise InvalidBundle("Z10", "the directory is shorter than it says", file="")
        fields = _CENTRAL.unpack(view[place : place + _CENTRAL.size])
        (mark, _, _, flags, method, _, _, crc, packed, plain) = fields[:10]
        length, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
        if mark != _CENTRAL_MARK:
            raise InvalidBundle("Z10", "the directory is not where it is said to be", file="")
        name = _plain_name(bytes(view[place + _CENTRAL.size : place + _CENTRAL.size + length]))
        if name not in NAMES:
            raise InvalidBundle("Z5", "a file that does not belong here", file=name)
        if name in names:
            raise InvalidBundle("Z7", "a file twice", file=name)
        if method != _STORED or flags & 1:
            raise InvalidBundle("Z9", "compressed or encrypted", file=name, method=method)
        if packed != plain or offset + _LOCAL.size + length + plain > start:
            raise InvalidBundle("Z10", "size", file=name, size=plain)
        names.append(name)
        entries.append(Entry(name, plain, crc, offset))
        place += _CENTRAL.size + length + extra + comment
    missing = [name for name in NAMES if name not in names]
    if missing:
        raise InvalidBundle("Z6", "files missing", files=missing)
    if tuple(names) != NAMES:
        raise InvalidBundle("Z8", "order of the files", files=names)
    return entries


def _end_record(view: memoryview) -> tuple[int, int, int]:
    """(start, size, entries) of the central directory, from the last 22 bytes of the file."""
    if len(view) < _LOCAL.size or view[:4] != _LOCAL_MARK.to_bytes(4, "little"):
        raise InvalidBundle("Z1", "not a ZIP")
    tail = bytes(view[-(0xFFFF + _END.size) :])
    found = tail.rfind(_END_MARK.to_bytes(4, "little"))
    if found < 0 or found + _END.size > len(tail):
        raise InvalidBundle("Z1", "cut off: the end record is missing")
    _, _, _, _, count, size, start, _ = _END.unpack(tail[found : found + _END.size])
    if found + _END.size != len(tail):
        raise InvalidBundle("Z3", "bytes after the end", extra=len(tail) - found - _END.size)
    if start + size + _END.size > len(view):
        raise InvalidBundle("Z1", "cut off: the directory is missing")
    if count > _MOST_ENTRIES:
        raise InvalidBundle("Z5", "files that do not belong here", file="", count=count)
    return start, size, count


def _plain_name(raw: bytes) -> str:
    if not raw.isascii() or not raw.decode("latin-1").isprintable():
        raise InvalidBundle("Z4", "name of a file", file=ascii(raw))
    name = raw.decode("ascii")
    if "/" in name or "\\" in name or ":" in name or name in ("", ".", ".."):
        raise InvalidBundle("Z4", "a file's name that leads elsewhere", file=name)
    return name
