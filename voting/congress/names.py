"""Names of people: kept as they were written, compared as people read them. Pure."""

from __future__ import annotations

import re
import unicodedata

from voting.errors import Invalid

MOST = 40
IN_NAMES = "·()-'"
DOTS = re.compile("[·・•‧∙⋅.]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")


def name_key(name: str) -> str:
    """What two spellings of one name share: 「张　三」 and 「张三」, 「阿·买」 and 「阿•买」.

    Spaces of every width go, all middle dots become one, widths are folded, so that
    「张三（女）」 and 「张三(女)」 agree as well.
    """
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", name))
    return DOTS.sub("·", "".join(folded.split())).casefold()


def _may_stand(character: str) -> bool:
    """No digits, signs or breaks; what this Python's tables do not know yet may be a rare character."""
    category = unicodedata.category(character)
    return character in IN_NAMES or (category not in ("Nd", "Cc") and category[0] not in "PSZ")


def person_name(given: str) -> str:
    """A parser of name cells: the name as given; raises Invalid("roster.bad_name")."""
    name = given.strip()
    key = name_key(name)
    if not 2 <= len(key) <= MOST or key[0] in IN_NAMES or not all(map(_may_stand, key)) or "\n" in name:
        raise Invalid("roster.bad_name")
    return name
