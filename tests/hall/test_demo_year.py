"""scripts/demo --year: the grades that it expects, the votes that it arranges, the forms that it fills in."""

from __future__ import annotations

import pytest

from voting.demo.year_play import BETTER, GRADES, POOR, USUAL, graded, zhenhai
from voting.demo.year_work import typed
from voting.rules import presets


@pytest.mark.parametrize(
    ("counts", "members", "grade"),
    [
        ((164, 100, 50), 327, "满意"),
        ((163, 100, 50), 327, "基本满意"),
        ((100, 64, 150), 327, "基本满意"),
        ((100, 63, 150), 327, "不满意"),
        ((17, 11, 1), 34, "满意"),
        ((17, 11, 1), 35, "基本满意"),
    ],
)
def test_the_grade_is_counted_over_all_members_and_half_is_enough(counts, members, grade):
    assert GRADES[zhenhai(counts, members)] == grade


def test_every_ballot_grades_every_item_once_and_the_shares_are_met():
    rules = presets.rating(3)
    votes = graded(rules, (USUAL, POOR, BETTER), 300)
    assert len(votes) == 300
    assert all(sum(row) == 1 for ballot in votes for row in ballot)
    for item, share in enumerate((USUAL, POOR, BETTER)):
        assert [sum(ballot[item][grade] for ballot in votes) for grade in range(3)] == [
            3 * part for part in share
        ]


def test_the_arranged_grades_are_those_that_the_play_tells_of():
    counts = [[314 * part // 100 for part in share] for share in (USUAL, POOR, BETTER)]
    assert [GRADES[zhenhai(given, 327)] for given in counts] == ["满意", "不满意", "基本满意"]


def test_a_form_is_sent_as_it_came():
    page = (
        '<input name="csrf_token" value="x"><input id="f" name="target" value="12处">'
        '<textarea name="content" rows="3">\n第一行\n第二行</textarea>'
    )
    assert typed(page) == {"target": "12处", "content": "第一行\n第二行"}
