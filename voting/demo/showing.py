"""What a player says while it plays: progress bars and the words of a page."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import TypeVar

T = TypeVar("T")
Say = Callable[[str], None]


def bar(name: str, total: int) -> Callable[[int], None]:
    """A progress bar on standard error."""
    began = time.monotonic()

    def show(done: int) -> None:
        width = done * 30 // total
        left = (time.monotonic() - began) / done * (total - done) if done else 0.0
        line = f"\r  {name} [{'█' * width}{'·' * (30 - width)}] {done}/{total}"
        sys.stderr.write(line + (f"  约 {left:.0f} 秒 " if done < total else "          \n"))
        sys.stderr.flush()

    return show


def each(name: str, items: Sequence[T]) -> Iterable[T]:
    """The items, with a progress bar."""
    show = bar(name, len(items))
    for done, item in enumerate(items, start=1):
        yield item
        show(done)


def found(page: str, pattern: str, flags: int = 0) -> str:
    """What the pattern catches; a page without it is a defect and says so."""
    match = re.search(pattern, page, flags)
    if match is None:
        raise RuntimeError(f"no {pattern!r} on the page: {re.sub(r'<[^>]+>', ' ', page)[:400]}")
    return unescape(match[1])
