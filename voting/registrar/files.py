"""The sitting's file and the encrypted register, as bytes; the registrar's page reads and writes the same.

The register is AES-256-GCM under scrypt(passphrase in NFC, N = 2¹⁵, r = 8, p = 1), bound to its sitting.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting.protocol.encoding import Reader, base64url, compact, decode_base64url, parse_json
from voting.protocol.errors import ProtocolError
from voting.registrar.cards import Kept, Random, Refused, Register, SittingFile

PASSPHRASE_AT_LEAST = 8
_LIMIT = 64 << 20
_KIND = "piaojue register"
_SITTING = ("sitting", "title", "congress", "address", "board_key_id")


def read_sitting(data: bytes) -> SittingFile:
    """What the cards page saved. Raises Refused."""
    try:
        reader = Reader("RF")
        found = reader.record(parse_json(data, "RF"), ("kind", "v", *_SITTING, "uuids"))
        if found["kind"] != "piaojue sitting" or found["v"] != 1:
            raise reader.refuse("not a sitting")
        uuids = tuple(reader.identifier(uuid) for uuid in reader.array(found["uuids"]))
        texts = {name: reader.text(found[name]) for name in _SITTING}
    except ProtocolError:
        raise Refused("不是会场文件，请在表决票卡页面重新下载", "not the file of a sitting") from None
    return SittingFile(**texts, uuids=uuids)


def lock(kept: Kept, passphrase: str, random: Random) -> bytes:
    """Raises Refused where the passphrase is too short."""
    if len(passphrase) < PASSPHRASE_AT_LEAST:
        raise Refused(f"口令至少 {PASSPHRASE_AT_LEAST} 位", f"at least {PASSPHRASE_AT_LEAST} characters")
    salt, nonce = random(16), random(12)
    inside = compact(
        {
            "sitting": kept.sitting,
            "secret": kept.secret,
            "register": kept.register,
            "reserve": list(kept.reserve),
            "spot": list(kept.spot),
        }
    )
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, inside, _bound_to(kept.sitting))
    return compact(
        {
            "kind": _KIND,
            "v": 1,
            "sitting": kept.sitting,
            "salt": base64url(salt),
            "nonce": base64url(nonce),
            "data": base64url(sealed),
        }
    )


def unlock(data: bytes, passphrase: str, sitting: str) -> Kept:
    """Raises Refused: of another sitting, damaged, or another passphrase."""
    try:
        reader = Reader("RF")
        names = ("kind", "v", "sitting", "salt", "nonce", "data")
        found = reader.record(parse_json(data, "RF", _LIMIT), names)
        if found["kind"] != _KIND or found["v"] != 1 or found["sitting"] != sitting:
            raise reader.refuse("another sitting")
        salt, nonce, sealed = (
            decode_base64url(reader.text(found[name]), "RF") for name in ("salt", "nonce", "data")
        )
        inside = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _bound_to(sitting))
    except (ProtocolError, InvalidTag, ValueError):
        raise Refused(
            "打不开名册文件：口令不对，或文件不属于这个会场，或已损坏",
            "cannot open the register: passphrase, sitting or file is wrong",
        ) from None
    kept = json.loads(inside)  # authenticated: it is what the tool or the page wrote
    return Kept(
        kept["sitting"],
        kept["secret"],
        cast(Register, kept["register"]),
        tuple(kept["reserve"]),
        tuple(kept.get("spot", ())),
    )


def _key(passphrase: str, salt: bytes) -> bytes:
    text = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.scrypt(text, salt=salt, n=2**15, r=8, p=1, dklen=32, maxmem=64 << 20)


def _bound_to(sitting: str) -> bytes:
    return f"piaojue register {sitting}".encode()
