"""What pages and papers tell of a poll's result, by the poll's kind.

facts(session, poll, row, by_votes, lang) -> dict       for templates; NotReady before the poll is counted
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from voting.polling import charts, grading, tallying
from voting.polling.models import Poll
from voting.polling.overview import PollView
from voting.polling.wording import EQUATIONS, REASONS
from voting.rules import announcement
from voting.rules.counts import equations
from voting.rules.grades import rating_equations
from voting.rules.phrases import Lang


def facts(
    session: Session, poll: PollView, row: Poll, by_votes: bool = False, lang: Lang = "zh"
) -> dict[str, Any]:
    """``by_votes`` orders the projects of a ballot; a rating keeps the order of its items. ``lang``: of the
    sentences."""
    names = [project.name for project in poll.projects]
    common = {"names": names, "equation_words": EQUATIONS, "reasons": REASONS}
    if poll.method.kind == "rating":
        return common | _rating(session, poll, row, names, lang)
    return common | _ballot(session, poll, row, names, by_votes, lang)


def _ballot(
    session: Session, poll: PollView, row: Poll, names: list[str], by_votes: bool, lang: Lang
) -> dict[str, Any]:
    counted, decided = tallying.result(session, row)
    lines = sorted(decided.lines, key=lambda line: (line.rank, line.index)) if by_votes else decided.lines
    return {
        "counts": counted,
        "outcome": decided,
        "lines": lines,
        "by_votes": by_votes,
        "bars": {line.index: charts.bar(line, counted, decided.bar) for line in decided.lines},
        "equations": equations(counted, poll.method),
        "reading": announcement.result_reading(poll.method, counted, decided, names, lang),
        "next_step": announcement.next_step_reading(poll.method, decided, names, lang),
    }


def _rating(session: Session, poll: PollView, row: Poll, names: list[str], lang: Lang) -> dict[str, Any]:
    counted, rating = tallying.rating(session, row)
    rows = grading.rows(poll.method, names, rating)
    return {
        "counts": counted,
        "rows": rows,
        "scale": grading.columns(poll.method),
        "may_abstain": poll.method.min_marks == 0,
        "limits": announcement.limits_reading(poll.method, counted, lang),
        "bars": {item.number: grading.bar(item, counted) for item in rows},
        "equations": rating_equations(counted, rating.items),
        "reading": announcement.rating_reading(poll.method, counted, rating, names, lang),
        "told_public": poll.method.publication.public == "all",
    }
