"""A report is prepared by the statutory clock, heard, and its opinions are followed until they are done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.supervision.years import NOW
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.supervision import assignments, hearings, questioning, rounds
from voting.supervision.assignments import Item
from voting.supervision.hearings import Delivered, Planned
from voting.supervision.questioning import Asked

TODAY = NOW.date()
MEETING = TODAY + timedelta(days=15)
REPORT = Planned("report", "县政府关于民生实事项目实施情况的报告", "县人大常委会第三十一次会议", MEETING)
AFTER = NOW + timedelta(days=15)
DUE = MEETING + timedelta(days=60)


def planned(year, **changed) -> str:
    return hearings.plan(*year.as_office(), year.programme_id, replace(REPORT, **changed), now=NOW)


def held(year, **changed) -> str:
    hearing_id = planned(year, **changed)
    hearings.step(*year.as_office(), hearing_id, "hold", now=AFTER)
    return hearing_id


def marks(year, hearing_id, today=TODAY):
    line = hearings.get(year.session, year.congress_id, hearing_id)
    papers = hearings.papers(year.session, year.congress_id, hearing_id)
    return [(step.step, step.mark, step.days) for step in hearings.clock(line, papers, today)]


def deliver(year, hearing_id, step, on=TODAY, now=NOW, actor=None, number="临政〔2026〕20号") -> int:
    given = Delivered(step, on, number)
    return hearings.deliver(year.session, actor or year.office, year.congress_id, hearing_id, given, now=now)


# The clock ------------------------------------------------------------------------------------


def test_the_clock_counts_twenty_ten_and_seven_days_back_from_the_meeting(year):
    line = hearings.get(year.session, year.congress_id, planned(year, meeting_on=date(2026, 6, 25)))
    steps = hearings.clock(line, [], date(2026, 6, 1))
    assert [(step.step, step.due) for step in steps] == [
        ("draft", date(2026, 6, 5)), ("final", date(2026, 6, 15)), ("members", date(2026, 6, 18)),
    ]  # fmt: skip


def test_each_step_is_due_overdue_done_or_done_late(year):
    hearing_id = planned(year)
    assert marks(year, hearing_id) == [("draft", "overdue", 5), ("final", "due", 5), ("members", "due", 8)]
    deliver(year, hearing_id, "draft", actor=year.inspectorate)
    deliver(year, hearing_id, "final")
    assert marks(year, hearing_id) == [("draft", "late", 5), ("final", "done", 0), ("members", "due", 8)]
    assert marks(year, hearing_id, MEETING)[2] == ("members", "overdue", 7)


def test_a_corrected_paper_is_a_new_version_and_the_first_delivery_counts(year):
    hearing_id = planned(year)
    assert deliver(year, hearing_id, "final", on=TODAY) == 1
    later = NOW + timedelta(days=9)
    assert deliver(year, hearing_id, "final", on=later.date(), now=later) == 2
    assert marks(year, hearing_id)[1] == ("final", "done", 0)


def test_the_clock_moves_with_the_meeting_and_stops_when_it_is_called_off(year):
    hearing_id = planned(year)
    hearings.reschedule(*year.as_office(), hearing_id, MEETING + timedelta(days=30), "工作调整", now=NOW)
    assert [mark for _step, mark, _days in marks(year, hearing_id)] == ["due", "due", "due"]
    hearings.step(*year.as_office(), hearing_id, "call_off", reason="本次不听取", now=NOW)
    assert [mark for _step, mark, _days in marks(year, hearing_id)] == ["off", "off", "off"]
    with pytest.raises(Conflict):
        hearings.reschedule(*year.as_office(), hearing_id, MEETING, "恢复", now=NOW)


def test_only_the_office_sends_to_the_members_and_nothing_arrives_tomorrow(year):
    hearing_id = planned(year)
    with pytest.raises(NotAllowed):
        deliver(year, hearing_id, "members", actor=year.inspectorate)
    with pytest.raises(Invalid, match="day_to_come"):
        deliver(year, hearing_id, "draft", on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="paper_missing"):
        deliver(year, hearing_id, "draft", number=" ")
    with pytest.raises(NotReady, match="meeting_not_held"):
        deliver(year, hearing_id, "opinions")


def test_a_questioning_has_no_clock(year):
    hearing_id = planned(year, kind="questioning")
    assert marks(year, hearing_id) == []
    with pytest.raises(Invalid, match="paper_step_unknown"):
        deliver(year, hearing_id, "draft")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "other"}, "kind"),
        ({"title": ""}, "title"),
        ({"body": " "}, "body"),
        ({"body": "县人大常委会第　次会议"}, "body"),
        ({"meeting_on": date(2028, 1, 1)}, "meeting_on"),
    ],
)
def test_what_is_no_meeting_of_the_year_is_refused(year, change, field):
    with pytest.raises(Invalid) as refused:
        planned(year, **change)
    assert refused.value.field == field


def test_a_hearing_belongs_to_the_half_year_round(year):
    half = next(
        one
        for one in rounds.rounds(year.session, year.congress_id, year.programme_id)
        if one.kind == "half_year"
    )
    hearing_id = planned(year, round_id=half.id)
    assert hearings.get(year.session, year.congress_id, hearing_id).round_id == half.id


def test_deputies_read_what_is_published_and_members_what_is_planned(year):
    hearing_id = held(year)
    assert hearings.hearings(year.session, year.congress_id, year.programme_id, year.committee)
    assert hearings.hearings(year.session, year.congress_id, year.programme_id, year.deputy) == []
    with pytest.raises(NotFound):
        hearings.get(year.session, year.congress_id, hearing_id, year.deputy)
    hearings.step(*year.as_office(), hearing_id, "publish_hearing", now=AFTER)
    line = hearings.get(year.session, year.congress_id, hearing_id, year.deputy)
    assert line.published_at == AFTER


def test_a_meeting_is_not_held_before_its_day(year):
    with pytest.raises(NotReady, match="meeting_later"):
        hearings.step(*year.as_office(), planned(year), "hold", now=NOW)


# Opinions -------------------------------------------------------------------------------------


def opinions(year, hearing_id, *texts: str, due=DUE) -> list[assignments.AssignmentLine]:
    items = [Item(text, "县政府", year.project_ids[0]) for text in texts or ("加快老旧小区改造进度",)]
    assignments.give_opinions(*year.as_office(), hearing_id, items, due, now=AFTER)
    return assignments.of_hearing(year.session, year.congress_id, hearing_id)


def reply(year, item, text="已增派施工队伍，7月底前完成。", now=AFTER) -> None:
    assignments.answer(year.session, year.inspectorate, year.congress_id, item.id, text, now.date(), now=now)


def one(year, item) -> assignments.AssignmentLine:
    return assignments.one(year.session, year.congress_id, item.id)


def test_opinions_are_numbered_answered_and_done_or_handed_back(year):
    first, second = opinions(year, held(year), "加快老旧小区改造进度", "足额到位资金")
    assert (first.number, second.number) == (1, 2)
    reply(year, first)
    assert one(year, first).state == "answered"
    assignments.judge(*year.as_office(), first.id, False, "没有写明责任人", now=AFTER)
    assert one(year, first).state == "open"
    reply(year, first, "由吴某负责，7月底前完成。")
    assignments.judge(*year.as_office(), first.id, True, "", now=AFTER)
    assert one(year, first).state == "done"
    assert [entry.kind for entry in one(year, first).entries] == ["answer", "hand_back", "answer", "confirm"]
    last = assignments.last_opinions(year.session, year.congress_id, MEETING + timedelta(days=1))
    assert (last.done, len(last.items), [item.number for item in last.open]) == (1, 2, [2])


def test_before_the_next_meeting_the_last_opinions_are_those_of_an_earlier_day(year):
    opinions(year, held(year))
    assert assignments.last_opinions(year.session, year.congress_id, MEETING) is None
    assert assignments.last_opinions(year.session, year.congress_id, DUE).done == 0


def test_an_opinion_without_an_answer_is_overdue_after_its_day(year):
    (item,) = opinions(year, held(year))
    assert not item.overdue(DUE)
    assert item.overdue(DUE + timedelta(days=1))
    reply(year, item, now=NOW + timedelta(days=90))
    assert one(year, item).answered_late
    assert not one(year, item).overdue(DUE + timedelta(days=99))


def test_the_office_judges_and_an_answer_comes_first(year):
    (item,) = opinions(year, held(year))
    with pytest.raises(Conflict):
        assignments.judge(*year.as_office(), item.id, True, "", now=AFTER)
    reply(year, item)
    with pytest.raises(NotAllowed):
        assignments.judge(year.session, year.inspectorate, year.congress_id, item.id, True, "", now=AFTER)
    with pytest.raises(Invalid, match="text_missing"):
        assignments.judge(*year.as_office(), item.id, False, " ", now=AFTER)


def test_opinions_follow_the_meeting_and_their_text_stays(year):
    with pytest.raises(NotReady, match="meeting_not_held"):
        opinions(year, planned(year))
    hearing_id = held(year)
    with pytest.raises(Invalid, match="due_before_meeting"):
        opinions(year, hearing_id, due=MEETING)
    with pytest.raises(Invalid, match="opinions_missing"):
        assignments.give_opinions(*year.as_office(), hearing_id, [], DUE, now=AFTER)
    opinions(year, hearing_id)
    with pytest.raises(sa.exc.DatabaseError):
        year.session.execute(sa.text("UPDATE assignment SET due_on = '2027-01-01'"))


# Questioning ----------------------------------------------------------------------------------


def test_a_questioning_keeps_who_asked_whom_and_what_was_answered_and_promised(year):
    hearing_id = planned(year, kind="questioning", title="民生实事项目专题询问")
    asked = Asked("陈某", "县住建局", "为什么第一季度进度落后？", year.project_ids[0])
    question_id = questioning.ask(*year.as_office(), hearing_id, asked, now=NOW)
    with pytest.raises(NotReady, match="meeting_not_held"):
        questioning.reply(*year.as_office(), question_id, "吴某", "招标流标一次。", now=NOW)
    hearings.step(*year.as_office(), hearing_id, "hold", now=AFTER)
    questioning.reply(*year.as_office(), question_id, "吴某", "招标流标一次。", now=AFTER)
    questioning.reply(*year.as_office(), question_id, "吴某（县住建局局长）", "招标流标一次。", now=AFTER)
    promised = assignments.promise(*year.as_office(), question_id, "五月底前追上序时进度", "", DUE, now=AFTER)
    (line,) = questioning.questions(year.session, year.congress_id, hearing_id)
    assert (line.number, line.asker, len(line.replies)) == (1, "陈某", 2)
    assert line.reply.speaker == "吴某（县住建局局长）"
    kept = assignments.one(year.session, year.congress_id, promised)
    assert (kept.kind, kept.asked_of, kept.question_id) == ("promise", "县住建局", question_id)
    assert kept.project_id == year.project_ids[0]


def test_a_report_is_heard_and_not_questioned(year):
    asked = Asked("陈某", "县住建局", "为什么第一季度进度落后？")
    with pytest.raises(Invalid, match="no_questioning"):
        questioning.ask(*year.as_office(), planned(year), asked, now=NOW)


def test_a_published_record_takes_no_more_questions(year):
    hearing_id = held(year, kind="questioning")
    hearings.step(*year.as_office(), hearing_id, "publish_hearing", now=AFTER)
    with pytest.raises(Conflict, match="hearing_closed"):
        questioning.ask(
            *year.as_office(), hearing_id, Asked("陈某", "县住建局", "还有什么困难吗？"), now=AFTER
        )


def test_what_was_written_down_at_the_meeting_stays(year):
    hearing_id = planned(year, kind="questioning")
    questioning.ask(*year.as_office(), hearing_id, Asked("陈某", "县住建局", "还有什么困难吗？"), now=NOW)
    with pytest.raises(sa.exc.DatabaseError):
        year.session.execute(sa.text("DELETE FROM hearing_question"))
