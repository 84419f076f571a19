"""Preliminary ballots of deputies (初步票决): from polling's announcement to collection's snapshot.

offered(main, board, congress_id) -> list[BallotResult]        announced ones that no call has taken yet
take(main, board, actor, congress_id, call_id, uuid, now=)
lines_for(main, congress_id, call_id) -> str                   drafts in review, to paste into a poll's draft
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voting.collection import drafts, shortening
from voting.collection.listing import ballot_text
from voting.collection.shortening import BallotLine, BallotResult
from voting.congress.roles import Actor
from voting.errors import NotFound
from voting.polling.announced import Announced, announced
from voting.polling.drafting import lines_of
from voting.polling.sittings import Project


def offered(main: Session, board: Session, congress_id: str) -> list[BallotResult]:
    taken = shortening.taken_uuids(main, congress_id)
    return [_snapshot(ballot) for ballot in announced(board) if ballot.uuid not in taken]


def _snapshot(ballot: Announced) -> BallotResult:
    lines = tuple(BallotLine(one.name, one.votes, one.chosen) for one in ballot.projects)
    return BallotResult(ballot.uuid, ballot.title, ballot.fingerprint, lines)


def take(
    main: Session, board: Session, actor: Actor, congress_id: str, call_id: str, uuid: str, *, now: datetime
) -> int:
    """Hand the result over; returns how many drafts of the call it names."""
    for result in offered(main, board, congress_id):
        if result.poll_uuid == uuid:
            return shortening.take_ballot(main, actor, congress_id, call_id, result, now=now)
    raise NotFound("collection.ballot_not_found")


def lines_for(main: Session, congress_id: str, call_id: str) -> str:
    """One project a line, as the poll's draft form takes them."""
    found = [
        Project(**ballot_text(line.data, []))
        for line in drafts.every(main, congress_id, call_id)
        if line.parent_id is None and line.state == "review"
    ]
    # A line holds one project: what spreads over several lines in a draft goes on one.
    flat = [Project(**{name: " ".join(text.split()) for name, text in vars(one).items()}) for one in found]
    return lines_of(flat)
