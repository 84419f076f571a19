"""A year as rows, for tests of what is told of it: projects, rounds, lights, without the work behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from voting.db import new_id, writing
from voting.polling.sittings import Project
from voting.supervision import programmes
from voting.supervision.plan_models import Programme
from voting.supervision.report_models import LightOverride, LightReading
from voting.supervision.round_models import Round

NOW = datetime(2026, 4, 10, 2, tzinfo=UTC)
MONEY = {"planned": "1000", "allotted": "800", "arrived": "700", "paid": "450"}
QUARTERS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))


def make_year(
    session: Session,
    congress_id: str,
    *,
    year: int = 2026,
    state: str = "published",
    many: int = 3,
    settings: dict[str, Any] | None = None,
) -> Programme:
    """A programme with ``many`` projects named 项目1, 项目2, …"""
    with writing(session):
        row = Programme(
            id=new_id(), congress_id=congress_id, year=year, title=f"{year}年民生实事项目", state=state,
            settings=settings or {}, created_at=NOW, published_at=NOW if state != "planning" else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for number in range(1, many + 1):
            text = Project(f"项目{number}", "养老托育", f"建设内容{number}", "1000", "县财政", "县民政局")
            made = programmes.add_project(session, congress_id, row.id, number, text)
            made.state = "under_way"
    return row


def make_round(
    session: Session,
    congress_id: str,
    programme_id: str,
    quarter: int = 1,
    state: str = "closed",
    year: int = 2026,
) -> str:
    as_of = QUARTERS[quarter - 1].replace(year=year)
    with writing(session):
        row = Round(
            id=new_id(), congress_id=congress_id, programme_id=programme_id, kind="quarterly", number=quarter,
            state="reporting", as_of=as_of, opens_on=as_of, report_due=as_of, inspect_due=None,
            rating_due=None,
        )  # fmt: skip
        session.add(row)
    if state != "reporting":
        set_state(session, congress_id, row.id, state)
    return row.id


def set_state(session: Session, congress_id: str, round_id: str, state: str) -> None:
    with writing(session):
        change = (
            update(Round).where(Round.congress_id == congress_id, Round.id == round_id).values(state=state)
        )
        session.execute(change)


def read_light(
    session: Session,
    congress_id: str,
    round_id: str,
    project_id: str,
    *,
    as_of: date = QUARTERS[0],
    done: int = 200,
    scheduled: int = 250,
    colour: str = "yellow",
    version: int = 1,
) -> None:
    """A light as reports.py computes it; the round is still open then."""
    said = {"scale": "progress", "colour": colour, "code": "progress_ahead",
            "data": {"done": f"{done / 10}", "scheduled": f"{scheduled / 10}", "points": "5.0"}}  # fmt: skip
    with writing(session):
        session.add(
            LightReading(
                id=new_id(),
                congress_id=congress_id,
                round_id=round_id,
                project_id=project_id,
                version=version,
                report_version=1,
                as_of=as_of,
                done=done,
                scheduled=scheduled,
                standing="behind",
                colour=colour,
                findings=[said],
                limits={},
                money=MONEY,
                read_at=NOW,
            )
        )


def override(
    session: Session,
    congress_id: str,
    round_id: str,
    project_id: str,
    person_id: str,
    colour: str,
    version: int = 1,
) -> None:
    with writing(session):
        session.add(
            LightOverride(
                id=new_id(),
                congress_id=congress_id,
                round_id=round_id,
                project_id=project_id,
                version=version,
                computed="yellow",
                colour=colour,
                reason="连续降雨，工期已顺延",
                written_by=person_id,
                written_at=NOW,
            )
        )
