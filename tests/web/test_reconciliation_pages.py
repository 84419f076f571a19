"""票数核对 as pages: who sees which numbers, the stop, and what a tablet is told meanwhile."""

from __future__ import annotations

import pytest

from tests.polling.stage import Stage
from tests.web.conftest import CODE, PASSWORD, House, token_in
from tests.web.test_poll_pages import cast, guide, of_poll, press, stage, text

__all__ = ["stage"]  # the hall's fixture

HALL = {"all_deputies", "present", "returned"}
CARDS = {"handed_out", "printed", "left_over", "spoilt", "spot", "reserve", "unissued", "listed", "voided"}


def numbers(house: House, stage: Stage, who: str) -> dict:
    return house.client(who).get(of_poll(stage, "reconciliation.json")).get_json()


@pytest.mark.parametrize("who", ["secretariat", "chief_scrutineer", "auditor"])
def test_who_leads_or_audits_sees_both_chains(house: House, stage: Stage, who: str) -> None:
    stage.to_open()
    cast(house, stage, stage.sealed(0))
    found = numbers(house, stage, who)
    assert found["numbers"].keys() == HALL | CARDS
    assert found["numbers"]["returned"] == 1
    assert (found["breaks"], [each["code"] for each in found["waits"]]) == ([], ["stubs"])


@pytest.mark.parametrize("who", ["registrar", "scrutineer"])
def test_registrar_and_scrutineers_see_the_cards_part(house: House, stage: Stage, who: str) -> None:
    stage.to_open()
    for card in range(3):
        cast(house, stage, stage.sealed(card))
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=2)
    found = numbers(house, stage, who)
    assert found["numbers"].keys() == CARDS
    assert found["breaks"] == []
    page = text(house.client(who).get(of_poll(stage, "reconciliation")))
    assert "收回" not in page.split("<main")[1]
    said = numbers(house, stage, "chief_scrutineer")["breaks"]
    assert [(each["code"], each["text"]) for each in said] == [
        ("returned_exceed_handed_out", "收回 3 张，多于发出 2 张。")
    ]
    assert "重新点票根" in said[0]["mend"]


def test_the_stop_on_the_page(house: House, stage: Stage) -> None:
    stage.to_open()
    body = stage.sealed(0)
    page = of_poll(stage, "reconciliation")
    assert press(house, "secretariat", page, of_poll(stage, "pause")).status_code == 303
    answer = house.client().post(f"/v/{stage.poll().uuid}/cast", data=body)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.get_json()["code"] == "polling.paused"
    assert "留在本设备上" in answer.get_json()["message"]
    shown = text(house.client("secretariat").get(page))
    assert "由总监票人恢复" in shown
    refused = press(house, "chief_scrutineer", page, of_poll(stage, "resume"), reason=" ")
    assert refused.status_code == 400
    assert "请写明查明了什么" in text(refused)
    press(house, "chief_scrutineer", page, of_poll(stage, "resume"), reason="设备已更换")
    assert cast(house, stage, body).status_code == 200


def test_closing_while_paused_says_what_to_do(house: House, stage: Stage) -> None:
    stage.to_open()
    closing = of_poll(stage, "closing")
    press(house, "secretariat", closing, f"{closing}/propose")
    press(house, "desk", f"{guide(stage)}/stubs", f"{guide(stage)}/stubs", handed_out=8)
    press(house, "chief_scrutineer", of_poll(stage, "reconciliation"), of_poll(stage, "pause"))
    answer = press(house, "chief_scrutineer", closing, f"{closing}/confirm", password=PASSWORD)
    assert answer.status_code == 409
    assert "请总监票人先恢复收票" in text(answer)
    assert stage.poll().state == "open"


def test_the_bar_stands_on_hall_pages_of_those_who_can_stop(house: House, stage: Stage) -> None:
    stage.to_open()
    for who, stands in {
        "chief_scrutineer": True,
        "secretariat": True,
        "desk": False,
        "auditor": False,
    }.items():
        page = text(house.client(who).get(guide(stage)))
        assert ('id="alarm"' in page) is stands, who


def test_voids_of_any_shape_are_refused(house: House, stage: Stage) -> None:
    stage.to_open()
    client = house.client("registrar")
    token = token_in(client.get(f"/c/{CODE}/").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    for body in (b"", b"\n\n", b"[]", b"{}\n{}", b"[" * 100_000, b"\xff\xfe", b"{}\n" * 600):
        answer = client.post(of_poll(stage, "voids"), data=body, headers=headers)
        assert answer.status_code == 400, body[:9]
    assert numbers(house, stage, "registrar")["numbers"]["voided"] == 0
