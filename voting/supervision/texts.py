"""What is typed into this room's forms: neither missing nor too long.

said(text, field, most) -> str             stripped; Invalid where it says nothing or too much
meeting_named(name, field) -> str
day_in_hall(now) -> date
"""

from __future__ import annotations

import re
from datetime import date, datetime

from voting.collection.meetings import HALL
from voting.errors import Invalid


def said(text: str, field: str, most: int, *, least: int = 2) -> str:
    """``least`` 0 lets the field be empty."""
    text = text.strip()
    if len(text) < least:
        raise Invalid("supervision.text_missing", field=field)
    if len(text) > most:
        raise Invalid("collection.too_long", field=field, most=most)
    return text


def meeting_named(name: str, field: str) -> str:
    """A body's name with the number of its meeting: the blank of the form's offer is filled in."""
    if re.search(r"第\s*(届|次)", name):
        raise Invalid("supervision.meeting_number_missing", field=field)
    return said(name, field, 100)


def day_in_hall(now: datetime) -> date:
    """The day it is in the congress's time."""
    return now.astimezone(HALL).date()
