"""Checking ballots and marks on all cores.

A worker gets the definition once and then chunks of ballots; it returns what later steps need. Only a few
chunks are on their way at a time, so that memory does not grow with the poll.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from voting.protocol import ballots, group, marks
from voting.protocol.credentials import CredentialList, parse_credentials
from voting.protocol.election import Election, parse_election
from voting.protocol.encoding import hex_hash
from voting.protocol.errors import ProtocolError
from voting.protocol.tally import EncryptedTally, TallyAccumulator

CHUNK = 8
Pairs = tuple[tuple[int, int], ...]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Item:
    """A ballot to check: its place among the ballots, its bytes, and those of its marks or None."""

    place: int
    ballot: bytes
    marks: bytes | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A good ballot: credential (hex), H, tracker, and the hash of its marks record or ""."""

    credential: str
    ballot_hash: str
    tracker: str
    marks: str


@dataclass(frozen=True)
class Chunk:
    """What a worker found: good ballots and their product; the ballot's or the marks' first error, which
    says its place in its data."""

    seen: tuple[Seen, ...]
    product: EncryptedTally
    ballot_error: ProtocolError | None = None
    marks_error: ProtocolError | None = None


@dataclass(frozen=True)
class Rules:
    """What every ballot is checked against, as bytes."""

    election: bytes
    credentials: bytes
    exclusive: Pairs


@dataclass(frozen=True)
class _Ready:
    election: Election
    credentials: CredentialList
    exclusive: Pairs


class _Worker:
    """Of each process its own: the rules, parsed once."""

    ready: _Ready | None = None


def _prepare(rules: Rules) -> None:
    _Worker.ready = _Ready(
        parse_election(rules.election), parse_credentials(rules.credentials), rules.exclusive
    )


def _check_chunk(items: list[Item]) -> Chunk:
    ready = _Worker.ready
    if ready is None:
        raise RuntimeError("a worker without rules")
    product = TallyAccumulator(ready.election)
    seen: list[Seen] = []
    marks_error = None
    for item in items:
        try:
            ballot = ballots.check_ballot(ready.election, ready.credentials, item.ballot)
        except ProtocolError as error:
            error.data["ballot"] = item.place
            return Chunk(tuple(seen), product.encrypted_tally(), error, marks_error)
        try:
            if item.marks is not None:
                marks.check_marks(ready.election, ballot, ready.exclusive, item.marks)
        except ProtocolError as error:
            error.data["ballot"] = item.place
            marks_error = marks_error or error
        product.add(ballot)
        record = hex_hash(item.marks) if item.marks else ""
        seen.append(Seen(group.encode(ballot.credential), ballot.hash, ballot.tracker, record))
    return Chunk(tuple(seen), product.encrypted_tally(), None, marks_error)


def check_all(
    rules: Rules, items: Iterable[Item], total: int, processes: int | None, progress: Progress
) -> Iterator[Chunk]:
    """The chunks in order, on ``processes`` cores (all when None)."""
    workers = min(processes or os.cpu_count() or 1, -(-total // CHUNK))
    done = 0
    for chunk in _inline(rules, items) if workers <= 1 else _pooled(rules, items, workers):
        done += len(chunk.seen)
        progress(done, total)
        yield chunk


def _inline(rules: Rules, items: Iterable[Item]) -> Iterator[Chunk]:
    _prepare(rules)
    return map(_check_chunk, _chunked(items))


def _pooled(rules: Rules, items: Iterable[Item], workers: int) -> Iterator[Chunk]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _prepare, (rules,)) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for chunk in _chunked(items):
                waiting.append(pool.submit(_check_chunk, chunk))
                if len(waiting) > 3 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _chunked(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
