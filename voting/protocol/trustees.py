"""The trustees' keys: `Single` and `Pedersen` items, their checks, what they combine to (spec 4.5-4.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .encoding import Json, Reader, compact, hex_hash, parse_json
from .errors import InvalidTrustees, NonCanonical, ProtocolError
from .group import Point, Proof, Q
from .proofs import (
    SignedMessage,
    parse_proof,
    parse_signed_message,
    proof_json,
    prove_knowledge,
    verify_knowledge,
    verify_signature,
)

MAX_TRUSTEES = 1 << 20
MAX_MEMBERS = 128
_PARAMETERS = ("threshold", "certs", "coefexps", "signatures", "verification_keys")


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """`trustee_public_key` (spec 4.5); `signature` stands only in threshold mode."""

    public_key: Point
    pok: Proof
    signature: Proof | None = None
    name: str | None = None

    def json(self) -> dict[str, Json]:
        written: dict[str, Json] = {
            "pok": proof_json(self.pok),
            "public_key": group.encode(self.public_key),
        }
        if self.signature is not None:
            written["signature"] = proof_json(self.signature)
        if self.name is not None:
            written["name"] = self.name
        return written


@dataclass(frozen=True, slots=True)
class Single:
    """A trustee whose part is always needed."""

    key: TrusteeKey

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        return (self.key,)

    @property
    def needed(self) -> int:
        return 1

    @property
    def sub_key(self) -> Point:
        return self.key.public_key

    def json(self) -> list[Json]:
        return ["Single", self.key.json()]


@dataclass(frozen=True, slots=True)
class CertKeys:
    """`cert_keys` (spec 4.6.2): the signing and channel keys of participant `index`, from 1."""

    size: int
    threshold: int
    index: int
    verification: Point
    encryption: Point

    def serialize(self) -> bytes:
        context = {
            "group": group.NAME,
            "size": self.size,
            "threshold": self.threshold,
            "index": self.index,
        }
        return compact(
            {
                "context": context,
                "verification": group.encode(self.verification),
                "encryption": group.encode(self.encryption),
            }
        )


@dataclass(frozen=True, slots=True)
class Pedersen:
    """`threshold_parameters` (spec 4.6.7): any `threshold` of its members suffice."""

    threshold: int
    certs: tuple[SignedMessage, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[Proof, ...]
    verification_keys: tuple[TrusteeKey, ...]

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        return self.verification_keys

    @property
    def needed(self) -> int:
        return self.threshold

    @property
    def sub_key(self) -> Point:
        """∏ A_z0 (spec 4.6.4)."""
        return group.product_of(parse_coefexps(item.message)[0] for item in self.coefexps)

    def json(self) -> list[Json]:
        return [
            "Pedersen",
            {
                "threshold": self.threshold,
                "certs": [cert.json() for cert in self.certs],
                "coefexps": [item.json() for item in self.coefexps],
                "signatures": [proof_json(signature) for signature in self.signatures],
                "verification_keys": [key.json() for key in self.verification_keys],
            },
        ]


@dataclass(frozen=True)
class Trustees:
    """`trustees`: the items in order; owners are their members, flattened, from 1."""

    items: tuple[Single | Pedersen, ...]

    @cached_property
    def keys(self) -> tuple[Point, ...]:
        """Public key of owner z at place z − 1."""
        return tuple(key.public_key for item in self.items for key in item.keys)

    @cached_property
    def election_key(self) -> Point:
        """y, the product of the items' sub-keys (spec 3.1.1)."""
        return group.product_of(item.sub_key for item in self.items)

    def owners(self) -> Iterable[tuple[Single | Pedersen, range]]:
        """Each item with the range of its owners."""
        first = 1
        for item in self.items:
            yield item, range(first, first + len(item.keys))
            first += len(item.keys)

    @cached_property
    def raw(self) -> bytes:
        return compact([item.json() for item in self.items])

    @cached_property
    def digest(self) -> str:
        return hex_hash(self.raw)


# Reading.


def parse_trustees(data: bytes) -> Trustees:
    """Read `trustees`: points are members and not the identity (S3), and the bytes are canonical."""
    reader = Reader("S3")
    trustees = Trustees(
        tuple(_parse_item(reader, item) for item in reader.array(parse_json(data, "S3", MAX_TRUSTEES)))
    )
    if not 1 <= len(trustees.keys) <= MAX_MEMBERS:
        raise InvalidTrustees("S3", "no trustee, or too many", trustees=len(trustees.keys))
    if trustees.raw != data:
        raise NonCanonical("S3", "trustees not canonical")
    return trustees


def _parse_item(reader: Reader, value: Json) -> Single | Pedersen:
    kind, content = reader.array(value, 2)
    if kind == "Single":
        return Single(parse_trustee_key(content))
    if kind != "Pedersen":
        raise reader.refuse("kind of a trustee", kind=kind)
    fields = reader.record(content, _PARAMETERS)
    return Pedersen(
        threshold=reader.integer(fields["threshold"], 1, MAX_MEMBERS),
        certs=_signed_messages(reader, fields["certs"]),
        coefexps=_signed_messages(reader, fields["coefexps"]),
        signatures=tuple(parse_proof(item, "S3") for item in reader.array(fields["signatures"])),
        verification_keys=tuple(
            parse_trustee_key(item) for item in reader.array(fields["verification_keys"])
        ),
    )


def parse_trustee_key(value: Json, code: str = "S3") -> TrusteeKey:
    reader = Reader(code)
    fields = reader.record(value, ("pok", "public_key"), ("signature", "name"))
    return TrusteeKey(
        public_key=group.decode(fields["public_key"], code),
        pok=parse_proof(fields["pok"], code),
        signature=parse_proof(fields["signature"], code) if "signature" in fields else None,
        name=reader.text(fields["name"]) if "name" in fields else None,
    )


def _signed_messages(reader: Reader, value: Json) -> tuple[SignedMessage, ...]:
    return tuple(parse_signed_message(item, reader.code) for item in reader.array(value))


def parse_cert(message: str, code: str = "S5") -> CertKeys:
    """The keys inside a certificate's message (spec 4.6.2)."""
    reader = Reader(code)
    fields = reader.record(_inner_json(message, code), ("context", "verification", "encryption"))
    context = reader.record(fields["context"], ("group", "size", "threshold", "index"))
    keys = CertKeys(
        size=reader.integer(context["size"], 1, MAX_MEMBERS),
        threshold=reader.integer(context["threshold"], 1, MAX_MEMBERS),
        index=reader.integer(context["index"], 1, MAX_MEMBERS),
        verification=group.decode(fields["verification"], code),
        encryption=group.decode(fields["encryption"], code),
    )
    if keys.serialize() != message.encode():
        raise NonCanonical(code, "certificate not canonical, or of another group")
    return keys


def parse_coefexps(message: str, code: str = "S5") -> tuple[Point, ...]:
    """A_0 … A_t inside a `coefexps` message (spec 4.6.4), at least one."""
    reader = Reader(code)
    fields = reader.record(_inner_json(message, code), ("coefexps",))
    points = tuple(group.decode(item, code) for item in reader.array(fields["coefexps"]))
    if not 1 <= len(points) <= MAX_MEMBERS:
        raise reader.refuse("number of coefficients", length=len(points))
    if coefexps_message(points).encode() != message.encode():
        raise NonCanonical(code, "coefexps not canonical")
    return points


def coefexps_message(points: Sequence[Point]) -> str:
    """`raw_coefexps` as a message (spec 4.6.4)."""
    return compact({"coefexps": [group.encode(point) for point in points]}).decode()


def certs_signature_message(certs: Sequence[SignedMessage], coefexps: Sequence[Point]) -> bytes:
    """What a participant signs to say which certificates it saw (spec 4.6.4)."""
    certs_json = {
        "certs": [cert.json() for cert in certs],
        "coefexps": [group.encode(point) for point in coefexps],
    }
    return b"certs_sig|" + compact(certs_json)


def _inner_json(message: str, code: str) -> Json:
    try:
        return parse_json(message.encode(), code, MAX_TRUSTEES)
    except UnicodeEncodeError:
        raise NonCanonical(code, "lone surrogate in a message") from None


# Checking.


def check_trustees(trustees: Trustees, election_key: Point) -> None:
    """S4-S7: proofs of knowledge, threshold parameters, the election key, no key twice."""
    for owner, key in enumerate((key for item in trustees.items for key in item.keys), start=1):
        verify_knowledge(
            key.public_key, key.pok, InvalidTrustees("S4", "proof of knowledge of a key", owner=owner)
        )
    for item, owners in trustees.owners():
        if isinstance(item, Pedersen):
            check_pedersen(item, owners.start)
    if trustees.election_key != election_key:
        raise InvalidTrustees("S6", "the election key is not the product of the trustees' keys")
    _require_distinct(trustees)


def _require_distinct(trustees: Trustees) -> None:
    """S7: no two trustees share a key, be it for decrypting, signing or receiving."""
    certs = [
        parse_cert(cert.message)
        for item in trustees.items
        if isinstance(item, Pedersen)
        for cert in item.certs
    ]
    signing, receiving = ([cert.verification for cert in certs], [cert.encryption for cert in certs])
    for keys in (trustees.keys, signing, receiving):
        if len(set(keys)) != len(keys):
            raise InvalidTrustees("S7", "two trustees with one key")


def check_pedersen(item: Pedersen, first_owner: int = 1) -> None:
    """S5: certificates, coefficients, the set's signatures, and the verification keys they give."""
    size = len(item.certs)
    lengths = {len(part) for part in (item.certs, item.coefexps, item.signatures, item.verification_keys)}
    if lengths != {size} or not 1 <= item.threshold <= size:
        raise InvalidTrustees("S5", "numbers of certificates, coefficients, signatures and keys")
    certs = [check_cert(cert, size, item.threshold, z) for z, cert in enumerate(item.certs, start=1)]
    coefexps = [parse_coefexps(signed.message) for signed in item.coefexps]
    expected = combined_keys(coefexps, size)
    for z, cert in enumerate(certs):
        owner = first_owner + z
        if len(coefexps[z]) != item.threshold:
            raise InvalidTrustees("S5", "number of coefficients is not the threshold", owner=owner)
        check_coefexps(cert, item.certs, item.coefexps[z], item.signatures[z], owner)
        check_verification_key(cert, item.verification_keys[z], expected[z], owner)


def check_cert(cert: SignedMessage, size: int, threshold: int, index: int) -> CertKeys:
    """S5: a certificate for this place in this set, signed with the key it names (spec 4.6.2)."""
    keys = parse_cert(cert.message)
    if (keys.size, keys.threshold, keys.index) != (size, threshold, index):
        raise InvalidTrustees("S5", "certificate for another place or set", index=index)
    failure = InvalidTrustees("S5", "signature of a certificate", index=index)
    verify_signature(keys.verification, cert.message.encode(), cert.signature, failure)
    return keys


def check_coefexps(
    cert: CertKeys,
    certs: Sequence[SignedMessage],
    coefexps: SignedMessage,
    signature: Proof,
    owner: int,
) -> tuple[Point, ...]:
    """S5: the coefficients and the certificates seen, both signed by the participant (spec 4.6.4)."""
    points = parse_coefexps(coefexps.message)
    failure: ProtocolError = InvalidTrustees("S5", "signature of the coefficients", owner=owner)
    verify_signature(cert.verification, coefexps.message.encode(), coefexps.signature, failure)
    failure = InvalidTrustees("S5", "signature over the certificates", owner=owner)
    verify_signature(cert.verification, certs_signature_message(certs, points), signature, failure)
    return points


def check_verification_key(cert: CertKeys, key: TrusteeKey, expected: Point, owner: int) -> None:
    """S5: the key is the one the coefficients give, signed by its owner (spec 4.6.6)."""
    if key.public_key != expected:
        raise InvalidTrustees("S5", "verification key does not follow from the coefficients", owner=owner)
    if key.signature is None:
        raise InvalidTrustees("S5", "verification key without signature", owner=owner)
    failure = InvalidTrustees("S5", "signature of the verification key", owner=owner)
    verify_signature(cert.verification, group.encode(expected).encode(), key.signature, failure)


def combined_keys(coefexps: Sequence[Sequence[Point]], size: int) -> list[Point]:
    """X_j = ∏_i ∏_k A_ik^(j^k) for j = 1..size (spec 4.6.6), summing over i first."""
    degrees = max(len(points) for points in coefexps)
    columns = [group.product_of(points[k] for points in coefexps if k < len(points)) for k in range(degrees)]
    return [evaluate_exponents(columns, j) for j in range(1, size + 1)]


def evaluate_exponents(coefexps: Sequence[Point], j: int) -> Point:
    """∏_k A_k^(j^k) = g^f(j) (spec 4.6.5)."""
    return group.product_of(group.power(point, pow(j, k, Q)) for k, point in enumerate(coefexps))


def check_our_shape(trustees: Trustees) -> Pedersen:
    """S9, our policy: the server's Single key, then a Pedersen item with 2 ≤ t < n and 2t > n."""
    match trustees.items:
        case (Single(), Pedersen() as scrutineers):
            n, t = len(scrutineers.keys), scrutineers.needed
        case _:
            raise InvalidTrustees("S9", "not a server key and a set of scrutineers")
    if not (2 <= t < n and 2 * t > n):
        raise InvalidTrustees("S9", "threshold", threshold=t, scrutineers=n)
    return scrutineers


# Making.


def make_single(secret: int, seed: bytes) -> Single:
    """The server's item for a fresh private key."""
    return Single(TrusteeKey(group.base(secret), prove_knowledge(secret, seed)))
