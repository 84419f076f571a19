"""暂停收票: the urn takes no ballot for a while, and loses none.

    pause(session, …)      the chief scrutineer or the secretariat, at once
    resume(session, …)     the chief scrutineer, with the reason why it may go on

A flag of the poll that casting reads in its own transaction. A tablet that casts meanwhile is told to come
again, keeps its sealed ballot and sends it by itself after resuming; so a paused poll cannot be closed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid
from voting.polling.models import Poll
from voting.polling.sittings import find_poll

MAY_PAUSE = (Role.CHIEF_SCRUTINEER, Role.SECRETARIAT)
MAY_RESUME = (Role.CHIEF_SCRUTINEER,)


def pause(session: Session, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """From the commit on no ballot is taken; Conflict unless the poll is open and not paused."""
    _set(session, actor, actor.role_for(*MAY_PAUSE), poll_id, True, now, verb="pause")


def resume(session: Session, *, actor: Actor, poll_id: str, reason: str, now: datetime) -> None:
    """Ballots are taken again; ``reason`` says what was found and mended."""
    role = actor.role_for(*MAY_RESUME)
    if not reason.strip():
        raise Invalid("polling.resume_reason", field="reason")
    _set(session, actor, role, poll_id, False, now, verb="resume", reason=reason.strip()[:400])


def require_not_paused(poll: Poll) -> None:
    """Conflict while tablets may hold sealed ballots that were told to wait."""
    if poll.paused:
        raise Conflict("polling.closing_paused")


def _set(
    session: Session,
    actor: Actor,
    role: str,
    poll_id: str,
    paused: bool,
    now: datetime,
    *,
    verb: str,
    reason: str = "",
) -> None:
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.state != "open" or poll.paused == paused:
            raise Conflict("polling.not_now", state=poll.state)
        poll.paused = paused
        acts.record(
            session,
            congress_id=poll.congress_id,
            actor_id=actor.person_id,
            role=role,
            verb=verb,
            object_kind="poll",
            object_id=poll.id,
            before={"paused": not paused},
            after={"paused": paused},
            reason=reason,
            now=now,
        )
