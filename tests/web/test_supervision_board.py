"""The public board and a project's permanent page, for somebody without a login or a cookie."""

from __future__ import annotations

import pytest

from tests.supervision import told
from tests.web.conftest import CODE, OTHER_CODE
from voting.db import in_congress
from voting.supervision import programmes


@pytest.fixture
def session(house):
    with house.databases.main() as opened:
        yield in_congress(opened, house.congress.id)


@pytest.fixture
def year(house, session):
    """2026 with one closed round: 项目1 behind its line and shown green, 项目2 as computed, 项目3 unread."""
    here = (session, house.congress.id)
    programme = told.make_year(*here)
    first, second, _third = programmes.projects(*here, programme.id)
    round_id = told.make_round(*here, programme.id, state="reporting")
    for project in (first, second):
        told.read_light(*here, round_id, project.id)
    told.override(*here, round_id, first.id, house.people["supervision_office"], "green")
    told.set_state(*here, round_id, "closed")
    return programme


def first_of(house, session, programme):
    return programmes.projects(session, house.congress.id, programme.id)[0]


def test_the_board_tells_promise_line_light_and_money_without_a_cookie(house, year):
    answer = house.client().get(f"/c/{CODE}/board")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    for word in ("项目1", "建设内容1", "黄灯", "序时进度", "450", 'class="line-planned"'):
        assert word in answer.text
    assert answer.text.count('class="line-reached"') == 2


def test_an_overridden_light_stands_beside_the_computed_one(house, year, session):
    page = house.client().get(f"/c/{CODE}/board/2026").text
    assert "绿灯" in page and "系统计算为黄灯" in page
    token = first_of(house, session, year).token
    story = house.client().get(f"/c/{CODE}/chain/{token}").text
    assert "连续降雨" in story and "系统计算为黄灯" in story


def test_a_project_entered_by_hand_has_its_permanent_page_and_stands_in_the_list(house, year, session):
    project = first_of(house, session, year)
    address = f"/c/{CODE}/chain/{project.token}"
    page = house.client().get(address)
    assert page.status_code == 200
    assert "票决时的承诺" in page.text and project.promise_digest[:4] in page.text
    assert address in house.client().get(f"/c/{CODE}/chain").text
    assert house.client().get(f"/c/{OTHER_CODE}/chain/{project.token}").status_code == 404


def test_money_is_told_where_the_year_says_so(house, session):
    here = (session, house.congress.id)
    programme = told.make_year(*here, many=1, settings={"public_money": False})
    project = first_of(house, session, programme)
    round_id = told.make_round(*here, programme.id, state="reporting")
    told.read_light(*here, round_id, project.id)
    told.set_state(*here, round_id, "closed")
    pages = [f"/c/{CODE}/board", f"/c/{CODE}/chain/{project.token}"]
    for address in pages:
        page = house.client().get(address).text
        assert "黄灯" in page
        assert "450" not in page


def test_before_publication_and_in_another_congress_there_is_nothing(house, session):
    programme = told.make_year(session, house.congress.id, state="planning")
    token = first_of(house, session, programme).token
    client = house.client()
    assert "项目1" not in client.get(f"/c/{CODE}/board").text
    assert client.get(f"/c/{CODE}/board/2026").status_code == 404
    assert client.get(f"/c/{CODE}/chain/{token}").status_code == 404
    assert token not in client.get(f"/c/{CODE}/chain").text
    assert "项目1" not in client.get(f"/c/{OTHER_CODE}/board").text
