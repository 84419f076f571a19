"""Names of files that people keep."""

from __future__ import annotations

import re

LONGEST = 80  # characters; three bytes each still fit into the 255 of a file system
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


def file_name(*parts: str) -> str:
    """``parts`` joined by a dash, without what a file system refuses or a reader cannot see."""
    cleaned = (_NOT_IN_NAMES.sub(" ", part).strip(" .") for part in parts)
    return "-".join(part for part in cleaned if part)[:LONGEST].rstrip(" .")
