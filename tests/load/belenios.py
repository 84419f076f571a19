"""belenios-tool 3, whose CPU time is what ours is held against."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.load.election import Sample
from tests.load.rows import child_cpu, say

ROUNDS, EACH = 5, 4


def find() -> str | None:
    """The program's path, if version 3 is on this machine."""
    for name in ("belenios-tool3", "belenios-tool"):
        path = shutil.which(name)
        if path is None:
            continue
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if said.stdout.startswith("3"):
            return path
    return None


def verification(program: str, sample: Sample, folder: Path) -> float:
    """CPU seconds of ``verify-ballot`` beyond those of starting and reading the archive."""
    return _beyond(_verify(program, sample, folder), _start(program, folder))


def encryption(program: str, sample: Sample, folder: Path) -> float:
    """CPU seconds of encrypting: ``generate-ballot`` verifies what it made, which is subtracted."""
    verify = _verify(program, sample, folder)
    method = sample.stage.method
    choice = [[int(i < most) for i in range(method.candidates)] for most in (method.max_marks, 0)]
    (folder / "choice.json").write_text(json.dumps(choice))
    (folder / "secret.txt").write_text(sample.stage.cards.secrets[0])
    files = ["--privcred", str(folder / "secret.txt"), "--choice", str(folder / "choice.json")]
    return _beyond([program, "election", "generate-ballot", "--dir", str(folder), *files], verify)


def _verify(program: str, sample: Sample, folder: Path) -> list[str]:
    """The command that verifies the first ballot, in a folder made ready for it."""
    folder.mkdir(exist_ok=True)
    (folder / f"{sample.stage.poll().uuid}.bel").write_bytes(sample.stage.archive_bytes())
    (folder / "ballot.json").write_bytes(sample.first[0])
    ballot = str(folder / "ballot.json")
    return [program, "election", "verify-ballot", "--dir", str(folder), "--ballot", ballot]


def _start(program: str, folder: Path) -> list[str]:
    return [program, "election", "compute-checksums", "--dir", str(folder)]


def _beyond(whole: list[str], part: list[str]) -> float:
    """CPU seconds of one command less those of another, run in turns; the median of the rounds."""
    say(f"{whole[0].rpartition('/')[2]} {whole[2]}")
    found = sorted(child_cpu(whole, EACH) - child_cpu(part, EACH) for _ in range(ROUNDS))
    return max(found[ROUNDS // 2], 1e-6)
