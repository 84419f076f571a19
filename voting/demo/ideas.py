"""Ideas as residents write them: published kinds of matters × places × ways of saying it, by a seeded dice.

season(many, seed) -> list[Said]                      every matter at least once, those that move many often
matter_of(title) -> Matter                            what it is about, for who judges duplicates
MATTERS                                               with what a desk would make of each

The same matter comes again and again in other words and from other places, as in real collections.
"""

from __future__ import annotations

import random as pseudo
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VILLAGES = tuple(
    first + last
    for first in ("东山", "大田", "石桥", "白水", "青岭", "高家", "清河", "新塘", "古渡", "南坪")
    for last in ("村", "社区")
)
ENDINGS = ("", "", "，请重视", "，拜托了", "，盼了多年")
REASONS_TO_ASK = (
    "大家反映多年。", "我们这里尤其明显。", "附近邻居都这么说。", "老人小孩最需要。", "开会时也提过。",
    "天天都碰到。", "请到现场看一看。", "隔壁县已经办了。", "花钱不多，受益的人不少。", "冬天和雨天更严重。",
)  # fmt: skip
# What is adopted is what many ask for.
OFTEN = {"adopt": 3}
HABITS = ("", "谢谢！", "请尽快研究。", "望采纳。", "请给个答复。")


@dataclass(frozen=True)
class Matter:
    """A kind of project: ``outcome``, ``reason`` and ``sentence`` are the ruling that the desk would prepare;
    ``titles`` may name the place."""

    name: str
    category: str
    unit: str
    outcome: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    reason: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Said:
    """One idea as somebody wrote it."""

    title: str
    text: str
    category: str
    area: str
    place: str


def _read(told: dict[str, Any]) -> Matter:
    return Matter(**{**told, "titles": tuple(told["titles"]), "texts": tuple(told["texts"])})


MATTERS = tuple(
    map(_read, tomllib.loads((Path(__file__).parent / "matters.toml").read_text("utf-8"))["matters"])
)

# An idea that says two things, as the rule 一事一建议 forbids and people do all the same.
TWO_IN_ONE = Said(
    "路灯不亮，公交也太早收班", "晚上一片黑，六点半又没有公交。两件事一起说。", "公共安全", "东山村", "村口"
)


def season(many: int, seed: int) -> list[Said]:
    """``many`` ideas, no two of them alike to the letter; the one that says two things is among them."""
    rng = pseudo.Random(seed)
    adopted = [matter for matter in MATTERS if matter.outcome == "adopt"]
    first = [*adopted, *MATTERS]
    weights = [OFTEN.get(matter.outcome, 1) * rng.choice((2, 3, 4, 6)) for matter in MATTERS]
    said = {(TWO_IN_ONE.title, TWO_IN_ONE.text): TWO_IN_ONE}
    for matter in _endless(first, weights, rng):
        if len(said) == max(many, len(first) + 1):
            break
        idea = _say(matter, rng)
        said.setdefault((idea.title, idea.text), idea)
    ideas = list(said.values())
    rng.shuffle(ideas)
    return ideas


def _endless(first: list[Matter], weights: list[int], rng: pseudo.Random) -> Iterator[Matter]:
    yield from first
    while True:
        yield from rng.choices(MATTERS, weights, k=100)


def _say(matter: Matter, rng: pseudo.Random) -> Said:
    village = rng.choice(VILLAGES)
    place = rng.choice((village, village, village, ""))
    title = rng.choice(matter.titles).format(p=place) + rng.choice(ENDINGS)
    text = rng.choice(matter.texts) + "。" + rng.choice(REASONS_TO_ASK) + rng.choice(HABITS)
    return Said(title, text, matter.category, village, f"{village}{rng.randint(1, 9)}组" if place else "")


def matter_of(title: str) -> Matter:
    """What an idea or a merged entry with this title is about, as a clerk sees by reading it."""
    said = title.split("，")[0]
    for place in VILLAGES:
        said = said.replace(place, "")
    return _BY_WORDS[said]


_BY_WORDS = {words.format(p=""): matter for matter in MATTERS for words in (matter.name, *matter.titles)}
