"""Signatures and proofs of knowledge; intervals and blank votes are tried with whole ballots too."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import exponent, seed
from voting.protocol import group
from voting.protocol.errors import NotInGroup, ProtocolError, SerializationError
from voting.protocol.expand import drawing
from voting.protocol.group import IDENTITY, Ciphertext, Proof, Q
from voting.protocol.proofs import (
    SignedMessage,
    encrypt,
    parse_proof,
    parse_signed_message,
    proof_json,
    prove_interval,
    prove_knowledge,
    sign,
    sign_message,
    signature_nonce,
    verify_blank,
    verify_blank_or_interval,
    verify_hash,
    verify_interval,
    verify_knowledge,
    verify_signature,
)

FAILURE = ProtocolError("X1", "must not pass")
SECRET = exponent("signer")
KEY = group.base(SECRET)
ELECTION_KEY = group.base(exponent("election"))


def refused(verify, *arguments):
    with pytest.raises(ProtocolError) as caught:
        verify(*arguments, FAILURE)
    assert caught.value is FAILURE


def test_a_signature_holds_for_its_message_and_key_alone():
    signature = sign(SECRET, "开启票箱".encode(), seed("nonce"))
    verify_signature(KEY, "开启票箱".encode(), signature, FAILURE)
    refused(verify_signature, KEY, "开启".encode(), signature)
    refused(verify_signature, group.base(5), "开启票箱".encode(), signature)
    refused(verify_signature, KEY, "开启票箱".encode(), Proof(signature.challenge, signature.response + 1))
    refused(verify_signature, KEY, "开启票箱".encode(), Proof(0, 0))


def test_a_proof_of_knowledge_holds_for_its_key_alone():
    proof = prove_knowledge(SECRET, seed("pok"))
    verify_knowledge(KEY, proof, FAILURE)
    refused(verify_knowledge, group.base(SECRET + 1), proof)
    refused(verify_knowledge, KEY, Proof(proof.challenge, (proof.response + 1) % Q))


def test_kinds_of_signature_are_not_exchangeable():
    hashed = "A" * 43
    refused(verify_hash, KEY, hashed, sign(SECRET, hashed.encode(), seed("nonce")))
    refused(verify_signature, KEY, b"x", prove_knowledge(SECRET, seed("pok")))


def test_the_nonce_follows_its_definition():
    expected = hashlib.sha512(b"piaojue-sig-nonce-v1|" + bytes(32) + (5).to_bytes(32, "big") + b"M").digest()
    assert signature_nonce(bytes(32), 5, b"M") == int.from_bytes(expected, "big") % Q
    with pytest.raises(ValueError, match="32 bytes"):
        signature_nonce(b"short", 5, b"M")


def test_two_messages_never_share_a_nonce():
    first, second = (sign(SECRET, message, seed("one")) for message in (b"a", b"b"))
    commitments = [group.commitment(KEY, proof) for proof in (first, second)]
    assert commitments[0] != commitments[1]


def test_signed_messages_are_read_as_they_were_written():
    signed = sign_message(SECRET, '{"a":"引号\\""}', seed("nonce"))
    assert parse_signed_message(signed.json(), "S5") == signed
    assert isinstance(signed, SignedMessage)
    assert signed.serialize().startswith(b'{"message":"{\\"a\\"')


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"challenge": "1"},
        {"challenge": "1", "response": 1},
        {"challenge": "1", "response": str(Q)},
    ],
)
def test_what_is_no_proof_is_refused(value):
    with pytest.raises(SerializationError) as caught:
        parse_proof(value, "P3")
    assert caught.value.code == "P3"


@given(st.integers(0, Q - 1), st.integers(0, Q - 1))
@settings(max_examples=30)
def test_proofs_are_read_as_they_were_written(challenge, response):
    proof = Proof(challenge, response)
    assert parse_proof(proof_json(proof), "P3") == proof


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, Q - 1))
@settings(max_examples=40, deadline=None)
def test_an_interval_is_proven_from_inside_and_never_from_outside(first, width, value, r):
    bounds = range(first, first + width + 1)
    ciphertext = Ciphertext(group.base(r), group.product(group.power(ELECTION_KEY, r), group.base(value)))
    draw = drawing(seed("draw", r), "context", "o|0")
    if value in bounds:
        proofs = prove_interval(ELECTION_KEY, "S", ciphertext, r, value, bounds, draw)
        verify_interval(ELECTION_KEY, "S", ciphertext, first, proofs, FAILURE)
        refused(verify_interval, ELECTION_KEY, "T", ciphertext, first, proofs)
        refused(verify_interval, ELECTION_KEY, "S", ciphertext, first + 1, proofs)
    else:
        pretended = prove_interval(ELECTION_KEY, "S", ciphertext, r, first, bounds, draw)
        refused(verify_interval, ELECTION_KEY, "S", ciphertext, first, pretended)


def test_a_ciphertext_of_the_identity_is_judged_and_not_a_crash():
    nothing = Ciphertext(IDENTITY, IDENTITY)
    proofs = prove_interval(ELECTION_KEY, "S", nothing, 0, 0, range(2), drawing(seed("d"), "c", "i|0|0"))
    verify_interval(ELECTION_KEY, "S", nothing, 0, proofs, FAILURE)
    refused(verify_interval, ELECTION_KEY, "S", Ciphertext(IDENTITY, group.base(2)), 0, proofs)


def test_a_value_outside_its_interval_has_no_branch():
    with pytest.raises(ValueError, match="range"):
        prove_interval(ELECTION_KEY, "S", encrypt(ELECTION_KEY, 5, 1), 5, 2, range(2), lambda label: 1)


def test_blank_proofs_of_nothing_are_refused():
    blank, total = encrypt(ELECTION_KEY, 5, 1), encrypt(ELECTION_KEY, 6, 0)
    refused(verify_blank, ELECTION_KEY, "S", blank, total, [Proof(1, 1), Proof(2, 2)])
    refused(verify_blank_or_interval, ELECTION_KEY, "S", blank, total, 0, [Proof(1, 1), Proof(2, 2)])
    with pytest.raises(NotInGroup):
        verify_blank(
            ELECTION_KEY, "S", Ciphertext(group.Point(bytes(32)), group.G), total, [Proof(1, 1)] * 2, FAILURE
        )
