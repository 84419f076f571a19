"""The command line: exit codes, languages, JSON, receipts in every form, one real process."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from tests.verifier import polls
from tests.verifier.polls import POLL, good
from tests.verifier.test_good import staged
from voting.protocol.receipts import receipt_fragment
from voting.verifier import verify
from voting.verifier.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """The good poll as a bundle, as an archive, while voting, and damaged."""
    folder = tmp_path_factory.mktemp("verifier")
    for name, data in {
        "poll.zip": good().bundle(), "poll.bel": good().archive(), "open.zip": staged("voting").bundle(),
        "cut.zip": good().bundle()[:-9], "empty.bel": b"", "receipt.json": polls.receipt(2),
        "receipt.txt": b"https://vote.example/r#" + receipt_fragment(polls.receipt(2)).encode() + b"\n",
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    return folder


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(each) for each in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_good_bundle_exits_with_0_and_says_so_in_both_languages(files, capsys):
    code, out, err = run(capsys, "verify", files / "poll.zip", "--processes", 1)
    assert (code, out.splitlines()[-1]) == (0, "核验通过")
    assert "列入项目：农村公路、饮水安全" in out
    assert "已核 5/5 张票" in err
    code, out, err = run(capsys, "verify", files / "poll.zip", "--processes", 1, "--lang", "en", "--quiet")
    assert (code, out.splitlines()[-1], err) == (0, "verified", "")


def test_a_bad_bundle_exits_with_1(files, capsys):
    code, out, _ = run(capsys, "verify", files / "cut.zip")
    assert (code, out.splitlines()[-1]) == (1, "核验未通过")


@pytest.mark.parametrize("name", ["missing.zip", "empty.bel", "."])
def test_a_file_that_cannot_be_read_exits_with_2_and_a_sentence(files, capsys, name):
    code, out, err = run(capsys, "verify", files / name)
    assert (code, out) == (2, "")
    assert "无法读取文件" in err
    assert "cannot read" in run(capsys, "verify", files / name, "--lang", "en")[2]


@pytest.mark.parametrize("arguments", [[], ["verify"], ["count", "x"], ["verify", "x", "--processes", "all"]])
def test_a_wrong_command_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_json_lists_steps_with_their_counts(files, capsys):
    code, out, _ = run(capsys, "verify", files / "poll.zip", "--json", "--quiet", "--processes", 1)
    read = json.loads(out)
    assert (code, read["verdict"]) == (0, "good")
    assert [step["step"] for step in read["steps"]] == list(range(1, len(read["steps"]) + 1))
    assert all(step["failed"] == 0 for step in read["steps"])
    assert read["facts"]["ballots"] == 5
    assert sum(step["count"] for step in read["steps"]) == sum(
        check["status"] == "passed" for step in read["steps"] for check in step["checks"]
    )


def test_what_was_announced_is_compared(files, capsys):
    told = ["--scrutineers", 3, "--threshold", 2, "--all-deputies", 7, "--expect-uuid", POLL.election.uuid]
    told += ["--expect-fingerprint", POLL.election.fingerprint, "--board-key", polls.MANIFEST.board_key]
    assert run(capsys, "verify", files / "poll.zip", "--quiet", *told)[0] == 0
    code, out, _ = run(capsys, "verify", files / "poll.zip", "--quiet", "--scrutineers", 5)
    assert code == 1
    assert "✗ S9" in out


@pytest.mark.parametrize("name", ["receipt.json", "receipt.txt"])
def test_a_receipt_is_checked_from_a_file(files, capsys, name):
    code, out, _ = run(capsys, "receipt", files / "poll.zip", files / name)
    assert code == 0
    assert "✓ X2" in out
    assert "B13" not in out
    assert run(capsys, "verify", files / "poll.zip", "--quiet", "--receipt", files / name)[0] == 0


def test_a_receipt_is_checked_from_its_link_or_its_fragment(files, capsys):
    fragment = receipt_fragment(polls.receipt(0))
    for given in (fragment, f"https://vote.example/r#{fragment}"):
        assert run(capsys, "receipt", files / "poll.zip", given)[0] == 0
    forged = receipt_fragment(polls.receipt(0, marks="0" * 64))
    code, out, _ = run(capsys, "receipt", files / "poll.zip", forged, "--lang", "en")
    assert code == 1
    assert "✗ X2" in out


def test_what_is_no_receipt_exits_with_2(files, capsys):
    code, _, err = run(capsys, "receipt", files / "poll.zip", "张三的回执")
    assert code == 2
    assert "回执无法读取" in err


def test_a_bare_archive_needs_the_key_to_check_a_receipt(files, capsys):
    fragment = receipt_fragment(polls.receipt(0))
    code, _, err = run(capsys, "receipt", files / "poll.bel", fragment)
    assert code == 2
    assert "--board-key" in err
    key = polls.MANIFEST.board_key
    assert run(capsys, "receipt", files / "poll.bel", fragment, "--board-key", key)[0] == 0
    assert run(capsys, "receipt", files / "poll.bel", fragment, "--board-key", "ab" * 32)[0] == 1


def test_a_ballot_that_waits_to_enter_the_archive_is_no_broken_promise(files, capsys):
    code, out, _ = run(capsys, "receipt", files / "open.zip", receipt_fragment(polls.receipt(4)))
    assert code == 0
    assert "尚未入档" in out
    assert "尚无" in out


def test_diff_says_whether_a_copy_continues_another(files, capsys):
    assert run(capsys, "diff", files / "open.zip", files / "poll.zip")[0] == 0
    code, out, _ = run(capsys, "diff", files / "poll.zip", files / "open.zip")
    assert code == 1
    assert "✗ X1" in out


def test_a_process_that_dies_is_no_verdict(files, capsys, monkeypatch):
    def dying(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(verify, "verify", dying)
    code, out, err = run(capsys, "verify", files / "poll.zip")
    assert (code, out) == (2, "")
    assert "请重新核验" in err


def test_what_a_bare_archive_does_not_show_is_said(files, capsys):
    key = polls.MANIFEST.board_key
    _, out, _ = run(capsys, "verify", files / "poll.bel", "--quiet", "--all-deputies", 7, "--board-key", key)
    assert "– S9" in out
    assert "归档文件不含代表人数" in out


def test_the_verifier_packs_into_one_file_that_runs_alone(tmp_path, vectors):
    for name in ("one.pyz", "two.pyz"):
        subprocess.run([ROOT / "scripts" / "make-verifier", tmp_path / name], check=True, timeout=60)
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "two.pyz").read_bytes()
    ran = subprocess.run(
        [sys.executable, tmp_path / "one.pyz", "verify", vectors / "threshold" / "tallied.bel",
         "--processes", "2", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["verdict"] == "good"


def test_it_runs_as_a_program_on_two_processes(vectors):
    ran = subprocess.run(
        [sys.executable, "-m", "voting.verifier", "verify", vectors / "threshold" / "tallied.bel",
         "--processes", "2", "--lang", "en"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "verified"
    assert "9 of 9 ballots" in ran.stderr
