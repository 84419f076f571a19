"""The same strict headers on every kind of answer, and limits on what comes in."""

from __future__ import annotations

import pytest

from tests.web.conftest import CODE
from voting import create_app
from voting.config import Settings
from voting.headers import CSP

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; worker-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
ANSWERS = {
    "a public page": ("", "GET", "/login"),
    "a redirect": ("", "GET", "/"),
    "a page behind login": ("secretariat", "GET", f"/c/{CODE}/"),
    "a refusal": ("secretariat", "GET", f"/c/{CODE}/people"),
    "a missing page": ("", "GET", "/nowhere"),
    "a missing file": ("", "GET", "/static/nothing.css"),
    "a file": ("", "GET", "/static/css/base.css"),
    "a wrong method": ("", "DELETE", "/login"),
    "a stale form": ("", "POST", "/login"),
    "a cookieless answer": ("", "GET", "/healthz"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_the_headers(house, answer):
    who, method, address = ANSWERS[answer]
    with house.client(who).open(address, method=method) as given:
        headers = given.headers
    assert {name: headers[name] for name in EXPECTED} == EXPECTED
    assert headers["Permissions-Policy"].startswith("camera=(), ")


@pytest.mark.parametrize("answer", [name for name in ANSWERS if "file" not in name])
def test_no_page_is_kept_by_the_browser(house, answer):
    who, method, address = ANSWERS[answer]
    assert house.client(who).open(address, method=method).headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_no_other_host():
    assert "unsafe" not in CSP
    assert "http" not in CSP
    assert "*" not in CSP


def test_files_may_be_kept_but_are_asked_about(client):
    with client.get("/static/css/base.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": answer.headers["ETag"]}
    with client.get("/static/css/base.css", headers=known) as again:
        assert again.status_code == 304


@pytest.fixture
def tls_client(settings: Settings):
    settings = Settings(**(settings.__dict__ | {"tls": True}))
    app = create_app(settings)
    yield app.test_client()
    app.extensions["voting.databases"].close()


def test_under_tls_the_browser_is_told_to_stay(tls_client):
    answer = tls_client.get("/login", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_without_tls_nothing_is_promised(client):
    answer = client.get("/login")
    assert "Strict-Transport-Security" not in answer.headers
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.1.1.1"])
def test_an_unknown_host_is_refused(client, host):
    assert client.get("/login", headers={"Host": host}).status_code == 400


def test_a_stranger_cannot_speak_for_a_proxy(house):
    """X-Forwarded-* counts only where a proxy was configured."""
    client = house.client()
    answer = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil" not in answer.headers["Location"]


MULTIPART = "multipart/form-data; boundary=edge"


def multipart(fields: dict[str, str]) -> str:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    return "".join(parts) + "--edge--\r\n"


def test_what_is_too_large_is_refused(app, client):
    assert app.config["MAX_CONTENT_LENGTH"] == 16 * 1024 * 1024
    assert client.post("/login", data={"login": "x" * 2_100_000}).status_code == 413
    for fields in ({"login": "x" * 600_000}, {f"f{number}": "x" for number in range(1_001)}):
        assert client.post("/login", data=multipart(fields), content_type=MULTIPART).status_code == 413


def test_an_error_page_tells_a_number_and_no_trace(app, client, monkeypatch):
    from voting.congress import services

    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(services, "find_congress", fail)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Content-Security-Policy"] == CSP


def test_an_endpoint_without_a_policy_stops_the_start(settings, monkeypatch):
    from voting.congress.views import health

    monkeypatch.delattr(health, "policy")
    with pytest.raises(RuntimeError, match=r"congress\.health"):
        create_app(settings)
