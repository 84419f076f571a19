"""A side log of a whole poll, record by record, for the tests to bend and break."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.protocol.ceremonies import Played, play, seed_of
from voting.protocol import ed25519, group
from voting.protocol.archive import Event
from voting.protocol.credentials import build_credentials
from voting.protocol.encoding import canonical, compact_hash, hex_hash
from voting.protocol.errors import ProtocolError
from voting.protocol.sidecheck import (
    PollFacts,
    SideLog,
    closing_side,
)
from voting.protocol.sidelog import (
    Closing,
    Counts,
    Decryption,
    Outcome,
    Registrar,
    Share,
    Void,
    Zero,
)
from voting.protocol.slips import ShareChallenge
from voting.protocol.trustees import Trustees, make_single

UUID, OTHER_UUID = "1A2b3C4d5E6f7G8h9J1K2L", "2A2b3C4d5E6f7G8h9J1K2L"
PHI = compact_hash(b"election")
REGISTRAR, STRANGER = seed_of("registrar"), seed_of("stranger")
POLL = {"uuid": UUID, "election_hash": PHI}

CREDENTIALS = build_credentials(group.base(n) for n in range(100, 112))
CARDS = [group.encode(point) for point in CREDENTIALS.credentials]
BALLOTS = CARDS[:8]
HASHES = [compact_hash(card.encode()) for card in BALLOTS]
TYPES = ["Setup", *["Ballot"] * 8, "EndBallots", "EncryptedTally", *["PartialDecryption"] * 3, "Result"]
EVENTS = [
    Event(height, kind, None, None, hex_hash(f"{kind} {height}".encode()))
    for height, kind in enumerate(TYPES)
]
SETUP, TALLY, RESULT = EVENTS[0].digest, EVENTS[10].digest, EVENTS[-1].digest
SHARES = [(2, hex_hash(b"share of 2")), (4, hex_hash(b"share of 4")), (1, hex_hash(b"share of server"))]


@cache
def played() -> Played:
    return play(3, 2)


@cache
def facts() -> PollFacts:
    return PollFacts(
        uuid=UUID,
        election_hash=PHI,
        events=EVENTS,
        trustees=Trustees((make_single(99, seed_of("server")), played().parameters())),
        threshold=2,
        credentials=CREDENTIALS,
        cast=BALLOTS,
        shares=SHARES,
        exclusive=True,
        registrar_key=ed25519.public_key(REGISTRAR),
    )


def signing_key(owner: int) -> int:
    return played().joined[owner - 2].keys.signing


def registrar(**other: Any) -> Registrar:
    said = {"uuid": UUID, "credentials": CREDENTIALS.digest, "listed": 12, "reserve": 2}
    return Registrar.make(other.pop("secret", REGISTRAR), **said | other)


def share(owner: int, **other: Any) -> Share:
    asked = {"uuid": UUID, "server_nonce": "5e" * 32, "page_nonce": "9a" * 32, "date": "2027-02-18"} | other
    return Share.make(
        ShareChallenge(owner=owner, **asked), played().finished[owner - 2].share, seed_of("share", owner)
    )


def zero(owner: int, signer: int = 0, **other: Any) -> Zero:
    report = Zero.of(**POLL | {"setup_event": SETUP, "owner": owner} | other)
    return report.signed(signing_key(signer or owner), seed_of("zero", owner))


def marks(place: int) -> bytes:
    proof = {"challenge": "1", "response": "2"}
    return canonical(
        {"v": 1, "kind": "marks", **POLL, "ballot_hash": HASHES[place], "proofs": [[[proof, proof]]]}
    )


def void(log: SideLog, card: str, height: int, owner: int = 3, **other: Any) -> Void:
    secret, signer = other.pop("secret", REGISTRAR), other.pop("signer", owner)
    said = {
        "height": height, "event": EVENTS[height % len(EVENTS)].digest, "side": log.head,
        "credential": card, "reason": "unopened",
    }  # fmt: skip
    half = Void.request(secret, **POLL | said | other)
    return half.for_owner(owner).signed(signing_key(signer), seed_of("void", card))


def counts(**other: Any) -> Counts:
    numbers = {
        "all_deputies": 20, "present": 11, "listed": 12, "voided": 2, "handed_out": 10, "returned": 8,
    }  # fmt: skip
    return Counts(**POLL | numbers | other)


def closing(log: SideLog, owner: int, signer: int = 0, **other: Any) -> Closing:
    said = {
        "setup_event": SETUP, "tally_event": TALLY, "ballots": 8, "side": closing_side(log), "owner": owner,
    }  # fmt: skip
    return Closing.of(**POLL | said | other).signed(signing_key(signer or owner), seed_of("closing", owner))


def decryption(owner: int, digest: str, **other: Any) -> Decryption:
    said = {"tally_event": TALLY, "owner": owner, "share": digest, "challenge": 5, "response": 6}
    return Decryption(**POLL | said | other)


def outcome(**other: Any) -> Outcome:
    said = {
        "result_event": RESULT, "chosen": (3, 0), "tied": (1, 2), "unfilled": 0, "grades": (),
        "next": "announce",
    }  # fmt: skip
    return Outcome(**POLL | said | other)


Build = Callable[[SideLog], bytes]


def steps() -> dict[str, Build]:
    """The records of a whole poll, each made from the log as it stands before it."""
    made: dict[str, Build] = {
        "registrar": lambda log: registrar().encode(),
        "share 2": lambda log: share(2).encode(),
        "zero 2": lambda log: zero(2).encode(),
        "zero 4": lambda log: zero(4).encode(),
        "share 4": lambda log: share(4).encode(),
        "void lost": lambda log: void(log, CARDS[10], 0, reason="lost").encode(),
    }
    for place in range(5):
        made[f"marks {place}"] = lambda log, place=place: marks(place)  # type: ignore[misc]
    made["void"] = lambda log: void(log, CARDS[11], 5).encode()
    for place in range(5, 8):
        made[f"marks {place}"] = lambda log, place=place: marks(place)  # type: ignore[misc]
    made["counts"] = lambda log: counts().encode()
    made["closing 3"] = lambda log: closing(log, 3).encode()
    made["closing 4"] = lambda log: closing(log, 4).encode()
    for owner, digest in SHARES:
        made[f"decryption {owner}"] = lambda log, owner=owner, digest=digest: decryption(
            owner, digest
        ).encode()  # type: ignore[misc]
    made["outcome"] = lambda log: outcome().encode()
    return made


def build(**other: Build | None) -> SideLog:
    """A whole log in which some records (`void_lost` is "void lost") are others, or missing (None)."""
    log = SideLog(UUID, PHI)
    for name, make in steps().items():
        chosen = other.get(name.replace(" ", "_"), make)
        if chosen is not None:
            log.append(chosen(log))
    return log


def file_of(log: SideLog) -> bytes:
    return b"".join(line.data + b"\n" for line in log.lines)


def refused(code: str, action: Callable[[], object], **data: object) -> None:
    with pytest.raises(ProtocolError) as refusal:
        action()
    assert refusal.value.code == code, refusal.value
    assert {name: refusal.value.data.get(name) for name in data} == data
