"""The offline verifier leaves the site as a file to keep, never as a page of it."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import voting
from tests.polling import stage as stages
from tests.polling.stage import Stage
from tests.web.conftest import CODE, House
from voting.congress import services
from voting.headers import CSP

PAGE = Path(voting.__file__).parent / "static" / "dist" / "verify.html"


@pytest.fixture
def ready(house: House, settings, monkeypatch) -> Stage:
    """A poll with keys and cards in the congress that the pages serve."""
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    monkeypatch.setattr(stages, "CONGRESS", house.congress.id)
    monkeypatch.setattr(stages, "MEETING", held.id)
    made = Stage(house.databases, settings.instance, moment=datetime.now(UTC).replace(microsecond=0))
    return made.to_ready()


def test_anybody_may_take_the_page_along(house):
    with house.client().get("/verify.html") as answer:
        assert answer.status_code == 200
        assert answer.data == PAGE.read_bytes()
        headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert "%E6%A0%B8%E9%AA%8C.html" in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"] == CSP
    assert "Set-Cookie" not in headers


def test_the_auditor_finds_the_page_with_its_digest(house, ready):
    text = house.client("auditor").get(f"/c/{CODE}/polls/{ready.poll_id}/audit").text
    assert 'href="/verify.html"' in text
    digest = hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert digest in re.sub(r"<[^>]*>|\s", "", text)
