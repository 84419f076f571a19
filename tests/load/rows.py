"""A row of the bench: what was measured, against which bound."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """``value`` must be at least (``least``) or at most the bound; without a bound it is only printed."""

    name: str
    value: float
    unit: str = "×"
    bound: float | None = None
    least: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.least else self.value <= self.bound

    def line(self) -> str:
        bound = "" if self.bound is None else f"{'≥' if self.least else '≤'} {self.bound:g}{self.unit}"
        sign = " " if self.bound is None else "✓" if self.holds else "✗"
        return f"{sign} {self.name:<66} {self.value:>9.3f}{self.unit:<3} {bound:<12} {self.note}"


def say(text: str) -> None:
    """What is being done, on standard error."""
    sys.stderr.write(f"… {text}\n")
    sys.stderr.flush()


def in_turns(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each work in this process; they take turns, so that all meet the same machine."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seconds in zip(works, spent, strict=True):
            began = time.process_time()
            work()
            seconds.append(time.process_time() - began)
    return [sorted(seconds)[rounds // 2] for seconds in spent]


def child_cpu(command: Sequence[str], times: int = 1) -> float:
    """CPU seconds (user and system) of a command, the mean of ``times`` runs; it must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times


def cores() -> int:
    return os.cpu_count() or 1
