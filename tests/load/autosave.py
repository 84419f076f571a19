"""A named rating: 300 deputies rate 40 items, every page saves its marks every three seconds, and the server
is killed in the middle. Saves leave on time whatever the server does (an open loop)."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select, update

from tests.load.election import Sample
from tests.load.processes import children
from tests.load.rows import Row, say
from tests.web.conftest import token_in
from voting import migrations
from voting.app import create_app
from voting.config import Settings, load_settings
from voting.congress import login, services
from voting.congress.models import Person, RoleGrant
from voting.congress.roles import SYSTEM, Actor, Role
from voting.db import Databases, in_congress, new_id, open_databases, writing
from voting.polling.sittings import Project
from voting.serving import free_port, local, running
from voting.supervision import named, programmes, rating_rule, ratings
from voting.supervision.rating_models import Rater

DEPUTIES, ITEMS, EVERY, SAVES = 300, 40, 3.0, 8
ANSWER_SECONDS = 0.5
CODE = "ratings"


@dataclass
class Page:
    """A deputy's open page: its cookie and form token, and what it last heard from the server."""

    person_id: str
    cookie: str
    token: str
    revision: int = 0


def rows(_sample: Sample) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(Path(folder), {})
        databases = open_databases(settings)
        migrations.migrate(databases)
        say(f"{DEPUTIES} deputies open their pages")
        evaluation, pages = prepare(databases, settings)
        address = f"/c/{CODE}/ratings/{evaluation}/marks"
        environ = {**os.environ, "VOTING_INSTANCE": folder}
        serving = local(free_port())
        with running(serving, environ) as server:
            first = save_all(serving.port, address, pages, SAVES)
            for process in (server.pid, *children(server.pid)):
                os.kill(process, signal.SIGKILL)
        with ExitStack() as until_done:
            serving = local(free_port())
            until_done.enter_context(running(serving, environ))
            lost = sum(
                page.revision > kept for page, kept in zip(pages, stored(databases, pages), strict=True)
            )
            again = save_all(serving.port, address, pages, 2)
        databases.close()
    took = sorted(first + again)
    asked = f"{DEPUTIES} deputies, {ITEMS} items, a save each {EVERY:.0f} s"
    yield Row(f"{asked}: 95 % within", took[int(0.95 * len(took))], " s", ANSWER_SECONDS, least=False)
    yield Row(f"saves refused, of {DEPUTIES * (SAVES + 2)}", DEPUTIES * (SAVES + 2) - len(took), "", 0, False)
    yield Row("answered saves that a kill took", lost, "", 0, least=False)


def prepare(databases: Databases, settings: Settings) -> tuple[str, list[Page]]:
    """(the rating, a page for each deputy)."""
    now = datetime.now(UTC)
    with databases.main() as session:
        made = services.create_congress(
            session, SYSTEM, code=CODE, name="临海县人民代表大会", level="county", now=now
        )
        in_congress(session, made.id)
        people = [new_id() for _ in range(DEPUTIES)]
        office = Actor(people[0], "丁主任", frozenset([Role.SUPERVISION_OFFICE]))
        with writing(session):
            session.execute(
                insert(Person),
                [
                    {
                        "id": each,
                        "login": f"deputy{at}",
                        "name": f"代表{at}",
                        "must_change": True,
                        "created_at": now,
                    }
                    for at, each in enumerate(people)
                ],
            )
            session.execute(
                insert(RoleGrant),
                [
                    {"id": new_id(), "person_id": each, "role": Role.DEPUTY, "congress_id": made.id,
                     "begins": now, "granted_by": people[0]}
                    for each in people
                ],
            )  # fmt: skip
        year = programmes.enter(
            session,
            office,
            made.id,
            now.year,
            [Project(name=f"第{n}项") for n in range(1, ITEMS + 1)],
            now=now,
        )
        items = [(line.id, line.name, "") for line in programmes.projects(session, made.id, year)]
        new = ratings.NewEvaluation(
            title="满意度测评", form="named", raters="deputies", rule=rating_rule.Rule(base="valid"),
            members=DEPUTIES, items=tuple(items), people=(), weights=(), round_id=None, closes_on=None,
        )  # fmt: skip
        evaluation = ratings.create(session, office, made.id, year, new, now=now)
        named.open_rating(session, office, made.id, evaluation, now=now)
        tokens = [
            login.use_link(session, login.make_link(session, each, now=now), device="bench", now=now)
            for each in people
        ]
        with writing(session):
            session.execute(update(Person).values(must_change=False))
    app = create_app(settings)
    return evaluation, [
        opened(app, each, token, evaluation) for each, token in zip(people, tokens, strict=True)
    ]


def opened(app: Flask, person_id: str, token: str, evaluation: str) -> Page:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    form = token_in(client.get(f"/c/{CODE}/ratings/{evaluation}").text)
    kept = client.get_cookie(app.session_interface.get_cookie_name(app))
    if kept is None:
        raise RuntimeError("the page set no cookie")
    return Page(person_id, f"{kept.key}={kept.value}", form)


def save_all(port: int, address: str, pages: Sequence[Page], saves: int) -> list[float]:
    """Seconds of each answered save, from when it was due."""
    began = time.monotonic() + 1

    def one(page: Page, first: float) -> list[float]:
        took = []
        for at in range(saves):
            due = first + at * EVERY
            time.sleep(max(0.0, due - time.monotonic()))
            if save(port, address, page, at):
                took.append(time.monotonic() - due)
        return took

    with ThreadPoolExecutor(len(pages)) as pool:
        starts = [began + EVERY * at / len(pages) for at in range(len(pages))]
        return [seconds for found in pool.map(one, pages, starts) for seconds in found]


def save(port: int, address: str, page: Page, at: int) -> bool:
    """All marks over the revision that the page knows; the page goes on from the answer."""
    marks = {str(number): (number + at) % 3 for number in range(1, ITEMS + 1)}
    headers = {"Content-Type": "application/json", "Cookie": page.cookie, "X-CSRFToken": page.token}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", address, json.dumps({"revision": page.revision, "marks": marks}), headers)
        answer = connection.getresponse()
        told = answer.read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    if answer.status == 200:
        page.revision = json.loads(told)["revision"]
    return answer.status == 200


def stored(databases: Databases, pages: Sequence[Page]) -> list[int]:
    """The revision that the database holds, in the order of the pages."""
    with databases.main() as session:
        congress = services.find_congress(session, CODE)
        if congress is None:
            raise RuntimeError("the congress is gone")
        in_congress(session, congress.id)
        query = select(Rater.person_id, Rater.revision).where(Rater.congress_id == congress.id)
        kept = {person_id: revision for person_id, revision in session.execute(query)}
    return [kept[page.person_id] for page in pages]
