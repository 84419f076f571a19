"""What the electronic ballot asks under a method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.rules.canonical import is_clean
from voting.rules.errors import RulesError
from voting.rules.method import Method

FOR, AGAINST = "赞成", "反对"


@dataclass(frozen=True)
class QuestionSpec:
    """One homomorphic question (spec 4.8): between ``min`` and ``max`` of ``answers`` are marked."""

    title: str
    answers: tuple[str, ...]
    min: int
    max: int


def questions(method: Method, names: Sequence[str]) -> tuple[QuestionSpec, ...]:
    """赞成 over the n names and, for three marks, 反对 over the same; a rating asks one per item.

    ``names`` has n different texts of one line; their order is the order on the ballot.
    """
    check_names(method, names)
    if method.marking == "grade":
        grades = tuple(grade.name for grade in method.grades)
        return tuple(QuestionSpec(name, grades, method.min_marks, method.max_marks) for name in names)
    answers = tuple(names)
    asked = QuestionSpec(FOR, answers, method.min_marks, method.max_marks)
    if method.marking == "tick":
        return (asked,)
    return asked, QuestionSpec(AGAINST, answers, 0, len(answers))


def check_names(method: Method, names: Sequence[str]) -> None:
    """RulesError unless there is one clean, different name for each candidate."""
    if len(names) != method.candidates:
        raise RulesError("rules.names_number", "names", number=len(names), candidates=method.candidates)
    for index, name in enumerate(names):
        if not name.strip() or not is_clean(name):
            raise RulesError("rules.bad_text", "names", index=index)
    if len(set(names)) != len(names):
        raise RulesError("rules.repeated", "names")
