"""Bad archives: blocks, records, events, and what the Setup event fixes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256

from tests.protocol.polls import NAMES, TIMESTAMP, UUID, exponent, seed
from tests.verifier.cases import Case
from tests.verifier.polls import POLL, chain, good
from voting.protocol import archive as tar
from voting.protocol import group
from voting.protocol.archive import event_bytes, header_bytes, parse_archive, record_bytes
from voting.protocol.encoding import compact, hex_hash
from voting.protocol.setup import SetupData
from voting.protocol.trustees import Trustees, make_single

HEADER = header_bytes(TIMESTAMP)
SMALL_ORDER = "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7"


def whole() -> bytes:
    return good().archive()


def opened() -> bytes:
    """The archive when nobody has voted yet."""
    return chain(good().events[:1])


def ballot() -> bytes:
    return good().events[1][1][0]


def with_byte(offset: int, value: bytes) -> bytes:
    data = whole()
    return data[:offset] + value + data[offset + len(value) :]


def headed(content: bytes) -> bytes:
    return tar._tar_record("BELENIOS", content, TIMESTAMP) + opened()[len(HEADER) :]


def named(name: str) -> bytes:
    return opened() + tar._tar_record(name, b"x", TIMESTAMP)


def event(**fields: object) -> bytes:
    """A Ballot event after Setup, with other fields (None leaves one out)."""
    head = parse_archive(opened()).head.digest
    made = {"parent": head, "height": 1, "type": "Ballot", "payload": hex_hash(ballot()), **fields}
    return compact({name: each for name, each in made.items() if each is not None})


def after_setup(content: bytes, *data: bytes) -> bytes:
    records = [record_bytes("data", item, TIMESTAMP) for item in data or (ballot(),)]
    return opened() + b"".join(records) + record_bytes("event", content, TIMESTAMP)


def event_only(content: bytes) -> bytes:
    return opened() + record_bytes("event", content, TIMESTAMP)


def ordered(*types: str) -> bytes:
    """The events of these types, chained in this order."""
    events = {kind: (kind, data) for kind, data in reversed(good().events)}
    return chain([events[kind] for kind in types])


def ballot_twice() -> bytes:
    """A second Ballot event that counts the first ballot again without storing it again."""
    events = parse_archive(chain(good().events[:2])).events
    again = event_bytes("Ballot", 2, events[-1].digest, hex_hash(ballot()))
    return chain(good().events[:2]) + record_bytes("event", again, TIMESTAMP)


ARCHIVES = {
    "a byte too few": ("K1", lambda: whole()[:-1]),
    "half of it": ("K1", lambda: whole()[: len(whole()) // 2 // 512 * 512 + 100]),
    "bytes after the end": ("K1", lambda: whole() + bytes(1024)),
    "another mode": ("K1", lambda: with_byte(100, b"0000755\0")),
    "a link": ("K1", lambda: with_byte(156, b"1")),
    "padding that is not zero": ("K1", lambda: with_byte(512 + 500, b"x")),
    "no header": ("K2", lambda: whole()[len(HEADER) :]),
    "version 2": ("K2", lambda: headed(b'{"version":2,"timestamp":"%d"}' % TIMESTAMP)),
    "header with white space": ("K2", lambda: headed(b'{"version":1, "timestamp":"%d"}' % TIMESTAMP)),
    "a record of another time": ("K2", lambda: opened() + record_bytes("data", b"x", TIMESTAMP + 1)),
    "a climbing name": ("K3", lambda: named("../x.data.json")),
    "an upper-case name": ("K3", lambda: named("A" * 64 + ".data.json")),
    "content under another name": ("K4", lambda: named("0" * 64 + ".data.json")),
    "a record twice": ("K5", lambda: opened() + opened()[len(HEADER) :]),
    "a record that nobody names": ("K6", lambda: opened() + record_bytes("data", b"x", TIMESTAMP)),
    "a stranger before the ballot": ("K6", lambda: after_setup(event(), b"x", ballot())),
    "a large record": (
        "K7", lambda: opened() + tar._header_block("0" * 64 + ".data.json", (16 << 20) + 1, TIMESTAMP),
    ),
    "a large ballot": ("K7", lambda: chain([*good().events[:1], ("Ballot", [b"x" * ((256 << 10) + 1)])])),
    "an event that is no JSON": ("E1", lambda: event_only(b"{")),
    "a shuffle": ("E1", lambda: event_only(event(type="Shuffle"))),
    "an event with white space": ("E1", lambda: after_setup(event() + b" ")),
    "an event with another field": ("E1", lambda: after_setup(event(weight=2))),
    "another parent": ("E2", lambda: after_setup(event(parent="0" * 64))),
    "no parent": ("E2", lambda: after_setup(event(parent=None))),
    "a height left out": ("E3", lambda: after_setup(event(height=2))),
    "a ballot after the closing": ("E4", lambda: ordered("Setup", "EndBallots", "Ballot")),
    "a tally before the closing": ("E4", lambda: ordered("Setup", "EncryptedTally")),
    "shares without tally": ("E4", lambda: ordered("Setup", "EndBallots", "PartialDecryption")),
    "a result without shares": ("E4", lambda: ordered("Setup", "EndBallots", "EncryptedTally", "Result")),
    "no event": ("E4", lambda: HEADER),
    "an end with a payload": (
        "E5", lambda: after_setup(event(type="EndBallots", payload=hex_hash(ballot()))),
    ),
    "a ballot event without ballot": ("E5", lambda: event_only(event(payload=None))),
    "a payload from elsewhere": ("E6", lambda: after_setup(event(payload="0" * 64))),
    "setup data of another form": (
        "E6", lambda: chain([("Setup", [*good().events[0][1][:3], b'{"election":"x"}'])]),
    ),
    "a ballot counted twice": ("B18", ballot_twice),
}  # fmt: skip


# Setup events whose election, trustees or list of cards is another.


def setup(
    election: bytes = POLL.election.raw, trustees: bytes | None = None, credentials: bytes | None = None
) -> bytes:
    people = trustees if trustees is not None else POLL.trustees.raw
    cards = credentials if credentials is not None else POLL.credentials.serialize()
    data = SetupData(*(sha256(content).hexdigest() for content in (election, people, cards)))
    return chain([("Setup", [election, people, cards, data.serialize()])])


def asking(**fields: object) -> bytes:
    return setup(election=compact({**json.loads(POLL.election.raw), **fields}))


def question(**fields: object) -> bytes:
    first, *others = json.loads(POLL.election.raw)["questions"]
    return asking(questions=[{**first, **fields}, *others])


def trusting(change: Callable[[list], None]) -> bytes:
    people = json.loads(POLL.trustees.raw)
    change(people)
    return setup(trustees=compact(people))


def server(**fields: object) -> bytes:
    return trusting(lambda people: people[0][1].update(fields))


def threshold(part: str, change: Callable[[list], object]) -> bytes:
    return trusting(lambda people: change(people[1][1][part]))


def one_key_twice() -> bytes:
    single = make_single(exponent("twin"), seed("twin"))
    twins = Trustees((single, single))
    asked = compact({**json.loads(POLL.election.raw), "public_key": group.encode(twins.election_key)})
    return setup(election=asked, trustees=twins.raw)


def other_response(item: dict) -> None:
    item["signature"]["response"] = str(int(item["signature"]["response"]) ^ 1)


def cards(change: Callable[[list[str]], list[str]]) -> bytes:
    return setup(credentials=compact(change(json.loads(POLL.credentials.serialize()))))


POK = {"challenge": "1", "response": "1"}
SETUPS = {
    "election version 2": ("S1", partial(asking, version=2)),
    "another group": ("S1", partial(asking, group="BELENIOS-2048")),
    "a short uuid": ("S1", partial(asking, uuid=UUID[:13])),
    "an election key of small order": ("S1", partial(asking, public_key=SMALL_ORDER)),
    "an election with a field more": ("S1", partial(asking, weight=1)),
    "a question that is no choice": ("S1", partial(question, type="NonHomomorphic")),
    "more marks than answers": ("S2", partial(question, max=4)),
    "least above most": ("S2", partial(question, min=3)),
    "two answers alike": ("S2", partial(question, answers=[NAMES[0], NAMES[0], NAMES[2]])),
    "no question": ("S2", partial(asking, questions=[])),
    "no trustee": ("S3", lambda: setup(trustees=b"[]")),
    "an identity key": ("S3", partial(server, public_key=group.encode(group.IDENTITY))),
    "a key of small order": ("S3", partial(server, public_key=SMALL_ORDER)),
    "an upper-case key": (
        "S3", lambda: server(public_key=group.encode(POLL.trustees.keys[0]).upper()),
    ),
    "a key without proof": ("S4", partial(server, pok=POK)),
    "a foreign key": ("S4", lambda: server(public_key=group.encode(group.base(5)))),
    "a certificate with another signature": (
        "S5", lambda: threshold("certs", lambda x: other_response(x[0])),
    ),
    "certificates exchanged": ("S5", lambda: threshold("certs", lambda x: x.reverse())),
    "coefficients with another signature": (
        "S5", lambda: threshold("coefexps", lambda x: other_response(x[1])),
    ),
    "a scrutineer who saw other certificates": (
        "S5", lambda: threshold("signatures", lambda x: x.reverse()),
    ),
    "a scrutineer left out": ("S5", lambda: threshold("verification_keys", lambda x: x.pop())),
    "another threshold": ("S5", lambda: trusting(lambda people: people[1][1].update(threshold=3))),
    "a key without its owner's signature": (
        "S5", lambda: threshold("verification_keys", lambda x: x[0].pop("signature")),
    ),
    "another election key": ("S6", lambda: asking(public_key=group.encode(group.base(7)))),
    "the server's key left out": ("S6", lambda: trusting(lambda people: people.pop(0))),
    "one key for two trustees": ("S7", one_key_twice),
    "a card twice": ("S8", lambda: cards(lambda listed: [listed[0], *listed])),
    "a card that is no key": ("S8", lambda: cards(lambda listed: [*listed, SMALL_ORDER])),
    "a card with weight": ("S8", lambda: cards(lambda listed: [f"{listed[0]},2", *listed[1:]])),
    "a list with white space": ("S8", lambda: setup(credentials=POLL.credentials.serialize() + b"\n")),
}  # fmt: skip

CASES = {name: Case(code, make) for name, (code, make) in {**ARCHIVES, **SETUPS}.items()}
