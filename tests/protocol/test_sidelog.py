"""The records beside the archive: who signs what, in which order, over which heads."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.sidelogs import (
    BALLOTS,
    CARDS,
    EVENTS,
    HASHES,
    OTHER_UUID,
    PHI,
    SETUP,
    SHARES,
    STRANGER,
    UUID,
    Build,
    build,
    closing,
    counts,
    decryption,
    facts,
    file_of,
    marks,
    outcome,
    refused,
    registrar,
    share,
    steps,
    void,
    zero,
)
from voting.protocol import group, sidecheck
from voting.protocol.encoding import canonical, compact_hash, hex_hash
from voting.protocol.errors import ProtocolError
from voting.protocol.sidecheck import (
    SideLog,
    check_decryption_order,
    check_outcome_place,
    check_side_log,
    read_side_log,
)
from voting.protocol.sidelog import (
    check_counts,
    first_head,
    next_head,
)

# A good log.


def test_a_whole_log_is_accepted_and_read_back_from_its_file() -> None:
    log = build()
    check_side_log(log, facts(), HASHES)
    again = read_side_log(UUID, PHI, memoryview(file_of(log)))
    assert again.head == log.head
    assert again.lines == log.lines
    check_side_log(again, facts(), HASHES)


def test_every_prefix_of_a_log_fits_the_archive_as_it_stood_then() -> None:
    log = build()
    stages = {
        5: (EVENTS[:1], []), 6: (EVENTS[:1], []), 11: (EVENTS[:6], []), 15: (EVENTS[:9], []),
        16: (EVENTS[:11], []), 18: (EVENTS[:11], []), 19: (EVENTS[:12], SHARES[:1]),
        21: (EVENTS[:14], SHARES), 22: (EVENTS, SHARES),
    }  # fmt: skip
    for length, (events, shares) in stages.items():
        part = SideLog(UUID, PHI)
        for line in log.lines[:length]:
            part.append(line.data)
        cast = [card for card, event in zip(BALLOTS, EVENTS[1:9], strict=True) if event in events]
        check_side_log(part, replace(facts(), events=events, cast=cast, shares=shares), HASHES[: len(cast)])


def test_the_chain_is_the_one_that_is_written_down() -> None:
    log = build()
    head = hex_hash(f"piaojue-side-v1|{UUID}|{PHI}".encode())
    assert head == first_head(UUID, PHI)
    heads = [head]
    for line in log.lines:
        head = hex_hash(f"{head}|{hex_hash(line.data)}".encode())
        assert head == next_head(line.before, line.data)
        heads.append(head)
    assert log.heads() == heads
    assert log.voids_below()[0] == 0
    assert log.voids_below()[6] == 1
    assert log.voids_below()[-1] == 2


def test_every_record_is_written_as_it_was_read() -> None:
    for line in build().lines:
        if line.record is not None:
            assert type(line.record).parse(line.data).encode() == line.data


def test_the_signed_texts_are_the_ones_that_are_written_down() -> None:
    log = SideLog(UUID, PHI)
    blocked = void(log, CARDS[11], 0)
    assert blocked.registrar_bytes().startswith(b'piaojue-void-v1\n{"credential":"')
    for absent in (b'"owner"', b'"signature"', b'"registrar_signature"'):
        assert absent not in blocked.registrar_bytes()
    assert b'"owner":3' in blocked.signed_bytes()
    assert b'"registrar_signature"' in blocked.signed_bytes()
    assert b'"signature"' not in blocked.signed_bytes().replace(b"registrar_signature", b"")
    assert b'"owner"' in zero(2).signed_bytes()
    assert closing(log, 3).signed_bytes() == closing(log, 4).signed_bytes()


# Form, order, repetition.


BAD_FILES = {
    "no end": b"{}",
    "empty line": b"\n",
    "not JSON": b"hello\n",
    "not an object": b"[]\n",
    "no kind": b"{}\n",
    "unknown kind": canonical({"kind": "note", "v": 1}) + b"\n",
    "kind a number": canonical({"kind": 1, "v": 1}) + b"\n",
    "carriage return": registrar().encode() + b"\r\n",
    "white space": registrar().encode().replace(b",", b", ", 1) + b"\n",
    "of another poll": registrar(uuid=OTHER_UUID).encode() + b"\n",
    "endless line": b" " * ((1 << 20) + 1) + b"\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_of_another_form_is_refused(name: str) -> None:
    refused("L1", lambda: read_side_log(UUID, PHI, BAD_FILES[name]))


def test_an_endless_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecheck, "MAX_FILE", len(whole_file()))
    assert len(read_side_log(UUID, PHI, whole_file()).lines) == 22
    monkeypatch.setattr(sidecheck, "MAX_FILE", len(whole_file()) - 1)
    refused("L1", lambda: read_side_log(UUID, PHI, whole_file()))


def test_a_record_of_another_election_is_refused_where_it_stands() -> None:
    log = build(outcome=None, decryption_1=None)
    other = compact_hash(b"another election")
    refused("L1", lambda: log.append(outcome(election_hash=other).encode()), line=20)
    data = file_of(log).replace(PHI.encode(), other.encode(), 1)
    refused("L1", lambda: read_side_log(UUID, PHI, data), line=2)


def test_records_stand_in_the_order_of_the_poll_and_once() -> None:
    log = build()
    again = [line.data for line in log.lines]
    for place, kind in ((0, "registrar"), (1, "share"), (2, "zero"), (6, "marks"), (11, "void")):
        refused("L2", lambda place=place: log.append(again[place]), kind=kind)  # type: ignore[misc]
    for later in ("share 2", "void", "counts"):
        refused("L2", lambda later=later: SideLog(UUID, PHI).append(steps()[later](SideLog(UUID, PHI))))  # type: ignore[misc]
    head = log.head
    for owner, digest in SHARES:
        refused("L2", lambda o=owner, d=digest: log.append(decryption(o, d).encode()))  # type: ignore[misc]
    refused("L2", lambda: log.append(outcome(next="other").encode()), kind="outcome")
    assert log.head == head


@pytest.mark.parametrize("kind", ["share 2", "zero 2", "counts", "closing 3", "decryption 2"])
def test_one_owner_makes_a_statement_once(kind: str) -> None:
    log = SideLog(UUID, PHI)
    for name, make in steps().items():
        data = make(log)
        log.append(data)
        if name == kind:
            refused("L2", lambda data=data: log.append(data), kind=kind.split()[0])  # type: ignore[misc]
            return


# Each statement against the archive.


def check_with(code: str, data: dict[str, object] | None = None, **other: Build | None) -> None:
    refused(code, lambda: check_side_log(build(**other), facts(), HASHES), **data or {})


def as_step(record: Any) -> Build:
    return lambda log: record.encode()  # type: ignore[no-any-return]


def test_the_list_of_cards_is_the_one_that_the_registrar_signed() -> None:
    wrong = {
        "another list": registrar(credentials="00" * 32),
        "another number": registrar(listed=13),
        "more in reserve than listed": registrar(reserve=13),
        "another registrar": registrar(secret=STRANGER),
        "another's signature": replace(registrar(), signature=registrar(secret=STRANGER).signature),
        "changed afterwards": replace(registrar(), reserve=3),
    }
    for statement in wrong.values():
        check_with("S10", registrar=as_step(statement))
    refused("S10", lambda: check_side_log(SideLog(UUID, PHI), facts(), HASHES), fault="missing")
    check_with("S10", {"fault": "key"}, registrar=as_step(registrar(secret=STRANGER)))


def test_shares_are_proven_by_enough_scrutineers_before_the_first_ballot() -> None:
    check_with("L3", {"number": 1, "needed": 2}, share_4=None)
    check_with("L3", {"owner": 2}, share_2=as_step(replace(share(2), date="2027-02-17")))
    check_with("L3", {"owner": 3}, share_2=as_step(replace(share(2), owner=3)))
    check_with("L3", {"owner": 9}, share_2=as_step(replace(share(2), owner=9)))


def test_the_zero_report_names_the_setup_that_counts() -> None:
    check_with("L4", {"number": 1}, zero_2=None)
    check_with("L4", {"owner": 2, "fault": "setup"}, zero_2=as_step(zero(2, setup_event=EVENTS[1].digest)))
    check_with("L4", {"owner": 2, "fault": "signature"}, zero_2=as_step(zero(2, signer=3)))
    check_with("L4", {"owner": 7}, zero_2=as_step(replace(zero(2), owner=7)))


def test_marks_stand_in_the_order_of_the_ballots() -> None:
    check_with("M1", {"place": 7}, marks_7=None)
    check_with("M1", {"place": 1}, marks_1=lambda log: marks(2), marks_2=lambda log: marks(1))
    check_with("M1", {"place": 3}, marks_3=lambda log: marks(4))
    refused("M1", lambda: check_side_log(build(), replace(facts(), exclusive=False), HASHES))


def test_a_void_needs_both_signatures_and_names_the_heads_it_was_made_on() -> None:
    check_with(
        "L5", {"fault": "registrar"}, void=lambda log: void(log, CARDS[11], 5, secret=STRANGER).encode()
    )
    check_with("L5", {"fault": "signature"}, void=lambda log: void(log, CARDS[11], 5, signer=2).encode())
    check_with("L5", {"fault": "event"}, void=lambda log: void(log, CARDS[11], 5, event="00" * 32).encode())
    check_with("L5", {"fault": "event"}, void=lambda log: void(log, CARDS[11], 9).encode())
    check_with("L5", {"fault": "event"}, void=lambda log: void(log, CARDS[11], 99).encode())
    check_with("L5", {"fault": "side"}, void=lambda log: void(log, CARDS[11], 4).encode())
    check_with("L5", {"fault": "side"}, void=lambda log: void(log, CARDS[11], 5, side="00" * 32).encode())


def test_a_void_never_touches_a_card_that_has_a_ballot() -> None:
    check_with("X6", {"credential": CARDS[0]}, void=lambda log: void(log, CARDS[0], 5).encode())
    stranger = group.encode(group.base(5))
    check_with("X6", {"credential": stranger}, void=lambda log: void(log, stranger, 5).encode())
    check_with("X6", {"credential": CARDS[10]}, void=lambda log: void(log, CARDS[10], 5).encode())


BAD_NUMBERS = {
    "card lists differ": ({"listed": 13, "handed_out": 11}, "X6"),
    "voids differ": ({"voided": 1, "handed_out": 11}, "X6"),
    "handed out is not listed less voided": ({"handed_out": 9}, "X6"),
    "more handed out than present": ({"present": 9}, "X4"),
    "more present than there are": ({"all_deputies": 10}, "X4"),
    "fewer returned than ballots": ({"returned": 7}, "X4"),
    "more returned than ballots": ({"returned": 9}, "X4"),
}


@pytest.mark.parametrize("name", BAD_NUMBERS)
def test_numbers_that_disagree_are_refused(name: str) -> None:
    numbers, code = BAD_NUMBERS[name]
    check_with(code, counts=as_step(counts(**numbers)))


def test_more_ballots_than_cards_handed_out_is_refused() -> None:
    refused("X4", lambda: check_counts(counts(returned=11), listed=12, voided=2, ballots=11), ballots=11)


def test_nothing_is_decrypted_without_the_report_of_the_cards() -> None:
    check_with("X4", counts=None)


def test_counts_and_closing_statements_come_after_the_closing() -> None:
    early = replace(facts(), events=EVENTS[:9], shares=[])
    log = build(decryption_1=None, decryption_2=None, decryption_4=None, outcome=None)
    refused("L2", lambda: check_side_log(log, early, HASHES), kind="counts")
    log = build(counts=None, decryption_1=None, decryption_2=None, decryption_4=None, outcome=None)
    refused("L2", lambda: check_side_log(log, early, HASHES), kind="closing")


def test_closing_statements_are_over_identical_bytes_by_enough_scrutineers() -> None:
    check_with("L6", {"number": 1, "needed": 2}, closing_3=None)
    for other in (
        {"setup_event": EVENTS[1].digest}, {"tally_event": EVENTS[9].digest},
        {"ballots": 9}, {"side": "00" * 32},
    ):  # fmt: skip
        check_with(
            "L6", {"owner": 3, "fault": "heads"},
            closing_3=lambda log, other=other: closing(log, 3, **other).encode(),  # type: ignore[misc]
        )  # fmt: skip
    check_with(
        "L6", {"owner": 3, "fault": "signature"}, closing_3=lambda log: closing(log, 3, signer=2).encode()
    )


def test_closing_statements_may_come_before_the_counts() -> None:
    log = SideLog(UUID, PHI)
    made = steps()
    names = [name for name in made if name != "counts"]
    names.insert(names.index("closing 3") + 1, "counts")
    for name in names:
        log.append(made[name](log))
    check_side_log(log, facts(), HASHES)


def test_each_share_has_its_strong_proof_in_the_same_order() -> None:
    owners = [(owner, digest) for owner, digest in SHARES]
    assert [(proof.owner, proof.share) for proof in check_decryption_order(build(), facts())] == owners
    check_with("P7", decryption_1=None)
    check_with(
        "P7",
        decryption_2=as_step(decryption(4, SHARES[1][1])),
        decryption_4=as_step(decryption(2, SHARES[0][1])),
    )
    check_with("P7", decryption_2=as_step(decryption(2, "00" * 32)))
    check_with("P7", decryption_2=as_step(decryption(2, SHARES[0][1], tally_event=SETUP)))


def test_the_outcome_belongs_to_the_result() -> None:
    assert check_outcome_place(build(), facts()) == outcome()
    check_with("R6", outcome=None)
    check_with("R6", outcome=as_step(outcome(result_event=SETUP)))


# Forms of single records.


BAD_RECORDS: dict[str, tuple[str, Callable[[], Any], dict[str, object]]] = {
    "registrar: signature": ("S10", registrar, {"signature": "zz"}),
    "registrar: nobody listed": ("S10", registrar, {"listed": 0}),
    "registrar: version": ("S10", registrar, {"v": 2}),
    "share: the server has none": ("L3", lambda: share(2), {"owner": 1}),
    "share: no such day": ("L3", lambda: share(2), {"date": "2027-02-30"}),
    "share: other date": ("L3", lambda: share(2), {"date": "20270218"}),
    "share: scalar with a zero": ("L3", lambda: share(2), {"challenge": "01"}),
    "share: scalar out of range": ("L3", lambda: share(2), {"response": str(group.Q)}),
    "share: scalar as number": ("L3", lambda: share(2), {"response": 5}),
    "zero: signature": ("L4", lambda: zero(2), {"signature": {"challenge": "1"}}),
    "zero: extra field": ("L4", lambda: zero(2), {"note": ""}),
    "zero: hash": ("L4", lambda: zero(2), {"setup_event": "AB" * 32}),
    "void: reason": ("L5", lambda: void(SideLog(UUID, PHI), CARDS[11], 0), {"reason": "other"}),
    "void: reason a list": ("L5", lambda: void(SideLog(UUID, PHI), CARDS[11], 0), {"reason": []}),
    "void: height": ("L5", lambda: void(SideLog(UUID, PHI), CARDS[11], 0), {"height": -1}),
    "counts: negative": ("X4", counts, {"returned": -1}),
    "counts: true": ("X4", counts, {"returned": True}),
    "closing: ballots": ("L6", lambda: closing(SideLog(UUID, PHI), 3), {"ballots": "8"}),
    "decryption: owner": ("P7", lambda: decryption(1, SHARES[0][1]), {"owner": 0}),
    "outcome: index twice": ("R6", outcome, {"chosen": [1, 1]}),
    "outcome: index below 0": ("R6", outcome, {"tied": [-1]}),
    "outcome: next": ("R6", outcome, {"next": 1}),
}


@pytest.mark.parametrize("name", BAD_RECORDS)
def test_a_record_of_another_form_is_refused_under_its_code(name: str) -> None:
    code, make, change = BAD_RECORDS[name]
    record = make()
    refused(code, lambda: type(record).parse(canonical(json.loads(record.encode()) | change)))


@cache
def whole_file() -> bytes:
    return file_of(build())


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    changed = bytearray(whole_file())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        log = read_side_log(UUID, PHI, bytes(changed))
    except ProtocolError:
        return
    # What is still well-formed hangs on another head, which checkpoints and closing statements carry.
    assert log.head != build().head


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_comes_in_only_errors_of_the_protocol_come_out(data: bytes) -> None:
    if data:
        with pytest.raises(ProtocolError):
            read_side_log(UUID, PHI, data)
    else:
        assert read_side_log(UUID, PHI, data).head == first_head(UUID, PHI)
