"""Repeatable randomness: everything that two implementations must draw alike (PROTOCOL 1)."""

import hashlib
import hmac
from collections.abc import Callable

from .group import Q

SEED_BYTES = 32


def expand_integer(seed: bytes, context: str, label: str) -> int:
    """int(HMAC-SHA-512(seed, "piaojue-expand-v1|"context"|"label)), 512 bits.

    `seed` is 32 bytes; a seed of another length is a programmer's error (ValueError).
    """
    if len(seed) != SEED_BYTES:
        raise ValueError("a seed has 32 bytes")
    message = f"piaojue-expand-v1|{context}|{label}".encode()
    return int.from_bytes(hmac.digest(seed, message, hashlib.sha512), "big")


def expand(seed: bytes, context: str, label: str) -> int:
    """`expand_integer` mod q, never 0 (the chance is 2⁻²⁵²; such a seed is refused with ValueError)."""
    value = expand_integer(seed, context, label) % Q
    if value == 0:
        raise ValueError("this seed expands to zero; draw another")
    return value


def drawing(seed: bytes, context: str, prefix: str) -> Callable[[str], int]:
    """The numbers of one proof: what it calls "0|c" is drawn under the label prefix|0|c."""
    return lambda label: expand(seed, context, f"{prefix}|{label}")
