"""The bad archives that the verifier refuses, put before the scrutineer's page."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable

from tests.crypto.pages import Case, ask
from tests.verifier.polls import MANIFEST, Parts, good
from tests.verifier.test_refusals import CASES

# What a page is not given: container and manifest, receipts and checkpoints, what was announced outside.
ELSEWHERE = ("Z", "X2", "X3", "M5", "S9", "R6")
# Where the page finds the fault under a neighbouring number: it knows no blank questions (S1), reads the
# method with the election (S1), wants a strong proof of each share (P7), and reads a field that stands twice.
NEIGHBOURS = {"B1", "B15", "B16", "B17", "P6", "X5"}


def contents_of(name: str, data: bytes, honest: dict[str, bytes]) -> dict[str, bytes]:
    """Archive, side log and method; a bare archive stands beside the good poll's side log."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            return {entry: bundle.read(entry) for entry in bundle.namelist()}
    return {**honest, "archive.bel": data}


def told(contents: dict[str, bytes]) -> Case:
    files = {
        name: base64.b64encode(contents[entry]).decode()
        for name, entry in [("archive", "archive.bel"), ("side", "side.jsonl"), ("method", "method.json")]
    }
    stated = json.loads(contents.get("manifest.json", MANIFEST.encode()))
    message = {"kind": "verify", "files": "poll", "expected": {"registrarKey": stated["registrar_key"]}}
    return {"op": "follow", "sharing": True, "files": {"poll": files}, "seeds": [], "messages": [message]}


def verdicts(cases: list[Case]) -> list[str]:
    return [str(answer["ok"][0].get("refused", "good")) for answer in ask(cases)]


def test_the_page_accepts_the_verifiers_good_poll():
    parts: Parts = good()
    assert verdicts([told(parts.contents())]) == ["good"]


def test_the_page_refuses_every_bad_archive_of_the_verifier(counted: Callable[[str, int], None]):
    honest = good().contents()
    chosen = {name: case for name, case in CASES.items() if not case.code.startswith(ELSEWHERE)}
    del chosen["other deputies than the manifest says"]
    found = verdicts([told(contents_of(case.name, case.make(), honest)) for case in chosen.values()])
    both = list(zip(chosen, [case.code for case in chosen.values()], found, strict=True))
    assert [name for name, _, code in both if code == "good"] == []
    differing = [line for line in both if line[1] != line[2] and line[1] not in NEIGHBOURS]
    assert differing == []
    counted("bad archives refused, JavaScript", len(both))
