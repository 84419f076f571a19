"""Numbers, days and texts of impossible shape: a clear refusal, and nothing changed."""

from __future__ import annotations

import io
import json

import pytest

from tests.polling.stage import Stage
from tests.secrecy.test_requests import send
from tests.web.conftest import CODE, House, token_in
from voting.errors import Conflict
from voting.polling import cards

HUGE = 10**30


@pytest.mark.parametrize("name", ["archive", "side"])
@pytest.mark.parametrize("query", ["after={0}", "to={0}", "after=-{0}", "to=-{0}", "after=x", "to=1.5"])
def test_a_piece_of_the_board_that_cannot_be_is_no_failure(house, stage, name: str, query: str) -> None:
    stage.to_ready()
    answer = house.client("scrutineer").get(
        f"/c/{CODE}/polls/{stage.poll_id}/board/{name}?{query.format(HUGE)}"
    )
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    ("left_over", "spoilt"), [(-1, 0), (0, -1), (-3, 3), (HUGE, 0), (2**63, 0), (6000, 0)]
)
def test_cards_are_counted_in_numbers_that_can_be(house, stage, left_over: int, spoilt: int) -> None:
    """However well they add up."""
    stage.open_sitting()
    listed = stage.cards_listed
    sent = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cards, "upload_lists", lambda _session, **given: sent.update(given))
        stage.make_cards()
    body = {
        "key": sent["key"],
        "lists": {uuid: text.decode() for uuid, text in sent["lists_by_uuid"].items()},
        "statements": {uuid: text.decode() for uuid, text in sent["statements"].items()},
        "printed": listed + left_over + spoilt, "left_over": left_over, "spoilt": spoilt, "spot": 0,
    }  # fmt: skip
    answer = send(
        house, "registrar", f"/c/{CODE}/sittings/{stage.sitting_id}/cards", json.dumps(body).encode()
    )
    assert answer.status_code == 400, answer.text
    with stage.board() as session:
        assert cards.cards(session, stage.sitting_id).registrar_key is None


def adopt(house: House, stage: Stage, **change: object):
    client, page = house.client("secretariat"), f"/c/{CODE}/polls/{stage.poll_id}/adopt"
    adopted = {"body": "大会全体会议", "held_at": "2026-01-13T09:20", "manner": "hands",
               "votes_for": "5", "votes_against": "0", "abstained": "0"}  # fmt: skip
    token = token_in(client.get(page).text)
    return client.post(page, data={"csrf_token": token} | adopted | change)


@pytest.mark.parametrize(
    "day", ["0001-01-01T00:00", "0001-01-01T07:00", "1899-12-31T23:59", "0000-01-01T00:00"]
)
def test_a_day_before_all_days_is_refused(house, stage, day: str) -> None:
    stage.to_ready()
    answer = adopt(house, stage, held_at=day)
    assert answer.status_code == 400
    assert stage.poll().state == "ready"


def test_a_refused_adoption_keeps_no_file(house, stage) -> None:
    stage.to_ready()
    scan = lambda: (io.BytesIO(b"%PDF-1.7 x"), "x.pdf")  # noqa: E731
    assert adopt(house, stage, body="", scan=scan()).status_code == 400
    assert adopt(house, stage, votes_for="0", scan=scan()).status_code == 400
    stage.adopt()
    assert adopt(house, stage, scan=scan()).status_code == 409
    assert not (house.app.extensions["voting.settings"].instance / "files").exists()


def test_more_present_than_there_are_is_said_and_opens_nothing(quick_stage: Stage) -> None:
    """Who was checked in and left office afterwards is still counted as present."""
    with pytest.raises(Conflict) as refused:
        quick_stage.to_open_with(all_deputies=7, present=8)
    assert refused.value.code == "polling.present_exceed_all_deputies"
    assert quick_stage.poll().state == "adopted"
