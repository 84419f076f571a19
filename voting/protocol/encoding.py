"""Strict JSON in, one way of writing out (PROTOCOL 1, spec 4.1, 4.2).

Two ways of writing share one strict reader: Belenios's compact JSON, whose fields stand in the order of
the specification (`compact`), and our canonical JSON, whose keys are sorted (`canonical`).
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, Never

from .errors import NonCanonical, SerializationError

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1
MIB = 1 << 20

_KEY = re.compile(r"[a-z0-9_]+\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_COMPACT_DIGEST = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\Z")
_IDENTIFIER = re.compile(f"[{BASE58}]{{22}}\\Z")
_BANNED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def hex_hash(data: bytes) -> str:
    """SHA-256 of data in 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def compact_base64(data: bytes) -> str:
    """Standard Base64 of data without padding."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def compact_hash(data: bytes) -> str:
    """Compact Base64 of SHA-256 of data, 43 characters: φ, H and trackers (spec 4.10, 4.17)."""
    return compact_base64(hashlib.sha256(data).digest())


def base64url(data: bytes) -> str:
    """Base64 for addresses and slips (RFC 4648 section 5), without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str, code: str) -> bytes:
    """The bytes of `base64url`; any other way of writing them raises NonCanonical."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        raise SerializationError(code, "not base64url") from None
    if base64url(data) != text:
        raise NonCanonical(code, "not canonical base64url")
    return data


def parse_json(data: bytes, code: str, limit: int = MIB) -> Json:
    """Decode JSON strictly: UTF-8 without BOM, no duplicate key, no float, at most `limit` bytes.

    Raises SerializationError under the given check code. White space and field order are the affair of
    who encodes again and compares.
    """
    if len(data) > limit:
        raise SerializationError(code, "too long", length=len(data), limit=limit)
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        if b"\\u" in data:  # only an escape can bring in a lone surrogate
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise SerializationError(code, "not strict JSON", detail=str(error)) from None
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > MAX_INTEGER:
        raise ValueError("integer out of bounds")
    return value


def _refuse_number(text: str) -> Never:
    raise ValueError("not an integer")


def compact(value: Any) -> bytes:
    """Compact JSON in the order in which the dictionaries were filled (spec 4.1)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def canonical(value: Any) -> bytes:
    """Our canonical JSON (CJ). Raises SerializationError "CJ" for what it cannot say."""
    _require_sayable(value, 1)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def parse_canonical(data: bytes, code: str = "CJ", limit: int = 16 * MIB) -> Json:
    """Decode CJ; what is not the one way of writing it is refused."""
    value = parse_json(data, code, limit)
    try:
        again = canonical(value)
    except SerializationError as error:
        raise SerializationError(code, error.reason, **error.data) from None
    if again != data:
        raise NonCanonical(code, "not canonical")
    return value


def require_text(text: str, code: str) -> None:
    """Refuse what no text of ours may hold: U+0000-001F, U+007F and lone surrogates."""
    if _BANNED.search(text):
        raise SerializationError(code, "forbidden character in a text")


def _require_sayable(value: Json, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise SerializationError("CJ", "nested too deeply", limit=MAX_DEPTH)
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.match(key):
                raise SerializationError("CJ", "key", key=key)
            _require_sayable(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_sayable(item, depth + 1)
    elif isinstance(value, str):
        require_text(value, "CJ")
    elif value is None or isinstance(value, bool):
        return
    elif not isinstance(value, int) or abs(value) > MAX_INTEGER:
        raise SerializationError("CJ", "neither text nor a small integer")


class Reader:
    """Takes decoded JSON apart; every refusal carries the reader's check code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def refuse(self, reason: str, **data: object) -> SerializationError:
        return SerializationError(self.code, reason, **data)

    def record(self, value: Json, names: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Json]:
        """An object with all of `names`, perhaps some of `optional`, and nothing else."""
        if not isinstance(value, dict):
            raise self.refuse("not an object")
        missing = [name for name in names if name not in value]
        extra = [name for name in value if name not in names and name not in optional]
        if missing or extra:
            raise self.refuse("fields", missing=missing, extra=extra)
        return value

    def array(self, value: Json, length: int | None = None) -> list[Json]:
        if not isinstance(value, list):
            raise self.refuse("not an array")
        if length is not None and len(value) != length:
            raise self.refuse("length of an array", length=len(value), expected=length)
        return value

    def text(self, value: Json) -> str:
        if not isinstance(value, str):
            raise self.refuse("not a text")
        return value

    def digest(self, value: Json) -> str:
        """64 lower-case hex digits."""
        if not isinstance(value, str) or not _DIGEST.match(value):
            raise self.refuse("not a hash")
        return value

    def compact_digest(self, value: Json) -> str:
        """SHA-256 in compact Base64: φ, H, a tracker."""
        if not isinstance(value, str) or not _COMPACT_DIGEST.match(value):
            raise self.refuse("not a hash in compact Base64")
        return value

    def identifier(self, value: Json) -> str:
        """22 Base58 characters: the uuid of an election, the id of a ceremony."""
        if not isinstance(value, str) or not _IDENTIFIER.match(value):
            raise self.refuse("not 22 Base58 characters")
        return value

    def of_kind(self, value: Json, kind: str, names: Sequence[str]) -> dict[str, Json]:
        """A record of ours: the fields `v` (1) and `kind`, and exactly the others that are named."""
        record = self.record(value, ("v", "kind", *names))
        self.integer(record["v"], 1, 1)
        if record["kind"] != kind:
            raise self.refuse("another kind of record", expected=kind)
        return record

    def integer(self, value: Json, low: int = 0, high: int = MAX_INTEGER) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse("not an integer within bounds", low=low, high=high)
        return value

    def boolean(self, value: Json) -> bool:
        if not isinstance(value, bool):
            raise self.refuse("not true or false")
        return value
