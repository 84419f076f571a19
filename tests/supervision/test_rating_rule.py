"""Scales, grades and rates: what the published cases say, and what no number may do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.conftest import VECTORS
from voting.errors import Invalid
from voting.rules.terms import MORE_THAN_HALF, NO_SHARE, Grade
from voting.supervision import rating_rule, weighting
from voting.supervision.rating_rule import ABSTAIN, EIGHT, Rule
from voting.supervision.weighting import GroupShare, Rate

CASES = {
    case["id"]: case
    for case in json.loads((VECTORS / "cases" / "published_cases.json").read_text("utf-8"))["cases"]
}
KEYS = ("satisfied", "basically_satisfied", "dissatisfied")
POINTS = Rule(kind="points", bands=(85, 60))
EIGHTFOLD = Rule(kind="dimensions", bands=(85, 60), dimensions=EIGHT)
FORM = {"kind": "grades", "base": "all_deputies", "limit": ">=1/2", "publication": "all"}


def marks_of(row: dict) -> list[int]:
    return [grade for grade, key in enumerate(KEYS) for _ in range(row[key])]


@pytest.mark.parametrize("members", range(29, 35))
def test_the_published_counts_of_zhenhai_give_its_published_grades(members, counted):
    """The base is all members, not told by the page: every number up to twice the weakest item."""
    rows = CASES["zhenhai-2022-eval"]["evaluation"]["counts"]
    for row in rows:
        count = rating_rule.counted(Rule(), "committee", members, 29, marks_of(row))
        assert count.base == members
        assert Rule().grades[count.grade].name == row["grade"]
    counted("published grades computed", len(rows))


def test_one_member_more_and_the_weakest_items_of_zhenhai_fall():
    weakest = [0] * 17 + [1] * 11 + [2]
    assert rating_rule.counted(Rule(), "committee", 34, 29, weakest).grade == 0
    assert rating_rule.counted(Rule(), "committee", 35, 29, weakest).grade == 1


@pytest.mark.parametrize(
    ("base", "limit", "grade"),
    [("all_deputies", ">=1/2", 1), ("present", ">=1/2", 0), ("present", ">1/2", 1), ("valid", ">1/2", 0)],
)
def test_the_base_and_the_limit_decide_the_grade_of_the_same_votes(base, limit, grade):
    """Twelve of twenty-two present say 满意; twenty sheets are valid; thirty belong to the body."""
    rule = rating_rule.of_form(FORM | {"base": base, "limit": limit})
    marks = [0] * 11 + [1] * 9
    assert rating_rule.counted(rule, "committee", 30, 22, marks).grade == grade


def test_exactly_half_is_enough_or_not_as_the_rule_says():
    marks = [0] * 10 + [2] * 10
    assert rating_rule.counted(Rule(base="valid"), "committee", 20, 20, marks).grade == 0
    names = [grade.name for grade in Rule().grades]
    strict = Rule(
        base="valid",
        grades=(*(Grade(name, MORE_THAN_HALF) for name in names[:2]), Grade(names[2], NO_SHARE)),
    )
    assert rating_rule.counted(strict, "committee", 20, 20, marks).grade == 2


def test_under_ten_sheets_nothing_is_decided():
    count = rating_rule.counted(Rule(base="valid"), "committee", 9, 9, [0] * 9)
    assert count.grade is None
    assert "too_few_ballots" in {reason.code for reason in count.reasons}


@pytest.mark.parametrize(("points", "grade"), [(100, 0), (85, 0), (84, 1), (60, 1), (59, 2), (0, 2)])
def test_points_fall_into_their_band(points, grade):
    assert rating_rule.grade_of(POINTS, points) == grade


def test_eight_dimensions_are_weighed_into_points():
    best = [100] * 8
    assert rating_rule.score(EIGHTFOLD, best) == 10_000
    assert rating_rule.score(EIGHTFOLD, [0, *best[1:]]) == 8_000
    assert rating_rule.grade_of(EIGHTFOLD, [0, *best[1:]]) == 1
    count = rating_rule.counted(EIGHTFOLD, "committee", 10, 10, [best] * 6 + [[0, *best[1:]]] * 4)
    assert (count.points, count.scored, count.grade) == (92_000, 10, 0)


@pytest.mark.parametrize(
    ("rule", "mark"),
    [(Rule(), 3), (Rule(), ABSTAIN), (Rule(), "0"), (Rule(), True), (Rule(), 1.0), (Rule(), [0]),
     (POINTS, 101), (POINTS, -1), (EIGHTFOLD, [100] * 7), (EIGHTFOLD, 100), (EIGHTFOLD, [True] * 8)],
)  # fmt: skip
def test_a_mark_that_the_scale_cannot_mean_is_refused(rule, mark):
    with pytest.raises(Invalid) as refused:
        rating_rule.checked(rule, mark)
    assert refused.value.code == "supervision.bad_mark"


def test_abstaining_is_a_mark_only_where_the_scale_has_it():
    rule = Rule(abstain=True, base="valid")
    assert rating_rule.checked(rule, ABSTAIN) == ABSTAIN
    count = rating_rule.counted(rule, "committee", 20, 20, [0] * 8 + [ABSTAIN] * 4 + [None] * 8)
    assert (count.votes, count.unmarked, count.grade) == ((8, 0, 0), 12, 2)


@pytest.mark.parametrize("rule", [Rule(), POINTS, EIGHTFOLD, Rule(abstain=True, publication="none")])
def test_a_rule_is_read_back_as_it_was_written(rule):
    assert rating_rule.from_json(rating_rule.to_json(rule)) == rule


@pytest.mark.parametrize(
    ("field", "given"),
    [("kind", {"kind": "stars"}), ("base", {"base": "some"}), ("limit", {"limit": "1/2"}),
     ("publication", {"publication": "winners"}), ("bands", {"kind": "points", "bands": "60,85"}),
     ("bands", {"kind": "points", "bands": "85"}), ("bands", {"kind": "points", "bands": "85,x"}),
     ("dimensions", {"kind": "dimensions", "bands": "85,60", "dimensions": "目标 50\n进度 40"})],
)  # fmt: skip
def test_a_form_at_fault_names_its_field(field, given):
    with pytest.raises(Invalid) as refused:
        rating_rule.of_form(FORM | given)
    assert refused.value.field == field


def test_points_are_for_named_ratings_only():
    with pytest.raises(Invalid):
        rating_rule.of_form(FORM | {"kind": "points", "bands": "85,60"}, "secret")


def test_the_method_of_a_secret_rating_says_who_rates_and_of_what():
    rule = replace(Rule(), base="present", abstain=True, publication="none")
    for raters, voters in rating_rule.VOTERS.items():
        method = rule.method(raters, 3)
        assert (method.kind, method.voters, method.base, method.min_marks) == ("rating", voters, "present", 0)
        assert (method.publication.hall, method.publication.public) == ("none", "none")
        assert method.min_ballots == 10


# Rates and weights ----------------------------------------------------------------------------


def test_a_rate_is_rounded_once_and_half_up():
    assert Rate(1, 3).text == "33.33%"
    assert Rate(2, 3).text == "66.67%"
    assert Rate(1, 800).text == "0.13%"
    assert Rate(0, 0).text == "—"


def test_the_overall_rate_counts_votes_and_not_items():
    rates = [Rate(10, 10), Rate(0, 90)]
    assert weighting.overall(rates).text == "10.00%"


def test_sixty_thirty_ten_are_weighed_from_exact_fractions():
    shares = [
        GroupShare("site", 60, (200, 50, 50)),
        GroupShare("this", 30, (20, 8, 1)),
        GroupShare("web", 10, (5, 5, 10)),
    ]
    found = weighting.weighted(shares)
    exact = (60 * 250 / 300 + 30 * 28 / 29 + 10 * 10 / 20) / 100
    assert found.basis_points == round(exact * 10_000)
    assert found.formula == "（83.33%×60 + 96.55%×30 + 50.00%×10）÷100"


def test_a_group_under_ten_hinders_the_weighted_rate_and_is_told_nowhere():
    small = GroupShare("web", 10, (9, 0, 0))
    found = weighting.weighted([GroupShare("this", 90, (29, 0, 0)), small])
    assert found.basis_points is None
    assert found.text == small.rate.text == "—"
