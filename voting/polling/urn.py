"""What one cast asks of the board and writes to it, in as few statements as can be.

    place(board, uuid, credential) -> Place | None     the poll and one card's place in it
    lock(board, poll_id)                               no other cast, close or void until the commit
    put(board, poll_id, ballot, receipt) -> bool       the ballot's row, if it may be cast

Every deputy votes within the same few minutes, so these are plain statements, prepared once. A poll's uuid
is unique across congresses; all else is joined through that poll's own id.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, column, text

from voting.polling.checking import CheckedBallot
from voting.protocol.encoding import hex_hash


@dataclass(frozen=True)
class Place:
    """A frozen poll and one credential's place in it, as the caller's transaction sees them.

    ``height`` and ``event`` are the archive's head; ``content``, ``marks`` and ``receipt`` are those of the
    credential's ballot, None while it has none. SQLite says 1 and 0 for true and false.
    """

    poll_id: str
    congress_id: str
    sitting_id: str
    uuid: str
    state: str
    paused: bool
    fingerprint: str
    election: bytes
    method: bytes
    board_key: str
    height: int
    event: str
    listed: bool
    voided: bool
    content: bytes | None
    marks: bytes | None
    receipt: bytes | None


_PLACE = text("""
    SELECT poll.id, poll.congress_id, poll.sitting_id, poll.uuid, poll.state, poll.paused, poll.fingerprint,
           poll.election, poll.method, sitting.board_key,
           head.height, head.digest,
           listed.credential IS NOT NULL AS listed, voided.credential IS NOT NULL AS voided,
           ballot.content, ballot.marks, ballot.receipt
    FROM poll
    JOIN sitting ON sitting.id = poll.sitting_id
    JOIN board_record AS head ON head.poll_id = poll.id
     AND head.height = (SELECT max(height) FROM board_record WHERE poll_id = poll.id)
    LEFT JOIN public_credential AS listed ON listed.poll_id = poll.id AND listed.credential = :credential
    LEFT JOIN void_credential AS voided ON voided.poll_id = poll.id AND voided.credential = :credential
    LEFT JOIN ballot ON ballot.poll_id = poll.id AND ballot.credential = :credential
    WHERE poll.uuid = :uuid
""").columns(*(column(each.name) for each in fields(Place)))
_LOCK = text("SELECT id FROM poll WHERE id = :poll_id FOR UPDATE")
_PUT = text("""
    INSERT INTO ballot
           (poll_id, congress_id, ballot_hash, credential, digest, content, marks, receipt)
    SELECT poll.id, poll.congress_id, :ballot_hash, :credential, :digest, :content, :marks, :receipt
    FROM poll
    JOIN public_credential AS listed ON listed.poll_id = poll.id AND listed.credential = :credential
    LEFT JOIN void_credential AS voided ON voided.poll_id = poll.id AND voided.credential = :credential
    WHERE poll.id = :poll_id AND poll.state = 'open' AND NOT poll.paused AND voided.credential IS NULL
""")


def place(board: Connection, uuid: str, credential: str) -> Place | None:
    """None where the uuid belongs to no poll that has been frozen."""
    found = board.execute(_PLACE, {"uuid": uuid, "credential": credential}).one_or_none()
    return None if found is None else Place(*found)


def lock(board: Connection, poll_id: str) -> None:
    """Hold the poll until the transaction ends; on SQLite the writing transaction does so already."""
    if board.dialect.name != "sqlite":
        board.execute(_LOCK, {"poll_id": poll_id})


def put(board: Connection, poll_id: str, ballot: CheckedBallot, receipt: bytes) -> bool:
    """Add the ballot of a listed, not voided card while the poll is open; False where it is otherwise.

    Raises IntegrityError where the card, or these bytes, have a ballot already.
    """
    done = board.execute(
        _PUT,
        {
            "poll_id": poll_id,
            "ballot_hash": ballot.ballot_hash,
            "credential": ballot.credential,
            "digest": hex_hash(ballot.content),
            "content": ballot.content,
            "marks": ballot.marks,
            "receipt": receipt,
        },
    )
    return done.rowcount == 1
