"""belenios-tool 3, whose CPU time is what ours is held against."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.load.election import prepare
from tests.load.rows import child_cpu, say

CARDS, ROUNDS, EACH = 5, 5, 4


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


class Tool:
    """The program in a folder with a poll of a few cards: it reads the whole list before each ballot."""

    def __init__(self, program: str, folder: Path) -> None:
        sample = prepare(folder, CARDS)
        method = sample.stage.method
        choice = [[int(i < most) for i in range(method.candidates)] for most in (method.max_marks, 0)]
        (folder / f"{sample.stage.poll().uuid}.bel").write_bytes(sample.archive)
        (folder / "ballot").write_bytes(sample.first[0])
        (folder / "choice").write_text(json.dumps(choice))
        (folder / "secret").write_text(sample.stage.cards.secrets[0])
        sample.stage.databases.close()
        self.program, self.folder = program, folder

    def verification(self) -> float:
        """CPU seconds of ``verify-ballot`` beyond those of starting and reading the archive."""
        return _beyond(self._command("verify-ballot", "ballot"), self._command("compute-checksums"))

    def encryption(self) -> float:
        """CPU seconds of encrypting: ``generate-ballot`` verifies what it made, which is subtracted."""
        generate = [*self._command("generate-ballot", "choice"), "--privcred", str(self.folder / "secret")]
        return _beyond(generate, self._command("verify-ballot", "ballot"))

    def _command(self, name: str, *files: str) -> list[str]:
        given = [part for file in files for part in (f"--{file}", str(self.folder / file))]
        return [self.program, "election", name, "--dir", str(self.folder), *given]


def _beyond(whole: list[str], part: list[str]) -> float:
    """CPU seconds of one command less those of another, run in turns; the median of the rounds."""
    say(f"{whole[0].rpartition('/')[2]} {whole[2]}")
    found = sorted(child_cpu(whole, EACH) - child_cpu(part, EACH) for _ in range(ROUNDS))
    return max(found[ROUNDS // 2], 1e-6)
