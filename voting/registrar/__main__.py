"""The command line: ``python -m voting.registrar draw SITTING -n 340``; exit 0 done, 2 not possible.

Files with secrets are written for their owner alone. The register's passphrase is asked for at the terminal
or read from the first line of ``--passphrase-file``; it is no argument, which other users could see.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path

from voting.registrar import cards, files, sheets
from voting.registrar.cards import Refused

CSS = Path(__file__).parent.parent / "static" / "css" / "cards.css"


def draw(asked: Namespace) -> str:
    sitting = files.read_sitting(_read(asked.sitting))
    folder = Path(asked.folder)
    register, printed = folder / "register.piaojue", folder / "cards.html"
    for path in (register, printed):
        if path.exists():
            raise Refused(f"{path} 已经存在，没有覆盖", f"{path} exists and is not overwritten")
    kept, secrets = cards.draw(sitting, asked.number, asked.reserve, asked.spot, os.urandom)
    locked = files.lock(kept, _passphrase(asked, twice=True), os.urandom)
    _write(register, locked)
    page = sheets.page(sitting, cards.packs(kept, os.urandom), secrets, CSS.read_text(encoding="utf-8"))
    _write(printed, page.encode())
    return (
        f"已生成 {asked.number} 张票卡。请打印 {printed}，印好立即销毁：\n"
        f"    python -m voting.registrar erase {printed}\n"
        f"名册：{register}，口令请另行保管。\n"
        f"{asked.number} cards drawn. Print {printed} and erase it at once; the register is {register}."
    )


def leave_out(asked: Namespace) -> str:
    sitting = files.read_sitting(_read(asked.sitting))
    kept = files.unlock(_read(asked.register), _passphrase(asked, twice=False), sitting.sitting)
    left, spoilt = (cards.read_serials(" ".join(texts)) for texts in (asked.left, asked.spoilt))
    signed = cards.sign_lists(kept, left, spoilt)
    listed = signed.printed - signed.left_over - signed.spoilt
    _write(Path(asked.out), cards.upload_file(kept.sitting, signed))
    return (
        f"印制 {signed.printed} = 列入名单 {listed}（其中抽检 {signed.spot}）+ 剩余 {signed.left_over}"
        f" + 损毁 {signed.spoilt}\n请在表决票卡页面上传 {asked.out} / upload {asked.out} on the cards page"
    )


def erase(asked: Namespace) -> str:
    """Overwritten once, then removed. What a flash disk keeps of it is beyond a program: use an encrypted
    disk or one in memory."""
    for name in asked.files:
        path = Path(name)
        try:
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except OSError as error:
            raise Refused(f"没有销毁 {name}：{error.strerror}", f"not erased: {name}") from None
    return f"已销毁 {len(asked.files)} 个文件 / {len(asked.files)} files erased"


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="voting.registrar", description="离线制卡 / voting cards without network")
    commands = made.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="生成票卡 / draw cards")
    drawing.add_argument(
        "sitting", metavar="SITTING", help="会场文件 / the sitting's file from the cards page"
    )
    drawing.add_argument("-n", "--number", type=int, required=True, metavar="N", help="印制张数 / all cards")
    drawing.add_argument("--reserve", type=int, default=0, metavar="N", help="其中备用 / kept back")
    drawing.add_argument("--spot", type=int, default=0, metavar="N", help="其中抽检 / for spot checks")
    drawing.add_argument("--folder", default=".", metavar="FOLDER", help="写到哪里 / where to write")
    drawing.set_defaults(work=draw)
    leaving = commands.add_parser("leave-out", help="剔除剩余，签署名单 / sign the lists")
    leaving.add_argument("sitting", metavar="SITTING", help="会场文件 / the sitting's file")
    leaving.add_argument("register", metavar="REGISTER", help="名册文件 / the register")
    leaving.add_argument(
        "--left", nargs="*", default=[], metavar="SERIAL", help="剩余，如 0301-0320 / left over"
    )
    leaving.add_argument("--spoilt", nargs="*", default=[], metavar="SERIAL", help="损毁 / spoilt")
    leaving.add_argument("--out", default="lists.piaojue", metavar="FILE", help="名单文件 / file to upload")
    leaving.set_defaults(work=leave_out)
    for command in (drawing, leaving):
        command.add_argument("--passphrase-file", metavar="FILE", help="口令文件 / read the passphrase here")
    erasing = commands.add_parser("erase", help="销毁文件 / destroy files")
    erasing.add_argument("files", nargs="+", metavar="FILE")
    erasing.set_defaults(work=erase)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        print(asked.work(asked))
    except Refused as error:
        print(f"{error.zh} / {error.en}", file=sys.stderr)
        return 2
    return 0


def _passphrase(asked: Namespace, *, twice: bool) -> str:
    if asked.passphrase_file:
        return _read(asked.passphrase_file).decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    given = getpass("名册口令 / passphrase: ")
    if twice and getpass("再输一次 / again: ") != given:
        raise Refused("两次输入的口令不一样", "the two differ")
    return given


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Refused(f"无法读取 {name}：{error.strerror}", f"cannot read {name}") from None


def _write(path: Path, content: bytes) -> None:
    """For its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"无法写入 {path}：{error.strerror}", f"cannot write {path}") from None


if __name__ == "__main__":
    sys.exit(main())
