"""What a crash left half-way, finished when the application starts.

Every act commits before what follows from it: closing before its encrypted tally, the last key before the
result, the signature (or the decision to end) before the server key is erased. A process that dies between
the two leaves the act done and its consequence open; ``resume`` does it. Repeating it changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from voting.congress.roles import SYSTEM
from voting.db import across_congresses, in_congress
from voting.errors import VotingError
from voting.polling import closing, lifecycle, tallying
from voting.polling.keys import KeyStore
from voting.polling.models import Poll

log = logging.getLogger(__name__)


def resume(board: sessionmaker[Session], keys: KeyStore, now: datetime) -> None:
    """Finish every poll's last act. What cannot be finished now (a key file is missing) is logged and
    left as it is, so that the rest of the hall goes on."""
    with board() as session:
        with across_congresses(session):
            found = session.execute(select(Poll.id, Poll.congress_id, Poll.state, Poll.server_key_erased))
            polls = found.all()
        for poll_id, congress_id, state, erased in polls:
            in_congress(session, congress_id)
            try:
                if state == "closed":
                    closing.finish(session, poll_id)
                elif state == "opened":
                    tallying.complete(session, keys, actor=SYSTEM, poll_id=poll_id, now=now)
                elif state in lifecycle.ENDED and not erased:
                    lifecycle.erase_server_key(session, keys, actor=SYSTEM, poll_id=poll_id, now=now)
            except VotingError as error:
                log.warning("poll %s stays as it is: %s", poll_id, error.code)
