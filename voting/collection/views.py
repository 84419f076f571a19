"""Pages of the candidate projects: the list, one project, the fixing by the presidium."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.collection import services as collection
from voting.collection.candidate_import import CANDIDATES
from voting.collection.services import KEEPERS
from voting.collection.sheet import SHEET
from voting.congress import imports, services
from voting.congress.roles import Role
from voting.errors import VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("collection", __name__)
OVERSEERS = (Role.SECRETARY_GENERAL, Role.CHIEF_SCRUTINEER, Role.SCRUTINEER, Role.AUDITOR)
READERS = (*KEEPERS, *OVERSEERS, Role.LIAISON, Role.DEPUTY)
imports.offer(CANDIDATES, "collection.page")
web.nav("collection.page", _l("候选项目"), READERS, order=30)


@blueprint.get("/c/<code>/candidates")
@allow(*READERS)
def page(code: str) -> ResponseReturnValue:
    """The candidates of the latest session."""
    session, congress_id = main_session(), current_congress().id
    held = services.latest_session(session, congress_id)
    if held is None:
        return render_template("congress/no_session.html", title=_("候选项目"))
    return render_template(
        "collection/candidates.html",
        held=held,
        candidates=collection.candidates(session, congress_id, held.id),
        fixed=collection.fixed(session, congress_id, held.id),
        last=imports.last_import(session, congress_id, CANDIDATES, held.id),
        may_keep=current_actor().may(*KEEPERS),
    )


@blueprint.route("/c/<code>/sessions/<session_id>/candidates/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new(code: str, session_id: str) -> ResponseReturnValue:
    here = (current_congress().id, session_id)
    listed = collection.candidates(main_session(), *here)
    services.get_session(main_session(), *here)
    values: Mapping[str, str] = {"number": str(max((one.number for one in listed), default=0) + 1)}
    error = None
    if request.method == "POST":
        try:
            collection.add_candidate(main_session(), current_actor(), *here, request.form, now=now())
            flash(_("已添加候选项目。"))
            return redirect(url_for(".page", code=code), 303)
        except VotingError as refused:
            error, values = refused, request.form
    return _form(_("添加候选项目"), values, error)


@blueprint.route("/c/<code>/sessions/<session_id>/candidates/<candidate_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def edit(code: str, session_id: str, candidate_id: str) -> ResponseReturnValue:
    here = (current_congress().id, session_id)
    found = collection.get_candidate(main_session(), *here, candidate_id)
    values: Mapping[str, str] = {column.key: str(getattr(found, column.key)) for column in SHEET.columns}
    error = None
    if request.method == "POST":
        try:
            collection.edit_candidate(
                main_session(), current_actor(), *here, candidate_id, request.form, now=now()
            )
            flash(_("已保存“%(name)s”。", name=found.name))
            return redirect(url_for(".page", code=code), 303)
        except VotingError as refused:
            error, values = refused, request.form
    remove = url_for(".remove", code=code, session_id=session_id, candidate_id=candidate_id)
    return _form(found.name, values, error, remove)


def _form(
    title: str, values: Mapping[str, str], error: VotingError | None, remove: str = ""
) -> ResponseReturnValue:
    rendered = render_template(
        "congress/entry.html",
        title=title,
        sheet=SHEET,
        values=values,
        error=error,
        back=url_for(".page", code=current_congress().code),
        remove=remove,
        remove_label=_("移出候选项目"),
        remove_consequence=_("移出后表决票上不再有这一项，其余项目的序号不变。移出会记入操作日志。"),
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/sessions/<session_id>/candidates/<candidate_id>/remove")
@allow(*KEEPERS)
def remove(code: str, session_id: str, candidate_id: str) -> ResponseReturnValue:
    collection.remove_candidate(
        main_session(), current_actor(), current_congress().id, session_id, candidate_id, now=now()
    )
    flash(_("已移出候选项目。"))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/sessions/<session_id>/candidates/freeze")
@allow(*KEEPERS)
def freeze(code: str, session_id: str) -> ResponseReturnValue:
    collection.freeze(main_session(), current_actor(), current_congress().id, session_id, now=now())
    flash(_("候选项目已确定，可以据此拟定票决。"))
    return redirect(url_for(".page", code=code), 303)


@blueprint.post("/c/<code>/sessions/<session_id>/candidates/reopen")
@allow(*KEEPERS)
def reopen(code: str, session_id: str) -> ResponseReturnValue:
    collection.reopen(
        main_session(),
        current_actor(),
        current_congress().id,
        session_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("候选项目已重新开放修改。已拟定的票决仍用原来的文本，需要时请重新拟定。"))
    return redirect(url_for(".page", code=code), 303)
