from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.polling.stage import Stage
from voting.db import Databases


@pytest.fixture
def stage(any_databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """A hall before its first act, on SQLite and on PostgreSQL."""
    yield Stage(any_databases, tmp_path / "instance")


@pytest.fixture
def quick_stage(databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite only, for what does not depend on the database."""
    yield Stage(databases, tmp_path)
