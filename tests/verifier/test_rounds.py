"""The chain of closed rounds from its file: good as it is, bad after any change."""

from __future__ import annotations

import hashlib
import json

import pytest

from voting.verifier.__main__ import main
from voting.verifier.rounds import GENESIS, check


def chain(*contents: str) -> list[dict[str, object]]:
    links, previous = [], GENESIS
    for seq, content in enumerate(contents, start=1):
        digest = hashlib.sha256(content.encode()).hexdigest()
        linked = hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()
        links.append({"seq": seq, "content": content, "digest": digest, "previous": previous, "hash": linked})
        previous = linked
    return links


def file(links) -> bytes:
    return "".join(json.dumps(link, ensure_ascii=False) + "\n" for link in links).encode()


THREE = chain('{"round":1}', '{"round":2}', '{"round":3,"说":"完工"}')


def test_a_chain_is_good_and_tells_its_head():
    found = check(file(THREE))
    assert found.good
    assert found.head == THREE[-1]["hash"]
    assert check(file(THREE), expected=found.head.upper()).good


@pytest.mark.parametrize(
    ("change", "code", "number"),
    [
        (lambda links: links.pop(1), "missing", 2),
        (lambda links: links[1].update(content='{"round":9}'), "content", 2),
        (lambda links: links[2].update(previous="0" * 64), "link", 3),
        (lambda links: links[0].update(hash="f" * 64), "link", 1),
        (lambda links: links.reverse(), "missing", 1),
        (lambda links: links[1].update(seq="2"), "line", 2),
        (lambda links: links.clear(), "empty", 0),
    ],
)
def test_every_change_is_named_with_its_link(change, code, number):
    links = [dict(link) for link in THREE]
    change(links)
    found = check(file(links))
    assert not found.good
    assert (code, number) in found.flaws


def test_a_chain_made_anew_differs_from_the_head_that_was_noted():
    other = chain('{"round":1}', '{"round":2}', '{"round":3,"说":"未完工"}')
    assert check(file(other)).good
    assert check(file(other), expected=str(THREE[-1]["hash"])).flaws == (("expected", 3),)


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"[]", b'{"seq":1}', b"[" * 100_000, b'"\\ud800"'])
def test_what_is_no_chain_is_bad_and_no_crash(junk):
    assert not check(junk).good


def test_the_command_says_so_in_both_languages(tmp_path, capsys):
    path = tmp_path / "rounds.jsonl"
    path.write_bytes(file(THREE))
    assert main(["rounds", str(path)]) == 0
    assert "核验通过：3 环" in capsys.readouterr().out
    assert main(["rounds", str(path), "--head", "0" * 64, "--lang", "en"]) == 1
    assert "not the hash that was given" in capsys.readouterr().out
    assert main(["rounds", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["links"] == 3
