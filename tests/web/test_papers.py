"""Papers of a poll that are printed, signed and read aloud."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from docx import Document

from tests.polling.stage import SECRETARY, Stage
from tests.web.conftest import House
from tests.web.test_poll_pages import of_poll, stage, text
from voting import papers
from voting.errors import NotFound
from voting.polling import lifecycle

__all__ = ["stage"]  # the hall's fixture


@pytest.fixture
def announced(house: House, stage: Stage) -> Stage:
    stage.to_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


def paper(house: House, announced: Stage, name: str) -> str:
    answer = house.client("secretary_general").get(of_poll(announced, f"papers/{name}"))
    assert answer.status_code == 200
    return text(answer)


def test_the_result_report_holds_the_numbers_of_the_hall_and_places_to_sign(house, announced):
    report = paper(house, announced, "result")
    numbers = re.search(
        r"应到 (\d+) 名，实到 (\d+) 名；发出 (\d+) 张，收回 (\d+) 张；有效 (\d+) 张，无效 (\d+) 张", report
    )
    due, present, handed_out, returned, valid, void = map(int, numbers.groups())
    assert due >= present >= handed_out >= returned == valid
    assert void == 0
    assert "归档指纹" in report
    assert "总监票人" in report


def test_a_report_prints_without_what_belongs_to_the_screen(house, announced):
    page = house.client("secretary_general").get(of_poll(announced, "papers/result")).text
    assert "css/print.css" in page
    assert re.search(r'class="[^"]*no-print[^"]*"[^>]*>\s*<button[^>]*data-print', page)


@pytest.mark.parametrize("name", ["counts", "notice"])
def test_the_other_papers_name_the_congress_and_the_poll(house, announced, name):
    assert house.congress.name in paper(house, announced, name)


def test_an_unknown_paper_is_refused_in_words(house, announced):
    answer = house.client("secretary_general").get(of_poll(announced, "papers/ballots"))
    assert answer.status_code == 409
    assert "polling.no_result" not in answer.text


@pytest.mark.parametrize("form", ["page", "docx"])
def test_the_notice_of_a_rehearsal_says_that_it_is_none(house: House, stage: Stage, form: str) -> None:
    """Its projects may be the real ones; nothing else tells the printed paper from a real one."""
    stage.method = replace(stage.method, purpose="rehearsal")
    stage.to_ready()
    for index in range(2):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report_rehearsal()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    with stage.board() as session:
        lifecycle.publish(session, actor=SECRETARY, poll_id=stage.poll_id, notice="第1号", now=stage.now())
    if form == "page":
        shown = paper(house, stage, "notice")
    else:
        answer = house.client("secretary_general").get(of_poll(stage, "papers/notice?format=docx"))
        shown = "\n".join(each.text for each in Document(io.BytesIO(answer.data)).paragraphs)
    assert "预演，不具效力" in shown
    assert "第1号" not in shown


def test_strangers_print_a_public_paper_themselves(house: House) -> None:
    """A file takes the processor for a second, and a stranger asks as often as he likes."""
    with house.app.test_request_context("/?format=pdf"), pytest.raises(NotFound) as refused:
        papers.answer("error.html", "x", status=200, text="x", number="")
    assert refused.value.code == "documents.no_such_format"
