"""What a new plan takes back of an old one is seen, whichever way it is written."""

from __future__ import annotations

import pytest

from voting.supervision.lowering import changed_keys, lowered

PLAN = {
    "amount": "12",
    "measure": "个",
    "deadline": "2026-11-30",
    "items": [
        {"name": "幸福小区", "amount": "4", "measure": "栋"},
        {"name": "和平小区", "amount": "", "measure": ""},
    ],
    "line": [0, 0, 20, 20, 20, 50, 50, 50, 80, 80, 100, 100],
}


@pytest.mark.parametrize(
    ("after", "codes", "of_target"),
    [
        ({}, [], False),
        ({"amount": "13"}, [], False),
        ({"amount": "11.5"}, ["amount"], True),
        ({"amount": "9.9"}, ["amount"], True),
        ({"amount": ""}, ["amount_gone"], True),
        ({"measure": "栋"}, ["amount_gone"], True),
        ({"items": PLAN["items"][:1]}, ["item_gone"], True),
        ({"items": [{"name": "幸福小区", "amount": "3", "measure": "栋"}, PLAN["items"][1]]}, ["item"], True),
        ({"deadline": "2026-12-01"}, ["deadline"], False),
        ({"deadline": "2026-10-31"}, [], False),
        ({"line": [0, 0, 10, 20, 20, 50, 50, 50, 80, 80, 100, 100]}, ["line"], False),
        ({"line": [0, 10, 20, 20, 20, 50, 50, 50, 80, 80, 100, 100]}, [], False),
    ],
)
def test_less_and_later_are_told_apart(after, codes, of_target):
    found = lowered(PLAN, {**PLAN, **after})
    assert [each.code for each in found] == codes
    assert any(each.of_target for each in found) is of_target


def test_where_nothing_was_counted_nothing_can_be_less():
    assert lowered({}, {"amount": "5", "measure": "个"}) == ()


def test_only_what_differs_is_asked_for():
    after = PLAN | {"amount": "10", "baseline": "7", "leader": ""}
    assert changed_keys(PLAN, after) == {"amount": "10"}
