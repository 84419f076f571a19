"""Card secrets, what is derived from them, and the public list (spec 4.8, PROTOCOL 4)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from . import group
from .encoding import BASE58, Reader, compact, hex_hash, parse_json
from .errors import InvalidCredential, NonCanonical
from .group import Point, Q

SECRET_LENGTH = 22
MAX_LIST = 16 << 20
_SECRET = re.compile(r"[1-9A-HJ-NP-Za-km-z]{22}\Z")
_LOOSE = str.maketrans("", "", "-‐‑‒–—― \u3000\t\r\n")


def base58(number: int, digits: int) -> str:
    """The number mod 58^digits in Base58, most significant digit first."""
    written = ""
    for _ in range(digits):
        number, digit = divmod(number, 58)
        written = BASE58[digit] + written
    return written


def draw_secret(random: bytes) -> str:
    """A card secret from 32 random bytes (the bias of the reduction is below 2⁻¹²⁶)."""
    if len(random) != 32:
        raise ValueError("a card secret is drawn from 32 bytes")
    return normalize(base58(int.from_bytes(random, "big"), SECRET_LENGTH))


def normalize(typed: str) -> str:
    """`XXXXX-XXXXXX-XXXXX-XXXXXX` from what a person typed: dashes and spaces are free, case is not."""
    bare = typed.translate(_LOOSE)
    if not _SECRET.match(bare):
        raise InvalidCredential("card", "not 22 Base58 characters", length=len(bare))
    return f"{bare[:5]}-{bare[5:11]}-{bare[11:16]}-{bare[16:]}"


def secret_exponent(secret: str, uuid: str) -> int:
    """The exponent x of a card secret, written with its dashes, in one election (spec 4.8)."""
    halves = (
        hashlib.sha256(f"derive_credential|{uuid}|{i}|{normalize(secret)}".encode()).digest() for i in (0, 1)
    )
    return int.from_bytes(b"".join(halves), "big") % Q


def public_credential(secret: str, uuid: str) -> Point:
    return group.base(secret_exponent(secret, uuid))


@dataclass(frozen=True)
class CredentialList:
    """`public_credentials`: bare keys in the order of the file, without weights."""

    credentials: tuple[Point, ...]

    @cached_property
    def members(self) -> frozenset[Point]:
        return frozenset(self.credentials)

    def __contains__(self, credential: object) -> bool:
        return credential in self.members

    def __len__(self) -> int:
        return len(self.credentials)

    def serialize(self) -> bytes:
        return compact([group.encode(credential) for credential in self.credentials])

    @cached_property
    def digest(self) -> str:
        return hex_hash(self.serialize())


def parse_credentials(data: bytes) -> CredentialList:
    """Check S8 without the order: members of the group, not the identity, distinct, no weights."""
    texts = Reader("S8").array(parse_json(data, "S8", MAX_LIST))
    found = CredentialList(tuple(group.decode(text, "S8") for text in texts))
    if len(found.members) != len(found.credentials):
        raise InvalidCredential("S8", "a credential stands twice")
    if found.serialize() != data:
        raise NonCanonical("S8", "not canonical")
    return found


def build_credentials(credentials: Iterable[Point]) -> CredentialList:
    """A list of ours: sorted as strings, so that its order says nothing."""
    built = CredentialList(tuple(sorted(credentials, key=group.encode)))
    return parse_credentials(built.serialize())


def check_sorted(credentials: CredentialList) -> None:
    """S8, our policy: sorted as strings."""
    texts = [group.encode(credential) for credential in credentials.credentials]
    if texts != sorted(texts):
        raise InvalidCredential("S8", "not sorted")
