"""Adoption: who, when, how, by how many, with the scan; recorded once, and a gate on opening only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.polling.stage import CHIEF, CONGRESS, SECRETARY, START, Stage
from voting import acts
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.polling import adoption
from voting.polling.adoption import Adoption

BY_HANDS = Adoption("主席团会议", START, "hands", 20, 3, 1)
BY_APPLAUSE = Adoption("大会全体会议", START, "applause")
SCAN = "5" * 64


def adopt(stage: Stage, recorded: Adoption, actor=SECRETARY) -> None:
    with stage.board() as session:
        adoption.adopt(session, actor=actor, poll_id=stage.poll_id, adoption=recorded, now=stage.now())


def found(stage: Stage) -> Adoption | None:
    with stage.board() as session:
        return adoption.adoption_of(session, stage.poll_id)


def reasons(stage: Stage) -> list[str]:
    with stage.board() as session:
        return [line.reason for line in acts.acts_of(session, CONGRESS, "poll", stage.poll_id)]


@pytest.mark.parametrize(
    "recorded", [BY_HANDS, BY_APPLAUSE, replace(BY_HANDS, manner="device", scan=SCAN)], ids=lambda r: r.manner
)
def test_what_was_recorded_is_read_again(stage: Stage, recorded: Adoption) -> None:
    stage.to_ready()
    assert found(stage) is None
    adopt(stage, recorded)
    assert found(stage) == recorded
    assert stage.poll().state == "adopted"


def test_the_act_says_it_in_words_with_the_scans_digest(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    adopt(stage, replace(BY_HANDS, scan=SCAN))
    said = f"主席团会议；2026-01-15 09:30；举手表决；赞成20，反对3，弃权1；扫描件SHA-256：{SCAN}"
    assert said in reasons(stage)


def test_the_bundle_carries_the_scans_digest(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    adopt(stage, replace(BY_HANDS, scan=SCAN))
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    assert SCAN.encode() in stage.bundle()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"body": "  "}, "polling.adoption_body", "body"),
        ({"body": "会" * 61}, "polling.adoption_body", "body"),
        ({"manner": "shouting"}, "polling.unknown_choice", "manner"),
        ({"held_at": START + timedelta(days=1)}, "polling.adoption_later", "held_at"),
        ({"votes_for": None}, "polling.adoption_counts", "votes_for"),
        ({"votes_against": -1}, "polling.adoption_counts", "votes_for"),
        ({"votes_for": 4}, "polling.adoption_not_passed", "votes_for"),
        ({"manner": "applause"}, "polling.adoption_no_votes", "votes_for"),
    ],
)
def test_what_cannot_be_true_is_not_recorded(quick_stage: Stage, change, code: str, field: str) -> None:
    stage = quick_stage.to_ready()
    with pytest.raises(Invalid) as caught:
        adopt(stage, replace(BY_HANDS, **change))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert stage.poll().state == "ready"
    assert found(stage) is None


def test_a_scan_follows_when_the_paper_is_signed_and_stays(stage: Stage) -> None:
    stage.to_ready()

    def attach(actor=SECRETARY) -> None:
        with stage.board() as session:
            adoption.attach_scan(session, actor=actor, poll_id=stage.poll_id, scan=SCAN, now=stage.now())

    with pytest.raises(NotReady):
        attach()
    adopt(stage, BY_HANDS)
    with pytest.raises(NotAllowed):
        attach(CHIEF)
    attach()
    assert found(stage) == replace(BY_HANDS, scan=SCAN)
    assert reasons(stage)[-1] == f"扫描件SHA-256：{SCAN}"
    with pytest.raises(Conflict) as caught:
        attach()
    assert caught.value.code == "polling.scan_there"


def test_keys_and_cards_are_made_before_anybody_is_elected(quick_stage: Stage) -> None:
    """拟任先办，通过生效: adoption is a gate on opening, not on making keys or fixing the poll."""
    stage = quick_stage.to_ready()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    with pytest.raises(Conflict):
        stage.open()
    stage.adopt()
    stage.open()
    assert stage.poll().state == "open"
