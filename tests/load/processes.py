"""CPU of running processes, as Linux counts it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu(process: int) -> float:
    """CPU seconds (user and system) of a running process and its threads, without its children."""
    fields = _fields(Path(f"/proc/{process}/stat").read_text())
    return (int(fields[11]) + int(fields[12])) / TICKS


def own_cpu(process: int) -> float:
    """CPU seconds of a process's first thread alone, to the nanosecond."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def children(process: int) -> list[int]:
    """The processes that it started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
            if int(_fields(path.read_text())[1]) == process:
                found.append(int(path.parent.name))
    return found


def _fields(stat: str) -> list[str]:
    """From the third on: the second, the program's name in parentheses, may hold spaces."""
    return stat.rpartition(")")[2].split()
