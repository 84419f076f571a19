"""Ideas as they come in, by whatever channel.

receive(session, secret, congress_id, call_id, given: NewIdea, now=) -> Received
get(session, congress_id, idea_id) -> IdeaLine                  raises NotFound
lines(session, congress_id, idea_ids) -> dict[id, IdeaLine]
row_of(session, congress_id, idea_id) -> Idea                   for this domain's own modules
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection import numbers
from voting.collection.call_models import Call
from voting.collection.idea_models import Idea, IdeaAuthor
from voting.db import new_id, writing
from voting.errors import Invalid, NotFound

TITLE_MOST, TEXT_MOST, PLACE_MOST, AREA_MOST, NAME_MOST, PHONE_MOST = 40, 300, 100, 40, 40, 20


@dataclass(frozen=True)
class Author:
    """Who wrote it, as far as he said."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class NewIdea:
    """What comes in. ``desk`` empty: the call's own; the ids say through whom it came."""

    channel: str
    title: str
    text: str = ""
    category: str = ""
    area: str = ""
    place: str = ""
    author: Author = field(default_factory=Author)
    kind: str = "original"
    desk: str = ""
    station_id: str | None = None
    unit_id: str | None = None
    deputy_id: str | None = None
    entered_by: str | None = None
    import_id: str | None = None
    split_from: str | None = None
    origin_congress_id: str | None = None
    origin_id: str | None = None


@dataclass(frozen=True)
class Received:
    """What the author is told: his number and the four digits (his phone's last, or new ones)."""

    idea_id: str
    number: int
    shown: str
    digits: str


@dataclass(frozen=True)
class IdeaLine:
    """One idea without its author; ``shown`` is its 受理编号."""

    id: str
    call_id: str
    number: int
    shown: str
    kind: str
    desk: str
    state: str
    channel: str
    category: str
    title: str
    text: str
    area: str
    place: str
    station_id: str | None
    unit_id: str | None
    deputy_id: str | None
    handler_id: str | None
    split_from: str | None
    origin_congress_id: str | None
    origin_id: str | None
    received_at: datetime
    listed_at: datetime | None
    answered_at: datetime | None


def receive(
    session: Session, secret: bytes, congress_id: str, call_id: str, given: NewIdea, *, now: datetime
) -> Received:
    """Record one idea and number it; Invalid names the field. Whether the call takes it is asked before."""
    _check(given)
    with writing(session):
        call = call_row(session, congress_id, call_id)
        if given.category and given.category not in call.categories:
            raise Invalid("collection.category_unknown", field="category")
        number = numbers.allot(session, congress_id)
        digits = given.author.phone[-4:] if len(given.author.phone) >= 4 else numbers.new_digits()
        row = Idea(
            id=new_id(),
            congress_id=congress_id,
            call_id=call_id,
            number=number,
            kind=given.kind,
            desk=given.desk or call.desk,
            state="received",
            channel=given.channel,
            category=given.category,
            title=given.title.strip(),
            text=given.text.strip(),
            area=given.area.strip(),
            place=given.place.strip(),
            station_id=given.station_id,
            unit_id=given.unit_id,
            deputy_id=given.deputy_id,
            entered_by=given.entered_by,
            import_id=given.import_id,
            split_from=given.split_from,
            origin_congress_id=given.origin_congress_id,
            origin_id=given.origin_id,
            follow_digest=numbers.follow_digest(secret, congress_id, number, digits),
            received_at=now,
        )
        session.add(row)
        session.flush()
        if given.author != Author():
            session.add(_author(row, call, given.author, now))
            session.flush()
        return Received(row.id, number, numbers.shown(call.year, number), digits)


def _check(given: NewIdea) -> None:
    """Lengths as the form states them; texts may hold anything, for they are shown as text everywhere."""
    if len(given.title.strip()) < 2:
        raise Invalid("collection.title_missing", field="title")
    limits = {"title": TITLE_MOST, "text": TEXT_MOST, "place": PLACE_MOST, "area": AREA_MOST}
    for name, most in limits.items():
        if len(getattr(given, name).strip()) > most:
            raise Invalid("collection.too_long", field=name, most=most)
    for name, most in {"name": NAME_MOST, "phone": PHONE_MOST, "email": 100}.items():
        if len(getattr(given.author, name)) > most:
            raise Invalid("collection.too_long", field=name, most=most)


def _author(row: Idea, call: Call, author: Author, now: datetime) -> IdeaAuthor:
    return IdeaAuthor(
        idea_id=row.id,
        congress_id=row.congress_id,
        name=author.name.strip(),
        phone=author.phone.strip(),
        email=author.email.strip(),
        notice_version=call.privacy_version,
        erase_after=now + timedelta(days=call.keep_days),
    )


def call_row(session: Session, congress_id: str, call_id: str) -> Call:
    found = session.scalars(select(Call).where(Call.congress_id == congress_id, Call.id == call_id)).first()
    if found is None:
        raise NotFound("collection.call_not_found")
    return found


def row_of(session: Session, congress_id: str, idea_id: str) -> Idea:
    found = session.scalars(select(Idea).where(Idea.congress_id == congress_id, Idea.id == idea_id)).first()
    if found is None:
        raise NotFound("collection.idea_not_found")
    return found


def get(session: Session, congress_id: str, idea_id: str) -> IdeaLine:
    row = row_of(session, congress_id, idea_id)
    return line(row, call_row(session, congress_id, row.call_id).year)


def lines(session: Session, congress_id: str, idea_ids: Collection[str]) -> dict[str, IdeaLine]:
    """Several at once, by id; ids that there are none of are left out."""
    query = (
        select(Idea, Call.year)
        .join(Call, Call.id == Idea.call_id)
        .where(Idea.congress_id == congress_id, Call.congress_id == congress_id, Idea.id.in_(idea_ids))
    )
    return {row.id: line(row, year) for row, year in session.execute(query)}


def line(row: Idea, year: int) -> IdeaLine:
    names = IdeaLine.__dataclass_fields__.keys() - {"shown"}
    return IdeaLine(shown=numbers.shown(year, row.number), **{name: getattr(row, name) for name in names})
