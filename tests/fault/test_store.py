"""A store that is locked, full or failing, and a server that is stopped: acknowledged ballots stand once,
all others were told that they do not."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fault.test_kill import BALLOTS, ROOT, Prepared, assert_sound_after, prepare
from tests.polling.stage import Stage
from voting.config import load_settings
from voting.db import Databases, open_databases
from voting.errors import Unavailable
from voting.serving import CannotStart, free_port, local, running

pytestmark = pytest.mark.fault


@contextmanager
def locked_for(path: Path, seconds: float) -> Iterator[None]:
    """Another process's transaction on the same file."""
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(seconds, holder.rollback)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        holder.close()


def test_a_lock_of_three_seconds_is_waited_for(databases: Databases, tmp_path: Path) -> None:
    stage = Stage(databases, tmp_path).to_open()
    body = stage.sealed(0)
    with locked_for(tmp_path / "board.db", 3):
        receipt = stage.cast(body)
    assert stage.cast(body) == receipt


def test_a_lock_of_eight_seconds_is_told_and_leaves_nothing(databases: Databases, tmp_path: Path) -> None:
    stage = Stage(databases, tmp_path).to_open()
    body = stage.sealed(0)
    with locked_for(tmp_path / "board.db", 8), pytest.raises(Unavailable) as caught:
        stage.cast(body)
    assert caught.value.code == "polling.not_recorded"
    stage.cast(body)
    stage.close()
    assert stage.poll().returned == 1


def installation(folder: Path) -> Prepared:
    return prepare(folder, *(f"sqlite:///{folder / name}.db" for name in ("main", "board")))


@pytest.mark.parametrize(
    ("fault", "first"),
    [
        ("pwrite64:error=ENOSPC", 3), ("pwrite64:error=ENOSPC", 9), ("pwrite64:error=EIO", 6),
        ("fdatasync:error=EIO", 2), ("fdatasync:error=EIO", 4),
    ],
)  # fmt: skip
def test_a_full_or_failing_disk(
    tmp_path: Path, fault: str, first: int, counted: Callable[[str, int], None]
) -> None:
    """From the N-th write on every write fails. What was acknowledged before stands; nothing else was."""
    at = installation(tmp_path / "instance")
    call = fault.split(":")[0]
    command = [
        "strace", "-f", "-qq", "-o", "/dev/null",
        "-e", f"trace={call}", "-e", f"inject={fault}:when={first}+",
        sys.executable, "-m", "tests.fault.caster", at.main, at.board, str(at.folder),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60)
    given = done.stdout.splitlines()
    assert len(given) < BALLOTS
    assert b"polling.not_recorded" in done.stderr
    assert_sound_after(at, given)
    counted("failing writes survived", 1)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    serving = local(free_port())
    with running(serving, os.environ | {"VOTING_INSTANCE": str(folder)}) as server:
        yield serving.own_url, server


def post(url: str, body: bytes) -> bytes | None:
    """The receipt; None when there was no answer or one that says so."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=60) as answer:
            receipt: bytes = answer.read()
            return receipt
    except urllib.error.HTTPError as error:
        assert error.code == 503
        assert json.loads(error.read())["code"] == "polling.not_recorded"
    except OSError:
        pass
    return None


def test_a_server_that_is_stopped_with_ballots_in_flight(tmp_path: Path) -> None:
    at = installation(tmp_path / "instance")
    bodies = [path.read_bytes() for path in sorted(at.folder.glob("*.ballot"))]
    uuid = (at.folder / "uuid").read_text()
    with served(at.folder) as (url, server), ThreadPoolExecutor(BALLOTS) as pool:
        posts = [pool.submit(post, f"{url}/v/{uuid}/cast", body) for body in bodies]
        threading.Event().wait(0.5)
        server.send_signal(signal.SIGTERM)
        answers = [sent.result() for sent in posts]
        assert server.wait(30) == 0
    with served(at.folder) as (url, server):
        again = [post(f"{url}/v/{uuid}/cast", body) for body in bodies]
    assert None not in again
    assert all(first in (None, second) for first, second in zip(answers, again, strict=True))
    assert_sound_after(at, [receipt for receipt in again if receipt])


def test_no_server_starts_over_tables_that_could_be_changed(tmp_path: Path) -> None:
    at = installation(tmp_path / "instance")
    databases = open_databases(load_settings(at.folder, {}))
    with databases.board_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER ballot_no_delete")
    databases.close()
    with pytest.raises(CannotStart), served(at.folder):
        pytest.fail("it serves although ballots could be deleted")
