"""Verification against its own group operations and against belenios-tool."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.load.election import fill, open_poll, sealed
from tests.load.rows import Row, child_cpu, cores, median_cpu, say
from voting.config import ROOT
from voting.protocol import ballots, group, marks
from voting.protocol.credentials import CredentialList
from voting.protocol.election import parse_election
from voting.protocol.group import Q

# What verifying a 12×2 ballot computes at least (10 and 12 marks at most): see docs on performance.
BASES, POWERS, SUMS = 73, 217, 235


def group_operations() -> None:
    """The group operations of one ballot's Belenios part, and nothing else."""
    scalars = [secrets.randbelow(Q - 1) + 1 for _ in range(BASES + POWERS)]
    points = [group.base(scalar) for scalar in scalars[:BASES]]
    powers = [group.power(points[i % BASES], scalar) for i, scalar in enumerate(scalars[:POWERS])]
    for i in range(SUMS):
        group.product(powers[i % POWERS], points[i % BASES])


def belenios() -> str | None:
    return shutil.which("belenios-tool3") or shutil.which("belenios-tool")


def rows(number: int) -> Iterator[Row]:
    """``number`` ballots make the whole election."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        stage = open_poll(folder / "instance", number)
        bodies = sealed(stage, number)
        election = parse_election(stage.poll().election or b"")
        content, record = bodies[0].split(b"\n")
        parsed = ballots.parse_ballot(content)
        listed = CredentialList((parsed.credential,))

        say("verifying one ballot")
        own = median_cpu(lambda: ballots.check_ballot(election, listed, content), 15)
        with_marks = median_cpu(
            lambda: marks.check_marks(election, parsed, stage.method.exclusive, record), 15
        )
        floor = median_cpu(group_operations, 15)
        yield Row("verify one ballot, Belenios part, CPU", own * 1000, " ms")
        yield Row("its exclusive marks, counted apart, CPU", with_marks * 1000, " ms")
        yield Row("verify ÷ its own group operations", own / floor, bound=1.10, least=False)

        theirs = None
        program = belenios()
        if program is None:
            yield Row("belenios-tool 3 is not on this machine: its rows are left out", 0, "")
        else:
            theirs = _theirs(program, stage.archive_bytes(), election.uuid, content, folder)
            yield Row("belenios-tool verify-ballot, CPU, start-up subtracted", theirs * 1000, " ms")
            yield Row("belenios-tool verify-ballot ÷ ours, per core", theirs / own, bound=1.15)

        fill(stage, bodies)
        stage.close()
        archive = folder / "closed.bel"
        archive.write_bytes(stage.archive_bytes())
        yield from _whole(archive, number, theirs)


def _theirs(program: str, archive: bytes, uuid: str, ballot: bytes, folder: Path) -> float:
    say("belenios-tool verify-ballot")
    place = folder / "tool"
    place.mkdir()
    (place / f"{uuid}.bel").write_bytes(archive)
    (place / "ballot.json").write_bytes(ballot)
    (place / "empty").write_bytes(b"")
    run = [program, "election", "verify-ballot", "--dir", str(place), "--ballot", str(place / "ballot.json")]
    start = [program, "election", "compute-checksums", "--dir", str(place)]
    return max(child_cpu(run, 15) - child_cpu(start, 15), 1e-6)


def _whole(archive: Path, number: int, theirs: float | None) -> Iterator[Row]:
    """The verifier program on a closed archive (a bare one: the Belenios part), on one core and on all."""
    walls, memory = {}, 0.0
    for processes in (1, cores()):
        say(f"verifying {number} ballots with {processes} process(es)")
        command = [sys.executable, "-m", "tests.load.timed", str(processes), str(archive)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        wall, most = done.stdout.split()
        walls[processes], memory = float(wall), float(most)
    yield Row(f"pool of {cores()} ÷ 1 process, {number} ballots", walls[1] / walls[cores()], bound=1.85)
    if theirs is not None:
        yield Row(
            f"whole election: {number} × verify-ballot ÷ our wall time on {cores()} cores",
            number * theirs / walls[cores()], bound=2.2,
        )  # fmt: skip
    yield Row(f"memory of the largest process, {number} ballots", memory, " MB", 300, least=False)
