"""What a bad input is: the file, what the reader was told, and the check that it must fail first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.verifier.polls import Parts, good
from voting.verifier.report import Report
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify


@dataclass(frozen=True)
class Case:
    """An input that passes every check before ``code``; ``make`` gives the bytes of the file ``name``."""

    code: str
    make: Callable[[], bytes]
    name: str = "poll.bel"
    wishes: Wishes = field(default_factory=lambda: Wishes(processes=1))

    def report(self) -> Report:
        return verify(Source(self.name, self.make()), self.wishes)


def bare(code: str, change: Callable[[Parts], None]) -> Case:
    """The good poll's bare archive after a change of its pieces."""
    return Case(code, lambda: _changed(change).archive())


def bundled(code: str, change: Callable[[Parts], None], wishes: Wishes | None = None) -> Case:
    """The good poll's bundle after a change of its pieces."""
    return Case(code, lambda: _changed(change).bundle(), "poll.zip", wishes or Wishes(processes=1))


def _changed(change: Callable[[Parts], None]) -> Parts:
    parts = good()
    change(parts)
    return parts
