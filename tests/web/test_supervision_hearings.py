"""A report heard and a questioning held, on their pages: clock, papers, questions, opinions, promises."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from tests.supervision.test_hearings import AFTER, DUE, MEETING, held, opinions, planned, reply
from tests.supervision.years import NOW
from tests.web.conftest import CODE
from voting import files
from voting.supervision import assignments, hearing_brief, hearings, questioning, rounds
from voting.supervision.questioning import Asked

YEAR = f"/c/{CODE}/years/2026"
PAGE = f"{YEAR}/hearings"
OFFICE = "supervision_office"
PDF = b"%PDF-1.4 report"


def page_of(hearing_id: str) -> str:
    return f"{PAGE}/{hearing_id}"


@pytest.fixture
def questioned(year) -> str:
    """A questioning that was held, with one question."""
    hearing_id = planned(year, kind="questioning", title="民生实事项目专题询问")
    asked = Asked("陈某", "县住建局", "为什么第一季度进度落后？", year.project_ids[0])
    questioning.ask(*year.as_office(), hearing_id, asked, now=NOW)
    hearings.step(*year.as_office(), hearing_id, "hold", now=AFTER)
    year.session.rollback()
    return hearing_id


def test_the_office_plans_a_meeting_and_its_schedule_stands_there(house, year):
    year.session.rollback()
    given = {"kind": "report", "title": "实施情况的报告", "body": "县人大常委会第三十一次会议"}
    made = house.post(OFFICE, f"{PAGE}/new", f"{PAGE}/new", **given, meeting_on="2026-06-25")
    page = house.client(OFFICE).get(made.headers["Location"]).text
    for words in ("法定倒排", "2026-06-05", "2026-06-15", "2026-06-18", "逾期", "常委会审阅单"):
        assert words in page
    assert "实施情况的报告" in house.client("committee_member").get(YEAR).text


def test_a_wrong_day_is_refused_with_what_was_typed(house, year):
    year.session.rollback()
    given = {
        "kind": "report",
        "title": "实施情况的报告",
        "body": "县人大常委会会议",
        "meeting_on": "2031-01-01",
    }
    page = house.post(OFFICE, f"{PAGE}/new", f"{PAGE}/new", **given)
    assert page.status_code == 400
    assert "会议日期不对" in page.text and "实施情况的报告" in page.text


def test_what_was_delivered_is_listed_and_can_be_saved(house, year):
    address = page_of(planned(year))
    year.session.rollback()
    file = (io.BytesIO(PDF), "报告.pdf")
    house.post(
        "inspectorate", f"{address}/papers", address, step="draft", delivered_on="2026-03-20", file=file
    )
    page = house.client("committee_member").get(address).text
    assert "报告.pdf" in page and "按时" in page
    line = hearings.papers(year.session, year.congress_id, address.rsplit("/", 1)[1])[0]
    assert house.client("committee_member").get(f"{address}/papers/{line.id}").data == PDF


def test_opinions_go_to_the_government_and_come_back_done(house, year):
    address = page_of(held(year))
    year.session.rollback()
    given = {"items": "加快改造进度\n\n足额到位资金", "asked_of": "县人民政府", "due_on": DUE.isoformat()}
    house.post(OFFICE, f"{address}/opinions", address, **given)
    year.session.rollback()
    first, second = assignments.of_hearing(year.session, year.congress_id, address.rsplit("/", 1)[1])
    assert (first.text, second.text) == ("加快改造进度", "足额到位资金")
    one = f"{address}/assignments/{first.id}"
    house.post("inspectorate", f"{one}/answers", address, text="已增派队伍。", dated="2026-05-01")
    assert "1 条等您确认" in house.client(OFFICE).get(YEAR).text
    house.post(OFFICE, f"{one}/judge", address, done="yes")
    page = house.client("committee_member").get(address).text
    assert "已办结" in page and "已增派队伍。" in page
    paper = house.client("committee_member").get(f"{address}/opinions").text
    assert "足额到位资金" in paper and "未答复" in paper


def test_a_questioning_is_written_down_and_its_promises_followed(house, year, questioned):
    address = page_of(questioned)
    question = questioning.questions(year.session, year.congress_id, questioned)[0]
    one = f"{address}/questions/{question.id}"
    house.post(OFFICE, f"{one}/replies", address, speaker="吴某", text="招标流标一次。")
    promise = {"text": "五月底前追上序时进度", "asked_of": "县住建局", "due_on": DUE.isoformat()}
    house.post(OFFICE, f"{one}/promises", address, **promise)
    record = house.client(OFFICE).get(f"{address}/record").text
    for words in ("陈某 问 县住建局", "招标流标一次。", "五月底前追上序时进度", "主持人"):
        assert words in record
    assert "五月底前追上序时进度" in house.client("committee_member").get(f"{YEAR}/projects/1").text


def test_deputies_read_a_meeting_once_it_is_published(house, year, questioned):
    address, deputy = page_of(questioned), house.client("deputy")
    assert deputy.get(address).status_code == 404
    assert deputy.get(f"{address}/record").status_code == 404
    assert "专题询问" not in deputy.get(PAGE).text.split("<h1>")[1].replace(
        "听取专项报告和专题询问", ""
    ).replace("还没有公布的专项报告和专题询问。", "")
    house.post(OFFICE, f"{address}/move", address, verb="publish_hearing")
    assert "为什么第一季度进度落后" in deputy.get(address).text
    assert "民生实事项目专题询问" in deputy.get(PAGE).text


def test_everybody_reads_a_published_meeting_and_never_its_draft(house, year):
    hearing_id = held(year)
    opinions(year, hearing_id)
    for step, kind in (("draft", "征求意见稿.pdf"), ("final", "报告.pdf")):
        kept = files.keep(
            year.session, house.app.extensions["voting.settings"], year.congress_id,
            PDF + kind.encode(), kind, now=AFTER,
        )  # fmt: skip
        hearings.deliver(
            *year.as_office(), hearing_id, hearings.Delivered(step, NOW.date(), file=kept), now=AFTER
        )
    draft, final = hearings.papers(year.session, year.congress_id, hearing_id)
    year.session.rollback()
    anybody, address = house.client(), f"{page_of(hearing_id)}/public"
    assert anybody.get(address).status_code == 404
    house.post(OFFICE, f"{page_of(hearing_id)}/move", page_of(hearing_id), verb="publish_hearing")
    page = anybody.get(address)
    assert "加快老旧小区改造进度" in page.text and "报告.pdf" in page.text
    assert "征求意见稿" not in page.text
    assert "Set-Cookie" not in page.headers
    assert anybody.get(f"{address}/{final.id}").data.startswith(PDF)
    assert anybody.get(f"{address}/{draft.id}").status_code == 404
    assert house.client("deputy").get(f"{page_of(hearing_id)}/papers/{draft.id}").status_code == 404
    assert address in anybody.get(f"/c/{CODE}/board/2026").text


def test_a_question_belongs_to_its_own_meeting(house, year, questioned):
    other = page_of(held(year, kind="questioning"))
    question = questioning.questions(year.session, year.congress_id, questioned)[0]
    year.session.rollback()
    form = {"speaker": "吴某", "text": "不在这里答复"}
    answer = house.post(OFFICE, f"{other}/questions/{question.id}/replies", other, **form)
    assert answer.status_code == 404


def test_the_meeting_is_moved_and_called_off_with_a_reason(house, year):
    address = page_of(planned(year))
    year.session.rollback()
    house.post(OFFICE, f"{address}/day", address, meeting_on="2026-12-20", reason="工作调整")
    assert "2026-12-20" in house.client(OFFICE).get(address).text
    house.post(OFFICE, f"{address}/move", address, verb="call_off", reason="本次不听取")
    assert "已取消" in house.client(OFFICE).get(address).text


def test_whether_the_last_opinions_were_done_is_shown_before_the_next_meeting(house, year):
    (item,) = opinions(year, held(year))
    reply(year, item)
    following = planned(year, meeting_on=MEETING + timedelta(days=90), title="第三季度报告")
    year.session.rollback()
    page = house.client("committee_member").get(f"{page_of(following)}/clock").text
    assert "共 1 条，已办结 0 条" in page and "加快老旧小区改造进度" in page


def test_the_committees_page_has_a_row_for_each_project_and_the_last_opinions(year):
    opinions(year, held(year))
    following = planned(year, meeting_on=MEETING + timedelta(days=90))
    told = hearing_brief.brief(year.session, year.congress_id, year.programme_id)
    assert told.hearing.id == following
    assert [row.number for row in told.rows] == [1, 2, 3]
    assert told.rows[0].lead == "临海县住建局"
    assert told.rows[0].lit is None
    assert (told.last.done, len(told.last.items)) == (0, 1)
    before = hearing_brief.brief(year.session, year.congress_id, year.programme_id, MEETING)
    assert before.last is None


@pytest.mark.parametrize("paper", ["clock", "opinions"])
def test_the_papers_of_a_meeting_are_had_as_pdf(house, year, paper):
    hearing_id = held(year)
    opinions(year, hearing_id)
    year.session.rollback()
    answer = house.client(OFFICE).get(f"{page_of(hearing_id)}/{paper}?format=pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")


def test_the_half_year_round_names_the_report_heard_in_it(house, year):
    lines = rounds.rounds(year.session, year.congress_id, year.programme_id)
    half = next(line for line in lines if line.kind == "half_year")
    year.session.rollback()
    page = f"/c/{CODE}/years/rounds/{half.id}"
    assert f"hearings/new?round_id={half.id}" in house.client(OFFICE).get(page).text
    hearing_id = planned(year, round_id=half.id)
    year.session.rollback()
    assert page_of(hearing_id) in house.client("committee_member").get(page).text


def test_a_meeting_of_another_year_is_not_found_here(house, year):
    hearing_id = planned(year)
    year.session.rollback()
    assert house.client(OFFICE).get(f"/c/{CODE}/years/2027/hearings/{hearing_id}").status_code == 404
