"""Every requirement of the product has evidence, and the evidence exists (tests/acceptance.toml)."""

from __future__ import annotations

import ast
import os
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = tomllib.loads((ROOT / "tests" / "acceptance.toml").read_text(encoding="utf-8"))
KINDS = ("tests", "screenshots", "commands")


@cache
def collected_names(path: Path) -> frozenset[str]:
    """``function`` and ``Class::method`` of everything in a test file that pytest would collect."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            names |= {
                f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)
            }
    return frozenset(names)


def missing_evidence(kind: str, name: str, root: Path = ROOT) -> str:
    """Why this piece of evidence does not exist; empty if it does."""
    path = root / name.split("::", 1)[0]
    if not path.is_file():
        return f"no file {name.split('::', 1)[0]}"
    if kind == "tests" and name.split("::", 1)[-1].split("[")[0] not in collected_names(path):
        return f"no test {name}"
    if kind == "commands" and not os.access(path, os.X_OK):
        return f"{name} cannot be started"
    return ""


def complaint(requirement: dict[str, object], root: Path = ROOT) -> str:
    """What is wrong with a requirement's evidence; empty if it is complete."""
    evidence = [(kind, name) for kind in KINDS for name in requirement.get(kind, [])]  # type: ignore[attr-defined]
    if not evidence:
        return "open: no evidence"
    return "; ".join(filter(None, (missing_evidence(kind, name, root) for kind, name in evidence)))


@pytest.mark.parametrize("identifier", REQUIREMENTS)
def test_requirement_has_evidence(identifier, counted):
    requirement = REQUIREMENTS[identifier]
    wrong = complaint(requirement)
    assert not wrong, f"{identifier} ({requirement['says']}): {wrong}"
    counted("requirements with evidence", 1)


def test_every_requirement_says_what_it_is_and_nothing_else():
    for identifier, requirement in REQUIREMENTS.items():
        assert requirement["says"].endswith("."), identifier
        assert not set(requirement) - {"says", *KINDS}, identifier


@pytest.mark.parametrize(
    ("requirement", "why"),
    [
        ({"tests": []}, "open: no evidence"),
        ({"tests": ["tests/test_none.py::test_a"]}, "no file tests/test_none.py"),
        ({"tests": ["tests/test_some.py::test_b"]}, "no test tests/test_some.py::test_b"),
        ({"tests": ["tests/test_some.py"]}, "no test tests/test_some.py"),
        ({"screenshots": ["docs/screenshots/none.png"]}, "no file docs/screenshots/none.png"),
        ({"commands": ["tests/test_some.py"]}, "tests/test_some.py cannot be started"),
        ({"tests": ["tests/test_some.py::test_a", "tests/test_some.py::TestIt::test_c[5]"]}, ""),
    ],
)
def test_evidence_that_does_not_exist_is_named(tmp_path, requirement, why):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_some.py").write_text(
        "def test_a(): pass\nclass TestIt:\n    def test_c(self): pass\n", encoding="utf-8"
    )
    assert complaint(requirement, tmp_path) == why
