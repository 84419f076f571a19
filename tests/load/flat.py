"""What a cast costs on a small and on a full board, without verification.

Two copies of the open poll, one with 30 accepted ballots and one with 3,000, take turns in casting. The
hall's clock goes on by a fifth of a second with every cast, so each has its batch every 150 casts.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from tests.load.election import Sample, Trusting, believed
from tests.load.rows import Row, say
from voting.config import load_settings
from voting.db import in_congress, open_databases, writing
from voting.polling import board_store, casting, sittings, urn
from voting.polling.keys import KeyStore
from voting.polling.models import PublicCredential
from voting.protocol.encoding import base64url

FEW, MANY, CASTS, TURN = 30, 3000, 300, 10
PER_CAST = timedelta(seconds=0.2)


def rows(sample: Sample) -> Iterator[Row]:
    with ExitStack() as until_done:
        boards = {}
        for ballots in (FEW, MANY):
            say(f"a board with {ballots} ballots")
            folder = sample.folder / f"flat-{ballots}"
            shutil.copytree(sample.stage.instance, folder)
            databases = open_databases(load_settings(folder, {}))
            until_done.callback(databases.close)
            boards[ballots] = Board(sample, folder, databases.board, ballots)
        say(f"{CASTS} casts on each")
        spent = dict.fromkeys(boards, 0.0)
        for _ in range(CASTS // TURN):
            for ballots, board in boards.items():
                spent[ballots] += board.cast(TURN)
    for ballots, seconds in spent.items():
        yield Row(f"a cast beside {ballots} ballots, CPU without verification", seconds / CASTS * 1000, " ms")
    yield Row(
        f"a cast beside {MANY} ballots ÷ beside {FEW}", spent[MANY] / spent[FEW], bound=1.3, least=False
    )


class Board:
    """A copy of the installation whose poll has ``ballots`` accepted ballots and cards for more."""

    def __init__(self, sample: Sample, folder: Path, sessions: sessionmaker[Session], ballots: int) -> None:
        self.poll, self.sessions, self.keys = sample.stage.poll(), sessions, KeyStore(folder)
        self.content, self.marks = sample.first
        self.credentials = [secrets.token_hex(32) for _ in range(ballots + CASTS)]
        self.moment = datetime.now(UTC)
        self._scoped(self._list_cards)
        self._scoped(lambda session: self._fill(session, ballots))

    def cast(self, number: int) -> float:
        """CPU seconds of that many casts."""
        bodies = [b"\n".join(self._ballot()) for _ in range(number)]
        began = time.process_time()
        for body in bodies:
            casting.cast(self.sessions, self.keys, Trusting(), self.poll.uuid, body, self._now)
        return time.process_time() - began

    def _now(self) -> datetime:
        self.moment += PER_CAST / 2  # a cast looks at the clock twice
        return self.moment

    def _ballot(self) -> tuple[bytes, bytes]:
        """A ballot of the usual size under a new card. Nobody verifies it."""
        old = believed(self.content, self.marks)
        fresh = base64url(secrets.token_bytes(32)).encode()
        content = self.content.replace(old.credential.encode(), self.credentials.pop().encode())
        return content.replace(old.ballot_hash.encode(), fresh), self.marks

    def _scoped(self, act: Callable[[Session], None]) -> None:
        with self.sessions() as session, writing(in_congress(session, self.poll.congress_id)):
            act(session)

    def _list_cards(self, session: Session) -> None:
        of_poll = {"poll_id": self.poll.id, "congress_id": self.poll.congress_id}
        session.execute(
            insert(PublicCredential), [{**of_poll, "credential": card} for card in self.credentials]
        )

    def _fill(self, session: Session, ballots: int) -> None:
        place = urn.place(session.connection(), self.poll.uuid, self.credentials[0])
        if place is None:
            raise RuntimeError("the copy has no such poll")
        for _ in range(ballots):
            urn.put(session.connection(), place.poll_id, believed(*self._ballot()), b"{}")
        poll = sittings.find_poll(session, self.poll.id)
        board_store.append_batch(session, poll, place.board_key)
