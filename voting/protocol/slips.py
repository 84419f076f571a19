"""The scrutineer's slip (监票钥匙签), the keys on it, and the proof that it can still be read (PROTOCOL 8).

Checks: C12 not a slip, or damaged, C13 the slip of another ceremony or participant, S11 the slip's keys
are not those of the trustees, L3 a share proof.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from . import group
from .encoding import BASE58, base64url, decode_base64url, hex_hash
from .errors import InvalidCeremony, InvalidSideLog, InvalidTrustees, SerializationError
from .group import Point, Proof, Q
from .proofs import hash_to_scalar, schnorr, signature_nonce

_FORM = re.compile(
    rf"PJK1:(?P<ceremony>[{BASE58}]{{22}}):(?P<index>[1-9][0-9]?):(?P<seed>[{BASE58}]{{22}})"
    r":(?P<share>[A-Za-z0-9_-]{43}):(?P<check>[0-9a-f]{8})\Z"
)
_CHECK_DIGITS = 8


@dataclass(frozen=True)
class PrivateKeys:
    """A participant's signing and decryption key (spec 4.6.1)."""

    signing: int
    decryption: int

    @classmethod
    def derive(cls, key_seed: str) -> Self:
        """From the 22 characters of the key seed; digests are reduced mod q."""
        return cls(hash_to_scalar(f"sk|{key_seed}".encode()), hash_to_scalar(f"dk|{key_seed}".encode()))

    @cached_property
    def verification(self) -> Point:
        return group.base(self.signing)

    @cached_property
    def encryption(self) -> Point:
        return group.base(self.decryption)


@dataclass(frozen=True)
class Slip:
    """What participant `index` of a ceremony needs to take part in every count of the sitting: his key
    seed and his share S_i. All of it is secret."""

    ceremony: str
    index: int
    key_seed: str
    share: int

    @cached_property
    def keys(self) -> PrivateKeys:
        return PrivateKeys.derive(self.key_seed)

    @cached_property
    def public_key(self) -> Point:
        """X_i = g^S_i."""
        return group.base(self.share)

    def encode(self) -> str:
        share = base64url(self.share.to_bytes(32, "big"))
        text = f"PJK1:{self.ceremony}:{self.index}:{self.key_seed}:{share}"
        return f"{text}:{_check_digits(text)}"

    def require_own(self, verification: Point, encryption: Point, public_key: Point) -> None:
        """S11: the trustee's keys, as published for this index, are the ones on this slip."""
        if (self.keys.verification, self.keys.encryption, self.public_key) != (
            verification, encryption, public_key,
        ):  # fmt: skip
            raise InvalidTrustees("S11", "not the keys on this slip", index=self.index)


def _check_digits(text: str) -> str:
    return hex_hash(text.encode())[:_CHECK_DIGITS]


def parse_slip(text: str) -> Slip:
    """C12 if it is no slip at all (`fault` "form") or was read or typed wrongly ("checksum").

    The caller takes away what a scanner adds at the ends.
    """
    form = _FORM.match(text)
    if not form:
        raise InvalidCeremony("C12", "not a scrutineer's slip", fault="form")
    if _check_digits(text[: -_CHECK_DIGITS - 1]) != form["check"]:
        raise InvalidCeremony("C12", "the slip is damaged", fault="checksum")
    try:
        share = int.from_bytes(decode_base64url(form["share"], "C12"), "big")
    except SerializationError:
        raise InvalidCeremony("C12", "the share is not canonical", fault="form") from None
    if not 0 < share < Q:
        raise InvalidCeremony("C12", "the share is out of range", fault="form")
    return Slip(form["ceremony"], int(form["index"]), form["seed"], share)


def read_slip(text: str, ceremony: str, index: int) -> Slip:
    """The slip of participant `index` of this ceremony; C13 if it is a good slip of another (`fault`
    "ceremony" or "index")."""
    slip = parse_slip(text)
    if slip.ceremony != ceremony:
        raise InvalidCeremony("C13", "the slip of another ceremony", fault="ceremony")
    if slip.index != index:
        raise InvalidCeremony("C13", "another scrutineer's slip", fault="index", index=slip.index)
    return slip


@dataclass(frozen=True, slots=True)
class ShareChallenge:
    """What a share proof answers: which poll, which owner (server 1, scrutineer i is i + 1), a nonce of
    either side (64 hex digits each), the day `YYYY-MM-DD`."""

    uuid: str
    owner: int
    server_nonce: str
    page_nonce: str
    date: str

    def text(self, public_key: Point) -> str:
        return (
            f"piaojue-share-v1|{group.NAME}|{self.uuid}|{self.owner}|{group.encode(public_key)}"
            f"|{self.server_nonce}|{self.page_nonce}|{self.date}|"
        )


def prove_share(share: int, challenge: ShareChallenge, seed: bytes) -> Proof:
    """Proof of knowledge of a share on this day; `seed` is 32 fresh random bytes."""
    text = challenge.text(group.base(share))
    return schnorr(share, signature_nonce(seed, share, text.encode()), lambda a: _hash(text, a))


def verify_share(public_key: Point, challenge: ShareChallenge, proof: Proof) -> None:
    """L3: raises InvalidSideLog naming the owner."""
    if _hash(challenge.text(public_key), group.commitment(public_key, proof)) != proof.challenge:
        raise InvalidSideLog("L3", "share proof", owner=challenge.owner)


def _hash(text: str, commitment: Point) -> int:
    return hash_to_scalar((text + group.encode(commitment)).encode())
