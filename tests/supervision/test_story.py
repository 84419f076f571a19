"""What is told of a year: to everybody what was closed and set public, to those who work here all of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.supervision import test_ratings as rated
from tests.supervision import told
from tests.supervision.group_work import open_group
from tests.supervision.told import CANARIES
from voting.errors import NotFound
from voting.supervision import chart, findings, letters, programmes, progress, ratings, residents, story
from voting.supervision.findings import Check


@pytest.fixture
def group(year, settings):
    return open_group(year, settings)


def stories(year, *, everything=False):
    programme = programmes.of_year(year.session, year.congress_id, 2026)
    return story.of_year(year.session, year.congress_id, programme, everything=everything)


def test_everybody_reads_lights_of_closed_rounds_and_the_office_those_of_open_ones_too(year):
    told.report(year)
    assert stories(year)[0].lights == ()
    assert stories(year)[0].image == ""
    assert stories(year, everything=True)[0].latest.done == 200
    told.close_round(year)
    first, second, _third = stories(year)
    assert (first.latest.done, first.image) == (200, "主体结构完成")
    assert second.latest is None


def test_an_overridden_light_shows_both_and_one_taken_back_shows_the_computed_one(year):
    for place in (0, 1):
        told.report(year, place, percent="5")
        told.override(year, place, "red")
    here = (year.congress_id, year.round_id, year.project_ids[1])
    computed = stories(year, everything=True)[1].latest.computed
    progress.override(year.session, year.office, *here, computed, "核实后恢复", now=year.now)
    told.close_round(year)
    shown, taken_back = (one.latest for one in stories(year)[:2])
    assert (shown.computed, shown.shown, shown.overridden) == ("yellow", "red", True)
    assert "顺延" in shown.reason
    assert (taken_back.shown, taken_back.overridden) == ("yellow", False)


def test_of_several_readings_in_a_round_the_last_counts(year):
    told.report(year, percent="20")
    told.report(year, percent="24")
    assert [one.done for one in stories(year, everything=True)[0].lights] == [240]


def test_nothing_that_was_not_published_is_in_what_everybody_reads(year, group):
    told.report(year)
    told.close_round(year)
    told.next_round(year)
    told.whisper(group)
    public = repr(stories(year))
    assert "主体结构完成" in public
    assert not [name for name, word in CANARIES.items() if word in public]
    assert not [name for name in ("王秀兰", "李卫东") if name in public]


def test_a_finding_is_told_once_its_letter_went_out_and_its_answer_once_it_was_checked(year, group):
    finding_id = group.issued()
    group.answer(finding_id, "排水已接通")
    assert stories(year)[0].findings == ()
    told.close_round(year)
    told_now = stories(year)[0].findings[0]
    assert (told_now.state, [step.text for step in told_now.steps][1:]) == ("answered", [""])
    check = Check("现场已通水，无积水")
    here = (year.session, group.deputy("王秀兰"), year.congress_id, finding_id)
    findings.close(*here, check, now=year.now)
    closed = stories(year)[0].findings[0]
    assert closed.closed
    assert [step.text for step in closed.steps][1:] == ["排水已接通", "现场已通水，无积水"]
    told.settle(year, public_findings=False)
    assert stories(year)[0].findings == ()
    assert letters.letters(year.session, year.congress_id, year.programme_id)
    assert len(stories(year, everything=True)[0].findings) == 1


@pytest.mark.parametrize("private", [True, False])
def test_a_year_in_planning_or_set_private_has_no_public_page(year, private):
    token = programmes.projects(year.session, year.congress_id, year.programme_id)[0].token
    told.settle(year, public_board=not private)
    programme = programmes.of_year(year.session, year.congress_id, 2026)
    assert story.is_public(programme) is not private
    if private:
        with pytest.raises(NotFound, match="project_not_found"):
            story.of_project(year.session, year.congress_id, token)
    else:
        assert story.of_project(year.session, year.congress_id, token).project.token == token


def test_closed_rounds_stand_with_their_hashes(year):
    assert story.seals_of(year.session, year.congress_id, year.programme_id) == []
    told.close_round(year)
    ((line, sealed),) = story.seals_of(year.session, year.congress_id, year.programme_id)
    assert (line.id, len(sealed)) == (year.round_id, 64)


def test_the_line_runs_from_new_year_to_the_last_day_and_within_its_frame():
    drawn = chart.drawing(
        2026, [(date(2026, 6, 30), 50), (date(2026, 12, 31), 100)], [(date(2026, 3, 31), 120)]
    )
    assert (drawn.planned[0].x, drawn.planned[0].percent) == (chart.LEFT, 0)
    assert drawn.planned[-1].x == chart.WIDTH - chart.RIGHT
    assert drawn.reached[0].y == drawn.grid[-1].at == chart.TOP
    late = chart.drawing(2026, [(date(2027, 3, 31), 100)], [])
    assert late.planned[-1].x == chart.WIDTH - chart.RIGHT


def test_a_rating_is_told_once_it_was_published_and_residents_beside_it_from_ten_on(year):
    evaluation_id, who = rated.opened(year)
    for person_id in who:
        rated.hand_in(year, evaluation_id, person_id, {"1": 0, "2": 1, "3": 0})
    rated.close(year, evaluation_id)
    assert stories(year)[0].rated is None
    ratings.publish(*year.as_office(), evaluation_id, now=year.now)
    assert [one.rated.grade for one in stories(year)] == ["满意", "基本满意", "满意"]
    opinions(year, 9)
    assert stories(year)[0].residents is None
    opinions(year, 10)
    assert stories(year)[0].residents.votes == (10, 0, 0)
    assert stories(year)[0].rated.results[0][1].votes == (12, 0, 0)  # nobody's opinion is among them
    told.settle(year, public_ratings=False)
    assert (stories(year)[0].rated, stories(year)[0].residents) == (None, None)


def opinions(year, many: int) -> None:
    """So many devices say 满意 of the first project at one site; the same ones again change nothing."""
    here = (year.session, year.congress_id)
    if not residents.sites(*here, [year.project_ids[0]]):
        residents.open_site(
            *year.as_office(), year.project_ids[0], name="幸福小区", way="site", hourly=200,
            begins=year.now.date(), ends=date(2026, 12, 31), now=year.now,
        )  # fmt: skip
    (site,) = residents.sites(*here, [year.project_ids[0]])
    for at in range(many):
        opinion = residents.Opinion(0, "", f"device{at}", f"10.0.0.{at}")
        residents.receive(year.session, b"secret", year.congress_id, site, opinion, now=year.now)
