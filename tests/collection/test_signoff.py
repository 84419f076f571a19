"""Sign-off by the bodies, notice and objections, shortening, and the list that the ballot uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.collection.desks import LATER, SECRET, Desks, call_form
from tests.collection.test_drafts import CANTEEN, answered, draft, read
from tests.halls import NOW
from voting.collection import authors, calls, draft_work, listing, objections, services, shortening, signoff
from voting.collection.draft_models import Objection
from voting.collection.objections import NewObjection
from voting.collection.shortening import BallotLine, BallotResult
from voting.collection.signoff import Item, Meeting
from voting.congress.roles import Role
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady

TODAY = date(2026, 1, 15)
PARK = CANTEEN | {"name": "口袋公园"}
STEPS = ("government_meeting", "party_committee", "standing_committee")


@pytest.fixture
def submitted(desks: Desks) -> tuple[str, str]:
    """Two drafts in review."""
    made = draft(desks, ideas=[answered(desks, "adopt")]), draft(desks, PARK)
    draft_work.move(*desks.as_government(), made, "submit", now=NOW)
    return made


def meeting(step: str, items: dict[str, Item], **changed: object) -> Meeting:
    usual = Meeting(
        step=step, body="县政府第12次常务会议", held_on=TODAY, started="09:30",
        document_no="临政纪〔2026〕2号", outcome="agreed", items=items,
        present=11, in_favour=10, against=0, abstained=1,
    )  # fmt: skip
    return replace(usual, **changed)


def hold(desks: Desks, step: str, items: dict[str, Item], **changed: object) -> str:
    return signoff.record(*desks.as_government(), desks.call_id, meeting(step, items, **changed), now=NOW)


def agree(desks: Desks, drafts: tuple[str, ...], now: datetime = NOW) -> None:
    """Every body agrees with these, one after the other."""
    for minute, step in enumerate(STEPS):
        given = meeting(step, {one: Item("kept") for one in drafts})
        signoff.record(*desks.as_government(), desks.call_id, given, now=now + timedelta(minutes=minute))


def standing(desks: Desks, draft_id: str) -> signoff.Standing:
    call = calls.get(desks.hall.session, desks.hall.congress_id, desks.call_id)
    return signoff.standing(desks.hall.session, desks.hall.congress_id, call, [read(desks, draft_id)])[
        draft_id
    ]


# Bodies ---------------------------------------------------------------------------------------


def test_a_meeting_is_recorded_with_number_time_votes_and_what_it_said_of_each(desks, submitted):
    hold(desks, STEPS[0], {submitted[0]: Item("kept"), submitted[1]: Item("dropped", "用地不落实")})
    (line,) = signoff.meetings(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert (line.body, line.held_on, line.started) == ("县政府第12次常务会议", TODAY, "09:30")
    assert (line.document_no, line.present, line.in_favour, line.abstained) == (
        "临政纪〔2026〕2号",
        11,
        10,
        1,
    )
    assert line.items == {submitted[0]: (Item("kept"), 1), submitted[1]: (Item("dropped", "用地不落实"), 1)}
    assert read(desks, submitted[1]).state == "dropped"
    assert desks.hall.verbs()[-1] == "record_meeting"


def test_steps_follow_the_order_that_the_call_states(desks, submitted):
    with pytest.raises(NotReady, match="step_too_early"):
        hold(desks, "party_committee", {submitted[0]: Item("kept")})
    hold(desks, STEPS[0], {submitted[0]: Item("kept")})
    hold(desks, "party_committee", {submitted[0]: Item("kept")})
    with pytest.raises(Invalid, match="step_unknown"):
        hold(desks, "presidium", {submitted[0]: Item("kept")})


def test_bodies_decide_while_the_notice_hangs_out(desks, submitted):
    put_on_notice(desks)
    agree(desks, submitted[:1])
    assert standing(desks, submitted[0]).missing == ()
    signoff.finalise(*desks.as_government(), submitted[:1], now=LATER)
    assert read(desks, submitted[0]).state == "final"
    hold(desks, STEPS[0], {submitted[1]: Item("kept")}, outcome="returned", opinion="请补充用地手续")
    assert read(desks, submitted[1]).state == "draft"


def test_another_call_passes_other_bodies(desks):
    call_id = calls.create(*desks.as_government(), call_form(year=2028, bodies=("presidium",)), now=NOW)
    call = calls.get(desks.hall.session, desks.hall.congress_id, call_id)
    assert signoff.open_steps(desks.hall.session, desks.hall.congress_id, call) == ("presidium",)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"in_favour": 12}, "votes_differ"),
        ({"present": -1}, "votes_differ"),
        ({"started": "25:00"}, "bad_clock"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_later"),
        ({"body": ""}, "body_missing"),
        ({"outcome": "maybe"}, "step_outcome_unknown"),
    ],
)
def test_what_cannot_be_true_is_not_recorded(desks, submitted, changed, code):
    with pytest.raises(Invalid, match=code):
        hold(desks, STEPS[0], {submitted[0]: Item("kept")}, **changed)
    assert signoff.meetings(desks.hall.session, desks.hall.congress_id, desks.call_id) == []


def test_a_body_that_sends_it_back_returns_the_draft(desks, submitted):
    hold(desks, STEPS[0], {submitted[0]: Item("kept")}, outcome="returned", opinion="资金方案再研究")
    assert read(desks, submitted[0]).state == "draft"
    assert standing(desks, submitted[0]).missing == STEPS


def test_a_draft_is_final_once_every_body_agreed_with_this_wording(desks, submitted):
    with pytest.raises(NotReady, match="steps_missing"):
        signoff.finalise(*desks.as_government(), submitted, now=LATER)
    agree(desks, submitted)
    draft_work.edit(
        *desks.as_government(), submitted[0], CANTEEN | {"scale": "5个"}, remark="财政意见", now=LATER
    )
    assert standing(desks, submitted[0]).outdated == STEPS
    with pytest.raises(NotReady, match="steps_outdated"):
        signoff.finalise(*desks.as_government(), submitted[:1], now=LATER)
    signoff.finalise(*desks.as_government(), submitted[1:], now=LATER)
    assert read(desks, submitted[1]).state == "final"


def test_a_change_that_the_body_ordered_needs_no_second_meeting(desks, submitted):
    for step in STEPS[:2]:
        hold(desks, step, {submitted[0]: Item("kept")})
    hold(desks, STEPS[2], {submitted[0]: Item("changed", "减少1个点位")}, outcome="changed")
    assert standing(desks, submitted[0]).outdated == ()
    draft_work.edit(
        *desks.as_government(), submitted[0], CANTEEN | {"scale": "5个"}, remark="按常委会意见", now=LATER
    )
    assert standing(desks, submitted[0]).outdated == STEPS[:2]


# Notice and objections ------------------------------------------------------------------------


def put_on_notice(desks: Desks, now: datetime = NOW) -> str:
    return objections.publish(
        *desks.as_government(), desks.call_id, begins=TODAY, ends=TODAY + timedelta(days=7), now=now
    )


def object_to(
    desks: Desks, notice_id: str, text: str = "点位离村民太远，请调整", **more
) -> objections.Receipt:
    return objections.object_to(
        desks.hall.session, SECRET, desks.hall.congress_id, notice_id, NewObjection(text, **more),
        today=TODAY, now=NOW,
    )  # fmt: skip


def test_a_notice_locks_what_it_shows_and_hides_what_is_the_offices_own(desks, submitted):
    draft_work.edit(
        *desks.as_government(), submitted[0], CANTEEN | {"contact": "某某 01012345", "leader": "某某"},
        remark="补充", now=NOW,
    )  # fmt: skip
    notice_id = put_on_notice(desks)
    draft_work.edit(
        *desks.as_government(), submitted[0], CANTEEN | {"content": "改后的内容"}, remark="另拟", now=LATER
    )
    found = objections.notice(desks.hall.session, desks.hall.congress_id, notice_id)
    first = found.candidates[0]
    assert (first["number"], first["name"]) == (1, "社区食堂建设")
    told = dict(first["facts"])
    assert told["建设内容"] == "新建社区食堂6个"
    assert not {"联络人", "分管领导", "已列预算草案(万元)"} & told.keys()
    assert [read(desks, one).state for one in submitted] == ["notice", "notice"]


def test_an_objection_is_answered_with_a_reason_before_the_list_is_final(desks, submitted):
    agree(desks, submitted)
    notice_id = put_on_notice(desks)
    receipt = object_to(desks, notice_id, draft_id=submitted[0], phone="13800004321")
    assert receipt == objections.Receipt(1, "4321")
    with pytest.raises(NotReady, match="objections_open"):
        signoff.finalise(*desks.as_government(), submitted[:1], now=LATER)
    signoff.finalise(*desks.as_government(), submitted[1:], now=LATER)
    (line,) = objections.of_notice(desks.hall.session, desks.hall.congress_id, notice_id)
    objections.answer(*desks.as_government(), line.id, "已增设村头取餐点", now=LATER)
    mine = objections.follow(
        desks.hall.session, SECRET, desks.hall.congress_id, notice_id, number=1, digits="4321"
    )
    assert mine.answer == "已增设村头取餐点"
    signoff.finalise(*desks.as_government(), submitted[:1], now=LATER)
    with pytest.raises(Conflict, match="already_answered"):
        objections.answer(*desks.as_government(), line.id, "又改了主意的答复", now=LATER)


def test_who_objected_is_erased_when_his_time_is_over_and_the_objection_stays(desks, submitted):
    notice_id = put_on_notice(desks)
    object_to(desks, notice_id, name="王五", phone="13800004321")
    session, over = desks.hall.session, NOW + timedelta(days=365)
    for moment, erased, left in (
        (over - timedelta(seconds=1), 0, ("王五", "13800004321")),
        (over, 1, ("", "")),
        (over, 0, ("", "")),
    ):
        assert authors.erase_due(session, now=moment) == erased
        session.expire_all()
        row = session.scalars(select(Objection)).one()
        assert (row.name, row.phone, row.text) == (*left, "点位离村民太远，请调整")


def test_an_objection_is_read_by_number_and_digits_together_only(desks, submitted):
    notice_id = put_on_notice(desks)
    receipt = object_to(desks, notice_id)
    wrong = f"{(int(receipt.digits) + 1) % 10_000:04}"
    for number, digits in ((receipt.number, wrong), (receipt.number + 1, receipt.digits)):
        with pytest.raises(NotFound, match="objection_not_found"):
            objections.follow(
                desks.hall.session, SECRET, desks.hall.congress_id, notice_id, number=number, digits=digits
            )


def test_objections_are_taken_while_the_notice_lasts(desks, submitted):
    notice_id = put_on_notice(desks)
    with pytest.raises(Conflict, match="notice_over"):
        objections.object_to(
            desks.hall.session, SECRET, desks.hall.congress_id, notice_id, NewObjection("过了期限的异议"),
            today=TODAY + timedelta(days=8), now=NOW,
        )  # fmt: skip
    with pytest.raises(Invalid, match="objection_empty"):
        object_to(desks, notice_id, " 不 ")


# Shortening -----------------------------------------------------------------------------------


def result(uuid: str = "poll-1", names: tuple[str, ...] = ("社区食堂建设", "口袋公园")) -> BallotResult:
    lines = tuple(BallotLine(name, 30 - at, at == 0) for at, name in enumerate(names))
    return BallotResult(uuid, "初步票决", "ab" * 32, lines)


def test_a_preliminary_ballot_is_taken_once_and_moves_no_draft_by_itself(desks, submitted):
    here = (*desks.as_congress(), desks.call_id)
    assert shortening.take_ballot(*here, result(), now=NOW) == 2
    (taken,) = shortening.ballots(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert taken.result == result()
    assert [read(desks, one).state for one in submitted] == ["review", "review"]
    with pytest.raises(Conflict, match="ballot_taken"):
        shortening.take_ballot(*here, result(), now=LATER)
    with pytest.raises(NotReady, match="ballot_of_others"):
        shortening.take_ballot(*here, result("poll-2", ("别处的项目",)), now=LATER)
    with pytest.raises(NotAllowed):
        shortening.take_ballot(*desks.as_government(), desks.call_id, result("poll-3"), now=LATER)


def advice(desks: Desks, most: int = 1) -> str:
    return shortening.open_advice(
        *desks.as_government(), desks.call_id, most=most, begins=NOW, ends=NOW + timedelta(days=7), now=NOW
    )


def test_advice_counts_each_device_once_and_decides_nothing(desks, submitted):
    poll_id = advice(desks)
    here = (desks.hall.session, desks.hall.congress_id, poll_id)
    shortening.advise(*here, "device-a", [submitted[0]], now=LATER)
    shortening.advise(*here, "device-b", [submitted[0]], now=LATER)
    with pytest.raises(Conflict, match="advised_already"):
        shortening.advise(*here, "device-a", [submitted[1]], now=LATER)
    with pytest.raises(Invalid, match="too_many_chosen"):
        shortening.advise(*here, "device-c", submitted, now=LATER)
    with pytest.raises(Conflict, match="advice_over"):
        shortening.advise(*here, "device-c", [submitted[0]], now=NOW + timedelta(days=8))
    found = shortening.one_advice(*here)
    assert (found.counts, found.devices) == ({submitted[0]: 2, submitted[1]: 0}, 2)
    assert [read(desks, one).state for one in submitted] == ["review", "review"]


# Into the list --------------------------------------------------------------------------------


def final(desks: Desks, submitted: tuple[str, ...]) -> None:
    agree(desks, submitted)
    signoff.finalise(*desks.as_government(), submitted, now=LATER)


def list_all(desks: Desks) -> int:
    return listing.list_drafts(*desks.as_congress(), desks.call_id, desks.hall.session_id, now=LATER)


def test_final_drafts_become_the_list_that_is_frozen_with_its_hash(desks, submitted):
    draft_work.raise_up(*desks.as_government(), submitted[1], now=NOW)
    final(desks, submitted)
    assert list_all(desks) == 2
    listed = services.candidates(desks.hall.session, desks.hall.congress_id, desks.hall.session_id)
    assert [(one.number, one.name) for one in listed] == [(1, "口袋公园"), (2, "社区食堂建设")]
    assert listed[1].content == "新建社区食堂6个\n城关街道\n年底前6个全部开餐"
    assert (listed[1].investment, listed[1].unit) == ("600", "县民政局")
    assert listed[1].funding == "本级财政400万元，上级补助200万元"
    secretariat = desks.hall.actor(Role.SECRETARIAT)
    here = (desks.hall.session, secretariat, desks.hall.congress_id, desks.hall.session_id)
    fixed = services.freeze(*here, now=LATER)
    assert fixed.digest == services.list_digest(listed)
    line = read(desks, submitted[0])
    assert (line.state, line.candidate_id, line.session_id) == ("listed", listed[1].id, desks.hall.session_id)
    assert line.sources == 1


def test_sub_items_stand_in_the_content_of_their_bundle(desks):
    bundle = draft(desks, ideas=[answered(desks, "adopt")])
    draft(desks, {"name": "城东食堂", "content": "200平方米"}, parent_id=bundle)
    draft_work.move(*desks.as_government(), [bundle], "submit", now=NOW)
    agree(desks, (bundle,))
    signoff.finalise(*desks.as_government(), [bundle], now=LATER)
    assert list_all(desks) == 1
    (listed,) = services.candidates(desks.hall.session, desks.hall.congress_id, desks.hall.session_id)
    assert listed.content.splitlines()[-1] == "（1）城东食堂：200平方米"


def test_a_listed_draft_comes_off_until_the_list_is_fixed(desks, submitted):
    final(desks, submitted)
    list_all(desks)
    off = (*desks.as_congress(), desks.call_id, desks.hall.session_id)
    assert listing.unlist(*off, now=LATER) == 2
    assert services.candidates(desks.hall.session, desks.hall.congress_id, desks.hall.session_id) == ()
    assert read(desks, submitted[0]).candidate_id is None
    list_all(desks)
    secretariat = desks.hall.actor(Role.SECRETARIAT)
    services.freeze(desks.hall.session, secretariat, desks.hall.congress_id, desks.hall.session_id, now=LATER)
    with pytest.raises(Conflict, match="list_fixed"):
        listing.unlist(*off, now=LATER)


def test_only_the_congress_lists_candidates(desks, submitted):
    final(desks, submitted)
    with pytest.raises(NotAllowed):
        listing.list_drafts(*desks.as_government(), desks.call_id, desks.hall.session_id, now=LATER)
