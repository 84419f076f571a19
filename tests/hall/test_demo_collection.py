"""scripts/demo --collection: what its residents write, and that its comparison notices what differs."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime

from voting.collection.guarding import Forms
from voting.demo.__main__ import accounts_of
from voting.demo.collection_play import STAGES, CollectionPlay, differences
from voting.demo.ideas import MATTERS, TWO_IN_ONE, matter_of, season
from voting.demo.phones import errands, solve
from voting.serving import free_port, local

SAME = {"received": 90, "merged": 40, "adopted": 14, "drafts": 14, "listed": 12}


def test_a_season_is_the_same_for_the_same_seed_and_no_idea_comes_twice_to_the_letter():
    ideas = season(1500, 5)
    assert ideas == season(1500, 5) != season(1500, 6)
    assert len({(idea.title, idea.text) for idea in ideas}) == 1500
    assert all(len(idea.title) <= 40 and len(idea.text) <= 300 for idea in ideas)


def test_every_matter_comes_up_and_what_many_want_comes_in_many_words():
    ideas = [idea for idea in season(1500, 5) if idea != TWO_IN_ONE]
    many = Counter(matter_of(idea.title).name for idea in ideas)
    assert set(many) == {matter.name for matter in MATTERS}
    assert all(matter_of(idea.title).category == idea.category for idea in ideas)
    (name, most), *_ = many.most_common()
    assert most > 50
    assert len({idea.title for idea in ideas if matter_of(idea.title).name == name}) > 30


def test_a_small_season_still_has_two_ideas_for_every_candidate():
    many = Counter(matter_of(idea.title).name for idea in season(60, 5))
    assert all(many[matter.name] >= 2 for matter in MATTERS if matter.outcome == "adopt")


def test_matters_are_told_apart_by_their_words():
    words = Counter(words for matter in MATTERS for words in (matter.name, *matter.titles))
    assert max(words.values()) == 1


def test_a_phone_does_the_work_that_the_form_asks_for():
    forms, now = Forms(b"secret" * 6), datetime.now(UTC)
    proof = solve(forms.issue("door", now=now))
    with forms.once(proof, "door", now=now) as use:
        assert use.result is None


def test_some_phones_leave_a_number_and_some_a_photograph():
    made = errands(["/one", "/two"], season(60, 5), seed=1)
    assert {errand.door for errand in made} == {"/one", "/two"}
    assert 0 < sum(bool(errand.phone) for errand in made) < len(made)
    assert 0 < sum(bool(errand.photo) for errand in made) < len(made)


def test_places_that_tell_the_same_differ_in_nothing():
    assert differences({"page": SAME, "excel": dict(SAME)}) == []


def test_a_number_that_one_place_tells_otherwise_is_found():
    (fault,) = differences({"page": SAME, "excel": SAME | {"merged": 41}})
    assert "merged" in fault and "41" in fault


def test_a_number_that_only_one_place_tells_is_not_taken_as_agreed():
    faults = differences({"page": SAME, "excel": {key: SAME[key] for key in SAME if key != "listed"}})
    assert [fault.split(":")[0] for fault in faults] == ["listed"]
    assert set(SAME) == set(STAGES.values())


def test_a_small_season_reaches_the_list_and_every_place_tells_the_same(tmp_path):
    accounts = accounts_of(tmp_path / "instance", furnished=False)
    environ = {**os.environ, "VOTING_INSTANCE": str(tmp_path / "instance")}
    said: list[str] = []
    game = CollectionPlay(
        local(free_port()), environ, {account.login: account for account in accounts}, said.append, ideas=60
    )
    assert game.run() == []
    assert {"listed": 12} in game.told.values()
    assert any("追溯" in line for line in said)
