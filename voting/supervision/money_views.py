"""Money of a year's projects: finance states it, the audit office and the office read it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets, web
from voting.congress.roles import Role
from voting.errors import VotingError
from voting.supervision import finance, programmes, rounds
from voting.supervision.finance import SHEET
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import cell_sentence, here, workbook
from voting.supervision.programmes import ProgrammeLine
from voting.supervision.report_machines import TAKING
from voting.supervision.report_sheet import MONEY, MONEY_WORDS
from voting.supervision.report_table_views import chosen_round
from voting.supervision.report_views import warning_sentence
from voting.supervision.rounds import RoundLine
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("money", __name__)
MONEY_READERS = (Role.FINANCE, Role.AUDIT_OFFICE, Role.INSPECTORATE, Role.COMMITTEE_MEMBER, *OFFICE)
way("money.page", _l("资金"), MONEY_READERS, order=30)
FIELDS = (*MONEY, "note")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    return {"money_open": _open}


def _open(programme_id: str) -> list[tuple[RoundLine, int]]:
    """For the card of the year: open rounds with how many projects finance has not stated yet."""
    session, congress_id = main_session(), current_congress().id
    return [
        (row, finance.outstanding(finance.table(session, congress_id, row.id)))
        for row in rounds.open_rounds(session, congress_id, programme_id)
    ]


@blueprint.get("/c/<code>/years/<int:year>/money")
@allow(*MONEY_READERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """下达, 到位, 支付 of each project: finance's figures, the unit's beside them."""
    programme = here(year)
    known, row = chosen_round(programme.id)
    return _page(programme, known, row, None)


def _page(
    programme: ProgrammeLine, known: list[RoundLine], row: RoundLine | None, error: VotingError | None
) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    rendered = render_template(
        "supervision/money.html",
        programme=programme,
        rounds=known,
        round=row,
        lines=finance.table(session, congress_id, row.id) if row else [],
        may_state=row is not None and row.state in TAKING and current_actor().may(Role.FINANCE),
        keys=MONEY,
        money_words=MONEY_WORDS,
        values=request.form if error else {},
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/years/money/<round_id>")
@allow(Role.FINANCE)
def state(code: str, round_id: str) -> ResponseReturnValue:
    """The whole table; what is left empty stays as it was."""
    session, congress_id = main_session(), current_congress().id
    row = rounds.of(session, congress_id, round_id)
    programme = here(programmes.programme(session, congress_id, row.programme_id).year)
    listed = programmes.projects(session, congress_id, programme.id)
    given = {one.id: {key: request.form.get(f"{one.id}-{key}", "") for key in FIELDS} for one in listed}
    try:
        many = finance.state(session, current_actor(), congress_id, round_id, given, now=now())
    except VotingError as refused:
        return _page(programme, chosen_round(programme.id)[0], row, refused)
    flash(_("已核报 %(many)s 个项目的资金，亮灯已按此更新。", many=many))
    return redirect(url_for(".page", code=code, year=programme.year, round=round_id), 303)


@blueprint.get("/c/<code>/years/money/<round_id>/sheet")
@allow(*MONEY_READERS)
def sheet(code: str, round_id: str) -> ResponseReturnValue:
    return workbook(finance.workbook(main_session(), current_congress().id, round_id), _(SHEET.title))


@blueprint.post("/c/<code>/years/money/<round_id>/sheet")
@allow(Role.FINANCE)
def filled(code: str, round_id: str) -> ResponseReturnValue:
    """The table by Excel: all rows or none; a row of totals that does not add up only warns."""
    session, congress_id, given = main_session(), current_congress().id, request.files.get("file")
    row = rounds.of(session, congress_id, round_id)
    year = programmes.programme(session, congress_id, row.programme_id).year
    reading, warned = finance.read(session, congress_id, round_id, given.read() if given else b"")
    if reading.bad:
        return workbook(sheets.error_workbook(SHEET, reading, cell_sentence), _("资金核报表错误说明"))
    many = finance.take(session, current_actor(), congress_id, round_id, reading, now=now())
    flash(_("已核报 %(many)s 个项目的资金，亮灯已按此更新。", many=many))
    for warning in warned:
        flash(warning_sentence(warning))
    return redirect(url_for(".page", code=code, year=year, round=round_id), 303)
