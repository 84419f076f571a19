"""Languages: Chinese is the source, English a catalogue that must be complete.

compile_catalogues(folder)        make messages.mo from the .po files beside it, where one is newer
source_messages(root) -> set[str]  every sentence marked in code and templates
catalogue(folder, language) -> dict[str, str]   translations that hold (not fuzzy, not empty)
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT = "zh"
LANGUAGES = ("zh", "en")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "voting" / "translations"


def compile_catalogues(folder: Path = FOLDER) -> None:
    """The program reads one ``messages.mo``; people write a ``.po`` for each domain beside it."""
    for place in sorted(folder.glob("*/LC_MESSAGES")):
        sources, target = sorted(place.glob("*.po")), place / "messages.mo"
        if target.exists() and target.stat().st_mtime >= max(s.stat().st_mtime for s in sources):
            continue
        merged = Catalog(locale=place.parent.name)
        for source in sources:
            for entry in _read(source):
                if entry.id:
                    merged[entry.id] = entry
        draft = place / f"messages.mo.{os.getpid()}"
        with draft.open("wb") as binary:
            write_mo(binary, merged)
        draft.replace(target)  # two processes starting together both leave a whole file


def _read(source: Path) -> Catalog:
    with source.open("rb") as text:
        return read_po(text, locale=source.parent.parent.name)


def source_messages(root: Path = ROOT) -> set[str]:
    """Every sentence that a person may see, as written in the source."""
    mapping = [("voting/**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(root, method_map=mapping, keywords=KEYWORDS)
    sentences: set[str] = set()
    for _file, _line, message, _comments, _context in found:
        sentences.update([message] if isinstance(message, str) else message)
    return {sentence for sentence in sentences if sentence}


def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Sentence → translation of all domains, without the fuzzy and the empty."""
    return {
        str(entry.id): str(entry.string)
        for source in sorted((folder / language / "LC_MESSAGES").glob("*.po"))
        for entry in _read(source)
        if entry.id and entry.string and not entry.fuzzy
    }
