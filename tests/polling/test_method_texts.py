"""The text of the method lives with the draft, is fixed with the poll, and the bundle tells which it was."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from tests.polling.stage import NAMES, SECRETARY, Stage
from voting import acts
from voting.db import in_congress
from voting.errors import Conflict, Invalid
from voting.polling import lifecycle, method_texts, sittings
from voting.polling.text_models import MethodText
from voting.rules import articles

OCCASION = NAMES.congress + NAMES.meeting
OWN = "为了把事办实，制定本办法。\n\n【通过规则】。"


def redraft(stage: Stage, text: str) -> None:
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        sittings.redraft_poll(
            session, actor=SECRETARY, poll_id=stage.poll_id, title=poll.title, method=stage.method,
            projects=sittings.projects_of(poll), now=stage.now(), text=text,
        )  # fmt: skip


def full(stage: Stage, poll_id: str = "", occasion: str = OCCASION) -> str:
    with stage.board() as session:
        poll = sittings.find_poll(session, poll_id or stage.poll_id)
        return method_texts.full_of(session, poll, occasion)


def fixed_digests(stage: Stage) -> list[str]:
    with stage.board() as session:
        congress_id = sittings.find_poll(session, stage.poll_id).congress_id
        lines = acts.acts_of(session, congress_id, "poll", stage.poll_id)
        return [line.reason for line in lines if line.verb == "fix_method_text"]


def test_a_draft_has_the_shipped_text_until_it_is_worded(stage):
    stage.open_sitting()
    stage.draft()
    shipped = articles.full_text(articles.template("ballot"), stage.method, OCCASION)
    assert full(stage) == shipped
    redraft(stage, OWN)
    assert full(stage).splitlines()[2] == "　　第一条　为了把事办实，制定本办法。"
    redraft(stage, "")  # settings alone are changed: the wording stays
    assert "为了把事办实" in full(stage)


def test_the_text_is_fixed_with_the_poll_and_its_digest_recorded(stage):
    stage.open_sitting()
    stage.draft()
    redraft(stage, OWN)
    before = full(stage)
    stage.make_keys()
    stage.make_cards()
    assert fixed_digests(stage) == []
    stage.freeze()
    assert fixed_digests(stage) == [articles.digest(before)]
    assert full(stage) == before
    assert full(stage, occasion="别的会议") == before  # whatever the meeting is called later
    with pytest.raises(Conflict):
        redraft(stage, "第一条　改了。")
    assert full(stage) == before


def test_the_bundle_says_which_text_was_adopted(quick_stage):
    quick_stage.to_valid()
    quick_stage.count()
    quick_stage.sign()
    quick_stage.announce()
    with zipfile.ZipFile(BytesIO(quick_stage.bundle())) as bundle:
        lines = [json.loads(line) for line in bundle.read("acts.jsonl").splitlines()]
    said = [line["reason"] for line in lines if line["verb"] == "fix_method_text"]
    assert said == [articles.digest(full(quick_stage))]


def test_a_draft_that_replaces_one_taken_back_has_its_text(quick_stage):
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    redraft(stage, OWN)
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    with stage.board() as session:
        again = lifecycle.take_back(
            session,
            stage.keys,
            actor=SECRETARY,
            poll_id=stage.poll_id,
            reason="主席团决定改第二条",
            now=stage.now(),
        )
    assert full(stage, again) == full(stage)
    stage.poll_id = again
    redraft(stage, OWN.replace("办实", "办好"))
    assert "办好" in full(stage)


@pytest.mark.parametrize("text", ["\n\n", "甲【没有】", "甲" * 20_001])
def test_a_text_that_cannot_stand_changes_nothing(quick_stage, text):
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    redraft(stage, OWN)
    with pytest.raises(Invalid) as refused:
        redraft(stage, text)
    assert refused.value.field == "text"
    assert "为了把事办实" in full(stage)


def test_another_congress_does_not_see_the_text(quick_stage):
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    redraft(stage, OWN)
    with stage.databases.board() as session:
        in_congress(session, "f" * 32)
        assert session.get(MethodText, stage.poll_id) is None
