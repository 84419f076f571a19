"""The settings of a draft as the form's texts: from a method to what the fields show, and back.

An empty field keeps what the preset says. Shares are written ">1/2" (more than) and "≥2/3" (at least),
"none" where nothing is required. ``FIELDS_OF`` says which fields of the form make which setting of a method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_args

from voting.errors import Invalid
from voting.rules import presets
from voting.rules.method import Method
from voting.rules.terms import (
    ANY_VOTE,
    MORE_THAN_HALF,
    NO_SHARE,
    VOCABULARY,
    Board,
    Counted,
    Grade,
    Kind,
    Publication,
    Purpose,
    Share,
)

MOST_GRADES = 5
PRESETS: dict[Kind, dict[str, Callable[[int, int, Purpose], Method]]] = {
    "ballot": {
        "county": presets.county,
        "township": presets.township,
        "street": presets.street,
        "uncontested": lambda places, count, purpose: presets.uncontested(count, purpose),
        "top_k": presets.top_k,
    },
    "rating": {
        "rating": lambda places, count, purpose: presets.rating(count, purpose),
        "plenary_rating": lambda places, count, purpose: presets.plenary_rating(count, purpose),
    },
}
_SHARED = ("voters", "place", "base", "quorum", "participation", "min_marks", "min_ballots", "challenge")
_TOLD = ("hall", "public", "board")
WORDS: dict[Kind, tuple[str, ...]] = {
    "ballot": ("level", "voters", "place", "marking", "pass_rule", "base", "tie", "shortage"),
    "rating": ("voters", "place", "base"),
}
SETTINGS: dict[Kind, tuple[str, ...]] = {
    "ballot": (
        *_SHARED, *_TOLD, "level", "marking", "max_marks", "pass_rule", "bar", "tie", "shortage", "rounds",
    ),
    "rating": (*_SHARED, *_TOLD),
}  # fmt: skip
FIELDS_OF = {name: (name,) for name in SETTINGS["ballot"] if name not in _TOLD} | {
    "places": ("places",),
    "publication": _TOLD,
    "grades": ("grades",),
}
_SHARE = re.compile(r"([>≥])([0-9]{1,3})/([0-9]{1,3})")
Word = TypeVar("Word", bound=str)


def kind_of(preset: str) -> Kind:
    """Of which kind a preset is; Invalid for another word."""
    for kind, known in PRESETS.items():
        if preset in known:
            return kind
    raise Invalid("polling.unknown_preset", field="preset")


def shown(method: Method) -> dict[str, str]:
    """Every setting of the method's kind as its field shows it; an upper bound is shown where it is odd."""
    texts = {name: str(getattr(method, name)) for name in ("min_marks", "min_ballots")}
    texts |= {name: getattr(method, name) for name in WORDS[method.kind]}
    texts |= {name: getattr(method.publication, name) for name in _TOLD}
    texts |= {name: share_text(getattr(method, name)) for name in ("quorum", "participation")}
    texts["challenge"] = "yes" if method.challenge else "no"
    if method.kind == "ballot":
        usual = method.candidates if method.pass_rule == "each" else method.places
        texts |= {
            "max_marks": "" if method.max_marks == usual else str(method.max_marks),
            "bar": share_text(MORE_THAN_HALF if method.bar == ANY_VOTE else method.bar),
            "rounds": str(method.rounds),
        }
    return texts


def made(preset: str, texts: Mapping[str, str], count: int, grades: tuple[Grade, ...]) -> Method:
    """The preset's method for ``count`` projects with what the fields say; an error names one."""
    kind = kind_of(preset)
    make = PRESETS[kind][preset]
    purpose: Purpose = word(texts["purpose"], get_args(Purpose), "purpose")
    if kind == "rating":
        base = make(count, count, purpose)
        return replace(base, grades=grades or base.grades, **_common(texts, kind, base))
    rule = texts["pass_rule"] or make(1, 1, purpose).pass_rule
    places = count if rule == "each" else number(texts["places"], "places")
    base = make(places, count, purpose)
    changes = _common(texts, kind, base)
    marking = changes.get("marking", base.marking)
    bar = ANY_VOTE if rule == "top_k" else share(texts["bar"], "bar") if texts["bar"] else base.bar
    if rule != "top_k" and bar == ANY_VOTE:  # the preset ranks by votes alone, the field does not
        bar = MORE_THAN_HALF
    changes |= {
        "places": places,
        "bar": bar,
        "exclusive": ((0, 1),) if marking == "three" else (),
        "max_marks": number(texts["max_marks"], "max_marks") if texts["max_marks"] else places,
        "rounds": number(texts["rounds"], "rounds") if texts["rounds"] else base.rounds,
    }
    return replace(base, **changes)


def told(texts: Mapping[str, str], base: Publication) -> Publication:
    """What the fields say of publication."""
    return Publication(
        hall=word(texts["hall"] or base.hall, get_args(Counted), "hall"),
        public=word(texts["public"] or base.public, get_args(Counted), "public"),
        board=word(texts["board"] or base.board, get_args(Board), "board"),
    )


def _common(texts: Mapping[str, str], kind: Kind, base: Method) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: word(texts[name], VOCABULARY[name], name) for name in WORDS[kind] if texts[name]
    }
    for name in ("quorum", "participation"):
        if texts[name]:
            changes[name] = share(texts[name], name)
    if texts["min_marks"]:
        changes["min_marks"] = number(texts["min_marks"], "min_marks")
    changes["min_ballots"] = number(texts["min_ballots"], "min_ballots")
    changes["publication"] = told(texts, base.publication)
    changes["challenge"] = allowed(texts["challenge"])
    return changes


def allowed(text: str) -> bool:
    """Whether deputies may check devices themselves."""
    return word(text or "no", ("no", "yes"), "challenge") == "yes"


def grades_from(names: tuple[str, ...], limits: tuple[str, ...]) -> tuple[Grade, ...]:
    """The grades of the rows that have a name; the last one takes what no other has won."""
    rows = [(name.strip(), limit) for name, limit in zip(names, limits, strict=False) if name.strip()]
    last = len(rows) - 1
    return tuple(
        Grade(name, NO_SHARE if index == last else share(limit, "grades"))
        for index, (name, limit) in enumerate(rows)
    )


def share(text: str, field: str) -> Share:
    """More than as ">1/2", at least as "≥2/3", no requirement as "none"."""
    if text == "none":
        return NO_SHARE
    found = _SHARE.fullmatch(text)
    if found is None:
        raise Invalid("polling.unknown_choice", field=field)
    return Share(int(found[2]), int(found[3]), found[1] == ">")


def share_text(given: Share) -> str:
    """As ``share`` reads it."""
    if given == NO_SHARE:
        return "none"
    return f"{'>' if given.strict else '≥'}{given.numerator}/{given.denominator}"


def number(text: str, field: str) -> int:
    """A natural number below 10,000; Invalid names the field."""
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdigit() and len(cleaned) < 5):
        raise Invalid("polling.not_number", field=field)
    return int(cleaned)


def word(text: str, words: tuple[Word, ...], field: str) -> Word:
    """The word of the vocabulary that was chosen."""
    for known in words:
        if known == text:
            return known
    raise Invalid("polling.unknown_choice", field=field)
