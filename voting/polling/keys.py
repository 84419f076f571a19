"""The server's own keys: files under ``instance/keys``, 0600, in no database and no dump.

A board key (Ed25519) per sitting signs receipts and checkpoints. A server key (a scalar) per poll is one
mandatory trustee; it is erased after sign-off, and from then on nobody can open a single ballot.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from voting.config import key_bytes
from voting.errors import Unavailable
from voting.protocol import ed25519


@dataclass(frozen=True)
class KeyStore:
    """Keys of one installation; ``instance`` is the settings' folder."""

    instance: Path

    def board_secret(self, sitting_id: str) -> bytes:
        """The 32-byte secret of the sitting's board key, drawn at first use."""
        return key_bytes(self.instance, f"board-{sitting_id}.key")

    def board_public(self, sitting_id: str) -> str:
        """Hex of the 32 bytes of the public board key."""
        return ed25519.public_key(self.board_secret(sitting_id))

    def make_server_seed(self, uuid: str) -> bytes:
        """A fresh 64-byte seed from which the poll's server key comes; never drawn twice for one uuid."""
        if self._server(uuid).exists():
            raise Unavailable("polling.server_key_exists")
        return key_bytes(self.instance, self._server(uuid).name, length=64)

    def server_seed(self, uuid: str) -> bytes:
        """The seed of a poll that is still to be opened; Unavailable when erased or lost."""
        if not self._server(uuid).exists():
            raise Unavailable("polling.server_key_missing")
        return key_bytes(self.instance, self._server(uuid).name, length=64)

    def erase_server_seed(self, uuid: str) -> None:
        """Overwrite and remove; does nothing where there is none."""
        path = self._server(uuid)
        if not path.exists():
            return
        with open(path, "r+b") as handle:
            handle.write(secrets.token_bytes(64))
            handle.flush()
            os.fsync(handle.fileno())
        path.unlink()

    def _server(self, uuid: str) -> Path:
        return self.instance / "keys" / f"poll-{uuid}.key"
