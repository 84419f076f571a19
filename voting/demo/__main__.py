"""``python -m voting.demo``: the whole vote, played and verified (scripts/demo); ``--prepare`` only makes the
demo congress in this installation, for ``scripts/run --demo``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from voting import migrations
from voting.config import ROOT, load_settings
from voting.db import open_databases
from voting.demo.play import Play, bar
from voting.demo.prepare import CODE, NAME, Account, furnish, prepare
from voting.polling.keys import KeyStore
from voting.protocol.archive import BLOCK, Archive, parse_archive
from voting.protocol.bundle import read_bundle
from voting.protocol.election import parse_election
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


def verdicts(bundle: Path, folder: Path) -> bool:
    """Our verifier's word, then belenios-tool's where it is installed."""
    ours = subprocess.run(
        [sys.executable, "-m", "voting.verifier", "verify", str(bundle)], cwd=ROOT, check=False
    )
    theirs = foreign_verdict(bundle, folder)
    return ours.returncode == 0 and theirs is not False


def foreign_verdict(bundle: Path, folder: Path) -> bool | None:
    """belenios-tool's verdict on the archive: its own recomputed tally and result against the recorded
    ones, each ballot by ``verify-ballot``. None where the program is missing."""
    program = shutil.which("belenios-tool3") or shutil.which("belenios-tool")
    if program is None:
        print("belenios-tool：本机未安装，未核对 (not installed: scripts/install-belenios-tool)")
        return None
    content = bytes(read_bundle(bundle.read_bytes()).archive)
    archive = parse_archive(content)
    uuid = parse_election(archive.setup("election")).uuid
    (folder / f"{uuid}.bel").write_bytes(content)
    run = [program, "election"]
    (tally,), (result,) = archive.of_type("EncryptedTally"), archive.of_type("Result")
    recorded_tally = b"\n".join(
        archive.content(tally.data[kind]) for kind in ("encrypted_tally", "sized_encrypted_tally")
    )
    good = (
        _output([*run, "verify", "--dir", str(folder)]) is not None
        and _output([*run, "compute-encrypted-tally", "--dir", str(folder)]) == recorded_tally
        and _output([*run, "compute-result", "--dir", str(folder)]) == archive.content(result.data["result"])
        and _ballots_accepted(run, archive, folder)
    )
    print(f"belenios-tool：{'核验通过 (verified)' if good else '核验未通过 (NOT verified)'}")
    return good


def _ballots_accepted(run: list[str], archive: Archive, folder: Path) -> bool:
    """``verify-ballot`` on every ballot, since its ``verify`` does not wait for these checks.

    It is asked over an archive that ends before the first ballot: of a ballot that stands there already it
    says only that it is a duplicate.
    """
    before = folder / "before"
    before.mkdir()
    first = archive.of_type("Ballot")[0].data["ballot"].offset - BLOCK
    uuid = parse_election(archive.setup("election")).uuid
    (before / f"{uuid}.bel").write_bytes(bytes(archive.buffer[:first]))
    ballots = list(archive.ballots())
    show = bar("belenios-tool verify-ballot", len(ballots))

    def accepted(content: bytes) -> bool:
        path = before / f"{hashlib.sha256(content).hexdigest()}.json"
        path.write_bytes(content)
        return _output([*run, "verify-ballot", "--dir", str(before), "--ballot", str(path)]) is not None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, good in enumerate(pool.map(accepted, ballots), start=1):
            show(number)
            if not good:
                return False
    return True


def _output(command: list[str]) -> bytes | None:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def play(keep: Path | None) -> int:
    """The whole vote in an installation of its own, which is thrown away unless ``keep`` names a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        instance = folder / "instance"
        accounts = accounts_of(instance, furnished=False)
        bundle = folder / "bundle.zip"
        game = Play(
            local(free_port()),
            {**os.environ, "VOTING_INSTANCE": str(instance)},
            {account.login: account for account in accounts},
        )
        game.run(bundle)
        if keep is not None:
            shutil.copy(bundle, keep)
        return 0 if verdicts(bundle, folder) else 1


def main() -> int:
    parser = argparse.ArgumentParser("scripts/demo", description="演示一次完整的票决 (plays a whole vote)")
    parser.add_argument("--prepare", action="store_true", help="只备好演示会议 (only make the congress)")
    parser.add_argument("--bundle", type=Path, help="把归档包存到这里 (keep the bundle here)")
    options = parser.parse_args()
    if options.prepare:
        print_accounts(accounts_of(None, furnished=True))
        return 0
    return play(options.bundle)


if __name__ == "__main__":
    sys.exit(main())
