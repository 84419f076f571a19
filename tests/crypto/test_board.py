"""What a scrutineer's page verifies before it opens the box, and when it refuses to (PROTOCOL 9)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.crypto.boards import BOARD, Board, Record, chain
from tests.crypto.cases import SMALL, Poll, seed_of
from tests.crypto.pages import results
from voting.protocol import ed25519, group
from voting.protocol.ballots import encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import public_credential
from voting.protocol.decryption import check_share, check_strong_proof, decrypt_tally, parse_share
from voting.protocol.encoding import canonical, compact, hex_hash
from voting.protocol.errors import ProtocolError
from voting.protocol.group import Proof
from voting.protocol.marks import make_marks
from voting.protocol.proofs import proof_json
from voting.protocol.receipts import Checkpoint
from voting.protocol.tally import tally_ballots

Counted = Callable[[str, int], None]
HONEST = Board()
VERIFY: dict[str, Any] = {"kind": "verify", "files": "honest", "expected": HONEST.expected()}


Conversation = list[dict[str, Any]]


def talks(*conversations: Conversation, **boards: dict[str, str]) -> list[list[Any]]:
    """What one page after the other answers to its messages; `boards` are the files they name."""
    files = {"honest": HONEST.files(), **boards}
    cases = [
        {
            "op": "follow",
            "sharing": True,
            "files": {
                message["files"]: files[message["files"]] for message in messages if "files" in message
            },
            "seeds": [seed_of("page seed", 0).hex()],
            "messages": messages,
        }
        for messages in conversations
    ]
    return results(cases)


def follow(*messages: dict[str, Any], **boards: dict[str, str]) -> list[Any]:
    """The answers of one page."""
    return talks(list(messages), **boards)[0]


def verdicts(*told: tuple[Board, dict[str, Any]]) -> list[str]:
    """ "good", or the code under which a page that knows so much from elsewhere refuses the board."""
    files = {f"board {i}": board.files() for i, (board, _) in enumerate(told)}
    messages = [
        [{"kind": "verify", "files": name, "expected": {**board.expected(), **expected}}]
        for name, (board, expected) in zip(files, told, strict=True)
    ]
    return [str(answer.get("refused", "good")) for (answer,) in talks(*messages, **files)]


def tally_of(board: Board) -> Any:
    return tally_ballots(board.election, [parse_ballot(ballot) for ballot, _ in board.cast]).encrypted_tally()


def test_an_honest_poll_is_verified_from_its_bytes():
    (answer,) = follow(VERIFY)
    summary = answer["ok"]["summary"]
    assert summary["ballots"] == 5
    assert summary["voids"] == 1
    assert summary["closings"] == [2, 3]
    assert summary["setupEvent"] == HONEST.heads[0].digest
    assert summary["tallyEvent"] == HONEST.heads[-1].digest
    assert summary["sideHead"] == chain(HONEST.election, HONEST.side)[-1]


def test_every_shape_of_questions_is_verified():
    assert verdicts(*((Board(shape=shape), {}) for shape in SMALL)) == ["good"] * len(SMALL)


def test_a_share_is_the_one_that_python_makes_and_is_accepted_by_all():
    slip = HONEST.slips[0]
    made = follow(VERIFY, {"kind": "decrypt", "slip": slip, "remembered": {}})[1]["ok"]
    phi, event = HONEST.election.fingerprint, HONEST.heads[-1].digest
    secret, tally = HONEST.played.finished[0].share, tally_of(HONEST)
    share, strong = decrypt_tally(phi, event, 2, secret, tally, seed_of("page seed", 0))
    assert made["partial"] == share.raw.decode()
    record = json.loads(made["record"])
    assert {name: record[name] for name in ("challenge", "response")} == proof_json(strong)
    assert made["remembered"] == {phi: event}
    read = parse_share(made["partial"].encode())
    check_share(phi, HONEST.trustees, 2, tally, read)
    check_strong_proof(phi, event, HONEST.trustees, 2, tally, read, Proof(strong.challenge, strong.response))
    others = {"kind": "share", "owner": 2, "partial": made["partial"], "record": made["record"]}
    assert follow(VERIFY, others)[1] == {"ok": {}}


def test_a_share_that_is_not_what_it_says_names_its_owner():
    made = follow(VERIFY, {"kind": "decrypt", "slip": HONEST.slips[0], "remembered": {}})[1]["ok"]
    phi, event, tally = HONEST.election.fingerprint, HONEST.heads[-1].digest, tally_of(HONEST)
    foreign, strong = decrypt_tally(phi, event, 2, 12345, tally, seed_of("x"))
    record = json.loads(made["record"])
    partial = json.loads(made["partial"])
    first = partial["decryption_factors"][0]
    swapped = {**partial, "decryption_factors": [first[::-1], *partial["decryption_factors"][1:]]}
    small = {**partial, "decryption_factors": partial["decryption_factors"][:1]}
    forged = {"partial": foreign.raw.decode(), "record": canonical({**record, **proof_json(strong)}).decode()}
    cases: list[tuple[str, dict[str, Any]]] = [
        ("P1", {"owner": 9}),
        ("P3", {"partial": compact(small).decode()}),
        ("P5", {"partial": compact(swapped).decode()}),
        ("P5", forged),
        ("P7", {"record": canonical({**record, "owner": 3}).decode()}),
    ]
    for broken in ("null", "{}", canonical({**record, "response": "1"}).decode()):
        cases.append(("P7", {"record": broken}))
    honest = {"kind": "share", "owner": 2, "partial": made["partial"], "record": made["record"]}
    answers = talks(*([VERIFY, {**honest, **change}] for _, change in cases))
    assert [answer["refused"] for _, answer in answers] == [code for code, _ in cases]
    assert all(answer["data"]["owner"] for _, answer in answers)


def test_the_box_stays_shut_unless_all_conditions_are_met():
    phi, slip = HONEST.election.fingerprint, HONEST.slips[0]
    before = {"archive": archive_until(HONEST, 1), "side": side_until(HONEST, 7)}
    early = Board()
    cases: list[tuple[str, Board, dict[str, Any]]] = [
        ("done", HONEST, {"remembered": {phi: HONEST.heads[-1].digest}}),
        ("done", HONEST, {"remembered": {phi: HONEST.heads[-1].digest[:16]}}),  # as written on the slip
        ("decrypt.second_tally", HONEST, {"remembered": {phi: seed_of("other event").hex()}}),
        ("decrypt.second_tally", HONEST, {"remembered": {phi: seed_of("other event").hex()[:16]}}),
        ("decrypt.second_tally", HONEST, {"remembered": {phi: HONEST.heads[-1].digest[:15]}}),
        ("decrypt.second_tally", HONEST, {"remembered": {phi: ""}}),
        ("C12", HONEST, {"slip": slip[:-1] + "x"}),
        ("decrypt.closings", Board(closings=(2,)), {}),
        ("decrypt.too_few", Board(min_ballots=6), {}),
        ("decrypt.too_few", Board(votes=4, min_ballots=1), {}),
        ("S11", Board(ceremony="other"), {}),
        ("decrypt.not_closed", early, {}),
    ]
    files = {
        f"board {i}": board.files(**(before if board is early else {}))
        for i, (_, board, _) in enumerate(cases)
    }
    answers = talks(
        *(
            [
                {"kind": "verify", "files": name, "expected": {}},
                {"kind": "decrypt", "slip": slip, "remembered": {}, **change},
            ]
            for name, (_, _, change) in zip(files, cases, strict=True)
        ),
        **files,
    )
    assert [verified.get("refused") for verified, _ in answers] == [None] * len(cases)
    assert [answer.get("refused", "done") for _, answer in answers] == [code for code, _, _ in cases]


def test_nothing_is_signed_or_decrypted_before_the_page_has_verified():
    slip = HONEST.slips[0]
    decrypt = {"kind": "decrypt", "slip": slip, "remembered": {}}
    messages = [decrypt, {"kind": "closing", "slip": slip}, {"kind": "zero", "slip": slip}]
    answers = talks(*([message] for message in messages))
    assert [answer["refused"] for (answer,) in answers] == ["verify.not_verified"] * 3
    bad = Board(closings=(2, 2)).files()
    broken = {"kind": "verify", "files": "bad", "expected": {}}
    answers = follow(VERIFY, broken, decrypt, bad=bad)
    assert answers[2]["refused"] == "verify.not_verified"


def archive_until(board: Board, events: int) -> bytes:
    """The archive's first events."""
    whole, heads = board.written
    if events == len(heads):
        return whole
    name = f"{heads[events - 1].digest}.event.json".encode()
    at = whole.index(name)
    return whole[: at + 1024]


def side_until(board: Board, records: int) -> bytes:
    return b"".join(record + b"\n" for record in board.side[:records])


def test_statements_are_the_bytes_that_python_signs():
    early = HONEST.files(archive=archive_until(HONEST, 1), side=side_until(HONEST, 1))
    told = {"kind": "verify", "files": "early", "expected": {}}
    _, zero = follow(told, {"kind": "zero", "slip": HONEST.slips[0]}, early=early)
    record = json.loads(zero["ok"]["record"])
    honest = HONEST.zero(1)
    assert {**record, "signature": None} == {**honest, "signature": None}
    _, closing = follow(VERIFY, {"kind": "closing", "slip": HONEST.slips[2]})
    record = json.loads(closing["ok"]["record"])
    side = json.loads(HONEST.side[-1])["side"]
    assert {**record, "signature": None} == {**HONEST.closing(4, side), "signature": None}
    late = follow(VERIFY, {"kind": "zero", "slip": HONEST.slips[0]})[1]
    assert late["refused"] == "zero.too_late"
    # What the page signed stands in the side log and is verified there.
    accepted = HONEST.files(
        side=side_until(HONEST, len(HONEST.side)) + closing["ok"]["record"].encode() + b"\n"
    )
    (answer,) = follow({"kind": "verify", "files": "more", "expected": {}}, more=accepted)
    assert answer["ok"]["summary"]["closings"] == [2, 3, 4]


def test_a_void_is_signed_over_the_heads_that_the_page_sees():
    early = HONEST.files(archive=archive_until(HONEST, 3), side=side_until(HONEST, 9))
    told = {"kind": "verify", "files": "early", "expected": {}}
    whole = json.loads(HONEST.side[9])
    half = {name: value for name, value in whole.items() if name not in ("owner", "signature")}
    answers = follow(told, {"kind": "void", "slip": HONEST.slips[0], "signed": half}, early=early)
    record = answers[1]["ok"]["record"]
    assert {**json.loads(record), "signature": None} == {**whole, "signature": None}
    continued = HONEST.files(
        archive=archive_until(HONEST, 3), side=side_until(HONEST, 9) + record.encode() + b"\n"
    )
    (answer,) = follow({"kind": "verify", "files": "more", "expected": {}}, more=continued)
    assert answer["ok"]["summary"]["voids"] == 1
    stale = follow(
        told, {"kind": "void", "slip": HONEST.slips[0], "signed": {**half, "height": 1}}, early=early
    )
    assert stale[1]["refused"] == "void.heads"


def test_the_page_follows_a_growing_board_and_notices_a_rewritten_one():
    early = HONEST.files(archive=archive_until(HONEST, 3), side=side_until(HONEST, 9))
    other = Board(server="another key").files()
    plain = {"kind": "verify", "expected": {}}
    answers = follow(
        {**plain, "files": "early"}, {**plain, "files": "honest"}, {**plain, "files": "early"},
        {**plain, "files": "other"}, early=early, other=other,
    )  # fmt: skip
    assert [answer.get("refused") for answer in answers] == [None, None, "X1", "X1"]


def test_what_follows_is_joined_to_what_is_here_and_everything_but_ballots_is_made_anew():
    early = {"archive": archive_until(HONEST, 3), "side": side_until(HONEST, 9)}
    whole, side = HONEST.written[0], side_until(HONEST, len(HONEST.side))
    rest = {"archive": whole[len(early["archive"]) :], "side": side[len(early["side"]) :]}
    changed = {**rest, "archive": rest["archive"].replace(b'"response":"', b'"response":"1', 1)}
    cut = {**rest, "side": rest["side"].partition(b"\n")[2]}
    begin = {"kind": "verify", "files": "early", "expected": HONEST.expected()}
    files = {
        "early": HONEST.files(**early), "rest": HONEST.files(**rest), "changed": HONEST.files(**changed),
        "cut": HONEST.files(**cut),
    }  # fmt: skip

    def grow(name: str) -> dict[str, Any]:
        return {"kind": "grow", "files": name, "expected": HONEST.expected()}

    answers = talks(
        [begin, grow("rest"), VERIFY], [grow("rest")], [begin, grow("changed"), grow("rest")],
        [begin, grow("cut")], [begin, {**VERIFY, "afresh": True}], **files,
    )  # fmt: skip
    grown, again = answers[0][1]["ok"]["summary"], answers[0][2]["ok"]["summary"]
    assert (grown["ballots"], grown) == (5, again)
    assert answers[0][0]["ok"]["summary"]["ballots"] == 2
    assert answers[1][0]["refused"] == "verify.not_verified"
    # After a fault nothing is left to be continued.
    assert [answer.get("refused") for answer in answers[2]] == [None, "K1", "verify.not_verified"]
    assert answers[3][1]["refused"] == "X6"  # the void was left out
    assert answers[4][1]["ok"]["summary"] == grown


def test_a_copy_kept_through_a_reload_must_still_be_continued():
    early = archive_until(HONEST, 3)
    kept = {"length": len(early), "hash": hex_hash(early)}
    plain = {"kind": "verify", "files": "honest"}
    known = HONEST.expected()
    answers = talks(
        [{**plain, "expected": {**known, "earlier": kept}}],
        [{**plain, "expected": {**known, "earlier": {**kept, "hash": seed_of("other").hex()}}}],
        [{**plain, "expected": {**known, "earlier": {"length": 1 << 30, "hash": kept["hash"]}}}],
    )
    assert [answer.get("refused") for (answer,) in answers] == [None, "X1", "X1"]


def bend(kind: str, /, **changes: Any) -> Callable[[Record], Record]:
    return lambda record: {**record, **changes} if record["kind"] == kind else record


def replace_data(kind: str, place: int, change: Callable[[bytes], bytes]) -> Callable[..., list[bytes]]:
    def changed(event: str, data: list[bytes]) -> list[bytes]:
        return (
            [change(item) if i == place else item for i, item in enumerate(data)] if event == kind else data
        )

    return changed


def without_ballots(event: str, data: list[bytes]) -> list[bytes]:
    """A tally from which the last ballot was left out."""
    if event != "EncryptedTally":
        return data
    counted = tally_ballots(HONEST.election, [parse_ballot(ballot) for ballot, _ in HONEST.cast[:-1]])
    return [counted.encrypted_tally().raw, counted.sized_tally().serialize()]


def sixth(name: bytes) -> Callable[[bytes], bytes]:
    """One ballot more than there are."""
    return lambda data: data.replace(name + b"5", name + b"6")


def ninth(owned: bytes) -> bytes:
    """The share of a trustee whom the poll does not have."""
    return owned.replace(b'{"owner":2', b'{"owner":9')


SIDE: list[tuple[str, Board]] = [
    ("S10", Board(bend=bend("registrar", listed=5))),
    ("S10", Board(bend=bend("registrar", reserve=7))),
    ("S10", Board(bend=bend("registrar", credentials=seed_of("list").hex()))),
    ("S10", Board(bend=bend("registrar", key=ed25519.public_key(BOARD)))),
    ("L1", Board(bend=bend("registrar", uuid=Poll(SMALL[0], 5).uuid))),
    ("L1", Board(bend=bend("zero", election_hash="A" * 43))),
    ("L1", Board(bend=bend("zero", kind="nought"))),
    ("L1", Board(bend=bend("zero", kind=7))),
    ("L2", Board(bend=bend("zero", owner=3))),
    ("L2", Board(bend=bend("share", owner=3))),
    ("L2", Board(closings=(2, 2))),
    ("L3", Board(bend=bend("share", date="2027-01-19"))),
    ("L3", Board(bend=bend("share", page_nonce="00"))),
    ("L3", Board(bend=bend("share", challenge="01"))),
    ("L3", Board(bend=bend("share", more=1))),
    ("L4", Board(bend=bend("zero", setup_event=seed_of("event").hex()))),
    ("L4", Board(bend=bend("zero", more=""))),
    ("L5", Board(bend=bend("void", height=3))),
    ("L5", Board(bend=bend("void", height="2"))),
    ("L5", Board(bend=bend("void", reason="found"))),
    ("L5", Board(bend=bend("void", side=seed_of("side").hex()))),
    ("L5", Board(bend=bend("void", event=seed_of("event").hex()))),
    ("X6", Board(bend=bend("void", credential=group.encode(group.G)))),
    ("X4", Board(bend=bend("counts", returned=4))),
    ("X4", Board(bend=bend("counts", present=4))),
    ("X4", Board(bend=bend("counts", present="15"))),
    ("X6", Board(bend=bend("counts", voided=0, handed_out=6))),
    ("X6", Board(bend=bend("counts", listed=7))),
    ("L6", Board(bend=bend("closing", ballots=6))),
    ("L6", Board(bend=bend("closing", tally_event=seed_of("event").hex()))),
    ("L6", Board(bend=bend("closing", side=seed_of("side").hex()))),
]
ARCHIVE: list[tuple[str, Board]] = [
    ("T2", Board(bend_event=without_ballots)),
    ("T3", Board(bend_event=replace_data("EncryptedTally", 1, sixth(b'tallied":')))),
    ("T4", Board(bend_event=replace_data("EncryptedTally", 1, sixth(b'weight":')))),
    ("K6", Board(bend_event=replace_data("Setup", 2, lambda d: compact(json.loads(d)[::-1])))),
    ("K6", Board(bend_event=replace_data("Setup", 1, lambda d: d + b" "))),
]  # fmt: skip


COUNTED: list[tuple[str, Board]] = [
    ("good", Board(sharers=(2, 4, 1), counted=True)),
    ("good", Board(sharers=(4, 3, 1))),
    ("P6", Board(sharers=(2, 1), counted=True)),
    ("P6", Board(sharers=(2, 3), counted=True)),
    ("R2", Board(sharers=(2, 3, 1), counted=True, added=1, votes=6, void=False)),
    ("R3", Board(sharers=(2, 3, 1), counted=True, added=6)),
    ("R1", Board(sharers=(2, 3, 1), counted=True, bend_event=replace_data("Result", 0, lambda _: b"{}"))),
    ("L6", Board(sharers=(2, 3, 1), closings=(2,))),
    ("P7", Board(sharers=(2, 3, 1), bend=bend("decryption", response="1"))),
    ("P7", Board(sharers=(2, 3, 1), bend=bend("decryption", share=seed_of("share").hex()))),
    ("P7", Board(sharers=(2, 3, 1), bend=bend("decryption", more=1))),
    ("R6", Board(sharers=(2, 3, 1), counted=True, bend=bend("outcome", result_event=seed_of("e").hex()))),
    ("P1", Board(sharers=(2,), bend_event=replace_data("PartialDecryption", 1, ninth))),
    ("K6", Board(sharers=(2,), bend_event=replace_data("PartialDecryption", 0, lambda d: d + b" "))),
]


def test_a_counted_poll_is_verified_to_the_result(counted: Counted):
    assert verdicts(*((board, {}) for _, board in COUNTED)) == [code for code, _ in COUNTED]
    good = COUNTED[0][1]
    (answer,) = follow({"kind": "verify", "files": "good", "expected": {}}, good=good.files())
    assert answer["ok"]["summary"]["result"] == good.sums
    assert answer["ok"]["summary"]["shares"] == [2, 4, 1]
    good.check_side_log_in_python()
    counted("bad boards refused, JavaScript", len(COUNTED) - 2)


def test_a_bent_board_is_refused_by_the_right_check(counted: Counted):
    boards = SIDE + ARCHIVE
    assert verdicts(*((board, {}) for _, board in boards)) == [code for code, _ in boards]
    counted("bad boards refused, JavaScript", len(boards))


def test_the_server_refuses_the_same_side_logs_under_the_same_codes(counted: Counted):
    HONEST.check_side_log_in_python()
    found = []
    for _, board in SIDE:
        with pytest.raises(ProtocolError) as refused:
            board.check_side_log_in_python()
        found.append(refused.value.code)
    assert found == [code for code, _ in SIDE]
    counted("bad boards refused, Python", len(SIDE))


def test_what_the_page_knows_from_elsewhere_is_compared():
    key = HONEST.expected()["own"]["publicKey"]
    cases: list[tuple[str, dict[str, Any]]] = [
        ("S10", {"registrarKey": ed25519.public_key(BOARD)}),
        ("S9", {"setupEvent": seed_of("event").hex()}),
        ("S11", {"own": {"owner": 3, "publicKey": key}}),
        ("S11", {"own": {"owner": 1, "publicKey": group.encode(HONEST.trustees.keys[0])}}),
        ("X1", {"earlier": {"length": 512, "hash": seed_of("other").hex()}}),
    ]
    assert verdicts(*((HONEST, told) for _, told in cases)) == [code for code, _ in cases]


def checkpoint(**changes: Any) -> dict[str, Any]:
    fields = {
        "uuid": HONEST.election.uuid,
        "election_hash": HONEST.election.fingerprint,
        "key": ed25519.key_id(ed25519.public_key(BOARD)),
        "height": 2,
        "event": HONEST.heads[2].digest,
        "side": chain(HONEST.election, HONEST.side)[9],
        "ballots": 2,
        "voids": 0,
    }
    signed = Checkpoint(**{**fields, **changes}).sign(BOARD)
    return {"checkpoint": json.loads(signed), "boardKey": ed25519.public_key(BOARD)}


def test_a_signed_checkpoint_binds_both_heads():
    changes: list[dict[str, Any]] = [
        {"height": 3}, {"event": HONEST.heads[1].digest}, {"ballots": 3}, {"voids": 1}, {"side": "0" * 64},
    ]  # fmt: skip
    told = [checkpoint(), *(checkpoint(**change) for change in changes)]
    told.append({**checkpoint(), "boardKey": ed25519.public_key(seed_of("x"))})
    assert verdicts(*((HONEST, each) for each in told)) == ["good"] + ["M5"] * (len(told) - 1)


def test_side_log_bytes_are_taken_strictly():
    side = side_until(HONEST, len(HONEST.side))
    lines = side.splitlines(keepends=True)
    cases = {
        "no end": ("L1", side[:-1]),
        "white space": ("L1", side.replace(b'"v":1', b'"v": 1', 1)),
        "empty line": ("L1", side + b"\n"),
        "no object": ("L1", side + b"null\n"),
        "out of order": ("L2", b"".join([lines[1], lines[0], *lines[2:]])),
        "no statement": ("L2", b"".join(lines[1:])),
        "nothing": ("M1", b""),
        "marks missing": ("M1", b"".join(line for i, line in enumerate(lines) if i != 7)),
        "marks exchanged": ("M2", b"".join([*lines[:7], lines[8], lines[7], *lines[9:]])),
    }
    files = {name: HONEST.files(side=data) for name, (_, data) in cases.items()}
    messages = [{"kind": "verify", "files": name, "expected": {}} for name in files]
    assert [answer["refused"] for answer in follow(*messages, **files)] == [
        code for code, _ in cases.values()
    ]


def test_a_credential_votes_once():
    board = Board(votes=5)
    again = encrypt_ballot(board.election, board.secrets[0], board.choices(9), seed_of("again"))
    ballot = sign_ballot(again, board.secrets[0], seed_of("again 2"))
    mine = group.encode(public_credential(board.secrets[0], board.election.uuid)).encode()
    others = [pair for pair in board.cast if mine not in pair[0]]
    first = [pair for pair in board.cast if mine in pair[0]]
    board.cast = [*first, *others[:3], (ballot, make_marks(again, board.shape.exclusive))]
    used = {parse_ballot(ballot).credential for ballot, _ in board.cast}
    assert len(used) == 4
    assert verdicts((board, {})) == ["B19"]
