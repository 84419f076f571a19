"""Canonical JSON: one value, one byte string.

UTF-8, compact, keys sorted, nothing escaped that need not be; only objects, lists, strings, integers and
booleans. Texts hold no control character (U+0000–001F, U+007F) and no lone surrogate.
"""

from __future__ import annotations

import json
from typing import NoReturn

from voting.rules.errors import RulesError

MAX_BYTES = 16_384


def is_clean(text: str) -> bool:
    """Whether a text may stand in an archive: no control character, no lone surrogate."""
    return not any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text)


def encode(value: object) -> bytes:
    """The canonical bytes of ``value``, whose texts are clean already."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def decode(data: bytes) -> object:
    """The value of canonical ``data`` (at most ``MAX_BYTES``); RulesError for any other bytes."""
    if len(data) > MAX_BYTES:
        raise RulesError("rules.too_long", limit=MAX_BYTES)
    try:
        value: object = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        again = encode(value)
    except RulesError:
        raise
    except (ValueError, RecursionError) as error:  # UnicodeError and JSONDecodeError are ValueErrors
        raise RulesError("rules.not_json") from error
    if again != data:  # also catches repeated keys, spaces, escapes and other orders
        raise RulesError("rules.not_canonical")
    return value


def _refuse(literal: str) -> NoReturn:
    raise RulesError("rules.not_integer", literal=literal[:40])
