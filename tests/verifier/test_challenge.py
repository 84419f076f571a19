"""``verifier challenge``: an honest device is read out, a lying one is named, anything else is no verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.protocol.polls import seed
from tests.verifier.polls import POLL, good
from voting.protocol.ballots import encrypt_ballot
from voting.protocol.challenge import Challenge
from voting.protocol.credentials import draw_secret, public_credential
from voting.verifier.__main__ import main
from voting.verifier.challenge import in_fours

SECRET = draw_secret(seed("spot check"))
PRESSED = ((1, 0, 0), (0, 1, 0))
OTHER = ((0, 0, 1), (0, 1, 0))


def sealed(choices=PRESSED) -> str:
    """H of what a device really encrypts."""
    return encrypt_ballot(POLL.election, SECRET, choices, seed("seed 1")).hash


def revealed(choices=PRESSED, **changes: object) -> str:
    """What it says it has encrypted."""
    given = {"uuid": POLL.election.uuid, "election_hash": POLL.election.fingerprint, "seed": seed("seed 1")}
    credential = public_credential(SECRET, POLL.election.uuid)
    return Challenge(credential=credential, choices=choices, **{**given, **changes}).encode().decode()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("spot-check")
    for name, data in {
        "poll.zip": good().bundle(), "poll.bel": good().archive(), "election.json": POLL.election.raw,
        "cut.zip": good().bundle()[:-9], "cut.bel": good().archive()[:-512], "bad.json": b'{"version":1}',
        "text.txt": revealed().encode() + b"\n",
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    return folder


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main(["challenge", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("name", ["poll.zip", "poll.bel", "election.json"])
def test_an_honest_device_is_read_out_project_by_project(files, capsys, name):
    code, out, _ = run(capsys, files / name, revealed(), in_fours(sealed()))
    assert code == 0
    for line in ("  1. 农村公路：赞成", "  2. 饮水安全：反对", "  3. 校园改造：弃权"):
        assert line in out.splitlines()
    assert ("赞成与反对互斥未核对" in out) == (name != "poll.zip")
    assert in_fours(POLL.election.fingerprint) in out


def test_it_speaks_english_and_json(files, capsys):
    code, out, _ = run(capsys, files / "poll.zip", files / "text.txt", sealed(), "--lang", "en")
    assert code == 0
    assert "  2. 饮水安全: against" in out.splitlines()
    _, out, _ = run(capsys, files / "poll.zip", files / "text.txt", sealed(), "--json")
    read = json.loads(out)
    assert (read["verdict"], read["failed"], read["exclusive_marks_checked"]) == ("good", None, True)
    assert read["ballot"][1] == {"name": "饮水安全", "marks": ["反对"]}


def test_a_device_that_encrypts_another_choice_than_it_claims_is_named(files, capsys):
    shown = sealed(OTHER)
    code, out, _ = run(capsys, files / "poll.zip", revealed(PRESSED), shown)
    assert code == 1
    assert "✗ D4" in out
    assert "这台设备作假" in out
    assert f"先前显示的查票码：{in_fours(shown)}" in out.splitlines()
    assert f"重新算得的查票码：{in_fours(sealed(PRESSED))}" in out.splitlines()


def test_a_device_that_admits_another_choice_is_caught_by_reading(files, capsys):
    code, out, _ = run(capsys, files / "poll.zip", revealed(OTHER), sealed(OTHER))
    assert code == 0
    assert "  1. 农村公路：弃权" in out.splitlines()
    assert "有一项不同，即为作假" in out


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (revealed(seed=seed("another seed")), "D4"),
        (revealed(uuid="9" * 22), "D2"),
        (revealed(election_hash="A" * 43), "D2"),
        (revealed(((1, 1, 1), (0, 0, 0))), "D3"),
        (revealed(((1, 0, 0), (1, 0, 0))), "D3"),
        (revealed(((1, 0, 0),)), "D3"),
    ],
)
def test_whatever_else_is_revealed_fails_its_check(files, capsys, text, check):
    code, out, _ = run(capsys, files / "poll.zip", text, sealed())
    assert code == 1
    assert f"✗ {check}" in out
    assert json.loads(run(capsys, files / "poll.zip", text, sealed(), "--json")[1])["failed"] == check


@pytest.mark.parametrize(
    ("name", "text", "shown", "said"),
    [
        ("missing.zip", revealed(), sealed(), "无法读取文件"),
        ("cut.zip", revealed(), sealed(), "票决文件无法读取"),
        ("cut.bel", revealed(), sealed(), "票决文件无法读取"),
        ("bad.json", revealed(), sealed(), "票决文件无法读取"),
        ("poll.zip", "{}", sealed(), "抽检码无法读取"),
        ("poll.zip", "没有这个文件", sealed(), "抽检码无法读取"),
        ("poll.zip", "poll.zip", sealed(), "抽检码无法读取"),
        ("poll.zip", revealed()[:-9], sealed(), "抽检码无法读取"),
        ("poll.zip", revealed() + "\udcff", sealed(), "抽检码无法读取"),
        ("poll.zip", revealed(), sealed()[:-1], "查票码应为 43 个字符"),
        ("poll.zip", revealed(), "！" * 43, "查票码应为 43 个字符"),
    ],
)
def test_what_cannot_be_read_is_no_verdict(files, capsys, name, text, shown, said):
    code, out, err = run(capsys, files / name, files / text if text.endswith(".zip") else text, shown)
    assert (code, out) == (2, "")
    assert said in err
