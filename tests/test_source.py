"""What no file of the project may contain: checked on everything that is under version control."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 500
TEXT = {".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".json", ".po", ".mako", ".ini", ""}
# Made by machines or by other people; the copied licence speaks of software in general.
FOREIGN = (
    "voting/static/dist/",
    "voting/static/vendor/",
    "tests/vectors/",
    "requirements",
    "package-lock.json",
)

INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*=\s*["'] | javascript:
      | <script(?![^>]*\bsrc=)(?![^>]*type="application/json")""",
    re.IGNORECASE | re.VERBOSE,
)
# A congress decides on projects by 票决: these words belong to other procedures, or to those who build
# such systems. Names of laws and quotations from them keep theirs.
OTHER_PROCEDURE = re.compile(
    "选举|候选人|选票|(?<!候)选民|当选|落选|听证会|门限|阈值|解密|公告板|凭证|密钥份额|审计员|哈希|令牌"
)
QUOTED_LAW = re.compile(r"《[^》]*》|<(blockquote|q) class=\"law\">.*?</\1>", re.DOTALL)
MACHINE_PATH = re.compile(r"(?<![\w.<{}$*)/-])/(work|tmp|root|home)/")


def tracked() -> list[Path]:
    """The files under version control that exist, our own only."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and not name.startswith(FOREIGN)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def own(*suffixes: str, under: str = "") -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes and path.is_relative_to(ROOT / under)]


def lines_matching(pattern: re.Pattern[str], text: str) -> list[int]:
    return [text.count("\n", 0, found.start()) + 1 for found in pattern.finditer(text)]


def offences(
    paths: list[Path], pattern: re.Pattern[str], without: re.Pattern[str] | None = None
) -> list[str]:
    """``path:line`` of every match outside what ``without`` matches."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if without is not None:
            text = without.sub(lambda quoted: "\n" * quoted.group().count("\n"), text)
        found += [f"{path.relative_to(ROOT)}:{line}" for line in lines_matching(pattern, text)]
    return found


def test_templates_carry_no_inline_style_and_no_inline_script():
    assert not offences(own(".html", under="templates"), INLINE)


def test_screens_and_manual_speak_of_projects_and_never_of_another_procedure():
    read = own(".html", under="templates") + own(".js", ".py", ".po", under="voting")
    read += [path for path in own(".md") if path.stem.endswith(".zh")]
    assert len(read) > 200
    assert not offences(read, OTHER_PROCEDURE, without=QUOTED_LAW)


def test_no_file_names_a_place_of_one_machine():
    assert not offences([path for path in tracked() if path.suffix in TEXT], MACHINE_PATH)


def test_the_product_raises_and_never_asserts():
    asserting = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in own(".py", under="voting") + own(".py", under="scripts")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert not asserting


def test_no_handler_swallows_every_error():
    everything = re.compile(r"except\s*(\(?\s*(Base)?Exception\b|:)")
    assert not offences(own(".py"), everything)


def test_no_file_outgrows_its_reader():
    long = {
        str(path.relative_to(ROOT)): count
        for path in own(".py", ".js", ".html", ".css")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b|Not" + "ImplementedError")
    assert not offences(own(".py", ".js", ".html", ".css"), later)


def test_scripts_can_be_started():
    scripts = [
        path for path in tracked() if path.parent in (ROOT / "scripts", ROOT / ".ci") and not path.suffix
    ]
    assert scripts
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []
    assert [path.name for path in scripts if not path.read_text(encoding="utf-8").startswith("#!")] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<style>",
        "<button onclick='go()'>",
        "<script>go()</script>",
        '<a href="javascript:1">',
    ],
)
def test_the_rule_against_inline_code_sees_an_offence(markup):
    assert INLINE.search(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="/static/dist/vote.js" defer></script>',
        '<p class="style">',
        '<input name="once">',
        '<script type="application/json" id="poll">{}</script>',
    ],
)
def test_the_rule_against_inline_code_leaves_the_lawful_alone(markup):
    assert not INLINE.search(markup)


def test_the_name_of_a_law_keeps_its_words():
    text = '依据《选举法》<q class="law">选举</q>办理'
    assert not OTHER_PROCEDURE.search(QUOTED_LAW.sub("", text))
    assert OTHER_PROCEDURE.search(QUOTED_LAW.sub("", "候选人《选举法》"))
    assert not OTHER_PROCEDURE.search("候选民生实事项目")
