"""The operator's page of the shared kiosks: names, codes to scan, and taking back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import web
from voting.errors import VotingError
from voting.polling import kiosks, overview
from voting.web import allow, board_session, current_actor, now

blueprint = Blueprint("kiosks", __name__)


@blueprint.get("/c/<code>/sittings/<sitting_id>/kiosks")
@allow(*kiosks.OPERATORS)
def page(code: str, sitting_id: str) -> ResponseReturnValue:
    return _page(sitting_id)


def _page(sitting_id: str, error: VotingError | None = None) -> str:
    sitting = overview.sitting(board_session(), sitting_id)
    return render_template(
        "polling/kiosks.html",
        sitting=sitting,
        poll=None,
        kiosks=kiosks.kiosks(board_session(), sitting.id),
        address=url_for("ballot.page", sitting_id=sitting.id, _external=True),
        error=error,
    )


@blueprint.post("/c/<code>/sittings/<sitting_id>/kiosks")
@allow(*kiosks.OPERATORS)
def enrol(code: str, sitting_id: str) -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        kiosks.enrol(board_session(), actor=current_actor(), sitting_id=sitting_id, name=name, now=now())
    except VotingError as error:
        return _page(sitting_id, error), web.status_of(error)
    return redirect(url_for("kiosks.page", code=code, sitting_id=sitting_id), 303)


@blueprint.post("/c/<code>/sittings/<sitting_id>/kiosks/<kiosk_id>/revoke")
@allow(*kiosks.OPERATORS)
def revoke(code: str, sitting_id: str, kiosk_id: str) -> ResponseReturnValue:
    kiosks.revoke(board_session(), actor=current_actor(), sitting_id=sitting_id, kiosk_id=kiosk_id, now=now())
    flash(_("已收回。那台平板下次回到起始画面时，不再是写票处。"))
    return redirect(url_for("kiosks.page", code=code, sitting_id=sitting_id), 303)
