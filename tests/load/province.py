"""A province's year as rows: 100 counties with 10 projects each, 10 townships below each with 8, twelve
rounds, four pictures a report. Written past the services, in the shapes that they write."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from voting.congress.models import Congress
from voting.congress.unit_models import Unit
from voting.db import across_congresses, new_id, writing
from voting.picture_models import READY, Picture
from voting.supervision.plan_models import ChosenProject, PlanVersion, Programme, ProjectUnit
from voting.supervision.report_models import LightReading, MoneyFigure, Report, ReportVersion
from voting.supervision.round_models import Round
from voting.supervision.rounds import last_day

COUNTIES, TOWNSHIPS, OWN, BELOW, PHOTOS = 100, 10, 10, 8, 4
YEAR = 2025
AT_ONCE = 5000
PROMISE = (
    '{"benefit":"","category":"","co_unit":"","content":"改造小区","deadline":"","funding":"",'
    '"investment":"800","name":"%s","unit":"住建局"}'
)
Rows = dict[type, list[dict[str, Any]]]


@dataclass(frozen=True)
class Province:
    """``county`` is the code of one of its counties, ``projects`` how many there are in all."""

    id: str
    county: str
    county_id: str
    projects: int
    reports: int
    pictures: int


def build(session: Session, counties: int, writer: str) -> Province:
    """Everything that ``writer`` (a person's id) and his colleagues wrote in a year."""
    province = new_id()
    with writing(session), across_congresses(session):
        session.execute(
            insert(Congress), [_congress("province", "bench", "临江省人民代表大会", province, None)]
        )
        session.execute(insert(Programme), [_programme(province, "published")])
    first: tuple[str, str] = ("", "")
    counts = [0, 0, 0]
    for number in range(counties):
        county = new_id()
        first = first if first[0] else (f"c{number}", county)
        places = [
            (county, _congress("county", f"c{number}", f"临江{number}县人民代表大会", county, province), OWN)
        ]
        for each in range(TOWNSHIPS):
            township = new_id()
            name = f"临江{number}县第{each}镇人民代表大会"
            places.append(
                (township, _congress("township", f"c{number}t{each}", name, township, county), BELOW)
            )
        rows: Rows = {}
        for congress_id, congress, many in places:
            rows.setdefault(Congress, []).append(congress)
            _year(rows, congress_id, many, writer)
        _write(session, rows)
        counts = [
            at + len(rows[model]) for at, model in zip(counts, (ChosenProject, Report, Picture), strict=True)
        ]
    return Province(province, *first, *counts)


def _write(session: Session, rows: Rows) -> None:
    """Parents before children; years are published and rounds closed last: nothing is written into those."""
    order = (Congress, Unit, Programme, ChosenProject, ProjectUnit, PlanVersion, Round, Report, ReportVersion,
             LightReading, MoneyFigure, Picture)  # fmt: skip
    with writing(session), across_congresses(session):
        for model in order:
            for at in range(0, len(rows[model]), AT_ONCE):
                session.execute(insert(model), rows[model][at : at + AT_ONCE])
        for model, state in ((Programme, "published"), (Round, "closed")):
            ids = [row["id"] for row in rows[model]]
            session.execute(update(model).where(model.id.in_(ids)).values(state=state))


def _congress(level: str, code: str, name: str, congress_id: str, parent: str | None) -> dict[str, Any]:
    return {
        "id": congress_id, "code": code, "name": name, "level": level, "parent_id": parent,
        "created_at": datetime(YEAR, 1, 1, tzinfo=UTC),
    }  # fmt: skip


def _programme(congress_id: str, state: str) -> dict[str, Any]:
    moment = datetime(YEAR, 1, 20, tzinfo=UTC)
    return {
        "id": new_id(), "congress_id": congress_id, "year": YEAR, "title": f"{YEAR}年民生实事项目",
        "state": state, "ballots": [], "settings": {}, "created_at": moment, "published_at": moment,
    }  # fmt: skip


def _year(rows: Rows, congress_id: str, many: int, writer: str) -> None:
    """One congress: its programme with projects, plans and twelve rounds."""

    def add(model: type, **values: Any) -> str:
        made = {"id": new_id(), "congress_id": congress_id, **values}
        rows.setdefault(model, []).append(made)
        return str(made["id"])

    moment = datetime(YEAR, 1, 20, tzinfo=UTC)
    unit = add(Unit, name="住房和城乡建设局", short="住建局", kind="department")
    made = _programme(congress_id, "planning")
    rows.setdefault(Programme, []).append(made)
    programme = made["id"]
    line = [month * 100 // 12 for month in range(1, 13)]
    projects = []
    for number in range(1, many + 1):
        name = f"第{number}号老旧小区改造项目"
        project = add(
            ChosenProject, programme_id=programme, number=number, name=name, token=new_id()[:16],
            state="under_way", promise=PROMISE % name, promise_digest="0" * 64, plan_version=1,
        )  # fmt: skip
        add(ProjectUnit, project_id=project, unit_id=unit, part="lead")
        data = {"lead_unit": "住建局", "total_money": "800", "target": "改造12个小区", "line": line,
                "items": [], "milestones": [], "content": "改造小区"}  # fmt: skip
        add(PlanVersion, project_id=project, version=1, data=data, digest="0" * 64, reason="",
            written_by=writer, written_at=moment)  # fmt: skip
        projects.append(project)
    for month in range(1, 13):
        _round(add, programme, projects, unit, month, writer)


def _round(add: Any, programme: str, projects: Sequence[str], unit: str, month: int, writer: str) -> None:
    kind, number = ("quarterly", month // 3) if month % 3 == 0 else ("monthly", month)
    as_of = last_day(YEAR, kind, number)
    moment = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) + timedelta(days=3)
    round_id = add(
        Round, programme_id=programme, kind=kind, number=number, state="inspecting", as_of=as_of,
        opens_on=as_of, report_due=as_of + timedelta(days=7), inspect_due=as_of + timedelta(days=21),
    )  # fmt: skip
    chance = random.Random(month)
    for project in projects:
        done = min(1000, month * 1000 // 12 + chance.randint(-120, 60))
        said = {"image": "主体完工，开始装修", "percent": f"{max(done, 0) / 10:.1f}", "works": "完成外墙",
                "allotted": "500", "arrived": "400", "paid": "300", "next_step": "完成管网"}  # fmt: skip
        report = add(Report, round_id=round_id, project_id=project, state="accepted", version=1, accepted=1)
        add(ReportVersion, report_id=report, round_id=round_id, version=1, unit_id=unit, data=said, files=[],
            digest="0" * 64, late=False, reason="", written_by=writer, written_at=moment)  # fmt: skip
        add(LightReading, round_id=round_id, project_id=project, version=1, report_version=1, as_of=as_of,
            done=max(done, 0), scheduled=month * 1000 // 12, standing="on_schedule",
            colour=chance.choice(("green", "green", "yellow", "red")), findings=[], limits={},
            money={"planned": "800", "allotted": "500", "arrived": "400", "paid": "300"},
            read_at=moment)  # fmt: skip
        add(MoneyFigure, round_id=round_id, project_id=project, version=1, allotted="500", arrived="400",
            paid="300", note="", written_by=writer, written_at=moment)  # fmt: skip
        for values in _pictures(report, project, as_of, moment, chance):
            add(Picture, **values)


def _pictures(
    report: str, project: str, as_of: date, moment: datetime, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for position in range(1, PHOTOS + 1):
        bits = chance.getrandbits(64)
        yield {
            "owner_kind": "report", "owner_id": report, "position": position, "project_id": project,
            "stage": "under_way", "caption": "", "state": READY, "failure": "", "upload_sha": f"{bits:064x}",
            "sha": f"{bits:064x}", "small_sha": f"{bits:064x}", "fingerprint": f"{bits:016x}",
            **{f"band_{n}": bits >> 16 * n & 0xFFFF for n in range(4)},
            "year": as_of.year, "uploaded_at": moment,
        }  # fmt: skip
