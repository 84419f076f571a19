"""A poll of 12 projects, 10 places, as large as wanted, made by the demo's people through the services."""

from __future__ import annotations

import os
import random as pseudo
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.load.rows import say
from tests.polling.stage import Stage
from voting.config import load_settings
from voting.db import open_databases
from voting.demo.deputy import choose, seal
from voting.migrations import migrate
from voting.polling import casting
from voting.polling.checking import BallotChecker, CheckedBallot
from voting.protocol.election import parse_election
from voting.protocol.encoding import compact_hash
from voting.rules import method as methods
from voting.rules import presets

PROJECTS, PLACES = 12, 10
SIGNED = re.compile(rb'"signature":\{"hash":"([^"]{43})"')


@dataclass(frozen=True)
class Sample:
    """An open poll in an installation of its own, sealed ballots, and the archive before them."""

    stage: Stage
    archive: bytes
    bodies: list[bytes]
    folder: Path

    @property
    def first(self) -> tuple[bytes, bytes]:
        """A ballot and its marks."""
        content, _, marks = self.bodies[0].partition(b"\n")
        return content, marks


def prepare(folder: Path, ballots: int) -> Sample:
    """An open poll with as many cards as ballots, in ``folder / "instance"``."""
    say(f"opening a poll with {ballots} cards")
    instance = folder / "instance"
    databases = open_databases(load_settings(instance, {}))
    migrate(databases)
    stage = Stage(
        databases, instance, presets.county(PLACES, PROJECTS), cards_listed=ballots, moment=datetime.now(UTC)
    )
    stage.to_open_with(ballots + ballots // 24, ballots)
    return Sample(stage, stage.archive_bytes(), _sealed(stage, ballots), folder)


def _sealed(stage: Stage, ballots: int) -> list[bytes]:
    """Bodies of that many ballots, made on all cores."""
    say(f"sealing {ballots} ballots of {PROJECTS}×2")
    poll = stage.poll()
    groups = [stage.cards.secrets[start : start + 25] for start in range(0, ballots, 25)]
    bodies: list[bytes] = []
    with ProcessPoolExecutor() as pool:
        arguments = ([poll.election or b""] * len(groups), [poll.method] * len(groups))
        for made in pool.map(_seal, *arguments, groups, range(len(groups))):
            bodies += made
    return bodies


def _seal(election: bytes, method: bytes, secrets: tuple[str, ...], seed: int) -> list[bytes]:
    defined, rules, rng = parse_election(election), methods.from_json(method), pseudo.Random(seed)
    return [seal(defined, rules, secret, choose(rng, rules), os.urandom) for secret in secrets]


def fill(stage: Stage, bodies: list[bytes]) -> None:
    """Cast ballots without checking again what was just made; those that are there already stay."""
    stage.checker = Trusting()
    for number, body in enumerate(bodies, 1):
        stage.cast(body)
        if number % 500 == 0:
            say(f"recorded {number}")


class Trusting(BallotChecker):
    """Believes what a ballot says of itself, where checking is not what is measured."""

    def check(self, election: bytes, method: bytes, content: bytes, marks_record: bytes) -> CheckedBallot:
        return believed(content, marks_record)


def believed(content: bytes, marks: bytes) -> CheckedBallot:
    """What a ballot says of itself; every ballot here was made by us."""
    signed, opening = SIGNED.search(content), casting.OPENING.match(content)
    if signed is None or opening is None:
        raise ValueError("not a ballot")
    return CheckedBallot(content, marks, signed[1].decode(), compact_hash(content), opening[1].decode())
