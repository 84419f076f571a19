"""Groups weighed together where a rating's plan says so: residents 60, bodies 30, web 10 and others.

chosen(given) -> tuple of {group, weight, name}              from a form's fields; Invalid names the field
weighed(session, evaluation, outcome) -> dict[item number, Weighted]

Every group keeps its own count on every page; the weighted rate stands beside the grade and changes it never.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from voting.errors import Invalid
from voting.supervision import residents, weighting
from voting.supervision.rating_machines import GROUP_WORDS, LEAST_RATERS
from voting.supervision.rating_results import Outcome, RatedItem
from voting.supervision.ratings import EvaluationLine
from voting.supervision.residents import NONE, Counted, SurveyLine
from voting.supervision.weighting import GroupShare, Weighted

WHOLE = 100


def chosen(given: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """The fields ``weight-<group>``, together 100 where any is filled in."""
    found: list[dict[str, Any]] = []
    for group in GROUP_WORDS:
        text = given.get(f"weight-{group}", "").strip() or "0"
        if not (text.isascii() and text.isdigit() and int(text) <= WHOLE):
            raise Invalid("supervision.bad_weights", field=f"weight-{group}")
        if int(text):
            found.append({"group": group, "weight": int(text)})
    if found and sum(int(each["weight"]) for each in found) != WHOLE:
        raise Invalid("supervision.bad_weights", field="weight-this")
    return tuple(found)


def weighed(session: Session, evaluation: EvaluationLine, outcome: Outcome) -> dict[int, Weighted]:
    """Empty where the plan weighs nothing, or this rating's own numbers are not told."""
    if not evaluation.weights:
        return {}
    ids = {item.project_id for item in outcome.items}
    said = residents.counts(session, evaluation.congress_id, ids)
    surveyed = residents.surveys(session, evaluation.congress_id, ids)
    return {
        item.number: weighting.weighted(
            [
                GroupShare(
                    each["group"],
                    each["weight"],
                    _votes(each["group"], item, said[item.project_id], surveyed.get(item.project_id, ())),
                )
                for each in evaluation.weights
            ]
        )
        for item in outcome.items
    }


def _votes(group: str, item: RatedItem, said: Counted, surveyed: tuple[SurveyLine, ...]) -> tuple[int, ...]:
    if group == "this":
        return item.votes or NONE
    if group == "survey":
        votes = [line.votes for line in surveyed]
        return tuple(map(sum, zip(*votes, strict=True))) if votes else NONE
    few = any(0 < sum(votes) < LEAST_RATERS for votes in said.by_way.values())
    # Where one way has too few, its number could be told from the sum and the other way's.
    return NONE if few else said.by_way.get(group, NONE)
