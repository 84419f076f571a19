"""The registrar's command: cards without network, in the files of the registrar's page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crypto.pages import refusal, result
from tests.polling.stage import REGISTRAR, Stage
from voting.db import Databases
from voting.polling import board_store, cards, overview, sittings
from voting.protocol import group
from voting.protocol.credentials import public_credential
from voting.registrar import cards as drawn
from voting.registrar import files, sheets
from voting.registrar.__main__ import main
from voting.registrar.cards import Kept, Refused, SittingFile

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "票卡名册口令2026"
SITTING = "5" * 32
UUIDS = tuple(f"{i:022d}".replace("0", "1") for i in range(2, 5))
FILE = SittingFile(SITTING, "第二次全体会议票决", "<某县>人大", "https://vote.local", "ab" * 32, UUIDS)


@pytest.fixture
def stage(databases: Databases, tmp_path: Path) -> Stage:
    return Stage(databases, tmp_path / "instance")


def counting(start: int = 1) -> Callable[[int], bytes]:
    """Bytes that repeat at every run and never within one."""
    state = [start]

    def random(length: int) -> bytes:
        state[0] += 1
        return hashlib.shake_128(str(state[0]).encode()).digest(length)

    return random


def sitting_file(folder: Path, uuids: tuple[str, ...] = UUIDS, sitting: str = SITTING) -> Path:
    """As the cards page writes it."""
    path = folder / "sitting.piaojue"
    content = {
        "kind": "piaojue sitting", "v": 1, "sitting": sitting, "title": FILE.title, "congress": FILE.congress,
        "address": FILE.address, "board_key_id": FILE.board_key_id, "uuids": list(uuids),
    }  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path


def passphrase_file(folder: Path) -> str:
    path = folder / "passphrase"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return str(path)


def draw(folder: Path, *more: str, **of: object) -> int:
    given = [
        str(sitting_file(folder, **of)),
        "--folder",
        str(folder),
        "--passphrase-file",
        passphrase_file(folder),
    ]
    return main(["draw", *given, *more])


def serials_of(page: str) -> list[str]:
    return re.findall(r'class="card-serial">(\d{4})', page)


def test_it_draws_prints_and_keeps_a_register_but_no_secret(tmp_path: Path) -> None:
    assert draw(tmp_path, "-n", "45", "--reserve", "3", "--spot", "2") == 0
    page = (tmp_path / "cards.html").read_text(encoding="utf-8")
    kept = files.unlock((tmp_path / "register.piaojue").read_bytes(), PASSPHRASE, SITTING)
    secrets = dict(re.findall(r'class="card-serial">(\d{4}).*?class="card-secret">([^<]{25})<', page))
    assert len(kept.register) == len(secrets) == len(set(secrets.values())) == 45
    for serial, secret in secrets.items():
        mine = {uuid: group.encode(public_credential(secret, uuid)) for uuid in UUIDS}
        assert kept.register[serial] == mine
        assert secret not in str(kept)
    assert kept.reserve == ("0041", "0042", "0043")
    assert kept.spot == ("0044", "0045")
    for name in ("cards.html", "register.piaojue"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_packs_are_of_one_kind_shuffled_inside_and_labelled(tmp_path: Path) -> None:
    assert draw(tmp_path, "-n", "45", "--reserve", "3", "--spot", "2") == 0
    page = (tmp_path / "cards.html").read_text(encoding="utf-8")
    labels = re.findall(r"<strong>(\d{4}-\d{4})</strong>", page)
    assert labels == ["0001-0020", "0021-0040", "0041-0043", "0044-0045"]
    order = serials_of(page)
    assert order[:20] != sorted(order[:20])
    at = 0
    for label in labels:
        pack = drawn.read_serials(label)
        assert sorted(order[at : at + len(pack)]) == pack
        at += len(pack)
    assert page.count('class="card is-spot"') == 2
    assert page.count("抽检</b>") == 4  # on stub and outside of either card
    assert "&lt;某县&gt;人大" in page


def test_what_it_signs_the_cards_page_takes(stage: Stage, tmp_path: Path) -> None:
    """Draw, leave a pack out by its label, upload: the server accepts it, and the list holds the others."""
    stage.open_sitting()
    with stage.board() as session:
        uuids = cards.cards(session, stage.sitting_id).uuids
    assert draw(tmp_path, "-n", "43", "--spot", "2", uuids=uuids, sitting=stage.sitting_id) == 0
    given = [str(tmp_path / "sitting.piaojue"), str(tmp_path / "register.piaojue")]
    out = tmp_path / "lists.piaojue"
    more = [
        "--left",
        "0021-0040",
        "--spoilt",
        "7",
        "--out",
        str(out),
        "--passphrase-file",
        passphrase_file(tmp_path),
    ]
    assert main(["leave-out", *given, *more]) == 0
    body = json.loads(out.read_bytes())
    assert (body.pop("kind"), body.pop("v"), body.pop("sitting")) == (
        "piaojue card lists",
        1,
        stage.sitting_id,
    )
    with stage.board() as session:
        listed = cards.upload_lists(
            session, actor=REGISTRAR, sitting_id=stage.sitting_id, key=body["key"],
            lists_by_uuid={uuid: text.encode() for uuid, text in body["lists"].items()},
            statements={uuid: text.encode() for uuid, text in body["statements"].items()},
            printed=body["printed"], left_over=body["left_over"], spoilt=body["spoilt"], spot=body["spot"],
            now=stage.now(),
        )  # fmt: skip
        view = cards.cards(session, stage.sitting_id)
    assert listed == 22
    assert (view.printed, view.left_over, view.spoilt, view.spot, view.reserve) == (43, 20, 1, 2, 2)
    kept = files.unlock((tmp_path / "register.piaojue").read_bytes(), PASSPHRASE, stage.sitting_id)
    out_of_it = {kept.register[serial][uuids[0]] for serial in [*drawn.read_serials("0021-0040"), "0007"]}
    assert not out_of_it & set(json.loads(body["lists"][uuids[0]]))


def as_page_keeps(kept: Kept) -> dict[str, object]:
    return {
        "sitting": kept.sitting, "secret": kept.secret, "register": kept.register,
        "reserve": list(kept.reserve), "spot": list(kept.spot),
    }  # fmt: skip


def test_page_and_command_read_each_other_s_register(counted: Callable[[str, int], None]) -> None:
    kept, _ = drawn.draw(FILE, 6, 2, 1, counting())
    ours = files.lock(kept, PASSPHRASE, counting(90))
    case = {"passphrase": PASSPHRASE, "sitting": SITTING}
    assert result(op="unlockRegister", text=ours.decode(), **case) == as_page_keeps(kept)
    random = counting(90)
    seeds = [random(16).hex(), random(12).hex()]
    theirs = result(op="lockRegister", kept=as_page_keeps(kept), passphrase=PASSPHRASE, seeds=seeds)
    assert theirs.encode() == ours
    assert files.unlock(theirs.encode(), PASSPHRASE, SITTING) == kept
    assert (
        refusal(op="unlockRegister", text=ours.decode(), **case | {"passphrase": "x"})["refused"]
        == "register.locked"
    )
    for text, passphrase, sitting in [
        (theirs, "x", SITTING),
        (theirs, PASSPHRASE, "6" * 32),
        (theirs[:-9], PASSPHRASE, SITTING),
    ]:
        with pytest.raises(Refused):
            files.unlock(text.encode(), passphrase, sitting)
    counted("cross cases, Python and JavaScript", 6)


def test_page_and_command_make_the_same_packs_and_lists(counted: Callable[[str, int], None]) -> None:
    kept, secrets = drawn.draw(FILE, 45, 3, 2, counting())
    asked: list[str] = []
    random = counting(500)

    def noted(length: int) -> bytes:
        seed = random(length)
        asked.append(seed.hex())
        return seed

    ours = [{"kind": p.kind, "label": p.label, "serials": list(p.serials)} for p in drawn.packs(kept, noted)]
    assert result(op="packs", serials=list(kept.register), kept=as_page_keeps(kept), seeds=asked) == ours
    left = ["0004", "0044"]
    signed = drawn.sign_lists(kept, left, ["0001"])
    for uuid in UUIDS:
        facts = {"uuid": uuid, "credentials": signed.lists[uuid], "listed": 42, "reserve": 4}
        assert result(op="registrar", facts=facts, secret=kept.secret) == signed.statements[uuid]
    texts = ["0301-0303 7，12;0302", "", "21–22\n21", "abc 99999"]
    for text in texts:
        assert result(op="readSerials", text=text) == drawn.read_serials(text)
    assert len(secrets) == 45
    counted("cross cases, Python and JavaScript", 1 + len(UUIDS) + len(texts))


def test_the_sheet_says_what_the_page_says() -> None:
    template = (ROOT / "templates" / "polling" / "cards.html").read_text(encoding="utf-8")
    words = [*sheets.WORDS.values(), *sheets.KINDS.values(), *filter(None, sheets.MARKS.values())]
    assert [text for text in words if text not in template] == []


def test_erasing_leaves_no_file_and_no_secret_in_it(tmp_path: Path) -> None:
    assert draw(tmp_path, "-n", "2") == 0
    path = tmp_path / "cards.html"
    secret = re.findall(r'card-secret">([^<]+)<', path.read_text(encoding="utf-8"))[0].encode()
    with path.open("rb") as still_open:
        assert main(["erase", str(path)]) == 0
        assert secret not in still_open.read()
    assert not path.exists()
    assert main(["erase", str(path)]) == 2


@pytest.mark.parametrize("wrong", [["-n", "0"], ["-n", "5001"], ["-n", "5", "--spot", "3", "--reserve", "2"]])
def test_numbers_that_cannot_be_are_refused_and_nothing_is_written(tmp_path: Path, wrong: list[str]) -> None:
    assert draw(tmp_path, *wrong) == 2
    assert not (tmp_path / "cards.html").exists()
    assert not (tmp_path / "register.piaojue").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    assert draw(tmp_path, "-n", "2") == 0
    before = (tmp_path / "register.piaojue").read_bytes()
    assert draw(tmp_path, "-n", "3") == 2
    assert (tmp_path / "register.piaojue").read_bytes() == before


@pytest.mark.parametrize(("left", "spoilt"), [(["0009"], []), (["0001"], ["0001"]), (["1-4"], [])])
def test_serials_that_cannot_be_are_named(left: list[str], spoilt: list[str]) -> None:
    kept, _ = drawn.draw(FILE, 4, 0, 0, counting())
    with pytest.raises(Refused) as refused:
        drawn.sign_lists(kept, drawn.read_serials(" ".join(left)), spoilt)
    assert refused.value.zh
    assert refused.value.en


def test_it_runs_without_network_flask_or_database(tmp_path: Path) -> None:
    """In a process of its own where every socket is refused."""
    program = (
        "import socket, sys\n"
        "def refuse(*_): raise OSError('no network here')\n"
        "socket.socket = refuse\n"
        "from voting.registrar.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        "assert not {'flask', 'sqlalchemy', 'voting.db'} & set(sys.modules), 'too much is loaded'\n"
        "sys.exit(code)\n"
    )
    given = [str(sitting_file(tmp_path)), "-n", "3", "--folder", str(tmp_path)]
    asked = ["draw", *given, "--passphrase-file", passphrase_file(tmp_path)]
    done = subprocess.run([sys.executable, "-c", program, *asked], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert socket.socket is not None
    for secret in re.findall(r'card-secret">([^<]+)<', (tmp_path / "cards.html").read_text(encoding="utf-8")):
        assert secret not in done.stdout


def test_the_registrar_reads_his_list_again_from_the_archive(
    stage: Stage, counted: Callable[[str, int], None]
) -> None:
    """S10, as his page checks it: the list in the archive is the one he signed; another is named as such."""
    stage.open_sitting()
    stage.draft()
    stage.make_keys()
    with stage.board() as session:
        uuids = cards.cards(session, stage.sitting_id).uuids
        kept, _ = drawn.draw(SittingFile(stage.sitting_id, "", "", "", "", uuids), 8, 2, 1, counting())
        signed = drawn.sign_lists(kept, ["0003"], [])
        cards.upload_lists(
            session, actor=REGISTRAR, sitting_id=stage.sitting_id, key=signed.key,
            lists_by_uuid={uuid: text.encode() for uuid, text in signed.lists.items()},
            statements={uuid: text.encode() for uuid, text in signed.statements.items()},
            printed=8, left_over=1, spoilt=0, spot=1, now=stage.now(),
        )  # fmt: skip
    stage.freeze()
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        side = b"".join(board_store.side_lines(session, poll))
        uuid = overview.poll(session, stage.poll_id).uuid
    board = {"archive": text_of(stage.archive_bytes()), "side": text_of(side), "uuid": uuid}
    assert result(op="published", kept=as_page_keeps(kept), **board) == {
        "listed": 7,
        "reserve": 3,
        "leftOut": ["0003"],
    }
    stranger, _ = drawn.draw(SittingFile(stage.sitting_id, "", "", "", "", uuids), 8, 2, 1, counting(99))
    thief = as_page_keeps(stranger) | {"secret": kept.secret}
    bent = side.replace(b'"listed":7', b'"listed":8')
    for wrong in ({"kept": as_page_keeps(stranger)}, {"kept": thief}, {"side": text_of(bent)}):
        asked = {"kept": as_page_keeps(kept), **board} | wrong
        assert refusal(op="published", **asked)["refused"] == "S10"
    counted("cross cases, Python and JavaScript", 4)


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()
