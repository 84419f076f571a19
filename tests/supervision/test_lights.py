"""The light of a project: its limits, its words, why it is what it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import Invalid
from voting.supervision.light_words import COLOUR_SIGNS, COLOUR_WORDS, FINDINGS, STANDINGS
from voting.supervision.lights import (
    FIVE,
    RANK,
    THREE,
    Facts,
    Limits,
    Scale,
    as_settings,
    light,
    limits,
    standing,
)

ON_LINE = Facts("under_way", Decimal(50), Decimal(50))


def facts(done: str = "50", scheduled: str = "50", **changed: object) -> Facts:
    return replace(ON_LINE, done=Decimal(done), scheduled=Decimal(scheduled), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "colour"),
    [
        ("50", "green"),
        ("70", "green"),
        ("40.1", "green"),
        ("40", "yellow"),
        ("20", "yellow"),
        ("19.9", "red"),
    ],
)
def test_ten_to_thirty_points_behind_is_yellow_and_more_is_red(done, colour):
    """银川's published limits."""
    assert light(facts(done), THREE).colour == colour


@pytest.mark.parametrize(
    ("done", "colour"),
    [
        ("14.9", "red"),
        ("15", "orange"),
        ("29.9", "orange"),
        ("30", "yellow"),
        ("45", "yellow"),
        ("45.1", "green"),
    ],
)
def test_five_colours_go_by_the_share_of_the_line(done, colour):
    """Under 30 per cent of the line is red (大足); the line asks for 50 here."""
    assert light(facts(done), FIVE).colour == colour


def test_with_five_colours_blue_is_a_project_that_was_finished_and_accepted_not_one_that_says_it_is_done():
    assert light(facts("100", state="accepted"), FIVE).colour == "blue"
    assert light(facts("100", state="completed"), FIVE).colour == "green"
    assert light(facts("100", state="accepted"), THREE).colour == "green"


@pytest.mark.parametrize(("days", "colour"), [(0, "green"), (1, "yellow"), (90, "yellow"), (91, "red")])
def test_an_overdue_milestone_has_a_light_of_its_own_and_is_named(days, colour):
    found = light(facts(overdue_days=days, overdue_name="主体封顶"), THREE)
    assert found.colour == colour
    finding = next(each for each in found.findings if each.scale == "time")
    assert finding.data.get("name", "主体封顶") == "主体封顶"


@pytest.mark.parametrize(
    ("arrived", "paid", "colour"),
    [("500", "400", "green"), ("400", "400", "yellow"), ("190", "190", "red"), ("500", "299", "yellow"),
     ("500", "90", "red")],
)  # fmt: skip
def test_money_is_held_against_the_plan_by_the_scheduled_line(arrived, paid, colour):
    """Half the year's work is due, so half of the 1,000 should have arrived; paying may lag more."""
    money = {"planned": Decimal(1000), "arrived": Decimal(arrived), "paid": Decimal(paid)}
    assert light(facts(**money), THREE).colour == colour


def test_of_money_that_is_not_known_nothing_is_said():
    assert {each.scale for each in light(facts(), THREE).findings} == {"time", "progress"}
    assert {each.scale for each in light(facts(planned=Decimal(0), paid=Decimal(5)), THREE).findings} == {
        "time",
        "progress",
    }


def test_the_worst_dimension_decides():
    found = light(facts("45", overdue_days=100, overdue_name="x"), THREE)
    assert found.colour == "red"
    assert [each.colour for each in found.findings] == ["red", "green"]


@pytest.mark.parametrize("state", ["suspended", "terminated"])
def test_a_project_at_rest_by_decision_has_no_light(state):
    assert light(facts("0", "100", state=state), THREE).colour == "none"
    assert standing(facts("0", "100", state=state), THREE) == state


@pytest.mark.parametrize(
    ("done", "scheduled", "word"),
    [("100", "80", "early"), ("100", "100", "finished"), ("60", "50", "ahead"), ("53", "50", "on_line"),
     ("47", "50", "on_line"), ("46.9", "50", "behind")],
)  # fmt: skip
def test_the_status_words_follow_the_line(done, scheduled, word):
    assert standing(facts(done, scheduled), THREE) == word


def test_a_target_lowered_after_september_is_not_on_time_even_when_done():
    lowered = facts("100", "100", lowered=True)
    assert standing(lowered, THREE) == "off_time"
    assert light(lowered, THREE).colour == "yellow"


def test_limits_survive_their_settings_and_presets_are_what_they_say():
    for preset in (THREE, FIVE):
        assert limits(as_settings(preset)) == preset
    assert limits({}) == THREE
    assert limits({"scheme": "five"}) == FIVE
    assert limits({"progress": {"yellow": 5}}).progress == Scale(5, 30)


@pytest.mark.parametrize(
    ("given_limits", "field"),
    [
        ({"scheme": "seven"}, "scheme"),
        ({"progress": {"yellow": 30, "red": 10}}, "progress_yellow"),
        ({"progress": {"yellow": 0}}, "progress_yellow"),
        ({"paid": {"red": 101}}, "paid_yellow"),
        ({"time": {"red": 400}}, "time_yellow"),
        ({"progress": {"orange": 20}}, "progress_orange"),
        ({"tolerance": 50}, "tolerance"),
    ],
)
def test_limits_that_make_no_sense_are_refused_at_their_field(given_limits, field):
    with pytest.raises(Invalid) as refused:
        limits(given_limits)
    assert refused.value.field == field


def test_every_colour_word_and_finding_can_be_said():
    assert set(COLOUR_WORDS) == set(COLOUR_SIGNS) == {"none", *RANK}
    assert len(set(COLOUR_SIGNS.values())) == len(COLOUR_SIGNS)
    assert {"early", "finished", "ahead", "on_line", "behind", "off_time"} < set(STANDINGS)


PERCENT = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
ANY_LIMITS = st.sampled_from([THREE, FIVE])
ANY_FACTS = st.builds(
    Facts,
    state=st.sampled_from(["under_way", "completed", "accepted", "suspended", "terminated"]),
    done=PERCENT,
    scheduled=PERCENT,
    overdue_days=st.integers(0, 400),
    overdue_name=st.just("主体封顶"),
    overdue_on=st.just("2026-06-30"),
    planned=st.none() | st.integers(0, 10**6).map(Decimal),
    arrived=st.none() | st.integers(0, 10**6).map(Decimal),
    paid=st.none() | st.integers(0, 10**6).map(Decimal),
    lowered=st.booleans(),
)


@given(ANY_FACTS, ANY_LIMITS)
def test_every_light_is_explained_in_whole_sentences(known: Facts, by: Limits):
    found = light(known, by)
    assert found.colour == "none" or found.colour in RANK
    assert any(each.colour == found.colour for each in found.findings)
    for each in found.findings:
        assert "%(" not in FINDINGS[each.code] % each.data
    assert standing(known, by) in STANDINGS


@given(ANY_FACTS, ANY_LIMITS, PERCENT)
def test_more_done_never_makes_a_light_worse(known: Facts, by: Limits, more: Decimal):
    better = replace(known, done=max(known.done, more))
    before, after = light(known, by), light(better, by)
    if before.colour != "none":
        assert RANK.index(after.colour) <= RANK.index(before.colour)


@given(ANY_FACTS, ANY_LIMITS, st.integers(0, 400))
def test_a_longer_delay_never_makes_a_light_better(known: Facts, by: Limits, days: int):
    later = replace(known, overdue_days=max(known.overdue_days, days))
    before, after = light(known, by), light(later, by)
    if before.colour != "none":
        assert RANK.index(after.colour) >= RANK.index(before.colour)
