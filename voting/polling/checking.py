"""Checking ballots: the slow mathematics, in processes of its own, outside every lock."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from queue import LifoQueue
from threading import Lock

from voting.errors import Unavailable
from voting.polling.refusals import refused
from voting.protocol import ballots, group, marks
from voting.protocol.credentials import CredentialList
from voting.protocol.election import Election, parse_election
from voting.protocol.errors import ProtocolError
from voting.rules import method as methods

Question = tuple[bytes, bytes, bytes, bytes]  # election, method, ballot, marks
Names = tuple[str, str, str]  # hash, tracker and credential of a ballot that passed


@dataclass(frozen=True)
class CheckedBallot:
    """A ballot that passed every check that needs no board: B1–B17, B20, M1–M4."""

    content: bytes
    marks: bytes
    ballot_hash: str
    tracker: str
    credential: str


class BallotChecker:
    """Checks ballots in ``processes`` spawned processes (0: in the calling thread).

    A thread takes an idle process, asks and waits. Two pipes do it with a quarter of the work of the
    library's pool, whose own threads would stand between.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = os.cpu_count() or 1 if processes is None else processes
        self._idle: LifoQueue[_Verifier] | None = None
        self._lock = Lock()

    def check(self, election: bytes, method: bytes, content: bytes, marks_record: bytes) -> CheckedBallot:
        """Invalid("polling.ballot_refused") with the failing check's code; Unavailable if a process died."""
        question = (election, method, content, marks_record)
        with refused("polling.ballot_refused"):
            names = self._ask(question) if self._processes else _check(*question)
        return CheckedBallot(content, marks_record, *names)

    def close(self) -> None:
        """End the processes once each has answered."""
        with self._lock:
            idle, self._idle = self._idle, None
        if idle is not None:
            for _ in range(self._processes):
                idle.get().close()

    def _ask(self, question: Question) -> Names:
        idle = self._running()
        verifier = idle.get()
        try:
            return verifier.ask(question)
        except (EOFError, OSError) as error:
            verifier.close()
            verifier = _Verifier()
            raise Unavailable("polling.not_recorded") from error
        finally:
            idle.put(verifier)

    def _running(self) -> LifoQueue[_Verifier]:
        # Made at first use, after gunicorn has forked; spawned, because the parent runs threads.
        with self._lock:
            if self._idle is None:
                self._idle = LifoQueue()
                for _ in range(self._processes):
                    self._idle.put(_Verifier())
            return self._idle


class _Verifier:
    """A process that checks one ballot at a time. It ends when this end of its pipe does."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, question: Question) -> Names:
        """Raises the check's ProtocolError; EOFError or OSError when the process is no more."""
        self._connection.send(question)
        answer: Names | ProtocolError = self._connection.recv()
        if isinstance(answer, ProtocolError):
            raise answer
        return answer

    def close(self) -> None:
        self._connection.close()
        self._process.join()


def _serve(connection: Connection) -> None:
    """One question, one answer, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the server to deal with
    with suppress(EOFError):
        while True:
            question: Question = connection.recv()
            try:
                connection.send(_check(*question))
            except ProtocolError as error:
                connection.send(error)


@lru_cache(maxsize=8)
def _definition(election: bytes, method: bytes) -> tuple[Election, tuple[tuple[int, int], ...]]:
    return parse_election(election), methods.from_json(method).exclusive


def _check(election: bytes, method: bytes, content: bytes, marks_record: bytes) -> Names:
    definition, exclusive = _definition(election, method)
    ballot = ballots.parse_ballot(content)
    # Whether the credential is listed is read from the board, not here.
    ballots.check_claims(definition, CredentialList((ballot.credential,)), ballot)
    ballots.check_counts(definition, ballot)
    ballots.check_signature(ballot)
    ballots.check_proofs(definition, ballot)
    marks.check_marks(definition, ballot, exclusive, marks_record)
    return ballot.hash, ballot.tracker, group.encode(ballot.credential)
