"""Casts the sealed ballots of a folder one after the other, writing each receipt to standard output.

Run as a process of its own, so that it can be killed: ``python -m tests.fault.caster MAIN BOARD INSTANCE``.
What stands on standard output was acknowledged.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from voting.config import load_settings
from voting.db import open_databases
from voting.polling import casting
from voting.polling.checking import BallotChecker
from voting.polling.keys import KeyStore


def main(main_url: str, board_url: str, instance: str) -> None:
    folder = Path(instance)
    databases = open_databases(
        load_settings(folder, {"VOTING_MAIN_URL": main_url, "VOTING_BOARD_URL": board_url})
    )
    uuid = (folder / "uuid").read_text()
    for path in sorted(folder.glob("*.ballot")):
        receipt = casting.cast(
            databases.board, KeyStore(folder), BallotChecker(0), uuid, path.read_bytes(),
            lambda: datetime.now(UTC),
        )  # fmt: skip
        sys.stdout.buffer.write(receipt + b"\n")
        sys.stdout.buffer.flush()
    databases.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
