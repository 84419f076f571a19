"""The operator's page of the shared kiosks, and what a tablet may ask."""

from __future__ import annotations

import html
import re

import pytest

from tests.polling import stage as stages
from tests.polling.stage import START, Stage
from tests.web.conftest import CODE, House
from voting import acts
from voting.congress import services


@pytest.fixture
def stage(house: House, settings, monkeypatch) -> Stage:
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    monkeypatch.setattr(stages, "CONGRESS", house.congress.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    made = Stage(house.databases, settings.instance, moment=START)
    made.open_sitting()
    return made


def page(stage: Stage) -> str:
    return f"/c/{CODE}/sittings/{stage.sitting_id}/kiosks"


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.text))


def enrol(house: House, stage: Stage, name: str, who: str = "technician"):
    return house.post(who, page(stage), page(stage), name=name)


def listed(house: House, stage: Stage) -> list[dict[str, str]]:
    return house.client().get(f"/v/{stage.sitting_id}/kiosks").get_json()["kiosks"]


def test_a_tablet_is_enrolled_by_name_and_its_code_leads_to_the_ballot_page(house: House, stage: Stage):
    assert enrol(house, stage, "  写票处 3 ").status_code == 303
    (kiosk,) = listed(house, stage)
    assert kiosk["name"] == "写票处 3"
    shown = house.client("secretariat").get(page(stage)).text
    assert f"/v/{stage.sitting_id}#kiosk={kiosk['id']}" in shown
    assert 'value="写票处2"' in shown  # the next name is proposed


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [("", 400, "1 至 20 个字"), ("长" * 21, 400, "1 至 20 个字"), ("写票处1", 409, "已经有“写票处1”")],
)
def test_a_name_that_cannot_be_is_refused_in_words(house: House, stage: Stage, name, status, said):
    enrol(house, stage, "写票处1")
    answer = enrol(house, stage, name)
    assert answer.status_code == status
    assert said in text(answer)
    assert len(listed(house, stage)) == 1


def test_a_revoked_tablet_is_listed_no_more_and_both_acts_stand_in_the_log(house: House, stage: Stage):
    enrol(house, stage, "写票处1")
    (kiosk,) = listed(house, stage)
    answer = house.post("secretariat", f"{page(stage)}/{kiosk['id']}/revoke", page(stage))
    assert answer.status_code == 303
    assert listed(house, stage) == []
    again = house.post("secretariat", f"{page(stage)}/{kiosk['id']}/revoke", page(stage))
    assert again.status_code == 404
    with stage.board() as session:
        lines = acts.acts_of(session, house.congress.id, "sitting", stage.sitting_id)
    assert [line.verb for line in lines][-2:] == ["enrol_kiosk", "revoke_kiosk"]


def test_the_tablet_asks_without_a_cookie_and_without_saying_who_it_is(house: House, stage: Stage):
    enrol(house, stage, "写票处2")
    enrol(house, stage, "写票处10")
    answer = house.client("technician").get(f"/v/{stage.sitting_id}/kiosks")
    assert [kiosk["name"] for kiosk in answer.get_json()["kiosks"]] == ["写票处2", "写票处10"]
    assert "Set-Cookie" not in answer.headers
    assert house.client().get(f"/v/{'0' * 32}/kiosks").status_code == 404


def test_the_ballot_page_may_use_the_camera(house: House, stage: Stage):
    answer = house.client().get(f"/v/{stage.sitting_id}")
    assert answer.headers["Permissions-Policy"].startswith("camera=(self), ")
