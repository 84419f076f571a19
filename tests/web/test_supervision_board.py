"""The public board and a project's permanent page, for somebody without a login or a cookie."""

from __future__ import annotations

import pytest

from tests.supervision import told
from tests.supervision.group_work import open_group, picture
from tests.supervision.told import CANARIES
from tests.supervision.years import TEXTS
from tests.web.conftest import CODE, OTHER_CODE
from voting import jobs, pictures
from voting.supervision import evidence, programmes

BOARD = f"/c/{CODE}/board"


@pytest.fixture
def year(year):
    """2026 with its first round closed: the first project behind its line and shown red, the second as it was
    computed, the third without a report."""
    told.report(year, 0, percent="5")
    told.report(year, 1)
    told.override(year, 0, "red")
    told.close_round(year)
    return year


def token_of(year, place: int = 0) -> str:
    return programmes.project(year.session, year.congress_id, year.project_ids[place]).token


def test_the_board_tells_promise_line_light_and_money_without_a_cookie(house, year):
    answer = house.client().get(BOARD)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    for word in (TEXTS[0].name, "改造老旧小区12个", "红灯", "序时进度", "480", "下一次督查"):
        assert word in answer.text
    assert answer.text.count('class="line-planned"') == answer.text.count('class="line-reached"') == 2


def test_an_overridden_light_stands_beside_the_computed_one(house, year):
    for address in (f"{BOARD}/2026", f"/c/{CODE}/chain/{token_of(year)}"):
        page = house.client().get(address).text
        assert "红灯" in page
        assert "系统计算为黄灯" in page
    assert "连续降雨" in page


def test_a_project_entered_by_hand_has_its_permanent_page_and_stands_in_the_list(house, year):
    address = f"/c/{CODE}/chain/{token_of(year)}"
    page = house.client().get(address)
    assert page.status_code == 200
    for word in ("票决时的承诺", "年度实施计划", "历次督查", "归档指纹", "主体结构完成"):
        assert word in page.text
    assert address in house.client().get(f"/c/{CODE}/chain").text
    assert house.client().get(f"/c/{OTHER_CODE}/chain/{token_of(year)}").status_code == 404


def test_nothing_unpublished_and_nobody_to_ring_up_is_on_any_public_page(house, year):
    group = open_group(year, house.app.extensions["voting.settings"])
    told.next_round(year)
    told.whisper(group)
    pages = [BOARD, f"{BOARD}/2026", f"/c/{CODE}/chain"]
    pages += [f"/c/{CODE}/chain/{token_of(year, place)}" for place in range(3)]
    for address in pages:
        page = house.client().get(address).text
        assert TEXTS[0].name in page or "/chain/" in address
        assert not [name for name, word in CANARIES.items() if word in page], address
        assert not [word for word in ("王秀兰", "李卫东", "吴某", "01012345") if word in page], address


@pytest.mark.parametrize(("key", "word"), [("public_money", "480"), ("public_findings", "地下室排水未接通")])
def test_what_the_year_keeps_to_itself_is_on_no_page(house, year, key, word):
    group = open_group(year, house.app.extensions["voting.settings"])
    group.issued()
    pages = [BOARD, f"/c/{CODE}/chain/{token_of(year)}"]
    assert any(word in house.client().get(address).text for address in pages)
    told.settle(year, **{key: False})
    for address in pages:
        assert word not in house.client().get(address).text


def test_a_private_year_and_another_congress_have_nothing(house, year):
    client, address = house.client(), f"/c/{CODE}/chain/{token_of(year)}"
    assert TEXTS[0].name not in client.get(f"/c/{OTHER_CODE}/board").text
    told.settle(year, public_board=False)
    assert TEXTS[0].name not in client.get(BOARD).text
    assert client.get(f"{BOARD}/2026").status_code == 404
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/c/{CODE}/chain").text


def test_only_pictures_that_the_office_shows_are_there_without_time_or_place(house, year):
    settings = house.app.extensions["voting.settings"]
    group = open_group(year, settings)
    group.enter(group.deputy("王秀兰"), group.new_visit(), picture("red"), picture("blue"))
    jobs.run_queued(house.databases, settings)
    here = (year.session, year.congress_id)
    year.session.rollback()
    first, second = pictures.of_projects(*here, [year.project_ids[0]])[year.project_ids[0]]
    pages = (BOARD, f"/c/{CODE}/chain/{token_of(year)}")
    assert not any("/board/pictures/" in house.client().get(address).text for address in pages)
    evidence.show(year.session, year.office, year.congress_id, first.id, True, now=year.now)
    for address in pages:
        page = house.client().get(address).text
        assert f"/board/pictures/{first.id}/small.jpg" in page
        assert second.id not in page
        assert "幸福小区3号楼" not in page
    shown = house.client().get(f"{BOARD}/pictures/{first.id}/small.jpg")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert b"Exif" not in shown.data
    assert house.client().get(f"{BOARD}/pictures/{second.id}/small.jpg").status_code == 404
