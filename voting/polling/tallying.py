"""Opening the box (开启票箱): closing statements, the scrutineers' shares, the server's, the result.

    sign_closing(...)     a scrutineer's page has verified everything and says over which bytes
    take_share(...)       a partial decryption with its strong proof, checked before it is appended
    result(...)           what a ballot's counts decide, for pages and papers
    rating(...)           the same of a rating

Exactly t scrutineers' shares enter the archive, then the server's, then the result. Nothing here decrypts
anything but the one tally event of a poll that was declared valid.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotReady
from voting.polling import board_store, ceremony, closing, gate, rehearsal
from voting.polling.board_store import Appender
from voting.polling.keys import KeyStore
from voting.polling.lifecycle import POLL
from voting.polling.models import Poll
from voting.polling.refusals import refused
from voting.polling.setup import ServerKey
from voting.polling.sittings import find_poll, find_sitting, method_of
from voting.protocol import decryption, sidelog
from voting.protocol import result as results
from voting.protocol.encoding import hex_hash
from voting.protocol.tally import EncryptedTally, parse_encrypted_tally
from voting.protocol.trustees import parse_trustees
from voting.rules import decision, grades, outcome
from voting.rules.counts import Counts
from voting.rules.grades import Rating
from voting.rules.outcome import Outcome

SHARE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Progress:
    """How far the opening is: numbers only, no share and no count."""

    statements: int
    shares: int
    needed: int
    seats: int


def sign_closing(session: Session, *, actor: Actor, poll_id: str, record: bytes, now: datetime) -> None:
    """Take a scrutineer's statement on the bytes that will be opened; one that differs is refused."""
    with writing(session):
        poll = find_poll(session, poll_id)
        owner = gate.owner_of(session, poll, actor)
        if poll.state != "valid":
            raise Conflict("polling.not_now", state=poll.state)
        with refused("polling.closing_refused"):
            closed = sidelog.Closing.parse(record)
            sidelog.check_signed(closed, parse_trustees(poll.trustees or b""))
        expected = (
            poll.uuid,
            poll.fingerprint,
            poll.setup_event,
            poll.tally_event,
            poll.returned,
            poll.closing_side,
            owner,
        )
        said = (
            closed.uuid,
            closed.election_hash,
            closed.setup_event,
            closed.tally_event,
            closed.ballots,
            closed.side,
            closed.owner,
        )
        if said != expected:
            raise Conflict("polling.closing_differs")
        if owner in _owners(session, poll, "closing"):
            raise Conflict("polling.already_sent")
        Appender(session, poll).side("closing", record, owner)
        closing.note(session, poll, actor, "sign_closing", now)


def statements(session: Session, poll: Poll) -> list[bytes]:
    """All closing statements so far: a page decrypts only with t of them over identical bytes."""
    return board_store.side_records(session, poll, "closing")


def progress(session: Session, poll: Poll) -> Progress:
    view = ceremony.of_poll(session, poll)
    return Progress(
        statements=len(statements(session, poll)),
        shares=len([o for o in _owners(session, poll, "decryption") if o != 1]),
        needed=view.threshold,
        seats=len(view.seats),
    )


def take_share(
    session: Session,
    keys: KeyStore,
    *,
    actor: Actor,
    poll_id: str,
    share: bytes,
    record: bytes,
    now: datetime,
) -> str:
    """Take a partial decryption and its strong proof; with the t-th, the server adds its own and counts.

    A share that fails any check never enters the archive; its owner is named in the act log, for the others
    to see. Returns the poll's state.
    """
    if len(share) > SHARE_LIMIT:
        raise Invalid("polling.share_too_big", field="share", limit=SHARE_LIMIT)
    try:
        _enter_share(session, actor, poll_id, share, record, now)
    except (Invalid, Conflict) as error:
        if error.code in ("polling.decryption_refused", "polling.decryption_differs"):
            with writing(session):
                poll, check = find_poll(session, poll_id), str(error.data.get("check", "P7"))
                closing.note(session, poll, actor, "refuse_share", now, reason=check)
        raise
    complete(session, keys, actor=actor, poll_id=poll_id, now=now)
    return find_poll(session, poll_id).state


def _enter_share(
    session: Session, actor: Actor, poll_id: str, share: bytes, record: bytes, now: datetime
) -> None:
    with writing(session):
        poll = find_poll(session, poll_id)
        owner = gate.owner_of(session, poll, actor)
        if poll.state not in ("valid", "opened"):
            raise Conflict("polling.not_now", state=poll.state)
        at = progress(session, poll)
        if at.statements < at.needed:
            raise NotReady("polling.statements_missing", number=at.statements, needed=at.needed)
        if owner not in _owners(session, poll, "decryption"):  # else sent again after a lost answer
            if at.shares >= at.needed:
                raise Conflict("polling.enough_shares", needed=at.needed)
            _check_share(session, poll, owner, share, record)
            if poll.state == "valid":
                POLL.move(session, poll, "open_box", actor=actor, now=now)
            _append_share(session, poll, owner, share, record)
            closing.note(session, poll, actor, "open_with_key", now)


def complete(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """opened → counted once t shares are there: the server's share last, then the result and the outcome.

    Safe to repeat: a crash between the last share and the result leaves nothing half done.
    """
    with writing(session):
        poll = find_poll(session, poll_id)
        at = progress(session, poll)
        if poll.state != "opened" or at.shares < at.needed:
            return
        share, record = _server_share(session, keys, poll)
        _check_share(session, poll, 1, share, record)
        _append_share(session, poll, 1, share, record)
        _append_result(session, poll)
        POLL.move(session, poll, "count", actor=actor, now=now)
        rehearsal.note_recovery(session, poll, actor=actor, now=now)


def result(session: Session, poll: Poll) -> tuple[Counts, Outcome]:
    """A ballot's counts and what the method makes of them; NotReady before it is counted, Conflict for a
    rating."""
    method = method_of(poll)
    if method.kind != "ballot":
        raise Conflict("rules.not_a_ballot")
    rows = _rows(session, poll)
    counts = decision.with_votes(method, closing.counts_of(poll), rows)
    return counts, outcome.decide(method, counts)


def rating(session: Session, poll: Poll) -> tuple[Counts, Rating]:
    """A rating's numbers and its grades with their votes; NotReady before it is counted, Conflict for a
    ballot."""
    method = method_of(poll)
    if method.kind != "rating":
        raise Conflict("rules.not_a_rating")
    counts = closing.counts_of(poll)
    return counts, grades.rate(method, counts, _rows(session, poll))


def _rows(session: Session, poll: Poll) -> tuple[tuple[int, ...], ...]:
    """What was counted, question by question."""
    if poll.result_event is None:
        raise NotReady("polling.no_result")
    return results.parse_result(board_store.data_before(session, poll, poll.result_event, 1)).counts


def encrypted_tally(session: Session, poll: Poll) -> EncryptedTally:
    return parse_encrypted_tally(board_store.data_before(session, poll, poll.tally_event or "", 2))


def _check_share(session: Session, poll: Poll, owner: int, share: bytes, record: bytes) -> None:
    with refused("polling.decryption_refused"):
        people = parse_trustees(poll.trustees or b"")
        parsed, tally = decryption.parse_share(share), encrypted_tally(session, poll)
        strong = sidelog.Decryption.parse(record)
        decryption.check_share(poll.fingerprint or "", people, owner, tally, parsed)
        if (strong.uuid, strong.election_hash, strong.tally_event, strong.owner, strong.share) != (
            poll.uuid,
            poll.fingerprint,
            poll.tally_event,
            owner,
            hex_hash(share),
        ):
            raise Conflict("polling.decryption_differs")
        decryption.check_strong_proof(
            poll.fingerprint or "", poll.tally_event or "", people, owner, tally, parsed, strong.proof
        )


def _append_share(session: Session, poll: Poll, owner: int, share: bytes, record: bytes) -> None:
    appender = Appender(session, poll)
    owned = decryption.OwnedShare(owner, appender.data(share))
    appender.event("PartialDecryption", appender.data(owned.serialize()))
    appender.side("decryption", record, owner)


def _server_share(session: Session, keys: KeyStore, poll: Poll) -> tuple[bytes, bytes]:
    own = ServerKey.of(keys.server_seed(poll.uuid))
    share, strong = decryption.decrypt_tally(
        poll.fingerprint or "",
        poll.tally_event or "",
        1,
        own.secret,
        encrypted_tally(session, poll),
        secrets.token_bytes(32),
    )
    record = sidelog.Decryption(
        uuid=poll.uuid,
        election_hash=poll.fingerprint or "",
        tally_event=poll.tally_event or "",
        owner=1,
        share=share.digest,
        challenge=strong.challenge,
        response=strong.response,
    )
    return share.raw, record.encode()


def _append_result(session: Session, poll: Poll) -> None:
    people = parse_trustees(poll.trustees or b"")
    shares = {owner: decryption.parse_share(content) for owner, content in board_store.shares(session, poll)}
    with refused("polling.result_refused"):
        counted = results.open_tally(people, encrypted_tally(session, poll), shares, poll.returned or 0)
    appender = Appender(session, poll)
    poll.result_event = appender.event("Result", appender.data(counted.serialize()))
    settled = decision.settle(method_of(poll), closing.counts_of(poll), counted.counts)
    record = sidelog.Outcome(
        uuid=poll.uuid,
        election_hash=poll.fingerprint or "",
        result_event=poll.result_event,
        **asdict(decision.decision_of(settled)),
    )
    appender.side("outcome", record.encode(), 0)
    appender.checkpoint(find_sitting(session, poll.sitting_id).board_key)


def _owners(session: Session, poll: Poll, kind: str) -> list[int]:
    return board_store.side_owners(session, poll, kind)
