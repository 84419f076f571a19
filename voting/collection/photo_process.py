"""A child process that decodes pictures of strangers within limits of memory and time, so that none hurts us.

    with Processor() as processor:
        failure = processor.process(source, large, small)         "" or the code of a sentence

The child serves many pictures; the one over which it dies or takes too long is refused, and the next gets
a new child.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from voting.config import ROOT

SECONDS = 30.0
BROKEN = "collection.photo_broken"


class Processor:
    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Processor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def process(self, source: Path, large: Path, small: Path) -> str:
        """Write both sizes of ``source``; returns why it could not be done, or nothing."""
        child = self._running()
        answer = ""
        try:
            if child.stdin and child.stdout:
                child.stdin.write(json.dumps([str(source), str(large), str(small)]) + "\n")
                child.stdin.flush()
                if select.select([child.stdout], [], [], self._seconds)[0]:
                    answer = child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._end()
            return BROKEN
        failure: str = json.loads(answer)
        return failure

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "voting.collection.photo_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
                env={"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
            )
        return self._child

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None
