"""The end of a sitting: what each place tells of each poll, all verifiers, the two times; and the verdict.

conclude(game, folder) -> [what does not hold]     prints a table for each poll and a closing line
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voting.demo import comparison, verdicts
from voting.demo.showing import bar
from voting.demo.sitting import SOON, STALLED, Played, Sitting
from voting.demo.stalling import BOUND, Delay
from voting.demo.verdicts import Verdict
from voting.rules import method as methods


@dataclass(frozen=True)
class Found:
    """What the verifiers say of one poll; None of those that this machine lacks."""

    ours: Verdict
    page: Verdict | None
    foreign: bool | None


def conclude(game: Sitting, folder: Path) -> list[str]:
    faults = []
    for played, found in zip(game.played, verified(game.played, folder), strict=True):
        faults += compared(played, found)
    faults += slow(game.played) + delayed(game.delays)
    print()
    for fault in faults:
        print(f"✗ {fault}")
    if not faults:
        print(
            f"全部一致：{len(game.played)} 次票决，大屏、报告单、归档包和各核验程序的数字相同 (all the same)"
        )
    return faults


def verified(played: list[Played], folder: Path) -> list[Found]:
    """All verifiers over all bundles, as many at once as there are cores; the slowest begin."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pages = [pool.submit(verdicts.page, each.bundle) for each in played]
        ours = [pool.submit(verdicts.own, each.bundle, "--processes", "1") for each in played]
        foreign = [pool.submit(_foreign, each.bundle, folder) for each in played]
        asked: list[Future[Any]] = [*pages, *ours, *foreign]
        show = bar("核验：Python、verify.html、belenios-tool", len(asked))
        for done, _ in enumerate(as_completed(asked), start=1):
            show(done)
    return [
        Found(own.result(), page.result(), other.result())
        for own, page, other in zip(ours, pages, foreign, strict=True)
    ]


def _foreign(bundle: Path, folder: Path) -> bool | None:
    own = folder / bundle.stem
    own.mkdir()
    return verdicts.foreign(bundle, own, ballots=False)


def compared(played: Played, found: Found) -> list[str]:
    """Prints what every place tells of one poll; returns what differs or was not verified."""
    method, told, faults = methods.from_json(played.method), dict(played.told), []
    for name, verdict in (("Python 核验程序", found.ours), ("verify.html", found.page)):
        if verdict is None:
            continue
        if verdict.good:
            told[name] = comparison.told_by_report(method, verdict.facts)
        else:
            faults.append(f"{played.title}：{name} 核验未通过 (NOT verified)")
    print(f"\n{played.title}")
    print("\n".join(comparison.table(told)))
    if found.page is None:
        print("  verify.html：本机没有 Node，未核对 (not run: no Node here)")
    print(f"  {verdicts.said_of_foreign(found.foreign)}")
    if found.foreign is False:
        faults.append(f"{played.title}：belenios-tool 核验未通过 (NOT verified)")
    return faults + [f"{played.title}：{fault}" for fault in comparison.differences(told)]


def slow(played: list[Played]) -> list[str]:
    seconds = [each.last_key_to_signed for each in played]
    shown = "，".join(f"{each:.1f} 秒" for each in seconds)
    print(f"\n最后一把钥匙到签字确认：{shown}（限 {SOON:.0f} 秒）(last key to signed result)")
    return ["从最后一把钥匙到签字确认过久"] if max(seconds) > SOON else []


def delayed(delays: list[Delay]) -> list[str]:
    # One slow cast may have met other work on this machine: broken is what every measurement breaks.
    shown = "，".join(f"{each.longer:+.2f} 秒" for each in delays)
    print(f"{STALLED} 台设备停在半途时，最慢的一票多等：{shown}（限 {BOUND:.0f} 秒）(stalled clients)")
    return [] if any(each.holds(STALLED) for each in delays) else ["停住的设备拖慢了投票"]
