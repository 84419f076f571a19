"""A rating through the services as a ballot goes; alone, with abstaining, and beside a ballot on one card."""

from __future__ import annotations

import json
import random as pseudo
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.conftest import VECTORS
from tests.polling.stage import KEEPERS, SECRETARY, Stage, small_method
from voting.demo.deputy import Choices, choose
from voting.errors import Conflict, VotingError
from voting.polling import board_store, closing, lifecycle, sittings, tallying
from voting.polling.casting import UsedCard
from voting.protocol.sidelog import Outcome
from voting.rules import presets
from voting.rules.counts import Counts
from voting.rules.grades import Rating
from voting.rules.method import Method
from voting.rules.terms import MORE_THAN_HALF, Grade
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

GOOD, FAIR, BAD, NONE = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)


def rating_method(items: int = 3, **other: object) -> Method:
    return replace(presets.rating(items), min_ballots=5, **other)


def counted(stage: Stage) -> tuple[Counts, Rating]:
    """From the last ballot to the result."""
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    with stage.board() as session:
        return tallying.rating(session, sittings.find_poll(session, stage.poll_id))


def written(stage: Stage) -> Outcome:
    """What the chief scrutineer signs."""
    with stage.board() as session:
        (record,) = board_store.side_records(session, sittings.find_poll(session, stage.poll_id), "outcome")
    return Outcome.parse(record)


def test_a_rating_runs_from_draft_to_publication(stage: Stage) -> None:
    """Ten members, half is five: item 1 has five 满意, item 2 four and two 基本满意, item 3 four in all."""
    stage.method = rating_method()
    stage.to_open()
    for card, choices in enumerate(
        [(GOOD, GOOD, BAD), (GOOD, GOOD, BAD), (GOOD, GOOD, FAIR), (GOOD, GOOD, FAIR), (GOOD, FAIR, GOOD),
         (BAD, FAIR, GOOD)]
    ):  # fmt: skip
        stage.cast(stage.sealed(card, choices))
    counts, rating = counted(stage)
    assert (counts.all_deputies, counts.returned) == (10, 6)
    assert [item.votes for item in rating.items] == [(5, 0, 1), (4, 2, 0), (2, 2, 2)]
    assert [item.grade for item in rating.items] == [0, 1, 2]
    assert written(stage).grades == (0, 1, 2)
    stage.sign()
    stage.announce()
    with stage.board() as session:
        lifecycle.publish(
            session, actor=SECRETARY, poll_id=stage.poll_id, notice="公告（第6号）", now=stage.now()
        )
        assert sittings.find_poll(session, stage.poll_id).state == "published"
    report = verify(Source("rating.zip", stage.bundle()), Wishes(processes=1))
    assert report.good, report.first_failure
    assert report.facts["grades"] == ["项目1：满意", "项目2：基本满意", "项目3：不满意"]


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize("base", ["all_deputies", "present", "valid"])
def test_the_count_is_that_of_the_plain_votes(quick_stage: Stage, least: int, base: str) -> None:
    """The oracle counts the choices themselves and applies the rule in its words."""
    stage = quick_stage
    grades = (Grade("满意", MORE_THAN_HALF), *presets.rating(1).grades[1:])
    stage.method = rating_method(4, min_marks=least, base=base, grades=grades)
    stage.to_open()
    rng = pseudo.Random(f"{least}|{base}")
    votes = [choose(rng, stage.method) for _ in range(7)]
    if least == 0:
        votes[0] = (NONE,) * 4
    for card, choices in enumerate(votes):
        stage.cast(stage.sealed(card, choices))
    _counts, rating = counted(stage)
    whole = {"all_deputies": 10, "present": 8, "valid": 7}[base]
    for item in rating.items:
        good, fair, bad, none = plain(votes, item.index)
        assert (item.votes, item.unmarked) == ((good, fair, bad), none)
        won = "满意" if good > whole / 2 else "基本满意" if good + fair >= whole / 2 else "不满意"
        assert stage.method.grades[item.grade].name == won
    assert written(stage).grades == tuple(item.grade for item in rating.items)


def plain(votes: Sequence[Choices], item: int) -> tuple[int, int, int, int]:
    seen = Counter(choices[item] for choices in votes)
    return seen[GOOD], seen[FAIR], seen[BAD], seen[NONE]


@pytest.mark.parametrize("choices", [(GOOD, GOOD, NONE), (GOOD, GOOD, (1, 1, 0))])
def test_an_item_without_its_one_grade_is_no_ballot(quick_stage: Stage, choices: Choices) -> None:
    quick_stage.method = rating_method()
    stage = quick_stage.to_open()
    with pytest.raises((VotingError, ValueError)):
        stage.cast(stage.sealed(0, choices))
    assert stage.poll().returned is None
    with stage.board() as session:
        assert board_store.accepted_ballots(session, sittings.find_poll(session, stage.poll_id)) == 0


def test_the_published_votes_of_zhenhai_give_its_published_grades(quick_stage: Stage) -> None:
    """29 members rated eight items in January 2022; votes and grades are the official table's. How many
    members there were is not in it: 34 are the most with which the grades follow."""
    cases = json.loads((VECTORS / "cases" / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    (case,) = (case["evaluation"] for case in cases if case["id"] == "zhenhai-2022-eval")
    rows = [(row["satisfied"], row["basically_satisfied"], row["dissatisfied"]) for row in case["counts"]]
    rng = pseudo.Random("zhenhai")
    columns = [rng.sample([GOOD] * good + [FAIR] * fair + [BAD] * bad, 29) for good, fair, bad in rows]
    stage = quick_stage
    stage.method, stage.cards_listed = rating_method(len(rows)), 29
    stage.to_open_with(34, 29)
    for card in range(29):
        stage.cast(stage.sealed(card, tuple(column[card] for column in columns)))
    _counts, rating = counted(stage)
    assert [item.votes for item in rating.items] == rows
    won = [stage.method.grades[item.grade].name for item in rating.items]
    assert won == [row["grade"] for row in case["counts"]]


def test_a_rating_has_no_list_of_the_chosen_and_a_ballot_no_grades(quick_stage: Stage) -> None:
    with quick_stage.board() as session:
        quick_stage.open_sitting()
    quick_stage.method = rating_method()
    rating = quick_stage.draft("满意度测评")
    quick_stage.method = small_method()
    ballot = quick_stage.draft()
    with quick_stage.board() as session:
        with pytest.raises(Conflict, match=r"rules\.not_a_ballot"):
            tallying.result(session, sittings.find_poll(session, rating))
        with pytest.raises(Conflict, match=r"rules\.not_a_rating"):
            tallying.rating(session, sittings.find_poll(session, ballot))


def test_a_draft_that_becomes_a_rating_is_one(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    with stage.board() as session:
        sittings.redraft_poll(
            session, actor=SECRETARY, poll_id=stage.poll_id, title="满意度测评", method=rating_method(),
            projects=[sittings.Project(f"项目{i}") for i in range(3)], now=stage.now(),
        )  # fmt: skip
    assert stage.poll().kind == "rating"


# A rating and a ballot in one sitting, with one card.


class Both:
    """Last year's rating and this year's ballot, open at once on the same cards."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.open_sitting()
        self.methods: dict[str, Method] = {}
        self.rating = self._draft(rating_method(), "上年度项目满意度测评")
        self.ballot = self._draft(small_method(), "本年度项目票决")
        stage.make_keys()
        stage.make_cards()
        for poll in self.polls:
            self.on(poll).freeze()
            stage.adopt()
            for index in range(len(KEEPERS)):
                stage.prove_share(index)
                stage.sign_zero(index)
            stage.open()

    @property
    def polls(self) -> tuple[str, str]:
        return self.rating, self.ballot

    def _draft(self, method: Method, title: str) -> str:
        self.stage.method = method
        poll = self.stage.draft(title)
        self.methods[poll] = method
        return poll

    def on(self, poll: str) -> Stage:
        self.stage.poll_id, self.stage.method = poll, self.methods[poll]
        return self.stage


def test_one_card_votes_once_in_each_and_each_has_its_own_result(stage: Stage) -> None:
    both = Both(stage)
    rated = [(GOOD, GOOD, FAIR)] * 5 + [(BAD, GOOD, FAIR)]
    voted: list[Choices] = [((1, 1, 0), (0, 0, 1))] * 6
    for card in range(6):
        # who comes last to the one comes first to the other: no order ties the two together
        both.on(both.rating).cast(stage.sealed(card, rated[card]))
        both.on(both.ballot).cast(stage.sealed(5 - card, voted[card]))
    for poll in both.polls:
        again = both.on(poll).sealed(0)
        with pytest.raises(UsedCard):
            stage.cast(again)
    counts, rating = counted(both.on(both.rating))
    assert [item.votes for item in rating.items] == [(5, 0, 1), (6, 0, 0), (0, 6, 0)]
    assert [item.grade for item in rating.items] == [0, 0, 1]
    both.on(both.ballot)
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    with stage.board() as session:
        counts, outcome = tallying.result(session, sittings.find_poll(session, both.ballot))
    assert (counts.for_votes, outcome.chosen) == ((6, 6, 0), (0, 1))
    fingerprints, credentials = set(), []
    for poll in both.polls:
        both.on(poll).sign()
        stage.announce()
        report = verify(Source("poll.zip", stage.bundle()), Wishes(processes=1))
        assert report.good, report.first_failure
        fingerprints.add(report.facts["fingerprint"])
        credentials.append({json.loads(ballot)["credential"] for ballot in stage.archive().ballots()})
    assert len(fingerprints) == 2
    assert not credentials[0] & credentials[1], "a card stands in each poll under another name"


def test_the_one_is_closed_and_counted_while_the_other_still_votes(quick_stage: Stage) -> None:
    both = Both(quick_stage)
    for card in range(6):
        both.on(both.rating).cast(quick_stage.sealed(card))
    _counts, rating = counted(both.on(both.rating))
    assert len(rating.items) == 3
    both.on(both.ballot).cast(quick_stage.sealed(0))
    assert quick_stage.poll().state == "open"


def test_a_rating_below_its_quorum_is_not_opened(quick_stage: Stage) -> None:
    """More than half of all members must be there: five of ten are too few, and no grade comes of it."""
    quick_stage.method = rating_method()
    with pytest.raises(VotingError, match=r"polling\.gate_quorum"):
        quick_stage.to_open_with(10, 5)
    with quick_stage.board() as session:
        poll = sittings.find_poll(session, quick_stage.poll_id)
        with pytest.raises(VotingError):
            closing.outcome_digest(session, poll)
