"""One chain per project: back to every original idea and station, forward to its fate once announced."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from tests.collection.desks import LATER, SECRET, Author, Desks, call_form
from tests.collection.test_drafts import CANTEEN
from tests.collection.test_signoff import STEPS, agree, list_all, put_on_notice
from tests.halls import NOW
from tests.polling import stage as stages
from tests.polling.stage import Stage
from voting.chain import ballots, fate, project
from voting.chain.outcome import CHOSEN, NOT_CHOSEN, PENDING
from voting.collection import (
    calls,
    decisions,
    desk,
    draft_work,
    drafts,
    merging,
    objections,
    services,
    signoff,
    stations,
)
from voting.collection.decisions import Ruling
from voting.collection.idea_models import Idea
from voting.collection.stations import StationForm
from voting.congress.roles import Role
from voting.db import in_congress
from voting.errors import Conflict, Invalid, NotAllowed, NotFound
from voting.polling.drafting import projects_from
from voting.supervision import plans, programmes
from voting.supervision.seals import canonical


def stand(desks: Desks) -> tuple:
    """Both databases as a page reads them."""
    board = in_congress(desks.hall.databases.board(), desks.hall.congress_id)
    desks.hall.session.rollback()
    return desks.hall.session, board, desks.hall.congress_id


def adopt(desks: Desks, idea_id: str) -> None:
    desks.screened(idea_id)
    decisions.decide(*desks.as_government(), [idea_id], Ruling("adopt"), now=NOW)
    desks.publish(now=NOW)


def merged(desks: Desks) -> tuple[str, list[str]]:
    """Two ideas from a station and one without, merged and adopted; the head and the originals."""
    station = stations.add(*desks.as_congress(), StationForm("城关中心联络站", "centre"), now=NOW)
    ids = [
        desks.idea("建社区食堂", station_id=station, author=Author("张某", "13800001111")),
        desks.idea("老人吃饭难", station_id=station, text="想有个食堂"),
        desks.idea("开个食堂"),
    ]
    head = merging.merge(
        desks.hall.session, SECRET, *desks.as_government()[1:], ids,
        title="社区食堂", text="", reason="同一件事", now=NOW,
    )  # fmt: skip
    adopt(desks, head)
    return head, ids


def noticed(desks: Desks, ideas=(), name: str = "项目1") -> drafts.DraftLine:
    made = draft_work.create(
        *desks.as_government(), desks.call_id, CANTEEN | {"name": name, "contact": "李某 010"}, ideas, now=NOW
    )
    return drafts.get(desks.hall.session, desks.hall.congress_id, made)


def test_a_project_leads_back_to_every_original_idea_and_station(desks):
    head, originals = merged(desks)
    line = noticed(desks, [head])
    with pytest.raises(NotFound, match="draft_not_found"):
        project.chain(*stand(desks), line.token)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    agree(desks, (line.id,))
    put_on_notice(desks)
    found = project.chain(*stand(desks), line.token)
    assert [idea.shown for idea in found.origins.ideas] == ["2027-000001", "2027-000002", "2027-000003"]
    assert found.origins.stations == (("城关中心联络站", 2),)
    assert tuple(step.step for step in found.steps) == STEPS
    assert len(found.notices) == 1
    assert found.outcome == ""
    told = repr(found)
    assert not [secret for secret in ("张某", "13800001111", "李某", *originals) if secret in told]


def test_texts_are_shown_only_where_call_and_desk_let_the_public_read_them(desks):
    head, originals = merged(desks)
    line = noticed(desks, [head])
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    desk.list_publicly(*desks.as_government(), originals[:1], True, now=NOW)
    assert {idea.title for idea in project.chain(*stand(desks), line.token).origins.ideas} == {""}
    calls.edit(*desks.as_government(), desks.call_id, call_form(public_lists=True), now=NOW)
    titles = [idea.title for idea in project.chain(*stand(desks), line.token).origins.ideas]
    assert titles == ["建社区食堂", "", ""]


def test_what_is_written_during_a_notice_is_public_with_the_next_or_with_sign_off(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    agree(desks, (line.id,))
    put_on_notice(desks)
    first = project.chain(*stand(desks), line.token).text
    changed = CANTEEN | {"name": "社区食堂（扩）", "target": "建成20个"}
    draft_work.edit(*desks.as_government(), line.id, changed, remark="公示期间的意见", now=LATER)
    assert project.chain(*stand(desks), line.token).text == first
    assert not first.settled and first.title == "项目1"
    assert [ref.title for ref, _outcome in project.listed(*stand(desks))] == ["项目1"]
    draft_work.move(*desks.as_government(), [line.id], "return", now=LATER, reason="重新送审")
    assert project.chain(*stand(desks), line.token).text == first
    draft_work.move(*desks.as_government(), [line.id], "submit", now=LATER)
    agree(desks, (line.id,), now=LATER)
    assert project.chain(*stand(desks), line.token).text == first
    signoff.finalise(*desks.as_government(), [line.id], now=LATER)
    text = project.chain(*stand(desks), line.token).text
    assert (text.title, text.settled) == ("社区食堂（扩）", True)
    assert {(change.before, change.after) for change in text.changes} == {
        ("项目1", "社区食堂（扩）"),
        (CANTEEN["target"], "建成20个"),
    }


def test_a_second_notice_replaces_the_first(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    draft_work.move(*desks.as_government(), [line.id], "return", now=NOW, reason="按异议修改")
    draft_work.edit(*desks.as_government(), line.id, CANTEEN | {"name": "长者食堂"}, remark="", now=NOW)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    assert project.chain(*stand(desks), line.token).title == "项目1"
    put_on_notice(desks, now=LATER)
    assert project.chain(*stand(desks), line.token).title == "长者食堂"


def test_another_congress_has_no_page_for_it(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    main, board, _here = stand(desks)
    there = desks.hall.other_congress_id
    with pytest.raises(NotFound):
        project.chain(in_congress(main, there), in_congress(board, there), there, line.token)
    assert project.listed(main, board, there) == []


def test_an_original_leads_forward_through_its_merging(desks):
    head, originals = merged(desks)
    line = noticed(desks, [head])
    assert fate.fates(*stand(desks), originals[2]) == []
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    (found,) = fate.fates(*stand(desks), originals[2])
    assert (found.draft.token, found.outcome) == (line.token, "")


@pytest.fixture
def voted(desks: Desks, tmp_path, monkeypatch) -> tuple[Desks, list[drafts.DraftLine], Stage]:
    """Three drafts on the frozen list and a vote about them, counted and not announced."""
    monkeypatch.setattr(stages, "CONGRESS", desks.hall.congress_id)
    monkeypatch.setattr(stages, "MEETING", desks.hall.session_id)
    head, _originals = merged(desks)
    lines = [noticed(desks, [head] if at == 1 else (), f"项目{at}") for at in (1, 2, 3)]
    ids = tuple(line.id for line in lines)
    draft_work.move(*desks.as_government(), ids, "submit", now=NOW)
    agree(desks, ids)
    put_on_notice(desks)
    signoff.finalise(*desks.as_government(), ids, now=LATER)
    list_all(desks)
    secretariat = desks.hall.actor(Role.SECRETARIAT)
    services.freeze(desks.hall.session, secretariat, desks.hall.congress_id, desks.hall.session_id, now=LATER)
    stage = Stage(desks.hall.databases, tmp_path)
    stage.to_open()
    for card in range(6):
        stage.cast(stage.sealed(card, ((1, 1, 0), (0, 0, 1))))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    return desks, lines, stage


def test_the_ballots_outcome_is_told_after_the_announcement_and_not_before(voted):
    desks, lines, stage = voted
    chosen, missed = lines[0], lines[2]
    for token in (chosen.token, missed.token):
        found = project.chain(*stand(desks), token)
        assert found.outcome == PENDING
        assert found.digest
    assert ballots.offered(*stand(desks)) == []
    stage.sign()
    assert project.chain(*stand(desks), chosen.token).outcome == PENDING
    stage.announce()
    assert project.chain(*stand(desks), chosen.token).outcome == CHOSEN
    assert project.chain(*stand(desks), missed.token).outcome == NOT_CHOSEN
    (told,) = fate.fates(*stand(desks), _first_idea(desks))
    assert (told.draft.title, told.outcome) == ("项目1", CHOSEN)
    said = {ref.title: outcome for ref, outcome in project.listed(*stand(desks))}
    assert said == {"项目1": CHOSEN, "项目2": CHOSEN, "项目3": NOT_CHOSEN}


def _first_idea(desks: Desks) -> str:
    mine = (Idea.congress_id == desks.hall.congress_id, Idea.number == 1)
    return desks.hall.session.scalars(select(Idea.id).where(*mine)).one()


def test_a_vote_handed_over_as_a_preliminary_one_decides_no_project(voted):
    desks, lines, stage = voted
    stage.sign()
    stage.announce()
    main, board, congress_id = stand(desks)
    (offered,) = ballots.offered(main, board, congress_id)
    assert [(line.name, line.chosen, line.in_favour) for line in offered.lines] == [
        ("项目1", True, 6),
        ("项目2", True, 6),
        ("项目3", False, 0),
    ]
    many = ballots.take(main, board, desks.congress, congress_id, desks.call_id, offered.poll_uuid, now=LATER)
    assert many == 3
    assert ballots.offered(main, board, congress_id) == []
    assert project.chain(*stand(desks), lines[0].token).outcome == PENDING
    with pytest.raises(NotFound, match="ballot_not_found"):
        ballots.take(main, board, desks.congress, congress_id, desks.call_id, offered.poll_uuid, now=LATER)


def test_drafts_in_review_are_lines_that_a_polls_draft_takes(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    (found,) = projects_from(ballots.lines_for(desks.hall.session, desks.hall.congress_id, desks.call_id))
    assert (found.name, found.unit, found.investment) == ("项目1", "县民政局", "600")


def test_a_dropped_candidate_keeps_the_page_that_the_public_knows(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    draft_work.move(*desks.as_government(), [line.id], "drop", reason="异议成立", now=NOW + timedelta(days=8))
    assert project.chain(*stand(desks), line.token).draft.state == "dropped"
    assert objections.notices(desks.hall.session, desks.hall.congress_id, desks.call_id)


def test_a_part_that_is_still_being_written_is_not_on_the_page(desks):
    line = noticed(desks)
    draft_work.move(*desks.as_government(), [line.id], "submit", now=NOW)
    put_on_notice(desks)
    part = CANTEEN | {"name": "尚未公开的子项"}
    draft_work.create(*desks.as_government(), desks.call_id, part, parent_id=line.id, now=LATER)
    assert project.chain(*stand(desks), line.token).text.parts == ()


def test_the_announced_result_becomes_a_year_with_its_texts_and_addresses(voted):
    desks, lines, stage = voted
    office = desks.hall.actor(Role.SUPERVISION_OFFICE)
    stage.sign()
    assert programmes.offered(*stand(desks)) == []
    stage.announce()
    main, board, congress_id = stand(desks)
    (offer,) = programmes.offered(main, board, congress_id)
    assert [one.name for one in offer.chosen] == ["项目1", "项目2"]
    taking = (main, board, office, congress_id, offer.session_id)
    programme_id = programmes.take(*taking, 2027, now=LATER)
    first, second = programmes.projects(main, congress_id, programme_id)
    assert [first.token, second.token] == [line.token for line in lines[:2]]
    assert first.promise == offer.chosen[0].text
    assert first.promise_digest == sha256(canonical(asdict(first.promise)).encode()).hexdigest()
    assert first.votes == {"yes": 6}
    (ballot,) = programmes.programme(main, congress_id, programme_id).ballots
    assert ballot["fingerprint"] == offer.ballots[0].fingerprint
    assert programmes.offered(*stand(desks)) == []
    with pytest.raises(NotFound, match="nothing_offered"):
        programmes.take(*taking, 2028, now=LATER)
    draft = plans.begun(main, congress_id, first)
    assert (draft["own_money"], draft["contact"]) == ("400", "李某 010")


def test_only_the_office_begins_a_year_and_a_congress_has_one_a_year(voted):
    desks, _lines, stage = voted
    stage.sign()
    stage.announce()
    main, board, congress_id = stand(desks)
    (offer,) = programmes.offered(main, board, congress_id)
    with pytest.raises(NotAllowed):
        desk = desks.hall.actor(Role.CONGRESS_DESK)
        programmes.take(main, board, desk, congress_id, offer.session_id, 2027, now=LATER)
    office = desks.hall.actor(Role.SUPERVISION_OFFICE)
    programmes.enter(main, office, congress_id, 2027, [offer.chosen[0].text], now=LATER)
    with pytest.raises(Conflict, match="year_taken"):
        programmes.take(main, board, office, congress_id, offer.session_id, 2027, now=LATER)
    with pytest.raises(Invalid, match="bad_year"):
        programmes.take(main, board, office, congress_id, offer.session_id, 27, now=LATER)
