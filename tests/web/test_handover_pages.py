"""The papers between the desks on their pages: what an 意见采纳情况表 offers, and how it reads."""

from __future__ import annotations

import re

import pytest

from tests.collection.desks import SECRET, publish_shown
from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting.collection import decisions, desk, handovers, ideas, merging, origins
from voting.collection.decisions import Ruling
from voting.collection.handovers import Paper
from voting.collection.ideas import NewIdea
from voting.congress.roles import Actor, Role

OFFERED = re.compile(r'name="ideas" value="([0-9a-f]{32})"')


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def merged_after_a_letter(street: Street) -> str:
    """An idea of the congress's desk went by letter, was merged there and ruled on; its copy's id."""
    here, now = street.house.congress.id, street.house.now
    congress = Actor(street.house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
    with street.session() as session:
        government = (session, street.government, here)
        given = [NewIdea("form", "建食堂", category="教育", desk=at) for at in ("congress", "government")]
        theirs, ours = (
            ideas.receive(session, SECRET, here, street.call_id, new, now=now).idea_id for new in given
        )
        desk.move(session, congress, here, [theirs], "take_up", now=now)
        paper = Paper("人常函〔2026〕3号", "建议项目函", (theirs,))
        sent = handovers.send(session, congress, here, street.call_id, "suggestion_letter", paper, now=now)
        handovers.receive(session, SECRET, street.government, here, sent, signed_for="王敏", now=now)
        ((_congress, copy),) = origins.onward(session, here, theirs)
        head = merging.merge(
            session, SECRET, street.government, here, [copy, ours],
            title="建社区食堂", text="", reason="", now=now,
        )  # fmt: skip
        decisions.decide(*government, [head], Ruling("postpone", "no_land", "用地尚未落实。"), now=now)
        publish_shown(*government, street.call_id, "government", now=now)
    return copy


def test_the_table_offers_what_was_merged_and_says_into_what(street):
    copy = merged_after_a_letter(street)
    new = f"/c/{CODE}/calls/{street.call_id}/handovers/new/adoption_table"
    assert OFFERED.findall(street.house.client("government_desk").get(new).text) == [copy]
    sent = street.house.post(
        "government_desk", new, new, document_no="政办函〔2026〕8号", title="意见采纳情况表", ideas=copy
    )
    assert sent.status_code == 303
    paper = street.house.client("congress_desk").get(sent.location).text
    assert "用地尚未落实。" in paper
    assert re.search(r"→ <span class=\"number\">[\d-]+</span> 建社区食堂（本年度暂不列入）", paper)
