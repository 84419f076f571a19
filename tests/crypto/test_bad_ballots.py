"""Changed ballots and marks: the pages refuse each under the number of its check."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.crypto.boards import Board
from tests.crypto.cases import SMALL, Poll, seed_of
from tests.crypto.pages import ask
from voting.protocol import group
from voting.protocol.credentials import secret_exponent
from voting.protocol.encoding import canonical, compact, compact_hash
from voting.protocol.proofs import proof_json, sign_hash

Counted = Callable[[str, int], None]
HONEST = Board()


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
    ("B6", put(0.5, "credential")),
    ("B1", lambda ballot: ballot.update(more=1)),
]


def refusals_of_ballots(*cases: tuple[bytes, bytes]) -> list[str]:
    """The codes under which ballots with their marks are refused."""
    listed = [group.encode(point) for point in HONEST.credentials.credentials]
    poll = {"election": HONEST.election.raw.decode(), "method": HONEST.method.decode(), "credentials": listed}
    told = [
        {"op": "ballot", **poll, "ballot": ballot.decode(), "marks": marks.decode()}
        for ballot, marks in cases
    ]
    return [str(answer.get("refused")) for answer in ask(told)]


def test_a_changed_ballot_is_refused_by_the_right_check(counted: Counted):
    marks = HONEST.cast[0][1]
    found = refusals_of_ballots(*((changed_ballot(change), marks) for _, change in BALLOTS))
    assert found == [code for code, _ in BALLOTS]
    counted("bad ballots refused, JavaScript", len(BALLOTS))


def resigned(change: Callable[[dict[str, Any]], None]) -> bytes:
    """A changed ballot, hashed and signed anew by its credential, so that only the change is wrong."""
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
    ("B16", put([], "answers", 0, "blank_proof")),
    ("B1", put(None, "answers", 0)),
]


def test_a_bad_answer_is_refused_even_when_signed(counted: Counted):
    marks = HONEST.cast[0][1]
    found = refusals_of_ballots(*((resigned(change), marks) for _, change in INSIDE))
    assert found == [code for code, _ in INSIDE]
    counted("bad ballots refused, JavaScript", len(INSIDE))


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
    assert refusals_of_ballots(*((ballot, changed) for _, changed in cases)) == [code for code, _ in cases]
    counted("bad ballots refused, JavaScript", len(cases))
