"""What announced ballots decided, for who stands to the right of this room: names and whether chosen.

announced(session, session_id=None) -> list[Announced]                ballots on projects, oldest first
announced_ratings(session, session_id=None) -> list[AnnouncedRating]  ratings of projects, oldest first

Nothing is told before the announcement; a rehearsal and a vote that was void are none of it. Votes are told
only where the method tells them in the hall or to the public.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from voting.polling import overview, tallying
from voting.polling.overview import PollView
from voting.polling.sittings import Project, find_poll
from voting.rules.counts import Counts
from voting.rules.method import Method
from voting.rules.outcome import Reason, base_of
from voting.rules.terms import Kind

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


@dataclass(frozen=True)
class Rated:
    """One item of a rating: the index of its grade and why; ``votes`` by grade and ``unmarked`` are None
    where the method keeps the numbers to itself."""

    number: int
    name: str
    grade: int
    reason: Reason
    votes: tuple[int, ...] | None
    unmarked: int | None
    text: Project


@dataclass(frozen=True)
class AnnouncedRating:
    """One rating; ``base`` is the number that its limits were taken of."""

    uuid: str
    session_id: str
    title: str
    fingerprint: str
    method: Method
    counts: Counts
    base: int
    items: tuple[Rated, ...]


def announced(session: Session, session_id: str | None = None) -> list[Announced]:
    """Of one session of the congress, or of all."""
    return [
        decided
        for poll, held_in in _told(session, session_id, "ballot")
        for decided in _decided(session, poll, held_in)
    ]


def announced_ratings(session: Session, session_id: str | None = None) -> list[AnnouncedRating]:
    """Of one session of the congress, or of all."""
    return [
        rated
        for poll, held_in in _told(session, session_id, "rating")
        for rated in _rated(session, poll, held_in)
    ]


def _told(session: Session, session_id: str | None, kind: Kind) -> Iterator[tuple[PollView, str]]:
    """Polls that were announced in earnest, each with its session."""
    for sitting in reversed(overview.sittings(session, session_id)):
        for poll in sitting.polls:
            if poll.state in TOLD_STATES and not poll.rehearsal and poll.method.kind == kind:
                yield poll, sitting.session_id


def _tells(method: Method) -> bool:
    return "all" in (method.publication.hall, method.publication.public)


def _decided(session: Session, poll: PollView, session_id: str) -> list[Announced]:
    _counts, outcome = tallying.result(session, find_poll(session, poll.id))
    if not outcome.valid:
        return []
    tells = _tells(poll.method)
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


def _rated(session: Session, poll: PollView, session_id: str) -> list[AnnouncedRating]:
    counts, rating = tallying.rating(session, find_poll(session, poll.id))
    if not rating.valid:
        return []
    tells = _tells(poll.method)
    items = tuple(
        Rated(
            item.index + 1, project.name, item.grade, item.reason,
            item.votes if tells else None, item.unmarked if tells else None, project,
        )
        for item, project in zip(rating.items, poll.projects, strict=True)
    )  # fmt: skip
    return [
        AnnouncedRating(
            poll.uuid, session_id, poll.title, poll.fingerprint, poll.method, counts,
            base_of(poll.method, counts), items,
        )
    ]  # fmt: skip
