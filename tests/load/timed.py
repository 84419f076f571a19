"""Runs the verifier on a file: prints wall seconds and the most memory it can have had, in MB.

That is its own most and, for each process of its pool, the most that any of them had.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys
import time
from pathlib import Path

from voting.verifier.__main__ import main


def own_peak() -> int:
    """The most memory of this program in kB. ``ru_maxrss`` would count what its parent had when it
    started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    began = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = main(["verify", "--processes", sys.argv[1], sys.argv[2]])
    wall = time.monotonic() - began
    if status != 0:
        sys.exit(f"the verifier ended with {status}")
    own, child = own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    pool = int(sys.argv[1]) if int(sys.argv[1]) > 1 else 0
    print(f"{wall:.3f} {(own + pool * child) / 1024:.1f}")
