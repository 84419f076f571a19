"""One whole poll by the protocol alone: ceremony, cards, ballots, marks, side log, count, bundle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from tests.belenios_tool import BeleniosTool
from tests.protocol.ceremonies import Played, play
from tests.protocol.polls import EXCLUSIVE, UUID, VOTES, Counted, Poll, exponent, seed, write
from voting.protocol import ed25519, group
from voting.protocol.archive import parse_archive
from voting.protocol.ballots import check_ballot, parse_ballot
from voting.protocol.bundle import Manifest, read_bundle, write_bundle
from voting.protocol.credentials import check_sorted, parse_credentials
from voting.protocol.decryption import (
    PartialDecryption,
    check_share,
    check_strong_proof,
    decrypt_tally,
    parse_owned_share,
    parse_share,
)
from voting.protocol.election import parse_election
from voting.protocol.encoding import hex_hash
from voting.protocol.errors import InvalidShare
from voting.protocol.group import Proof
from voting.protocol.marks import check_marks
from voting.protocol.receipts import (
    ArchiveView,
    Checkpoint,
    Receipt,
    Standing,
    check_checkpoint,
    check_one_history,
    check_receipt,
    minute_of,
)
from voting.protocol.result import check_result, parse_result
from voting.protocol.sidecheck import (
    PollFacts,
    SideLog,
    check_decryption_order,
    check_side_log,
    closing_side,
    read_side_log,
    split_lines,
)
from voting.protocol.sidelog import Closing, Counts, Decryption, Outcome, Registrar, Share, Void, Zero
from voting.protocol.slips import ShareChallenge, Slip, parse_slip
from voting.protocol.tally import check_tally, parse_encrypted_tally, parse_sized_tally, tally_ballots
from voting.protocol.trustees import Trustees, check_our_shape, check_trustees, make_single, parse_trustees

REGISTRAR, BOARD = seed("registrar key"), seed("board key")
SERVER = exponent("server key")
OPENERS = (4, 2)


@cache
def ceremony() -> Played:
    return play(3, 2, "whole poll")


def slip_of(owner: int) -> Slip:
    """What a scrutineer scans when the box is opened; nothing else of the ceremony is used."""
    return parse_slip(ceremony().finished[owner - 2].slip.encode())


class SittingPoll(Poll):
    """A poll of a sitting: the server's own key and the scrutineers of the ceremony."""

    @cached_property
    def trustees(self) -> Trustees:
        return Trustees((make_single(SERVER, seed("server pok")), ceremony().parameters()))


class CountedBySlips(Counted):
    """Opened with the slips of two of three scrutineers, and then the server's key."""

    @cached_property
    def shares(self) -> dict[int, tuple[PartialDecryption, Proof]]:
        secrets = {**{owner: slip_of(owner).share for owner in OPENERS}, 1: SERVER}
        tally, phi = self.accumulator.encrypted_tally(), self.poll.election.fingerprint
        return {
            owner: decrypt_tally(phi, self.tally_event.digest, owner, secret, tally, seed("share", owner))
            for owner, secret in secrets.items()
        }


POLL = SittingPoll(name="全程", voters=5)
COUNTED = CountedBySlips(POLL, tuple(POLL.ballot(voter, choices) for voter, choices in enumerate(VOTES)))
UNOPENED = [group.encode(point) for point in POLL.credentials.credentials]


@dataclass(frozen=True)
class Whole:
    """Everything that the poll leaves behind."""

    bundle: bytes
    receipts: list[bytes]


@cache
def whole() -> Whole:
    phi = POLL.election.fingerprint
    archive = parse_archive(COUNTED.archive)
    events = archive.events
    ballots = [parse_ballot(raw) for raw in COUNTED.ballots]
    marks = [POLL.marks(voter, choices) for voter, choices in enumerate(VOTES)]
    both = {"uuid": UUID, "election_hash": phi}
    log, checkpoints, receipts = SideLog(UUID, phi), [], []

    def checkpoint(height: int, count: int) -> None:
        said = Checkpoint(
            **both, key=ed25519.key_id(ed25519.public_key(BOARD)), height=height,
            event=events[height].digest, side=log.head, ballots=count, voids=log.voids_below()[-1],
        )  # fmt: skip
        checkpoints.append(said.sign(BOARD))

    log.append(
        Registrar.make(
            REGISTRAR, uuid=UUID, credentials=POLL.credentials.digest, listed=5, reserve=1
        ).encode()
    )
    for owner in (2, 3):
        asked = ShareChallenge(UUID, owner, "5e" * 32, "9a" * 32, "2026-11-18")
        log.append(Share.make(asked, slip_of(owner).share, seed("today", owner)).encode())
        report = Zero.of(**both, setup_event=events[0].digest, owner=owner)
        log.append(report.signed(slip_of(owner).keys.signing, seed("zero", owner)).encode())
    checkpoint(0, 0)
    for place, (ballot, mark) in enumerate(zip(ballots, marks, strict=True)):
        log.append(mark)
        receipts.append(Receipt(
            **both, key=ed25519.key_id(ed25519.public_key(BOARD)), ballot_hash=ballot.hash,
            tracker=ballot.tracker, marks=hex_hash(mark), after_height=0, after_event=events[0].digest,
            minute=minute_of(archive.timestamp + 60 * place),
        ).sign(BOARD))  # fmt: skip
    cast = {group.encode(ballot.credential) for ballot in ballots}
    for card in [card for card in UNOPENED if card not in cast]:
        half = Void.request(
            REGISTRAR, **both, height=3, event=events[3].digest, side=log.head, credential=card,
            reason="unopened",
        )  # fmt: skip
        log.append(half.for_owner(3).signed(slip_of(3).keys.signing, seed("void", card)).encode())
    checkpoint(3, 3)
    for owner in (3, 4):
        closing = Closing.of(
            **both, setup_event=events[0].digest, tally_event=COUNTED.tally_event.digest, ballots=3,
            side=closing_side(log), owner=owner,
        )  # fmt: skip
        log.append(closing.signed(slip_of(owner).keys.signing, seed("closing", owner)).encode())
        if owner == 3:
            log.append(
                Counts(
                    **both, all_deputies=7, present=4, listed=5, voided=2, handed_out=3, returned=3
                ).encode()
            )
    for owner, (share, strong) in COUNTED.shares.items():
        log.append(Decryption(
            **both, tally_event=COUNTED.tally_event.digest, owner=owner, share=share.digest,
            challenge=strong.challenge, response=strong.response,
        ).encode())  # fmt: skip
    log.append(
        Outcome(
            **both, result_event=events[-1].digest, chosen=(0,), tied=(), unfilled=1, grades=(),
            next="announce",
        ).encode()
    )  # fmt: skip
    checkpoint(len(events) - 1, 3)
    manifest = Manifest(
        uuid=UUID, congress="溪口县人民代表大会", session="第三次会议", title=POLL.name,
        board_key=ed25519.public_key(BOARD), registrar_key=ed25519.public_key(REGISTRAR),
        trustees=3, threshold=2, all_deputies=7, software="piaojue test",
    )  # fmt: skip
    contents = {
        "archive.bel": COUNTED.archive,
        "side.jsonl": b"".join(line.data + b"\n" for line in log.lines),
        "method.json": b"{}",
        "checkpoints.jsonl": b"".join(line + b"\n" for line in checkpoints),
        "acts.jsonl": b"",
    }
    pieces = {name: lambda content=content: [content] for name, content in contents.items()}
    return Whole(b"".join(write_bundle(manifest, pieces)), receipts)


def test_a_poll_verifies_from_its_bundle_alone() -> None:
    bundle = read_bundle(whole().bundle)
    manifest, archive = bundle.manifest, parse_archive(bytes(bundle.archive))
    election = parse_election(archive.setup("election"))
    trustees = parse_trustees(archive.setup("trustees"))
    credentials = parse_credentials(archive.setup("public_credentials"))
    phi, events = election.fingerprint, archive.events
    check_sorted(credentials)
    check_trustees(trustees, election.public_key)
    assert check_our_shape(trustees).threshold == manifest.threshold

    log = read_side_log(manifest.uuid, phi, bundle.side)
    ballots = [check_ballot(election, credentials, raw) for raw in archive.ballots()]
    for ballot, data in zip(ballots, log.marks(), strict=True):
        check_marks(election, ballot, EXCLUSIVE, data)
    owned = [
        archive.content(step.data["owned_partial_decryption"])
        for step in archive.of_type("PartialDecryption")
    ]
    shares = [(share.owner, share.payload) for share in map(parse_owned_share, owned)]
    facts = PollFacts(
        uuid=manifest.uuid, election_hash=phi, events=events, trustees=trustees,
        threshold=manifest.threshold, credentials=credentials,
        cast=[group.encode(ballot.credential) for ballot in ballots], shares=shares, exclusive=True,
        registrar_key=manifest.registrar_key,
    )  # fmt: skip
    check_side_log(log, facts, [ballot.hash for ballot in ballots])

    recomputed = tally_ballots(election, ballots)
    step = archive.of_type("EncryptedTally")[0]
    tally = parse_encrypted_tally(archive.content(step.data["encrypted_tally"]))
    check_tally(recomputed, tally, parse_sized_tally(archive.content(step.data["sized_encrypted_tally"])))
    opened = {}
    for step, proof in zip(
        archive.of_type("PartialDecryption"), check_decryption_order(log, facts), strict=True
    ):
        share = parse_share(archive.content(step.data["partial_decryption"]))
        check_share(phi, trustees, proof.owner, tally, share)
        check_strong_proof(phi, proof.tally_event, trustees, proof.owner, tally, share, proof.proof)
        opened[proof.owner] = share
    result = parse_result(archive.content(archive.of_type("Result")[0].data["result"]))
    check_result(trustees, tally, opened, len(ballots), result)
    assert [list(row) for row in result.counts] == [[2, 1, 0], [0, 1, 1]]

    view = ArchiveView(
        uuid=manifest.uuid, election_hash=phi, opened=minute_of(archive.timestamp),
        events=[event.digest for event in events], closed=True,
        ballots={
            ballot.tracker: Standing(place, ballot.hash, hex_hash(mark))
            for place, (ballot, mark) in enumerate(zip(ballots, log.marks(), strict=True), 1)
        },
        sides=log.heads(), voids_below=log.voids_below(),
    )  # fmt: skip
    receipts = [Receipt.open(signed, manifest.board_key) for signed in whole().receipts]
    assert [check_receipt(receipt, view) for receipt in receipts] == [1, 2, 3]
    checkpoints = [
        Checkpoint.open(line, manifest.board_key) for line in split_lines(bundle.checkpoints, "M5")
    ]
    for checkpoint in checkpoints:
        check_checkpoint(checkpoint, view, range(1, 4))
    check_one_history([*checkpoints, *receipts])


def test_every_slip_finds_its_own_keys_in_the_archive() -> None:
    members = check_our_shape(POLL.trustees)
    for each in ceremony().finished:
        keys = each.joined.certificate.keys
        place = each.joined.index - 1
        parse_slip(each.slip.encode()).require_own(
            keys.verification, keys.encryption, members.keys[place].public_key
        )


def test_a_wrong_share_is_refused_and_its_owner_named() -> None:
    tally, phi, event = (
        COUNTED.accumulator.encrypted_tally(),
        POLL.election.fingerprint,
        COUNTED.tally_event.digest,
    )
    foreign, strong = decrypt_tally(phi, event, 2, slip_of(3).share, tally, seed("foreign"))
    with pytest.raises(InvalidShare) as refusal:
        check_share(phi, POLL.trustees, 2, tally, foreign)
    assert (refusal.value.code, refusal.value.data["owner"]) == ("P5", 2)
    good, _ = COUNTED.shares[2]
    with pytest.raises(InvalidShare) as refusal:
        check_strong_proof(phi, event, POLL.trustees, 2, tally, good, strong)
    assert (refusal.value.code, refusal.value.data["owner"]) == ("P7", 2)


@pytest.mark.foreign
def test_the_other_program_counts_the_same_with_keys_from_our_ceremony(tmp_path: Path) -> None:
    tool = BeleniosTool(tmp_path)
    tool.open(write(COUNTED.events[:1])[0], UUID)
    assert all(tool.accepts_ballot(raw) for raw in COUNTED.ballots)
    tool.open(COUNTED.archive, UUID)
    archive = parse_archive(COUNTED.archive)
    assert tool.result() == archive.content(archive.of_type("Result")[0].data["result"])
    assert tool.run("election", "verify").returncode == 0
