"""The private channel from one scrutineer's page to another's, through the server (PROTOCOL 8).

A key is used once: it comes from a fresh exponent and from the two parties and their ceremony, hence the
zero nonce. The sender signs inside; what is here only keeps secrets and notices changes.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import group
from .encoding import Json, Reader
from .errors import ProtocolError
from .group import Point

MAX_SEALED = 4096
_ZERO_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed message: α = g^r and the AES-256-GCM ciphertext with its tag."""

    alpha: Point
    data: bytes

    def json(self) -> dict[str, Json]:
        return {"alpha": group.encode(self.alpha), "data": self.data.hex()}


def parse_sealed(value: Json, code: str) -> Sealed:
    """Raises SerializationError or NotInGroup; whether it can be opened is seen by its recipient."""
    reader = Reader(code)
    record = reader.record(value, ("alpha", "data"))
    text = reader.text(record["data"])
    try:
        data = bytes.fromhex(text)
    except ValueError:
        raise reader.refuse("not hex digits") from None
    if data.hex() != text or len(data) > MAX_SEALED:
        raise reader.refuse("not lower-case hex digits, or too long", length=len(data))
    return Sealed(group.decode(record["alpha"], code), data)


def channel_info(ceremony: str, sender: int, recipient: int) -> bytes:
    """What key and ciphertext are bound to; participants count from 1."""
    return f"piaojue-channel-v1|{ceremony}|share|{sender}|{recipient}".encode()


def seal(plaintext: bytes, recipient: Point, exponent: int, info: bytes) -> Sealed:
    """Seal for the owner of the encryption key `recipient`; `exponent` r is used for nothing else."""
    alpha = group.base(exponent)
    key = _key(alpha, recipient, group.power(recipient, exponent), info)
    return Sealed(alpha, AESGCM(key).encrypt(_ZERO_NONCE, plaintext, info))


def open_sealed(sealed: Sealed, decryption_key: int, info: bytes, failure: ProtocolError) -> bytes:
    """The plaintext; raises `failure` if anything was changed or it was meant for somebody else."""
    shared = group.power(sealed.alpha, decryption_key)
    key = _key(sealed.alpha, group.base(decryption_key), shared, info)
    try:
        return AESGCM(key).decrypt(_ZERO_NONCE, sealed.data, info)
    except InvalidTag:
        raise failure from None


def _key(alpha: Point, recipient: Point, shared: Point, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(alpha + recipient + shared)
