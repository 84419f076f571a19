"""Killed at a write: every mark of a named rating that was acknowledged is there, and saving goes on.

A process that saves a sheet gets SIGKILL at its N-th write to the store, for N = 1, 2, 3 …, injected at the
system call. Then everything is opened again as after a restart and the write that was under way is sent once
more, as the page does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fault.saver import WRITES, marks_after
from tests.halls import open_hall
from tests.supervision.test_ratings import opened
from tests.supervision.years import open_year
from voting.config import load_settings
from voting.db import in_congress, open_databases
from voting.supervision import named

ROOT = Path(__file__).resolve().parents[2]
KILLED = 137

pytestmark = pytest.mark.fault


@dataclass(frozen=True)
class Sheet:
    """A sheet that somebody fills in, and where its database lies."""

    folder: Path
    main: str
    congress_id: str
    evaluation_id: str
    person_id: str

    def __str__(self) -> str:
        return f"{self.congress_id} {self.evaluation_id} {self.person_id}"


@pytest.fixture
def sheet(tmp_path: Path, sqlite_urls) -> Sheet:
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as hall:
        year = open_year(hall.session, hall.congress_id, hall.actor)
        evaluation_id, who = opened(year, 10)
        made = Sheet(tmp_path, sqlite_urls.main, hall.congress_id, evaluation_id, who[0])
    (tmp_path / "sheet").write_text(str(made))
    return made


def save_until_killed(at: Sheet, inject: str) -> tuple[int, list[int]]:
    """Run the saver under ``strace``; returns how it ended and the revisions it had been told."""
    command = [
        "strace", "-f", "-qq", "-o", "/dev/null",
        "-e", f"trace={inject.split(':')[0]}", "-e", f"inject={inject}",
        sys.executable, "-m", "tests.fault.saver", at.main, str(at.folder),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode in (0, KILLED, -9), done.stderr.decode()
    return done.returncode, [int(line) for line in done.stdout.split()]


def assert_nothing_lost(at: Sheet, told: list[int]) -> None:
    """Open again, look, send what was under way once more, go on to the end."""
    databases = open_databases(load_settings(at.folder, {"VOTING_MAIN_URL": at.main}))
    with in_congress(databases.main(), at.congress_id) as session:
        here = (session, at.person_id, at.congress_id, at.evaluation_id)
        stands = named.sheet(*here)
        assert len(told) <= stands.revision <= len(told) + 1
        assert stands.marks == (marks_after(stands.revision) if stands.revision else {})
        for revision in range(len(told), WRITES):
            assert named.save(*here, revision, marks_after(revision + 1)) == revision + 1
        assert named.sheet(*here).marks == marks_after(WRITES)
    databases.close()


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
@pytest.mark.parametrize("nth", [1, 3, 6, 10])
def test_no_mark_is_lost_when_the_process_is_killed_at_a_write(sheet, call, nth, counted):
    ended, told = save_until_killed(sheet, f"{call}:signal=SIGKILL:when={nth}")
    assert_nothing_lost(sheet, told)
    counted("kills while marks were saved", 1 if ended else 0)
