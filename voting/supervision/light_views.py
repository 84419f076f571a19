"""Lights: the year's limits, computing afresh, and another colour beside the computed one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.errors import N_, Invalid, VotingError
from voting.supervision import lights, progress
from voting.supervision.light_words import SCHEMES
from voting.supervision.lights import PRESETS, SCALES
from voting.supervision.machines import OFFICE
from voting.supervision.programme_views import here
from voting.supervision.report_views import place
from voting.supervision.ways import way
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("lights", __name__)
way("lights.limits", _l("亮灯界限"), OFFICE, order=85)
SCALE_WORDS: dict[str, str] = {
    "time": N_("时间：节点逾期天数"),
    "progress": N_("进度：比序时慢几个百分点"),
    "arrived": N_("资金到位：占年度计划的比例比序时慢几个百分点"),
    "paid": N_("资金支付：占年度计划的比例比序时慢几个百分点"),
}
SHARE_WORDS = N_("进度：比序时线少完成百分之几")
STEPS = ("yellow", "orange", "red")


@blueprint.route("/c/<code>/years/<int:year>/lights", methods=["GET", "POST"])
@allow(*OFFICE)
def limits(code: str, year: int) -> ResponseReturnValue:
    """The limits of the year; saving them computes the lights of the open rounds afresh."""
    programme, error = here(year), None
    kept: dict[str, Any] = lights.as_settings(lights.limits(programme.settings["lights"]))
    if request.method == "POST":
        try:
            kept = _given()
            many = progress.set_limits(
                main_session(), current_actor(), current_congress().id, programme.id, kept, now=now()
            )
            flash(_("亮灯界限已保存，按新界限重新计算了 %(many)s 个项目的亮灯。", many=many))
            return redirect(url_for(".limits", code=code, year=year), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template(
        "supervision/lights.html",
        programme=programme,
        kept=kept,
        presets={name: lights.as_settings(preset) for name, preset in PRESETS.items()},
        schemes=SCHEMES,
        scales=SCALES,
        steps=STEPS,
        scale_words=SCALE_WORDS | ({"progress": SHARE_WORDS} if kept["scheme"] == "five" else {}),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


def _given() -> dict[str, Any]:
    """The form's limits; another scheme than the one shown brings its own usual ones."""
    scheme = request.form.get("scheme", "")
    if scheme not in PRESETS:
        raise Invalid("supervision.bad_scheme", field="scheme")
    if scheme != request.form.get("shown"):
        return lights.as_settings(PRESETS[scheme])
    given: dict[str, Any] = {"scheme": scheme, "tolerance": _number("tolerance")}
    for name in SCALES:
        wanted = [step for step in STEPS if step != "orange" or scheme == "five"]
        given[name] = {step: _number(f"{name}_{step}") for step in wanted}
    return given


def _number(field: str) -> int:
    given = web.whole(request.form.get(field, ""), -1)
    if given < 0:
        raise Invalid("supervision.bad_limits", field=field)
    return given


@blueprint.post("/c/<code>/years/reports/<round_id>/<int:number>/light")
@allow(*OFFICE)
def override(code: str, round_id: str, number: int) -> ResponseReturnValue:
    """Another colour beside the computed one, with the name and the reason of who shows it."""
    found = place(round_id, number)
    colour, reason = request.form.get("colour", ""), request.form.get("reason", "")
    progress.override(
        main_session(), current_actor(), current_congress().id, *found.ids, colour, reason, now=now()
    )
    flash(_("亮灯已人工调整，系统计算的灯并列显示。"))
    return redirect(url_for("reports.page", code=code, round_id=round_id, number=number), 303)
