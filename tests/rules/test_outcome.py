"""Outcomes worked by hand, and what must hold of every outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import ballots, votes_under
from voting.rules import presets
from voting.rules.counts import Counts, Equation, equations
from voting.rules.errors import RulesError
from voting.rules.outcome import Reason, decide, pass_line, quorum_line, validity
from voting.rules.rounds import next_round
from voting.rules.terms import ANY_VOTE, HALF, MORE_THAN_HALF, TWO_THIRDS, Share

THREE_OF_FIVE = presets.county(3, 5)


def counts(*votes: int, everyone: int = 327, present: int = 314) -> Counts:
    """All present vote; nobody is against."""
    return Counts(everyone, present, present, present, votes, (0,) * len(votes))


def statuses(outcome) -> str:
    return "".join({"chosen": "C", "tied": "T", "not_chosen": "-"}[line.status] for line in outcome.lines)


# --- pass line and quorum -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "whole", "line"),
    [
        (MORE_THAN_HALF, 327, 164),
        (MORE_THAN_HALF, 60, 31),
        (MORE_THAN_HALF, 61, 31),
        (HALF, 60, 30),
        (HALF, 61, 31),
        (TWO_THIRDS, 60, 40),
        (Share(2, 3, True), 60, 41),
        (TWO_THIRDS, 327, 218),
        (TWO_THIRDS, 61, 41),
        (Share(1, 3, False), 100, 34),
        (ANY_VOTE, 327, 1),
        (MORE_THAN_HALF, 0, 1),
    ],
)
def test_a_line_is_the_fewest_that_meet_the_share(share, whole, line):
    assert share.line(whole) == line


@given(st.integers(0, 5000), st.integers(1, 20), st.integers(0, 20), st.booleans())
def test_a_line_is_exact(whole, denominator, numerator, strict):
    line = Share(min(numerator, denominator), denominator, strict).line(whole)
    limit = whole * min(numerator, denominator)
    meets = (lambda v: v * denominator > limit) if strict else (lambda v: v * denominator >= limit)
    assert meets(line)
    assert not meets(line - 1)


def test_the_base_is_all_deputies_and_not_those_present():
    votes = counts(200, 164, 163, 158, 0)
    assert pass_line(THREE_OF_FIVE, votes) == 164
    assert pass_line(replace(THREE_OF_FIVE, base="present"), votes) == 158
    assert pass_line(replace(THREE_OF_FIVE, base="valid"), replace(votes, void=4)) == 156
    assert quorum_line(THREE_OF_FIVE, 327) == 218


# --- who is chosen --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "expected", "by_votes", "left", "short", "step"),
    [
        ((240, 164, 163, 200, 164), "CT-CT", (0, 3), 1, 0, "runoff_among_tied"),  # at the cut
        ((200, 190, 190, 180, 170), "CCC--", (0, 1, 2), 0, 0, "announce"),  # inside the cut
        ((200, 190, 185, 180, 180), "CCC--", (0, 1, 2), 0, 0, "announce"),  # outside the cut
        ((180, 180, 180, 180, 180), "TTTTT", (), 3, 0, "runoff_among_tied"),  # all level
        ((300, 180, 180, 180, 100), "CTTT-", (0,), 2, 0, "runoff_among_tied"),  # three for two places
        ((164, 163, 163, 163, 164), "C---C", (0, 4), 0, 1, "shortage_presidium"),  # a tie below the bar
        ((163, 163, 100, 0, 0), "-----", (), 0, 3, "shortage_presidium"),  # none passes
        ((170, 180, 190, 100, 0), "CCC--", (2, 1, 0), 0, 0, "announce"),  # just enough
        ((190, 188, 189, 187, 187), "CCC--", (0, 2, 1), 0, 0, "announce"),  # everything passes, three places
    ],
)
def test_the_county_rule(votes, expected, by_votes, left, short, step):
    outcome = decide(THREE_OF_FIVE, counts(*votes))
    assert statuses(outcome) == expected
    assert outcome.chosen_by_votes == by_votes
    assert outcome.chosen == tuple(sorted(by_votes))
    assert (outcome.places_left, outcome.shortage, outcome.next_step) == (left, short, step)


def test_exactly_half_does_not_pass():
    sixty = replace(presets.township(1, 2), max_marks=1)
    outcome = decide(sixty, counts(30, 29, everyone=60, present=59))
    assert (outcome.bar, outcome.chosen, outcome.shortage) == (31, (), 1)
    assert outcome.lines[0].reason == Reason("below_bar", 30, 31)
    assert decide(sixty, counts(31, 28, everyone=60, present=59)).chosen == (0,)
    assert decide(replace(sixty, bar=HALF), counts(30, 29, everyone=60, present=59)).chosen == (0,)


def test_ten_of_twelve_as_in_the_hall():
    votes = (301, 297, 290, 288, 280, 277, 270, 262, 251, 244, 201, 163)
    outcome = decide(presets.county(10, 12), counts(*votes))
    assert outcome.bar == 164
    assert outcome.chosen == tuple(range(10))
    assert outcome.next_step == "announce"
    assert outcome.lines[9].reason == Reason("within_places", 10, 10)
    assert outcome.lines[10].reason == Reason("outvoted", 11, 10)
    assert outcome.lines[11].reason == Reason("below_bar", 163, 164)
    assert outcome.lines[11].abstain == 314 - 163


def test_a_line_tells_for_against_and_abstain():
    given = Counts(327, 314, 314, 312, (200, 100, 170, 0, 312), (12, 200, 142, 312, 0))
    lines = decide(THREE_OF_FIVE, given).lines
    assert [(line.for_votes, line.against, line.abstain) for line in lines] == [
        (200, 12, 100),
        (100, 200, 12),
        (170, 142, 0),
        (0, 312, 0),
        (312, 0, 0),
    ]
    assert [line.rank for line in lines] == [2, 4, 3, 5, 1]


def test_a_project_that_exactly_meets_the_line_is_over_it():
    lines = decide(THREE_OF_FIVE, counts(165, 164, 163, 0, 0)).lines
    assert [line.over_bar for line in lines] == [True, True, False, False, False]


def test_equal_votes_share_a_rank():
    outcome = decide(THREE_OF_FIVE, counts(180, 200, 180, 170, 200))
    assert [line.rank for line in outcome.lines] == [3, 1, 3, 5, 1]
    assert outcome.lines[0].reason == Reason("tied_at_cut", 3, 3)


def test_uncontested_projects_stand_each_on_its_own():
    seven = presets.uncontested(7)
    outcome = decide(seven, counts(51, 30, 51, 51, 31, 0, 51, everyone=60, present=51))
    assert statuses(outcome) == "C-CCC-C"
    assert (outcome.shortage, outcome.next_step) == (0, "announce")
    assert outcome.lines[1].reason == Reason("below_bar", 30, 31)
    assert outcome.lines[4].reason == Reason("met_bar", 31, 31)


def test_published_cases():
    """北坡 2019: 51/0/0, seven of seven; 官垱 2021: four of five passed and no second round."""
    seven = decide(presets.uncontested(7), counts(*[51] * 7, everyone=60, present=51))
    assert (seven.chosen, seven.next_step) == (tuple(range(7)), "announce")
    four = decide(presets.uncontested(5), counts(50, 48, 40, 31, 30, everyone=60, present=52))
    assert (four.chosen, four.shortage, four.next_step) == ((0, 1, 2, 3), 0, "announce")


def test_a_project_voted_down_outright():
    """祯埠: none for, 43 against."""
    given = Counts(45, 43, 43, 43, (43, 30, 0), (0, 13, 43))
    outcome = decide(presets.township(2, 3), given)
    assert (outcome.chosen, outcome.lines[2].against, outcome.lines[2].abstain) == ((0, 1), 43, 0)


def test_top_k_asks_for_no_majority_but_for_one_vote():
    rule = presets.top_k(3, 5)
    ticks = Counts(327, 314, 314, 314, (90, 80, 70, 70, 5))
    outcome = decide(rule, ticks)
    assert (outcome.bar, statuses(outcome), outcome.next_step) == (1, "CCTT-", "runoff_among_tied")
    assert outcome.lines[0].against is None
    assert outcome.lines[0].abstain == 224
    outcome = decide(rule, replace(ticks, for_votes=(90, 80, 0, 0, 0)))
    assert (statuses(outcome), outcome.shortage) == ("CC---", 1)


# --- rounds ---------------------------------------------------------------------------------------------


def test_a_runoff_asks_only_about_the_tied():
    outcome = decide(THREE_OF_FIVE, counts(300, 180, 180, 180, 100))
    runoff, standing = next_round(THREE_OF_FIVE, outcome)
    assert standing == (1, 2, 3)
    assert (runoff.candidates, runoff.places, runoff.max_marks, runoff.round) == (3, 2, 2, 2)
    assert presets.warnings(runoff) == ()
    second = decide(runoff, counts(150, 100, 60))
    assert (second.chosen, second.next_step) == ((0, 1), "announce")
    assert decide(runoff, counts(150, 80, 80)).next_step == "presidium_breaks_tie"


def test_a_second_ballot_asks_about_the_rest_under_the_same_bar():
    rule = replace(THREE_OF_FIVE, shortage="second_ballot")
    outcome = decide(rule, counts(164, 163, 163, 163, 164))
    assert outcome.next_step == "shortage_second_ballot"
    second, standing = next_round(rule, outcome)
    assert standing == (1, 2, 3)
    assert (second.candidates, second.places, second.bar) == (3, 1, MORE_THAN_HALF)
    assert decide(second, counts(163, 10, 0)).next_step == "shortage_presidium"


@pytest.mark.parametrize(
    ("shortage", "step"),
    [
        ("accept_fewer", "shortage_accept_fewer"),
        ("next_session", "shortage_next_session"),
        ("presidium", "shortage_presidium"),
    ],
)
def test_a_shortage_names_its_step_and_no_further_round(shortage, step):
    rule = replace(THREE_OF_FIVE, shortage=shortage)
    outcome = decide(rule, counts(164, 163, 163, 163, 164))
    assert outcome.next_step == step
    with pytest.raises(RulesError) as caught:
        next_round(rule, outcome)
    assert caught.value.code == "rules.no_next_round"


def test_a_tie_left_to_the_presidium():
    rule = replace(THREE_OF_FIVE, tie="presidium")
    assert decide(rule, counts(300, 180, 180, 180, 100)).next_step == "presidium_breaks_tie"


@pytest.mark.parametrize(
    ("votes", "expected", "by_votes", "short"),
    [
        ((300, 180, 180, 180, 100), "CCCC-", (0, 1, 2, 3), 0),  # four for three places
        ((180, 180, 180, 180, 180), "CCCCC", (0, 1, 2, 3, 4), 0),
        ((200, 190, 190, 180, 170), "CCC--", (0, 1, 2), 0),  # a tie inside the cut chooses no more
        ((164, 163, 163, 163, 164), "C---C", (0, 4), 1),  # nor does one below the bar
    ],
)
def test_where_all_level_at_the_cut_are_accepted_more_than_k_are_chosen(votes, expected, by_votes, short):
    for now in (1, 2):  # it holds in the last round too: nothing stays open
        rule = replace(THREE_OF_FIVE, tie="accept_all", round=now)
        outcome = decide(rule, counts(*votes))
        assert statuses(outcome) == expected
        assert outcome.chosen_by_votes == by_votes
        assert (outcome.tied, outcome.places_left, outcome.shortage) == ((), 0, short)
        assert outcome.next_step == ("shortage_presidium" if short else "announce")


def test_those_accepted_at_the_cut_say_why():
    outcome = decide(replace(THREE_OF_FIVE, tie="accept_all"), counts(300, 180, 180, 180, 100))
    assert outcome.lines[0].reason == Reason("within_places", 1, 3)
    assert [line.reason for line in outcome.lines[1:4]] == [Reason("accepted_level", 2, 3)] * 3
    assert outcome.lines[4].reason == Reason("below_bar", 100, 164)


# --- validity -------------------------------------------------------------------------------------------

FIVE = (50, 40, 30, 20, 10)


@pytest.mark.parametrize(
    ("numbers", "reasons", "step"),
    [
        ((327, 314, 314, 315), [Reason("returned_exceed_handed_out", 315, 314)], "vote_again"),
        ((327, 217, 217, 217), [Reason("quorum_missed", 217, 218)], "adjourn"),
        ((327, 328, 327, 327), [Reason("present_exceed_all_deputies", 328, 327)], "check_numbers"),
        ((327, 314, 315, 314), [Reason("handed_out_exceed_present", 315, 314)], "check_numbers"),
        ((327, 314, 314, 9), [Reason("too_few_ballots", 9, 10)], "vote_on_paper"),
    ],
)
def test_numbers_that_spoil_the_whole_vote(numbers, reasons, step):
    spoilt = Counts(*numbers, FIVE, (0,) * 5)
    outcome = decide(THREE_OF_FIVE, spoilt)
    assert list(outcome.reasons) == reasons == list(validity(THREE_OF_FIVE, spoilt))
    assert (outcome.valid, outcome.lines, outcome.chosen, outcome.next_step) == (False, (), (), step)
    assert decide(THREE_OF_FIVE, replace(spoilt, for_votes=(), against=None)) == outcome


def test_fewer_returned_than_handed_out_is_valid():
    outcome = decide(THREE_OF_FIVE, Counts(327, 314, 314, 300, (300, 0, 0, 0, 0), (0,) * 5))
    assert outcome.valid
    assert outcome.reasons[0] == Reason("returned_within_handed_out", 300, 314)


def test_participation_is_another_matter_than_attendance():
    rule = replace(THREE_OF_FIVE, participation=MORE_THAN_HALF)
    few = Counts(327, 314, 314, 163, (100, 0, 0, 0, 0), (0,) * 5)
    assert decide(rule, few).reasons == (Reason("participation_missed", 163, 164),)
    assert decide(rule, replace(few, returned=164)).valid


def test_at_sixty_members_at_least_and_more_than_two_thirds_differ_by_one():
    forty = counts(31, 31, 31, 0, 0, everyone=60, present=40)
    assert decide(presets.township(3, 5), forty).valid
    assert decide(presets.street(3, 5), forty).reasons == (Reason("quorum_missed", 40, 41),)


def test_void_papers_count_for_nothing():
    papers = Counts(60, 50, 50, 50, (40, 35, 33, 10, 0), (0,) * 5, void=3)
    outcome = decide(presets.township(3, 5), papers)
    assert outcome.lines[0].abstain == 7
    assert outcome.chosen == (0, 1, 2)
    all_void = replace(papers, for_votes=(0,) * 5, void=50)
    assert decide(presets.township(3, 5), all_void).shortage == 3


@pytest.mark.parametrize(
    ("numbers", "code", "field"),
    [
        (Counts(327, 314, 314, 314, FIVE, None), "rules.against_differs", "against"),
        (Counts(327, 314, 314, 314, FIVE[:4], (0,) * 5), "rules.votes_number", "for_votes"),
        (Counts(327, 314, 314, 314, FIVE, (0,) * 4), "rules.votes_number", "against"),
        (Counts(327, 314, 314, 314, (50, 40, 30, 20, -1), (0,) * 5), "rules.not_natural", "for_votes"),
        (Counts(327, 314, 314, True, FIVE, (0,) * 5), "rules.not_natural", "returned"),
        (Counts(327, 314, 314, 314, FIVE, (265, 0, 0, 0, 0)), "rules.votes_contradict", "for_votes"),
        (Counts(327, 314, 314, 314, (315, 0, 0, 0, 0), (0,) * 5), "rules.votes_contradict", "for_votes"),
        (Counts(327, 314, 314, 314, (314,) * 5, (0,) * 5), "rules.votes_contradict", "for_votes"),
        (Counts(327, 314, 314, 20, FIVE, (0,) * 5, 21), "rules.void_exceed_returned", "void"),
    ],
)
def test_votes_that_no_ballots_could_give_are_refused(numbers, code, field):
    with pytest.raises(RulesError) as caught:
        decide(THREE_OF_FIVE, numbers)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_ballot_with_too_few_marks_is_refused():
    with pytest.raises(RulesError) as caught:
        decide(replace(THREE_OF_FIVE, min_marks=3), counts(314, 314, 313, 0, 0))
    assert caught.value.data["equation"] == "least_marks"


def test_equations_show_both_sides():
    shown = equations(Counts(327, 314, 314, 312, (200, 300), (12, 20)), presets.county(2, 2))
    assert shown == (
        Equation("all_deputies_present", 327, "≥", 314),
        Equation("present_handed_out", 314, "≥", 314),
        Equation("handed_out_returned", 314, "≥", 312),
        Equation("returned_valid_void", 312, "=", 312),
        Equation("project_marks", 312, "=", 312, 0),
        Equation("project_marks", 320, "=", 312, 1),
        Equation("most_marks", 500, "≤", 624),
        Equation("least_marks", 500, "≥", 0),
    )
    assert [equation.holds for equation in shown] == [True] * 5 + [False] + [True] * 2


# --- what always holds ----------------------------------------------------------------------------------

cases = ballots().flatmap(lambda method: st.tuples(st.just(method), votes_under(method)))


@given(cases)
def test_every_valid_outcome_is_sound(case):
    method, given = case
    outcome = decide(method, given)
    assert outcome == decide(method, given)
    if not outcome.valid:
        assert validity(method, given) == outcome.reasons != ()
        return
    votes = given.for_votes
    level = [line.index for line in outcome.lines if line.reason.code == "accepted_level"]
    assert len(outcome.chosen) <= method.places or (method.tie == "accept_all" and level)
    if level:
        assert len({votes[i] for i in level}) == 1
        assert len(outcome.chosen) - len(level) < method.places < len(outcome.chosen)
    assert all(votes[i] >= outcome.bar for i in outcome.chosen + outcome.tied)
    assert not set(outcome.chosen) & set(outcome.tied)
    passed = [i for i, number in enumerate(votes) if number >= outcome.bar]
    if method.pass_rule == "each":
        assert list(outcome.chosen) == passed
    else:
        filled = len(outcome.chosen) if level else method.places
        assert len(outcome.chosen) + outcome.places_left + outcome.shortage == filled
    if outcome.tied:
        assert 0 < outcome.places_left < len(outcome.tied)
        assert len({votes[i] for i in outcome.tied}) == 1
    others = set(passed) - set(outcome.chosen)
    if outcome.chosen and others:  # nobody outside has as many votes as anybody inside
        assert min(votes[i] for i in outcome.chosen) > max(votes[i] for i in others)
    assert bool(outcome.tied or outcome.shortage) == (outcome.next_step != "announce")


@given(cases, st.randoms(use_true_random=False))
def test_the_order_on_the_ballot_decides_nothing(case, random):
    method, given = case
    order = list(range(method.candidates))
    random.shuffle(order)
    against = given.against and tuple(given.against[i] for i in order)
    shuffled = replace(given, for_votes=tuple(given.for_votes[i] for i in order), against=against)
    before, after = decide(method, given), decide(method, shuffled)
    assert {order[i] for i in after.chosen} == set(before.chosen)
    assert {order[i] for i in after.tied} == set(before.tied)
    assert (after.bar, after.shortage, after.next_step) == (before.bar, before.shortage, before.next_step)
    for line in after.lines:
        same = before.lines[order[line.index]]
        assert replace(line, index=same.index) == same


@given(cases)
def test_every_further_round_is_a_valid_method_for_those_that_stand(case):
    method, given = case
    outcome = decide(method, given)
    if outcome.next_step in {"runoff_among_tied", "shortage_second_ballot"}:
        following, standing = next_round(method, outcome)
        assert following.candidates == len(standing) >= following.places >= 1
        assert following.round == method.round + 1 <= method.rounds
        assert not set(standing) & set(outcome.chosen)
