"""All arithmetic of the group Ed25519 (spec 5.2.1), written multiplicatively, over libsodium.

A Point is its 32 RFC 8032 bytes; its text form is those bytes reversed, in hex. libsodium's
multiplication refuses whatever is not canonical, not on the curve or not of prime order, so a point that
goes through `power` needs no membership check of its own; its addition refuses less, and is fed with
checked points. The identity has no place in libsodium's multiplication: it is dealt with here.

Scalars are Python integers. libsodium multiplies in constant time, their own arithmetic does not: fine for
what is public, and for the server's key, whose uses nobody outside can time.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, NewType

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from .errors import NotInGroup, SerializationError

Point = NewType("Point", bytes)


class Ciphertext(NamedTuple):
    """An ElGamal pair (g^r, y^r g^m) (spec 4.2)."""

    alpha: Point
    beta: Point


class Proof(NamedTuple):
    """Challenge and response, both in Z_q (spec 4.3)."""

    challenge: int
    response: int


NAME = "Ed25519"
Q = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19
IDENTITY = Point(b"\x01" + bytes(31))
G = Point(crypto_scalarmult_ed25519_base_noclamp((1).to_bytes(32, "little")))

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,76})\Z")


def base(k: int) -> Point:
    """g^k for 0 ≤ k < q."""
    if k == 0:
        return IDENTITY
    return Point(crypto_scalarmult_ed25519_base_noclamp(_scalar_bytes(k)))


def power(point: Point, k: int) -> Point:
    """point^k for 0 ≤ k < q; raises NotInGroup for a point that is no member, whatever k is."""
    if point == IDENTITY:
        return IDENTITY
    if k == 0:
        if not is_member(point):
            raise NotInGroup("group", "not of prime order")
        return IDENTITY
    try:
        return Point(crypto_scalarmult_ed25519_noclamp(_scalar_bytes(k), point))
    except RuntimeError:
        raise NotInGroup("group", "not of prime order") from None


def product(left: Point, right: Point) -> Point:
    """left × right. Both must be members: libsodium's addition would accept points of small order."""
    try:
        return Point(crypto_core_ed25519_add(left, right))
    except RuntimeError:
        raise NotInGroup("group", "not on the curve") from None


def quotient(left: Point, right: Point) -> Point:
    """left / right, both members."""
    try:
        return Point(crypto_core_ed25519_sub(left, right))
    except RuntimeError:
        raise NotInGroup("group", "not on the curve") from None


def product_of(points: Iterable[Point]) -> Point:
    """The product of any number of members, the identity for none."""
    total = IDENTITY
    for point in points:
        total = point if total == IDENTITY else product(total, point)
    return total


def is_member(point: Point) -> bool:
    """Canonical, on the curve, of prime order; False for the identity."""
    return bool(crypto_core_ed25519_is_valid_point(point))


def commitment(key: Point, proof: Proof) -> Point:
    """g^response × key^challenge: what a proof of knowledge or a signature committed to."""
    return product(base(proof.response), power(key, proof.challenge))


def recompute(key: Point, ciphertext: Ciphertext, first: int, proofs: Sequence[Proof]) -> list[Point]:
    """The commitments A_0, B_0, A_1, B_1, … of one disjunction (spec 4.12).

    Branch j says that the ciphertext holds first + j under key: A = g^s × α^c, B = y^s × (β/g^M)^c.
    One function, so that a faster library can take the place of these products. With at least one branch
    it also proves α and β members (NotInGroup otherwise), since both pass through `power`.
    """
    commitments = []
    shifted = ciphertext.beta if first == 0 else quotient(ciphertext.beta, base(first))
    for j, (challenge, response) in enumerate(proofs):
        if j:
            shifted = quotient(shifted, G)
        commitments.append(product(base(response), power(ciphertext.alpha, challenge)))
        commitments.append(product(power(key, response), power(shifted, challenge)))
    return commitments


def encode(point: Point) -> str:
    """hex(P): 64 lower-case hex digits of the reversed bytes."""
    return point[::-1].hex()


def decode(text: object, code: str) -> Point:
    """A member other than the identity from its text; anything else raises NotInGroup."""
    point = decode_unchecked(text, code)
    if not is_member(point):
        raise NotInGroup(code, "not of prime order")
    return point


def decode_or_identity(text: object, code: str) -> Point:
    """As `decode`, but the identity is welcome (encrypted tally, decryption factors)."""
    if text == _IDENTITY_TEXT:
        return IDENTITY
    return decode(text, code)


def decode_unchecked(text: object, code: str) -> Point:
    """A point whose *form* alone was checked: 64 hex digits, coordinate below p, not the identity.

    Only for points that `power` or `recompute` will see before anything relies on them.
    """
    if not isinstance(text, str) or not _HEX.match(text):
        raise NotInGroup(code, "not 64 lower-case hex digits")
    raw = bytes.fromhex(text)[::-1]
    if int.from_bytes(raw, "little") & (2**255 - 1) >= P or raw == IDENTITY:
        raise NotInGroup(code, "not canonical, or the identity")
    return Point(raw)


def decode_scalar(text: object, code: str) -> int:
    """A number of Z_q from its decimal text: no sign, no leading zero, below q (spec 4.2)."""
    if isinstance(text, str) and _DECIMAL.match(text) and (value := int(text)) < Q:
        return value
    raise SerializationError(code, "not a decimal number below q")


def _scalar_bytes(k: int) -> bytes:
    # libsodium reads 256 bits and ignores the highest; a scalar out of range is a programmer's error.
    if not 0 < k < Q:
        raise ValueError("scalar out of range")
    return k.to_bytes(32, "little")


_IDENTITY_TEXT = encode(IDENTITY)
