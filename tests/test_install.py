"""What a newcomer reads and runs: the two commands, the locks, the pinned tools."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==\S+")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, each with its continued lines."""
    text = "\n".join(line for line in read(lock).splitlines() if not line.lstrip().startswith("#"))
    return [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]


def versions(lock: str) -> dict[str, str]:
    return {found.group(1): found.group(0) for entry in entries(lock) if (found := PINNED.match(entry))}


def commands(readme: str) -> list[str]:
    block = re.search(r"```\n(.*?)```", read(readme), re.DOTALL)
    return [line.split("#")[0].strip() for line in block.group(1).splitlines()]


def test_both_readmes_name_the_same_two_commands():
    assert commands("README.md") == commands("README.zh.md") == ["scripts/run", "scripts/test"]


def test_the_bare_check_runs_both_commands_of_the_readme():
    script = read("scripts/check-bare")
    for command in commands("README.md"):
        assert re.search(rf"\binside {command}\b", script), command


def test_the_build_machine_runs_the_test_command_of_the_readme():
    assert read(".ci/run").rstrip().endswith("exec scripts/test")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_carries_hashes(lock):
    assert len(entries(lock)) > 30
    assert [
        entry for entry in entries(lock) if not PINNED.match(entry) or "--hash=sha256:" not in entry
    ] == []


def test_the_test_lock_holds_the_whole_product_lock():
    product, tests = versions("requirements.lock"), versions("requirements-test.lock")
    assert product.items() <= tests.items()


def test_every_declared_dependency_is_locked():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[><=;]", requirement)[0].lower() for requirement in requirements}

    assert names(project["dependencies"] + extras["pg"]) <= versions("requirements.lock").keys()
    assert names(extras["test"]) <= versions("requirements-test.lock").keys()


def test_front_end_packages_are_pinned_exactly_and_by_digest():
    package = json.loads(read("package.json"))
    wanted = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    locked = json.loads(read("package-lock.json"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [
        path for path, entry in locked.items() if path and not entry["integrity"].startswith("sha512-")
    ] == []


def test_the_licence_is_whole_and_in_both_languages():
    licence = read("LICENSE")
    assert "木兰宽松许可证, 第2版" in licence
    assert "Mulan Permissive Software License，Version 2" in licence
    assert "END OF THE TERMS AND CONDITIONS" in licence
    assert "条款结束" in licence


def test_an_old_python_is_refused_in_both_languages():
    """Nothing is installed before the version is known to do."""
    done = subprocess.run(
        [ROOT / "scripts" / "install"],
        env={**os.environ, "PYTHON": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr
