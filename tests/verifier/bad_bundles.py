"""Bad containers and manifests, and polls that are not what was announced."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tests.protocol.polls import UUID
from tests.verifier.bad_archives import setup
from tests.verifier.cases import Case, bare, bundled
from tests.verifier.polls import METHOD, POLL, Parts, good
from voting.protocol.container import NAMES, read_container, write_container
from voting.protocol.election import Question, build_election
from voting.protocol.encoding import canonical, parse_canonical
from voting.protocol.setup import parse_setup
from voting.protocol.trustees import Trustees
from voting.rules.method import Method, to_json
from voting.rules.reading import description
from voting.verifier.poll import Announced
from voting.verifier.verify import Wishes


@cache
def whole() -> bytes:
    return good().bundle()


def directory() -> int:
    return whole().index(b"PK\x01\x02")


def end() -> int:
    return whole().index(b"PK\x05\x06")


def renamed(old: bytes, new: bytes) -> bytes:
    return whole().replace(old, new)


def patched(where: int, layout: str, value: int) -> bytes:
    data = bytearray(whole())
    struct.pack_into(layout, data, where, value)
    return bytes(data)


def rezipped(method: int = zipfile.ZIP_STORED, names: tuple[str, ...] = NAMES, **extra: bytes) -> bytes:
    """What a common ZIP program makes of the same files."""
    target = io.BytesIO()
    files = dict(zip(NAMES, read_container(whole()), strict=True))
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), bytes(files[name]), method)
        for name, content in extra.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def gap() -> bytes:
    data = bytearray(whole()[: directory()] + b"x" + whole()[directory() :])
    struct.pack_into("<I", data, end() + 1 + 16, directory() + 1)
    return bytes(data)


def contents(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The container written anew around changed files and the manifest as changed by the caller."""
    files = dict(zip(NAMES, map(bytes, read_container(whole())), strict=True))
    change(files)
    return b"".join(write_container([lambda data=data: (data,) for data in files.values()]))


def manifest(**fields: object) -> bytes:
    """The manifest's JSON with other fields."""

    def change(files: dict[str, bytes]) -> None:
        record = parse_canonical(files["manifest.json"])
        assert isinstance(record, dict)
        files["manifest.json"] = canonical({**record, **fields})

    return contents(change)


CONTAINERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an empty file": ("Z1", lambda: b""),
    "another kind of file": ("Z1", lambda: b"Rar!" + whole()),
    "a byte too few": ("Z1", lambda: whole()[:-1]),
    "half": ("Z1", lambda: whole()[: len(whole()) // 2]),
    "bytes after the end": ("Z3", lambda: whole() + b"x"),
    "a comment": ("Z3", lambda: patched(end() + 20, "<H", 3) + b"new"),
    "a climbing path": ("Z4", lambda: renamed(b"method.json", b"../hod.json")),
    "an absolute path": ("Z4", lambda: renamed(b"method.json", b"/ethod.json")),
    "a NUL in a name": ("Z4", lambda: renamed(b"method.json", b"method\x00json")),
    "an extra file": ("Z5", lambda: rezipped(**{"readme.txt": b"hello"})),
    "a file of another name": ("Z5", lambda: renamed(b"method.json", b"method.yaml")),
    "a file missing": ("Z6", lambda: rezipped(names=NAMES[1:])),
    "a file twice": ("Z7", lambda: renamed(b"acts.jsonl", b"side.jsonl")),
    "another order": ("Z8", lambda: rezipped(names=NAMES[::-1])),
    "compressed": ("Z9", lambda: rezipped(zipfile.ZIP_DEFLATED)),
    "encrypted": ("Z9", lambda: patched(directory() + 8, "<H", 1)),
    "a gap before the directory": ("Z10", gap),
    "four gigabytes claimed": ("Z10", lambda: patched(directory() + 24, "<I", 0xFFFFFFFF)),
    "re-zipped": ("Z11", rezipped),
    "a time": ("Z11", lambda: patched(10, "<H", 1)),
    "content changed under its sum": ("Z12", lambda: renamed(b'"candidates":3', b'"candidates":4')),
    "a manifest of another version": ("Z13", lambda: manifest(v=2)),
    "a manifest without majority": ("Z13", lambda: manifest(trustees=4)),
    "a manifest with a field more": ("Z13", lambda: manifest(extra=1)),
    "a manifest with white space": (
        "Z13", lambda: contents(lambda files: files.update({"manifest.json": files["manifest.json"] + b" "})),
    ),
    "another method under the manifest": (
        "Z14", lambda: contents(lambda files: files.update({"method.json": b"{}"})),
    ),
    "another archive under the manifest": (
        "Z14", lambda: contents(lambda files: files.update({"archive.bel": files["archive.bel"][:-512]})),
    ),
}  # fmt: skip


# What was announced (S9), and the method (X5).


def announced(**fields: object) -> Wishes:
    return Wishes(Announced(**fields), processes=1)


def telling(**fields: object) -> Callable[[Parts], None]:
    """A manifest that says something else."""

    def change(parts: Parts) -> None:
        parts.manifest = replace(parts.manifest, **fields)

    return change


def unchanged(parts: Parts) -> None:
    """The good poll, of which something else was announced."""


def told(**fields: object) -> Case:
    return bundled("S9", unchanged, announced(**fields))


def told_of_bare(**fields: object) -> Case:
    return replace(bare("S9", unchanged), wishes=announced(**fields))


def only_scrutineers() -> bytes:
    """Trustees without a server's key, though everything else is in order."""
    people = Trustees(POLL.trustees.items[1:])
    election = build_election(
        UUID, POLL.name, description(METHOD), people.election_key, POLL.election.questions
    )
    return setup(election=election.raw, trustees=people.raw)


def ruled(method: Method | bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts.method = method if isinstance(method, bytes) else to_json(method)

    return change


def defined(
    name: str = POLL.name,
    method: Method = METHOD,
    says: str | None = None,
    questions: tuple[Question, ...] = POLL.election.questions,
) -> Callable[[Parts], None]:
    """Another election in the Setup event, under a method of its own."""

    def change(parts: Parts) -> None:
        election = build_election(
            UUID, name, says or description(method), POLL.trustees.election_key, questions
        )
        kind, data = parts.events[0]
        fixed = replace(parse_setup(data[3]), election=election.digest)
        parts.events = [(kind, [election.raw, *data[1:3], fixed.serialize()])]
        parts.method = to_json(method)
        parts.moments = parts.moments[:1]

    return change


FOR, AGAINST = POLL.election.questions
REHEARSAL = replace(METHOD, purpose="rehearsal")
DEFINITIONS: dict[str, Case] = {
    "another uuid announced": told(uuid="1" * 22),
    "another election announced": told(fingerprint="A" * 43),
    "another archive announced": told(fingerprint="0" * 64),
    "more scrutineers announced": told(scrutineers=5, threshold=3),
    "another threshold announced": told(threshold=3),
    "more deputies announced": told(all_deputies=327),
    "another board key announced": told(board_key="ab" * 32),
    "another registrar announced": told(registrar_key="ab" * 32),
    "a manifest of another poll": bundled("S9", telling(uuid="1" * 22)),
    "a manifest with more scrutineers": bundled("S9", telling(trustees=5, threshold=3)),
    "a bare archive of another poll": told_of_bare(uuid="1" * 22),
    "a bare archive of fewer scrutineers": told_of_bare(scrutineers=5),
    "no server's key": Case("S9", only_scrutineers, wishes=announced(scrutineers=3, threshold=2)),
    "another method": bundled("X5", ruled(replace(METHOD, places=1, max_marks=2))),
    "a lower bar": bundled("X5", ruled(replace(METHOD, base="present"))),
    "a method for more projects": bundled("X5", ruled(replace(METHOD, candidates=4))),
    "a method that is no JSON": bundled("X5", ruled(b"{")),
    "a method with white space": bundled("X5", ruled(to_json(METHOD) + b"\n")),
    "another description": bundled("X5", defined(says="得票多的当选")),
    "more marks than the method allows": bundled("X5", defined(questions=(replace(FOR, maximum=3), AGAINST))),
    "projects in another order to be opposed": bundled(
        "X5", defined(questions=(FOR, replace(AGAINST, answers=AGAINST.answers[::-1])))
    ),
    "no question for opposing": bundled("X5", defined(questions=(FOR,))),
    "a rehearsal that does not say so": bundled("X5", defined(method=REHEARSAL)),
    "a real poll that calls itself a rehearsal": bundled("X5", defined(name=f"〔预演〕{POLL.name}")),
}

CASES: dict[str, Case] = {
    **{f"a bundle: {name}": Case(code, make, "poll.zip") for name, (code, make) in CONTAINERS.items()},
    **DEFINITIONS,
}
