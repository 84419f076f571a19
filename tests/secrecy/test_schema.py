"""What the board database cannot hold: anything that leads from a ballot to a deputy."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Table

from tests.polling.stage import Stage
from voting.db import Base, BoardBase
from voting.domains import load_models

load_models()
# Tables whose rows belong to one card or one ballot.
OF_A_CARD = ("ballot", "public_credential", "void_credential", "board_record")
PERSONAL = {
    "person", "deputy", "name", "login", "actor", "address", "device", "ip", "user", "seat", "serial", "time",
    "at", "on", "owner",
}  # fmt: skip


@pytest.mark.parametrize("name", OF_A_CARD)
def test_no_column_of_a_card_s_tables_speaks_of_a_person_a_place_or_a_moment(name: str) -> None:
    table = BoardBase.metadata.tables[name]
    assert not [column.name for column in table.columns if PERSONAL & set(column.name.split("_"))]
    assert not [column.name for column in table.columns if isinstance(column.type, DateTime)]


def reached(table: Table) -> set[str]:
    """Every table that foreign keys lead to from ``table``, in as many steps as it takes."""
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for key in waiting.pop().foreign_keys:
            if key.column.table.name not in found:
                found.add(key.column.table.name)
                waiting.append(key.column.table)
    return found


def test_keys_lead_from_a_card_to_its_poll_and_sitting_only() -> None:
    for name in OF_A_CARD:
        assert reached(BoardBase.metadata.tables[name]) <= {"poll", "sitting"}
    assert not set(Base.metadata.tables) & set(BoardBase.metadata.tables)


def test_cards_and_ballots_lie_in_the_order_of_their_keys() -> None:
    """A row id would count them as they came."""
    for name in ("ballot", "public_credential", "void_credential"):
        assert BoardBase.metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False


def in_file(path: Path, needles: list[bytes]) -> list[int]:
    content = path.read_bytes()
    return [content.find(needle) for needle in needles]


def test_the_closed_file_does_not_show_who_pressed_first(quick_stage: Stage) -> None:
    """Long rows lie in pages of their own, taken one after the other; closing puts them in order of hashes,
    and the write-ahead log that holds them as they came is emptied."""
    stage = quick_stage.to_open()
    bodies = sorted((stage.sealed(card) for card in range(6)), key=lambda body: hash_of(body), reverse=True)
    for body in bodies:
        stage.cast(body)
    stage.close()
    path = stage.instance / "board.db"
    wal = path.with_name("board.db-wal")
    needles = [body[-400:-300] for body in bodies]
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert not wal.exists() or max(in_file(wal, needles)) == -1
    places = in_file(path, needles)
    assert min(places) > 0
    assert places == sorted(places, reverse=True)


def hash_of(body: bytes) -> bytes:
    found = re.search(rb'"hash":"([^"]{43})"', body)
    assert found
    return found[1]
