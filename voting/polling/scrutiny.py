"""What the scrutineers' pages see of one another while they wait, and what one says that found a fault.

at(session, poll, actor, now) -> Scrutiny            numbers, heads and names of acts; no share, no count
report_fault(session, actor=…, poll_id=…, check=…, now=…)    报执行主席, on record
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid
from voting.polling import board_store, ceremony, closing, gate
from voting.polling.models import Poll
from voting.polling.sittings import find_poll

CHECK = re.compile(r"[A-Za-z0-9_.]{1,40}\Z")
WATCHED = ("ready", "adopted", "open", "closed", "reported", "valid", "opened", "counted")


@dataclass(frozen=True)
class Fault:
    """``check`` does not hold: seat ``number`` found it (verb ``report_fault``), or what he
    sent was refused (``refuse_share``)."""

    verb: str
    number: int
    name: str
    check: str


@dataclass(frozen=True)
class Scrutiny:
    """How far a poll's scrutineers are. ``height`` and ``side`` are one moment's heads of archive and side
    log; ``own`` are the acts that the asking scrutineer has done."""

    state: str
    seats: int
    needed: int
    zeros: int
    statements: int
    shares: int
    height: int
    side: int
    uuid: str
    setup_event: str
    tally_event: str
    own: tuple[str, ...]
    faults: tuple[Fault, ...]


def at(session: Session, poll: Poll, actor: Actor, now: datetime) -> Scrutiny:
    """What the page is told; before the poll is frozen there is nothing but its state."""
    view = ceremony.of_poll(session, poll)
    seat = view.seat_of(actor.person_id)
    owners = {
        kind: board_store.side_owners(session, poll, kind) for kind in ("zero", "closing", "decryption")
    }
    done = owners | {"share": list(gate.proofs_of(session, poll, gate.today_in_hall(now)))}
    height, side = board_store.reached(session, poll)
    return Scrutiny(
        state=poll.state,
        seats=gate.sealers(poll, view),
        needed=view.threshold,
        zeros=len(owners["zero"]),
        statements=len(owners["closing"]),
        shares=len([owner for owner in owners["decryption"] if owner != 1]),
        height=height,
        side=side,
        uuid=poll.uuid,
        setup_event=poll.setup_event or "",
        tally_event=poll.tally_event or "",
        own=tuple(kind for kind, who in done.items() if seat and seat.number + 1 in who),
        faults=faults(session, poll),
    )


def report_fault(session: Session, *, actor: Actor, poll_id: str, check: str, now: datetime) -> None:
    """Record that the actor's page found ``check`` not to hold. Nothing moves: the chair decides."""
    if not CHECK.match(check):
        raise Invalid("polling.unknown_choice", field="check")
    with writing(session):
        poll = find_poll(session, poll_id)
        gate.owner_of(session, poll, actor)
        if poll.state not in WATCHED:
            raise Conflict("polling.not_now", state=poll.state)
        closing.note(session, poll, actor, "report_fault", now, reason=check)


# What ends the matter: the scrutineer signs that all is well, his share is right after all.
SETTLED_BY = {"report_fault": "closing", "refuse_share": "decryption"}


def faults(session: Session, poll: Poll) -> tuple[Fault, ...]:
    """The last fault of each kind and scrutineer, as long as it is not settled."""
    view = ceremony.of_poll(session, poll)
    owners = {kind: board_store.side_owners(session, poll, kind) for kind in SETTLED_BY.values()}
    told: dict[tuple[str, int], Fault] = {}
    for line in acts.acts_of(session, poll.congress_id, "poll", poll.id):
        settled = SETTLED_BY.get(line.verb)
        seat = view.seat_of(line.actor_id or "") if settled else None
        if seat and settled and seat.number + 1 not in owners[settled]:
            told[line.verb, seat.number] = Fault(line.verb, seat.number, seat.name, line.reason)
    return tuple(told.values())
