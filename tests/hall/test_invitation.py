"""The page from which a tablet gets the hall's root certificate."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from voting.invitation import as_qr, offering_root


@pytest.fixture
def page(tmp_path):
    root = tmp_path / "root.pem"
    root.write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    with offering_root(root, "127.0.0.1", 0, "https://192.168.3.7:8443") as address:
        yield address


def get(address):
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.headers, answer.read()


def test_the_page_leads_to_the_certificate_and_to_the_vote(page):
    headers, body = get(page)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'href="/root.crt"' in body.decode()
    assert 'href="https://192.168.3.7:8443"' in body.decode()


def test_a_tablet_takes_the_file_for_a_certificate(page):
    headers, body = get(f"{page}root.crt")
    assert headers["Content-Type"] == "application/x-x509-ca-cert"
    assert body == b"-----BEGIN CERTIFICATE-----\n"


@pytest.mark.parametrize("path", ["root.key", "../root.key", "root.crt/../root.key", "?root.key"])
def test_nothing_else_is_served(page, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(page + path)


def test_the_page_is_gone_when_the_server_stops(tmp_path):
    root = tmp_path / "root.pem"
    root.write_bytes(b"")
    with offering_root(root, "127.0.0.1", 0, "https://10.0.0.1") as address:
        get(address)
    with pytest.raises(urllib.error.URLError):
        get(address)


def test_the_code_is_drawn_for_a_terminal():
    drawn = as_qr("http://192.168.3.7:8080/").splitlines()
    assert len({len(line) for line in drawn}) == 1
    assert set("".join(drawn)) <= set("█▀▄ \xa0")
