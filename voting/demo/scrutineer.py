"""A scrutineer's page, played by a program: seal, prove, sign, open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voting.protocol import decryption, participant, sidelog
from voting.protocol.ceremony import Ceremony
from voting.protocol.slips import ShareChallenge, Slip
from voting.protocol.tally import EncryptedTally

Random = Callable[[int], bytes]
Messages = dict[str, tuple[bytes, ...]]


@dataclass
class Scrutineer:
    """Seat ``index`` of a ceremony. ``messages`` are what the server relayed so far, by stage."""

    ceremony: Ceremony
    index: int
    random: Random
    seed: bytes = field(default=b"")

    def __post_init__(self) -> None:
        self.seed = self.seed or self.random(32)

    @property
    def owner(self) -> int:
        return self.index + 1

    def message(self, stage: str, messages: Messages) -> bytes:
        """What this seat sends at a stage, after checking everything before it."""
        joined = participant.join(self.ceremony, self.index, self.seed)
        if stage == "certificate":
            return joined.certificate.encode()
        committed = participant.commit(joined, messages["certificate"])
        if stage == "commitment":
            return committed.commitment.encode()
        revealed = participant.reveal(committed, messages["commitment"])
        if stage == "reveal":
            return revealed.reveal.encode()
        return participant.finish(revealed, messages["reveal"]).key.encode()

    def slip(self, messages: Messages) -> Slip:
        """The printed slip, once all keys are there."""
        committed = participant.commit(
            participant.join(self.ceremony, self.index, self.seed), messages["certificate"]
        )
        revealed = participant.reveal(committed, messages["commitment"])
        finished = participant.finish(revealed, messages["reveal"])
        participant.confirm(finished, messages["key"])
        return finished.slip


@dataclass(frozen=True)
class KeyHolder:
    """A scrutineer with his slip, on any day of the sitting."""

    slip: Slip
    random: Random

    @property
    def owner(self) -> int:
        return self.slip.index + 1

    def prove_share(self, *, uuid: str, server_nonce: str, date: str) -> bytes:
        asked = ShareChallenge(uuid, self.owner, server_nonce, self.random(32).hex(), date)
        return sidelog.Share.make(asked, self.slip.share, self.random(32)).encode()

    def sign_zero(self, *, uuid: str, election_hash: str, setup_event: str) -> bytes:
        zero = sidelog.Zero.of(
            uuid=uuid, election_hash=election_hash, setup_event=setup_event, owner=self.owner
        )
        return zero.signed(self.slip.keys.signing, self.random(32)).encode()

    def sign_closing(
        self, *, uuid: str, election_hash: str, setup_event: str, tally_event: str, ballots: int, side: str
    ) -> bytes:
        closing = sidelog.Closing.of(
            uuid=uuid,
            election_hash=election_hash,
            setup_event=setup_event,
            tally_event=tally_event,
            ballots=ballots,
            side=side,
            owner=self.owner,
        )
        return closing.signed(self.slip.keys.signing, self.random(32)).encode()

    def open_tally(
        self, *, uuid: str, election_hash: str, tally_event: str, tally: EncryptedTally
    ) -> tuple[bytes, bytes]:
        """(partial_decryption, decryption record)."""
        share, strong = decryption.decrypt_tally(
            election_hash, tally_event, self.owner, self.slip.share, tally, self.random(32)
        )
        record = sidelog.Decryption(
            uuid=uuid,
            election_hash=election_hash,
            tally_event=tally_event,
            owner=self.owner,
            share=share.digest,
            challenge=strong.challenge,
            response=strong.response,
        )
        return share.raw, record.encode()


def hold_ceremony(
    people: Sequence[Scrutineer], send: Callable[[int, str, bytes], None], read: Callable[[], Messages]
) -> list[Slip]:
    """All stages in order: ``send(index, stage, body)`` posts, ``read()`` gets what the server relays."""
    for stage in ("certificate", "commitment", "reveal", "key"):
        messages = read()
        for person in people:
            send(person.index, stage, person.message(stage, messages))
    messages = read()
    return [person.slip(messages) for person in people]
