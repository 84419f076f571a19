"""Pages of letters: writing a 督办函 or 交办函, and the letter to print."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers, web
from voting.congress import units
from voting.congress.roles import Role
from voting.documents.papers import SupervisionLetterPaper
from voting.errors import NotFound, VotingError
from voting.supervision import finding_lists, letters, programmes
from voting.supervision.finding_lists import Filter
from voting.supervision.group_machines import LETTER_WORDS
from voting.supervision.group_views import form_day
from voting.supervision.letters import LetterLine, NewLetter
from voting.supervision.machines import FOLLOWERS, OFFICE
from voting.supervision.programme_views import here, today
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("letters", __name__)


@blueprint.route("/c/<code>/years/<int:year>/letters/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new(code: str, year: int) -> ResponseReturnValue:
    """Open findings by unit; those ticked go out in one letter."""
    programme = here(year)
    session, congress_id = main_session(), current_congress().id
    error = None
    if request.method == "POST":
        try:
            form = request.form
            given = NewLetter(
                form.get("kind", ""), form.get("document_no", ""), tuple(form.getlist("findings")),
                form_day("issued_on"), form_day("due"),
            )  # fmt: skip
            made = letters.send(session, current_actor(), congress_id, programme.id, given, now=now())
            flash(_("函已发出，等待单位答复。"))
            return redirect(url_for(".letter", code=code, letter_id=made), 303)
        except VotingError as refused:
            error = refused
    lines = finding_lists.found(session, congress_id, programme.id, Filter(state="open"), today=today())
    rendered = render_template(
        "supervision/letter_form.html",
        programme=programme,
        lines=sorted(lines, key=lambda line: (line.unit_id, line.number)),
        names=finding_lists.names(session, congress_id, lines),
        kinds=LETTER_WORDS,
        today=today(),
        due=letters.propose_due(session, congress_id, today()),
        known=letters.letters(session, congress_id, programme.id),
        values=request.form,
        chosen=request.form.getlist("findings") or request.args.getlist("finding"),
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.get("/c/<code>/years/letters/<letter_id>")
@allow(*FOLLOWERS, Role.UNIT)
def letter(code: str, letter_id: str) -> ResponseReturnValue:
    """The letter as it went out; a unit reads its own."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    line = letters.letter(session, congress_id, letter_id)
    own = {one.id for one in units.units_of(session, congress_id, actor.person_id)}
    if not actor.may(*FOLLOWERS) and line.unit_id not in own:
        raise NotFound("finding.letter_not_found")
    g.programme = programmes.programme(session, congress_id, line.programme_id)
    return papers.answer(
        "supervision/letter.html",
        f"{LETTER_WORDS[line.kind]} {line.document_no}",
        _paper(line),
        letter=line,
        sender=_sender(),
        programme=g.programme,
    )


def _sender() -> str:
    """Who signs: the office of the standing committee, which a township has not."""
    congress = current_congress()
    return congress.name + ("主席团" if congress.level == "township" else "常务委员会办公室")


def _paper(line: LetterLine) -> SupervisionLetterPaper:
    return SupervisionLetterPaper(
        congress=current_congress().name,
        meeting="",
        title=LETTER_WORDS[line.kind],
        sender=_sender(),
        document_no=line.document_no,
        unit=line.unit,
        findings=line.entries,
        due=_cn_day(line.due),
        issued_on=_cn_day(line.issued_on),
    )


def _cn_day(day: object) -> str:
    year, month, number = str(day).split("-")
    return f"{year}年{int(month)}月{int(number)}日"


@blueprint.app_context_processor
def pieces() -> dict[str, object]:
    return {"cn_day": _cn_day}
