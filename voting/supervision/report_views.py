"""A unit's desk, and the page of one report: written, saved while typing, handed in, reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import files, web
from voting.congress import units
from voting.congress.roles import Role
from voting.errors import Invalid, NotFound, VotingError
from voting.supervision import chart, figures, lit, plans, progress, readings, report_work, reports, rounds
from voting.supervision.machines import READERS
from voting.supervision.plan_line import scheduled
from voting.supervision.programme_views import here, today
from voting.supervision.programmes import ProgrammeLine, ProjectLine, programme, projects
from voting.supervision.report_machines import (
    AT_REST,
    REPORT_CHIPS,
    REPORT_STATES,
    REVIEWERS,
    TAKING,
    WRITERS,
)
from voting.supervision.report_sheet import (
    KEYS,
    LONG,
    MONEY,
    MONEY_WORDS,
    SHEET,
    WARNINGS,
    Warning,
    done_milestones,
    warnings,
)
from voting.supervision.reports import ReportView
from voting.supervision.rounds import RoundLine, last_day
from voting.web import allow, current_actor, current_congress, main_session, now, settings

blueprint = Blueprint("reports", __name__)
web.nav("reports.desk", _l("我的报送"), (Role.UNIT,), order=14)
# The audit office reads money only (money_views.py).
REPORT_READERS = tuple(role for role in READERS if role is not Role.AUDIT_OFFICE)
GROUPS = (
    (_l("形象进度"), ("image", "percent", "milestones")),
    (_l("本期做了什么"), ("paperwork", "works")),
    (_l("资金（万元，今年以来累计）"), MONEY),
    (_l("问题和下一步"), ("problems", "needs", "next_step")),
)


@dataclass(frozen=True)
class Place:
    """The report of the address: its round, project and year."""

    programme: ProgrammeLine
    round: RoundLine
    project: ProjectLine

    @property
    def ids(self) -> tuple[str, str]:
        return self.round.id, self.project.id


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "report_states": REPORT_STATES,
        "report_chips": REPORT_CHIPS,
        "report_warning": warning_sentence,
        "report_tasks": _tasks,
        "report_counts": _counts,
        "reports_of_project": _of_project,
    }


def warning_sentence(warning: Warning) -> str:
    data = dict(warning.data)
    if "what" in data:
        word = MONEY_WORDS[data["what"]]
        data["what"] = _(word)
    return str(_(WARNINGS[warning.code], **data))


def place(round_id: str, number: int) -> Place:
    """NotFound where the round has no such project, or a unit asks for a project that is none of its own."""
    session, congress_id = main_session(), current_congress().id
    row = rounds.of(session, congress_id, round_id)
    year = here(programme(session, congress_id, row.programme_id).year)
    for line in projects(session, congress_id, row.programme_id):
        if line.number == number and _may_read(line.id):
            return Place(year, row, line)
    raise NotFound("supervision.project_not_found")


def _may_read(project_id: str) -> bool:
    if current_actor().may(*(role for role in REPORT_READERS if role is not Role.UNIT)):
        return True
    session, congress_id = main_session(), current_congress().id
    mine = {unit.id for unit in units.units_of(session, congress_id, current_actor().person_id)}
    parts = report_work.parts_of(session, congress_id, project_id)
    return any(unit in mine for _part, unit in parts)


# A unit's desk --------------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/unit")
@allow(Role.UNIT)
def desk(code: str) -> ResponseReturnValue:
    """What the actor's units have to report now, what is due first on top."""
    mine = units.units_of(main_session(), current_congress().id, current_actor().person_id)
    return render_template("supervision/unit_desk.html", mine=mine, tasks=_tasks(), today=today())


def _tasks() -> list[reports.Task]:
    if "actor" not in g or not g.actor.may(Role.UNIT):
        return []
    session, congress_id = main_session(), current_congress().id
    mine = units.units_of(session, congress_id, g.actor.person_id)
    return reports.of_units(session, congress_id, [unit.id for unit in mine])


def _counts(programme_id: str) -> list[tuple[RoundLine, dict[str, int]]]:
    """For the card of the year: how many reports of each open round are in which state."""
    session, congress_id = main_session(), current_congress().id
    found = []
    for row in rounds.open_rounds(session, congress_id, programme_id):
        states = [line.state for line in reports.of_round(session, congress_id, row.id)]
        found.append((row, {state: states.count(state) for state in REPORT_STATES}))
    return found


# One report -----------------------------------------------------------------------------------


@blueprint.route("/c/<code>/years/reports/<round_id>/<int:number>", methods=["GET", "POST"])
@allow(*REPORT_READERS)
def page(code: str, round_id: str, number: int) -> ResponseReturnValue:
    """The report with its form for those who write it; POST hands it in."""
    found, error = place(round_id, number), None
    if request.method == "POST":
        try:
            report_work.submit(
                main_session(),
                current_actor(),
                current_congress().id,
                *found.ids,
                given_fields(),
                web.whole(request.form.get("revision", ""), 0),
                request.form.get("reason", ""),
                now=now(),
            )
            flash(_("报告已报送，等待审核。"))
            return redirect(url_for(".page", code=code, round_id=round_id, number=number), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template("supervision/report.html", **_context(found, error))
    return rendered, web.status_of(error) if error else 200


def given_fields() -> dict[str, str]:
    """The form's fields; ticked milestones as one text."""
    ticked = ",".join(request.form.getlist("milestones"))
    return {key: request.form.get(key, "") for key in KEYS} | {"milestones": ticked}


def _context(found: Place, error: VotingError | None) -> dict[str, object]:
    session, congress_id = main_session(), current_congress().id
    view = reports.of(session, congress_id, *found.ids)
    taking = found.round.state in TAKING and found.project.state not in AT_REST
    unit = report_work.may_write(session, current_actor(), congress_id, found.project.id)
    plan = plans.of(session, congress_id, found.project.id)
    before = reports.previous(session, congress_id, *found.ids)
    stated = figures.figures(session, congress_id, found.round.id).get(found.project.id)
    last = view.versions[-1] if view.versions else None
    kept = view.draft.data if view.draft.revision else last.data if last else {}
    milestones = plan.data.get("milestones", []) if plan else []
    year = found.programme.year
    known = _lights(found.project.id)
    return {
        "programme": found.programme,
        "round": found.round,
        "project": found.project,
        "report": view,
        "last": last,
        "kept": kept,
        "values": given_fields() | {"reason": request.form.get("reason", "")} if error else kept,
        "error": error,
        "may_write": taking and unit is not None,
        "may_review": found.round.state in TAKING and current_actor().may(*REVIEWERS),
        "late": _late(found.round, view),
        "plan": plan,
        "milestones": milestones,
        "ticked": done_milestones(kept) if not error else (),
        "scheduled": scheduled(plan.data, found.round.as_of, year) if plan else 0,
        "before": before,
        "figure": stated,
        "warned": warnings(
            last.data,
            milestones=len(milestones),
            previous=before.version.data if before else None,
            finance=stated.amounts if stated else None,
        )
        if last
        else (),
        "drawing": drawing(found.programme, known, found.project),
        "lit": next((one for one in known if one.round_id == found.round.id), None),
        "lights": known,
        "overrides": progress.history(session, congress_id, *found.ids),
        "colours": progress.colours(found.programme.settings),
        "sheet": SHEET,
        "groups": GROUPS,
        "long": LONG,
        "money_words": MONEY_WORDS,
        "most_files": report_work.MOST_FILES,
    }


def _late(row: RoundLine, view: ReportView) -> bool:
    """Would a report that is handed in today be late?"""
    mended = view.state == "returned" and not view.versions[-1].late
    return (row.state != "reporting" or today() > row.report_due) and not mended


def _lights(project_id: str) -> tuple[lit.Lit, ...]:
    """A project's lights round by round, those of open rounds too."""
    session, congress_id = main_session(), current_congress().id
    return lit.readings(session, [congress_id], [project_id], everything=True).get(project_id, ())


def drawing(year: ProgrammeLine, known: tuple[lit.Lit, ...], project: ProjectLine) -> chart.Drawing:
    """The scheduled line that counts, and what was reached round by round."""
    session, congress_id = main_session(), current_congress().id
    plan, _lowered = readings.baseline(plans.versions(session, congress_id, project.id), year.year)
    planned = plan.data.get("line", ()) if plan else ()
    ends = [last_day(year.year, "monthly", month) for month in range(1, 13)]
    reached = [(one.as_of, one.done / 10) for one in known]
    return chart.drawing(year.year, list(zip(ends, planned, strict=False)), reached)


def _of_project(year: ProgrammeLine, project: ProjectLine) -> dict[str, object]:
    """For the project's page: its line, its lights, and its reports by round."""
    session, congress_id = main_session(), current_congress().id
    known = _lights(project.id)
    opened = rounds.open_rounds(session, congress_id, project.programme_id)
    return {
        "lights": known,
        "drawing": drawing(year, known, project),
        "accepted": reports.of_project(session, congress_id, project.id),
        "open": [(row, reports.of(session, congress_id, row.id, project.id)) for row in opened],
        "may_read": current_actor().may(*REPORT_READERS) and _may_read(project.id),
    }


# The draft ------------------------------------------------------------------------------------


@blueprint.post("/c/<code>/years/reports/<round_id>/<int:number>/draft")
@allow(*WRITERS)
def draft(code: str, round_id: str, number: int) -> ResponseReturnValue:
    """``{"revision", "data"}`` saved over that revision; 409 with what somebody else saved meanwhile."""
    found, given = place(round_id, number), request.get_json(silent=True)
    if not isinstance(given, dict) or not isinstance(given.get("data"), dict):
        raise Invalid("supervision.bad_draft")
    saved = report_work.save_draft(
        main_session(),
        current_actor(),
        current_congress().id,
        *found.ids,
        given["data"],
        web.whole(str(given.get("revision", "")), 0),
        now=now(),
    )
    answer = {
        "revision": saved.draft.revision,
        "data": dict(saved.draft.data),
        "author": saved.draft.author,
    }
    return jsonify(answer), 200 if saved.taken else 409


@blueprint.post("/c/<code>/years/reports/<round_id>/<int:number>/files")
@allow(*WRITERS)
def attach(code: str, round_id: str, number: int) -> ResponseReturnValue:
    """A document is added (``file``) or left out (``digest``)."""
    found = place(round_id, number)
    session, congress_id = main_session(), current_congress().id
    if report_work.may_write(session, current_actor(), congress_id, found.project.id) is None:
        raise NotFound("supervision.not_your_project")
    revision = web.whole(request.form.get("revision", ""), 0)
    arguments = (session, current_actor(), congress_id, *found.ids, revision)
    if request.form.get("digest"):
        saved = report_work.detach(*arguments, request.form["digest"], now=now())
    else:
        sent = request.files.get("file")
        content = sent.read(files.FILE_BYTES + 1) if sent else b""
        name = (sent and sent.filename) or ""
        kept = files.keep(session, settings(), congress_id, content, name, now=now())
        saved = report_work.attach(*arguments, kept, now=now())
    flash(_("附件已更新。") if saved.taken else _("另一人刚刚保存了这份报告，附件没有更新。请再试一次。"))
    address = url_for(".page", code=code, round_id=round_id, number=number)
    return redirect(f"{address}#files", 303)


@blueprint.get("/c/<code>/years/reports/<round_id>/<int:number>/files/<digest>")
@allow(*REPORT_READERS)
def document(code: str, round_id: str, number: int, digest: str) -> ResponseReturnValue:
    """A document of one of the report's versions or of its draft, to be saved."""
    found = place(round_id, number)
    session, congress_id = main_session(), current_congress().id
    view = reports.of(session, congress_id, *found.ids)
    listed = [one for version in view.versions for one in version.files]
    if report_work.may_write(session, current_actor(), congress_id, found.project.id) is not None:
        listed += view.draft.files
    if digest not in {one["digest"] for one in listed}:
        raise NotFound("files.not_found")
    kept, content = files.read(session, settings(), congress_id, digest)
    answer = Response(content, mimetype=kept.kind)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return answer


@blueprint.post("/c/<code>/years/reports/<round_id>/<int:number>/review")
@allow(*REVIEWERS)
def review(code: str, round_id: str, number: int) -> ResponseReturnValue:
    """Accept the version that was read, or return it with the reason."""
    found = place(round_id, number)
    verb = "accept_report" if request.form.get("verb") == "accept_report" else "return_report"
    report_work.review(
        main_session(),
        current_actor(),
        current_congress().id,
        *found.ids,
        web.whole(request.form.get("version", ""), 0),
        verb,
        request.form.get("reason", ""),
        now=now(),
    )
    flash(_("已审核通过，亮灯已更新。") if verb == "accept_report" else _("已退回责任单位。"))
    return redirect(url_for(".page", code=code, round_id=round_id, number=number), 303)
