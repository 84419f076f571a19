"""The same bytes from the same seeds: cases that another implementation must reproduce.

`python -m tests.protocol.vectors 20 7` prints cases 7 to 26 as JSON, one a line.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass

from tests.protocol.polls import UUID, exponent, seed
from voting.protocol.ballots import UnsignedBallot, encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import draw_secret, public_credential
from voting.protocol.decryption import decrypt_tally
from voting.protocol.election import Election, Question, build_election, parse_election
from voting.protocol.group import base, encode
from voting.protocol.marks import make_marks
from voting.protocol.proofs import proof_json
from voting.protocol.tally import EncryptedTally, parse_encrypted_tally, tally_ballots


@dataclass(frozen=True)
class Ballots:
    """What encrypting, marking and signing give: all that leaves or could leave the page."""

    hash: str
    ballot: bytes
    marks: bytes
    tracker: str


def seal(
    election: bytes,
    secret: str,
    choices: list[list[int]],
    exclusive: list[tuple[int, int]],
    seed1: bytes,
    seed2: bytes,
) -> Ballots:
    """The ballot and its marks record from the bytes of an election, a card secret and two seeds."""
    unsigned: UnsignedBallot = encrypt_ballot(parse_election(election), secret, choices, seed1)
    ballot = sign_ballot(unsigned, secret, seed2)
    return Ballots(unsigned.hash, ballot, make_marks(unsigned, exclusive), parse_ballot(ballot).tracker)


def share(
    election_hash: str, tally_event: str, owner: int, secret: int, tally: bytes, seed: bytes
) -> tuple[bytes, dict[str, str]]:
    """The bytes of a partial decryption and its strong proof."""
    parsed = parse_encrypted_tally(tally)
    decrypted, strong = decrypt_tally(election_hash, tally_event, owner, secret, parsed, seed)
    return decrypted.raw, proof_json(strong)


def random_election(chance: random.Random, key: int) -> tuple[Election, list[tuple[int, int]]]:
    """A small election of one of the three kinds, and its pairs of exclusive questions."""
    kind = chance.choice(("three", "tick", "rating"))
    names = tuple(f'项目{i}·"{chance.choice("甲乙丙丁")}\\' for i in range(chance.randint(1, 5)))
    first = chance.randint(0, 1)
    tick = Question("赞成", names, first, chance.randint(first, len(names)))
    if kind == "three":
        questions = [tick, Question("反对", names, 0, len(names))]
    elif kind == "tick":
        questions = [tick]
    else:
        questions = [Question(name, ("满意", "基本满意", "不满意"), first, 1) for name in names[:3]]
    election = build_election(UUID, "表决 <>&/\u2028\U0001f5f3", "说明", base(key), questions)
    return election, [(0, 1)] if kind == "three" else []


def random_choices(
    chance: random.Random, election: Election, exclusive: list[tuple[int, int]]
) -> list[list[int]]:
    choices = []
    for question in election.questions:
        marks = chance.randint(question.minimum, question.maximum)
        places = set(chance.sample(range(len(question.answers)), marks))
        choices.append([int(place in places) for place in range(len(question.answers))])
    for a, b in exclusive:
        choices[b] = [mark * (1 - other) for mark, other in zip(choices[b], choices[a], strict=True)]
    return choices


def case(number: int) -> dict[str, object]:
    """Case `number`, always the same: inputs and outputs, bytes as text or hex."""
    chance = random.Random(number)
    key = exponent("vector", number)
    election, exclusive = random_election(chance, key)
    choices = random_choices(chance, election, exclusive)
    secret = draw_secret(seed("vector card", number))
    seed1, seed2, seed3 = (seed("vector seed", number, i) for i in range(3))
    made = seal(election.raw, secret, choices, exclusive, seed1, seed2)
    tally = tally_ballots(election, [parse_ballot(made.ballot)]).encrypted_tally()
    event, owner = seed("event", number).hex(), chance.randint(1, 9)
    return {
        "number": number,
        "election": election.raw.decode(),
        "secret": secret,
        "credential": encode(public_credential(secret, election.uuid)),
        "choices": choices,
        "exclusive": exclusive,
        "seed1": seed1.hex(),
        "seed2": seed2.hex(),
        "hash": made.hash,
        "ballot": made.ballot.decode(),
        "marks": made.marks.decode(),
        "tracker": made.tracker,
        "decryption": _decryption(election, event, owner, key, tally, seed3),
    }


def _decryption(
    election: Election, event: str, owner: int, key: int, tally: EncryptedTally, seed3: bytes
) -> dict[str, object]:
    decrypted, strong = share(election.fingerprint, event, owner, key, tally.raw, seed3)
    return {
        "tally": tally.raw.decode(),
        "tally_event": event,
        "owner": owner,
        "secret": str(key),
        "seed": seed3.hex(),
        "share": decrypted.decode(),
        "strong_proof": strong,
    }


if __name__ == "__main__":
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for number in range(first, first + count):
        print(json.dumps(case(number), ensure_ascii=False))
