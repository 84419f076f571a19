"""One scrutineer's part in the key ceremony, as pure steps (PROTOCOL 8).

    joined    = join(ceremony, index, seed)              → joined.certificate
    committed = commit(joined, certificates)             → committed.commitment
    revealed  = reveal(committed, commitments)           → revealed.reveal
    finished  = finish(revealed, reveals)                → finished.key, finished.slip, finished.fingerprint
    confirm(finished, keys)

Each step takes what the server relayed, as it came, and checks all of it. The same seed and the same
messages always give the same bytes, so a reloaded page walks the steps again; other certificates give
another polynomial. A refusal is an InvalidCeremony, see `ceremony.py` for its codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .ceremony import (
    TAG,
    Ceremony,
    Certificate,
    Commitment,
    Key,
    Reveal,
    check_certificate,
    check_certificates,
    check_commitment,
    check_key,
    check_reveal,
    commitment_digest,
    fingerprint,
    joint_hash,
)
from .channel import Sealed, channel_info, open_sealed, seal
from .credentials import base58
from .encoding import Reader, compact, parse_canonical, parse_json
from .errors import InvalidCeremony, ProtocolError
from .expand import expand, expand_integer
from .group import Point, Q
from .proofs import (
    SignedMessage,
    parse_signed_message,
    prove_knowledge,
    sign,
    sign_message,
    verify_signature,
)
from .slips import PrivateKeys, Slip
from .trustees import (
    CertKeys,
    TrusteeKey,
    certs_signature_message,
    coefexps_message,
    evaluate_exponents,
)

KEY_SEED_LENGTH = 22


@dataclass(frozen=True)
class Joined:
    """A participant who has keys of his own. `seed` is 32 random bytes, drawn for this ceremony only."""

    ceremony: Ceremony
    index: int
    seed: bytes

    @property
    def context(self) -> str:
        return f"ceremony|{self.ceremony.id}|{self.index}"

    @cached_property
    def key_seed(self) -> str:
        """The 22 characters of spec 4.6.1 from which the two private keys follow."""
        return base58(expand_integer(self.seed, self.context, "pki"), KEY_SEED_LENGTH)

    @cached_property
    def keys(self) -> PrivateKeys:
        return PrivateKeys.derive(self.key_seed)

    @cached_property
    def certificate(self) -> Certificate:
        size, threshold = self.ceremony.size, self.ceremony.threshold
        public = CertKeys(size, threshold, self.index, self.keys.verification, self.keys.encryption)
        text = public.serialize().decode()
        return Certificate(sign_message(self.keys.signing, text, self.seed), public)

    def sign_statement(self, text: str) -> SignedMessage:
        """Sign a statement of the ceremony: the tag is signed, but not part of the message."""
        return SignedMessage(text, sign(self.keys.signing, (TAG + text).encode(), self.seed))

    def abort(self, accused: int, reason: str) -> SignedMessage:
        """The signed accusation of another participant under the code of a failed check."""
        text = self.ceremony.statement("abort", self.index, accused=accused, reason=reason)
        return self.sign_statement(text)


def join(ceremony: Ceremony, index: int, seed: bytes) -> Joined:
    """Step 1: make the certificate. A seed of another length than 32 is a programmer's error."""
    ceremony.require_index(index)
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    return Joined(ceremony, index, seed)


@dataclass(frozen=True)
class Committed:
    """A participant who holds everyone's certificates and has fixed his polynomial."""

    joined: Joined
    certificates: tuple[Certificate, ...]
    certs: str

    @cached_property
    def coefficients(self) -> tuple[int, ...]:
        """a_i0 … a_i,t−1, bound to these certificates."""
        context = f"{self.joined.context}|{self.certs}"
        return tuple(
            expand(self.joined.seed, context, f"coef|{k}") for k in range(self.joined.ceremony.threshold)
        )

    @cached_property
    def points(self) -> tuple[Point, ...]:
        return tuple(group.base(coefficient) for coefficient in self.coefficients)

    @cached_property
    def commitment(self) -> Commitment:
        ceremony, index = self.joined.ceremony, self.joined.index
        digest = commitment_digest(ceremony, index, self.certs, coefexps_message(self.points))
        text = ceremony.statement("commit", index, certs=self.certs, commitment=digest)
        return Commitment(index, self.joined.sign_statement(text), digest)

    def share_for(self, recipient: int) -> int:
        """s_ij = f_i(j) mod q."""
        value = 0
        for coefficient in reversed(self.coefficients):
            value = (value * recipient + coefficient) % Q
        return value

    def sealed_for(self, recipient: int) -> Sealed:
        """The share of participant `recipient`, signed, then sealed for him."""
        ceremony, index = self.joined.ceremony, self.joined.index
        key = self.certificates[recipient - 1].keys.encryption
        secret = compact({"secret": str(self.share_for(recipient))}).decode()
        text = compact({"recipient": group.encode(key), "message": secret}).decode()
        signed = sign_message(self.joined.keys.signing, text, self.joined.seed)
        exponent = expand(self.joined.seed, f"{self.joined.context}|{self.certs}", f"channel|{recipient}")
        return seal(signed.serialize(), key, exponent, channel_info(ceremony.id, index, recipient))


def commit(joined: Joined, certificates: Sequence[bytes]) -> Committed:
    """Step 2: check all certificates, one's own among them, and commit to a polynomial."""
    checked = tuple(
        check_certificate(joined.ceremony, index, data) for index, data in enumerate(certificates, 1)
    )
    certs = check_certificates(joined.ceremony, checked)
    _require_own(joined, checked[joined.index - 1].encode(), joined.certificate.encode())
    return Committed(joined, checked, certs)


@dataclass(frozen=True)
class Revealed:
    """A participant who holds everyone's commitment and shows his coefficients."""

    committed: Committed
    commitments: tuple[Commitment, ...]

    @cached_property
    def reveal(self) -> Reveal:
        committed, joined = self.committed, self.committed.joined
        ceremony, index, keys, seed = joined.ceremony, joined.index, joined.keys, joined.seed
        joint = joint_hash(ceremony, self.commitments)
        certs = [certificate.signed for certificate in committed.certificates]
        return Reveal(
            index,
            sign_message(keys.signing, coefexps_message(committed.points), seed),
            committed.points,
            sign(keys.signing, certs_signature_message(certs, committed.points), seed),
            joined.sign_statement(ceremony.statement("joint", index, joint=joint)),
            tuple(committed.sealed_for(recipient) for recipient in range(1, ceremony.size + 1)),
        )


def reveal(committed: Committed, commitments: Sequence[bytes]) -> Revealed:
    """Step 3: only with all n signed commitments in hand, one's own unchanged among them."""
    ceremony, index = committed.joined.ceremony, committed.joined.index
    if len(commitments) != ceremony.size:
        raise InvalidCeremony("C5", "not everyone has committed yet", received=len(commitments))
    checked = tuple(
        check_commitment(ceremony, committed.certificates, sender, data)
        for sender, data in enumerate(commitments, 1)
    )
    _require_own(committed.joined, checked[index - 1].encode(), committed.commitment.encode())
    return Revealed(committed, checked)


@dataclass(frozen=True)
class Finished:
    """A participant who has checked everything that was revealed and has his share."""

    revealed: Revealed
    reveals: tuple[Reveal, ...]
    share: int

    @property
    def joined(self) -> Joined:
        return self.revealed.committed.joined

    @cached_property
    def key(self) -> Key:
        joined, public_key = self.joined, group.base(self.share)
        signature = sign(joined.keys.signing, group.encode(public_key).encode(), joined.seed)
        return Key(joined.index, TrusteeKey(public_key, prove_knowledge(self.share, joined.seed), signature))

    @cached_property
    def slip(self) -> Slip:
        return Slip(self.joined.ceremony.id, self.joined.index, self.joined.key_seed, self.share)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.joined.certificate, self.key)


def finish(revealed: Revealed, reveals: Sequence[bytes]) -> Finished:
    """Step 4: check every reveal against its commitment and open the share that each has sent."""
    committed = revealed.committed
    ceremony, certificates = committed.joined.ceremony, committed.certificates
    if len(reveals) != ceremony.size:
        raise InvalidCeremony("C6", "not everyone has revealed yet", received=len(reveals))
    checked = tuple(
        check_reveal(ceremony, certificates, revealed.commitments, sender, data)
        for sender, data in enumerate(reveals, 1)
    )
    index = committed.joined.index
    _require_own(committed.joined, checked[index - 1].encode(), revealed.reveal.encode())
    share = sum(_open_share(committed, each) for each in checked) % Q
    return Finished(revealed, checked, share)


def confirm(finished: Finished, keys: Sequence[bytes]) -> tuple[Key, ...]:
    """After step 4: everyone's public key, checked against all coefficients; one's own unchanged."""
    committed = finished.revealed.committed
    ceremony, certificates = committed.joined.ceremony, committed.certificates
    if len(keys) != ceremony.size:
        raise InvalidCeremony("C9", "not everyone has sent a key yet", received=len(keys))
    checked = tuple(
        check_key(ceremony, certificates, finished.reveals, sender, data)
        for sender, data in enumerate(keys, 1)
    )
    _require_own(finished.joined, checked[finished.joined.index - 1].encode(), finished.key.encode())
    return checked


def _open_share(committed: Committed, sent: Reveal) -> int:
    """C8: s_ij, from participant i's reveal, opened by participant j."""
    joined, sender = committed.joined, committed.certificates[sent.index - 1]
    failure = InvalidCeremony("C8", "a sealed share that cannot be opened", index=sent.index)
    info = channel_info(joined.ceremony.id, sent.index, joined.index)
    plain = open_sealed(sent.secrets[joined.index - 1], joined.keys.decryption, info, failure)
    try:
        signed = parse_signed_message(parse_canonical(plain, "C8"), "C8")
        text = signed.message.encode()
        reader = Reader("C8")
        envelope = reader.record(parse_json(text, "C8"), ("recipient", "message"))
        recipient, inner = reader.text(envelope["recipient"]), reader.text(envelope["message"])
        secret = reader.record(parse_canonical(inner.encode(), "C8"), ("secret",))["secret"]
        share = group.decode_scalar(secret, "C8")
    except ProtocolError as error:
        raise InvalidCeremony("C8", error.reason, index=sent.index) from None
    if recipient != group.encode(joined.keys.encryption):
        raise InvalidCeremony("C8", "a share that was sealed for somebody else", index=sent.index)
    if text != compact({"recipient": recipient, "message": inner}):
        raise InvalidCeremony("C8", "a share not written canonically", index=sent.index)
    failure = InvalidCeremony("C8", "signature of a share", index=sent.index)
    verify_signature(sender.keys.verification, text, signed.signature, failure)
    if group.base(share) != evaluate_exponents(sent.points, joined.index):  # spec 4.6.5
        raise InvalidCeremony("C8", "a share that does not fit the coefficients", index=sent.index)
    return share


def _require_own(joined: Joined, relayed: bytes, own: bytes) -> None:
    if relayed != own:
        raise InvalidCeremony("C10", "a message of one's own was exchanged", index=joined.index)
