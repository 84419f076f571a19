"""Hostile requests: what they get is a clear refusal, and what is logged of them is nothing of theirs."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator

import pytest

from tests.polling.stage import GENERAL, Stage
from tests.web.conftest import CODE, OUTSIDER, House, token_in, without_token
from voting import acts
from voting.congress import people
from voting.congress.roles import SYSTEM, Role
from voting.polling import lifecycle
from voting.polling.sittings import find_sitting

REDIRECTS = (
    "//evil.example", "/\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)",
    "/\t/evil.example", "/%0d%0aLocation:evil", "\\\\evil.example", "///evil.example", "/..//evil.example",
    "//evil.example/%2f..", "https:/evil.example", "evil.example", " //evil.example", "/\n/evil.example",
)  # fmt: skip


def send(house: House, who: str, address: str, body: bytes, kind: str = "application/json"):
    client = house.client(who)
    token = token_in(client.get(f"/c/{CODE}/").text)
    return client.post(
        address, data=body, content_type=kind, headers={"X-CSRFToken": token, "Accept": "application/json"}
    )


@pytest.mark.parametrize("target", REDIRECTS)
def test_signing_in_leads_nowhere_else(house: House, target: str) -> None:
    page = house.client().get("/login", query_string={"next": target})
    assert "evil" not in page.headers.get("Location", "")
    answer = house.client("secretariat").get("/login", query_string={"next": target})
    place = answer.headers["Location"]
    assert place.startswith("/") and not place.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"key":1}', b'{"key":"\\ud800"}', b"\xff\xfe",
        b'{"key":"0","lists":{"a":"\\ud800"},"statements":{"a":""},"printed":1,"left_over":0,"spoilt":0,"spot":0}',
        b'{"key":"0","lists":{"a":"x"},"statements":{"a":"x"},"printed":true,"left_over":0,"spoilt":0,"spot":0}',
        b'{"key":"0","lists":{},"statements":{},"printed":1e400,"left_over":0,"spoilt":0,"spot":0}',
        b'{"key":"0","lists":{},"statements":{},"printed":1,"left_over":0,"spoilt":0,"spot":0}',
    ],
)  # fmt: skip
def test_a_card_list_of_any_shape_is_refused(house: House, stage: Stage, body: bytes) -> None:
    stage.open_sitting()
    answer = send(house, "registrar", f"/c/{CODE}/sittings/{stage.sitting_id}/cards", body)
    assert answer.status_code == 400, answer.text


def test_scrutineers_messages_of_any_shape_are_refused(house: House, stage: Stage) -> None:
    stage.to_ready()
    bodies = (b"", b"[" * 100_000, b"\xff", b"{}", b'"' + b"\xed\xa0\x80" + b'"', b"0" * 300_000, b"\n\n\n")
    for name in ("share", "zero", "closing-statement", "decryption"):
        for body in bodies:
            answer = send(house, "scrutineer", f"/c/{CODE}/polls/{stage.poll_id}/{name}", body)
            assert answer.status_code in (400, 409), f"{name} {body[:9]!r}: {answer.status_code}"


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
def test_nobody_makes_the_server_hold_a_large_ballot(house: House, kind: str) -> None:
    """A stranger who calls it an upload gets no more room than anybody."""
    answer = house.client().post("/v/abc/cast", data=b"x" * 2_200_000, content_type=kind)
    assert answer.status_code == 413


def test_another_method_in_a_header_or_field_changes_nothing(house: House) -> None:
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    client = house.client("secretariat")
    plain, override = (client.get(f"/c/{CODE}/sittings/new", headers=h) for h in ({}, headers))
    assert without_token(plain) == without_token(override)
    assert client.open(f"/c/{CODE}/", method="TRACE").status_code == 405


def test_what_belongs_to_another_congress_is_as_good_as_missing(house: House, stage: Stage) -> None:
    """By its real ids, in every address of the other congress."""
    stage.to_open()
    real = {"poll_id": stage.poll_id, "sitting_id": stage.sitting_id, "uuid": stage.poll().uuid}
    with stage.board() as session:
        real["ceremony_id"] = find_sitting(session, stage.sitting_id).ceremony_id or ""
    client, asserted = everything_elsewhere(house), 0
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        wanted = set(rule.arguments) & set(real)
        if "code" not in rule.arguments or not wanted or rule.rule.startswith("/p/"):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answers = []
            for ids in (real, dict.fromkeys(real, "0" * 32)):
                values = {name: ids.get(name, "archive") for name in rule.arguments} | {"code": "linhe"}
                fixed = {"kind": "certificate"} | ({"name": "counts"} if "papers" in rule.rule else {})
                values |= {name: fixed[name] for name in fixed.keys() & rule.arguments}
                address = adapter.build(rule.endpoint, values, method=method)
                token = token_in(client.get("/password").text)
                answers.append(client.open(address, method=method, headers={"X-CSRFToken": token}))
            shown = [(answer.status_code, without_token(answer)) for answer in answers]
            shown = [(status, text.replace(stage.poll_id, "0" * 32)) for status, text in shown]
            assert shown[0] == shown[1], f"{method} {rule.endpoint}"
            assert shown[0][0] in (400, 404), f"{method} {rule.endpoint}: {shown[0][0]}"
            asserted += 1
    assert asserted > 40


def everything_elsewhere(house: House):
    """Somebody who holds every role there is, in the other congress."""
    with house.databases.main() as session:
        for role in Role:
            people.grant_role(session, SYSTEM, house.other.id, house.people[OUTSIDER], role, now=house.now)
    return house.client(OUTSIDER)


def test_the_log_keeps_one_line_to_an_act(house: House, stage: Stage) -> None:
    stage.to_ready()
    with stage.board() as session:
        lifecycle.terminate(
            session, stage.keys, actor=GENERAL, poll_id=stage.poll_id, now=stage.now(),
            reason="决定\r\n2026-01-15 08:00 公告\x1b[31m\x00\u2028end",
        )  # fmt: skip
        lines = acts.acts_of(session, house.congress.id, "poll", stage.poll_id)
    (reason,) = (line.reason for line in lines if line.verb == "terminate")
    assert reason == "决定 2026-01-15 08:00 公告 [31m end"


@pytest.fixture
def locked(house: House, stage: Stage) -> Iterator[None]:
    """Another process holds the board for longer than anybody waits, which here is not long."""
    stage.to_open()
    engine = house.app.extensions["voting.databases"].board_engine
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    holder = sqlite3.connect(engine.url.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.close()


def test_a_locked_board_answers_503_says_so_and_logs_no_ballot(
    house: House, stage: Stage, locked: None, caplog: pytest.LogCaptureFixture
) -> None:
    body = stage.sealed(0)
    with caplog.at_level(logging.DEBUG):
        answer = house.client().post(f"/v/{stage.poll().uuid}/cast", data=body)
        act = send(house, "secretariat", f"/c/{CODE}/polls/{stage.poll_id}/closing/propose", b"")
    assert answer.status_code == act.status_code == 503
    assert json.loads(answer.text)["code"] == "polling.not_recorded"
    assert answer.headers["Retry-After"]
    credential = json.loads(body.split(b"\n")[0])["credential"]
    assert credential not in caplog.text
    assert "Traceback" not in answer.text + act.text


@pytest.mark.parametrize("name", ["main", "board"])
def test_no_statement_s_values_reach_a_log(house: House, name: str) -> None:
    engine = house.databases.main_engine if name == "main" else house.databases.board_engine
    assert engine.hide_parameters
