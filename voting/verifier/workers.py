"""Checking ballots and marks on all cores.

A worker gets the definition once and then chunks of (place, ballot bytes, marks bytes); it returns what the
later steps need. Everything is bounded: at most a few chunks are on their way at a time.
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
from voting.protocol.group import Ciphertext
from voting.protocol.tally import TallyAccumulator

CHUNK = 8
Item = tuple[int, bytes, bytes | None]
Progress = Callable[[int, int], None]
Pairs = tuple[tuple[int, int], ...]
Rows = tuple[tuple[Ciphertext, ...], ...]


@dataclass(frozen=True)
class Seen:
    """A good ballot: its place among the ballots, credential (hex), H, tracker, hash of its marks or ""."""

    place: int
    credential: str
    ballot_hash: str
    tracker: str
    marks: str


@dataclass(frozen=True)
class Chunk:
    """What a worker found: good ballots with their product, or the first error with its place."""

    seen: tuple[Seen, ...]
    product: Rows
    error: ProtocolError | None = None
    place: int = -1


@dataclass(frozen=True)
class Definition:
    """What every ballot is checked against. ``exclusive`` is None where marks are not checked."""

    election: bytes
    credentials: bytes
    exclusive: Pairs | None


_current: tuple[Election, CredentialList, Pairs | None] | None = None


def _prepare(definition: Definition) -> None:
    global _current
    _current = (
        parse_election(definition.election), parse_credentials(definition.credentials), definition.exclusive
    )


def check_chunk(items: list[Item]) -> Chunk:
    """Check a few ballots in the process that ``_prepare`` has made ready."""
    if _current is None:
        raise RuntimeError("worker not prepared")
    election, credentials, exclusive = _current
    accumulator = TallyAccumulator(election)
    seen: list[Seen] = []
    for place, content, record in items:
        try:
            ballot = ballots.check_ballot(election, credentials, content)
            if exclusive is not None:
                marks.check_marks(election, ballot, exclusive, record or b"")
        except ProtocolError as error:
            return Chunk(tuple(seen), accumulator.encrypted_tally().ciphertexts, error, place)
        accumulator.add(ballot)
        seen.append(
            Seen(
                place, group.encode(ballot.credential), ballot.hash, ballot.tracker,
                hex_hash(record) if record else "",
            )
        )
    return Chunk(tuple(seen), accumulator.encrypted_tally().ciphertexts)


def check_all(
    definition: Definition, items: Iterable[Item], total: int, processes: int | None, progress: Progress
) -> Iterator[Chunk]:
    """Chunks in order; stops after the first that holds an error."""
    chunks = _chunked(items)
    workers = processes or os.cpu_count() or 1
    done = 0
    for chunk in _inline(definition, chunks) if workers == 1 or total <= CHUNK else _pooled(
        definition, chunks, workers
    ):
        done += len(chunk.seen)
        progress(done, total)
        yield chunk
        if chunk.error is not None:
            return


def _inline(definition: Definition, chunks: Iterable[list[Item]]) -> Iterator[Chunk]:
    _prepare(definition)
    return map(check_chunk, chunks)


def _pooled(definition: Definition, chunks: Iterable[list[Item]], workers: int) -> Iterator[Chunk]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _prepare, (definition,)) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for items in chunks:
                waiting.append(pool.submit(check_chunk, items))
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


def combine(election: Election, chunks: Iterable[Rows], number: int) -> TallyAccumulator:
    """One accumulator over the products of all chunks."""
    total = TallyAccumulator(election)
    for rows in chunks:
        total.merge(rows)
    total.ballots = number
    return total
