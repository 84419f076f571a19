"""A slip that was damaged, or that belongs elsewhere, is told apart from a good one."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.ceremonies import CEREMONY_ID, Played, play, seed_of
from voting.protocol import group
from voting.protocol.encoding import BASE58, hex_hash
from voting.protocol.errors import InvalidCeremony, InvalidSideLog, InvalidTrustees, ProtocolError
from voting.protocol.group import Proof, Q
from voting.protocol.slips import ShareChallenge, Slip, parse_slip, prove_share, read_slip, verify_share

SLIP = Slip(CEREMONY_ID, 3, "PwrddJKcBM7YvBTkUtPeB4", 2**251 + 12345)
TEXT = SLIP.encode()
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CHALLENGE = ShareChallenge("1A2b3C4d5E6f7G8h9J1K2L", 4, "5e" * 32, "9a" * 32, "2027-02-18")


@cache
def honest() -> Played:
    return play(3, 2)


def fault(text: str, ceremony: str = CEREMONY_ID, index: int = 3) -> tuple[str, object]:
    with pytest.raises(InvalidCeremony) as refusal:
        read_slip(text, ceremony, index)
    return refusal.value.code, refusal.value.data["fault"]


def test_a_slip_is_read_as_it_was_printed() -> None:
    assert parse_slip(TEXT) == SLIP
    assert read_slip(TEXT, CEREMONY_ID, 3).encode() == TEXT
    assert len(TEXT) == len("PJK1:") + 22 + 3 + 22 + 1 + 43 + 1 + 8


def test_a_slip_damaged_at_any_character_is_refused() -> None:
    strange = 0
    for place, character in enumerate(TEXT):
        for other in (*BASE58, "0", "-", "_", ":", " ", "é", ""):
            if other == character:
                continue
            damaged = TEXT[:place] + other + TEXT[place + 1 :]
            code, what = fault(damaged)
            assert code == "C12"
            strange += what == "checksum"
    assert strange > len(TEXT) * 20


@pytest.mark.parametrize(
    "text", ["", "hello", TEXT + "\n", " " + TEXT, TEXT[:-1], "PJK2" + TEXT[4:], TEXT * 2]
)
def test_what_is_no_slip_is_called_so(text: str) -> None:
    assert fault(text) == ("C12", "form")


def test_a_share_out_of_range_is_refused_though_its_checksum_is_right() -> None:
    for share in (0, Q, 2**256 - 1):
        assert fault(replace(SLIP, share=share).encode()) == ("C12", "form")


def test_a_share_with_stray_bits_is_refused_though_its_checksum_is_right() -> None:
    body = TEXT[: -len(":00000000")]
    stray = body[:-1] + BASE64URL[BASE64URL.index(body[-1]) + 1]
    assert fault(f"{stray}:{hex_hash(stray.encode())[:8]}") == ("C12", "form")


def test_a_good_slip_of_another_is_called_foreign_not_damaged() -> None:
    assert fault(TEXT, ceremony=CEREMONY_ID[::-1]) == ("C13", "ceremony")
    assert fault(TEXT, index=2) == ("C13", "index")


def test_the_slip_alone_holds_the_keys_that_were_published() -> None:
    played = honest()
    for each in played.finished:
        slip = parse_slip(each.slip.encode())
        keys = each.joined.certificate.keys
        slip.require_own(keys.verification, keys.encryption, each.key.public.public_key)


def test_keys_that_are_not_on_the_slip_are_refused() -> None:
    mine, other = honest().finished[0], honest().finished[1]
    own = (
        mine.joined.keys.verification,
        mine.joined.keys.encryption,
        mine.key.public.public_key,
    )
    foreign = (
        other.joined.keys.verification,
        other.joined.keys.encryption,
        other.key.public.public_key,
    )
    for place in range(3):
        published = [*own]
        published[place] = foreign[place]
        with pytest.raises(InvalidTrustees) as refusal:
            mine.slip.require_own(*published)
        assert refusal.value.code == "S11"


def test_a_share_is_proven_for_one_poll_one_day_and_one_pair_of_nonces() -> None:
    share = SLIP.share
    proof = prove_share(share, CHALLENGE, seed_of("page"))
    assert proof == prove_share(share, CHALLENGE, seed_of("page"))
    verify_share(group.base(share), CHALLENGE, proof)
    others = [
        (group.base(share + 1), CHALLENGE, proof),
        (group.base(share), replace(CHALLENGE, uuid="2A2b3C4d5E6f7G8h9J1K2L"), proof),
        (group.base(share), replace(CHALLENGE, owner=5), proof),
        (group.base(share), replace(CHALLENGE, server_nonce="00" * 32), proof),
        (group.base(share), replace(CHALLENGE, page_nonce="00" * 32), proof),
        (group.base(share), replace(CHALLENGE, date="2027-02-19"), proof),
        (group.base(share), CHALLENGE, Proof(proof.challenge, (proof.response + 1) % Q)),
        (group.base(share), CHALLENGE, Proof((proof.challenge + 1) % Q, proof.response)),
    ]
    for public_key, challenge, offered in others:
        with pytest.raises(InvalidSideLog) as refusal:
            verify_share(public_key, challenge, offered)
        assert (refusal.value.code, refusal.value.data) == ("L3", {"owner": challenge.owner})


def test_two_proofs_never_share_a_nonce() -> None:
    seed = seed_of("page")
    first, second = prove_share(7, CHALLENGE, seed), prove_share(7, replace(CHALLENGE, owner=5), seed)
    assert (first.response + 7 * first.challenge) % Q != (second.response + 7 * second.challenge) % Q


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=140))
def test_whatever_is_scanned_only_errors_of_the_protocol_come_out(text: str) -> None:
    with pytest.raises(ProtocolError):
        parse_slip(text)
