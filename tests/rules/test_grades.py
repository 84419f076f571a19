"""Rating grades: base and limits are explicit, so exactly half is never a matter of taste."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.rules import presets
from voting.rules.counts import Counts
from voting.rules.errors import RulesError
from voting.rules.grades import rate, rating_equations
from voting.rules.outcome import Reason, decide
from voting.rules.terms import MORE_THAN_HALF

ONE = presets.rating(1)
FORTY = Counts(40, 36, 36, 36)


@pytest.mark.parametrize(
    ("share_is_strict", "votes", "grade"),
    [
        (False, (20, 16, 0), 0),
        (False, (19, 17, 0), 1),
        (False, (10, 10, 16), 1),
        (False, (10, 9, 17), 2),
        (True, (20, 16, 0), 1),
        (True, (21, 15, 0), 0),
        (True, (10, 10, 16), 2),
        (True, (10, 11, 15), 1),
    ],
)
def test_half_of_all_members(share_is_strict, votes, grade):
    method = presets.rating(1, share=MORE_THAN_HALF) if share_is_strict else ONE
    assert rate(method, FORTY, [votes]).items[0].grade == grade


def test_three_bases_give_three_results():
    votes = [(17, 1, 14)]
    numbers = Counts(40, 34, 34, 34)
    abstaining = replace(ONE, min_marks=0)
    assert rate(abstaining, numbers, votes).items[0].grade == 2  # 18 of 40
    assert rate(replace(abstaining, base="present"), numbers, votes).items[0].grade == 0  # 17 of 34
    item = rate(replace(abstaining, base="valid"), replace(numbers, void=1), votes).items[0]
    assert (item.limits, item.together, item.unmarked, item.grade) == ((17, 17, 0), (17, 18, 32), 1, 0)


ZHENHAI = [(28, 1, 0), (20, 8, 1), (26, 3, 0), (29, 0, 0), (17, 11, 1), (26, 3, 0), (17, 11, 1), (28, 1, 0)]


@pytest.mark.parametrize("members", range(29, 37))
def test_zhenhai_published_eight_times_satisfied(members):
    """29 members voted, how many there are was not published: up to 34 the grades are the published ones,
    half of 35 is more than the 17 votes of two items (镇海 2022)."""
    given = rate(presets.rating(8), Counts(members, 29, 29, 29), ZHENHAI)
    expected = [0] * 8 if members <= 34 else [0, 0, 0, 0, 1, 0, 1, 0]
    assert [item.grade for item in given.items] == expected


@pytest.mark.parametrize(
    ("votes", "code", "number", "limit"),
    [
        ((20, 16, 0), "grade_reached", 20, 20), ((10, 10, 16), "grade_reached_together", 20, 20),
        ((10, 9, 17), "grades_missed", 19, 20),
    ],
)  # fmt: skip
def test_a_grade_says_why(votes, code, number, limit):
    item = rate(ONE, FORTY, [votes]).items[0]
    assert item.reason == Reason(code, number, limit)
    assert item.compared == min(item.grade, 1)


def test_of_two_grades_the_second_says_that_the_first_was_missed():
    two = replace(ONE, grades=(ONE.grades[0], ONE.grades[2]))
    item = rate(two, FORTY, [(19, 17)]).items[0]
    assert (item.grade, item.compared, item.reason) == (1, 0, Reason("grade_missed", 19, 20))


def test_a_rating_s_numbers_balance_item_by_item():
    numbers = Counts(40, 34, 34, 34)
    items = rate(replace(presets.rating(2), min_marks=0), numbers, [(17, 1, 14), (34, 0, 0)]).items
    found = [each for each in rating_equations(numbers, items) if each.index is not None]
    assert [(each.code, each.left, each.relation, each.right) for each in found] == [
        ("item_marks", 34, "=", 34)
    ] * 2
    assert all(each.holds for each in rating_equations(numbers, items))


def test_longyou_read_out_152_30_0_0():
    """152 满意 and 30 基本满意 of the 182 who took part (龙游 2018)."""
    plenary = replace(presets.rating(1), voters="deputies", base="present", min_marks=0)
    item = rate(plenary, Counts(240, 182, 182, 182), [(152, 30, 0)]).items[0]
    assert (item.grade, item.unmarked) == (0, 0)


def test_a_rating_without_quorum_grades_nothing():
    rating = rate(ONE, Counts(40, 20, 20, 20), [(20, 0, 0)])
    assert (rating.valid, rating.items, rating.reasons) == (False, (), (Reason("quorum_missed", 20, 21),))


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ([(20, 16)], "rules.votes_number"),
        ([(36, 0, 0), (36, 0, 0)], "rules.votes_number"),
        ([(37, 0, 0)], "rules.votes_contradict"),
        ([(35, 0, 0)], "rules.votes_contradict"),  # each ballot must grade each item
        ([(37, -1, 0)], "rules.not_natural"),
    ],
)
def test_votes_that_no_ratings_could_give_are_refused(votes, code):
    with pytest.raises(RulesError) as caught:
        rate(ONE, FORTY, votes)
    assert caught.value.code == code


def test_ballots_and_ratings_are_not_mixed_up():
    with pytest.raises(RulesError) as caught:
        decide(ONE, FORTY)
    assert caught.value.code == "rules.not_a_ballot"
    with pytest.raises(RulesError) as caught:
        rate(presets.county(1, 1), FORTY, [(36, 0, 0)])
    assert caught.value.code == "rules.not_a_rating"


@given(st.integers(0, 36), st.integers(0, 36))
def test_a_better_vote_never_lowers_a_grade(first, second):
    good, fair = min(first, 36), min(second, 36 - min(first, 36))
    grade = rate(ONE, FORTY, [(good, fair, 36 - good - fair)]).items[0].grade
    if fair:
        assert rate(ONE, FORTY, [(good + 1, fair - 1, 36 - good - fair)]).items[0].grade <= grade
