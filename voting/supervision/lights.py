"""Lights (亮灯): a project's colour computed from its report, dimension by dimension, and why. Pure.

light(facts, limits) -> Light                 the worst dimension decides; findings say why
standing(facts, limits) -> str                status word: ahead of the line, on it, behind it
limits(given) -> Limits                       settings as kept, checked; presets THREE and FIVE
RANK                                          colours, the best first

Three colours: 银川's published limits for progress (10 to 30 points behind yellow, more than 30 red); those
for time and money are ours. Five colours after 大足: red under 30 per cent, blue finished and accepted; that
the 30 per cent are of the line, and the limits between, are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from itertools import pairwise
from typing import Any

from voting.errors import Invalid

RANK = ("blue", "green", "yellow", "orange", "red")
SCALES = ("time", "progress", "arrived", "paid")
DIMENSION_OF = {"time": "time", "progress": "progress", "arrived": "money", "paid": "money"}
# Projects in these states have no light: a body decided that they rest or end.
RESTING = ("suspended", "terminated")


@dataclass(frozen=True)
class Scale:
    """How bad a measure must be: ``yellow`` from this value on, ``orange`` and ``red`` above theirs."""

    yellow: int
    red: int
    orange: int | None = None

    def colour(self, badness: Decimal) -> str:
        if badness > self.red:
            return "red"
        if self.orange is not None and badness > self.orange:
            return "orange"
        return "yellow" if badness >= self.yellow else "green"

    def bound(self, colour: str) -> int:
        """The limit that was passed to come to ``colour``."""
        return {"red": self.red, "orange": self.orange or self.red}.get(colour, self.yellow)


@dataclass(frozen=True)
class Limits:
    """The limits of a year. ``time``: days that a milestone is overdue. ``progress``: percentage points
    behind the line (``points``), or how many per cent of the line are missing (``share``). ``arrived`` and
    ``paid``: points that the money lies behind the line. ``tolerance``: points either side that still
    count as on the line."""

    scheme: str
    progress_by: str
    tolerance: int
    time: Scale
    progress: Scale
    arrived: Scale
    paid: Scale


THREE = Limits("three", "points", 3, Scale(1, 90), Scale(10, 30), Scale(10, 30), Scale(20, 40))
FIVE = Limits(
    "five", "share", 3, Scale(1, 90, 30), Scale(10, 70, 40), Scale(10, 30, 20), Scale(20, 50, 35)
)  # fmt: skip
PRESETS = {"three": THREE, "five": FIVE}


@dataclass(frozen=True)
class Facts:
    """What a light is computed from; percentages of the whole year's work, money in 万元 (None: not known).

    ``overdue_days``: how long the oldest undone milestone is due, 1 on its day already, for figures are those
    of the day's end; its name and date. ``planned`` is the money of the year. ``lowered``: the target was
    lowered after 30 September, which counts as not on time.
    """

    state: str
    done: Decimal
    scheduled: Decimal
    overdue_days: int = 0
    overdue_name: str = ""
    overdue_on: str = ""
    planned: Decimal | None = None
    arrived: Decimal | None = None
    paid: Decimal | None = None
    lowered: bool = False


@dataclass(frozen=True)
class Finding:
    """One scale's colour and why: ``code`` of light_words.FINDINGS with what fills it."""

    scale: str
    colour: str
    code: str
    data: Mapping[str, str]


@dataclass(frozen=True)
class Light:
    """``colour`` "none" where there is none; ``findings`` in the order of SCALES."""

    colour: str
    findings: tuple[Finding, ...]


def light(facts: Facts, limits: Limits) -> Light:
    """The worst of the dimensions; blue (five colours only) is a project that is finished and accepted."""
    if facts.state in RESTING:
        return Light("none", (Finding("state", "none", facts.state, {}),))
    if facts.state == "accepted":
        colour = "blue" if limits.scheme == "five" else "green"
        return Light(colour, (Finding("state", colour, "accepted", {}),))
    found = [_time(facts, limits), _progress(facts, limits)]
    for name, code in (("arrived", "money_arrived"), ("paid", "money_paid")):
        found += _money(facts, limits, name, code)
    if facts.lowered:
        found.append(Finding("progress", "yellow", "lowered", {}))
    return Light(max((each.colour for each in found), key=RANK.index), tuple(found))


def _time(facts: Facts, limits: Limits) -> Finding:
    colour = limits.time.colour(Decimal(facts.overdue_days))
    if not facts.overdue_days:
        return Finding("time", colour, "time_kept", {})
    if colour == "green":
        near = {"name": facts.overdue_name, "on": facts.overdue_on}
        return Finding("time", colour, "time_near", near)
    data = {"name": facts.overdue_name, "on": facts.overdue_on, "limit": _bound(limits.time, colour)}
    return Finding("time", colour, "time_overdue", data)


def _progress(facts: Facts, limits: Limits) -> Finding:
    behind = facts.scheduled - facts.done
    data = {"done": shown(facts.done), "scheduled": shown(facts.scheduled), "points": shown(abs(behind))}
    badness = behind
    if limits.progress_by == "share":
        share = facts.done * 100 / facts.scheduled if facts.scheduled else Decimal(100)
        badness = 100 - share
        data["share"] = shown(share)
    colour = limits.progress.colour(badness)
    if colour == "green":
        code = "progress_ahead" if behind < 0 else "progress_on_line" if behind == 0 else "progress_near"
        return Finding("progress", colour, code, data)
    data["limit"] = _bound(limits.progress, colour)
    if limits.progress_by == "share":
        data["limit"] = str(100 - limits.progress.bound(colour))
    return Finding("progress", colour, f"progress_{limits.progress_by}", data)


def _money(facts: Facts, limits: Limits, name: str, code: str) -> list[Finding]:
    """Nothing is said where either the plan or the figure is not known."""
    amount: Decimal | None = getattr(facts, name)
    if amount is None or not facts.planned:
        return []
    scale: Scale = getattr(limits, name)
    share = amount * 100 / facts.planned
    behind = facts.scheduled - share
    colour = scale.colour(behind)
    data = {"amount": plain(amount), "planned": plain(facts.planned), "share": shown(share),
            "scheduled": shown(facts.scheduled)}  # fmt: skip
    if colour == "green":
        return [Finding(name, colour, f"{code}_kept", data)]
    return [Finding(name, colour, code, data | {"points": shown(behind), "limit": _bound(scale, colour)})]


def _bound(scale: Scale, colour: str) -> str:
    return str(scale.bound(colour))


def standing(facts: Facts, limits: Limits) -> str:
    """A key of light_words.STANDINGS."""
    if facts.state in RESTING:
        return facts.state
    if facts.lowered:
        return "off_time"
    if facts.done >= 100:
        return "early" if facts.scheduled < 100 else "finished"
    if facts.done > facts.scheduled + limits.tolerance:
        return "ahead"
    return "behind" if facts.done < facts.scheduled - limits.tolerance else "on_line"


def worst_dimensions(findings: tuple[Finding, ...], colour: str) -> tuple[Finding, ...]:
    """The findings that made the light what it is."""
    return tuple(each for each in findings if each.colour == colour)


# Settings -------------------------------------------------------------------------------------


def limits(given: Mapping[str, Any]) -> Limits:
    """The limits that a year's settings hold under "lights"; three colours where there are none.

    Raises Invalid("supervision.bad_limits") naming the field where they do not rise from yellow to red.
    """
    preset = PRESETS.get(str(given.get("scheme", "three")))
    if preset is None:
        raise Invalid("supervision.bad_scheme", field="scheme")
    changed: dict[str, Any] = {"tolerance": int(given.get("tolerance", preset.tolerance))}
    if not 0 <= changed["tolerance"] <= 20:
        raise Invalid("supervision.bad_limits", field="tolerance")
    for name in SCALES:
        usual: Scale = getattr(preset, name)
        changed[name] = Scale(**{**asdict(usual), **given.get(name, {})})
        _check(name, changed[name], preset)
    return Limits(preset.scheme, preset.progress_by, **changed)


def _check(name: str, scale: Scale, preset: Limits) -> None:
    steps = [step for step in (scale.yellow, scale.orange, scale.red) if step is not None]
    most = 366 if name == "time" else 100
    rising = all(low < high for low, high in pairwise(steps))
    if not rising or steps[0] < 1 or steps[-1] > most:
        raise Invalid("supervision.bad_limits", field=f"{name}_yellow")
    if (scale.orange is None) != (preset.scheme == "three"):
        raise Invalid("supervision.bad_limits", field=f"{name}_orange")


def as_settings(of: Limits) -> dict[str, Any]:
    """What ``limits`` reads back."""
    kept = {each.name: getattr(of, each.name) for each in fields(of) if each.name != "progress_by"}
    return {name: asdict(value) if isinstance(value, Scale) else value for name, value in kept.items()}


def shown(percent: Decimal) -> str:
    """One decimal, as progress tables have it."""
    return f"{percent:.1f}"


def plain(amount: Decimal) -> str:
    """1200.50 as 1200.5."""
    return f"{amount.normalize():f}"
