"""Calls (征集公告): who calls, for which year, when, what may be proposed and on which legal basis.

create(session, actor, congress_id, given: CallForm, now=) -> call id         in state draft, with usual lists
edit(session, actor, congress_id, call_id, given, now=)                       while draft or open
set_items(session, actor, congress_id, call_id, items, now=)                  while draft
move(session, actor, congress_id, call_id, verb, now=, reason="")          publish, end_call, reopen, conclude
get / every / open_calls -> CallLine
items(session, congress_id, call_id) -> tuple[Item, …]
is_open(call, today) -> bool                                                  may the public send now
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.call_models import CONGRESS, DESKS, INITIATORS, SIDES, Call, ScopeItem
from voting.collection.draft_models import STEPS
from voting.collection.idea_models import CHANNELS
from voting.collection.ideas import call_row
from voting.collection.lists import USUAL_ITEMS
from voting.collection.machines import CALL, CATEGORIES, DESK_ROLE, DESK_ROLES
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotAllowed, NotReady

LONGEST_TITLE, LONGEST_INTRODUCTION = 80, 3000
OPEN_CHANNELS = CHANNELS[: CHANNELS.index("library")]
PRIVACY_NOTICE = (
    "姓名、手机只用于核实情况和答复您，选填；不公开，不转给与办理无关的单位；查看都有记录，办结后按期删除。"
)


@dataclass(frozen=True)
class CallForm:
    """What a desk writes into a call. ``desk`` is the one that receives the public's ideas."""

    year: int
    title: str
    initiator: str
    initiator_name: str
    desk: str
    begins: date | None
    ends: date | None
    all_year: bool = False
    introduction: str = ""
    contact: str = ""
    privacy_notice: str = PRIVACY_NOTICE
    categories: tuple[str, ...] = CATEGORIES
    channels: tuple[str, ...] = OPEN_CHANNELS
    bodies: tuple[str, ...] = ("government_meeting", "party_committee", "standing_committee")
    public_reasons: bool = True
    public_lists: bool = False
    support_counts: bool = False
    name_required: bool = False
    phone_required: bool = False
    photos_most: int = 3
    device_daily: int = 5
    station_hourly: int = 200
    keep_days: int = 365


@dataclass(frozen=True)
class CallLine(CallForm):
    """A call as it stands."""

    id: str = ""
    state: str = "draft"
    previous_id: str | None = None
    privacy_version: int = 1
    published_at: datetime | None = None


@dataclass(frozen=True)
class Item:
    """A line of the positive or negative list; ``reason_code`` is what speaks against what fails it."""

    side: str
    text: str
    basis: str
    reason_code: str = ""
    id: str = ""


# Reading --------------------------------------------------------------------------------------


def get(session: Session, congress_id: str, call_id: str) -> CallLine:
    return _line(call_row(session, congress_id, call_id))


def every(session: Session, congress_id: str) -> list[CallLine]:
    """All calls, those of the latest year first."""
    query = (
        select(Call).where(Call.congress_id == congress_id).order_by(Call.year.desc(), Call.created_at.desc())
    )
    return [_line(row) for row in session.scalars(query)]


def open_calls(session: Session, congress_id: str, *, today: date) -> list[CallLine]:
    """Those to which the public may send today (a day of the congress's own time zone)."""
    return [call for call in every(session, congress_id) if is_open(call, today)]


def is_open(call: CallLine, today: date) -> bool:
    """Within its period; one for all year takes what comes as long as nobody closes it."""
    if call.state != "open":
        return False
    begun = call.begins is None or call.begins <= today
    return begun and (call.all_year or call.ends is None or today <= call.ends)


def items(session: Session, congress_id: str, call_id: str) -> tuple[Item, ...]:
    """正面清单 first, each in its order."""
    query = (
        select(ScopeItem)
        .where(ScopeItem.congress_id == congress_id, ScopeItem.call_id == call_id)
        .order_by(ScopeItem.side.desc(), ScopeItem.position)
    )
    return tuple(
        Item(row.side, row.text, row.basis, row.reason_code, row.id) for row in session.scalars(query)
    )


def _line(row: Call) -> CallLine:
    values = {name: getattr(row, name) for name in CallLine.__dataclass_fields__}
    for name in ("categories", "channels", "bodies"):
        values[name] = tuple(values[name])
    return CallLine(**values)


# Writing --------------------------------------------------------------------------------------


def create(session: Session, actor: Actor, congress_id: str, given: CallForm, *, now: datetime) -> str:
    """A new call with the usual lists, or with those of the year before where there was one."""
    actor.role_for(*DESK_ROLES)
    _check(given)
    if not actor.may(DESK_ROLE[given.desk]):
        raise NotAllowed("collection.other_desk")
    with writing(session):
        before = [call for call in every(session, congress_id) if call.year < given.year]
        row = Call(id=new_id(), congress_id=congress_id, created_at=now)
        row.previous_id = before[0].id if before else None
        _fill(row, given)
        session.add(row)
        session.flush()
        usual = items(session, congress_id, before[0].id) if before else ()
        _write_items(session, row, usual or tuple(Item(*item) for item in USUAL_ITEMS))
        _record(session, actor, row, "create", now)
        return row.id


def edit(
    session: Session, actor: Actor, congress_id: str, call_id: str, given: CallForm, *, now: datetime
) -> None:
    """Write a call anew. Once it is open its desk stays; a new privacy notice gets a new version."""
    _check(given)
    with writing(session):
        row = _own_call(session, actor, congress_id, call_id)
        if row.state not in ("draft", "open"):
            raise Conflict("collection.call_closed")
        if row.state == "open" and given.desk != row.desk:
            raise Conflict("collection.call_has_desk")
        if row.state == "open" and given.privacy_notice != row.privacy_notice:
            row.privacy_version += 1
        _fill(row, given)
        session.flush()
        _record(session, actor, row, "edit", now)


def set_items(
    session: Session, actor: Actor, congress_id: str, call_id: str, given: Sequence[Item], *, now: datetime
) -> None:
    """Replace both lists. Every line needs its basis; after publication they stand as they were called."""
    for item in given:
        if item.side not in SIDES or not item.text.strip() or not item.basis.strip():
            raise Invalid("collection.item_incomplete", field="items")
        if len(item.text) > 200 or len(item.basis) > 200:
            raise Invalid("collection.too_long", field="items", most=200)
    with writing(session):
        row = _own_call(session, actor, congress_id, call_id)
        if row.state != "draft":
            raise Conflict("collection.lists_published")
        session.execute(
            delete(ScopeItem).where(ScopeItem.congress_id == congress_id, ScopeItem.call_id == call_id)
        )
        _write_items(session, row, given)
        _record(session, actor, row, "edit", now)


def move(
    session: Session,
    actor: Actor,
    congress_id: str,
    call_id: str,
    verb: str,
    *,
    now: datetime,
    reason: str = "",
) -> str:
    """publish, end_call, reopen, conclude; the new state."""
    with writing(session):
        row = call_row(session, congress_id, call_id)
        if verb == "publish":
            if not items(session, congress_id, call_id):
                raise NotReady("collection.lists_empty")
            row.published_at = now
        return CALL.move(session, row, verb, actor=actor, now=now, reason=reason)


def _own_call(session: Session, actor: Actor, congress_id: str, call_id: str) -> Call:
    row = call_row(session, congress_id, call_id)
    if not actor.may(DESK_ROLE[row.desk]):
        raise NotAllowed("collection.other_desk")
    return row


def _check(given: CallForm) -> None:
    if not 2 <= len(given.title.strip()) <= LONGEST_TITLE:
        raise Invalid("collection.title_missing", field="title")
    if given.initiator not in INITIATORS or given.desk not in DESKS:
        raise Invalid("collection.initiator_unknown", field="initiator")
    if (given.initiator == "congress") != (given.desk == CONGRESS) and given.initiator != "both_offices":
        raise Invalid("collection.desk_mismatch", field="desk")
    if not 2000 <= given.year <= 2200:
        raise Invalid("collection.bad_year", field="year")
    if not given.all_year and (given.begins is None or given.ends is None or given.ends < given.begins):
        raise Invalid("collection.bad_period", field="ends")
    if len(given.introduction) > LONGEST_INTRODUCTION:
        raise Invalid("collection.too_long", field="introduction", most=LONGEST_INTRODUCTION)
    if not given.categories or any(not 1 <= len(word) <= 20 for word in given.categories):
        raise Invalid("collection.categories_missing", field="categories")
    if not set(given.channels) <= set(OPEN_CHANNELS) or not set(given.bodies) <= set(STEPS):
        raise Invalid("collection.categories_missing", field="channels")
    if not (0 <= given.photos_most <= 3 and given.device_daily > 0 and given.station_hourly > 0):
        raise Invalid("collection.bad_limits", field="device_daily")
    if not 30 <= given.keep_days <= 3650:
        raise Invalid("collection.bad_keep_days", field="keep_days")


def _fill(row: Call, given: CallForm) -> None:
    for name, value in asdict(given).items():
        if name in CallForm.__dataclass_fields__:
            setattr(row, name, list(value) if isinstance(value, tuple) else value)


def _write_items(session: Session, row: Call, given: Sequence[Item]) -> None:
    places = dict.fromkeys(SIDES, 0)
    for item in given:
        places[item.side] += 1
        session.add(
            ScopeItem(
                congress_id=row.congress_id,
                call_id=row.id,
                side=item.side,
                position=places[item.side],
                text=item.text.strip(),
                basis=item.basis.strip(),
                reason_code=item.reason_code,
            )
        )
    session.flush()


def _record(session: Session, actor: Actor, row: Call, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*DESK_ROLES),
        verb=verb,
        object_kind="call",
        object_id=row.id,
        after={"title": row.title, "year": row.year},
        now=now,
    )
