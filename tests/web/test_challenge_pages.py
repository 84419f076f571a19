"""设备抽检 at the edge: the checking page may ask one board and no other, the election is anybody's."""

from __future__ import annotations

import json

import pytest

from tests.polling.stage import Stage
from voting.headers import CSP


def test_the_checking_page_asks_its_own_board_only(client):
    answer = client.get("/challenge")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["Permissions-Policy"].startswith("camera=(self), ")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("board", ["https://vote.example", "http://10.0.0.7:8000"])
def test_the_board_that_is_named_is_the_one_other_place(client, board):
    answer = client.get("/challenge", query_string={"board": board})
    assert answer.headers["Content-Security-Policy"] == f"{CSP}; connect-src 'self' {board}"
    assert json.dumps(board) in answer.text


@pytest.mark.parametrize(
    "board",
    [
        "vote.example", "https://vote.example/", "https://*", "https:", "https://a b", "https://a;img-src *",
        "https://a\n", "javascript://a", "https://a@b", "https://a 'unsafe-inline'", "https://票.example",
    ],
)  # fmt: skip
def test_whatever_is_no_origin_opens_nothing(client, board):
    answer = client.get("/challenge", query_string={"board": board})
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == CSP
    assert "收票记录的网址不对" in answer.text


def test_the_election_is_given_byte_for_byte_and_to_every_origin(databases, tmp_path, client):
    stage = Stage(databases, tmp_path).to_ready()
    poll = stage.poll()
    answer = client.get(f"/v/{poll.uuid}/election", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert answer.json["election"].encode() == poll.election
    missing = client.get(f"/v/{'9' * 22}/election")
    assert (missing.status_code, missing.headers["Access-Control-Allow-Origin"]) == (404, "*")


def test_a_draft_is_not_to_be_had(databases, tmp_path, client):
    stage = Stage(databases, tmp_path)
    stage.open_sitting()
    stage.draft()
    assert client.get(f"/v/{stage.poll().uuid}/election").status_code == 404
