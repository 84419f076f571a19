"""设备抽检 in both languages: the same text, the same verdict, the same words, whoever wrote the text."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from tests.crypto.cases import COUNTY, SMALL, Poll, Shape, bind, exponent_of, seed_of
from tests.crypto.pages import Case, ask, result, results
from voting.protocol import group
from voting.protocol.challenge import Challenge, check_challenge, parse_challenge, spoken
from voting.protocol.credentials import draw_secret, public_credential
from voting.protocol.election import Election, Question, build_election
from voting.protocol.encoding import canonical
from voting.protocol.errors import ProtocolError

Counted = Callable[[str, int], None]
POLLS = [Poll(shape, 40 + number) for number, shape in enumerate((*SMALL, COUNTY))]
TURNS = [(poll, number) for poll in POLLS for number in range(8 if poll.shape != COUNTY else 1)]
TWO = Poll(Shape(2, ((0, 1), (0, 2)), ((0, 1),)), 90)


def challenged(poll: Poll, number: int) -> Case:
    """A booth that seals and is then challenged."""
    return {
        **poll.case, "op": "booth", "secret": draw_secret(seed_of("spot check", poll.number, number)),
        "choices": poll.choices(number), "seeds": [seed_of("seed 1", poll.uuid, number).hex()],
        "steps": ["seal", "challenge"],
    }  # fmt: skip


def written(poll: Poll, number: int) -> Challenge:
    """What that booth reveals, written in Python."""
    case = challenged(poll, number)
    return Challenge(
        uuid=poll.uuid,
        election_hash=poll.election.fingerprint,
        credential=public_credential(case["secret"], poll.uuid),
        choices=tuple(tuple(row) for row in case["choices"]),
        seed=bytes.fromhex(case["seeds"][0]),
    )


def test_what_the_page_reveals_is_checked_in_python(counted: Counted):
    answers = results([challenged(poll, number) for poll, number in TURNS])
    for (poll, number), answer in zip(TURNS, answers, strict=True):
        shown, text = answer["answers"]
        assert text.encode() == written(poll, number).encode()
        choices = check_challenge(poll.election, poll.shape.exclusive, text.encode(), shown)
        assert [list(row) for row in choices] == poll.choices(number)
    counted("cross cases, Python and JavaScript", len(TURNS))


def test_what_python_reveals_is_checked_in_the_page(counted: Counted):
    sealed = results([{**challenged(poll, number), "steps": ["seal"]} for poll, number in TURNS])
    cases = [
        {**poll.case, "op": "checkChallenge", "text": written(poll, number).encode().decode(),
         "hash": answer["answers"][0]}
        for (poll, number), answer in zip(TURNS, sealed, strict=True)
    ]  # fmt: skip
    assert [answer["choices"] for answer in results(cases)] == [poll.choices(n) for poll, n in TURNS]
    counted("cross cases, Python and JavaScript", len(cases))


def refused_in_python(poll: Poll, text: str, shown: str) -> str:
    with pytest.raises(ProtocolError) as refused:
        check_challenge(poll.election, poll.shape.exclusive, text.encode(), shown)
    return refused.value.code


def lies() -> list[tuple[str, str]]:
    """(code, text) of everything that a device may reveal and that is not what it had shown."""
    true = json.loads(written(TWO, 0).encode())
    kept = next(row for row in ([[0, 0], [1, 1]], [[1, 0], [0, 1]]) if row != true["choices"])
    stranger = group.encode(group.base(exponent_of("a stranger")))

    def changed(**fields: object) -> str:
        return canonical({**true, **fields}).decode()

    missing = {name: value for name, value in true.items() if name != "seed"}
    return [
        *[("D1", text) for text in ("", "{}", "null", "[]", '"challenge"', json.dumps(true), changed()[:-1])],
        *[("D1", changed(v=value)) for value in (0, 2, "1", True)],
        *[("D1", changed(kind=value)) for value in ("marks", None)],
        *[("D1", changed(credential=value)) for value in ("", "0" * 63 + "1", stranger.upper(), 7)],
        *[("D1", changed(seed=value)) for value in ("", "00", true["seed"].upper(), true["seed"] + "00", 7)],
        *[("D1", changed(choices=value)) for value in (None, [0], [[2, 0], [0, 0]], [["1", 0], [0, 0]])],
        *[("D1", changed(choices=[[True, False], [False, False]])), ("D1", changed(more=1))],
        *[("D1", changed(uuid=value)) for value in (1, None)],
        ("D1", changed(seed="f" * 70_000)), ("D1", canonical(missing).decode()),
        ("D2", changed(uuid=Poll(TWO.shape, 91).uuid)), ("D2", changed(election_hash="A" * 43)),
        *[("D3", changed(choices=value)) for value in ([], [[0, 0]], [[0], [0]], [[0, 0], [0, 0], [0, 0]])],
        ("D3", changed(choices=[[1, 1], [0, 0]])), ("D3", changed(choices=[[1, 0], [1, 0]])),
        ("D4", changed(choices=kept)), ("D4", changed(seed="00" * 32)), ("D4", changed(credential=stranger)),
    ]  # fmt: skip


def test_both_refuse_the_same_lies_for_the_same_reason(counted: Counted):
    told = lies()
    (answer,) = results([challenged(TWO, 0)])
    shown = answer["answers"][0]
    asked = [{**TWO.case, "op": "checkChallenge", "text": text, "hash": shown} for _, text in told]
    assert [answer.get("refused") for answer in ask(asked)] == [code for code, _ in told]
    assert [refused_in_python(TWO, text, shown) for _, text in told] == [code for code, _ in told]
    counted("bad texts refused, Python and JavaScript", len(told))


def test_no_changed_letter_of_the_text_or_of_h_passes(counted: Counted):
    shown, text = result(**challenged(TWO, 1))["answers"]
    draw = random.Random(7)
    cases = []
    for _ in range(40):
        place, letter = draw.randrange(len(text)), draw.choice("0123456789abcdefZ,[]")
        if text[place] != letter:
            cases.append((text[:place] + letter + text[place + 1 :], shown))
    cases += [(text, other) for other in ("", shown[:-1], shown.swapcase(), shown + "=", "A" * 43)]
    asked = [{**TWO.case, "op": "checkChallenge", "text": said, "hash": h} for said, h in cases]
    codes = [refused_in_python(TWO, said, h) for said, h in cases]
    assert [answer["refused"] for answer in ask(asked)] == codes
    assert codes[-5:] == ["D4"] * 5
    counted("bad texts refused, Python and JavaScript", len(cases))


def test_a_text_is_read_as_it_was_written():
    challenge = written(TWO, 2)
    assert parse_challenge(challenge.encode()) == challenge


def asked(*questions: tuple[str, tuple[str, ...]]) -> tuple[Election, Case]:
    method = canonical({"exclusive": [], "purpose": "real"})
    made = [Question(title, answers, 0, len(answers)) for title, answers in questions]
    key = group.base(exponent_of("words"))
    election = build_election(TWO.uuid, "票决", "规则" + bind(method), key, made)
    return election, {"election": election.raw.decode(), "method": method.decode()}


NAMES = ("修桥", "修路", "建校")
THREE = (("赞成", NAMES), ("反对", NAMES))
RATING = (("教育", ("满意", "不满意")), ("医疗", ("满意", "不满意")))
WORDS = [
    (THREE, [[1, 0, 0], [0, 1, 0]], [("修桥", ["赞成"]), ("修路", ["反对"]), ("建校", [])]),
    (THREE[:1], [[0, 0, 1]], [("修桥", []), ("修路", []), ("建校", ["赞成"])]),
    (RATING, [[1, 0], [0, 0]], [("教育", ["满意"]), ("医疗", [])]),
]


@pytest.mark.parametrize(("questions", "choices", "said"), WORDS, ids=["three", "tick", "rating"])
def test_both_say_the_ballot_in_the_same_words(questions, choices, said):
    election, case = asked(*questions)
    assert [(each.name, list(each.marks)) for each in spoken(election, choices)] == said
    words = result(op="sayChoices", choices=choices, **case)
    assert [(each["name"], each["marks"]) for each in words] == said
