"""What is read aloud: one line, the numbers in it, the words of a congress, and nothing withheld told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import ballots, methods, votes_under
from voting.rules import presets
from voting.rules.announcement import limits_reading, next_step_reading, rating_reading, result_reading
from voting.rules.canonical import is_clean
from voting.rules.counts import Counts
from voting.rules.grades import rate
from voting.rules.method import digest
from voting.rules.outcome import decide
from voting.rules.phrases import PHRASES, share_of
from voting.rules.reading import description, reading
from voting.rules.terms import HALF, MORE_THAN_HALF, NO_SHARE, TWO_THIRDS, Grade, Share

COUNTY = presets.county(10, 12)
THREE_OF_FIVE = presets.county(3, 5)
NAMES = ["道路", "学校", "医院", "公园", "停车"]


def test_the_county_method_as_it_is_read_aloud():
    assert reading(COUNTY) == (
        "以无记名方式对12个候选项目进行票决，应选10项；每个项目可以表示赞成、反对或者弃权，未作选择的按弃权计；"
        "每张票赞成的项目不得超过10项；须有实有代表三分之二以上到会方可进行；"
        "收回票数多于发出票数的，本次表决无效；"
        "得到实有代表过半数赞成的项目列入，超过应选项数的以赞成票多的列入；"
        "末位票数相等、超过应选项数的，就票数相等的项目再次票决，以赞成票多的列入；"
        "列入不足10项的，由主席团决定另行票决或者相应减少项目；"
        "本轮为第1轮，至多进行2轮，仍不能确定的由主席团决定；"
        "会场宣布全部项目的票数；向社会只公布列入项目的名称；"
        "收回不足10张的不开启电子票箱，改用举手或者纸质方式。"
    )


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (presets.uncontested(7), ["对7个候选项目逐项票决", "赞成的项数不限"]),
        (presets.top_k(10, 12), ["作赞成标记", "以赞成票多的10项列入"]),
        (presets.street(3, 5), ["超过全体议事代表三分之二", "结果作为推荐意见", "街道人大工委"]),
        (replace(COUNTY, min_marks=10), ["每张票须赞成10项，不多不少"]),
        (replace(COUNTY, min_marks=2), ["不得少于2项、不得超过10项"]),
        (replace(COUNTY, purpose="rehearsal"), ["预演"]),
        (replace(COUNTY, challenge=True), ["抽检设备"]),
        (replace(COUNTY, tie="accept_all"), ["票数相等的项目全部列入"]),
        (replace(COUNTY, participation=MORE_THAN_HALF), ["须有实有代表过半数参加表决方为有效"]),
        (replace(COUNTY, shortage="next_session"), ["留待以后的会议"]),
        (replace(COUNTY, round=2), ["末位票数相等、超过应选项数的，由主席团决定"]),
        (presets.rating(4), ["满意、基本满意、不满意", "半数以上（含半数）", "其余为不满意"]),
    ],
)
def test_each_setting_is_heard(method, words):
    for word in words:
        assert word in reading(method)


@given(methods)
def test_every_method_is_one_short_clean_sentence(method):
    chinese, english = reading(method), reading(method, "en")
    assert len(chinese) < 400
    assert is_clean(chinese) and is_clean(english)
    assert chinese.count("。") == 1 and chinese.endswith("。")
    assert description(method) == f"{chinese}〔票决办法 SHA-256 {digest(method)}〕"


def test_the_longest_readings_stay_short():
    odd = Share(67, 100, True)
    longest = {
        "purpose": "rehearsal",
        "level": "recommend",
        "challenge": True,
        "min_ballots": 9999,
        "voters": "committee_members",
        "quorum": odd,
        "participation": odd,
    }
    grades = (*(Grade(name * 6, odd) for name in "甲乙丙丁"), Grade("戊" * 6, NO_SHARE))
    assert len(reading(replace(presets.rating(200), min_marks=0, grades=grades, **longest))) < 400
    marks = {"bar": odd, "min_marks": 101, "max_marks": 199, "shortage": "second_ballot"}
    assert len(reading(replace(presets.county(100, 200), **marks, **longest))) < 400


def test_both_languages_have_the_same_phrases():
    assert set(PHRASES["zh"]) == set(PHRASES["en"])


@pytest.mark.parametrize(
    ("share", "chinese", "english"),
    [
        (MORE_THAN_HALF, "实有代表过半数", "more than half of all"),
        (HALF, "实有代表半数以上（含半数）", "at least half of all"),
        (TWO_THIRDS, "实有代表三分之二以上", "at least two thirds of all"),
        (Share(2, 3, True), "超过实有代表三分之二", "more than two thirds of all"),
        (Share(4, 5, False), "实有代表五分之四以上", "at least 4/5 of all"),
        (Share(67, 100, True), "超过实有代表100分之67", "more than 67/100 of all"),
        (Share(1, 1, False), "实有代表全数", "all"),
    ],
)
def test_at_least_and_more_than_are_told_apart(share, chinese, english):
    assert share_of(share, "实有代表", "zh") == chinese
    assert share_of(share, "all", "en") == english


def counts(*votes: int) -> Counts:
    return Counts(327, 314, 314, 314, votes, (0,) * len(votes))


def result(votes: tuple[int, ...], method=THREE_OF_FIVE, **how) -> str:
    given = counts(*votes)
    return result_reading(method, given, decide(method, given), NAMES, **how)


def test_a_result_as_it_is_read_aloud():
    assert result((170, 300, 163, 180, 100), told="winners") == (
        "实有代表327名，实到314名，发出表决票314张，收回314张，其中有效票314张、无效票0张。"
        "本次票决有效。实有代表过半数为164票。"
        "下列3项得到实有代表过半数赞成，列入民生实事项目："
        "「学校」（赞成300票、反对0票、弃权14票）、「公园」（赞成180票、反对0票、弃权134票）、"
        "「道路」（赞成170票、反对0票、弃权144票）。"
    )


def test_where_votes_are_not_told_the_order_tells_nothing():
    told = result((170, 300, 163, 180, 100), told="none")
    assert "「道路」、「学校」、「公园」" in told
    assert not any(number in told for number in ("170", "300", "163", "180", "100"))


def test_a_tie_names_the_tied_and_the_runoff():
    told = result((300, 180, 180, 180, 100))
    assert "下列3项票数相等，尚余2个名额未定" in told
    assert told.endswith("「学校」、「医院」、「公园」票数相等，就这3项再次票决，确定2项，以赞成票多的列入。")
    assert "未列入的1项：「停车」" in told


def test_a_tie_that_is_accepted_whole_is_announced_as_more_than_k():
    method = replace(presets.county(2, 3), tie="accept_all")
    given = Counts(60, 50, 50, 50, (34, 33, 33), (0, 0, 0))
    said = result_reading(method, given, decide(method, given), NAMES[:3])
    assert "下列3项得到实有代表过半数赞成" in said
    assert "末位票数相等的项目按办法全部列入，共3项，多于应选的2项。" in said


def test_a_shortage_names_what_follows():
    assert result((164, 0, 0, 0, 0)).endswith("列入1项，尚缺2项，由主席团决定另行票决或者相应减少项目。")
    assert "没有项目列入。" in result((0, 0, 0, 0, 0))


def test_a_spoilt_vote_tells_no_votes():
    given = Counts(327, 314, 314, 315, (300, 180, 180, 180, 100), (0,) * 5)
    told = result_reading(THREE_OF_FIVE, given, decide(THREE_OF_FIVE, given), NAMES)
    assert told.endswith("收回票数多于发出票数，本次表决无效，由主席团决定重新表决。")
    assert "「" not in told


def test_a_rehearsal_says_so_and_a_street_recommends():
    assert result((300, 180, 180, 180, 100), presets.county(3, 5, "rehearsal")).endswith("不具效力。")
    assert "列为推荐项目" in result((300, 250, 200, 100, 0), replace(presets.street(3, 5), places=3))


cases = ballots().flatmap(lambda method: st.tuples(st.just(method), votes_under(method)))


@given(cases, st.sampled_from(["zh", "en"]), st.sampled_from(["none", "winners", "all"]))
def test_every_outcome_can_be_read_aloud(case, lang, told):
    method, given = case
    outcome = decide(method, given)
    names = [f"项目{i}号" for i in range(method.candidates)]
    said = result_reading(method, given, outcome, names, lang, told)
    assert is_clean(said)
    assert "{" not in said
    for i in outcome.chosen + outcome.tied:
        assert names[i] in said
    assert is_clean(next_step_reading(method, outcome, names, lang))


@pytest.mark.parametrize(
    ("base", "of", "limit"), [("all_deputies", "常委会全体组成人员34名", 17), ("valid", "有效票29张", 15)]
)
def test_the_limits_of_the_grades_in_numbers(base, of, limit):
    method = replace(presets.rating(8), base=base)
    assert limits_reading(method, Counts(34, 30, 29, 29)) == (
        f"以{of}为基数：满意达到{limit}票的为满意；基本满意及以上合计达到{limit}票的为基本满意；其余为不满意。"
    )
    assert "17" in limits_reading(presets.rating(8), Counts(34, 29, 29, 29), "en")


def test_grades_as_they_are_read_aloud():
    method = presets.rating(2)
    given = Counts(40, 36, 36, 36)
    rating = rate(method, given, [(20, 16, 0), (10, 5, 21)])
    assert rating_reading(method, given, rating, ["道路", "学校"]) == (
        "常委会全体组成人员40名，实到36名，发出表决票36张，收回36张，其中有效票36张、无效票0张。本次测评有效。"
        "「道路」的等次为满意（满意20票、基本满意16票、不满意0票）；"
        "「学校」的等次为不满意（满意10票、基本满意5票、不满意21票）。"
    )
    free = replace(method, min_marks=0)
    some = rating_reading(free, given, rate(free, given, [(20, 16, 0), (10, 5, 20)]), ["道路", "学校"])
    assert some.endswith("「学校」的等次为不满意（满意10票、基本满意5票、不满意20票、未作选择1票）。")
    brief = rating_reading(method, given, rating, ["道路", "学校"], told="none")
    assert brief.endswith("「道路」的等次为满意；「学校」的等次为不满意。")
    spoilt = replace(given, returned=37)
    told = rating_reading(method, spoilt, rate(method, spoilt, []), ["道路", "学校"])
    assert told.endswith("由主任会议决定重新表决。")
