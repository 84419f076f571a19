"""The page asks for its own card in the bytes that the server reads, and fills every request up alike."""

from __future__ import annotations

import random

from tests.crypto.cases import COUNTY, SMALL, Poll, seed_of
from tests.crypto.pages import results
from voting.polling.casting import opened
from voting.protocol import own_card
from voting.protocol.credentials import draw_secret
from voting.protocol.group import Q


def test_page_and_server_write_the_same_question():
    rng = random.Random(7)
    cases = [
        {
            "op": "ownCard",
            "uuid": Poll(SMALL[0], number).uuid,
            "secret": draw_secret(rng.randbytes(32)),
            "seed": rng.randbytes(32).hex(),
        }
        for number in range(8)
    ]
    for case, made in zip(cases, results(cases), strict=True):
        here = own_card.ask(case["uuid"], case["secret"], bytes.fromhex(case["seed"]))
        assert made.encode() == here
        own_card.read(case["uuid"], made.encode())


def test_every_ballot_of_a_poll_travels_at_one_length_and_arrives_as_it_was():
    for poll in [Poll(shape, 71) for shape in SMALL] + [Poll(COUNTY, 71)]:
        sealed = results(
            [
                {
                    **poll.case,
                    "op": "seal",
                    "secret": draw_secret(seed_of("card", 71, number)),
                    "choices": poll.choices(number),
                    "seed1": seed_of("seed 1", poll.uuid, number).hex(),
                    "seed2": seed_of("seed 2", poll.uuid, number).hex(),
                }
                for number in range(6)
            ]
        )
        bodies = [made["body"] for made in sealed]
        sent = results([{"op": "padded", "body": body} for body in bodies])
        assert len({len(body) for body in bodies}) > 1  # without it they differ
        assert len({len(body) for body in sent}) == 1
        for made, body in zip(sealed, sent, strict=True):
            assert opened(body.encode()) == (made["ballot"].encode(), made["marks"].encode())


def test_the_longest_number_has_the_digits_that_are_filled_up_to():
    (filled,) = results([{"op": "padded", "body": f'"{Q - 1}""1"'}])
    assert filled == f'"{Q - 1}""1"\n' + " " * (len(str(Q - 1)) - 1)
