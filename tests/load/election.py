"""A poll of 12 projects, 10 places, as large as wanted, made by the demo's people through the services."""

from __future__ import annotations

import os
import random as pseudo
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from tests.load.rows import say
from tests.polling.stage import Stage
from voting.config import load_settings
from voting.db import open_databases
from voting.demo.deputy import choose, seal
from voting.migrations import migrate
from voting.protocol.election import parse_election
from voting.rules import method as methods
from voting.rules import presets

PROJECTS, PLACES = 12, 10


def open_poll(folder: Path, ballots: int) -> Stage:
    """An open poll with as many cards as ballots, in a fresh installation."""
    databases = open_databases(load_settings(folder, {}))
    migrate(databases)
    stage = Stage(
        databases, folder, presets.county(PLACES, PROJECTS), cards_listed=ballots, moment=datetime.now(UTC)
    )
    return stage.to_open_with(ballots + 13, ballots)


def sealed(stage: Stage, ballots: int) -> list[bytes]:
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
    """Record ballots as casting does, without checking again what was just made."""
    stage.checker = Trusting()
    for number, body in enumerate(bodies):
        stage.cast(body)
        if number % 500 == 499:
            say(f"recorded {number + 1}")


class Trusting:
    """Stands in for the checker where checking is not what is measured."""

    def check(self, election: bytes, method: bytes, content: bytes, marks: bytes) -> object:
        from voting.polling.checking import CheckedBallot
        from voting.protocol import group
        from voting.protocol.ballots import parse_ballot

        ballot = parse_ballot(content)
        return CheckedBallot(content, marks, ballot.hash, ballot.tracker, group.encode(ballot.credential))
