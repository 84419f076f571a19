"""Writing a unit's report: the draft that saves itself, its documents, handing it in, reviewing it.

may_write(session, actor, congress_id, project_id) -> unit id | None
save_draft(session, actor, congress_id, round_id, project_id, data, revision, now=) -> Saved
attach / detach(…, revision, file | digest, now=) -> Saved
submit(session, actor, congress_id, round_id, project_id, given, revision, reason, now=) -> version
review(session, actor, congress_id, round_id, project_id, version, verb, reason, now=)

A draft is saved only over the revision that its writer has seen: what somebody else saved meanwhile comes
back and is merged in the browser, never overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.files import FileView
from voting.sheets import parse_form
from voting.supervision import programmes, readings, reports, rounds
from voting.supervision.report_machines import (
    AT_REST,
    REPORT,
    REPORTING_PARTS,
    REVIEWERS,
    TAKING,
    WRITERS,
)
from voting.supervision.report_models import Report, ReportDraft, ReportVersion
from voting.supervision.report_sheet import KEYS, SHEET
from voting.supervision.reports import DraftLine
from voting.supervision.round_models import Round
from voting.supervision.texts import day_in_hall, said

LONGEST_FIELD = 2000  # of a draft; what is handed in obeys the sheet
MOST_FILES = 10
LONGEST_REASON = 200


@dataclass(frozen=True)
class Saved:
    """``taken`` False: somebody else saved first; ``draft`` is then what he saved."""

    taken: bool
    draft: DraftLine


def may_write(session: Session, actor: Actor, congress_id: str, project_id: str) -> str | None:
    """The unit as which the actor writes of the project: his own if it reports on it; for the inspectorate
    the first that should. None: he may not."""
    parts = parts_of(session, congress_id, project_id)
    reporting = [unit for wanted in REPORTING_PARTS for part, unit in parts if part == wanted]
    if actor.may(Role.UNIT):
        mine = {unit.id for unit in units.units_of(session, congress_id, actor.person_id)}
        own = next((unit for unit in reporting if unit in mine), None)
        if own is not None:
            return own
    return next(iter(reporting), None) if actor.may(Role.INSPECTORATE) else None


def parts_of(session: Session, congress_id: str, project_id: str) -> tuple[tuple[str, str], ...]:
    """(part, unit id) of the project."""
    return programmes.units_of_project(session, congress_id, [project_id])[project_id]


def _unit_of(session: Session, actor: Actor, congress_id: str, project_id: str) -> str:
    actor.role_for(*WRITERS)
    found = may_write(session, actor, congress_id, project_id)
    if found is None:
        raise NotFound("supervision.not_your_project")
    return found


def _begun(session: Session, congress_id: str, round_id: str, project_id: str) -> tuple[Round, Report]:
    """The round that takes reports and the project's report in it, made where there is none yet."""
    row = rounds.require_open(session, congress_id, round_id, *TAKING)
    project = programmes.row_of(session, congress_id, project_id)
    if project.programme_id != row.programme_id:
        raise NotFound("supervision.project_not_found")
    if project.state in AT_REST:
        raise NotReady("supervision.project_at_rest")
    found = reports.report_row(session, congress_id, round_id, project_id)
    if found is None:
        made = Report(
            id=new_id(), congress_id=congress_id, round_id=round_id, project_id=project_id, state="open",
            version=0, accepted=0,
        )  # fmt: skip
        # On PostgreSQL a colleague may begin the same report between looking and inserting.
        with suppress(IntegrityError), session.begin_nested():
            session.add(made)
        found = reports.report_row(session, congress_id, round_id, project_id)
    if found is None:
        raise Conflict("supervision.draft_moved")
    return row, found


# The draft ------------------------------------------------------------------------------------


def save_draft(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    data: Mapping[str, str],
    revision: int,
    *,
    now: datetime,
) -> Saved:
    """Save what is being typed over ``revision``, the one that the writer has seen (0: none)."""
    _unit_of(session, actor, congress_id, project_id)
    kept = {key: _sound(data[key])[:LONGEST_FIELD] for key in KEYS if isinstance(data.get(key), str)}
    with writing(session):
        _row, report = _begun(session, congress_id, round_id, project_id)
        taken = _swap(session, actor, report, revision, kept, None, now)
    return Saved(taken, reports.of(session, congress_id, round_id, project_id).draft)


def _sound(given: str) -> str:
    """JSON can carry halves of characters, with which no page could be sent."""
    return given.encode("utf-8", "replace").decode()


def _swap(
    session: Session,
    actor: Actor,
    report: Report,
    revision: int,
    data: Mapping[str, str] | None,
    files: Sequence[Mapping[str, str]] | None,
    now: datetime,
) -> bool:
    """Compare and swap on the revision; None leaves data or files as they are."""
    row = reports.draft_row(session, report.congress_id, report.id)
    if row is None:
        if revision != 0:
            return False
        made = ReportDraft(
            id=new_id(), congress_id=report.congress_id, report_id=report.id, round_id=report.round_id,
            revision=1, data=dict(data or {}), files=[dict(file) for file in files or ()],
            written_by=actor.person_id, written_at=now,
        )  # fmt: skip
        with suppress(IntegrityError), session.begin_nested():
            session.add(made)
            return True
        return False
    values = {
        "revision": revision + 1,
        "data": row.data if data is None else dict(data),
        "files": row.files if files is None else [dict(file) for file in files],
        "written_by": actor.person_id,
        "written_at": now,
    }
    result = session.execute(
        update(ReportDraft)
        .where(
            ReportDraft.congress_id == row.congress_id,
            ReportDraft.id == row.id,
            ReportDraft.revision == revision,
        )
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)
    return isinstance(result, CursorResult) and result.rowcount == 1


def attach(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    revision: int,
    file: FileView,
    *,
    now: datetime,
) -> Saved:
    """A document beside the report; raises Invalid where there are too many."""
    _unit_of(session, actor, congress_id, project_id)
    with writing(session):
        _row, report = _begun(session, congress_id, round_id, project_id)
        draft = reports.draft_row(session, congress_id, report.id)
        before = [one for one in (draft.files if draft else ()) if one["digest"] != file.digest]
        if len(before) >= MOST_FILES:
            raise Invalid("supervision.too_many_files", field="file", most=MOST_FILES)
        after = [*before, {"digest": file.digest, "name": file.name}]
        taken = _swap(session, actor, report, revision, None, after, now)
    return Saved(taken, reports.of(session, congress_id, round_id, project_id).draft)


def detach(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    revision: int,
    digest: str,
    *,
    now: datetime,
) -> Saved:
    """Leave a document out of the next version; those handed in with earlier ones stay."""
    _unit_of(session, actor, congress_id, project_id)
    with writing(session):
        _row, report = _begun(session, congress_id, round_id, project_id)
        draft = reports.draft_row(session, congress_id, report.id)
        after = [one for one in (draft.files if draft else ()) if one["digest"] != digest]
        taken = _swap(session, actor, report, revision, None, after, now)
    return Saved(taken, reports.of(session, congress_id, round_id, project_id).draft)


# Handing in -----------------------------------------------------------------------------------


def submit(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    given: Mapping[str, str],
    revision: int | None,
    reason: str,
    *,
    now: datetime,
) -> int:
    """Hand the report in as its next version, for review. ``revision`` None writes over any draft (Excel).

    Invalid names the field; a late report and one that corrects an accepted one must say why.
    """
    unit_id = _unit_of(session, actor, congress_id, project_id)
    values = {key: str(value) for key, value in parse_form(SHEET, given).items()}
    with writing(session):
        row, report = _begun(session, congress_id, round_id, project_id)
        draft = reports.draft_row(session, congress_id, report.id)
        seen = revision if revision is not None else draft.revision if draft else 0
        if not _swap(session, actor, report, seen, values, None, now):
            raise Conflict("supervision.draft_moved")
        late = _is_late(session, row, report, now)
        wanted = late or report.state == "accepted"
        reason = said(reason, "reason", LONGEST_REASON, least=2 if wanted else 0)
        files = draft.files if draft else []
        report.version += 1
        session.add(
            ReportVersion(
                id=new_id(), congress_id=congress_id, report_id=report.id, round_id=round_id,
                version=report.version, unit_id=unit_id, data=values, files=files,
                digest=digest_of(values, files), late=late, reason=reason, written_by=actor.person_id,
                written_at=now,
            )
        )  # fmt: skip
        REPORT.move(session, report, "submit_report", actor=actor, now=now, reason=reason)
        return report.version


def _is_late(session: Session, row: Round, report: Report, now: datetime) -> bool:
    """After the last day of reporting; who was on time and has to mend it does not become late by that."""
    if row.state == "reporting" and day_in_hall(now) <= row.report_due:
        return False
    if report.state != "returned":
        return True
    view = reports.of(session, report.congress_id, report.round_id, report.project_id)
    return view.versions[-1].late


def digest_of(data: Mapping[str, str], files: Sequence[Mapping[str, str]]) -> str:
    content = {"data": dict(data), "files": [dict(file) for file in files]}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# Reviewing ------------------------------------------------------------------------------------


def review(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    project_id: str,
    version: int,
    verb: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """``accept_report`` or ``return_report`` (with the reason) of the version that was read.

    The accepted version counts: the light of the project is computed from it.
    """
    actor.role_for(*REVIEWERS)
    if verb == "return_report":
        reason = said(reason, "reason", LONGEST_REASON, least=2)
    with writing(session):
        rounds.require_open(session, congress_id, round_id, *TAKING)
        report = reports.report_row(session, congress_id, round_id, project_id)
        if report is None:
            raise NotFound("supervision.no_report")
        if report.version != version:
            raise Conflict("supervision.newer_version")
        REPORT.move(session, report, verb, actor=actor, now=now, reason=reason.strip())
        if verb == "accept_report":
            report.accepted = version
            session.flush()
            readings.refresh(session, congress_id, round_id, [project_id], now=now)
