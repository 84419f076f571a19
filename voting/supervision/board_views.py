"""The public board of a congress: everybody follows its livelihood projects, without a login or a cookie."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from voting import web
from voting.errors import N_, NotFound
from voting.supervision import programmes, story
from voting.supervision.group_machines import FINDING_WORDS, STEP_WORDS
from voting.supervision.hearing_machines import CHANGE_WORDS
from voting.supervision.light_words import COLOUR_SIGNS, COLOUR_WORDS, FINDINGS, STANDINGS
from voting.supervision.lowering import LOWERED
from voting.supervision.machines import PART_WORDS, PROJECT_STATES, ROUND_KIND_WORDS, ROUND_STATES
from voting.supervision.rating_machines import RECTIFICATION_STATES
from voting.supervision.texts import day_in_hall
from voting.web import current_congress, main_session, now

blueprint = Blueprint("board", __name__)

# A promise's fields as the ballot names them.
PROMISE_WORDS: dict[str, str] = {
    "category": N_("类别"),
    "content": N_("建设内容"),
    "investment": N_("投资额（万元）"),
    "funding": N_("资金来源"),
    "unit": N_("责任单位"),
    "co_unit": N_("配合单位"),
    "deadline": N_("完成时限"),
    "benefit": N_("预期效益"),
}

# Of a plan what everybody reads: neither whom to ring up nor what was typed into it for the works.
PLAN_WORDS: dict[str, str] = {
    "target": N_("年度目标"),
    "content": N_("年度建设内容"),
    "leader": N_("分管领导"),
    "start": N_("开工时间"),
    "deadline": N_("完成时限"),
    "total_money": N_("年度计划投资（万元）"),
}


def picture_address(picture_id: str, size: str) -> str:
    return url_for("evidence.shown", code=current_congress().code, picture_id=picture_id, size=size)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Also for the permanent page of a project and the papers."""
    return {
        "colour_words": COLOUR_WORDS,
        "colour_signs": COLOUR_SIGNS,
        "light_findings": FINDINGS,
        "standings": STANDINGS,
        "promise_words": PROMISE_WORDS,
        "part_words": PART_WORDS,
        "project_states": PROJECT_STATES,
        "plan_words": PLAN_WORDS,
        "change_words": CHANGE_WORDS,
        "lowered_words": LOWERED,
        "finding_words": FINDING_WORDS,
        "step_words_of_finding": STEP_WORDS,
        "rectification_words": RECTIFICATION_STATES,
        "picture_address": picture_address,
        "round_kind_words": ROUND_KIND_WORDS,
        "round_states": ROUND_STATES,
    }


@blueprint.get("/c/<code>/board")
@web.public(cookieless=True)
def latest(code: str) -> ResponseReturnValue:
    """The latest year that is public."""
    return _page(None)


@blueprint.get("/c/<code>/board/<int:year>")
@web.public(cookieless=True)
def page(code: str, year: int) -> ResponseReturnValue:
    return _page(year)


def _page(year: int | None) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    public = [line for line in programmes.programmes(session, congress_id) if story.is_public(line)]
    here = next((line for line in public if year in (None, line.year)), None)
    if here is None and year is not None:
        raise NotFound("supervision.programme_not_found")
    return render_template(
        "supervision/board.html",
        years=[line.year for line in public],
        programme=here,
        stories=story.of_year(session, congress_id, here) if here else [],
        coming=story.next_day(session, congress_id, here.id, day_in_hall(now())) if here else None,
    )
