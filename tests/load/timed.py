"""Runs the verifier on a file: prints wall seconds and the most memory any of its processes had, in MB."""

from __future__ import annotations

import contextlib
import io
import resource
import sys
import time

from voting.verifier.__main__ import main

if __name__ == "__main__":
    began = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = main(["verify", "--processes", sys.argv[1], sys.argv[2]])
    wall = time.monotonic() - began
    if status != 0:
        sys.exit(f"the verifier ended with {status}")
    most = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{wall:.3f} {most / 1024:.1f}")
