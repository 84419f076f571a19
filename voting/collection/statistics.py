"""The numbers that a report on a call quotes, of both desks together.

numbers(session, congress_id, call_id) -> Numbers
pages(numbers, say) -> tables for Excel
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from voting.collection.desk_models import Decision, Merging
from voting.collection.draft_models import CandidateDraft
from voting.collection.idea_models import Idea, Support
from voting.collection.machines import ANSWERED_STATES, CHANNEL_WORDS, REASONS
from voting.collection.stations import every
from voting.errors import N_

# Days to the first answer: upper bounds of the classes, the last is open.
DAY_CLASSES = (3, 7, 15, 30, 60)


@dataclass(frozen=True)
class Count:
    """A bar: ``key`` is a code or what people wrote, ``label`` its Chinese."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Numbers:
    """Everything counts originals as people sent them, except ``funnel`` from the merged entries on.

    ``median_days`` is None while nothing was answered.
    """

    funnel: tuple[Count, ...]
    categories: tuple[Count, ...]
    channels: tuple[Count, ...]
    stations: tuple[Count, ...]
    reasons: tuple[Count, ...]
    days: tuple[Count, ...]
    median_days: float | None
    complaints: int
    supports: int


FUNNEL_WORDS: dict[str, str] = {
    "received": N_("收到意见建议"),
    "entries": N_("合并后"),
    "screened": N_("已作答复"),
    "adopted": N_("采纳"),
    "drafts": N_("候选项目草案"),
    "listed": N_("列入候选项目"),
}


def numbers(session: Session, congress_id: str, call_id: str) -> Numbers:
    """What passed between the desks is counted once: as received where it came in, then where it went."""
    mine: list[ColumnElement[bool]] = [Idea.congress_id == congress_id, Idea.call_id == call_id]
    heaps = _heaps(session, congress_id, mine)
    sent = [heap for heap in heaps if heap.sent]
    names = {station.id: station.name for station in every(session, congress_id, closed=True)}
    days = _days(session, mine)
    supports = (
        select(func.count())
        .select_from(Support)
        .join(Idea, Idea.id == Support.idea_id)
        .where(Support.congress_id == congress_id, *mine)
    )
    return Numbers(
        funnel=_funnel(session, congress_id, call_id, heaps),
        categories=_by(sent, lambda heap: heap.category, {}),
        channels=_by(sent, lambda heap: heap.channel, CHANNEL_WORDS),
        stations=_by([heap for heap in sent if heap.station], lambda heap: heap.station, names),
        reasons=_reasons(session, congress_id, [*mine, ~_passed_on(congress_id)]),
        days=_classes(days),
        median_days=_median(days),
        complaints=sum(heap.number for heap in heaps if heap.state == "petition"),
        supports=session.scalar(supports) or 0,
    )


@dataclass(frozen=True)
class _Heap:
    """Ideas that are counted alike everywhere: one look at the table gives all heaps."""

    category: str
    channel: str
    station: str
    kind: str
    state: str
    passed_on: bool
    number: int

    @property
    def sent(self) -> bool:
        """As people sent it: no merged entry, no part, nothing from the other desk, no complaint."""
        return self.kind == "original" and self.channel != "handover" and self.state != "petition"

    @property
    def entry(self) -> bool:
        """What is decided by itself: in no other entry, at no other desk, no complaint."""
        return not self.passed_on and self.state not in ("merged", "split", "dissolved", "petition")


def _heaps(session: Session, congress_id: str, mine: list[ColumnElement[bool]]) -> list[_Heap]:
    station, passed_on = func.coalesce(Idea.station_id, "").label("station"), _passed_on(congress_id)
    columns = (Idea.category, Idea.channel, station, Idea.kind, Idea.state, passed_on.label("passed_on"))
    each = select(*columns).where(*mine).subquery()
    query: Select[*tuple[Any, ...]] = select(*each.c, func.count()).group_by(*each.c)
    return [_Heap(*row) for row in session.execute(query)]


def _passed_on(congress_id: str) -> ColumnElement[bool]:
    """The other desk took it in by a letter and decides it; what comes back is its answer only."""
    copy = aliased(Idea)
    taken = select(copy.origin_id).where(
        copy.congress_id == congress_id,
        copy.origin_congress_id == congress_id,
        copy.channel == "handover",
        copy.origin_id.is_not(None),
    )
    return Idea.id.in_(taken)


def _by(heaps: list[_Heap], key: Callable[[_Heap], str], words: dict[str, str]) -> tuple[Count, ...]:
    counted: Counter[str] = Counter()
    for heap in heaps:
        counted[key(heap)] += heap.number
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(key, words.get(key, key), number) for key, number in ordered)


def _funnel(session: Session, congress_id: str, call_id: str, heaps: list[_Heap]) -> tuple[Count, ...]:
    drafts = select(CandidateDraft.state, func.count()).where(
        CandidateDraft.congress_id == congress_id,
        CandidateDraft.call_id == call_id,
        CandidateDraft.parent_id.is_(None),
    )
    by_state = {state: many for state, many in session.execute(drafts.group_by(CandidateDraft.state))}
    entries = [heap for heap in heaps if heap.entry]
    found = {
        "received": sum(heap.number for heap in heaps if heap.sent),
        "entries": sum(heap.number for heap in entries),
        "screened": sum(heap.number for heap in entries if heap.state in ANSWERED_STATES),
        "adopted": sum(heap.number for heap in entries if heap.state == "adopted"),
        "drafts": sum(by_state.values()),
        "listed": by_state.get("listed", 0),
    }
    return tuple(Count(key, FUNNEL_WORDS[key], many) for key, many in found.items())


def _reasons(session: Session, congress_id: str, mine: list[ColumnElement[bool]]) -> tuple[Count, ...]:
    """Why ideas were not taken, by code; and how many went into merged entries."""
    query = (
        select(Decision.reason_code, func.count())
        .join(Idea, Idea.id == Decision.idea_id)
        .where(
            Decision.congress_id == congress_id,
            Decision.publication_id.is_not(None),
            Decision.reason_code != "",
            *mine,
        )
        .group_by(Decision.reason_code)
    )
    found = [Count(code, REASONS[code], many) for code, many in session.execute(query)]
    merged = (
        select(func.count())
        .select_from(Merging)
        .join(Idea, Idea.id == Merging.idea_id)
        .where(Merging.congress_id == congress_id, Merging.undone_at.is_(None), Idea.kind != "merged", *mine)
    )
    found.append(Count("merged", N_("并入相同建议"), session.scalar(merged) or 0))
    return tuple(sorted(found, key=lambda count: (-count.number, count.key)))


def _days(session: Session, mine: list[ColumnElement[bool]]) -> list[float]:
    """From receipt to the first published answer, for those that have one."""
    query = select(Idea.received_at, Idea.answered_at).where(
        *mine, Idea.kind == "original", Idea.channel != "handover", Idea.answered_at.is_not(None)
    )
    return sorted(
        (answered - received).total_seconds() / 86_400
        for received, answered in session.execute(query)
        if answered is not None
    )


def _classes(days: list[float]) -> tuple[Count, ...]:
    bounds = (0, *DAY_CLASSES)
    found = [
        Count(f"{low}-{high}", f"{low}–{high}", sum(low <= day < high for day in days))
        for low, high in zip(bounds, DAY_CLASSES, strict=False)
    ]
    last = DAY_CLASSES[-1]
    return (*found, Count(f"{last}-", f"≥ {last}", sum(day >= last for day in days)))


def _median(days: list[float]) -> float | None:
    if not days:
        return None
    middle = len(days) // 2
    return days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2


def pages(found: Numbers, say: Callable[[str], str]) -> dict[str, list[list[str | int]]]:
    """The same as tables: a tab each."""
    named = {
        say("全程"): found.funnel,
        say("类别"): found.categories,
        say("渠道"): found.channels,
        say("联络站"): found.stations,
        say("理由"): found.reasons,
        say("答复天数"): found.days,
    }
    tables: dict[str, list[list[str | int]]] = {}
    for title, counts in named.items():
        tables[title] = [[title, say("条数")]]
        tables[title] += [[say(count.label), count.number] for count in counts]
    return tables
