"""Signing in and out as a browser does it."""

from __future__ import annotations

import pytest

from tests.web.conftest import CODE, token_in

GOOD = "九里河边的旧水塔"


def sign_in(client, login: str, password: str, target: str = "/"):
    page = client.get("/login", query_string={"next": target}).text
    data = {"csrf_token": token_in(page), "login": login, "password": password, "next": target}
    return client.post("/login", data=data)


@pytest.fixture
def known(house):
    """``secretariat`` has a password; the browser returned is not signed in."""
    house.client("secretariat")
    return house.client()


def test_a_visitor_is_led_to_login_and_back(known):
    answer = known.get(f"/c/{CODE}/?x=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/login?next=/c/{CODE}/?x%3D1"
    answer = sign_in(known, "secretariat", GOOD, f"/c/{CODE}/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{CODE}/?x=1")
    assert known.get(f"/c/{CODE}/").status_code == 200


def test_failures_look_the_same(known):
    wrong, unknown = (sign_in(known, name, "falsch") for name in ("secretariat", "nobody-at-all"))
    assert wrong.status_code == unknown.status_code == 400
    neutral = [
        answer.text.replace(name, "").replace(token_in(answer.text), "")
        for answer, name in ((wrong, "secretariat"), (unknown, "nobody-at-all"))
    ]
    assert neutral[0] == neutral[1]
    assert "登录名或密码不正确" in wrong.text
    assert "falsch" not in wrong.text


def test_too_many_tries_say_how_long_to_wait(known):
    answers = [sign_in(known, "secretariat", "falsch").status_code for _ in range(5)]
    assert answers == [400] * 5
    limited = sign_in(known, "secretariat", GOOD)
    assert limited.status_code == 429
    assert "15 分钟" in limited.text


def test_the_cookie_changes_at_login_and_nothing_set_before_survives(known):
    known.get("/login")
    with known.session_transaction() as cookie:
        cookie["planted"] = "before"
        before = dict(cookie)
    sign_in(known, "secretariat", GOOD)
    with known.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"]
        assert cookie.get("csrf_token") != before["csrf_token"]


def test_logging_out_ends_the_session_on_the_server(known):
    sign_in(known, "secretariat", GOOD)
    with known.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    page = known.get("/me").text
    answer = known.post("/logout", data={"csrf_token": token_in(page)})
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert known.get("/me").status_code == 302
    with known.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert known.get("/me").status_code == 302


def test_a_token_of_another_browser_is_refused(house):
    other = token_in(house.client("secretariat").get("/me").text)
    answer = house.client("admin").post("/logout", data={"csrf_token": other})
    assert answer.status_code == 400


AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "evil.example",
    "///evil.example",
    "https:/evil.example",
    "data:text/html,x",
    "",
]


@pytest.mark.parametrize("target", AWAY)
def test_login_never_leads_to_another_site(known, target):
    answer = sign_in(known, "secretariat", GOOD, target)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_one_time_link_asks_before_it_is_spent_and_then_for_a_password(house):
    from voting.congress import login

    with house.databases.main() as session:
        link = login.make_link(session, house.people["desk"], now=house.now)
    client = house.client()
    for _ in range(2):  # a preview of the link spends nothing
        page = client.get(f"/enter/{link}")
        assert page.status_code == 200
    answer = client.post(f"/enter/{link}", data={"csrf_token": token_in(page.text)})
    assert answer.headers["Location"] == "/password"
    assert client.get(f"/c/{CODE}/").headers["Location"] == "/password"
    form = {"csrf_token": token_in(client.get("/password").text)}
    refused = client.post("/password", data=form | {"password": "12345678", "again": "12345678"})
    assert (refused.status_code, "太常见" in refused.text) == (400, True)
    differ = client.post("/password", data=form | {"password": GOOD, "again": GOOD + "x"})
    assert (differ.status_code, "不一样" in differ.text) == (400, True)
    assert client.post("/password", data=form | {"password": GOOD, "again": GOOD}).status_code == 303
    assert client.get(f"/c/{CODE}/").status_code == 200
    spent = house.app.test_client()
    page = spent.get(f"/enter/{link}").text
    answer = spent.post(f"/enter/{link}", data={"csrf_token": token_in(page)})
    assert (answer.status_code, "已经用过" in answer.text) == (400, True)


def test_one_sees_and_ends_ones_own_sessions(house):
    client = house.client("desk")
    other = house.app.test_client()
    sign_in(other, "desk", GOOD)
    page = client.get("/me").text
    assert page.count("/end") == 1
    address = page.split('action="/me/sessions/')[1].split('"')[0]
    answer = client.post(f"/me/sessions/{address}", data={"csrf_token": token_in(page)})
    assert answer.status_code == 303
    assert other.get("/me").status_code == 302
    assert client.get("/me").status_code == 200


def test_somebody_elses_session_cannot_be_ended(house):
    from voting.congress import login

    house.client("desk")
    with house.databases.main() as session:
        (line,) = login.sessions_of(session, house.people["desk"], now=house.now)
    answer = house.post("secretariat", f"/me/sessions/{line.id}/end", "/me")
    assert answer.status_code == 404
    assert house.client("desk").get("/me").status_code == 200


def test_json_gets_a_sentence_and_a_code_instead_of_a_page(known):
    answer = known.get("/me", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {
        "error": "congress.not_signed_in",
        "sentence": "您还没有登录，或登录已过期。请重新登录。",
    }


def test_access_is_noted_for_changes_only(house):
    from sqlalchemy import select

    from voting.congress.models import AccessLine

    house.client("admin").get(f"/c/{CODE}/people")
    house.post("admin", f"/c/{CODE}/people/grant", f"/c/{CODE}/people", login="desk", roles="registrar")
    with house.databases.main() as session:
        (line,) = session.scalars(select(AccessLine)).all()
    assert (line.endpoint, line.person_id, line.address) == (
        "admin.grant",
        house.people["admin"],
        "127.0.0.1",
    )
