"""Whatever stands in a message, the pages refuse it with a code; they never stumble."""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.crypto.boards import BOARD, Board
from tests.crypto.pages import Case, ask
from voting.protocol import ed25519, group
from voting.protocol.encoding import canonical, compact
from voting.protocol.receipts import Receipt

Counted = Callable[[str, int], None]
JUNK: list[Any] = [None, True, 0, -1, 7, 2**53 - 1, "", "x", "1", "0" * 64, "票", [], [None], {}, {"a": None}]
HONEST = Board()
POLL = {"election": HONEST.election.raw.decode(), "method": HONEST.method.decode()}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all nodes of a JSON value."""
    yield path
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[step], (*path, step))


def bent(data: bytes, write: Callable[[Any], bytes], number: int, seed: int = 0) -> list[bytes]:
    """So many copies of a JSON text, in each of which one node is junk, is missing or stands twice."""
    draw = random.Random(seed)
    value = json.loads(data)
    paths = list(places(value))
    made: list[bytes] = []
    while len(made) < number:
        path = draw.choice(paths)
        changed = copy.deepcopy(value)
        if not path:
            changed = draw.choice(JUNK)
        else:
            *steps, last = path
            node = changed
            for step in steps:
                node = node[step]
            act = draw.choice(("junk", "junk", "drop", "more"))
            if act == "drop":
                del node[last]
            elif act == "more" and isinstance(node, list):
                node.append(node[last])
            else:
                node[last] = draw.choice(JUNK)
        text = write(changed)
        if text != data:
            made.append(text)
    return made


def text_cases() -> Iterator[Case]:
    """Ballots, marks, receipts, slips, elections, methods."""
    ballot, marks = HONEST.cast[0]
    listed = [group.encode(point) for point in HONEST.credentials.credentials]
    base = {"op": "ballot", **POLL, "credentials": listed, "ballot": ballot.decode(), "marks": marks.decode()}
    yield from ({**base, "ballot": text.decode()} for text in bent(ballot, compact, 80))
    yield from ({**base, "marks": text.decode()} for text in bent(marks, canonical, 50))
    yield from ({**base, "election": text.decode()} for text in bent(HONEST.election.raw, compact, 50))
    yield from ({**base, "method": text.decode()} for text in bent(HONEST.method, canonical, 20))
    phi, event = HONEST.election.fingerprint, HONEST.heads[0].digest
    key = ed25519.public_key(BOARD)
    receipt = Receipt(
        HONEST.election.uuid, phi, ed25519.key_id(key), phi, phi, "", 4, event, "2027-01-18T01:23Z"
    ).sign(BOARD)
    yield from (
        {"op": "receipt", "signed": text.decode(), "key": key} for text in bent(receipt, canonical, 40)
    )
    slip = HONEST.slips[0]
    draw = random.Random(1)
    for _ in range(20):
        place = draw.randrange(len(slip))
        yield {
            "op": "slip",
            "text": slip[:place] + draw.choice("!:1Aaé") + slip[place + 1 :] + "0" * draw.randint(0, 1),
        }
    trustees = HONEST.trustees.raw
    for text in bent(trustees, compact, 40):
        data = base64.b64encode(text).decode()
        yield {"op": "trustees", "bytes": data, "key": group.encode(HONEST.election.public_key)}


def ceremony_cases() -> Iterator[Case]:
    """What the third participant sends, changed on the way to the first."""
    played = HONEST.played
    said: dict[str, list[bytes]] = {
        "certificates": played.certificates,
        "commits": played.commitments,
        "reveals": played.reveals,
        "keys": played.keys,
    }
    place = {"ceremony": played.ceremony.id, "n": 3, "t": 2, "index": 1}
    expected = [group.encode(each.slip.public_key) for each in played.finished]
    base = {"op": "ceremony", "place": place, "seed": played.joined[0].seed.hex(), "expected": expected}
    steps = {"certificates": "commit", "commits": "reveal", "reveals": "finish", "keys": "confirm"}
    for name, step in steps.items():
        for text in bent(said[name][2], canonical, 30):
            if name == "reveals" and same_but_for_others(text, said[name][2]):
                continue
            told = {**said, name: [*said[name][:2], text]}
            yield {
                **base,
                "step": step,
                **{key: [each.decode() for each in value] for key, value in told.items()},
            }


def same_but_for_others(text: bytes, original: bytes) -> bool:
    """Only the content of a message that somebody else will open differs."""
    changed, honest = json.loads(text), json.loads(original)
    if not isinstance(changed, dict) or changed.keys() != honest.keys():
        return False
    secrets = changed["secrets"]
    if (
        not isinstance(secrets, list)
        or len(secrets) != 3
        or any(not isinstance(each, dict) for each in secrets)
    ):
        return False
    for theirs, ours in zip(secrets[1:], honest["secrets"][1:], strict=True):
        if isinstance(theirs.get("data"), str) and set(theirs["data"]) <= set("0123456789abcdef"):
            theirs["data"] = ours["data"]
    return bool(changed == honest)


def side_cases() -> Iterator[Case]:
    """One record of the side log is changed."""
    draw = random.Random(2)
    for number in range(60):
        place = draw.randrange(len(HONEST.side))
        (text,) = bent(HONEST.side[place], canonical, 1, seed=number)
        side = b"".join(record + b"\n" for record in [*HONEST.side[:place], text, *HONEST.side[place + 1 :]])
        message = {"kind": "verify", "files": "board", "expected": HONEST.expected()}
        files = {"board": HONEST.files(side=side)}
        yield {"op": "follow", "sharing": True, "files": files, "seeds": [], "messages": [message]}


def archive_cases() -> Iterator[Case]:
    """Single bytes of the archive are changed, or its end is missing."""
    archive = HONEST.written[0]
    draw = random.Random(3)
    for number in range(120):
        place = draw.randrange(len(archive))
        changed = archive[:place] + bytes([archive[place] ^ (1 << draw.randrange(8))]) + archive[place + 1 :]
        if number % 4 == 0:
            changed = archive[:place]
        yield {"op": "archive", "bytes": base64.b64encode(changed).decode()}


def test_no_message_makes_a_page_stumble(counted: Counted):
    cases = [*text_cases(), *ceremony_cases(), *archive_cases()]
    answers = ask(cases)
    accepted = [case for case, answer in zip(cases, answers, strict=True) if "refused" not in answer]
    assert accepted == []
    counted("bad messages refused, JavaScript", len(cases))


def test_no_record_makes_a_scrutineers_page_stumble(counted: Counted):
    cases = list(side_cases())
    answers = [answer for case in ask(cases) for answer in case["ok"]]
    assert [answer for answer in answers if "refused" not in answer] == []
    counted("bad messages refused, JavaScript", len(cases))
