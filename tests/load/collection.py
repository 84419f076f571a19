"""The desk over 20,000 ideas: what its pages cost the server, and what finding duplicates costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.load.election import Sample
from tests.load.rows import Row, say
from voting import jobs, migrations
from voting.app import create_app
from voting.collection import calls, similar
from voting.collection.idea_models import Idea
from voting.config import Settings, load_settings
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import Databases, in_congress, new_id, open_databases, writing
from voting.demo.ideas import Said, season

IDEAS, LATER = 20_000, 200
PAGE_MS, FIND_SECONDS, AGAIN_SECONDS = 300.0, 60.0, 15.0
CODE = "linhai"


def fill(session: Session, congress_id: str, call_id: str, first: int, ideas: list[Said]) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "id": new_id(), "congress_id": congress_id, "call_id": call_id, "number": number,
            "kind": "original",
            "desk": "government", "state": "received", "channel": "form", "category": idea.category,
            "title": idea.title, "text": idea.text, "area": idea.area, "place": idea.place,
            "follow_digest": "", "received_at": now - timedelta(minutes=number),
        }
        for number, idea in enumerate(ideas, start=first)
    ]  # fmt: skip
    with writing(session):
        session.execute(insert(Idea), rows)


def prepare(databases: Databases) -> tuple[str, str, str]:
    """(congress, call, token of a signed-in clerk of the government's desk)."""
    now = datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code=CODE, name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        role = Role.GOVERNMENT_DESK
        clerk = people.create_person(
            session, SYSTEM, made.id, login="clerk", name="王敏", roles=[role], now=now
        )
        actor = Actor(clerk.id, clerk.name, frozenset([role]))
        form = calls.CallForm(
            year=2027, title="2027年度征集", initiator="government_office", initiator_name="县政府办",
            desk="government", begins=date(2026, 9, 1), ends=date(2026, 12, 31),
        )  # fmt: skip
        call_id = calls.create(session, actor, made.id, form, now=now)
        fill(session, made.id, call_id, 1, season(IDEAS, seed=1))
        token = login.use_link(session, login.make_link(session, clerk.id, now=now), device="bench", now=now)
        visitor = login.recognise(session, token, now=now)
        if visitor is None:
            raise RuntimeError("the clerk is not signed in")
        login.set_password(session, visitor, "九里河边的旧水塔", old="", now=now)
        return made.id, call_id, token


def find(databases: Databases, settings: Settings, congress_id: str, call_id: str) -> float:
    """CPU seconds of one run of the job, which works on one core."""
    with databases.main() as session:
        in_congress(session, congress_id)
        similar.request(session, congress_id, call_id, actor_id=None, now=datetime.now(UTC))
    began = time.process_time()
    jobs.run_queued(databases, settings)
    return time.process_time() - began


def slowest(client: FlaskClient, address: str, rounds: int = 5) -> float:
    """Milliseconds of the server's own time (CPU, its database's included), the worst of some rounds."""
    client.get(address)
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        answer = client.get(address)
        spent.append(1000 * (time.process_time() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return max(spent)


def rows(_sample: Sample) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(Path(folder), {})
        databases = open_databases(settings)
        migrations.migrate(databases)
        say(f"{IDEAS} ideas are written")
        congress_id, call_id, token = prepare(databases)
        spent = find(databases, settings, congress_id, call_id)
        yield Row(f"duplicates among {IDEAS} ideas", spent, "s", FIND_SECONDS, least=False)
        with databases.main() as session:
            in_congress(session, congress_id)
            fill(session, congress_id, call_id, IDEAS + 1, season(LATER, seed=2))
        spent = find(databases, settings, congress_id, call_id)
        yield Row(f"the same again with {LATER} new ones", spent, "s", AGAIN_SECONDS, least=False)
        app = create_app(settings)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        for name, path in pages(databases, congress_id, call_id).items():
            took = slowest(client, f"/c/{CODE}{path}")
            yield Row(f"desk over {IDEAS} ideas: {name}", took, "ms", PAGE_MS, least=False)
        databases.close()


def pages(databases: Databases, congress_id: str, call_id: str) -> dict[str, str]:
    """The pages of a clerk's day."""
    with databases.main() as session:
        in_congress(session, congress_id)
        groups, _many = similar.clusters(session, congress_id, call_id, "government")
    inbox = f"/calls/{call_id}/inbox"
    return {
        "inbox": inbox,
        "inbox, deep": f"{inbox}?after={IDEAS - 500}",
        "inbox, a category": f"{inbox}?category=教育",
        "inbox, words": f"{inbox}?words=食堂 老人",
        "inbox, not asked yet": f"{inbox}?state=received&work=unassigned",
        "one idea": f"/ideas/{groups[0].samples[0].id}/case",
        "clusters": f"/calls/{call_id}/similar",
        "one cluster": f"/calls/{call_id}/similar/{groups[-1].id}",
        "to publish": f"/calls/{call_id}/decisions",
        "numbers": f"/calls/{call_id}/statistics",
    }
