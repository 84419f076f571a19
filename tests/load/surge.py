"""Many deputies at once, over HTTP on the real server: what verification allows, what the rest costs.

A bare pool (as many processes as cores, verifying and doing nothing else) and the server take turns with
equally many ballots, so that both meet the same machine; of everything the best turn counts. A second
server, on a copy of the poll, believes every ballot: its CPU is that of HTTP, appending and answering.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from tests.load.election import Sample
from tests.load.processes import children, cpu
from tests.load.rows import Row, cores, say
from voting.config import ROOT
from voting.polling.checking import BallotChecker
from voting.serving import Serving, free_port, running

TURNS, EACH, AT_ONCE, GOOD_CASTS, STALLED = 4, 60, 16, 3, 10
NEEDED = TURNS * EACH + GOOD_CASTS + 1


@dataclass(frozen=True)
class Believing(Serving):
    """A server that believes what ballots say of themselves."""

    @property
    def command(self) -> list[str]:
        return ["tests.load.trusting:app" if part == "wsgi:app" else part for part in super().command]


@dataclass(frozen=True)
class Server:
    """A running server; ``worker`` is the process that answers."""

    cast: str
    port: int
    worker: int

    @property
    def verifiers_cpu(self) -> float:
        return sum(map(cpu, children(self.worker)))


def rows(sample: Sample) -> Iterator[Row]:
    turns = [sample.bodies[turn * EACH : (turn + 1) * EACH] for turn in range(TURNS)]
    last = sample.bodies[TURNS * EACH : NEEDED]
    poll, copied = sample.stage.poll(), sample.folder / "surge"
    shutil.copytree(sample.stage.instance, copied)
    with ExitStack() as until_done:
        start = partial(_start, until_done, poll.uuid)
        real, believing = start(Serving, sample.stage.instance), start(Believing, copied)
        pool = until_done.enter_context(ProcessPoolExecutor(cores(), mp_context=get_context("spawn")))
        bare = partial(_bare_rate, pool, (poll.election or b"", poll.method))
        bare(last[:1] * 20)  # every pool starts at its first question
        for server in (real, believing):
            post(server.cast, last[:1], sample.folder)
        turn = _Turn(real, believing, bare, sample.folder)
        measured = [turn.take(number, bodies) for number, bodies in enumerate(turns, 1)]
        verify, beside, rest = (min(each) for each in zip(*(one.cpu for one in measured), strict=True))
        allowed, served = max(one.allowed for one in measured), max(one.served for one in measured)
        yield Row("verification with marks, CPU per post in the server's pool", verify * 1000, " ms")
        yield Row("HTTP, append and answer, CPU per post without verification", rest * 1000, " ms")
        yield Row("the same ÷ verification", rest / verify, bound=0.06, least=False)
        yield Row("the same beside running verifications (colder caches) ÷ verification", beside / verify)
        yield Row("verified and durable posts per second, best turn", served, "/s")
        yield Row("the same ÷ what a bare pool verifies per second", served / allowed, bound=0.85)
        yield from _stalled(real, last[1:], sample.folder)


@dataclass(frozen=True)
class Measured:
    """Ballots per second of the bare pool and of the server; CPU seconds a ballot of the server's
    verification, of all else in it, and of the believing server."""

    allowed: float
    served: float
    cpu: tuple[float, float, float]


@dataclass(frozen=True)
class _Turn:
    real: Server
    believing: Server
    bare: Callable[[Sequence[bytes]], float]
    folder: Path

    def take(self, number: int, bodies: Sequence[bytes]) -> Measured:
        say(f"surge, turn {number} of {TURNS}")
        allowed, began = self.bare(bodies), self._cpu()
        served = post(self.real.cast, bodies, self.folder).rate
        post(self.believing.cast, bodies, self.folder, cores())  # as many as verification lets through
        verify, beside, rest = ((b - a) / len(bodies) for a, b in zip(began, self._cpu(), strict=True))
        return Measured(allowed, served, (verify, beside, rest))

    def _cpu(self) -> tuple[float, float, float]:
        return self.real.verifiers_cpu, cpu(self.real.worker), cpu(self.believing.worker)


def _start(until_done: ExitStack, uuid: str, kind: type[Serving], instance: Path) -> Server:
    port = free_port()
    serving = kind("127.0.0.1", port, f"http://127.0.0.1:{port}")
    master = until_done.enter_context(running(serving, {**os.environ, "VOTING_INSTANCE": str(instance)}))
    (worker,) = children(master.pid)
    return Server(f"{serving.own_url}/v/{uuid}/cast", port, worker)


def _stalled(server: Server, bodies: Sequence[bytes], folder: Path) -> Iterator[Row]:
    """Half of them never finish their head, half never their body."""
    say(f"{STALLED} stalled clients")
    head = f"POST {urlsplit(server.cast).path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000\r\n"
    with ExitStack() as until_done:
        for number in range(STALLED):
            silent = until_done.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            silent.sendall((head if number % 2 else f"{head}\r\n{{").encode())
        time.sleep(0.5)  # until the server has taken them all
        slowest = max(post(server.cast, bodies, folder).seconds)
    yield Row(f"a good cast beside {STALLED} stalled clients", slowest, " s", 1, least=False)


def _bare_rate(pool: ProcessPoolExecutor, defined: tuple[bytes, bytes], bodies: Sequence[bytes]) -> float:
    """Ballots per second of a pool that verifies and does nothing else."""
    parts = [bodies[start : start + 5] for start in range(0, len(bodies), 5)]
    began = time.monotonic()
    list(pool.map(_check_all, [defined] * len(parts), parts))
    return len(bodies) / (time.monotonic() - began)


def _check_all(defined: tuple[bytes, bytes], bodies: Sequence[bytes]) -> None:
    checker = BallotChecker(0)
    for body in bodies:
        content, _, marks = body.partition(b"\n")
        checker.check(*defined, content, marks)


class Answered:
    """What the client saw: every post was answered with a receipt."""

    def __init__(self, whole: float, seconds: list[float]) -> None:
        self.rate, self.seconds = len(seconds) / whole, seconds


def post(address: str, bodies: Sequence[bytes], folder: Path, at_once: int = AT_ONCE) -> Answered:
    """Cast ballots from a process of its own, so many at once; each must get its receipt."""
    where = folder / "bodies"
    where.write_bytes(together(bodies))
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.client", address, str(where), str(at_once)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    if said["statuses"] != [200] * len(bodies):
        raise RuntimeError(f"not every ballot was taken: {sorted(set(said['statuses']))}")
    return Answered(said["whole"], said["seconds"])


def together(bodies: Sequence[bytes]) -> bytes:
    """The file that the client reads."""
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
