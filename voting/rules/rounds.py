"""The method of the round that follows a tie or a shortage (after Organic Law Art. 29)."""

from __future__ import annotations

from dataclasses import replace

from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.outcome import Outcome
from voting.rules.terms import ANY_VOTE


def next_round(method: Method, outcome: Outcome) -> tuple[Method, tuple[int, ...]]:
    """The next round's method and the indices (of this round's ballot) that stand in it, in ballot order.

    A runoff asks only about the tied projects, which have passed the bar already: more votes win. A
    second ballot asks about all that were not chosen, for the places left, under the same bar. RulesError
    when the outcome calls for neither.
    """
    if outcome.next_step == "runoff_among_tied":
        standing, places = outcome.tied, outcome.places_left
        method = replace(method, pass_rule="top_k", bar=ANY_VOTE)
    elif outcome.next_step == "shortage_second_ballot":
        standing = tuple(line.index for line in outcome.lines if line.status != "chosen")
        places = outcome.shortage
    else:
        raise RulesError("rules.no_next_round", "", step=outcome.next_step)
    return (
        replace(
            method,
            candidates=len(standing),
            places=places,
            min_marks=0,
            max_marks=places,
            round=method.round + 1,
        ),
        standing,
    )
