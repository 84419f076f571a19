"""The revisions make exactly what the models say, on both kinds of database."""

from __future__ import annotations

from sqlalchemy import text

from voting.cli import main as command
from voting.migrations import differences, migrate


def test_the_migrated_databases_are_what_the_models_say(any_databases):
    assert differences(any_databases) == []


def test_a_difference_would_be_seen(databases):
    with databases.main_engine.begin() as connection:
        connection.execute(text("CREATE TABLE stray (id INTEGER)"))
        connection.execute(text("DROP INDEX ix_login_session_person_id"))
    found = "\n".join(differences(databases))
    assert "stray" in found
    assert "ix_login_session_person_id" in found


def test_migrating_again_changes_nothing(any_databases):
    migrate(any_databases)
    assert differences(any_databases) == []


def test_the_check_command_is_quiet_when_all_is_well_and_names_what_is_not(
    settings, databases, monkeypatch, capsys
):
    monkeypatch.setenv("VOTING_INSTANCE", str(settings.instance))
    assert command(["check"]) == 0
    with databases.main_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER act_no_update"))
    assert command(["check"]) == 1
    assert "act_no_update" in capsys.readouterr().err


def test_upgrade_and_first_admin_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VOTING_INSTANCE", str(tmp_path))
    assert command(["upgrade"]) == 0
    assert command(["first-admin", "--base", "http://hall"]) == 0
    assert "http://hall/enter/" in capsys.readouterr().out
    assert command(["check"]) == 0
    assert command(["housekeeping"]) == 0
