"""Casting a ballot: verify → record → commit → sign → answer.

    cast(board, keys, checker, poll_uuid, body, now) -> bytes      the signed receipt

A receipt is signed only for what is committed. The same bytes again get the same receipt, before and after a
crash; a lost answer is made again from the board. The cast request carries no login and no cookie, and
nothing recorded here joins it to a person, a device or an exact time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError
from sqlalchemy.orm import Session, sessionmaker

from voting.db import engine_of, in_congress, writing, writing_at_once
from voting.errors import Conflict, Invalid, Unavailable
from voting.polling import board_store, urn
from voting.polling.checking import BallotChecker, CheckedBallot
from voting.polling.keys import KeyStore
from voting.polling.models import Poll
from voting.polling.urn import Place
from voting.protocol import ed25519, receipts
from voting.protocol.encoding import hex_hash
from voting.protocol.receipts import Receipt

# How every ballot begins (spec 4.17); enough to ask the board before the slow checks.
OPENING = re.compile(
    rb'\{"election_uuid":"[^"]{14,64}","election_hash":"[^"]{43}","credential":"([0-9a-f]{64})",'
)
BODY_LIMIT = 256 * 1024
BATCH_BALLOTS = 10
BATCH_SECONDS = timedelta(seconds=30)


class UsedCard(Conflict):
    """The card has voted already; ``receipt`` is the signed receipt of its ballot."""

    def __init__(self, receipt: bytes) -> None:
        super().__init__("polling.card_used")
        self.receipt = receipt


def cast(
    board: sessionmaker[Session],
    keys: KeyStore,
    checker: BallotChecker,
    poll_uuid: str,
    body: bytes,
    now: Callable[[], datetime],
) -> bytes:
    """Accept a ballot and answer with its signed receipt.

    Raises UsedCard (with the first ballot's receipt), Conflict when the poll is not open, Invalid with the
    failing check, Unavailable when nothing was recorded because the store failed or receiving is paused.

    The credentials are listed openly, so naming one must tell nothing: whether a card has voted, and its
    receipt, learns only who sends the same bytes or another ballot signed by that very card. Else anybody
    could watch each card's minute, which the archive hides by its batches.
    """
    content, marks = opened(body)
    credential = _claimed_credential(content)
    engine = engine_of(board)
    with store_errors(), engine.connect() as connection:
        place = urn.place(connection, poll_uuid, credential)
    if place is None:
        raise Conflict("polling.not_open", state="draft")
    board_secret = keys.board_secret(place.sitting_id, place.board_key)  # no ballot without its receipt
    receipt = _same_ballot(place, content, marks)
    if receipt is None:
        _require_worth_checking(place)
        checked = checker.check(place.election, place.method, content, marks)  # slow, outside every lock
        with store_errors():
            receipt = _record(engine, place, checked, board_secret, now())
        _append_if_due(board, place, now())
    return receipt.sign(board_secret)


def opened(body: bytes) -> tuple[bytes, bytes]:
    """The ballot and its marks record without the spaces that make all requests equally long (PROTOCOL 5)."""
    if len(body) > BODY_LIMIT:
        raise Invalid("polling.ballot_too_big", limit=BODY_LIMIT)
    content, _, rest = body.partition(b"\n")
    marks, _, filling = rest.partition(b"\n")
    if filling.strip(b" "):
        raise Invalid("polling.ballot_refused", check="B1")
    return content, marks


def _claimed_credential(content: bytes) -> str:
    opening = OPENING.match(content)
    if opening is None:
        raise Invalid("polling.ballot_refused", check="B1")
    return opening[1].decode()


def _record(
    engine: Engine, place: Place, checked: CheckedBallot, board_secret: bytes, now: datetime
) -> Receipt:
    """One transaction: the row, if poll and list still allow it. Returns the receipt of the card's ballot.

    The receipt names the archive's head from before the check; its promise, to stand above it, holds for
    every later one.
    """
    receipt = Receipt(
        uuid=place.uuid,
        election_hash=place.fingerprint,
        key=ed25519.key_id(place.board_key),
        ballot_hash=checked.ballot_hash,
        tracker=checked.tracker,
        marks=hex_hash(checked.marks) if checked.marks else "",
        after_height=place.height,
        after_event=place.event,
        minute=receipts.minute_of(int(now.timestamp())),
    )
    # IntegrityError is the database's own word that the card, or this ballot, was there first.
    with suppress(IntegrityError), writing_at_once(engine) as connection:
        urn.lock(connection, place.poll_id)
        if urn.put(connection, place.poll_id, checked, receipt.encode()):
            return receipt
    return _recorded_before(engine, place, checked, board_secret)


def _recorded_before(engine: Engine, poll: Place, checked: CheckedBallot, board_secret: bytes) -> Receipt:
    """The receipt of this very ballot, recorded before; else the reason why it was not recorded now."""
    with engine.connect() as connection:
        place = urn.place(connection, poll.uuid, checked.credential)
    if place is None:
        raise Conflict("polling.not_open", state="terminated")
    receipt = _first_of_card(place, checked, board_secret)
    if receipt is None:
        _require_may_cast(place)
        raise Unavailable("polling.not_recorded")
    return receipt


def _append_if_due(board: sessionmaker[Session], poll: Place, now: datetime) -> None:
    """Move waiting ballots to the archive when ten or more wait and half a minute has passed.

    The ballot at hand is recorded: whatever keeps the store from this, its receipt is given, and the next
    batch or the closing moves what waits.
    """
    if not _batch_clock.due(poll.poll_id, now):
        return
    with suppress(DBAPIError), board() as session, writing(in_congress(session, poll.congress_id)):
        row = session.scalars(select(Poll).where(Poll.id == poll.poll_id).with_for_update()).one()
        if row.state == "open":
            board_store.append_batch(session, row, poll.board_key, at_least=BATCH_BALLOTS)


class _BatchClock:
    """When each poll last looked for a batch. Forgotten at a restart, which only delays a batch."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def due(self, poll_id: str, now: datetime) -> bool:
        last = self._last.setdefault(poll_id, now)
        if now - last < BATCH_SECONDS:
            return False
        self._last[poll_id] = now
        return True


_batch_clock = _BatchClock()


def _require_may_cast(place: Place) -> None:
    if place.state != "open":
        raise Conflict("polling.not_open", state=place.state)
    _require_worth_checking(place)


def _require_worth_checking(place: Place) -> None:
    """What is told to whoever merely names a card: nothing of it depends on whether the card has voted."""
    if not place.listed:
        raise Invalid("polling.credential_unknown", field="credential")
    if place.voided:
        raise Conflict("polling.credential_void")
    if place.state == "open" and place.paused:
        raise Unavailable("polling.paused")


def _same_ballot(place: Place, content: bytes, marks: bytes) -> Receipt | None:
    """The receipt of the card's ballot if it is these very bytes."""
    if place.receipt is None or (place.content, place.marks) != (content, marks):
        return None
    return Receipt.parse(place.receipt)


def _first_of_card(place: Place, checked: CheckedBallot, board_secret: bytes) -> Receipt | None:
    """The receipt of the card's ballot if it is this one, None if the card has none; else UsedCard."""
    same = _same_ballot(place, checked.content, checked.marks)
    if same is None and place.receipt is not None:
        raise UsedCard(Receipt.parse(place.receipt).sign(board_secret))
    return same


class store_errors:
    """A failing store is told as such: nothing was recorded, the tablet keeps the sealed ballot."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DBAPIError | TimeoutError):
            raise Unavailable("polling.not_recorded") from error
