"""The states of a poll and the acts that move it; one Machine, one way.

draft → ready → adopted → open → closed → reported → valid → opened → counted → signed → announced →
published; terminated from anywhere before announcing. Between closing and announcing the outside view
stands still: see board_store.archive_chunks and bundles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotReady
from voting.polling import board_store, closing, gate, setup
from voting.polling.keys import KeyStore
from voting.polling.models import Poll
from voting.polling.sittings import find_poll, find_sitting
from voting.states import Machine, Move

STATES = (
    "draft",
    "ready",
    "adopted",
    "open",
    "closed",
    "reported",
    "valid",
    "opened",
    "counted",
    "signed",
    "announced",
    "published",
    "terminated",
)
BEFORE_ANNOUNCING = STATES[: STATES.index("announced")]
ENDED = ("signed", "announced", "published", "terminated")  # no box of these is opened any more
SECRETARIAT, CHIEF, GENERAL = (Role.SECRETARIAT,), (Role.CHIEF_SCRUTINEER,), (Role.SECRETARY_GENERAL,)

POLL = Machine(
    "poll",
    [
        Move("draft", "ready", "freeze", roles=SECRETARIAT),
        Move("ready", "adopted", "adopt", roles=SECRETARIAT),
        Move("adopted", "open", "open", roles=CHIEF),
        Move("open", "closed", "close", roles=CHIEF),
        Move("closed", "reported", "report_counts", roles=CHIEF),
        Move("reported", "valid", "declare_valid", roles=GENERAL),
        Move("valid", "opened", "open_box"),
        Move("opened", "counted", "count"),
        Move("counted", "signed", "sign", roles=CHIEF),
        Move("signed", "announced", "announce", roles=GENERAL),
        Move("announced", "published", "publish", roles=SECRETARIAT),
        *(Move(state, "terminated", "terminate", roles=GENERAL) for state in BEFORE_ANNOUNCING),
    ],
)


@dataclass(frozen=True)
class Attendance:
    """实有代表 and 实到 at this plenary, counted by the congress."""

    all_deputies: int
    present: int


@dataclass(frozen=True)
class Adoption:
    """How the method, the scrutineers and the list were adopted (谁、何时、方式、票数)."""

    body: str
    when: str
    manner: str
    votes_for: int
    votes_against: int
    abstained: int


def freeze(
    session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, names: setup.Names, now: datetime
) -> None:
    """draft → ready: fix the election's bytes; keys and cards must be there."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may(poll, "freeze", actor)
        setup.build(session, keys, poll, names, now)
        POLL.move(session, poll, "freeze", actor=actor, now=now, reason=poll.fingerprint or "")


def adopt(session: Session, *, actor: Actor, poll_id: str, adoption: Adoption, now: datetime) -> None:
    """ready → adopted; the congress has passed method, scrutineers and candidate list."""
    if not (adoption.body.strip() and adoption.when.strip() and adoption.manner.strip()):
        raise Invalid("polling.adoption_incomplete", field="body")
    if min(adoption.votes_for, adoption.votes_against, adoption.abstained) < 0:
        raise Invalid("polling.adoption_counts", field="votes_for")
    if adoption.votes_for <= adoption.votes_against + adoption.abstained:
        raise Invalid("polling.adoption_not_passed", field="votes_for")
    text = (
        f"{adoption.body.strip()}；{adoption.when.strip()}；{adoption.manner.strip()}；"
        f"赞成{adoption.votes_for}，反对{adoption.votes_against}，弃权{adoption.abstained}"
    )
    with writing(session):
        poll = find_poll(session, poll_id)
        POLL.move(session, poll, "adopt", actor=actor, now=now, reason=text[:400])


def propose_opening(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """The secretariat asks the chief scrutineer to open; opens nothing."""
    _propose(session, actor, poll_id, "adopted", "proposed_open_by")


def confirm_opening(
    session: Session, *, actor: Actor, poll_id: str, attendance: Attendance, now: datetime
) -> None:
    """adopted → open when every gate is met; freezes 实有 and 实到."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may(poll, "open", actor)
        _second_person(poll.proposed_open_by, actor)
        gate.require(session, poll, attendance.all_deputies, attendance.present, now)
        gate.enter_proofs(session, poll, gate.today_in_hall(now))
        poll.all_deputies, poll.present = attendance.all_deputies, attendance.present
        POLL.move(session, poll, "open", actor=actor, now=now)


def propose_closing(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """The secretariat asks the chief scrutineer to close; closes nothing."""
    _propose(session, actor, poll_id, "open", "proposed_close_by")


def confirm_closing(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """open → closed: the commit that decides what came in time; then EndBallots and the encrypted tally."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may(poll, "close", actor)
        _second_person(poll.proposed_close_by, actor)
        POLL.move(session, poll, "close", actor=actor, now=now)
        closing.end_ballots(session, poll, find_sitting(session, poll.sitting_id).board_key)
    closing.finish(session, poll_id)


def report_counts(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """closed → reported: 发出 and 收回, which must agree with the card list."""
    closing.finish(session, poll_id)  # where a crash came between closing and the encrypted tally
    with writing(session):
        poll = find_poll(session, poll_id)
        _may(poll, "report_counts", actor)
        closing.report(session, poll)
        POLL.move(session, poll, "report_counts", actor=actor, now=now)


def declare_valid(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """reported → valid, recorded for the executive chair (宣布有效)."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may(poll, "declare_valid", actor)
        closing.require_valid(poll)
        POLL.move(session, poll, "declare_valid", actor=actor, now=now)


def sign(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """counted → signed (签字确认); afterwards the server key is erased and nobody can open a ballot."""
    with writing(session):
        poll = find_poll(session, poll_id)
        POLL.move(session, poll, "sign", actor=actor, now=now, reason=closing.outcome_digest(session, poll))
    erase_server_key(session, keys, actor=actor, poll_id=poll_id, now=now)


def announce(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """signed → announced, recorded for the executive chair (宣布). No result goes out while the server key
    is there: what a crash left after signing is erased first."""
    if find_poll(session, poll_id).state == "signed":
        actor.role_for(*GENERAL)
        erase_server_key(session, keys, actor=actor, poll_id=poll_id, now=now)
    _simple(session, actor, poll_id, "announce", now)


def publish(session: Session, *, actor: Actor, poll_id: str, notice: str, now: datetime) -> None:
    """announced → published: the presidium's notice (公告第N号)."""
    if not notice.strip():
        raise Invalid("polling.notice_missing", field="notice")
    _simple(session, actor, poll_id, "publish", now, notice.strip()[:100])


def notice_of(session: Session, poll: Poll) -> str:
    """The notice's number as recorded when it was published; empty before."""
    lines = acts.acts_of(session, poll.congress_id, "poll", poll.id)
    return next((line.reason for line in reversed(lines) if line.verb == "publish"), "")


def terminate(
    session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, reason: str, now: datetime
) -> None:
    """End without a result by decision of the presidium; it is never decrypted."""
    if not reason.strip():
        raise Invalid("polling.reason_missing", field="reason")
    _simple(session, actor, poll_id, "terminate", now, reason.strip()[:400])
    erase_server_key(session, keys, actor=actor, poll_id=poll_id, now=now)


def erase_server_key(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """Erase and note it; safe to repeat after a crash."""
    keys.erase_server_seed(find_poll(session, poll_id).uuid)
    with writing(session):
        poll = find_poll(session, poll_id)
        if not poll.server_key_erased:
            poll.server_key_erased = True
            closing.note(session, poll, actor, "erase_server_key", now)


def _simple(session: Session, actor: Actor, poll_id: str, verb: str, now: datetime, reason: str = "") -> None:
    with writing(session):
        POLL.move(session, find_poll(session, poll_id), verb, actor=actor, now=now, reason=reason)


def _propose(session: Session, actor: Actor, poll_id: str, state: str, column: str) -> None:
    actor.role_for(*SECRETARIAT)
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.state != state:
            raise Conflict("polling.not_now", state=poll.state)
        setattr(poll, column, actor.person_id)


def _second_person(proposer: str | None, actor: Actor) -> None:
    if proposer is None:
        raise NotReady("polling.not_proposed")
    if proposer == actor.person_id:
        raise Conflict("polling.second_person")


def _may(poll: Poll, verb: str, actor: Actor) -> None:
    """Refuse early, before any work, what the move itself would refuse."""
    move = next((m for m in POLL.moves if m.source == poll.state and m.verb == verb), None)
    if move is None:
        raise Conflict("states.not_from_here", object="poll", state=poll.state, verb=verb)
    if move.roles:
        actor.role_for(*move.roles)


def outside_height(session: Session, poll: Poll) -> int | None:
    """Up to which event the outside may see the archive; None for all of it.

    From closing to announcing that is the encrypted tally: no share and no result leaves before, and none
    ever of a poll that was terminated.
    """
    if poll.state in ("announced", "published"):
        return None
    height = board_store.tally_height(session, poll)
    return board_store.head(session, poll).height if height is None else height
