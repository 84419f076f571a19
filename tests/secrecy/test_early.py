"""Nothing tells a share or a result before its time: every page, every office, every state.

Shares and result are looked for by their own bytes, whatever page or file they might stand in.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.polling.stage import GENERAL, Stage
from tests.polling.test_rating import BAD, FAIR, GOOD, rating_method
from tests.supervision.years import YEAR
from tests.web.conftest import CODE, House
from voting.polling import board_store, lifecycle, sittings
from voting.web import routes_table

OFFICES = (
    "", "outsider", "secretariat", "secretary_general", "chief_scrutineer", "scrutineer", "registrar", "desk",
    "auditor", "technician", "liaison", "deputy", "admin",
)  # fmt: skip
RESULTS = ("/result", "/notice")  # pages and papers that hold one
COUNTING = {"chief_scrutineer", "scrutineer", "secretary_general"}
RATED = ((GOOD, FAIR, BAD),) * 5 + ((BAD, BAD, GOOD),)
CHOICES = (((1, 1, 0), (0, 0, 1)),) * 5 + (((0, 0, 0), (0, 0, 0)),)


def addresses(house: House, stage: Stage) -> list[str]:
    """Every address that can be asked for, with the ids of the poll at hand."""
    poll = stage.poll()
    with stage.board() as session:
        ceremony_id = sittings.find_sitting(session, stage.sitting_id).ceremony_id
    known = {
        "code": CODE, "poll_id": stage.poll_id, "sitting_id": stage.sitting_id, "uuid": poll.uuid,
        "ceremony_id": ceremony_id, "year": YEAR, "number": 1,
    }  # fmt: skip
    names = {
        "ceremony.board_file": ("archive", "side", "method"),
        "results.paper": ("counts", "result", "notice"),
    }
    found = []
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for name in names.get(rule.endpoint, ("none",)):
            values = {key: known.get(key, name) for key in rule.arguments}
            if set(rule.arguments) <= {*known, "name"}:
                found.append(house.app.url_map.bind("localhost").build(rule.endpoint, values))
    files = [f"{a}?format={f}" for a in found if a.endswith(RESULTS) for f in ("pdf", "docx")]
    found += [*files, f"/c/{CODE}/sittings/{stage.sitting_id}/polls/new?after={stage.poll_id}"]
    assert len(found) > len(routes_table(house.app)) // 3
    return found


def secrets_of(stage: Stage) -> list[bytes]:
    """The bytes of shares and result that stand in the archive by now."""
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        shares = [content for _, content in board_store.shares(session, poll)] if poll.tally_event else []
        result = board_store.data_before(session, poll, poll.result_event, 1) if poll.result_event else b""
    return [*(share[:60] for share in shares), *([result] if result else [])]


def leaks(house: House, stage: Stage, offices: set[str]) -> list[str]:
    """Where one of ``offices`` finds votes: by their bytes, or a page of the result that opens."""
    secrets, state, found = secrets_of(stage), stage.poll().state, []
    for address in addresses(house, stage):
        for office in sorted(offices):
            answer = house.client(office).get(address)
            tells = address.split("?format=")[0].endswith(RESULTS) or "?after=" in address
            opens = tells and answer.status_code == 200
            if answer.status_code >= 500 or opens or any(secret in answer.data for secret in secrets):
                found.append(f"{office or 'nobody'} {address} in {state}: {answer.status_code}")
    return found


@pytest.mark.parametrize("kind", ["ballot", "rating"])
def test_nobody_but_those_who_count_learns_anything_before_the_announcement(
    house: House, stage: Stage, counted: Callable[[str, int], None], kind: str
) -> None:
    if kind == "rating":
        stage.method = rating_method()
    stage.to_open()
    for card, choices in enumerate(RATED if kind == "rating" else CHOICES):
        stage.cast(stage.sealed(card, choices))
    outside, everybody = set(OFFICES) - COUNTING, set(OFFICES)
    assert leaks(house, stage, {"auditor", "secretariat", ""}) == []
    stage.close()
    assert leaks(house, stage, everybody) == []
    stage.report()
    stage.declare_valid()
    for index in range(2):
        stage.sign_closing(index)
    stage.send_share(0, *stage.share_of(0))
    assert stage.poll().state == "opened"
    assert leaks(house, stage, outside) == []
    stage.send_share(1, *stage.share_of(1))
    assert stage.poll().state == "counted"
    assert leaks(house, stage, outside) == []
    stage.sign()
    assert leaks(house, stage, outside) == []
    assert leaks(house, stage, {"chief_scrutineer"}), "the search finds a result where it is allowed"
    stage.announce()
    assert leaks(house, stage, {"auditor"})
    counted("pages × offices that told nothing early", 3 * len(addresses(house, stage)) * len(outside))


@pytest.mark.parametrize("state", ["counted", "signed"])
def test_a_terminated_poll_never_tells_its_votes(house: House, stage: Stage, state: str) -> None:
    stage.to_open()
    for card, choices in enumerate(CHOICES):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    if state == "signed":
        stage.sign()
    with stage.board() as session:
        lifecycle.terminate(
            session, stage.keys, actor=GENERAL, poll_id=stage.poll_id, reason="主席团决定", now=stage.now()
        )
    assert leaks(house, stage, set(OFFICES) - {"chief_scrutineer", "scrutineer"}) == []
    answer = house.client("chief_scrutineer").get(f"/c/{CODE}/polls/{stage.poll_id}/result")
    assert answer.status_code == 409
