"""What people see of sittings and polls, read without changing anything.

sittings(session, session_id=None) -> list[SittingView]     the congress's sittings, newest first
sitting(session, sitting_id) -> SittingView                 with its polls
poll(session, poll_id) -> PollView
public_sitting(session, sitting_id) -> SittingView          by address alone, scopes the session
public_poll(session, uuid) -> PollView                      the same for one poll
listed_cards(session, poll_id) -> CardList                  which cards may vote
trackers(session, poll_id) -> list[Tracked]                 what stands in the archive
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db import across_congresses, in_congress
from voting.errors import NotFound
from voting.polling.models import BoardRecord, Poll, PublicCredential, Sitting, SittingUuid, VoidCredential
from voting.polling.sittings import Project, find_poll, find_sitting, method_of, projects_of, uuids_left
from voting.protocol import ed25519
from voting.protocol.encoding import compact_base64
from voting.rules.method import Method


@dataclass(frozen=True)
class PollView:
    """One poll. ``fingerprint`` is φ; numbers are None until they are frozen."""

    id: str
    sitting_id: str
    congress_id: str
    uuid: str
    state: str
    paused: bool
    title: str
    method: Method
    projects: tuple[Project, ...]
    fingerprint: str
    election: bytes
    method_json: bytes
    setup_event: str
    tally_event: str
    proposed_open_by: str | None
    proposed_close_by: str | None
    all_deputies: int | None
    present: int | None
    handed_out: int | None
    returned: int | None
    server_key_erased: bool
    replaces: str | None = None  # the poll taken back, whose content this has

    @property
    def rehearsal(self) -> bool:
        return self.method.purpose == "rehearsal"


@dataclass(frozen=True)
class SittingView:
    """One sitting (票决会场) with its polls in the order of drafting."""

    id: str
    congress_id: str
    session_id: str
    title: str
    board_key: str
    ceremony_id: str | None
    rehearsed: bool  # recovery was rehearsed with the keys that hold
    uuids_left: int
    registrar_id: str | None
    registrar_key: str | None
    handed_out: int | None
    polls: tuple[PollView, ...]


@dataclass(frozen=True)
class CardList:
    """Hex credentials that may vote, and those that were voided."""

    listed: tuple[str, ...]
    void: tuple[str, ...]


@dataclass(frozen=True)
class Tracked:
    """A ballot in the archive: the height of its event and its tracker (查票码 of the whole ballot)."""

    height: int
    tracker: str


def sittings(session: Session, session_id: str | None = None) -> list[SittingView]:
    query = select(Sitting).order_by(Sitting.made_at.desc(), Sitting.id)
    if session_id is not None:
        query = query.where(Sitting.session_id == session_id)
    return [_sitting_view(session, row) for row in session.scalars(query)]


def sitting(session: Session, sitting_id: str) -> SittingView:
    return _sitting_view(session, find_sitting(session, sitting_id))


def poll(session: Session, poll_id: str) -> PollView:
    return _poll_view(find_poll(session, poll_id))


def public_sitting(session: Session, sitting_id: str) -> SittingView:
    """The sitting at a public address; from here on the session sees its congress only."""
    with across_congresses(session):
        row = session.scalars(select(Sitting).where(Sitting.id == sitting_id)).one_or_none()
    if row is None:
        raise NotFound("polling.no_sitting")
    in_congress(session, row.congress_id)
    return _sitting_view(session, row)


def public_poll(session: Session, uuid: str) -> PollView:
    """The poll at a public address; drafts do not exist there."""
    with across_congresses(session):
        row = session.scalars(select(Poll).where(Poll.uuid == uuid)).one_or_none()
    if row is None or row.election is None:
        raise NotFound("polling.no_poll")
    in_congress(session, row.congress_id)
    return _poll_view(row)


def listed_cards(session: Session, poll_id: str) -> CardList:
    listed = session.scalars(
        select(PublicCredential.credential)
        .where(PublicCredential.poll_id == poll_id)
        .order_by(PublicCredential.credential)
    )
    void = session.scalars(
        select(VoidCredential.credential)
        .where(VoidCredential.poll_id == poll_id)
        .order_by(VoidCredential.credential)
    )
    return CardList(tuple(listed), tuple(void))


def trackers(session: Session, poll_id: str) -> list[Tracked]:
    """Every ballot of the archive in its order. A ballot's record is the one whose bytes are kept elsewhere,
    and its event stands directly after it."""
    rows = session.execute(
        select(BoardRecord.digest, BoardRecord.height, BoardRecord.content)
        .where(BoardRecord.poll_id == poll_id)
        .order_by(BoardRecord.position)
    )
    found: list[Tracked] = []
    waiting = ""
    for digest, height, content in rows:
        if height is None:
            waiting = digest if content is None else ""
        elif waiting:
            found.append(Tracked(height, compact_base64(bytes.fromhex(waiting))))
            waiting = ""
    return found


def board_key_id(session: Session, sitting_id: str) -> str:
    """Id of the sitting's board key, as printed on the cards (PROTOCOL 7)."""
    return ed25519.key_id(find_sitting(session, sitting_id).board_key)


def _sitting_view(session: Session, row: Sitting) -> SittingView:
    polls = session.scalars(
        select(Poll)
        .join(SittingUuid, SittingUuid.uuid == Poll.uuid)
        .where(Poll.sitting_id == row.id)
        .order_by(SittingUuid.position)
    )
    return SittingView(
        id=row.id,
        congress_id=row.congress_id,
        session_id=row.session_id,
        title=row.title,
        board_key=row.board_key,
        ceremony_id=row.ceremony_id,
        rehearsed=row.ceremony_id is not None and row.rehearsed == row.ceremony_id,
        uuids_left=uuids_left(session, row.id),
        registrar_id=row.registrar_id,
        registrar_key=row.registrar_key,
        handed_out=row.handed_out,
        polls=tuple(_poll_view(p) for p in polls),
    )


def _poll_view(row: Poll) -> PollView:
    return PollView(
        id=row.id,
        sitting_id=row.sitting_id,
        congress_id=row.congress_id,
        uuid=row.uuid,
        state=row.state,
        paused=row.paused,
        title=row.title,
        method=method_of(row),
        projects=projects_of(row),
        replaces=row.replaces,
        fingerprint=row.fingerprint or "",
        election=row.election or b"",
        method_json=row.method,
        setup_event=row.setup_event or "",
        tally_event=row.tally_event or "",
        proposed_open_by=row.proposed_open_by,
        proposed_close_by=row.proposed_close_by,
        all_deputies=row.all_deputies,
        present=row.present,
        handed_out=row.handed_out,
        returned=row.returned,
        server_key_erased=row.server_key_erased,
    )
