"""The text of the voting method: what it says follows from the settings, and which article orders which."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import methods
from voting.rules import articles, presets, wording
from voting.rules.errors import RulesError
from voting.rules.method import FIELDS
from voting.rules.reading import clauses
from voting.rules.terms import MORE_THAN_HALF, Publication, Share

OCCASION = "清河县第十八届人民代表大会第二次会议"
COUNTY = presets.county(10, 12)
BALLOT, RATING = articles.template("ballot"), articles.template("rating")
# What no article orders: the format, what is fixed by the kind, and where one stands.
UNORDERED = {"version", "kind", "purpose", "round", "articles"}
OF_RATING = {"candidates", "quorum", "participation", "voters", "place", "grades", "base", "min_marks",
             "min_ballots", "publication", "challenge"}  # fmt: skip


def filled(method, text: str = "") -> str:
    return "\n".join(articles.fill(text or articles.template(method.kind), method, OCCASION))


def test_every_setting_of_a_ballot_is_ordered_by_an_article():
    ordered = dict(articles.ordered(BALLOT, "ballot"))
    assert set(ordered) == set(FIELDS) - UNORDERED - {"grades"}
    assert set(dict(articles.ordered(RATING, "rating"))) == OF_RATING
    assert replace(COUNTY, articles=articles.ordered(BALLOT, "ballot")).articles[0][0] == "bar"


@pytest.mark.parametrize(("kind", "number"), [("ballot", 25), ("rating", 24)])
def test_the_shipped_text_is_a_whole_method(kind, number):
    found = articles.parse(articles.template(kind), kind)
    assert len(found) == number
    text = "\n".join(found)
    told = "公告" if kind == "ballot" else "通报"
    subjects = ["无记名", "电子", "表决票卡", "监票钥匙", "加封", "责任单位的负责人不得担任", "代写"]
    subjects += ["发出", "收回", "纸质", "抽检", told, "封存", "施行"]
    assert [subject for subject in subjects if subject not in text] == []
    assert "选举" not in text
    assert "候选人" not in text


@given(methods)
def test_a_filled_text_says_what_is_read_aloud(method):
    text = filled(method)
    assert "【" not in text
    heard = ("three", "tick", "majority_then_votes", "pass_each", "top_k", "quorum", "min_ballots")
    heard += ("marks_", "tie_", "shortage_", "hall_", "public_", "grade_", "rate_base", "challenge")
    for key, clause in clauses(method):
        if key.startswith(heard):
            assert clause in text, key


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (COUNTY, ["候选项目12项，应选10项，实行差额票决，差额2项", "实有代表三分之二以上到会"]),
        (COUNTY, ["由各代表团在代表中推选，主席团提出人选"]),
        (presets.uncontested(7), ["等额票决，逐项表决", "票数相等的不影响结果", "未列入的项目不再票决"]),
        (presets.street(10, 12), ["超过全体议事代表三分之二到会", "结果作为推荐意见", "出席会议的议事代表"]),
        (presets.rating(8), ["8项逐项测评", "满意、基本满意、不满意", "以常委会全体组成人员为基数"]),
        (presets.rating(8), ["等次为不满意的项目", "在常委会组成人员中提出人选"]),
        (replace(COUNTY, tie="accept_all", shortage="accept_fewer"), ["全部列入", "不再进行下一轮票决"]),
        (replace(COUNTY, rounds=3), ["票决至多进行3轮"]),
        (replace(COUNTY, place="delegations"), ["在各代表团会议上分别进行，统一计票"]),
        (replace(COUNTY, participation=MORE_THAN_HALF), ["须有实有代表过半数参加表决方为有效"]),
        (replace(COUNTY, publication=Publication(board="public")), ["任何人可以核验"]),
        (replace(COUNTY, quorum=Share(4, 5, False)), ["实有代表五分之四以上到会"]),
    ],
)  # fmt: skip
def test_the_text_follows_the_settings(method, words):
    text = filled(method)
    for word in words:
        assert word in text


def test_articles_are_numbered_whatever_is_added_or_dropped():
    text = (
        "第九条　甲【应选】".replace("【应选】", "")
        + "\n\n\n 　\n  第一条 乙\r\n　　丙\n\n【通过规则】。\n\n"
    )
    assert articles.parse(text, "ballot") == ("甲", "乙\n丙", "【通过规则】。")
    full = articles.full_text(text, COUNTY, OCCASION)
    assert full.startswith(
        f"{OCCASION}民生实事项目票决办法\n\n　　第一条　甲\n\n　　第二条　乙\n　　丙\n\n　　第三条　得到"
    )
    assert dict(articles.ordered(text, "ballot")) == {"bar": 3, "base": 3, "pass_rule": 3}


def test_a_text_joined_again_is_the_same_text():
    for kind in ("ballot", "rating"):
        parsed = articles.parse(articles.template(kind), kind)
        assert articles.parse(articles.joined(parsed), kind) == parsed


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "第一条"), (10, "第十条"), (11, "第十一条"), (20, "第二十条"), (25, "第二十五条"), (60, "第六十条")],
)
def test_article_numbers_are_written_as_in_a_law(number, said):
    assert articles.heading(number) == said


def test_the_digest_is_that_of_the_text_as_saved():
    full = articles.full_text(BALLOT, COUNTY, OCCASION)
    assert articles.digest(full) == hashlib.sha256(full.encode("utf-8")).hexdigest()
    other = BALLOT.replace("不得委托他人", "不能委托他人")
    assert articles.digest(articles.full_text(other, COUNTY, OCCASION)) != articles.digest(full)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("", "ballot", "rules.text_empty"),
        (" \n\n　\n", "ballot", "rules.text_empty"),
        ("第一条　", "ballot", "rules.text_empty"),
        ("甲" * 20_001, "ballot", "rules.text_too_long"),
        ("\n\n".join("甲" * 61), "ballot", "rules.too_many_articles"),
        ("甲\n\n乙\x07", "ballot", "rules.text_not_clean"),
        ("甲\ud800", "ballot", "rules.text_not_clean"),
        ("赞成\u202e者一不", "ballot", "rules.text_not_clean"),
        ("甲\u2028乙", "ballot", "rules.text_not_clean"),
        ("甲\x85乙", "ballot", "rules.text_not_clean"),
        ("甲\ufffe", "ballot", "rules.text_not_clean"),
        ("甲【得票多少】", "ballot", "rules.unknown_slot"),
        ("【等次认定】。", "ballot", "rules.unknown_slot"),
        ("【通过规则】。", "rating", "rules.unknown_slot"),
        ("【】", "ballot", "rules.unknown_slot"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_in_words(text, kind, code):
    with pytest.raises(RulesError) as caught:
        articles.parse(text, kind)
    assert (caught.value.code, caught.value.field) == (code, "text")
    assert wording.SENTENCES[code] % caught.value.data


@given(st.text(max_size=200), st.sampled_from(["ballot", "rating"]))
def test_any_text_is_taken_or_refused(text, kind):
    method = COUNTY if kind == "ballot" else presets.rating(3)
    try:
        found = articles.parse(text, kind)
    except RulesError as error:
        assert wording.SENTENCES[error.code] % error.data
    else:
        assert articles.parse(articles.joined(found), kind) == found
        assert len(articles.fill(text, method, OCCASION)) == len(found)
