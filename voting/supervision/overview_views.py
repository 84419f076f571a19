"""The year's projects on one page, own and below, and the years side by side."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import sheets
from voting.congress.roles import Role
from voting.errors import N_
from voting.supervision import comparison, overview
from voting.supervision.light_words import COLOUR_WORDS
from voting.supervision.machines import PROJECT_STATES, READERS
from voting.supervision.overview import BELOW, OWN, Entry, Filter, Overview
from voting.supervision.programme_views import here, workbook
from voting.supervision.ways import way
from voting.web import allow, current_congress, main_session

blueprint = Blueprint("overview", __name__)
# A unit reads of its own projects; what others report in an open round is not public yet.
OVERVIEWERS = tuple(role for role in READERS if role is not Role.UNIT)
way("overview.page", _l("项目总览"), OVERVIEWERS, order=5)
way("overview.compare", _l("历年比较"), READERS, order=80)
HEADS = (
    N_("人大"), N_("序号"), N_("项目"), N_("牵头单位"), N_("状态"), N_("亮灯"), N_("完成"), N_("序时进度"),
    N_("截至"), N_("年度计划投资（万元）"), N_("支付（万元）"), N_("未销号问题"), N_("测评等次"),
)  # fmt: skip
LEVELS = {OWN: _l("本级"), BELOW: _l("下级")}


@blueprint.get("/c/<code>/years/<int:year>/overview")
@allow(*OVERVIEWERS)
def page(code: str, year: int) -> ResponseReturnValue:
    """Every project with its light; the same as Excel with ``?format=xlsx``."""
    programme = here(year)
    wanted = Filter(**{name: request.args.get(name, "") for name in Filter.__dataclass_fields__})
    found = overview.overview(main_session(), current_congress().id, year, wanted)
    if request.args.get("format") == "xlsx":
        return workbook(sheets.listing({_("项目总览"): _lines(found)}), _("项目总览"))
    return render_template(
        "supervision/overview.html", programme=programme, found=found, wanted=wanted, levels=LEVELS
    )


def _lines(found: Overview) -> list[list[str | int]]:
    return [[_(head) for head in HEADS], *(_line(entry) for entry in found.entries)]


def _line(entry: Entry) -> list[str | int]:
    lit = entry.lit
    light = ["", "", "", ""]
    if lit:
        light = [_(COLOUR_WORDS[lit.shown]), f"{lit.done / 10:.1f}", f"{lit.scheduled / 10:.1f}"]
        light.append(lit.as_of.isoformat())
    return [
        entry.congress.name, entry.number, entry.name, entry.lead, _(PROJECT_STATES[entry.state]), *light,
        entry.money, entry.paid, entry.unsettled, entry.grade,
    ]  # fmt: skip


@blueprint.get("/c/<code>/years/<int:year>/compare")
@allow(*READERS)
def compare(code: str, year: int) -> ResponseReturnValue:
    """All years of this congress side by side; Excel with ``?format=xlsx``."""
    programme = here(year)
    found = comparison.years(main_session(), current_congress().id)
    if request.args.get("format") == "xlsx":
        lines = comparison.lines(found, lambda text: _(text))
        return workbook(sheets.listing({_("历年比较"): lines}), _("历年比较"))
    return render_template("supervision/compare.html", programme=programme, found=found)
