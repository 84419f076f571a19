"""What scripts/run decides before it serves."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from voting import start
from voting.serving import CannotStart, Serving, local


def test_by_default_only_this_machine_is_served():
    serving = local(8000)
    assert "127.0.0.1:8000" in serving.command
    assert serving.url == "http://127.0.0.1:8000"
    assert "VOTING_TLS" not in serving.environment({})


def test_the_hall_is_served_over_https_under_its_addresses(tmp_path):
    options = start.options_of(["--hall"])
    serving = start.in_the_hall(options, (IPv4Address("192.168.3.7"), IPv4Address("10.1.2.3")), tmp_path)
    assert serving.url == "https://192.168.3.7:8443"
    assert serving.environment({})["VOTING_TLS"] == "1"
    assert serving.environment({})["VOTING_TRUSTED_HOSTS"] == "192.168.3.7,10.1.2.3"
    assert ["--certfile", str(tmp_path / "server.pem")] == serving.command[-4:-2]


def test_a_real_certificate_is_taken_with_its_name(tmp_path):
    arguments = [
        "--hall",
        "--certificate",
        "chain.pem",
        "--key",
        "key.pem",
        "--name",
        "vote.example",
        "--port",
        "443",
    ]
    serving = start.in_the_hall(start.options_of(arguments), (), tmp_path)
    assert serving.url == "https://vote.example:443"
    assert serving.names == ("vote.example",)
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_without_its_key_or_name_is_refused_in_words(tmp_path):
    with pytest.raises(CannotStart, match="--key"):
        start.in_the_hall(start.options_of(["--hall", "--certificate", "chain.pem"]), (), tmp_path)


def test_a_hall_without_a_network_is_refused_in_words(tmp_path):
    with pytest.raises(CannotStart, match="局域网地址"):
        start.in_the_hall(start.options_of(["--hall"]), (), tmp_path)


def test_hosts_that_are_set_already_stay_trusted():
    serving = Serving("0.0.0.0", 8443, "https://10.1.2.3:8443", ("10.1.2.3",))
    environment = serving.environment({"VOTING_TRUSTED_HOSTS": "vote.example", "LANG": "C"})
    assert environment == {"VOTING_TRUSTED_HOSTS": "vote.example,10.1.2.3", "LANG": "C"}


def test_no_visit_is_logged():
    assert not [word for word in local(8000).command if "access" in word]


def test_the_greeting_gives_a_newcomer_the_link_and_the_next_step():
    text = start.greeting("http://127.0.0.1:8000", "abc", demo=False)
    assert "http://127.0.0.1:8000/enter/abc" in text
    assert "scripts/run --demo" in text


def test_the_greeting_of_a_running_installation_offers_no_link():
    text = start.greeting("http://127.0.0.1:8000", None, demo=False)
    assert "/enter/" not in text
    assert "--demo" not in text
