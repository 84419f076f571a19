"""A PostgreSQL server of the tests' own, on a Unix socket in a temporary folder.

It never touches a cluster that the machine runs. The server refuses to run as root, so root starts it as
the user ``postgres`` that Debian's package makes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import psycopg

INSTALLED = "/usr/lib/postgresql"
SUPERUSER = "postgres"


def newest_binaries(installed: Path = Path(INSTALLED)) -> Path:
    """The folder with ``initdb`` and ``pg_ctl`` of the newest server on this machine.

    Raises FileNotFoundError where there is none: the tests need a real server and are not skipped.
    """
    found = sorted(installed.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError("PostgreSQL is not installed; scripts/test installs it")
    return Path(on_path).resolve().parent


class Cluster:
    """A running server; ``with Cluster() as cluster`` starts it and takes it away again."""

    def __init__(self) -> None:
        self.binaries = newest_binaries()
        # Unix socket paths end at 107 bytes, so the folder is kept short rather than under pytest's own.
        self.folder = Path(tempfile.mkdtemp(prefix="pq-"))
        self.port = 5432  # only a part of the socket's name: the server listens on no network

    def __enter__(self) -> Cluster:
        if os.geteuid() == 0:
            shutil.chown(self.folder, SUPERUSER, SUPERUSER)
        data = self.folder / "data"
        self._run(
            "initdb",
            "--pgdata",
            str(data),
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-instructions",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c port={self.port}"
        self._run(
            "pg_ctl",
            "start",
            "--wait",
            "--pgdata",
            str(data),
            "--log",
            str(self.folder / "log"),
            "--options",
            options,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", str(self.folder / "data"))
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", SUPERUSER, "--", *command]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr}")

    def create_database(self, template: str = "") -> str:
        """A new database, empty or a copy of the one at address ``template``; returns its address."""
        name = f"t{secrets.token_hex(8)}"
        source = f' TEMPLATE "{_name(template)}"' if template else ""
        self._administer(f'CREATE DATABASE "{name}"{source}')
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}&port={self.port}"

    def drop_database(self, address: str) -> None:
        """Take a database of ``create_database`` away, closing what is still connected to it."""
        self._administer(f'DROP DATABASE "{_name(address)}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        address = f"host={self.folder} port={self.port} user={SUPERUSER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def _name(address: str) -> str:
    return address.split("@/")[1].split("?")[0]
