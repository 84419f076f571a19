"""Passwords: what is accepted, and how they are kept (Argon2id). No database here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from voting.errors import Invalid

SHORTEST, LONGEST = 8, 128
# OWASP's second choice (19 MiB, two passes): thirty-two logins at once still fit a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified for unknown logins, so that they take as long as known ones. Nobody knows its password.
_NOBODY = _HASHER.hash("nobody's password, drawn for no account")


def normal(text: str) -> str:
    """One spelling of what was typed, whatever keyboard made it (NFKC)."""
    return unicodedata.normalize("NFKC", text)


@cache
def common_passwords() -> frozenset[str]:
    text = files("voting.congress").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line)


def check_new_password(password: str, own_words: Iterable[str] = ()) -> None:
    """Length and guessability only; no rules about kinds of characters (ASVS 6.2)."""
    password = normal(password)
    if len(password) < SHORTEST:
        raise Invalid("congress.password_short", field="password", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid("congress.password_long", field="password", longest=LONGEST)
    folded = password.casefold()
    if folded in common_passwords() or len(set(folded)) < 4:
        raise Invalid("congress.password_common", field="password")
    if any(len(word) > 2 and normal(word).casefold() in folded for word in own_words):
        raise Invalid("congress.password_own_name", field="password")


def hash_password(password: str) -> str:
    return _HASHER.hash(normal(password))


def password_matches(kept: str | None, password: str) -> bool:
    """Compare in the same time whether or not there is anything to compare with."""
    try:
        _HASHER.verify(kept or _NOBODY, normal(password))
    except VerificationError:
        return False
    return kept is not None
