"""Ed25519 signatures of the board and of the registrar (RFC 8032, PROTOCOL 1b).

Verified without the cofactor, as OpenSSL does, under a key of prime order: a signature is good for every
implementation or for none. Keys and signatures are the RFC's bytes in order, not reversed.
"""

import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature as _Refused
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .encoding import hex_hash
from .errors import InvalidSignature
from .group import Point, is_member

_KEY = re.compile(r"[0-9a-f]{64}\Z")
_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z")


def public_key(secret: bytes) -> str:
    """64 hex digits of the public key that belongs to a 32-byte secret."""
    return _private(secret).public_key().public_bytes_raw().hex()


def key_id(public: str) -> str:
    """SHA-256 of the 32 bytes of a public key: what statements and printed cards carry."""
    return hex_hash(bytes.fromhex(public))


def sign(secret: bytes, message: bytes) -> str:
    """128 hex digits; the same secret and message always give the same signature."""
    return _private(secret).sign(message).hex()


@lru_cache(maxsize=16)
def _private(secret: bytes) -> Ed25519PrivateKey:
    """Making the key costs as much as signing with it, and a board signs with one all day."""
    return Ed25519PrivateKey.from_private_bytes(secret)


def verify(public: str, message: bytes, signature: object, code: str) -> None:
    """Raises InvalidSignature under the given check code."""
    if not _KEY.match(public) or not is_member(Point(bytes.fromhex(public))):
        raise InvalidSignature(code, "no Ed25519 key", key=public)
    if not isinstance(signature, str) or not _SIGNATURE.match(signature):
        raise InvalidSignature(code, "not 128 lower-case hex digits")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except _Refused:
        raise InvalidSignature(code, "signature does not belong to key and text", key=public) from None
