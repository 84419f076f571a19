"""The states of a poll and the acts that move it; one Machine, one way.

draft → ready → adopted → open → closed → reported → valid → opened → counted → signed → announced →
published; terminated from anywhere before announcing; taken back (退回修改) before opening. A rehearsal is
not adopted: it goes from ready to open. Between closing and announcing the outside view
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
from voting.polling import board_store, closing, gate, method_texts, offices, pausing, setup
from voting.polling.balance import balance
from voting.polling.keys import KeyStore
from voting.polling.models import Poll
from voting.polling.sittings import WITHOUT_RESULT, draft_again, find_poll, find_sitting, is_rehearsal
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
    "taken_back",
    "terminated",
)
BEFORE_ANNOUNCING = STATES[: STATES.index("announced")]
ENDED = ("signed", "announced", "published", *WITHOUT_RESULT)  # no box of these is opened any more
BEFORE_OPENING = ("ready", "adopted")  # fixed, but no ballot yet
BEFORE_CLOSING = (*BEFORE_OPENING, "open")  # nothing of a tally yet
SECRETARIAT, CHIEF, GENERAL = (Role.SECRETARIAT,), (Role.CHIEF_SCRUTINEER,), (Role.SECRETARY_GENERAL,)

POLL = Machine(
    "poll",
    [
        Move("draft", "ready", "freeze", roles=SECRETARIAT),
        Move("ready", "adopted", "adopt", roles=SECRETARIAT),
        Move("adopted", "open", "open", roles=CHIEF),
        Move("ready", "open", "open", roles=CHIEF),  # of a rehearsal; the gate holds up a real poll
        Move("open", "closed", "close", roles=CHIEF),
        Move("closed", "reported", "report_counts", roles=CHIEF),
        Move("reported", "valid", "declare_valid", roles=GENERAL),
        Move("valid", "opened", "open_box"),
        Move("opened", "counted", "count"),
        Move("counted", "signed", "sign", roles=CHIEF),
        Move("signed", "announced", "announce", roles=GENERAL),
        Move("announced", "published", "publish", roles=SECRETARIAT),
        *(Move(state, "taken_back", "take_back", roles=SECRETARIAT) for state in BEFORE_OPENING),
        *(Move(state, "terminated", "terminate", roles=GENERAL) for state in BEFORE_ANNOUNCING),
    ],
)


@dataclass(frozen=True)
class Attendance:
    """实有代表 and 实到 at this plenary, counted by the congress."""

    all_deputies: int
    present: int


def freeze(
    session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, names: setup.Names, now: datetime
) -> None:
    """draft → ready: fix the election's bytes; keys and cards must be there."""
    with writing(session):
        poll = find_poll(session, poll_id)
        may(poll, "freeze", actor)
        setup.build(session, keys, poll, names, now)
        method_texts.fix(session, poll, f"{names.congress}{names.meeting}", actor, now)
        POLL.move(session, poll, "freeze", actor=actor, now=now, reason=poll.fingerprint or "")


def take_back(
    session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, reason: str, now: datetime
) -> str:
    """退回修改: end this attempt before it opened and draft the same content on the next uuid; its id.

    φ, the Setup event and the zero reports are final and bound to the uuid, so the attempt is over for good
    and its server key is erased. Cards and scrutineers' keys stay; proofs, zero reports and adoption are
    given anew.
    """
    reason = _reason(reason)
    with writing(session):
        poll = find_poll(session, poll_id)
        POLL.move(session, poll, "take_back", actor=actor, now=now, reason=reason)
        again = draft_again(session, poll, actor=actor, now=now)
    erase_server_key(session, keys, actor=actor, poll_id=poll_id, now=now)
    return again


def propose_opening(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """The secretariat asks the chief scrutineer to open; opens nothing."""
    with writing(session):
        state = "ready" if is_rehearsal(find_poll(session, poll_id)) else "adopted"
        poll = _proposed(session, actor, poll_id, state)
        poll.proposed_open_by = actor.person_id
        closing.note(session, poll, actor, "propose_opening", now)


def confirm_opening(
    session: Session, *, actor: Actor, poll_id: str, attendance: Attendance, now: datetime
) -> None:
    """adopted → open when every gate is met; freezes 实有 and 实到."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may_lead(session, poll, "open", actor)
        _second_person(poll.proposed_open_by, actor)
        if is_rehearsal(poll):  # nobody is counted: each listed card plays one deputy
            listed = balance(session, poll).listed
            attendance = Attendance(listed, listed)
        gate.require(session, poll, attendance.all_deputies, attendance.present, now)
        gate.enter_proofs(session, poll, gate.today_in_hall(now))
        poll.all_deputies, poll.present = attendance.all_deputies, attendance.present
        POLL.move(session, poll, "open", actor=actor, now=now)


def propose_closing(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """The secretariat asks the chief scrutineer to close; closes nothing."""
    with writing(session):
        poll = _proposed(session, actor, poll_id, "open")
        poll.proposed_close_by = actor.person_id
        closing.note(session, poll, actor, "propose_closing", now)


def confirm_closing(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """open → closed: the commit that decides what came in time; then EndBallots and the encrypted tally."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may_lead(session, poll, "close", actor)
        _second_person(poll.proposed_close_by, actor)
        pausing.require_not_paused(poll)
        POLL.move(session, poll, "close", actor=actor, now=now)
        closing.end_ballots(session, poll, find_sitting(session, poll.sitting_id).board_key)
    closing.finish(session, poll_id)


def report_counts(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """closed → reported: 发出 and 收回, which must agree with the card list."""
    closing.finish(session, poll_id)  # where a crash came between closing and the encrypted tally
    with writing(session):
        poll = find_poll(session, poll_id)
        _may_lead(session, poll, "report_counts", actor)
        closing.report(session, poll)
        POLL.move(session, poll, "report_counts", actor=actor, now=now)


def declare_valid(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """reported → valid, recorded for the executive chair (宣布有效)."""
    with writing(session):
        poll = find_poll(session, poll_id)
        may(poll, "declare_valid", actor)
        closing.require_valid(poll)
        POLL.move(session, poll, "declare_valid", actor=actor, now=now)


def sign(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """counted → signed (签字确认); afterwards the server key is erased and nobody can open a ballot."""
    with writing(session):
        poll = find_poll(session, poll_id)
        _may_lead(session, poll, "sign", actor)
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
    _simple(session, actor, poll_id, "terminate", now, _reason(reason))
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


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("polling.reason_missing", field="reason")
    return text.strip()[:400]


def _proposed(session: Session, actor: Actor, poll_id: str, state: str) -> Poll:
    """The poll that the secretariat may propose something of now; Conflict in another state."""
    actor.role_for(*SECRETARIAT)
    poll = find_poll(session, poll_id)
    if poll.state != state:
        raise Conflict("polling.not_now", state=poll.state)
    return poll


def _second_person(proposer: str | None, actor: Actor) -> None:
    if proposer is None:
        raise NotReady("polling.not_proposed")
    if proposer == actor.person_id:
        raise Conflict("polling.second_person")


def may(poll: Poll, verb: str, actor: Actor) -> None:
    """Refuse early, before any work, what the move itself would refuse."""
    move = next((m for m in POLL.moves if m.source == poll.state and m.verb == verb), None)
    if move is None:
        raise Conflict("states.not_from_here", object="poll", state=poll.state, verb=verb)
    if move.roles:
        actor.role_for(*move.roles)


def _may_lead(session: Session, poll: Poll, verb: str, actor: Actor) -> None:
    """The same of an act of the chief scrutineer, who neither made the cards nor counts the stubs."""
    may(poll, verb, actor)
    offices.keep_apart(session, find_sitting(session, poll.sitting_id), actor.person_id, "scrutineer")


def outside_height(session: Session, poll: Poll) -> int | None:
    """Up to which event the outside may see the archive; None for all of it.

    From closing to announcing that is the encrypted tally: no share and no result leaves before, and none
    ever of a poll that was terminated.
    """
    if poll.state in ("announced", "published"):
        return None
    height = board_store.tally_height(session, poll)
    return board_store.head(session, poll).height if height is None else height
