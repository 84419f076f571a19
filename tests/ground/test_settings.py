"""Settings come from the environment, secrets from the machine's own randomness."""

from __future__ import annotations

import stat

import pytest

from voting.config import key_bytes, load_settings


def test_secret_is_drawn_once_and_private(tmp_path):
    first = load_settings(tmp_path, {})
    second = load_settings(tmp_path, {})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 32
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "secret.key").stat().st_mode) == 0o600


def test_two_installations_share_no_secret(tmp_path):
    assert load_settings(tmp_path / "a", {}).secret_key != load_settings(tmp_path / "b", {}).secret_key


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    key_bytes(tmp_path, "secret.key")
    (tmp_path / "keys" / "secret.key").chmod(0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        key_bytes(tmp_path, "secret.key")


def test_a_truncated_secret_is_refused(tmp_path):
    key_bytes(tmp_path, "secret.key")
    (tmp_path / "keys" / "secret.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="5 bytes"):
        key_bytes(tmp_path, "secret.key")


def test_settings_never_print_the_secret(tmp_path):
    settings = load_settings(tmp_path, {})
    assert repr(settings.secret_key) not in repr(settings)


def test_the_environment_overrides_the_defaults(tmp_path):
    environ = {
        "VOTING_MAIN_URL": "postgresql+psycopg://host/main",
        "VOTING_TRUSTED_HOSTS": "vote.example, 10.0.0.2",
        "VOTING_TLS": "1",
        "VOTING_PROXIES": "1",
    }
    settings = load_settings(tmp_path, environ)
    assert settings.main_url == "postgresql+psycopg://host/main"
    assert settings.board_url.startswith("sqlite:///")
    assert {"vote.example", "10.0.0.2", "localhost"} <= set(settings.trusted_hosts)
    assert settings.tls
    assert settings.proxies == 1
