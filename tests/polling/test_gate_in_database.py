"""The opening gate as the database holds it: a state moved by plain SQL is refused, whatever is missing."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.polling.stage import KEEPERS, SECRETARY, Stage
from voting.db import BoardBase
from voting.polling import rehearsal
from voting.triggers import TriggersMissing, check_triggers, install_triggers

NUMBERS = "UPDATE poll SET all_deputies = 10, present = 8"
OPEN = "UPDATE poll SET state = 'open'"
MISSING = {
    "nobody's share proof": "proofs",
    "one seat's zero report": "zero",
    "the adoption's record": "DELETE FROM adoption",
    "the numbers of all deputies": "UPDATE poll SET all_deputies = NULL",
    "the number present": "UPDATE poll SET present = NULL",
    "the rehearsal": "UPDATE sitting SET rehearsed = NULL",
    "a rehearsal with these keys": "UPDATE sitting SET rehearsed = '1111111111111111111111'",
    "the keys that hold": "UPDATE sitting SET ceremony_id = NULL",
}


def run(stage: Stage, *statements: str) -> None:
    with stage.databases.board_engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def refused(stage: Stage, guard: str, *statements: str) -> None:
    before = stage.poll().state
    with pytest.raises(DBAPIError, match=guard):
        run(stage, *statements)
    assert stage.poll().state == before


def at_the_gate(stage: Stage, without: str = "") -> Stage:
    """Everything is there but what is named; the day's proofs are in the side log as at opening."""
    stage.to_ready()
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        if without != "zero" or index:
            stage.sign_zero(index)
    if without != "proofs":
        stage.enter_proofs()
    run(stage, NUMBERS)
    return stage


def test_with_everything_there_the_row_moves(stage: Stage) -> None:
    run(at_the_gate(stage), OPEN)
    assert stage.poll().state == "open"


@pytest.mark.parametrize("missing", MISSING.values(), ids=MISSING)
def test_a_poll_does_not_open_by_plain_sql_without(stage: Stage, missing: str) -> None:
    at_the_gate(stage, missing)
    if " " in missing:
        run(stage, missing)
    refused(stage, "poll_opens_through_the_gate", OPEN)


@pytest.mark.parametrize("state", ["draft", "ready"])
def test_a_poll_that_was_not_adopted_does_not_open(stage: Stage, state: str) -> None:
    stage.to_ready() if state == "ready" else stage.open_sitting() and stage.draft()
    refused(stage, "poll_opens_through_the_gate", NUMBERS, OPEN)


def test_no_state_behind_the_gate_is_reached_around_it(stage: Stage) -> None:
    at_the_gate(stage)
    for state in ("closed", "reported", "valid", "opened", "counted", "signed", "announced", "published"):
        refused(stage, "poll_opens_through_the_gate", f"UPDATE poll SET state = '{state}'")


@pytest.mark.parametrize(
    "column",
    ["title", "method", "projects", "method_digest", "election", "trustees", "setup_event", "fingerprint",
     "ceremony_id", "uuid"],
)  # fmt: skip
def test_what_was_fixed_cannot_be_changed_by_plain_sql(stage: Stage, column: str) -> None:
    stage.to_ready()
    value = "CAST('x' AS BYTEA)" if column in ("method", "projects", "election", "trustees") else "'x'"
    if stage.databases.board_engine.dialect.name == "sqlite":
        value = value.replace("BYTEA", "BLOB")
    refused(stage, "poll_stays_as_fixed", f"UPDATE poll SET {column} = {value}")


def test_an_open_poll_keeps_its_numbers_and_never_goes_back(stage: Stage) -> None:
    stage.to_open()
    refused(stage, "poll_stays_as_fixed", "UPDATE poll SET present = 9")
    for state in ("draft", "ready", "adopted"):
        refused(stage, "poll_never_goes_back", f"UPDATE poll SET state = '{state}'")
    stage.close()
    refused(stage, "poll_never_goes_back", OPEN)


def test_a_poll_begins_as_a_draft(stage: Stage) -> None:
    stage.to_ready()
    copied = [c.name for c in BoardBase.metadata.tables["poll"].c if c.name not in ("id", "uuid")]
    columns = ", ".join(copied)
    with pytest.raises(DBAPIError, match="poll_begins_as_draft"):
        run(stage, f"INSERT INTO poll (id, uuid, {columns}) SELECT 'x', 'y', {columns} FROM poll")


@pytest.mark.parametrize("state", ["ready", "open"])
def test_a_fixed_poll_can_be_neither_removed_nor_replaced_by_a_draft(stage: Stage, state: str) -> None:
    stage.to_open() if state == "open" else stage.to_ready()
    replaced = {"state": "'draft'", "title": "'x'"}
    columns = [column.name for column in BoardBase.metadata.tables["poll"].c]
    values = ", ".join(replaced.get(name, name) for name in columns)
    statements = ["DELETE FROM poll", "DELETE FROM poll WHERE state <> 'draft'"]
    if stage.databases.board_engine.dialect.name == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO poll ({', '.join(columns)}) SELECT {values} FROM poll")
    for statement in statements:
        refused(stage, "poll_does_not_vanish", statement)


def test_a_real_poll_is_not_let_through_as_a_rehearsal(stage: Stage) -> None:
    """The purpose is read in the method's own bytes, which its digest and φ fix."""
    stage.open_sitting()
    stage.draft("选 purpose rehearsal 的票决")
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.enter_proofs()
    refused(stage, "poll_opens_through_the_gate", NUMBERS, OPEN)


def test_a_rehearsal_needs_as_many_seats_as_open_the_box(stage: Stage) -> None:
    stage.open_sitting()
    with stage.board() as session:
        stage.poll_id = rehearsal.draft(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, now=stage.now()
        )
    stage.make_keys(rehearsed=False)
    stage.make_cards()
    stage.freeze()
    run(stage, NUMBERS)
    for index in (0, 1):
        refused(stage, "poll_opens_through_the_gate", OPEN)
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.enter_proofs()
    run(stage, OPEN)
    assert stage.poll().state == "open"


def test_a_lost_or_weakened_guard_is_found_and_brought_back(stage: Stage) -> None:
    engine, name = stage.databases.board_engine, "poll_opens_through_the_gate"
    weaker = {
        "sqlite": (
            f"DROP TRIGGER {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON poll WHEN 0 BEGIN SELECT RAISE(ABORT, '{name}'); END",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$",
        ),
    }
    for statement in weaker[engine.dialect.name]:
        run(stage, statement)
        with pytest.raises(TriggersMissing, match=name):
            check_triggers(engine, BoardBase.metadata)
    install_triggers(engine, BoardBase.metadata)
    check_triggers(engine, BoardBase.metadata)
