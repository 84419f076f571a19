"""What finance stated of a project's money in a round, as it is read.

figures(session, congress_id, round_id) -> dict[project id, Figure]        the version that counts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.supervision.report_models import MoneyFigure
from voting.supervision.report_sheet import MONEY


@dataclass(frozen=True)
class Figure:
    """``amounts`` by the keys of MONEY, in 万元 as decimal text; those not stated are empty."""

    version: int
    amounts: Mapping[str, str]
    note: str
    written_at: datetime


def figures(session: Session, congress_id: str, round_id: str) -> dict[str, Figure]:
    query = (
        select(MoneyFigure)
        .where(MoneyFigure.congress_id == congress_id, MoneyFigure.round_id == round_id)
        .order_by(MoneyFigure.version)
    )
    return {
        row.project_id: Figure(
            row.version, {key: getattr(row, key) for key in MONEY}, row.note, row.written_at
        )
        for row in session.scalars(query)
    }
