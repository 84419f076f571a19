"""The registrar of a whole sitting: cards of three kinds in packs, one pack left out, voids signed with him.

The cards are drawn and the lists signed by the offline tool's own code (``voting.registrar``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

from voting.demo.cards import Random
from voting.demo.scrutineer import KeyHolder
from voting.protocol import sidelog
from voting.protocol.sidelog import Void
from voting.registrar import cards
from voting.registrar.cards import PACK, Kept, Lists, SittingFile


@dataclass(frozen=True)
class Printed:
    """``secrets`` lie in the envelopes, by serial; ``kept`` and ``lists`` are what the registrar keeps and
    uploads. ``handed_out`` are the serials for deputies, in the order in which they are taken."""

    kept: Kept
    lists: Lists
    secrets: dict[str, str]
    handed_out: tuple[str, ...]

    @property
    def upload(self) -> dict[str, object]:
        return asdict(self.lists)

    def voids(
        self, basis: dict[str, object], reasons: Sequence[tuple[str, str]], holder: KeyHolder, random: Random
    ) -> bytes:
        """Signed records, one a line, for (serial, reason): registrar first, then the scrutineer."""
        secret, head = bytes.fromhex(self.kept.secret), str(basis["side"])
        uuid, lines = str(basis["uuid"]), []
        for serial, reason in reasons:
            asked = Void.request(
                secret, uuid=uuid, election_hash=str(basis["election_hash"]),
                height=cast(int, basis["height"]), event=str(basis["event"]), side=head,
                credential=self.kept.register[serial][uuid], reason=reason,
            )  # fmt: skip
            signed = asked.for_owner(holder.owner).signed(holder.slip.keys.signing, random(32))
            lines.append(signed.encode())
            head = sidelog.next_head(head, lines[-1])
        return b"\n".join(lines)


def print_cards(sitting: SittingFile, deputies: int, reserve: int, spot: int, random: Random) -> Printed:
    """Cards for so many deputies and one pack more, which is left over and leaves the list by one scan."""
    kept, secrets = cards.draw(sitting, deputies + PACK + reserve + spot, reserve, spot, random)
    ordinary = tuple(serial for serial in secrets if serial not in {*kept.reserve, *kept.spot})
    left = ordinary[deputies:]
    scanned = cards.read_serials(f"{left[0]}-{left[-1]}")
    return Printed(kept, cards.sign_lists(kept, scanned, ()), secrets, ordinary[:deputies])
