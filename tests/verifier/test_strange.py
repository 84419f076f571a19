"""Strange values anywhere, hashed anew: a verdict comes out, never an error of the program."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.verifier.bad_archives import setup
from tests.verifier.polls import POLL, Parts, good
from voting.protocol.encoding import hex_hash
from voting.protocol.setup import parse_setup
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

ONE = Wishes(processes=1)
STRANGE = (
    None, True, -1, 0, 2**53, 10**30, 0.5, "", "0", "00", "-1", "é", "\u0000", "\ud800", "a" * 5000, [], {},
    [[]], {"a": 1}, "0" * 64, "f" * 64, "A" * 43,
)  # fmt: skip


def nodes(value: object) -> list[tuple[object, object]]:
    """Every (container, key) inside decoded JSON."""
    found: list[tuple[object, object]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        found += [(value, key), *nodes(item)]
    return found


def estranged(data: bytes, dice: random.Random, sort: bool = False) -> bytes:
    """The JSON with one value, at any depth, exchanged, left out or doubled."""
    while (changed := _estranged(data, dice, sort)) == data:
        pass
    return changed


def _estranged(data: bytes, dice: random.Random, sort: bool) -> bytes:
    value = json.loads(data)
    container, key = dice.choice(nodes(value))
    act = dice.randrange(6)
    if act == 0:
        del container[key]
    elif act == 1 and isinstance(container, list):
        container.append(container[key])
    else:
        container[key] = dice.choice(STRANGE)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort).encode(
        "utf-8", "surrogatepass"
    )


def in_event(place: int, data: int) -> Callable[[Parts, random.Random], bytes]:
    def make(parts: Parts, dice: random.Random) -> bytes:
        parts.events[place][1][data] = estranged(parts.events[place][1][data], dice)
        return parts.archive()

    return make


def in_side(parts: Parts, dice: random.Random) -> bytes:
    place = dice.randrange(len(parts.side))
    signed, parts.moments = parts.checkpoints(), []
    parts.forged = signed
    parts.side[place] = estranged(parts.side[place], dice, sort=True)
    return parts.bundle()


def in_checkpoints(parts: Parts, dice: random.Random) -> bytes:
    signed, parts.moments = parts.checkpoints(), []
    signed[-1] = estranged(signed[-1], dice, sort=True)
    parts.forged = signed
    return parts.bundle()


def in_method(parts: Parts, dice: random.Random) -> bytes:
    parts.method = estranged(parts.method, dice, sort=True)
    return parts.bundle()


def in_election(parts: Parts, dice: random.Random) -> bytes:
    """A changed text alone is refused by what was signed over the election."""
    election = estranged(POLL.election.raw, dice)
    kind, (_, people, cards, data) = parts.events[0]
    fixed = replace(parse_setup(data), election=hex_hash(election)).serialize()
    parts.forged, parts.moments = parts.checkpoints(), []
    parts.events = [(kind, [election, people, cards, fixed])]
    return parts.bundle()


def in_trustees(parts: Parts, dice: random.Random) -> bytes:
    return setup(trustees=estranged(POLL.trustees.raw, dice))


def in_cards(parts: Parts, dice: random.Random) -> bytes:
    listed = json.loads(POLL.credentials.serialize())
    listed[dice.randrange(len(listed))] = dice.choice(STRANGE)
    return setup(credentials=json.dumps(listed).encode())


PLACES = {
    "election": (in_election, "poll.zip", 60),
    "trustees": (in_trustees, "poll.bel", 60),
    "cards": (in_cards, "poll.bel", 40),
    "setup data": (in_event(0, 3), "poll.bel", 20),
    "ballot": (in_event(1, 0), "poll.bel", 80),
    "tally": (in_event(7, 1), "poll.bel", 20),
    "owned share": (in_event(8, 1), "poll.bel", 20),
    "result": (in_event(11, 0), "poll.bel", 20),
    "side log": (in_side, "poll.zip", 40),
    "checkpoints": (in_checkpoints, "poll.zip", 20),
    "method": (in_method, "poll.zip", 60),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_strange_value_is_refused_with_a_verdict(place, counted):
    make, name, number = PLACES[place]
    dice = random.Random(place)
    for _ in range(number):
        report = verify(Source(name, make(good(), dice)), ONE)
        assert not report.good
        assert report.first_failure is not None
    counted("strange values refused", number)
