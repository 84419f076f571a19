from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collection.desks import Desks, open_desks
from tests.halls import Hall, open_hall


@pytest.fixture
def hall(tmp_path: Path, sqlite_urls) -> Iterator[Hall]:
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as opened:
        yield opened


@pytest.fixture
def desks(hall: Hall) -> Desks:
    return open_desks(hall)
