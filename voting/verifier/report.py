"""What a verification says: one line per check, a verdict, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from voting.verifier.checks import CHECKS, STEPS, Step

Status = Literal["passed", "failed", "not_reached", "not_checked"]
Lang = Literal["zh", "en"]

SIGNS = {"passed": "✓", "failed": "✗", "not_reached": "·", "not_checked": "–"}
WORDS = {
    "zh": {
        "passed": "通过", "failed": "未通过", "not_reached": "未进行到", "not_checked": "未核对",
        "good": "核验通过", "bad": "核验未通过", "why": "原因", "ballots": "票数", "fingerprint": "归档指纹",
        "uuid": "票决编号", "at": "位置",
    },
    "en": {
        "passed": "passed", "failed": "failed", "not_reached": "not reached", "not_checked": "not checked",
        "good": "verified", "bad": "NOT verified", "why": "reason", "ballots": "ballots",
        "fingerprint": "archive fingerprint", "uuid": "uuid", "at": "at",
    },
}


@dataclass(frozen=True)
class Line:
    """The state of one check; ``reason`` and ``data`` only where it failed or was not checked."""

    code: str
    status: Status
    reason: str = ""
    data: dict[str, object] = field(default_factory=dict)


@dataclass
class Report:
    """Grows step by step; ``facts`` holds what was found out on the way (uuid, ballots, fingerprint…)."""

    lines: list[Line] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)  # (zh, en)

    @property
    def good(self) -> bool:
        """Whether every check that was made passed, and at least one was made."""
        states = {line.status for line in self.lines}
        return "passed" in states and not states & {"failed", "not_reached"}

    def passed(self, step: Step) -> None:
        self.lines += [Line(check.code, "passed") for check in step.checks]

    def not_checked(self, step: Step, reason: str) -> None:
        self.lines += [Line(check.code, "not_checked", reason) for check in step.checks]

    def failed(self, step: Step, code: str, reason: str, data: dict[str, object]) -> None:
        """``code`` failed; what stands before it in the step was made, the rest was not reached."""
        status: Status = "passed"
        for check in step.checks:
            if check.code == code:
                self.lines.append(Line(code, "failed", reason, data))
                status = "not_reached"
            else:
                self.lines.append(Line(check.code, status))
        if code not in {check.code for check in step.checks}:
            # A check that usually belongs to another step (say, a point outside the group).
            self.lines.append(Line(code, "failed", reason, data))

    def not_reached(self, steps: Iterable[Step]) -> None:
        self.lines += [Line(check.code, "not_reached") for step in steps for check in step.checks]

    def first_failure(self) -> Line | None:
        return next((line for line in self.lines if line.status == "failed"), None)

    def as_json(self) -> dict[str, object]:
        return {
            "verdict": "good" if self.good else "bad",
            "facts": self.facts,
            "checks": [
                {
                    "code": line.code, "status": line.status,
                    "zh": CHECKS[line.code].zh if line.code in CHECKS else "",
                    "en": CHECKS[line.code].en if line.code in CHECKS else "",
                    "reason": line.reason, "data": {k: str(v) for k, v in line.data.items()},
                }
                for line in self.lines
            ],
            "notes": [{"zh": zh, "en": en} for zh, en in self.notes],
        }

    def as_text(self, lang: Lang) -> str:
        """The report for a person: one line per check, then the verdict."""
        words, written = WORDS[lang], []
        for step in STEPS:
            known = {check.code: check for check in step.checks}
            for line in self.lines:
                if line.code in known:
                    said = getattr(known[line.code], lang)
                    written.append(f"{SIGNS[line.status]} {line.code:<4} {said}" + self._more(line, words))
        for line in self.lines:
            if line.code not in CHECKS:
                written.append(f"{SIGNS[line.status]} {line.code:<4}" + self._more(line, words))
        written += ["", *(f"※ {zh if lang == 'zh' else en}" for zh, en in self.notes)]
        for name in ("uuid", "ballots", "fingerprint"):
            if name in self.facts:
                written.append(f"{words[name]}: {self.facts[name]}")
        written.append(words["good"] if self.good else words["bad"])
        return "\n".join(written)

    def _more(self, line: Line, words: dict[str, str]) -> str:
        if line.status == "passed":
            return ""
        place = ", ".join(f"{key}={value}" for key, value in line.data.items())
        detail = "；".join(part for part in (line.reason, place) if part)
        return f"  [{words[line.status]}{'：' + detail if detail else ''}]"
