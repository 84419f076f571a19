"""Two levels: what a county sees of its townships, passing ideas up and down, and that nothing else leaks."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from tests.collection.desks import LATER, SECRET, Author, Desks, call_form
from tests.halls import INSTALLER, NOW
from voting import acts
from voting.collection import calls, decisions, desk, ideas, levels
from voting.collection.idea_models import Idea, IdeaAuthor
from voting.collection.ideas import NewIdea
from voting.congress import people, services
from voting.congress.roles import Actor, Role
from voting.db import across_congresses, in_congress, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound


@dataclass
class Town:
    """A congress below with a call, its desk, and the county's desks."""

    desks: Desks
    congress_id: str
    call_id: str
    clerk: Actor

    def at(self, congress_id: str):
        return in_congress(self.desks.hall.session, congress_id)

    def idea(self, title: str = "修村口的桥", **given: object) -> str:
        new = NewIdea(**({"channel": "form", "title": title} | given))
        session = self.at(self.congress_id)
        return ideas.receive(session, SECRET, self.congress_id, self.call_id, new, now=NOW).idea_id

    def below(self) -> list[levels.Township]:
        return levels.below(self.at(self.desks.hall.congress_id), self.desks.hall.congress_id)


@pytest.fixture
def town(desks: Desks) -> Town:
    session = desks.hall.session
    made = services.create_congress(
        session, INSTALLER, code="gutian", name="古田镇人民代表大会", level="township",
        parent_code="linhai", now=NOW,
    )  # fmt: skip
    in_congress(session, made.id)
    person = people.create_person(
        session, INSTALLER, made.id, login="town", name="镇办", roles=[Role.CONGRESS_DESK], now=NOW
    )
    clerk = Actor(person.id, "镇办", frozenset({Role.CONGRESS_DESK}))
    form = call_form(initiator="congress", desk="congress", public_lists=True, title="古田镇征集公告")
    call_id = calls.create(session, clerk, made.id, form, now=NOW)
    calls.move(session, clerk, made.id, call_id, "publish", now=NOW)
    return Town(desks, made.id, call_id, clerk)


def test_a_county_sees_counts_and_public_texts_of_its_townships_and_no_more(town):
    hidden = town.idea("没有公开的一条", author=Author("张某", "13800001111"))
    listed = town.idea("公开了的一条")
    desk.list_publicly(town.at(town.congress_id), town.clerk, town.congress_id, [listed], True, now=NOW)
    (below,) = town.below()
    (call,) = below.calls
    assert (below.congress.code, call.title, call.total) == ("gutian", "古田镇征集公告", 2)
    assert [idea.title for idea in call.listed] == ["公开了的一条"]
    assert hidden not in repr(below)
    assert "张某" not in repr(below)


def test_texts_stay_where_the_call_has_no_public_list(town):
    listed = town.idea()
    session = town.at(town.congress_id)
    desk.list_publicly(session, town.clerk, town.congress_id, [listed], True, now=NOW)
    calls.edit(
        session, town.clerk, town.congress_id, town.call_id,
        call_form(initiator="congress", desk="congress", public_lists=False), now=NOW,
    )  # fmt: skip
    assert town.below()[0].calls[0].listed == ()


def test_a_call_that_was_not_published_is_not_seen(town):
    session = town.at(town.congress_id)
    form = call_form(initiator="congress", desk="congress", year=2028)
    calls.create(session, town.clerk, town.congress_id, form, now=NOW)
    assert [call.year for call in town.below()[0].calls] == [2027]


def test_only_who_is_directly_below_is_seen(town):
    here = town.desks.hall
    assert levels.below(town.at(here.other_congress_id), here.other_congress_id) == []
    assert levels.below(town.at(town.congress_id), town.congress_id) == []


def pass_up(town: Town, idea_id: str, reason: str = "属县级道路，请县里统筹") -> int:
    return levels.pass_on(
        town.at(town.congress_id), SECRET, town.clerk, town.congress_id, [idea_id], town.desks.call_id,
        reason=reason, now=LATER,
    )  # fmt: skip


def arrived(town: Town) -> ideas.IdeaLine:
    session = town.at(town.desks.hall.congress_id)
    found = session.scalars(
        select(Idea).where(Idea.congress_id == town.desks.hall.congress_id, Idea.channel == "level")
    ).one()
    return ideas.get(session, town.desks.hall.congress_id, found.id)


def test_an_idea_goes_up_with_its_text_and_history_and_without_its_author(town):
    idea_id = town.idea(text="桥面开裂", area="溪口村", author=Author("张某", "13800001111", "z@example.cn"))
    desk.move(town.at(town.congress_id), town.clerk, town.congress_id, [idea_id], "take_up", now=NOW)
    assert pass_up(town, idea_id) == 1
    copy = arrived(town)
    assert (copy.title, copy.text, copy.area) == ("修村口的桥", "桥面开裂", "溪口村")
    assert (copy.call_id, copy.desk, copy.state) == (town.desks.call_id, "government", "received")
    assert (copy.origin_congress_id, copy.origin_id) == (town.congress_id, idea_id)
    session = town.at(town.desks.hall.congress_id)
    told = levels.passage(session, town.desks.hall.congress_id, copy.id)
    assert (told.direction, told.from_name) == ("up", "古田镇人民代表大会")
    assert [words for _minute, words in told.history] == ["收到", "开始办理"]
    assert "镇办" not in repr(told)
    with across_congresses(session):
        rows = session.scalars(select(IdeaAuthor.idea_id)).all()
    assert rows == [idea_id]


def test_both_sides_log_it_and_the_sender_prepares_its_answer(town):
    idea_id = town.idea()
    pass_up(town, idea_id)
    session = town.at(town.congress_id)
    assert "pass_on" in [act.verb for act in acts.acts_of(session, town.congress_id, "idea", idea_id)]
    prepared = decisions.prepared_for(session, town.congress_id, idea_id)
    assert (prepared.outcome, prepared.referred_to) == ("refer", "临海县人民代表大会")
    copy = arrived(town)
    county = town.desks.hall.congress_id
    assert [act.verb for act in acts.acts_of(session, county, "idea", copy.id)] == ["arrive"]
    assert acts.verify_chain(session, county) > 0
    assert acts.verify_chain(town.at(town.congress_id), town.congress_id) > 0


def test_an_idea_goes_down_too(town):
    here = town.desks.hall
    session = town.at(here.congress_id)
    idea_id = town.desks.idea("村内小道硬化")
    assert [(t.direction, t.congress.code) for t in levels.targets(session, here.congress_id)] == [
        ("down", "gutian")
    ]
    levels.pass_on(
        session, SECRET, town.desks.government, here.congress_id, [idea_id], town.call_id,
        reason="属镇级事权，请镇里办理", now=LATER,
    )  # fmt: skip
    town.at(town.congress_id)
    copy = session.scalars(
        select(Idea).where(Idea.congress_id == town.congress_id, Idea.channel == "level")
    ).one()
    assert (copy.title, copy.desk, copy.origin_id) == ("村内小道硬化", "congress", idea_id)


def test_it_is_passed_once_with_a_reason_and_by_its_own_desk(town):
    idea_id = town.idea()
    with pytest.raises(Invalid, match="sentence_missing"):
        pass_up(town, idea_id, " ")
    pass_up(town, idea_id)
    with pytest.raises(Conflict, match="passed_already"):
        pass_up(town, idea_id)
    other = Actor(town.clerk.person_id, "镇办", frozenset({Role.GOVERNMENT_DESK}))
    with pytest.raises(NotAllowed):
        levels.pass_on(
            town.at(town.congress_id), SECRET, other, town.congress_id, [town.idea("另一条")],
            town.desks.call_id, reason="属县级事权", now=LATER,
        )  # fmt: skip


def test_a_neighbour_is_no_target_and_keeps_its_ideas(town):
    here = town.desks.hall
    town.at(here.congress_id)
    own = town.desks.idea()
    session = town.at(here.other_congress_id)
    assert levels.targets(session, here.other_congress_id) == []
    with pytest.raises(NotFound, match="no_such_level"):
        levels.pass_on(
            session, SECRET, town.clerk, here.other_congress_id, ["0" * 32], town.call_id,
            reason="没有隶属关系", now=LATER,
        )  # fmt: skip
    with pytest.raises(NotFound, match="idea_not_found"):
        ideas.get(session, here.other_congress_id, own)


def test_after_passing_the_session_is_scoped_as_before(town):
    pass_up(town, town.idea())
    session = town.at(town.congress_id)
    with writing(session):
        session.execute(update(Idea).values(area="溪口村"))
    county = town.at(town.desks.hall.congress_id)
    assert arrived(town).area == ""
    assert county.info["all_congresses"] is False
