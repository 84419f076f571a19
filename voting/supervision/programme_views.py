"""Pages of the years: their list, one year, one project, a year taken or entered, its settings, the chain."""

from __future__ import annotations

import io
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets, web
from voting.congress import units
from voting.congress.roles import Role
from voting.errors import N_, NotFound, VotingError
from voting.sheets import CellError
from voting.supervision import completion, entry_sheet, plans, programmes, rounds, seals, year_settings
from voting.supervision.entry_sheet import SHEET, VOTES
from voting.supervision.machines import (
    OFFICE,
    PART_WORDS,
    PROGRAMME_STATES,
    PROJECT_STATES,
    READERS,
    ROUND_KIND_WORDS,
    ROUND_STATES,
)
from voting.supervision.programmes import ProgrammeLine, ProjectLine
from voting.supervision.rounds import RoundLine
from voting.supervision.ways import split, way, ways
from voting.web import (
    allow,
    board_session,
    current_actor,
    current_congress,
    main_session,
    now,
    sentence,
)

blueprint = Blueprint("years", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUARTERS = (N_("第一季度督查"), N_("第二季度督查"), N_("第三季度督查"), N_("第四季度督查"))
web.nav("years.list_years", _l("实施监督"), READERS, order=15)
web.nav("years.chain", _l("核对归档链"), (Role.AUDITOR,), order=70)
way("years.programme", _l("全年概况"), READERS, order=0)
way("years.settings", _l("年度设置"), OFFICE, order=90)


def today() -> date:
    """The day as people at the congress have it."""
    return now().astimezone(ZoneInfo("Asia/Shanghai")).date()


def here(year: int) -> ProgrammeLine:
    """The year of the address, also for the page's sub-menu."""
    g.programme = programmes.of_year(main_session(), current_congress().id, year)
    return g.programme  # type: ignore[no-any-return]


def project_here(year: int, number: int) -> tuple[ProgrammeLine, ProjectLine]:
    programme = here(year)
    for line in programmes.projects(main_session(), current_congress().id, programme.id):
        if line.number == number:
            return programme, line
    raise NotFound("supervision.project_not_found")


def workbook(data: bytes, name: str) -> ResponseReturnValue:
    """An .xlsx file to keep, called ``name``."""
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def cell_sentence(error: CellError) -> str:
    """What is wrong in a cell, for sheets.error_workbook."""
    return sentence(VotingError(error.code, **error.data))


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {
        "programme_states": PROGRAMME_STATES,
        "project_states": PROJECT_STATES,
        "round_states": ROUND_STATES,
        "round_title": round_title,
        "part_words": PART_WORDS,
        "vote_words": VOTES,
        "year_ways": lambda: split(ways(g.actor), request.endpoint) if g.get("actor") else ([], []),
        "supervision_home": _unfinished,
        "units_by_part": units_by_part,
        "votes_told": votes_told,
        "completion_of": completion_of,
        "completion_words": completion.WORDS,
    }


def round_title(line: RoundLine) -> str:
    if line.kind == "monthly":
        return str(_("%(month)s月月报", month=line.number))
    if line.kind == "quarterly":
        return str(_(QUARTERS[line.number - 1]))
    return str(_(ROUND_KIND_WORDS[line.kind]))


def _unfinished() -> list[ProgrammeLine]:
    """For the first page of those who may read it: the years that are not over, the latest first."""
    if "actor" not in g or "congress" not in g or not g.actor.may(*READERS):
        return []
    known = programmes.programmes(main_session(), current_congress().id)
    return [line for line in known if line.state != "concluded"]


def votes_told(line: ProjectLine) -> str:
    """赞成 201　反对 12, as far as the result told it."""
    told = line.votes or {}
    return "　".join(f"{_(word)} {told[key]}" for key, word in VOTES.items() if key in told)


def completion_of(line: ProjectLine) -> dict[str, object]:
    """For the project's page: steps towards its end, and those open to the reader."""
    session, congress_id = main_session(), current_congress().id
    return {
        "steps": completion.history(session, congress_id, line.id),
        "verbs": completion.verbs(session, congress_id, line.id, current_actor()),
        "means": {
            "complete": _("全部内容完成才算完工，没有“基本完成”。"),
            "hand_over": _("竣工验收合格，已移交管护单位。"),
            "reopen": _("完工不属实或又有应做的，恢复为实施中。"),
        },
    }


def units_by_part(project_id: str) -> list[tuple[str, list[str]]]:
    """(part, names of units) of a project, in the order of PART_WORDS."""
    session, congress_id = main_session(), current_congress().id
    parts = programmes.units_of_project(session, congress_id, [project_id])[project_id]
    names = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    found = [(part, [names[unit_id] for each, unit_id in parts if each == part]) for part in PART_WORDS]
    return [(part, named) for part, named in found if named]


# A year and a project -------------------------------------------------------------------------


@blueprint.get("/c/<code>/years")
@allow(*READERS)
def list_years(code: str) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    may_begin = current_actor().may(*OFFICE)
    return render_template(
        "supervision/years.html",
        years=programmes.programmes(session, congress_id),
        offers=programmes.offered(session, board_session(), congress_id) if may_begin else [],
        may_begin=may_begin,
        usual_year=today().year,
    )


@blueprint.get("/c/<code>/years/<int:year>")
@allow(*READERS)
def programme(code: str, year: int) -> ResponseReturnValue:
    """The year at a glance; every room adds its card."""
    line = here(year)
    session, congress_id = main_session(), current_congress().id
    listed = programmes.projects(session, congress_id, line.id)
    parts = programmes.units_of_project(session, congress_id, [one.id for one in listed])
    names = {unit.id: unit.shown for unit in units.units(session, congress_id, closed=True)}
    leads = {
        project_id: "、".join(names[unit_id] for part, unit_id in told if part == "lead")
        for project_id, told in parts.items()
    }
    return render_template(
        "supervision/programme.html",
        programme=line,
        projects=listed,
        leads=leads,
        odd_votes={each.index: each for each in entry_sheet.odd([one.votes for one in listed])},
        plans=plans.latest(session, congress_id, [one.id for one in listed]),
        may_office=current_actor().may(*OFFICE),
        may_plan=current_actor().may(*plans.PLANNERS),
    )


@blueprint.get("/c/<code>/years/<int:year>/projects/<int:number>")
@allow(*READERS)
def project(code: str, year: int, number: int) -> ResponseReturnValue:
    """One project with all that the rooms know of it."""
    programme, line = project_here(year, number)
    return render_template("supervision/project.html", programme=programme, project=line)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/state")
@allow(*plans.PLANNERS)
def state(code: str, year: int, number: int) -> ResponseReturnValue:
    """The project is completed, handed over or taken up again."""
    _programme, line = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, line.id, request.form.get("verb", ""))
    completion.move(*given, request.form, now=now())
    flash(_("已登记。"))
    return redirect(url_for(".project", code=code, year=year, number=number), 303)


# Beginning a year -----------------------------------------------------------------------------


@blueprint.post("/c/<code>/years/take")
@allow(*OFFICE)
def take(code: str) -> ResponseReturnValue:
    """The chosen projects of an announced ballot become the year's."""
    year = web.whole(request.form.get("year", ""), 0)
    programmes.take(
        main_session(),
        board_session(),
        current_actor(),
        current_congress().id,
        request.form.get("session_id", ""),
        year,
        now=now(),
    )
    flash(_("票决结果已转入，项目原文已固定。请组织任务分解。"))
    return redirect(url_for(".programme", code=code, year=year), 303)


@blueprint.route("/c/<code>/years/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new(code: str) -> ResponseReturnValue:
    """A year whose ballot was on paper: its projects by Excel or pasted."""
    error = None
    if request.method == "POST":
        try:
            pasted = request.form.get("lines", "")
            reading = entry_sheet.read_pasted(pasted) if pasted.strip() else _uploaded()
            if reading.bad:
                return workbook(sheets.error_workbook(SHEET, reading, cell_sentence), _("项目名单错误说明"))
            texts, votes = entry_sheet.texts(reading)
            year = web.whole(request.form.get("year", ""), 0)
            here = (main_session(), current_actor(), current_congress().id)
            programmes.enter(*here, year, texts, votes, now=now())
            flash(_("已录入 %(many)s 个项目，原文已固定。请组织任务分解。", many=len(texts)))
            return redirect(url_for(".programme", code=code, year=year), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template(
        "supervision/year_new.html",
        error=error,
        year=request.values.get("year", today().year),
        typed=request.form.get("lines", ""),
    )
    return rendered, web.status_of(error) if error else 200


def _uploaded() -> sheets.Reading:
    given = request.files.get("file")
    return entry_sheet.read(given.read() if given else b"")


@blueprint.get("/c/<code>/years/new.xlsx")
@allow(*OFFICE)
def blank(code: str) -> ResponseReturnValue:
    """The list of chosen projects, to be filled in."""
    return workbook(sheets.template(SHEET), _("票决确定的项目"))


# Moving and setting ---------------------------------------------------------------------------


@blueprint.post("/c/<code>/years/<int:year>/move")
@allow(*OFFICE)
def move(code: str, year: int) -> ResponseReturnValue:
    """Publish the implementation plan, or conclude the year."""
    line = here(year)
    given = (main_session(), current_actor(), current_congress().id, line.id)
    if request.form.get("verb") == "conclude":
        programmes.conclude(*given, now=now())
        flash(_("%(year)s 年已办结。", year=year))
    else:
        plans.publish(*given, now=now())
        rounds.plan(*given, now=now())
        flash(_("实施方案已公布，各项目进入实施，全年督查轮次已排定。"))
    return redirect(url_for(".programme", code=code, year=year), 303)


@blueprint.route("/c/<code>/years/<int:year>/settings", methods=["GET", "POST"])
@allow(*OFFICE)
def settings(code: str, year: int) -> ResponseReturnValue:
    line, error = here(year), None
    values = dict(line.settings)
    if request.method == "POST":
        try:
            programmes.set_settings(
                main_session(),
                current_actor(),
                current_congress().id,
                line.id,
                year_settings.parse(request.form),
                now=now(),
            )
            flash(_("年度设置已保存。"))
            return redirect(url_for(".settings", code=code, year=year), 303)
        except VotingError as refused:
            error, values = refused, values | request.form.to_dict()
    groups: dict[str, list[year_settings.Setting]] = {}
    for setting in year_settings.every():
        groups.setdefault(setting.group, []).append(setting)
    rendered = render_template(
        "supervision/settings.html", programme=line, groups=groups, values=values, error=error
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/years/seals")
@allow(*READERS, Role.AUDITOR)
def chain(code: str) -> ResponseReturnValue:
    """The chain of closed rounds, computed afresh."""
    session, congress_id = main_session(), current_congress().id
    known = seals.chain(session, congress_id)
    return render_template(
        "supervision/seals.html",
        seals=known,
        rounds={line.round_id: rounds.of(session, congress_id, line.round_id) for line in known},
        flaws=seals.verify(session, congress_id),
        flaw_words=seals.FLAWS,
    )


@blueprint.get("/c/<code>/years/seals.jsonl")
@allow(*OFFICE, Role.AUDITOR)
def chain_file(code: str) -> ResponseReturnValue:
    """The chain to take along: anybody who has it recomputes it without this server."""
    answer = Response(seals.file(main_session(), current_congress().id), mimetype="application/jsonl")
    answer.headers.set("Content-Disposition", "attachment", filename="rounds.jsonl")
    answer.headers["Cache-Control"] = "no-store"
    return answer
