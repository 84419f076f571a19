"""Archives, ballots and keys of belenios-tool verify here, and ours verify there."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from tests.belenios_tool import BeleniosTool
from tests.protocol.polls import COUNTED, POLL, UUID, VOTES, Poll, exponent, seed, write
from tests.protocol.vectors import case
from voting.protocol import group
from voting.protocol.archive import Archive, append_event, header_bytes, parse_archive
from voting.protocol.ballots import Ballot, check_ballot, encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import CredentialList, parse_credentials
from voting.protocol.decryption import (
    PartialDecryption,
    check_share,
    check_strong_proof,
    decrypt_tally,
    parse_owned_share,
    parse_share,
)
from voting.protocol.election import Election, Question, parse_election
from voting.protocol.errors import InvalidBallot
from voting.protocol.proofs import hash_to_scalar
from voting.protocol.result import check_result, open_tally, parse_result
from voting.protocol.setup import SetupData
from voting.protocol.tally import (
    EncryptedTally,
    check_tally,
    parse_encrypted_tally,
    parse_sized_tally,
    tally_ballots,
)
from voting.protocol.trustees import Trustees, check_trustees, make_single, parse_trustees

FOLDERS = ["basic", "threshold", "rating"]


class Vector:
    """One of the reference archives, tallied, with its secrets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open = (folder / "open.bel").read_bytes()
        self.archive: Archive = parse_archive((folder / "tallied.bel").read_bytes())
        self.election: Election = parse_election(self.archive.setup("election"))
        self.trustees: Trustees = parse_trustees(self.archive.setup("trustees"))
        self.credentials: CredentialList = parse_credentials(self.archive.setup("public_credentials"))
        self.secrets = list(json.loads((folder / "private_creds.json").read_text()).values())
        self.votes = [json.loads(line) for line in (folder / "votes.txt").read_text().splitlines()]

    @property
    def tally(self) -> EncryptedTally:
        step = self.archive.of_type("EncryptedTally")[0]
        return parse_encrypted_tally(self.archive.content(step.data["encrypted_tally"]))

    @property
    def shares(self) -> dict[int, PartialDecryption]:
        found = {}
        for step in self.archive.of_type("PartialDecryption"):
            content = {kind: self.archive.content(record) for kind, record in step.data.items()}
            owned = parse_owned_share(content["owned_partial_decryption"])
            found[owned.owner] = parse_share(content["partial_decryption"])
        return found

    @property
    def private_keys(self) -> dict[int, int]:
        """The trustees' private keys by owner; threshold keys are opened as spec 4.6 seals them."""
        secret = json.loads((self.folder / "trustees.secret.json").read_text())
        if isinstance(secret, list):
            return {owner: int(key["private_key"]) for owner, key in enumerate(secret, start=1)}
        singles = [int(key["private_key"]) for key in secret["single"]]
        return dict(enumerate([*singles, *map(opened_key, secret["pedersen"])], start=1))


def opened_key(member: dict) -> int:
    """The decryption key inside a file that belenios-tool sealed (AES-CCM, spec 4.6.1)."""
    sealed = json.loads(member["decryption_key_file"])
    exponent = hash_to_scalar(b"dk|" + member["seed"].encode())
    alpha, beta = (group.decode(sealed[name], "x") for name in ("alpha", "beta"))
    shared = group.encode(group.quotient(beta, group.power(alpha, exponent)))
    key = hashlib.sha256(f"key|{shared}".encode()).digest()
    nonce = hashlib.sha256(f"iv|{group.encode(alpha)}".encode()).digest()[:13]
    plain = AESCCM(key, tag_length=8).decrypt(nonce, bytes.fromhex(sealed["data"]), None)
    return int(json.loads(json.loads(json.loads(plain)["message"])["message"])["decryption_key"])


@pytest.fixture(params=FOLDERS)
def vector(request, vectors) -> Vector:
    return Vector(vectors / request.param)


@pytest.fixture
def tool(tmp_path) -> BeleniosTool:
    return BeleniosTool(tmp_path)


def test_a_foreign_archive_verifies_entirely(vector, counted):
    check_trustees(vector.trustees, vector.election.public_key)
    ballots = [check_ballot(vector.election, vector.credentials, raw) for raw in vector.archive.ballots()]
    accumulator = tally_ballots(vector.election, ballots)
    step = vector.archive.of_type("EncryptedTally")[0]
    sized = parse_sized_tally(vector.archive.content(step.data["sized_encrypted_tally"]))
    check_tally(accumulator, vector.tally, sized)
    for owner, share in vector.shares.items():
        check_share(vector.election.fingerprint, vector.trustees, owner, vector.tally, share)
    record = vector.archive.of_type("Result")[0].data["result"]
    result = parse_result(vector.archive.content(record))
    check_result(vector.trustees, vector.tally, vector.shares, accumulator.ballots, result)
    assert [list(row) for row in result.counts] == [
        [sum(column) for column in zip(*(vote[k] for vote in vector.votes), strict=True)]
        for k in range(len(vector.election.questions))
    ]
    counted("foreign ballots verified", len(ballots))


def test_a_foreign_archive_is_written_again_byte_by_byte(vector):
    archive = vector.archive
    events = [
        (step.event.type, [archive.content(record) for record in step.data.values()])
        for step in archive.steps
    ]
    written, head = header_bytes(archive.timestamp), None
    for event_type, data in events:
        records, head = append_event(head, event_type, data, archive.timestamp)
        written += records
    assert written == archive.buffer
    assert vector.open == archive.buffer[: len(vector.open)]


def test_everything_in_a_foreign_archive_is_written_as_it_was_read(vector):
    archive = vector.archive
    assert vector.trustees.raw == archive.setup("trustees")
    assert vector.credentials.serialize() == archive.setup("public_credentials")
    assert [parse_ballot(raw).raw for raw in archive.ballots()] == list(archive.ballots())
    assert {share.digest for share in vector.shares.values()} == {
        step.data["partial_decryption"].digest for step in archive.of_type("PartialDecryption")
    }


def test_foreign_private_keys_decrypt_with_our_code(vector):
    keys = vector.private_keys
    assert [group.base(key) for key in keys.values()] == list(vector.trustees.keys)
    phi, event = vector.election.fingerprint, vector.archive.of_type("EncryptedTally")[0].event.digest
    shares = {}
    for owner, key in keys.items():
        share, strong = decrypt_tally(phi, event, owner, key, vector.tally, seed("foreign", owner))
        check_share(phi, vector.trustees, owner, vector.tally, share)
        check_strong_proof(phi, event, vector.trustees, owner, vector.tally, share, strong)
        assert share.factors == vector.shares.get(owner, share).factors
        shares[owner] = share
    recorded = vector.archive.content(vector.archive.of_type("Result")[0].data["result"])
    assert open_tally(vector.trustees, vector.tally, shares, len(vector.votes)).serialize() == recorded


@pytest.mark.foreign
def test_our_ballots_are_valid_there(vector, tool):
    tool.open(vector.open, vector.election.uuid)
    for place in (0, 1):
        secret = vector.secrets[place]
        unsigned = encrypt_ballot(vector.election, secret, vector.votes[place], seed("ours", place))
        ballot = sign_ballot(unsigned, secret, seed("sign", place))
        assert tool.accepts_ballot(ballot)
        assert not tool.accepts_ballot(ballot.replace(b'"response":"1', b'"response":"2', 1))


@pytest.mark.foreign
@pytest.mark.parametrize("number", range(4))
def test_ballots_of_the_shared_cases_are_valid_there(number, tool):
    made = case(number)
    election = parse_election(made["election"].encode())
    trustees = Trustees((make_single(exponent("vector", number), seed("pok", number)),))
    credentials = CredentialList((group.decode(made["credential"], "x"),))
    setup = setup_contents(election, trustees, credentials)
    tool.open(write([("Setup", setup)])[0], UUID)
    assert tool.accepts_ballot(made["ballot"].encode())


def setup_contents(election: Election, trustees: Trustees, credentials: CredentialList) -> list[bytes]:
    setup = SetupData(election.digest, trustees.digest, credentials.digest)
    return [election.raw, trustees.raw, credentials.serialize(), setup.serialize()]


@pytest.mark.foreign
def test_our_archive_is_read_and_counted_there(tool):
    tool.open(COUNTED.archive, UUID)
    archive = parse_archive(COUNTED.archive)
    step = archive.of_type("EncryptedTally")[0]
    recorded = [archive.content(step.data[kind]) for kind in ("encrypted_tally", "sized_encrypted_tally")]
    assert tool.encrypted_tally().splitlines() == recorded
    assert tool.result() == archive.content(archive.of_type("Result")[0].data["result"])
    assert tool.run("election", "verify").returncode == 0


@pytest.mark.foreign
def test_our_archive_is_read_there_at_every_stage(tool):
    for stage in range(1, len(COUNTED.all_events)):
        tool.open(write(COUNTED.all_events[:stage])[0], UUID)
        assert tool.run("election", "compute-ballot-summary").returncode == 0


BLANK = Poll(
    name="可投空白票",
    questions=(Question("满意度", ("满意", "不满意"), 1, 1, blank=True), Question("问", ("甲", "乙"), 0, 2)),
)


@pytest.mark.foreign
@pytest.mark.parametrize("choice", ["[[0,1,0],[1,1]]", "[[1,0,0],[0,0]]"])
def test_a_possibly_blank_vote_made_there_verifies_here(choice, tool):
    tool.open(write([("Setup", setup_contents(BLANK.election, BLANK.trustees, BLANK.credentials))])[0], UUID)
    data = tool.make_ballot(BLANK.secrets[0], choice)
    ballot = check_ballot(BLANK.election, BLANK.credentials, data)
    assert ballot.raw == data
    first = ballot.body.answers[0]
    assert code_with(ballot, overall_proof=swapped(first.overall_proof)) == "B15"
    assert code_with(ballot, blank_proof=None) == "B16"
    assert code_with(ballot, blank_proof=first.blank_proof[:1]) == "B16"
    assert code_with(ballot, blank_proof=swapped(first.blank_proof)) == "B17"


def swapped(proofs: tuple) -> tuple:
    return (proofs[1], proofs[0], *proofs[2:])


def code_with(ballot: Ballot, **changes: object) -> str:
    """The refusal of the ballot with its first answer changed, signed anew by its card."""
    answers = (replace(ballot.body.answers[0], **changes), ballot.body.answers[1])
    unsigned = replace(
        POLL.sealed(0, VOTES[0]), election=BLANK.election, body=replace(ballot.body, answers=answers)
    )
    with pytest.raises(InvalidBallot) as caught:
        check_ballot(BLANK.election, BLANK.credentials, BLANK.signed(unsigned, 0))
    return caught.value.code


@pytest.mark.foreign
def test_a_ballot_made_there_verifies_here(tool):
    tool.open(write(COUNTED.events[:1])[0], UUID)
    data = tool.make_ballot(POLL.secrets[1], json.dumps(VOTES[1]))
    assert check_ballot(POLL.election, POLL.credentials, data).raw == data
