"""What a rating came to: settled once, kept as bytes with their digest, read back for every page and paper.

read(content) -> Outcome
settle(session, actor, row, outcome, verb, now=)           keeps it for good
order_rectification(session, row, outcome, now)            what follows from it, once it is published
of_poll(rating, items) -> Outcome                          from an announced secret rating, never typed in
matching(board, titles) -> list[AnnouncedRating]           announced ratings of exactly these items
take(main, board, actor, congress_id, evaluation_id, uuid, now=)

Under ten sheets no number and no grade is kept: nobody's opinion may be read from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, Conflict, NotFound
from voting.polling.announced import AnnouncedRating, announced_ratings
from voting.supervision import calendar, programmes, rating_rule
from voting.supervision.machines import OFFICE
from voting.supervision.rating_machines import EVALUATION, LEAST_RATERS
from voting.supervision.rating_models import Evaluation, EvaluationItem, EvaluationResult, Rectification
from voting.supervision.rating_rule import Rule
from voting.supervision.weighting import Rate, half_up, hundredths, overall, rate_of
from voting.supervision.year_settings import Setting, offer

HALL = ZoneInfo("Asia/Shanghai")
offer(
    Setting(
        "rectify_days", N_("整改期限"), 60, N_("测评"),
        N_("测评不满意的项目，几个工作日内整改并报告，再次测评。"), 1, 250,
    )
)  # fmt: skip


@dataclass(frozen=True)
class RatedItem:
    """One item. ``grade`` is None where the numbers decide nothing; ``votes`` also where they are not told.

    ``members``, ``present`` and ``returned`` are those who could rate this item; ``code`` with ``number`` and
    ``limit`` says why (rules.wording), ``compared`` names the grade whose limit it speaks of; ``points`` is
    the sum of hundredths over ``scored`` sheets.
    """

    number: int
    project_id: str
    name: str
    unit: str
    grade: int | None
    grade_name: str
    votes: tuple[int, ...] | None
    unmarked: int | None
    members: int
    present: int
    returned: int
    base: int
    code: str
    limit_number: int
    limit: int
    compared: str
    points: int = 0
    scored: int = 0

    @property
    def rate(self) -> Rate:
        """满意率 of this item."""
        return Rate(0, 0) if self.votes is None else rate_of(self.votes, self.returned)

    @property
    def mean(self) -> str:
        """Average points, where points were given and are told."""
        if not self.scored or self.votes is None:
            return ""
        return hundredths(half_up(self.points, self.scored))


@dataclass(frozen=True)
class Outcome:
    """``all_members`` … ``valid`` are the numbers of the whole rating; ``poll`` and ``fingerprint`` name the
    secret poll that they come from."""

    grades: tuple[str, ...]
    items: tuple[RatedItem, ...]
    all_members: int
    present: int
    handed_out: int
    returned: int
    void: int
    poll: str = ""
    fingerprint: str = ""

    @property
    def valid(self) -> int:
        return self.returned - self.void

    @property
    def enough(self) -> bool:
        return self.valid >= LEAST_RATERS

    @property
    def overall(self) -> Rate:
        """总体满意率 over all items."""
        return overall([item.rate for item in self.items])

    def told(self, publication: str) -> Outcome:
        """As the public gets it: all numbers, or grades only."""
        if publication == "all":
            return self
        bare = [replace(item, votes=None, unmarked=None, limit_number=0, code="") for item in self.items]
        return replace(self, items=tuple(bare))


def read(content: str) -> Outcome:
    data = json.loads(content)
    items = [
        RatedItem(**item | {"votes": None if item["votes"] is None else tuple(item["votes"])})
        for item in data.pop("items")
    ]
    return Outcome(**data | {"items": tuple(items), "grades": tuple(data["grades"])})


def rated(item: EvaluationItem, rule: Rule, count: rating_rule.ItemCount, tells: bool = True) -> RatedItem:
    """An item with its count; under ten sheets without."""
    names = [grade.name for grade in rule.grades]
    enough = count.counts.valid >= LEAST_RATERS
    grade = count.grade if enough else None
    reason = count.reasons[0] if count.reasons else None
    compared = None if grade is None else grade - (grade == len(names) - 1)
    return RatedItem(
        number=item.number,
        project_id=item.project_id,
        name=item.name,
        unit=item.unit,
        grade=grade,
        grade_name="" if grade is None else names[grade],
        votes=count.votes if enough and tells else None,
        unmarked=count.unmarked if enough and tells else None,
        members=count.counts.all_deputies,
        present=count.counts.present,
        returned=count.counts.valid,
        base=count.base,
        code=reason.code if reason and enough and tells else "",
        limit_number=reason.number if reason and enough and tells else 0,
        limit=reason.limit if reason and enough and tells else 0,
        compared="" if compared is None else names[compared],
        points=count.points if enough and tells else 0,
        scored=count.scored if enough and tells else 0,
    )


def settle(
    session: Session, actor: Actor, row: Evaluation, outcome: Outcome, verb: str, *, now: datetime
) -> None:
    """Keep the outcome for good; inside ``writing``."""
    content = json.dumps(asdict(outcome), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    EVALUATION.move(session, row, verb, actor=actor, now=now)
    row.closed_at = now
    session.add(
        EvaluationResult(
            id=new_id(),
            congress_id=row.congress_id,
            evaluation_id=row.id,
            content=content,
            digest=hashlib.sha256(content.encode()).hexdigest(),
            poll_uuid=outcome.poll,
            fingerprint=outcome.fingerprint,
            made_by=actor.person_id,
            made_at=now,
        )
    )
    session.flush()


def cause_of(item: RatedItem, last: int) -> str:
    """Why an item is to be put right, empty where it is not: its grade, or more than half 不满意 (山西)."""
    if item.grade == last:
        return "grade"
    if item.votes is not None and 2 * item.votes[-1] > item.returned:
        return "majority"
    return ""


def order_rectification(session: Session, row: Evaluation, outcome: Outcome, now: datetime) -> None:
    """A due date for every item that is to be put right, counted from today; inside ``writing``."""
    year = programmes.programme(session, row.congress_id, row.programme_id)
    days = year.settings["rectify_days"]
    today = now.astimezone(HALL).date()
    due = calendar.working_days_after(today, days, calendar.holidays(session, row.congress_id))
    for item in outcome.items:
        cause = cause_of(item, len(outcome.grades) - 1)
        if cause:
            session.add(
                Rectification(
                    id=new_id(), congress_id=row.congress_id, evaluation_id=row.id, cause=cause,
                    project_id=item.project_id, item_number=item.number, due_on=due,
                )
            )  # fmt: skip


# Secret ratings -------------------------------------------------------------------------------


def matching(board: Session, names: Sequence[str], taken: Sequence[str] = ()) -> list[AnnouncedRating]:
    """Those that nobody took yet and that rated these very items in this order."""
    return [
        rating
        for rating in announced_ratings(board)
        if rating.uuid not in taken and [item.name for item in rating.items] == list(names)
    ]


def take(
    main: Session,
    board: Session,
    actor: Actor,
    congress_id: str,
    evaluation_id: str,
    uuid: str,
    *,
    now: datetime,
) -> None:
    """Keep what the announced poll decided as this rating's outcome, with the rule that the poll had."""
    actor.role_for(*OFFICE)
    items = item_rows(main, congress_id, evaluation_id)
    found = [one for one in matching(board, [item.name for item in items]) if one.uuid == uuid]
    if not found:
        raise NotFound("supervision.no_such_poll_rating")
    with writing(main):
        row = main.scalars(
            select(Evaluation).where(Evaluation.congress_id == congress_id, Evaluation.id == evaluation_id)
        ).one()
        if row.form != "secret" or uuid in taken_uuids(main, congress_id):
            raise Conflict("supervision.poll_rating_taken")
        rule = rule_of_poll(found[0])
        row.rule, row.members = rating_rule.to_json(rule), found[0].counts.all_deputies
        main.flush()
        settle(main, actor, row, of_poll(found[0], items), "take_rating", now=now)


def taken_uuids(session: Session, congress_id: str) -> set[str]:
    query = select(EvaluationResult.poll_uuid).where(
        EvaluationResult.congress_id == congress_id, EvaluationResult.poll_uuid != ""
    )
    return set(session.scalars(query))


def item_rows(session: Session, congress_id: str, evaluation_id: str) -> list[EvaluationItem]:
    query = select(EvaluationItem).where(
        EvaluationItem.congress_id == congress_id, EvaluationItem.evaluation_id == evaluation_id
    )
    return list(session.scalars(query.order_by(EvaluationItem.number)))


def rule_of_poll(rating: AnnouncedRating) -> Rule:
    method = rating.method
    tells = any(item.votes is not None for item in rating.items)
    return Rule(
        grades=method.grades,
        base=method.base,
        abstain=method.min_marks == 0,
        publication="all" if tells else "none",
    )


def of_poll(rating: AnnouncedRating, items: Sequence[EvaluationItem]) -> Outcome:
    """Every number as it was announced; those that were not are unknown here too."""
    rule = rule_of_poll(rating)
    counts = rating.counts
    lines = [
        rated(
            item,
            rule,
            rating_rule.ItemCount(
                counts, rating.base, told.votes or (), told.unmarked or 0, told.grade, (told.reason,)
            ),
            tells=told.votes is not None,
        )
        for item, told in zip(items, rating.items, strict=True)
    ]
    return Outcome(
        grades=tuple(grade.name for grade in rule.grades),
        items=tuple(lines),
        all_members=counts.all_deputies,
        present=counts.present,
        handed_out=counts.handed_out,
        returned=counts.returned,
        void=counts.void,
        poll=rating.uuid,
        fingerprint=rating.fingerprint,
    )
