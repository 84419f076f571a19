"""Voids (作废): cards that may not vote any more, each signed by the registrar and one scrutineer.

    void_basis(session, poll_id)              what a void names: the poll and the heads it is decided on
    void_credentials(session, …, records)     any number in one transaction: all of them or none
    known_voids(session, poll_id)             (credential, reason) of this poll and of the sitting's others

A record names the side head before it, so the page that signs many chains them by itself; where the board
moved on meanwhile, nothing is taken and all of them are signed again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotReady
from voting.polling.board_store import Appender, head
from voting.polling.models import Ballot, Poll, PublicCredential, VoidCredential
from voting.polling.refusals import refused
from voting.polling.sittings import find_poll, find_sitting
from voting.protocol import sidelog
from voting.protocol.sidelog import Void
from voting.protocol.trustees import parse_trustees

SIGNERS = (Role.REGISTRAR, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
AT_ONCE = 500


def void_basis(session: Session, poll_id: str) -> dict[str, object]:
    """What a void must name: uuid, φ, and the heads it was decided on."""
    poll = find_poll(session, poll_id)
    at = head(session, poll)
    return {
        "uuid": poll.uuid,
        "election_hash": poll.fingerprint,
        "height": at.height,
        "event": at.event,
        "side": at.side,
    }


def void_credentials(
    session: Session, *, actor: Actor, poll_id: str, records: Sequence[bytes], now: datetime
) -> int:
    """Block these credentials; returns how many. Refused as a whole when one has a ballot or is void.

    Conflict("polling.void_stale") when the records were signed on other heads than the present ones.
    """
    role = actor.role_for(*SIGNERS)
    if not 1 <= len(records) <= AT_ONCE:
        raise Invalid("polling.voids_number", field="serials", limit=AT_ONCE)
    voids = _signed(session, find_poll(session, poll_id), records)
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.state != "open":
            raise Conflict("polling.void_not_open")
        basis = void_basis(session, poll_id)
        appender = Appender(session, poll)
        for void, record in zip(voids, records, strict=True):
            if {name: getattr(void, name) for name in basis} != basis | {"side": appender.head.side}:
                raise Conflict("polling.void_stale")
            _block(session, poll, void)
            appender.side("void", record)
        acts.record(
            session,
            congress_id=poll.congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="void_card",
            object_kind="poll",
            object_id=poll.id,
            after=dict(Counter(void.reason for void in voids)),
            now=now,
        )
    return len(voids)


def known_voids(session: Session, poll_id: str) -> list[tuple[str, str, str]]:
    """(uuid, credential, reason) of every void of the sitting: they stand openly in the side logs.

    The registrar's page finds in its own file which cards these are: what was lost or used up in one poll
    is lost and used up in the next.
    """
    poll = find_poll(session, poll_id)
    rows = session.execute(
        select(Poll.uuid, VoidCredential.credential, VoidCredential.reason)
        .join(Poll, Poll.id == VoidCredential.poll_id)
        .where(Poll.sitting_id == poll.sitting_id)
        .order_by(Poll.uuid, VoidCredential.credential)
    )
    return [(row.uuid, row.credential, row.reason) for row in rows]


def _signed(session: Session, poll: Poll, records: Sequence[bytes]) -> list[Void]:
    """Both signatures of every record; before the transaction, for keys never change."""
    registrar_key = find_sitting(session, poll.sitting_id).registrar_key
    if poll.trustees is None or registrar_key is None:
        raise NotReady("polling.keys_missing")
    with refused("polling.void_refused"):
        trustees = parse_trustees(poll.trustees)
        voids = [Void.parse(record) for record in records]
        for void in voids:
            sidelog.check_void(void, registrar_key, trustees)
    return voids


def _block(session: Session, poll: Poll, void: Void) -> None:
    """Refuses a card that is not listed, void already, or has a ballot."""
    of_card = {"poll_id": poll.id, "credential": void.credential}
    if session.get(PublicCredential, of_card) is None:
        raise Invalid("polling.credential_unknown", field="credential")
    if session.get(VoidCredential, of_card) is not None:
        raise Conflict("polling.card_void_already")
    cast = select(Ballot.credential).where(Ballot.poll_id == poll.id, Ballot.credential == void.credential)
    if session.scalars(cast).first():
        raise Conflict("polling.void_has_ballot")
    session.add(VoidCredential(congress_id=poll.congress_id, reason=void.reason, **of_card))
