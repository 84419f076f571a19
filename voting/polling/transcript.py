"""A ceremony's messages, kept as they were sent and checked again whenever they are read (PROTOCOL 8)."""

from __future__ import annotations

from dataclasses import dataclass

from voting.protocol import ceremony as protocol
from voting.protocol.encoding import compact


@dataclass(frozen=True)
class Transcript:
    """What was sent so far. A stage is whole when every seat has sent."""

    ceremony: protocol.Ceremony
    bodies: dict[str, list[bytes]]  # by stage, in the order of the seats

    def certificates(self) -> list[protocol.Certificate]:
        return [
            protocol.check_certificate(self.ceremony, index, body)
            for index, body in enumerate(self.bodies["certificate"], start=1)
        ]

    def commitments(self) -> list[protocol.Commitment]:
        return [
            protocol.check_commitment(self.ceremony, self.certificates(), index, body)
            for index, body in enumerate(self.bodies["commitment"], start=1)
        ]

    def reveals(self) -> list[protocol.Reveal]:
        certificates, commitments = self.certificates(), self.commitments()
        return [
            protocol.check_reveal(self.ceremony, certificates, commitments, index, body)
            for index, body in enumerate(self.bodies["reveal"], start=1)
        ]

    def check(self, number: int, kind: str, body: bytes) -> None:
        """Refuse a message as every other participant would."""
        if kind == "certificate":
            protocol.check_certificate(self.ceremony, number, body)
        elif kind == "commitment":
            protocol.check_commitment(self.ceremony, self.certificates(), number, body)
        elif kind == "reveal":
            protocol.check_reveal(self.ceremony, self.certificates(), self.commitments(), number, body)
        else:
            protocol.check_key(self.ceremony, self.certificates(), self.reveals(), number, body)

    def abort(self, number: int, body: bytes) -> protocol.Abort:
        """Whom seat ``number`` accuses and why; C11 unless the seat itself has signed it."""
        own = self.bodies["certificate"][number - 1]
        return protocol.check_abort(
            self.ceremony, protocol.check_certificate(self.ceremony, number, own), body
        )

    def parameters(self) -> bytes:
        """The Pedersen item of `trustees` (spec 4.7) of a full transcript."""
        certificates, reveals = self.certificates(), self.reveals()
        keys = [
            protocol.check_key(self.ceremony, certificates, reveals, index, body)
            for index, body in enumerate(self.bodies["key"], start=1)
        ]
        return compact(protocol.assemble_parameters(self.ceremony, certificates, reveals, keys).json())
