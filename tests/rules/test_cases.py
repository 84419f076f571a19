"""Published ballots and ratings: each can be stated as a method; the numbers told lead to the outcome told.

What a page does not tell is not asserted: where it leaves the size of the congress open, every size is tried
that its own rules allow.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voting.rules import articles, presets
from voting.rules.announcement import rating_reading, result_reading
from voting.rules.counts import Counts
from voting.rules.grades import rate
from voting.rules.method import Method, from_json, to_json
from voting.rules.outcome import decide, quorum_line, validity
from voting.rules.questions import check_names, questions
from voting.rules.reading import reading
from voting.rules.terms import Grade, Publication

FILE = Path(__file__).parents[1] / "vectors" / "cases" / "published_cases.json"
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in json.loads(FILE.read_text("utf-8"))["cases"]}
KEYS = ("satisfied", "basically_satisfied", "dissatisfied")


def ballot_of(case: dict[str, Any]) -> Method:
    """The ballot as far as it is told; the rest is the preset of its level."""
    places = case["to_choose"]
    count = case["candidates_count"] or max(places, len(case["candidates"]), len(case["chosen"]))
    if count == places:
        return replace(presets.uncontested(count), min_ballots=5)
    make = {"street": presets.street, "township": presets.township}.get(case["level"], presets.county)
    return replace(make(places, count), min_ballots=5)


def rating_of(case: dict[str, Any]) -> Method:
    """The rating as far as it is told."""
    told = case["evaluation"]
    rows, summary = told["counts"] or [], told.get("summary") or {}
    items = told.get("items_rated") or len(rows) or summary.get("sub_items") or case["to_choose"]
    committee = "committee" in (told["rated_by"] or "")
    method = presets.rating(items) if committee else presets.plenary_rating(items)
    scale = told["scale"] or [grade.name for grade in method.grades]
    if "弃权" in scale:
        method = replace(method, min_marks=0)
    names = [name for name in scale if name != "弃权"]
    grades = tuple(Grade(name, method.grades[i].share) for i, name in enumerate(names))
    return replace(method, grades=grades, min_ballots=5)


def methods_of(case: dict[str, Any]) -> list[Method]:
    found = [ballot_of(case)] if case["to_choose"] else []
    return found + ([rating_of(case)] if case["evaluation"] else [])


def sizes(method: Method, present: int) -> list[int]:
    """Every number of members of whom ``present`` are enough."""
    return [size for size in range(present, 3 * present) if quorum_line(method, size) <= present]


def test_every_case_is_stated_as_a_method(counted):
    stated = {name: methods_of(case) for name, case in CASES.items()}
    assert [name for name, methods in stated.items() if not methods] == []
    for name, methods in stated.items():
        kinds = {"ballot", "rating"} if "+" in CASES[name]["kind"] else {methods[0].kind}
        assert {method.kind for method in methods} == kinds, name
        for method in methods:
            assert from_json(to_json(method)) == method
            assert reading(method)
            assert articles.fill(articles.template(method.kind), method)
            assert len(questions(method, [f"第{i}项" for i in range(method.candidates)])) >= 1
    counted("published cases stated as methods", len(stated))


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if case["chosen"] or case["candidates"]]
)
def test_the_names_told_can_stand_on_a_ballot(name):
    case = CASES[name]
    names = case["chosen"] or [candidate["name"] for candidate in case["candidates"]]
    check_names(presets.uncontested(len(names)), names)
    if case["chosen_complete"]:
        assert len(names) == case["to_choose"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["deputies_present"]])
def test_attendance_as_told_lets_the_vote_begin(name, counted):
    case = CASES[name]
    for method in methods_of(case):
        present = case["deputies_present"]
        issued = case["ballots_issued"] or present
        returned = case["ballots_returned"] or issued
        known = [case["deputies_total"]] if case["deputies_total"] else sizes(method, present)
        assert known
        for size in known:
            assert validity(method, Counts(size, present, issued, returned)) == ()
    counted("published numbers decided", 1)


def marks(case: dict[str, Any]) -> list[tuple[int, int]]:
    return [(each["votes_for"], each["votes_against"]) for each in case["candidates"]]


@pytest.mark.parametrize("name", ["dongyang-2017", "beipo-2019"])
def test_projects_whose_votes_are_told_are_chosen_as_told(name, counted):
    """Only some of the list is told: each of these stands above the line on its own."""
    case = CASES[name]
    votes = marks(case)
    returned = {for_ + against + (each["abstain"] or 0) for (for_, against), each in
                zip(votes, case["candidates"], strict=True)}  # fmt: skip
    assert len(returned) == 1
    present = case["deputies_present"] or returned.pop()
    method = presets.uncontested(len(votes))
    for size in sizes(method, present):
        given = Counts(size, present, present, present, *(tuple(row) for row in zip(*votes, strict=True)))
        decided = decide(method, given)
        names = [each["name"] for each in case["candidates"]]
        assert [names[i] for i in decided.chosen] == case["chosen"]
        assert decided.next_step == "announce"
        for (for_, against), line in zip(votes, decided.lines, strict=True):
            assert f"（赞成{for_}票、反对{against}票、弃权{line.abstain}票）" in result_reading(
                method, given, decided, names
            )
    counted("published numbers decided", 1)


def test_siping_one_of_two_is_chosen_with_the_share_told(counted):
    """45 issued and returned, one of two chosen with 93.3 %: that is 42 votes, whatever the other had."""
    case = CASES["siping-2023"]
    method, returned = ballot_of(case), case["ballots_returned"]
    (won,) = [votes for votes in range(returned + 1) if round(1000 * votes / returned) == 933]
    for size in sizes(method, case["deputies_present"]):
        for other in range(returned - won + 1):
            given = Counts(
                size, case["deputies_present"], case["ballots_issued"], returned, (won, other), (0, 0)
            )
            decided = decide(method, given)
            assert decided.reasons[0].code == "returned_within_handed_out"
            assert (len(decided.chosen), decided.chosen, decided.next_step) == (
                case["to_choose"],
                (0,),
                "announce",
            )
    counted("published numbers decided", 1)


def test_lishui_reads_issued_and_returned_and_counts_more_than_half_of_all_seats(counted):
    case = CASES["lishui-2025"]
    given = Counts(*(case[name] for name in ("deputies_total", "deputies_present", "ballots_issued",
                                             "ballots_returned")), (200,) * 10, (0,) * 10)  # fmt: skip
    method = replace(presets.county(10, 10), publication=Publication(hall="none"))
    decided = decide(method, given)
    assert decided.valid
    assert decided.bar == 164  # not 158, half of those present
    said = result_reading(method, given, decided, [f"第{i}项" for i in range(10)])
    assert "实有代表327名，实到314名，发出表决票314张，收回314张" in said
    counted("published numbers decided", 1)


def test_songcheng_begins_only_when_more_than_two_thirds_are_there(counted):
    case = CASES["songcheng-street-2025"]
    method, present = ballot_of(case), case["deputies_present"]
    largest = max(sizes(method, present))
    assert 3 * present > 2 * largest
    more = Counts(largest + 1, present, present, present)
    assert [fault.code for fault in validity(method, more)] == ["quorum_missed"]
    assert method.level == "recommend"
    counted("published numbers decided", 1)


def rows_of(case: dict[str, Any]) -> list[tuple[int, ...]]:
    return [tuple(row[key] for key in KEYS) for row in case["evaluation"]["counts"]]


def test_zhenhai_grades_as_published(counted):
    """The base is all members, whose number is not told: every number up to twice the weakest row's 满意."""
    case = CASES["zhenhai-2022-eval"]
    method, votes = rating_of(case), rows_of(case)
    present = case["deputies_present"]
    assert {sum(row) for row in votes} == {present}
    told = [row["grade"] for row in case["evaluation"]["counts"]]
    weakest = min(row[0] for row in votes)
    agreeing = [
        size
        for size in sizes(method, present)
        if [method.grades[item.grade].name for item in
            rate(method, Counts(size, present, present, present), votes).items] == told
    ]  # fmt: skip
    assert agreeing == list(range(present, 2 * weakest + 1))
    # Exactly half is enough, as the page says; were it not, one member fewer would be the last to agree.
    strict = replace(presets.rating(len(votes), share=presets.MORE_THAN_HALF), min_ballots=5)
    at_half = Counts(2 * weakest, present, present, present)
    assert {item.grade for item in rate(method, at_half, votes).items} == {0}
    assert {item.grade for item in rate(strict, at_half, votes).items} == {0, 1}
    counted("published numbers decided", 1)


def test_longyou_reads_out_its_four_numbers(counted):
    case = CASES["longyou-2018"]
    (row,) = case["evaluation"]["counts"]
    (votes,) = rows_of(case)
    method = replace(rating_of(case), candidates=1, places=1)
    returned = sum(votes) + row["abstain"]
    for size in sizes(method, returned):
        given = Counts(size, returned, returned, returned)
        rated = rate(method, given, [votes])
        assert rated.items[0].unmarked == row["abstain"]
        said = rating_reading(method, given, rated, [row["name"]])
        assert "满意152票、基本满意30票、不满意0票、未作选择0票" in said
    counted("published numbers decided", 1)


def test_fengze_votes_three_of_five_and_rates_six_items_in_one_sitting(counted):
    ballot, rating = methods_of(CASES["fengze-2024"])
    assert (ballot.places, ballot.candidates, rating.candidates) == (3, 5, 6)
    told = CASES["fengze-2024"]["evaluation"]["summary"]["all_grade"]
    assert rating.grades[0].name == told
    given = Counts(60, 50, 50, 50)
    assert {rating.grades[item.grade].name for item in rate(rating, given, [(50, 0, 0)] * 6).items} == {told}
    counted("published numbers decided", 1)


def test_jingzhou_announces_names_only(counted):
    case = CASES["jingzhou-2023"]
    method = replace(ballot_of(case), publication=Publication("none", "none"))
    given = Counts(60, 50, 50, 50, (50,) * method.candidates, (0,) * method.candidates)
    said = result_reading(method, given, decide(method, given), case["chosen"])
    assert all(f"「{name}」" in said for name in case["chosen"])
    assert "赞成50票" not in said
    counted("published numbers decided", 1)


def test_wanzhou_reports_its_ten_works_item_by_item(counted):
    """No ballot is told, only what became of the ten chosen: what a rating asks about the year after."""
    case = CASES["wanzhou-2024"]
    names = [work["name"] for work in case["candidates"]]
    assert len(questions(presets.plenary_rating(len(names)), names)) == len(names)
    assert ballot_of(case).places == case["to_choose"] == 10
    counted("published numbers decided", 1)
