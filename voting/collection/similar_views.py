"""Similar ideas of a call: clusters, the job that finds them, and the congress's synonyms."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import jobs, web
from voting.collection import similar, synonyms
from voting.collection.inbox_views import here
from voting.collection.likeness import KNOWN
from voting.collection.machines import DESK_ROLES
from voting.errors import VotingError
from voting.web import allow, current_actor, current_congress, main_session, now, sentence, wake_jobs

blueprint = Blueprint("similar", __name__)


@blueprint.get("/c/<code>/calls/<call_id>/similar")
@allow(*DESK_ROLES)
def page(code: str, call_id: str) -> ResponseReturnValue:
    """Clusters, the largest first; while the job runs, its bar."""
    session, congress_id = main_session(), current_congress().id
    at = here(call_id)
    job = jobs.latest(session, congress_id, similar.JOB, call_id)
    if job and not job.over:
        wake_jobs()  # should the process that did it have ended
    number = web.whole(request.args.get("page", ""), 1)
    found, many = similar.clusters(session, congress_id, call_id, at, page=number)
    return render_template(
        "collection/similar.html",
        clusters=found,
        many=many,
        number=number,
        pages=-(-many // similar.CLUSTERS_A_PAGE),
        job=job,
        failure=sentence(VotingError(job.failure)) if job and job.failure else "",
        waiting=similar.waiting(session, congress_id, call_id, at),
    )


@blueprint.get("/c/<code>/calls/<call_id>/similar/<cluster_id>")
@allow(*DESK_ROLES)
def cluster(code: str, call_id: str, cluster_id: str) -> ResponseReturnValue:
    """All ideas of a cluster, to be merged or left alone."""
    at = here(call_id)
    members = [
        idea
        for idea in similar.members(main_session(), current_congress().id, cluster_id)
        if idea.desk == at and idea.call_id == call_id
    ]
    return render_template("collection/cluster.html", members=members)


@blueprint.post("/c/<code>/calls/<call_id>/similar/find")
@allow(*DESK_ROLES)
def find(code: str, call_id: str) -> ResponseReturnValue:
    """Compare what is new; or everything afresh, after the synonyms were changed."""
    here(call_id)
    similar.request(
        main_session(),
        current_congress().id,
        call_id,
        actor_id=current_actor().person_id,
        now=now(),
        afresh="afresh" in request.form,
    )
    wake_jobs()
    return redirect(url_for(".page", code=code, call_id=call_id), 303)


@blueprint.route("/c/<code>/synonyms", methods=["GET", "POST"])
@allow(*DESK_ROLES)
def words(code: str) -> ResponseReturnValue:
    """The congress's own synonyms, a group a line, beside the built-in ones."""
    session, congress_id = main_session(), current_congress().id
    text = "\n".join(" ".join(group) for group in synonyms.groups(session, congress_id))
    error = None
    if request.method == "POST":
        text = request.form.get("groups", "")
        given = [line.replace("、", " ").replace("，", " ").split() for line in text.splitlines()]
        try:
            synonyms.set_groups(session, current_actor(), congress_id, given, now=now())
            flash(_("近义词表已保存。到“相似意见”页选择“全部重新比对”后起作用。"))
            return redirect(url_for(".words", code=code), 303)
        except VotingError as refused:
            error = refused
    rendered = render_template("collection/synonyms.html", text=text, error=error, built_in=KNOWN["synonyms"])
    return rendered, web.status_of(error) if error else 200
