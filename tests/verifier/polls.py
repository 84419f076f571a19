"""A whole small poll as its verifier gets it, in pieces that tests bend before they are put together.

The good poll is 2 of 3 projects, five ballots of eight cards (two of which are voided), any two of three
scrutineers. `good()` gives its pieces; a test changes some and asks for `archive()` or `bundle()`, where
hashes, chains and the board's signatures are made anew: only the change itself is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256

from tests.protocol.ceremonies import Played, play
from tests.protocol.polls import NAMES, TIMESTAMP, UUID, Counted, Poll, exponent, seed
from voting.protocol import ed25519, group
from voting.protocol.archive import event_bytes, header_bytes, parse_archive, record_bytes
from voting.protocol.ballots import parse_ballot
from voting.protocol.bundle import Manifest, write_bundle
from voting.protocol.decryption import PartialDecryption, decrypt_tally
from voting.protocol.election import Election, Question, build_election
from voting.protocol.encoding import compact_hash, hex_hash
from voting.protocol.group import Proof
from voting.protocol.receipts import Checkpoint, Receipt, minute_of
from voting.protocol.sidecheck import SideLog, closing_side
from voting.protocol.sidelog import (
    Closing,
    Counts,
    Decryption,
    Outcome,
    Registrar,
    Share,
    Void,
    Zero,
    first_head,
    next_head,
)  # fmt: skip
from voting.protocol.slips import ShareChallenge, Slip
from voting.protocol.trustees import Trustees, make_single
from voting.rules.method import Method, to_json
from voting.rules.questions import questions
from voting.rules.reading import description

REGISTRAR, BOARD = seed("registrar of the verifier's tests"), seed("board of the verifier's tests")
SERVER = exponent("server of the verifier's tests")
OPENERS = (3, 2)
METHOD = Method(candidates=3, places=2, max_marks=2, min_ballots=5)
ALL_DEPUTIES, PRESENT, LISTED, VOIDED = 7, 6, 8, 2
BOTH, NONE = ((1, 1, 0), (0, 0, 1)), ((0, 0, 0), (0, 0, 0))
VOTES = (BOTH, BOTH, NONE, BOTH, BOTH)
Event = tuple[str, list[bytes]]


@cache
def ceremony() -> Played:
    return play(3, 2, "verifier")


def slip_of(owner: int) -> Slip:
    return ceremony().finished[owner - 2].slip


class SittingPoll(Poll):
    """A poll of a sitting under a voting method."""

    @cached_property
    def trustees(self) -> Trustees:
        return Trustees((make_single(SERVER, seed("server pok")), ceremony().parameters()))

    @cached_property
    def election(self) -> Election:
        asked = [Question(each.title, each.answers, each.min, each.max) for each in questions(METHOD, NAMES)]
        return build_election(UUID, self.name, description(METHOD), self.trustees.election_key, asked)


class CountedBySlips(Counted):
    """Opened with the slips of two scrutineers and then the server's key."""

    @cached_property
    def shares(self) -> dict[int, tuple[PartialDecryption, Proof]]:
        secrets = {**{owner: slip_of(owner).share for owner in OPENERS}, 1: SERVER}
        tally, phi = self.accumulator.encrypted_tally(), self.poll.election.fingerprint
        return {
            owner: decrypt_tally(phi, self.tally_event.digest, owner, secret, tally, seed("share", owner))
            for owner, secret in secrets.items()
        }


POLL = SittingPoll(name="溪口县第三次会议·民生实事项目票决", voters=LISTED)


@cache
def counted() -> CountedBySlips:
    return CountedBySlips(POLL, tuple(POLL.ballot(voter, choices) for voter, choices in enumerate(VOTES)))


def chain(events: Sequence[Event], heights: Sequence[int] | None = None) -> bytes:
    """An archive of well-made records, chained but otherwise unchecked."""
    written, parent = [header_bytes(TIMESTAMP)], None
    for place, (event_type, data) in enumerate(events):
        payload = hex_hash(data[-1]) if data else None
        content = event_bytes(event_type, heights[place] if heights else place, parent, payload)
        written += [record_bytes("data", item, TIMESTAMP) for item in data]
        written.append(record_bytes("event", content, TIMESTAMP))
        parent = sha256(content).hexdigest()
    return b"".join(written)


@dataclass
class Parts:
    """The pieces of a bundle. ``moments`` are the checkpoints to sign: how many events and how many side
    records stood together, and how many ballots and voids the board then counted."""

    events: list[Event]
    side: list[bytes]
    moments: list[tuple[int, int, int, int]]
    manifest: Manifest
    method: bytes = to_json(METHOD)
    forged: list[bytes] = field(default_factory=list)
    board: bytes = BOARD  # who signs the checkpoints

    def archive(self) -> bytes:
        return chain(self.events)

    @property
    def election_hash(self) -> str:
        return compact_hash(self.events[0][1][0])

    def side_head(self, records: int) -> str:
        head = first_head(self.manifest.uuid, self.election_hash)
        for record in self.side[:records]:
            head = next_head(head, record)
        return head

    def checkpoints(self) -> list[bytes]:
        """Signed over the archive and side log as they are now."""
        events = parse_archive(self.archive()).events
        return [
            Checkpoint(
                uuid=self.manifest.uuid, election_hash=self.election_hash, height=height,
                key=ed25519.key_id(self.manifest.board_key),
                event=events[height].digest, side=self.side_head(records), ballots=ballots, voids=voids,
            ).sign(self.board)
            for height, records, ballots, voids in self.moments
        ]  # fmt: skip

    def contents(self) -> dict[str, bytes]:
        return {
            "archive.bel": self.archive(),
            "side.jsonl": b"".join(record + b"\n" for record in self.side),
            "method.json": self.method,
            "checkpoints.jsonl": b"".join(line + b"\n" for line in [*self.forged, *self.checkpoints()]),
            "acts.jsonl": b"",
        }

    def bundle(self) -> bytes:
        contents = self.contents()
        pieces = {name: lambda content=content: [content] for name, content in contents.items()}
        return b"".join(write_bundle(self.manifest, pieces))

    def place(self, kind: str, number: int = 0) -> int:
        """Where the record of a kind stands in the side log, the first being number 0."""
        wanted = f'"kind":"{kind}"'.encode()
        return [place for place, record in enumerate(self.side) if wanted in record][number]


MANIFEST = Manifest(
    uuid=UUID, congress="溪口县人民代表大会", session="第三次会议", title="民生实事项目票决",
    board_key=ed25519.public_key(BOARD), registrar_key=ed25519.public_key(REGISTRAR),
    trustees=3, threshold=2, all_deputies=ALL_DEPUTIES, software="piaojue test",
)  # fmt: skip


@cache
def _good() -> Parts:
    made, phi = counted(), POLL.election.fingerprint
    events = parse_archive(made.archive).events
    log, parts = SideLog(UUID, phi), Parts(list(made.all_events), [], [], MANIFEST)

    def checkpoint(height: int) -> None:
        ballots = sum(event.type == "Ballot" for event in events[: height + 1])
        parts.moments.append((height, len(log.lines), ballots, log.voids_below()[-1]))

    log.append(registrar().encode())
    for owner in (2, 4):
        log.append(share(owner).encode())
        log.append(zero(owner).encode())
    checkpoint(0)
    for voter, choices in enumerate(VOTES):
        log.append(POLL.marks(voter, choices))
        if voter == 2:
            checkpoint(3)
    for card in unused_cards()[:VOIDED]:
        log.append(void(log.head, card).encode())
    checkpoint(len(VOTES))
    checkpoint(len(VOTES) + 2)
    log.append(counts().encode())
    side = closing_side(log)
    for owner in (3, 2):
        log.append(closing(owner, side).encode())
    for owner in (*OPENERS, 1):
        log.append(decryption(owner).encode())
    log.append(outcome(events[-1].digest).encode())
    checkpoint(len(events) - 1)
    parts.side = [line.data for line in log.lines]
    return parts


def good() -> Parts:
    """The good poll's pieces, yours to change."""
    made = _good()
    return replace(
        made, events=[(kind, list(data)) for kind, data in made.events], side=list(made.side),
        moments=list(made.moments), forged=[],
    )  # fmt: skip


# One record of each kind as the good poll has it, or with other fields but signed all the same.


def unused_cards() -> list[str]:
    cast = {parse_ballot(ballot).credential for ballot in counted().ballots}
    return [group.encode(card) for card in POLL.credentials.credentials if card not in cast]


def registrar(**other: object) -> Registrar:
    fields = {"uuid": UUID, "credentials": POLL.credentials.digest, "listed": LISTED, "reserve": 2, **other}
    return Registrar.make(REGISTRAR, **fields)


def share(owner: int, secret: int | None = None) -> Share:
    asked = ShareChallenge(UUID, owner, "5e" * 32, "9a" * 32, "2026-11-18")
    return Share.make(asked, secret or slip_of(owner).share, seed("today", owner))


def sign(record: Zero | Void | Closing, signer: int) -> Zero | Void | Closing:
    return record.signed(slip_of(signer).keys.signing, seed("statement", record.encode()))


def both() -> dict[str, str]:
    return {"uuid": UUID, "election_hash": POLL.election.fingerprint}


def zero(owner: int, signer: int = 0, **other: str) -> Zero:
    setup = parse_archive(counted().archive).events[0].digest
    return sign(Zero.of(**both(), **{"setup_event": setup, **other}, owner=owner), signer or owner)


def void(side: str, card: str, owner: int = 3, signer: int = 0, secret: bytes = REGISTRAR, **other) -> Void:
    head = parse_archive(counted().archive).events[len(VOTES)]
    fields = {"height": head.height, "event": head.digest, "reason": "unopened", **other}
    half = Void.request(secret, **both(), side=side, credential=card, **fields)
    return sign(half.for_owner(owner), signer or owner)


def counts(**other: int) -> Counts:
    fields = {
        "all_deputies": ALL_DEPUTIES, "present": PRESENT, "listed": LISTED, "voided": VOIDED,
        "handed_out": LISTED - VOIDED, "returned": len(VOTES), **other,
    }  # fmt: skip
    return Counts(**both(), **fields)


def closing(owner: int, side: str, signer: int = 0, **other: object) -> Closing:
    events = parse_archive(counted().archive).events
    fields = {
        "setup_event": events[0].digest, "tally_event": counted().tally_event.digest,
        "ballots": len(VOTES), "side": side, **other,
    }  # fmt: skip
    return sign(Closing.of(**both(), **fields, owner=owner), signer or owner)


def decryption(owner: int, **other: object) -> Decryption:
    made, strong = counted().shares[owner]
    fields = {
        "tally_event": counted().tally_event.digest, "owner": owner, "share": made.digest,
        "challenge": strong.challenge, "response": strong.response, **other,
    }  # fmt: skip
    return Decryption(**both(), **fields)


def outcome(result_event: str, **other: object) -> Outcome:
    fields = {"chosen": (0, 1), "tied": (), "unfilled": 0, "grades": (), "next": "announce", **other}
    return Outcome(**both(), result_event=result_event, **fields)


def receipt(voter: int, secret: bytes = BOARD, **other: object) -> bytes:
    """The signed receipt of a deputy, or one with other fields."""
    ballot = parse_ballot(counted().ballots[voter])
    fields = {
        **both(), "key": ed25519.key_id(ed25519.public_key(secret)), "ballot_hash": ballot.hash,
        "tracker": ballot.tracker, "marks": hex_hash(POLL.marks(voter, VOTES[voter])), "after_height": 0,
        "after_event": parse_archive(counted().archive).events[0].digest,
        "minute": minute_of(TIMESTAMP + 60), **other,
    }  # fmt: skip
    return Receipt(**fields).sign(secret)
