"""The act log: complete, chained, and loud when somebody has been at it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest

from tests.ground.conftest import NOW
from voting import acts
from voting.acts import ActLine, ChainBroken
from voting.db import Databases, new_id, writing

CONGRESS, OTHER = "a" * 32, "b" * 32


def record(session, congress_id: str = CONGRESS, verb: str = "open", **more: object) -> ActLine:
    fields: dict = {
        "actor_id": "c" * 32,
        "role": "secretariat",
        "object_kind": "poll",
        "object_id": "d" * 32,
        "now": NOW,
    } | more
    with writing(session):
        return acts.record(session, congress_id=congress_id, verb=verb, **fields)


@pytest.fixture(params=["main", "board"])
def session(request, any_databases: Databases):
    with getattr(any_databases, request.param)() as opened:
        yield opened


def test_acts_are_numbered_and_chained_for_each_congress_apart(session):
    lines = [record(session), record(session), record(session, OTHER), record(session)]
    assert [line.seq for line in lines] == [1, 2, 1, 3]
    assert lines[0].previous == lines[2].previous == acts.GENESIS
    assert lines[1].previous == lines[0].hash
    assert lines[3].previous == lines[1].hash
    assert acts.verify_chain(session, CONGRESS) == 3
    assert acts.verify_chain(session, OTHER) == 1


def test_a_line_holds_who_what_why_and_the_minute_only(session):
    line = record(session, reason="主席团决定", before={"state": "draft"}, after={"state": "open"})
    kept = acts.acts_of(session, CONGRESS, "poll", "d" * 32)
    assert kept == [line]
    assert kept[0].minute == NOW.replace(second=0)
    assert (kept[0].actor_id, kept[0].role, kept[0].verb) == ("c" * 32, "secretariat", "open")
    assert kept[0].reason == "主席团决定"
    assert len(kept[0].before_digest) == 64
    assert kept[0].before_digest != kept[0].after_digest


def test_what_was_not_given_has_no_digest(session):
    line = record(session)
    assert (line.before_digest, line.after_digest) == ("", "")


def test_the_same_value_has_the_same_digest_however_its_keys_are_ordered(session):
    one = record(session, after={"a": 1, "b": "二"})
    two = record(session, after={"b": "二", "a": 1})
    assert one.after_digest == two.after_digest


def test_acts_of_one_object_are_found_without_the_others(session):
    record(session, object_id="e" * 32)
    mine = record(session)
    record(session, object_kind="card")
    record(session, OTHER)
    assert acts.acts_of(session, CONGRESS, "poll", "d" * 32) == [mine]


def test_the_latest_come_first(session):
    for verb in ("one", "two", "three"):
        record(session, verb=verb)
    assert [line.verb for line in acts.latest_acts(session, CONGRESS, limit=2)] == ["three", "two"]


def test_an_act_needs_a_writing_transaction(session):
    with pytest.raises(RuntimeError, match="inside writing"):
        acts.record(
            session, congress_id=CONGRESS, actor_id=None, role="", verb="x", object_kind="", object_id=""
        )


def test_an_act_goes_away_with_the_transaction_it_belongs_to(session):
    with pytest.raises(KeyError), writing(session):
        record(session)
        raise KeyError
    assert acts.verify_chain(session, CONGRESS) == 0


def forged(line: ActLine, **changes: object) -> ActLine:
    return ActLine(**(line.__dict__ | changes))


TAMPERING = {
    "another verb": "UPDATE act SET verb = 'close' WHERE seq = 2",
    "another person": "UPDATE act SET actor_id = 'f' WHERE seq = 2",
    "another reason": "UPDATE act SET reason = 'x' WHERE seq = 2",
    "another time": "UPDATE act SET minute = '2026-01-13 09:30:00.000000' WHERE seq = 2",
    "another value": "UPDATE act SET after_digest = 'x' WHERE seq = 2",
    "another hash": f"UPDATE act SET hash = '{'0' * 64}' WHERE seq = 2",
    "a line taken out": "DELETE FROM act WHERE seq = 2",
    "the first line taken out": "DELETE FROM act WHERE seq = 1",
    "two lines swapped": "UPDATE act SET seq = CASE seq WHEN 1 THEN 9 ELSE 1 END WHERE seq < 3",
}


@pytest.mark.parametrize("way", TAMPERING)
def test_tampering_behind_the_triggers_is_noticed(databases, way):
    with databases.main() as session:
        for verb in ("one", "two", "three"):
            record(session, verb=verb)
    with databases.main_engine.begin() as connection:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER act_no_{verb}")
        connection.exec_driver_sql(TAMPERING[way])
    with databases.main() as session, pytest.raises(ChainBroken):
        acts.verify_chain(session, CONGRESS)


@pytest.mark.parametrize("field", sorted(ActLine.__dataclass_fields__.keys() - {"hash"}))
def test_the_hash_covers_every_field(main, field):
    line = record(main)
    value = getattr(line, field)
    changes = {
        int: lambda: value + 1,
        str: lambda: value + "x",
        datetime: lambda: value + timedelta(minutes=1),
    }
    assert forged(line, **{field: changes[type(value)]()}).computed_hash() != line.hash


def test_recording_at_the_same_time_leaves_no_gap_and_no_double(any_databases):
    def add() -> None:
        with any_databases.main() as session:
            record(session, object_id=new_id())

    threads = [threading.Thread(target=add) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_databases.main() as session:
        assert acts.verify_chain(session, CONGRESS) == 12


def test_the_hash_does_not_depend_on_where_the_clock_hangs(main):
    line = record(main)
    shanghai = timezone(timedelta(hours=8))
    assert forged(line, minute=line.minute.astimezone(shanghai)).computed_hash() == line.hash
