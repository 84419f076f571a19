"""The trustees' keys: each check has an input that only it refuses."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import POLL, exponent, seed
from tests.protocol.test_group import MIXED, TORSION
from voting.protocol import group
from voting.protocol.archive import parse_archive
from voting.protocol.encoding import compact
from voting.protocol.errors import InvalidTrustees, NonCanonical, ProtocolError
from voting.protocol.group import Proof
from voting.protocol.proofs import SignedMessage, prove_knowledge, sign, sign_message
from voting.protocol.trustees import (
    CertKeys,
    Pedersen,
    Single,
    TrusteeKey,
    Trustees,
    certs_signature_message,
    check_our_shape,
    check_pedersen,
    check_trustees,
    coefexps_message,
    combined_keys,
    evaluate_exponents,
    make_single,
    parse_cert,
    parse_coefexps,
    parse_trustees,
)


def make_pedersen(
    size: int = 3, threshold: int = 2, name: str = "set", signers: list[int] | None = None
) -> tuple[Pedersen, list[int]]:
    """Threshold parameters as honest participants make them together, and the shares of their keys."""
    signers = signers or [exponent(name, "sk", i) for i in range(size)]
    polynomials = [[exponent(name, "coef", i, k) for k in range(threshold)] for i in range(size)]
    certs = tuple(
        sign_message(
            signer,
            CertKeys(size, threshold, i, group.base(signer), group.base(exponent(name, "dk", i)))
            .serialize()
            .decode(),
            seed("cert", i),
        )
        for i, signer in enumerate(signers, start=1)
    )
    coefexps = [[group.base(a) for a in polynomial] for polynomial in polynomials]
    shares = [
        sum(a * j**k for polynomial in polynomials for k, a in enumerate(polynomial)) % group.Q
        for j in range(1, size + 1)
    ]
    made = Pedersen(
        threshold,
        certs,
        tuple(
            sign_message(s, coefexps_message(c), seed("c")) for s, c in zip(signers, coefexps, strict=True)
        ),
        tuple(
            sign(s, certs_signature_message(certs, c), seed("s"))
            for s, c in zip(signers, coefexps, strict=True)
        ),
        tuple(make_key(share, signer) for share, signer in zip(shares, signers, strict=True)),
    )
    return made, shares


def make_key(share: int, signer: int) -> TrusteeKey:
    key = group.base(share)
    return TrusteeKey(
        key, prove_knowledge(share, seed("vk", share)), sign(signer, group.encode(key).encode(), seed("v"))
    )


SIGNER = exponent("set", "sk", 0)
SET, SHARES = make_pedersen()
SERVER = make_single(exponent("server"), seed("server"))
GOOD = Trustees((SERVER, SET))


def swap(items: tuple, place: int, item: object) -> tuple:
    return (*items[:place], item, *items[place + 1 :])


def code_of(call, *arguments) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def test_trustees_of_ours_pass_and_are_read_as_they_were_written():
    trustees = parse_trustees(GOOD.raw)
    assert trustees == GOOD
    check_trustees(trustees, GOOD.election_key)
    assert check_our_shape(trustees) == SET
    assert len(trustees.keys) == 4
    assert [owners for _, owners in trustees.owners()] == [range(1, 2), range(2, 5)]


@pytest.mark.parametrize("folder", ["basic", "threshold", "rating"])
def test_trustees_of_others_pass(vectors, folder):
    archive = parse_archive((vectors / folder / "open.bel").read_bytes())
    trustees = parse_trustees(archive.setup("trustees"))
    check_trustees(trustees, trustees.election_key)
    assert trustees.raw == archive.setup("trustees")


VALUE = json.loads(GOOD.raw)


def with_server(**fields) -> bytes:
    return compact([["Single", {**VALUE[0][1], **fields}], VALUE[1]])


UNREADABLE = {
    "no JSON": b"[",
    "no trustee": b"[]",
    "not a list": b"{}",
    "another kind": compact([["Lists", {}]]),
    "a kind without content": compact([["Single"]]),
    "white space": GOOD.raw + b"\n",
    "an identity key": with_server(public_key=group.encode(group.IDENTITY)),
    "a key of small order": with_server(public_key=group.encode(TORSION[1])),
    "a key of mixed order": with_server(public_key=group.encode(MIXED[1])),
    "an upper-case key": with_server(public_key=group.encode(SERVER.sub_key).upper()),
    "a field too many": with_server(x=1),
    "a name that is no text": with_server(name=1),
    "a scalar with a sign": with_server(pok={"challenge": "+1", "response": "1"}),
    "a threshold of zero": compact([["Pedersen", {**VALUE[1][1], "threshold": 0}]]),
    "a threshold of true": compact([["Pedersen", {**VALUE[1][1], "threshold": True}]]),
    "no certificates": compact([["Pedersen", {"threshold": 1}]]),
    "a lone surrogate": GOOD.raw.replace(b"context", b"\\ud800"),
    "too many": compact([VALUE[0]] * 129),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_refused_when_reading(name):
    assert code_of(parse_trustees, UNREADABLE[name]) == "S3"


def test_a_name_is_kept():
    named = Trustees((Single(replace(SERVER.key, name="服务器")),))
    assert parse_trustees(named.raw) == named


def test_a_proof_of_knowledge_of_another_key():
    server = Single(replace(SERVER.key, pok=prove_knowledge(5, seed("x"))))
    trustees = Trustees((server, SET))
    with pytest.raises(InvalidTrustees) as caught:
        check_trustees(trustees, trustees.election_key)
    assert (caught.value.code, caught.value.data["owner"]) == ("S4", 1)


def test_another_election_key():
    assert code_of(check_trustees, GOOD, group.base(5)) == "S6"


def test_one_key_for_two_trustees():
    trustees = Trustees((SERVER, SERVER))
    assert code_of(check_trustees, trustees, trustees.election_key) == "S7"


def test_one_person_in_two_places_of_the_set():
    doubled, _ = make_pedersen(signers=[exponent("set", "sk", 0)] * 3)
    check_pedersen(doubled)
    trustees = Trustees((SERVER, doubled))
    assert code_of(check_trustees, trustees, trustees.election_key) == "S7"


OTHER, _ = make_pedersen(name="other")
WIDER, _ = make_pedersen(size=4)
BAD_SETS = {
    "a certificate too few": replace(SET, certs=SET.certs[1:]),
    "a signature too few": replace(SET, signatures=SET.signatures[1:]),
    "coefficients too few": replace(SET, coefexps=SET.coefexps[1:]),
    "a key too few": replace(SET, verification_keys=SET.verification_keys[1:]),
    "nobody": replace(SET, certs=(), coefexps=(), signatures=(), verification_keys=()),
    "a threshold above the number": replace(SET, threshold=4),
    "another threshold": replace(SET, threshold=3),
    "certificates in another order": replace(SET, certs=SET.certs[::-1]),
    "a certificate of a wider set": replace(SET, certs=swap(SET.certs, 0, WIDER.certs[0])),
    "a certificate signed by another": replace(
        SET, certs=swap(SET.certs, 0, replace(SET.certs[0], signature=SET.certs[1].signature))
    ),
    "a certificate of another set": replace(SET, certs=swap(SET.certs, 0, OTHER.certs[0])),
    "coefficients signed by another": replace(
        SET, coefexps=swap(SET.coefexps, 0, replace(SET.coefexps[0], signature=Proof(1, 1)))
    ),
    "coefficients exchanged": replace(
        SET,
        coefexps=swap(SET.coefexps, 0, sign_message(SIGNER, SET.coefexps[1].message, seed("x"))),
    ),
    "a coefficient too many": replace(
        SET,
        coefexps=swap(
            SET.coefexps,
            0,
            sign_message(SIGNER, coefexps_message([group.G, group.G, group.G]), seed("x")),
        ),
    ),
    "coefficients that are none": replace(
        SET, coefexps=swap(SET.coefexps, 0, sign_message(SIGNER, '{"coefexps":[]}', seed("x")))
    ),
    "another set of certificates signed": replace(
        SET, signatures=swap(SET.signatures, 0, OTHER.signatures[0])
    ),
    "a key that does not follow": replace(
        SET, verification_keys=swap(SET.verification_keys, 0, make_key(5, SIGNER))
    ),
    "a key that nobody signed": replace(
        SET,
        verification_keys=swap(SET.verification_keys, 0, replace(SET.verification_keys[0], signature=None)),
    ),
    "a key signed by another": replace(
        SET,
        verification_keys=swap(SET.verification_keys, 0, make_key(SHARES[0], exponent("set", "sk", 1))),
    ),
}


@pytest.mark.parametrize("name", BAD_SETS)
def test_threshold_parameters_are_refused(name):
    assert code_of(check_pedersen, BAD_SETS[name]) == "S5"


def test_the_owner_of_a_bad_part_is_named():
    bad = replace(SET, signatures=swap(SET.signatures, 2, Proof(1, 1)))
    with pytest.raises(InvalidTrustees) as caught:
        check_trustees(Trustees((SERVER, bad)), GOOD.election_key)
    assert caught.value.data["owner"] == 4


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{}",
        "[]",
        '{"coefexps":[]}',
        '{"coefexps":["' + "0" * 64 + '"]}',
        " " + SET.coefexps[0].message,
        "\ud800",
    ],
)
def test_what_are_no_coefficients(message):
    assert code_of(parse_coefexps, message) == "S5"


def test_what_is_no_certificate():
    good = SET.certs[0].message
    for message in (
        "",
        "{}",
        good.replace("Ed25519", "RFC-3526-2048"),
        good.replace('"size":3', '"size":0'),
        good.replace('"size":3', '"size":"3"'),
        good + " ",
        good.replace("context", "contexts"),
        "\ud800",
    ):
        assert code_of(parse_cert, message) == "S5"
    assert parse_cert(good).index == 1


def test_shares_follow_from_the_coefficients():
    coefexps = [parse_coefexps(item.message) for item in SET.coefexps]
    assert combined_keys(coefexps, 3) == [group.base(share) for share in SHARES]
    assert evaluate_exponents(coefexps[0], 0) == coefexps[0][0]


@pytest.mark.parametrize(
    "items",
    [
        (SET, SERVER),
        (SERVER,),
        (SERVER, SERVER),
        (SET,),
        (SERVER, SET, SERVER),
        (SERVER, make_pedersen(3, 3)[0]),
        (SERVER, make_pedersen(3, 1)[0]),
        (SERVER, make_pedersen(4, 2)[0]),
        (SERVER, make_pedersen(2, 2)[0]),
    ],
)
def test_other_shapes_are_against_our_policy(items):
    assert code_of(check_our_shape, Trustees(items)) == "S9"


@given(st.integers(0, len(GOOD.raw) - 1), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_no_flipped_byte_goes_unnoticed(place, flip):
    data = bytearray(GOOD.raw)
    data[place] ^= flip
    with pytest.raises(ProtocolError):
        check_trustees(parse_trustees(bytes(data)), GOOD.election_key)


def test_noncanonical_is_told_apart():
    with pytest.raises(NonCanonical):
        parse_trustees(GOOD.raw + b" ")
    assert POLL.trustees.election_key == POLL.election.public_key
    assert isinstance(SET.certs[0], SignedMessage)
