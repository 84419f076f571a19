"""Offices that one person may not join at one sitting: card keeper, scrutineer, desk.

    keep_apart(session, sitting, person_id, "desk")     Conflict when the person holds another of them

What counts is what somebody did here, whatever roles he was given: signed the card list, has a seat in a
ceremony that runs or holds, led a poll as chief scrutineer, counted stubs. Called inside ``writing``, which
holds the sitting.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.errors import Conflict
from voting.polling.models import Ceremony, Poll, Seat, Sitting

Office = Literal["registrar", "scrutineer", "desk"]
# A ceremony that ended without keys gives nobody an office, nor one whose keys were ended.
ABORTED, COMPLETE, ENDED = "aborted", "complete", "ended"
LED = ("open", "close", "report_counts", "sign")  # acts of the chief scrutineer, who may be without a key


def keep_apart(session: Session, sitting: Sitting, person_id: str, office: Office) -> None:
    """Raise Conflict("polling.two_offices") where ``person_id`` holds an office other than ``office``."""
    for held, people in _holders(session, sitting).items():
        if held != office and person_id in people:
            raise Conflict("polling.two_offices", first=held, second=office)


def _holders(session: Session, sitting: Sitting) -> dict[Office, set[str]]:
    seated = session.scalars(
        select(Seat.person_id)
        .join(Ceremony, Ceremony.id == Seat.ceremony_id)
        .where(
            Ceremony.sitting_id == sitting.id,
            Ceremony.state.not_in((ABORTED, ENDED)),
        )
    )
    lines = acts.acts_of(session, sitting.congress_id, "sitting", sitting.id)
    return {
        "registrar": {sitting.registrar_id} if sitting.registrar_id else set(),
        "scrutineer": {*seated, *_chiefs(session, sitting)},
        "desk": {line.actor_id for line in lines if line.verb == "count_stubs" and line.actor_id},
    }


def _chiefs(session: Session, sitting: Sitting) -> set[str]:
    polls = session.scalars(select(Poll.id).where(Poll.sitting_id == sitting.id))
    lines = [line for poll in polls for line in acts.acts_of(session, sitting.congress_id, "poll", poll)]
    return {line.actor_id for line in lines if line.verb in LED and line.actor_id}
