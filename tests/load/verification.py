"""Verification against its own group operations, against belenios-tool, and on all cores."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.load import belenios
from tests.load.election import Sample, fill
from tests.load.rows import Row, cores, in_turns, say
from voting.config import ROOT
from voting.protocol import ballots, group, marks
from voting.protocol.archive import BLOCK, parse_archive
from voting.protocol.credentials import CredentialList
from voting.protocol.election import parse_election
from voting.protocol.group import Q

# What verifying a 12×2 ballot computes at least (at most 10 and 12 marks): 24 answers of two branches, the
# sums with 11 and 13 branches, and the signature.
BASES, POWERS, SUMS = 73, 217, 235
ROUNDS = 15
POOL, MOST = 1.85, 6
MANY = 1000  # from so many ballots on, one turn says enough


SCALARS = [secrets.randbelow(Q - 1) + 1 for _ in range(BASES + POWERS)]


def group_operations() -> None:
    """The group operations of one ballot's Belenios part, and nothing else."""
    points = [group.base(scalar) for scalar in SCALARS[:BASES]]
    powers = [group.power(points[i % BASES], scalar) for i, scalar in enumerate(SCALARS[BASES:])]
    for i in range(SUMS):
        group.product(powers[i % POWERS], points[i % BASES])


def rows(sample: Sample) -> Iterator[Row]:
    """Casts what has not been cast yet and closes the poll."""
    stage = sample.stage
    election = parse_election(stage.poll().election or b"")
    content, record = sample.first
    parsed = ballots.parse_ballot(content)
    listed = CredentialList((parsed.credential,))

    say("verifying one ballot")
    own, with_marks, floor = in_turns(
        ROUNDS,
        lambda: ballots.check_ballot(election, listed, content),
        lambda: marks.check_marks(election, parsed, stage.method.exclusive, record),
        group_operations,
    )
    yield Row("verify one ballot, Belenios part, CPU", own * 1000, " ms")
    yield Row("its exclusive marks, counted apart, CPU", with_marks * 1000, " ms")
    yield Row("verify ÷ its own group operations", own / floor, bound=1.10, least=False)

    program, theirs = belenios.find(), None
    if program is None:
        yield Row("belenios-tool 3 is not on this machine: its rows are left out", 0, "")
    else:
        theirs = belenios.Tool(program, sample.folder / "verification").verification()
        yield Row("belenios-tool verify-ballot, CPU, start-up subtracted", theirs * 1000, " ms")
        yield Row("belenios-tool verify-ballot ÷ ours, per core", theirs / own, bound=1.15)

    fill(stage, sample.bodies)
    stage.close()
    archive = sample.folder / "closed.bel"
    archive.write_bytes(stage.archive_bytes())
    yield from _whole(archive, len(sample.bodies), theirs)


def _whole(archive: Path, number: int, theirs: float | None) -> Iterator[Row]:
    """The verifier program on a closed archive, on one core and on all in turns; the best of each counts.

    What a pool gains is taken from the ballots beyond the first few, so that its start-up, which does not
    grow, is not counted. Three turns, and more where other work on the machine may have spoilt them.
    """
    few, start = number // 6, archive.with_name("start.bel")
    start.write_bytes(_beginning(archive.read_bytes(), few))
    walls: dict[tuple[int, Path], list[float]] = {
        (processes, path): [] for processes in (1, cores()) for path in (start, archive)
    }
    memory = 0.0
    turns = 0
    while turns < 3 or (turns < MOST and _gain(walls, start, archive) < POOL):
        turns += MOST if number >= MANY else 1
        for (processes, path), wall in walls.items():
            say(f"verifying {few if path == start else number} ballots with {processes} process(es)")
            command = [sys.executable, "-m", "tests.load.timed", str(processes), str(path)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            seconds, most = map(float, done.stdout.split())
            wall.append(seconds)
            memory = max(memory, most)
    together = min(walls[cores(), archive])
    name = f"1 process ÷ pool of {cores()}, wall time of each ballot beyond {few} of {number}"
    yield Row(name, _gain(walls, start, archive), bound=POOL)
    if theirs is not None:
        name = f"{number} × verify-ballot ÷ our wall time on {cores()} cores"
        yield Row(name, number * theirs / together, bound=2.2)
    yield Row(f"memory of all processes together, {number} ballots", memory, " MB", 300, least=False)


def _gain(walls: dict[tuple[int, Path], list[float]], start: Path, archive: Path) -> float:
    """How many times faster all cores take further ballots than one does."""
    alone, together = (
        min(walls[processes, archive]) - min(walls[processes, start]) for processes in (1, cores())
    )
    return alone / together


def _beginning(archive: bytes, ballots_kept: int) -> bytes:
    """The archive as it was after so many ballots."""
    following = parse_archive(archive).of_type("Ballot")[ballots_kept]
    return archive[: following.data["ballot"].offset - BLOCK]
