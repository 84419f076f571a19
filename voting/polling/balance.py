"""The balance of the printed cards: 印制 = 发出 + 剩余 + 损毁 + 抽检 + 备用, and who states each number.

    balance(session, poll) -> Balance                 as it stands now
    reported(poll) -> Reported | None                 as it was frozen with the counts
    freeze(session, poll, balance)                    writes it; in the transaction that reports the counts

Three parties state it: the registrar what was printed, left out and spoilt (with the signed list), the desk
what was handed out (from the stubs), registrar and scrutineer together what was voided (each void signed by
both). So the sum is a check and no definition: nobody's number follows from the others.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.errors import Conflict, NotReady
from voting.polling import board_store
from voting.polling.models import Poll, PublicCredential, Seat, SittingUuid, VoidCredential
from voting.polling.sittings import find_sitting, is_rehearsal
from voting.protocol import sidelog
from voting.protocol.encoding import canonical, parse_canonical


@dataclass(frozen=True)
class Balance:
    """Cards by what became of them. ``lost``, ``spot_checked`` and ``reserve`` were listed and are void by
    that reason; ``spot`` is how many were printed for spot checks. None: nobody has stated it yet."""

    printed: int | None
    handed_out: int | None
    left_over: int
    spoilt: int
    lost: int
    spot_checked: int
    reserve: int
    spot: int
    listed: int

    @property
    def voided(self) -> int:
        return self.lost + self.spot_checked + self.reserve

    @property
    def may_vote(self) -> int:
        """Listed and not void: what should have been handed out (X6)."""
        return self.listed - self.voided

    @property
    def unissued(self) -> int | None:
        """Neither handed out nor void yet; below zero when more were handed out than can vote."""
        return None if self.handed_out is None else self.may_vote - self.handed_out

    @property
    def spot_checks_open(self) -> int:
        """Spot-check cards that are not void as such yet; a lost one is void as such too."""
        return max(0, self.spot - self.spot_checked)

    @property
    def accounted(self) -> int:
        """The right side of the equation."""
        return (self.handed_out or 0) + self.left_over + self.spoilt + self.voided


@dataclass(frozen=True)
class Reported:
    """The frozen balance. ``registrar``, ``desk`` and the scrutineers who signed voids are person ids."""

    balance: Balance
    registrar: str
    desk: str
    voided_by: tuple[str, ...]


def balance(session: Session, poll: Poll) -> Balance:
    sitting = find_sitting(session, poll.sitting_id)
    listed = session.scalar(
        select(func.count()).select_from(PublicCredential).where(PublicCredential.poll_id == poll.id)
    )
    rows = session.execute(
        select(VoidCredential.reason, func.count())
        .where(VoidCredential.poll_id == poll.id)
        .group_by(VoidCredential.reason)
    )
    void = {reason: number for reason, number in rows}
    listed = listed or _said_to_be_listed(session, poll)
    # At a rehearsal nothing is handed out: every card that may vote stands for one that was.
    rehearsal = is_rehearsal(poll)
    handed_out = listed - sum(void.values()) if rehearsal else sitting.handed_out
    return Balance(
        printed=sitting.cards_printed,
        handed_out=handed_out,
        left_over=sitting.cards_left_over or 0,
        spoilt=sitting.cards_spoilt or 0,
        lost=void.get("lost", 0),
        spot_checked=void.get("spot_check", 0),
        reserve=void.get("unopened", 0),
        spot=0 if rehearsal else sitting.cards_spot or 0,
        listed=listed,
    )


def require_balanced(found: Balance) -> int:
    """发出, when every card is accounted for; else Conflict names the number that does not fit."""
    if found.handed_out is None:
        raise NotReady("polling.stubs_missing")
    numbers = {"handed_out": found.handed_out, "listed": found.listed, "voided": found.voided}
    if found.unissued:
        raise Conflict("polling.handed_out_differs", **numbers)
    if found.accounted != found.printed:
        raise Conflict(
            "polling.printed_differs",
            printed=found.printed,
            accounted=found.accounted,
            handed_out=found.handed_out,
            left_over=found.left_over,
            spoilt=found.spoilt + found.lost,
            spot=found.spot_checked,
            reserve=found.reserve,
        )
    return found.handed_out


def freeze(session: Session, poll: Poll, found: Balance) -> None:
    sitting = find_sitting(session, poll.sitting_id)
    counted = [line.actor_id for line in _lines(session, poll, "sitting", sitting.id, "count_stubs")]
    owners = {sidelog.Void.parse(record).owner for record in board_store.side_records(session, poll, "void")}
    signers = session.scalars(
        select(Seat.person_id)
        .where(Seat.ceremony_id == sitting.ceremony_id, Seat.number.in_([owner - 1 for owner in owners]))
        .order_by(Seat.number)
    )
    poll.balance = canonical(
        {
            **asdict(found),
            "registrar": sitting.registrar_id or "",
            "desk": counted[-1] if counted and counted[-1] else "",
            "voided_by": list(signers),
        }
    )


def reported(poll: Poll) -> Reported | None:
    if poll.balance is None:
        return None
    kept = cast(dict[str, object], parse_canonical(poll.balance))
    people = cast(list[str], kept.pop("voided_by"))
    registrar, desk = str(kept.pop("registrar")), str(kept.pop("desk"))
    return Reported(Balance(**cast(dict[str, int], kept)), registrar, desk, tuple(people))


def _said_to_be_listed(session: Session, poll: Poll) -> int:
    """What the registrar signed, while the poll has no list of its own yet."""
    statement = session.scalar(select(SittingUuid.statement).where(SittingUuid.uuid == poll.uuid))
    return sidelog.Registrar.parse(statement).listed if statement else 0


def _lines(session: Session, poll: Poll, kind: str, object_id: str, verb: str) -> list[acts.ActLine]:
    lines = acts.acts_of(session, poll.congress_id, kind, object_id)
    return [line for line in lines if line.verb == verb]
