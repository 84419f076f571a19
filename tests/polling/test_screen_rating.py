"""A rating on the hall's screen: items in their order, what the method tells, pages that hold their rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.polling.test_screen_result import poll
from voting.polling.screen_rating import RatingPage, rating_page
from voting.rules import presets
from voting.rules.counts import Counts
from voting.rules.grades import rate
from voting.rules.method import Method, Publication
from voting.rules.terms import HALF, NO_SHARE, Grade

NUMBERS = Counts(34, 30, 29, 29)
FIVE = tuple(Grade(name, HALF) for name in ("很满意", "满意", "基本满意", "不太满意"))


def shown(
    votes: list[tuple[int, ...]], *, page: int = 1, names: list[str] | None = None, lang: str = "zh", **other
) -> RatingPage:
    method: Method = replace(presets.rating(len(votes)), **other)
    names = names or [f"项目{index + 1}" for index in range(len(votes))]
    return rating_page(poll(method, names), NUMBERS, rate(method, NUMBERS, votes), page, lang)


def test_every_item_stands_in_its_order_with_its_grade_and_votes():
    page = shown([(10, 7, 12), (29, 0, 0), (1, 2, 26)])
    assert [(row.number, row.grade.name, row.votes) for row in page.rows] == [
        (1, "基本满意", (10, 7, 12)), (2, "满意", (29, 0, 0)), (3, "不满意", (1, 2, 26)),
    ]  # fmt: skip
    assert [column.name for column in page.scale] == ["满意", "基本满意", "不满意"]
    assert "34名为基数：满意达到17票的为满意" in page.limits
    assert not page.may_order


@pytest.mark.parametrize("hall", ["none", "winners"])
def test_where_the_hall_is_told_the_grades_only_no_vote_is_on_the_screen(hall):
    page = shown([(10, 7, 12)], publication=Publication(hall=hall), min_marks=0)
    assert (page.rows[0].votes, page.scale, page.with_unmarked) == ((), (), False)
    assert page.rows[0].grade.name == "基本满意"


def test_where_an_item_may_be_left_unmarked_that_is_a_column_too():
    page = shown([(10, 7, 2)], min_marks=0)
    assert page.with_unmarked
    assert page.rows[0].votes == (10, 7, 2, 10)


def test_five_grades_have_narrow_columns_and_a_head_of_two_lines():
    grades = (*FIVE, Grade("不满意", NO_SHARE))
    page = shown([(1, 2, 3, 4, 19)], grades=grades)
    assert (page.narrow, page.tall) == (True, True)
    assert [column.look for column in page.scale] == ["best", "good", "middle", "poor", "worst"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_hold_all_items_once_and_no_more_than_the_picture(lang):
    votes = [(20, 9, 0)] * 23
    first = shown(votes, lang=lang)
    seen = [
        row.number for page in range(1, first.pages + 1) for row in shown(votes, page=page, lang=lang).rows
    ]
    assert seen == list(range(1, 24))
    assert 5 <= len(first.rows) <= 10
    assert shown(votes, page=99, lang=lang).page == first.pages


def test_a_long_name_takes_two_lines_sooner_where_columns_leave_less_room():
    name = "城乡居民供水一体化改造工程（二期）"
    assert not shown([(29, 0, 0)], names=[name], publication=Publication(hall="none")).rows[0].two_lines
    grades = (*FIVE, Grade("不满意", NO_SHARE))
    assert shown([(1, 2, 3, 4, 19)], names=[name], grades=grades).rows[0].two_lines
