"""Checking ballots: the slow mathematics, in a pool of processes, outside every lock."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from voting.errors import Unavailable
from voting.polling.refusals import refused
from voting.protocol import ballots, group, marks
from voting.protocol.credentials import CredentialList
from voting.protocol.election import Election, parse_election
from voting.rules import method as methods


@dataclass(frozen=True)
class CheckedBallot:
    """A ballot that passed every check that needs no board: B1–B17, B20, M1–M4."""

    content: bytes
    marks: bytes
    ballot_hash: str
    tracker: str
    credential: str


class BallotChecker:
    """Checks ballots in ``processes`` spawned processes (0: in the calling thread)."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = os.cpu_count() or 1 if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def check(self, election: bytes, method: bytes, content: bytes, marks_record: bytes) -> CheckedBallot:
        """Invalid("polling.ballot_refused") with the failing check's code; Unavailable if the pool died."""
        with refused("polling.ballot_refused"):
            if self._processes == 0:
                return _check(election, method, content, marks_record)
            try:
                return self._running().submit(_check, election, method, content, marks_record).result()
            except BrokenExecutor as error:
                self._drop()
                raise Unavailable("polling.not_recorded") from error

    def close(self) -> None:
        self._drop()

    def _running(self) -> ProcessPoolExecutor:
        # Made at first use, after gunicorn has forked; spawned, because the parent runs threads.
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=multiprocessing.get_context("spawn")
                )
            return self._pool

    def _drop(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


@lru_cache(maxsize=8)
def _definition(election: bytes, method: bytes) -> tuple[Election, tuple[tuple[int, int], ...]]:
    return parse_election(election), methods.from_json(method).exclusive


def _check(election: bytes, method: bytes, content: bytes, marks_record: bytes) -> CheckedBallot:
    definition, exclusive = _definition(election, method)
    ballot = ballots.parse_ballot(content)
    # Whether the credential is listed is read from the board, not here.
    ballots.check_claims(definition, CredentialList((ballot.credential,)), ballot)
    ballots.check_counts(definition, ballot)
    ballots.check_signature(ballot)
    ballots.check_proofs(definition, ballot)
    marks.check_marks(definition, ballot, exclusive, marks_record)
    return CheckedBallot(content, marks_record, ballot.hash, ballot.tracker, group.encode(ballot.credential))
