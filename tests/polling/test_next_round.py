"""The draft of the round after a tie: what follows from the first round stands, the rest may be changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voting.errors import Invalid
from voting.polling import drafting
from voting.polling.overview import PollView
from voting.polling.sittings import Project
from voting.rules import articles, presets
from voting.rules.counts import Counts
from voting.rules.outcome import decide

NAMES = ("供水管网", "急救中心", "养老驿站", "公交站亭", "路灯", "食堂")
FIRST = PollView(
    id="0" * 32,
    sitting_id="1" * 32,
    congress_id="2" * 32,
    uuid="",
    state="announced",
    paused=False,
    title="民生实事项目票决",
    method=replace(presets.county(4, 6), min_ballots=5),
    projects=tuple(Project(name=name, unit="有关部门") for name in NAMES),
    fingerprint="",
    election=b"",
    method_json=b"",
    setup_event="",
    tally_event="",
    proposed_open_by=None,
    proposed_close_by=None,
    all_deputies=5,
    present=5,
    handed_out=5,
    returned=5,
    server_key_erased=True,
)
TIED = decide(FIRST.method, Counts(5, 5, 5, 5, (3, 5, 3, 3, 1, 3), (0,) * 6))
SETTLED = decide(FIRST.method, Counts(5, 5, 5, 5, (3, 5, 3, 3, 0, 0), (0,) * 6))


def test_the_tied_projects_stand_again_for_the_places_left():
    form, method = drafting.following(FIRST, TIED)
    assert [project.name for project in drafting.projects_from(form.projects)] == [
        NAMES[0], NAMES[2], NAMES[3], NAMES[5],
    ]  # fmt: skip
    assert (form.places, form.after, form.title) == ("3", FIRST.id, "民生实事项目票决（第2轮）")
    assert (method.round, method.places, method.candidates) == (2, 3, 4)
    assert drafting.method_from(form, method) == method


def test_the_form_changes_what_is_told_but_not_the_rule():
    form, method = drafting.following(FIRST, TIED)
    changed = drafting.method_from(replace(form, places="1", preset="top_k", public="all"), method)
    assert changed.publication.public == "all"
    assert replace(changed, publication=method.publication) == method


def test_no_project_joins_or_leaves_a_later_round():
    form, method = drafting.following(FIRST, TIED)
    fewer = "\n".join(form.projects.splitlines()[:-1])
    for projects in (fewer, form.projects + "\n体育馆"):
        with pytest.raises(Invalid) as caught:
            drafting.method_from(replace(form, projects=projects), method)
        assert caught.value.code == "polling.round_projects"


def test_a_settled_result_has_no_further_round():
    with pytest.raises(Invalid) as caught:
        drafting.following(FIRST, SETTLED)
    assert caught.value.code == "rules.no_next_round"


def test_the_text_stands_as_adopted_and_orders_what_it_ordered():
    adopted = articles.joined(articles.fill(articles.template("ballot"), FIRST.method, "第一次会议"))
    form, method = drafting.following(FIRST, TIED, adopted)
    assert drafting.text_from(form) == adopted
    assert "应选4项" in drafting.text_from(form)
    shown = drafting.preview(form, 5, method, "第一次会议")
    assert sum(len(field) for field in shown.articles) == 25
    assert shown.method.articles == FIRST.method.articles
