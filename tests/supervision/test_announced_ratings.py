"""What polling tells of a secret rating: after its announcement, as much as its method tells."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.polling.stage import Stage
from voting.db import Databases
from voting.polling import sittings, tallying
from voting.polling.announced import announced, announced_ratings
from voting.rules import presets
from voting.rules.terms import Publication
from voting.supervision import rating_results
from voting.supervision.rating_models import EvaluationItem

GOOD, FAIR, BAD = (1, 0, 0), (0, 1, 0), (0, 0, 1)
CAST = [(GOOD, FAIR, BAD)] * 4 + [(GOOD, BAD, BAD)] * 2


@pytest.fixture
def stage(databases: Databases, tmp_path: Path) -> Stage:
    return Stage(databases, tmp_path)


def counted(stage: Stage, **method: object) -> Stage:
    """Six ballots of ten members, counted and signed; not announced yet."""
    stage.method = replace(presets.rating(3), min_ballots=5, **method)
    stage.to_open()
    for card, choices in enumerate(CAST):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    return stage


def test_nothing_is_told_before_the_announcement_and_then_what_the_record_holds(stage):
    counted(stage)
    with stage.board() as session:
        assert announced_ratings(session) == []
    stage.announce()
    with stage.board() as session:
        (told,) = announced_ratings(session)
        counts, rating = tallying.rating(session, sittings.find_poll(session, stage.poll_id))
        assert announced(session) == []
    assert [item.votes for item in told.items] == [item.votes for item in rating.items]
    assert [item.votes for item in told.items] == [(6, 0, 0), (0, 4, 2), (0, 0, 6)]
    assert [told.method.grades[item.grade].name for item in told.items] == ["满意", "不满意", "不满意"]
    assert (told.counts, told.base) == (counts, 10)
    assert told.fingerprint == stage.poll().fingerprint
    assert [item.name for item in told.items] == ["项目1", "项目2", "项目3"]


def test_a_method_that_keeps_its_numbers_tells_grades_alone(stage):
    counted(stage, publication=Publication(hall="none", public="none"))
    stage.announce()
    with stage.board() as session:
        (told,) = announced_ratings(session)
    assert {(item.votes, item.unmarked) for item in told.items} == {(None, None)}
    assert [item.grade for item in told.items] == [0, 2, 2]


def test_a_rating_of_another_session_is_not_among_those_of_one(stage):
    counted(stage)
    stage.announce()
    with stage.board() as session:
        assert len(announced_ratings(session, "5" * 32)) == 1
        assert announced_ratings(session, "6" * 32) == []


def test_a_supervision_group_rates_in_a_sitting_of_its_own(stage):
    counted(stage, voters="group_members")
    stage.announce()
    with stage.board() as session:
        (told,) = announced_ratings(session)
    assert told.method.voters == "group_members"


def test_of_fewer_than_ten_ballots_the_year_keeps_no_number_and_no_grade(stage):
    """The sitting may open six ballots where its method says so; the year's pages tell nothing of them."""
    counted(stage)
    stage.announce()
    with stage.board() as session:
        (told,) = announced_ratings(session)
    items = [
        EvaluationItem(number=item.number, project_id="p", name=item.name, unit="") for item in told.items
    ]
    outcome = rating_results.of_poll(told, items)
    assert not outcome.enough
    assert {(item.votes, item.grade, item.grade_name, item.code) for item in outcome.items} == {
        (None, None, "", "")
    }
    assert rating_results.read(json.dumps(asdict(outcome))) == outcome
