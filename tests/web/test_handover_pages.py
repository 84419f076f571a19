"""The papers between the desks on their pages: what an 意见采纳情况表 offers, and how it reads."""

from __future__ import annotations

import re

import pytest

from tests.collection.desks import SECRET, publish_shown
from tests.collection.test_drafts import CANTEEN
from tests.documents.reading import pdf_text, squeezed, word_text
from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting import sheets
from voting.collection import decisions, desk, draft_work, handovers, ideas, merging, origins
from voting.collection.decisions import Ruling
from voting.collection.draft_sheet import EXCEL
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


# Candidates in the papers ---------------------------------------------------------------------


def drafted(street: Street) -> list[str]:
    """A bundle with a sub-item and a single project in review, and one that is still being written."""
    now = street.house.now
    with street.session() as session:
        here = (session, street.government, street.house.congress.id)
        bundle = draft_work.create(*here, street.call_id, CANTEEN | {"contact": "李某 010"}, now=now)
        part = CANTEEN | {"name": "城关食堂", "total_investment": "100"}
        draft_work.create(*here, street.call_id, part, parent_id=bundle, now=now)
        single = draft_work.create(*here, street.call_id, CANTEEN | {"name": "口袋公园"}, now=now)
        draft_work.move(*here, [bundle, single], "submit", now=now)
        draft_work.create(*here, street.call_id, CANTEEN | {"name": "还在写的"}, now=now)
    return [bundle, single]


def bill(street: Street, drafts: list[str], **changed: object):
    page = f"/c/{CODE}/calls/{street.call_id}/handovers/new/bill"
    given = {"document_no": "政府议〔2026〕1号", "title": "提请议案", "drafts": drafts}
    return street.house.post("government_desk", page, page, **(given | changed))


def test_a_bill_takes_the_drafts_along_as_they_are(street):
    made = drafted(street)
    offered = (
        street.house.client("government_desk")
        .get(f"/c/{CODE}/calls/{street.call_id}/handovers/new/bill")
        .text
    )
    assert all(draft in offered for draft in made)
    assert "还在写的" not in offered
    sent = bill(street, made)
    assert sent.status_code == 303
    with street.session() as session:
        changed = CANTEEN | {"name": "改了名", "target": "改了目标"}
        draft_work.edit(
            session,
            street.government,
            street.house.congress.id,
            made[0],
            changed,
            remark="议案之后",
            now=street.house.now,
        )
    desk = street.house.client("congress_desk")
    page = desk.get(sent.location).text
    pdf, word = (desk.get(f"{sent.location}?format={kind}").data for kind in ("pdf", "docx"))
    for text in (squeezed(page), squeezed(pdf_text(pdf)), squeezed(word_text(word))):
        for part in ("社区食堂建设", "1.1", "城关食堂", "口袋公园", "年底前6个全部开餐", "李某010"):
            assert part in text, part
        assert "改了" not in text
        assert "还在写的" not in text


def test_the_attached_list_is_a_workbook_of_drafts(street):
    sent = bill(street, drafted(street))
    data = street.house.client("congress_desk").get(f"{sent.location}/list.xlsx")
    assert data.status_code == 200
    read = sheets.read(EXCEL, data.data)
    assert [(row.values["name"], row.values.get("bundle", "")) for row in read.good] == [
        ("社区食堂建设", ""),
        ("城关食堂", "社区食堂建设"),
        ("口袋公园", ""),
    ]
    assert read.good[0].values["contact"] == "李某 010"


def test_a_bill_of_nothing_or_of_what_is_not_offered_is_refused(street):
    drafted(street)
    assert bill(street, [], lines="").status_code == 409
    assert bill(street, ["0" * 32]).status_code == 404
    assert bill(street, [], lines="项目一览另附").status_code == 303


def test_a_paper_without_a_list_has_no_workbook(street):
    sent = bill(street, [], lines="项目一览另附")
    assert street.house.client("congress_desk").get(f"{sent.location}/list.xlsx").status_code == 404
