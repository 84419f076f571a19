"""The voting method (票决办法) as data.

Each session adopts its own method, so every rule is a setting and none a constant. The settings are the
variants that published practice knows; a new variant is a new word in a vocabulary, not a new format.
The canonical JSON of a method is hashed into the election before the first ballot.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

from voting.rules import canonical
from voting.rules.checks import check
from voting.rules.errors import RulesError
from voting.rules.terms import (
    MORE_THAN_HALF,
    NO_SHARE,
    TWO_THIRDS,
    Base,
    Grade,
    Kind,
    Level,
    Marking,
    PassRule,
    Place,
    Publication,
    Purpose,
    Share,
    Shortage,
    Tie,
    Voters,
)


@dataclass(frozen=True, kw_only=True)
class Method:
    """One voting method; an instance is always valid (RulesError names the field at fault).

    ``candidates`` is n, ``places`` k. Marks are 赞成 (for a rating: grades an item may be given). Shares:
    ``quorum`` of all deputies must be present, ``participation`` of them must vote, ``bar`` of ``base``
    must be for a project. ``exclusive`` lists pairs of questions whose equal answers exclude each other.
    ``round`` counts from 1 and ``rounds`` caps it. ``articles`` says which article of the adopted text
    orders a setting, as (field, article) sorted by field.
    """

    candidates: int
    places: int
    max_marks: int
    min_marks: int = 0
    version: int = 1
    purpose: Purpose = "real"
    kind: Kind = "ballot"
    level: Level = "decide"
    voters: Voters = "deputies"
    place: Place = "plenary"
    marking: Marking = "three"
    exclusive: tuple[tuple[int, int], ...] = ((0, 1),)
    pass_rule: PassRule = "majority_then_votes"
    base: Base = "all_deputies"
    bar: Share = MORE_THAN_HALF
    quorum: Share = TWO_THIRDS
    participation: Share = NO_SHARE
    tie: Tie = "runoff"
    shortage: Shortage = "presidium"
    round: int = 1
    rounds: int = 2
    min_ballots: int = 10
    publication: Publication = field(default_factory=Publication)
    challenge: bool = False
    grades: tuple[Grade, ...] = ()
    articles: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        check(self)

    @property
    def tie_now(self) -> Tie:
        """The tie rule of this round: no runoff follows the last."""
        last = self.round == self.rounds and self.tie == "runoff"
        return "presidium" if last else self.tie

    @property
    def shortage_now(self) -> Shortage:
        """The shortage rule of this round: no second ballot follows the last."""
        last = self.round == self.rounds and self.shortage == "second_ballot"
        return "presidium" if last else self.shortage


FIELDS = tuple(f.name for f in fields(Method))


def to_json(method: Method) -> bytes:
    """The canonical bytes of a method."""
    return canonical.encode(
        {name: _plain(getattr(method, name)) for name in FIELDS}
        | {
            "articles": dict(method.articles),
        }
    )


def from_json(data: bytes) -> Method:
    """The method of canonical bytes; anything else is a RulesError."""
    settings = _object(canonical.decode(data), FIELDS, "")
    for name in ("bar", "quorum", "participation"):
        settings[name] = _share(settings[name], name)
    settings["publication"] = Publication(
        **_object(settings["publication"], ("hall", "public", "board"), "publication")
    )
    settings["exclusive"] = tuple(
        tuple(_list(pair, "exclusive")) for pair in _list(settings["exclusive"], "exclusive")
    )
    settings["grades"] = tuple(_grade(item) for item in _list(settings["grades"], "grades"))
    if not isinstance(settings["articles"], dict):
        raise RulesError("rules.not_object", "articles")
    settings["articles"] = tuple(sorted(settings["articles"].items()))
    return Method(**settings)


def digest(method: Method) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(to_json(method)).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, (Share, Publication, Grade)):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _object(value: object, keys: tuple[str, ...], name: str) -> dict[str, Any]:
    """An object with exactly these keys; its values are judged by the checks of what is made of them."""
    if not isinstance(value, dict):
        raise RulesError("rules.not_object", name)
    if missing := sorted(set(keys) - value.keys()):
        raise RulesError("rules.missing", name or missing[0], missing=missing[0])
    if unknown := sorted(value.keys() - set(keys)):
        raise RulesError("rules.unknown", name, unknown=unknown[0][:40])
    return value


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise RulesError("rules.not_list", name)
    return value


def _share(value: object, name: str) -> Share:
    return Share(**_object(value, ("numerator", "denominator", "strict"), name))


def _grade(value: object) -> Grade:
    grade = _object(value, ("name", "share"), "grades")
    return Grade(grade["name"], _share(grade["share"], "grades"))
