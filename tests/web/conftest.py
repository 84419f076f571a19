"""Two congresses, somebody for every role in the first, and browsers signed in as each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.supervision.years import Year, open_year
from voting.congress import login, people, services
from voting.congress.roles import SYSTEM, Actor, Role
from voting.congress.services import CongressInfo
from voting.db import Databases, in_congress

CODE, OTHER_CODE = "qinghe", "linhe"
PASSWORD = "九里河边的旧水塔"  # everybody's in these tests
OUTSIDER, INSTALLATION = "outsider", "installation"


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form token"
    return found[1]


def without_token(answer) -> str:
    """The page without its form token, which tells the second at which it was made."""
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", answer.text)


@dataclass
class House:
    """The running application and whom it knows.

    ``outsider`` has a role in the other congress only, ``installation`` administers everything.
    """

    app: Flask
    databases: Databases
    congress: CongressInfo
    other: CongressInfo
    people: dict[str, str]
    now: datetime
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, who: str = "") -> FlaskClient:
        """A browser signed in as ``who`` (a role's name or ``outsider``); anonymous if empty."""
        if who not in self._clients:
            client = self._clients[who] = self.app.test_client()
            if who:
                with self.databases.main() as session:
                    link = login.make_link(session, self.people[who], now=self.now)
                    token = login.use_link(session, link, device="test", now=self.now)
                    visitor = login.recognise(session, token, now=self.now)
                    assert visitor is not None
                    login.set_password(session, visitor, PASSWORD, old="", now=self.now)
                with client.session_transaction() as cookie:
                    cookie["_user_id"] = token
        return self._clients[who]

    def actor(self, role: Role) -> Actor:
        """Who holds ``role`` in the first congress, for its services."""
        return Actor(self.people[str(role)], f"某{role}", frozenset({role}))

    def post(self, who: str, address: str, form_page: str, **data: object):
        """Post with a token taken from ``form_page``."""
        client = self.client(who)
        token = token_in(client.get(form_page).text)
        return client.post(address, data={"csrf_token": token} | data)


def _found(session, code: str, name: str, now: datetime) -> CongressInfo:
    congress = services.create_congress(session, SYSTEM, code=code, name=name, level="county", now=now)
    services.open_session(
        session, SYSTEM, congress.id, term_number=18, number=6, begins=date(2026, 1, 12), now=now
    )
    return congress


def _person(session, congress_id: str, name: str, role: Role, now: datetime) -> str:
    made = people.create_person(
        session, SYSTEM, congress_id, login=name, name=f"某{name}", roles=[role], now=now
    )
    return made.id


@pytest.fixture
def house(app: Flask, databases: Databases) -> House:
    now = datetime.now(UTC)
    with databases.main() as session:
        here = _found(session, CODE, "清河县人民代表大会", now)
        there = _found(session, OTHER_CODE, "临河县人民代表大会", now)
        known = {str(role): _person(session, here.id, str(role), role, now) for role in Role}
        first = login.use_link(session, people.first_administrator(session, now=now), device="", now=now)
        known[INSTALLATION] = login.recognise(session, first, now=now).person_id
        known[OUTSIDER] = _person(session, there.id, OUTSIDER, Role.ADMIN, now)
    return House(app, databases, here, there, known, now)


@pytest.fixture
def year(house: House) -> Iterator[Year]:
    """The first congress in the middle of a year (tests/supervision/years.py), with the house's people."""
    with house.databases.main() as session:
        in_congress(session, house.congress.id)

        yield open_year(session, house.congress.id, house.actor)
