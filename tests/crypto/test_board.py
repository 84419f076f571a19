"""What a scrutineer's page verifies before it opens the box, and when it refuses to (PROTOCOL 9)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.crypto.boards import BOARD, Board, Record, chain
from tests.crypto.cases import SMALL, Poll, seed_of
from tests.crypto.pages import result
from voting.protocol import ed25519, group
from voting.protocol.ballots import encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.decryption import check_share, check_strong_proof, decrypt_tally, parse_share
from voting.protocol.encoding import canonical, compact
from voting.protocol.group import Proof
from voting.protocol.marks import make_marks
from voting.protocol.proofs import proof_json
from voting.protocol.receipts import Checkpoint
from voting.protocol.tally import tally_ballots

Counted = Callable[[str, int], None]
HONEST = Board()
VERIFY: dict[str, Any] = {"kind": "verify", "files": "honest", "expected": HONEST.expected()}


def follow(*messages: dict[str, Any], seeds: int = 1, **boards: dict[str, str]) -> list[Any]:
    """The answers of one page's Worker to these messages; `boards` are the files they name."""
    drawn = [seed_of("page seed", i).hex() for i in range(seeds)]
    files = {"honest": HONEST.files(), **boards}
    return list(result(op="follow", files=files, seeds=drawn, messages=list(messages)))


def verdict(board: Board, **expected: Any) -> str:
    """"good", or the code under which the page refuses the board."""
    told = {**board.expected(), **expected}
    (answer,) = follow({"kind": "verify", "files": "bent", "expected": told}, bent=board.files())
    return "good" if "ok" in answer else str(answer["refused"])


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


@pytest.mark.parametrize("shape", SMALL)
def test_every_shape_of_questions_is_verified(shape):
    assert verdict(Board(shape=shape)) == "good"


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
    cases = {
        "P1": {"owner": 9},
        "P3": {"partial": compact(small).decode()},
        "P5": {"partial": compact(swapped).decode()},
        "P7": {"record": canonical({**record, "owner": 3}).decode()},
    }
    for code, change in cases.items():
        message = {"kind": "share", "owner": 2, "partial": made["partial"], "record": made["record"], **change}
        assert follow(VERIFY, message)[1]["refused"] == code
    for broken in ("null", canonical({**record, "response": "1"}).decode(), "{}"):
        message = {"kind": "share", "owner": 2, "partial": made["partial"], "record": broken}
        assert follow(VERIFY, message)[1]["refused"] == "P7"
    wrong_key = {"partial": foreign.raw.decode(), "record": canonical({**record, **proof_json(strong)}).decode()}
    answer = follow(VERIFY, {"kind": "share", "owner": 2, **wrong_key})[1]
    assert (answer["refused"], answer["data"]["owner"]) == ("P5", 2)


def decryption(board: Board, slip: str, remembered: dict[str, str] | None = None) -> str:
    messages = [
        {"kind": "verify", "files": "bent", "expected": board.expected()},
        {"kind": "decrypt", "slip": slip, "remembered": remembered or {}},
    ]
    answer = follow(*messages, bent=board.files())[1]
    return "done" if "ok" in answer else str(answer["refused"])


def test_the_box_stays_shut_unless_all_conditions_are_met():
    phi = HONEST.election.fingerprint
    assert decryption(HONEST, HONEST.slips[0], {phi: HONEST.heads[-1].digest}) == "done"
    assert decryption(HONEST, HONEST.slips[0], {phi: seed_of("other event").hex()}) == "decrypt.second_tally"
    assert decryption(HONEST, HONEST.slips[0][:-1] + "x") == "C12"
    assert decryption(Board(closings=(2,)), HONEST.slips[0]) == "decrypt.closings"
    assert decryption(Board(min_ballots=6), HONEST.slips[0]) == "decrypt.too_few"
    assert decryption(Board(votes=4, min_ballots=1), HONEST.slips[0]) == "decrypt.too_few"
    early = {"archive": archive_until(HONEST, 1), "side": side_until(HONEST, 7)}
    message = {"kind": "verify", "files": "early", "expected": {}}
    answers = follow(
        message, {"kind": "decrypt", "slip": HONEST.slips[0], "remembered": {}}, early=HONEST.files(**early)
    )
    assert [answer.get("refused") for answer in answers] == [None, "decrypt.not_closed"]


def test_nothing_is_signed_or_decrypted_before_the_page_has_verified():
    slip = HONEST.slips[0]
    for message in (
        {"kind": "decrypt", "slip": slip, "remembered": {}},
        {"kind": "closing", "slip": slip},
        {"kind": "zero", "slip": slip},
    ):
        assert follow(message)[0]["refused"] == "verify.not_verified"
    bad = Board(closings=(2, 2)).files()
    broken = {"kind": "verify", "files": "bad", "expected": {}}
    answers = follow(VERIFY, broken, {"kind": "decrypt", "slip": slip, "remembered": {}}, bad=bad)
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
    accepted = HONEST.files(side=side_until(HONEST, len(HONEST.side)) + closing["ok"]["record"].encode() + b"\n")
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
    stale = follow(told, {"kind": "void", "slip": HONEST.slips[0], "signed": {**half, "height": 1}}, early=early)
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


def bend(kind: str, **changes: Any) -> Callable[[Record], Record]:
    return lambda record: {**record, **changes} if record["kind"] == kind else record


def replace_data(kind: str, place: int, change: Callable[[bytes], bytes]) -> Callable[..., list[bytes]]:
    def changed(event: str, data: list[bytes]) -> list[bytes]:
        return [change(item) if i == place else item for i, item in enumerate(data)] if event == kind else data

    return changed


def without_ballots(event: str, data: list[bytes]) -> list[bytes]:
    """A tally from which the last ballot was left out."""
    if event != "EncryptedTally":
        return data
    counted = tally_ballots(HONEST.election, [parse_ballot(ballot) for ballot, _ in HONEST.cast[:-1]])
    return [counted.encrypted_tally().raw, counted.sized_tally().serialize()]


BENT: list[tuple[str, Board]] = [
    ("S10", Board(bend=bend("registrar", listed=5))),
    ("S10", Board(bend=bend("registrar", reserve=7))),
    ("S10", Board(bend=bend("registrar", credentials=seed_of("list").hex()))),
    ("S10", Board(bend=bend("registrar", key=ed25519.public_key(BOARD)))),
    ("L3", Board(bend=bend("share", date="2027-01-19"))),
    ("L3", Board(bend=bend("share", owner=3))),
    ("share.owner", Board(bend=bend("share", owner=1))),
    ("share.nonce", Board(bend=bend("share", page_nonce="00"))),
    ("side.zero", Board(bend=bend("zero", setup_event=seed_of("event").hex()))),
    ("side.signature", Board(bend=bend("zero", owner=4))),
    ("side.owner", Board(bend=bend("zero", owner=1))),
    ("side.owner", Board(bend=bend("zero", owner="2"))),
    ("X6", Board(bend=bend("void", height=3))),
    ("X6", Board(bend=bend("void", height="2"))),
    ("X6", Board(bend=bend("void", reason="found"))),
    ("X6", Board(bend=bend("void", side=seed_of("side").hex()))),
    ("X6", Board(bend=bend("void", credential=group.encode(group.G)))),
    ("X6", Board(bend=bend("counts", returned=4))),
    ("X6", Board(bend=bend("counts", voided=0, handed_out=6))),
    ("X6", Board(bend=bend("counts", present=4))),
    ("X6", Board(bend=bend("counts", present="15"))),
    ("side.closing", Board(bend=bend("closing", ballots=6))),
    ("side.closing", Board(bend=bend("closing", tally_event=seed_of("event").hex()))),
    ("side.repeated", Board(closings=(2, 2))),
    ("T2", Board(bend_event=without_ballots)),
    ("T3", Board(bend_event=replace_data("EncryptedTally", 1, lambda d: d.replace(b'tallied":5', b'tallied":6')))),
    ("T4", Board(bend_event=replace_data("EncryptedTally", 1, lambda d: d.replace(b'weight":5', b'weight":6')))),
    ("S8", Board(bend_event=replace_data("Setup", 2, lambda d: compact(json.loads(d)[::-1])))),
    ("E6", Board(bend_event=replace_data("Setup", 1, lambda d: d + b" "))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "board"), BENT, ids=[f"{i}-{code}" for i, (code, _) in enumerate(BENT)])
def test_a_bent_board_is_refused_by_the_right_check(code: str, board: Board, counted: Counted):
    found = verdict(board, setupEvent=board.heads[0].digest)
    # Data of the Setup event are named by their hashes, so a changed one is noticed at the reference first.
    assert found == ("E6" if code == "S8" else code)
    counted("bad boards refused, JavaScript", 1)


def test_what_the_page_knows_from_elsewhere_is_compared():
    assert verdict(HONEST, registrarKey=ed25519.public_key(BOARD)) == "S10"
    assert verdict(HONEST, setupEvent=seed_of("event").hex()) == "S9"
    assert verdict(HONEST, own={"owner": 3, "publicKey": HONEST.expected()["own"]["publicKey"]}) == "S11"
    assert verdict(HONEST, own={"owner": 1, "publicKey": group.encode(HONEST.trustees.keys[0])}) == "S11"
    assert verdict(HONEST, earlier={"length": 512, "hash": seed_of("other").hex()}) == "X1"


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
    assert verdict(HONEST, **checkpoint()) == "good"
    for change in ({"height": 3}, {"event": HONEST.heads[1].digest}, {"ballots": 3}, {"voids": 1}, {"side": "0" * 64}):
        assert verdict(HONEST, **checkpoint(**change)) == "M5"
    assert verdict(HONEST, **{**checkpoint(), "boardKey": ed25519.public_key(seed_of("x"))}) == "M5"


def test_side_log_bytes_are_taken_strictly():
    side = side_until(HONEST, len(HONEST.side))
    lines = side.splitlines(keepends=True)
    cases = {
        "side.end": side[:-1],
        "json.not_canonical": side.replace(b'"v":1', b'"v": 1', 1),
        "side.order": b"".join([lines[1], lines[0], *lines[2:]]),
        "M1": b"".join(line for i, line in enumerate(lines) if i != 7),
        "M2": b"".join([*lines[:7], lines[8], lines[7], *lines[9:]]),
        "S10": b"".join(lines[1:]),
        "json.syntax": side + b"\n",
    }
    files = {f"f{i}": HONEST.files(side=bytes_) for i, bytes_ in enumerate(cases.values())}
    messages = [{"kind": "verify", "files": name, "expected": {}} for name in files]
    assert [answer["refused"] for answer in follow(*messages, **files)] == list(cases)


def changed_ballot(change: Callable[[dict[str, Any]], None]) -> bytes:
    """A ballot of the honest poll, changed."""
    ballot = json.loads(HONEST.cast[0][0])
    change(ballot)
    return compact(ballot)


def cut(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Takes away the last item of the list at this path."""

    def change(ballot: Any) -> None:
        for step in path:
            ballot = ballot[step]
        ballot.pop()

    return change


def put(value: Any, *path: Any) -> Callable[[dict[str, Any]], None]:
    def change(ballot: Any) -> None:
        *steps, last = path
        for step in steps:
            ballot = ballot[step]
        ballot[last] = value

    return change


ONE = str(1)
POINT = group.encode(group.G)
BALLOTS: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("B3", put(Poll(SMALL[0], 5).uuid, "election_uuid")),
    ("B4", put("A" * 43, "election_hash")),
    ("B5", put(POINT, "credential")),
    ("B9", cut("answers")),
    ("B7", put("A" * 43, "signature", "hash")),
    ("B7", put(ONE, "answers", 0, "overall_proof", 0, "challenge")),
    ("B8", put(ONE, "signature", "proof", "response")),
    ("B20", put("01", "signature", "proof", "response")),
    ("B20", put(str(group.Q), "signature", "proof", "response")),
    ("B1", put(None, "signature")),
    ("B1", put([], "signature")),
    ("B2", put(0.5, "credential")),
    ("B1", lambda ballot: ballot.update(more=1)),
]


def refusal_of_ballot(ballot: bytes, marks: bytes = b"") -> str:
    listed = [group.encode(point) for point in HONEST.credentials.credentials]
    case = {"op": "ballot", "election": HONEST.election.raw.decode(), "method": HONEST.method.decode()}
    from tests.crypto.pages import refusal

    answer = refusal(**case, credentials=listed, ballot=ballot.decode(), marks=(marks or HONEST.cast[0][1]).decode())
    return str(answer["refused"])


@pytest.mark.parametrize(("code", "change"), BALLOTS)
def test_a_changed_ballot_is_refused_by_the_right_check(code: str, change: Any, counted: Counted):
    assert refusal_of_ballot(changed_ballot(change)) == code
    counted("bad ballots refused, JavaScript", 1)


def resigned(change: Callable[[dict[str, Any]], None]) -> bytes:
    """A changed ballot, hashed and signed anew by its credential, so that only the change is wrong."""
    from voting.protocol.credentials import secret_exponent
    from voting.protocol.encoding import compact_hash
    from voting.protocol.proofs import sign_hash

    ballot = json.loads(changed_ballot(change))
    del ballot["signature"]
    body = compact(ballot)
    secret = next(
        secret
        for secret in HONEST.secrets
        if group.encode(group.base(secret_exponent(secret, HONEST.election.uuid))) == ballot["credential"]
    )
    ballot_hash = compact_hash(body)
    proof = sign_hash(secret_exponent(secret, HONEST.election.uuid), ballot_hash, seed_of("again"))
    signature = compact({"hash": ballot_hash, "proof": proof_json(proof)})
    return body[:-1] + b',"signature":' + signature + b"}"


INSIDE: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("B10", cut("answers", 0, "choices")),
    ("B11", cut("answers", 0, "individual_proofs")),
    ("B11", cut("answers", 0, "individual_proofs", 1)),
    ("B14", cut("answers", 0, "overall_proof")),
    ("B12", put("0" * 63 + "1", "answers", 0, "choices", 0, "alpha")),
    ("B12", put("0" * 64, "answers", 0, "choices", 0, "beta")),
    ("B12", put(POINT.upper() + "0", "answers", 1, "choices", 0, "beta")),
    ("B13", put(POINT, "answers", 0, "choices", 0, "alpha")),
    ("B13", put(ONE, "answers", 1, "individual_proofs", 0, 1, "response")),
    ("B15", put(ONE, "answers", 1, "overall_proof", 0, "response")),
    ("B20", put("-1", "answers", 0, "individual_proofs", 0, 0, "challenge")),
    ("B1", put([], "answers", 0, "blank_proof")),
    ("B1", put(None, "answers", 0)),
]


@pytest.mark.parametrize(("code", "change"), INSIDE)
def test_a_bad_answer_is_refused_even_when_signed(code: str, change: Any, counted: Counted):
    assert refusal_of_ballot(resigned(change)) == code
    counted("bad ballots refused, JavaScript", 1)


def test_marks_of_another_ballot_or_with_a_wrong_proof_are_refused(counted: Counted):
    ballot, good = HONEST.cast[0]
    marks = json.loads(good)
    wrong = json.loads(good)
    wrong["proofs"][0][0][0]["response"] = ONE
    short = {**marks, "proofs": [marks["proofs"][0][:1]]}
    cases = [
        ("M2", HONEST.cast[1][1]),
        ("M4", canonical(wrong)),
        ("M3", canonical(short)),
        ("M3", canonical({**marks, "uuid": "x"})),
        ("M3", b"null"),
        ("M3", good + b" "),
    ]
    assert [refusal_of_ballot(ballot, changed) for _, changed in cases] == [code for code, _ in cases]
    counted("bad ballots refused, JavaScript", len(cases))


def test_a_credential_votes_once():
    board = Board(votes=5)
    again = encrypt_ballot(board.election, board.secrets[0], board.choices(9), seed_of("again"))
    ballot = sign_ballot(again, board.secrets[0], seed_of("again 2"))
    board.cast = [*board.cast[:4], (ballot, make_marks(again, board.shape.exclusive))]
    used = {parse_ballot(ballot).credential for ballot, _ in board.cast}
    assert verdict(board) == ("B19" if len(used) < 5 else "good")
