"""The server's own keys: files under ``instance/keys``, 0600, in no database and no dump.

A board key (Ed25519) per sitting signs receipts and checkpoints. A server key (a scalar) per poll is one
mandatory trustee; it is erased after sign-off, and from then on nobody can open a single ballot.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from voting.config import key_bytes, read_key
from voting.errors import Unavailable
from voting.protocol import ed25519


@dataclass(frozen=True)
class KeyStore:
    """Keys of one installation; ``instance`` is the settings' folder."""

    instance: Path

    def make_board_key(self, sitting_id: str) -> str:
        """Draw the sitting's board key; returns the hex of its public half."""
        return ed25519.public_key(self._draw(self._board(sitting_id), 32))

    def board_secret(self, sitting_id: str, public: str) -> bytes:
        """The 32-byte secret of the sitting's board key, whose public half (hex) stands on the cards.

        Unavailable where the file is lost, readable by others or another's: a receipt under a key that
        nobody knows would be worth nothing, so no other key is ever drawn in its place.
        """
        secret = self._read(self._board(sitting_id), 32, "polling.board_key_missing")
        if ed25519.public_key(secret) != public:
            raise Unavailable("polling.board_key_missing")
        return secret

    def make_server_seed(self, uuid: str) -> bytes:
        """A fresh 64-byte seed from which the poll's server key comes.

        A seed that is there already was left by a freeze that failed half-way; nothing was published with
        it, so it serves.
        """
        return self._draw(self._server(uuid), 64)

    def server_seed(self, uuid: str) -> bytes:
        """The seed of a poll that is still to be opened; Unavailable when erased or lost."""
        return self._read(self._server(uuid), 64, "polling.server_key_missing")

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

    def _read(self, path: Path, length: int, missing: str) -> bytes:
        try:
            return read_key(path, length)
        except FileNotFoundError as error:
            raise Unavailable(missing) from error
        except (OSError, ValueError) as error:  # cut short, or not readable by us alone
            raise Unavailable("polling.key_file_unsafe", file=path.name) from error

    def _draw(self, path: Path, length: int) -> bytes:
        try:
            return key_bytes(self.instance, path.name, length)
        except (OSError, ValueError) as error:
            raise Unavailable("polling.key_file_unsafe", file=path.name) from error

    def _board(self, sitting_id: str) -> Path:
        return self.instance / "keys" / f"board-{sitting_id}.key"

    def _server(self, uuid: str) -> Path:
        return self.instance / "keys" / f"poll-{uuid}.key"
