"""The manual: its links lead somewhere, its pictures are the product's, its guarantees name evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_acceptance import REQUIREMENTS, missing_evidence
from voting.verifier.checks import STEPS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = (
    *("manual", "chief", "auditor", "registrar", "collection"),
    *("units", "groups", "supervision", "guarantees"),
)
# One sheet of A4 each, with the picture that one of them has: characters in Chinese, words in English.
ONE_PAGE = {"chief": (1200, 700), "auditor": (900, 600), "registrar": (900, 600)}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")
CHECK = re.compile(r"\b([A-Z]\d{1,2})\b")
MOST_BYTES = 3_000_000


def written() -> list[Path]:
    return sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def anchors(page: Path) -> set[str]:
    """How headings are addressed: small letters, hyphens for spaces, no punctuation."""
    titles = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(page: Path) -> Iterator[str]:
    yield from LINK.findall(page.read_text(encoding="utf-8"))


def rows(page: Path) -> dict[str, str]:
    """Rows of the guarantees by their number."""
    found = re.findall(r"^\| ([GN]\d+) \|(.+)\|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def broken(page: Path, link: str) -> bool:
    if link.startswith("https://"):
        return False
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return not target.exists() or (bool(anchor) and anchor not in anchors(target))


def test_every_link_leads_somewhere(counted):
    every = [(page, link) for page in written() for link in links(page)]
    assert not [f"{page.name}: {link}" for page, link in every if broken(page, link)]
    counted("links of the manual", len(every))


def test_a_link_that_leads_nowhere_is_seen():
    page = DOCS / "manual.en.md"
    assert broken(page, "none.md") and broken(page, "#none") and not broken(page, "#6-troubles")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_stands_in_both_languages_with_the_same_parts(name):
    chinese, english = (DOCS / f"{name}.{language}.md" for language in ("zh", "en"))
    for mark in (r"^#", r"^\d+\. ", r"^\| ", r"^!\["):
        counts = [len(re.findall(mark, page.read_text("utf-8"), re.MULTILINE)) for page in (chinese, english)]
        assert counts[0] == counts[1], mark
    assert f"{name}.en.md" in links(chinese) and f"{name}.zh.md" in links(english)


@pytest.mark.parametrize("name", PAGES[1:])
def test_every_page_is_reached_from_the_manual_and_leads_back(name):
    for language in ("zh", "en"):
        assert f"{name}.{language}.md" in links(DOCS / f"manual.{language}.md")
        assert f"manual.{language}.md" in links(DOCS / f"{name}.{language}.md")


@pytest.mark.parametrize("name", ONE_PAGE)
def test_who_has_one_page_gets_no_more(name):
    most_characters, most_words = ONE_PAGE[name]
    chinese = (DOCS / f"{name}.zh.md").read_text(encoding="utf-8")
    assert len(re.findall("[\u4e00-\u9fff]", chinese)) <= most_characters
    assert len((DOCS / f"{name}.en.md").read_text(encoding="utf-8").split()) <= most_words


def test_every_picture_is_shown_small_and_can_be_taken_anew():
    pictures = sorted((DOCS / "screenshots").glob("*.png"))
    sources = [ROOT / "tests" / "browser" / name for name in ("pictures.py", "test_public_form.py")]
    script = "".join(source.read_text(encoding="utf-8") for source in sources)
    shown = {Path(link).name for page in DOCS.glob("*.md") for link in links(page)}
    shown |= {Path(name).name for needed in REQUIREMENTS.values() for name in needed.get("screenshots", [])}
    assert {picture.name for picture in pictures} == {name for name in shown if name.endswith(".png")}
    assert not [picture.name for picture in pictures if f'"{picture.stem}"' not in script]
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES


def test_every_guarantee_names_what_shows_it(counted):
    chinese, english = rows(DOCS / "guarantees.zh.md"), rows(DOCS / "guarantees.en.md")
    numbers = [f"G{number}" for number in range(1, 14)] + [f"N{number}" for number in range(1, 11)]
    assert list(chinese) == list(english) == numbers
    codes = {check.code for step in STEPS.values() for check in step.checks}
    named = 0
    for number in numbers:
        tests = TEST.findall(english[number])
        checks = CHECK.findall(english[number].partition("`")[0])
        assert tests == TEST.findall(chinese[number]), number
        assert checks == CHECK.findall(chinese[number].partition("`")[0]), number
        assert set(checks) <= codes, number
        assert bool(tests) == number.startswith("G"), number
        assert not [complaint for name in tests if (complaint := missing_evidence("tests", name))]
        named += len(tests)
    counted("tests that guarantees name", named)


@pytest.mark.parametrize("room", ["congress", "collection", "supervision", "polling"])
def test_a_room_says_what_each_of_its_files_is(room):
    folder = ROOT / "voting" / room
    said = (folder / "__init__.py").read_text(encoding="utf-8")
    tables_and_pages = ("models", "views", "__init__")
    files = {path.name for path in folder.glob("*.py") if not path.stem.endswith(tables_and_pages)}
    assert sorted(name for name in files if name not in said) == []
