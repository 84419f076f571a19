"""The first page tells everybody what waits for him, and nobody what waits for others."""

from __future__ import annotations

from datetime import timedelta

from tests.collection.desks import LATER, Desks
from voting.collection import assessment, decisions
from voting.collection.decisions import Ruling
from voting.congress.roles import Actor, Role
from voting.waiting import Waiting, waiting

TODAY = LATER.date()


def of(desks: Desks, actor: Actor, at=LATER) -> list[Waiting]:
    found = waiting(desks.hall.session, actor, desks.hall.congress_id, at)
    return [one for one in found if one.endpoint in ("inbox.page", "decisions.page", "units.desk")]


def ask(desks: Desks, idea_id: str) -> None:
    assessment.ask(*desks.as_government(), [idea_id], [desks.unit_id], due=TODAY, note="", now=LATER)


def test_a_desk_is_told_of_new_ideas_and_of_decisions_to_publish(desks: Desks):
    first, _second = desks.idea(), desks.idea()
    here = {"call_id": desks.call_id}
    assert of(desks, desks.government) == [Waiting("意见建议待受理", 2, "inbox.page", here)]
    assert of(desks, desks.congress) == []
    desks.screened(first)
    decisions.decide(*desks.as_government(), [first], Ruling("adopt"), now=LATER)
    assert Waiting("办理意见拟定待公布", 1, "decisions.page", here) in of(desks, desks.government)
    desks.publish()
    assert [one.label for one in of(desks, desks.government)] == ["意见建议待受理"]


def test_a_unit_is_told_of_its_questions_and_when_they_are_late(desks: Desks):
    ask(desks, desks.idea())
    assert of(desks, desks.unit) == [Waiting("论证任务待答复", 1, "units.desk")]
    late = of(desks, desks.unit, LATER + timedelta(days=1))
    assert Waiting("论证任务已逾期", 1, "units.desk") in late
    assert of(desks, desks.hall.actor(Role.SECRETARIAT)) == []
