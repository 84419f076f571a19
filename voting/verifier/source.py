"""What is verified: a bundle or a bare archive, read lazily from bytes or a mapped file."""

from __future__ import annotations

import hashlib
import mmap
from dataclasses import dataclass

from voting.protocol.archive import Archive, Buffer, parse_archive
from voting.protocol.bundle import Bundle, read_bundle
from voting.verifier.report import Report


@dataclass(frozen=True)
class Source:
    """A file's name and bytes. A bundle is known by its first bytes or, were those damaged, by its name."""

    name: str
    data: bytes | mmap.mmap

    @property
    def is_bundle(self) -> bool:
        return self.data[:2] == b"PK" or self.name.endswith(".zip")


class Window:
    """A part of a file as a buffer of its own; only what is sliced is copied."""

    def __init__(self, view: memoryview) -> None:
        self._view = view

    def __len__(self) -> int:
        return len(self._view)

    def __getitem__(self, place: slice, /) -> bytes:
        return bytes(self._view[place])


@dataclass(frozen=True)
class Opened:
    """A sound archive and, unless it came bare, the bundle around it."""

    archive: Archive
    archive_hash: str
    bundle: Bundle | None

    def reached(self, event_type: str) -> bool:
        return any(event.type == event_type for event in self.archive.events)


def open_source(report: Report, source: Source) -> Opened:
    """The steps "container" and "archive"."""
    if not source.is_bundle:
        report.not_checked("bare", "container")
        return Opened(_archive(report, source.data), hashlib.sha256(source.data).hexdigest(), None)
    with report.step("container"):
        bundle = read_bundle(memoryview(source.data))
    archive = _archive(report, Window(bundle.archive))
    return Opened(archive, bundle.manifest.fingerprint, bundle)


def _archive(report: Report, buffer: Buffer) -> Archive:
    with report.step("archive"):
        return parse_archive(buffer)
