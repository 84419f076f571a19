"""The hall's big screen (大屏): its revocable link, what its operator shows, and the picture itself.

make_link(session, actor=, sitting_id=, now=) -> token       shown once; a former link ends with it
revoke_link(session, actor=, sitting_id=, now=)
show(session, actor=, sitting_id=, poll_id=, view=, page=, by_votes=)
sitting_of(session, token) -> SittingView                    scopes the session; NotFound
shown(session, sitting_id) -> Shown | None                   what the operator chose last
picture(session, sitting, shown, there, lang) -> Picture     what the state of the poll lets be seen

The screen adds no number: each comes from the service that also fills the report and the bundle. What a
poll's state does not allow yet cannot be chosen, and is not in the picture if it were.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import across_congresses, in_congress, writing
from voting.errors import NotFound, NotReady
from voting.polling import balance, board_store, overview, tallying
from voting.polling.lifecycle import STATES, Attendance
from voting.polling.models import Screen
from voting.polling.overview import PollView, SittingView
from voting.polling.screen_rating import RatingPage, rating_page
from voting.polling.screen_result import ResultPage, result_page
from voting.polling.sittings import WITHOUT_RESULT, find_poll, find_sitting
from voting.rules import outcome
from voting.rules.phrases import Lang
from voting.rules.reading import reading

OWNERS = (Role.SECRETARIAT,)
OPERATORS = (Role.SECRETARIAT, Role.TECHNICIAN)
# In the order of the hall, each with the first state of the poll in which it may be seen.
VIEWS = {
    "check_in": "draft",
    "rules": "ready",
    "voting": "open",
    "closed": "closed",
    "verification": "closed",
    "result": "announced",
}
TERMINATED = "terminated"
PAGES_AT_MOST = 1000


@dataclass(frozen=True)
class Shown:
    """The operator's last choice. ``linked``: somebody holds a link that works."""

    linked: bool
    poll_id: str | None
    view: str = "check_in"
    page: int = 1
    by_votes: bool = False


@dataclass(frozen=True)
class CheckIn:
    """应到 and 实到; ``needed`` is the quorum, None before there is a poll with its method."""

    all_deputies: int
    present: int
    needed: int | None

    @property
    def met(self) -> bool:
        return self.needed is not None and self.all_deputies > 0 and self.present >= self.needed


@dataclass(frozen=True)
class Ballots:
    """收回 and 发出; ``handed_out`` is None until the desk has counted the stubs. ``tally_event`` stands
    from the closing on."""

    returned: int
    handed_out: int | None
    tally_event: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture of the screen. ``views`` are those that may be chosen now; of the last five fields the
    one that belongs to ``view`` is filled and the others are empty."""

    view: str
    views: tuple[str, ...]
    poll: PollView | None
    check_in: CheckIn | None = None
    sentence: str = ""
    ballots: Ballots | None = None
    progress: tallying.Progress | None = None
    result: ResultPage | RatingPage | None = None


# The link -------------------------------------------------------------------------------------


def make_link(session: Session, *, actor: Actor, sitting_id: str, now: datetime) -> str:
    """A new secret of 128 bits for the sitting's screen; only its hash is kept."""
    actor.role_for(*OWNERS)
    token = secrets.token_hex(16)
    with writing(session):
        row = _row(session, sitting_id) or _first_row(session, sitting_id)
        row.token = _hash(token)
        _record(session, actor, row, "open_screen", now)
    return token


def revoke_link(session: Session, *, actor: Actor, sitting_id: str, now: datetime) -> None:
    """The link answers no more; nothing to do where there is none."""
    actor.role_for(*OWNERS)
    with writing(session):
        find_sitting(session, sitting_id)
        row = _row(session, sitting_id)
        if row is not None and row.token is not None:
            row.token = None
            _record(session, actor, row, "close_screen", now)


def sitting_of(session: Session, token: str) -> SittingView:
    """The sitting whose screen has this link; from here on the session sees its congress only."""
    with across_congresses(session):
        row = session.scalars(select(Screen).where(Screen.token == _hash(token))).one_or_none()
    if row is None:
        raise NotFound("polling.no_screen")
    in_congress(session, row.congress_id)
    return overview.sitting(session, row.sitting_id)


# What the operator shows ----------------------------------------------------------------------


def shown(session: Session, sitting_id: str) -> Shown | None:
    """None before the first link was made."""
    row = _row(session, sitting_id)
    if row is None:
        return None
    return Shown(row.token is not None, row.poll_id, row.view, row.page, row.by_votes)


def show(
    session: Session,
    *,
    actor: Actor,
    sitting_id: str,
    poll_id: str,
    view: str,
    page: int = 1,
    by_votes: bool = False,
) -> None:
    """Put a view on the screen; NotReady while the state of the poll does not allow it."""
    actor.role_for(*OPERATORS)
    poll = overview.poll(session, poll_id)
    if poll.sitting_id != sitting_id:
        raise NotFound("polling.no_poll")
    if view not in views_of(poll):
        raise NotReady("polling.screen_too_early")
    with writing(session):
        row = _row(session, sitting_id)
        if row is None:
            raise NotFound("polling.no_screen")
        row.poll_id, row.view, row.by_votes = poll.id, view, by_votes
        row.page = min(max(page, 1), PAGES_AT_MOST)


def views_of(poll: PollView | None) -> tuple[str, ...]:
    """What may be seen now, in the order of the hall. A poll that ended without a result shows that only."""
    if poll is None:
        return ("check_in",)
    if poll.state in WITHOUT_RESULT:
        return (TERMINATED,) if poll.state == TERMINATED else ("check_in",)
    reached = STATES.index(poll.state)
    return tuple(
        view
        for view, first in VIEWS.items()
        if STATES.index(first) <= reached and (view != "voting" or poll.state == "open")
    )


def picture(
    session: Session, sitting: SittingView, chosen: Shown, there: Attendance, lang: Lang = "zh"
) -> Picture:
    """What the screen shows now. ``there`` is the attendance at this plenary, until opening freezes it."""
    poll = next((poll for poll in sitting.polls if poll.id == chosen.poll_id), None)
    views = views_of(poll)
    view = _seen(chosen.view, views)
    if poll is None or view == "check_in":
        return Picture(view, views, poll, check_in=_check_in(poll, there))
    if view == "rules":
        return Picture(view, views, poll, sentence=reading(poll.method, lang))
    row = find_poll(session, poll.id)
    if view == "voting":
        accepted = board_store.accepted_ballots(session, row)
        return Picture(view, views, poll, ballots=Ballots(accepted, balance.balance(session, row).handed_out))
    if view == "closed":
        handed_out = balance.balance(session, row).handed_out if poll.handed_out is None else poll.handed_out
        ballots = Ballots(poll.returned or 0, handed_out, poll.tally_event)
        return Picture(view, views, poll, ballots=ballots)
    if view == "verification":
        return Picture(view, views, poll, progress=tallying.progress(session, row))
    if view == "result" and poll.method.kind == "rating":
        counts, rating = tallying.rating(session, row)
        return Picture(view, views, poll, result=rating_page(poll, counts, rating, chosen.page, lang))
    if view == "result":
        counts, decided = tallying.result(session, row)
        page = result_page(poll, counts, decided, chosen.page, chosen.by_votes, lang)
        return Picture(view, views, poll, result=page)
    return Picture(view, views, poll)


def _seen(view: str, views: tuple[str, ...]) -> str:
    """The view itself or the nearest that is true now: when voting has ended the screen does not go on
    saying that it runs."""
    if view in views:
        return view
    if view == "voting" and "closed" in views:
        return "closed"
    order = [*VIEWS, TERMINATED]
    earlier = [other for other in views if order.index(other) < order.index(view)]
    return (earlier or views)[-1]


def _check_in(poll: PollView | None, there: Attendance) -> CheckIn:
    everyone, present = there.all_deputies, there.present
    if poll is None:
        return CheckIn(everyone, present, None)
    if poll.all_deputies is not None and poll.present is not None:
        everyone, present = poll.all_deputies, poll.present
    return CheckIn(everyone, present, outcome.quorum_line(poll.method, everyone))


# Rows -----------------------------------------------------------------------------------------


def _row(session: Session, sitting_id: str) -> Screen | None:
    return session.scalars(select(Screen).where(Screen.sitting_id == sitting_id)).one_or_none()


def _first_row(session: Session, sitting_id: str) -> Screen:
    """Begins with the check-in of the latest poll that goes on."""
    sitting = find_sitting(session, sitting_id)
    polls = overview.sitting(session, sitting_id).polls
    going_on = [poll.id for poll in polls if poll.state not in WITHOUT_RESULT]
    row = Screen(
        sitting_id=sitting.id,
        congress_id=sitting.congress_id,
        poll_id=going_on[-1] if going_on else None,
        view="check_in",
        page=1,
        by_votes=False,
    )
    session.add(row)
    return row


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(session: Session, actor: Actor, row: Screen, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*OWNERS),
        verb=verb,
        object_kind="sitting",
        object_id=row.sitting_id,
        now=now,
    )
