"""Messages of the scrutineers' key ceremony (加封) and how everyone checks them (PROTOCOL 8, spec 4.6).

The server relays and checks with these functions, and so does each participant; what a participant does
himself is in `participant.py`. Participants count from 1. A refusal is an InvalidCeremony whose
`data["index"]` names the participant at fault:

C1 the ceremony's numbers, C2 a certificate, C3 certificates that do not go together, C4 a commitment,
C5 a reveal that comes too early, C6 a reveal that is not what was committed to, C7 signatures and joint
hash of a reveal, C8 a sealed share, C9 a public key, C10 a message of one's own that was exchanged,
C11 an abort.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import group
from .channel import Sealed, parse_sealed
from .encoding import BASE58, MIB, Json, Reader, canonical, compact, hex_hash, parse_canonical
from .errors import InvalidCeremony, ProtocolError
from .group import Point, Proof
from .proofs import (
    SignedMessage,
    parse_proof,
    parse_signed_message,
    proof_json,
    verify_knowledge,
    verify_signature,
)
from .trustees import (
    CertKeys,
    Pedersen,
    TrusteeKey,
    check_cert,
    check_coefexps,
    check_verification_key,
    combined_keys,
    parse_coefexps,
    parse_trustee_key,
)

TAG = "piaojue-ceremony-v1\n"
_ID = re.compile(f"[{BASE58}]{{22}}\\Z")
_CODE = re.compile(r"C[1-9][0-9]?\Z")
_MOST = 64


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Its id (22 Base58 characters), n participants, and the t of them who will suffice.

    Raises InvalidCeremony "C1" unless 2 ≤ t < n and 2t > n.
    """

    id: str
    size: int
    threshold: int

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise InvalidCeremony("C1", "not 22 Base58 characters", id=self.id)
        n, t = self.size, self.threshold
        if not 2 <= t < n <= _MOST or 2 * t <= n:
            raise InvalidCeremony(
                "C1", "a threshold that is no majority, or needs everyone", size=n, threshold=t
            )

    def require_index(self, index: int) -> None:
        if not 1 <= index <= self.size:
            raise InvalidCeremony("C1", "no such participant", index=index)

    def statement(self, kind: str, index: int, **said: Json) -> str:
        """The text of a commitment, a joint hash or an abort."""
        return canonical({"ceremony": self.id, "index": index, "kind": kind, **said}).decode()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A participant's keys, signed by himself (spec 4.6.2)."""

    signed: SignedMessage
    keys: CertKeys

    @property
    def index(self) -> int:
        return self.keys.index

    def encode(self) -> bytes:
        return self.signed.serialize()


@dataclass(frozen=True, slots=True)
class Commitment:
    """Com_i: a participant's promise of coefficients not yet shown."""

    index: int
    signed: SignedMessage
    digest: str

    def encode(self) -> bytes:
        return self.signed.serialize()


@dataclass(frozen=True, slots=True)
class Reveal:
    """The coefficients A_i0…A_i,t−1, signed alone and together with all certificates, the joint hash of
    all commitments, and one sealed share for each participant."""

    index: int
    coefexps: SignedMessage
    points: tuple[Point, ...]
    signature: Proof
    joint: SignedMessage
    secrets: tuple[Sealed, ...]

    def encode(self) -> bytes:
        return canonical(
            {
                "coefexps": self.coefexps.json(),
                "joint": self.joint.json(),
                "secrets": [sealed.json() for sealed in self.secrets],
                "signature": proof_json(self.signature),
            }
        )


@dataclass(frozen=True, slots=True)
class Key:
    """`trustee_public_key` of a participant: X_i, proof of knowledge of S_i, signature over hex(X_i)."""

    index: int
    public: TrusteeKey

    def encode(self) -> bytes:
        return compact(self.public.json())


def check_certificate(ceremony: Ceremony, index: int, data: bytes) -> Certificate:
    """C2: the certificate of participant `index` for this ceremony, from the bytes he sent."""
    ceremony.require_index(index)
    signed = _signed_message(data, "C2", index)
    with _Blaming("C2", index):
        keys = check_cert(signed, ceremony.size, ceremony.threshold, index)
    if keys.verification == keys.encryption:
        raise InvalidCeremony("C2", "one key for two uses", index=index)
    return Certificate(signed, keys)


def check_certificates(ceremony: Ceremony, certificates: Sequence[Certificate]) -> str:
    """C3: all n, in order, all keys different. Returns C, the hash of their list."""
    _require_all("C3", ceremony, [certificate.index for certificate in certificates])
    owners: dict[Point, int] = {}
    for certificate in certificates:
        for key in (certificate.keys.verification, certificate.keys.encryption):
            other = owners.setdefault(key, certificate.index)
            if other != certificate.index:
                raise InvalidCeremony("C3", "two have one key", index=certificate.index, other=other)
    return hex_hash(compact([certificate.signed.json() for certificate in certificates]))


def commitment_digest(ceremony: Ceremony, index: int, certs: str, coefexps: str) -> str:
    """Com_i over the text K_i of `raw_coefexps`; `certs` is C."""
    return hex_hash(f"piaojue-commit-v1|{ceremony.id}|{index}|{certs}|{coefexps}".encode())


def check_commitment(
    ceremony: Ceremony, certificates: Sequence[Certificate], index: int, data: bytes
) -> Commitment:
    """C4: the signed commitment of participant `index`, made over exactly these certificates."""
    ceremony.require_index(index)
    certs = check_certificates(ceremony, certificates)
    signed = _signed_message(data, "C4", index)
    with _Blaming("C4", index):
        reader = Reader("C4")
        said = parse_canonical(signed.message.encode(), "C4")
        names = ("ceremony", "certs", "commitment", "index", "kind")
        digest = reader.digest(reader.record(said, names)["commitment"])
    if signed.message != ceremony.statement("commit", index, certs=certs, commitment=digest):
        raise InvalidCeremony("C4", "a commitment over other certificates, or to something else", index=index)
    _verify_tagged(certificates[index - 1], signed, "C4")
    return Commitment(index, signed, digest)


def joint_hash(ceremony: Ceremony, commitments: Sequence[Commitment]) -> str:
    """J over all n commitments; raises "C5" while one is missing."""
    _require_all("C5", ceremony, [commitment.index for commitment in commitments])
    digests = "|".join(commitment.digest for commitment in commitments)
    return hex_hash(f"piaojue-joint-v1|{ceremony.id}|{digests}".encode())


def check_reveal(
    ceremony: Ceremony,
    certificates: Sequence[Certificate],
    commitments: Sequence[Commitment],
    index: int,
    data: bytes,
) -> Reveal:
    """C5-C7: what participant `index` reveals, once all n commitments are known, is what he promised.

    The sealed shares are checked in form only; each is opened by its recipient alone.
    """
    ceremony.require_index(index)
    certs_hash = check_certificates(ceremony, certificates)
    if sorted(commitment.index for commitment in commitments) != list(range(1, ceremony.size + 1)):
        raise InvalidCeremony("C5", "revealed before everyone had committed", index=index)
    joint = joint_hash(ceremony, commitments)
    reveal = _parse_reveal(ceremony, index, data)
    promised = commitments[index - 1].digest
    if commitment_digest(ceremony, index, certs_hash, reveal.coefexps.message) != promised:
        raise InvalidCeremony("C6", "not the coefficients that were committed to", index=index)
    owner = certificates[index - 1]
    with _Blaming("C7", index):
        certs = [certificate.signed for certificate in certificates]
        check_coefexps(owner.keys, certs, reveal.coefexps, reveal.signature, index)
    if reveal.joint.message != ceremony.statement("joint", index, joint=joint):
        raise InvalidCeremony("C7", "saw other commitments", index=index)
    _verify_tagged(owner, reveal.joint, "C7")
    return reveal


def _parse_reveal(ceremony: Ceremony, index: int, data: bytes) -> Reveal:
    with _Blaming("C6", index):
        reader = Reader("C6")
        record = reader.record(
            parse_canonical(data, "C6", MIB), ("coefexps", "joint", "secrets", "signature")
        )
        coefexps = parse_signed_message(record["coefexps"], "C6")
        points = parse_coefexps(coefexps.message, "C6")
        secrets = tuple(parse_sealed(value, "C6") for value in reader.array(record["secrets"], ceremony.size))
        signature = parse_proof(record["signature"], "C6")
        joint = parse_signed_message(record["joint"], "C6")
    if len(points) != ceremony.threshold:
        raise InvalidCeremony("C6", "number of coefficients", index=index)
    return Reveal(index, coefexps, points, signature, joint, secrets)


def check_key(ceremony: Ceremony, certificates: Sequence[Certificate], reveals: Sequence[Reveal],
              index: int, data: bytes) -> Key:  # fmt: skip
    """C9: the public key of participant `index` is the one that follows from all revealed coefficients,
    its owner knows the private key, and his signature stands under it."""
    ceremony.require_index(index)
    _require_all("C9", ceremony, [reveal.index for reveal in reveals])
    expected = combined_keys([reveal.points for reveal in reveals], ceremony.size)[index - 1]
    with _Blaming("C9", index):
        key = parse_trustee_key(parse_canonical(data, "C9"), "C9")
        if key.name is not None:
            raise InvalidCeremony("C9", "a name where none belongs")
        check_verification_key(certificates[index - 1].keys, key, expected, index)
        verify_knowledge(key.public_key, key.pok, InvalidCeremony("C9", "proof of knowledge of the key"))
    return Key(index, key)


def assemble_parameters(
    ceremony: Ceremony, certificates: Sequence[Certificate], reveals: Sequence[Reveal], keys: Sequence[Key]
) -> Pedersen:
    """`threshold_parameters` (spec 4.6.7) of a ceremony whose messages were all checked."""
    check_certificates(ceremony, certificates)
    _require_all("C9", ceremony, [reveal.index for reveal in reveals])
    _require_all("C9", ceremony, [key.index for key in keys])
    return Pedersen(
        threshold=ceremony.threshold,
        certs=tuple(certificate.signed for certificate in certificates),
        coefexps=tuple(reveal.coefexps for reveal in reveals),
        signatures=tuple(reveal.signature for reveal in reveals),
        verification_keys=tuple(key.public for key in keys),
    )


def fingerprint(certificate: Certificate, key: Key) -> str:
    """What each scrutineer compares with the printed sheet: 64 hex digits over all his public keys."""
    keys = certificate.keys
    points = (keys.verification, keys.encryption, key.public.public_key)
    return hex_hash("|".join(map(group.encode, points)).encode())


@dataclass(frozen=True, slots=True)
class Abort:
    """Participant `index` says that `accused` broke the ceremony; `reason` is the code of the check."""

    index: int
    accused: int
    reason: str


def check_abort(ceremony: Ceremony, certificate: Certificate, data: bytes) -> Abort:
    """C11: an abort signed by the owner of `certificate`."""
    index = certificate.index
    signed = _signed_message(data, "C11", index)
    with _Blaming("C11", index):
        reader = Reader("C11")
        said = parse_canonical(signed.message.encode(), "C11")
        record = reader.record(said, ("accused", "ceremony", "index", "kind", "reason"))
        accused = reader.integer(record["accused"], 1, ceremony.size)
        reason = reader.text(record["reason"])
        if not _CODE.match(reason):
            raise InvalidCeremony("C11", "not the code of a check")
    if signed.message != ceremony.statement("abort", index, accused=accused, reason=reason):
        raise InvalidCeremony("C11", "an abort of another ceremony", index=index)
    _verify_tagged(certificate, signed, "C11")
    return Abort(index, accused, reason)


class _Blaming:
    """Turns any refusal inside the block into an InvalidCeremony that names the sender."""

    def __init__(self, code: str, index: int) -> None:
        self.code, self.index = code, index

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ProtocolError):
            raise InvalidCeremony(self.code, error.reason, **{**error.data, "index": self.index}) from None


def _signed_message(data: bytes, code: str, index: int) -> SignedMessage:
    with _Blaming(code, index):
        return parse_signed_message(parse_canonical(data, code, MIB), code)


def _verify_tagged(owner: Certificate, signed: SignedMessage, code: str) -> None:
    failure = InvalidCeremony(code, "signature", index=owner.index)
    verify_signature(owner.keys.verification, (TAG + signed.message).encode(), signed.signature, failure)


def _require_all(code: str, ceremony: Ceremony, indices: Sequence[int]) -> None:
    expected = range(1, ceremony.size + 1)
    if list(indices) != list(expected):
        missing = sorted(set(expected) - set(indices))
        raise InvalidCeremony(code, "not everyone's message, in order", missing=missing)
