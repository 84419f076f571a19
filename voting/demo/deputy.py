"""A deputy's tablet, played by a program."""

from __future__ import annotations

import random as pseudo
from collections.abc import Callable, Sequence

from voting.protocol import ballots, challenge, marks
from voting.protocol.credentials import public_credential
from voting.protocol.election import Election
from voting.rules.method import Method

Choices = tuple[tuple[int, ...], ...]


def choose(rng: pseudo.Random, method: Method, favour: tuple[float, ...] = ()) -> Choices:
    """One deputy's opinion within the method: 赞成 up to the most allowed, 反对 for some of the rest; of a
    rating a grade for each item, mostly a good one, and none now and then where that is allowed.

    ``favour`` weighs the projects (1.0 each unless given).
    """
    if method.kind == "rating":
        return tuple(_graded(rng, method) for _ in range(method.candidates))
    n = method.candidates
    weights = favour or (1.0,) * n
    order = sorted(range(n), key=lambda i: rng.random() ** (1 / weights[i]), reverse=True)
    wanted = rng.randint(max(method.min_marks, method.max_marks - 2), method.max_marks)
    approved = set(order[:wanted])
    opposed = {i for i in order[wanted:] if rng.random() < 0.5}
    rows = [tuple(int(i in approved) for i in range(n))]
    if method.marking == "three":
        rows.append(tuple(int(i in opposed) for i in range(n)))
    return tuple(rows)


def spread(rng: pseudo.Random, method: Method, votes: Sequence[int], ballots: int) -> list[Choices]:
    """So many ballots that project ``i`` gets exactly ``votes[i]`` 赞成; 反对 for some of the rest.

    Each project's votes go to the ballots that follow those of the one before, round and round: no ballot
    has more than one mark more than another.
    """
    rows = [[0] * len(votes) for _ in range(ballots)]
    place = 0
    for project, number in enumerate(votes):
        for step in range(number):
            rows[(place + step) % ballots][project] = 1
        place += number
    rng.shuffle(rows)
    against = [[int(not mark and rng.random() < 0.5) for mark in row] for row in rows]
    marks = zip(rows, against, strict=True)
    return [
        (tuple(row), tuple(opposed)) if method.marking == "three" else (tuple(row),) for row, opposed in marks
    ]


def _graded(rng: pseudo.Random, method: Method) -> tuple[int, ...]:
    places = range(len(method.grades))
    (given,) = rng.choices(places, [2.0**-place for place in places])
    if method.min_marks == 0 and rng.random() < 0.1:
        given = -1
    return tuple(int(place == given) for place in places)


def seal(
    election: Election, method: Method, secret: str, choices: Choices, random: Callable[[int], bytes]
) -> bytes:
    """The body of a cast: ballot, line feed, marks (PROTOCOL 5)."""
    unsigned = ballots.encrypt_ballot(election, secret, choices, random(32))
    record = marks.make_marks(unsigned, method.exclusive)
    return ballots.sign_ballot(unsigned, secret, random(32)) + b"\n" + record


def challenged(
    election: Election, secret: str, pressed: Choices, random: Callable[[int], bytes],
    sealed: Choices | None = None,
) -> tuple[str, bytes]:  # fmt: skip
    """设备抽检: (the hash that the tablet shows, the text that it shows when it is challenged).

    An honest tablet seals what was pressed; one whose build lies seals something else and says it did not.
    """
    seed = random(32)
    shown = ballots.encrypt_ballot(election, secret, sealed or pressed, seed).hash
    credential = public_credential(secret, election.uuid)
    told = challenge.Challenge(election.uuid, election.fingerprint, credential, pressed, seed)
    return shown, told.encode()
