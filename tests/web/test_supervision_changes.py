"""A change on its pages: asked for by government's side, decided as recorded, told to everybody."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from tests.documents.reading import word_text
from tests.supervision.test_changes import COUNTY, GROUNDS, ask, decide, fields, forward
from tests.web.conftest import CODE
from voting.supervision import change_list, plans, programmes

YEAR = f"/c/{CODE}/years/2026"
FIRST = f"{YEAR}/changes/1"
NEW = f"{YEAR}/projects/1/changes/new"
DECISION = {
    "body": COUNTY.body,
    "held_on": "2026-04-01",
    "document_no": "临人常〔2026〕8号",
    "present": "30",
    "in_favour": "28",
    "outcome": "agreed",
}
PDF = b"%PDF-1.4 minutes"
OFFICE = "supervision_office"


def line(year, number=1):
    year.session.rollback()
    return change_list.by_number(year.session, year.congress_id, year.programme_id, number)


def test_a_change_goes_from_request_to_notice(house, year):
    form = fields(amount="10") | {"grounds": GROUNDS, "kind": "adjust"}
    made = house.post("unit", NEW, f"{NEW}?kind=adjust", **form)
    assert made.headers["Location"] == FIRST
    house.post("inspectorate", f"{FIRST}/forward", FIRST, document_no="临政〔2026〕15号", dated="2026-04-01")
    assert line(year).state == "put_forward"
    scan = (io.BytesIO(PDF), "纪要.pdf")
    told = house.post("supervision_office", f"{FIRST}/decision", f"{FIRST}/decision", **DECISION, scan=scan)
    assert told.status_code == 303
    assert line(year).state == "agreed"
    assert plans.of(year.session, year.congress_id, year.project_ids[0]).data["amount"] == "10"
    assert house.client().get(f"{FIRST}/notice").status_code == 404
    house.post("supervision_office", f"{FIRST}/announce", FIRST, notice_no="第3号", on="2026-04-02")
    notice = house.client().get(f"{FIRST}/notice")
    assert notice.status_code == 200
    assert "Set-Cookie" not in notice.headers
    for words in ("第3号", COUNTY.body, "改造老旧小区12个", "目标数由 12个 降为 10个"):
        assert words in notice.text
    decision = line(year).decision
    sent = house.client("deputy").get(f"/c/{CODE}/years/decisions/{decision.id}/scan")
    assert sent.data == PDF


def test_the_promise_and_the_first_plan_stand_beside_the_new_one(house, year):
    decide(year, forward(year, ask(year, amount="10")))
    decide(year, forward(year, ask(year, amount="9")))
    year.session.rollback()
    project = house.client("committee_member").get(f"{YEAR}/projects/1").text
    assert project.count("降低目标") == 2
    assert "目标数由 12个 降为 10个" in project and "目标数由 10个 降为 9个" in project
    assert "改造老旧小区12个" in project
    page = house.client("committee_member").get(f"{YEAR}/changes/2").text
    row = page[page.index("这次变更前") :]
    assert re.search(r">12</td>\s*<td[^>]*>10</td>\s*<td[^>]*><ins>9</ins>", row)


def test_another_body_is_refused_at_the_field_and_what_was_typed_stays(house, year):
    forward(year, ask(year))
    given = DECISION | {"body": "县人大常委会第二十次主任会议"}
    page = house.post("supervision_office", f"{FIRST}/decision", f"{FIRST}/decision", **given)
    assert page.status_code == 400
    assert "主任会议不能代替" in page.text
    assert "县人大常委会第二十次主任会议" in page.text
    assert line(year).state == "put_forward"


def test_a_request_without_a_change_is_refused_with_what_was_typed(house, year):
    form = fields() | {"grounds": GROUNDS, "kind": "adjust"}
    page = house.post("inspectorate", NEW, f"{NEW}?kind=adjust", **form)
    assert page.status_code == 400
    assert "没有要调整的地方" in page.text and GROUNDS in page.text


def test_a_unit_asks_for_its_own_projects_only(house, year):
    assert "申请调整" in house.client("unit").get(f"{YEAR}/projects/1").text
    assert "申请调整" not in house.client("unit").get(f"{YEAR}/projects/2").text
    refused = house.post(
        "unit", f"{YEAR}/projects/2/changes/new", f"{NEW}?kind=adjust", kind="suspend", grounds=GROUNDS
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("kind", ["resume", "other"])
def test_what_cannot_be_asked_for_now_has_no_form(house, year, kind):
    assert house.client("inspectorate").get(f"{NEW}?kind={kind}").status_code == 404


def test_a_suspended_project_says_so_and_may_be_resumed(house, year):
    decide(year, forward(year, ask(year, "suspend")))
    year.session.rollback()
    page = house.client("inspectorate").get(f"{YEAR}/projects/1").text
    assert "暂缓实施" in page and "申请恢复" in page
    assert programmes.project(year.session, year.congress_id, year.project_ids[0]).state == "suspended"


def test_deputies_see_no_request_before_it_is_decided(house, year):
    ask(year)
    year.session.rollback()
    deputy = house.client("deputy")
    assert deputy.get(FIRST).status_code == 404
    assert GROUNDS not in deputy.get(f"{YEAR}/projects/1").text
    assert "老旧小区改造" not in deputy.get(f"{YEAR}/changes").text


def test_a_request_is_withdrawn_by_who_made_it(house, year):
    ask(year)
    year.session.rollback()
    house.post("inspectorate", f"{FIRST}/withdraw", FIRST, reason="按原计划推进")
    assert line(year).state == "withdrawn"


def test_the_report_to_the_next_session_lists_what_was_decided(house, year):
    decide(year, forward(year, ask(year, amount="10")))
    year.session.rollback()
    page = house.client("supervision_office").get(f"{YEAR}/changes/report").text
    assert "件次" in page and COUNTY.body in page
    assert "changes/report" in house.client("supervision_office").get(f"{YEAR}/changes").text


def test_the_notice_is_had_as_pdf_and_in_word_by_those_who_work_here(house, year):
    decide(year, forward(year, ask(year, amount="10")))
    year.session.rollback()
    office = house.client("supervision_office")
    assert office.get(f"{FIRST}/paper?format=pdf").data.startswith(b"%PDF-")
    word = word_text(office.get(f"{FIRST}/paper?format=docx").data)
    for words in (COUNTY.body, "改造老旧小区12个", "目标数由12个降为10个", "清河县人民代表大会常务委员会"):
        assert words in word
    assert house.client().get(f"{FIRST}/notice?format=docx").status_code == 404


@pytest.mark.parametrize(
    ("level", "body", "says"),
    [
        ("township", "清河镇第十九届人民代表大会第四次会议", "作出决定，同意调整该项目"),
        ("sub_district", "清河街道议事代表会议", "提出意见，建议调整该项目"),
    ],
)
def test_below_the_county_the_congress_decides_and_the_assembly_recommends(house, year, level, body, says):
    forward(year, ask(year))
    year.session.execute(
        sa.text("UPDATE congress SET level = :level WHERE id = :id"), {"level": level, "id": year.congress_id}
    )
    year.session.commit()
    house.post(OFFICE, f"{FIRST}/decision", f"{FIRST}/decision", **DECISION | {"body": body})
    house.post(OFFICE, f"{FIRST}/announce", FIRST, notice_no="第1号", on="2026-04-02")
    notice = house.client().get(f"{FIRST}/notice").text
    assert body in notice and says in notice
    assert "常务委员会" not in notice


def test_a_decided_request_has_no_form_for_another_decision(house, year):
    decide(year, forward(year, ask(year)))
    year.session.rollback()
    assert house.client(OFFICE).get(f"{FIRST}/decision").headers["Location"] == FIRST


def test_the_motion_can_be_read_where_it_was_uploaded(house, year):
    ask(year)
    year.session.rollback()
    scan = (io.BytesIO(PDF), "请示.pdf")
    house.post("inspectorate", f"{FIRST}/forward", FIRST, document_no="1号", dated="2026-04-01", file=scan)
    assert house.client("supervision_office").get(f"{FIRST}/motion").data == PDF


def test_the_first_page_says_what_waits_for_the_office(house, year):
    forward(year, ask(year))
    year.session.rollback()
    assert "等会议决定" in house.client("supervision_office").get(YEAR).text
