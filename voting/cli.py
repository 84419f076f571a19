"""What an operator does from the command line: ``python -m voting.cli <command>``.

upgrade                     bring both databases to the newest schema
first-admin [--base URL]    print the first administrator's one-time link, while none has signed in
check                       read back pragmas, triggers, act logs and schema; exit 1 on a finding
housekeeping                delete what has served its time (the server does this by itself, too)
jobs                        do the long work that waits (the server starts this by itself)
revise main|board MESSAGE   (developers) write a schema revision
catalogue                   (developers) list sentences without an English translation
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from voting import acts, jobs, language, migrations
from voting.collection import authors
from voting.config import load_settings
from voting.congress import login, people
from voting.db import Databases, across_congresses, open_databases
from voting.domains import load_models
from voting.errors import VotingError
from voting.triggers import TriggersMissing, check_triggers


def upgrade(databases: Databases, _options: argparse.Namespace) -> int:
    migrations.migrate(databases)
    return 0


def first_admin(databases: Databases, options: argparse.Namespace) -> int:
    with databases.main() as session:
        token = people.first_administrator(session, now=datetime.now(UTC))
    if token:
        print(f"管理员第一次登录（只能用一次）：{options.base}/enter/{token}")
    return 0


def check(databases: Databases, _options: argparse.Namespace) -> int:
    """Each finding on its own line; opening a connection has read the pragmas back already."""
    findings = migrations.differences(databases)
    for engine, metadata in databases.engines:
        try:
            check_triggers(engine, metadata)
        except TriggersMissing as missing:
            findings.append(str(missing))
    for maker, table in ((databases.main, acts.Act), (databases.board, acts.BoardAct)):
        with maker() as session, across_congresses(session):
            for congress_id in session.scalars(select(table.congress_id).distinct()).all():
                try:
                    acts.verify_chain(session, congress_id)
                except VotingError as broken:
                    findings.append(f"{table.__tablename__} {congress_id}: {broken}")
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


def housekeeping(databases: Databases, _options: argparse.Namespace) -> int:
    load_models()
    print(forget(databases, now=datetime.now(UTC)))
    return 0


def forget(databases: Databases, *, now: datetime) -> int:
    """Delete what has served its time, in all congresses; how many rows.

    Runs at each start and with every job, at least once a day while the server works.
    """
    with databases.main() as session:
        return login.forget_old(session, now=now) + authors.erase_due(session, now=now)


def do_jobs(databases: Databases, _options: argparse.Namespace) -> int:
    os.nice(10)  # answers to people come first
    load_models()
    forget(databases, now=datetime.now(UTC))
    jobs.run_queued(databases, load_settings())
    return 0


def revise(_databases: Databases, options: argparse.Namespace) -> int:
    print(migrations.revise(options.line, options.message))
    return 0


def catalogue(_databases: Databases, _options: argparse.Namespace) -> int:
    missing = sorted(language.source_messages() - language.catalogue("en").keys())
    for sentence in missing:
        print(f'msgid "{sentence}"\nmsgstr ""\n')
    return 1 if missing else 0


COMMANDS: dict[str, Callable[[Databases, argparse.Namespace], int]] = {
    "upgrade": upgrade,
    "first-admin": first_admin,
    "check": check,
    "housekeeping": housekeeping,
    "jobs": do_jobs,
    "revise": revise,
    "catalogue": catalogue,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m voting.cli")
    commands = parser.add_subparsers(dest="command", required=True)
    parsers = {name: commands.add_parser(name) for name in COMMANDS}
    parsers["first-admin"].add_argument("--base", default="http://localhost:8000")
    parsers["revise"].add_argument("line", choices=migrations.LINES)
    parsers["revise"].add_argument("message")
    options = parser.parse_args(arguments)
    databases = open_databases(load_settings())
    try:
        return COMMANDS[options.command](databases, options)
    finally:
        databases.close()


if __name__ == "__main__":
    sys.exit(main())
