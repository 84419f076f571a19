"""Proofs of knowledge, signatures, interval and blank proofs (spec 4.5, 4.6.1, 4.12, 4.13, 4.16).

A verification that fails raises the error handed in as `failure`: its code says which check it was.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import group
from .encoding import Json, Reader, compact
from .errors import ProtocolError
from .group import Ciphertext, Point, Proof, Q

Draw = Callable[[str], int]


def hash_to_scalar(message: bytes) -> int:
    """int(SHA-256(message)) mod q."""
    return int.from_bytes(hashlib.sha256(message).digest(), "big") % Q


def parse_proof(value: Json, code: str) -> Proof:
    fields = Reader(code).record(value, ("challenge", "response"))
    return Proof(
        group.decode_scalar(fields["challenge"], code), group.decode_scalar(fields["response"], code)
    )


def proof_json(proof: Proof) -> dict[str, Json]:
    return {"challenge": str(proof.challenge), "response": str(proof.response)}


def signature_nonce(seed: bytes, secret: int, message: bytes) -> int:
    """The nonce of a signature or proof of knowledge (PROTOCOL 1): one secret, one message, one nonce."""
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    digest = hashlib.sha512(b"piaojue-sig-nonce-v1|" + seed + secret.to_bytes(32, "big") + message).digest()
    return int.from_bytes(digest, "big") % Q


def schnorr(secret: int, nonce: int, challenge_of: Callable[[Point], int]) -> Proof:
    """A Schnorr proof: commitment g^nonce, response nonce − secret × challenge."""
    challenge = challenge_of(group.base(nonce))
    return Proof(challenge, (nonce - secret * challenge) % Q)


# Proofs of knowledge of a trustee's key (spec 4.5).


def _knowledge_challenge(key: Point) -> Callable[[Point], int]:
    prefix = f"pok|{group.NAME}|{group.encode(key)}|"
    return lambda commitment: hash_to_scalar((prefix + group.encode(commitment)).encode())


def prove_knowledge(secret: int, seed: bytes) -> Proof:
    """The proof of knowledge of a private key; nonce by PROTOCOL 1 over hex(key)."""
    key = group.base(secret)
    nonce = signature_nonce(seed, secret, group.encode(key).encode())
    return schnorr(secret, nonce, _knowledge_challenge(key))


def verify_knowledge(key: Point, proof: Proof, failure: ProtocolError) -> None:
    if _knowledge_challenge(key)(group.commitment(key, proof)) != proof.challenge:
        raise failure


# Signed messages (spec 4.6.1). Challenges are reduced mod q.


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """`signed_msg`: a text and the Schnorr signature over it."""

    message: str
    signature: Proof

    def json(self) -> dict[str, Json]:
        return {"message": self.message, "signature": proof_json(self.signature)}

    def serialize(self) -> bytes:
        return compact(self.json())


def parse_signed_message(value: Json, code: str) -> SignedMessage:
    reader = Reader(code)
    fields = reader.record(value, ("message", "signature"))
    return SignedMessage(reader.text(fields["message"]), parse_proof(fields["signature"], code))


def _signature_challenge(message: bytes) -> Callable[[Point], int]:
    prefix = b"sigmsg|" + message + b"|"
    return lambda commitment: hash_to_scalar(prefix + group.encode(commitment).encode())


def sign(secret: int, message: bytes, seed: bytes) -> Proof:
    """Schnorr signature over a message (spec 4.6.1); nonce by PROTOCOL 1."""
    return schnorr(secret, signature_nonce(seed, secret, message), _signature_challenge(message))


def sign_message(secret: int, message: str, seed: bytes) -> SignedMessage:
    return SignedMessage(message, sign(secret, message.encode(), seed))


def verify_signature(key: Point, message: bytes, signature: Proof, failure: ProtocolError) -> None:
    if _signature_challenge(message)(group.commitment(key, signature)) != signature.challenge:
        raise failure


# Signatures of ballots (spec 4.16).


def _ballot_challenge(ballot_hash: str) -> Callable[[Point], int]:
    return lambda commitment: hash_to_scalar(f"sig|{ballot_hash}|{group.encode(commitment)}".encode())


def sign_hash(secret: int, ballot_hash: str, seed: bytes) -> Proof:
    """The credential's signature over H; nonce by PROTOCOL 5."""
    nonce = signature_nonce(seed, secret, ballot_hash.encode())
    return schnorr(secret, nonce, _ballot_challenge(ballot_hash))


def verify_hash(credential: Point, ballot_hash: str, signature: Proof, failure: ProtocolError) -> None:
    if _ballot_challenge(ballot_hash)(group.commitment(credential, signature)) != signature.challenge:
        raise failure


# Interval membership (spec 4.12).


def encrypt(key: Point, r: int, m: int) -> Ciphertext:
    """(g^r, y^r g^m) for m in {0, 1}; the number of multiplications does not depend on m."""
    masks = (group.IDENTITY, group.G)
    return Ciphertext(group.base(r), group.product(group.power(key, r), masks[m]))


def prove_interval(
    key: Point, statement: str, ciphertext: Ciphertext, r: int, m: int, bounds: range, draw: Draw
) -> tuple[Proof, ...]:
    """iprove(S, r, m − first, bounds…): the ciphertext of m with randomness r holds a value in bounds.

    `draw` gives the random numbers: "j|c" and "j|s" for a simulated branch j, "w" for the true one.
    Knowing r, a simulated branch needs only the fixed bases g and y.
    """
    true_branch = bounds.index(m)
    proofs = [Proof(0, 0)] * len(bounds)
    commitments: list[Point] = []
    nonce = draw("w")
    for j, value in enumerate(bounds):
        if j == true_branch:
            commitments += (group.base(nonce), group.power(key, nonce))
            continue
        proofs[j] = Proof(draw(f"{j}|c"), draw(f"{j}|s"))
        exponent = (proofs[j].response + r * proofs[j].challenge) % Q
        offset = group.base((m - value) * proofs[j].challenge % Q)
        commitments += (group.base(exponent), group.product(group.power(key, exponent), offset))
    total = _interval_challenge(statement, ciphertext, commitments)
    challenge = (total - sum(proof.challenge for proof in proofs)) % Q
    proofs[true_branch] = Proof(challenge, (nonce - r * challenge) % Q)
    return tuple(proofs)


def verify_interval(
    key: Point,
    statement: str,
    ciphertext: Ciphertext,
    first: int,
    proofs: Sequence[Proof],
    failure: ProtocolError,
) -> None:
    """The ciphertext holds one of first, first + 1, …, one branch each (spec 4.12)."""
    commitments = group.recompute(key, ciphertext, first, proofs)
    _require_sum(_interval_challenge(statement, ciphertext, commitments), proofs, failure)


def _interval_challenge(statement: str, ciphertext: Ciphertext, commitments: Sequence[Point]) -> int:
    return hash_to_scalar(f"prove|{statement}|{_join(ciphertext)}|{_join(commitments)}".encode())


# Possibly-blank votes (spec 4.13): verified for the archives of others, never made.


def verify_blank(
    key: Point,
    statement: str,
    blank: Ciphertext,
    total: Ciphertext,
    proofs: Sequence[Proof],
    failure: ProtocolError,
) -> None:
    """`blank_proof`: the blank mark is 0 or the total is 0."""
    commitments = group.recompute(key, blank, 0, proofs[:1]) + group.recompute(key, total, 0, proofs[1:])
    _require_sum(hash_to_scalar(f"bproof0|{statement}|{_join(commitments)}".encode()), proofs, failure)


def verify_blank_or_interval(
    key: Point,
    statement: str,
    blank: Ciphertext,
    total: Ciphertext,
    first: int,
    proofs: Sequence[Proof],
    failure: ProtocolError,
) -> None:
    """`overall_proof` where blank is allowed: the blank mark is 1 or the total lies in the interval."""
    commitments = group.recompute(key, blank, 1, proofs[:1]) + group.recompute(key, total, first, proofs[1:])
    _require_sum(hash_to_scalar(f"bproof1|{statement}|{_join(commitments)}".encode()), proofs, failure)


def _join(points: Sequence[Point]) -> str:
    return ",".join(map(group.encode, points))


def _require_sum(total: int, proofs: Sequence[Proof], failure: ProtocolError) -> None:
    if sum(proof.challenge for proof in proofs) % Q != total:
        raise failure
