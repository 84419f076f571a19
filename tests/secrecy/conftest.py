from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.polling import stage as stages
from tests.polling.stage import Stage
from tests.supervision.years import open_year
from tests.web.conftest import House, house
from voting.config import Settings
from voting.congress import services
from voting.db import Databases, in_congress

__all__ = ["house"]


@pytest.fixture
def quick_stage(databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    yield Stage(databases, tmp_path)


@pytest.fixture
def stage(house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The hall of the services' tests, in the congress that the pages of ``house`` serve; a year runs too."""
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
        open_year(in_congress(session, house.congress.id), house.congress.id, house.actor)
    assert held is not None
    monkeypatch.setattr(stages, "CONGRESS", house.congress.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    return Stage(house.databases, settings.instance, moment=datetime.now(UTC).replace(microsecond=0))
