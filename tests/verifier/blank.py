"""Ballots for a question that may be answered blank (spec 4.13): the archives of others have them, so the
verifier must read them; ours never make them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.protocol.polls import NAMES, Counted, Poll, seed
from voting.protocol import group
from voting.protocol.ballots import Answer, Ballot, Body, sum_choices
from voting.protocol.credentials import secret_exponent
from voting.protocol.election import Question
from voting.protocol.expand import drawing, expand
from voting.protocol.group import Ciphertext, Proof, Q
from voting.protocol.proofs import encrypt, hash_to_scalar, prove_interval, sign_hash

ASKED = Question("可空白", NAMES, 1, 2, blank=True)
Branch = tuple[Ciphertext, int, int]  # a ciphertext, what it is said to hold, its randomness


class BlankPoll(Poll):
    """One question; `ballot` takes the blank mark before the answers."""

    def ballot(self, voter: int, choices: Sequence[Sequence[int]], draw: int = 0) -> bytes:
        (marks,) = choices
        key, secret = self.election.public_key, secret_exponent(self.secrets[voter], self.election.uuid)
        credential, chance = group.base(secret), seed("blank", voter, draw)
        body = Body(self.election.uuid, self.election.fingerprint, credential, ())
        rs = [expand(chance, body.prefix, f"r|0|{i}") for i in range(len(marks))]
        sealed = tuple(encrypt(key, r, mark) for r, mark in zip(rs, marks, strict=True))
        individual = tuple(
            prove_interval(key, body.prefix, c, r, m, range(2), drawing(chance, body.prefix, f"i|0|{i}"))
            for i, (c, r, m) in enumerate(zip(sealed, rs, marks, strict=True))
        )
        statement = Answer(sealed, (), ()).statement(body.prefix)
        total, r_total, m_total = sum_choices(sealed[1:]), sum(rs[1:]) % Q, sum(marks[1:])
        branches: list[Branch] = [(sealed[0], 1, rs[0]), (total, 1, r_total), (total, 2, r_total)]
        overall = self._prove(f"bproof1|{statement}|", branches, 0 if marks[0] else m_total, chance)
        either: list[Branch] = [(sealed[0], 0, rs[0]), (total, 0, r_total)]
        blank = self._prove(f"bproof0|{statement}|", either, marks[0], chance)
        answered = Body(
            body.uuid, body.election_hash, credential, (Answer(sealed, individual, overall, blank),)
        )
        return Ballot(answered, answered.hash, sign_hash(secret, answered.hash, chance)).raw

    def _prove(self, prefix: str, branches: list[Branch], true: int, chance: bytes) -> tuple[Proof, ...]:
        """One of several ciphertexts holds what is said of it; the others' proofs are simulated."""
        key, proofs, commitments = self.election.public_key, [Proof(0, 0)] * len(branches), []
        nonce = expand(chance, prefix, "w")
        for j, (ciphertext, value, _) in enumerate(branches):
            if j == true:
                commitments += [group.base(nonce), group.power(key, nonce)]
            else:
                proofs[j] = Proof(expand(chance, prefix, f"{j}|c"), expand(chance, prefix, f"{j}|s"))
                commitments += group.recompute(key, ciphertext, value, [proofs[j]])
        whole = hash_to_scalar((prefix + ",".join(map(group.encode, commitments))).encode())
        challenge = (whole - sum(proof.challenge for proof in proofs)) % Q
        proofs[true] = Proof(challenge, (nonce - branches[true][2] * challenge) % Q)
        return tuple(proofs)


POLL = BlankPoll(name="可空白", questions=(ASKED,))
VOTES = ((0, 1, 1, 0), (1, 0, 0, 0), (0, 0, 0, 1))
COUNTED = Counted(POLL, tuple(POLL.ballot(voter, (marks,)) for voter, marks in enumerate(VOTES)))
