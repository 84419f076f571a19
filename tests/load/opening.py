"""From the last key to the signed result: the last scrutineer's page, the server, the chief scrutineer."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.crypto.pages import ask
from tests.load.election import Sample, fill
from tests.load.rows import Row, say
from tests.polling.stage import Stage
from voting.polling import board_store, sittings, tallying

OPENERS = (0, 1)
LOOKS = 2.0  # seconds between two looks of a page that waits (pages/key.js)
BOUND = 10.0


def rows(sample: Sample) -> Iterator[Row]:
    """Opens the box of the closed poll; every part is what somebody in the hall waits for."""
    stage = sample.stage
    if stage.poll().state == "open":
        fill(stage, sample.bodies)
        stage.close()
    stage.report()
    stage.declare_valid()
    for index in OPENERS:
        stage.sign_closing(index)
    stage.send_share(OPENERS[0], *stage.share_of(OPENERS[0]))
    number = len(sample.bodies)

    say(f"verifying {number} ballots in the page's script, and opening with the last key")
    verifying, again, decrypting = _page(stage)
    yield Row(f"the page: verify {number} ballots, as they arrive or at closing", verifying, " s")
    yield Row("the page: all but the ballots once more, when the key is used", again, " s")
    yield Row("the page: its share and both proofs", decrypting, " s")

    share = stage.share_of(OPENERS[1])
    counting = _seconds(lambda: stage.send_share(OPENERS[1], *share))
    yield Row("the server: last share checked, its own, result and outcome recorded", counting, " s")
    signing = _seconds(lambda: (_result(stage), stage.sign()))
    yield Row("the chief scrutineer: result read and signed, server key erased", signing, " s")
    whole = again + decrypting + counting + LOOKS + signing
    name = f"last key → signed result, {number} ballots, a page's look every {LOOKS:g} s included"
    yield Row(name, whole, " s", BOUND, least=False)


def _page(stage: Stage) -> tuple[float, float, float]:
    """Seconds of the page's Worker: all, all but the ballots, the decryption."""
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        contents = {
            "archive": b"".join(board_store.archive_chunks(session, poll)),
            "side": b"".join(board_store.side_lines(session, poll)),
            "method": poll.method,
        }
    files = {name: base64.b64encode(content).decode() for name, content in contents.items()}
    verify: dict[str, Any] = {"kind": "verify", "files": "board", "expected": {}}
    slip = stage.holders[OPENERS[1]].slip.encode()
    case = {
        "op": "follow", "timed": True, "files": {"board": files}, "seeds": [stage.random(32).hex()],
        "messages": [verify, verify, {"kind": "decrypt", "slip": slip, "remembered": {}}],
    }  # fmt: skip
    (answer,) = ask([case])
    first, second, third = (each["seconds"] for each in answer["ok"])
    return first, second, third


def _result(stage: Stage) -> None:
    with stage.board() as session:
        tallying.result(session, sittings.find_poll(session, stage.poll_id))


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
