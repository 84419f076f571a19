"""设备抽检: what did a challenged device encrypt, and is it the ballot that it had shown (PROTOCOL 5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voting.protocol.challenge import Spoken, check_challenge, parse_challenge, spoken
from voting.protocol.election import Election, check_questions, parse_election
from voting.protocol.errors import ProtocolError
from voting.verifier.poll import read_method
from voting.verifier.report import Lang, Report, Stopped
from voting.verifier.source import Source, open_source

Pairs = tuple[tuple[int, int], ...]

SHOWN_HASH = re.compile(r"[A-Za-z0-9+/]{43}\Z", re.ASCII)
CHECKS = {
    "D1": ("抽检码读得出", "the text can be read"),
    "D2": ("抽检码属于本次票决", "the text is of this poll"),
    "D3": ("所含选择为本次票决所允许", "its choices are allowed in this poll"),
    "D4": ("重新算得的查票码与先前显示的一致", "the ballot made again has the hash that was shown"),
}
WORDS = {
    "zh": {
        "good": "查票码一致。这台设备加密的是：", "bad": "这台设备作假：它显示的查票码不是这张票的",
        "D2": "未通过：这是另一次票决的抽检码", "D3": "这台设备作假：它所说的选择本次票决并不允许",
        "poll": "票决指纹", "name": "名称", "none": "弃权",
        "compare": "请与刚才在设备上所按的逐项对照；有一项不同，即为作假。",
        "copied": "先核对抄录的查票码有无笔误；无误，即封存这台设备并报告总监票人。",
        "shown": "先前显示的查票码", "computed": "重新算得的查票码", "between": "：", "and": "、",
        "bare": "所给文件不含票决办法：赞成与反对互斥未核对", "passed": "通过", "failed": "未通过",
    },
    "en": {
        "good": "The hash agrees. This device encrypted:", "none": "abstained", "name": "name",
        "bad": "THIS DEVICE LIED: the hash that it showed is not this ballot's",
        "D2": "Refused: this text is of another poll", "poll": "election fingerprint",
        "D3": "THIS DEVICE LIED: this poll does not allow the choices that it claims",
        "compare": "Compare each line with what was pressed; one difference means that the device lied.",
        "copied": "First make sure the hash was copied without a slip; if so, seal the device and report it.",
        "shown": "hash shown before", "computed": "hash computed", "between": ": ", "and": ", ",
        "bare": "the file has no voting method: exclusive marks not checked",
        "passed": "passed", "failed": "FAILED",
    },
}  # fmt: skip
_ENGLISH = {"赞成": "for", "反对": "against"}


@dataclass(frozen=True)
class Verdict:
    """``failure`` is None where the device told the truth; then ``said`` is the ballot in words."""

    election: Election
    said: tuple[Spoken, ...] = ()
    failure: ProtocolError | None = None
    bare: bool = False

    @property
    def good(self) -> bool:
        return self.failure is None

    def as_json(self) -> dict[str, object]:
        return {
            "verdict": "good" if self.good else "bad",
            "facts": {"name": self.election.name, "uuid": self.election.uuid,
                      "election_hash": self.election.fingerprint},
            "failed": self.failure.code if self.failure else None,
            "reason": self.failure.reason if self.failure else "",
            "data": self.failure.data if self.failure else {},
            "exclusive_marks_checked": not self.bare,
            "ballot": [{"name": each.name, "marks": list(each.marks)} for each in self.said],
        }  # fmt: skip

    def as_text(self, lang: Lang) -> str:
        """One line per check, the verdict, and either the ballot line by line or the two hashes."""
        words, gap = WORDS[lang], WORDS[lang]["between"]
        lines = self._checks(lang)
        lines += [f"{words[name]}{gap}{value}" for name, value in
                  (("name", self.election.name), ("poll", in_fours(self.election.fingerprint)))]  # fmt: skip
        if self.bare:
            lines.append(f"※ {words['bare']}")
        lines.append("")
        if self.failure is None:
            numbered = enumerate(self.said, start=1)
            said = [f"{number:>3}. {each.name}{gap}{_marks(each, lang)}" for number, each in numbered]
            return "\n".join([*lines, words["good"], *said, words["compare"]])
        if self.failure.code != "D4":
            return "\n".join([*lines, words[self.failure.code]])
        both = {name: in_fours(str(self.failure.data[name])) for name in ("shown", "computed")}
        hashes = [f"{words[name]}{gap}{value}" for name, value in both.items()]
        return "\n".join([*lines, words["bad"], *hashes, words["copied"]])

    def _checks(self, lang: Lang) -> list[str]:
        lines = []
        for code, said in CHECKS.items():
            failed = self.failure is not None and self.failure.code == code
            more = f"  [{WORDS[lang]['failed']}]" if failed else ""
            lines.append(f"{'✗' if failed else '✓'} {code:<4} {said[lang == 'en']}{more}")
            if failed:
                break
        return lines


def challenge(source: Source, text: bytes, shown_hash: str) -> Verdict:
    """D2-D4. Raises ProtocolError where the file shows no sound election, or the text is no challenge (D1):
    then nothing was found out about the device."""
    election, exclusive = _read_poll(source)
    parse_challenge(text)
    try:
        choices = check_challenge(election, exclusive or (), text, shown_hash)
    except ProtocolError as error:
        return Verdict(election, failure=error, bare=exclusive is None)
    return Verdict(election, spoken(election, choices), bare=exclusive is None)


def _read_poll(source: Source) -> tuple[Election, Pairs | None]:
    """From a bundle, a bare archive or `election` itself; only a bundle has the method's pairs."""
    if source.data[:1] == b"{":
        return _sound(source.data[:]), None
    try:
        opened = open_source(Report(), source)
    except Stopped as error:
        if isinstance(error.__cause__, ProtocolError):
            raise error.__cause__ from None
        raise
    election = _sound(opened.archive.setup("election"))
    if opened.bundle is None:
        return election, None
    return election, read_method(bytes(opened.bundle.method), election).exclusive


def _sound(data: bytes) -> Election:
    election = parse_election(data)
    check_questions(election)
    return election


def _marks(each: Spoken, lang: Lang) -> str:
    marks = each.marks if lang == "zh" else [_ENGLISH.get(mark, mark) for mark in each.marks]
    return WORDS[lang]["and"].join(marks) or WORDS[lang]["none"]


def in_fours(text: str) -> str:
    """A hash in groups of four, as the screens show it."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
