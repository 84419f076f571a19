from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.halls import Hall, open_hall
from tests.supervision.years import Year, open_year


@pytest.fixture
def hall(tmp_path: Path, sqlite_urls) -> Iterator[Hall]:
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as opened:
        yield opened


@pytest.fixture
def year(hall: Hall) -> Year:
    return open_year(hall.session, hall.congress_id, hall.actor)
