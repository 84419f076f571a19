"""CPU of running processes, as Linux counts it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def cpu(process: int) -> float:
    """CPU seconds (user and system) of a process's running threads, without its children."""
    return sum(map(_spent, Path(f"/proc/{process}/task").iterdir()))


def own_cpu(process: int) -> float:
    """CPU seconds of a process's first thread alone."""
    return _spent(Path(f"/proc/{process}"))


def children(process: int) -> list[int]:
    """The processes that it started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
            # From the third field on: the second, the program's name in parentheses, may hold spaces.
            if int(path.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(path.parent.name))
    return found


def _spent(task: Path) -> float:
    return int((task / "schedstat").read_text().split()[0]) / 1e9
