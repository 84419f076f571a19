"""The command line: ``python -m voting.verifier verify FILE``; exit 0 good, 1 bad, 2 not usable.

The other commands are ``receipt``, ``challenge``, ``diff`` and ``rounds``; each takes ``--help``.
"""

from __future__ import annotations

import json
import mmap
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from voting.protocol.errors import ProtocolError
from voting.protocol.receipts import parse_fragment
from voting.verifier import verify
from voting.verifier.challenge import SHOWN_HASH, Verdict, challenge
from voting.verifier.poll import Announced
from voting.verifier.report import Report
from voting.verifier.rounds import Chain
from voting.verifier.rounds import check as check_rounds
from voting.verifier.source import Source
from voting.verifier.verify import Wishes


class Unusable(Exception):
    """The command cannot be carried out: (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Meter:
    """Progress on standard error: how many of how many, and about how long it will take."""

    def __init__(self, lang: str) -> None:
        self._said = (
            "已核 {done}/{total} 张票，约剩 {left} 秒"
            if lang == "zh"
            else ("{done} of {total} ballots, about {left} s left")
        )
        self._began = time.monotonic()
        self._shown = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._shown < 1:
            return
        self._shown = now
        left = round((now - self._began) / max(done, 1) * (total - done))
        sys.stderr.write("\r" + self._said.format(done=done, total=total, left=left) + "   ")
        if done == total:
            sys.stderr.write("\n")
        sys.stderr.flush()


def read_file(name: str) -> Source:
    """The file, mapped into memory. Raises Unusable."""
    try:
        with Path(name).open("rb") as file:
            return Source(name, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "empty"
        raise Unusable(f"无法读取文件 {name}：{reason}", f"cannot read {name}: {reason}") from None


def read_receipt(given: str) -> bytes:
    """A signed receipt from its link, the link's fragment, or a file with either or with its JSON."""
    try:
        path = Path(given)
        text = path.read_text(encoding="utf-8").strip() if len(given) < 256 and path.is_file() else given
        return text.encode() if text.startswith("{") else parse_fragment(text.rpartition("#")[2])
    except (OSError, ValueError, ProtocolError):
        raise Unusable(f"回执无法读取：{given[:80]}", f"not a receipt: {given[:80]}") from None


def read_text(given: str) -> bytes:
    """The text that a challenged device showed, or the file that it was scanned into."""
    try:
        return given.strip().encode() if given.lstrip().startswith("{") else Path(given).read_bytes().strip()
    except (OSError, ValueError):
        raise Unusable(f"抽检码无法读取：{given[:80]}", f"not a challenge: {given[:80]}") from None


def ask_challenge(asked: Namespace) -> Verdict:
    """Raises Unusable where nothing can be said about the device."""
    shown = "".join(asked.hash.split())
    if not SHOWN_HASH.match(shown):
        raise Unusable("查票码应为 43 个字符，请照抄录的输入", "the hash has 43 characters, as recorded")
    source, text = read_file(asked.file), read_text(asked.text)
    try:
        return challenge(source, text, shown)
    except ProtocolError as error:
        what = ("抽检码", "challenge") if error.code == "D1" else ("票决文件", "file of the poll")
        raise Unusable(f"{what[0]}无法读取（{error.code}）", f"cannot read the {what[1]}: {error}") from None


def parser() -> ArgumentParser:
    made = ArgumentParser(
        prog="voting.verifier", description="独立核验票决 / verify a poll without any server",
        epilog="退出码 / exit: 0 通过 good, 1 未通过 bad, 2 无法进行 usage",
    )  # fmt: skip
    commands = made.add_subparsers(dest="command", required=True)
    full = commands.add_parser("verify", help="核验整场票决 / verify a whole poll")
    full.add_argument("file", metavar="FILE", help="归档包 .zip 或归档文件 .bel / bundle or bare archive")
    full.add_argument("--processes", type=int, metavar="N", help="进程数 / processes (default: all cores)")
    full.add_argument("--expect-uuid", metavar="UUID", help="公布的票决编号 / the announced uuid")
    full.add_argument("--expect-fingerprint", metavar="HASH", help="票决指纹或归档指纹 / election or archive")
    full.add_argument("--scrutineers", type=int, metavar="N", help="监票人数 / number of scrutineers")
    full.add_argument("--threshold", type=int, metavar="T", help="开启所需人数 / how many suffice")
    full.add_argument("--all-deputies", type=int, metavar="N", help="实有代表人数 / all deputies")
    full.add_argument("--registrar-key", metavar="HEX", help="票卡管理员公钥或其编号 / key or its id")
    full.add_argument("--receipt", action="append", default=[], metavar="RECEIPT", help="回执 / link or file")
    kept = commands.add_parser("receipt", help="核对回执 / check a receipt")
    kept.add_argument("file", metavar="FILE", help="归档包或归档文件 / bundle or bare archive")
    kept.add_argument("receipt", nargs=1, metavar="RECEIPT", help="链接、编码或文件 / link, fragment or file")
    for command in (full, kept):
        command.add_argument("--board-key", metavar="HEX", help="票箱公钥或其编号 / board key or its id")
    older = commands.add_parser("diff", help="后一份是否延续前一份 / does NEW continue OLD")
    older.add_argument("old", metavar="OLD")
    older.add_argument("new", metavar="NEW")
    spot = commands.add_parser("challenge", help="设备抽检 / what did a challenged device encrypt")
    spot.add_argument("file", metavar="FILE", help="归档包、归档或 election / bundle, archive or election")
    spot.add_argument("text", metavar="TEXT", help="抽检码或其文件 / the text it showed, or a file with it")
    spot.add_argument("hash", metavar="HASH", help="抽检前抄录的查票码 / hash recorded beforehand")
    closed = commands.add_parser("rounds", help="核验督查轮次归档链 / the chain of closed rounds")
    closed.add_argument("file", metavar="FILE", help="下载的归档链 / the chain as downloaded")
    closed.add_argument("--head", default="", metavar="HASH", help="已抄录的最后指纹 / last hash as noted")
    for command in (full, kept, older, spot, closed):
        command.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
        command.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language")
        command.add_argument("--quiet", action="store_true", help="不显示进度 / no progress")
    return made


def run(asked: Namespace) -> Report | Verdict | Chain:
    """Carry out one command. Raises Unusable."""
    if asked.command == "rounds":
        return check_rounds(bytes(read_file(asked.file).data), asked.head)
    if asked.command == "challenge":
        return ask_challenge(asked)
    if asked.command == "diff":
        return verify.diff(read_file(asked.old), read_file(asked.new))
    source = read_file(asked.file)
    receipts = [read_receipt(given) for given in asked.receipt]
    if receipts and not source.is_bundle and not asked.board_key:
        raise Unusable(
            "归档文件不含票箱公钥，请用 --board-key 给出",
            "a bare archive lacks the board's key: give --board-key",
        )
    if asked.command == "receipt":
        announced = Announced(board_key=asked.board_key)
        return verify.receipt(source, Wishes(announced, receipts))
    announced = Announced(
        uuid=asked.expect_uuid, fingerprint=asked.expect_fingerprint, scrutineers=asked.scrutineers,
        threshold=asked.threshold, all_deputies=asked.all_deputies, board_key=asked.board_key,
        registrar_key=asked.registrar_key,
    )  # fmt: skip
    meter = (lambda done, total: None) if asked.quiet else Meter(asked.lang)
    return verify.verify(source, Wishes(announced, receipts, asked.processes, meter))


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        report = run(asked)
    except BrokenProcessPool:
        print("核验进程意外中止，请重新核验 / a process of the verifier died: verify again", file=sys.stderr)
        return 2
    except Unusable as error:
        print(error.zh if asked.lang == "zh" else error.en, file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(report.as_text(asked.lang))
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
