"""Killed at a write: every ballot that was acknowledged is there, once, and voting goes on.

A process that casts ballots gets SIGKILL at its N-th write to the store, for N = 1, 2, 3 …, injected at the
system call. Then everything is opened again as after a restart, the same bytes are sent once more, and the
poll is closed and held against the archive.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.polling.stage import Stage
from tests.postgresql import Cluster
from voting.config import load_settings
from voting.db import Databases, open_databases
from voting.migrations import migrate
from voting.protocol.receipts import Receipt

ROOT = Path(__file__).resolve().parents[2]
BALLOTS = 5
KILLED = 137

pytestmark = pytest.mark.fault


@dataclass(frozen=True)
class Prepared:
    """An installation with an open poll and sealed ballots that nobody has sent yet."""

    stage: Stage
    folder: Path
    main: str
    board: str


def prepare(folder: Path, main: str, board: str) -> Prepared:
    folder.mkdir(exist_ok=True)
    databases = _open(folder, main, board)
    migrate(databases)
    stage = Stage(databases, folder).to_open()
    (folder / "uuid").write_text(stage.poll().uuid)
    for card in range(BALLOTS):
        (folder / f"{card}.ballot").write_bytes(stage.sealed(card))
    databases.close()
    return Prepared(stage, folder, main, board)


def _open(folder: Path, main: str, board: str) -> Databases:
    return open_databases(load_settings(folder, {"VOTING_MAIN_URL": main, "VOTING_BOARD_URL": board}))


def cast_until_killed(at: Prepared, inject: str) -> tuple[int, list[bytes]]:
    """Run the caster under ``strace``; returns how it ended and the receipts it had given."""
    command = [
        "strace", "-f", "-qq", "-o", "/dev/null",
        "-e", f"trace={inject.split(':')[0]}", "-e", f"inject={inject}",
        sys.executable, "-m", "tests.fault.caster", at.main, at.board, str(at.folder),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode in (0, KILLED, -9), done.stderr.decode()
    return done.returncode, done.stdout.splitlines()


def assert_sound_after(at: Prepared, given: list[bytes]) -> None:
    """Open again, send everything again, close: acknowledged ballots stand once, with the same receipts."""
    databases = _open(at.folder, at.main, at.board)
    stage = at.stage
    stage.databases, stage.instance = databases, at.folder
    bodies = [path.read_bytes() for path in sorted(at.folder.glob("*.ballot"))]
    again = [stage.cast(body) for body in bodies]
    assert again[: len(given)] == given
    stage.close()
    archive = stage.archive()
    trackers = [Receipt.open(receipt, stage.board_key()).tracker for receipt in again]
    standing = sorted(step.event.payload or "" for step in archive.of_type("Ballot"))
    assert len(standing) == BALLOTS == len(set(trackers))
    if at.board.startswith("sqlite"):
        with databases.board() as session:
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    databases.close()


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Prepared]:
    """Makes fresh copies of one prepared installation."""
    folder = tmp_path_factory.mktemp("prepared") / "instance"
    urls = [f"sqlite:///{folder / name}.db" for name in ("main", "board")]
    made = prepare(folder, *urls)

    def copy(to: Path) -> Prepared:
        shutil.copytree(folder, to)
        return Prepared(made.stage, to, *(f"sqlite:///{to / name}.db" for name in ("main", "board")))

    return copy


@pytest.fixture(scope="module")
def on_postgresql(
    postgresql_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Prepared]:
    folder = tmp_path_factory.mktemp("prepared") / "instance"
    made = prepare(folder, postgresql_cluster.create_database(), postgresql_cluster.create_database())

    def copy(to: Path) -> Prepared:
        shutil.copytree(folder, to)
        board = postgresql_cluster.create_database(template=made.board)
        return Prepared(made.stage, to, made.main, board)

    return copy


def sweep(copy: Callable[[Path], Prepared], tmp_path: Path, call: str, first: int, step: int) -> int:
    """Kill at every ``step``-th write from ``first`` on until one run ends by itself; returns how many."""
    killed, number = 0, first
    while True:
        at = copy(tmp_path / f"{call}-{number}")
        ended, given = cast_until_killed(at, f"{call}:signal=SIGKILL:when={number}")
        assert_sound_after(at, given)
        if ended == 0:
            assert len(given) == BALLOTS
            return killed
        killed, number = killed + 1, number + step


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_a_kill_at_any_write_of_sqlite_loses_nothing(
    on_sqlite: Callable[[Path], Prepared],
    tmp_path: Path,
    call: str,
    first: int,
    counted: Callable[[str, int], None],
) -> None:
    counted("kill points survived, SQLite", sweep(on_sqlite, tmp_path, call, first, 3))


@pytest.mark.parametrize("first", [1, 2])
def test_a_kill_at_any_message_to_postgresql_loses_nothing(
    on_postgresql: Callable[[Path], Prepared],
    tmp_path: Path,
    first: int,
    counted: Callable[[str, int], None],
) -> None:
    counted("kill points survived, PostgreSQL", sweep(on_postgresql, tmp_path, "sendto", first, 2))
