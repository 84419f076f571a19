"""The opening gate: what must be true before a poll opens, and the scrutineers' part in it.

gates(session, poll, all_deputies, present, now) -> tuple[Gate…]      for the page
require(...)                                                          for the service
share_challenge(...) / prove_share(...)      a share read again from the slip, proven today
enter_proofs(...)                             the day's proofs into the side log, at opening
sign_zero_report(...)                        the Setup event pinned by a scrutineer's page
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, NotReady
from voting.polling import board_store, ceremony
from voting.polling.board_store import Appender
from voting.polling.models import Poll, ShareNonce
from voting.polling.refusals import refused
from voting.polling.sittings import find_poll, find_sitting, is_rehearsal, method_of
from voting.protocol import sidelog
from voting.protocol.trustees import parse_trustees
from voting.rules import outcome

HALL = ZoneInfo("Asia/Shanghai")
KEY_HOLDERS = (Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)


@dataclass(frozen=True)
class Gate:
    """One condition: ``code`` names it, ``number`` of ``needed`` are there."""

    code: str
    met: bool
    number: int
    needed: int


def sealers(poll: Poll, view: ceremony.CeremonyView) -> int:
    """How many scrutineers verify the seal before the poll opens: all of them, at a rehearsal t."""
    return view.threshold if is_rehearsal(poll) else len(view.seats)


def gates(session: Session, poll: Poll, all_deputies: int, present: int, now: datetime) -> tuple[Gate, ...]:
    """Every gate, met or not, in the order in which people meet them.

    A rehearsal has no more than it takes to open the box again: t scrutineers, no decision, no quorum.
    """
    sitting = find_sitting(session, poll.sitting_id)
    view = ceremony.of_poll(session, poll)
    rehearsal = is_rehearsal(poll)
    needed = sealers(poll, view)
    common = (
        _gate("keys", view.id == sitting.ceremony_id),
        _gate("cards", sitting.registrar_key is not None),
    )
    sealed = (
        _count("shares", len(proofs_of(session, poll, today_in_hall(now))), needed),
        _count("zero_report", len(board_store.side_records(session, poll, "zero")), needed),
    )
    if rehearsal:
        return (*common, *sealed)
    quorum = outcome.quorum_line(method_of(poll), all_deputies)
    return (
        *common,
        _gate("rehearsed", sitting.rehearsed == view.id),
        _gate("adopted", poll.state == "adopted"),
        *sealed,
        Gate("quorum", present >= quorum and all_deputies > 0, present, quorum),
    )


def _gate(code: str, met: bool) -> Gate:
    return Gate(code, met, int(met), 1)


def _count(code: str, number: int, needed: int) -> Gate:
    return Gate(code, number >= needed, number, needed)


def require(session: Session, poll: Poll, all_deputies: int, present: int, now: datetime) -> None:
    """NotReady with the first gate that is not met; Conflict where more are present than there are."""
    if present > all_deputies:
        raise Conflict("polling.present_exceed_all_deputies", number=present, limit=all_deputies)
    for item in gates(session, poll, all_deputies, present, now):
        if not item.met:
            raise NotReady(f"polling.gate_{item.code}", number=item.number, needed=item.needed)


def share_challenge(session: Session, *, actor: Actor, poll_id: str) -> dict[str, object]:
    """A fresh number for the actor's share proof, with all that the proof is about."""
    with writing(session):
        poll = find_poll(session, poll_id)
        owner = owner_of(session, poll, actor)
        _require_before_opening(poll)
        row = session.get(ShareNonce, {"poll_id": poll.id, "owner": owner})
        if row is None:
            row = ShareNonce(poll_id=poll.id, congress_id=poll.congress_id, owner=owner, nonce="")
            session.add(row)
        row.nonce = secrets.token_hex(32)
        return {"uuid": poll.uuid, "owner": owner, "server_nonce": row.nonce}


def prove_share(session: Session, *, actor: Actor, poll_id: str, record: bytes, now: datetime) -> None:
    """Take a share proof of today over the number given last; the first of a day is final."""
    with writing(session):
        poll = find_poll(session, poll_id)
        owner = owner_of(session, poll, actor)
        _require_before_opening(poll)
        nonce = session.get(ShareNonce, {"poll_id": poll.id, "owner": owner})
        if nonce is None or poll.trustees is None:
            raise NotReady("polling.share_not_asked")
        with refused("polling.share_refused"):
            share = sidelog.Share.parse(record)
            sidelog.check_share(share, parse_trustees(poll.trustees))
        asked = (poll.uuid, owner, nonce.nonce, today_in_hall(now))
        if (share.uuid, share.owner, share.server_nonce, share.date) != asked:
            raise Conflict("polling.share_stale")
        if owner in proofs_of(session, poll, today_in_hall(now)):
            raise Conflict("polling.already_sent")
        nonce.proof = record
        _act(session, poll, actor, "prove_share", now)


def proofs_of(session: Session, poll: Poll, day: str) -> dict[int, bytes]:
    """Owner → share proof of that day (``YYYY-MM-DD`` in the hall), by owner."""
    rows = session.scalars(
        select(ShareNonce)
        .where(ShareNonce.poll_id == poll.id, ShareNonce.proof.is_not(None))
        .order_by(ShareNonce.owner)
    )
    proofs = {row.owner: row.proof or b"" for row in rows}
    return {owner: proof for owner, proof in proofs.items() if sidelog.Share.parse(proof).date == day}


def enter_proofs(session: Session, poll: Poll, day: str) -> None:
    """Write the day's share proofs into the side log; in the transaction that opens the poll."""
    appender = Appender(session, poll)
    for owner, proof in proofs_of(session, poll, day).items():
        appender.side("share", proof, owner)


def sign_zero_report(session: Session, *, actor: Actor, poll_id: str, record: bytes, now: datetime) -> None:
    """Take a scrutineer's signature on the Setup event: the box is empty and these are its terms."""
    with writing(session):
        poll = find_poll(session, poll_id)
        owner = owner_of(session, poll, actor)
        _require_before_opening(poll)
        with refused("polling.zero_refused"):
            zero = sidelog.Zero.parse(record)
            sidelog.check_signed(zero, parse_trustees(poll.trustees or b""))
        expected = (poll.uuid, poll.fingerprint, poll.setup_event, owner)
        if (zero.uuid, zero.election_hash, zero.setup_event, zero.owner) != expected:
            raise Conflict("polling.zero_differs")
        if owner in board_store.side_owners(session, poll, "zero"):
            raise Conflict("polling.already_sent")
        Appender(session, poll).side("zero", record, owner)
        _act(session, poll, actor, "sign_zero_report", now)


def owner_of(session: Session, poll: Poll, actor: Actor) -> int:
    """The actor's position in ``trustees`` (the server is 1, seat i is i+1); NotAllowed without a seat."""
    actor.role_for(*KEY_HOLDERS)
    seat = ceremony.of_poll(session, poll).seat_of(actor.person_id)
    if seat is None:
        raise Conflict("polling.no_seat")
    return seat.number + 1


def today_in_hall(now: datetime) -> str:
    return now.astimezone(HALL).strftime("%Y-%m-%d")


def _require_before_opening(poll: Poll) -> None:
    if poll.state not in ("ready", "adopted"):
        raise Conflict("polling.not_now", state=poll.state)


def _act(session: Session, poll: Poll, actor: Actor, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=poll.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*KEY_HOLDERS),
        verb=verb,
        object_kind="poll",
        object_id=poll.id,
        now=now,
    )
