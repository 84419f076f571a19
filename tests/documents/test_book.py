"""候选项目册: the candidate projects as a page to print, as PDF and in Word, all saying the same."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import pytest
from docx import Document

from tests.documents.reading import pdf_text, squeezed, word_rows, word_text
from tests.web.conftest import CODE, House
from voting.collection import services as collection
from voting.congress import services
from voting.congress.roles import Actor, Role

NASTY = '<i>桥</i> & {{ 7*7 }} "引"'
CONTENT = "新建20公里\n改造8公里"
PROJECTS = [
    {"number": "1", "name": "农村公路", "unit": "县交通局", "investment": "3200.5", "content": CONTENT},
    {"number": "2", "name": NASTY, "unit": "县住建局", "funding": "县级财政"},
]


@pytest.fixture
def address(house: House) -> str:
    actor = Actor("e" * 32, "某秘书", frozenset({Role.SECRETARIAT}))
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
        for project in PROJECTS:
            collection.add_candidate(session, actor, house.congress.id, held.id, project, now=house.now)
    return f"/c/{CODE}/sessions/{held.id}/candidates/book"


def get(house: House, address: str, who: str = "deputy"):
    answer = house.client(who).get(address)
    assert answer.status_code == 200
    return answer


def fix(house: House, address: str) -> str:
    """The presidium fixes the list; returns the digest of its text."""
    actor = Actor("e" * 32, "某秘书", frozenset({Role.SECRETARIAT}))
    here = (house.congress.id, address.split("/")[4])
    with house.databases.main() as session:
        collection.freeze(session, actor, *here, now=house.now)
        return collection.fixed(session, *here).digest


def test_page_pdf_and_word_tell_the_same_of_every_project(house, address):
    page = get(house, address)
    pdf, word = (get(house, f"{address}?format={kind}").data for kind in ("pdf", "docx"))
    assert word_rows(word)[1:] == [["1", "农村公路", "县交通局", "3200.5"], ["2", NASTY, "县住建局", ""]]
    assert NASTY not in page.text, "markup is escaped on the page"
    for text in (pdf_text(pdf), word_text(word)):
        for part in (
            "新建20公里改造8公里",
            "投资额（万元）：3200.5",
            "资金来源：县级财政",
            squeezed(NASTY),
            "征求意见稿",
        ):
            assert part in text
        assert "文本指纹" not in text


def test_a_fixed_list_bears_the_digest_of_its_text(house, address):
    digest = fix(house, address)
    for text in (
        pdf_text(get(house, f"{address}?format=pdf").data),
        word_text(get(house, f"{address}?format=docx").data),
        squeezed(get(house, address).text.replace("</span>", "").replace('<span class="hash">', "")),
    ):
        assert f"文本指纹：{digest}" in text
        assert "征求意见稿" not in text


def test_lines_of_a_content_stay_lines_in_word(house, address):
    data = get(house, f"{address}?format=docx").data
    (content,) = [p for p in Document(io.BytesIO(data)).paragraphs if "新建20公里" in p.text]
    assert content.text == f"内容：{CONTENT}"


def test_the_list_of_candidates_leads_to_the_book(house, address):
    listed = house.client("deputy").get(f"/c/{CODE}/candidates").text
    assert f'href="{address}"' in listed
    name = re.search(r"UTF-8''(\S+)", get(house, f"{address}?format=pdf").headers["Content-Disposition"])[1]
    assert unquote(name) == "候选民生实事项目-第18届第6次会议.pdf"


def test_who_may_not_see_the_list_gets_no_file_of_it(house, address):
    for kind in ("", "?format=pdf", "?format=docx"):
        assert house.client("desk").get(address + kind).status_code == 403
        assert house.client("outsider").get(address + kind).status_code == 404
