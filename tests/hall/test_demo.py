"""scripts/run --demo: a congress ready to click through, with a login for every office."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from voting import create_app
from voting.config import load_settings

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = re.compile(r"^  ([a-z][a-z0-9]*) +(\S{4,}(?:-\S{4,})+) ", re.MULTILINE)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def start(instance: Path) -> str:
    """Run ``scripts/run --demo --check`` in an instance; what the terminal said."""
    command = [sys.executable, "-m", "voting.start", "--demo", "--check"]
    environ = {**os.environ, "VOTING_INSTANCE": str(instance)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def signed_in(instance: Path, accounts: list[tuple[str, str]]) -> dict[str, str]:
    """The page of the demo congress as each account sees it."""
    app = create_app(load_settings(instance, {}))
    pages = {}
    for login, password in accounts:
        client = app.test_client()
        token = TOKEN.search(client.get("/login").text).group(1)
        form = {"login": login, "password": password, "csrf_token": token, "next": "/c/demo/"}
        pages[login] = client.post("/login", data=form, follow_redirects=True).text
    app.extensions["voting.databases"].close()
    return pages


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def said(instance):
    return start(instance)


def test_the_terminal_names_an_address_and_a_login_for_each_office(said):
    assert "/c/demo/" in said
    assert len(ACCOUNT.findall(said)) >= 8
    for office in ("秘书处", "秘书长", "票卡管理员", "总监票人", "监票人", "核验人"):
        assert office in said


def test_every_printed_login_opens_the_congress(instance, said):
    pages = signed_in(instance, ACCOUNT.findall(said))
    assert [login for login, page in pages.items() if "演示县人民代表大会" not in page] == []


def test_started_again_the_demo_is_the_same_congress_with_fresh_logins(instance, said):
    again = ACCOUNT.findall(start(instance))
    assert [login for login, _ in again] == [login for login, _ in ACCOUNT.findall(said)]
    pages = signed_in(instance, again[:2])
    assert all("演示县人民代表大会" in page for page in pages.values())
