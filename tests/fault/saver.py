"""Saves the marks of a sheet one after the other, writing each revision to standard output.

Run as a process of its own, so that it can be killed: ``python -m tests.fault.saver MAIN INSTANCE``.
What stands on standard output was acknowledged.
"""

from __future__ import annotations

import sys
from pathlib import Path

from voting.config import load_settings
from voting.db import in_congress, open_databases
from voting.supervision import named

WRITES = 6


def marks_after(revision: int) -> dict[str, int]:
    """What the sheet holds after so many writes: item by item, then changed again."""
    return {str(item): (revision - item) % 3 for item in range(1, min(revision, 3) + 1)}


def main(main_url: str, instance: str) -> None:
    folder = Path(instance)
    databases = open_databases(load_settings(folder, {"VOTING_MAIN_URL": main_url}))
    congress_id, evaluation_id, person_id = (folder / "sheet").read_text().split()
    for revision in range(WRITES):
        with in_congress(databases.main(), congress_id) as session:
            given = (session, person_id, congress_id, evaluation_id)
            made = named.save(*given, revision, marks_after(revision + 1))
        sys.stdout.write(f"{made}\n")
        sys.stdout.flush()
    databases.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
