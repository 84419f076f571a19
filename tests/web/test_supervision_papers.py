"""The year's papers: reached from one page, printed, taken along as PDF and Excel."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.supervision import test_ratings as rated
from tests.supervision import told
from tests.supervision.group_work import open_group
from tests.supervision.years import TEXTS
from tests.web.conftest import CODE
from voting.supervision import programmes, ratings, ten_papers

YEAR = f"/c/{CODE}/years/2026"
OFFICE = "supervision_office"


@pytest.fixture
def year(year, house):
    """2026 with its first round closed, one report missing, one finding in a letter."""
    told.report(year, 0, percent="5", problems="管线迁改滞后")
    told.report(year, 1)
    told.override(year, 0, "red")
    open_group(year, house.app.extensions["voting.settings"]).issued()
    told.close_round(year)
    return year


def test_all_ten_papers_are_reached_from_one_page(house, year):
    page = house.client(OFFICE).get(f"{YEAR}/papers").text
    for title, _note, _doors in ten_papers.PAPERS:
        assert title in page
    assert len(ten_papers.PAPERS) == 10
    for address in (
        "/plan",
        f"/papers/progress/{year.round_id}",
        "/papers/projects/1",
        "/papers/brief",
        "/findings",
    ):
        assert f'href="{YEAR}{address}"' in page
        assert house.client(OFFICE).get(f"{YEAR}{address}").status_code == 200
    assert "临人大督〔2026〕1号" in page


def test_a_door_that_the_reader_may_not_open_is_not_shown(house, year):
    assert "/years/letters/" in house.client("inspectorate").get(f"{YEAR}/papers").text
    assert house.client("unit").get(f"{YEAR}/papers").status_code == 403


def test_the_table_of_progress_names_who_did_not_report(house, year):
    address = f"{YEAR}/papers/progress/{year.round_id}"
    page = house.client(OFFICE).get(address).text
    for word in ("主体结构完成", "管线迁改滞后", "系统计算为黄灯", "县水利局", "未报送"):
        assert word in page
    rows = sheet(house, f"{address}?format=xlsx")["进度表"]
    assert [row[1] for row in rows[1:]] == [text.name for text in TEXTS]
    assert rows[1][2] == "红灯"
    assert rows[3][2] in (None, "")


def sheet(house, address):
    answer = house.client(OFFICE).get(address)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


def test_the_committees_sheet_has_a_row_each_and_the_problems(house, year):
    page = house.client(OFFICE).get(f"{YEAR}/papers/brief").text
    for word in (*(text.name for text in TEXTS), "管线迁改滞后", "此前没有审议意见"):
        assert word in page


def test_a_project_stands_on_one_page_and_in_the_year_book_with_its_hashes(house, year):
    client = house.client(OFFICE)
    one = client.get(f"{YEAR}/papers/projects/1").text
    for word in ("票决时的承诺", "年底前改造老旧小区12个", "管线迁改滞后", "地下室排水未接通"):
        assert word in one
    book = client.get(f"{YEAR}/book").text
    for word in (TEXTS[2].name, "连续降雨", "地下室排水未接通", "归档指纹"):
        assert word in book
    tabs = sheet(house, f"{YEAR}/book?format=xlsx")
    assert list(tabs) == ["项目与承诺", "实施计划", "历轮进度", "问题清单", "调整", "测评", "归档指纹"]
    assert len(tabs["项目与承诺"]) == 4
    assert [row[6:8] for row in tabs["历轮进度"][1:2]] == [["黄灯", "红灯"]]
    assert len(tabs["归档指纹"][1][2]) == 64


@pytest.mark.parametrize("address", ["/papers/projects/1", "/papers/brief", "/book"])
def test_papers_are_taken_along_as_pdf(house, year, address):
    answer = house.client(OFFICE).get(f"{YEAR}{address}?format=pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def test_what_to_look_at_twice_is_told_to_office_and_inspectorate_alone(house, year):
    page = house.client("inspectorate").get(f"{YEAR}/flags").text
    assert "连续降雨" in page
    assert f'href="{YEAR}/projects/1"' in page
    for other in ("unit", "deputy", "committee_member"):
        assert house.client(other).get(f"{YEAR}/flags").status_code == 403


def test_a_rating_has_its_sheet_at_once_and_its_result_once_it_was_published(house, year):
    evaluation_id, who = rated.opened(year, round_id=None)
    address = f"{YEAR}/ratings/{evaluation_id}"
    page = house.client(OFFICE).get(f"{YEAR}/papers").text
    assert f'href="{address}/ballot"' in page
    assert f'href="{address}/report"' not in page
    for person_id in who:
        rated.hand_in(year, evaluation_id, person_id, {"1": 0, "2": 1, "3": 0})
    rated.close(year, evaluation_id)
    ratings.publish(*year.as_office(), evaluation_id, now=year.now)
    assert f'href="{address}/report"' in house.client(OFFICE).get(f"{YEAR}/papers").text
    token = programmes.project(year.session, year.congress_id, year.project_ids[1]).token
    chain = house.client().get(f"/c/{CODE}/chain/{token}").text
    assert f"/c/{CODE}/rated/{evaluation_id}" in chain
    assert "基本满意" in chain
    assert house.client(OFFICE).get(f"{YEAR}/book").status_code == 200
