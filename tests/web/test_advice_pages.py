"""The public's advice over HTTP: which projects matter most, as counts apart from any ballot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.collection.proving import challenge_in, prove
from tests.collection.test_drafts import CANTEEN
from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting.collection import draft_work, drafts, objections, shortening

NAMES = ("社区食堂建设", "口袋公园", "村道硬化")


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


def drafted(street: Street) -> list[str]:
    """Three drafts in review."""
    with street.session() as session:
        here = (session, street.government, street.house.congress.id)
        made = [
            draft_work.create(
                *here, street.call_id, CANTEEN | {"name": name, "contact": "李某 010"}, now=street.house.now
            )
            for name in NAMES
        ]
        draft_work.move(*here, made, "submit", now=street.house.now)
    return made


def asked(street: Street, most: int = 2) -> str:
    """The address of a public poll that is open."""
    now = street.house.now
    with street.session() as session:
        poll = shortening.open_advice(
            session, street.government, street.house.congress.id, street.call_id,
            most=most, begins=now - timedelta(hours=1), ends=now + timedelta(days=7), now=now,
        )  # fmt: skip
    return f"/c/{CODE}/advice/{poll}"


def advise(street: Street, address: str, *chosen: str, device: str = "a" * 32):
    proof = prove(challenge_in(street.client.get(address).text))
    return street.client.post(address, data={"drafts": list(chosen), "proof": proof, "device": device})


def counts(street: Street) -> list[int]:
    with street.session() as session:
        (poll,) = shortening.advice(session, street.house.congress.id, street.call_id)
        return sorted(poll.counts.values())


def test_the_page_shows_what_the_public_may_read_and_says_that_it_decides_nothing(street):
    drafted(street)
    page = street.client.get(asked(street))
    assert page.status_code == 200
    assert all(name in page.text for name in NAMES)
    assert "不是票决" in page.text
    assert "李某" not in page.text
    assert "Set-Cookie" not in page.headers


def test_a_device_advises_once(street):
    first, second, _third = drafted(street)
    address = asked(street)
    assert advise(street, address, first, second).status_code == 200
    assert counts(street) == [0, 1, 1]
    assert advise(street, address, first).status_code == 409
    assert advise(street, address, first, device="b" * 32).status_code == 200
    assert counts(street) == [0, 1, 2]


@pytest.mark.parametrize("chosen", [(), ("unknown",), (0, 1, 2)])
def test_too_many_none_and_unknown_ones_are_not_counted(street, chosen):
    made = drafted(street)
    address = asked(street)
    answer = advise(street, address, *(made[each] if isinstance(each, int) else each for each in chosen))
    assert answer.status_code == 400
    assert counts(street) == [0, 0, 0]


def test_without_work_nothing_is_counted(street):
    made = drafted(street)
    address = asked(street)
    assert street.client.post(address, data={"drafts": made[:1]}).status_code == 400
    assert counts(street) == [0, 0, 0]


def test_the_counts_are_the_desks_and_not_on_the_public_page(street):
    first, *_others = drafted(street)
    address = asked(street)
    for device in "abc":
        advise(street, address, first, device=device * 32)
    desk = street.house.client("government_desk").get(f"/c/{CODE}/calls/{street.call_id}/signoff").text
    assert "3 台设备参加" in desk
    page = street.client.get(address).text
    assert "台设备参加" not in page


def test_a_wording_that_was_not_on_notice_yet_is_not_put_to_the_public(street):
    made = drafted(street)
    here, now = street.house.congress.id, street.house.now
    with street.session() as session:
        objections.publish(
            session, street.government, here, street.call_id,
            begins=now.date(), ends=now.date() + timedelta(days=7), now=now,
        )  # fmt: skip
        changed = CANTEEN | {"name": "还没有公示的名称"}
        draft_work.edit(session, street.government, here, made[0], changed, remark="公示期间", now=now)
        assert drafts.get(session, here, made[0]).title == "还没有公示的名称"
    page = street.client.get(asked(street)).text
    assert "还没有公示的名称" not in page
    assert NAMES[0] in page
