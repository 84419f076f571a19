"""A body's meeting as an office enters it from the minutes: one set of fields and one check for all bodies.

Held                       body, day, number, votes, outcome, opinion, scan
read(form, scan) -> dict   the fields of a Held from what was typed; Invalid names the field
check(given, outcomes, now)

The bodies (常务会议, 主任会议, 常委会, 主席团…) have no login; whoever records for them attaches the scan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from voting.errors import Invalid
from voting.files import FileView

LONGEST = {"body": 100, "document_no": 40, "opinion": 2000}
MOST_VOTES = 10_000
HALL = ZoneInfo("Asia/Shanghai")
VOTES = ("present", "in_favour", "against", "abstained")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A meeting and what it concluded. The numbers are None where no vote was taken."""

    body: str
    held_on: date
    outcome: str
    document_no: str = ""
    opinion: str = ""
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    scan: FileView | None = None


def read(form: Mapping[str, str], scan: FileView | None = None) -> dict[str, Any]:
    """The fields of a Held, by name, from a form that names its inputs as they are."""
    words = {name: form.get(name, "").strip() for name in ("body", "outcome", "document_no", "opinion")}
    numbers = {name: number(form, name) for name in VOTES}
    return words | numbers | {"held_on": day(form, "held_on"), "scan": scan}


def day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise Invalid("collection.bad_period", field=name) from None


def number(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid("collection.votes_differ", field=name)
    return int(text)


def check(given: Held, outcomes: Collection[str], now: datetime) -> None:
    """Invalid unless this can have been decided: lengths, a day that has been, votes that fit."""
    for name, most in LONGEST.items():
        if len(getattr(given, name).strip()) > most:
            raise Invalid("collection.too_long", field=name, most=most)
    if len(given.body.strip()) < 2:
        raise Invalid("collection.body_missing", field="body")
    if given.held_on > now.astimezone(HALL).date():
        raise Invalid("collection.held_later", field="held_on")
    if given.outcome not in outcomes:
        raise Invalid("collection.step_outcome_unknown", field="outcome")
    votes = [given.in_favour, given.against, given.abstained]
    said = [number for number in (given.present, *votes) if number is not None]
    if any(not 0 <= number <= MOST_VOTES for number in said):
        raise Invalid("collection.votes_differ", field="present")
    cast = [number for number in votes if number is not None]
    if given.present is not None and sum(cast) > given.present:
        raise Invalid("collection.votes_differ", field="present")
