"""``python -m voting.demo``: the whole vote, played and verified (scripts/demo); ``--sitting`` plays a whole
sitting with all that can befall it; ``--collection`` a season of residents' ideas up to the fixed list;
``--year`` the year after the vote, to its secret rating and its year book; ``--prepare`` only makes the demo
congress in this installation, for ``scripts/run --demo``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from voting import migrations
from voting.config import ROOT, load_settings
from voting.db import open_databases
from voting.demo import conclusion, verdicts
from voting.demo.collection_play import CollectionPlay
from voting.demo.play import Play
from voting.demo.prepare import CODE, NAME, Account, furnish, prepare
from voting.demo.sitting import Sitting
from voting.demo.year_play import YearPlay
from voting.polling.keys import KeyStore
from voting.serving import free_port, local


def accounts_of(instance: Path | None, *, furnished: bool) -> list[Account]:
    """Make the demo congress in an installation, perhaps up to a drafted poll, and return its accounts."""
    settings = load_settings(instance)
    databases = open_databases(settings)
    try:
        migrations.migrate(databases)
        accounts = prepare(databases, datetime.now(UTC))
        if furnished:
            furnish(databases, KeyStore(settings.instance), accounts, datetime.now(UTC))
        return accounts
    finally:
        databases.close()


def print_accounts(accounts: list[Account]) -> None:
    print(f"\n  演示会议 (demo congress): {NAME}  /c/{CODE}/")
    print("  账号 (login)    密码 (password)    身份 (office)")
    for account in accounts:
        print(f"  {account.login:<14} {account.password:<18} {account.office}（{account.name}）")


def both_verdicts(bundle: Path, folder: Path) -> bool:
    """Our verifier's word, then belenios-tool's where it is installed."""
    command = [sys.executable, "-m", "voting.verifier", "verify", str(bundle)]
    ours = subprocess.run(command, cwd=ROOT, check=False)
    theirs = verdicts.foreign(bundle, folder)
    print(verdicts.said_of_foreign(theirs))
    return ours.returncode == 0 and theirs is not False


def play(keep: Path | None) -> int:
    """The whole vote in an installation of its own, which is thrown away unless ``keep`` names a file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bundle = folder / "bundle.zip"
        Play(local(free_port()), *_installation(folder)).run(bundle)
        if keep is not None:
            shutil.copy(bundle, keep)
        return 0 if both_verdicts(bundle, folder) else 1


def play_sitting(keep: Path | None) -> int:
    """A whole sitting likewise; ``keep`` names a folder for its three bundles."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        game = Sitting(local(free_port()), *_installation(folder), folder=folder)
        game.run()
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for played in game.played:
                shutil.copy(played.bundle, keep)
        faults = conclusion.conclude(game, folder)
    print(f"用时 {time.monotonic() - began:.0f} 秒 (seconds)")
    return 1 if faults else 0


def play_collection(ideas: int) -> int:
    """A season of collection likewise; 0 only where all places tell the same numbers."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        game = CollectionPlay(local(free_port()), *_installation(Path(temporary)), ideas=ideas)
        faults = game.run()
    for fault in faults:
        print(f"  不一致 (does not agree)：{fault}")
    print("各处数字一致 (all numbers agree)" if not faults else "各处数字不一致 (numbers differ)")
    print(f"用时 {time.monotonic() - began:.0f} 秒 (seconds)")
    return 1 if faults else 0


def play_year(keep: Path | None) -> int:
    """A vote and the year after it; ``keep`` names a folder for the bundles and the year book."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        game = YearPlay(local(free_port()), *_installation(folder), folder=folder)
        faults = game.play()
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for made in (*game.bundles, folder / "book.html"):
                shutil.copy(made, keep)
        verified = [both_verdicts(bundle, _own(folder, bundle)) for bundle in game.bundles]
    for fault in faults:
        print(f"✗ {fault}")
    print(f"用时 {time.monotonic() - began:.0f} 秒 (seconds)")
    return 0 if all(verified) and not faults else 1


def _own(folder: Path, bundle: Path) -> Path:
    """A folder for the files of one bundle's verification."""
    own = folder / bundle.stem
    own.mkdir()
    return own


def _installation(folder: Path) -> tuple[dict[str, str], dict[str, Account]]:
    """Environment and accounts of a fresh one."""
    accounts = accounts_of(folder / "instance", furnished=False)
    environ = {**os.environ, "VOTING_INSTANCE": str(folder / "instance")}
    return environ, {account.login: account for account in accounts}


def main() -> int:
    parser = argparse.ArgumentParser("scripts/demo", description="演示一次完整的票决 (plays a whole vote)")
    parser.add_argument("--prepare", action="store_true", help="只备好演示会议 (only make the congress)")
    parser.add_argument(
        "--sitting", action="store_true", help="演示一整场：测评、票决、再次票决和各种意外 (a whole sitting)"
    )
    parser.add_argument(
        "--collection",
        action="store_true",
        help="演示一季征集：从群众建议到候选名单 (a season of collection)",
    )
    parser.add_argument(
        "--year", action="store_true", help="演示票决之后的一年：督查、调整、测评、年鉴 (the year after)"
    )
    parser.add_argument("--ideas", type=int, default=1500, help="--collection 的建议条数 (how many ideas)")
    parser.add_argument(
        "--bundle",
        type=Path,
        help="把归档包存到这里，--sitting 时为文件夹 (keep the bundle, or bundles, here)",
    )
    options = parser.parse_args()
    if options.prepare:
        print_accounts(accounts_of(None, furnished=True))
        return 0
    if options.year:
        return play_year(options.bundle)
    if options.collection:
        return play_collection(options.ideas)
    return play_sitting(options.bundle) if options.sitting else play(options.bundle)


if __name__ == "__main__":
    sys.exit(main())
