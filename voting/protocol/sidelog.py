"""The records beside the archive and the chain they hang on (PROTOCOL 6).

Each class is one kind of record: `Zero.parse(data)` reads it strictly, `encode()` writes it, and what is
signed has `sign…` methods and a `check_…` function. Whether a record fits the archive is the affair of
`sidecheck.py`; the marks of a ballot are in `marks.py`. Form errors carry the code of the kind: S10
registrar, L3 share proof, L4 zero report, L5 void, X4 counts, L6 closing statement, P7 decryption,
R6 outcome.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar, Self

from . import ed25519
from .encoding import Json, Reader, hex_hash
from .errors import InvalidSideLog, InvalidSignature
from .group import Point, Proof, decode_scalar
from .proofs import parse_proof, proof_json, sign, verify_signature
from .records import Record, entry
from .slips import ShareChallenge, prove_share, verify_share
from .trustees import Pedersen, Trustees, parse_cert

REASONS = ("unopened", "lost", "spot_check")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_UNSIGNED = Proof(0, 0)


def first_head(uuid: str, election_hash: str) -> str:
    """side₀: the head of an empty side log."""
    return hex_hash(f"piaojue-side-v1|{uuid}|{election_hash}".encode())


def next_head(head: str, record: bytes) -> str:
    """side_j after one more record."""
    return hex_hash(f"{head}|{hex_hash(record)}".encode())


def _scalar(reader: Reader, value: Json) -> int:
    return decode_scalar(value, reader.code)


def _proof(reader: Reader, value: Json) -> Proof:
    return parse_proof(value, reader.code)


def _write_proof(proof: Proof) -> Json:
    return {**proof_json(proof)}


def _signature(reader: Reader, value: Json) -> str:
    text = reader.text(value)
    if len(text) != 128 or set(text) - set("0123456789abcdef"):
        raise reader.refuse("not 128 lower-case hex digits")
    return text


def _day(reader: Reader, value: Json) -> str:
    text = reader.text(value)
    try:
        if not _DATE.match(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise reader.refuse("not a day") from None
    return text


def _reason(reader: Reader, value: Json) -> str:
    if value not in REASONS:
        raise reader.refuse("reason of a void")
    return str(value)


def _indices(reader: Reader, value: Json) -> tuple[int, ...]:
    indices = tuple(reader.integer(index, 0, 10_000) for index in reader.array(value))
    if len(set(indices)) != len(indices):
        raise reader.refuse("an index twice")
    return indices


def _grades(reader: Reader, value: Json) -> tuple[int, ...]:
    return tuple(reader.integer(grade, 0, 4) for grade in reader.array(value))


_scrutineer = partial(Reader.integer, low=2, high=128)
_owner = partial(Reader.integer, low=1, high=128)


@dataclass(frozen=True)
class Registrar(Record, kind="registrar", code="S10"):
    """The registrar's statement on the list: `credentials` is the hash of `public_credentials`, `listed`
    how many stand there, `reserve` how many of them are kept back, `key` the registrar's Ed25519 key."""

    uuid: str = entry(Reader.identifier)
    credentials: str = entry(Reader.digest)
    listed: int = entry(partial(Reader.integer, low=1))
    reserve: int = entry(Reader.integer)
    key: str = entry(Reader.digest)
    signature: str = entry(_signature)

    def signed_bytes(self) -> bytes:
        return b"piaojue-registrar-v1\n" + self.encode(without=("signature",))

    @classmethod
    def make(cls, secret: bytes, *, uuid: str, credentials: str, listed: int, reserve: int) -> Self:
        """Signed with the registrar's 32-byte secret."""
        unsigned = cls(uuid, credentials, listed, reserve, ed25519.public_key(secret), "")
        return replace(unsigned, signature=ed25519.sign(secret, unsigned.signed_bytes()))


def check_registrar(statement: Registrar, *, uuid: str, credentials: bytes, listed: int, key: str) -> None:
    """S10: signed by `key`, about this poll and these bytes of `public_credentials`."""
    if statement.uuid != uuid or statement.key != key:
        raise InvalidSideLog("S10", "of another poll or registrar", fault="key")
    said = (statement.credentials, statement.listed)
    if said != (hex_hash(credentials), listed) or statement.reserve > listed:
        raise InvalidSideLog("S10", "not the list of voting cards that was signed", fault="list")
    ed25519.verify(key, statement.signed_bytes(), statement.signature, "S10")


@dataclass(frozen=True)
class Share(Record, kind="share", code="L3"):
    """A scrutineer's proof that he could read his share on `date`."""

    uuid: str = entry(Reader.identifier)
    owner: int = entry(_scrutineer)
    server_nonce: str = entry(Reader.digest)
    page_nonce: str = entry(Reader.digest)
    date: str = entry(_day)
    challenge: int = entry(_scalar, str)
    response: int = entry(_scalar, str)

    @property
    def asked(self) -> ShareChallenge:
        return ShareChallenge(self.uuid, self.owner, self.server_nonce, self.page_nonce, self.date)

    @classmethod
    def make(cls, asked: ShareChallenge, share: int, seed: bytes) -> Self:
        """`seed` is 32 fresh random bytes."""
        proof = prove_share(share, asked, seed)
        return cls(
            asked.uuid, asked.owner, asked.server_nonce, asked.page_nonce, asked.date,
            proof.challenge, proof.response,
        )  # fmt: skip


def check_share(share: Share, trustees: Trustees) -> None:
    """L3: the proof holds under the owner's public key."""
    _, public_key = scrutineer_keys(trustees, share.owner, "L3")
    verify_share(public_key, share.asked, Proof(share.challenge, share.response))


def scrutineer_keys(trustees: Trustees, owner: int, code: str) -> tuple[Point, Point]:
    """(verification key, public key) of a scrutineer by owner; InvalidSideLog under `code` if none."""
    for item, owners in trustees.owners():
        if isinstance(item, Pedersen) and owner in owners:
            place = owner - owners.start
            return parse_cert(item.certs[place].message).verification, item.keys[place].public_key
    raise InvalidSideLog(code, "no such scrutineer", owner=owner)


@dataclass(frozen=True)
class Signed(Record, kind="", code=""):
    """What a scrutineer signs with his signing key: the record without the fields `unsigned`."""

    unsigned: ClassVar[tuple[str, ...]] = ("signature",)

    uuid: str = entry(Reader.identifier)
    election_hash: str = entry(Reader.compact_digest)
    owner: int = entry(_scrutineer)
    signature: Proof = entry(_proof, _write_proof)  # noqa: RUF009 (entry is dataclasses.field)

    def signed_bytes(self) -> bytes:
        return f"piaojue-{self.kind}-v1\n".encode() + self.encode(self.unsigned)

    def signed(self, signing_key: int, seed: bytes) -> Self:
        """With the owner's signature; `seed` is 32 fresh random bytes."""
        return replace(self, signature=sign(signing_key, self.signed_bytes(), seed))


def check_signed(record: Signed, trustees: Trustees) -> None:
    """L4, L5, L6: the owner is a scrutineer and has signed this."""
    verification, _ = scrutineer_keys(trustees, record.owner, record.code)
    failure = InvalidSideLog(record.code, "signature", owner=record.owner, fault="signature")
    verify_signature(verification, record.signed_bytes(), record.signature, failure)


@dataclass(frozen=True)
class Zero(Signed, kind="zero", code="L4"):
    """The zero report: before any ballot, this was the Setup event."""

    setup_event: str = entry(Reader.digest)

    @classmethod
    def of(cls, *, uuid: str, election_hash: str, setup_event: str, owner: int) -> Self:
        """Not signed yet."""
        return cls(uuid, election_hash, owner, _UNSIGNED, setup_event)


@dataclass(frozen=True)
class Void(Signed, kind="void", code="L5"):
    """A card is blocked before it has a ballot: signed by the registrar, then by a scrutineer, over the
    archive head (`height`, `event`) and the side head before this record."""

    height: int = entry(Reader.integer)
    event: str = entry(Reader.digest)
    side: str = entry(Reader.digest)
    credential: str = entry(Reader.digest)
    reason: str = entry(_reason)
    registrar_signature: str = entry(_signature)

    def registrar_bytes(self) -> bytes:
        return b"piaojue-void-v1\n" + self.encode(("registrar_signature", "owner", "signature"))

    @classmethod
    def request(
        cls, registrar_secret: bytes, *, uuid: str, election_hash: str, height: int, event: str,
        side: str, credential: str, reason: str,
    ) -> Self:  # fmt: skip
        """The registrar's half; `for_owner(owner).signed(…)` adds the scrutineer's."""
        half = cls(uuid, election_hash, 0, _UNSIGNED, height, event, side, credential, reason, "")
        return replace(half, registrar_signature=ed25519.sign(registrar_secret, half.registrar_bytes()))

    def for_owner(self, owner: int) -> Self:
        return replace(self, owner=owner)


def check_void(void: Void, registrar_key: str, trustees: Trustees) -> None:
    """L5: both signatures."""
    try:
        ed25519.verify(registrar_key, void.registrar_bytes(), void.registrar_signature, "L5")
    except InvalidSignature as error:
        raise InvalidSideLog("L5", error.reason, fault="registrar") from None
    check_signed(void, trustees)


@dataclass(frozen=True)
class Counts(Record, kind="counts", code="X4"):
    """发出 and 收回, frozen: every number counts deputies or cards."""

    uuid: str = entry(Reader.identifier)
    election_hash: str = entry(Reader.compact_digest)
    all_deputies: int = entry(Reader.integer)
    present: int = entry(Reader.integer)
    listed: int = entry(Reader.integer)
    voided: int = entry(Reader.integer)
    handed_out: int = entry(Reader.integer)
    returned: int = entry(Reader.integer)


def check_counts(counts: Counts, *, listed: int, voided: int, ballots: int) -> None:
    """X6 handed out = listed − voided, all three as the archive and the voids say; X4 the chain
    全体代表 ≥ 实到 ≥ 发出 ≥ 收回 = ballots."""
    known = {"listed": listed, "voided": voided, "handed_out": listed - voided}
    for name, number in known.items():
        if getattr(counts, name) != number:
            raise InvalidSideLog("X6", name, name=name, reported=getattr(counts, name), counted=number)
    chain = (counts.all_deputies, counts.present, counts.handed_out, counts.returned)
    if counts.returned != ballots or list(chain) != sorted(chain, reverse=True):
        raise InvalidSideLog(
            "X4", "numbers that cannot all be true",
            all_deputies=chain[0], present=chain[1], handed_out=chain[2], returned=chain[3], ballots=ballots,
        )  # fmt: skip


@dataclass(frozen=True)
class Closing(Signed, kind="closing", code="L6"):
    """A scrutineer's page has verified everything up to these heads and will open this tally event only."""

    unsigned: ClassVar[tuple[str, ...]] = ("owner", "signature")

    setup_event: str = entry(Reader.digest)
    tally_event: str = entry(Reader.digest)
    ballots: int = entry(Reader.integer)
    side: str = entry(Reader.digest)

    @classmethod
    def of(
        cls, *, uuid: str, election_hash: str, setup_event: str, tally_event: str, ballots: int,
        side: str, owner: int,
    ) -> Self:  # fmt: skip
        """Not signed yet."""
        return cls(uuid, election_hash, owner, _UNSIGNED, setup_event, tally_event, ballots, side)


@dataclass(frozen=True)
class Decryption(Record, kind="decryption", code="P7"):
    """The strong proof of a partial decryption; `share` is the hash of its bytes. The server is owner 1."""

    uuid: str = entry(Reader.identifier)
    election_hash: str = entry(Reader.compact_digest)
    tally_event: str = entry(Reader.digest)
    owner: int = entry(_owner)
    share: str = entry(Reader.digest)
    challenge: int = entry(_scalar, str)
    response: int = entry(_scalar, str)

    @property
    def proof(self) -> Proof:
        return Proof(self.challenge, self.response)


@dataclass(frozen=True)
class Outcome(Record, kind="outcome", code="R6", limit=1 << 20):
    """What was announced: indices of answers, `chosen` by votes; `grades` has a rating's grade of each item
    and is empty for a ballot; `next` is the step that follows."""

    uuid: str = entry(Reader.identifier)
    election_hash: str = entry(Reader.compact_digest)
    result_event: str = entry(Reader.digest)
    chosen: tuple[int, ...] = entry(_indices, list)
    tied: tuple[int, ...] = entry(_indices, list)
    unfilled: int = entry(Reader.integer)
    grades: tuple[int, ...] = entry(_grades, list)
    next: str = entry(Reader.text)
