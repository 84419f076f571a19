"""What a crash left half-way, finished when the application starts or when somebody asks for it.

Every act commits before what follows from it: closing before its encrypted tally, the last key before the
result, the signature (or the decision to end) before the server key is erased. A process that dies between
the two leaves the act done and its consequence open; ``finish`` does it for one poll, ``resume`` for all.
Repeating it changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from voting.congress.roles import SYSTEM, Actor
from voting.db import across_congresses, in_congress
from voting.errors import VotingError
from voting.polling import closing, lifecycle, tallying
from voting.polling.keys import KeyStore
from voting.polling.models import Poll
from voting.polling.sittings import find_poll

log = logging.getLogger(__name__)


def resume(board: sessionmaker[Session], keys: KeyStore, now: datetime) -> None:
    """Finish every poll's last act. What cannot be finished now (a key file is missing) is logged and
    left as it is, so that the rest of the hall goes on."""
    with board() as session:
        with across_congresses(session):
            polls = session.execute(select(Poll.id, Poll.congress_id)).all()
        for poll_id, congress_id in polls:
            in_congress(session, congress_id)
            try:
                finish(session, keys, actor=SYSTEM, poll_id=poll_id, now=now)
            except VotingError as error:
                log.warning("poll %s stays as it is: %s", poll_id, error.code)


def finish(session: Session, keys: KeyStore, *, actor: Actor, poll_id: str, now: datetime) -> None:
    """Do what follows from the poll's last act, if it has not been done; raises what that act raises."""
    poll = find_poll(session, poll_id)
    if poll.state == "closed":
        closing.finish(session, poll_id)
    elif poll.state == "opened":
        tallying.complete(session, keys, actor=actor, poll_id=poll_id, now=now)
    elif poll.state in lifecycle.ENDED and not poll.server_key_erased:
        lifecycle.erase_server_key(session, keys, actor=actor, poll_id=poll_id, now=now)
