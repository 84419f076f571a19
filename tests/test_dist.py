"""The built scripts that visitors run come from the sources that an auditor reads."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "voting" / "static" / "dist"
ENTRIES = ROOT / "voting" / "static" / "js" / "entries"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the present sources, in a folder of its own."""
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [ROOT / "scripts" / "build-js", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_fresh_build_gives_the_committed_bytes(fresh):
    built = {path.name: path.read_bytes() for path in fresh.iterdir()}
    committed = {path.name: path.read_bytes() for path in DIST.iterdir()}
    assert sorted(built) == sorted(committed)
    assert [name for name in built if built[name] != committed[name]] == []


def test_every_page_script_has_been_built():
    assert {path.stem for path in ENTRIES.glob("*.js")} == {path.stem for path in DIST.glob("*.js")}


def test_the_list_of_digests_is_that_of_the_files():
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (DIST / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    present = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DIST.iterdir()}
    del present["SHA256SUMS"]
    assert listed == present


def test_built_scripts_evaluate_nothing_and_load_nothing_from_elsewhere():
    for path in [*DIST.glob("*.js"), DIST / "verify.html"]:
        text = path.read_text(encoding="utf-8")
        assert "eval(" not in text, path.name
        assert "new Function(" not in text, path.name
        assert "importScripts(" not in text, path.name


def test_the_offline_page_needs_no_other_file_and_allows_only_what_is_inside():
    text = (DIST / "verify.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; ")
    inside = [*re.findall(r'<script id="program">(.*?)</script>', text, re.DOTALL)]
    inside += re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(inside) == 2
    for piece in inside:
        digest = base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not re.search(r"""\s(src|href|srcset)\s*=|url\(|@import|https?://(?!(www\.)?w3\.org)""", text)
