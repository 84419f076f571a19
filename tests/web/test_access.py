"""Who may call what: every route of the application against every role, from one table.

``access.toml`` says for each endpoint who is let in. A route without a row fails, and so does a row
without a route. Being let in means any answer but a refusal of access: with made-up ids it may well be
"not found" or "fill in the form".
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from tests.web.conftest import CODE, INSTALLATION, OUTSIDER, without_token
from voting.congress.roles import Role
from voting.web import routes_table

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text("utf-8"))
ROLES = [str(role) for role in Role]
NOBODY = ""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def let_in(endpoint: str) -> set[str]:
    """Who is let in: names of roles, ``outsider``, and the empty name for nobody signed in."""
    row = TABLE["routes"][endpoint]
    if row in ("public", "public without cookie"):
        return {NOBODY, OUTSIDER, INSTALLATION, *ROLES}
    if row == "signed in":
        return {OUTSIDER, INSTALLATION, *ROLES}
    if row == "any role here":
        return {INSTALLATION, *ROLES}
    if row == INSTALLATION:
        return {INSTALLATION}
    named = set(TABLE["groups"][row] if isinstance(row, str) else row)
    return named | {INSTALLATION} if Role.ADMIN in named else named


def somebody_let_in(endpoint: str) -> str:
    return max(let_in(endpoint) & {INSTALLATION, *ROLES})


def address_of(rule: Rule, code: str = CODE) -> str:
    """The route's address with made-up ids of the right shape."""
    values = {name: code if name == "code" else "0" * 32 for name in rule.arguments}
    for name in rule.arguments & {"name", "filename", "kind"}:
        values[name] = "none"
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "IntegerConverter":
            values[name] = 1
    adapter = rule.map.bind("localhost")
    return adapter.build(rule.endpoint, values, method=sorted(rule.methods)[0])


def calls(app):
    """(rule, method) of every route in the table; the first test sees to it that none is missing there."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
    return [
        (rule, method)
        for rule in rules
        if rule.endpoint in TABLE["routes"]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def is_refusal(answer) -> bool:
    to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/login")
    return answer.status_code in (401, 403) or to_login


def test_every_route_has_its_row_and_every_row_its_route(app):
    assert {route.endpoint for route in routes_table(app)} == TABLE["routes"].keys()


def test_every_role_meets_exactly_the_table(house, counted):
    wrong, asserted = [], 0
    for who in (NOBODY, INSTALLATION, *ROLES):
        client = house.client(who)
        for rule, method in calls(house.app):
            if rule.endpoint == "congress.sign_out":
                continue  # it would end the browser's session; tests/web/test_sign_in.py has it
            answer = client.open(address_of(rule), method=method)
            asserted += 1
            refused = is_refusal(answer)
            if refused == (who in let_in(rule.endpoint)) or answer.status_code >= 500:
                wrong.append(f"{who or 'nobody'} {method} {rule.endpoint}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    counted("routes × roles", asserted)


def test_another_congress_does_not_exist_for_an_outsider(house, counted):
    """Whatever the route, he gets the page that he gets for a congress which there is none of."""
    client, wrong, asserted = house.client(OUTSIDER), [], 0
    for rule, method in calls(house.app):
        if "code" not in rule.arguments or NOBODY in let_in(rule.endpoint):
            continue
        real = client.open(address_of(rule), method=method)
        missing = client.open(address_of(rule, code="nowhere"), method=method)
        asserted += 1
        if (real.status_code, without_token(real)) != (404, without_token(missing)):
            wrong.append(f"{method} {rule.endpoint}: {real.status_code}")
    assert asserted
    assert not wrong, "\n".join(wrong)
    counted("routes closed to another congress", asserted)


def test_no_unsafe_route_works_without_a_token(house):
    wrong = []
    for rule, method in calls(house.app):
        row = TABLE["routes"][rule.endpoint]
        if method not in UNSAFE or row == "public without cookie":
            continue
        who = somebody_let_in(rule.endpoint)
        answer = house.client(who).open(address_of(rule), method=method)
        if answer.status_code != 400 or "表单已经过期" not in answer.text:
            wrong.append(f"{who} {method} {rule.endpoint}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_unsafe_route_works_from_another_site(house):
    wrong = []
    for rule, method in calls(house.app):
        if method not in UNSAFE:
            continue
        who = somebody_let_in(rule.endpoint)
        for site in ("cross-site", "same-site"):
            answer = house.client(who).open(address_of(rule), method=method, headers={"Sec-Fetch-Site": site})
            if answer.status_code != 403:
                wrong.append(f"{method} {rule.endpoint} from {site}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_routes_without_cookie_neither_read_nor_set_one(house):
    client = house.client("secretariat")
    for rule, method in calls(house.app):
        if TABLE["routes"][rule.endpoint] != "public without cookie":
            continue
        answer = client.open(address_of(rule), method=method)
        assert "Set-Cookie" not in answer.headers, rule.endpoint
        assert "Cookie" not in answer.headers.get("Vary", ""), rule.endpoint
        assert "某secretariat" not in answer.text, rule.endpoint


@pytest.mark.parametrize("endpoint", ["congress.home", "admin.list_people"])
def test_a_role_that_was_withdrawn_lets_nobody_in(house, endpoint):
    from voting.congress import people
    from voting.congress.roles import SYSTEM

    client = house.client("admin")
    address = {"congress.home": f"/c/{CODE}/", "admin.list_people": f"/c/{CODE}/people"}[endpoint]
    assert client.get(address).status_code == 200
    with house.databases.main() as session:
        people.withdraw_role(
            session, SYSTEM, house.congress.id, house.people["admin"], Role.ADMIN, now=house.now
        )
    assert client.get(address).status_code == 404
