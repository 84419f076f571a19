"""What the ballot page's modules do besides making the right bytes: refuse, forget, and give nothing away."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from nacl.bindings import crypto_core_ed25519_add

from tests.crypto.cases import COUNTY, Poll, Shape, seed_of
from tests.crypto.pages import ask, refusal, result, results
from voting.protocol import ed25519, group
from voting.protocol.credentials import draw_secret, public_credential
from voting.protocol.encoding import canonical, hex_hash, parse_canonical
from voting.protocol.errors import SerializationError
from voting.protocol.receipts import Receipt

Counted = Callable[[str, int], None]
THREE = Poll(Shape(2, ((0, 1), (0, 2)), ((0, 1),)))
SECRET = draw_secret(seed_of("card"))
SEEDS = {"seed1": seed_of(1).hex(), "seed2": seed_of(2).hex()}


def test_no_choice_changes_the_number_of_multiplications():
    rows = [list(row) for row in itertools.product((0, 1), repeat=2)]
    allowed = [
        [first, second]
        for first in rows
        for second in rows
        if sum(first) <= 1 and all(x + y <= 1 for x, y in zip(first, second, strict=True))
    ]
    cases = [
        {"op": "seal", **THREE.case, "secret": SECRET, "choices": choices, **SEEDS} for choices in allowed
    ]
    assert len(cases) == 8
    assert len({tuple(answer["powers"]) for answer in results(cases)}) == 1


def test_a_county_ballot_takes_240_multiplications_and_60_for_its_marks():
    poll = Poll(COUNTY)
    cases = [
        {"op": "seal", **poll.case, "secret": SECRET, "choices": choices, **SEEDS}
        for choices in ([[0] * 12, [0] * 12], [[1] * 10 + [0] * 2, [0] * 10 + [1] * 2], [[0] * 12, [1] * 12])
    ]
    # 144 powers of g and 96 of the election key, and for each of 12 marks three and two.
    assert [answer["powers"] for answer in results(cases)] == [[144 + 36, 96 + 24]] * 3


def test_engines_without_the_newest_functions_make_the_same_ballot():
    case = {"op": "seal", **THREE.case, "secret": SECRET, "choices": [[1, 0], [0, 1]], **SEEDS}
    assert results([case], "--bare") == results([case])


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([[1, 0], [1, 0]], "choices.exclusive"),
        ([[1, 1], [0, 0]], "choices.bounds"),
        ([[2, 0], [0, 0]], "choices.value"),
        ([[1, 0], [-1, 0]], "choices.value"),
        ([["1", 0], [0, 0]], "choices.value"),
        ([[True, 0], [0, 0]], "choices.value"),
        ([[1, 0]], "choices.shape"),
        ([[1], [0, 0]], "choices.shape"),
        ([[1, 0], [0, 0, 0]], "choices.shape"),
        ([[1, 0], None], "choices.shape"),
        (None, "choices.shape"),
    ],
)
def test_choices_that_the_method_forbids_are_never_encrypted(choices: Any, code: str):
    assert refusal(op="seal", **THREE.case, secret=SECRET, choices=choices, **SEEDS)["refused"] == code


@pytest.mark.parametrize(
    "typed", ["", "I" * 22, "1" * 21, "1" * 23, SECRET + "!", SECRET.replace("-", "_"), "０" * 22]
)
def test_what_is_no_card_is_refused(typed: str):
    assert refusal(op="credential", typed=typed, uuid=THREE.uuid)["refused"] == "card.secret"


def poll_with(**changes: str) -> dict[str, str]:
    """The poll's two texts with pieces replaced; a changed method is bound anew."""
    method, election = THREE.case["method"], THREE.case["election"]
    old, new = changes.pop("method", "|").split("|")
    changed = method.replace(old, new) if old else method
    election = election.replace(hex_hash(method.encode()), hex_hash(changed.encode()))
    for piece in changes.values():
        old, new = piece.split("|")
        assert old in election
        election = election.replace(old, new)
    return {"election": election, "method": changed}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"election": '"version":1|"version":2'}, "election.group"),
        ({"election": '"version":1|"version": 1'}, "json.not_compact"),
        ({"election": '"version":1|"version":1.0'}, "json.not_compact"),
        ({"election": '"version":1,|"version":1,"version":1,'}, "json.not_compact"),
        ({"election": '"version":1,|'}, "json.fields"),
        ({"election": "Ed25519|Ed448"}, "election.group"),
        ({"election": f"{THREE.uuid}|{THREE.uuid[:21]}"}, "election.uuid"),
        ({"election": f"{THREE.uuid}|{THREE.uuid[:21]}0"}, "election.uuid"),
        ({"election": '"min":0,"max":1|"min":2,"max":1'}, "S2"),
        ({"election": '"min":0,"max":1|"min":0,"max":3'}, "S2"),
        ({"election": '"min":0,"max":1|"blank":true,"min":0,"max":1'}, "json.fields"),
        ({"election": "〔票决办法|〔表决办法"}, "method.hash"),
        ({"election": '"一人一票|"预演一人一票'}, "election.purpose"),
        ({"election": '"民生实事|"预演民生实事'}, "election.purpose"),
        ({"method": '"real"|"rehearsal"'}, "election.purpose"),
        ({"method": "[[0,1]]|[[0,2]]"}, "method.exclusive"),
        ({"method": "[[0,1]]|[[0,0]]"}, "method.exclusive"),
        ({"method": "[[0,1]]|[[0,1,1]]"}, "method.exclusive"),
        ({"method": "[[0,1]]|7"}, "method.exclusive"),
        ({"method": '{"exclusive"|{ "exclusive"'}, "json.not_canonical"),
    ],
)
def test_a_changed_election_or_method_is_refused(change: dict[str, str], code: str):
    poll = poll_with(**change)
    assert refusal(op="seal", **poll, secret=SECRET, choices=[[0, 0], [0, 0]], **SEEDS)["refused"] == code


def test_a_method_that_is_no_object_is_refused():
    election = THREE.case["election"].replace(hex_hash(THREE.method), hex_hash(b"null"))
    case = {"election": election, "method": "null", "secret": SECRET, "choices": [], **SEEDS}
    assert refusal(op="seal", **case)["refused"] == "method.form"


def booth(*steps: str, seeds: int = 2) -> dict[str, Any]:
    drawn = [seed_of(i).hex() for i in range(1, seeds + 1)]
    choices = [[1, 0], [0, 1]]
    return {"op": "booth", **THREE.case, "secret": SECRET, "choices": choices, "seeds": drawn, "steps": steps}


def test_a_sealed_ballot_is_either_cast_or_challenged():
    for steps in (("sign",), ("challenge",), ("seal", "wipe", "sign")):
        assert refusal(**booth(*steps))["refused"] == "booth.nothing_sealed"
    for first, second in itertools.product(("sign", "challenge"), repeat=2):
        assert refusal(**booth("seal", first, second))["refused"] == "booth.nothing_sealed"


def test_sealing_again_takes_a_new_seed():
    first, second = result(**booth("seal", "seal"))["answers"]
    assert first != second


@pytest.mark.parametrize("last", ["sign", "challenge", "wipe"])
def test_seeds_are_wiped_when_a_turn_is_over(last: str):
    after = result(**booth("seal", last))
    assert set(after["seeds"]) == {"00" * 32}
    assert not after["sealed"]


def test_a_second_device_makes_the_challenged_ballot_again_and_names_a_lie():
    sealed, text = result(**booth("seal", "challenge"))["answers"]
    assert SECRET not in text
    checked = result(op="checkChallenge", **THREE.case, text=text, hash=sealed)
    assert checked == {"choices": [[1, 0], [0, 1]], "hash": sealed}
    credential = group.encode(public_credential(SECRET, THREE.uuid))
    lie = result(
        op="writeChallenge",
        **THREE.case,
        credential=credential,
        choices=[[0, 1], [0, 0]],
        seed=seed_of(1).hex(),
    )
    assert refusal(op="checkChallenge", **THREE.case, text=lie, hash=sealed)["refused"] == "D4"
    other = Poll(THREE.shape, 1)
    assert refusal(op="checkChallenge", **other.case, text=text, hash=sealed)["refused"] == "D2"


BOARD = seed_of("board key")
KEY = ed25519.public_key(BOARD)


def receipt_of(**changes: Any) -> Receipt:
    signed = result(op="seal", **THREE.case, secret=SECRET, choices=[[1, 0], [0, 1]], **SEEDS)
    fields = {
        "uuid": THREE.uuid,
        "election_hash": THREE.election.fingerprint,
        "key": ed25519.key_id(KEY),
        "ballot_hash": signed["hash"],
        "tracker": signed["tracker"],
        "marks": hex_hash(signed["marks"].encode()),
        "after_height": 4,
        "after_event": seed_of("event").hex(),
        "minute": "2027-01-18T01:23Z",
    }
    return Receipt(**{**fields, **changes})


def test_a_receipt_must_be_signed_by_the_printed_key():
    good = receipt_of().sign(BOARD)
    other = ed25519.public_key(seed_of("another"))
    assert refusal(op="receipt", signed=good.decode(), key=other)["data"]["fault"] == "key"
    assert refusal(
        op="receipt", signed=good.decode().replace('"after_height":4', '"after_height":5'), key=KEY
    ) == {
        "refused": "X2",
        "data": {"reason": "board.signature", "fault": "signature"},
    }
    for cut in (good[:-1], good.replace(b":", b": ", 1), b"null", b'{"receipt":null,"signature":""}', b"[]"):
        assert refusal(op="receipt", signed=cut.decode(), key=KEY)["refused"] == "X2"


def test_a_receipt_of_another_ballot_is_noticed():
    sealed = result(op="seal", **THREE.case, secret=SECRET, choices=[[1, 0], [0, 1]], **SEEDS)
    poll = {"uuid": THREE.uuid, "fingerprint": THREE.election.fingerprint}
    good = receipt_of().as_json()
    assert result(op="matchReceipt", receipt=good, election=poll, sealed=sealed)
    for field, fault in [
        ("uuid", "election"),
        ("tracker", "ballot_hash"),
        ("ballot_hash", "ballot_hash"),
        ("marks", "marks"),
    ]:
        changed = {**good, field: ""}
        answer = refusal(op="matchReceipt", receipt=changed, election=poll, sealed=sealed)
        assert answer == {"refused": "X2", "data": {"fault": fault}}


def test_a_tracker_is_found_above_the_promised_head_only():
    receipt = receipt_of().as_json()
    listed = [{"height": 3, "tracker": "other"}, {"height": 7, "tracker": receipt["tracker"]}]
    assert result(op="findTracker", receipt=receipt, listed=listed) == 7
    assert result(op="findTracker", receipt=receipt, listed=listed[:1]) == -1
    listed[1]["height"] = 4
    assert refusal(op="findTracker", receipt=receipt, listed=listed)["data"]["fault"] == "place"


def test_the_registrar_lists_cards_and_keeps_no_secret():
    uuids = [Poll(THREE.shape, number).uuid for number in range(3)]
    randoms = [seed_of("card", i) for i in range(4)]
    answer = result(op="lists", randoms=[each.hex() for each in randoms], uuids=uuids, leftOut=["0002"])
    secrets = [draw_secret(each) for each in randoms]
    assert answer["secrets"] == secrets
    assert answer["after"] == [""] * 4
    for uuid, text in zip(uuids, answer["lists"], strict=True):
        kept = [secret for i, secret in enumerate(secrets) if i != 1]
        listed = sorted(group.encode(public_credential(secret, uuid)) for secret in kept)
        assert text == "[" + ",".join(f'"{each}"' for each in listed) + "]"


def test_the_registrar_signs_what_the_server_verifies():
    secret = seed_of("registrar")
    facts = {"uuid": THREE.uuid, "credentials": '["a"]', "listed": 1, "reserve": 0}
    record = result(op="registrar", facts=facts, secret=secret.hex())
    body = {
        "credentials": hex_hash(b'["a"]'), "key": ed25519.public_key(secret), "kind": "registrar",
        "listed": 1, "reserve": 0, "uuid": THREE.uuid, "v": 1,
    }  # fmt: skip
    signature = ed25519.sign(secret, b"piaojue-registrar-v1\n" + canonical(body))
    assert record == canonical({**body, "signature": signature}).decode()


BAD_JSON = [
    b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e3}', b'{"a":-0}',
    b"01", b'"\\u4e00"',
    b'"\\/"', b'"\\n"', b'"\x7f"', b'"\x1f"', b'"\xff"', b'\xef\xbb\xbf"a"', b'{"A":1}', b'{"":1}',
    b"9007199254740992", b"-9007199254740992", b"1 ", b"", b"nul", b"[" * 17 + b"]" * 17,
    b"[" * 9000 + b"]" * 9000,
    b'"\\ud800"', b'{"a\\u0000":1}',
    b"NaN", b"Infinity", b"[1,]", b'"\xed\xa0\x80"', b'{"\\u0061":1}',
]  # fmt: skip
GOOD_JSON = [
    b"null", b"[]", b"{}", b'{"0":1,"10":2,"9":3,"a":4}', b'{"__proto__":1,"constructor":2}',
    b"9007199254740991",
    "\"票决 '𠅤\u2028\"".encode(), b'"\\"\\\\/"', b"[" * 16 + b"]" * 16, b"-1", b"false",
]  # fmt: skip


def test_both_readers_of_canonical_json_accept_and_refuse_the_same(counted: Counted):
    answers = ask([{"op": "canonical", "bytes": text.hex()} for text in GOOD_JSON + BAD_JSON])
    assert [("ok" in answer) for answer in answers] == [True] * len(GOOD_JSON) + [False] * len(BAD_JSON)
    for text in GOOD_JSON:
        parse_canonical(text)
    for text in BAD_JSON:
        with pytest.raises(SerializationError):
            parse_canonical(text)
    counted("bad texts refused, Python and JavaScript", len(BAD_JSON))


P = 2**255 - 19
MEMBER = group.encode(group.base(7))
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
BAD_POINTS = [
    "", "00", "0" * 64, "0" * 63 + "1", f"{P:064x}", f"{P + 1:064x}", f"{P - 1:064x}", f"{1 << 255 | 1:064x}",
    "f" * 64, "0" * 63 + "2", MEMBER.upper(), MEMBER + "0", " " + MEMBER[1:],
    ORDER_8[::-1].hex(), crypto_core_ed25519_add(group.base(7), ORDER_8)[::-1].hex(),
]  # fmt: skip


def test_bad_points_and_scalars_are_refused(counted: Counted):
    answers = ask([{"op": "point", "text": text, "identity": False} for text in BAD_POINTS])
    assert [text for text, answer in zip(BAD_POINTS, answers, strict=True) if "ok" in answer] == []
    assert result(op="point", text="0" * 63 + "1", identity=True) == "0" * 63 + "1"
    bad = ["", "-1", "+1", "01", "1.0", "1e3", "0x1", " 1", str(group.Q), "9" * 78, 1, None, "１"]
    assert ["ok" in answer for answer in ask([{"op": "scalar", "text": text} for text in bad])] == [
        False
    ] * len(bad)
    assert result(op="scalar", text=str(group.Q - 1)) == str(group.Q - 1)
    counted("bad texts refused, Python and JavaScript", len(BAD_POINTS) + len(bad))
