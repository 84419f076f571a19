"""Partial decryptions, their two proofs, and the result they give together (spec 4.20, 4.21).

Spec 4.20's proof hashes neither α nor the factor, so a trustee who knows x could file a wrong factor;
the strong proof (PROTOCOL 9) covers both, and a share without it never enters the archive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .encoding import Reader, compact, hex_hash, parse_json
from .errors import InvalidShare, NonCanonical
from .expand import expand
from .group import Point, Proof, Q
from .proofs import hash_to_scalar, parse_proof, proof_json
from .tally import EncryptedTally, flatten
from .trustees import Trustees

MAX_SHARE = 16 << 20


@dataclass(frozen=True)
class PartialDecryption:
    """`partial_decryption`: one factor α^x and one proof per question and answer."""

    factors: tuple[tuple[Point, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]

    @cached_property
    def raw(self) -> bytes:
        return compact(
            {
                "decryption_factors": [[group.encode(factor) for factor in row] for row in self.factors],
                "decryption_proofs": [[proof_json(proof) for proof in row] for row in self.proofs],
            }
        )

    @cached_property
    def digest(self) -> str:
        return hex_hash(self.raw)


@dataclass(frozen=True, slots=True)
class OwnedShare:
    """`owned_partial_decryption`: whose share the hash names."""

    owner: int
    payload: str

    def serialize(self) -> bytes:
        return compact({"owner": self.owner, "payload": self.payload})


def parse_share(data: bytes) -> PartialDecryption:
    """Read `partial_decryption`: shape (P3) and membership of the factors (P4), canonical bytes."""
    reader = Reader("P3")
    fields = reader.record(parse_json(data, "P3", MAX_SHARE), ("decryption_factors", "decryption_proofs"))
    share = PartialDecryption(
        tuple(
            tuple(group.decode_or_identity(factor, "P4") for factor in reader.array(row))
            for row in reader.array(fields["decryption_factors"])
        ),
        tuple(
            tuple(parse_proof(proof, "P3") for proof in reader.array(row))
            for row in reader.array(fields["decryption_proofs"])
        ),
    )
    if share.raw != data:
        raise NonCanonical("P3", "partial decryption not canonical")
    return share


def parse_owned_share(data: bytes) -> OwnedShare:
    reader = Reader("P1")
    fields = reader.record(parse_json(data, "P1", 1024), ("owner", "payload"))
    owned = OwnedShare(reader.integer(fields["owner"], 1), reader.digest(fields["payload"]))
    if owned.serialize() != data:
        raise NonCanonical("P1", "owned partial decryption not canonical")
    return owned


# Making.


def decrypt_tally(
    election_hash: str, tally_event: str, owner: int, secret: int, tally: EncryptedTally, seed: bytes
) -> tuple[PartialDecryption, Proof]:
    """The share of `owner` and its strong proof, with nonces from the seed (PROTOCOL 9).

    Decrypts a whole tally event, never a ciphertext of somebody's choice; whether this event may be
    decrypted is for the caller to know (PROTOCOL 9, last sentence).
    """
    key = group.base(secret)
    context = f"{election_hash}|{tally_event}|{owner}"
    factors, proofs = [], []
    for k, row in enumerate(tally.ciphertexts):
        factors.append(tuple(group.power(ciphertext.alpha, secret) for ciphertext in row))
        nonces = [expand(seed, context, f"d|{k}|{i}|w") for i in range(len(row))]
        proofs.append(
            tuple(
                _prove_factor(election_hash, key, secret, ciphertext.alpha, nonce)
                for ciphertext, nonce in zip(row, nonces, strict=True)
            )
        )
    share = PartialDecryption(tuple(factors), tuple(proofs))
    return share, _prove_strongly(election_hash, tally_event, owner, secret, tally, share, seed)


def _prove_factor(election_hash: str, key: Point, secret: int, alpha: Point, nonce: int) -> Proof:
    challenge = _factor_challenge(election_hash, key, group.base(nonce), group.power(alpha, nonce))
    return Proof(challenge, (nonce - secret * challenge) % Q)


def _factor_challenge(election_hash: str, key: Point, a: Point, b: Point) -> int:
    text = f"decrypt|{election_hash}|{group.encode(key)}|{group.encode(a)},{group.encode(b)}"
    return hash_to_scalar(text.encode())


def _prove_strongly(
    election_hash: str,
    tally_event: str,
    owner: int,
    secret: int,
    tally: EncryptedTally,
    share: PartialDecryption,
    seed: bytes,
) -> Proof:
    nonce = expand(seed, f"{election_hash}|{tally_event}|{owner}", "strong|w")
    commitments = [group.base(nonce), *(group.power(c.alpha, nonce) for c in flatten(tally))]
    prefix = _strong_prefix(election_hash, tally_event, owner, group.base(secret), tally, share)
    challenge = _strong_challenge(prefix, commitments)
    return Proof(challenge, (nonce - secret * challenge) % Q)


def _strong_prefix(
    election_hash: str,
    tally_event: str,
    owner: int,
    key: Point,
    tally: EncryptedTally,
    share: PartialDecryption,
) -> str:
    factors = [factor for row in share.factors for factor in row]
    pairs = ",".join(
        f"{group.encode(ciphertext.alpha)},{group.encode(factor)}"
        for ciphertext, factor in zip(flatten(tally), factors, strict=True)
    )
    return f"piaojue-decrypt-v1|{election_hash}|{tally_event}|{owner}|{group.encode(key)}|{pairs}|"


def _strong_challenge(prefix: str, commitments: Sequence[Point]) -> int:
    return hash_to_scalar((prefix + ",".join(map(group.encode, commitments))).encode())


# Checking.


def check_share(
    election_hash: str, trustees: Trustees, owner: int, tally: EncryptedTally, share: PartialDecryption
) -> None:
    """P1, P3, P5: an owner, the tally's shape, each factor proven under the owner's key (spec 4.20)."""
    if not 1 <= owner <= len(trustees.keys):
        raise InvalidShare("P1", "no such trustee", owner=owner, trustees=len(trustees.keys))
    shapes = [tuple(len(row) for row in part) for part in (share.factors, share.proofs)]
    if shapes != [tally.shape, tally.shape]:
        raise InvalidShare("P3", "shape of the share", owner=owner)
    key = trustees.keys[owner - 1]
    for k, row in enumerate(tally.ciphertexts):
        for i, ciphertext in enumerate(row):
            factor, proof = share.factors[k][i], share.proofs[k][i]
            a = group.commitment(key, proof)
            b = _second_commitment(ciphertext.alpha, factor, proof)
            if _factor_challenge(election_hash, key, a, b) != proof.challenge:
                raise InvalidShare("P5", "proof of a factor", owner=owner, question=k, answer=i)


def check_strong_proof(
    election_hash: str,
    tally_event: str,
    trustees: Trustees,
    owner: int,
    tally: EncryptedTally,
    share: PartialDecryption,
    proof: Proof,
) -> None:
    """P7: all factors are the tally's α to the owner's key (PROTOCOL 9). `check_share` has passed."""
    key = trustees.keys[owner - 1]
    factors = [factor for row in share.factors for factor in row]
    commitments = [group.commitment(key, proof)]
    for ciphertext, factor in zip(flatten(tally), factors, strict=True):
        commitments.append(_second_commitment(ciphertext.alpha, factor, proof))
    prefix = _strong_prefix(election_hash, tally_event, owner, key, tally, share)
    if _strong_challenge(prefix, commitments) != proof.challenge:
        raise InvalidShare("P7", "strong proof of the share", owner=owner)


def _second_commitment(alpha: Point, factor: Point, proof: Proof) -> Point:
    return group.product(group.power(alpha, proof.response), group.power(factor, proof.challenge))


# Combining (spec 4.21).


def lagrange(indices: Sequence[int], index: int) -> int:
    """λ of one participant among those whose shares are used; indices count from 1 within the item."""
    coefficient = 1
    for k in indices:
        if k != index:
            coefficient = coefficient * k * pow(k - index, -1, Q) % Q
    return coefficient


def combine_factors(
    trustees: Trustees, tally: EncryptedTally, shares: Mapping[int, PartialDecryption]
) -> tuple[tuple[Point, ...], ...]:
    """F of spec 4.21 from checked shares by owner; P6 where some that are needed are missing.

    Of a Pedersen item the first `threshold` shares in the order of owners are used.
    """
    weights: dict[int, int] = {}
    for item, owners in trustees.owners():
        present = [owner for owner in owners if owner in shares][: item.needed]
        if len(present) < item.needed:
            missing = [owner for owner in owners if owner not in shares]
            raise InvalidShare("P6", "not enough shares", needed=item.needed, missing=missing)
        indices = [owner - owners.start + 1 for owner in present]
        for owner, index in zip(present, indices, strict=True):
            weights[owner] = lagrange(indices, index)
    return tuple(
        tuple(
            group.product_of(
                group.power(shares[owner].factors[k][i], weight) for owner, weight in weights.items()
            )
            for i in range(length)
        )
        for k, length in enumerate(tally.shape)
    )


def require_new_owner(owner: int, owners: Sequence[int]) -> None:
    """P2: one share per owner."""
    if owner in owners:
        raise InvalidShare("P2", "a second share of one trustee", owner=owner)
