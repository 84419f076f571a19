"""A PostgreSQL server of the tests' own, on a Unix socket in a temporary folder.

It never touches a cluster that the machine runs. The server refuses to run as root, so root starts it as
the user ``postgres`` that Debian's package makes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

INSTALLED = "/usr/lib/postgresql"
SUPERUSER = "postgres"
READY_WITHIN = 60.0  # seconds


def newest_binaries(installed: Path = Path(INSTALLED)) -> Path:
    """The folder with ``initdb`` and ``postgres`` of the newest server on this machine.

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
    """A running server; ``with Cluster() as cluster`` starts it and takes it away again.

    It is a child of the test process and told by the kernel when that dies, so that tests which are killed
    leave no server behind.
    """

    def __init__(self) -> None:
        self.binaries = newest_binaries()
        # Unix socket paths end at 107 bytes, so the folder is kept short rather than under pytest's own.
        self.folder = Path(tempfile.mkdtemp(prefix="pq-"))
        self.port = 5432  # only a part of the socket's name: the server listens on no network

    def __enter__(self) -> Cluster:
        if os.geteuid() == 0:
            shutil.chown(self.folder, SUPERUSER, SUPERUSER)
        data = str(self.folder / "data")
        self._initialise(data)
        # Tests kill processes, not the machine: what the server has written survives that without a flush.
        settings = {"fsync": "off", "listen_addresses": "", "port": self.port}
        settings["unix_socket_directories"] = str(self.folder)
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                self._command("postgres", "-D", data, *given), cwd=self.folder, stdout=log, stderr=log
            )
        self._wait_until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.send_signal(signal.SIGINT)  # ends, whoever is connected
        self.server.wait()
        shutil.rmtree(self.folder)

    def _initialise(self, data: str) -> None:
        options = [
            "--no-sync",
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
        ]
        command = self._command("initdb", "--pgdata", data, *options)
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"initdb ended with {done.returncode}: {done.stderr}")

    def _command(self, program: str, *arguments: str) -> list[str]:
        """A program of the server's, as its user, ending with this process."""
        user = ["--reuid", SUPERUSER, "--regid", SUPERUSER, "--init-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *user, "--pdeathsig", "INT", "--", str(self.binaries / program), *arguments]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                psycopg.connect(self._administration).close()
                return
            except psycopg.OperationalError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(encoding="utf-8")
                    raise RuntimeError(f"PostgreSQL did not start: {log}") from None
                time.sleep(0.05)

    def create_database(self, template: str = "") -> str:
        """A new database, empty or a copy of the one at address ``template``; returns its address."""
        name = f"t{secrets.token_hex(8)}"
        source = f' TEMPLATE "{_name(template)}"' if template else ""
        self._administer(f'CREATE DATABASE "{name}"{source}')
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}&port={self.port}"

    def drop_database(self, address: str) -> None:
        """Take a database of ``create_database`` away, closing what is still connected to it."""
        self._administer(f'DROP DATABASE "{_name(address)}" WITH (FORCE)')

    @property
    def _administration(self) -> str:
        return f"host={self.folder} port={self.port} user={SUPERUSER} dbname=postgres"

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._administration, autocommit=True) as connection:
            connection.execute(statement.encode())


def _name(address: str) -> str:
    return address.split("@/")[1].split("?")[0]
