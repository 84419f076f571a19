"""Ballots: read strictly, check in the order of cost, make and sign (spec 4.11-4.17, PROTOCOL 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .credentials import CredentialList, secret_exponent
from .election import Election, Question
from .encoding import Json, Reader, compact, compact_hash, hex_hash, parse_json
from .errors import InvalidBallot, InvalidCredential, NonCanonical, NotInGroup
from .expand import drawing, expand
from .group import Ciphertext, Point, Proof, Q
from .proofs import (
    encrypt,
    parse_proof,
    proof_json,
    prove_interval,
    sign_hash,
    verify_blank,
    verify_blank_or_interval,
    verify_hash,
    verify_interval,
)

MAX_BALLOT = 256 << 10
_FIELDS = ("election_uuid", "election_hash", "credential", "answers", "signature")
_ANSWER_FIELDS = ("choices", "individual_proofs", "overall_proof")


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer_h`: the ciphertexts of one question and their proofs (spec 4.11)."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[Proof, ...], ...]
    overall_proof: tuple[Proof, ...]
    blank_proof: tuple[Proof, ...] | None = None

    def json(self) -> dict[str, Json]:
        written: dict[str, Json] = {
            "choices": [
                {"alpha": group.encode(choice.alpha), "beta": group.encode(choice.beta)}
                for choice in self.choices
            ],
            "individual_proofs": [_proofs_json(proofs) for proofs in self.individual_proofs],
            "overall_proof": _proofs_json(self.overall_proof),
        }
        if self.blank_proof is not None:
            written["blank_proof"] = _proofs_json(self.blank_proof)
        return written

    def statement(self, prefix: str) -> str:
        """S of spec 4.11.1: the prefix φ|credential and all ciphertexts."""
        return f"{prefix}|" + ",".join(
            f"{group.encode(choice.alpha)},{group.encode(choice.beta)}" for choice in self.choices
        )


@dataclass(frozen=True)
class Body:
    """A ballot without its signature: what is hashed to H and signed."""

    uuid: str
    election_hash: str
    credential: Point
    answers: tuple[Answer, ...]

    @cached_property
    def prefix(self) -> str:
        """S₀ = φ|hex(credential), which binds every proof."""
        return f"{self.election_hash}|{group.encode(self.credential)}"

    @cached_property
    def raw(self) -> bytes:
        return compact(
            {
                "election_uuid": self.uuid,
                "election_hash": self.election_hash,
                "credential": group.encode(self.credential),
                "answers": [answer.json() for answer in self.answers],
            }
        )

    @cached_property
    def hash(self) -> str:
        """H: compact Base64 of SHA-256 of the body (spec 4.17)."""
        return compact_hash(self.raw)


@dataclass(frozen=True)
class Ballot:
    """A signed ballot."""

    body: Body
    signature_hash: str
    signature: Proof

    @cached_property
    def raw(self) -> bytes:
        signature = compact({"hash": self.signature_hash, "proof": proof_json(self.signature)})
        return self.body.raw[:-1] + b',"signature":' + signature + b"}"

    @property
    def credential(self) -> Point:
        return self.body.credential

    @property
    def hash(self) -> str:
        """H as the ballot states it; equal to the body's hash once B7 has passed."""
        return self.signature_hash

    @cached_property
    def tracker(self) -> str:
        """Compact Base64 of SHA-256 of the whole ballot."""
        return compact_hash(self.raw)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole ballot in hex: the record's name in the archive."""
        return hex_hash(self.raw)


def parse_ballot(data: bytes) -> Ballot:
    """Check B1, B2, and the writing of points (B6, B12) and scalars (B20); membership comes later."""
    reader = Reader("B1")
    fields = reader.record(parse_json(data, "B1", MAX_BALLOT), _FIELDS)
    signature = reader.record(fields["signature"], ("hash", "proof"))
    ballot = Ballot(
        Body(
            uuid=reader.text(fields["election_uuid"]),
            election_hash=reader.text(fields["election_hash"]),
            credential=group.decode_unchecked(fields["credential"], "B6"),
            answers=tuple(_parse_answer(value) for value in reader.array(fields["answers"])),
        ),
        signature_hash=reader.text(signature["hash"]),
        signature=_parse_proof(reader, signature["proof"]),
    )
    if ballot.raw != data:
        raise NonCanonical("B2", "not written in the one canonical way")
    return ballot


def _parse_proof(reader: Reader, value: Json) -> Proof:
    """A proof whose shape is the reader's affair and whose scalars are B20."""
    return parse_proof(reader.record(value, ("challenge", "response")), "B20")


def _parse_answer(value: Json) -> Answer:
    reader = Reader("B1")
    fields = reader.record(value, _ANSWER_FIELDS, ("blank_proof",))
    blank = fields.get("blank_proof")
    return Answer(
        choices=tuple(_parse_choice(reader, choice) for choice in reader.array(fields["choices"])),
        individual_proofs=tuple(
            _parse_proofs(reader, proofs) for proofs in reader.array(fields["individual_proofs"])
        ),
        overall_proof=_parse_proofs(reader, fields["overall_proof"]),
        blank_proof=_parse_proofs(reader, blank) if "blank_proof" in fields else None,
    )


def _parse_choice(reader: Reader, value: Json) -> Ciphertext:
    fields = reader.record(value, ("alpha", "beta"))
    return Ciphertext(
        group.decode_unchecked(fields["alpha"], "B12"), group.decode_unchecked(fields["beta"], "B12")
    )


def _parse_proofs(reader: Reader, value: Json) -> tuple[Proof, ...]:
    return tuple(_parse_proof(reader, proof) for proof in reader.array(value))


def _proofs_json(proofs: Sequence[Proof]) -> list[Json]:
    return [proof_json(proof) for proof in proofs]


def check_ballot(election: Election, credentials: CredentialList, data: bytes) -> Ballot:
    """Every check of one ballot by itself, B1-B17 and B20, cheap ones first; returns it parsed."""
    ballot = parse_ballot(data)
    check_claims(election, credentials, ballot)
    check_counts(election, ballot)
    check_signature(ballot)
    check_proofs(election, ballot)
    return ballot


def check_claims(election: Election, credentials: CredentialList, ballot: Ballot) -> None:
    """B3-B5: this election, a listed credential."""
    if ballot.body.uuid != election.uuid:
        raise InvalidBallot("B3", "another election's uuid", uuid=ballot.body.uuid)
    if ballot.body.election_hash != election.fingerprint:
        raise InvalidBallot("B4", "another election's fingerprint", election_hash=ballot.body.election_hash)
    if ballot.credential not in credentials:
        raise InvalidCredential("B5", "not on the list", credential=group.encode(ballot.credential))


def check_counts(election: Election, ballot: Ballot) -> None:
    """B9-B11, B14, B16: as many answers, ciphertexts and proofs as the questions want."""
    if len(ballot.body.answers) != len(election.questions):
        raise InvalidBallot("B9", "number of answers", expected=len(election.questions))
    for place, (question, answer) in enumerate(zip(election.questions, ballot.body.answers, strict=True)):
        if len(answer.choices) != question.choices:
            raise InvalidBallot("B10", "number of ciphertexts", question=place, expected=question.choices)
        shape = [len(proofs) for proofs in answer.individual_proofs]
        if shape != [2] * question.choices:
            raise InvalidBallot("B11", "number of individual proofs", question=place)
        if len(answer.overall_proof) != question.overall_branches:
            raise InvalidBallot(
                "B14", "branches of the overall proof", question=place, expected=question.overall_branches
            )
        if (answer.blank_proof is not None) != bool(question.blank):
            raise InvalidBallot("B16", "blank proof present though unwanted, or missing", question=place)
        if answer.blank_proof is not None and len(answer.blank_proof) != 2:
            raise InvalidBallot("B16", "branches of the blank proof", question=place)


def check_signature(ballot: Ballot) -> None:
    """B6-B8: the credential is a member, the signed hash is this ballot's, the signature is good."""
    if not group.is_member(ballot.credential):
        raise InvalidCredential("B6", "not of prime order", credential=group.encode(ballot.credential))
    if ballot.signature_hash != ballot.body.hash:
        raise InvalidBallot("B7", "the signed hash is not this ballot's", hash=ballot.signature_hash)
    failure = InvalidBallot("B8", "signature", credential=group.encode(ballot.credential))
    verify_hash(ballot.credential, ballot.signature_hash, ballot.signature, failure)


def check_proofs(election: Election, ballot: Ballot) -> None:
    """B12, B13, B15, B17. The counts must have been checked."""
    for place, (question, answer) in enumerate(zip(election.questions, ballot.body.answers, strict=True)):
        _check_individual(election.public_key, ballot.body.prefix, place, answer)
        _check_overall(election.public_key, ballot.body.prefix, place, question, answer)


def _check_individual(key: Point, prefix: str, place: int, answer: Answer) -> None:
    for i, (choice, proofs) in enumerate(zip(answer.choices, answer.individual_proofs, strict=True)):
        failure = InvalidBallot("B13", "individual proof", question=place, answer=i)
        try:
            verify_interval(key, prefix, choice, 0, proofs, failure)
        except NotInGroup as error:
            raise InvalidBallot("B12", error.reason, question=place, answer=i) from None


def _check_overall(key: Point, prefix: str, place: int, question: Question, answer: Answer) -> None:
    statement = answer.statement(prefix)
    failure = InvalidBallot("B15", "overall proof", question=place)
    if answer.blank_proof is None:
        total = sum_choices(answer.choices)
        verify_interval(key, statement, total, question.minimum, answer.overall_proof, failure)
        return
    blank, total = answer.choices[0], sum_choices(answer.choices[1:])
    verify_blank_or_interval(key, statement, blank, total, question.minimum, answer.overall_proof, failure)
    blank_failure = InvalidBallot("B17", "blank proof", question=place)
    verify_blank(key, statement, blank, total, answer.blank_proof, blank_failure)


def sum_choices(choices: Sequence[Ciphertext]) -> Ciphertext:
    """The ciphertext of the sum of what the choices hold."""
    return Ciphertext(
        group.product_of(choice.alpha for choice in choices),
        group.product_of(choice.beta for choice in choices),
    )


@dataclass(frozen=True)
class UnsignedBallot:
    """A sealed ballot that nobody has signed yet, with what its maker must forget before sending.

    `choices[k][i]` is 0 or 1, `randomness[k][i]` the r of that ciphertext, `seed` seed 1.
    """

    election: Election
    body: Body
    choices: tuple[tuple[int, ...], ...]
    randomness: tuple[tuple[int, ...], ...]
    seed: bytes

    @property
    def hash(self) -> str:
        """H, known before anything is signed: what a deputy records before challenging."""
        return self.body.hash

    @property
    def context(self) -> str:
        return self.body.prefix


def encrypt_ballot(
    election: Election, secret: str, choices: Sequence[Sequence[int]], seed1: bytes
) -> UnsignedBallot:
    """Encrypt and prove with the card's secret; see `seal_choices`."""
    return seal_choices(election, group.base(secret_exponent(secret, election.uuid)), choices, seed1)


def seal_choices(
    election: Election, credential: Point, choices: Sequence[Sequence[int]], seed1: bytes
) -> UnsignedBallot:
    """Encrypt and prove (spec 4.11) with everything random expanded from seed 1 (PROTOCOL 5).

    The card's secret is not needed: so a second device makes a challenged ballot again. `choices` holds one
    0 or 1 per answer. A choice that the questions do not allow, or a question that allows blank votes, is a
    caller's error: ValueError.
    """
    _require_allowed(election, choices)
    prefix = f"{election.fingerprint}|{group.encode(credential)}"
    answers, randomness = [], []
    for k, (question, marks) in enumerate(zip(election.questions, choices, strict=True)):
        rs = tuple(expand(seed1, prefix, f"r|{k}|{i}") for i in range(len(marks)))
        answers.append(_prove_answer(election.public_key, prefix, seed1, k, question, marks, rs))
        randomness.append(rs)
    return UnsignedBallot(
        election=election,
        body=Body(election.uuid, election.fingerprint, credential, tuple(answers)),
        choices=tuple(tuple(marks) for marks in choices),
        randomness=tuple(randomness),
        seed=seed1,
    )


def _prove_answer(
    key: Point,
    prefix: str,
    seed: bytes,
    k: int,
    question: Question,
    marks: Sequence[int],
    rs: Sequence[int],
) -> Answer:
    choices = tuple(encrypt(key, r, m) for r, m in zip(rs, marks, strict=True))
    individual = tuple(
        prove_interval(key, prefix, choice, r, m, range(2), drawing(seed, prefix, f"i|{k}|{i}"))
        for i, (choice, r, m) in enumerate(zip(choices, rs, marks, strict=True))
    )
    overall = prove_interval(
        key,
        Answer(choices, (), ()).statement(prefix),
        sum_choices(choices),
        sum(rs) % Q,
        sum(marks),
        range(question.minimum, question.maximum + 1),
        drawing(seed, prefix, f"o|{k}"),
    )
    return Answer(choices, individual, overall)


def _require_allowed(election: Election, choices: Sequence[Sequence[int]]) -> None:
    if len(choices) != len(election.questions):
        raise ValueError("one choice vector per question")
    for question, marks in zip(election.questions, choices, strict=True):
        if question.blank:
            raise ValueError("ballots for questions with blank votes are verified, never made")
        if len(marks) != len(question.answers) or any(mark not in (0, 1) for mark in marks):
            raise ValueError("one mark, 0 or 1, per answer")
        if not question.minimum <= sum(marks) <= question.maximum:
            raise ValueError("too few or too many marks")


def sign_ballot(unsigned: UnsignedBallot, secret: str, seed2: bytes) -> bytes:
    """The ballot's bytes, signed last (spec 4.16); nonce by PROTOCOL 5 from seed 2, s and H."""
    exponent = secret_exponent(secret, unsigned.election.uuid)
    if group.base(exponent) != unsigned.body.credential:
        raise ValueError("this secret did not make the ballot")
    return Ballot(unsigned.body, unsigned.hash, sign_hash(exponent, unsigned.hash, seed2)).raw
