"""The chain of closed rounds (督查轮次归档链), recomputed from its file without any server.

check(data, expected="") -> Chain        ``expected``: the last hash as it was written down elsewhere

The file has one JSON object a line: ``seq`` from 1, ``content`` (canonical JSON of all that the round held),
``digest`` (SHA-256 of the content), ``previous`` (64 zeros for the first) and ``hash``, which is the SHA-256
of ``previous`` and ``digest`` as hex, one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voting.verifier.report import Lang

GENESIS = "0" * 64
TEXTS = ("content", "digest", "previous", "hash")
WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "round": "第 {seq} 环", "good": "核验通过：{many} 环，首尾相接", "bad": "核验未通过",
        "head": "归档链指纹", "line": "第 {line} 行不是归档链的一环", "missing": "缺了一环，或次序不对",
        "empty": "文件中没有归档链", "content": "内容与指纹不符", "link": "与前一环不衔接",
        "expected": "最后一环不是所给的指纹",
    },
    "en": {
        "round": "link {seq}", "good": "good: {many} links, each on the one before", "bad": "bad",
        "head": "hash of the chain", "line": "line {line} is no link of a chain",
        "missing": "a link is missing or out of order", "empty": "the file holds no chain",
        "content": "the content is not that of its digest", "link": "not linked to the one before",
        "expected": "the last link is not the hash that was given",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """``flaws`` are (code of WORDS, number of the link or line); ``head`` is the last hash."""

    links: tuple[str, ...]
    flaws: tuple[tuple[str, int], ...]

    @property
    def head(self) -> str:
        return self.links[-1] if self.links else ""

    @property
    def good(self) -> bool:
        return not self.flaws

    def as_json(self) -> dict[str, object]:
        return {
            "verdict": "good" if self.good else "bad",
            "links": len(self.links),
            "head": self.head,
            "flaws": [{"code": code, "number": number} for code, number in self.flaws],
        }

    def as_text(self, lang: Lang) -> str:
        words = WORDS[lang]
        lines = [f"✓ {words['round'].format(seq=seq)}  {one}" for seq, one in enumerate(self.links, start=1)]
        if self.good:
            return "\n".join(
                [*lines, words["good"].format(many=len(self.links)), f"{words['head']} {self.head}"]
            )
        faults = [
            f"✗ {words['round'].format(seq=number)}  {words[code]}"
            if code not in ("line", "empty", "expected")
            else f"✗ {words[code].format(line=number)}"
            for code, number in self.flaws
        ]
        return "\n".join([*faults, words["bad"]])


def check(data: bytes, expected: str = "") -> Chain:
    """Recompute every link; what cannot be read is a flaw, never an error."""
    links: list[str] = []
    flaws: list[tuple[str, int]] = []
    previous = GENESIS
    for number, line in enumerate(data.splitlines(), start=1):
        link = _link(line)
        if link is None:
            flaws.append(("line", number))
            continue
        digest = hashlib.sha256(link["content"].encode()).hexdigest()
        if link["seq"] != number:
            flaws.append(("missing", number))
        if digest != link["digest"]:
            flaws.append(("content", number))
        if link["previous"] != previous or _hash(link["previous"], link["digest"]) != link["hash"]:
            flaws.append(("link", number))
        previous = link["hash"]
        links.append(previous)
    if not links and not flaws:
        flaws.append(("empty", 0))
    if expected and links and "".join(expected.split()).lower() != previous:
        flaws.append(("expected", len(links)))
    return Chain(tuple(links), tuple(flaws))


def _link(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
        if not isinstance(found, dict) or type(found.get("seq")) is not int:
            return None
        if not all(isinstance(found.get(name), str) for name in TEXTS):
            return None
        found["content"].encode()  # a lone surrogate is no text
    except (ValueError, RecursionError):
        return None
    return found


def _hash(previous: str, digest: str) -> str:
    return hashlib.sha256(f"{previous}{digest}".encode(errors="replace")).hexdigest()
