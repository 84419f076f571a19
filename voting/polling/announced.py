"""What announced ballots decided, for who stands to the right of this room: names and whether chosen.

announced(session, session_id=None) -> list[Announced]          ballots on projects, oldest first

Nothing is told before the announcement; a rehearsal, a rating and a vote that was void are none of it. Votes
are told only where the method tells them in the hall or to the public.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from voting.polling import overview, tallying
from voting.polling.overview import PollView
from voting.polling.sittings import Project, find_poll

TOLD_STATES = ("announced", "published")


@dataclass(frozen=True)
class Decided:
    """One project, ``number`` and ``text`` as on the ballot; ``votes`` is None where the method keeps the
    numbers to itself."""

    number: int
    name: str
    chosen: bool
    votes: int | None
    text: Project


@dataclass(frozen=True)
class Announced:
    """One ballot. ``open_ended``: a further round decides about some of these projects."""

    uuid: str
    session_id: str
    title: str
    fingerprint: str
    projects: tuple[Decided, ...]
    open_ended: bool


def announced(session: Session, session_id: str | None = None) -> list[Announced]:
    """Of one session of the congress, or of all."""
    found = []
    for sitting in reversed(overview.sittings(session, session_id)):
        for poll in sitting.polls:
            if poll.state in TOLD_STATES and not poll.rehearsal and poll.method.kind == "ballot":
                found += _decided(session, poll, sitting.session_id)
    return found


def _decided(session: Session, poll: PollView, session_id: str) -> list[Announced]:
    _counts, outcome = tallying.result(session, find_poll(session, poll.id))
    if not outcome.valid:
        return []
    tells = "all" in (poll.method.publication.hall, poll.method.publication.public)
    votes = {line.index: line.for_votes for line in outcome.lines}
    projects = tuple(
        Decided(index + 1, project.name, index in outcome.chosen, votes[index] if tells else None, project)
        for index, project in enumerate(poll.projects)
    )
    return [
        Announced(
            poll.uuid, session_id, poll.title, poll.fingerprint, projects,
            open_ended=outcome.next_step in ("runoff_among_tied", "shortage_second_ballot"),
        )
    ]  # fmt: skip
