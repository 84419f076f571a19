"""The page on which a deputy of the roster gets a login."""

from __future__ import annotations

import re

from tests.web.conftest import CODE

ROSTER = f"/c/{CODE}/roster"


def entered(house) -> str:
    """The address of a new deputy's login, as the roster links it."""
    form = re.search(r'href="([^"]+/roster/new)"', house.client("secretariat").get(ROSTER).text)[1]
    house.post("secretariat", form, form, number="017", name="陈桂花", status="在任")
    return re.search(r'href="([^"]+/login)"', house.client("secretariat").get(ROSTER).text)[1]


def test_the_secretariat_hands_a_deputy_a_one_time_link_which_works_once(house):
    page = entered(house)
    answer = house.post("secretariat", page, page, login="chen017")
    address = re.search(r"<code>(http[^<]+)</code>", answer.text)[1]
    deputy = house.app.test_client()
    assert "陈桂花" in answer.text and "已关联" in house.client("secretariat").get(ROSTER).text
    assert deputy.get(address).status_code == 200
    assert address not in house.client("secretariat").get(page).text


def test_a_login_name_that_is_taken_is_said_at_its_field(house):
    page = entered(house)
    answer = house.post("secretariat", page, page, login="secretariat")
    assert answer.status_code == 409
    unknown = house.post("secretariat", page, page, login="gone", known="1")
    assert unknown.status_code == 400 and 'aria-invalid="true"' in unknown.text


def test_renewing_and_unlinking_are_offered_once_there_is_a_login(house):
    page = entered(house)
    house.post("secretariat", page, page, login="chen017")
    renewed = house.post("secretariat", f"{page}/renew", page)
    assert renewed.status_code == 200 and "/enter/" in renewed.text
    unlinked = house.post("secretariat", f"{page}/unlink", page)
    assert unlinked.status_code == 303
    assert "chen017" not in house.client("secretariat").get(page).text
