"""Closing a poll: the last batch, EndBallots, the encrypted tally, and the counts to be reported."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor
from voting.db import forget_arrival, writing
from voting.errors import Conflict, NotReady
from voting.polling import board_store
from voting.polling.balance import balance, freeze, require_balanced
from voting.polling.board_store import Appender
from voting.polling.models import Ballot, Poll
from voting.polling.sittings import find_poll, find_sitting, method_of
from voting.protocol import sidelog, tally
from voting.protocol.ballots import parse_ballot
from voting.protocol.election import parse_election
from voting.protocol.encoding import hex_hash
from voting.rules import outcome
from voting.rules.counts import Counts


def end_ballots(session: Session, poll: Poll, board_key: str) -> None:
    """Move what waits into the archive and end it; in the transaction that closes the poll."""
    board_store.append_batch(session, poll, board_key)
    Appender(session, poll).event("EndBallots")
    poll.returned = board_store.accepted_ballots(session, poll)


def finish(session: Session, poll_id: str) -> None:
    """Add the encrypted tally of a closed poll; safe to repeat after a crash.

    The product is computed outside the writing transaction: nothing can be added any more.
    """
    poll = find_poll(session, poll_id)
    if poll.state != "closed" or poll.tally_event is not None:
        return
    accumulator = tally.TallyAccumulator(parse_election(poll.election or b""))
    for content in session.scalars(
        select(Ballot.content)
        .where(Ballot.poll_id == poll.id)
        .order_by(Ballot.ballot_hash)
        .execution_options(yield_per=200)
    ):
        accumulator.add(parse_ballot(content))
    encrypted, sized = accumulator.encrypted_tally().raw, accumulator.sized_tally().serialize()
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.tally_event is not None:
            return
        appender = Appender(session, poll)
        appender.data(encrypted)
        poll.tally_event = appender.event("EncryptedTally", appender.data(sized))
        poll.closing_side = appender.head.side
        appender.checkpoint(find_sitting(session, poll.sitting_id).board_key)
    forget_arrival(cast(Engine, session.get_bind()))


def report(session: Session, poll: Poll) -> None:
    """Freeze 发出 and 收回 and write them beside the archive; Conflict names the numbers that disagree."""
    if poll.tally_event is None:
        raise NotReady("polling.tally_missing")
    cards = balance(session, poll)
    handed_out = require_balanced(cards)
    if handed_out > (poll.present or 0):
        raise Conflict("polling.more_cards_than_present", handed_out=handed_out, present=poll.present)
    poll.handed_out = handed_out
    freeze(session, poll, cards)
    record = sidelog.Counts(
        uuid=poll.uuid,
        election_hash=poll.fingerprint or "",
        all_deputies=poll.all_deputies or 0,
        present=poll.present or 0,
        listed=cards.listed,
        voided=cards.voided,
        handed_out=handed_out,
        returned=poll.returned or 0,
    )
    Appender(session, poll).side("counts", record.encode(), 0)


def counts_of(poll: Poll) -> Counts:
    """The poll's reported numbers, without votes."""
    return Counts(
        all_deputies=poll.all_deputies or 0,
        present=poll.present or 0,
        handed_out=poll.handed_out or 0,
        returned=poll.returned or 0,
    )


def require_valid(poll: Poll) -> None:
    """Conflict when the method makes this vote invalid (more returned than handed out, too few…)."""
    faults = outcome.validity(method_of(poll), counts_of(poll))
    if faults:
        raise Conflict(f"polling.invalid_{faults[0].code}", number=faults[0].number, limit=faults[0].limit)


def outcome_digest(session: Session, poll: Poll) -> str:
    """SHA-256 of the outcome record that the chief scrutineer signs off."""
    records = board_store.side_records(session, poll, "outcome")
    if not records:
        raise NotReady("polling.no_result")
    return hex_hash(records[0])


def note(session: Session, poll: Poll, actor: Actor, verb: str, now: datetime, reason: str = "") -> None:
    """An act on the poll that moves no state."""
    acts.record(
        session,
        congress_id=poll.congress_id,
        actor_id=actor.person_id,
        role=next(iter(sorted(actor.roles)), ""),
        verb=verb,
        object_kind="poll",
        object_id=poll.id,
        reason=reason,
        now=now,
    )
