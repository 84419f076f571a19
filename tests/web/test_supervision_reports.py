"""A unit's desk and report, the review, the tables by Excel, lights and money, each on its page."""

from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest
from sqlalchemy.orm import Session

from tests.supervision.years import Year, open_year
from tests.web.conftest import CODE, House, token_in
from voting.congress.roles import Actor, Role
from voting.db import in_congress
from voting.supervision import reports

GIVEN = {
    "image": "主体结构完成",
    "percent": "30",
    "milestones": "1",
    "works": "完成3栋",
    "arrived": "400",
    "paid": "300",
    "next_step": "下月完成管网",
}
PDF = b"%PDF-1.4 monthly report"


@pytest.fixture
def session(house: House):
    with house.databases.main() as opened:
        yield opened


@pytest.fixture
def year(house: House, session: Session, monkeypatch) -> Year:
    def actor_of(role: Role) -> Actor:
        return Actor(house.people[role], f"某{role}", frozenset({role}))

    made = open_year(in_congress(session, house.congress.id), house.congress.id, actor_of)
    # The pages live on the day on which the first quarter is reported.
    for module in ("report_views", "light_views", "money_views", "report_table_views"):
        monkeypatch.setattr(f"voting.supervision.{module}.now", lambda: made.now)
    monkeypatch.setattr("voting.supervision.programme_views.now", lambda: made.now)
    session.commit()
    return made


def address(year: Year, number: int = 1, rest: str = "") -> str:
    return f"/c/{CODE}/years/reports/{year.round_id}/{number}{rest}"


def shown(house: House, who: str, where: str) -> str:
    answer = house.client(who).get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def post(house: House, who: str, where: str, form_page: str, **data: object):
    return house.post(who, where, form_page, **data)


def send(house: House, year: Year, number: int = 1, who: str = "unit", **changed: object):
    where = address(year, number)
    revision = re.search(r'name="revision" value="(\d+)"', house.client(who).get(where).text)[1]
    return post(house, who, where, where, **(GIVEN | {"revision": revision} | changed))


def accept(house: House, year: Year, number: int = 1, version: int = 1, **changed: object):
    where = address(year, number)
    data = {"verb": "accept_report", "version": version} | changed
    return post(house, "inspectorate", f"{where}/review", where, **data)


def test_a_unit_finds_its_report_on_its_desk_and_hands_it_in(house, year):
    desk = shown(house, "unit", f"/c/{CODE}/years/unit")
    assert "老旧小区改造" in desk
    assert "未报送" in desk
    assert "普惠托育园建设" not in desk
    assert send(house, year).status_code == 303
    assert "待审核" in shown(house, "unit", f"/c/{CODE}/years/unit")
    page = shown(house, "inspectorate", address(year))
    assert "完成3栋" in page
    assert "某unit" in page


def test_the_programme_and_the_project_page_tell_of_the_report(house, year):
    send(house, year)
    accept(house, year)
    assert "我的报送" in shown(house, "unit", f"/c/{CODE}/years/{year.year}")
    project = shown(house, "deputy", f"/c/{CODE}/years/{year.year}/projects/1")
    assert "绿灯" in project
    assert "已完成 30.0%" in project
    assert "已审核 1" in shown(house, "supervision_office", f"/c/{CODE}/years/{year.year}")


def test_what_is_wrong_is_told_and_what_was_typed_stays(house, year):
    answer = send(house, year, percent="130", works="写了很多")
    assert answer.status_code == 400
    assert "完成比例不对" in answer.text
    assert "写了很多" in answer.text


def test_a_report_is_returned_with_its_reason_and_handed_in_again(house, year):
    send(house, year)
    answer = accept(house, year, verb="return_report", reason="请写明栋数")
    assert answer.status_code == 303
    assert "请写明栋数" in shown(house, "unit", address(year))
    assert send(house, year, works="完成3栋，共12栋").status_code == 303
    assert accept(house, year, version=2).status_code == 303
    history = shown(house, "committee_member", address(year))
    assert "退回：请写明栋数" in history
    assert "第 2 版" in history


def test_another_units_report_does_not_exist_for_a_unit(house, year):
    assert house.client("unit").get(address(year, 2)).status_code == 404
    assert house.client("audit_office").get(address(year)).status_code == 403


def test_the_draft_is_saved_by_revision_and_a_newer_one_comes_back(house, year):
    client = house.client("unit")
    headers = {"X-CSRFToken": token_in(client.get(address(year)).text), "Accept": "application/json"}

    def save(given: object):
        return client.post(address(year, rest="/draft"), headers=headers, json=given)

    first = save({"revision": 0, "data": {"image": "甲"}})
    assert (first.status_code, first.json["revision"]) == (200, 1)
    stale = save({"revision": 0, "data": {"image": "乙"}})
    assert (stale.status_code, stale.json["data"]) == (409, {"image": "甲"})
    assert stale.json["author"] == "某unit"
    assert save(["x"]).status_code == 400
    assert "甲" in client.get(address(year)).text


def test_documents_are_kept_and_go_with_the_report(house, year):
    where = address(year)
    sent = post(house, "unit", f"{where}/files", where, revision=0, file=(io.BytesIO(PDF), "监理月报.pdf"))
    assert sent.status_code == 303
    send(house, year)
    link = re.search(r'href="([^"]+/files/[0-9a-f]{64})"', house.client("deputy").get(where).text)[1]
    assert house.client("deputy").get(link).data == PDF
    assert house.client("deputy").get(f"{where}/files/{'0' * 64}").status_code == 404
    assert house.client("audit_office").get(link).status_code == 403


def test_a_light_is_overridden_beside_the_computed_one(house, year):
    send(house, year, percent="5")
    accept(house, year)
    where = address(year)
    assert "黄灯" in shown(house, "unit", where)
    answer = post(
        house, "supervision_office", f"{where}/light", where, colour="green", reason="暴雨停工，节点已重排"
    )
    assert answer.status_code == 303
    page = shown(house, "committee_member", where)
    assert "人工调整，系统计算为黄灯" in page
    assert "暴雨停工，节点已重排" in page
    assert "某supervision_office" in page


def test_the_limits_of_the_year_are_set_and_the_lights_read_afresh(house, year):
    send(house, year, percent="12")
    accept(house, year)
    assert "绿灯" in shown(house, "unit", address(year))
    where = f"/c/{CODE}/years/{year.year}/lights"
    numbers = {
        f"{scale}_{step}": value
        for scale, steps in (
            ("time", (1, 90)),
            ("progress", (2, 5)),
            ("arrived", (10, 30)),
            ("paid", (20, 40)),
        )
        for step, value in zip(("yellow", "red"), steps, strict=True)
    }
    given = {"scheme": "three", "shown": "three", "tolerance": 3} | numbers
    assert post(house, "supervision_office", where, where, **given).status_code == 303
    assert "红灯" in shown(house, "unit", address(year))
    refused = post(house, "supervision_office", where, where, **(given | {"progress_red": 1}))
    assert refused.status_code == 400
    assert "由黄到红依次增大" in refused.text
    post(house, "supervision_office", where, where, **(given | {"scheme": "five"}))
    assert "橙灯" in shown(house, "supervision_office", where)


def test_finance_states_money_and_a_difference_is_marked(house, year):
    send(house, year)
    accept(house, year)
    where = f"/c/{CODE}/years/{year.year}/money"
    first, post_to = year.project_ids[0], f"/c/{CODE}/years/money/{year.round_id}"
    stated = {f"{first}-allotted": "800", f"{first}-arrived": "400", f"{first}-paid": "250"}
    assert post(house, "finance", post_to, where, **stated).status_code == 303
    table = shown(house, "audit_office", where)
    assert "单位填报 300 不一致" in table
    assert "单位填报 400 不一致" not in table
    assert "填报 300 万元，财政部门核报 250 万元" in shown(house, "unit", address(year))
    refused = post(house, "finance", post_to, where, **{f"{first}-paid": "很多"})
    assert refused.status_code == 400


def sheet_of(answer) -> openpyxl.worksheet.worksheet.Worksheet:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]


def filled(page, rows: dict[int, dict[str, str]], total: dict[str, str] | None = None) -> io.BytesIO:
    """The workbook with cells set by project number and header."""
    heads = {str(cell.value).strip("*"): cell.column for cell in page[2]}
    for line in page.iter_rows(min_row=4):
        if line[0].value and int(line[0].value) in rows:
            for head, value in rows[int(line[0].value)].items():
                page.cell(line[0].row, heads[head], value)
    if total:
        last = page.max_row + 1
        for head, value in {"序号": "合计", **total}.items():
            page.cell(last, heads[head], value)
    kept = io.BytesIO()
    page.parent.save(kept)
    kept.seek(0)
    return kept


def test_the_monthly_table_comes_back_by_excel_and_a_wrong_total_only_warns(house, year, session):
    where = f"/c/{CODE}/years/{year.year}/reports"
    link = f"/c/{CODE}/years/reports/{year.round_id}/sheet"
    page = sheet_of(house.client("inspectorate").get(link))
    row = {"形象进度": "基础完成", "完成比例（％）": "20%", "资金支付(万元)": "100", "下一步计划": "主体施工"}
    book = filled(page, {1: row, 2: row}, {"资金支付(万元)": "300"})
    answer = post(house, "inspectorate", link, where, file=(book, "表.xlsx"))
    assert answer.status_code == 303, answer.text
    after = shown(house, "inspectorate", where)
    assert "已报送 2 个项目的进度" in after
    assert "“合计”行的支付为 300，各行相加为 200" in after
    assert len(reports.missing(session, year.congress_id, year.round_id)) == 1


def test_a_bad_row_comes_back_red_and_nothing_is_handed_in(house, year, session):
    where = f"/c/{CODE}/years/{year.year}/reports"
    link = f"/c/{CODE}/years/reports/{year.round_id}/sheet"
    page = sheet_of(house.client("unit").get(link))
    assert [line[0].value for line in page.iter_rows(min_row=4) if line[0].value] == ["1"]
    book = filled(page, {1: {"形象进度": "基础完成", "完成比例（％）": "200"}})
    back = sheet_of(post(house, "unit", link, where, file=(book, "表.xlsx")))
    assert "完成比例不对" in str(back.cell(2, back.max_column).value)
    assert len(reports.missing(session, year.congress_id, year.round_id)) == 3


def test_finances_table_goes_out_and_comes_back_by_excel(house, year):
    where = f"/c/{CODE}/years/{year.year}/money"
    link = f"/c/{CODE}/years/money/{year.round_id}/sheet"
    page = sheet_of(house.client("finance").get(link))
    book = filled(page, {1: {"支付(万元)": "22"}, 2: {"支付(万元)": "100"}}, {"支付(万元)": "222"})
    answer = post(house, "finance", link, where, file=(book, "表.xlsx"))
    assert answer.status_code == 303, answer.text
    after = shown(house, "finance", where)
    assert "已核报 2 个项目的资金" in after
    assert "“合计”行的支付为 222，各行相加为 122" in after
    assert sheet_of(house.client("audit_office").get(link)).cell(4, 6).value == "22"


@pytest.mark.parametrize(
    ("who", "card"),
    [
        ("unit", "我的报送"),
        ("inspectorate", "进度报送"),
        ("supervision_office", "进度报送"),
        ("finance", "3 项未核报"),
    ],
)
def test_the_first_page_shows_everybody_what_waits_for_him(house, year, who, card):
    assert card in shown(house, who, f"/c/{CODE}/")
