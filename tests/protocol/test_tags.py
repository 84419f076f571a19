"""The registry of tags in PROTOCOL.md is that of the code, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from voting.protocol import receipts, sidelog

VOTING = Path(receipts.__file__).resolve().parents[1]
TAG = re.compile(r"piaojue-[a-z-]+-v\d")


def registry() -> list[str]:
    """The tags of section 1.1, in its order."""
    text = (VOTING / "protocol" / "PROTOCOL.md").read_text(encoding="utf-8")
    section = re.search(r"### 1\.1 Registry of tags\n(.*?)\n## ", text, re.DOTALL)
    return TAG.findall(section.group(1))


def written_in(folder: str, suffix: str) -> set[str]:
    return {
        tag for path in (VOTING / folder).rglob(f"*{suffix}") for tag in TAG.findall(path.read_text("utf-8"))
    }


def made_of_kinds() -> set[str]:
    """Tags of signed statements, which their classes make of the name of their kind."""
    signed = [*receipts.Statement.__subclasses__(), *sidelog.Signed.__subclasses__()]
    return {f"piaojue-{cls.kind}-v1" for cls in signed}


def test_no_tag_stands_twice_in_the_registry():
    assert len(registry()) == len(set(registry()))


def test_the_registry_lists_exactly_the_tags_of_the_code():
    assert set(registry()) == written_in("protocol", ".py") | made_of_kinds()


def test_browsers_use_registered_tags_only():
    used = written_in("static/js", ".js")
    assert used
    assert used <= set(registry())
