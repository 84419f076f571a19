"""Ideas that somebody enters for others or for his office: clerks, stations, deputies, departments; Excel.

enter(session, secret, actor, congress_id, call_id, given, now=) -> Received
channels_for(actor) -> the channels by which he enters
workbook() -> bytes;  read(session, congress_id, call_id, data) -> Reading
take(session, secret, actor, congress_id, call_id, channel, reading, now=) -> how many
of_station(session, congress_id, station_id) -> list[IdeaLine]                 what came through it last

Every such idea says by which channel it came and who entered it. What deputies propose goes to the congress's
desk, whoever called; all else to the desk that the call names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts, sheets
from voting.collection import authors, calls, ideas, stations
from voting.collection.call_models import CONGRESS
from voting.collection.calls import CallLine
from voting.collection.idea_models import Idea
from voting.collection.ideas import (
    AREA_MOST,
    NAME_MOST,
    PLACE_MOST,
    TEXT_MOST,
    TITLE_MOST,
    IdeaLine,
    NewIdea,
    Received,
)
from voting.collection.machines import DESK_ROLES
from voting.congress import roster, units
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import N_, Conflict, Invalid, NotAllowed, NotReady
from voting.sheets import CellError, Column, Reading, Sheet, prose, text

CLERKS = (*DESK_ROLES, Role.STATION_OFFICER)
PROPOSERS = (*CLERKS, Role.DEPUTY, Role.UNIT)
# Channels by which a clerk enters what others said, in the order of the form.
CLERK_CHANNELS = ("paper", "phone", "letter", "hotline")
SHEET_CHANNELS = ("hotline", "department", "excel")
A_STATIONS_PAGE = 100

SHEET = Sheet(
    "意见建议",
    (
        Column("title", N_("标题"), text(TITLE_MOST), required=True, example="（示例）建一所公办幼儿园",
               comment="一句话写明建议，一行一件事，最多40个字。", width=32,
               aliases=("建议", "工单标题", "诉求标题")),
        Column("text", N_("内容"), prose(TEXT_MOST), example="小区孩子要到三公里外入园。",
               aliases=("具体内容", "工单内容", "诉求内容"), width=48),
        Column("category", N_("类别"), text(20), example="教育", aliases=("诉求类别",)),
        Column("area", N_("村、社区"), text(AREA_MOST), example="城东社区",
               aliases=("社区", "村", "乡镇（街道）")),
        Column("place", N_("地点"), text(PLACE_MOST), example="槐树路", aliases=("具体地点", "诉求地点")),
        Column("name", N_("姓名"), text(NAME_MOST), comment="选填，不公开。", aliases=("提出人", "诉求人")),
        Column("phone", N_("手机"), text(20), comment="选填，不公开。", aliases=("电话", "联系电话")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is typed into a form or stands in a row; empty ids are looked up or left out."""

    channel: str
    title: str
    text: str = ""
    category: str = ""
    area: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    station_id: str = ""


def channels_for(actor: Actor) -> tuple[str, ...]:
    """By which channels the actor enters ideas, the usual one first."""
    found: tuple[str, ...] = CLERK_CHANNELS if actor.may(*CLERKS) else ()
    found += ("deputy",) if actor.may(Role.DEPUTY) else ()
    return found + (("department",) if actor.may(Role.UNIT) else ())


def stations_for(session: Session, actor: Actor, congress_id: str) -> list[stations.StationLine]:
    """The stations in whose name the actor enters: all of them for a desk, his own for an officer."""
    if actor.may(*DESK_ROLES):
        return stations.every(session, congress_id)
    return stations.kept_by(session, congress_id, actor.person_id)


def of_station(session: Session, congress_id: str, station_id: str) -> list[IdeaLine]:
    """The newest that came through a station, as people sent them."""
    newest = (
        select(Idea.id)
        .where(Idea.congress_id == congress_id, Idea.station_id == station_id, Idea.kind == "original")
        .order_by(Idea.number.desc())
        .limit(A_STATIONS_PAGE)
    )
    found = ideas.lines(session, congress_id, session.scalars(newest).all())
    return sorted(found.values(), key=lambda line: -line.number)


def enter(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    call_id: str,
    given: Entry,
    *,
    now: datetime,
) -> Received:
    """One idea in somebody's name, marked with its channel and the clerk; its number is for the author."""
    with writing(session):
        call = _open_call(session, congress_id, call_id, given.channel)
        if given.channel not in channels_for(actor):
            raise NotAllowed("collection.not_your_channel")
        if not given.category:
            raise Invalid("collection.category_unknown", field="category")
        new = _new_idea(session, actor, congress_id, call, given)
        received = ideas.receive(session, secret, congress_id, call_id, new, now=now)
        _record(session, actor, congress_id, received.idea_id, {"channel": given.channel}, now)
        return received


def _open_call(session: Session, congress_id: str, call_id: str, channel: str) -> CallLine:
    """Clerks may still enter what came on paper after the last day, as long as the call was not ended."""
    call = calls.get(session, congress_id, call_id)
    if call.state != "open" or channel not in call.channels:
        raise Conflict("collection.channel_closed")
    return call


def _new_idea(session: Session, actor: Actor, congress_id: str, call: CallLine, given: Entry) -> NewIdea:
    words = {name: getattr(given, name) for name in ("channel", "title", "text", "category", "area", "place")}
    new = NewIdea(**words, entered_by=actor.person_id)
    if given.channel == "deputy":
        deputy_id = roster.deputy_of(session, congress_id, actor.person_id)
        return replace(new, deputy_id=deputy_id, desk=CONGRESS)
    if given.channel == "department":
        mine = units.units_of(session, congress_id, actor.person_id)
        if not mine:
            raise Conflict("collection.no_unit")
        return replace(new, unit_id=mine[0].id)
    if given.station_id:
        if given.station_id not in {line.id for line in stations_for(session, actor, congress_id)}:
            raise NotAllowed("collection.not_your_station")
        new = replace(new, station_id=given.station_id)
    elif not actor.may(*DESK_ROLES):
        raise Invalid("collection.station_missing", field="station_id")
    lenient = replace(call, name_required=False, phone_required=False)  # a letter may be anonymous
    return replace(new, author=authors.checked(lenient, given.name, given.phone))


# Excel ----------------------------------------------------------------------------------------


def workbook() -> bytes:
    return sheets.template(SHEET)


def read(session: Session, congress_id: str, call_id: str, data: bytes) -> Reading:
    """What the file says; rows that are there already are told, so a file read twice adds nothing."""
    call = calls.get(session, congress_id, call_id)
    query = select(Idea.title, Idea.text).where(Idea.congress_id == congress_id, Idea.call_id == call_id)
    known = {(title, content) for title, content in session.execute(query)}
    rows = []
    reading = sheets.read(SHEET, data)
    for row in reading.rows:
        said = (str(row.values.get("title") or ""), str(row.values.get("text") or ""))
        if said in known:
            row = row.with_errors([CellError("title", "collection.row_known", {})])
        known.add(said)
        if str(row.values.get("category") or "") not in ("", *call.categories):
            row = row.with_errors([CellError("category", "collection.category_unknown", {})])
        rows.append(row)
    return replace(reading, rows=tuple(rows))


def take(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    call_id: str,
    channel: str,
    reading: Reading,
    *,
    now: datetime,
) -> int:
    """Record every row, all or none. A unit's file is its own; a desk's comes from the hotline or others."""
    if reading.bad:
        raise NotReady("imports.rows_bad", bad=len(reading.bad))
    if channel not in SHEET_CHANNELS or (channel != "department" and not actor.may(*DESK_ROLES)):
        raise NotAllowed("collection.not_your_channel")
    import_id = new_id()
    with writing(session):
        call = _open_call(session, congress_id, call_id, channel)
        for row in reading.good:
            given = Entry(channel, **{name: str(value or "") for name, value in row.values.items()})
            new = replace(_new_idea(session, actor, congress_id, call, given), import_id=import_id)
            ideas.receive(session, secret, congress_id, call_id, new, now=now)
        after = {"channel": channel, "rows": len(reading.good)}
        _record(session, actor, congress_id, import_id, after, now, "import")
    return len(reading.good)


def _record(
    session: Session,
    actor: Actor,
    congress_id: str,
    object_id: str,
    after: dict[str, object],
    now: datetime,
    kind: str = "idea",
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*PROPOSERS),
        verb="import" if kind == "import" else "add",
        object_kind=kind,
        object_id=object_id,
        after=after,
        now=now,
    )
