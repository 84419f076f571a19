"""The end of a sitting: what each place tells of each poll, all verifiers, the two times; and the verdict.

conclude(game, folder) -> [what does not hold]     prints a table for each poll and a closing line
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from voting.demo import comparison, verdicts
from voting.demo.comparison import Told
from voting.demo.sitting import SOON, STALLED, Played, Sitting
from voting.demo.stalling import BOUND, Delay
from voting.rules import method as methods


def conclude(game: Sitting, folder: Path) -> list[str]:
    print("\n核验 (verifying): Python、verify.html、belenios-tool ……", flush=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda played: _verified(played, folder), game.played))
    faults = [fault for told, said in zip(game.played, found, strict=True) for fault in _compared(told, said)]
    faults += _slow(game.played) + _delayed(game.delays)
    print()
    for fault in faults:
        print(f"✗ {fault}")
    if not faults:
        print(
            f"全部一致：{len(game.played)} 次票决，大屏、报告单、归档包和各核验程序的数字相同 (all the same)"
        )
    return faults


def _verified(played: Played, folder: Path) -> tuple[dict[str, Told], list[str], bool | None]:
    """What the verifiers tell, what they refuse, and belenios-tool's word."""
    method = methods.from_json(played.method)
    told, refused = {}, []
    for name, verdict in (
        ("Python 核验程序", verdicts.own(played.bundle, "--processes", "1")),
        ("verify.html", verdicts.page(played.bundle)),
    ):
        if verdict is None:
            continue
        if verdict.good:
            told[name] = comparison.told_by_report(method, verdict.facts)
        else:
            refused.append(f"{played.title}：{name} 核验未通过 (NOT verified)")
    own = folder / played.bundle.stem
    own.mkdir()
    return told, refused, verdicts.foreign(played.bundle, own, ballots=False)


def _compared(played: Played, found: tuple[dict[str, Told], list[str], bool | None]) -> list[str]:
    verified, refused, theirs = found
    told = played.told | verified
    print(f"\n{played.title}")
    print("\n".join(comparison.table(told)))
    if verdicts.node_program() is None:
        print("  verify.html：本机没有 Node，未核对 (not run: no Node here)")
    print(f"  {verdicts.said_of_foreign(theirs)}")
    faults = refused + [f"{played.title}：{fault}" for fault in comparison.differences(told)]
    if theirs is False:
        faults.append(f"{played.title}：belenios-tool 核验未通过 (NOT verified)")
    return faults


def _slow(played: list[Played]) -> list[str]:
    seconds = max(each.last_key_to_signed for each in played)
    print(f"\n最后一把钥匙到签字确认，最长 {seconds:.1f} 秒（限 {SOON:.0f} 秒）(last key to signed result)")
    return [f"最后一把钥匙到签字确认用了 {seconds:.1f} 秒"] if seconds > SOON else []


def _delayed(delays: list[Delay]) -> list[str]:
    """One measurement may meet other work on this machine: the bound is broken when all of them break it."""
    shown = "，".join(f"{each.longer:+.2f} 秒" for each in delays)
    print(f"{STALLED} 台设备停在半途时，最慢的一票多等：{shown}（限 {BOUND:.0f} 秒）(stalled clients)")
    return [] if any(each.holds(STALLED) for each in delays) else ["停住的设备拖慢了投票"]
