"""Receipts and checkpoints: what the board promises in writing (PROTOCOL 7).

Checks: X2 a receipt is genuine and its promise was kept (`data["fault"]` says what is wrong with it),
X3 one key never signed two histories, M5 a checkpoint is genuine and binds this archive to this side log.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from . import ed25519
from .encoding import Json, Reader, base64url, canonical, decode_base64url, parse_canonical
from .errors import InvalidReceipt, InvalidSignature
from .records import Record, entry

_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ\Z", re.ASCII)
_MINUTE_FORMAT = "%Y-%m-%dT%H:%MZ"


def minute_of(unix_seconds: int) -> str:
    """`YYYY-MM-DDTHH:MMZ`, the only precision at which a ballot has a time."""
    return datetime.fromtimestamp(unix_seconds, UTC).strftime(_MINUTE_FORMAT)


def _read_minute(reader: Reader, value: Json) -> str:
    text = reader.text(value)
    try:
        if not _MINUTE.match(text):
            raise ValueError
        datetime.strptime(text, _MINUTE_FORMAT)
    except ValueError:
        raise reader.refuse("not a minute") from None
    return text


def _read_marks(reader: Reader, value: Json) -> str:
    return "" if value == "" else reader.digest(value)


@dataclass(frozen=True)
class Statement(Record, kind="", code=""):
    """What receipts and checkpoints share: signed by the board key under a tag of their own."""

    uuid: str = entry(Reader.identifier)
    election_hash: str = entry(Reader.compact_digest)
    key: str = entry(Reader.digest)

    def signed_bytes(self) -> bytes:
        return f"piaojue-{self.kind}-v1\n".encode() + self.encode()

    def sign(self, secret: bytes) -> bytes:
        """The signed form, from the 32-byte secret of the board key: the same bytes every time."""
        signature = ed25519.sign(secret, self.signed_bytes())
        return canonical({self.kind: self.as_json(), "signature": signature})

    @classmethod
    def open(cls, signed: bytes, board_key: str) -> Self:
        """The statement from its signed form, if `board_key` (64 hex digits) signed it.

        Raises SerializationError, NonCanonical (form), InvalidReceipt (`fault` "key": it names another
        key), InvalidSignature; all under the class's code.
        """
        reader = Reader(cls.code)
        whole = reader.record(parse_canonical(signed, cls.code, cls.limit), (cls.kind, "signature"))
        statement = cls.read(whole[cls.kind])
        if statement.key != ed25519.key_id(board_key):
            raise InvalidReceipt(cls.code, "of another key", fault="key", key=statement.key)
        try:
            ed25519.verify(board_key, statement.signed_bytes(), whole["signature"], cls.code)
        except InvalidSignature as error:
            raise InvalidSignature(cls.code, error.reason, fault="signature", key=board_key) from None
        return statement


@dataclass(frozen=True)
class Receipt(Statement, kind="receipt", code="X2"):
    """This ballot stands in the archive above event `after_height`, whose hash is `after_event`, and
    below EndBallots. `marks` is the hash of the marks record, "" where the method excludes nothing."""

    ballot_hash: str = entry(Reader.compact_digest)
    tracker: str = entry(Reader.compact_digest)
    marks: str = entry(_read_marks)
    after_height: int = entry(Reader.integer)
    after_event: str = entry(Reader.digest)
    minute: str = entry(_read_minute)


@dataclass(frozen=True)
class Checkpoint(Statement, kind="checkpoint", code="M5"):
    """Archive head (`height`, `event`) and side log head that stood together, with how many ballots
    and voids lay below them."""

    height: int = entry(Reader.integer)
    event: str = entry(Reader.digest)
    side: str = entry(Reader.digest)
    ballots: int = entry(Reader.integer)
    voids: int = entry(Reader.integer)


def receipt_fragment(signed: bytes) -> str:
    """What stands after `…/r#` in a receipt's link."""
    return base64url(signed)


def parse_fragment(fragment: str) -> bytes:
    """The signed receipt of a link; raises SerializationError "X2"."""
    if len(fragment) > 2 * Receipt.limit:
        raise Reader("X2").refuse("too long", length=len(fragment))
    return decode_base64url(fragment, "X2")


@dataclass(frozen=True)
class Standing:
    """A ballot in an archive: height of its event, its hash H, and the hash of its marks record or ""."""

    height: int
    ballot_hash: str
    marks: str


@dataclass(frozen=True)
class ArchiveView:
    """What a receipt or checkpoint is held against. `events[h]` is the hash of the event of height h;
    `ballots` goes from tracker to standing; `closed` says that EndBallots is there; `sides[j]` is the
    side log's head after j records, `voids_below[j]` how many of those are voids; `opened` is the minute
    before which no ballot can have been cast."""

    uuid: str
    election_hash: str
    opened: str
    events: Sequence[str]
    closed: bool
    ballots: Mapping[str, Standing]
    sides: Sequence[str]
    voids_below: Sequence[int]


def check_receipt(receipt: Receipt, view: ArchiveView) -> int | None:
    """X2: the height at which the promised ballot stands; None while it may still come (the archive is
    not closed, or this copy is older than the receipt). Raises InvalidReceipt with `fault`."""
    _same_election(receipt, view)
    if receipt.minute < view.opened:
        raise _broken(receipt, "before the opening", fault="minute", minute=receipt.minute)
    if receipt.after_height >= len(view.events):
        if view.closed:
            raise _broken(receipt, "a head beyond the archive", fault="height", height=receipt.after_height)
        return None
    if view.events[receipt.after_height] != receipt.after_event:
        raise _broken(receipt, "a head of another history", fault="head", height=receipt.after_height)
    standing = view.ballots.get(receipt.tracker)
    if standing is None:
        if view.closed:
            raise _broken(receipt, "the ballot is not in the archive", fault="missing")
        return None
    if standing.height <= receipt.after_height:
        raise _broken(receipt, "the ballot stands elsewhere", fault="place", height=standing.height)
    if standing.ballot_hash != receipt.ballot_hash:
        raise _broken(receipt, "not the hash of this ballot", fault="ballot_hash")
    if standing.marks != receipt.marks:
        raise _broken(receipt, "not the marks of this ballot", fault="marks")
    return standing.height


def check_checkpoint(checkpoint: Checkpoint, view: ArchiveView, ballot_heights: Sequence[int]) -> None:
    """M5: the checkpoint's heads are heads of this archive and side log, and its counts are theirs.

    `ballot_heights` are the heights of the Ballot events, ascending. Raises InvalidReceipt.
    """
    _same_election(checkpoint, view)
    if checkpoint.height >= len(view.events):
        raise _broken(checkpoint, "a head beyond the archive", fault="height", height=checkpoint.height)
    if view.events[checkpoint.height] != checkpoint.event:
        raise _broken(checkpoint, "a head of another history", fault="head", height=checkpoint.height)
    if checkpoint.side not in view.sides:
        raise _broken(checkpoint, "a side head of another history", fault="side", side=checkpoint.side)
    if sum(height <= checkpoint.height for height in ballot_heights) != checkpoint.ballots:
        raise _broken(checkpoint, "number of ballots", fault="ballots", ballots=checkpoint.ballots)
    if view.voids_below[view.sides.index(checkpoint.side)] != checkpoint.voids:
        raise _broken(checkpoint, "number of voids", fault="voids", voids=checkpoint.voids)


def check_one_history(statements: Iterable[Receipt | Checkpoint]) -> None:
    """X3: no key says two things about one height of one election. Statements are opened ones; a
    receipt speaks of its `after_height`. Raises InvalidReceipt "X3" with both events."""
    said: dict[tuple[str, str, int], str] = {}
    for statement in statements:
        if isinstance(statement, Receipt):
            height, event = statement.after_height, statement.after_event
        else:
            height, event = statement.height, statement.event
        first = said.setdefault((statement.key, statement.uuid, height), event)
        if first != event:
            raise InvalidReceipt(
                "X3", "two histories under one key",
                key=statement.key, uuid=statement.uuid, height=height, events=[first, event],
            )  # fmt: skip


def _same_election(statement: Statement, view: ArchiveView) -> None:
    if statement.uuid != view.uuid:
        raise _broken(statement, "of another poll", fault="uuid", uuid=statement.uuid)
    if statement.election_hash != view.election_hash:
        raise _broken(statement, "of another election", fault="election")


def _broken(statement: Statement, reason: str, **data: object) -> InvalidReceipt:
    return InvalidReceipt(statement.code, reason, **data)
