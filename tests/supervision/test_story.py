"""What is told of a year: to everybody what was closed and set public, to those who work here all of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.halls import open_hall
from tests.supervision import told
from voting.congress.roles import Role
from voting.errors import NotFound
from voting.supervision import chart, programmes, story


@pytest.fixture
def hall(tmp_path):
    with open_hall(
        tmp_path, f"sqlite:///{tmp_path / 'main.db'}", f"sqlite:///{tmp_path / 'board.db'}"
    ) as made:
        yield made


def stories(hall, *, everything=False):
    programme = programmes.of_year(hall.session, hall.congress_id, 2026)
    return story.of_year(hall.session, hall.congress_id, programme, everything=everything)


def projects(hall, programme):
    return programmes.projects(hall.session, hall.congress_id, programme.id)


def test_everybody_reads_lights_of_closed_rounds_and_the_office_those_of_open_ones_too(hall):
    here = (hall.session, hall.congress_id)
    programme = told.make_year(*here)
    first = projects(hall, programme)[0]
    opened = told.make_round(*here, programme.id, state="reporting")
    told.read_light(*here, opened, first.id)
    assert stories(hall)[0].lights == ()
    assert stories(hall, everything=True)[0].latest.shown == "yellow"
    told.set_state(*here, opened, "closed")
    assert stories(hall)[0].latest.done == 200
    assert stories(hall)[1].latest is None


def test_an_overridden_light_shows_both_and_one_taken_back_shows_the_computed_one(hall):
    here = (hall.session, hall.congress_id)
    programme = told.make_year(*here)
    first, second = projects(hall, programme)[:2]
    opened = told.make_round(*here, programme.id, state="reporting")
    person = hall.actor(Role.SUPERVISION_OFFICE).person_id
    for project in (first, second):
        told.read_light(*here, opened, project.id)
        told.override(*here, opened, project.id, person, "green")
    told.override(*here, opened, second.id, person, "", version=2)
    told.set_state(*here, opened, "closed")
    shown, taken_back = (one.latest for one in stories(hall)[:2])
    assert (shown.computed, shown.shown, shown.overridden) == ("yellow", "green", True)
    assert "顺延" in shown.reason
    assert (taken_back.shown, taken_back.overridden) == ("yellow", False)


def test_of_several_readings_in_a_round_the_last_counts(hall):
    here = (hall.session, hall.congress_id)
    programme = told.make_year(*here, many=1)
    project = projects(hall, programme)[0]
    opened = told.make_round(*here, programme.id, state="reporting")
    told.read_light(*here, opened, project.id, done=200)
    told.read_light(*here, opened, project.id, done=240, version=2)
    assert [one.done for one in stories(hall, everything=True)[0].lights] == [240]


@pytest.mark.parametrize(("state", "settings"), [("planning", {}), ("published", {"public_board": False})])
def test_a_year_in_planning_or_set_private_has_no_public_page(hall, state, settings):
    programme = told.make_year(hall.session, hall.congress_id, state=state, settings=settings)
    token = projects(hall, programme)[0].token
    assert not story.is_public(programmes.of_year(hall.session, hall.congress_id, 2026))
    with pytest.raises(NotFound, match="project_not_found"):
        story.of_project(hall.session, hall.congress_id, token)


def test_the_line_runs_from_new_year_to_the_last_day_and_within_its_frame():
    drawn = chart.drawing(
        2026, [(date(2026, 6, 30), 50), (date(2026, 12, 31), 100)], [(date(2026, 3, 31), 120)]
    )
    assert (drawn.planned[0].x, drawn.planned[0].percent) == (chart.LEFT, 0)
    assert drawn.planned[-1].x == chart.WIDTH - chart.RIGHT
    assert drawn.reached[0].y == drawn.grid[-1].at == chart.TOP
    late = chart.drawing(2026, [(date(2027, 3, 31), 100)], [])
    assert late.planned[-1].x == chart.WIDTH - chart.RIGHT
