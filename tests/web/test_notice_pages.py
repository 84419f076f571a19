"""The public notice of candidates over HTTP: objections, and that nobody guesses his way to another's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.collection.proving import challenge_in, prove
from tests.collection.test_drafts import CANTEEN
from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting.collection import draft_work, objections
from voting.collection.notice_views import FOLLOW_TRIES


@pytest.fixture
def street(house: House) -> Street:
    return open_street(house)


@pytest.fixture
def notice(street: Street) -> str:
    """The address of a notice with one candidate."""
    here, now = street.house.congress.id, street.house.now
    with street.session() as session:
        by = (session, street.government, here)
        made = draft_work.create(*by, street.call_id, CANTEEN, now=now)
        draft_work.move(*by, [made], "submit", now=now)
        week = {"begins": now.date() - timedelta(days=1), "ends": now.date() + timedelta(days=7)}
        return f"/c/{CODE}/notice/{objections.publish(*by, street.call_id, now=now, **week)}"


def object_to(street: Street, notice: str, text: str = "点位离村民太远，请调整", **given: object):
    proof = prove(challenge_in(street.client.get(notice).text))
    return street.client.post(notice, data={"text": text, "proof": proof, "device": "d" * 32} | given)


def receipt(page: str) -> tuple[str, str]:
    """Number and digits as the page tells them."""
    number, digits = re.findall(r'<dd class="number">(\d+)</dd>', page)[:2]
    return number, digits


def follow(street: Street, notice: str, number: str, digits: str):
    return street.client.post(f"{notice}/answer", data={"number": number, "digits": digits})


def test_an_objection_is_read_again_by_number_and_digits(street, notice):
    sent = object_to(street, notice, phone="13800004071")
    number, digits = receipt(sent.text)
    assert digits == "4071"
    assert "点位离村民太远" in follow(street, notice, number, digits).text
    assert "Set-Cookie" not in sent.headers


def test_an_objection_of_another_is_not_guessed(street, notice):
    number, digits = receipt(object_to(street, notice).text)
    wrong = [f"{at:04}" for at in range(FOLLOW_TRIES + 1) if f"{at:04}" != digits][:FOLLOW_TRIES]
    for guess in wrong:
        answer = follow(street, notice, number, guess)
        assert answer.status_code == 404
        assert "点位离村民太远" not in answer.text
    late = follow(street, notice, number, digits)
    assert late.status_code == 429
    assert "点位离村民太远" not in late.text


def test_however_the_number_is_written_its_tries_are_counted_together(street, notice):
    number, digits = receipt(object_to(street, notice).text)
    for at in range(FOLLOW_TRIES):
        follow(street, notice, "0" * (at % 3) + number, "0000" if digits != "0000" else "0001")
    assert follow(street, notice, f"00{number}", digits).status_code == 429


@pytest.mark.parametrize("given", [{"text": "无"}, {"proof": ""}, {"website": "x"}, {"draft": "0" * 32}])
def test_what_is_no_objection_is_refused_and_not_kept(street, notice, given):
    assert object_to(street, notice, **given).status_code == 400
    with street.session() as session:
        kept = objections.of_notice(session, street.house.congress.id, notice.split("/")[-1])
    assert kept == []
