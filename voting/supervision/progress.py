"""How far each project is: its light overridden beside the computed one, its limits, all told at once.

override(session, actor, congress_id, round_id, project_id, colour, reason, now=)      "" takes it back
history(session, congress_id, round_id, project_id) -> list[OverrideLine]
latest(session, congress_id, project_ids) -> {project id: Lit}               see lit.py
overview(session, congress_id, programme_id) -> list[Standing]               in few statements, by number
set_limits(session, actor, congress_id, programme_id, given, now=) -> int    lights read afresh
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, Conflict, Invalid, NotFound
from voting.supervision import lights, lit, programmes, readings, rounds
from voting.supervision.lit import Lit
from voting.supervision.machines import OFFICE
from voting.supervision.programmes import ProjectLine
from voting.supervision.report_machines import TAKING
from voting.supervision.report_models import LightOverride, Report
from voting.supervision.texts import said
from voting.supervision.year_settings import Setting, offer

offer(
    Setting(
        "monthly_for",
        N_("月报范围"),
        "red",
        N_("督查节奏"),
        N_("只在有月报的年度起作用。"),
        choices={"red": N_("只要求亮红灯的项目报送"), "all": N_("所有项目都报送")},
    ),
)
LONGEST_REASON = 300


@dataclass(frozen=True)
class OverrideLine:
    """Somebody of the office showed ``colour`` beside the ``computed`` one; empty: took it back."""

    computed: str
    colour: str
    reason: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Standing:
    """A project in one line; ``lit`` is None where no report was accepted yet. ``report``: its state in
    the oldest open round, empty where nothing was begun."""

    project: ProjectLine
    lit: Lit | None
    report: str

    @property
    def colour(self) -> str:
        return self.lit.shown if self.lit else "none"


# Another colour beside it ---------------------------------------------------------------------


def override(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    colour: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """A named person of the office shows another colour and says why; the computed one stays beside it."""
    role = actor.role_for(*OFFICE)
    reason = said(reason, "reason", LONGEST_REASON, least=4)
    with writing(session):
        row = rounds.require_open(session, congress_id, round_id, *TAKING)
        programme = programmes.programme(session, congress_id, row.programme_id)
        found = lit.readings(session, [congress_id], [project_id], everything=True).get(project_id, ())
        here = next((one for one in found if one.round_id == round_id), None)
        if here is None:
            raise NotFound("supervision.no_light")
        if colour and colour not in colours(programme.settings):
            raise Invalid("supervision.bad_colour", field="colour")
        if colour == here.shown or (colour == here.computed and not here.overridden):
            raise Conflict("supervision.same_colour")
        shown = "" if colour == here.computed else colour
        if not shown and not here.overridden:
            raise Conflict("supervision.same_colour")
        known = history(session, congress_id, round_id, project_id)
        session.add(
            LightOverride(
                id=new_id(), congress_id=congress_id, round_id=round_id, project_id=project_id,
                version=len(known) + 1, computed=here.computed, colour=shown, reason=reason,
                written_by=actor.person_id, written_at=now,
            )
        )  # fmt: skip
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="override_light",
            object_kind="chosen_project",
            object_id=project_id,
            before={"round": round_id, "shown": here.shown},
            after={"computed": here.computed, "shown": shown or here.computed},
            reason=reason,
            now=now,
        )


def colours(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The colours of the year's scheme, the best first."""
    five = lights.limits(settings["lights"]).scheme == "five"
    return lights.RANK if five else ("green", "yellow", "red")


def history(session: Session, congress_id: str, round_id: str, project_id: str) -> list[OverrideLine]:
    query = (
        select(LightOverride)
        .where(
            LightOverride.congress_id == congress_id,
            LightOverride.round_id == round_id,
            LightOverride.project_id == project_id,
        )
        .order_by(LightOverride.version)
    )
    rows = list(session.scalars(query))
    names = names_of(session, {row.written_by for row in rows})
    return [
        OverrideLine(row.computed, row.colour, row.reason, names.get(row.written_by, ""), row.written_at)
        for row in rows
    ]


# All at once ----------------------------------------------------------------------------------


def latest(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, Lit]:
    """The last light of each, open rounds included: for those who work here."""
    return lit.latest(session, [congress_id], project_ids, everything=True)


def overview(session: Session, congress_id: str, programme_id: str) -> list[Standing]:
    projects = programmes.projects(session, congress_id, programme_id)
    shown = latest(session, congress_id, [one.id for one in projects])
    current = rounds.current(session, congress_id, programme_id)
    states: dict[str, str] = {}
    if current is not None:
        query = select(Report.project_id, Report.state).where(
            Report.congress_id == congress_id, Report.round_id == current.id
        )
        states = {project_id: state for project_id, state in session.execute(query)}
    return [Standing(one, shown.get(one.id), states.get(one.id, "")) for one in projects]


def set_limits(
    session: Session,
    actor: Actor,
    congress_id: str,
    programme_id: str,
    given: Mapping[str, Any],
    *,
    now: datetime,
) -> int:
    """Other limits for the year, and the lights of its open rounds by them; those of closed rounds stay.

    Returns how many lights were read afresh; Invalid names the limit that is wrong.
    """
    kept = lights.as_settings(lights.limits(given))
    with writing(session):
        programmes.set_settings(session, actor, congress_id, programme_id, {"lights": kept}, now=now)
        ids = [one.id for one in programmes.projects(session, congress_id, programme_id)]
        opened = rounds.open_rounds(session, congress_id, programme_id)
        return sum(readings.refresh(session, congress_id, row.id, ids, now=now) for row in opened)
