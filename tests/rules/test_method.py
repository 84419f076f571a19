"""A voting method: one valid value, one byte string, and nothing but RulesError for the rest."""

from __future__ import annotations

import ast
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.rules.strategies import methods
from voting.rules import presets, wording
from voting.rules.canonical import MAX_BYTES
from voting.rules.errors import RulesError
from voting.rules.method import digest, from_json, to_json
from voting.rules.questions import QuestionSpec, questions
from voting.rules.terms import ANY_VOTE, MORE_THAN_HALF, NO_SHARE, Grade, Publication, Share

COUNTY = presets.county(10, 12)
RATING = presets.rating(3)


def refused(data: bytes) -> RulesError:
    with pytest.raises(RulesError) as caught:
        from_json(data)
    return caught.value


@given(methods)
def test_every_method_survives_its_own_bytes(method):
    data = to_json(method)
    assert from_json(data) == method
    assert to_json(from_json(data)) == data
    assert digest(method) == hashlib.sha256(data).hexdigest()


def test_the_bytes_are_canonical():
    data = to_json(COUNTY)
    assert data.startswith(b'{"articles":{},"bar":{"denominator":2,"numerator":1,"strict":true},"base":"all_')
    assert (
        data
        == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert digest(COUNTY) == digest(presets.county(10, 12)) != digest(presets.county(10, 13))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
@example(b"")
@example(b"[" * 16_000)
@example(b"9" * 9_000)
@example(b"null")
@example(b'{"\\ud800":1}')
def test_foreign_bytes_are_refused(data):
    assert refused(data).code in wording.SENTENCES


@settings(max_examples=300)
@given(
    st.sampled_from([COUNTY, RATING]),
    st.integers(0, 10_000),
    st.sampled_from([b"", b"0", b'"', b"{", b"[", b",", b"1.5", b"-", b"true", b" ", b"\x00", b"\xff"]),
)
def test_damaged_bytes_are_refused_or_mean_exactly_themselves(method, position, change):
    data = to_json(method)
    position %= len(data)
    damaged = data[:position] + change + data[position + 1 :]
    try:
        read = from_json(damaged)
    except RulesError as error:
        assert error.code in wording.SENTENCES
        assert wording.SENTENCES[error.code] % error.data
    else:
        assert to_json(read) == damaged


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "share", "hall", "x"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(st.sampled_from([COUNTY, RATING]), st.sampled_from(sorted(json.loads(to_json(COUNTY)))), JUNK)
def test_any_value_in_any_field_is_refused_or_means_exactly_itself(method, field, value):
    changed = json.loads(to_json(method)) | {field: value}
    data = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        read = from_json(data)
    except RulesError as error:
        assert error.code in wording.SENTENCES
    else:
        assert to_json(read) == data


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (lambda d: d.replace(b'"places":10', b'"places":10.0'), "rules.not_integer", ""),
        (lambda d: d.replace(b'"places":10', b'"places":NaN'), "rules.not_integer", ""),
        (lambda d: d.replace(b'"places":10', b'"places":10,"places":10'), "rules.not_canonical", ""),
        (lambda d: d.replace(b'"places":10', b'"places": 10'), "rules.not_canonical", ""),
        (lambda d: d.replace(b"ballot", b"b\\u0061llot"), "rules.not_canonical", ""),
        (lambda d: d + b"\n", "rules.not_canonical", ""),
        (lambda d: b"\xef\xbb\xbf" + d, "rules.not_json", ""),
        (lambda d: d[:-1], "rules.not_json", ""),
        (lambda d: d.replace(b'"places":10,', b""), "rules.missing", "places"),
        (lambda d: d[:-1] + b',"weights":1}', "rules.unknown", ""),
        (lambda d: d.replace(b'"challenge":false', b'"challenge":0'), "rules.not_boolean", "challenge"),
        (lambda d: d.replace(b'"places":10', b'"places":true'), "rules.not_integer", "places"),
        (lambda d: d.replace(b"[[0,1]]", b"[[false,true]]"), "rules.not_integer", "exclusive"),
        (lambda d: d.replace(b"[[0,1]]", b"{}"), "rules.not_list", "exclusive"),
        (lambda d: d.replace(b'"articles":{}', b'"articles":[]'), "rules.not_object", "articles"),
        (lambda d: d.replace(b'"version":1', b'"version":2'), "rules.out_of_range", "version"),
        (lambda d: b" " * (MAX_BYTES + 1), "rules.too_long", ""),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(change, code, field):
    error = refused(change(to_json(COUNTY)))
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("base", "changes", "code", "field"),
    [
        (COUNTY, {"places": 13}, "rules.places_exceed_candidates", "places"),
        (COUNTY, {"places": 0}, "rules.out_of_range", "places"),
        (COUNTY, {"candidates": 0}, "rules.out_of_range", "candidates"),
        (COUNTY, {"candidates": 201}, "rules.out_of_range", "candidates"),
        (COUNTY, {"min_marks": 5, "max_marks": 4}, "rules.min_exceeds_max", "min_marks"),
        (COUNTY, {"max_marks": 13}, "rules.out_of_range", "max_marks"),
        (COUNTY, {"max_marks": 0}, "rules.out_of_range", "max_marks"),
        (COUNTY, {"min_ballots": 4}, "rules.out_of_range", "min_ballots"),
        (COUNTY, {"round": 3}, "rules.out_of_range", "round"),
        (COUNTY, {"exclusive": ((0, 2),)}, "rules.out_of_range", "exclusive"),
        (COUNTY, {"exclusive": ((1, 0),)}, "rules.not_pair", "exclusive"),
        (COUNTY, {"exclusive": ((0, 1, 1),)}, "rules.not_pair", "exclusive"),
        (COUNTY, {"exclusive": ()}, "rules.exclusive_differs", "exclusive"),
        (COUNTY, {"marking": "tick"}, "rules.out_of_range", "exclusive"),
        (COUNTY, {"marking": "rank"}, "rules.unknown_word", "marking"),
        (COUNTY, {"marking": "grade", "exclusive": ()}, "rules.only_rating", "marking"),
        (COUNTY, {"pass_rule": "grade"}, "rules.only_rating", "pass_rule"),
        (COUNTY, {"grades": RATING.grades}, "rules.only_rating", "grades"),
        (COUNTY, {"pass_rule": "each"}, "rules.each_needs_all_places", "places"),
        (COUNTY, {"pass_rule": "top_k"}, "rules.bar_differs", "bar"),
        (COUNTY, {"bar": ANY_VOTE}, "rules.bar_differs", "bar"),
        (COUNTY, {"bar": NO_SHARE}, "rules.bar_differs", "bar"),
        (COUNTY, {"bar": Share(2, 4, True)}, "rules.not_reduced", "bar"),
        (COUNTY, {"bar": Share(1, 1, True)}, "rules.more_than_all", "bar"),
        (COUNTY, {"quorum": Share(3, 2, False)}, "rules.out_of_range", "quorum"),
        (COUNTY, {"quorum": Share(1, 0, False)}, "rules.out_of_range", "quorum"),
        (COUNTY, {"publication": Publication(hall="some")}, "rules.unknown_word", "publication"),
        (COUNTY, {"articles": (("places", 4), ("base", 5))}, "rules.repeated", "articles"),
        (COUNTY, {"articles": (("weights", 4),)}, "rules.unknown_word", "articles"),
        (COUNTY, {"articles": (("places", 0),)}, "rules.out_of_range", "articles"),
        (RATING, {"places": 2}, "rules.rating_differs", "places"),
        (RATING, {"bar": MORE_THAN_HALF}, "rules.rating_differs", "bar"),
        (RATING, {"grades": RATING.grades[:1]}, "rules.grades_number", "grades"),
        (RATING, {"grades": RATING.grades[:2]}, "rules.last_grade_open", "grades"),
        (RATING, {"grades": (*RATING.grades[:1] * 2, RATING.grades[2])}, "rules.repeated", "grades"),
        (RATING, {"grades": (Grade("满\n意", MORE_THAN_HALF), RATING.grades[2])}, "rules.bad_text", "grades"),
    ],
)
def test_a_contradictory_method_is_refused_and_the_field_named(base, changes, code, field):
    with pytest.raises(RulesError) as caught:
        replace(base, **changes)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert wording.SENTENCES[code] % caught.value.data


def test_presets_say_when_they_fall_below_the_law():
    assert presets.warnings(COUNTY) == ()
    assert presets.warnings(presets.uncontested(7)) == ()
    assert presets.warnings(presets.top_k(10, 12)) == ("below_legal_floor", "no_against")
    assert presets.warnings(presets.rating(4)) == ()
    assert presets.warnings(replace(COUNTY, base="present")) == ("below_legal_floor",)
    assert presets.warnings(replace(COUNTY, bar=Share(1, 2, False))) == ("below_legal_floor",)
    assert presets.warnings(replace(COUNTY, quorum=MORE_THAN_HALF)) == ("quorum_below_law",)
    assert presets.warnings(replace(COUNTY, quorum=Share(2, 3, True))) == ()
    assert presets.warnings(COUNTY, all_deputies=29) == ("small_body_cells", "small_body_board")
    untold = Publication("none", "none", "scrutineers")
    assert presets.warnings(replace(COUNTY, publication=untold), all_deputies=29) == ()
    assert presets.warnings(replace(COUNTY, tie="accept_all")) == ("more_than_places",)
    assert presets.warnings(replace(presets.uncontested(7), tie="accept_all")) == ()
    assert presets.warnings(COUNTY, all_deputies=30) == ()
    assert presets.warnings(presets.township(3, 5), all_deputies=29) == ("small_body_cells",)
    assert presets.street(3, 5).level == "recommend"


def names(n: int) -> list[str]:
    return [f"第{i + 1}项" for i in range(n)]


def test_the_ballot_asks_for_and_against_over_the_same_names():
    twelve = tuple(names(12))
    assert questions(COUNTY, twelve) == (
        QuestionSpec("赞成", twelve, 0, 10),
        QuestionSpec("反对", twelve, 0, 12),
    )
    assert questions(presets.top_k(10, 12), twelve) == (QuestionSpec("赞成", twelve, 0, 10),)
    assert questions(presets.uncontested(12), twelve)[0].max == 12
    assert questions(replace(COUNTY, min_marks=10), twelve)[0].min == 10
    assert questions(RATING, names(3))[2] == QuestionSpec("第3项", ("满意", "基本满意", "不满意"), 1, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (names(11), "rules.names_number"),
        ([*names(11), "第1项"], "rules.repeated"),
        ([*names(11), "　"], "rules.bad_text"),
        ([*names(11), "两\n行"], "rules.bad_text"),
        ([*names(11), "\ud800"], "rules.bad_text"),
    ],
)
def test_names_that_cannot_stand_on_a_ballot_are_refused(wrong, code):
    with pytest.raises(RulesError) as caught:
        questions(COUNTY, wrong)
    assert (caught.value.code, caught.value.field) == (code, "names")


def literals(package: str, prefix: str = "rules.") -> set[str]:
    found = set()
    for path in Path(package).glob("*.py"):
        if path.name != "wording.py":
            tree = ast.walk(ast.parse(path.read_text("utf-8")))
            found |= {n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {text for text in found if text.startswith(prefix) and " " not in text}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    package = str(Path(presets.__file__).parent)
    assert literals(package) == set(wording.SENTENCES)
    known = literals(package, "")
    for table in (wording.CAUTIONS, wording.REASONS, wording.EQUATIONS):
        assert set(table) <= known
