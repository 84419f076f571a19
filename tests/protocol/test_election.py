"""What is asked: read from any writer, written in one way."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import NAMES, POLL, THREE, UUID
from voting.protocol import group
from voting.protocol.election import Question, build_election, check_questions, parse_election
from voting.protocol.encoding import compact
from voting.protocol.errors import InvalidElection, ProtocolError, SerializationError

GOOD = POLL.election.raw
KEY = group.base(5)


def changed(**fields) -> bytes:
    value = {**json.loads(GOOD), **fields}
    return compact({name: field for name, field in value.items() if field is not None})


def with_question(**fields) -> bytes:
    question = {**json.loads(GOOD)["questions"][0], **fields}
    return changed(questions=[{name: field for name, field in question.items() if field != ()}])


REFUSED = {
    "not JSON": (b"{", "S1"),
    "too long": (b" " * (1 << 20) + GOOD, "S1"),
    "a field twice": (GOOD[:-1] + b',"uuid":"1"}', "S1"),
    "a field too many": (changed(weights=1), "S1"),
    "a field too few": (changed(name=None), "S1"),
    "version 2": (changed(version=2), "S1"),
    "version true": (changed(version=True), "S1"),
    "another group": (changed(group="BELENIOS-2048"), "S1"),
    "group as a list": (changed(group=[]), "S1"),
    "a short uuid": (changed(uuid="1" * 13), "S1"),
    "a uuid with 0": (changed(uuid="0" * 22), "S1"),
    "a uuid with a line feed": (changed(uuid="1" * 22 + "\n"), "S1"),
    "an identity key": (changed(public_key=group.encode(group.IDENTITY)), "S1"),
    "an upper-case key": (changed(public_key=group.encode(KEY).upper()), "S1"),
    "name as a number": (changed(name=1), "S1"),
    "administrator as a number": (changed(administrator=1), "S1"),
    "questions as text": (changed(questions=""), "S1"),
    "a question of another type": (changed(questions=[{"type": "NonHomomorphic", "value": {}}]), "S1"),
    "an answer as a number": (with_question(answers=[1]), "S1"),
    "blank as a number": (with_question(blank=1), "S1"),
    "a negative minimum": (with_question(min=-1), "S1"),
    "a minimum above the maximum": (with_question(min=2, max=1), "S2"),
    "a maximum above the answers": (with_question(max=4), "S2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_its_own_check(name):
    data, code = REFUSED[name]
    with pytest.raises(ProtocolError) as caught:
        parse_election(data)
    assert caught.value.code == code


def test_an_election_of_ours_is_read_as_it_was_written():
    election = parse_election(GOOD)
    assert election == POLL.election
    assert (election.uuid, election.name, election.questions) == (UUID, "小票决", THREE)
    assert len(election.fingerprint) == 43
    assert json.loads(GOOD).keys() == {
        "version",
        "description",
        "name",
        "group",
        "public_key",
        "questions",
        "uuid",
    }


def test_a_foreign_writer_may_escape_and_order_as_it_likes():
    value = dict(reversed(json.loads(changed(administrator="某人", credential_authority="某处")).items()))
    data = json.dumps(value, indent=1).encode()
    election = parse_election(data)
    assert (election.raw, election.name, election.administrator) == (data, "小票决", "某人")


def test_questions_that_confuse_are_against_our_policy():
    for questions in ([], [Question("赞成", ("甲", "甲"), 0, 1)]):
        with pytest.raises(InvalidElection) as caught:
            build_election(UUID, "名称", "说明", KEY, questions)
        assert caught.value.code == "S2"
    check_questions(POLL.election)


@pytest.mark.parametrize("text", ["\n", "\x00", "\x7f", "\ud800"])
@pytest.mark.parametrize("place", ["name", "description", "question", "answer"])
def test_forbidden_characters_enter_no_text_of_ours(text, place):
    texts = {"name": "名", "description": "述", "question": "问", "answer": "答", place: text}
    question = Question(texts["question"], (texts["answer"],), 0, 1)
    with pytest.raises(SerializationError):
        build_election(UUID, texts["name"], texts["description"], KEY, [question])


def test_an_election_of_ours_has_a_uuid_of_22():
    with pytest.raises(InvalidElection):
        build_election("1" * 14, "名称", "说明", KEY, THREE)


def test_blank_votes_add_a_ciphertext_and_a_branch():
    plain, blank = Question("问", NAMES, 1, 2), Question("问", NAMES, 1, 2, blank=True)
    assert (plain.choices, plain.overall_branches) == (3, 2)
    assert (blank.choices, blank.overall_branches) == (4, 3)


@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.binary(max_size=30))
@settings(max_examples=100, deadline=None)
def test_whatever_is_spliced_in_only_our_errors_come_out(place, cut, insertion):
    data = GOOD[:place] + insertion + GOOD[place + cut :]
    try:
        assert parse_election(data).raw == data
    except ProtocolError:
        return
