"""Card secrets and the public list."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import POLL, UUID
from tests.protocol.test_group import MIXED, TORSION
from voting.protocol import group
from voting.protocol.archive import parse_archive
from voting.protocol.credentials import (
    base58,
    build_credentials,
    check_sorted,
    draw_secret,
    normalize,
    parse_credentials,
    public_credential,
    secret_exponent,
)
from voting.protocol.election import parse_election
from voting.protocol.encoding import BASE58, compact
from voting.protocol.errors import InvalidCredential, NonCanonical, ProtocolError

SECRET = "FcGgy-wvXXXd-v2PW3-jn6StL"


@pytest.mark.parametrize(
    "typed",
    [
        SECRET,
        "FcGgywvXXXdv2PW3jn6StL",
        " FcGgy wvXXXd v2PW3 jn6StL\n",
        "FcGgy–wvXXXd—v2PW3\u3000jn6StL",
        "F-c-G-g-y-w-v-X-X-X-d-v-2-P-W-3-j-n-6-S-t-L",
    ],
)
def test_dashes_and_spaces_are_free(typed):
    assert normalize(typed) == SECRET


@pytest.mark.parametrize(
    "typed", ["", SECRET[:-1], SECRET + "x", SECRET.replace("F", "0"), SECRET.replace("L", "l"), "１" * 22]
)
def test_a_code_that_cannot_be_one_is_refused(typed):
    with pytest.raises(InvalidCredential) as caught:
        normalize(typed)
    assert caught.value.code == "card"


def test_case_matters():
    assert secret_exponent(SECRET, UUID) != secret_exponent(SECRET.swapcase().replace("l", "L"), UUID)


def test_each_poll_has_its_own_credential_of_a_card():
    assert public_credential(SECRET, UUID) != public_credential(SECRET, UUID[::-1])


def test_the_secret_is_hashed_with_its_dashes(vectors):
    secrets = json.loads((vectors / "threshold" / "private_creds.json").read_text())
    archive = parse_archive((vectors / "threshold" / "open.bel").read_bytes())
    listed = parse_credentials(archive.setup("public_credentials"))
    uuid = parse_election(archive.setup("election")).uuid
    assert {public_credential(secret.replace("-", ""), uuid) for secret in secrets.values()} == listed.members


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=50, deadline=None)
def test_a_drawn_secret_is_a_card_secret(random):
    secret = draw_secret(random)
    assert normalize(secret) == secret
    assert secret.replace("-", "") == base58(int.from_bytes(random, "big"), 22)


def test_base58_counts_like_a_number():
    assert base58(0, 3) == "111"
    assert base58(57, 3) == "11z"
    assert base58(58, 3) == "121"
    assert base58(58**3, 3) == "111"
    assert len(set(BASE58)) == 58


def test_a_secret_wants_32_bytes_of_chance():
    with pytest.raises(ValueError, match="32"):
        draw_secret(bytes(16))


def test_a_list_of_ours_is_sorted_and_read_as_it_was_written():
    listed = build_credentials(group.base(k) for k in (5, 3, 9, 7))
    check_sorted(listed)
    again = parse_credentials(listed.serialize())
    assert again == listed
    assert len(listed) == 4
    assert group.base(3) in listed
    assert group.base(4) not in listed


def test_a_list_of_others_need_not_be_sorted_but_we_say_so():
    texts = sorted((group.encode(group.base(k)) for k in (1, 2, 3)), reverse=True)
    with pytest.raises(InvalidCredential) as caught:
        check_sorted(parse_credentials(compact(texts)))
    assert caught.value.code == "S8"


ONE = group.encode(group.base(2))
REFUSED = {
    "not a list": b"{}",
    "twice": compact([ONE, ONE]),
    "with a weight": compact([ONE + ",2"]),
    "upper case": compact([ONE.upper()]),
    "the identity": compact([group.encode(group.IDENTITY)]),
    "small order": compact([group.encode(TORSION[0])]),
    "mixed order": compact([group.encode(MIXED[1])]),
    "a number": b"[1]",
    "white space": compact([ONE]) + b"\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_as_a_list(name):
    with pytest.raises(ProtocolError) as caught:
        parse_credentials(REFUSED[name])
    assert caught.value.code == "S8"


def test_white_space_alone_is_called_noncanonical():
    with pytest.raises(NonCanonical):
        parse_credentials(REFUSED["white space"])


def test_the_same_card_twice_makes_no_list():
    with pytest.raises(InvalidCredential):
        build_credentials([*POLL.credentials.credentials, POLL.credentials.credentials[0]])
