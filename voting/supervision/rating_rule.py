"""How a rating's marks become a grade: scale, base, limits. Pure; the grades are won in rules/grades.py.

Rule(kind, grades, base, abstain, bands, dimensions, publication)        to_json / from_json
of_form(given) -> Rule                                        from a form's texts; Invalid names the field
checked(rule, mark) -> mark                                   Invalid for what this scale cannot mean
score(rule, mark) -> int | None                               hundredths of a point out of 100
grade_of(rule, mark) -> int | None                            index of the grade, None for 弃权 or no mark
counted(rule, raters, members, present, marks) -> ItemCount   one item's outcome

A mark is the index of a grade, whole points 0–100, or one of these for each dimension; ABSTAIN on every scale
that has it. Points become a grade by ``bands``: the least points of every grade but the last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast, get_args

from voting.errors import Invalid
from voting.rules import presets
from voting.rules.counts import Counts
from voting.rules.errors import RulesError
from voting.rules.grades import rate
from voting.rules.method import Method
from voting.rules.outcome import Reason, base_of
from voting.rules.terms import NO_SHARE, Base, Counted, Grade, Publication, Share, Voters
from voting.supervision.rating_machines import BASE_WORDS, LEAST_RATERS, PUBLICATION_WORDS, SCALE_WORDS

ABSTAIN = -1
HUNDRED = 100
USUAL_BANDS = (85, 60)
# 华泾镇 rates by eight dimensions; what they weigh is each congress's to say.
EIGHT = (
    ("目标完成", 20), ("进度", 15), ("质量", 15), ("资金使用", 10),
    ("公开透明", 10), ("群众受益", 15), ("接受监督", 5), ("长效管护", 10),
)  # fmt: skip
LIMITS = {">=1/2": Share(1, 2, False), ">1/2": Share(1, 2, True), ">=2/3": Share(2, 3, False)}
VOTERS: dict[str, Voters] = {
    "deputies": "deputies",
    "committee": "committee_members",
    "group": "group_members",
    "assembly": "assembly_members",
}


@dataclass(frozen=True)
class Rule:
    """``grades`` from the best to the worst; ``dimensions`` are (name, weight) whose weights sum to 100."""

    kind: str = "grades"
    grades: tuple[Grade, ...] = presets.rating(1).grades
    base: Base = "all_deputies"
    abstain: bool = False
    bands: tuple[int, ...] = ()
    dimensions: tuple[tuple[str, int], ...] = ()
    publication: Counted = "all"

    def __post_init__(self) -> None:
        if self.kind not in SCALE_WORDS:
            raise Invalid("supervision.bad_scale", field="kind")
        points = self.kind != "grades"
        if points and (len(self.bands) != len(self.grades) - 1 or not _falling(self.bands)):
            raise Invalid("supervision.bad_bands", field="bands")
        if self.kind == "dimensions" and (
            not self.dimensions or sum(weight for _, weight in self.dimensions) != HUNDRED
        ):
            raise Invalid("supervision.bad_dimensions", field="dimensions")

    def method(self, raters: str, items: int) -> Method:
        """The same as a method of polling: its text, its reading and its count."""
        made = presets.plenary_rating(items) if raters == "deputies" else presets.rating(items)
        return replace(
            made,
            voters=VOTERS[raters],
            base=self.base,
            grades=self.grades,
            min_marks=0 if self.abstain else 1,
            min_ballots=LEAST_RATERS,
            publication=Publication(hall=self.publication, public=self.publication),
        )


@dataclass(frozen=True)
class ItemCount:
    """One item's count: ``votes`` by grade, ``unmarked`` sheets without one; ``grade`` is None where
    ``reasons`` say why the numbers decide nothing. ``points`` is the sum of hundredths over ``scored``."""

    counts: Counts
    base: int
    votes: tuple[int, ...]
    unmarked: int
    grade: int | None
    reasons: tuple[Reason, ...]
    points: int = 0
    scored: int = 0


def _falling(bands: Sequence[int]) -> bool:
    return all(high > low > 0 for high, low in pairwise((HUNDRED + 1, *bands)))


# Between text and rule ------------------------------------------------------------------------


def to_json(rule: Rule) -> str:
    """Canonical, so that equal rules are equal texts."""
    data = {
        "kind": rule.kind,
        "grades": [
            [grade.name, grade.share.numerator, grade.share.denominator, grade.share.strict]
            for grade in rule.grades
        ],
        "base": rule.base,
        "abstain": rule.abstain,
        "bands": rule.bands,
        "dimensions": rule.dimensions,
        "publication": rule.publication,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Rule:
    data = json.loads(text)
    return Rule(
        kind=data["kind"],
        grades=tuple(Grade(name, Share(over, under, strict)) for name, over, under, strict in data["grades"]),
        base=data["base"],
        abstain=data["abstain"],
        bands=tuple(data["bands"]),
        dimensions=tuple((name, weight) for name, weight in data["dimensions"]),
        publication=data["publication"],
    )


def of_form(given: Mapping[str, str], form: str = "named") -> Rule:
    """``kind``, ``base``, ``limit`` (of every grade but the last), ``abstain``, ``publication``, ``bands``
    (85, 60) and ``dimensions`` (a name and a weight a line)."""
    kind = given.get("kind", "grades")
    if kind not in SCALE_WORDS or (form == "secret" and kind != "grades"):
        raise Invalid("supervision.bad_scale", field="kind")
    base, publication = given.get("base", ""), given.get("publication", "")
    share = LIMITS.get(given.get("limit", ""))
    if base not in BASE_WORDS or base not in get_args(Base):
        raise Invalid("supervision.bad_choice", field="base")
    if share is None:
        raise Invalid("supervision.bad_choice", field="limit")
    if publication not in PUBLICATION_WORDS:
        raise Invalid("supervision.bad_choice", field="publication")
    names = [grade.name for grade in presets.rating(1).grades]
    return Rule(
        kind=kind,
        grades=(*(Grade(name, share) for name in names[:-1]), Grade(names[-1], NO_SHARE)),
        base=cast(Base, base),
        abstain=given.get("abstain", "") == "yes",
        bands=() if kind == "grades" else _numbers(given.get("bands", "")),
        dimensions=_dimensions(given.get("dimensions", "")) if kind == "dimensions" else (),
        publication=cast(Counted, publication),
    )


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.replace("，", ",").replace("、", ",").split(",")
    if not all(part.strip().isdecimal() and len(part.strip()) < 4 for part in parts):
        raise Invalid("supervision.bad_bands", field="bands")
    return tuple(int(part) for part in parts)


def _dimensions(text: str) -> tuple[tuple[str, int], ...]:
    found = []
    for line in filter(str.strip, text.splitlines()):
        name, _, weight = line.replace("\t", " ").strip().rpartition(" ")
        fits = weight.isdecimal() and len(weight) < 4 and 0 < int(weight) <= HUNDRED
        if not 1 <= len(name.strip()) <= 20 or not fits:
            raise Invalid("supervision.bad_dimensions", field="dimensions")
        found.append((name.strip(), int(weight)))
    return tuple(found)


# Marks ----------------------------------------------------------------------------------------


def checked(rule: Rule, mark: Any) -> Any:
    """The mark as it is kept."""
    if mark == ABSTAIN and type(mark) is int and rule.abstain:
        return mark
    if rule.kind == "dimensions":
        fits = isinstance(mark, list) and len(mark) == len(rule.dimensions) and all(map(_is_points, mark))
    elif rule.kind == "points":
        fits = _is_points(mark)
    else:
        fits = type(mark) is int and 0 <= mark < len(rule.grades)
    if not fits:
        raise Invalid("supervision.bad_mark", field="marks")
    return mark


def _is_points(value: object) -> bool:
    return type(value) is int and 0 <= value <= HUNDRED


def score(rule: Rule, mark: Any) -> int | None:
    if rule.kind == "grades" or mark is None or mark == ABSTAIN:
        return None
    if rule.kind == "points":
        return int(mark) * HUNDRED
    return sum(int(points) * weight for points, (_, weight) in zip(mark, rule.dimensions, strict=True))


def grade_of(rule: Rule, mark: Any) -> int | None:
    if mark is None or mark == ABSTAIN:
        return None
    reached = score(rule, mark)
    if reached is None:
        return int(mark)
    return next((at for at, least in enumerate(rule.bands) if reached >= least * HUNDRED), len(rule.bands))


# Counting -------------------------------------------------------------------------------------


def counted(rule: Rule, raters: str, members: int, present: int, marks: Sequence[Any]) -> ItemCount:
    """``marks`` are those of every sheet on this item, None where a sheet has none. ``members`` and
    ``present`` leave out who may not rate it. No meeting is held, so no quorum is asked: the base says how
    much of the body a grade takes."""
    grades = [grade_of(rule, mark) for mark in marks]
    votes = tuple(grades.count(at) for at in range(len(rule.grades)))
    scores = [found for mark in marks if (found := score(rule, mark)) is not None]
    counts = Counts(members, present, present, len(marks))
    method = replace(rule.method(raters, 1), quorum=NO_SHARE)
    return from_votes(method, counts, votes, sum(scores), len(scores))


def from_votes(
    method: Method, counts: Counts, votes: Sequence[int], points: int = 0, scored: int = 0
) -> ItemCount:
    """The grade of one item by the one engine; what contradicts itself is Invalid."""
    try:
        outcome = rate(replace(method, candidates=1, places=1), counts, [votes])
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    unmarked = counts.valid - sum(votes)
    base = base_of(method, counts)
    if not outcome.valid:
        return ItemCount(counts, base, tuple(votes), unmarked, None, outcome.reasons, points, scored)
    (item,) = outcome.items
    return ItemCount(counts, base, item.votes, unmarked, item.grade, (item.reason,), points, scored)
