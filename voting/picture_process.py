"""Child processes that decode pictures of strangers within limits of memory and time, so that none hurts us.

    with Processors() as processors:
        for key, made in processors.each(works):      works by their keys, in the order in which they are done
            …                                          made.failure is "" or the code of a sentence

A child serves many pictures; the one over which it dies or takes too long is refused, and the next gets
a new child. There is one child for each core, at most two: answers to people come first.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from voting.config import ROOT

SECONDS = 30.0
MOST_CHILDREN = 2
BROKEN = "pictures.broken"


@dataclass(frozen=True)
class Work:
    """Make ``large`` and ``small`` of ``source``; ``origin``: tell also when and where it was taken."""

    source: Path
    large: Path
    small: Path
    origin: bool = False


@dataclass(frozen=True)
class Made:
    """``failure`` says why it could not be done; ``fingerprint`` as picture_prints has it."""

    failure: str = ""
    fingerprint: str = ""
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


class Processor:
    """One child."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[str] | None = None

    def process(self, work: Work) -> Made:
        child = self._running()
        asked = {
            "source": str(work.source), "large": str(work.large), "small": str(work.small),
            "origin": work.origin,
        }  # fmt: skip
        answer = ""
        try:
            if child.stdin and child.stdout:
                child.stdin.write(json.dumps(asked) + "\n")
                child.stdin.flush()
                if select.select([child.stdout], [], [], self._seconds)[0]:
                    answer = child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.end()
            return Made(BROKEN)
        return _made(json.loads(answer))

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self.end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "voting.picture_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
                env={"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
            )
        return self._child

    def end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None


def _made(answer: dict[str, object]) -> Made:
    taken, place = answer.get("taken"), answer.get("place")
    return Made(
        failure=str(answer["failure"]),
        fingerprint=str(answer.get("fingerprint", "")),
        taken_at=datetime.fromisoformat(str(taken)) if taken else None,
        place=(float(place[0]), float(place[1])) if isinstance(place, list) else None,
    )


class Processors:
    """Children side by side, each with a thread that waits for it."""

    def __init__(self, many: int = 0, seconds: float = SECONDS) -> None:
        many = many or min(MOST_CHILDREN, os.cpu_count() or 1)
        self._all = [Processor(seconds) for _ in range(many)]
        self._free: SimpleQueue[Processor] = SimpleQueue()
        for processor in self._all:
            self._free.put(processor)
        self._threads = ThreadPoolExecutor(many)

    def __enter__(self) -> Processors:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for processor in self._all:
            processor.end()

    def each(self, works: Mapping[str, Work]) -> Iterator[tuple[str, Made]]:
        asked = {self._threads.submit(self._process, work): key for key, work in works.items()}
        for done in as_completed(asked):
            yield asked[done], done.result()

    def _process(self, work: Work) -> Made:
        processor = self._free.get()
        try:
            return processor.process(work)
        finally:
            self._free.put(processor)
