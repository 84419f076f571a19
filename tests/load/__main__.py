"""scripts/bench: measures, prints every row with its bound, and ends with 1 if one does not hold.

Every bound is a ratio of two things measured in one run, or lies far from what is measured, because the
machine may have other work. ``--only`` takes the names of parts: verification, surge, flood, flat, browser,
opening, collection, supervision, pictures,
autosave.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tests.load import (
    anchors,
    autosave,
    browser,
    collection,
    flat,
    flood,
    opening,
    pictures,
    supervision,
    surge,
    verification,
)
from tests.load.election import Sample, prepare
from tests.load.rows import Row, cores

Part = Callable[[Sample], Iterator[Row]]
# In this order: the surge casts a part of the ballots, the flood some more in a copy, verification all the
# rest, and closes the poll; opening counts it.
PARTS: dict[str, Part] = {
    "surge": surge.rows,
    "flood": flood.rows,
    "flat": flat.rows,
    "browser": browser.rows,
    "verification": verification.rows,
    "opening": opening.rows,
    "collection": collection.rows,
    "supervision": supervision.rows,
    "autosave": autosave.rows,
    "pictures": pictures.rows,
}
BALLOTS, FULL = 300, 3000
NICENESS = -10


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("scripts/bench", description="速度 (speed, against its bounds)")
    parser.add_argument("--ballots", type=int, default=BALLOTS, help=f"of the whole election ({BALLOTS})")
    parser.add_argument("--full", action="store_true", help=f"{FULL} ballots, for the memory bound")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts")
    options = parser.parse_args(arguments)
    if options.full:
        options.ballots = FULL
    if options.ballots < surge.NEEDED:
        parser.error(f"--ballots: at least {surge.NEEDED}")
    return options


def report(rows: Iterable[Row]) -> int:
    """Print each row as soon as it is measured; returns how many bounds do not hold."""
    missed = 0
    for row in rows:
        print(row.line(), flush=True)
        missed += not row.holds
    return missed


def take_precedence() -> None:
    """Let other work on this machine wait, where we may: it would be measured, too."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
        Path("/proc/self/autogroup").write_text(str(NICENESS))  # Linux may share by terminals first


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(arguments)
    take_precedence()
    print(f"{cores()} cores, {options.ballots} ballots of 12×2 (at most 10 and 12 marks)", flush=True)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        sample = prepare(Path(folder), options.ballots)
        for name in (name for name in PARTS if name in options.only):
            print(f"\n{name}", flush=True)
            missed += report(PARTS[name](sample))
        sample.stage.databases.close()
    print(f"\n{anchors.TEXT}")
    print("all bounds hold" if missed == 0 else f"{missed} bounds do not hold")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
