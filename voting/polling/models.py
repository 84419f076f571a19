"""Tables of the board database.

What must be impossible: joining a deputy with a ballot. No table here holds a deputy, a card's serial or an
address, and no row of a ballot or card a time of its own (a receipt names the minute); ballots lie in the
order of their hashes, not of their arrival. The persons that do stand here (of a seat, a proposal, an act)
hold an office at this sitting; they are plain strings, no keys into the other database.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import BoardBase, append_only, new_id
from voting.polling.guards import POLL_GUARDS
from voting.triggers import guarded

HEX = String(64)


class Sitting(BoardBase):
    """One sitting (票决会场): one key set, one set of cards, any number of polls."""

    __tablename__ = "sitting"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32), index=True)
    session_id: Mapped[str] = mapped_column(String(32))  # the meeting, in the main database
    title: Mapped[str]
    made_at: Mapped[datetime]
    board_key: Mapped[str] = mapped_column(HEX)  # Ed25519 public key; the private one is a file
    registrar_key: Mapped[str | None] = mapped_column(HEX)
    registrar_id: Mapped[str | None] = mapped_column(String(32))
    ceremony_id: Mapped[str | None] = mapped_column(String(22))  # the one that holds
    rehearsed: Mapped[str | None] = mapped_column(String(22))  # the ceremony whose recovery was rehearsed
    cards_printed: Mapped[int | None]
    cards_left_over: Mapped[int | None]
    cards_spoilt: Mapped[int | None]
    cards_spot: Mapped[int | None]  # listed for the spot checks of devices, never handed out
    handed_out: Mapped[int | None]  # counted by the desk from the stubs

    __table_args__ = (UniqueConstraint("congress_id", "id"),)


class SittingUuid(BoardBase):
    """One of the sixteen uuids drawn before the cards are printed, and its list once uploaded."""

    __tablename__ = "sitting_uuid"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    sitting_id: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int]
    credentials: Mapped[bytes | None] = mapped_column(LargeBinary)  # public_credentials, spec 4.8
    statement: Mapped[bytes | None] = mapped_column(LargeBinary)  # the registrar's signed record
    poll_id: Mapped[str | None] = mapped_column(String(32), unique=True)

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "sitting_id"], ["sitting.congress_id", "sitting.id"]),
        UniqueConstraint("sitting_id", "position"),
    )


class Screen(BoardBase):
    """What the hall's big screen shows of a sitting, as its operator last chose it.

    ``token`` is the SHA-256 of the link's secret, none where there is no link or it was revoked.
    """

    __tablename__ = "screen"

    sitting_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    token: Mapped[str | None] = mapped_column(HEX, unique=True)
    poll_id: Mapped[str | None] = mapped_column(String(32))
    view: Mapped[str] = mapped_column(String(12))
    page: Mapped[int]
    by_votes: Mapped[bool]

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "sitting_id"], ["sitting.congress_id", "sitting.id"]),
    )


class Kiosk(BoardBase):
    """A shared tablet of the hall (秘密写票处) by its name. Nothing leads from here to a ballot, nor to when
    or whether the tablet was used."""

    __tablename__ = "kiosk"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    sitting_id: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "sitting_id"], ["sitting.congress_id", "sitting.id"]),
        UniqueConstraint("sitting_id", "name"),
    )


class Ceremony(BoardBase):
    """The making of the scrutineers' keys (电子票箱加封)."""

    __tablename__ = "ceremony"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    sitting_id: Mapped[str] = mapped_column(String(32), index=True)
    threshold: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[bytes | None] = mapped_column(LargeBinary)  # the Pedersen item, spec 4.7

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "sitting_id"], ["sitting.congress_id", "sitting.id"]),
        UniqueConstraint("congress_id", "id"),
    )


class Seat(BoardBase):
    """A scrutineer's place at a ceremony; ``number`` counts from 1."""

    __tablename__ = "seat"

    ceremony_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "ceremony_id"], ["ceremony.congress_id", "ceremony.id"]),
        UniqueConstraint("ceremony_id", "person_id"),
    )


@append_only
class CeremonyMessage(BoardBase):
    """What a seat sent: certificate, commitment, reveal, key or abort. Once each, never changed."""

    __tablename__ = "ceremony_message"

    ceremony_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (ForeignKeyConstraint(["ceremony_id", "number"], ["seat.ceremony_id", "seat.number"]),)


@guarded(*POLL_GUARDS)
class Poll(BoardBase):
    """One poll on one uuid. Everything that defines it is frozen bytes from ``ready`` on."""

    __tablename__ = "poll"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    sitting_id: Mapped[str] = mapped_column(String(32), index=True)
    uuid: Mapped[str] = mapped_column(String(22), unique=True)
    kind: Mapped[str] = mapped_column(String(8))  # ballot or rating
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[str]
    method: Mapped[bytes] = mapped_column(LargeBinary)  # canonical JSON, rules.method
    projects: Mapped[bytes] = mapped_column(LargeBinary)  # canonical JSON, polling.drafting
    replaces: Mapped[str | None] = mapped_column(String(32))  # the poll taken back, whose content this has
    ceremony_id: Mapped[str | None] = mapped_column(String(22))  # whose keys ``trustees`` holds
    method_digest: Mapped[str | None] = mapped_column(HEX)  # SHA-256 of ``method``, as in the description
    fingerprint: Mapped[str | None] = mapped_column(String(43))  # φ
    election: Mapped[bytes | None] = mapped_column(LargeBinary)
    trustees: Mapped[bytes | None] = mapped_column(LargeBinary)
    timestamp: Mapped[int | None]  # of the archive's header
    setup_event: Mapped[str | None] = mapped_column(HEX)
    proposed_open_by: Mapped[str | None] = mapped_column(String(32))
    proposed_close_by: Mapped[str | None] = mapped_column(String(32))
    all_deputies: Mapped[int | None]  # frozen at opening
    present: Mapped[int | None]
    handed_out: Mapped[int | None]  # frozen when the counts are reported
    returned: Mapped[int | None]
    tally_event: Mapped[str | None] = mapped_column(HEX)
    closing_side: Mapped[str | None] = mapped_column(HEX)  # side head that the closing statements sign
    result_event: Mapped[str | None] = mapped_column(HEX)
    server_key_erased: Mapped[bool] = mapped_column(default=False)
    paused: Mapped[bool] = mapped_column(default=False, server_default=false())  # 暂停收票
    balance: Mapped[bytes | None] = mapped_column(LargeBinary)  # of the printed cards, as reported

    __table_args__ = (
        ForeignKeyConstraint(["congress_id", "sitting_id"], ["sitting.congress_id", "sitting.id"]),
        UniqueConstraint("congress_id", "id"),
        CheckConstraint("kind in ('ballot', 'rating')", name="kind"),
        CheckConstraint("returned is null or returned <= handed_out", name="returned"),
        CheckConstraint("handed_out is null or handed_out <= present", name="handed_out"),
        CheckConstraint("present is null or present <= all_deputies", name="present"),
    )


class _OfPoll:
    """Columns of every row that belongs to a poll."""

    poll_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    congress_id: Mapped[str] = mapped_column(String(32))


def _of_poll(*more: UniqueConstraint | CheckConstraint, rowid: bool = True) -> tuple[object, ...]:
    return (
        ForeignKeyConstraint(["congress_id", "poll_id"], ["poll.congress_id", "poll.id"]),
        *more,
        {"sqlite_with_rowid": rowid},
    )


class Adoption(_OfPoll, BoardBase):
    """How the method, the scrutineers and the list were adopted (谁、何时、方式、票数).

    Without votes where the hall approved by applause. ``scan`` may follow when the paper is signed.
    """

    __tablename__ = "adoption"

    body: Mapped[str] = mapped_column(String(60))
    held_at: Mapped[datetime]
    manner: Mapped[str] = mapped_column(String(12))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    scan: Mapped[str | None] = mapped_column(HEX)  # digest of the file kept in the main database

    __table_args__ = _of_poll()


@append_only
class PublicCredential(_OfPoll, BoardBase):
    """A listed credential, hex of its public key."""

    __tablename__ = "public_credential"

    credential: Mapped[str] = mapped_column(HEX, primary_key=True)

    __table_args__ = _of_poll(rowid=False)


@append_only
class Ballot(_OfPoll, BoardBase):
    """An accepted ballot: exact bytes, its marks and the body of its receipt.

    Lies in the order of ``ballot_hash`` (no row id), so the table does not show who pressed first. One per
    credential. Whether it stands in the archive already is read from ``board_record``.
    """

    __tablename__ = "ballot"

    ballot_hash: Mapped[str] = mapped_column(String(43), primary_key=True)
    credential: Mapped[str] = mapped_column(HEX)
    digest: Mapped[str] = mapped_column(HEX)  # SHA-256 of the ballot's bytes, its name in the archive
    content: Mapped[bytes] = mapped_column(LargeBinary)
    marks: Mapped[bytes] = mapped_column(LargeBinary)  # empty where nothing is exclusive
    receipt: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = _of_poll(
        UniqueConstraint("poll_id", "credential"), UniqueConstraint("poll_id", "digest"), rowid=False
    )


@append_only
class BoardRecord(_OfPoll, BoardBase):
    """A record of the archive (spec 4.4). A ballot's own bytes are not kept twice: ``content`` is empty."""

    __tablename__ = "board_record"

    position: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(HEX)
    height: Mapped[int | None]  # of an event; data have none
    content: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = _of_poll(UniqueConstraint("poll_id", "digest"), UniqueConstraint("poll_id", "height"))


@append_only
class SideRecord(_OfPoll, BoardBase):
    """A record of the side log and the head after it."""

    __tablename__ = "side_record"

    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    owner: Mapped[int | None]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[str] = mapped_column(HEX)

    __table_args__ = _of_poll(UniqueConstraint("poll_id", "kind", "owner"))


@append_only
class Checkpoint(_OfPoll, BoardBase):
    """A checkpoint's body, one per archive height at which the board stood still; signed when shown."""

    __tablename__ = "checkpoint"

    height: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(HEX, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = _of_poll()


@append_only
class VoidCredential(_OfPoll, BoardBase):
    """A credential that may not vote any more; its record stands in the side log."""

    __tablename__ = "void_credential"

    credential: Mapped[str] = mapped_column(HEX, primary_key=True)
    reason: Mapped[str] = mapped_column(String(12), server_default="unopened")

    __table_args__ = _of_poll(rowid=False)


class ShareNonce(_OfPoll, BoardBase):
    """The server's fresh number for one share proof; a new request replaces it.

    ``proof`` is the last one accepted. It counts on its own day only, so it waits here and enters the side
    log when the poll opens: a key that was tried the evening before can be tried again in the morning.
    """

    __tablename__ = "share_nonce"

    owner: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(HEX)
    proof: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = _of_poll()
