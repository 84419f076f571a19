"""The inbox and its filters, private notes, assessment by units, the library, the numbers, the papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.collection.desks import LATER, SECRET, Desks, call_form
from tests.halls import workbook
from voting.collection import (
    assessment,
    assessment_sheet,
    calls,
    decisions,
    desk,
    handovers,
    ideas,
    inbox,
    library,
    merging,
    replies,
    statistics,
)
from voting.collection.decisions import Ruling
from voting.collection.inbox import Filter
from voting.congress import units
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.sheets import read

TODAY = LATER.date()
DUE = TODAY + timedelta(days=10)
ANSWER = {"opinion": "可行", "answer": "用地已落实。", "estimate": "120.5"}


def shown(desks: Desks, wanted: Filter, at: str = "government", today: date = TODAY) -> list[str]:
    hall = desks.hall
    found = inbox.inbox(hall.session, hall.congress_id, desks.call_id, at, wanted, today=today)
    assert found.found == len(found.entries)
    return [entry.idea.id for entry in found.entries]


def ask(desks: Desks, *idea_ids: str, due: date = DUE) -> None:
    assessment.ask(*desks.as_government(), idea_ids, [desks.unit_id], due=due, note="说明用地", now=LATER)


def open_question(desks: Desks) -> assessment.Question:
    return assessment.asked_of(desks.hall.session, desks.hall.congress_id, [desks.unit_id])[0]


def reply(desks: Desks, question_id: str, given: dict[str, str]) -> None:
    assessment.reply(desks.hall.session, desks.unit, desks.hall.congress_id, question_id, given, now=LATER)


# The inbox ------------------------------------------------------------------------------------


def test_each_desk_sees_its_own_ideas(desks: Desks):
    mine, theirs = desks.idea(), desks.idea(desk="congress")
    assert shown(desks, Filter()) == [mine]
    assert shown(desks, Filter(), "congress") == [theirs]
    with pytest.raises(NotFound):
        desk.case(desks.hall.session, desks.hall.congress_id, mine, "congress")


def test_the_inbox_is_narrowed_by_what_was_said_and_how_it_came(desks: Desks):
    meal = desks.idea("建社区食堂", text="老人吃饭难", channel="hotline")
    road = desks.idea("修村道", category="交通出行", place="李家村")
    assert shown(desks, Filter(category="交通出行")) == [road]
    assert shown(desks, Filter(channel="hotline")) == [meal]
    assert shown(desks, Filter(words="老人 食堂")) == [meal]
    assert shown(desks, Filter(words="李家村")) == [road]
    assert shown(desks, Filter(words="2027-000002")) == [road]
    assert shown(desks, Filter(words="100%")) == []
    assert shown(desks, Filter(state="in_progress")) == []


def test_the_inbox_is_narrowed_by_what_was_done(desks: Desks):
    waiting, late, answered, decided = (desks.idea() for _ in range(4))
    ask(desks, waiting, late, answered)
    ask(desks, late, due=TODAY)
    for question in assessment.of_idea(desks.hall.session, desks.hall.congress_id, answered):
        reply(desks, question.id, ANSWER)
    ruling = Ruling("postpone", "beyond_year", "当年不能完成。")
    decisions.decide(*desks.as_government(), [decided], ruling, now=LATER)
    tomorrow = TODAY + timedelta(days=1)

    def by(work: str) -> list[str]:
        return shown(desks, Filter(state="in_progress", work=work), today=tomorrow)

    assert by("asked") == [waiting, late]
    assert by("overdue") == [late]
    assert by("answered") == [answered]
    assert by("unassigned") == by("decided") == [decided]
    assert shown(desks, Filter(state="", unit_id=desks.unit_id)) == [waiting, late, answered]
    with pytest.raises(Invalid):
        by("something")


def test_a_long_inbox_comes_in_pages(desks: Desks):
    made = [desks.idea(f"第{number}条建议") for number in range(inbox.A_PAGE + 3)]
    hall = desks.hall
    here = (hall.session, hall.congress_id, desks.call_id, "government", Filter())
    first = inbox.inbox(*here, today=TODAY)
    assert (first.found, len(first.entries), first.by_state) == (53, 50, {"received": 53})
    second = inbox.inbox(*here, today=TODAY, after=first.following)
    assert [entry.idea.id for entry in (*first.entries, *second.entries)] == made
    assert second.following == 0


# Notes and assessment -------------------------------------------------------------------------


def test_a_note_stays_at_its_desk(desks: Desks):
    idea = desks.idea()
    desk.note(*desks.as_government(), idea, "先问民政局", now=LATER)
    (note,) = desk.case(desks.hall.session, desks.hall.congress_id, idea, "government").notes
    assert (note.author, note.text) == (desks.government.name, "先问民政局")
    for text in ("", "字" * 501):
        with pytest.raises(Invalid):
            desk.note(*desks.as_government(), idea, text, now=LATER)


def test_a_unit_answers_what_it_was_asked_and_mends_it_until_the_decision(desks: Desks):
    idea = desks.idea()
    ask(desks, idea)
    question = open_question(desks)
    assert (question.note, question.due, desks.state(idea)) == ("说明用地", DUE, "in_progress")
    reply(desks, question.id, ANSWER)
    reply(desks, question.id, ANSWER | {"opinion": "有条件可行"})
    found = open_question(desks)
    assert (found.opinion, found.answer, found.estimate) == ("conditional", "用地已落实。", "120.5")
    decisions.decide(*desks.as_government(), [idea], Ruling("keep", "library", "先入库待定。"), now=LATER)
    desks.publish()
    with pytest.raises(Conflict):
        reply(desks, question.id, ANSWER)


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "opinion"), ({"opinion": "大概"}, "opinion"), (ANSWER | {"answer": ""}, "answer"),
     (ANSWER | {"estimate": "很多"}, "estimate")],
)  # fmt: skip
def test_an_answer_is_refused_at_the_field_at_fault(desks: Desks, given: dict[str, str], field: str):
    ask(desks, desks.idea())
    with pytest.raises(Invalid) as caught:
        reply(desks, open_question(desks).id, given)
    assert caught.value.field == field
    assert open_question(desks).answered_at is None


def test_a_unit_answers_only_its_own_questions(desks: Desks):
    ask(desks, desks.idea())
    question = open_question(desks)
    with pytest.raises(NotAllowed):
        assessment.reply(
            desks.hall.session, desks.congress, desks.hall.congress_id, question.id, ANSWER, now=LATER
        )
    units.release(*desks.as_government(), desks.unit_id, desks.unit.person_id, now=LATER)
    with pytest.raises(NotFound):
        reply(desks, question.id, ANSWER)


def test_no_question_has_a_date_that_is_past(desks: Desks):
    idea = desks.idea()
    with pytest.raises(Invalid):
        ask(desks, idea, due=TODAY - timedelta(days=1))
    assert desks.state(idea) == "received"


def test_a_unit_answers_by_excel_all_or_none(desks: Desks):
    first, second = desks.idea("建社区食堂"), desks.idea("建日间照料中心")
    ask(desks, first, second)
    hall = desks.hall
    begun = assessment_sheet.workbook(hall.session, hall.congress_id, [desks.unit_id])
    rows = read(assessment.SHEET, begun).rows
    assert [(row.values["number"], row.values["title"]) for row in rows] == [
        (1, "建社区食堂"),
        (2, "建日间照料中心"),
    ]
    heads = ["受理编号", "论证意见", "说明"]
    bad = workbook([heads, [1, "可行", "可以"], [7, "可行", "可以"], [2, "也许", "可以"], [1, "可行", "又"]])
    reading = assessment_sheet.read(hall.session, desks.unit, hall.congress_id, bad)
    assert [(row.number, row.errors[0].code) for row in reading.bad] == [
        (3, "collection.row_not_asked"),
        (4, "sheets.not_a_choice"),
        (5, "collection.row_twice"),
    ]
    with pytest.raises(NotReady):
        assessment_sheet.take(hall.session, desks.unit, hall.congress_id, reading, now=LATER)
    assert open_question(desks).answered_at is None
    good = assessment_sheet.read(
        hall.session, desks.unit, hall.congress_id, workbook([heads, [1, "可行", "可以"], [2, "", ""]])
    )
    assert assessment_sheet.take(hall.session, desks.unit, hall.congress_id, good, now=LATER) == 1
    assert [q.opinion for q in assessment.of_idea(hall.session, hall.congress_id, first)] == ["feasible"]
    assert [q.opinion for q in assessment.of_idea(hall.session, hall.congress_id, second)] == [""]


# The library and the numbers ------------------------------------------------------------------


def kept(desks: Desks, *idea_ids: str) -> None:
    decisions.decide(*desks.as_government(), idea_ids, Ruling("keep", "library", "条件成熟再议。"), now=LATER)
    desks.publish()


def test_the_next_call_starts_from_the_library_and_leads_back(desks: Desks):
    idea = desks.idea("建日间照料中心")
    kept(desks, idea)
    (entry,) = library.entries(desks.hall.session, desks.hall.congress_id)
    assert (entry.idea.id, entry.year, entry.reason) == (idea, 2027, "条件成熟再议。")
    session, actor, congress_id = desks.as_government()
    with pytest.raises(Conflict):
        library.take_into(session, SECRET, actor, congress_id, desks.call_id, [entry.id], now=LATER)
    following = calls.create(*desks.as_government(), call_form(year=2028, title="2028年度征集"), now=LATER)
    assert calls.get(session, congress_id, following).previous_id == desks.call_id
    assert library.take_into(session, SECRET, actor, congress_id, following, [entry.id], now=LATER) == 1
    assert library.entries(session, congress_id) == []
    found = inbox.inbox(session, congress_id, following, "government", Filter(), today=TODAY)
    (taken,) = found.entries
    assert (taken.idea.channel, taken.idea.origin_id, taken.idea.title) == ("library", idea, "建日间照料中心")


def test_the_numbers_of_a_call_add_up(desks: Desks):
    first, second, third, road = desks.idea(), desks.idea(), desks.idea(), desks.idea(category="交通出行")
    session, actor, congress_id = desks.as_government()
    merging.merge(session, SECRET, actor, congress_id, [first, second], title="食堂建设", text="",
                  reason="", now=LATER)  # fmt: skip
    desk.move(*desks.as_government(), [third], "set_apart", now=LATER, reason="属举报")
    kept(desks, road)
    found = statistics.numbers(session, congress_id, desks.call_id)
    assert {count.key: count.number for count in found.funnel} == {
        "received": 3, "entries": 2, "screened": 1, "adopted": 0, "drafts": 0, "listed": 0,
    }  # fmt: skip
    assert {count.key: count.number for count in found.categories} == {"养老托育": 2, "交通出行": 1}
    assert {count.key: count.number for count in found.reasons} == {"merged": 2, "library": 1}
    assert found.complaints == 1
    assert found.median_days == pytest.approx(1 / 24)
    assert sum(count.number for count in found.days) == 1
    tables = statistics.pages(found, str)
    assert tables["类别"] == [["类别", "条数"], ["养老托育", 2], ["交通出行", 1]]


# Between the desks ----------------------------------------------------------------------------


def letter(desks: Desks, *idea_ids: str, number: str = "临人常函〔2026〕3号") -> str:
    paper = handovers.Paper(number, "建议项目函", tuple(idea_ids))
    return handovers.send(*desks.as_congress(), desks.call_id, "suggestion_letter", paper, now=LATER)


def signed(desks: Desks, actor: tuple, handover_id: str) -> int:
    session, person, congress_id = actor
    return handovers.receive(
        session, SECRET, person, congress_id, handover_id, signed_for="政府办 王敏", now=LATER
    )


def test_an_idea_of_the_congress_goes_to_government_and_its_answer_comes_back(desks: Desks):
    idea = desks.idea("建日间照料中心", desk="congress")
    desk.move(*desks.as_congress(), [idea], "take_up", now=LATER)
    desk.note(*desks.as_congress(), idea, "某代表提议，勿外传", now=LATER)
    sent = letter(desks, idea)
    assert "勿外传" not in str(handovers.get(desks.hall.session, desks.hall.congress_id, sent).content)
    assert signed(desks, desks.as_government(), sent) == 1
    (theirs,) = shown(desks, Filter(channel="handover"))
    decisions.decide(
        *desks.as_government(), [theirs], Ruling("postpone", "no_land", "用地尚未落实。"), now=LATER
    )
    table = handovers.Paper("临政办函〔2026〕8号", "意见采纳情况表", (theirs,))
    with pytest.raises(NotReady):
        handovers.send(*desks.as_government(), desks.call_id, "adoption_table", table, now=LATER)
    desks.publish()
    back = handovers.send(*desks.as_government(), desks.call_id, "adoption_table", table, now=LATER)
    assert signed(desks, desks.as_congress(), back) == 1
    assert desks.state(idea) == "in_progress"
    desks.publish("congress")
    assert desks.state(idea) == "not_this_year"
    told = decisions.rulings(desks.hall.session, desks.hall.congress_id, [idea])[idea]
    assert told[-1].ruling.sentence == "用地尚未落实。"


def handed_over(desks: Desks, *titles: str) -> dict[str, str]:
    """Ideas of the congress's desk as they came in at the government's: copy's id → original's id."""
    made = [desks.idea(title, desk="congress") for title in titles]
    desk.move(*desks.as_congress(), made, "take_up", now=LATER)
    signed(desks, desks.as_government(), letter(desks, *made))
    known = ideas.lines(desks.hall.session, desks.hall.congress_id, shown(desks, Filter(channel="handover")))
    return {line.id: line.origin_id or "" for line in sorted(known.values(), key=lambda line: line.number)}


def merged(desks: Desks, *idea_ids: str) -> str:
    session, actor, congress_id = desks.as_government()
    return merging.merge(
        session, SECRET, actor, congress_id, idea_ids, title="建社区食堂", text="", reason="", now=LATER
    )


def ruled(desks: Desks, *given: tuple[str, Ruling]) -> None:
    for idea_id, ruling in given:
        decisions.decide(*desks.as_government(), [idea_id], ruling, now=LATER)
    desks.publish()


def offered(desks: Desks) -> list[str]:
    found = replies.answerable(desks.hall.session, desks.hall.congress_id, desks.call_id)
    return [idea.id for idea in found]


def answered_by_table(desks: Desks, *idea_ids: str, number: str = "临政办函〔2026〕8号") -> None:
    """The table is sent, signed for, and what it prepared is published at the congress's desk."""
    table = handovers.Paper(number, "意见采纳情况表", idea_ids)
    back = handovers.send(*desks.as_government(), desks.call_id, "adoption_table", table, now=LATER)
    signed(desks, desks.as_congress(), back)
    desks.publish("congress")


def told(desks: Desks, idea_id: str) -> Ruling:
    return decisions.rulings(desks.hall.session, desks.hall.congress_id, [idea_id])[idea_id][-1].ruling


NO_LAND = Ruling("postpone", "no_land", "用地尚未落实。")
NEXT_YEAR = Ruling("keep", "library", "条件成熟再议。")


def test_a_letters_matter_is_kept_once_in_the_library(desks: Desks):
    copy, merged_copy = handed_over(desks, "建停车场", "建食堂")
    head, alone = merged(desks, merged_copy, desks.idea("村里要食堂")), desks.idea("修渡槽", desk="congress")
    ruled(desks, (copy, NEXT_YEAR), (head, NEXT_YEAR))
    answered_by_table(desks, copy, merged_copy)
    decisions.decide(*desks.as_congress(), [alone], NEXT_YEAR, now=LATER)
    desks.publish("congress")
    stock = library.entries(desks.hall.session, desks.hall.congress_id)
    assert {kept.idea.id for kept in stock} == {copy, head, alone}


def test_a_letters_idea_that_was_merged_is_answered_as_the_merged_entry(desks: Desks):
    originals = handed_over(desks, "建食堂", "办食堂")
    head = merged(desks, *originals, desks.idea("村里要食堂"))
    assert offered(desks) == []
    with pytest.raises(NotReady):
        answered_by_table(desks, *originals)
    ruled(desks, (head, NO_LAND))
    assert offered(desks) == [*originals]
    answered_by_table(desks, *originals)
    for original in originals.values():
        assert desks.state(original) == "not_this_year"
        assert told(desks, original) == NO_LAND
    with pytest.raises(Conflict):
        answered_by_table(desks, head)


def test_undoing_the_merge_takes_the_answer_back(desks: Desks):
    (copy,) = handed_over(desks, "建食堂")
    head = merged(desks, copy, desks.idea("村里要食堂"))
    ruled(desks, (head, NO_LAND))
    desk.move(*desks.as_government(), [head], "reconsider", now=LATER, reason="情况有变")
    assert offered(desks) == []
    merging.undo(*desks.as_government(), head, reason="合并有误", now=LATER)
    assert offered(desks) == []
    with pytest.raises(NotReady):
        answered_by_table(desks, copy)
    ruled(desks, (copy, NEXT_YEAR))
    assert offered(desks) == [copy]


def test_a_letters_idea_that_was_split_is_answered_with_all_of_its_parts(desks: Desks):
    copies = handed_over(desks, "食堂和路灯")
    ((copy, original),) = copies.items()
    session, actor, congress_id = desks.as_government()
    halves = [merging.Part("建食堂", "", "养老托育"), merging.Part("修路灯", "", "交通出行")]
    meal, lamp = merging.split(
        session, SECRET, actor, congress_id, copy, halves, reason="一事一议", now=LATER
    )
    head = merged(desks, meal, desks.idea("村里要食堂"))
    ruled(desks, (lamp, NO_LAND))
    assert offered(desks) == []
    ruled(desks, (head, NEXT_YEAR))
    assert offered(desks) == [copy]
    answered_by_table(desks, copy)
    assert desks.state(original) == "library"
    answer = told(desks, original)
    assert answer.outcome == "keep"
    assert answer.sentence == "修路灯：本年度暂不列入。用地尚未落实。建社区食堂：已入库。条件成熟再议。"


def test_a_part_that_is_a_complaint_holds_no_answer_up(desks: Desks):
    ((copy, original),) = handed_over(desks, "食堂和举报").items()
    session, actor, congress_id = desks.as_government()
    halves = [merging.Part("建食堂", "", "养老托育"), merging.Part("举报某人", "", "")]
    meal, complaint = merging.split(
        session, SECRET, actor, congress_id, copy, halves, reason="一事一议", now=LATER
    )
    desk.move(*desks.as_government(), [complaint], "set_apart", now=LATER, reason="属举报")
    assert offered(desks) == []
    ruled(desks, (meal, NO_LAND))
    answered_by_table(desks, copy)
    assert told(desks, original) == NO_LAND


def test_long_answers_to_many_parts_fit_into_one_sentence(desks: Desks):
    ((copy, original),) = handed_over(desks, "五件事").items()
    session, actor, congress_id = desks.as_government()
    parts = [merging.Part(f"第{number}件事", "", "养老托育") for number in range(1, 6)]
    made = merging.split(session, SECRET, actor, congress_id, copy, parts, reason="一事一议", now=LATER)
    long = Ruling("postpone", "no_land", "用地尚未落实，" * 40)
    ruled(desks, *((part, long) for part in made))
    answered_by_table(desks, copy)
    assert len(told(desks, original).sentence) == 300
    assert all(
        f"第{number}件事：本年度暂不列入。" in told(desks, original).sentence for number in range(1, 6)
    )


def funnel(desks: Desks) -> list[int]:
    """Received, entries after merging, answered, adopted."""
    found = statistics.numbers(desks.hall.session, desks.hall.congress_id, desks.call_id)
    return [count.number for count in found.funnel[:4]]


def test_what_went_by_letter_is_counted_once_in_every_number(desks: Desks):
    originals = handed_over(desks, "建食堂", "办食堂", "修路灯")
    meal, kitchen, lamp = originals
    assert funnel(desks) == [3, 3, 0, 0]
    head = merged(desks, meal, kitchen, desks.idea("村里要食堂"))
    assert funnel(desks) == [4, 2, 0, 0]
    desks.screened(head)
    ruled(desks, (head, Ruling("adopt", sentence="列入候选项目论证。")), (lamp, NO_LAND))
    assert funnel(desks) == [4, 2, 2, 1]
    answered_by_table(desks, *originals)
    assert [desks.state(original) for original in originals.values()] == [
        "adopted", "adopted", "not_this_year",
    ]  # fmt: skip
    assert funnel(desks) == [4, 2, 2, 1]
    found = statistics.numbers(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert {count.key: count.number for count in found.reasons} == {"merged": 3, "no_land": 1}
    assert statistics.pages(found, str)["全程"][1:5] == [
        ["收到意见建议", 4], ["合并后", 2], ["已作答复", 2], ["采纳", 1],
    ]  # fmt: skip


def test_what_the_congress_keeps_to_itself_is_counted_there(desks: Desks):
    handed_over(desks, "建食堂")
    kept_here = desks.idea("修路灯", desk="congress")
    decisions.decide(*desks.as_congress(), [kept_here], NO_LAND, now=LATER)
    desks.publish("congress")
    assert funnel(desks) == [2, 2, 1, 0]


def test_a_paper_is_locked_numbered_and_signed_for_once(desks: Desks):
    idea = desks.idea(desk="congress")
    desk.move(*desks.as_congress(), [idea], "take_up", now=LATER)
    first, second = letter(desks, idea), letter(desks, idea)
    papers = handovers.sent(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert [(paper.document_no, paper.version) for paper in papers] == [
        ("临人常函〔2026〕3号", 1),
        ("临人常函〔2026〕3号", 2),
    ]
    assert signed(desks, desks.as_government(), first) == 1
    with pytest.raises(Conflict):
        signed(desks, desks.as_government(), first)
    assert signed(desks, desks.as_government(), second) == 0
    received = handovers.get(desks.hall.session, desks.hall.congress_id, first)
    assert (received.signed_for, received.received_at) == ("政府办 王敏", LATER)


def test_only_its_sender_sends_a_paper_and_only_its_receiver_signs(desks: Desks):
    idea = desks.idea(desk="congress")
    paper = handovers.Paper("函〔2026〕1号", "建议项目函", (idea,))
    with pytest.raises(NotAllowed):
        handovers.send(*desks.as_government(), desks.call_id, "suggestion_letter", paper, now=LATER)
    with pytest.raises(Conflict):
        letter(desks, desks.idea())
    with pytest.raises(NotReady):
        letter(desks)
    with pytest.raises(NotAllowed):
        signed(desks, desks.as_congress(), letter(desks, idea))


@pytest.mark.parametrize(
    ("kind", "sender"), [("bill", "government"), ("review", "congress"), ("assignment", "congress")]
)
def test_papers_of_the_organs_hold_what_was_written(desks: Desks, kind: str, sender: str):
    actor = desks.as_government() if sender == "government" else desks.as_congress()
    paper = handovers.Paper("字〔2026〕9号", "候选项目", lines=("一、日间照料中心", " ", "二、村道"))
    made = handovers.send(*actor, desks.call_id, kind, paper, now=LATER)
    found = handovers.get(desks.hall.session, desks.hall.congress_id, made)
    assert found.content == {"lines": ["一、日间照料中心", "二、村道"], "candidates": []}
    assert len(found.digest) == 64
