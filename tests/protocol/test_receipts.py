"""A receipt that a board did not keep convicts it; a receipt that was tampered with convicts nobody."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.protocol.ed25519 import key_id, public_key
from voting.protocol.encoding import canonical, compact_hash, hex_hash
from voting.protocol.errors import (
    InvalidReceipt,
    InvalidSignature,
    NonCanonical,
    ProtocolError,
    SerializationError,
)
from voting.protocol.receipts import (
    ArchiveView,
    Checkpoint,
    Receipt,
    Standing,
    check_checkpoint,
    check_one_history,
    check_receipt,
    minute_of,
    parse_fragment,
    receipt_fragment,
)

SECRET, OTHER_SECRET = bytes(range(32)), bytes(range(1, 33))
BOARD, OTHER_BOARD = public_key(SECRET), public_key(OTHER_SECRET)
UUID, OTHER_UUID = "1A2b3C4d5E6f7G8h9J1K2L", "2A2b3C4d5E6f7G8h9J1K2L"

# Setup, four ballots, EndBallots.
EVENTS = [hex_hash(f"event {height}".encode()) for height in range(6)]
TRACKERS = [compact_hash(f"ballot {height}".encode()) for height in range(6)]
HASHES = [compact_hash(f"hash {height}".encode()) for height in range(6)]
MARKS = [hex_hash(f"marks {height}".encode()) for height in range(6)]
SIDES = [hex_hash(f"side {height}".encode()) for height in range(8)]
VIEW = ArchiveView(
    uuid=UUID,
    election_hash=compact_hash(b"election"),
    opened="2027-02-18T01:30Z",
    events=EVENTS,
    closed=True,
    ballots={TRACKERS[height]: Standing(height, HASHES[height], MARKS[height]) for height in range(1, 5)},
    sides=SIDES,
    voids_below=[0, 0, 0, 0, 1, 1, 2, 2],
)
RECEIPT = Receipt(
    uuid=UUID,
    election_hash=VIEW.election_hash,
    key=key_id(BOARD),
    ballot_hash=HASHES[3],
    tracker=TRACKERS[3],
    marks=MARKS[3],
    after_height=1,
    after_event=EVENTS[1],
    minute="2027-02-18T01:45Z",
)
CHECKPOINT = Checkpoint(
    uuid=UUID,
    election_hash=VIEW.election_hash,
    key=key_id(BOARD),
    height=3,
    event=EVENTS[3],
    side=SIDES[5],
    ballots=3,
    voids=1,
)
SIGNED = RECEIPT.sign(SECRET)


def accept(signed: bytes) -> int | None:
    return check_receipt(Receipt.open(signed, BOARD), VIEW)


def forked(receipt: Receipt) -> Receipt:
    return replace(receipt, after_event=hex_hash(b"the same height of a forked copy"))


def flipped(signed: bytes) -> bytes:
    record = json.loads(signed)
    record["signature"] = f"{int(record['signature'][0], 16) ^ 1:x}" + record["signature"][1:]
    return canonical(record)


def with_extra_field(signed: bytes) -> bytes:
    record = json.loads(signed)
    record["receipt"]["note"] = "hello"
    return canonical(record)


SUPPORTED = {
    "signature bit flip": (flipped(SIGNED), InvalidSignature, "signature"),
    "signed by another poll's key": (RECEIPT.sign(OTHER_SECRET), InvalidSignature, "signature"),
    "key not in the manifest": (
        replace(RECEIPT, key=key_id(OTHER_BOARD)).sign(OTHER_SECRET), InvalidReceipt, "key"),
    "tracker not in the archive": (
        replace(RECEIPT, tracker=TRACKERS[0]).sign(SECRET), InvalidReceipt, "missing"),
    "tracker at another height": (
        replace(RECEIPT, after_height=3, after_event=EVENTS[3]).sign(SECRET), InvalidReceipt, "place"),
    "chain head not an ancestor": (
        replace(RECEIPT, after_event=EVENTS[2]).sign(SECRET), InvalidReceipt, "head"),
    "head of a forked copy": (forked(RECEIPT).sign(SECRET), InvalidReceipt, "head"),
    "height beyond the archive": (replace(RECEIPT, after_height=6).sign(SECRET), InvalidReceipt, "height"),
    "other uuid": (replace(RECEIPT, uuid=OTHER_UUID).sign(SECRET), InvalidReceipt, "uuid"),
    "other election under the same uuid": (
        replace(RECEIPT, election_hash=HASHES[0]).sign(SECRET), InvalidReceipt, "election"),
    "time before the opening": (
        replace(RECEIPT, minute="2027-02-18T01:29Z").sign(SECRET), InvalidReceipt, "minute"),
    "extra field": (with_extra_field(SIGNED), SerializationError, None),
    "hash of another ballot": (
        replace(RECEIPT, ballot_hash=HASHES[2]).sign(SECRET), InvalidReceipt, "ballot_hash"),
    "marks exchanged": (replace(RECEIPT, marks=MARKS[2]).sign(SECRET), InvalidReceipt, "marks"),
}  # fmt: skip


@pytest.mark.parametrize("name", SUPPORTED)
def test_each_mutation_is_refused_for_its_own_reason(name: str) -> None:
    signed, kind, fault = SUPPORTED[name]
    assert accept(SIGNED) == 3
    with pytest.raises(kind) as refusal:
        accept(signed)
    assert refusal.value.code == "X2"
    assert refusal.value.data.get("fault") == fault


def test_the_same_body_is_signed_again_with_the_same_bytes() -> None:
    assert RECEIPT.sign(SECRET) == SIGNED
    opened = Receipt.open(SIGNED, BOARD)
    assert opened == RECEIPT
    assert opened.sign(SECRET) == SIGNED


def test_the_signed_text_is_the_one_that_is_written_down() -> None:
    assert RECEIPT.signed_bytes().startswith(b'piaojue-receipt-v1\n{"after_event":"')
    assert CHECKPOINT.signed_bytes().startswith(b'piaojue-checkpoint-v1\n{"ballots":3,')


def test_the_link_gives_the_receipt_back_and_nothing_else() -> None:
    fragment = receipt_fragment(SIGNED)
    assert parse_fragment(fragment) == SIGNED
    for damaged in (fragment + "=", fragment + "!", fragment[:-1] + " ", "é", "A" * 9000):
        with pytest.raises(SerializationError) as refusal:
            accept(parse_fragment(damaged))
        assert refusal.value.code == "X2"


def test_while_voting_goes_on_a_ballot_may_still_come() -> None:
    opening = replace(VIEW, closed=False, events=EVENTS[:2], ballots={TRACKERS[1]: VIEW.ballots[TRACKERS[1]]})
    assert check_receipt(RECEIPT, opening) is None
    assert check_receipt(replace(RECEIPT, after_height=4, after_event=EVENTS[4]), opening) is None
    with pytest.raises(InvalidReceipt):
        check_receipt(forked(RECEIPT), opening)


def test_a_poll_without_exclusions_has_receipts_without_marks() -> None:
    plain = replace(VIEW, ballots={TRACKERS[3]: Standing(3, HASHES[3], "")})
    bare = replace(RECEIPT, marks="")
    assert check_receipt(Receipt.open(bare.sign(SECRET), BOARD), plain) == 3


BAD_FORMS: dict[str, dict[str, object]] = {
    "seconds": {"minute": "2027-02-18T01:45:00Z"},
    "no such day": {"minute": "2027-02-30T01:45Z"},
    "full-width digits": {"minute": "２０２７-02-18T01:45Z"},
    "negative height": {"after_height": -1},
    "height as text": {"after_height": "1"},
    "upper-case hash": {"after_event": "AB" * 32},
    "short tracker": {"tracker": "abc"},
    "tracker with stray bits": {"tracker": "A" * 42 + "B"},
    "version": {"v": 2},
    "kind": {"kind": "checkpoint"},
    "marks neither hash nor empty": {"marks": "none"},
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_receipt_of_another_form_is_refused_even_when_signed(name: str) -> None:
    body = json.loads(SIGNED)["receipt"] | BAD_FORMS[name]
    with pytest.raises(SerializationError) as refusal:
        Receipt.open(canonical({"receipt": body, "signature": "00" * 64}), BOARD)
    assert refusal.value.code == "X2"


def test_white_space_is_refused() -> None:
    with pytest.raises(NonCanonical):
        Receipt.open(SIGNED.replace(b",", b", ", 1), BOARD)


def test_a_key_of_small_order_signs_nothing() -> None:
    identity = (1).to_bytes(32, "little").hex()
    receipt = replace(RECEIPT, key=key_id(identity))
    signed = canonical({"receipt": receipt.as_json(), "signature": identity + "00" * 32})
    with pytest.raises(InvalidSignature):
        Receipt.open(signed, identity)


def test_a_checkpoint_binds_the_archive_to_the_side_log() -> None:
    opened = Checkpoint.open(CHECKPOINT.sign(SECRET), BOARD)
    check_checkpoint(opened, VIEW, range(1, 5))
    wrong = {
        "uuid": replace(CHECKPOINT, uuid=OTHER_UUID),
        "election": replace(CHECKPOINT, election_hash=HASHES[1]),
        "height": replace(CHECKPOINT, height=6),
        "head": replace(CHECKPOINT, event=EVENTS[2]),
        "side": replace(CHECKPOINT, side=hex_hash(b"another side log")),
        "ballots": replace(CHECKPOINT, ballots=2),
        "voids": replace(CHECKPOINT, voids=2),
    }
    for fault, checkpoint in wrong.items():
        with pytest.raises(InvalidReceipt) as refusal:
            check_checkpoint(checkpoint, VIEW, range(1, 5))
        assert (refusal.value.code, refusal.value.data["fault"]) == ("M5", fault)


def test_two_heads_of_one_height_under_one_key_are_two_histories() -> None:
    later = replace(CHECKPOINT, height=4, event=EVENTS[4], ballots=4)
    elsewhere = replace(CHECKPOINT, uuid=OTHER_UUID, event=EVENTS[2])
    another_key = replace(CHECKPOINT, key=key_id(OTHER_BOARD), event=EVENTS[2])
    after_a_void = replace(CHECKPOINT, side=SIDES[6], voids=2)
    check_one_history([CHECKPOINT, RECEIPT, later, elsewhere, another_key, after_a_void, CHECKPOINT])
    for liar in (replace(CHECKPOINT, event=EVENTS[2]), replace(forked(RECEIPT), after_height=3)):
        with pytest.raises(InvalidReceipt) as refusal:
            check_one_history([CHECKPOINT, later, liar])
        assert refusal.value.code == "X3"
        assert refusal.value.data["height"] == 3


def test_a_time_is_told_to_the_minute() -> None:
    assert minute_of(1803000659) == minute_of(1803000600) == "2027-02-19T01:30Z"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_byte_of_a_signed_receipt_can_be_changed(place: int, change: int) -> None:
    data = bytearray(SIGNED)
    data[place] ^= change
    with pytest.raises(ProtocolError):
        Receipt.open(bytes(data), BOARD)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_comes_in_only_errors_of_the_protocol_come_out(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        Receipt.open(data, BOARD)
    with pytest.raises(ProtocolError):
        Checkpoint.open(data, BOARD)
