"""What a verification says: one line per check, a verdict, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from voting.protocol.errors import ProtocolError
from voting.verifier.checks import CHECKS, NOTES, STEPS, UNCHECKED, Step

Status = Literal["passed", "failed", "not_reached", "not_checked"]
Lang = Literal["zh", "en"]

SIGNS = {"passed": "✓", "failed": "✗", "not_reached": "·", "not_checked": "–"}
WORDS = {
    "zh": {
        "passed": "通过", "failed": "未通过", "not_reached": "未核完：另有一项未通过",
        "not_checked": "未核对",
        "good": "核验通过", "bad": "核验未通过", "uuid": "票决编号", "name": "名称", "stage": "阶段",
        "ballots": "票数", "fingerprint": "归档指纹", "election_hash": "票决指纹", "chosen": "列入项目",
        "grades": "测评等次", "between": "：", "and": "；", "receipts": "回执之票所在事件号",
        "list": "、", "none": "尚无", "Setup": "还没有票", "Ballot": "投票中",
        "EndBallots": "已截止", "EncryptedTally": "已汇总", "PartialDecryption": "正在开启",
        "Result": "已有结果",
    },
    "en": {
        "passed": "passed", "failed": "FAILED", "not_reached": "not completed: another check failed",
        "not_checked": "not checked", "good": "verified", "bad": "NOT verified", "uuid": "uuid",
        "name": "name", "stage": "stage", "ballots": "ballots", "fingerprint": "archive fingerprint",
        "election_hash": "election fingerprint", "chosen": "chosen", "grades": "grades",
        "between": ": ", "and": "; ", "receipts": "events of the receipts' ballots",
        "list": ", ", "none": "none yet", "Setup": "no ballot yet", "Ballot": "voting",
        "EndBallots": "closed", "EncryptedTally": "tallied", "PartialDecryption": "being opened",
        "Result": "result",
    },
}  # fmt: skip
PLACES = {
    "ballot": ("第{}张票", "ballot {}"),
    "question": ("第{}题", "question {}"),
    "answer": ("第{}项", "answer {}"),
    "line": ("旁证第{}条", "side record {}"),
}
FACTS = ("name", "uuid", "stage", "ballots", "chosen", "grades", "receipts", "election_hash", "fingerprint")


class Refusal(ProtocolError):
    """A check that is the verifier's own has failed: S9, X1, X4, X5, P6, R4-R6."""


class Stopped(Exception):
    """A step has failed; nothing after it is reached."""


@dataclass(frozen=True)
class Line:
    """The state of one check. ``reason`` is a word of UNCHECKED, or what failed, in English."""

    code: str
    status: Status
    reason: str = ""
    data: dict[str, object] = field(default_factory=dict)


@dataclass
class Report:
    """Grows step by step; ``facts`` holds what was found out on the way, ``notes`` remarks (zh, en)."""

    lines: dict[str, Line] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every check that was made passed, and at least one was made."""
        states = {line.status for line in self.lines.values()}
        return "passed" in states and not states & {"failed", "not_reached"}

    @property
    def first_failure(self) -> Line | None:
        return next((line for line in self.lines.values() if line.status == "failed"), None)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """The checks of a step are made inside; the first ProtocolError fails it and stops (Stopped)."""
        step = STEPS[name]
        try:
            yield
        except ProtocolError as error:
            self._fail(step, error)
            raise Stopped from error
        for check in step.checks:
            self.lines[check.code] = Line(check.code, "passed")

    def not_checked(self, reason: str, *names: str) -> None:
        """The checks of these steps are not made; ``reason`` is a word of UNCHECKED."""
        for name in names:
            for check in STEPS[name].checks:
                self.lines[check.code] = Line(check.code, "not_checked", reason)

    def note(self, name: str, **data: object) -> None:
        """A remark of NOTES with its data filled in."""
        zh, en = NOTES[name]
        self.notes.append((zh.format(**data), en.format(**data)))

    def finish(self, *names: str) -> None:
        """Whatever of these steps has no line by now was not reached."""
        for name in names:
            for check in STEPS[name].checks:
                self.lines.setdefault(check.code, Line(check.code, "not_reached"))

    def _fail(self, step: Step, error: ProtocolError) -> None:
        codes = [check.code for check in step.checks]
        failed = error.code if error.code in CHECKS else codes[0]
        before: Status = "passed" if step.in_order and failed in codes else "not_reached"
        for code in codes:
            if code == failed:
                break
            self.lines[code] = Line(code, before)
        # Sometimes a later step brings a failure of an earlier check to light: its line is replaced.
        self.lines[failed] = Line(failed, "failed", error.reason, dict(error.data))

    def as_json(self) -> dict[str, object]:
        """Step, count of checks made, how many failed, and every check: what a program reads."""
        return {
            "verdict": "good" if self.good else "bad",
            "facts": self.facts,
            "steps": [self._step_json(number, step) for number, step in enumerate(self._steps(), start=1)],
            "notes": [{"zh": zh, "en": en} for zh, en in self.notes],
        }

    def as_text(self, lang: Lang) -> str:
        """The report for a person: one line per check, then what was found and the verdict."""
        words = WORDS[lang]
        written = [
            f"{SIGNS[line.status]} {line.code:<4} {getattr(CHECKS[line.code], lang)}{_more(line, lang)}"
            for step in self._steps()
            for line in self._of(step)
        ]
        written += ["", *(f"※ {zh if lang == 'zh' else en}" for zh, en in self.notes)]
        for name in FACTS:
            if name in self.facts:
                written.append(f"{words[name]}{words['between']}{_said(self.facts[name], words)}")
        written.append(words["good"] if self.good else words["bad"])
        return "\n".join(written)

    def _steps(self) -> list[Step]:
        return [step for step in STEPS.values() if self._of(step)]

    def _of(self, step: Step) -> list[Line]:
        return [self.lines[check.code] for check in step.checks if check.code in self.lines]

    def _step_json(self, number: int, step: Step) -> dict[str, object]:
        lines = self._of(step)
        return {
            "step": number,
            "name": step.name,
            "count": sum(line.status in ("passed", "failed") for line in lines),
            "failed": sum(line.status == "failed" for line in lines),
            "checks": [
                {
                    "code": line.code, "status": line.status,
                    "zh": CHECKS[line.code].zh, "en": CHECKS[line.code].en,
                    "reason": line.reason, "data": {key: _plain(item) for key, item in line.data.items()},
                }
                for line in lines
            ],
        }  # fmt: skip


def _more(line: Line, lang: Lang) -> str:
    """What stands behind a check that did not simply pass: where it failed, then why."""
    if line.status == "passed":
        return ""
    words = WORDS[lang]
    reason = UNCHECKED[line.reason][lang == "en"] if line.reason in UNCHECKED else line.reason
    details = [*(_detail(key, item, lang) for key, item in line.data.items()), reason]
    said = words["and"].join(detail for detail in details if detail)
    return f"  [{words[line.status]}{words['between'] + said if said else ''}]"


def _detail(key: str, item: object, lang: Lang) -> str:
    """A place as people count, from 1; other data by its name."""
    if key in PLACES and isinstance(item, int):
        return PLACES[key][lang == "en"].format(item + 1)
    return f"{key}={_plain(item)}"


def _said(fact: object, words: dict[str, str]) -> str:
    if isinstance(fact, list):
        return words["list"].join(words["none"] if item is None else str(item) for item in fact)
    return words.get(str(fact), str(fact))


def _plain(item: object) -> str:
    """Data as text; points and keys never stand there as bytes."""
    return json.dumps(item, ensure_ascii=False) if isinstance(item, list | tuple) else str(item)
