"""Casting a ballot: verify → record → commit → sign → answer.

    cast(board, keys, checker, poll_uuid, body, now) -> bytes      the signed receipt

A receipt is signed only for what is committed. The same bytes again get the same receipt, before and after a
crash; a lost answer is made again from the board. The cast request carries no login and no cookie, and
nothing recorded here joins it to a person, a device or an exact time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from voting.db import across_congresses, in_congress, writing
from voting.errors import Conflict, Invalid, Unavailable
from voting.polling import board_store
from voting.polling.checking import BallotChecker, CheckedBallot
from voting.polling.keys import KeyStore
from voting.polling.models import Ballot, Poll, PublicCredential, Sitting, VoidCredential
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


@dataclass(frozen=True)
class OpenPoll:
    """What casting must know of a poll; read once per request, cheap."""

    id: str
    congress_id: str
    sitting_id: str
    uuid: str
    state: str
    election: bytes
    method: bytes
    board_key: str


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
    failing check, Unavailable when nothing was recorded because the store failed.
    """
    if len(body) > BODY_LIMIT:
        raise Invalid("polling.ballot_too_big", limit=BODY_LIMIT)
    content, _, marks = body.partition(b"\n")
    with board() as session, _store_errors():
        poll = _open_poll(session, poll_uuid)
        receipt = _receipt_of(session, keys, poll, _claimed_credential(content), content, marks)
        if receipt is None:
            _require_open(poll)
            _require_listed(session, poll, _claimed_credential(content))
    if receipt is None:
        checked = checker.check(poll.election, poll.method, content, marks)  # slow, outside every lock
        with board() as session, _store_errors():
            in_congress(session, poll.congress_id)
            receipt = _record(session, keys, poll, checked, now())
            _append_if_due(session, poll, now())
    return receipt.sign(keys.board_secret(poll.sitting_id))


def _claimed_credential(content: bytes) -> str:
    opening = OPENING.match(content)
    if opening is None:
        raise Invalid("polling.ballot_refused", check="B1")
    return opening[1].decode()


def _record(
    session: Session, keys: KeyStore, poll: OpenPoll, checked: CheckedBallot, now: datetime
) -> Receipt:
    """One transaction: the card's ballot, state and list asked again, then the row. Returns the receipt."""
    arguments = (keys, poll, checked.credential, checked.content, checked.marks)
    try:
        with writing(session):
            row = session.scalars(select(Poll).where(Poll.id == poll.id).with_for_update()).one()
            known = _receipt_of(session, *arguments)
            if known is not None:
                return known
            _require_open(poll, row.state)
            _require_listed(session, poll, checked.credential)
            at = board_store.head(session, row)
            receipt = Receipt(
                uuid=poll.uuid,
                election_hash=row.fingerprint or "",
                key=ed25519.key_id(poll.board_key),
                ballot_hash=checked.ballot_hash,
                tracker=checked.tracker,
                marks=hex_hash(checked.marks) if checked.marks else "",
                after_height=at.height,
                after_event=at.event,
                minute=receipts.minute_of(int(now.timestamp())),
            )
            session.add(
                Ballot(
                    poll_id=poll.id,
                    congress_id=poll.congress_id,
                    ballot_hash=checked.ballot_hash,
                    credential=checked.credential,
                    digest=hex_hash(checked.content),
                    content=checked.content,
                    marks=checked.marks,
                    receipt=receipt.encode(),
                )
            )
        return receipt
    except IntegrityError:  # the database's own word that the card, or this ballot, was there first
        known = _receipt_of(session, *arguments)
        if known is None:
            raise
        return known


def _append_if_due(session: Session, poll: OpenPoll, now: datetime) -> None:
    """Move waiting ballots to the archive when ten or more wait and half a minute has passed."""
    if not _batch_clock.due(poll.id, now):
        return
    with writing(session):
        row = session.scalars(select(Poll).where(Poll.id == poll.id).with_for_update()).one()
        if row.state == "open" and len(board_store.pending_ballots(session, row)) >= BATCH_BALLOTS:
            board_store.append_batch(session, row, poll.board_key)


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


def _open_poll(session: Session, poll_uuid: str) -> OpenPoll:
    with across_congresses(session):
        found = session.execute(
            select(Poll, Sitting.board_key)
            .join(Sitting, Sitting.id == Poll.sitting_id)
            .where(Poll.uuid == poll_uuid)
        ).one_or_none()
    if found is None or found[0].election is None:
        raise Conflict("polling.not_open", state="draft")
    poll, board_key = found
    in_congress(session, poll.congress_id)
    return OpenPoll(
        id=poll.id, congress_id=poll.congress_id, sitting_id=poll.sitting_id, uuid=poll.uuid,
        state=poll.state, election=poll.election or b"", method=poll.method, board_key=board_key,
    )  # fmt: skip


def _require_open(poll: OpenPoll, state: str | None = None) -> None:
    state = poll.state if state is None else state
    if state != "open":
        raise Conflict("polling.not_open", state=state)


def _receipt_of(
    session: Session, keys: KeyStore, poll: OpenPoll, credential: str, content: bytes, marks: bytes
) -> Receipt | None:
    """The receipt of the card's ballot if it is these very bytes, None if the card has none.

    Raises UsedCard where the card's ballot is another.
    """
    ballot = session.scalars(
        select(Ballot).where(Ballot.poll_id == poll.id, Ballot.credential == credential)
    ).one_or_none()
    if ballot is None:
        return None
    receipt = Receipt.parse(ballot.receipt)
    if (ballot.content, ballot.marks) != (content, marks):
        raise UsedCard(receipt.sign(keys.board_secret(poll.sitting_id)))
    return receipt


def _require_listed(session: Session, poll: OpenPoll, credential: str) -> None:
    key = {"poll_id": poll.id, "credential": credential}
    if session.get(PublicCredential, key) is None:
        raise Invalid("polling.credential_unknown", field="credential")
    if session.get(VoidCredential, key) is not None:
        raise Conflict("polling.credential_void")


class _store_errors:
    """A failing store is told as such: nothing was recorded, the tablet keeps the sealed ballot."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OperationalError):
            raise Unavailable("polling.not_recorded") from error
