"""A whole vote over HTTP against the real server, then a search for what must be nowhere.

Every card's secret, every seed, every slip and every line of choices is a canary. Afterwards the databases
with their logs, the whole installation, what the server wrote, every answer it gave and the bundle are
searched for each of them.
"""

from __future__ import annotations

import os
import random
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voting.config import load_settings
from voting.db import open_databases
from voting.demo import deputy, offices
from voting.demo import prepare as preparing
from voting.demo.candidates import projects
from voting.demo.cards import CardSet
from voting.demo.offices import THRESHOLD, OpenPoll
from voting.demo.play import DRAFT, FRUIT, SEATS, Play
from voting.demo.visitor import Refused, Visitor
from voting.migrations import migrate
from voting.protocol.election import parse_election
from voting.serving import free_port, local, running

DEPUTIES = 12


@dataclass
class Canaries:
    """What was drawn, by kind, each in the forms in which it could be written down."""

    known: dict[str, list[bytes]] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)

    def drawn(self, kind: str, secret: bytes) -> None:
        forms = [secret, secret.hex().encode(), b64encode(secret).rstrip(b"=")]
        self.known.setdefault(kind, []).extend(form for form in forms if len(form) >= 16)

    def random(self, length: int) -> bytes:
        made = os.urandom(length)
        self.drawn("seed", made)
        return made

    def found_in(self, content: bytes) -> list[str]:
        return [kind for kind, forms in self.known.items() for form in forms if form in content]


class Listening(Visitor):
    """A visitor whose every answer is kept."""

    canaries: Canaries

    def _open(self, request: object) -> bytes:
        content = super()._open(request)  # type: ignore[arg-type]
        self.canaries.answers.append(content)
        return content


class Watched(Play):
    """The demo's vote with few deputies, in one process, whose secrets are kept for the search."""

    def seal(self, poll: OpenPoll, cards: CardSet) -> list[bytes]:
        election, method = parse_election(poll.election), poll.rules
        rng, bodies = random.Random(1), []
        for secret in cards.secrets:
            self.canaries.drawn("card", secret.encode())
            choices = deputy.choose(rng, method)
            for row in choices:
                for comma in (",", ", "):
                    self.canaries.known.setdefault("choices", []).append(comma.join(map(str, row)).encode())
            bodies.append(deputy.seal(election, method, secret, choices, self.canaries.random))
        return bodies

    canaries: Canaries


@dataclass(frozen=True)
class Played:
    canaries: Canaries
    instance: Path
    said: bytes
    bundle: bytes


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("canaries")
    instance, canaries = folder / "instance", Canaries()
    environ = {**os.environ, "VOTING_INSTANCE": str(instance)}
    databases = open_databases(load_settings(instance, environ))
    migrate(databases)
    accounts = {a.login: a for a in preparing.prepare(databases, datetime.now(UTC))}
    databases.close()
    Listening.canaries = canaries
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offices, "Visitor", Listening)
        patch.setattr(offices, "roster_rows", lambda: preparing.roster_rows()[:DEPUTIES])
        game = Watched(local(free_port()), environ, accounts, lambda text: None, ballots=DEPUTIES)
        game.canaries = canaries
        said = run(game, folder / "bundle.zip", folder / "said", canaries)
    yield Played(canaries, instance, said, (folder / "bundle.zip").read_bytes())


def run(game: Watched, bundle: Path, said: Path, canaries: Canaries) -> bytes:
    """The acts of the demo in their order without its kill; returns what the server wrote."""
    with said.open("wb") as log, redirected(log.fileno()), running(game.serving, game.environ):
        game.sign_everybody_in()
        game.import_lists(projects())
        game.check_in(DEPUTIES)
        sitting = game.open_sitting()
        place = game.draft(sitting, DRAFT)
        game.make_keys(sitting, SEATS)
        for holder in game.holders.values():
            for part in holder.slip.encode().split(":")[3:5]:  # seed and share
                canaries.drawn("slip", part.encode())
        cards = game.make_cards(sitting)
        game.rehearse(sitting, cards.secrets, FRUIT)
        game.open_poll(place)
        (poll,) = game.open_polls(sitting)
        bodies = game.seal(poll, cards)
        game.cast(poll, bodies)
        refused(game, poll, bodies)
        game.close(sitting, place)
        game.count(place, SEATS[:THRESHOLD])
        game.sign(place)
        game.announce(place, "公告（第5号）")
        bundle.write_bytes(game.bundle(place))
    return said.read_bytes()


def refused(game: Watched, poll: OpenPoll, bodies: list[bytes]) -> None:
    """Bad ballots of every kind: their refusals and whatever is logged of them are searched too."""
    bad = [b"", b"\xff" * 300, bodies[0][:-9], bodies[0].replace(b'"proof"', b'"fproo"', 1), b"[" * 200_000]
    bad.append(re.sub(rb'"signature":\{.*?\}\}', b'"signature":' + b"[" * 5_000, bodies[0], count=1))
    for body in bad:
        with pytest.raises(Refused) as caught:
            game.cast_one(poll, body)
        assert caught.value.status in (400, 409)


class redirected:
    """What this process's children write to the terminal goes to a file."""

    def __init__(self, target: int) -> None:
        self._target = target

    def __enter__(self) -> None:
        self._kept = [os.dup(1), os.dup(2)]
        os.dup2(self._target, 1)
        os.dup2(self._target, 2)

    def __exit__(self, *_: object) -> None:
        for number, kept in zip((1, 2), self._kept, strict=True):
            os.dup2(kept, number)
            os.close(kept)


def test_no_secret_is_anywhere_on_the_server(played: Played, counted: Callable[[str, int], None]) -> None:
    files = [path for path in played.instance.rglob("*") if path.is_file()]
    assert {"main.db", "board.db"} <= {path.name for path in files}
    hits = {path.name: played.canaries.found_in(path.read_bytes()) for path in files}
    assert not {name: kinds for name, kinds in hits.items() if kinds}
    counted("canaries looked for", sum(map(len, played.canaries.known.values())))


def test_no_secret_was_answered_or_logged_or_bundled(played: Played) -> None:
    assert len(played.canaries.answers) > 100
    for content in (*played.canaries.answers, played.said, played.bundle):
        assert not played.canaries.found_in(content)


def test_every_kind_of_canary_was_drawn(played: Played) -> None:
    assert set(played.canaries.known) == {"seed", "card", "slip", "choices"}
    assert all(len(forms) >= 3 for forms in played.canaries.known.values())
    assert played.canaries.found_in(b"..." + played.canaries.known["card"][0]) == ["card"]


def test_what_the_server_wrote_holds_no_ballot_and_no_trace(played: Played) -> None:
    assert b"Traceback" not in played.said, played.said[-3000:].decode()
    assert b"election_uuid" not in played.said
    assert b"/cast" not in played.said
