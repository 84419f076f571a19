"""The process for the internet: the form and the public pages of residents, and not one address more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, facts, open_street
from voting.app import create_app
from voting.config import load_settings
from voting.db import writing
from voting.jobs import Starter
from voting.web import Route, routes_table

# Addresses of the hall: screens, ballots, receipts, bundles.
HALL = ("/v/", "/screen/", "/challenge", "/verify", "/r", "/p/")
FOR_RESIDENTS = {
    "static",
    "congress.health",
    "public.form",
    "public.renew",
    "public.like",
    "public.support",
    "public.listed",
    "public.photo",
    "public.follow",
    "public.notice",
    "notices.page",
    "notices.follow",
    "notices.advice",
    "chain.every",
    "chain.page",
}


@pytest.fixture
def public(house: House) -> Flask:
    return create_app(replace(house.app.extensions["voting.settings"], public_part=True))


@pytest.fixture
def street(house: House, public: Flask) -> Street:
    """Set up at the desk, walked on the internet."""
    street = open_street(house)
    street.client = public.test_client()
    return street


def path_of(app: Flask, route: Route) -> str:
    """An address of this route, with made-up values where it has any."""
    (rule, *_) = (rule for rule in app.url_map.iter_rules(route.endpoint) if rule.rule == route.rule)
    for value in ("x", 1):
        values = dict.fromkeys(rule.arguments, value) | ({"code": CODE} if "code" in rule.arguments else {})
        try:
            return app.url_map.bind("localhost").build(route.endpoint, values, method=min(route.methods))
        except (BuildError, ValueError):
            continue
    return re.sub(r"<\w+>", "x", re.sub(r"<int:\w+>", "1", route.rule))


def known(app: Flask, path: str, method: str) -> str:
    """The endpoint that answers, or nothing."""
    try:
        return str(app.url_map.bind("localhost").match(path, method=method)[0])
    except HTTPException:
        return ""


def is_closed(route: Route) -> bool:
    """Whatever knows a login, and what belongs to the hall."""
    return not (route.policy.public and route.policy.cookieless) or route.rule.startswith(HALL)


def test_every_address_that_is_not_for_residents_is_unknown(house, public, counted):
    closed = [route for route in routes_table(house.app) if is_closed(route)]
    client = public.test_client()
    for route in closed:
        path = path_of(house.app, route)
        for method in route.methods:
            assert known(house.app, path, method), path
            assert not known(public, path, method), path
            assert client.open(path, method=method).status_code in (404, 405), path
    counted("addresses that the public part does not know", len(closed))
    ends = {route.endpoint for route in closed}
    assert {"congress.sign_in", "congress.chooser", "inbox.page", "ballot.cast"} <= ends


def test_what_is_for_residents_is_served(house, public):
    served = {
        route.endpoint
        for route in routes_table(house.app)
        if known(public, path_of(house.app, route), min(route.methods)) == route.endpoint
    }
    assert served >= FOR_RESIDENTS
    assert not {route.endpoint for route in routes_table(house.app) if is_closed(route)} & served


def test_an_idea_is_sent_followed_and_its_pages_lead_nowhere_else(street, public):
    sent = street.send()
    assert sent.status_code == 200
    assert street.follow(*facts(sent.text)).status_code == 200
    ways = (
        street.address,
        f"{street.address}/notice",
        f"{street.address}/ideas",
        f"/c/{CODE}/follow",
        f"/c/{CODE}/chain",
    )
    for way in ways:
        page = street.client.get(way)
        assert page.status_code == 200, way
        for to in set(re.findall(r'(?:href|src|action)="(/[^"?#]*)', page.text)):
            assert known(public, to, "GET") or known(public, to, "POST"), (way, to)


def test_it_reads_the_board_and_cannot_write_it(public):
    databases = public.extensions["voting.databases"]
    with databases.board() as session:
        assert session.scalar(text("SELECT count(*) FROM poll")) == 0
    with pytest.raises(OperationalError), databases.board() as session, writing(session):
        session.execute(text("DELETE FROM poll"))


def test_it_runs_no_job_but_rings_for_the_full_process(house, public):
    settings = house.app.extensions["voting.settings"]
    full = Starter(settings)
    assert not full.hears()
    public.extensions["voting.jobs"].wake()
    assert full.hears()
    assert not full.hears()


def test_an_unknown_part_is_refused(tmp_path):
    assert load_settings(tmp_path, {"VOTING_PARTS": "public"}).public_part
    assert not load_settings(tmp_path, {}).public_part
    with pytest.raises(ValueError, match="VOTING_PARTS"):
        load_settings(tmp_path, {"VOTING_PARTS": "publik"})
