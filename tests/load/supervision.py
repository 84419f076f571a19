"""A province's year: what overviews, public board and a project's page cost the server, on SQLite and on
PostgreSQL."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.load import province
from tests.load.election import Sample
from tests.load.province import YEAR, Province
from tests.load.rows import Row, say
from tests.postgresql import Cluster
from voting import migrations
from voting.app import create_app
from voting.config import Settings, load_settings
from voting.congress import login, people, services
from voting.congress.models import RoleGrant
from voting.congress.roles import SYSTEM, Role
from voting.db import Databases, across_congresses, in_congress, new_id, open_databases, writing
from voting.supervision.plan_models import ChosenProject

PAGE_MS = 500.0
ROUNDS = 9
PASSWORD = "九里河边的旧水塔"


def rows(_sample: Sample, counties: int = province.COUNTIES) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("SQLite", load_settings(Path(folder), {}), counties)
    with ExitStack() as until_done, tempfile.TemporaryDirectory() as folder:
        cluster = until_done.enter_context(Cluster())
        usual = load_settings(Path(folder), {})
        settings = replace(usual, main_url=cluster.create_database(), board_url=cluster.create_database())
        yield from _measured("PostgreSQL", settings, counties)


def _measured(kind: str, settings: Settings, counties: int) -> Iterator[Row]:
    databases = open_databases(settings)
    migrations.migrate(databases)
    say(f"{kind}: a year of {counties} counties is written")
    began = time.monotonic()
    made, token, page = _prepare(databases, counties)
    spent = time.monotonic() - began
    size = f"{made.projects} projects, {made.reports} reports, {made.pictures} pictures"
    yield Row(f"{kind}: {size} written in", spent, " s")
    client = create_app(settings).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    here = f"/c/{made.county}"
    for name, address in {
        "overview of a county and its townships": f"{here}/years/{YEAR}/overview",
        "the same, townships with a red light": f"{here}/years/{YEAR}/overview?level=below&light=red",
        "overview of the province over its counties": f"/c/bench/years/{YEAR}/overview",
        "a county's year": f"{here}/years/{YEAR}",
        "public board": f"{here}/board/{YEAR}",
        "a project's public page": f"{here}/chain/{page}",
    }.items():
        took = quickest(client, address)
        # The bound is that of a county; a province's page holds a thousand projects.
        bound = None if "province" in name else PAGE_MS
        yield Row(f"{kind}: {name}", took, " ms", bound, least=False)
    databases.close()


def _prepare(databases: Databases, counties: int) -> tuple[Province, str, str]:
    """(the province, the session of a member of the committee everywhere, token of a project's page)."""
    now = datetime.now(UTC)
    with databases.main() as session:
        office = services.create_congress(
            session, SYSTEM, code="writers", name="另一人民代表大会", level="county", now=now
        )
        in_congress(session, office.id)
        reader = people.create_person(
            session, SYSTEM, office.id, login="reader", name="王敏", roles=[Role.COMMITTEE_MEMBER], now=now
        )
        made = province.build(session, counties, reader.id)
        with writing(session), across_congresses(session):
            for congress_id in (made.id, made.county_id):
                session.add(
                    RoleGrant(
                        id=new_id(), person_id=reader.id, role=Role.COMMITTEE_MEMBER, congress_id=congress_id,
                        begins=now, granted_by=reader.id,
                    )
                )  # fmt: skip
        with across_congresses(session):
            query = select(ChosenProject.token).where(ChosenProject.congress_id == made.county_id)
            page = session.scalars(query.order_by(ChosenProject.number)).first() or ""
        token = login.use_link(session, login.make_link(session, reader.id, now=now), device="bench", now=now)
        visitor = login.recognise(session, token, now=now)
        if visitor is None:
            raise RuntimeError("the reader is not signed in")
        login.set_password(session, visitor, PASSWORD, old="", now=now)
    with databases.main_engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return made, token, page


def quickest(client: FlaskClient, address: str) -> float:
    """Milliseconds until the whole page is there, its database's work included; the best of some, because the
    machine may have other work."""
    spent = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        answer = client.get(address)
        spent.append(1000 * (time.monotonic() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return min(spent)
