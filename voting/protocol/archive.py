"""The public archive: an append-only tar of hash-chained events (spec 4.4, PROTOCOL 2).

Reading is lazy: a record is a place in a buffer (bytes or a memory map), hashed once, parsed by who needs
it. Writing is a matter of appending what `header_bytes`, `event_bytes` and `record_bytes` return.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from .encoding import Json, Reader, compact, parse_json
from .errors import InvalidArchive, InvalidBallot, NonCanonical
from .setup import parse_setup

Kind = Literal["data", "event"]

BLOCK = 512
MAX_ARCHIVE = 1 << 30
MAX_HEADER = 1 << 10
MAX_RECORD = 16 << 20
MAX_TIMESTAMP = 8**11 - 1
_CAPS = {"election": 1 << 20, "trustees": 1 << 20, "ballot": 256 << 10}
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json\Z")
_OCTAL = re.compile(rb"[0-7]{11}\x00\Z")

# Kind of event → the data that stand directly before it, in order (the table of spec 4.4).
EVENTS: dict[str, tuple[str, ...]] = {
    "Setup": ("election", "trustees", "public_credentials", "setup_data"),
    "Ballot": ("ballot",),
    "EndBallots": (),
    "EncryptedTally": ("encrypted_tally", "sized_encrypted_tally"),
    "PartialDecryption": ("partial_decryption", "owned_partial_decryption"),
    "Result": ("result",),
}
_FOLLOWERS: dict[str | None, tuple[str, ...]] = {
    None: ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}
# Kinds whose payload names further data by their hashes.
_REFERRING = {"sized_encrypted_tally": "encrypted_tally", "owned_partial_decryption": "payload"}


class Buffer(Protocol):
    """What an archive is read from: bytes, a memory map, or a window on one. Slices are bytes."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its kind, the hash that names it, and where its content stands in the buffer."""

    kind: Kind
    digest: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Event:
    """`event` of spec 4.4; `digest` is the SHA-256 of its bytes, which its successor names as parent."""

    height: int
    type: str
    parent: str | None
    payload: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event with the data that came with it, by kind: {"ballot": Record(…)}."""

    event: Event
    data: dict[str, Record]


@dataclass(frozen=True)
class Archive:
    """A sound archive or a sound prefix of one: records, chain and order hold (K1-K7, E1-E6).

    What the records *say* is checked elsewhere.
    """

    buffer: Buffer
    timestamp: int
    steps: tuple[Step, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(step.event for step in self.steps)

    @property
    def head(self) -> Event:
        return self.steps[-1].event

    def content(self, record: Record) -> bytes:
        return self.buffer[record.offset : record.offset + record.size]

    def of_type(self, event_type: str) -> list[Step]:
        return [step for step in self.steps if step.event.type == event_type]

    def setup(self, kind: str) -> bytes:
        """The bytes of `election`, `trustees`, `public_credentials` or `setup_data`."""
        return self.content(self.steps[0].data[kind])

    def ballots(self) -> Iterator[bytes]:
        """The bytes of all ballots in archive order."""
        return (self.content(step.data["ballot"]) for step in self.of_type("Ballot"))


# Reading.


def parse_archive(buffer: Buffer) -> Archive:
    """Check K1-K7 and E1-E6, and B18 (no ballot stands twice). At least the Setup event must be there."""
    timestamp, offset = _read_header(buffer)
    seen: set[str] = set()
    steps: list[Step] = []
    pending: list[Record] = []
    for record in _read_records(buffer, offset, timestamp):
        if record.digest in seen:
            raise InvalidArchive("K5", "a record stands twice", digest=record.digest)
        seen.add(record.digest)
        if record.kind == "data":
            pending.append(record)
            continue
        event = parse_event(buffer[record.offset : record.offset + record.size])
        _check_link(steps[-1].event if steps else None, event)
        _check_ballot_is_new(event, steps, pending)
        steps.append(Step(event, _match_data(buffer, event, pending)))
        pending = []
    if pending:
        raise InvalidArchive("K6", "data that no event refers to", digest=pending[0].digest)
    if not steps:
        raise InvalidArchive("E4", "no Setup event")
    return Archive(buffer, timestamp, tuple(steps))


def _read_header(buffer: Buffer) -> tuple[int, int]:
    """The timestamp and the offset of the first record after BELENIOS (K2)."""
    if len(buffer) > MAX_ARCHIVE:
        raise InvalidArchive("K7", "archive too large", size=len(buffer), limit=MAX_ARCHIVE)
    name, size, mtime, offset = _read_block(buffer, 0)
    if name != "BELENIOS" or size > MAX_HEADER:
        raise InvalidArchive("K2", "does not begin with a BELENIOS record")
    timestamp = _parse_header(buffer[offset : offset + size])
    if mtime != timestamp:
        raise InvalidArchive("K2", "record time differs from the header's", mtime=mtime)
    return timestamp, _after(offset, size)


def _parse_header(content: bytes) -> int:
    reader = Reader("K2")
    fields = reader.record(parse_json(content, "K2", MAX_HEADER), ("version", "timestamp"))
    reader.integer(fields["version"], 1, 1)
    stated = fields["timestamp"]
    if isinstance(stated, str) and stated.isascii() and stated.isdecimal() and len(stated) < 12:
        timestamp = int(stated)
    else:
        timestamp = reader.integer(stated, 0, MAX_TIMESTAMP)
    if content not in (_header_content(str(timestamp)), _header_content(timestamp)):
        raise NonCanonical("K2", "header not canonical")
    return timestamp


def _read_records(buffer: Buffer, offset: int, timestamp: int) -> Iterator[Record]:
    while offset < len(buffer):
        name, size, mtime, offset = _read_block(buffer, offset)
        match = _NAME.match(name)
        if not match:
            raise InvalidArchive("K3", "name of a record", name=name)
        if mtime != timestamp:
            raise InvalidArchive("K2", "record time differs from the header's", name=name, mtime=mtime)
        if hashlib.sha256(buffer[offset : offset + size]).hexdigest() != match[1]:
            raise InvalidArchive("K4", "content does not match its name", name=name)
        yield Record("data" if match[2] == "data" else "event", match[1], offset, size)
        offset = _after(offset, size)


def _read_block(buffer: Buffer, offset: int) -> tuple[str, int, int, int]:
    """Name, size, time and content offset of one record, its header block byte-exact (K1, K7)."""
    block = buffer[offset : offset + BLOCK]
    size_field, mtime_field = block[124:136], block[136:148]
    if len(block) < BLOCK or not _OCTAL.match(size_field) or not _OCTAL.match(mtime_field):
        raise InvalidArchive("K1", "not a record", offset=offset)
    name = block[:100].rstrip(b"\x00").decode("latin-1")
    size, mtime = int(size_field[:11], 8), int(mtime_field[:11], 8)
    if block != _header_block(name, size, mtime):
        raise InvalidArchive("K1", "header of a record", offset=offset)
    if size > MAX_RECORD:
        raise InvalidArchive("K7", "record too large", name=name, size=size, limit=MAX_RECORD)
    start = offset + BLOCK
    end = _after(start, size)
    if end > len(buffer):
        raise InvalidArchive("K1", "ends within a record", offset=offset)
    if any(buffer[start + size : end]):
        raise InvalidArchive("K1", "padding of a record", offset=offset)
    return name, size, mtime, start


def _after(start: int, size: int) -> int:
    return start + -(-size // BLOCK) * BLOCK


def parse_event(content: bytes) -> Event:
    """E1 and E5: a known type, written canonically, with a payload exactly where the type wants one."""
    reader = Reader("E1")
    fields = reader.record(parse_json(content, "E1", MAX_HEADER), ("height", "type"), ("parent", "payload"))
    event_type = reader.text(fields["type"])
    if event_type not in EVENTS:
        raise InvalidArchive("E1", "type of an event", type=event_type)
    event = Event(
        height=reader.integer(fields["height"]),
        type=event_type,
        parent=reader.digest(fields["parent"]) if "parent" in fields else None,
        payload=reader.digest(fields["payload"]) if "payload" in fields else None,
        digest=hashlib.sha256(content).hexdigest(),
    )
    if event_bytes(event.type, event.height, event.parent, event.payload) != content:
        raise NonCanonical("E1", "event not canonical")
    if (event.payload is None) != (not EVENTS[event_type]):
        raise InvalidArchive("E5", "payload missing or unwanted", type=event_type, height=event.height)
    return event


def _check_link(previous: Event | None, event: Event) -> None:
    """E2, E3, E4: the event follows its predecessor."""
    if event.parent != (previous.digest if previous else None):
        raise InvalidArchive("E2", "parent is not the event before", height=event.height)
    if event.height != (previous.height + 1 if previous else 0):
        raise InvalidArchive("E3", "height is not the event's place", height=event.height)
    if event.type not in _FOLLOWERS[previous.type if previous else None]:
        raise InvalidArchive("E4", "order of events", height=event.height, type=event.type)


def _check_ballot_is_new(event: Event, steps: Sequence[Step], pending: Sequence[Record]) -> None:
    """B18: an event must not count a ballot again that already stands in the archive."""
    if event.type == "Ballot" and not pending:
        for step in steps:
            if step.event.type == "Ballot" and step.event.payload == event.payload:
                raise InvalidBallot(
                    "B18", "the same ballot twice", first=step.event.height, second=event.height
                )


def _match_data(buffer: Buffer, event: Event, pending: Sequence[Record]) -> dict[str, Record]:
    """E6, K6, K7: the event's payload and what it names are exactly the records before the event."""
    kinds = EVENTS[event.type]
    found = [record.digest for record in pending]
    if event.payload is not None and event.payload not in found[-1:]:
        raise InvalidArchive("E6", "payload does not stand before its event", height=event.height)
    data = dict(zip(kinds, pending, strict=False))
    for kind, record in data.items():
        if record.size > _CAPS.get(kind, MAX_RECORD):
            raise InvalidArchive("K7", "record too large", kind=kind, size=record.size)
    if len(found) != len(kinds) or found[:-1] != _named_by(buffer, event, pending):
        raise InvalidArchive("K6", "not exactly the records its event refers to", height=event.height)
    return data


def _named_by(buffer: Buffer, event: Event, pending: Sequence[Record]) -> list[str]:
    """The hashes that the event's payload names, in order."""
    kinds = EVENTS[event.type]
    if len(kinds) < 2:
        return []
    content = buffer[pending[-1].offset : pending[-1].offset + pending[-1].size]
    if event.type == "Setup":
        setup = parse_setup(content)
        return [setup.election, setup.trustees, setup.credentials]
    reader = Reader("E6")
    payload = parse_json(content, "E6", MAX_HEADER)
    if not isinstance(payload, dict):
        raise reader.refuse("payload is not an object")
    return [reader.digest(payload.get(_REFERRING[kinds[-1]]))]


# Writing.


def header_bytes(timestamp: int) -> bytes:
    """The BELENIOS record with which an archive begins; `timestamp` in unix seconds."""
    content = _header_content(str(timestamp))
    return _tar_record("BELENIOS", content, timestamp)


def record_bytes(kind: Kind, content: bytes, timestamp: int) -> bytes:
    """One record as it is appended; `timestamp` is the header's."""
    return _tar_record(f"{hashlib.sha256(content).hexdigest()}.{kind}.json", content, timestamp)


def event_bytes(event_type: str, height: int, parent: str | None, payload: str | None) -> bytes:
    """The content of an event."""
    fields: dict[str, Json] = {} if parent is None else {"parent": parent}
    fields |= {"height": height, "type": event_type}
    if payload is not None:
        fields["payload"] = payload
    return compact(fields)


def append_event(
    head: Event | None, event_type: str, data: Sequence[bytes], timestamp: int
) -> tuple[bytes, Event]:
    """The records of one event with its data, in the order of spec 4.4, and the event as the new head.

    `data` are the contents in the order of `EVENTS[event_type]`; the last is the event's payload. Whether
    they say anything sensible is the caller's affair; a wrong number of them is a ValueError.
    """
    if len(data) != len(EVENTS[event_type]):
        raise ValueError(f"{event_type} takes {len(EVENTS[event_type])} data")
    payload = hashlib.sha256(data[-1]).hexdigest() if data else None
    parent, height = (head.digest, head.height + 1) if head else (None, 0)
    content = event_bytes(event_type, height, parent, payload)
    event = parse_event(content)
    _check_link(head, event)
    records = [record_bytes("data", item, timestamp) for item in data]
    return b"".join([*records, record_bytes("event", content, timestamp)]), event


def _header_content(timestamp: str | int) -> bytes:
    return compact({"version": 1, "timestamp": timestamp})


def _tar_record(name: str, content: bytes, timestamp: int) -> bytes:
    padding = bytes(-len(content) % BLOCK)
    return _header_block(name, len(content), timestamp) + content + padding


def _header_block(name: str, size: int, mtime: int) -> bytes:
    """An old-style tar header: the checksum counts its own field as eight spaces."""
    if not 0 <= mtime <= MAX_TIMESTAMP:
        raise ValueError("timestamp out of range")
    before = name.encode("latin-1").ljust(100, b"\x00") + b"0000644\x00" + 2 * b"0000000\x00"
    before += b"%011o\x00%011o\x00" % (size, mtime)
    after = b"0".ljust(BLOCK - len(before) - 8, b"\x00")
    checksum = sum(before) + sum(after) + 8 * ord(" ")
    return before + b"%06o\x00 " % checksum + after
