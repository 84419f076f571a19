"""scripts/run, really started: on this machine, in a hall, and where it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from voting.config import load_settings
from voting.hall import hall_certificate
from voting.serving import CannotStart, Serving, free_port, local, running
from voting.start import prepare

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environ(tmp_path):
    return {**os.environ, "VOTING_INSTANCE": str(tmp_path)}


def start(environ, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "voting.start", *options],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_empty_folder_becomes_an_installation_that_answers(tmp_path, environ):
    process = start(environ, "--check")
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    assert "/enter/" in said
    assert {"main.db", "board.db", "keys"} <= {path.name for path in tmp_path.iterdir()}


def test_ending_the_program_ends_the_server(environ):
    port = free_port()
    process = start(environ, "--port", str(port))
    for line in process.stdout:
        if "Ctrl+C" in line:
            break
    assert listens(port)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert not listens(port)
    process.stdout.close()


def test_a_tablet_that_trusts_the_hall_reaches_it_over_https(tmp_path, environ):
    prepare(load_settings(tmp_path, environ))
    made = hall_certificate(tmp_path / "tls", (IPv4Address("127.0.0.1"),), now=datetime.now(UTC))
    port = free_port()
    serving = Serving("127.0.0.1", port, f"https://127.0.0.1:{port}", (), (made.chain, made.key))
    trusting = ssl.create_default_context(cafile=str(made.root))
    with (
        running(serving, environ),
        urllib.request.urlopen(f"{serving.url}/login", context=trusting) as answer,
    ):
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "; Secure" in cookie


def test_a_server_that_cannot_start_says_so(environ):
    nowhere = {**environ, "VOTING_MAIN_URL": "sqlite:////dev/null/main.db"}
    with pytest.raises(CannotStart, match="ended while starting"), running(local(free_port()), nowhere):
        pytest.fail("it answered without a database")


def test_an_address_that_is_taken_says_so(tmp_path, environ):
    prepare(load_settings(tmp_path, environ))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match="--port"), running(local(port), environ):
            pytest.fail("it answered on somebody else's port")
