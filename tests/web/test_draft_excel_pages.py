"""The workbook of drafts as the desk takes it out and hands it back, and the page of the congresses below."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting.collection import calls, drafts
from voting.collection.calls import CallForm
from voting.congress import services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress

DESK = "government_desk"


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def page_of(street: Street) -> str:
    return f"/c/{CODE}/calls/{street.call_id}/drafts"


def filled(house: House, street: Street, **cells: object) -> io.BytesIO:
    """The workbook as it is taken out, with one row written under its headers."""
    book = load_workbook(io.BytesIO(house.client(DESK).get(f"{page_of(street)}.xlsx").data))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        headers = {re.sub(r"[\s*＊]", "", str(cell.value)): cell.column for cell in row if cell.value}
        if set(cells) <= headers.keys():
            for header, value in cells.items():
                sheet.cell(row[0].row + 1, headers[header], value)
            break
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def hand_back(house: House, street: Street, book: io.BytesIO):
    page = page_of(street)
    return house.post(DESK, f"{page}.xlsx", page, file=(book, "草案.xlsx"))


def titles(street: Street) -> list[str]:
    with street.session() as session:
        return [line.title for line in drafts.every(session, street.house.congress.id, street.call_id)]


def test_a_row_written_into_the_workbook_is_a_draft_on_the_page(house, street):
    answer = hand_back(house, street, filled(house, street, 名称="社区食堂建设", 建设内容="新建食堂6个"))
    assert answer.status_code == 303
    assert titles(street) == ["社区食堂建设"]
    assert "社区食堂建设" in house.client(DESK).get(page_of(street)).text


def test_a_bad_amount_brings_the_workbook_back_and_nothing_is_taken(house, street):
    book = filled(house, street, **{"名称": "社区食堂建设", "总投资(万元)": "很多"})
    answer = hand_back(house, street, book)
    assert answer.status_code == 200
    assert "spreadsheetml" in answer.content_type
    assert "很多" in [
        cell.value for row in load_workbook(io.BytesIO(answer.data)).worksheets[0] for cell in row
    ]
    assert titles(street) == []


def test_a_county_sees_the_published_call_of_its_township_and_no_draft(house):
    desk = Actor(house.people[DESK], "", frozenset({Role.GOVERNMENT_DESK}))
    with house.databases.main() as session:
        town = services.create_congress(
            session, SYSTEM, code="xikou", name="溪口镇人民代表大会", level="township",
            parent_code=CODE, now=house.now,
        )  # fmt: skip
        in_congress(session, town.id)
        for title, published in (("溪口镇征集公告", True), ("溪口镇未发布的稿子", False)):
            form = CallForm(
                year=2027, title=title, initiator="government_office", initiator_name="溪口镇人民政府",
                desk="government", begins=None, ends=None, all_year=True,
            )  # fmt: skip
            call_id = calls.create(session, desk, town.id, form, now=house.now)
            if published:
                calls.move(session, desk, town.id, call_id, "publish", now=house.now)
    page = house.client(DESK).get(f"/c/{CODE}/below").text
    assert "溪口镇人民代表大会" in page and "溪口镇征集公告" in page
    assert "未发布的稿子" not in page
