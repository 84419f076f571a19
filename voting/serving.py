"""Running the web application as a process of its own; scripts/run, the demo and the tests do it alike.

Serving(bind, url, hosts, certificate)     where it listens and how people reach it
running(serving, environ) -> Popen         context manager; healthy when entered, stopped when left
free_port() -> int
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from voting.config import ROOT

THREADS = 32
HEALTHY_WITHIN = 60.0  # seconds; a slow disk starts slowly


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


@dataclass(frozen=True)
class Serving:
    """``port`` on ``host``; ``url`` is what people type; ``certificate`` (chain, key) turns on HTTPS.

    ``names`` are host names and addresses beyond the machine itself by which it may be called.
    """

    host: str
    port: int
    url: str
    names: tuple[str, ...] = ()
    certificate: tuple[Path, Path] | None = None

    @property
    def own_url(self) -> str:
        """How this machine itself reaches it."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        """gunicorn with one process and many threads.

        One process keeps limits in memory exact and writes in one queue. There is no access log: a line
        for each ballot with its time and address would help to find out who voted when.
        """
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{self.host}:{self.port}"]
        command += ["--workers", "1", "--worker-class", "gthread", "--threads", str(THREADS)]
        command += ["--keep-alive", "15", "--graceful-timeout", "10"]
        command += ["--log-level", "warning", "--no-control-socket"]
        if self.certificate is not None:
            command += ["--certfile", str(self.certificate[0]), "--keyfile", str(self.certificate[1])]
        return command

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The process's environment: its names and whether it speaks HTTPS, beside what is set already."""
        names = [*filter(None, [environ.get("VOTING_TRUSTED_HOSTS")]), *self.names]
        tls = {"VOTING_TLS": "1"} if self.certificate else {}
        return {**environ, **tls, "VOTING_TRUSTED_HOSTS": ",".join(names)}


def local(port: int) -> Serving:
    """On this machine alone, over plain HTTP."""
    return Serving("127.0.0.1", port, f"http://127.0.0.1:{port}")


def free_port() -> int:
    """A TCP port that nobody uses on this machine now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(serving: Serving, environ: Mapping[str, str] = os.environ) -> Iterator[subprocess.Popen[bytes]]:
    """The server, answering; leaving stops it and lets its requests finish.

    Raises CannotStart when it ends or stays silent instead of answering.
    """
    _refuse_taken_port(serving.port)
    server = subprocess.Popen(serving.command, cwd=ROOT, env=serving.environment(environ))
    try:
        _wait_until_healthy(serving.own_url, server)
        yield server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait()


def _refuse_taken_port(port: int) -> None:
    """Somebody else's answer on this port must not be taken for ours."""
    with closing(socket.socket()) as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CannotStart(f"端口 {port} 已被占用，可用 --port 换一个 (the port is taken; try --port)")


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    context = ssl.create_default_context()
    # Only whether it answers is asked, over the loopback; visitors check the certificate themselves.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    deadline = time.monotonic() + HEALTHY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStart(f"服务器未能启动，退出码 {server.returncode} (the server ended while starting)")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5, context=context):
                return
        except urllib.error.HTTPError as error:
            raise CannotStart(f"服务器应答 {error.code} (the server answers with an error)") from error
        except OSError:  # not listening yet
            time.sleep(0.1)
    raise CannotStart(f"服务器 {HEALTHY_WITHIN:.0f} 秒内没有应答 (the server stays silent)")
