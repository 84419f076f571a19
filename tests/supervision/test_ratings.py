"""Ratings by name, taken from a poll, put right and rated again; and who learns what of them, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests.supervision.years import Year
from voting.congress import people, units
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.polling.announced import AnnouncedRating, Rated
from voting.polling.sittings import Project
from voting.rules import presets
from voting.rules.counts import Counts
from voting.rules.grades import rate
from voting.supervision import named, programmes, rating_results, ratings, rectifying, rounds
from voting.supervision.rating_models import Evaluation, EvaluationResult, Rater, RatingSheet
from voting.supervision.rating_rule import Rule
from voting.supervision.ratings import NewEvaluation
from voting.supervision.round_models import RoundSeal

VALID = Rule(base="valid")


def members(year: Year, many: int = 12) -> list[str]:
    """So many members of the committee with logins; the first is the fixture's own."""
    made = [
        people.create_person(
            year.session, SYSTEM, year.congress_id, login=f"member{at}", name=f"委员{at:02}",
            roles=[Role.COMMITTEE_MEMBER], now=year.now,
        ).id
        for at in range(many)
    ]  # fmt: skip
    return made


def given(year: Year, **changed: object) -> NewEvaluation:
    listed = programmes.projects(year.session, year.congress_id, year.programme_id)
    usual = NewEvaluation(
        title="2026年度民生实事项目满意度测评",
        form="named",
        raters="committee",
        rule=VALID,
        members=40,
        items=ratings.usual_items(listed, {}),
        round_id=year.round_id,
    )
    return replace(usual, **changed)


def prepared(year: Year, **changed: object) -> str:
    return ratings.create(*year.as_office(), year.programme_id, given(year, **changed), now=year.now)


def opened(year: Year, many: int = 12, **changed: object) -> tuple[str, list[str]]:
    who = members(year, many)
    evaluation_id = prepared(year, **changed)
    assert named.open_rating(*year.as_office(), evaluation_id, now=year.now) == many
    return evaluation_id, who


def hand_in(year: Year, evaluation_id: str, person_id: str, marks: dict[str, object]) -> None:
    here = (year.session, person_id, year.congress_id, evaluation_id)
    revision = named.save(*here, named.sheet(*here).revision, marks)
    named.submit(*here, revision, now=year.now)


def close(year: Year, evaluation_id: str) -> rating_results.Outcome:
    named.close(*year.as_office(), evaluation_id, now=year.now)
    outcome = ratings.outcome_of(year.session, year.congress_id, evaluation_id)
    assert outcome is not None
    return outcome


# Marks ----------------------------------------------------------------------------------------


def test_marks_are_kept_as_they_are_made_and_counted_once_submitted(year):
    evaluation_id, who = opened(year)
    for person_id in who[:11]:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 1, "3": 2})
    here = (year.session, who[11], year.congress_id, evaluation_id)
    named.save(*here, 0, {"1": 2, "2": 2, "3": 2})  # never submitted
    outcome = close(year, evaluation_id)
    assert [item.votes for item in outcome.items] == [(11, 0, 0), (0, 11, 0), (0, 0, 11)]
    assert [item.grade_name for item in outcome.items] == ["满意", "基本满意", "不满意"]
    assert (outcome.all_members, outcome.present, outcome.returned) == (40, 12, 11)
    assert outcome.overall.text == "66.67%"


def test_the_same_write_twice_is_one_and_an_older_one_is_refused(year):
    evaluation_id, who = opened(year)
    here = (year.session, who[0], year.congress_id, evaluation_id)
    assert named.save(*here, 0, {"1": 0}) == 1
    assert named.save(*here, 0, {"1": 0}) == 1
    assert named.save(*here, 1, {"1": 0, "2": 1}) == 2
    with pytest.raises(Conflict) as refused:
        named.save(*here, 1, {"1": 2})
    assert refused.value.code == "supervision.other_device"
    assert named.sheet(*here).marks == {"1": 0, "2": 1}


@pytest.mark.parametrize("marks", [{"1": 3}, {"1": -1}, {"1": "0"}, {"4": 0}, {"one": 0}, {"1": [0]}])
def test_a_mark_that_is_none_is_refused_and_nothing_is_lost(year, marks):
    evaluation_id, who = opened(year)
    here = (year.session, who[0], year.congress_id, evaluation_id)
    named.save(*here, 0, {"1": 0})
    with pytest.raises(Invalid):
        named.save(*here, 1, marks)
    assert named.sheet(*here).marks == {"1": 0}


def test_a_sheet_is_submitted_once_whole_and_given_back_only_with_a_reason(year, hall):
    evaluation_id, who = opened(year)
    here = (year.session, who[0], year.congress_id, evaluation_id)
    with pytest.raises(Invalid) as refused:
        named.submit(*here, 0, {"1": 0}, now=year.now)
    assert refused.value.data == {"number": 2, "first": 2}
    hand_in(year, evaluation_id, who[0], {"1": 0, "2": 0, "3": 0})
    for again in (lambda: named.save(*here, 1, {"1": 2}), lambda: named.submit(*here, 1, now=year.now)):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "supervision.already_submitted"
    with pytest.raises(Invalid):
        named.withdraw(*year.as_office(), evaluation_id, who[0], " ", now=year.now)
    with pytest.raises(NotAllowed):
        named.withdraw(
            year.session, year.committee, year.congress_id, evaluation_id, who[0], "点错了", now=year.now
        )
    named.withdraw(*year.as_office(), evaluation_id, who[0], "本人来电，点错了", now=year.now)
    hand_in(year, evaluation_id, who[0], {"1": 2, "2": 2, "3": 2})
    kept = year.session.scalars(
        select(RatingSheet.number).where(RatingSheet.congress_id == year.congress_id)
    ).all()
    assert sorted(kept) == [1, 2]
    for person_id in who[1:]:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    assert close(year, evaluation_id).items[0].votes == (11, 0, 1)
    assert "withdraw_sheet" in hall.verbs()


def test_nobody_rates_what_his_own_unit_carries_out(year):
    who = members(year)
    desk = year.actor_of(Role.CONGRESS_DESK)
    lead = year.units["县住建局"]
    units.assign(year.session, desk, year.congress_id, lead, who[0], now=year.now)
    evaluation_id = prepared(year, rule=Rule())
    named.open_rating(*year.as_office(), evaluation_id, now=year.now)
    here = (year.session, who[0], year.congress_id, evaluation_id)
    assert [number for number, _, _ in named.sheet(*here).items] == [2, 3]
    assert named.sheet(*here).barred == 1
    with pytest.raises(Invalid) as refused:
        named.save(*here, 0, {"1": 0})
    assert refused.value.code == "supervision.not_yours_to_rate"
    hand_in(year, evaluation_id, who[0], {"2": 0, "3": 0})
    for person_id in who[1:]:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    first, second, _ = close(year, evaluation_id).items
    assert (first.members, first.present, first.returned) == (39, 11, 11)
    assert (second.members, second.present, second.returned) == (40, 12, 12)


# The list and the times -----------------------------------------------------------------------


def test_the_list_is_frozen_when_the_rating_opens(year):
    evaluation_id, who = opened(year)
    late = members_late(year)
    with pytest.raises(NotFound):
        named.sheet(year.session, late, year.congress_id, evaluation_id)
    assert {line.person_id for line in named.raters(year.session, year.congress_id, evaluation_id)} == set(
        who
    )


def members_late(year: Year) -> str:
    return people.create_person(
        year.session, SYSTEM, year.congress_id, login="late", name="后补", roles=[Role.COMMITTEE_MEMBER],
        now=year.now,
    ).id  # fmt: skip


def test_fewer_than_ten_cannot_rate_by_name(year):
    members(year, 9)
    evaluation_id = prepared(year)
    with pytest.raises(NotReady) as refused:
        named.open_rating(*year.as_office(), evaluation_id, now=year.now)
    assert refused.value.data == {"number": 9, "least": 10}


def test_a_group_is_named_by_hand(year):
    who = members(year, 14)
    evaluation_id = prepared(year, raters="group", members=10)
    with pytest.raises(NotReady):
        named.open_rating(*year.as_office(), evaluation_id, now=year.now)
    chosen = given(year, raters="group", members=10, people=tuple(who[:10]))
    ratings.change(*year.as_office(), evaluation_id, chosen, now=year.now)
    assert named.open_rating(*year.as_office(), evaluation_id, now=year.now) == 10


def test_under_ten_sheets_no_number_and_no_grade_is_kept(year):
    evaluation_id, who = opened(year)
    for person_id in who[:9]:
        hand_in(year, evaluation_id, person_id, {"1": 2, "2": 2, "3": 2})
    outcome = close(year, evaluation_id)
    assert [(item.votes, item.grade, item.code) for item in outcome.items] == [(None, None, "")] * 3
    assert not outcome.enough
    ratings.publish(*year.as_office(), evaluation_id, now=year.now)
    row = year.session.scalars(
        select(EvaluationResult).where(EvaluationResult.congress_id == year.congress_id)
    ).one()
    assert all(item["votes"] is None for item in json.loads(row.content)["items"])
    assert rectifying.of_evaluation(year.session, year.congress_id, evaluation_id) == []


def test_nothing_is_known_before_the_close_and_only_what_is_published_after_it(year):
    evaluation_id, who = opened(year, rule=replace(VALID, publication="none"))
    for person_id in who:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    assert ratings.outcome_of(year.session, year.congress_id, evaluation_id) is None
    told = named.raters(year.session, year.congress_id, evaluation_id)
    assert not any("marks" in line.__dataclass_fields__ for line in told)
    close(year, evaluation_id)
    assert ratings.latest(year.session, year.congress_id, year.project_ids) == {}
    ratings.publish(*year.as_office(), evaluation_id, now=year.now)
    found = ratings.latest(year.session, year.congress_id, year.project_ids)
    assert {latest.grade for latest in found.values()} == {"满意"}
    assert {item.votes for latest in found.values() for _, item in latest.results} == {None}


def test_rule_and_members_stand_once_somebody_could_rate(year):
    evaluation_id, _ = opened(year)
    with pytest.raises(Conflict):
        ratings.change(*year.as_office(), evaluation_id, given(year), now=year.now)
    for changed in ({"members": 12}, {"rule": "{}"}):
        with pytest.raises(DBAPIError), writing(year.session):
            year.session.execute(
                update(Evaluation).where(Evaluation.congress_id == year.congress_id).values(**changed)
            )


def test_a_dropped_rating_counts_nothing(year, hall):
    evaluation_id, who = opened(year)
    hand_in(year, evaluation_id, who[0], {"1": 0, "2": 0, "3": 0})
    ratings.drop(*year.as_office(), evaluation_id, "名单有误", now=year.now)
    with pytest.raises(Conflict):
        named.close(*year.as_office(), evaluation_id, now=year.now)
    assert named.mine(year.session, year.congress_id, who[0]) == []
    assert "drop_rating" in hall.verbs()


def test_only_the_office_prepares_opens_and_closes(year):
    evaluation_id = prepared(year)
    for who in (year.committee, year.deputy, year.unit, year.inspectorate):
        here = (year.session, who, year.congress_id)
        for deed in (
            lambda here=here: ratings.create(*here, year.programme_id, given(year), now=year.now),
            lambda here=here: named.close(*here, evaluation_id, now=year.now),
            lambda here=here: ratings.change(*here, evaluation_id, given(year), now=year.now),
        ):
            with pytest.raises(NotAllowed):
                deed()


@pytest.mark.parametrize(
    ("field", "changed"),
    [("title", {"title": " "}), ("form", {"form": "open"}), ("form", {"raters": "all"}),
     ("members", {"members": 0}), ("items", {"items": ()}), ("items", {"items": (("x", "甲", ""),)}),
     ("round_id", {"round_id": "f" * 32}),
     ("kind", {"form": "secret", "rule": Rule(kind="points", bands=(85, 60))})],
)  # fmt: skip
def test_a_form_at_fault_names_its_field(year, field, changed):
    with pytest.raises(Invalid) as refused:
        prepared(year, **changed)
    assert refused.value.field == field


def test_another_congress_sees_none_of_it(year, hall):
    evaluation_id = prepared(year)
    with pytest.raises(NotFound):
        ratings.evaluation(year.session, hall.other_congress_id, evaluation_id)


# Points ---------------------------------------------------------------------------------------


def test_points_have_a_mean_and_a_grade(year):
    rule = Rule(kind="points", bands=(85, 60), base="valid")
    evaluation_id, who = opened(year, rule=rule)
    for at, person_id in enumerate(who):
        hand_in(year, evaluation_id, person_id, {"1": 90, "2": 70 + at, "3": 40})
    outcome = close(year, evaluation_id)
    assert [item.mean for item in outcome.items] == ["90.00", "75.50", "40.00"]
    assert [item.grade_name for item in outcome.items] == ["满意", "基本满意", "不满意"]


# From a poll ----------------------------------------------------------------------------------


def announced(year: Year, votes: list[tuple[int, int, int]], publication: str = "all") -> AnnouncedRating:
    """As polling tells it (voting/polling/announced.py), with the grades of the rules' own engine."""
    listed = programmes.projects(year.session, year.congress_id, year.programme_id)
    method = presets.rating(len(votes))
    counts = Counts(34, 29, 29, 29)
    tells = publication == "all"
    items = tuple(
        Rated(item.index + 1, line.name, item.grade, item.reason, item.votes if tells else None,
              item.unmarked if tells else None, Project(line.name))
        for line, item in zip(listed, rate(method, counts, votes).items, strict=True)
    )  # fmt: skip
    return AnnouncedRating("A" * 22, "s" * 32, "测评", "f" * 64, method, counts, 34, items)


ZHENHAI = [(28, 1, 0), (17, 11, 1), (5, 4, 20)]


def test_a_secret_rating_is_taken_from_its_announced_poll_and_never_typed_in(year, monkeypatch, hall):
    evaluation_id = prepared(year, form="secret", rule=Rule(), members=34)
    told = announced(year, ZHENHAI)
    monkeypatch.setattr(rating_results, "announced_ratings", lambda _board: [told])
    with hall.databases.board() as board:
        here = (year.session, board, year.office, year.congress_id, evaluation_id)
        with pytest.raises(NotFound):
            rating_results.take(*here, "B" * 22, now=year.now)
        rating_results.take(*here, told.uuid, now=year.now)
        outcome = ratings.outcome_of(year.session, year.congress_id, evaluation_id)
        assert [item.votes for item in outcome.items] == ZHENHAI
        assert [item.grade_name for item in outcome.items] == ["满意", "满意", "不满意"]
        assert (outcome.poll, outcome.fingerprint) == (told.uuid, told.fingerprint)
        other = prepared(year, form="secret", rule=Rule(), members=34)
        with pytest.raises(Conflict) as refused:
            rating_results.take(
                year.session, board, year.office, year.congress_id, other, told.uuid, now=year.now
            )
        assert refused.value.code == "supervision.poll_rating_taken"


def test_a_poll_that_keeps_its_numbers_tells_only_grades_here_too(year, monkeypatch, hall):
    evaluation_id = prepared(year, form="secret", rule=Rule(), members=34)
    told = announced(year, ZHENHAI, publication="none")
    monkeypatch.setattr(rating_results, "announced_ratings", lambda _board: [told])
    with hall.databases.board() as board:
        rating_results.take(
            year.session, board, year.office, year.congress_id, evaluation_id, told.uuid, now=year.now
        )
    row = year.session.scalars(
        select(EvaluationResult.content).where(EvaluationResult.congress_id == year.congress_id)
    ).one()
    for item in json.loads(row)["items"]:
        assert (item["votes"], item["unmarked"], item["limit_number"]) == (None, None, 0)
        assert item["grade_name"]


def test_only_a_poll_of_exactly_these_items_can_be_taken(year, monkeypatch):
    told = announced(year, ZHENHAI)
    monkeypatch.setattr(rating_results, "announced_ratings", lambda _board: [told])
    names = [item.name for item in told.items]
    board = None
    assert rating_results.matching(board, names) == [told]
    assert rating_results.matching(board, names[::-1]) == []
    assert rating_results.matching(board, names[:2]) == []


def test_a_named_rating_is_never_taken_from_a_poll(year, monkeypatch, hall):
    evaluation_id = prepared(year)
    monkeypatch.setattr(rating_results, "announced_ratings", lambda _board: [announced(year, ZHENHAI)])
    with hall.databases.board() as board, pytest.raises(Conflict):
        rating_results.take(
            year.session, board, year.office, year.congress_id, evaluation_id, "A" * 22, now=year.now
        )


# What follows ---------------------------------------------------------------------------------


def dissatisfied(year: Year) -> tuple[str, list[str]]:
    """A published rating whose third item is 不满意: seven of twelve said so."""
    evaluation_id, who = opened(year, rule=VALID)
    for at, person_id in enumerate(who):
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 1, "3": 2 if at < 7 else 0})
    close(year, evaluation_id)
    assert rectifying.of_evaluation(year.session, year.congress_id, evaluation_id) == []
    ratings.publish(*year.as_office(), evaluation_id, now=year.now)
    return evaluation_id, who


def test_a_project_graded_dissatisfied_is_put_right_and_rated_again(year, hall):
    evaluation_id, who = dissatisfied(year)
    (line,) = rectifying.of_evaluation(year.session, year.congress_id, evaluation_id)
    assert (line.item_number, line.cause, line.state) == (3, "grade", "ordered")
    assert line.due_on > (year.now + timedelta(days=60)).date()
    with pytest.raises(NotReady):
        rectifying.rate_again(*year.as_office(), evaluation_id, now=year.now)
    rectifying.answer(*year.as_office(), line.id, "全部管线已更换并验收，住户已签收。", now=year.now)
    rectifying.give_back(*year.as_office(), line.id, "没有验收单", now=year.now)
    rectifying.answer(*year.as_office(), line.id, "全部管线已更换，附验收单和签收表。", now=year.now)
    again = rectifying.rate_again(*year.as_office(), evaluation_id, now=year.now)
    made = ratings.evaluation(year.session, year.congress_id, again)
    assert (made.again_of, made.state, made.rule) == (evaluation_id, "draft", VALID)
    assert [item.name for item in ratings.items(year.session, year.congress_id, again)] == [line.name]
    named.open_rating(*year.as_office(), again, now=year.now)
    for person_id in who:
        hand_in(year, again, person_id, {"1": 0})
    close(year, again)
    ratings.publish(*year.as_office(), again, now=year.now)
    both = ratings.latest(year.session, year.congress_id, [line.project_id])[line.project_id]
    assert [item.grade_name for _, item in both.results] == ["满意", "不满意"]
    assert {"answer_rectification", "return_rectification", "rate_again"} <= set(hall.verbs())


def test_more_than_half_dissatisfied_is_put_right_whatever_the_grade():
    item = rating_results.RatedItem(
        1, "p", "甲", "", 1, "基本满意", (2, 3, 6), 0, 34, 11, 11, 34, "grade_reached", 5, 5, "基本满意"
    )
    assert rating_results.cause_of(item, 2) == "majority"
    assert rating_results.cause_of(replace(item, votes=(2, 4, 6), returned=12), 2) == ""
    assert rating_results.cause_of(replace(item, votes=None), 2) == ""


def test_a_unit_answers_for_its_own_projects_only(year):
    evaluation_id, _ = dissatisfied(year)
    (line,) = rectifying.of_evaluation(year.session, year.congress_id, evaluation_id)
    text = "全部管线已更换并验收，住户已签收。"
    with pytest.raises(NotAllowed):
        rectifying.answer(year.session, year.unit, year.congress_id, line.id, text, now=year.now)
    desk, theirs = year.actor_of(Role.CONGRESS_DESK), year.units["县水利局"]
    units.assign(year.session, desk, year.congress_id, theirs, year.unit.person_id, now=year.now)
    rectifying.answer(year.session, year.unit, year.congress_id, line.id, text, now=year.now)
    with pytest.raises(NotAllowed):
        rectifying.give_back(year.session, year.unit, year.congress_id, line.id, "不", now=year.now)


# Seals and secrecy ----------------------------------------------------------------------------


def test_a_closed_round_holds_the_digest_of_its_rating(year):
    evaluation_id, who = opened(year)
    for person_id in who:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    close(year, evaluation_id)
    year.move_round("end_reporting", "archive")
    sealed = year.session.scalars(
        select(RoundSeal.content).where(RoundSeal.congress_id == year.congress_id)
    ).one()
    digest = year.session.scalars(
        select(EvaluationResult.digest).where(EvaluationResult.congress_id == year.congress_id)
    ).one()
    told = json.loads(sealed)["ratings"]["evaluations"]
    assert [(one["id"], one["result"]) for one in told] == [(evaluation_id, digest)]
    assert rounds.current(year.session, year.congress_id, year.programme_id) is None


def test_no_table_of_a_secret_rating_holds_a_person():
    """What is kept of a poll is its result; the tables with persons belong to named ratings alone."""
    assert not {"person_id", "rater"} & set(EvaluationResult.__table__.columns.keys())
    for table in (Rater, RatingSheet):
        assert "poll_uuid" not in table.__table__.columns


def test_a_result_and_a_submitted_sheet_cannot_be_changed(year):
    evaluation_id, who = opened(year)
    for person_id in who:
        hand_in(year, evaluation_id, person_id, {"1": 0, "2": 0, "3": 0})
    close(year, evaluation_id)
    for table, changed in ((EvaluationResult, {"content": "{}"}), (RatingSheet, {"marks": {}})):
        with pytest.raises(DBAPIError), writing(year.session):
            year.session.execute(update(table).where(table.congress_id == year.congress_id).values(**changed))


def test_whoever_is_on_no_list_sees_no_sheet(year):
    evaluation_id, _ = opened(year)
    stranger = Actor("e" * 32, "某人", frozenset({Role.DEPUTY}))
    with pytest.raises(NotFound):
        named.save(year.session, stranger.person_id, year.congress_id, evaluation_id, 0, {"1": 0})


def test_a_round_is_not_archived_over_a_rating_without_a_result(year):
    evaluation_id = prepared(year)
    year.move_round("end_reporting")
    with pytest.raises(NotReady) as refused:
        year.move_round("archive")
    assert refused.value.code == "supervision.rating_pending"
    ratings.drop(*year.as_office(), evaluation_id, "改在会上进行", now=year.now)
    assert year.move_round("archive") == "closed"
    with pytest.raises(Invalid) as late:
        prepared(year)
    assert late.value.field == "round_id"
