"""Start one installation for the people who use it: ``scripts/run`` is this module.

Migrates both databases, prints the addresses and, for an empty installation, the administrator's one-time
link, then serves until it is stopped. ``--hall`` serves HTTPS to the local network.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from voting import migrations
from voting.cli import forget
from voting.config import ROOT, Settings, load_settings
from voting.congress.people import first_administrator
from voting.db import open_databases
from voting.domains import load_models
from voting.hall import PRIVATE_NETWORKS, hall_certificate
from voting.invitation import as_qr, offering_root
from voting.jobs import Starter
from voting.serving import CannotStart, Serving, free_port, local, running

LOCAL_PORT = 8000
HALL_PORT = 8443
INVITATION_PORT = 8080


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "scripts/run", description="安装、启动票决 (installs and starts Piaojue)"
    )
    parser.add_argument("--port", type=int, help=f"端口 (default {LOCAL_PORT}, in the hall {HALL_PORT})")
    parser.add_argument("--demo", action="store_true", help="备好演示会议 (with a demo congress)")
    parser.add_argument("--check", action="store_true", help="启动、应答、停止 (start, answer once, stop)")
    hall = parser.add_argument_group("会场 (hall)")
    hall.add_argument(
        "--hall", action="store_true", help="在局域网上以 HTTPS 服务 (HTTPS on the local network)"
    )
    hall.add_argument("--address", type=IPv4Address, help="本机的局域网地址 (if there are several)")
    hall.add_argument("--name", help="证书上的域名 (the certificate's host name)")
    hall.add_argument("--certificate", type=Path, help="已有证书链 (a certificate chain, PEM)")
    hall.add_argument("--key", type=Path, help="证书私钥 (its key, PEM)")
    return parser.parse_args(arguments)


def private_addresses() -> tuple[IPv4Address, ...]:
    """This machine's addresses on private networks, without the loopback."""
    listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    found = [IPv4Address(text) for text in listed if ":" not in text]
    return tuple(a for a in found if not a.is_loopback and any(a in network for network in PRIVATE_NETWORKS))


def in_the_hall(
    options: argparse.Namespace, addresses: tuple[IPv4Address, ...], certificates: Path
) -> Serving:
    """HTTPS on the local network, with a certificate that was handed in or one of the hall's own."""
    port = options.port or HALL_PORT
    if options.certificate:
        if not (options.key and options.name):
            raise CannotStart("--certificate 还需要 --key 和 --name (also needs --key and --name)")
        files = (options.certificate.resolve(), options.key.resolve())
        return Serving("0.0.0.0", port, f"https://{options.name}:{port}", (options.name,), files)
    if not addresses:
        raise CannotStart("本机没有局域网地址，请先接入会场网络 (join the hall's network first)")
    made = hall_certificate(certificates, addresses, now=datetime.now(UTC))
    names = tuple(str(address) for address in addresses)
    return Serving("0.0.0.0", port, f"https://{names[0]}:{port}", names, (made.chain, made.key))


def prepare(settings: Settings) -> str | None:
    """Newest schema, nothing that has served its time; the first administrator's token until it was used."""
    load_models()
    databases = open_databases(settings)
    try:
        migrations.migrate(databases)
        forget(databases, now=datetime.now(UTC))
        with databases.main() as session:
            return first_administrator(session, now=datetime.now(UTC))
    finally:
        databases.close()


def greeting(url: str, token: str | None, *, demo: bool) -> str:
    """What the terminal says when the server answers; ``token`` signs the first administrator in."""
    lines = ["", f"  票决已启动 (Piaojue is running): {url}"]
    if token is not None:
        lines += ["", "  首次使用：用这个一次性链接以管理员身份登录 (sign in as administrator, once)"]
        lines += [f"  {url}/enter/{token}"]
    if token is not None and not demo:
        lines += ["", "  想先看看：scripts/run --demo 备好一个演示会议 (a demo congress to click through)"]
    return "\n".join([*lines, "", "  按 Ctrl+C 停止 (stops)", ""])


def invitation(root_page: str) -> str:
    """The page that offers the hall's root, as an address and as a code to scan."""
    heading = f"  平板首次使用：扫码安装会场证书 (tablets: install the certificate)  {root_page}"
    return f"{heading}\n{as_qr(root_page)}"


def start(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped; with ``--check`` until it has answered. Returns the exit status.

    The part for the internet finds everything prepared by the full process.
    """
    token = None if settings.public_part else prepare(settings)
    certificates = settings.keys / "hall"
    if options.hall:
        addresses = (options.address,) if options.address else private_addresses()
        serving = in_the_hall(options, addresses, certificates)
    else:
        serving = local(options.port or (free_port() if options.check else LOCAL_PORT))
    if options.demo:
        subprocess.run([sys.executable, "-m", "voting.demo", "--prepare"], cwd=ROOT, check=True)
    with ExitStack() as stack:
        server = stack.enter_context(
            running(serving, {**os.environ, "VOTING_INSTANCE": str(settings.instance)})
        )
        print(greeting(serving.url, token, demo=options.demo), flush=True)
        if options.hall and not options.certificate:
            page = offering_root(certificates / "root.pem", serving.names[0], INVITATION_PORT, serving.url)
            print(invitation(stack.enter_context(page)), flush=True)
        if options.check:
            return 0
        Starter(settings).wake()  # what was left undone by the last run, and every day what is due
        return server.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(arguments)
    # Ending this program ends the server with it, whichever signal asks for it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return start(options, load_settings())
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
