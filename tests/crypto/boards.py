"""A whole poll with scrutineers, registrar and side log, piece by piece, for tests to bend."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tests.crypto.cases import SMALL, Poll, Shape, bind, exponent_of, seed_of
from tests.protocol.ceremonies import Played, play
from voting.protocol import ed25519, group
from voting.protocol.archive import Event, append_event, header_bytes
from voting.protocol.ballots import encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import CredentialList, build_credentials, draw_secret, public_credential
from voting.protocol.decryption import OwnedShare, PartialDecryption, decrypt_tally
from voting.protocol.election import Election, Question, build_election
from voting.protocol.encoding import canonical, hex_hash
from voting.protocol.group import Proof
from voting.protocol.marks import make_marks
from voting.protocol.proofs import proof_json, sign
from voting.protocol.result import Result
from voting.protocol.setup import SetupData
from voting.protocol.sidecheck import PollFacts, check_side_log, read_side_log
from voting.protocol.slips import ShareChallenge, prove_share
from voting.protocol.tally import tally_ballots
from voting.protocol.trustees import Trustees, make_single

TIMESTAMP = 1_795_000_000
REGISTRAR = seed_of("registrar key")
BOARD = seed_of("board key")
Record = dict[str, Any]
SEALED: dict[tuple[str, int], tuple[str, bytes, bytes]] = {}
PLAYED = {name: play(3, 2, name) for name in ("board", "other")}


@dataclass
class Board:
    """Everything is drawn from the shape; a test replaces single pieces before asking for the files.

    `bend` changes a side log record before it is signed and written; `archive_data` the data of an event.
    """

    shape: Shape = SMALL[6]
    voters: int = 6
    votes: int = 5
    closings: tuple[int, ...] = (2, 3)
    min_ballots: int = 5
    server: str = "server key"
    ceremony: str = "board"
    void: bool = True
    sharers: tuple[int, ...] = ()
    counted: bool = False
    added: int = 0
    bend: Callable[[Record], Record] = field(default=lambda record: record)
    bend_event: Callable[[str, list[bytes]], list[bytes]] = field(default=lambda kind, data: data)

    @property
    def played(self) -> Played:
        return PLAYED[self.ceremony]

    @cached_property
    def base(self) -> Poll:
        return Poll(self.shape, 77)

    @cached_property
    def method(self) -> bytes:
        pairs = [list(pair) for pair in self.shape.exclusive]
        return canonical({"exclusive": pairs, "min_ballots": self.min_ballots, "purpose": "real"})

    @cached_property
    def trustees(self) -> Trustees:
        single = make_single(exponent_of(self.server), seed_of(self.server))
        return Trustees((single, self.played.parameters()))

    @cached_property
    def election(self) -> Election:
        names = tuple(f"项目{i}" for i in range(self.shape.answers))
        questions = [Question(f"问{k}", names, low, high) for k, (low, high) in enumerate(self.shape.bounds)]
        text = "过半数赞成者当选" + bind(self.method)
        return build_election(self.base.uuid, "民生实事", text, self.trustees.election_key, questions)

    @cached_property
    def secrets(self) -> list[str]:
        return [draw_secret(seed_of("card", i)) for i in range(self.voters)]

    @cached_property
    def credentials(self) -> CredentialList:
        return build_credentials(public_credential(secret, self.election.uuid) for secret in self.secrets)

    def choices(self, voter: int) -> list[list[int]]:
        return self.base.choices(voter)

    @cached_property
    def cast(self) -> list[tuple[bytes, bytes]]:
        """Ballots and marks, sorted by H as a batch is."""
        made = []
        for voter in range(self.votes):
            key = (self.election.fingerprint, voter)
            if key in SEALED:
                made.append(SEALED[key])
                continue
            unsigned = encrypt_ballot(
                self.election, self.secrets[voter], self.choices(voter), seed_of("seed 1", voter)
            )
            ballot = sign_ballot(unsigned, self.secrets[voter], seed_of("seed 2", voter))
            SEALED[key] = (unsigned.hash, ballot, make_marks(unsigned, self.shape.exclusive))
            made.append(SEALED[key])
        return [(ballot, marks) for _, ballot, marks in sorted(made)]

    # The archive.

    def events(self) -> list[tuple[str, list[bytes]]]:
        setup = SetupData(self.election.digest, self.trustees.digest, self.credentials.digest)
        begin = [self.election.raw, self.trustees.raw, self.credentials.serialize(), setup.serialize()]
        ballots = [parse_ballot(ballot) for ballot, _ in self.cast]
        counted = tally_ballots(self.election, ballots)
        tally = [counted.encrypted_tally().raw, counted.sized_tally().serialize()]
        plain = [("Setup", begin), *(("Ballot", [ballot]) for ballot, _ in self.cast)]
        plain += [("EndBallots", []), ("EncryptedTally", tally)]
        for owner in self.sharers:
            share, _ = self.decrypted(owner)
            plain.append(("PartialDecryption", [share.raw, OwnedShare(owner, share.digest).serialize()]))
        if self.counted:
            counts = tuple(tuple(n + self.added for n in row) for row in self.sums)
            plain.append(("Result", [Result(counts).serialize()]))
        return [(kind, self.bend_event(kind, data)) for kind, data in plain]

    @property
    def sums(self) -> list[list[int]]:
        """How often each answer was chosen."""
        votes = [self.choices(voter) for voter in range(self.votes)]
        return [[sum(column) for column in zip(*rows, strict=True)] for rows in zip(*votes, strict=True)]

    def decrypted(self, owner: int) -> tuple[PartialDecryption, Proof]:
        """Share and strong proof of an owner, over the tally event of the poll without shares."""
        until = replace(self, sharers=(), counted=False)
        until.cast = self.cast
        tally = tally_ballots(self.election, [parse_ballot(ballot) for ballot, _ in self.cast])
        secret = exponent_of(self.server) if owner == 1 else self.played.finished[owner - 2].share
        phi, event, drawn = self.election.fingerprint, until.heads[-1].digest, seed_of("share", owner)
        return decrypt_tally(phi, event, owner, secret, tally.encrypted_tally(), drawn)

    @cached_property
    def tally_event(self) -> str:
        return self.heads[self.votes + 2].digest

    @cached_property
    def written(self) -> tuple[bytes, list[Event]]:
        pieces, heads = [header_bytes(TIMESTAMP)], list[Event]()
        for kind, data in self.events():
            records, head = append_event(heads[-1] if heads else None, kind, data, TIMESTAMP)
            pieces.append(records)
            heads.append(head)
        return b"".join(pieces), heads

    @property
    def heads(self) -> list[Event]:
        return self.written[1]

    # The side log.

    def start(self, kind: str, **said: Any) -> Record:
        return {"kind": kind, "uuid": self.election.uuid, "v": 1, **said}

    def schnorr(self, index: int, text: bytes) -> dict[str, str]:
        """Signature of scrutineer `index` with his signing key."""
        return proof_json(sign(self.played.joined[index - 1].keys.signing, text, seed_of("nonce", index)))

    @cached_property
    def side(self) -> list[bytes]:
        """All records in their order."""
        records: list[bytes] = []

        def add(record: Record) -> None:
            records.append(canonical(record))

        add(self.registrar())
        for index in (1, 2, 3):
            add(self.share(index))
            add(self.zero(index))
        records += [marks for _, marks in self.cast[:2] if marks]
        if self.void:
            add(self.voided(chain(self.election, records)[-1]))
        records += [marks for _, marks in self.cast[2:] if marks]
        side = chain(self.election, records)[-1]
        add(self.counts())
        for owner in self.closings:
            add(self.closing(owner, side))
        for owner in self.sharers:
            add(self.decryption(owner))
        if self.counted:
            add(self.outcome())
        return records

    def registrar(self) -> Record:
        body = self.start(
            "registrar",
            credentials=self.credentials.digest,
            listed=len(self.credentials),
            reserve=1,
            key=ed25519.public_key(REGISTRAR),
        )
        body = self.bend(body)
        return {**body, "signature": ed25519.sign(REGISTRAR, b"piaojue-registrar-v1\n" + canonical(body))}

    def share(self, index: int) -> Record:
        said = {
            "uuid": self.election.uuid,
            "owner": index + 1,
            "server_nonce": seed_of("server").hex(),
            "page_nonce": seed_of("page", index).hex(),
            "date": "2027-01-18",
        }
        proof = prove_share(
            self.played.finished[index - 1].share, ShareChallenge(**said), seed_of("w", index)
        )
        return self.bend({**self.start("share"), **said, **proof_json(proof)})

    def zero(self, index: int) -> Record:
        body = self.start(
            "zero",
            election_hash=self.election.fingerprint,
            setup_event=self.heads[0].digest,
            owner=index + 1,
        )
        body = self.bend(body)
        return {**body, "signature": self.schnorr(index, b"piaojue-zero-v1\n" + canonical(body))}

    def voided(self, side: str) -> Record:
        """The last card was lost; it was said after the second ballot."""
        lost = public_credential(self.secrets[-1], self.election.uuid)
        body = self.start(
            "void",
            election_hash=self.election.fingerprint,
            height=2,
            event=self.heads[2].digest,
            side=side,
            credential=group.encode(lost),
            reason="lost",
        )
        body = self.bend(body)
        signed = {
            **body,
            "registrar_signature": ed25519.sign(REGISTRAR, b"piaojue-void-v1\n" + canonical(body)),
        }
        signed |= {"owner": 2}
        return {**signed, "signature": self.schnorr(1, b"piaojue-void-v1\n" + canonical(signed))}

    def counts(self) -> Record:
        voided = int(self.void)
        handed_out = self.voters - voided
        return self.bend(
            self.start(
                "counts",
                election_hash=self.election.fingerprint,
                all_deputies=20,
                present=15,
                listed=self.voters,
                voided=voided,
                handed_out=handed_out,
                returned=self.votes,
            )
        )

    def closing(self, owner: int, side: str) -> Record:
        body = self.start(
            "closing",
            election_hash=self.election.fingerprint,
            setup_event=self.heads[0].digest,
            tally_event=self.tally_event,
            ballots=self.votes,
            side=side,
        )
        body = self.bend(body)
        signature = self.schnorr(owner - 1, b"piaojue-closing-v1\n" + canonical(body))
        return {**body, "owner": owner, "signature": signature}

    def decryption(self, owner: int) -> Record:
        share, proof = self.decrypted(owner)
        said = {"owner": owner, "share": share.digest, "tally_event": self.tally_event, **proof_json(proof)}
        return self.bend(self.start("decryption", election_hash=self.election.fingerprint, **said))

    def outcome(self) -> Record:
        said = {
            "result_event": self.heads[-1].digest,
            "chosen": [0],
            "tied": [],
            "unfilled": 0,
            "grades": [],
            "next": "none",
        }
        return self.bend(self.start("outcome", election_hash=self.election.fingerprint, **said))

    # What a page is given.

    @property
    def slips(self) -> list[str]:
        return [each.slip.encode() for each in self.played.finished]

    def check_side_log_in_python(self) -> None:
        """Raises as the server does when the side log does not fit the archive."""
        ballots = [parse_ballot(ballot) for ballot, _ in self.cast]
        facts = PollFacts(
            uuid=self.election.uuid,
            election_hash=self.election.fingerprint,
            events=self.heads,
            trustees=self.trustees,
            threshold=2,
            credentials=self.credentials,
            cast=[group.encode(ballot.credential) for ballot in ballots],
            shares=[(owner, self.decrypted(owner)[0].digest) for owner in self.sharers],
            exclusive=bool(self.shape.exclusive),
            registrar_key=ed25519.public_key(REGISTRAR),
        )
        data = b"".join(record + b"\n" for record in self.side)
        log = read_side_log(facts.uuid, facts.election_hash, data)
        check_side_log(log, facts, [ballot.hash for ballot in ballots])

    def files(self, **changed: bytes) -> dict[str, str]:
        side = b"".join(record + b"\n" for record in self.side)
        plain = {"archive": self.written[0], "side": side, "method": self.method, **changed}
        return {name: base64.b64encode(data).decode() for name, data in plain.items()}

    def expected(self, index: int = 1) -> dict[str, Any]:
        key = group.encode(self.played.finished[index - 1].slip.public_key)
        return {
            "registrarKey": ed25519.public_key(REGISTRAR),
            "own": {"owner": index + 1, "publicKey": key},
            "setupEvent": self.heads[0].digest,
        }


def chain(election: Election, records: list[bytes]) -> list[str]:
    """The heads of the side log before, between and after these records."""
    heads = [hex_hash(f"piaojue-side-v1|{election.uuid}|{election.fingerprint}".encode())]
    for record in records:
        heads.append(hex_hash(f"{heads[-1]}|{hex_hash(record)}".encode()))
    return heads
