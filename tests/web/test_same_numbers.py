"""The hall's screen, the report as page, PDF and in Word, what is read aloud and the bundle tell the same."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from tests.polling.stage import Stage
from tests.polling.test_rating import rating_method
from tests.polling.test_runoff_opens import TIED
from tests.web.conftest import CODE, House
from tests.web.test_rating_pages import VOTES
from tests.web.test_screen_pages import make_link, show, stage
from voting.demo import comparison
from voting.demo.comparison import Told, differences
from voting.demo.sitting import pdf_text
from voting.rules.method import Method

__all__ = ["stage"]  # the hall's fixture

PLACES = ("cast", "screen", "page", "word", "pdf", "aloud", "bundle")


class Reader:
    """What the play asks its visitor, answered without a server."""

    def __init__(self, house: House) -> None:
        self._client = house.client("auditor")

    def get_bytes(self, address: str) -> bytes:
        answer = self._client.get(address)
        assert answer.status_code == 200, answer.text
        return bytes(answer.data)


def told(house: House, stage: Stage, choices, names: list[str]) -> dict[str, Told]:
    """What each place tells of the announced poll."""
    method, reader = stage.method, Reader(house)
    paper = f"/c/{CODE}/polls/{stage.poll_id}/papers/result"
    address = make_link(house, stage)
    assert show(house, stage, "result").status_code == 303
    shown = html.unescape(house.client().get(f"{address}/picture").text)
    page, word = reader.get_bytes(paper).decode(), reader.get_bytes(f"{paper}?format=docx")
    result = reader.get_bytes(f"/c/{CODE}/polls/{stage.poll_id}/result").decode()
    aloud = re.search(r'class="aloud"><p>(.*?)</p>', result, re.S)
    assert aloud is not None
    text = pdf_text(reader, f"{paper}?format=pdf", print)  # type: ignore[arg-type]
    return {
        "cast": comparison.told_by_choices(method, choices),
        "screen": of_page(method, shown),
        "page": of_page(method, page),
        "word": comparison.told_by_page(method, comparison.word_text(word), comparison.word_rows(word)),
        "pdf": comparison.told_by_text(method, text, names),
        "aloud": comparison.told_by_reading(html.unescape(aloud[1]), names),
        "bundle": comparison.told_by_bundle(stage.bundle()),
    }


def of_page(method: Method, page: str) -> Told:
    return comparison.told_by_page(method, comparison.plain(page), comparison.page_rows(page))


def announced(stage: Stage, choices, all_deputies: int) -> Stage:
    stage.to_open_with(all_deputies, 8)
    for card, picked in enumerate(choices):
        stage.cast(stage.sealed(card, picked))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


def test_of_a_ballot_with_a_tie(house, stage, counted):
    found = told(house, announced(stage, TIED, 8), TIED, ["项目1", "项目2", "项目3"])
    assert differences(found) == []
    assert tuple(found) == PLACES
    assert found["screen"].sums == (8, 8, 8, 8)
    assert all(said.votes == ((6, 0, 2), (5, 0, 3), (5, 0, 3)) for said in found.values())
    assert all(found[place].undecided == ("项目2", "项目3") for place in ("screen", "page", "word", "pdf"))
    counted("places that tell the same of a result", len(found))


def test_of_a_rating_with_items_left_unmarked(house, stage, counted):
    stage.method = rating_method(min_marks=0)
    found = told(house, announced(stage, VOTES, 10), VOTES, ["项目1", "项目2", "项目3"])
    assert differences(found) == []
    assert found["aloud"].votes == ((5, 0, 1, 0), (4, 2, 0, 0), (0, 0, 2, 4))
    graded = ("项目1：满意", "项目2：基本满意", "项目3：不满意")
    assert all(found[place].decided == graded for place in ("screen", "page", "word", "pdf", "bundle"))
    counted("places that tell the same of a result", len(found))


@pytest.mark.parametrize("place", PLACES[1:])
def test_a_place_that_told_another_number_would_be_noticed(place):
    said = Told((10, 8, 8, 8), 8, ((6, 0, 2),), ("项目1",), ())
    other = replace(said, votes=((7, 0, 1),))
    shown = {name: other if name == place else said for name in PLACES}
    assert [line for line in differences(shown) if place in line]
