"""Asking whether one's own card has voted (PROTOCOL 5.2): a proof of knowledge of the card's secret."""

from collections.abc import Callable

from . import group
from .credentials import secret_exponent
from .encoding import Reader, compact, parse_json
from .errors import InvalidBallot
from .group import Point
from .proofs import hash_to_scalar, parse_proof, proof_json, schnorr, signature_nonce

MAX_QUESTION = 1024
_FIELDS = ("credential", "proof")


def ask(uuid: str, secret: str, seed: bytes) -> bytes:
    """The question of whoever holds the card; ``seed`` are 32 fresh bytes."""
    exponent = secret_exponent(secret, uuid)
    credential = group.encode(group.base(exponent))
    nonce = signature_nonce(seed, exponent, _said(uuid, credential).encode())
    proof = schnorr(exponent, nonce, _challenge(uuid, credential))
    return compact({"credential": credential, "proof": proof_json(proof)})


def read(uuid: str, question: bytes) -> str:
    """The credential (hex) whose holder asks; InvalidBallot("B1", "B6" or "B8") where nobody proved it."""
    fields = Reader("B1").record(parse_json(question, "B1", MAX_QUESTION), _FIELDS)
    credential = group.decode(fields["credential"], "B6")
    proof = parse_proof(fields["proof"], "B1")
    written = group.encode(credential)
    if _challenge(uuid, written)(group.commitment(credential, proof)) != proof.challenge:
        raise InvalidBallot("B8", "not asked by the holder of the card")
    return written


def _said(uuid: str, credential: str) -> str:
    return f"piaojue-card-v1|{uuid}|{credential}|"


def _challenge(uuid: str, credential: str) -> Callable[[Point], int]:
    said = _said(uuid, credential)
    return lambda commitment: hash_to_scalar((said + group.encode(commitment)).encode())
