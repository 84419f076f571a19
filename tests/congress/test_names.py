"""Names of people: one person however the name is spaced or dotted."""

from __future__ import annotations

import pytest

from voting.congress.names import name_key, person_name
from voting.errors import Invalid


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("张\u200b三", "张三"),
        ("阿不都·买买提", "阿不都•买买提"),
        ("阿不都·买买提", "阿不都・买买提"),
        ("阿不都·买买提", "阿不都．买买提"),
        ("阿不都·买买提", "阿不都 · 买买提"),
        ("张三（女）", "张三(女)"),
    ],
)
def test_spellings_of_one_name_agree(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("张三", "张三（女）"), ("张三", "张山"), ("阿·买", "阿买")])
def test_different_names_differ(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "name", ["张　三", "李〇", "阿不都热依木·买买提", "张三（女）", "𫍽一", "王\U000323b0"]
)
def test_a_name_is_kept_as_it_was_given(name):
    assert person_name(name) == name


@pytest.mark.parametrize(
    "name", ["张", "张3", "=1+1", "@张三", "-张三", "·张三", "张三！", "张\n三", "张三, 李四", "x" * 41]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(Invalid):
        person_name(name)
