"""The year's papers on one page, and those that no other room makes: the quarter's table of progress, a
project on one page, the committee's sheet, the year book."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import papers, sheets, web
from voting.congress.roles import Role
from voting.supervision import hearing_brief, reports, rounds, story, ten_papers, year_book
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here, project_here, round_title, workbook
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session

blueprint = Blueprint("year_papers", __name__)
PAPER_READERS = (*OFFICE, Role.COMMITTEE_MEMBER, Role.INSPECTORATE)
ADDRESS = "/c/<code>/years/<int:year>/papers"
way("year_papers.page", _l("文书"), PAPER_READERS, order=70)


@blueprint.get(ADDRESS)
@allow(*PAPER_READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """All ten, and which of them exist."""
    programme = here(year)
    found = ten_papers.ten(main_session(), current_congress().id, programme, current_actor())
    return render_template("supervision/papers.html", programme=programme, papers=found, opens=opens)


def opens(endpoint: str) -> bool:
    """May the reader open this page?"""
    policy = web.policy_of(current_app, endpoint)
    return policy is not None and (policy.public or current_actor().may(*policy.roles))


@blueprint.get(ADDRESS + "/progress/<round_id>")
@allow(*PAPER_READERS)
def progress(code: str, year: int, round_id: str) -> ResponseReturnValue:
    """季度进度表 with those that did not report; Excel with ``?format=xlsx``."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    line = rounds.of(session, congress_id, round_id)
    told = story.of_year(session, congress_id, programme, everything=True)
    title = programme.title + _("进度表") + f"（{round_title(line)}）"
    if request.args.get("format") == "xlsx":
        return workbook(sheets.listing({_("进度表"): year_book.progress(told, round_id, _say)}), title)
    return papers.answer(
        "supervision/paper_progress.html",
        title,
        title=title,
        programme=programme,
        round=line,
        stories=told,
        missing=reports.missing(session, congress_id, round_id),
    )


@blueprint.get(ADDRESS + "/projects/<int:number>")
@allow(*PAPER_READERS)
def project(code: str, year: int, number: int) -> ResponseReturnValue:
    """项目一页纸: promise, plan, line, money, findings, rating on one A4."""
    programme, line = project_here(year, number)
    told = story.one(main_session(), current_congress().id, programme, line, everything=True)
    return papers.answer("supervision/paper_project.html", line.name, programme=programme, story=told)


@blueprint.get(ADDRESS + "/brief")
@allow(*PAPER_READERS)
def brief(code: str, year: int) -> ResponseReturnValue:
    """常委会审阅单: the projects, their problems, and whether the last opinions were done, on one A4."""
    programme = here(year)
    found = hearing_brief.brief(main_session(), current_congress().id, programme.id)
    title = programme.title + _("常委会审阅单")
    return papers.answer("supervision/paper_brief.html", title, title=title, programme=programme, brief=found)


@blueprint.get("/c/<code>/years/<int:year>/book")
@allow(*PAPER_READERS)
def book(code: str, year: int) -> ResponseReturnValue:
    """The year book (实施情况汇编): a page, a PDF, Excel with ``?format=xlsx``."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    told = story.of_year(session, congress_id, programme, everything=True, versions=True)
    title = programme.title + _("实施情况汇编")
    seals = story.seals_of(session, congress_id, programme.id)
    if request.args.get("format") == "xlsx":
        return workbook(sheets.listing(year_book.tabs(told, seals, _say)), title)
    return papers.answer(
        "supervision/book.html", title, title=title, programme=programme, stories=told, seals=seals
    )


def _say(text: str, **data: object) -> str:
    return str(_(text, **data))
