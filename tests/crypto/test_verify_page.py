"""The offline page's verifier against the Python one: every good and bad file, flipped bits, outcomes."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from tests.crypto.pages import Case, ask, results
from tests.protocol.polls import UUID
from tests.verifier import blank, polls
from tests.verifier.polls import METHOD, POLL, VOTES, CountedBySlips, good
from tests.verifier.ratings import good_rating
from tests.verifier.test_good import STAGES, staged
from tests.verifier.test_refusals import CASES
from voting.protocol.encoding import canonical, hex_hash
from voting.protocol.errors import ProtocolError
from voting.protocol.result import Result
from voting.protocol.setup import SetupData
from voting.rules import presets
from voting.rules.errors import RulesError
from voting.rules.method import Method, from_json, to_json
from voting.rules.terms import Share
from voting.verifier.opening import decide
from voting.verifier.poll import Announced
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify
from voting.verifier.words import table

Counted = Callable[[str, int], None]
STEPS = table()["steps"]
# Where the page finds the same fault under a neighbouring number: JavaScript reads JSON with a field twice,
# or with a number of 77 digits, and then refuses what it has read.
NEIGHBOURS = {"a ballot: a field twice": "B6", "a ballot: a proof as a number": "B20"}
ONE = Wishes(processes=1)


def told(name: str, data: bytes, wishes: Wishes | None = None) -> Case:
    """A file and what the reader was told, as the page's worker gets them."""
    given = wishes or Wishes()
    announced = {key: value for key, value in vars(given.announced).items() if value is not None}
    return {
        "op": "verifyFile", "name": name, "bytes": base64.b64encode(data).decode(), "steps": STEPS,
        "announced": announced, "receipts": [each.decode() for each in given.receipts],
    }  # fmt: skip


def statuses(answer: Case) -> dict[str, str]:
    return {code: line["status"] for code, line in answer["lines"].items()}


def statuses_in_python(name: str, data: bytes, wishes: Wishes) -> dict[str, str]:
    report = verify(Source(name, data), wishes)
    return {code: line.status for code, line in report.lines.items()}


def test_every_bad_file_is_refused_by_the_same_check(counted: Counted):
    answers = results([told(case.name, case.make(), case.wishes) for case in CASES.values()])
    assert [name for name, answer in zip(CASES, answers, strict=True) if answer["good"]] == []
    expected = {name: NEIGHBOURS.get(name, case.code) for name, case in CASES.items()}
    found = {name: answer["failed"] for name, answer in zip(CASES, answers, strict=True)}
    assert found == expected
    counted("single-failure inputs refused, page", len(found))


def recast() -> bytes:
    """A foreign archive in which one card has voted twice."""
    again = POLL.signed(POLL.sealed(0, polls.NONE, draw=1), 0)
    return CountedBySlips(POLL, (*polls.counted().ballots, again)).archive


def good_files() -> dict[str, bytes]:
    found = {"good.zip": good().bundle(), "good.bel": good().archive(), "recast.bel": recast()}
    found |= {"rating.zip": good_rating().bundle(), "rating.bel": good_rating().archive()}
    for stage in STAGES:
        found |= {f"{stage}.zip": staged(stage).bundle(), f"{stage}.bel": staged(stage).archive()}
    return {**found, "blank.bel": blank.COUNTED.archive}


def test_every_good_file_passes_line_by_line(vectors, counted: Counted):
    files = good_files()
    for path in vectors.glob("*/*.bel"):
        files[f"{path.parent.name}-{path.name}"] = path.read_bytes()
    answers = results([told(*each) for each in files.items()])
    for (name, data), answer in zip(files.items(), answers, strict=True):
        assert statuses(answer) == statuses_in_python(name, data, ONE), name
        assert answer["good"], (name, answer["failed"])
    counted("good files verified alike", len(files))


def test_all_that_can_be_announced_and_every_receipt_is_compared():
    wishes = Wishes(
        Announced(
            uuid=UUID, fingerprint=POLL.election.fingerprint, scrutineers=3, threshold=2, all_deputies=7,
            board_key=polls.MANIFEST.board_key, registrar_key=polls.MANIFEST.registrar_key,
        ),
        [polls.receipt(voter) for voter in range(len(VOTES))], 1,
    )  # fmt: skip
    data = good().bundle()
    (answer,) = results([told("poll.zip", data, wishes)])
    assert set(statuses(answer).values()) == {"passed"}
    assert statuses(answer) == statuses_in_python("poll.zip", data, wishes)
    report = verify(Source("poll.zip", data), wishes)
    assert {key: answer["facts"][key] for key in report.facts} == report.facts


@pytest.mark.parametrize("name", ["poll.bel", "poll.zip"])
def test_every_bit_that_flips_is_refused_alike(name, counted: Counted):
    data = good().archive() if name == "poll.bel" else good().bundle()
    dice = random.Random(f"page {name}")
    bits = [dice.randrange(8 * len(data)) for _ in range(510)]
    (found,) = results([{**told(name, data), "op": "flips", "bits": bits}])
    expected = []
    for bit in bits:
        flipped = bytearray(data)
        flipped[bit >> 3] ^= 1 << (bit & 7)
        failed = verify(Source(name, bytes(flipped)), ONE).first_failure
        expected.append(failed.code if failed else "good")
    assert found == expected
    assert "good" not in found
    counted("bit flips refused, page", len(bits))


# The outcome (R6), recomputed from the same numbers by both.


def random_method(dice: random.Random) -> Method:
    """Any rule that a ballot or a rating may have."""
    n = dice.randint(1, 6)
    bar = dice.choice([Share(1, 2, True), Share(1, 2, False), Share(2, 3, False), Share(1, 3, True)])
    changed = {
        "base": dice.choice(["all_deputies", "present", "valid"]), "min_ballots": 5,
        "quorum": dice.choice([Share(0, 1, False), Share(2, 3, False), Share(1, 2, True)]),
        "participation": dice.choice([Share(0, 1, False), Share(1, 2, False), Share(1, 2, True)]),
    }  # fmt: skip
    if dice.random() < 0.15:
        return replace(presets.rating(n), **changed, min_marks=dice.randint(0, 1))
    rule = dice.choice(["majority_then_votes", "majority_then_votes", "top_k", "each"])
    marking = dice.choice(["tick", "three"])
    most = dice.randint(1, n)
    rounds = dice.randint(1, 3)
    return Method(
        candidates=n, places=n if rule == "each" else dice.randint(1, n), max_marks=most,
        min_marks=dice.choice([0, 0, dice.randint(0, most)]), marking=marking,
        exclusive=((0, 1),) if marking == "three" else (), pass_rule=rule,
        bar=Share(0, 1, True) if rule == "top_k" else bar, rounds=rounds, round=dice.randint(1, rounds),
        tie=dice.choice(["runoff", "presidium", "accept_all"]),
        shortage=dice.choice(["presidium", "second_ballot", "accept_fewer", "next_session"]), **changed,
    )  # fmt: skip


def random_result(dice: random.Random, method: Method, ballots: int) -> list[list[int]]:
    """Counts of ballots cast at random, now and then with a vote too many."""
    if method.kind == "rating":
        rows = [[0] * len(method.grades) for _ in range(method.candidates)]
        for row in rows:
            for _ in range(ballots if method.min_marks else dice.randint(0, ballots)):
                row[dice.randrange(len(row))] += 1
        return rows
    rows = [[0] * method.candidates for _ in range(2 if method.marking == "three" else 1)]
    for _ in range(ballots):
        chosen = dice.sample(range(method.candidates), dice.randint(method.min_marks, method.max_marks))
        for i in range(method.candidates):
            if i in chosen:
                rows[0][i] += 1
            elif len(rows) > 1 and dice.random() < 0.5:
                rows[1][i] += 1
    if dice.random() < 0.05:
        rows[0][0] = ballots + 1
    return rows


def random_numbers(dice: random.Random) -> dict[str, int]:
    if dice.random() < 0.1:  # numbers that cannot all be true, or too few
        return {name: dice.randint(3, 14) for name in ("all_deputies", "present", "handed_out", "returned")}
    returned = dice.randint(5, 14)
    handed_out = returned + dice.randint(0, 2)
    present = handed_out + dice.randint(0, 2)
    return {
        "returned": returned, "handed_out": handed_out, "present": present,
        "all_deputies": present + dice.randint(0, 3),
    }  # fmt: skip


def decided_in_python(method: Method, numbers: dict[str, int], result: list[list[int]]) -> Case:
    try:
        decided = decide(method, polls.counts(**numbers), Result(tuple(map(tuple, result))))
    except (RulesError, ProtocolError):
        return {"refused": "R6"}
    return {"ok": json.loads(json.dumps(asdict(decided)))}


def test_both_verifiers_decide_alike(counted: Counted):
    dice = random.Random("outcomes")
    cases, expected = [], []
    for _ in range(1000):
        method, numbers = random_method(dice), random_numbers(dice)
        result = random_result(dice, method, numbers["returned"])
        told_method = json.loads(to_json(method))
        cases.append({"op": "decide", "method": told_method, "reported": numbers, "result": result})
        expected.append(decided_in_python(method, numbers, result))
    found = [answer if "ok" in answer else {"refused": answer["refused"]} for answer in ask(cases)]
    assert found == expected
    steps = {answer["ok"]["next"] for answer in found if "ok" in answer}
    assert len(steps) == 7, steps
    assert sum("refused" in answer for answer in found) >= 50
    counted("outcomes decided alike", len(found))


def test_a_method_that_contradicts_itself_is_refused_by_both(counted: Counted):
    """The page knows the rules' bounds too: a digest alone would bind any nonsense."""
    plain = json.loads(to_json(METHOD))
    bent = [
        {"places": 4}, {"max_marks": 4}, {"min_marks": 3}, {"rounds": 0}, {"round": 3}, {"min_ballots": 4},
        {"pass_rule": "top_k"}, {"pass_rule": "each"}, {"pass_rule": "grade"}, {"marking": "tick"},
        {"marking": "grade"}, {"kind": "rating"}, {"exclusive": []}, {"exclusive": [[1, 0]]}, {"base": "us"},
        {"bar": {"numerator": 2, "denominator": 4, "strict": True}}, {"articles": {"places": 0}},
        {"bar": {"numerator": 1, "denominator": 1, "strict": True}}, {"articles": {"elsewhere": 1}},
        {"bar": {"numerator": 0, "denominator": 1, "strict": False}}, {"challenge": 1}, {"version": 2},
        {"publication": {"hall": "all", "public": "some", "board": "hall"}}, {"more": 1}, {"candidates": 0},
        {"grades": [{"name": "满意", "share": {"numerator": 1, "denominator": 2, "strict": False}}]},
    ]  # fmt: skip
    election = {
        "name": POLL.name, "questions": [
            {"question": q.text, "answers": q.answers, "min": q.minimum, "max": q.maximum, "blank": False}
            for q in POLL.election.questions
        ],
    }  # fmt: skip
    cases = []
    for change in [{}, *bent]:
        data = canonical({**plain, **change})
        described = {**election, "description": f"〔票决办法 SHA-256 {hex_hash(data)}〕"}
        cases.append({"op": "method", "bytes": base64.b64encode(data).decode(), "election": described})
        if change:
            with pytest.raises(RulesError):
                from_json(data)
    found = [answer.get("refused", "good") for answer in ask(cases)]
    assert found == ["good"] + ["X5"] * len(bent)
    counted("methods refused, page", len(bent))


# Structures bent anywhere: whatever stands there, the page gives the verdict and no error of its own.

STRANGE: list[Any] = [None, [], {}, 0, 1, -1, "", "x", True, [None], {"a": 1}, "0" * 64, 1.5, 2**60]


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(way for key, item in inner for way in places_in(item, (*path, key)))]


def bent(data: bytes, dice: random.Random) -> bytes:
    """JSON of ours with one thing in it exchanged for another or left out."""
    value = json.loads(data)
    *way, last = dice.choice(places_in(value))
    holder = value
    for key in way:
        holder = holder[key]
    if dice.random() < 0.2:
        del holder[last]
    else:
        holder[last] = dice.choice(STRANGE)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def bent_file(dice: random.Random) -> tuple[str, bytes]:
    """The good poll with one record bent, hashed and chained anew."""
    parts = good()
    if dice.random() < 0.5:
        place = dice.randrange(len(parts.side))
        parts.side[place] = bent(parts.side[place], dice)
        return "poll.zip", parts.bundle()
    kind, data = parts.events[place := dice.randrange(len(parts.events))]
    if not data:
        return bent_file(dice)
    which = dice.randrange(len(data))
    records = [bent(item, dice) if i == which else item for i, item in enumerate(data)]
    if kind == "Setup" and which < 3:
        records[3] = SetupData(*map(hex_hash, records[:3])).serialize()
    parts.events[place] = (kind, records)
    return "poll.bel", parts.archive()


def test_a_record_bent_anywhere_gets_the_same_verdict(counted: Counted):
    dice = random.Random("bent")
    files = [bent_file(dice) for _ in range(120)]
    expected = [verify(Source(name, data), ONE).good for name, data in files]
    assert [answer["good"] for answer in results([told(*each) for each in files])] == expected
    assert sum(expected) <= 12  # a card less in the list, a text of the title
    counted("bent records judged alike", len(files))
