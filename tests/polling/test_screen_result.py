"""The result on the hall's screen: pages, order, pass line, and whose votes the method tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voting.polling.overview import PollView
from voting.polling.screen_result import ROWS, ResultPage, result_page
from voting.polling.sittings import Project
from voting.rules import outcome, presets
from voting.rules.counts import Counts
from voting.rules.method import Method, Publication


def poll(method: Method, names: list[str]) -> PollView:
    return PollView(
        id="1", sitting_id="2", congress_id="3", uuid="4", state="announced", title="票决", method=method,
        projects=tuple(Project(name) for name in names), fingerprint="", election=b"", method_json=b"",
        setup_event="", tally_event="", proposed_open_by=None, proposed_close_by=None, all_deputies=327,
        present=314, handed_out=312, returned=312, server_key_erased=True, paused=False,
    )  # fmt: skip


def paged(
    votes: list[int], *, places: int = 10, page: int = 1, by_votes: bool = False, hall: str = "all",
    names: list[str] | None = None, lang: str = "zh",
) -> ResultPage:  # fmt: skip
    method = replace(presets.county(places, len(votes)), publication=Publication(hall=hall))
    counts = Counts(327, 314, 312, 312, tuple(votes), tuple(312 - number for number in votes))
    names = names or [f"项目{index + 1}" for index in range(len(votes))]
    return result_page(poll(method, names), counts, outcome.decide(method, counts), page, by_votes, lang)


TWELVE = [300, 120, 290, 280, 270, 260, 250, 240, 230, 220, 210, 100]


def numbers(page: ResultPage) -> list[int]:
    return [row.number for row in page.rows]


def test_ten_rows_a_page_and_the_rest_on_the_next():
    first, second = paged(TWELVE), paged(TWELVE, page=2)
    assert (numbers(first), numbers(second)) == (list(range(1, 11)), [11, 12])
    assert (first.page, first.pages, second.page) == (1, 2, 2)
    assert ROWS == 10


@pytest.mark.parametrize("hall", ["all", "none"])
def test_where_more_than_k_are_accepted_the_screen_says_why_and_names_none(hall):
    method = replace(presets.county(2, 4), tie="accept_all", publication=Publication(hall=hall))
    counts = Counts(327, 314, 312, 312, (250, 180, 180, 10), (0,) * 4)
    decided = outcome.decide(method, counts)
    shown = result_page(poll(method, ["甲", "乙", "丙", "丁"]), counts, decided, 1, by_votes=False)
    assert [row.name for row in shown.rows if row.status == "chosen"] == ["甲", "乙", "丙"]
    assert shown.next_step == "末位票数相等的项目按办法全部列入，共3项，多于应选的2项。"


@pytest.mark.parametrize(("asked", "given"), [(-1, 1), (0, 1), (2, 2), (3, 2), (999, 2)])
def test_a_page_that_is_not_there_is_the_nearest(asked, given):
    assert paged(TWELVE, page=asked).page == given


def test_by_votes_the_pass_line_runs_before_the_first_below():
    first, second = paged(TWELVE, by_votes=True), paged(TWELVE, by_votes=True, page=2)
    assert numbers(first) == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert numbers(second) == [2, 12]
    assert [row.number for row in (*first.rows, *second.rows) if row.first_below] == [2]
    assert first.pass_line == 164
    assert not any(row.first_below for row in paged(TWELVE).rows)


def test_long_names_take_two_lines_and_leave_fewer_on_a_page():
    long = [f"第{index}号：老城区雨污分流改造和积水点整治工程（一期）项目" for index in range(10, 22)]
    pages = [paged(TWELVE, names=long, page=number) for number in (1, 2, 3)]
    assert all(row.two_lines for page in pages for row in page.rows)
    assert [len(page.rows) for page in pages] == [6, 6, 6]
    assert pages[2].page == 2


def test_english_heads_leave_less_room_for_a_name():
    names = [f"第{index}号：老城区雨污分流改造工程（一期）" for index in range(10, 22)]
    assert not any(row.two_lines for row in paged(TWELVE, names=names).rows)
    assert all(row.two_lines for row in paged(TWELVE, names=names, lang="en").rows)


def test_a_tie_is_told_with_its_next_step_and_leaves_room_for_it():
    tied = paged([300, 290, 280, 270, 260, 250, 240, 230, 220, 200, 200, 100])
    assert len(tied.rows) == 7
    assert "再次票决" in tied.next_step
    level = [270, 170, 170]
    assert [row.status for row in paged(level, places=2).rows] == ["chosen", "tied", "tied"]
    assert "runoff" in paged(level, places=2, lang="en").next_step
    assert paged(TWELVE).next_step == ""


def test_however_long_the_next_step_two_rows_have_their_place():
    names = [f"第{index}号：" + "老城区雨污分流改造和积水点整治工程" * 3 for index in range(10, 22)]
    page = paged([300, 290, 280, 270, 260, 250, 240, 230, 220, 200, 200, 100], names=names)
    assert len(page.rows) == 3


def test_votes_of_the_winners_only():
    page = paged(TWELVE, hall="winners", by_votes=True)
    assert numbers(page) == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert all(row.line for row in page.rows)


def test_where_no_votes_are_told_neither_numbers_nor_order_tell_them():
    page = paged(list(reversed(TWELVE)), hall="none", by_votes=True)
    assert numbers(page) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert not page.by_votes
    assert not page.may_order
    assert all(row.line is None and row.bar is None for row in page.rows)


def test_a_method_without_a_pass_line_shows_none():
    method = presets.top_k(2, 3)
    counts = Counts(327, 314, 312, 312, (200, 10, 100), None)
    decided = outcome.decide(method, counts)
    page = result_page(poll(method, ["甲", "乙", "丙"]), counts, decided, 1, False)
    assert page.pass_line is None
    assert not page.with_against
    assert [row.status for row in page.rows] == ["chosen", "not_chosen", "chosen"]
