"""Small polls of our own making, from the election to the result, for tests to bend and break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from voting.protocol.archive import Event, append_event, header_bytes
from voting.protocol.ballots import Ballot, UnsignedBallot, encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import CredentialList, build_credentials, draw_secret, public_credential
from voting.protocol.decryption import OwnedShare, PartialDecryption, decrypt_tally
from voting.protocol.election import Election, Question, build_election
from voting.protocol.group import Proof
from voting.protocol.marks import make_marks
from voting.protocol.result import open_tally
from voting.protocol.setup import SetupData
from voting.protocol.tally import TallyAccumulator, tally_ballots
from voting.protocol.trustees import Trustees, make_single

TIMESTAMP = 1_795_000_000
UUID = "1A2b3C4d5E6f7G8h9J1K2L"
NAMES = ("农村公路", "饮水安全", "校园改造")
THREE = (Question("赞成", NAMES, 0, 2), Question("反对", NAMES, 0, 3))
EXCLUSIVE = ((0, 1),)


def seed(*parts: object) -> bytes:
    """32 bytes that differ for different parts."""
    return sha256("|".join(map(str, parts)).encode()).digest()


def exponent(*parts: object) -> int:
    return int.from_bytes(seed("exponent", *parts), "big") >> 4


@dataclass(frozen=True)
class Poll:
    """A poll with single trustees and `voters` cards, everything drawn from its name."""

    name: str = "小票决"
    questions: tuple[Question, ...] = THREE
    voters: int = 3
    trustee_count: int = 2

    @cached_property
    def keys(self) -> list[int]:
        return [exponent(self.name, i) for i in range(self.trustee_count)]

    @cached_property
    def trustees(self) -> Trustees:
        return Trustees(tuple(make_single(key, seed("pok", key)) for key in self.keys))

    @cached_property
    def election(self) -> Election:
        key = self.trustees.election_key
        return build_election(UUID, self.name, "超过全体代表半数赞成的当选", key, self.questions)

    @cached_property
    def secrets(self) -> list[str]:
        return [draw_secret(seed("card", self.name, i)) for i in range(self.voters)]

    @cached_property
    def credentials(self) -> CredentialList:
        return build_credentials(public_credential(secret, UUID) for secret in self.secrets)

    def sealed(self, voter: int, choices: Sequence[Sequence[int]], draw: int = 0) -> UnsignedBallot:
        return encrypt_ballot(self.election, self.secrets[voter], choices, seed("seed 1", voter, draw))

    def signed(self, unsigned: UnsignedBallot, voter: int) -> bytes:
        return sign_ballot(unsigned, self.secrets[voter], seed("seed 2", voter))

    def ballot(self, voter: int, choices: Sequence[Sequence[int]], draw: int = 0) -> bytes:
        return self.signed(self.sealed(voter, choices, draw), voter)

    def marks(self, voter: int, choices: Sequence[Sequence[int]]) -> bytes:
        return make_marks(self.sealed(voter, choices), EXCLUSIVE)

    def tampered(self, voter: int, ballot: Ballot) -> bytes:
        """A changed ballot, hashed and signed anew by its credential, so that only the change is wrong."""
        unsigned = replace(self.sealed(voter, VOTES[voter]), body=ballot.body)
        return self.signed(unsigned, voter)


VOTES = (((1, 1, 0), (0, 0, 1)), ((1, 0, 0), (0, 1, 0)), ((0, 0, 0), (0, 0, 0)))


@dataclass(frozen=True)
class Counted:
    """A poll's archive up to a stage, with the pieces that went into it."""

    poll: Poll
    ballots: tuple[bytes, ...]

    @cached_property
    def accumulator(self) -> TallyAccumulator:
        return tally_ballots(self.poll.election, map(parse_ballot, self.ballots))

    @cached_property
    def events(self) -> list[tuple[str, list[bytes]]]:
        """Type and data of every event from Setup to Result."""
        poll = self.poll
        setup = SetupData(poll.election.digest, poll.trustees.digest, poll.credentials.digest)
        begin = [poll.election.raw, poll.trustees.raw, poll.credentials.serialize(), setup.serialize()]
        tally = [self.accumulator.encrypted_tally().raw, self.accumulator.sized_tally().serialize()]
        return [
            ("Setup", begin),
            *(("Ballot", [ballot]) for ballot in self.ballots),
            ("EndBallots", []),
            ("EncryptedTally", tally),
        ]

    @cached_property
    def tally_event(self) -> Event:
        return write(self.events)[1]

    @cached_property
    def shares(self) -> dict[int, tuple[PartialDecryption, Proof]]:
        """Share and strong proof of each owner."""
        phi, tally = self.poll.election.fingerprint, self.accumulator.encrypted_tally()
        return {
            owner: decrypt_tally(phi, self.tally_event.digest, owner, key, tally, seed("share", owner))
            for owner, key in enumerate(self.poll.keys, start=1)
        }

    @cached_property
    def all_events(self) -> list[tuple[str, list[bytes]]]:
        shares = {owner: share for owner, (share, _) in self.shares.items()}
        tally = self.accumulator.encrypted_tally()
        result = open_tally(self.poll.trustees, tally, shares, self.accumulator.ballots)
        decryptions = [
            ("PartialDecryption", [share.raw, OwnedShare(owner, share.digest).serialize()])
            for owner, share in shares.items()
        ]
        return [*self.events, *decryptions, ("Result", [result.serialize()])]

    @cached_property
    def archive(self) -> bytes:
        return write(self.all_events)[0]


def write(events: Sequence[tuple[str, list[bytes]]]) -> tuple[bytes, Event]:
    """The archive of these events and its head."""
    written, head = [header_bytes(TIMESTAMP)], None
    for event_type, data in events:
        records, head = append_event(head, event_type, data, TIMESTAMP)
        written.append(records)
    assert head is not None
    return b"".join(written), head


POLL = Poll()
COUNTED = Counted(POLL, tuple(POLL.ballot(voter, choices) for voter, choices in enumerate(VOTES)))
