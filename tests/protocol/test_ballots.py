"""A ballot: made, read back, and refused by every check in turn."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import POLL, THREE, VOTES, Poll, seed
from tests.protocol.test_group import MIXED, TORSION
from voting.protocol import group
from voting.protocol.ballots import (
    Answer,
    Ballot,
    check_ballot,
    check_counts,
    encrypt_ballot,
    parse_ballot,
    sign_ballot,
)
from voting.protocol.credentials import CredentialList
from voting.protocol.election import Question
from voting.protocol.encoding import compact_hash, hex_hash
from voting.protocol.errors import (
    InvalidBallot,
    InvalidCredential,
    NonCanonical,
    ProtocolError,
    SerializationError,
)
from voting.protocol.group import IDENTITY, Ciphertext, Proof, Q

GOOD = POLL.ballot(0, VOTES[0])


def refusal(data: bytes, poll: Poll = POLL) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        check_ballot(poll.election, poll.credentials, data)
    return caught.value


def changed(**changes) -> bytes:
    """The good ballot with other fields of its body, hashed and signed anew."""
    ballot = parse_ballot(GOOD)
    return POLL.tampered(0, replace(ballot, body=replace(ballot.body, **changes)))


def with_answer(place: int, **changes) -> bytes:
    answers = list(parse_ballot(GOOD).body.answers)
    answers[place] = replace(answers[place], **changes)
    return changed(answers=tuple(answers))


def edited(old: str, new: str, count: int = 1) -> bytes:
    text = GOOD.decode()
    assert old in text
    return text.replace(old, new, count).encode()


def answer(place: int):
    return parse_ballot(GOOD).body.answers[place]


@pytest.mark.parametrize("voter", range(3))
def test_a_ballot_of_ours_passes_and_is_read_as_it_was_written(voter):
    data = POLL.ballot(voter, VOTES[voter])
    ballot = check_ballot(POLL.election, POLL.credentials, data)
    assert ballot.raw == data
    assert ballot.tracker == compact_hash(data)
    assert ballot.digest == hex_hash(data)
    assert ballot.hash == POLL.sealed(voter, VOTES[voter]).hash


def test_the_same_seeds_give_the_same_bytes_and_other_seeds_do_not():
    assert POLL.ballot(0, VOTES[0]) == GOOD
    assert POLL.ballot(0, VOTES[0], draw=1) != GOOD


def test_the_hash_known_before_signing_covers_all_but_the_signature():
    ballot = parse_ballot(GOOD)
    body = GOOD[: GOOD.index(b',"signature"')] + b"}"
    assert ballot.hash == compact_hash(body)


# Each input passes every check before its own.
POINT = group.encode(answer(0).choices[0].alpha)
CREDENTIAL = group.encode(parse_ballot(GOOD).credential)
CHALLENGE = str(answer(0).overall_proof[0].challenge)

REFUSED = {
    "not JSON": (GOOD[:-1], "B1", SerializationError),
    "too long": (GOOD + b" " * (256 << 10), "B1", SerializationError),
    "a field twice": (GOOD[:-1] + b',"credential":"0"}', "B1", SerializationError),
    "a field too many": (GOOD[:-1] + b',"weight":1}', "B1", SerializationError),
    "a field too few": (GOOD[: GOOD.index(b',"signature"')] + b"}", "B1", SerializationError),
    "a proof as a number": (edited(f'"{CHALLENGE}"', CHALLENGE), "B1", SerializationError),
    "blank proof null": (
        edited(']}],"signature"', '],"blank_proof":null}],"signature"'),
        "B1",
        SerializationError,
    ),
    "white space": (edited('"answers":', '"answers": '), "B2", NonCanonical),
    "line feed after it": (GOOD + b"\n", "B2", NonCanonical),
    "another uuid": (changed(uuid="1" * 22), "B3", InvalidBallot),
    "another election": (changed(election_hash="A" * 43), "B4", InvalidBallot),
    "a credential that is not listed": (
        edited(CREDENTIAL, group.encode(group.base(5))),
        "B5",
        InvalidCredential,
    ),
    "an answer too few": (changed(answers=parse_ballot(GOOD).body.answers[:1]), "B9", InvalidBallot),
    "a ciphertext too many": (
        with_answer(0, choices=(*answer(0).choices, answer(0).choices[0])),
        "B10",
        InvalidBallot,
    ),
    "an individual proof too few": (
        with_answer(0, individual_proofs=answer(0).individual_proofs[1:]),
        "B11",
        InvalidBallot,
    ),
    "an individual proof with three branches": (
        with_answer(0, individual_proofs=((Proof(1, 1),) * 3, *answer(0).individual_proofs[1:])),
        "B11",
        InvalidBallot,
    ),
    "an overall proof with a branch more": (
        with_answer(0, overall_proof=(*answer(0).overall_proof, Proof(0, 0))),
        "B14",
        InvalidBallot,
    ),
    "a blank proof that nobody asked for": (
        with_answer(1, blank_proof=(Proof(1, 1),) * 2),
        "B16",
        InvalidBallot,
    ),
    "another hash signed": (
        replace(parse_ballot(GOOD), signature_hash="A" * 43).raw,
        "B7",
        InvalidBallot,
    ),
    "another signature": (replace(parse_ballot(GOOD), signature=Proof(1, 2)).raw, "B8", InvalidBallot),
    "upper-case digits": (edited(POINT, POINT.upper()), "B12", SerializationError),
    "an identity": (edited(POINT, group.encode(IDENTITY)), "B12", SerializationError),
    "a coordinate beyond p": (edited(POINT, "7" + "f" * 63), "B12", SerializationError),
    "an upper-case credential": (edited(CREDENTIAL, CREDENTIAL.upper()), "B6", SerializationError),
    "an individual proof of another value": (
        with_answer(0, individual_proofs=answer(0).individual_proofs[::-1]),
        "B13",
        InvalidBallot,
    ),
    "an overall proof of another question": (
        with_answer(1, overall_proof=(*answer(0).overall_proof, Proof(3, 3))),
        "B15",
        InvalidBallot,
    ),
    "a scalar with a leading zero": (edited(f'"{CHALLENGE}"', f'"0{CHALLENGE}"'), "B20", SerializationError),
    "a scalar with a sign": (edited(f'"{CHALLENGE}"', f'"+{CHALLENGE}"'), "B20", SerializationError),
    "a scalar beyond q": (edited(f'"{CHALLENGE}"', f'"{int(CHALLENGE) + Q}"'), "B20", SerializationError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_its_own_check(name):
    data, code, kind = REFUSED[name]
    error = refusal(data)
    assert (error.code, isinstance(error, kind)) == (code, True)


def test_fields_in_another_order_are_refused_inside_answers_too():
    value = json.loads(GOOD)
    choice = value["answers"][1]["choices"][2]
    value["answers"][1]["choices"][2] = {"beta": choice["beta"], "alpha": choice["alpha"]}
    assert refusal(json.dumps(value, separators=(",", ":")).encode()).code == "B2"


@pytest.mark.parametrize("stranger", [*TORSION, *MIXED])
@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_a_point_of_another_order_is_found_in_every_place(stranger, part):
    for place in (0, 2):
        choices = list(answer(1).choices)
        choices[place] = choices[place]._replace(**{part: stranger})
        error = refusal(with_answer(1, choices=tuple(choices)))
        assert (error.code, error.data["question"], error.data["answer"]) == ("B12", 1, place)


def test_a_point_of_another_order_is_found_behind_challenges_of_zero():
    choices = (Ciphertext(TORSION[0], group.G), *answer(0).choices[1:])
    proofs = ((Proof(0, 1), Proof(0, 2)), *answer(0).individual_proofs[1:])
    assert refusal(with_answer(0, choices=choices, individual_proofs=proofs)).code == "B12"


def test_a_listed_credential_outside_the_group_is_refused_all_the_same():
    stranger = MIXED[0]
    body = replace(parse_ballot(GOOD).body, credential=stranger)
    data = Ballot(body, body.hash, Proof(1, 1)).raw
    with pytest.raises(InvalidCredential) as caught:
        check_ballot(POLL.election, CredentialList((stranger,)), data)
    assert caught.value.code == "B6"


def test_a_ballot_copied_under_another_card_fails_its_proofs():
    body = replace(parse_ballot(GOOD).body, credential=parse_ballot(POLL.ballot(1, VOTES[1])).credential)
    copied = sign_ballot(replace(POLL.sealed(1, VOTES[1]), body=body), POLL.secrets[1], seed("copy"))
    assert refusal(copied).code == "B13"


def test_a_ciphertext_copied_within_a_ballot_shifts_the_total():
    choices = (answer(0).choices[1], *answer(0).choices[1:])
    proofs = (answer(0).individual_proofs[1], *answer(0).individual_proofs[1:])
    assert refusal(with_answer(0, choices=choices, individual_proofs=proofs)).code == "B15"


def test_a_ballot_of_another_poll_names_itself():
    other = Poll(name="另一次票决")
    assert refusal(other.ballot(0, VOTES[0])).code == "B4"


@pytest.mark.parametrize(
    "choices",
    [
        ((1, 1, 1), (0, 0, 0)),
        ((1, 0), (0, 0, 0)),
        ((1, 0, 2), (0, 0, 0)),
        ((1, 0, 0),),
    ],
)
def test_choices_that_the_questions_do_not_allow_are_never_encrypted(choices):
    with pytest.raises(ValueError, match=r"mark|choice"):
        POLL.sealed(0, choices)


def test_blank_questions_are_verified_but_never_answered():
    poll = Poll(questions=(replace(THREE[0], blank=True),))
    with pytest.raises(ValueError, match="blank"):
        encrypt_ballot(poll.election, poll.secrets[0], ((1, 0, 0),), seed("blank"))


def test_only_the_card_that_sealed_a_ballot_signs_it():
    with pytest.raises(ValueError, match="secret"):
        sign_ballot(POLL.sealed(0, VOTES[0]), POLL.secrets[1], seed("other"))


@pytest.mark.parametrize("blank_proof", [None, (), (Proof(1, 1),), (Proof(1, 1),) * 3])
def test_where_blank_is_allowed_its_proof_has_two_branches(blank_proof):
    poll = Poll(questions=(replace(THREE[0], blank=True),))
    pair = Ciphertext(group.G, group.G)
    proof = Proof(1, 1)
    counted = Answer((pair,) * 4, ((proof, proof),) * 4, (proof,) * 4, (proof, proof))
    body = replace(parse_ballot(GOOD).body, answers=(counted,))
    check_counts(poll.election, Ballot(body, "", proof))
    short = replace(body, answers=(replace(counted, blank_proof=blank_proof),))
    with pytest.raises(InvalidBallot) as caught:
        check_counts(poll.election, Ballot(short, "", proof))
    assert caught.value.code == "B16"


@pytest.mark.parametrize(
    ("minimum", "maximum", "marks"),
    [(0, 0, (0, 0)), (1, 1, (0, 1)), (2, 2, (1, 1)), (0, 2, (0, 0)), (1, 2, (1, 0))],
)
def test_every_interval_is_proven(minimum, maximum, marks):
    poll = Poll(questions=(Question("满意度", ("满意", "不满意"), minimum, maximum),), voters=1)
    check_ballot(poll.election, poll.credentials, poll.ballot(0, (marks,)))


def test_the_number_of_multiplications_does_not_tell_the_choices(monkeypatch):
    calls = []

    def counting(name, original):
        return lambda *arguments: calls.append(name) or original(*arguments)

    for name in ("base", "power"):
        monkeypatch.setattr(group, name, counting(name, getattr(group, name)))
    counts = set()
    for choices in (VOTES[0], VOTES[2], ((0, 1, 0), (1, 0, 1))):
        calls.clear()
        POLL.signed(POLL.sealed(0, choices), 0)
        counts.add((calls.count("base"), calls.count("power")))
    assert len(counts) == 1


def test_counts_are_judged_before_any_multiplication(monkeypatch):
    monkeypatch.setattr(group, "power", None)
    ballot = parse_ballot(with_answer_unsigned())
    with pytest.raises(InvalidBallot):
        check_counts(POLL.election, ballot)


def with_answer_unsigned() -> bytes:
    ballot = parse_ballot(GOOD)
    return replace(ballot, body=replace(ballot.body, answers=ballot.body.answers * 2)).raw


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_no_flipped_byte_goes_unnoticed(place, flip):
    data = bytearray(GOOD)
    data[place] ^= flip
    refusal(bytes(data))


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.binary(max_size=40))
@settings(max_examples=100, deadline=None)
def test_whatever_is_spliced_in_only_our_errors_come_out(place, cut, insertion):
    data = GOOD[:place] + insertion + GOOD[place + cut :]
    try:
        ballot = parse_ballot(data)
    except ProtocolError:
        return
    assert ballot.raw == data
