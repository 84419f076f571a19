"""Every setting of a method can be reached from the draft's form, and a saved draft comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import ballots, ratings
from voting.errors import Invalid
from voting.polling import draft_settings as settings
from voting.polling import draft_words, drafting
from voting.polling.drafting import DraftForm
from voting.polling.sittings import Project
from voting.rules import articles, presets, terms
from voting.rules.method import Method
from voting.rules.terms import ANY_VOTE, HALF, MORE_THAN_HALF, NO_SHARE, Grade, Share

LINES = "供水管网\n养老驿站\n公交站亭"
FORM = DraftForm(title="民生实事项目票决", places="2", projects=LINES)


def drafted(**fields: object) -> Method:
    return drafting.method_from(replace(FORM, **fields))


def again(method: Method, projects: str) -> Method:
    """The method of the form that shows ``method``."""
    shown = settings.shown(method)
    form = DraftForm(
        preset="rating" if method.kind == "rating" else "county", purpose=method.purpose,
        places=str(method.places), projects=projects,
        grades=tuple(grade.name for grade in method.grades),
        limits=tuple(settings.share_text(grade.share) for grade in method.grades), **shown,
    )  # fmt: skip
    return drafting.method_from(form)


@given(st.one_of(ballots(), ratings()))
def test_the_form_of_any_method_makes_the_same_method(method):
    settled = replace(method, round=1)
    if method.kind == "rating":  # a rating decides nothing: these three have no field
        settled = replace(settled, level="decide", tie="runoff", shortage="presidium")
    expected = replace(settled, articles=articles.ordered(articles.template(method.kind), method.kind))
    projects = "\n".join(f"第{i}项" for i in range(method.candidates))
    assert again(method, projects) == expected


@pytest.mark.parametrize("kind", ["ballot", "rating"])
def test_every_setting_has_a_name_and_every_choice_a_word(kind):
    for name in settings.SETTINGS[kind]:
        assert draft_words.LABELS[name][0]
    for name in settings.WORDS["ballot"]:
        vocabulary = set(terms.VOCABULARY[name]) - {"grade"}
        assert set(draft_words.OPTIONS[name]) == vocabulary, name
    for name, words in (("hall", terms.Counted), ("public", terms.Counted), ("board", terms.Board)):
        assert set(draft_words.OPTIONS[name]) == set(get_args(words))
    for text in draft_words.SHARES:
        assert settings.share_text(settings.share(text, "bar")) == text


def test_every_preset_can_be_drafted_and_keeps_what_it_says():
    assert drafted(preset="township").publication.board == "scrutineers"
    assert drafted(preset="street").level == "recommend"
    assert drafted(preset="uncontested", places="").places == 3
    assert drafted(preset="top_k").bar == ANY_VOTE
    committee = drafting.method_from(DraftForm(preset="rating", projects=LINES))
    assert (committee.voters, committee.base, committee.min_marks) == ("committee_members", "all_deputies", 1)
    plenary = drafting.method_from(DraftForm(preset="plenary_rating", projects=LINES))
    assert (plenary.voters, plenary.quorum) == ("deputies", terms.TWO_THIRDS)


def test_the_four_pass_rules_of_practice():
    """M1 more than half, no ranking; M2 the same ranked; M3 ranked alone; M4 each on its own."""
    m1 = drafted(pass_rule="each", max_marks="2")
    assert (m1.pass_rule, m1.places, m1.max_marks, m1.bar) == ("each", 3, 2, MORE_THAN_HALF)
    assert drafted().pass_rule == "majority_then_votes"
    m3 = drafted(preset="top_k", marking="three")
    assert (m3.pass_rule, m3.bar, m3.exclusive) == ("top_k", ANY_VOTE, ((0, 1),))
    assert presets.warnings(m3) == ("below_legal_floor",)
    m4 = drafted(preset="uncontested", places="")
    assert (m4.pass_rule, m4.max_marks) == ("each", 3)
    assert drafted(preset="top_k", pass_rule="majority_then_votes").bar == MORE_THAN_HALF


@pytest.mark.parametrize(
    ("text", "share"),
    [(">1/2", MORE_THAN_HALF), ("≥1/2", HALF), (">2/3", Share(2, 3, True)), ("≥2/3", Share(2, 3, False)),
     ("none", NO_SHARE), ("≥1/1", Share(1, 1, False))],
)  # fmt: skip
def test_at_least_and_more_than_are_two_choices(text, share):
    assert drafted(quorum=text).quorum == share
    assert drafted(participation=text).participation == share


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"quorum": "2/3"}, "polling.unknown_choice", "quorum"),
        ({"quorum": "≥2/4"}, "rules.not_reduced", "quorum"),
        ({"bar": "none"}, "rules.bar_differs", "bar"),
        ({"tie": "lots"}, "polling.unknown_choice", "tie"),
        ({"base": "us"}, "polling.unknown_choice", "base"),
        ({"marking": "grade"}, "rules.only_rating", "marking"),
        ({"max_marks": "4"}, "rules.out_of_range", "max_marks"),
        ({"min_marks": "-1"}, "polling.not_number", "min_marks"),
        ({"rounds": "0"}, "rules.out_of_range", "rounds"),
        ({"article": ("【没有】",)}, "rules.unknown_slot", "text"),
        ({"article": ("", " ")}, "rules.text_empty", "text"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(fields, code, field):
    with pytest.raises(Invalid) as caught:
        drafted(**fields)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_grades_are_rows_and_the_last_takes_the_rest():
    form = DraftForm(
        preset="rating", projects=LINES, grades=("优", "良 ", "", "差"), limits=(">1/2", "≥2/3", "", "")
    )
    assert drafting.method_from(form).grades == (
        Grade("优", MORE_THAN_HALF), Grade("良", Share(2, 3, False)), Grade("差", NO_SHARE),
    )  # fmt: skip
    with pytest.raises(Invalid) as caught:
        drafting.method_from(replace(form, grades=("优",), limits=(">1/2",)))
    assert caught.value.field == "grades"


def test_the_method_records_which_article_orders_which_setting():
    method = drafted(article=("【通过规则】。", "第九条　【票数相等】。\n\n【不足应选】。"))
    assert dict(method.articles) == {"bar": 1, "base": 1, "pass_rule": 1, "tie": 2, "shortage": 3}
    shown = drafting.preview(replace(FORM, article=("甲", "", "乙\n\n【票数相等】")), None).articles
    assert [[number for number, _ in field] for field in shown] == [[1], [], [2, 3]]


def test_a_project_whose_text_has_several_lines_stays_one_project():
    """As candidates with sub-items come from the list."""
    listed = (Project(name="公厕", content="新建18座\n（1）东片区\t6座"), Project(name="路灯"))
    assert drafting.projects_from(drafting.lines_of(listed)) == (
        Project(name="公厕", content="新建18座 （1）东片区 6座"),
        Project(name="路灯"),
    )
