"""票数核对: the two chains of numbers, live, with what breaks them and what they still wait for.

    reconcile(session, poll_id, attendance) -> Reconciliation

实有 ≥ 实到 ≥ 发出 ≥ 收回 counts deputies and ballots,
印制 = 发出 + 剩余 + 损毁 + 抽检 + 备用 the printed cards.
A break is a number that cannot be true and needs somebody now; a wait is what has to be done before
closing. Only counts: nothing here depends on what stands in a ballot.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.errors import Conflict
from voting.polling import board_store
from voting.polling.balance import Balance, balance
from voting.polling.lifecycle import Attendance
from voting.polling.models import Ballot, Poll, VoidCredential
from voting.polling.sittings import find_poll

# A break that only cards and voids are about; whoever sees no ballots sees these.
OF_CARDS = ("handed_out_exceed_cards", "printed_differ")


@dataclass(frozen=True)
class Finding:
    """``code`` leads to the sentence and to who can mend it; ``number`` is at fault against ``limit``."""

    code: str
    number: int
    limit: int


@dataclass(frozen=True)
class Reconciliation:
    state: str
    paused: bool
    all_deputies: int
    present: int
    returned: int
    cards: Balance
    breaks: tuple[Finding, ...]
    waits: tuple[Finding, ...]


def reconcile(session: Session, poll_id: str, there: Attendance) -> Reconciliation:
    """``there`` counts until the poll opens, which freezes 实有 and 实到."""
    poll = find_poll(session, poll_id)
    cards = balance(session, poll)
    all_deputies = there.all_deputies if poll.all_deputies is None else poll.all_deputies
    present = there.present if poll.present is None else poll.present
    returned = board_store.accepted_ballots(session, poll)
    return Reconciliation(
        state=poll.state,
        paused=poll.paused,
        all_deputies=all_deputies,
        present=present,
        returned=returned,
        cards=cards,
        breaks=_breaks(all_deputies, present, returned, cards, _ballots_under_voids(session, poll)),
        waits=_waits(cards),
    )


def require_ready_to_close(session: Session, poll: Poll) -> None:
    """Conflict with the first number that would keep the counts from being reported afterwards."""
    cards = balance(session, poll)
    if cards.spot_checks_open:
        raise Conflict("polling.spot_checks_open", number=cards.spot_checks_open, spot=cards.spot)


def _breaks(
    all_deputies: int, present: int, returned: int, cards: Balance, under_voids: int
) -> tuple[Finding, ...]:
    handed_out = cards.handed_out
    found = []
    if present > all_deputies:
        found.append(Finding("present_exceed_all_deputies", present, all_deputies))
    if handed_out is not None and handed_out > present:
        found.append(Finding("handed_out_exceed_present", handed_out, present))
    if handed_out is not None and returned > handed_out:
        found.append(Finding("returned_exceed_handed_out", returned, handed_out))
    if returned > max(cards.may_vote, 0) and not under_voids:
        found.append(Finding("returned_exceed_cards", returned, cards.may_vote))
    if under_voids:
        found.append(Finding("void_has_ballot", under_voids, 0))
    if handed_out is not None and handed_out > cards.may_vote:
        found.append(Finding("handed_out_exceed_cards", handed_out, cards.may_vote))
    issued = cards.listed + cards.left_over + cards.spoilt
    if cards.printed is not None and cards.printed != issued:
        found.append(Finding("printed_differ", cards.printed, issued))
    return tuple(found)


def _waits(cards: Balance) -> tuple[Finding, ...]:
    found = []
    if cards.handed_out is None:
        found.append(Finding("stubs", 0, 0))
    if cards.spot_checks_open:
        found.append(Finding("spot_checks", cards.spot_checks_open, cards.spot))
    if cards.unissued is not None and cards.unissued > 0:
        found.append(Finding("unissued", cards.unissued, cards.may_vote))
    return tuple(found)


def _ballots_under_voids(session: Session, poll: Poll) -> int:
    """Both are refused beside each other; it is looked for all the same."""
    query = (
        select(func.count())
        .select_from(VoidCredential)
        .join(
            Ballot,
            (Ballot.poll_id == VoidCredential.poll_id) & (Ballot.credential == VoidCredential.credential),
        )
        .where(VoidCredential.poll_id == poll.id)
    )
    return session.scalar(query) or 0
