"""What one poll hands to everyone: archive, side log, method, checkpoints, acts, manifest (PROTOCOL 10).

The container is `container.py`; here stands the manifest, which names and hashes the files. Checks:
Z1-Z12 there, Z13 the manifest's form, Z14 a file that is not the one of the manifest.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .container import NAMES, Buffer, Chunks, read_container, write_container
from .encoding import MIB, Reader, canonical, parse_canonical
from .errors import InvalidBundle, SerializationError

FILES = NAMES[:-1]
"""The files that the manifest speaks of: all but itself."""

_TEXTS = ("congress", "session", "title", "software")
_NUMBERS = ("trustees", "threshold", "all_deputies")
_FIELDS = ("uuid", *_TEXTS, "board_key", "registrar_key", *_NUMBERS, "files")


def file_key(name: str) -> str:
    """How a file is called inside the manifest, whose keys know no dot: `archive_bel`."""
    return name.replace(".", "_")


@dataclass(frozen=True)
class Manifest:
    """What is said of a poll from outside the archive.

    Keys are the 64 hex digits of Ed25519 public keys; `trustees` n and `threshold` t count scrutineers,
    without the server; `files` maps a file's name to its SHA-256 in hex and is empty until it is known.
    """

    uuid: str
    congress: str
    session: str
    title: str
    board_key: str
    registrar_key: str
    trustees: int
    threshold: int
    all_deputies: int
    software: str
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def fingerprint(self) -> str:
        """The bundle's fingerprint: SHA-256 of `archive.bel`."""
        return self.files["archive.bel"]

    def encode(self) -> bytes:
        return canonical(
            {
                "v": 1,
                "kind": "bundle",
                "uuid": self.uuid,
                "congress": self.congress,
                "session": self.session,
                "title": self.title,
                "board_key": self.board_key,
                "registrar_key": self.registrar_key,
                "trustees": self.trustees,
                "threshold": self.threshold,
                "all_deputies": self.all_deputies,
                "software": self.software,
                "files": {file_key(name): digest for name, digest in self.files.items()},
            }
        )


def parse_manifest(data: bytes) -> Manifest:
    """Raises SerializationError or NonCanonical "Z13"."""
    read = Reader("Z13")
    record = read.of_kind(parse_canonical(data, "Z13", MIB), "bundle", _FIELDS)
    texts = {name: read.text(record[name]) for name in _TEXTS}
    hashes = read.record(record["files"], [file_key(name) for name in FILES])
    trustees = read.integer(record["trustees"], 3)
    threshold = read.integer(record["threshold"], 2, trustees - 1)
    if 2 * threshold <= trustees:
        raise read.refuse("not a majority of the scrutineers", trustees=trustees, threshold=threshold)
    return Manifest(
        uuid=read.identifier(record["uuid"]),
        board_key=read.digest(record["board_key"]),
        registrar_key=read.digest(record["registrar_key"]),
        trustees=trustees,
        threshold=threshold,
        all_deputies=read.integer(record["all_deputies"], 1),
        files=MappingProxyType({name: read.digest(hashes[file_key(name)]) for name in FILES}),
        **texts,
    )


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read: the manifest and a view of each file's bytes (not copied)."""

    manifest: Manifest
    archive: memoryview
    side: memoryview
    method: memoryview
    checkpoints: memoryview
    acts: memoryview


def write_bundle(manifest: Manifest, contents: Mapping[str, Chunks]) -> Iterator[bytes]:
    """The bundle in pieces. `contents` gives for each name of FILES a function that opens the content
    anew, as pieces of bytes; it is called three times (hash, measure, write) and must not change.

    `manifest.files` is filled here. Raises InvalidBundle "Z2", "Z10", "Z12" (see `write_container`).
    """
    hashes = {name: _hash(contents[name]()) for name in FILES}
    encoded = replace(manifest, files=MappingProxyType(hashes)).encode()
    return write_container([*(contents[name] for name in FILES), lambda: (encoded,)])


def read_bundle(data: Buffer) -> Bundle:
    """Raises InvalidBundle "Z1"-"Z12", "Z14", SerializationError "Z13". What the files hold is not
    looked at; `data` may be a view of a mapped file, nothing of it is copied but the manifest."""
    *files, encoded = read_container(data)
    if len(encoded) > MIB:
        raise SerializationError("Z13", "too long", length=len(encoded), limit=MIB)
    manifest = parse_manifest(bytes(encoded))
    for name, content in zip(FILES, files, strict=True):
        if hashlib.sha256(content).hexdigest() != manifest.files[name]:
            raise InvalidBundle("Z14", "not the file that the manifest names", file=name)
    return Bundle(manifest, *files)


def _hash(chunks: Iterable[Buffer]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
