"""受理编号: how it is allotted, shown and read, and the four digits that go with it.

allot(session, congress_id) -> int                     the next number, inside a writing transaction
shown(year, number) -> "2027-000123"
read(text) -> int                                      raises Invalid for what is no number
follow_digest(secret, congress_id, number, digits) -> str
new_digits() -> "4071"                                 for who left no phone number
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.collection.idea_models import Idea
from voting.errors import Invalid

SHOWN = re.compile(r"(?:20[0-9]{2}-)?([0-9]{1,9})")


def allot(session: Session, congress_id: str) -> int:
    """The next number of the congress. Call it inside ``writing``: on SQLite there is one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        # Not the lock of the act log: an idea is numbered many times more often than an act is recorded.
        session.execute(select(func.pg_advisory_xact_lock(int(congress_id[:15], 16) ^ 1)))
    last = session.scalar(select(func.max(Idea.number)).where(Idea.congress_id == congress_id))
    return (last or 0) + 1


def shown(year: int, number: int) -> str:
    """As it stands on the page, on paper and in lists; the year is that of the call's projects."""
    return f"{year}-{number:06}"


def read(given: str) -> int:
    """The number in what somebody typed, however it is spaced and in whichever width."""
    found = SHOWN.fullmatch("".join(unicodedata.normalize("NFKC", given).split()))
    if found is None:
        raise Invalid("collection.bad_number", field="number")
    return int(found[1])


def follow_digest(secret: bytes, congress_id: str, number: int, digits: str) -> str:
    """What the database keeps of the four digits, so that a copy of it lets nobody ask for an idea."""
    text = f"follow:{congress_id}:{number}:{digits}"
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def new_digits() -> str:
    return f"{secrets.randbelow(10_000):04}"
