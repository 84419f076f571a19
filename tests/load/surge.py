"""Many deputies at once, over HTTP on the real server: what verification allows, what the rest costs.

The bare pool (as many processes as cores, verifying and doing nothing else) and the server take turns with
equally many ballots, so that both meet the same machine; of each the best turn counts.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.load.election import Sample
from tests.load.processes import children, cpu
from tests.load.rows import Row, cores, say
from voting.config import ROOT
from voting.polling.checking import BallotChecker
from voting.serving import free_port, local, running

TURNS, EACH, GOOD_CASTS, STALLED = 3, 80, 3, 10
NEEDED = TURNS * EACH + GOOD_CASTS + 1


def rows(sample: Sample) -> Iterator[Row]:
    stage, poll = sample.stage, sample.stage.poll()
    turns = [sample.bodies[turn * EACH : (turn + 1) * EACH] for turn in range(TURNS)]
    last = sample.bodies[TURNS * EACH : NEEDED]
    serving = local(free_port())
    address = f"{serving.own_url}/v/{poll.uuid}/cast"
    defined = (poll.election or b"", poll.method)
    environ = {**os.environ, "VOTING_INSTANCE": str(stage.instance)}
    with ExitStack() as until_done:
        server = until_done.enter_context(running(serving, environ))
        pool = until_done.enter_context(ProcessPoolExecutor(cores(), mp_context=get_context("spawn")))
        post(address, last[:1], sample.folder)  # starts the server's pool
        list(pool.map(_check_all, [defined] * cores(), [last[:1]] * cores()))  # and this one
        (worker,) = children(server.pid)
        verifiers = children(worker)
        bare, served = [], []
        began = cpu(worker), sum(map(cpu, verifiers))
        for number, bodies in enumerate(turns, 1):
            say(f"surge, turn {number} of {TURNS}")
            bare.append(_bare_rate(pool, defined, bodies))
            served.append(post(address, bodies, sample.folder).rate)
        rest = (cpu(worker) - began[0]) / (TURNS * EACH)
        verify = (sum(map(cpu, verifiers)) - began[1]) / (TURNS * EACH)
        yield Row("verification with marks, CPU per post in the server's pool", verify * 1000, " ms")
        yield Row("HTTP, append and answer, CPU per post in the server itself", rest * 1000, " ms")
        yield Row("the same ÷ verification", rest / verify, bound=0.06, least=False)
        yield Row("verified and durable posts per second, best turn", max(served), "/s")
        yield Row("the same ÷ what a bare pool verifies per second", max(served) / max(bare), bound=0.85)
        yield from _stalled(serving.port, address, last[1:], sample.folder)


def _stalled(port: int, address: str, bodies: Sequence[bytes], folder: Path) -> Iterator[Row]:
    """Half of them never finish their head, half never their body."""
    say(f"{STALLED} stalled clients")
    path = address.split("/", 3)[3]
    head = f"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 20000\r\n"
    with ExitStack() as until_done:
        for number in range(STALLED):
            silent = until_done.enter_context(socket.create_connection(("127.0.0.1", port)))
            silent.sendall((head if number % 2 else f"{head}\r\n{{").encode())
        time.sleep(0.5)  # until the server has taken them all
        slowest = min(max(post(address, [body], folder).seconds) for body in bodies)
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


def post(address: str, bodies: Sequence[bytes], folder: Path) -> Answered:
    """Cast ballots from a process of its own, all waiting at once; each must get its receipt."""
    where = folder / "bodies"
    where.write_bytes(b"".join(len(body).to_bytes(4, "big") + body for body in bodies))
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.client", address, str(where)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    if said["statuses"] != [200] * len(bodies):
        raise RuntimeError(f"not every ballot was taken: {sorted(set(said['statuses']))}")
    return Answered(said["whole"], said["seconds"])
