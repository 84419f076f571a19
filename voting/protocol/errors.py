"""What this package raises, whatever bytes come in.

Every error names the check that failed (`code`, as in the list of checks: "K4", "B13", …) and carries
the data a sentence for people needs. The reason is English and short, for logs and developers.
"""


class ProtocolError(Exception):
    """A check failed. `code` is the check's number, `data` what a sentence about it needs."""

    def __init__(self, code: str, reason: str, **data: object) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.data = data

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel between the processes of a pool; the keyword data must survive that.
        return (_rebuild, (type(self), self.code, self.reason, self.data))


def _rebuild(kind: type[ProtocolError], code: str, reason: str, data: dict[str, object]) -> ProtocolError:
    return kind(code, reason, **data)


class SerializationError(ProtocolError):
    """The bytes are not what the format allows: JSON, length, depth, field, type, range."""


class NonCanonical(SerializationError):
    """The bytes mean something, but are not the one way in which it is written."""


class NotInGroup(SerializationError):
    """A point is not canonical, not on the curve, not of prime order, or an unwelcome identity."""


class InvalidArchive(ProtocolError):
    """Records, events, their chain or their order (K1-K7, E1-E6)."""


class InvalidElection(ProtocolError):
    """Election parameters or questions (S1, S2)."""


class InvalidTrustees(ProtocolError):
    """Trustees' keys, their proofs, threshold parameters (S3-S7, S9, S11)."""


class InvalidCredential(ProtocolError):
    """A credential or a list of credentials (S8, B5, B6)."""


class InvalidBallot(ProtocolError):
    """A ballot (B3-B20)."""


class InvalidMarks(ProtocolError):
    """The exclusive marks of a ballot (M1-M4)."""


class InvalidChallenge(ProtocolError):
    """A challenged device: another poll, impossible choices, another ballot than it had shown (D2-D4)."""


class InvalidTally(ProtocolError):
    """The encrypted tally or the result (T2-T5, R1-R3)."""


class InvalidShare(ProtocolError):
    """A partial decryption or its strong proof (P1-P7)."""


class InvalidSideLog(ProtocolError):
    """A record of the side log, its signature, its place in the chain."""


class InvalidReceipt(ProtocolError):
    """A receipt or a checkpoint."""


class InvalidCeremony(ProtocolError):
    """A message of the scrutineers' key ceremony; `data["index"]` names the participant at fault."""


class InvalidBundle(ProtocolError):
    """The bundle's container or manifest."""


class InvalidSignature(ProtocolError):
    """An Ed25519 signature of the board or of the registrar."""
