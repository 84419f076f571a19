"""Ideas for a letter or for another level are found among many, and those chosen are kept while looking."""

from __future__ import annotations

import re

import pytest

from tests.collection.desks import SECRET, call_form
from tests.web.conftest import CODE, House, token_in
from tests.web.test_public_form import Street, open_street
from voting.collection import calls, desk, handovers, ideas, levels
from voting.collection.ideas import NewIdea
from voting.congress import people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import in_congress

MANY = 60
BOX = re.compile(r'name="ideas" value="([0-9a-f]{32})"( checked)?')


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def working(street: Street, many: int = MANY) -> list[str]:
    """So many ideas that the government's desk has taken up."""
    here, now = street.house.congress.id, street.house.now
    with street.session() as session:
        made = [
            ideas.receive(
                session,
                SECRET,
                here,
                street.call_id,
                NewIdea("form", f"修第{at}座桥", category="教育"),
                now=now,
            ).idea_id
            for at in range(1, many + 1)
        ]
        desk.move(session, street.government, here, made, "take_up", now=now)
    return made


def look(street: Street, page: str, **data: object):
    """Press one of the page's buttons."""
    client = street.house.client("government_desk")
    return client.post(page, data={"csrf_token": token_in(client.get(page).text)} | data)


def boxes(text: str) -> list[tuple[str, bool]]:
    return [(idea, bool(checked)) for idea, checked in BOX.findall(text)]


@pytest.fixture
def letter(street: Street) -> str:
    return f"/c/{CODE}/calls/{street.call_id}/handovers/new/assessment_task"


def test_the_second_page_is_reached_and_what_was_ticked_stays(street, letter):
    made = working(street)
    first = street.house.client("government_desk").get(letter).text
    assert boxes(first) == [(idea, False) for idea in made[:50]]
    following = re.search(r'name="look" value="([1-9]\d*)"', first)[1]
    second = look(street, letter, look=following, ideas=made[:2], document_no="政办函〔2026〕5号")
    assert second.status_code == 200
    assert boxes(second.text) == [(idea, True) for idea in made[:2]] + [(idea, False) for idea in made[50:]]
    assert "政办函〔2026〕5号" in second.text
    with street.session() as session:
        assert handovers.sent(session, street.house.congress.id, street.call_id) == []


def test_ideas_are_found_by_their_words_and_sent_together(street, letter):
    made = working(street)
    found = look(street, letter, look="0", words="第57座", ideas=made[:1])
    assert boxes(found.text) == [(made[0], True), (made[56], False)]
    assert "查找标题" in look(street, letter, look="0", words="没有这样的").text
    sent = look(
        street, letter, document_no="政办函〔2026〕5号", title="论证任务单", ideas=[made[0], made[56]]
    )
    assert sent.status_code == 303
    with street.session() as session:
        (paper,) = handovers.sent(session, street.house.congress.id, street.call_id)
    assert [idea["title"] for idea in paper.content["ideas"]] == ["修第1座桥", "修第57座桥"]


def test_nothing_of_the_other_desk_is_kept_among_the_chosen(street, letter):
    working(street, 2)
    here, now = street.house.congress.id, street.house.now
    with street.session() as session:
        theirs = ideas.receive(
            session, SECRET, here, street.call_id, NewIdea("form", "代表提的", desk="congress"), now=now
        ).idea_id
    page = look(street, letter, look="0", ideas=[theirs])
    assert theirs not in page.text
    assert "代表提的" not in page.text


def test_a_desk_looks_among_no_ideas_of_the_other(street):
    here, now = street.house.congress.id, street.house.now
    congress = Actor(street.house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
    with street.session() as session:
        theirs = ideas.receive(
            session, SECRET, here, street.call_id, NewIdea("form", "代表提的", desk="congress"), now=now
        ).idea_id
        desk.move(session, congress, here, [theirs], "take_up", now=now)
    page = f"/c/{CODE}/calls/{street.call_id}/handovers/new/suggestion_letter"
    refused = street.house.client("government_desk").get(page)
    assert refused.status_code == 403
    assert "代表提的" not in refused.text
    assert "代表提的" in street.house.client("congress_desk").get(page).text


@pytest.fixture
def town(street: Street) -> str:
    """A township below whose call is open; its call's id."""
    now = street.house.now
    with street.house.databases.main() as session:
        made = services.create_congress(
            session,
            SYSTEM,
            code="gutian",
            name="古田镇人民代表大会",
            level="township",
            parent_code=CODE,
            now=now,
        )
        in_congress(session, made.id)
        clerk = people.create_person(
            session, SYSTEM, made.id, login="town", name="镇办", roles=[Role.CONGRESS_DESK], now=now
        )
        actor = Actor(clerk.id, clerk.name, frozenset({Role.CONGRESS_DESK}))
        form = call_form(initiator="congress", desk="congress", title="古田镇征集公告")
        call_id = calls.create(session, actor, made.id, form, now=now)
        calls.move(session, actor, made.id, call_id, "publish", now=now)
    return call_id


def test_ideas_are_passed_to_a_township_with_a_reason(street, town):
    made = working(street)
    page = f"/c/{CODE}/calls/{street.call_id}/pass"
    opened = street.house.client("government_desk").get(f"{page}?ideas={made[3]}").text
    assert "古田镇征集公告" in opened
    assert boxes(opened)[0] == (made[3], True)
    kept = look(street, page, look="0", words="第58座", ideas=[made[3]], target=town, reason="属镇事权")
    assert boxes(kept.text) == [(made[3], True), (made[57], False)]
    assert "属镇事权" in kept.text
    done = look(street, page, ideas=[made[3], made[57]], target=town, reason="属镇事权，请镇里办理")
    assert done.status_code == 303
    assert done.location.endswith("/decisions")
    with street.session() as session:
        here = street.house.congress.id
        (below,) = levels.below(session, here)
        assert [call.total for call in below.calls] == [2]
        assert {ideas.get(session, here, one).state for one in (made[3], made[57])} == {"in_progress"}


def test_nothing_is_passed_without_a_reason_or_to_nobody(street, town):
    made = working(street, 2)
    page = f"/c/{CODE}/calls/{street.call_id}/pass"
    assert look(street, page, ideas=made[:1], target=town, reason="").status_code == 400
    assert look(street, page, ideas=made[:1], target="0" * 32, reason="属镇事权，请办").status_code == 404
    assert look(street, page, target=town, reason="属镇事权，请办").status_code == 400
