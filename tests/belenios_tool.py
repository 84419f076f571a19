"""belenios-tool 3, the program by other people with which we compare; see scripts/install-belenios-tool."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

MISSING = "belenios-tool 3 is not on this machine"


def find() -> str:
    """The program's path; skips the test where there is none of version 3."""
    for name in ("belenios-tool3", "belenios-tool"):
        path = shutil.which(name)
        if path:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if said.stdout.startswith("3"):
                return path
    pytest.skip(MISSING)


class BeleniosTool:
    """belenios-tool working in a folder that holds one archive."""

    def __init__(self, folder: Path) -> None:
        self.program = find()
        self.folder = folder

    def open(self, archive: bytes, uuid: str) -> None:
        """Put an archive where the program looks for it."""
        (self.folder / f"{uuid}.bel").write_bytes(archive)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, *command, "--dir", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def accepts_ballot(self, ballot: bytes) -> bool:
        path = self.folder / "ballot.json"
        path.write_bytes(ballot)
        return self.run("election", "verify-ballot", "--ballot", str(path)).returncode == 0

    def make_ballot(self, secret: str, choice: str) -> bytes:
        """A ballot that the program makes; `choice` is JSON as it wants it."""
        (self.folder / "secret.txt").write_text(secret, encoding="utf-8")
        (self.folder / "choice.json").write_text(choice, encoding="utf-8")
        files = ("--privcred", str(self.folder / "secret.txt"), "--choice", str(self.folder / "choice.json"))
        done = self.run("election", "generate-ballot", *files)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().encode()

    def encrypted_tally(self) -> bytes:
        done = self.run("election", "compute-encrypted-tally")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().encode()

    def result(self) -> bytes:
        done = self.run("election", "compute-result")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().encode()
