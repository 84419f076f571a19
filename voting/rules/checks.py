"""What makes a voting method valid: types and bounds first, then how the settings agree.

Called by every Method that is made; raises RulesError with the field at fault.
"""

from __future__ import annotations

from dataclasses import fields
from math import gcd
from typing import TYPE_CHECKING, get_args

from voting.rules.canonical import is_clean
from voting.rules.errors import RulesError
from voting.rules.terms import (
    ANY_VOTE,
    LEAST_BALLOTS,
    MOST_CANDIDATES,
    NO_SHARE,
    VOCABULARY,
    Board,
    Counted,
    Grade,
    Publication,
    Share,
)

if TYPE_CHECKING:
    from voting.rules.method import Method


def check(method: Method) -> None:
    """Raise RulesError unless ``method`` is complete, within bounds and free of contradiction."""
    for name, words in VOCABULARY.items():
        _word(getattr(method, name), words, name)
    if type(method.challenge) is not bool:
        raise RulesError("rules.not_boolean", "challenge")
    _bounds(method)
    for name in ("bar", "quorum", "participation"):
        _share(getattr(method, name), name)
    _publication(method.publication)
    _exclusive(method)
    _articles(method)
    if method.kind == "rating":
        _rating(method)
    else:
        _ballot(method)


def _bounds(method: Method) -> None:
    _whole(method.version, "version", 1, 1)
    n = _whole(method.candidates, "candidates", 1, MOST_CANDIDATES)
    if _whole(method.places, "places", 1, MOST_CANDIDATES) > n:
        raise RulesError("rules.places_exceed_candidates", "places", places=method.places, candidates=n)
    most = _whole(method.max_marks, "max_marks", 1, n)
    if _whole(method.min_marks, "min_marks", 0, n) > most:
        raise RulesError("rules.min_exceeds_max", "min_marks", min=method.min_marks, max=most)
    _whole(method.rounds, "rounds", 1, 9)
    _whole(method.round, "round", 1, method.rounds)
    _whole(method.min_ballots, "min_ballots", LEAST_BALLOTS, 9_999)


def _exclusive(method: Method) -> None:
    questions = {"tick": 1, "three": 2, "grade": method.candidates}[method.marking]
    if type(method.exclusive) is not tuple:
        raise RulesError("rules.not_list", "exclusive")
    for pair in method.exclusive:
        if type(pair) is not tuple or len(pair) != 2:
            raise RulesError("rules.not_pair", "exclusive")
        first = _whole(pair[0], "exclusive", 0, questions - 1)
        if _whole(pair[1], "exclusive", 0, questions - 1) <= first:
            raise RulesError("rules.not_pair", "exclusive")
    # 赞成 and 反对 of one project exclude each other, and no other two answers do
    if method.exclusive != (((0, 1),) if method.marking == "three" else ()):
        raise RulesError("rules.exclusive_differs", "exclusive", marking=method.marking)


def _ballot(method: Method) -> None:
    if method.marking == "grade":
        raise RulesError("rules.only_rating", "marking")
    if method.pass_rule == "grade":
        raise RulesError("rules.only_rating", "pass_rule")
    if method.grades:
        raise RulesError("rules.only_rating", "grades")
    if method.pass_rule == "each" and method.places != method.candidates:
        raise RulesError("rules.each_needs_all_places", "places", candidates=method.candidates)
    if (method.pass_rule == "top_k") != (method.bar == ANY_VOTE):
        raise RulesError("rules.bar_differs", "bar", pass_rule=method.pass_rule)
    if method.bar == NO_SHARE:  # a project without a single vote is never chosen
        raise RulesError("rules.bar_differs", "bar", pass_rule=method.pass_rule)


def _rating(method: Method) -> None:
    for name, fixed in (
        ("marking", "grade"),
        ("pass_rule", "grade"),
        ("bar", NO_SHARE),
        ("max_marks", 1),
        ("places", method.candidates),
        ("rounds", 1),
    ):
        if getattr(method, name) != fixed:
            raise RulesError("rules.rating_differs", name)
    if type(method.grades) is not tuple or not 2 <= len(method.grades) <= 5:
        raise RulesError("rules.grades_number", "grades")
    for grade in method.grades:
        if type(grade) is not Grade:
            raise RulesError("rules.not_object", "grades")
        _text(grade.name, "grades")
        _share(grade.share, "grades")
    if len({grade.name for grade in method.grades}) != len(method.grades):
        raise RulesError("rules.repeated", "grades")
    if any((grade.share == NO_SHARE) != (grade is method.grades[-1]) for grade in method.grades):
        raise RulesError("rules.last_grade_open", "grades")


def _publication(publication: Publication) -> None:
    if type(publication) is not Publication:
        raise RulesError("rules.not_object", "publication")
    _word(publication.hall, get_args(Counted), "publication")
    _word(publication.public, get_args(Counted), "publication")
    _word(publication.board, get_args(Board), "publication")


def _articles(method: Method) -> None:
    articles = method.articles
    if type(articles) is not tuple or any(type(a) is not tuple or len(a) != 2 for a in articles):
        raise RulesError("rules.not_object", "articles")
    settings = tuple(f.name for f in fields(method))
    for name, article in articles:
        _word(name, settings, "articles")
        _whole(article, "articles", 1, 999)
    if [name for name, _ in articles] != sorted({name for name, _ in articles}):
        raise RulesError("rules.repeated", "articles")


def _share(share: Share, name: str) -> None:
    if type(share) is not Share:
        raise RulesError("rules.not_object", name)
    denominator = _whole(share.denominator, name, 1, 100)
    if gcd(_whole(share.numerator, name, 0, denominator), denominator) != 1:  # one way to write each
        raise RulesError("rules.not_reduced", name)
    if type(share.strict) is not bool:
        raise RulesError("rules.not_boolean", name)
    if share.strict and share.numerator == denominator:  # more than all of them: nothing could pass
        raise RulesError("rules.more_than_all", name)


def _whole(value: int, name: str, least: int, most: int) -> int:
    if type(value) is not int:  # a bool is no number here
        raise RulesError("rules.not_integer", name)
    if not least <= value <= most:
        raise RulesError("rules.out_of_range", name, value=value, least=least, most=most)
    return value


def _word(value: str, words: tuple[str, ...], name: str) -> None:
    if type(value) is not str or value not in words:
        raise RulesError("rules.unknown_word", name, words=list(words))


def _text(value: str, name: str) -> None:
    if type(value) is not str or not value.strip() or len(value) > 6 or not is_clean(value):
        raise RulesError("rules.bad_text", name)
