"""From the numbers of a vote to its outcome: validity, pass line, ranks, ties, shortage, next step.

Integers only. The same method and counts give the same outcome everywhere, so that the minutes, the
screen and a verifier far away cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voting.rules.counts import Counts
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.terms import Shortage

Status = Literal["chosen", "not_chosen", "tied"]
Step = Literal[
    "announce",
    "runoff_among_tied",
    "presidium_breaks_tie",
    "shortage_presidium",
    "shortage_second_ballot",
    "shortage_accept_fewer",
    "shortage_next_session",
    "vote_again",  # more returned than handed out: void, the presidium orders a new vote
    "check_numbers",  # the reported numbers cannot all be true
    "adjourn",  # too few present or taking part
    "vote_on_paper",  # too few ballots to open them without exposing someone
]


@dataclass(frozen=True)
class Reason:
    """Why: ``number`` was compared with ``limit``; ``code`` says what they are and how it came out."""

    code: str
    number: int
    limit: int


@dataclass(frozen=True)
class Line:
    """One project. ``rank`` counts from 1 by 赞成, equal votes share it; ``abstain`` includes unmarked."""

    index: int
    for_votes: int
    against: int | None
    abstain: int
    over_bar: bool
    rank: int
    status: Status
    reason: Reason


@dataclass(frozen=True)
class Outcome:
    """What the vote decided.

    An invalid vote has no lines: its numbers are not a result. ``bar`` is the fewest 赞成 that pass.
    ``chosen`` is in ballot order and may be more than k where all that are level at the cut are accepted;
    ``tied`` projects contend for ``places_left``; ``shortage`` places stay empty because too few projects
    passed. ``reasons`` explain validity.
    """

    valid: bool
    reasons: tuple[Reason, ...]
    bar: int
    lines: tuple[Line, ...]
    chosen: tuple[int, ...]
    chosen_by_votes: tuple[int, ...]
    tied: tuple[int, ...]
    places_left: int
    shortage: int
    next_step: Step


def quorum_line(method: Method, all_deputies: int) -> int:
    """How many must be present: 218 of 327 for two thirds."""
    return method.quorum.line(all_deputies)


def pass_line(method: Method, counts: Counts) -> int:
    """The fewest 赞成 with which a project passes: 164 for more than half of 327."""
    return method.bar.line(base_of(method, counts))


def validity(method: Method, counts: Counts) -> tuple[Reason, ...]:
    """What spoils the whole vote, empty when it stands; judged before opening, so no votes are needed."""
    found = [
        Reason(code, number, limit)
        for code, number, limit in (
            ("present_exceed_all_deputies", counts.present, counts.all_deputies),
            ("handed_out_exceed_present", counts.handed_out, counts.present),
            ("returned_exceed_handed_out", counts.returned, counts.handed_out),
        )
        if number > limit
    ]
    found += [
        Reason(code, number, least)
        for code, number, least in (
            ("quorum_missed", counts.present, quorum_line(method, counts.all_deputies)),
            ("participation_missed", counts.returned, method.participation.line(counts.all_deputies)),
            ("too_few_ballots", counts.returned, method.min_ballots),
        )
        if number < least
    ]
    return tuple(found)


def decide(method: Method, counts: Counts) -> Outcome:
    """The outcome of a project ballot; RulesError when the counts do not fit the method or contradict."""
    if method.kind != "ballot":
        raise RulesError("rules.not_a_ballot", "kind")
    counts.check_numbers()
    bar = pass_line(method, counts)
    faults = validity(method, counts)
    if faults:
        return Outcome(False, faults, bar, (), (), (), (), 0, 0, step_after(faults))
    counts.check_votes(method)
    votes = counts.for_votes
    passed = sorted((i for i in range(len(votes)) if votes[i] >= bar), key=lambda i: (-votes[i], i))
    chosen, level = _fill(passed, votes, method.places)
    accepted = level if method.tie_now == "accept_all" else []
    chosen, tied = chosen + accepted, [] if accepted else level
    left = method.places - len(chosen) if tied else 0
    short = 0 if tied or method.pass_rule == "each" else max(0, method.places - len(chosen))
    return Outcome(
        valid=True,
        reasons=grounds(method, counts),
        bar=bar,
        lines=tuple(_line(i, method, counts, bar, chosen, level) for i in range(len(votes))),
        chosen=tuple(sorted(chosen)),
        chosen_by_votes=tuple(chosen),
        tied=tuple(sorted(tied)),
        places_left=left,
        shortage=short,
        next_step=_next_step(method, bool(tied), short),
    )


def base_of(method: Method, counts: Counts) -> int:
    """What shares of the vote are taken of."""
    bases = {"all_deputies": counts.all_deputies, "present": counts.present, "valid": counts.valid}
    return bases[method.base]


def _fill(passed: list[int], votes: tuple[int, ...], places: int) -> tuple[list[int], list[int]]:
    """Projects that fill the places, and those level at the cut of which there are too many."""
    if len(passed) <= places:
        return passed, []
    cut = votes[passed[places - 1]]
    if votes[passed[places]] < cut:
        return passed[:places], []
    return [i for i in passed if votes[i] > cut], [i for i in passed if votes[i] == cut]


def _line(i: int, method: Method, counts: Counts, bar: int, chosen: list[int], level: list[int]) -> Line:
    votes, places = counts.for_votes[i], method.places
    rank = 1 + sum(other > votes for other in counts.for_votes)
    status: Status = "chosen" if i in chosen else "tied" if i in level else "not_chosen"
    if votes < bar:
        reason = Reason("below_bar", votes, bar)
    elif method.pass_rule == "each":
        reason = Reason("met_bar", votes, bar)
    elif status == "chosen":
        reason = Reason("accepted_level" if i in level else "within_places", rank, places)
    else:
        reason = Reason("tied_at_cut" if status == "tied" else "outvoted", rank, places)
    against = None if counts.against is None else counts.against[i]
    return Line(i, votes, against, counts.abstain(i), votes >= bar, rank, status, reason)


def grounds(method: Method, counts: Counts) -> tuple[Reason, ...]:
    """Why a valid vote is valid."""
    return (
        Reason("returned_within_handed_out", counts.returned, counts.handed_out),
        Reason("quorum_met", counts.present, quorum_line(method, counts.all_deputies)),
        Reason("participation_met", counts.returned, method.participation.line(counts.all_deputies)),
    )


def step_after(faults: tuple[Reason, ...]) -> Step:
    """What follows when ``validity`` found these faults."""
    codes = {fault.code for fault in faults}
    if codes & {"present_exceed_all_deputies", "handed_out_exceed_present"}:
        return "check_numbers"
    if "returned_exceed_handed_out" in codes:
        return "vote_again"
    return "vote_on_paper" if codes == {"too_few_ballots"} else "adjourn"


def _next_step(method: Method, is_tied: bool, short: int) -> Step:
    if is_tied:
        return "runoff_among_tied" if method.tie_now == "runoff" else "presidium_breaks_tie"
    if not short:
        return "announce"
    by_rule: dict[Shortage, Step] = {
        "presidium": "shortage_presidium",
        "second_ballot": "shortage_second_ballot",
        "accept_fewer": "shortage_accept_fewer",
        "next_session": "shortage_next_session",
    }
    return by_rule[method.shortage_now]
