"""A process that dies between an act and what follows from it: the next start finishes what was begun."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.polling.stage import CHIEF, GENERAL, KEEPERS, Stage
from voting.acts import acts_of
from voting.errors import Conflict, NotReady, Unavailable
from voting.polling import closing, gate, lifecycle, recovery, setup, tallying
from voting.polling.keys import KeyStore
from voting.verifier.poll import Announced
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify


class Died(BaseException):
    """The process is gone; nothing in the program catches it."""


def die(*arguments: object, **named: object) -> None:
    raise Died


def start_again(stage: Stage) -> None:
    recovery.resume(stage.databases.board, stage.keys, stage.now())


def server_key(stage: Stage) -> Path:
    return stage.instance / "keys" / f"poll-{stage.poll().uuid}.key"


def test_a_crash_between_the_last_ballot_and_the_tally(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = quick_stage.to_open()
    stage.cast(stage.sealed(0))
    with monkeypatch.context() as broken, pytest.raises(Died):
        broken.setattr(closing, "finish", die)
        stage.close()
    assert (stage.poll().state, stage.poll().tally_event) == ("closed", None)
    start_again(stage)
    tally = stage.poll().tally_event
    assert tally
    start_again(stage)
    assert stage.poll().tally_event == tally
    assert len(stage.archive().of_type("EncryptedTally")) == 1


def test_a_crash_between_the_last_key_and_the_result(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = quick_stage.to_valid()
    with monkeypatch.context() as broken, pytest.raises(Died):
        broken.setattr(tallying, "complete", die)
        for index in (0, 1):
            stage.sign_closing(index)
        with pytest.raises(Died):
            stage.send_share(0, *stage.share_of(0))
        stage.send_share(1, *stage.share_of(1))
    assert stage.poll().state == "opened"
    start_again(stage)
    assert stage.poll().state == "counted"
    start_again(stage)
    archive = stage.archive()
    assert len(archive.of_type("Result")) == 1
    assert len(archive.of_type("PartialDecryption")) == 3


def test_a_lost_server_key_keeps_the_box_shut_and_the_archive_whole(quick_stage: Stage) -> None:
    stage = quick_stage.to_valid()
    good = server_key(stage).read_bytes()
    server_key(stage).unlink()
    for index in (0, 1):
        stage.sign_closing(index)
    stage.send_share(0, *stage.share_of(0))
    with pytest.raises(Unavailable) as caught:
        stage.send_share(1, *stage.share_of(1))
    assert caught.value.code == "polling.server_key_missing"
    start_again(stage)  # says so in the log and lets the rest of the hall go on
    assert stage.poll().state == "opened"
    assert len(stage.archive().of_type("PartialDecryption")) == 2
    server_key(stage).write_bytes(good)  # from the sealed copy; written by hand it is readable by others
    server_key(stage).chmod(0o644)
    start_again(stage)
    assert stage.poll().state == "opened"
    server_key(stage).chmod(0o600)
    start_again(stage)
    assert stage.poll().state == "counted"


@pytest.mark.parametrize("act", ["sign", "terminate"])
def test_a_crash_before_the_server_key_is_erased(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    stage = quick_stage.to_valid()
    stage.count()
    with monkeypatch.context() as broken, stage.board() as session, pytest.raises(Died):
        broken.setattr(KeyStore, "erase_server_seed", die)
        if act == "sign":
            lifecycle.sign(session, stage.keys, actor=CHIEF, poll_id=stage.poll_id, now=stage.now())
        else:
            lifecycle.terminate(
                session,
                stage.keys,
                actor=GENERAL,
                poll_id=stage.poll_id,
                reason="主席团决定",
                now=stage.now(),
            )
    assert server_key(stage).exists()
    start_again(stage)
    assert not server_key(stage).exists()
    assert stage.poll().server_key_erased
    start_again(stage)
    with stage.board() as session:
        verbs = [line.verb for line in acts_of(session, stage.poll().congress_id, "poll", stage.poll_id)]
    assert verbs.count("erase_server_key") == 1


def test_no_result_is_announced_while_the_server_key_is_there(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = quick_stage.to_valid()
    stage.count()
    with monkeypatch.context() as broken, pytest.raises(Died):
        broken.setattr(lifecycle, "erase_server_key", die)
        stage.sign()
    assert server_key(stage).exists()
    stage.announce()
    assert not server_key(stage).exists()


def test_fixing_a_poll_can_be_tried_again_after_it_failed(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server key is a file, so a transaction that fails leaves it behind."""
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    stage.make_keys()
    stage.make_cards()
    with monkeypatch.context() as broken, pytest.raises(Died):
        broken.setattr(setup, "Appender", die)
        stage.freeze()
    assert stage.poll().state == "draft"
    stage.freeze()
    assert stage.poll().state == "ready"


def test_a_key_tried_the_evening_before_is_tried_again_on_the_day(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    with pytest.raises(Conflict):
        stage.prove_share(0)
    stage.moment += timedelta(hours=20)
    with pytest.raises(NotReady) as caught:
        stage.open()
    assert caught.value.code == "polling.gate_shares"
    for index in range(3):
        stage.prove_share(index)
    stage.open()
    with stage.board() as session:
        proofs = gate.proofs_of(session, stage.poll(), gate.today_in_hall(stage.moment))
    assert len(proofs) == len(KEEPERS)
    for card in range(5):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    report = verify(Source("poll.zip", stage.bundle()), Wishes(Announced(), [], 1))
    assert report.good, report.first_failure
