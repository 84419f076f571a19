"""Pages of the supervision groups: the office's list and each group, the group's own page on the phone."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from voting import web
from voting.congress import roster, services
from voting.congress.roles import Role
from voting.errors import Invalid, VotingError
from voting.supervision import draws, finding_lists, findings, groups, programmes, visits
from voting.supervision.decision_views import given_decision
from voting.supervision.findings import UNSETTLED
from voting.supervision.group_machines import (
    FINDING_KINDS,
    FINDING_WORDS,
    LETTER_WORDS,
    PART_IN_GROUP,
    STEP_WORDS,
    VERDICT_KINDS,
    VERDICT_WORDS,
    VISIT_KINDS,
    VISIT_WORDS,
)
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here, project_here, today
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("groups", __name__)
# Units, finance and audit read the project's page; the groups' own work is between the office and deputies.
INSIDE = (*OFFICE, Role.COMMITTEE_MEMBER, Role.DEPUTY)
web.nav("groups.mine", _l("监督小组"), [Role.DEPUTY], order=14)
way("groups.page", _l("监督小组"), (*OFFICE, Role.COMMITTEE_MEMBER), order=30)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """For the sections of groups and findings in the project's and the year's pages."""
    return {
        "part_in_group": PART_IN_GROUP,
        "verdict_words": VERDICT_WORDS,
        "verdict_kinds": VERDICT_KINDS,
        "visit_words": VISIT_WORDS,
        "visit_kinds": VISIT_KINDS,
        "finding_words": FINDING_WORDS,
        "finding_kinds": FINDING_KINDS,
        "letter_words": LETTER_WORDS,
        "finding_step_words": STEP_WORDS,
        "group_of": lambda project_id: groups.group(main_session(), current_congress().id, project_id),
        "group_of_project": _of_project,
        "group_card": _card,
        "group_today": today,
    }


def _of_project(project_id: str) -> dict[str, object]:
    """What the project's page shows of its group, to whoever reads it."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    known = visits.visits(session, congress_id, [project_id])
    return {
        "group": groups.group(session, congress_id, project_id),
        "tally": visits.counts(session, congress_id, [project_id])[project_id],
        "visits": [line for line in known if visits.may_see(session, congress_id, actor, line)],
        "may_work": actor.may(*INSIDE),
    }


def _card(programme: ProgrammeLine) -> dict[str, int]:
    """Numbers of a year for the office's and the deputies' card."""
    session, congress_id = main_session(), current_congress().id
    ids = [line.id for line in programmes.projects(session, congress_id, programme.id)]
    if g.actor.may(Role.DEPUTY) and not g.actor.may(*OFFICE):
        deputy_id = roster.deputy_of(session, congress_id, g.actor.person_id)
        own = set(groups.projects_of(session, congress_id, deputy_id)) if deputy_id else set()
        ids = [one for one in ids if one in own]
    told = findings.counts(session, congress_id, ids, today=today())
    seen = visits.counts(session, congress_id, ids)
    formed = groups.of_projects(session, congress_id, ids)
    return {
        "projects": len(ids),
        "without": sum(not line.members for line in formed.values()),
        "waiting": sum(line.waiting for line in seen.values()),
        "visits": sum(line.confirmed for line in seen.values()),
        **{
            name: sum(getattr(line, name) for line in told.values())
            for name in ("open", "issued", "answered", "closed", "overdue")
        },
    }


# The office's pages ---------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/<int:year>/groups")
@allow(*OFFICE, Role.COMMITTEE_MEMBER)
def page(code: str, year: int) -> ResponseReturnValue:
    """Every project's group with what it has done so far."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    projects = programmes.projects(session, congress_id, programme.id)
    ids = [line.id for line in projects]
    return render_template(
        "supervision/groups.html",
        programme=programme,
        projects=projects,
        groups=groups.of_projects(session, congress_id, ids),
        visits=visits.counts(session, congress_id, ids),
        findings=findings.counts(session, congress_id, ids, today=today()),
    )


def _group_page(year: int, number: int, error: VotingError | None = None) -> ResponseReturnValue:
    programme, project = project_here(year, number)
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    line = groups.group(session, congress_id, project.id)
    held = services.latest_session(session, congress_id)
    known = roster.roster(session, congress_id, held.id) if held else []
    inside = {member.deputy_id for member in line.members}
    rendered = render_template(
        "supervision/group.html",
        programme=programme,
        project=project,
        group=line,
        plans=groups.plans(session, congress_id, line.id) if line.id else [],
        free=[one for one in known if one.status == groups.IN_OFFICE and one.id not in inside],
        visits=_of_project(project.id)["visits"],
        may_office=actor.may(*OFFICE),
        values=request.form,
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/years/<int:year>/projects/<int:number>/group")
@allow(*INSIDE)
def group(code: str, year: int, number: int) -> ResponseReturnValue:
    return _group_page(year, number)


def _back(code: str, year: int, number: int) -> ResponseReturnValue:
    return redirect(url_for(".group", code=code, year=year, number=number), 303)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/group/secretary")
@allow(*OFFICE)
def secretary(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    try:
        groups.set_secretary(*given, request.form.get("secretary", ""), now=now())
    except Invalid as refused:
        return _group_page(year, number, refused)
    flash(_("秘书单位已保存。"))
    return _back(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/group/members")
@allow(*OFFICE)
def add_member(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    try:
        groups.add_member(
            main_session(),
            current_actor(),
            current_congress().id,
            project.id,
            request.form.get("deputy_id", ""),
            part=request.form.get("part", ""),
            trade=request.form.get("trade", ""),
            now=now(),
        )
    except VotingError as refused:
        return _group_page(year, number, refused)
    flash(_("已加入小组。"))
    return _back(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/group/leave")
@allow(*OFFICE)
def leave(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    groups.leave(*given, request.form.get("member_id", ""), now=now())
    flash(_("已退出小组，参加过的视察仍记在名下。"))
    return _back(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/group/plan")
@allow(*OFFICE)
def write_plan(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    try:
        groups.write_plan(*given, request.form.get("text", ""), now=now())
    except Invalid as refused:
        return _group_page(year, number, refused)
    flash(_("方案文本已保存，请提请主任会议（主席团）通过。"))
    return _back(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/group/adopt")
@allow(*OFFICE)
def adopt_plan(code: str, year: int, number: int) -> ResponseReturnValue:
    """What 主任会议 decided about the plan."""
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    try:
        groups.adopt_plan(*given, request.form.get("plan_id", ""), given_decision(), now=now())
    except VotingError as refused:
        return _group_page(year, number, refused)
    flash(_("会议决定已登记。"))
    return _back(code, year, number)


# Sites ----------------------------------------------------------------------------------------


def _sites_page(year: int, number: int, error: VotingError | None = None) -> ResponseReturnValue:
    programme, project = project_here(year, number)
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    may_office = actor.may(*OFFICE)
    rendered = render_template(
        "supervision/sites.html",
        programme=programme,
        project=project,
        sites=draws.sites(session, congress_id, project.id),
        draws=draws.draws(session, congress_id, project.id),
        may_office=may_office,
        today=today(),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/years/<int:year>/projects/<int:number>/sites")
@allow(*OFFICE)
def sites(code: str, year: int, number: int) -> ResponseReturnValue:
    """The sites and the draws among them; the office alone, or it would be known where the group goes."""
    return _sites_page(year, number)


def _back_to_sites(code: str, year: int, number: int) -> ResponseReturnValue:
    return redirect(url_for(".sites", code=code, year=year, number=number), 303)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/sites/add")
@allow(*OFFICE)
def add_sites(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    try:
        many = draws.add_sites(*given, request.form.get("sites", ""), now=now())
    except Invalid as refused:
        return _sites_page(year, number, refused)
    flash(ngettext("已登记 %(num)s 个地点。", "已登记 %(num)s 个地点。", many))
    return _back_to_sites(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/sites/remove")
@allow(*OFFICE)
def remove_site(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    draws.remove_site(*given, request.form.get("site_id", ""), now=now())
    flash(_("已移出，以前的抽取记录不变。"))
    return _back_to_sites(code, year, number)


@blueprint.post("/c/<code>/years/<int:year>/projects/<int:number>/sites/draw")
@allow(*OFFICE)
def draw(code: str, year: int, number: int) -> ResponseReturnValue:
    _programme, project = project_here(year, number)
    given = (main_session(), current_actor(), current_congress().id, project.id)
    try:
        many = web.whole(request.form.get("many", ""), 0)
        draws.draw(*given, many, form_day("visit_day"), now=now())
    except VotingError as refused:
        return _sites_page(year, number, refused)
    flash(_("已抽取，种子和名单已记入操作日志。"))
    return _back_to_sites(code, year, number)


def form_day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Invalid("congress.bad_date", field=name) from None


# The deputy's page ----------------------------------------------------------------------------


@blueprint.get("/c/<code>/years/group")
@allow(Role.DEPUTY)
def mine(code: str) -> ResponseReturnValue:
    """A deputy's groups on his phone: what waits for him, then his projects."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    deputy_id = roster.deputy_of(session, congress_id, actor.person_id)
    years = {
        line.id: line for line in programmes.programmes(session, congress_id) if line.state != "concluded"
    }
    ids = groups.projects_of(session, congress_id, deputy_id) if deputy_id else []
    projects = [
        line
        for line in (programmes.project(session, congress_id, one) for one in ids)
        if line.programme_id in years
    ]
    projects.sort(key=lambda line: (years[line.programme_id].year, line.number))
    ids = [line.id for line in projects]
    lines = finding_lists.of_projects(session, congress_id, ids, UNSETTLED)
    return render_template(
        "supervision/my_group.html",
        linked=deputy_id is not None,
        years=years,
        projects=projects,
        groups=groups.of_projects(session, congress_id, ids),
        waiting=visits.visits(session, congress_id, ids, ["entered"]),
        tallies=visits.counts(session, congress_id, ids),
        findings=lines,
        names=finding_lists.names(session, congress_id, lines),
    )
