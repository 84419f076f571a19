"""The board: a poll's archive and side log as rows, appended inside the caller's writing transaction.

Every append is a compare-and-swap by the primary key (poll, position): a second writer with the same head
fails as a whole. Heads are read from the rows, never kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, exists, func, insert, select
from sqlalchemy.orm import Session

from voting.polling.models import Ballot, BoardRecord, Checkpoint, Poll, SideRecord, VoidCredential
from voting.protocol import archive, ed25519, receipts, sidelog
from voting.protocol.encoding import hex_hash

Row = dict[str, object]


@dataclass(frozen=True)
class Head:
    """Where a poll's board stands. ``event`` is the hash of the event at ``height``; -1 before Setup."""

    position: int  # of the next archive record
    height: int
    event: str
    side_position: int  # of the next side record
    side: str


def head(session: Session, poll: Poll) -> Head:
    """The head as the caller's transaction sees it."""
    position = session.scalar(
        select(func.coalesce(func.max(BoardRecord.position), -1)).where(BoardRecord.poll_id == poll.id)
    )
    last = session.execute(
        select(BoardRecord.height, BoardRecord.digest)
        .where(BoardRecord.poll_id == poll.id, BoardRecord.height.is_not(None))
        .order_by(BoardRecord.height.desc())
        .limit(1)
    ).first()
    side = session.execute(
        select(SideRecord.position, SideRecord.head)
        .where(SideRecord.poll_id == poll.id)
        .order_by(SideRecord.position.desc())
        .limit(1)
    ).first()
    start = sidelog.first_head(poll.uuid, poll.fingerprint or "")
    return Head(
        position=(position if position is not None else -1) + 1,
        height=last.height if last and last.height is not None else -1,
        event=last.digest if last else "",
        side_position=side.position + 1 if side else 0,
        side=side.head if side else start,
    )


class Appender:
    """Appends to one poll's board; made inside a writing transaction and used up in it."""

    def __init__(self, session: Session, poll: Poll) -> None:
        self._session, self._poll = session, poll
        self.head = head(session, poll)

    def data(self, content: bytes) -> str:
        """Append a data record; returns its hash."""
        digest = hex_hash(content)
        self._insert(BoardRecord, [self._data(digest, content)])
        return digest

    def event(self, kind: str, payload: str | None = None) -> str:
        """Append an event of ``kind`` (spec 4.4) on ``payload`` (a hash); returns the event's hash."""
        self._insert(BoardRecord, [self._event(kind, payload)])
        return self.head.event

    def ballots(self, accepted: Iterable[tuple[str, bytes]]) -> None:
        """Append accepted ballots, (digest, marks) each: the record, its event and the marks."""
        records, sides = [], []
        for digest, marks in accepted:
            records += [self._data(digest, None), self._event("Ballot", digest)]
            if marks:
                sides.append(self._side("marks", marks, None))
        self._insert(BoardRecord, records)
        self._insert(SideRecord, sides)

    def side(self, kind: str, content: bytes, owner: int | None = None) -> str:
        """Append a side record; returns the new side head."""
        self._insert(SideRecord, [self._side(kind, content, owner)])
        return self.head.side

    def checkpoint(self, board_key: str) -> None:
        """Note the head reached; signed when shown. ``board_key`` is the hex of the public board key."""
        checkpoint = receipts.Checkpoint(
            uuid=self._poll.uuid,
            election_hash=self._poll.fingerprint or "",
            key=ed25519.key_id(board_key),
            height=self.head.height,
            event=self.head.event,
            side=self.head.side,
            ballots=archived_ballots(self._session, self._poll),
            voids=void_count(self._session, self._poll),
        )
        self._session.add(
            Checkpoint(
                poll_id=self._poll.id,
                congress_id=self._poll.congress_id,
                height=self.head.height,
                side=self.head.side,
                body=checkpoint.encode(),
            )
        )

    def _insert(self, table: type[BoardRecord | SideRecord], rows: list[Row]) -> None:
        self._session.flush()
        if rows:
            of_poll = {"poll_id": self._poll.id, "congress_id": self._poll.congress_id}
            self._session.execute(insert(table), [of_poll | row for row in rows])

    # The next row, on which the head goes forward.

    def _data(self, digest: str, kept: bytes | None) -> Row:
        row: Row = {"position": self.head.position, "digest": digest, "height": None, "content": kept}
        self.head = replace(self.head, position=self.head.position + 1)
        return row

    def _event(self, kind: str, payload: str | None) -> Row:
        height, position = self.head.height + 1, self.head.position
        content = archive.event_bytes(kind, height, self.head.event or None, payload)
        digest = hex_hash(content)
        self.head = replace(self.head, position=position + 1, height=height, event=digest)
        return {"position": position, "digest": digest, "height": height, "content": content}

    def _side(self, kind: str, content: bytes, owner: int | None) -> Row:
        position, side = self.head.side_position, sidelog.next_head(self.head.side, content)
        self.head = replace(self.head, side_position=position + 1, side=side)
        return {"position": position, "kind": kind, "owner": owner, "content": content, "head": side}


def accepted_ballots(session: Session, poll: Poll) -> int:
    """How many ballots were acknowledged: 收回."""
    return session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll.id)) or 0


def archived_ballots(session: Session, poll: Poll) -> int:
    """How many ballots stand in the archive; the session is flushed first."""
    session.flush()
    return (
        session.scalar(
            select(func.count())
            .select_from(BoardRecord)
            .where(
                BoardRecord.poll_id == poll.id, BoardRecord.height.is_(None), BoardRecord.content.is_(None)
            )
        )
        or 0
    )


def void_count(session: Session, poll: Poll) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(VoidCredential).where(VoidCredential.poll_id == poll.id)
        )
        or 0
    )


def pending_ballots(session: Session, poll: Poll) -> list[tuple[str, bytes]]:
    """(digest, marks) of acknowledged ballots not in the archive yet, in the order of their hashes."""
    in_archive = exists().where(BoardRecord.poll_id == poll.id, BoardRecord.digest == Ballot.digest)
    rows = session.execute(
        select(Ballot.digest, Ballot.marks)
        .where(Ballot.poll_id == poll.id, ~in_archive)
        .order_by(Ballot.ballot_hash)
    )
    return [(row.digest, row.marks) for row in rows]


def append_batch(session: Session, poll: Poll, board_key: str, at_least: int = 1) -> int:
    """Move every pending ballot into the archive, sorted by hash; returns how many.

    None while fewer than ``at_least`` wait. One batch is one transaction, so the order of records tells
    nothing of the order of pressing.
    """
    pending = pending_ballots(session, poll)
    if len(pending) < at_least:
        return 0
    appender = Appender(session, poll)
    appender.ballots(pending)
    appender.checkpoint(board_key)
    return len(pending)


def archive_chunks(
    session: Session, poll: Poll, last_height: int | None = None, after_height: int = -1
) -> Iterator[bytes]:
    """The archive's bytes, up to and with the event at ``last_height`` (all when None); for one who has them
    up to the event at ``after_height``, what follows it."""
    timestamp = poll.timestamp or 0
    if after_height < 0:
        yield archive.header_bytes(timestamp)
    wanted = [BoardRecord.poll_id == poll.id, BoardRecord.position > _position_of(poll, after_height)]
    if last_height is not None:
        wanted.append(BoardRecord.position <= _position_of(poll, last_height))
    rows = session.execute(
        select(BoardRecord.height, BoardRecord.content, Ballot.content)
        .outerjoin(Ballot, (Ballot.poll_id == BoardRecord.poll_id) & (Ballot.digest == BoardRecord.digest))
        .where(*wanted)
        .order_by(BoardRecord.position)
        .execution_options(yield_per=200)
    )
    for height, kept, ballot in rows:
        content = ballot if kept is None else kept
        yield archive.record_bytes("data" if height is None else "event", content, timestamp)


def _position_of(poll: Poll, height: int) -> ColumnElement[int]:
    """Where the archive's last event stands that is no higher than this; -1 where there is none."""
    place = select(func.max(BoardRecord.position)).where(
        BoardRecord.poll_id == poll.id, BoardRecord.height <= height
    )
    return func.coalesce(place.scalar_subquery(), -1)


def side_lines(session: Session, poll: Poll, first: int = 0, end: int | None = None) -> Iterator[bytes]:
    """side.jsonl, one record per line: those from ``first`` on, before ``end`` (all when None)."""
    chosen = [SideRecord.poll_id == poll.id, SideRecord.position >= first]
    if end is not None:
        chosen.append(SideRecord.position < end)
    contents: Iterable[bytes] = session.scalars(
        select(SideRecord.content).where(*chosen).order_by(SideRecord.position)
    )
    for content in contents:
        yield content + b"\n"


def reached(session: Session, poll: Poll) -> tuple[int, int]:
    """Height of the archive's last event and number of side records, both at one moment; (-1, 0) before
    Setup. Read by one statement: two would see two moments where somebody writes in between."""
    height = select(func.max(BoardRecord.height)).where(BoardRecord.poll_id == poll.id).scalar_subquery()
    sides = select(func.count()).where(SideRecord.poll_id == poll.id).scalar_subquery()
    row = session.execute(select(func.coalesce(height, -1), sides)).one()
    return row[0], row[1]


def side_records(session: Session, poll: Poll, kind: str) -> list[bytes]:
    """The side records of one kind, in order."""
    return list(
        session.scalars(
            select(SideRecord.content)
            .where(SideRecord.poll_id == poll.id, SideRecord.kind == kind)
            .order_by(SideRecord.position)
        )
    )


def tally_height(session: Session, poll: Poll) -> int | None:
    """Height of the EncryptedTally event; None before it."""
    if poll.tally_event is None:
        return None
    return session.scalar(
        select(BoardRecord.height).where(
            BoardRecord.poll_id == poll.id, BoardRecord.digest == poll.tally_event
        )
    )


def side_owners(session: Session, poll: Poll, kind: str) -> list[int]:
    """Whose side records of one kind stand, in order."""
    owners = session.scalars(
        select(SideRecord.owner)
        .where(SideRecord.poll_id == poll.id, SideRecord.kind == kind)
        .order_by(SideRecord.position)
    )
    return [owner for owner in owners if owner is not None]


def data_before(session: Session, poll: Poll, event: str, back: int) -> bytes:
    """The data record that stands ``back`` places before an event (1: its payload)."""
    position = session.scalars(
        select(BoardRecord.position).where(BoardRecord.poll_id == poll.id, BoardRecord.digest == event)
    ).one()
    content = session.scalars(
        select(BoardRecord.content).where(
            BoardRecord.poll_id == poll.id, BoardRecord.position == position - back
        )
    ).one()
    return content or b""


def shares(session: Session, poll: Poll) -> list[tuple[int, bytes]]:
    """(owner, partial_decryption) of every share in the archive."""
    tally = tally_height(session, poll)
    events = session.scalars(
        select(BoardRecord.digest)
        .where(BoardRecord.poll_id == poll.id, BoardRecord.height > tally)
        .order_by(BoardRecord.height)
    ).all()
    owners = side_owners(session, poll, "decryption")
    return [
        (owner, data_before(session, poll, event, 2)) for owner, event in zip(owners, events, strict=False)
    ]
