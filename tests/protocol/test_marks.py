"""Exclusive marks: 赞成 and 反对 never both, and nothing else is told."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import EXCLUSIVE, POLL, VOTES, Poll
from tests.protocol.test_group import MIXED
from voting.protocol.ballots import check_ballot, parse_ballot
from voting.protocol.election import Question
from voting.protocol.encoding import canonical, hex_hash
from voting.protocol.errors import InvalidMarks, NonCanonical, ProtocolError, SerializationError
from voting.protocol.group import Proof
from voting.protocol.marks import check_marks, make_marks, parse_marks, require_pairs

BALLOT = parse_ballot(POLL.ballot(0, VOTES[0]))
GOOD = POLL.marks(0, VOTES[0])
BOTH = ((1, 0, 0), (1, 0, 0))


def refusal(data: bytes, ballot=BALLOT, exclusive=EXCLUSIVE, poll=POLL) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        check_marks(poll.election, ballot, exclusive, data)
    return caught.value


def changed(**fields) -> bytes:
    return canonical({**json.loads(GOOD), **fields})


@pytest.mark.parametrize("voter", range(3))
def test_marks_of_ours_pass_and_are_read_as_they_were_written(voter):
    ballot = check_ballot(POLL.election, POLL.credentials, POLL.ballot(voter, VOTES[voter]))
    data = POLL.marks(voter, VOTES[voter])
    marks = check_marks(POLL.election, ballot, EXCLUSIVE, data)
    assert marks is not None
    assert marks.serialize() == data
    assert marks.digest == hex_hash(data)


def test_a_method_without_exclusive_answers_has_no_marks():
    assert make_marks(POLL.sealed(0, VOTES[0]), ()) == b""
    assert check_marks(POLL.election, BALLOT, (), b"") is None
    assert refusal(GOOD, exclusive=()).code == "M3"


PROOFS = json.loads(GOOD)["proofs"]
REFUSED = {
    "of another ballot": (POLL.marks(1, VOTES[1]), "M2", InvalidMarks),
    "naming another ballot": (changed(ballot_hash="A" * 43), "M2", InvalidMarks),
    "naming another election": (changed(election_hash="A" * 43), "M2", InvalidMarks),
    "naming another uuid": (changed(uuid="1" * 22), "M2", InvalidMarks),
    "missing": (b"", "M3", SerializationError),
    "another version": (changed(v=2), "M3", SerializationError),
    "another kind": (changed(kind="void"), "M3", SerializationError),
    "a field too many": (changed(x=1), "M3", SerializationError),
    "not canonical": (GOOD + b"\n", "M3", NonCanonical),
    "a pair too many": (changed(proofs=PROOFS * 2), "M3", InvalidMarks),
    "a place too few": (changed(proofs=[PROOFS[0][1:]]), "M3", InvalidMarks),
    "three branches": (
        changed(proofs=[[[*PROOFS[0][0], PROOFS[0][0][0]], *PROOFS[0][1:]]]),
        "M3",
        SerializationError,
    ),
    "a proof for another place": (changed(proofs=[PROOFS[0][::-1]]), "M4", InvalidMarks),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_its_own_check(name):
    data, code, kind = REFUSED[name]
    error = refusal(data)
    assert (error.code, isinstance(error, kind)) == (code, True)


def test_a_ballot_for_and_against_one_project_gets_no_marks():
    unsigned = POLL.sealed(0, BOTH)
    check_ballot(POLL.election, POLL.credentials, POLL.signed(unsigned, 0))
    with pytest.raises(ValueError, match="exclude"):
        make_marks(unsigned, EXCLUSIVE)


def test_a_hostile_page_cannot_prove_both():
    unsigned = POLL.sealed(0, BOTH)
    ballot = parse_ballot(POLL.signed(unsigned, 0))
    pretended = make_marks(replace(unsigned, choices=((1, 0, 0), (0, 0, 0))), EXCLUSIVE)
    assert refusal(pretended, ballot=ballot).code == "M4"


def test_random_scalars_prove_nothing():
    marks = parse_marks(GOOD)
    first = ((Proof(0, 0), Proof(0, 0)), *marks.proofs[0][1:])
    error = refusal(replace(marks, proofs=(first,)).serialize())
    assert (error.code, error.data["answer"]) == ("M4", 0)


def test_a_ballot_with_a_stranger_inside_gets_an_error_of_ours():
    choice = BALLOT.body.answers[0].choices[0]._replace(alpha=MIXED[0])
    answer = replace(BALLOT.body.answers[0], choices=(choice, *BALLOT.body.answers[0].choices[1:]))
    body = replace(BALLOT.body, answers=(answer, BALLOT.body.answers[1]))
    assert refusal(GOOD, ballot=replace(BALLOT, body=body)).code == "M4"


@pytest.mark.parametrize("pair", [(0, 0), (0, 2), (-1, 0)])
def test_a_pair_must_name_two_questions(pair):
    assert refusal(GOOD, exclusive=(pair,)).code == "M3"


@pytest.mark.parametrize(
    "other", [Question("乙", ("a",), 0, 1), Question("乙", ("a", "b"), 0, 1, blank=True)]
)
def test_a_pair_must_match_place_by_place(other):
    question = Question("甲", ("a", "b"), 0, 1)
    for questions in ((question, other), (other, question)):
        with pytest.raises(InvalidMarks) as caught:
            require_pairs(Poll(questions=questions).election, EXCLUSIVE)
        assert caught.value.code == "M3"
    require_pairs(Poll(questions=(question, question)).election, EXCLUSIVE)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_no_flipped_byte_goes_unnoticed(place, flip):
    data = bytearray(GOOD)
    data[place] ^= flip
    refusal(bytes(data))
