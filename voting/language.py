"""Languages: Chinese is the source, English a catalogue that must be complete.

compile_catalogues(folder)        make messages.mo where messages.po is newer
source_messages(root) -> set[str]  every sentence marked in code and templates
catalogue(folder, language) -> dict[str, str]   translations that hold (not fuzzy, not empty)
"""

from __future__ import annotations

from pathlib import Path

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
    """The program reads ``.mo``; people write ``.po``."""
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            read = read_po(text, locale=source.parent.parent.name)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as binary:
            write_mo(binary, read)
        draft.replace(target)  # two processes starting together both leave a whole file


def source_messages(root: Path = ROOT) -> set[str]:
    """Every sentence that a person may see, as written in the source."""
    mapping = [("voting/**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(root, method_map=mapping, keywords=KEYWORDS)
    sentences: set[str] = set()
    for _file, _line, message, _comments, _context in found:
        sentences.update([message] if isinstance(message, str) else message)
    return {sentence for sentence in sentences if sentence}


def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Sentence → translation, without the fuzzy and the empty."""
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as text:
        read = read_po(text, locale=language)
    return {
        str(entry.id): str(entry.string) for entry in read if entry.id and entry.string and not entry.fuzzy
    }
