"""A bundle is one sequence of bytes; whatever else a ZIP can be is refused by its own code."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.protocol import container
from voting.protocol.bundle import FILES, Manifest, parse_manifest, read_bundle, write_bundle
from voting.protocol.container import NAMES, read_container, write_container
from voting.protocol.encoding import canonical, hex_hash
from voting.protocol.errors import InvalidBundle, NonCanonical, ProtocolError, SerializationError

CONTENTS = {
    "archive.bel": b"\x00\x01archive" * 700,
    "side.jsonl": b'{"v":1}\n' * 40,
    "method.json": b"{}",
    "checkpoints.jsonl": b"",
    "acts.jsonl": "「开启」\n".encode(),
}
MANIFEST = Manifest(
    uuid="1A2b3C4d5E6f7G8h9J1K2L",
    congress="溪口县人民代表大会",
    session="第十七届第三次会议",
    title="2027 年度民生实事项目票决",
    board_key="ab" * 32,
    registrar_key="cd" * 32,
    trustees=5,
    threshold=3,
    all_deputies=327,
    software="piaojue 0.1.0",
)


def pieces(content: bytes, size: int = 1000) -> Callable[[], Iterator[bytes]]:
    return lambda: (content[i : i + size] for i in range(0, len(content), size))


def whole(contents: dict[str, bytes] = CONTENTS, manifest: Manifest = MANIFEST) -> bytes:
    return b"".join(write_bundle(manifest, {name: pieces(content) for name, content in contents.items()}))


BUNDLE = whole()


def rezip(method: int = zipfile.ZIP_STORED, names: tuple[str, ...] = NAMES, **extra: bytes) -> bytes:
    """What a common ZIP program makes of the same files."""
    target = io.BytesIO()
    files = dict(zip(NAMES, read_container(BUNDLE), strict=True))
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), bytes(files[name]), method)
        for name, content in extra.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def renamed(old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return BUNDLE.replace(old, new)


def patched(where: int, layout: str, value: int) -> bytes:
    data = bytearray(BUNDLE)
    struct.pack_into(layout, data, where, value)
    return bytes(data)


DIRECTORY = BUNDLE.index(b"PK\x01\x02")
END = BUNDLE.index(b"PK\x05\x06")


def test_what_is_written_is_read_and_written_again_alike() -> None:
    bundle = read_bundle(BUNDLE)
    assert bytes(bundle.archive) == CONTENTS["archive.bel"]
    assert bytes(bundle.acts) == CONTENTS["acts.jsonl"]
    assert bundle.manifest.fingerprint == hex_hash(CONTENTS["archive.bel"])
    assert bundle.manifest.title == MANIFEST.title
    assert whole(manifest=bundle.manifest) == BUNDLE


def test_the_size_of_the_pieces_does_not_matter() -> None:
    for size in (1, 7, 1 << 20):
        contents = {name: pieces(content, size) for name, content in CONTENTS.items()}
        assert b"".join(write_bundle(MANIFEST, contents)) == BUNDLE


def test_a_common_zip_program_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(BUNDLE)) as archive:
        assert archive.testzip() is None
        assert tuple(archive.namelist()) == NAMES
        assert archive.read("method.json") == b"{}"


def test_contents_are_views_not_copies() -> None:
    data = bytearray(BUNDLE)
    bundle = read_bundle(memoryview(data))
    data[bundle_start := BUNDLE.index(CONTENTS["archive.bel"])] ^= 1
    assert bundle.archive[0] == data[bundle_start]


def with_a_gap() -> bytes:
    """A byte between the last file and the directory, which is found where it is said to be."""
    data = bytearray(BUNDLE[:DIRECTORY] + b"x" + BUNDLE[DIRECTORY:])
    struct.pack_into("<I", data, END + 1 + 16, DIRECTORY + 1)
    return bytes(data)


TAMPERED = {
    "a gap before the directory": (with_a_gap(), "Z10"),
    "empty": (b"", "Z1"),
    "not a ZIP": (b"Rar!" + BUNDLE, "Z1"),
    "end record cut off": (BUNDLE[:-1], "Z1"),
    "half": (BUNDLE[: len(BUNDLE) // 2], "Z1"),
    "front cut off": (BUNDLE[100:], "Z1"),
    "directory missing": (BUNDLE[:30] + BUNDLE[END:], "Z1"),
    "bytes after the end": (BUNDLE + b"x", "Z3"),
    "comment": (patched(END + 20, "<H", 3) + b"new", "Z3"),
    "climbing path": (renamed(b"method.json", b"../hod.json"), "Z4"),
    "absolute path": (renamed(b"method.json", b"/ethod.json"), "Z4"),
    "drive": (renamed(b"method.json", b"C:thod.json"), "Z4"),
    "backslash": (renamed(b"method.json", b"..\\hod.json"), "Z4"),
    "NUL in a name": (renamed(b"method.json", b"method\x00json"), "Z4"),
    "not ASCII": (renamed(b"method.json", b"m\xc3\xa9hod.json"), "Z4"),
    "other name": (renamed(b"method.json", b"method.yaml"), "Z5"),
    "extra file": (rezip(**{"readme.txt": b"hello"}), "Z5"),
    "many files": (patched(END + 10, "<H", 60000), "Z5"),
    "file missing": (rezip(names=NAMES[1:]), "Z6"),
    "file twice": (renamed(b"acts.jsonl", b"side.jsonl"), "Z7"),
    "other order": (rezip(names=NAMES[::-1]), "Z8"),
    "compressed": (rezip(zipfile.ZIP_DEFLATED), "Z9"),
    "encrypted": (patched(DIRECTORY + 8, "<H", 1), "Z9"),
    "claims four gigabytes": (patched(DIRECTORY + 24, "<I", 0xFFFFFFFF), "Z10"),
    "two sizes": (patched(DIRECTORY + 20, "<I", 1), "Z10"),
    "begins elsewhere": (patched(DIRECTORY + 42, "<I", 4), "Z10"),
    "directory claimed shorter": (patched(END + 12, "<I", 46), "Z10"),
    "directory claimed elsewhere": (patched(END + 16, "<I", 0), "Z10"),
    "one entry more claimed": (patched(END + 10, "<H", 7), "Z10"),
    "re-zipped": (rezip(), "Z11"),
    "local time": (patched(10, "<H", 1), "Z11"),
    "directory time": (patched(DIRECTORY + 12, "<H", 1), "Z11"),
    "made on Unix": (patched(DIRECTORY + 4, "<H", 20 | 3 << 8), "Z11"),
    "attributes": (patched(DIRECTORY + 38, "<I", 1), "Z11"),
    "second disk": (patched(END + 4, "<H", 1), "Z11"),
    "content changed": (renamed(b"{}PK", b"[]PK"), "Z12"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_another_zip_is_refused_under_its_own_code(name: str) -> None:
    data, code = TAMPERED[name]
    assert data != BUNDLE
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(data)
    assert refusal.value.code == code


def test_a_bomb_is_never_inflated() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(name, bytes(20 << 20))
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(target.getvalue())
    assert refusal.value.code == "Z9"


def test_a_file_exchanged_with_its_crc_is_named_by_the_manifest() -> None:
    other = dict(CONTENTS, **{"method.json": b"[]"})
    stale = [pieces(other[name]) for name in FILES]
    manifest = bytes(read_container(BUNDLE)[-1])
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(b"".join(write_container([*stale, pieces(manifest)])))
    assert (refusal.value.code, refusal.value.data) == ("Z14", {"file": "method.json"})


def test_a_content_that_changes_while_it_is_written_is_refused() -> None:
    for second, code in ((b"longer", "Z10"), (b"[]", "Z12")):
        answers = iter([b"{}", b"{}", second])
        contents = {name: pieces(content) for name, content in CONTENTS.items()}
        contents["method.json"] = lambda answers=answers: iter([next(answers)])
        with pytest.raises(InvalidBundle) as refusal:
            b"".join(write_bundle(MANIFEST, contents))
        assert refusal.value.code == code


def test_more_than_the_cap_is_neither_written_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_BYTES", len(BUNDLE) - 200)
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(BUNDLE)
    assert refusal.value.code == "Z2"
    monkeypatch.setattr(container, "MAX_BYTES", len(CONTENTS["archive.bel"]))
    with pytest.raises(InvalidBundle) as refusal:
        whole()
    assert refusal.value.code == "Z2"


def manifest_record() -> dict[str, object]:
    manifest = read_bundle(BUNDLE).manifest
    return {
        "v": 1, "kind": "bundle", "uuid": manifest.uuid, "congress": "a", "session": "b", "title": "c",
        "board_key": "ab" * 32, "registrar_key": "cd" * 32, "trustees": 5, "threshold": 3,
        "all_deputies": 327, "software": "d",
        "files": {name.replace(".", "_"): "00" * 32 for name in FILES},
    }  # fmt: skip


BAD_MANIFESTS: dict[str, dict[str, object]] = {
    "version": {"v": 2},
    "version true": {"v": True},
    "kind": {"kind": "receipt"},
    "uuid": {"uuid": "0OIl"},
    "key": {"board_key": "AB" * 32},
    "no majority": {"trustees": 4, "threshold": 2},
    "all of them": {"trustees": 3, "threshold": 3},
    "nobody": {"all_deputies": 0},
    "number as text": {"all_deputies": "327"},
    "title": {"title": 5},
    "files missing": {"files": {}},
    "another field": {"extra": 1},
}


@pytest.mark.parametrize("name", BAD_MANIFESTS)
def test_a_manifest_of_another_form_is_refused(name: str) -> None:
    parse_manifest(canonical(manifest_record()))
    with pytest.raises(SerializationError) as refusal:
        parse_manifest(canonical(manifest_record() | BAD_MANIFESTS[name]))
    assert refusal.value.code == "Z13"


def test_an_endless_manifest_is_refused_before_it_is_read() -> None:
    contents = [pieces(CONTENTS[name]) for name in FILES]
    with pytest.raises(SerializationError) as refusal:
        read_bundle(b"".join(write_container([*contents, lambda: iter([bytes(1 << 20), b"{"])])))
    assert refusal.value.code == "Z13"


def test_a_manifest_written_otherwise_is_refused() -> None:
    with pytest.raises(NonCanonical):
        parse_manifest(canonical(manifest_record()).replace(b",", b", ", 1))


def test_every_bit_that_flips_is_noticed() -> None:
    dice = random.Random(10)
    for _ in range(300):
        data = bytearray(BUNDLE)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        with pytest.raises(ProtocolError):
            read_bundle(bytes(data))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BUNDLE) - 1), st.integers(0, 60), st.binary(max_size=60))
def test_any_cut_and_any_insertion_is_refused(place: int, removed: int, put: bytes) -> None:
    data = BUNDLE[:place] + put + BUNDLE[place + removed :]
    if data == BUNDLE:
        assert read_bundle(data).manifest.uuid == MANIFEST.uuid
    else:
        with pytest.raises(ProtocolError):
            read_bundle(data)
