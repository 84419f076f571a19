"""The key ceremony of a sitting (电子票箱加封), relayed and checked; PROTOCOL 8.

    start(session, actor=…, sitting_id=…, seats=[(person_id, name)…], threshold=…, now=…) -> ceremony id
    post(session, actor=…, ceremony_id=…, kind=…, body=…, now=…) -> state
    view(session, ceremony_id) -> CeremonyView       everything a participant's page needs
    abort(session, actor=…, ceremony_id=…, body=…, now=…)     a page found a difference and names whose
    abandon(session, actor=…, ceremony_id=…, reason=…, now=…)
    end_keys(session, actor=…, sitting_id=…, reason=…, now=…)     a scrutineer is replaced

The server keeps messages and checks them as anyone could; the secrets inside are sealed to their readers.
A stage is open until all seats have sent; the first message of a seat and kind is final. A seat whose page
was reloaded before it sent anything may begin again; one that lost its seed after sending abandons the
ceremony, and it is made again in minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.polling import offices
from voting.polling.models import Ceremony, CeremonyMessage, Poll, Seat
from voting.polling.offices import ABORTED as ABORTED
from voting.polling.offices import COMPLETE as COMPLETE
from voting.polling.offices import ENDED as ENDED
from voting.polling.refusals import refused
from voting.polling.sittings import find_sitting, held, new_uuid
from voting.polling.transcript import Transcript
from voting.protocol import ceremony as protocol

STAGES = ("certificate", "commitment", "reveal", "key")
ABORT = "abort"  # the one message that belongs to no stage
FROZEN_STATES = ("ready", "adopted", "open", "closed", "reported", "valid", "opened", "counted")


@dataclass(frozen=True)
class SeatView:
    number: int
    person_id: str
    name: str
    sent: tuple[str, ...]


@dataclass(frozen=True)
class CeremonyView:
    """``state`` is the stage being collected, ``complete`` or ``aborted``. ``messages``: kind → bodies by
    seat, a stage only when all its messages are there. ``aborts``: seat → the signed abort that ended it."""

    id: str
    sitting_id: str
    threshold: int
    state: str
    seats: tuple[SeatView, ...]
    messages: dict[str, tuple[bytes, ...]]
    parameters: bytes | None
    aborts: dict[int, bytes]
    reason: str = ""

    def seat_of(self, person_id: str) -> SeatView | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def start(
    session: Session,
    *,
    actor: Actor,
    sitting_id: str,
    seats: Sequence[tuple[str, str]],
    threshold: int,
    now: datetime,
) -> str:
    """Begin a ceremony for ``seats``; Conflict while other keys hold: ``end_keys`` comes first."""
    role = actor.role_for(Role.SECRETARIAT)
    number = len(seats)
    if len({person for person, _ in seats}) != number:
        raise Invalid("polling.seat_repeated", field="seats")
    if not (2 <= threshold < number and 2 * threshold > number):
        raise Invalid("polling.threshold", field="threshold", threshold=threshold, number=number)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        for person, _ in seats:
            offices.keep_apart(session, sitting, person, "scrutineer")
        if sitting.ceremony_id is not None:
            raise Conflict("polling.keys_hold")
        if any(row.state in STAGES for row in _of_sitting(session, sitting.id)):
            raise Conflict("polling.ceremony_running")
        row = Ceremony(
            id=new_uuid(),
            congress_id=sitting.congress_id,
            sitting_id=sitting.id,
            threshold=threshold,
            state=STAGES[0],
        )
        session.add(row)
        session.flush()
        for index, (person_id, name) in enumerate(seats, start=1):
            session.add(
                Seat(
                    ceremony_id=row.id,
                    number=index,
                    congress_id=sitting.congress_id,
                    person_id=person_id,
                    name=name,
                )
            )
        _act(session, actor, role, row, "start_ceremony", now)
        return row.id


def post(session: Session, *, actor: Actor, ceremony_id: str, kind: str, body: bytes, now: datetime) -> str:
    """Take a seat's message; the same bytes again change nothing. Returns the ceremony's state.

    A message that fails its check is refused and named; nothing of it is kept.
    """
    actor.role_for(Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
    with writing(session):
        row = _find(session, ceremony_id)
        seat = _seat(session, row, actor)
        known = session.get(CeremonyMessage, (row.id, seat.number, kind))
        if known is not None:
            if known.body == body:
                return row.state
            raise Conflict("polling.already_sent")
        if row.state != kind:
            raise Conflict("polling.stage_not_open", stage=row.state)
        with refused("polling.ceremony_refused"):
            _transcript(session, row).check(seat.number, kind, body)
        session.add(
            CeremonyMessage(
                ceremony_id=row.id, number=seat.number, kind=kind, congress_id=row.congress_id, body=body
            )
        )
        session.flush()
        _advance(session, row, kind, actor, now)
        return row.state


def abort(session: Session, *, actor: Actor, ceremony_id: str, body: bytes, now: datetime) -> None:
    """End the ceremony on the word of a page that found a difference; its signed message names the seat
    whose message was bad and the check that failed. The first one is final."""
    role = actor.role_for(Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
    with writing(session):
        row = _find(session, ceremony_id)
        seat = _seat(session, row, actor)
        if row.state not in STAGES:
            raise Conflict("polling.ceremony_over")
        transcript = _transcript(session, row)
        if len(transcript.bodies[STAGES[0]]) < transcript.ceremony.size:
            raise Conflict("polling.stage_not_open", stage=row.state)  # nothing can have been compared yet
        with refused("polling.ceremony_refused"):
            said = transcript.abort(seat.number, body)
        session.add(
            CeremonyMessage(
                ceremony_id=row.id, number=seat.number, kind=ABORT, congress_id=row.congress_id, body=body
            )
        )
        row.state = ABORTED
        _act(session, actor, role, row, "abort_ceremony", now, reason=f"{said.reason} → {said.accused}")


def abandon(session: Session, *, actor: Actor, ceremony_id: str, reason: str, now: datetime) -> None:
    """End a ceremony that cannot go on (a page lost, a participant caught); it is then made again."""
    role = actor.role_for(Role.SCRUTINEER, Role.CHIEF_SCRUTINEER, Role.SECRETARIAT)
    if not reason.strip():
        raise Invalid("polling.reason_missing", field="reason")
    with writing(session):
        row = _find(session, ceremony_id)
        if row.state not in STAGES:
            raise Conflict("polling.ceremony_over")
        if not actor.may(Role.SECRETARIAT):
            _seat(session, row, actor)
        row.state = ABORTED
        _act(session, actor, role, row, "abandon_ceremony", now, reason=reason.strip()[:200])


def end_keys(session: Session, *, actor: Actor, sitting_id: str, reason: str, now: datetime) -> None:
    """A scrutineer is replaced: the keys that hold end, and others are made; Conflict while a poll is fixed
    with them, which is taken back first. The messages stay as history; recovery is rehearsed again."""
    role = actor.role_for(Role.SECRETARIAT)
    if not reason.strip():
        raise Invalid("polling.reason_missing", field="reason")
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        if sitting.ceremony_id is None:
            raise NotReady("polling.keys_missing")
        if _has_frozen_poll(session, sitting.id):
            raise Conflict("polling.keys_in_use")
        row = _find(session, sitting.ceremony_id)
        row.state, sitting.ceremony_id, sitting.rehearsed = ENDED, None, None
        _act(session, actor, role, row, "end_keys", now, reason=reason.strip()[:200])


def view(session: Session, ceremony_id: str) -> CeremonyView:
    """Where the ceremony stands. Messages are shown by whole stages only (commit before reveal)."""
    row = _find(session, ceremony_id)
    seats = list(session.scalars(select(Seat).where(Seat.ceremony_id == row.id).order_by(Seat.number)))
    by_kind: dict[str, dict[int, bytes]] = {kind: _bodies(session, row, kind) for kind in STAGES}
    ended = [
        line
        for line in acts.acts_of(session, row.congress_id, "ceremony", row.id)
        if line.verb in ("abandon_ceremony", "abort_ceremony", "end_keys")
    ]
    return CeremonyView(
        id=row.id,
        sitting_id=row.sitting_id,
        threshold=row.threshold,
        state=row.state,
        seats=tuple(
            SeatView(s.number, s.person_id, s.name, tuple(k for k in STAGES if s.number in by_kind[k]))
            for s in seats
        ),
        messages={
            kind: tuple(bodies[n] for n in sorted(bodies))
            for kind, bodies in by_kind.items()
            if len(bodies) == len(seats)
        },
        parameters=row.parameters,
        aborts=_bodies(session, row, ABORT),
        reason=ended[-1].reason if ended else "",
    )


def ceremonies(session: Session, sitting_id: str) -> list[str]:
    """Ids of the sitting's ceremonies, the running or newest valid one first."""
    sitting = find_sitting(session, sitting_id)
    rows = _of_sitting(session, sitting.id)
    rank = {sitting.ceremony_id: 1}
    return [
        row.id for row in sorted(rows, key=lambda r: (r.state in STAGES, rank.get(r.id, 0)), reverse=True)
    ]


def _transcript(session: Session, row: Ceremony) -> Transcript:
    bodies = {stage: _bodies(session, row, stage) for stage in STAGES}
    return Transcript(
        protocol.Ceremony(row.id, _size(session, row), row.threshold),
        {stage: [sent[number] for number in sorted(sent)] for stage, sent in bodies.items()},
    )


def fingerprints(session: Session, ceremony_id: str) -> dict[int, str]:
    """Seat number → fingerprint of all its public keys, of a complete ceremony."""
    transcript = _transcript(session, _find(session, ceremony_id))
    certificates, reveals = transcript.certificates(), transcript.reveals()
    return {
        index: protocol.fingerprint(
            certificates[index - 1],
            protocol.check_key(transcript.ceremony, certificates, reveals, index, body),
        )
        for index, body in enumerate(transcript.bodies["key"], start=1)
    }


def _advance(session: Session, row: Ceremony, kind: str, actor: Actor, now: datetime) -> None:
    """Go on to the next stage when every seat has sent; after the last, the keys hold for the sitting."""
    if len(_bodies(session, row, kind)) < _size(session, row):
        return
    if kind != STAGES[-1]:
        row.state = STAGES[STAGES.index(kind) + 1]
        return
    row.parameters = _transcript(session, row).parameters()
    row.state = COMPLETE
    find_sitting(session, row.sitting_id).ceremony_id = row.id
    _act(session, actor, actor.role_for(Role.SCRUTINEER, Role.CHIEF_SCRUTINEER), row, "seal_box", now)


def _size(session: Session, row: Ceremony) -> int:
    return session.scalar(select(func.count()).select_from(Seat).where(Seat.ceremony_id == row.id)) or 0


def _bodies(session: Session, row: Ceremony, kind: str) -> dict[int, bytes]:
    rows = session.execute(
        select(CeremonyMessage.number, CeremonyMessage.body).where(
            CeremonyMessage.ceremony_id == row.id, CeremonyMessage.kind == kind
        )
    )
    return {number: body for number, body in rows}


def _find(session: Session, ceremony_id: str) -> Ceremony:
    query = held(session, select(Ceremony).where(Ceremony.id == ceremony_id))
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("polling.no_ceremony")
    return row


def _of_sitting(session: Session, sitting_id: str) -> list[Ceremony]:
    return list(session.scalars(select(Ceremony).where(Ceremony.sitting_id == sitting_id)))


def _seat(session: Session, row: Ceremony, actor: Actor) -> Seat:
    seat = session.scalars(
        select(Seat).where(Seat.ceremony_id == row.id, Seat.person_id == actor.person_id)
    ).one_or_none()
    if seat is None:
        raise NotAllowed("polling.no_seat")
    return seat


def complete(session: Session, sitting_id: str) -> CeremonyView:
    """The ceremony whose keys hold for the sitting; NotReady while there is none."""
    sitting = find_sitting(session, sitting_id)
    if sitting.ceremony_id is None:
        raise NotReady("polling.keys_missing")
    return view(session, sitting.ceremony_id)


def of_poll(session: Session, poll: Poll) -> CeremonyView:
    """The ceremony whose keys the poll was fixed with; for a draft the one that holds now."""
    return view(session, poll.ceremony_id) if poll.ceremony_id else complete(session, poll.sitting_id)


def _has_frozen_poll(session: Session, sitting_id: str) -> bool:
    return (
        session.scalars(
            select(Poll.id).where(Poll.sitting_id == sitting_id, Poll.state.in_(FROZEN_STATES)).limit(1)
        ).first()
        is not None
    )


def _act(
    session: Session, actor: Actor, role: Role, row: Ceremony, verb: str, now: datetime, reason: str = ""
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="ceremony",
        object_id=row.id,
        after={"state": row.state},
        reason=reason,
        now=now,
    )
